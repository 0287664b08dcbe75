"""What the host is told by ear, and when: never while somebody of the host's side speaks, seldom, and only while it is news.

Pure: times are handed in, seconds of the stream; nothing is spoken here.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import tomli as tomllib
from pydantic import Field, TypeAdapter, ValidationError

from assistant.domain import Hearing, Reason, Recorded, Value
from assistant.errors import BadKnowledge

FILE = "earpiece.toml"  # of a language folder: [cases], a reason -> what the host is told
LONGEST_TEXT = 300  # code points; a longer one is nothing for the ear
LOST_S = 35.0  # speech that nobody ended for so long: its voice was lost (a stretch is shorter)
KNOWN = 200  # ids of cues that were offered, kept to tell repeats
OTHER: Literal["other"] = "other"  # a case that became urgent later than it was opened, for another reason
LINES = TypeAdapter(dict[Reason | Literal["other"], str])
CaseLines = Mapping[Reason | Literal["other"], str]


class Cue(Value):
    """One line for the host's ear."""

    id: str
    kind: Literal["promise", "wording", "case"]
    text: str = Field(min_length=1, max_length=LONGEST_TEXT)
    lang: str
    t: float  # when it was known

    @property
    def urgent(self) -> bool:
        """A case that cannot wait: somebody is in danger, or the sound is gone."""
        return self.kind == "case"


class Pace(Value):
    """How often the host may be spoken to."""

    every_s: float = Field(20.0, ge=0)  # from one cue to the next, at least
    oldest_s: float = Field(10.0, gt=0)  # a cue older than this is not said
    urgent_after_s: float = Field(5.0, ge=0)  # from one cue to a case that cannot wait, at least
    urgent_for_s: float = Field(30.0, gt=0)  # such a case is news for longer, until somebody takes it
    settle_s: float = Field(0.5, ge=0)  # so long nobody has spoken: a breath between two sentences is no pause
    waiting: int = Field(3, ge=1)  # cues kept; the oldest goes first, urgent cases last


class Figures(Value):
    """Numbers an operator can read."""

    offered: int
    said: int
    crowded_out: int  # by newer ones
    too_old: int  # the host spoke on, or another cue was said shortly before
    failed: int  # no voice, or none in time
    withdrawn: int  # somebody took the case before it was said


class Cues:
    """The cues that wait, and whether somebody speaks. Urgent cases are said first, then the newest."""

    def __init__(self, pace: Pace | None = None) -> None:
        self.pace = pace or Pace()
        self._waiting: list[Cue] = []  # the first to be said last
        self._speaking: dict[tuple[str, str], float] = {}  # (voice, id) -> when it was last heard of
        self._known: deque[str] = deque(maxlen=KNOWN)
        self._quiet_since = float("-inf")
        self._said_t = float("-inf")
        self._offered = self._said = self._crowded_out = self._too_old = self._failed = self._withdrawn = 0

    def offer(self, cue: Cue, t: float) -> None:
        """Keep it until there is a moment. One that was offered before changes nothing: a case is recorded whenever it grows."""
        if cue.id in self._known:
            return
        self._known.append(cue.id)
        self._offered += 1
        self._waiting.append(cue)
        self._waiting.sort(key=lambda one: one.urgent)  # stable: of the same rank the newest is the last
        while len(self._waiting) > self.pace.waiting:
            self._waiting.pop(0)
            self._crowded_out += 1
        self._tidy(t)

    def hearing(self, heard: Hearing, t: float) -> bool:
        """Follow who speaks; true when somebody of the host's side has just begun. Guests do not count: the host listens to them."""
        if heard.role == "guest":
            return False
        key = (heard.source, heard.id)
        if heard.state in ("started", "going_on"):
            began = not self._speaking
            self._speaking[key] = t
            return began
        if self._speaking.pop(key, None) is not None and not self._speaking:
            self._quiet_since = t
        return False

    def withdraw(self, id: str) -> None:
        """What it would tell is no news any more."""
        kept = [cue for cue in self._waiting if cue.id != id]
        self._withdrawn += len(self._waiting) - len(kept)
        self._waiting = kept

    def first(self, t: float) -> Cue | None:
        """The cue that would be said now, were it quiet."""
        self._tidy(t)
        return self._waiting[-1] if self._waiting else None

    def next(self, t: float) -> Cue | None:
        """The first cue, taken, if it may be said at `t`."""
        cue = self.first(t)
        if cue is None or self._speaking or t < self._free_at(cue):
            return None
        self._waiting.pop()
        self._said_t = t
        self._said += 1
        return cue

    def wake(self, t: float) -> float | None:
        """When to ask again if nothing else happens; None: not before news."""
        first = self.first(t)
        if first is None:
            return None
        if not self._speaking:
            return max(t, self._free_at(first))
        return min([cue.t + self._oldest_s(cue) for cue in self._waiting] + [last + LOST_S for last in self._speaking.values()])

    def give_up(self, cue: Cue) -> None:
        """It cannot be spoken."""
        if cue in self._waiting:
            self._waiting.remove(cue)
            self._failed += 1

    def figures(self) -> Figures:
        return Figures(
            offered=self._offered,
            said=self._said,
            crowded_out=self._crowded_out,
            too_old=self._too_old,
            failed=self._failed,
            withdrawn=self._withdrawn,
        )

    def _free_at(self, cue: Cue) -> float:
        return max(self._quiet_since + self.pace.settle_s, self._said_t + self._every_s(cue))

    def _every_s(self, cue: Cue) -> float:
        return min(self.pace.urgent_after_s, self.pace.every_s) if cue.urgent else self.pace.every_s

    def _oldest_s(self, cue: Cue) -> float:
        return max(self.pace.urgent_for_s, self.pace.oldest_s) if cue.urgent else self.pace.oldest_s

    def _tidy(self, t: float) -> None:
        """Let go what is too old, what will be before it may be said, and voices that were lost while they spoke."""
        for key, last in list(self._speaking.items()):
            if t - last >= LOST_S:
                del self._speaking[key]
        kept = [cue for cue in self._waiting if max(t, self._said_t + self._every_s(cue)) - cue.t <= self._oldest_s(cue)]
        self._too_old += len(self._waiting) - len(kept)
        self._waiting = kept


def cue_of(line: Recorded, t: float, lines: CaseLines, lang: str) -> Cue | None:
    """The cue in a line of the record, or None: a promise against the facts, wording to mend, a case that cannot wait.

    `lines`: what is said of a case, in the host's language `lang`. Nothing that a viewer wrote is ever in it.
    """
    body = line.body
    if line.kind == "judgement":
        decision = body["decision"]
        if body.get("correction"):
            return _cue(f"{decision['event_id']}/promise", "promise", body["correction"], decision["lang"], t)
        instead = next((flag["say_instead"] for flag in decision.get("flags") or () if flag.get("say_instead")), None)
        return _cue(f"{decision['event_id']}/wording", "wording", instead, decision["lang"], t)
    if line.kind == "case" and body["state"] == "offered" and body["urgency"] == "now":
        return _cue(f"{body['id']}/case", "case", lines.get(body["reason"]) or lines.get(OTHER), lang, t)
    return None


def settled(line: Recorded) -> str | None:
    """The id of the cue that a line of the record makes needless: of a case that somebody has taken, or that is over."""
    return f"{line.body['id']}/case" if line.kind == "case" and line.body["state"] != "offered" else None


def _cue(id: str, kind: Literal["promise", "wording", "case"], text: Any, lang: str, t: float) -> Cue | None:
    return Cue(id=id, kind=kind, text=text, lang=lang, t=t) if text and len(text) <= LONGEST_TEXT else None


def case_lines(root: Path, lang: str) -> CaseLines:
    """What a host of this language is told of a case, by its reason; empty where the language has no lines. Raises `BadKnowledge`."""
    path = root / "languages" / lang.split("-")[0] / FILE
    try:
        return LINES.validate_python(tomllib.loads(path.read_text(encoding="utf-8"))["cases"])
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, ValidationError) as error:
        raise BadKnowledge(f"cannot be read ({error})", where=str(path), remedy="give it a table [cases], a reason and a line each") from error
