"""The composition root: from a sheet, a room and knowledge to a session. The only file that knows every part."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal, cast

from assistant.answering.decide import Policy
from assistant.answering.entities import Namer
from assistant.answering.facts import Desk
from assistant.answering.trust import Trust, load_trust
from assistant.answering.understand import Reader
from assistant.domain import Room
from assistant.errors import BadInput
from assistant.guard.overstepping import OverstepReaders
from assistant.guard.promises import PromiseGuard, PromiseLanguages
from assistant.guard.review import Guard
from assistant.guard.scarcity import ScarcityLedger
from assistant.handoff.desk_words import DeskWords
from assistant.handoff.desks import DeskOptions, DeskTools
from assistant.handoff.hours import Limits, ServiceClock
from assistant.handoff.wordings import PersonWords
from assistant.judging import RoomJudge
from assistant.knowledge import Knowledge
from assistant.liaison import Liaison
from assistant.market.countries import Countries
from assistant.market.names import SheetNames
from assistant.market.places import Places
from assistant.market.rendering import Renderer
from assistant.market.sheet import MISSING, Faq, Sheet
from assistant.meaning import Meanings
from assistant.on_air.board import LiveBoard
from assistant.platforms import Platform, Tools, read_plug, read_source
from assistant.ports import Clock, Encoder
from assistant.record.feed import Journal as RecordJournal
from assistant.session import Journal, Session
from assistant.shelf import Shelf
from assistant.voice.cues import Cues, Pace, case_lines
from assistant.voice.earpiece import Earpiece

FITTED: Literal["fitted"] = "fitted"  # the trust that the knowledge folder brings
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}")
_BRACES = str.maketrans("{}", "  ")

# kind in a session file -> its module, imported when used.
PLATFORMS = {
    "ingest": "assistant.platforms.ingest",
    "stdin": "assistant.platforms.stdin",
    "recorded": "assistant.platforms.recorded",
}
# kind of sentence encoder in a session file -> its module, imported when used.
ENCODERS = {
    "onnx": "assistant.encoders.onnx_folder",
    "openai": "assistant.encoders.openai_compatible",
}

# kind of outside desk in a session file -> its module, imported when used; without one, cases are looked after in the console.
DESKS = {
    "webhook": "assistant.handoff.desks.webhook",
    "chatwoot": "assistant.handoff.desks.chatwoot",
    "slack": "assistant.handoff.desks.slack",
    "telegram": "assistant.handoff.desks.telegram",
    "line": "assistant.handoff.desks.line",
}

# kind of speech synthesis in a session file -> its module, imported when used.
SPEAKERS = {
    "espeak": "assistant.voice.speakers.espeak",
    "openai": "assistant.voice.speakers.openai_compatible",
}


def build_judge(
    sheet: Sheet,
    room: Room,
    knowledge: Knowledge,
    *,
    policy: Policy | None = None,
    stopwatch: Callable[[], float] = time.perf_counter,
    can_post: bool = True,
    trust: Trust | Literal["fitted"] | None = FITTED,
) -> RoomJudge:
    """Everything that judges one room. Raises `BadInput` when the sheet does not know the market at all."""
    market = room.market
    if sheet.get(f"markets.{market}.served") is MISSING and market not in sheet.markets_served:
        raise BadInput(f"the facts sheet has no market {market}", where=sheet.where, remedy=f"it has {', '.join(sheet.markets_served)}")
    langs = tuple(room.langs) or usual_languages(market, knowledge)
    places = Places.load(knowledge.root, market)
    names = SheetNames(sheet, tuple(knowledge.packs))
    affixes = {code: (pack.language.before, pack.language.after) for code, pack in knowledge.packs.items()}
    namer = Namer(
        names,
        knowledge.packs,
        knowledge.kinds,
        places,
        Countries.load(knowledge.root, affixes).spans,
        knowledge.near,
        [lang.split("-")[0] for lang in langs],
    )
    currency = sheet.get(f"markets.{market}.currency")
    desks = {
        code: Desk(sheet, market, pack, Renderer(pack, market, None if currency is MISSING else currency), places)
        for code, pack in knowledge.packs.items()
    }
    reader = Reader(knowledge.packs, namer, langs, faqs=[_readable(faq) for faq in sheet.faqs()], common=knowledge.common, shelf=Shelf.default(), source=knowledge.digest)
    reader.warm([lang.split("-")[0] for lang in langs])
    spoken = PromiseLanguages(knowledge.root / "languages")
    return RoomJudge(
        market=market,
        sheet=sheet,
        reader=reader,
        namer=namer,
        desks=desks,
        guard=Guard.load(
            knowledge.root,
            market,
            tuple(knowledge.packs),
            home=[lang.split("-")[0] for lang in langs],
            own_hosts=_own_hosts(sheet),
            keep=_codes(sheet, market),
            oversteps=overstep_readers(knowledge),
            numbers={code: pack.numbers for code, pack in knowledge.packs.items() if pack.numbers is not None},
        ),
        promises=PromiseGuard(sheet, places, market, spoken),
        scarcity=ScarcityLedger(sheet, spoken),
        board=LiveBoard(room.room),
        policy=policy or Policy(),
        stopwatch=stopwatch,
        can_post=can_post,
        trust=load_trust(knowledge.root) if isinstance(trust, str) else trust,
        host_lang=langs[0].split("-")[0] if langs else None,
        person_words=PersonWords.load(knowledge.root / "languages"),
    )


def overstep_readers(knowledge: Knowledge) -> OverstepReaders:
    """What reads hosts' sentences beside the rules, in every language that has lines of them."""
    spaced = {code: pack.language.spaced for code, pack in knowledge.packs.items()}
    return OverstepReaders(knowledge.root / "languages", spaced, Shelf.default())


def build_session(
    sheet: Sheet,
    room: Room,
    knowledge: Knowledge,
    journal: Journal,
    clock: Clock,
    *,
    policy: Policy | None = None,
    sink: str = "console",
    can_post: bool = True,
    encoder: Encoder | None = None,
    trust: Trust | Literal["fitted"] | None = FITTED,
    limits: Limits | None = None,
) -> Session:
    """A session over a journal. Call `open` before the first remark. `encoder`: helps to read comments; `limits`: how long cases may wait."""
    judge = build_judge(sheet, room, knowledge, policy=policy, can_post=can_post, trust=trust)
    meanings = Meanings(encoder, shelf=Shelf.default()) if encoder else None
    if not room.langs:
        room = room.model_copy(update={"langs": usual_languages(room.market, knowledge)})
    return Session(
        room, judge, journal, clock, shop=str(sheet.get("shop.name")), sink=sink, meanings=meanings, service=ServiceClock.of(sheet, room, limits)
    )


def _codes(sheet: Sheet, market: str) -> frozenset[str]:
    """Codes and names of the shop that look like order numbers or personal data and are not."""
    paths = [f"markets.{market}.coupon.code", "giveaway.keyword", *(f"products.{p}.model_number" for p in sheet.products)]
    words = [str(value) for value in map(sheet.get, paths) if value is not MISSING]
    for product in sheet.products:
        for key in ("registration", "certificates"):
            table = sheet.get(f"products.{product}.{key}")
            words += [word for text in (table.values() if table is not MISSING else ()) for word in str(text).split()]
    return frozenset(words)


def _readable(faq: Faq) -> Faq:
    """A shop's own question as it is read: braces, which mark blanks in phrasings, are only signs in what a shop writes."""
    asks = {lang: tuple(ask.translate(_BRACES) for ask in lines) for lang, lines in faq.asks.items()}
    return faq.model_copy(update={"asks": asks, "answer": {lang: text.translate(_BRACES) for lang, text in faq.answer.items()}})


def _own_hosts(sheet: Sheet) -> frozenset[str]:
    """Hosts of the links and addresses the sheet itself gives: not an outsider's."""
    channels = sheet.get("shop.contact_channels")
    return frozenset(_HOST.findall(" ".join(map(str, channels)).casefold())) if channels is not MISSING else frozenset()


@asynccontextmanager
async def connect_encoder(settings: Mapping[str, Any] | None, environment: Mapping[str, str]) -> AsyncIterator[Encoder | None]:
    """The sentence encoder of a session file, or None where it names none. Raises `BadSettings`, `Unavailable`."""
    if settings is None:
        yield None
        return
    module, options = read_plug(ENCODERS, settings, where="encoder")
    async with module.connect(options, environment) as encoder:
        yield encoder


@asynccontextmanager
async def connect_earpiece(
    settings: Mapping[str, Any] | None, environment: Mapping[str, str], room: Room, clock: Clock, knowledge: Path, hears: Callable[[], bool]
) -> AsyncIterator[Earpiece | None]:
    """The host's earpiece of a session file, or None where it names none. `hears`: whether the host's voice is followed now.

    Raises `BadSettings`, `Unavailable`, `BadKnowledge`."""
    if settings is None:
        yield None
        return
    module, pace = read_plug(SPEAKERS, settings, where="earpiece")
    lang = room.langs[0] if room.langs else "en"
    async with module.connect(pace, environment) as synthesiser:
        yield Earpiece(synthesiser, Cues(cast(Pace, pace)), clock, case_lines(knowledge, lang), lang, room.room, hears)


@asynccontextmanager
async def connect_desk(settings: Mapping[str, Any] | None, tools: DeskTools, journal: RecordJournal) -> AsyncIterator[Liaison | None]:
    """The outside desk of a session file with all that stands between it and the session, or None where it names none.

    Raises `BadSettings`, `Unavailable`."""
    if settings is None:
        yield None
        return
    module, options = read_plug(DESKS, settings, where="desk")
    chosen = cast(DeskOptions, options)
    words = DeskWords.load(chosen.lang)
    async with module.connect(chosen, tools) as desk:
        liaison = Liaison(journal, desk, tools.clock, tools.room, words)
        await liaison.open()
        yield liaison


def platform_kinds() -> tuple[str, ...]:
    return tuple(PLATFORMS)


@asynccontextmanager
async def connect_platform(settings: Mapping[str, Any], tools: Tools) -> AsyncIterator[Platform]:
    """One source of a session file, connected. Raises `BadSettings` for a wrong kind or option, with the right ones."""
    module, options = read_source(PLATFORMS, settings)
    async with module.connect(options, tools) as platform:
        yield platform


def usual_languages(market: str, knowledge: Knowledge) -> tuple[str, ...]:
    """Languages whose Babel locale is of this market; else English."""
    own = tuple(
        code for code, pack in knowledge.packs.items() if pack.language.locale.endswith(f"_{market}") or market in pack.language.markets
    )
    return own or ("en",)
