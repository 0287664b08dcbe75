"""A facts sheet fact by fact, and what another text of it would change. Nothing is stored here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from assistant.domain import Value
from assistant.market.gaps import Report, report_of
from assistant.market.keys import DEFAULT_PLUG, MARKET_CODE, find_key
from assistant.market.problems import path_of
from assistant.market.sheet import MISSING, parse_tables
from assistant.market.structure import Tables

CHANGES = 500  # of one comparison that are listed; all are counted


class Fact(Value):
    """One fact as it is cited. `product`, `market`: None where it holds for all; `meaning` is English."""

    path: str
    value: Any
    meaning: str = ""
    unit: str = ""
    lang: str | None = None  # of a text
    product: str | None = None
    market: str | None = None


class Change(Value):
    """One fact that another text of the sheet gives otherwise. `before` and `after` are None where there is none."""

    path: str
    kind: Literal["added", "removed", "changed"]
    before: Any = None
    after: Any = None


class Revision(Value):
    """Another text of a sheet: what is wrong with it, and what it would change. `changes` is bounded, `changed` counts all."""

    report: Report
    changes: tuple[Change, ...] = ()
    changed: int = 0


def facts(tables: Tables, market: str | None = None) -> tuple[Fact, ...]:
    """Every fact in the sheet's order; with `market`, those of that market and those that hold everywhere."""
    found = (_fact(segments, value) for segments, value in _leaves(tables, ()))
    return tuple(fact for fact in found if market is None or fact.market in (None, market))


def revised(text: str, now: Tables, where: str) -> Revision:
    """What `text` is as a sheet, against the tables in force. Never raises for what is wrong with the text: that is in the report."""
    report = report_of(text, where)
    if not report.ok:
        return Revision(report=report)
    found = changes(now, parse_tables(text, where))
    return Revision(report=report, changes=found[:CHANGES], changed=len(found))


def changes(before: Tables, after: Tables) -> tuple[Change, ...]:
    """What differs, in the order of the new sheet, what is gone last."""
    old, new = ({path_of(*segments): value for segments, value in _leaves(tables, ())} for tables in (before, after))
    found = [_change(path, old.get(path, MISSING), value) for path, value in new.items() if not _same(old.get(path, MISSING), value)]
    return (*found, *(Change(path=path, kind="removed", before=value) for path, value in old.items() if path not in new))


def _change(path: str, before: Any, after: Any) -> Change:
    return Change(path=path, kind="added", after=after) if before is MISSING else Change(path=path, kind="changed", before=before, after=after)


def _same(one: Any, other: Any) -> bool:
    """Equal and of one type: `true` is not 1, and 5 is not 5.0 to a reader of the file."""
    return type(one) is type(other) and bool(one == other)


def _leaves(node: Any, done: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Values that are no tables, with their keys; entries of an array of tables go by their id."""
    if isinstance(node, Mapping):
        for name, value in node.items():
            yield from _leaves(value, (*done, str(name)))
    elif isinstance(node, list) and any(isinstance(entry, Mapping) for entry in node):
        for place, entry in enumerate(node):
            named = isinstance(entry, Mapping) and "id" in entry
            rest = {key: value for key, value in entry.items() if key != "id"} if named else entry
            yield from _leaves(rest, (*done, str(entry["id"]) if named else str(place)))
    else:
        yield done, node


def _fact(segments: tuple[str, ...], value: Any) -> Fact:
    written = _as_in_reference(segments)
    key = find_key(written)
    lang = "en" if isinstance(value, str) else None  # as the sheet's own texts are, unless a table says another
    if key is None or "<lang>" in key.segments:
        key, lang = key or find_key(written[:-1]), segments[-1]  # a text in several languages has its meaning one key up
    return Fact(
        path=path_of(*segments),
        value=value,
        meaning=key.meaning if key else "",
        unit=key.unit if key else "",
        lang=lang,
        product=_product(segments),
        market=_market(segments),
    )


def _as_in_reference(segments: tuple[str, ...]) -> tuple[str, ...]:
    """The reference has free answers without their ids."""
    if "faq" not in segments:
        return segments
    place = segments.index("faq") + 1
    return (*segments[:place], *segments[place + 1 :])


def _product(segments: tuple[str, ...]) -> str | None:
    if segments[0] == "products":
        return segments[1]
    return segments[3] if segments[0] == "markets" and segments[2:3] == ("prices",) and len(segments) > 3 else None


def _market(segments: tuple[str, ...]) -> str | None:
    if segments[0] == "markets":
        return segments[1]
    if "faq" in segments or DEFAULT_PLUG in segments:
        return None
    return next((part for part in segments[2:] if segments[0] == "products" and MARKET_CODE.fullmatch(part) and _per_market(segments, part)), None)


def _per_market(segments: tuple[str, ...], part: str) -> bool:
    """Whether the reference has a market at this place: a size may be written `XL`."""
    key = find_key(segments[: segments.index(part) + 1]) or find_key(segments)
    return key is not None and "<M>" in key.segments
