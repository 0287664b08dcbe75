"""First half of the checks: is every key of a sheet a known one, is every value of its type, is nothing needed missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.market.keys import LANG_TAG, MARKET_CODE, Branch, Key, all_keys, array_patterns, key_tree
from assistant.market.problems import Problem, closest, error, path_of, warning
from assistant.market.value_types import type_fault

Tables = dict[str, Any]
Segments = tuple[str, ...]


def check_keys(data: Tables) -> Iterator[Problem]:
    """Unknown keys, wrong types, and tables of languages that are not."""
    listed = data.get("products")
    products = frozenset(listed) if isinstance(listed, dict) else frozenset[str]()
    for segment, value in data.items():
        yield from _visit(key_tree(), (), segment, value, products)


def _visit(branch: Branch, above: Segments, segment: str, value: Any, products: frozenset[str]) -> Iterator[Problem]:
    here = (*above, segment)
    below = branch.step(segment)
    if below is None:
        yield _unknown(branch, above, segment)
    elif below.key:
        yield from _check_value(below.key, here, value, products)
    elif _is_array(here):
        yield from _check_array(below, here, value, products)
    elif not isinstance(value, dict):
        yield error(path_of(*here), f"expected a table of keys ({_names(below)}); found a single value", f"write {path_of(*here)}.<key> = ...")
    elif not value:
        yield error(path_of(*here), "empty table", "leave it out: a missing key means unknown")
    else:
        for name, inner in value.items():
            yield from _visit(below, here, name, inner, products)


def _check_array(branch: Branch, here: Segments, value: Any, products: frozenset[str]) -> Iterator[Problem]:
    """An array of tables, `[[faq]]`; its entries carry no index in a path, they are cited by id."""
    path = path_of(*here)
    if not isinstance(value, list) or not value or not all(isinstance(entry, dict) for entry in value):
        yield error(path, "expected entries", f"write each entry under [[{path}]]")
        return
    for entry in value:
        for name, inner in entry.items():
            yield from _visit(branch, here, name, inner, products)
        if not _is_filled(entry.get("id")) or not _is_filled(entry.get("answer")):
            yield error(path_of(*here, str(entry.get("id", "?"))), "needs an id and at least one answer.<lang>", 'id = "...", answer.en = "..."')


def _check_value(key: Key, here: Segments, value: Any, products: frozenset[str]) -> Iterator[Problem]:
    path = path_of(*here)
    if key.translatable and isinstance(value, dict):
        yield from _check_languages(path, value)
    elif fault := type_fault(key.type, value, products):
        yield error(path, fault)


def _check_languages(path: str, value: Tables) -> Iterator[Problem]:
    if not value:
        yield error(path, "empty table", "leave it out: a missing key means unknown")
    for tag, text in value.items():
        if not LANG_TAG.fullmatch(tag):
            yield error(f"{path}.{tag}", "unknown key: expected a text, or a table of languages", 'write { en = "...", id = "..." }')
        elif fault := type_fault("text", text, frozenset()):
            yield error(f"{path}.{tag}", fault)
    if value and "en" not in value:
        yield warning(path, "no English text", "add en = ...: it is used for every language that is not listed")


def _unknown(branch: Branch, above: Segments, segment: str) -> Problem:
    path = path_of(*above, segment)
    if branch.placed and not branch.named:
        return error(path, f"{segment!r} cannot be used as {_placeholder_words(branch)} here")
    meant = closest(segment, branch.named) or _elsewhere(above, segment)
    suggestion = path_of(*above, meant) if meant in branch.named else meant
    remedy = "" if suggestion else f"known here: {_names(branch)}" if len(branch.named) <= 12 else "see the key reference"
    return error(path, "unknown key", remedy, suggestion)


def _elsewhere(above: Segments, segment: str) -> str | None:
    """A known path that ends in this very name, where it was only written in the wrong table of the same branch."""
    fits = [k.pattern for k in all_keys() if k.segments[-1] == segment and (not above or k.segments[0] == above[0])]
    if len(fits) != 1:
        return None
    second = above[1] if len(above) > 1 else ""
    placed = fits[0].replace("<M>", second) if fits[0].startswith("markets.<M>") else fits[0].replace("<P>", second)
    return placed if second or "<" not in placed else fits[0]


def check_required(data: Tables) -> Iterator[Problem]:
    """Keys that must be there and are not."""
    markets, products = _table(data, "markets"), _table(data, "products")
    served = served_markets(data)
    for key in all_keys():
        if key.need == "opt" or "[]" in key.pattern or "<lang>" in key.pattern:
            continue
        codes = (list(markets) if key.need == "yes" else served) if "<M>" in key.pattern else [""]
        for code in codes:
            for product in products if "<P>" in key.pattern else [""]:
                segments = [{"<M>": code, "<P>": product}.get(s, s) for s in key.segments]
                if not _has(data, segments):
                    yield error(path_of(*segments), f"required key is missing: {key.meaning or 'name'}", f"add it; type {key.type}")


def served_markets(data: Tables) -> list[str]:
    """Codes of the markets with `served = true`, in the sheet's order."""
    return [m for m, t in _table(data, "markets").items() if isinstance(t, dict) and t.get("served") is True and MARKET_CODE.fullmatch(m)]


def _has(data: Any, segments: list[str]) -> bool:
    for segment in segments:
        if not isinstance(data, dict) or segment not in data:
            return False
        data = data[segment]
    return True


def _table(data: Tables, name: str) -> Tables:
    found = data.get(name)
    return found if isinstance(found, dict) else {}


def _is_array(here: Segments) -> bool:
    shape = here if len(here) == 1 else (here[0], "<P>", *here[2:])
    return ".".join(shape) in array_patterns()


def _is_filled(value: Any) -> bool:
    return bool(value)


def _names(branch: Branch) -> str:
    return ", ".join([*branch.named, *branch.placed])


def _placeholder_words(branch: Branch) -> str:
    words = {"<M>": "a market code such as ID", "<P>": "a product id (lower-case letters, digits and _)", "<lang>": "a language tag such as en",
             "<measure>": "a measure (lower-case letters, digits and _)"}  # fmt: skip
    return " or ".join(words.get(p, p) for p in branch.placed)
