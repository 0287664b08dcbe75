"""How well "the host has said it" is told: pairs of a viewer's question and a host's line that answers it or does not.

Run: `python -m evals.on_air [--quiet] [NAME ...]`: names of files in `evals/on_air`; `--quiet` shows no failures, where they are not to be
looked at. The `-gate` ones were written after the words and limits were set and are not to be tuned on; of the `-unseen` ones nobody has
looked at a failure yet. Precision matters more than recall: a group that is closed wrongly is a viewer unanswered, one left open is
only answered twice.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from pydantic import Field

from assistant.answering.decide import Policy
from assistant.build import build_judge
from assistant.domain import Comment, Group, Room, Utterance, Value
from assistant.judging import RoomJudge
from assistant.knowledge import Knowledge, load_knowledge
from assistant.market.sheet import Sheet, load_sheet
from assistant.on_air.answered import answers

HERE = Path(__file__).resolve().parent
PAIRS = HERE / "on_air"
SHOP = HERE.parent / "knowledge" / "shops" / "tamarind_row" / "shop.toml"
APART_S = 1000.0


class Pairs(Value):
    """One question with host lines that answer it and lines that do not."""

    asks: str
    closes: tuple[str, ...] = Field(min_length=1)
    no: tuple[str, ...] = Field(min_length=1, alias="not")


class Outcome(Value):
    """One host line after one question."""

    lang: str
    asks: str
    line: str
    answers: bool  # as the pair says
    closed: bool
    why: str  # what it rests on, for who reads the failures


class Rates(Value):
    """Precision and recall of closing."""

    right: int = 0  # closed, as it should be
    wrong: int = 0  # closed, though nothing was answered
    missed: int = 0
    left: int = 0  # left open, as it should be

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def names() -> list[str]:
    """All files of pairs: a language, or a language with `-gate`, `-unseen` and such."""
    return sorted(path.stem for path in PAIRS.glob("*.toml"))


def outcomes(name: str, knowledge: Knowledge, sheet: Sheet) -> list[Outcome]:
    """Every line of a file of pairs. Raises `ValueError` for a question that opens no group: the pair is broken."""
    data = tomllib.loads((PAIRS / f"{name}.toml").read_text(encoding="utf-8"))
    lang = name.split("-")[0]
    room = Room(room=f"on-air-{lang}", market=data["market"], langs=(lang,))
    judge = build_judge(sheet, room, knowledge, policy=Policy(mode="suggest"))
    found: list[Outcome] = []
    for n, pairs in enumerate(map(Pairs.model_validate, data["pairs"])):
        group = _group(judge, room, pairs.asks, n)
        found += [_outcome(judge, room, lang, pairs.asks, group, line, says) for says, lines in ((True, pairs.closes), (False, pairs.no)) for line in lines]
    return found


def _group(judge: RoomJudge, room: Room, asks: str, n: int) -> Group:
    comment = Comment(id=f"c{n}", room=room.room, market=room.market, t=n * APART_S, user=f"viewer-{n}", text=asks)
    group = judge.comment(comment).group
    if group is None:
        raise ValueError(f"{asks!r} opens no question group")
    return group


def _outcome(judge: RoomJudge, room: Room, lang: str, asks: str, group: Group, line: str, says: bool) -> Outcome:
    judge.showing = ()
    told = judge.speech(Utterance(id="h", room=room.room, market=room.market, t=0.0, text=line, lang=lang)).told
    closed = told is not None and answers(told, group)
    score = (told.topics or {}).get(group.topic, 0.0) if told else 0.0
    why = f"{group.id}: facts {told.facts}, sure {told.sure}, {group.topic} {score:.2f}" if told else f"{group.id}: nothing was said rightly"
    return Outcome(lang=lang, asks=asks, line=line, answers=says, closed=closed, why=why)


def rates(found: Sequence[Outcome]) -> Rates:
    pairs = [(o.answers, o.closed) for o in found]
    return Rates(right=pairs.count((True, True)), wrong=pairs.count((False, True)), missed=pairs.count((True, False)), left=pairs.count((False, False)))


def main(arguments: Sequence[str]) -> int:
    """Print each file's figures and, unless it is to be quiet, every line that went wrong; 1 if a group was closed wrongly."""
    chosen = [argument for argument in arguments if argument != "--quiet"]
    knowledge, sheet, everything = load_knowledge(), load_sheet(SHOP), list[Outcome]()
    for name in chosen or names():
        found = outcomes(name, knowledge, sheet)
        everything += found
        _print(name, rates(found))
        for one in found:
            if one.answers != one.closed and "--quiet" not in arguments:
                print(f"    {'closed wrongly' if one.closed else 'left open'}: {one.asks} | {one.line} | {one.why}")
    _print("all", rates(everything))
    return 1 if rates(everything).wrong else 0


def _print(name: str, r: Rates) -> None:
    print(f"{name:>8}  precision {r.precision:.3f}  recall {r.recall:.3f}  ({r.right} closed rightly, {r.wrong} wrongly, {r.missed} missed, {r.left} left open)")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
