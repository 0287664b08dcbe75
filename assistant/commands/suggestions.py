"""`assistant suggestions`: what people marked wrong during a live, as changes to the packs that somebody may make. It changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.build import overstep_readers
from assistant.domain import Decision, Recorded, Resolution
from assistant.errors import BadInput
from assistant.guard.overstepping import FILE as SPEECH
from assistant.guard.overstepping import INNOCENT
from assistant.guard.review import Guard
from assistant.guard.wording import Direction, load_packs
from assistant.knowledge import Knowledge, load_knowledge
from assistant.language.spelling import normalise
from assistant.record.store import SqliteStore

_PAGE = 1000  # lines of the record read at once


@dataclass(slots=True)
class _Told:
    """What a record holds of flags: rooms, remarks as they were kept (masked), decisions on them, and what was marked wrong."""

    rooms: dict[str, dict[str, Any]] = field(default_factory=dict)
    remarks: dict[tuple[str, str], tuple[Direction, str]] = field(default_factory=dict)
    decisions: dict[tuple[str, str], Decision] = field(default_factory=dict)
    wrong: list[tuple[str, Resolution]] = field(default_factory=list)

    def add(self, line: Recorded) -> None:
        match line.kind:
            case "session":
                self.rooms[line.room] = line.body
            case "comment":
                self.remarks[line.room, line.body["id"]] = ("viewer", line.body["text"])
            case "utterance":
                self.remarks[line.room, line.body["id"]] = ("host", line.body["text"])
            case "judgement":
                decision = Decision.model_validate(line.body["decision"])
                self.decisions[line.room, decision.event_id] = decision
            case "resolution" if line.body["kind"] == "wrong_flag":
                self.wrong.append((line.room, Resolution.model_validate(line.body)))


def suggestions(record: Path) -> int:
    """Prints one suggestion for each flag marked wrong, with the file it is about. Returns 0."""
    if not record.is_file():
        raise BadInput("there is no record here", where=str(record), remedy="give the .db file the live was recorded in")
    told = asyncio.run(_read(record))
    if not told.wrong:
        print("nothing was marked wrong in this record")
        return 0
    knowledge = load_knowledge()
    for room, resolution in told.wrong:
        key = (room, resolution.event_id or "")
        if key in told.remarks and key in told.decisions:
            direction, text = told.remarks[key]
            for line in _suggestion(told.rooms.get(room, {}), resolution, direction, text, told.decisions[key], knowledge):
                print(line)
            print()
    print("Nothing was changed. Edit the files, then run `assistant check` and the tests.")
    return 0


async def _read(record: Path) -> _Told:
    store, told, at = SqliteStore.open(record), _Told(), 0
    try:
        while lines := await store.since(at, limit=_PAGE):
            for line in lines:
                told.add(line)
            at = lines[-1].seq
    finally:
        await store.close()
    return told


def _suggestion(
    room: Mapping[str, Any], resolution: Resolution, direction: Direction, text: str, decision: Decision, knowledge: Knowledge
) -> Iterator[str]:
    who = "the host said" if direction == "host" else "a viewer wrote"
    yield f"{resolution.reason}, marked wrong by {resolution.by}: {who} {text!r}"
    lang = decision.lang.split("-")[0]
    folder = knowledge.root / "languages" / lang
    if resolution.reason == "promise":
        promise = decision.promise
        yield f"  file     {folder / 'promises.toml'}"
        yield f"  heard    {promise.said!r} against {promise.fact}" if promise else "  heard    nothing is on record of it"
        yield "  mend     the cue that claimed too much (needs, not_with), or the number words"
        return
    market, home = str(room.get("market", "")), [tag.split("-")[0] for tag in room.get("langs", ())] or [lang]
    guard = Guard.load(knowledge.root, market, tuple(knowledge.packs), home=home, oversteps=overstep_readers(knowledge))
    met = [m for m in guard.explain(direction, text, lang) if m.rule.category == resolution.reason]
    for match in met:
        start, end = match.span
        yield f"  file     {_file(knowledge.root, market, match.rule.id, [lang, *home, 'en'])}"
        yield f"  rule     {match.rule.id}, met by {text[start:end]!r}: {match.rule.why}"
        yield f"  mend     add words that show it is meant well to `unless`, and as its near miss: passes = {text!r}"
    if met:
        return
    read = guard.overstep(normalise(text).match, lang) if direction == "host" else None
    if read is not None and read.category == resolution.reason:
        yield f"  file     {folder / SPEECH}"
        yield f"  like     {read.like!r}"
        yield f"  mend     add lines of this kind to `{INNOCENT}`: {text!r}"
    else:
        yield f"  file     {folder / 'phrasebook.toml'}"
        yield f"  mend     it was read as `{resolution.reason}` by its phrasings: add lines of this kind under what it is"


def _file(root: Path, market: str, rule: str, langs: Sequence[str]) -> Path:
    """The pack that holds a rule."""
    packs, of_market = load_packs(root, market, langs)
    if of_market is not None and any(r.id == rule for r in of_market.rule):
        return root / "markets" / market / "wording.toml"
    lang = next((code for code, pack in packs.items() if any(r.id == rule for r in pack.rule)), langs[0])
    return root / "languages" / lang / "wording.toml"
