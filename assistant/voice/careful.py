"""One voice's recogniser, not believed blindly: in the language the voice was found to speak, without invented lines, with names put right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.domain import said
from assistant.market.sheet import Sheet
from assistant.ports import Transcriber, Transcript
from assistant.voice.activity import Bounds
from assistant.voice.invented import Inventions
from assistant.voice.language_lock import LanguageLock, LockFigures
from assistant.voice.name_repair import NameRepair
from assistant.voice.pcm import RATE_HZ
from assistant.voice.product_names import MOST_HOTWORDS, hotwords

AROUND_S = Bounds().pre_roll_s + Bounds().tail_s  # sound before and behind the voice in a stretch


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The products that may be named. `showing`: ids of those on screen now, best first."""

    sheet: Sheet
    repair: NameRepair
    showing: Callable[[], Sequence[str]] = tuple

    def on_screen(self, lang: str) -> tuple[str, ...]:
        """Names to expect of who speaks `lang`: of the products on screen only, since others make a recogniser invent them."""
        shown = self.showing()
        return hotwords(self.sheet, shown, lang, min(len(shown), MOST_HOTWORDS))


class Careful:
    """A Transcriber around another one. `now`: seconds of the stream."""

    def __init__(
        self, transcriber: Transcriber, lock: LanguageLock, inventions: Inventions, catalogue: Catalogue | None, now: Callable[[], float]
    ) -> None:
        self._transcriber, self._lock, self._inventions, self._catalogue, self._now = transcriber, lock, inventions, catalogue, now
        self.name = transcriber.name
        self.repaired = 0  # names put right

    async def transcribe(
        self, pcm: np.ndarray, lang: str | None, hotwords: Sequence[str] = (), *, draft: bool = False, brief: bool = False
    ) -> Transcript:
        """As the recogniser's. `lang` is where the language is not to be found out."""
        speech_s = max(0.0, len(pcm) / RATE_HZ - AROUND_S)
        found_out = lang is None
        if found_out and not draft and self._lock.wants(speech_s):
            self._lock.vote(await self._transcriber.detect(pcm), speech_s)
        spoken = lang or self._lock.likeliest
        expected = tuple(hotwords) or (self._catalogue.on_screen(spoken) if self._catalogue and spoken else ())
        heard = await self._transcriber.transcribe(pcm, spoken, expected, draft=draft, brief=brief)
        if found_out and not draft:
            self._lock.heard(heard)
            if self._lock.doubts(heard, speech_s):
                heard = self._lock.second_look(heard, await self._transcriber.detect(pcm), speech_s)
        return self._with_names(self._inventions.checked(heard, speech_s, self._now() - speech_s, draft=draft), draft=draft)

    async def detect(self, pcm: np.ndarray) -> Mapping[str, float]:
        return await self._transcriber.detect(pcm)

    async def close(self) -> None:
        await self._transcriber.close()

    def language(self) -> LockFigures:
        """What is known of the voice's language."""
        return self._lock.figures()

    def _with_names(self, heard: Transcript, *, draft: bool) -> Transcript:
        if self._catalogue is None or heard.rejected is not None or not heard.words:
            return heard
        put_right = self._catalogue.repair.repair(heard.words, heard.lang, self._catalogue.showing())
        if not put_right.repairs:
            return heard
        self.repaired += 0 if draft else len(put_right.repairs)
        return heard.model_copy(update={"words": put_right.words, "text": said([word.text for word in put_right.words], heard.lang)})
