"""E-mail addresses in words: "ana dot p at post dot example", "ana (małpa) post.example". The words are data: `mail_at`, `mail_dot`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import regex

from assistant.guard.known_mails import KnownMails
from assistant.guard.wording import Personal
from assistant.language.finder import is_unspaced

_NAME = r"[\p{Latin}\p{M}\p{N}_%+-]"
_LABEL = r"[\p{Latin}\p{Cyrillic}\p{Arabic}\p{Hangul}\p{M}\p{N}-]"
_PLAIN_MAX = 2  # letters of a word that says many other things too: "at", "et"


class Mails:
    """Immutable: how "@" and "." are said, in every language together."""

    def __init__(self, personal: Sequence[Personal]) -> None:
        at, dot = ({w.casefold() for p in personal for w in words} for words in ((w for p in personal for w in p.mail_at), (w for p in personal for w in p.mail_dot)))
        self._plain = frozenset(word for word in at if len(word) <= _PLAIN_MAX)
        self._at, self._dot = _either(at), _either(dot)
        point = rf"(?:\.|{self._dot})" if dot else r"\."
        part = rf"{_NAME}{{1,32}}+"
        label = rf"{_LABEL}{{1,63}}?"
        signs = rf"(?:@|{self._at})" if at else "@"
        self._mail = regex.compile(
            rf"(?<![\p{{Latin}}\p{{N}}])(?P<name>{part}(?:{point}{part}){{0,3}}+)(?P<at>{signs})(?P<host>{label}(?:{point}{label}){{1,3}}?)(?=$|[^\p{{L}}\p{{M}}\p{{N}}_])",
            regex.IGNORECASE,
        )
        self._hosts = KnownMails(personal)
        self._said = regex.compile(rf"{self._at}|{self._dot}", regex.IGNORECASE) if at and dot else None

    def find(self, text: str, is_ordinary: Callable[[int, int], bool] = lambda *_: False) -> Iterator[tuple[int, int]]:
        """(start, end) in code points of every address said in words, those at known hosts first. Linear in the length of the text. `is_ordinary`:
        whether the word at a place is one of the sentence, no part of a name."""
        yield from self._hosts.find(text, is_ordinary)
        for start, end in self._said_in(text):
            yield self._hosts.names.start(text, start, is_ordinary, begun=True), self._hosts.end(text, end)

    def _said_in(self, text: str) -> Iterator[tuple[int, int]]:
        if self._said is None or not self._said.search(text):
            return
        for hit in self._mail.finditer(text):
            name, at = hit["name"], hit["at"].strip(" ()[]").casefold()
            if (at == "@" or at in self._plain) and not regex.search(self._dot, hit["host"], regex.IGNORECASE):
                continue  # typed as it is, which others find; or "pay at shop.example"
            shaped = any(c.isdecimal() or c in "._" for c in name) or " " in name or regex.search(self._dot, name, regex.IGNORECASE) is not None
            if at in self._plain and "(" not in hit["at"] and "[" not in hit["at"] and not shaped:
                continue  # "look at it dot com"
            yield hit.span()


def _either(words: set[str]) -> str:
    """Any of the words with what sets it off: blanks or brackets round a word of the letters of addresses, nothing round a sign of other scripts."""
    spaced = [w for w in words if not is_unspaced(w[0]) and not "가" <= w[0] <= "힣"]
    other = [w for w in words if w not in spaced]
    kinds = []
    if spaced:
        inner = "|".join(map(regex.escape, sorted(spaced, key=len, reverse=True)))
        kinds += [rf" {{0,2}}[(\[] ?(?:{inner}) ?[)\]] {{0,2}}", rf" {{1,2}}(?:{inner}) {{1,2}}"]
    if other:
        inner = "|".join(map(regex.escape, sorted(other, key=len, reverse=True)))
        kinds.append(rf" {{0,2}}[(\[]? ?(?:{inner}) ?[)\]]? {{0,2}}")
    return "(?:" + "|".join(kinds) + ")" if kinds else r"(?!)"
