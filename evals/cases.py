"""Eval cases: data in the labelled form of docs/formats.md, one JSON object a line, in `cases/<lang>/<split>*.jsonl`."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator

from assistant.domain import CommentFlag, IgnoreKind, PiiKind, Reason, Severity, SpeechFlag, Value
from assistant.errors import BadInput

Split = Literal["dev", "gate"]
Expect = Literal["answer", "escalate", "ignore", "flag", "mask_pii"]


class ExpectedFact(Value):
    """A fact the reply must carry: its path and value, and what the wording must and must not match."""

    fact: str
    value: Any
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    polarity: Literal["yes", "no"] | None = None

    @model_validator(mode="after")
    def _compiles(self) -> ExpectedFact:
        for pattern in (*self.must, *self.must_not):
            re.compile(pattern)
        return self


class ExpectedFlag(Value):
    category: CommentFlag
    severity: Severity


class CommentCase(Value):
    """One comment and what must happen."""

    id: str
    market: str
    lang: str
    shop: str = "tamarind_row"  # folder of knowledge/shops
    user: str = "viewer"
    text: str
    expect: tuple[Expect, ...] = Field(min_length=1)
    answer: tuple[ExpectedFact, ...] = ()
    escalate_reason: Reason | None = None
    ignore_kind: IgnoreKind | None = None
    flag: ExpectedFlag | None = None
    pii: tuple[PiiKind, ...] = ()
    prev: str | None = None
    group: str = ""
    tags: tuple[str, ...] = ()
    also_ok: tuple[Expect, ...] = ()
    also_lang: tuple[str, ...] = ()  # other languages the reply may be in: a comment that mixes two

    @model_validator(mode="after")
    def _agrees(self) -> CommentCase:
        for word, given in (
            ("answer", self.answer),
            ("escalate", self.escalate_reason),
            ("ignore", self.ignore_kind),
            ("flag", self.flag),
            ("mask_pii", self.pii),
        ):
            if (word in self.expect) != bool(given):
                raise ValueError(f"expect and the label of {word} disagree: no outcome could meet it")
        return self


class SpeechCase(Value):
    """One sentence of a host and what must happen."""

    id: str
    market: str
    lang: str
    shop: str = "tamarind_row"
    text: str
    expect: Literal["ok", "flag", "promise_mismatch"]
    category: SpeechFlag | None = None
    severity: Severity | None = None
    fact: str | None = None
    value: Any = None
    why: str
    also_ok: tuple[Literal["ok", "flag", "promise_mismatch"], ...] = ()


Case = CommentCase | SpeechCase


def load_cases(root: Path, *, split: Split | None = None, langs: Sequence[str] = ()) -> list[Case]:
    """Cases of these languages (folder names) and split, in file order. Raises `BadInput` naming every bad line; none is dropped."""
    faults: list[str] = []
    cases: list[Case] = []
    for path in sorted(root.glob("*/*.jsonl")):
        if (langs and path.parent.name not in langs) or (split and split not in path.stem.split("-")):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip():
                made = _case(line, f"{path}:{number}", faults)
                if made is not None:
                    cases.append(made)
    ids = [c.id for c in cases]
    faults += [f"id {i} occurs twice" for i in sorted({i for i in ids if ids.count(i) > 1})]
    if faults:
        raise BadInput("; ".join(faults[:10]), where=str(root), remedy="mend these lines")
    return cases


def _case(line: str, where: str, faults: list[str]) -> Case | None:
    try:
        value = json.loads(line)
        value = {k: v for k, v in value.items() if v is not None}
        return SpeechCase.model_validate(value) if "why" in value else CommentCase.model_validate(value)
    except (ValueError, ValidationError) as error:
        said = "; ".join(f"{'.'.join(map(str, e['loc']))} {e['msg']}" for e in error.errors()) if isinstance(error, ValidationError) else error
        faults.append(f"{where}: {said}")
        return None
