"""Everybody who is heard in a live: their sources of sound, and the one recogniser they share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from assistant.commands.air import heard, listening, recogniser, remedy, say
from assistant.domain import Room
from assistant.errors import AssistantError
from assistant.knowledge import knowledge_root
from assistant.market.names import SheetNames
from assistant.market.sheet import Sheet
from assistant.ports import AudioSource, Clock, SpeechSource, Transcriber
from assistant.settings import RecogniserSettings, VoiceSettings
from assistant.voice.capture import DeviceAudio, FileAudio, UrlAudio
from assistant.voice.careful import Careful, Catalogue
from assistant.voice.chosen import InChosenLanguage
from assistant.voice.decoder.capacity import SHARE, Capacity
from assistant.voice.decoder.line import RANK
from assistant.voice.decoder.pool import Pool
from assistant.voice.invented import Inventions
from assistant.voice.language_lock import LanguageLock
from assistant.voice.listen import STEP_S, Listener
from assistant.voice.microphone import Microphone
from assistant.voice.name_repair import load_name_repair
from assistant.voice.recognition import load_recognition


@dataclass(frozen=True, slots=True)
class Voices:
    """Who speaks, and the microphones that the console's page opens."""

    sources: tuple[SpeechSource, ...] = ()
    hosts: tuple[SpeechSource, ...] = ()  # those of them who are on air: hosts and co-hosts
    microphones: tuple[Microphone, ...] = ()

    def heard(self) -> bool:
        """Whether it would be noticed now that a host speaks: every place of theirs is open. A guest may be away."""
        open_ = all(microphone.hears for microphone in self.microphones if microphone.role != "guest")
        return bool(self.hosts) and open_ and all(host.health().state in ("ok", "degraded") for host in self.hosts)


async def hear(
    stack: AsyncExitStack,
    voices: Sequence[VoiceSettings],
    settings: RecogniserSettings,
    room: Room,
    clock: Clock,
    sheet: Sheet | None = None,
    showing: Callable[[], Sequence[str]] = tuple,
) -> Voices:
    """All voices of a room, with the names of the sheet's products put right (`showing`: ids of those on screen); none, with a line saying why, where no recogniser can be had: comments go on without them."""
    if not voices:
        return Voices()
    sources = [source_of(voice, room, clock) for voice in voices]
    making = recogniser(
        model=settings.model,
        languages=languages(voices),
        device=settings.device,
        compute_type=settings.compute_type,
        workers=settings.workers,
        threads=settings.threads,
        voices=len(voices),
        window_s=settings.window_s,
        download=settings.download,
    )
    try:
        pool = await stack.enter_async_context(making)
    except AssistantError as error:
        say(f"voice: {remedy(error)}; the live goes on without anybody being heard")
        return Voices()
    listeners: list[Listener] = []
    microphones: list[Microphone] = []
    drafted = admitted(voices, pool.capacity)
    langs = tuple(dict.fromkeys((*room.langs, *(lang for voice in voices for lang in voice.allowed))))
    catalogue = await asyncio.to_thread(catalogue_of, sheet, langs, showing) if sheet else None
    for voice, source in zip(voices, sources, strict=True):
        try:
            listeners.append(_heard(voice, source, pool, room, clock, catalogue, partials=voice in drafted))
        except AssistantError as error:
            say(f"voice: {voice.name}: {remedy(error)}; the live goes on without")
            continue
        if voice.partials and voice not in drafted:
            say(f"voice: {voice.name}: whole sentences only, this machine is too slow for more; a smaller model or window_s would help")
        if isinstance(source, Microphone):
            microphones.append(source)
    hosts = tuple(listener for listener in listeners if listener.role != "guest")
    return Voices(tuple(listeners), hosts, tuple(microphones))


def admitted(voices: Sequence[VoiceSettings], capacity: Capacity) -> tuple[VoiceSettings, ...]:
    """Who is heard while speaking and not only sentence by sentence: as many as the cores carry beside the others' whole sentences."""
    wanted = sorted((voice for voice in voices if voice.partials), key=lambda voice: RANK[voice.role])
    others = len(voices) - len(wanted)
    while wanted and capacity.load(partials=len(wanted), finals=others, step_s=STEP_S) > SHARE:
        wanted.pop()
        others += 1
    return tuple(wanted)


def languages(voices: Sequence[VoiceSettings]) -> tuple[str, ...]:
    """What may be heard from any of them; empty = any."""
    if not all(voice.allowed for voice in voices):
        return ()
    return tuple(dict.fromkeys(lang for voice in voices for lang in voice.allowed))


def source_of(voice: VoiceSettings, room: Room, clock: Clock) -> AudioSource:
    """Where somebody is heard. Raises BadInput for an address that is not one."""
    if voice.file is not None:
        return FileAudio(voice.file, room=room.room, name=voice.name, clock=clock)
    if voice.url is not None:
        return UrlAudio(voice.url, room=room.room, name=voice.name, clock=clock)
    if voice.device is not None:
        return DeviceAudio(voice.device, room=room.room, name=voice.name, clock=clock)
    return Microphone(room=room.room, name=voice.name, clock=clock, role=voice.role, langs=voice.allowed)


def catalogue_of(sheet: Sheet, langs: Sequence[str], showing: Callable[[], Sequence[str]]) -> Catalogue:
    """Blocking, tenths of a second a language."""
    base = tuple(dict.fromkeys(lang.split("-")[0] for lang in langs))
    return Catalogue(sheet, load_name_repair(SheetNames(sheet, base), knowledge_root(), base), showing)


def believed(
    transcriber: Transcriber, clock: Clock, catalogue: Catalogue | None, langs: Sequence[str], lang: str | None = None
) -> Transcriber:
    """A recogniser that is not believed blindly. `langs`: those that may be spoken, the room's own first; `lang`: the one that is."""
    folders = [knowledge_root() / "languages" / base for base in dict.fromkeys((*(x.split("-")[0] for x in langs), "en"))]
    inventions = Inventions([load_recognition(folder) for folder in folders])
    return Careful(transcriber, LanguageLock(langs, lang), inventions, catalogue, clock.now)


def _heard(
    voice: VoiceSettings, source: AudioSource, pool: Pool, room: Room, clock: Clock, catalogue: Catalogue | None, *, partials: bool
) -> Listener:
    transcriber: Transcriber = pool.voice(role=voice.role, name=voice.name, languages=voice.allowed)
    if isinstance(source, Microphone):
        transcriber = InChosenLanguage(transcriber, source)
    transcriber = believed(transcriber, clock, catalogue, voice.allowed, voice.lang)
    return heard(source, transcriber, room, clock, listening(voice.name, clock, role=voice.role, lang=voice.lang, partials=partials))
