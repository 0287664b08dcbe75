"""Countries named in a text: the names of the viewer's language, English names, and what people call them in chat."""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock

import tomli as tomllib
from babel import Locale, UnknownLocaleError, localedata
from pydantic import ValidationError

from assistant.domain import Value
from assistant.errors import BadKnowledge
from assistant.language.spelling import match_key
from assistant.market.gazetteer import Gazetteer, follows
from assistant.market.keys import MARKET_CODE

Words = dict[str, tuple[str, ...]]  # language -> words
Affixes = tuple[Sequence[str], Sequence[str]]  # what is written onto the front and onto the end of names
_NO_COUNTRY = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})  # codes of Unicode that are no country
_MIN_NAME = 2
_SHORT = 3  # a country's full name of so few Latin letters is some other word in most comments


class CountryHit(Value):
    """A country in a text; `start`, `end` are code points of the match text. A `weak` name is an ordinary word too."""

    code: str
    start: int
    end: int
    weak: bool = False


class CountryFile(Value):
    """`countries.toml` as written."""

    prefixes: Words = {}
    suffixes: Words = {}
    not_after: Words = {}
    not_before: Words = {}
    toward: Words = {}
    weak: Words = {}
    aliases: Words = {}  # ISO code -> names in any language


class Countries:
    """Finds countries; the names of a language are read once, when it is first asked for."""

    def __init__(self, data: CountryFile, affixes: Mapping[str, Affixes] | None = None) -> None:
        self._data, self._affixes = data, affixes or {}
        self._by_lang: dict[str, Gazetteer] = {}
        self._lock = Lock()

    @classmethod
    def load(cls, folder: Path, affixes: Mapping[str, Affixes] | None = None) -> Countries:
        """Countries of `folder/places/countries.toml`. `affixes`: language -> what it writes onto the front and end of names, for
        languages of which the file says nothing. Raises `BadKnowledge`."""
        path = Path(folder) / "places" / "countries.toml"
        try:
            data = CountryFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as e:
            raise BadKnowledge(str(e), where=str(path), remedy="mend the file") from e
        wrong = [code for code in data.aliases if not MARKET_CODE.fullmatch(code)]
        if wrong:
            raise BadKnowledge(f"no country code: {', '.join(wrong)}", where=str(path), remedy="use ISO 3166 alpha-2")
        return cls(data, affixes)

    def find(self, match_text: str, lang: str) -> list[CountryHit]:
        """Countries named in a text on the match channel, in order of appearance."""
        base = lang.split("-")[0]
        hits = self._names(base).find(match_text)
        toward = _keys(self._data.toward, base)
        return [CountryHit(code=h.target, start=h.start, end=h.end, weak=h.weak and not follows(match_text[: h.start], toward)) for h in hits]

    def find_country(self, match_text: str, lang: str) -> str | None:
        """ISO code of the first country named beyond doubt, or None."""
        return next((hit.code for hit in self.find(match_text, lang) if not hit.weak), None)

    def spans(self, match_text: str, lang: str) -> list[tuple[str, int, int]]:
        """(code, start, end) of every country named beyond doubt, in order of appearance."""
        return [(hit.code, hit.start, hit.end) for hit in self.find(match_text, lang) if not hit.weak]

    def _names(self, lang: str) -> Gazetteer:
        with self._lock:
            if lang not in self._by_lang:
                self._by_lang[lang] = self._build(lang)
            return self._by_lang[lang]

    def _build(self, lang: str) -> Gazetteer:
        names: dict[str, str] = {}
        for code, aliases in self._data.aliases.items():
            for alias in aliases:
                names.setdefault(match_key(alias), code)
        data = self._data
        before, after = self._affixes.get(lang, ((), ()))
        weak = {match_key(word) for words in data.weak.values() for word in words}
        for locale in (lang, "en"):
            for code, name in territory_names(locale).items():
                key = match_key(name)
                names.setdefault(key, code)
                weak |= {key} if key.isascii() and len(key) <= _SHORT else set()
        return Gazetteer(
            {name: code for name, code in names.items() if len(name) >= _MIN_NAME},
            weak=weak,
            prefixes=data.prefixes.get(lang) or map(match_key, before),
            suffixes=[*_keys(data.suffixes, lang), *map(match_key, after)],
            not_after=_keys(data.not_after, lang),
            not_before=_keys(data.not_before, lang),
        )


def territory_names(lang: str) -> dict[str, str]:
    """ISO code -> name in a language; empty where the language is not known."""
    try:
        locale = str(Locale.parse(lang))
    except (UnknownLocaleError, ValueError):
        return {}
    # A `Locale` keeps all of its data for good, a megabyte each; one table of every language's is wanted here.
    with open(localedata.resolve_locale_filename(locale), "rb") as file:
        territories = pickle.load(file).get("territories", {})  # noqa: S301 - a file of the installed library
    return {code: name for code, name in territories.items() if MARKET_CODE.fullmatch(code) and code not in _NO_COUNTRY}


def _keys(words: Words, lang: str) -> list[str]:
    return [match_key(word) for word in words.get(lang, ())]
