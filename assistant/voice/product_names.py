"""Which words of a product's name are its own: what a recogniser has never seen, and what is worth telling it to expect."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import regex

from assistant.language.spelling import match_key
from assistant.market.names import SheetNames
from assistant.market.sheet import Sheet

MOST_HOTWORDS = 30  # names; more shift a recogniser's word times and make it invent
_SHORTEST = 3  # letters of a word that can be told from others by its sound
_WORDS = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*")


def own_words(names: Sequence[str], ordinary: Callable[[str], bool] = lambda word: False) -> tuple[str, ...]:
    """The words of a name that are its own, as the sheet spells them: Kicau in "Kicau wireless earbuds". `names`: the product's name in
    one or more languages; `ordinary`: whether a word (match channel) is one that people use for other things.

    Own is what every language's name shares and writes with a capital; where capitals say nothing, what is no ordinary word.
    """
    written = [_WORDS.findall(name) for name in names if name.strip()]
    if not written:
        return ()
    shared = [w for w in written[0] if all(match_key(w) in {match_key(x) for x in words} for words in written[1:])]
    able = [w for w in shared if len(w) >= _SHORTEST and not any(map(str.isdecimal, w))]
    capital = [w for w in able if all(_is_capital(w, words) for words in written)]
    if capital and any(not _is_capital(w, words) for words in written for w in words if w[0].isalpha()):
        return tuple(dict.fromkeys(capital))
    return tuple(dict.fromkeys(w for w in able if not all(map(ordinary, match_key(w).split()))))


def _is_capital(word: str, words: Sequence[str]) -> bool:
    key = match_key(word)
    return any(match_key(w) == key and w[0].isupper() for w in words)


def hotwords(sheet: Sheet, showing: Sequence[str], lang: str, most: int = MOST_HOTWORDS) -> tuple[str, ...]:
    """What a recogniser should expect of a host who speaks `lang`, at most `most` names. `showing`: ids of the products on screen.

    They come first, by their whole name where the sheet has it in that language; of every other product the words that are its own,
    since the rest of a name a recogniser knows by itself. Ids that the sheet does not have are passed over.
    """
    names = SheetNames(sheet, (lang,))
    shown = [product for product in dict.fromkeys(showing) if product in sheet.products]
    said = [_local_name(sheet, product, lang) or _own(names, product) for product in shown]
    others = [_own(names, product) for product in sheet.products if product not in shown]
    return tuple(dict.fromkeys(name for name in (*said, *others) if name))[:most]


def _own(names: SheetNames, product: str) -> str:
    return " ".join(own_words(names.names_of(product)))


def _local_name(sheet: Sheet, product: str, lang: str) -> str | None:
    found = sheet.text(f"products.{product}.name", lang)
    return found.text if found is not None and found.lang.split("-")[0] == lang.split("-")[0] else None
