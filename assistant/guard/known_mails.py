"""E-mail addresses at hosts that everybody knows: found by the host, so that the sign may be said in any word, set apart, or left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import regex

from assistant.guard.mail_hosts import ENDS, HEARD, HEARD_ENDS, HOSTS, LOOSE_ENDS, SHORT
from assistant.guard.mail_names import MailNames
from assistant.guard.wording import Personal
from assistant.language.finder import is_unspaced

_BREAK = r"(?<![\p{Latin}\p{Cyrillic}\p{Arabic}\p{Hangul}\p{N}])"
_STOP = r"(?![\p{Latin}\p{M}\p{N}])"
_SHAPED = regex.compile(r"[\d._+-]|(?:^|\s)\S(?:\s|$)")
_MARKED = regex.compile(r"[\d._+-]")
_BARE_MIN = 5  # letters of a name of one word in front of a host, where no sign is said


class KnownMails:
    """Immutable: how "@", "." and the known hosts are said, in every language together."""

    def __init__(self, personal: Sequence[Personal]) -> None:
        self.names = MailNames(personal)
        strong = {w.casefold() for p in personal for w in p.mail_at}
        weak = {w.casefold() for p in personal for w in p.mail_at_weak}
        dot = rf"[\s,]{{0,2}}+[(\[]?(?:\.|{_either({w.casefold() for p in personal for w in p.mail_dot})})[)\]]?[\s,]{{0,2}}+"
        hosts, ends, loose = _either((*HOSTS, *HEARD)), _either((*ENDS, *HEARD_ENDS)), _either((*LOOSE_ENDS, *HEARD_ENDS))
        ended = rf"(?:{dot}{ends}|\s{{1,2}}+{loose}){_STOP}"
        tail = rf"(?P<end>(?:{ended}|\s?닷컴|\s?ดอทคอม)(?:{ended}){{0,2}})"
        said = rf"(?P<at>@|{_bounded(strong)}|(?P<weak>{_bounded(weak)}))"
        self._addressed = regex.compile(rf"[\s,]{{0,2}}+[(\[]?\s?{said}\s?[)\]]?[\s,]{{0,2}}+(?P<host>{hosts})(?:{tail}|{_STOP})", regex.IGNORECASE)
        self._bare = regex.compile(rf"\s{{1,2}}{_BREAK}(?P<host>{hosts}){tail}", regex.IGNORECASE)
        self._more = regex.compile(rf"{dot}{ends}{_STOP}", regex.IGNORECASE)
        self._plain_at = frozenset(w for w in strong if len(w) <= 2)

    def find(self, text: str, is_ordinary: Callable[[int, int], bool]) -> Iterator[tuple[int, int]]:
        """(start, end) of every address, in code points."""
        for hit in self._addressed.finditer(text):
            said = hit["at"].casefold()
            typed = said == "@" and hit[0].startswith("@")
            start = self.names.start(text, hit.start(), is_ordinary, commas="," in hit[0], apart=not typed)
            name = text[start : hit.start()]
            if not name or (hit["end"] is None and not _is_whole(said, hit, name, self._plain_at)) or self._is_prose(said, hit, name):
                continue
            yield start, hit.end()
        for hit in self._bare.finditer(text):
            start = self.names.start(text, hit.start(), is_ordinary)
            last = text[start : hit.start()].split()[-1:]
            if last and self._is_name(last[0], hit, is_ordinary):
                yield start, hit.end()

    def _is_prose(self, said: str, hit: regex.Match[str], name: str) -> bool:
        """Whether sign, host and end are all words of a sentence: "assistir a live com a família"."""
        if hit["end"] is None or not hit["end"][0].isspace() or "." in hit["end"] or _MARKED.search(name) is not None:
            return False
        return (len(said) == 1 and said != "@") or (hit["host"].casefold() in SHORT and (hit["weak"] is not None or said in self._plain_at))

    def _is_name(self, word: str, hit: regex.Match[str], is_ordinary: Callable[[int, int], bool]) -> bool:
        """Whether the word in front of a host without any sign is of an address: it has digits or signs, or is no word of the sentence."""
        if _SHAPED.search(word) is not None and len(word) > 1:
            return hit["host"].casefold() not in SHORT or any(c.isdecimal() for c in word)
        latin = word.isascii() and len(word) >= _BARE_MIN and "." not in hit[0]
        return latin and hit["host"].casefold() not in SHORT and not is_ordinary(hit.start() - len(word), hit.start())

    def end(self, text: str, at: int) -> int:
        """Where an address ends that seemed to end at `at`: "co.th" has two parts."""
        while more := self._more.match(text, at):
            at = more.end()
        return at


def _is_whole(said: str, hit: regex.Match[str], name: str, plain: frozenset[str]) -> bool:
    """Whether it is an address though nothing says how the host ends: "kaede 12 at-sign yahoo"."""
    if hit["weak"] is not None or said in plain or hit["host"].casefold() in SHORT:
        return False
    attached = not hit[0][0].isspace() and not name[-1:].isspace()
    return (said == "@" and attached) or (said != "@" and _SHAPED.search(name) is not None)


def _either(words: Iterable[str]) -> str:
    inner = "|".join(regex.escape(w).replace(r"\ ", r"\s?") for w in sorted(set(words), key=lambda w: (-len(w), w)))
    return f"(?:{inner})" if inner else r"(?!)"


def _bounded(words: Iterable[str]) -> str:
    """The words, set off by anything but letters where their script puts blanks between."""
    words = set(words)
    spaced = {w for w in words if not is_unspaced(w[0])}
    return rf"(?:{_BREAK}{_either(spaced)}(?![\p{{Latin}}\p{{Cyrillic}}\p{{Arabic}}\p{{M}}])|{_either(words - spaced)})"
