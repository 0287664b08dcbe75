"""Names of the months in a language: all forms Babel writes, and those the language adds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assistant.market.locales import lean_locale
from assistant.market.phrasebook import Pack

_SHORT = 3  # letters of an abbreviation that may be an ordinary word


def month_words(pack: Pack, own: Mapping[int, tuple[str, ...]]) -> Iterator[tuple[str, int]]:
    """(word, month) with January as 1; abbreviations of three letters and less are left out."""
    locale = lean_locale(pack.language.locale)
    for context in ("format", "stand-alone"):
        for month, name in locale.months[context]["wide"].items():
            if len(name) > _SHORT and not name[0].isdigit():
                yield name, month
    for month, names in own.items():
        yield from ((name, month) for name in names)
