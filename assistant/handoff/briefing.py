"""A case told in plain text within a desk's limit: every field stays, the longest are shortened first, never inside a letter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import regex

from assistant.handoff.desk_words import DeskWords
from assistant.letters import CaseBrief

Unit = Literal["chars", "utf16", "bytes"]
Field = tuple[str, tuple[str, ...]]
ELLIPSIS = "…"
_GRAPHEME = regex.compile(r"\X")
_SIZES: dict[Unit, Callable[[str], int]] = {
    "chars": len,
    "utf16": lambda text: len(text.encode("utf-16-le", "surrogatepass")) // 2,
    "bytes": lambda text: len(text.encode("utf-8", "surrogatepass")),
}


def size(text: str, unit: Unit) -> int:
    """Length of a text as a service counts it."""
    return _SIZES[unit](text)


def cut(text: str, most: int, unit: Unit) -> str:
    """`text` within `most` units, whole graphemes only; what is left out shows as an ellipsis."""
    if size(text, unit) <= most:
        return text
    room, kept = most - size(ELLIPSIS, unit), []
    for found in _GRAPHEME.finditer(text):
        room -= size(found.group(), unit)
        if room < 0:
            break
        kept.append(found.group())
    return "".join(kept).rstrip() + ELLIPSIS if most >= size(ELLIPSIS, unit) else ""


def fields(brief: CaseBrief, words: DeskWords) -> tuple[Field, ...]:
    """The case as named lines, the most important first; empty ones are left out."""
    found: list[Field] = [
        (words("question"), (brief.question,)),
        (words("reason"), (brief.reason,)),
        (words("urgency"), (words(f"urgency_{brief.urgency}"),)),
        (words("viewer"), (brief.user,)),
        (words("language"), (brief.lang,)),
        (words("opened"), (str(int(brief.opened_t // 60)),)),
        *((name, (value,)) for name, value in brief.context),
        (words("draft"), (brief.draft or "",)),
        (words("options"), tuple(option.reply for option in brief.options)),
        (words("facts"), (", ".join(brief.facts),)),
        (words("history"), brief.history),
        (words("later"), brief.later),
        (words("episode"), (str(brief.episode - 1) if brief.episode > 1 else "",)),
        (words("case"), (brief.case,)),
    ]
    return tuple((name, values) for name, values in found if any(values))


def told(told_fields: Sequence[Field], most: int, unit: Unit) -> str:
    """Fields as one text within `most` units. Where it is too much, the longest values are shortened to one common length."""

    def written(cap: int) -> str:
        return "\n".join(_line(name, [cut(value, cap, unit) for value in values]) for name, values in told_fields)

    low, high = 1, max([size(value, unit) for _, values in told_fields for value in values], default=1)
    if size(written(high), unit) <= most:
        return written(high)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if size(written(middle), unit) <= most else (low, middle - 1)
    return cut(written(low), most, unit)


def _line(name: str, values: Sequence[str]) -> str:
    return f"{name}: {values[0]}" if len(values) == 1 else "\n– ".join([f"{name}:", *values])


def shortened(brief: CaseBrief, most: int) -> CaseBrief:
    """The brief with its texts cut to one common length, so that it takes at most `most` bytes as JSON."""

    def capped(cap: int) -> CaseBrief:
        def text(value: str) -> str:
            return cut(value, cap, "bytes")

        return brief.model_copy(
            update={
                "question": text(brief.question),
                "history": tuple(map(text, brief.history)),
                "later": tuple(map(text, brief.later)),
                "draft": brief.draft and text(brief.draft),
                "options": tuple(option.model_copy(update={"reply": text(option.reply)}) for option in brief.options),
                "context": tuple((name, text(value)) for name, value in brief.context),
            }
        )

    low, high = len(ELLIPSIS.encode()), most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if len(capped(middle).model_dump_json().encode()) <= most else (low, middle - 1)
    return capped(low)
