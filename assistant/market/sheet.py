"""A facts sheet: loaded, checked and frozen. The only source of facts the assistant may state.

A missing key means "unknown" and is `MISSING`, which is neither False nor 0 nor an empty list: those are answers.
"""

from __future__ import annotations

import copy
import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import timedelta, tzinfo
from enum import Enum
from pathlib import Path
from typing import Any, Final, Literal

import tomli as tomllib

from assistant.domain import Value
from assistant.errors import BadSheet
from assistant.market.checks import check_tables, parse_offset, parse_zone
from assistant.market.keys import DEFAULT_PLUG, find_key
from assistant.market.problems import Problem, path_of
from assistant.market.structure import Tables, served_markets

MAX_BYTES = 2 * 1024 * 1024  # a sheet of 1,000 products is about 1 MiB; anything larger is not a facts sheet


class Missing(Enum):
    """The type of `MISSING`."""

    MISSING = "unknown"

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing.MISSING
_MOST_PLACES = 10_000  # paths kept as they were found; sizes named in comments are endless


class InvalidSheet(BadSheet):
    """A sheet that breaks its rules; `problems` are all findings, errors first."""

    def __init__(self, problems: Sequence[Problem], *, where: str) -> None:
        self.problems = tuple(problems)
        errors = [p for p in self.problems if p.level == "error"]
        listed = "".join(f"\n  {p}" for p in errors)
        super().__init__(f"{len(errors)} error{'s' if len(errors) != 1 else ''} in the facts sheet{listed}", where=where)


class LocalText(Value):
    """A text and the language it is written in, which need not be the one asked for."""

    text: str
    lang: str


class Faq(Value):
    """One free answer of the shop. `path` is how it is cited; `product` is None for a shop-wide one."""

    path: str
    id: str
    product: str | None
    asks: dict[str, tuple[str, ...]]  # language -> how viewers ask it
    answer: dict[str, str]  # language -> the answer


class Sheet:
    """One shop's facts. Paths are cited paths: the market filled in, faq entries by id, a table of languages by its own key."""

    __slots__ = ("_data", "_places", "version", "warnings", "where")

    def __init__(self, data: Tables, *, where: str, version: str, warnings: tuple[Problem, ...] = ()) -> None:
        """`data` must have passed the checks; use `load_sheet` or `parse_sheet`."""
        self._data, self.where, self.version, self.warnings = copy.deepcopy(data), where, version, warnings
        self._places: dict[tuple[str, ...], tuple[tuple[str, ...], Any] | None] = {}  # a comment asks for some forty paths, the same ones

    # ------------------------------------------------------------ one fact

    def get(self, path: str) -> Any:
        """The value at a cited path, or MISSING. A text in several languages is given in English (or its first language)."""
        return self._read(tuple(path.split(".")))

    def get_segments(self, *segments: str) -> Any:
        """The same for a path in parts, for sizes that hold a dot."""
        return self._read(segments)

    def exists(self, path: str) -> bool:
        """The sheet holds this key."""
        return self.get(path) is not MISSING

    def text(self, path: str, lang: str) -> LocalText | None:
        """The text at `path` in `lang`, its base language, else English, else the first; None where there is no text."""
        found = self._resolved(tuple(path.split(".")))
        if found is None:
            return None
        segments, value = found
        if isinstance(value, dict) and isinstance(value.get("answer"), dict) and "faq" in segments:
            value = value["answer"]
        if isinstance(value, str):
            tag = segments[-1] if segments[-2:-1] == ("answer",) else "en"
            return LocalText(text=value, lang=tag)
        return _pick(value, lang) if isinstance(value, dict) else None

    def _resolved(self, segments: tuple[str, ...]) -> tuple[tuple[str, ...], Any] | None:
        if segments in self._places:
            return self._places[segments]
        if len(self._places) >= _MOST_PLACES:
            self._places.clear()
        found = self._places[segments] = _resolve(self._data, segments, ())
        return found

    def _read(self, segments: tuple[str, ...]) -> Any:
        found = self._resolved(segments)
        if found is None:
            return MISSING
        written, value = found
        key = find_key(written)
        if key and key.translatable and isinstance(value, dict):
            picked = _pick(value, "en")
            return picked.text if picked else MISSING
        return copy.deepcopy(value) if isinstance(value, dict | list) else value

    # ------------------------------------------------------------ products and markets

    @property
    def products(self) -> tuple[str, ...]:
        """Product ids in the sheet's order."""
        return tuple(self._data.get("products", {}))

    @property
    def markets_served(self) -> tuple[str, ...]:
        """Codes of the served markets, in the order of `shop.markets_served`."""
        return tuple(self._data["shop"]["markets_served"])

    def market(self, code: str) -> dict[str, Any] | None:
        """All facts of one served market, or None where the shop does not sell there (rule 6: only facts outside `markets` apply)."""
        return copy.deepcopy(self._data["markets"][code]) if code in served_markets(self._data) else None

    def sold_in(self, product: str, market: str) -> bool:
        """The product can be bought in this market."""
        return market in self.markets_served and self.get_segments("markets", market, "prices", product) is not MISSING

    def plug_path(self, product: str, market: str) -> str | None:
        """Path of the plug that holds in a market: its own entry, else the default; None where the sheet has neither."""
        for name in (market, DEFAULT_PLUG):
            path = path_of("products", product, "plug", name)
            if self.exists(path):
                return path
        return None

    def faqs(self) -> Iterator[Faq]:
        """Every free answer: the shop-wide ones first, then those of the products in order."""
        for entry in self._data.get("faq", []):
            yield _faq(entry, None)
        for product, table in self._data.get("products", {}).items():
            for entry in table.get("faq", []):
                yield _faq(entry, product)

    # ------------------------------------------------------------ time

    def utc_offset(self, market: str) -> timedelta | None:
        """The offset stated for a market, or None where the market is not served."""
        tz = self.get_segments("markets", market, "tz")
        return parse_offset(tz) if isinstance(tz, str) else None

    def zone(self, market: str) -> tzinfo | None:
        """The market's time zone where its name is known (summer time included), or None: then use `utc_offset`."""
        tz = self.get_segments("markets", market, "tz")
        return parse_zone(tz) if isinstance(tz, str) else None


def load_sheet(path: Path | str) -> Sheet:
    """Read and check a facts sheet. Raises `BadSheet` naming every error, or why the file cannot be read."""
    return parse_sheet(read_text(Path(path)), str(path))


def parse_sheet(text: str, where: str) -> Sheet:
    """Check a facts sheet given as TOML text. Raises `BadSheet` as `load_sheet` does."""
    data = parse_tables(text, where)
    problems = check_tables(data)
    if any(p.level == "error" for p in problems):
        raise InvalidSheet(problems, where=where)
    version = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return Sheet(data, where=where, version=version, warnings=problems)


def read_text(path: Path) -> str:
    """A sheet's file as text. Raises `BadSheet` for what is no readable UTF-8 file of a sensible size."""
    where = str(path)
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise BadSheet("no such file", where=where, remedy="give the path of a shop.toml") from None
    except IsADirectoryError:
        raise BadSheet("this is a folder", where=where, remedy="give the shop.toml in it") from None
    except OSError as e:
        raise BadSheet(f"cannot be read: {e.strerror or e}", where=where, remedy="check the path and its permissions") from e
    if len(content) > MAX_BYTES:
        raise BadSheet("larger than 2 MiB", where=where, remedy="a facts sheet is text; split the shop or check the file")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = content.count(b"\n", 0, e.start) + 1
        raise BadSheet(f"not UTF-8 text (line {line})", where=where, remedy="save the file as UTF-8") from None


def parse_tables(text: str, where: str) -> Tables:
    """The tables of a TOML text. Raises `BadSheet` with the line where it breaks."""
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as e:
        line = re.search(r"at line (\d+)", str(e))
        place = f"{where}:{line[1]}" if line else where
        raise BadSheet(f"not valid TOML: {e}", where=place, remedy="texts need quotes, every key stands once, brackets close") from None


def _resolve(node: Any, parts: tuple[str, ...], done: tuple[str, ...]) -> tuple[tuple[str, ...], Any] | None:
    """The value under `parts` and the keys as the sheet writes them. Parts may be joined again: `36.5` is one key."""
    if not parts:
        return done, node
    for taken in range(1, len(parts) + 1):
        name = ".".join(parts[:taken])
        found = _resolve(_child(node, name), parts[taken:], (*done, name)) if _child(node, name) is not MISSING else None
        if found is not None:
            return found
    return None


def _child(node: Any, name: str) -> Any:
    if isinstance(node, dict):
        return node.get(name, MISSING)
    if isinstance(node, list):
        return next((x for x in node if isinstance(x, dict) and x.get("id") == name), MISSING)
    return MISSING


def _pick(texts: dict[str, Any], lang: str) -> LocalText | None:
    """The text for a language tag: exact, shorter and shorter tags, English, the first there is."""
    parts = lang.split("-")
    wanted = ["-".join(parts[:n]) for n in range(len(parts), 0, -1)]
    for tag in [*wanted, "en", *texts]:
        if isinstance(texts.get(tag), str):
            return LocalText(text=texts[tag], lang=tag)
    return None


def _faq(entry: Tables, product: str | None) -> Faq:
    where = ("products", product, "faq") if product else ("faq",)
    asks = {lang: tuple(lines) for lang, lines in entry.get("asks", {}).items()}
    return Faq(path=path_of(*where, entry["id"]), id=entry["id"], product=product, asks=asks, answer=dict(entry["answer"]))
