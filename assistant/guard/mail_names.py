"""The part of an e-mail address in front of the sign, where it is typed with blanks or read out: "mary underscore w 7"."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import regex

from assistant.guard.wording import Personal
from assistant.language.finder import is_unspaced

_WINDOW = 72  # characters in front of the sign that are looked at
_SPARE = 2  # words that may be of the name though nothing joins them
_LONGEST = 20  # letters of such a word
_WORD = regex.compile(r"\p{Latin}[\p{Latin}\p{M}\p{N}_.+-]*|\p{N}[\p{N}\p{Latin}_.-]*|[[\p{L}\p{M}]--\p{Latin}]+", regex.V1)
_COMPLETE = regex.compile(r"\p{L}[\p{L}\p{M}]*[\p{N}_.]")  # letters and digits or signs: a whole name, without blanks
_SIGNS = frozenset("._-+")


class MailNames:
    """Immutable: the words that join the parts of a name, digits in words, and what announces an address, in every language together."""

    def __init__(self, personal: Sequence[Personal]) -> None:
        joins = {w.casefold() for p in personal for w in (*p.mail_dot, *p.mail_sep)}
        self._joins = _whole(joins)
        self._digits = frozenset(w.casefold() for p in personal for words in p.digits for w in words.split())
        self._letters = frozenset(w.casefold() for p in personal for w in p.letters)
        self._lead = frozenset(w.casefold() for p in personal for w in p.mail)

    def start(self, text: str, at: int, is_ordinary: Callable[[int, int], bool], *, commas: bool = False, apart: bool = True, begun: bool = False) -> int:
        """Where the name begins that ends in front of `at`; `at` itself where none does. `is_ordinary`: whether a word belongs to the sentence, not
        to the name. `commas`: they stand between the parts. `apart`: whether words with blanks between may be of it.
        `begun`: the last of it stands behind `at` already."""
        low = max(0, at - _WINDOW)
        joins = {hit.end(): hit.start() for hit in self._joins.finditer(text, low, at)}
        words = {hit.end(): hit for hit in _WORD.finditer(text, low, at)}
        first, spare, joined, blanks = at, _SPARE * (apart and not begun), not begun, " \u3000," if commas else " \u3000"
        loose = False
        while first > low:
            end = low + len(text[low:first].rstrip(blanks))
            if end in joins and joins[end] < end:
                first, joined = joins[end], True
                continue
            if end > low and text[end - 1] in _SIGNS and (end == first or text[end - 2 : end - 1].strip()):
                first, joined = end - 1, True
                continue
            word = words.get(end)
            if word is None or (end == first < at and not joined and word[0][-1].isalpha()):
                break
            if (loose and word[0][0].isdecimal()) or not self._belongs(word[0], joined, spare, lambda word=word: is_ordinary(word.start(), word.end())):  # type: ignore[misc]
                break
            if first == at and not begun and _COMPLETE.search(word[0]):
                spare = 0
            elif not joined and not self._is_part(word[0]):
                spare, loose = spare - 1, True
            first, joined = word.start(), False
        return first + len(text[first:at]) - len(text[first:at].lstrip(blanks + "._-+"))

    def _belongs(self, word: str, joined: bool, spare: int, ordinary: Callable[[], bool]) -> bool:
        folded = word.casefold()
        if len(word) > 1 and (folded in self._lead or (is_unspaced(word[0]) and any(folded.startswith(lead) or folded.endswith(lead) for lead in self._lead))):
            return False
        return joined or self._is_part(word) or (spare > 0 and len(word) <= _LONGEST and not ordinary())

    def _is_part(self, word: str) -> bool:
        """Digits, digits in words, single letters and what letters are called."""
        return len(word) == 1 or word[0].isdecimal() or word.casefold() in self._digits or word.casefold() in self._letters


def _whole(words: Collection[str]) -> regex.Pattern[str]:
    """The words, whole where their script puts blanks between."""
    inner = "|".join(map(regex.escape, sorted(words, key=len, reverse=True))) or r"(?!)"
    return regex.compile(rf"(?<![\p{{Latin}}\p{{Cyrillic}}\p{{Arabic}}])(?:{inner})(?![\p{{Latin}}\p{{Cyrillic}}\p{{Arabic}}])", regex.IGNORECASE)
