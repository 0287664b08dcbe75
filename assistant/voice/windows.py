"""Stretches of recognised words that may be one misheard name: one to four words, or letters in a row where words have no spaces.

A stretch that is ordinary words of the language all through is never given, nor is one with a number in it or one that a full stop divides.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Protocol

import regex

from assistant.domain import Word
from assistant.language.spelling import match_key, normalise

MOST_WORDS = 4  # a name may fall into so many
SHORTEST_CODE = 4  # capitals: what viewers are told to type
SHORTEST_KATAKANA, SHORTEST_RUN, LONGEST_RUN = 3, 4, 14  # letters of a name without spaces
STRANGE = 0.5  # share of a run's grams that no text of the language has
# Kana and hanzi that are no names: foreign names are written in katakana; a Chinese sentence sounds like any brand.
_PART = regex.compile(
    r"(?P<run>[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Katakana}ー]+)|(?P<other>[\p{Han}\p{Hiragana}]+)|(?P<word>[\p{L}\p{M}\p{N}]+(?:[-.][\p{L}\p{M}\p{N}]+)*)"
)
_KATAKANA = regex.compile(r"[\p{Katakana}ー]+")
_THAI_CONSONANT, _THAI_VOWEL = regex.compile(r"[\u0e01-\u0e2e]"), regex.compile(r"[\u0e30-\u0e3a\u0e47-\u0e4e]")
_STOP = regex.compile(r"[.,!?;:…。、，！？؟،।။។]")
_LEADING = "เแโใไເແໂໃໄ"  # vowels written before the consonant they follow
_TRAILING = "ะาำๅๆະາຳー"  # and letters that cannot open a syllable
_STACKERS, _KILLERS = "\u17d2\u1039", "\u103a"  # the next consonant belongs to this syllable; the one before closes it


class Lexicon(Protocol):
    """What is known of a language's words; all on the match channel."""

    def knows(self, word: str) -> bool:
        """An ordinary word."""

    def counts(self, word: str) -> bool:
        """Part of a number."""

    def named(self, word: str) -> bool:
        """A product's name, spelt right."""

    gram: int  # letters of a text without spaces that are looked up together

    def strange(self, run: str) -> Sequence[bool]:
        """For each `gram` letters in a row, whether the language does not have them."""

    def amounts(self, run: str) -> Sequence[bool]:
        """For each letter, whether it is part of a number."""

    def fronts(self, word: str) -> Sequence[int]:
        """Where a word goes on behind what may be written onto its front."""

    def endings(self, word: str) -> Sequence[int]:
        """Where what may be an ending starts."""


@dataclass(frozen=True, slots=True)
class Window:
    """`heard` lies in the words `first` to `last`; `head` and `tail` are what these have before and behind it."""

    first: int
    last: int
    head: str
    heard: str
    tail: str
    apart: bool  # head and tail are words of their own, not parts of the name's word
    ordinary: int = 0  # ordinary words in it
    stripped: int = 0  # letters taken for an ending or a front


@dataclass(frozen=True, slots=True)
class _Part:
    at: int  # word
    start: int  # in the word's text
    end: int
    text: str
    kind: str  # run, other, word
    key: str = ""
    known: bool = False
    barrier: bool = False  # no name goes over it


def windows(words: Sequence[Word], lexicon: Lexicon) -> Iterator[Window]:
    """Every stretch that may be a name; they overlap."""
    parts = [part for at, word in enumerate(words) for part in _parts(at, word.text, lexicon)]
    for first, part in enumerate(parts):
        if part.kind == "word" and not part.barrier:
            yield from _of_words(words, parts, first, lexicon)
        elif part.kind == "run" and (first == 0 or parts[first - 1].kind != "run" or _divided(words, parts[first - 1], part)):
            yield from _of_letters(words, parts, first, lexicon)


def _parts(at: int, text: str, lexicon: Lexicon) -> Iterator[_Part]:
    for found in _PART.finditer(text):
        kind = str(found.lastgroup)
        if kind != "word":
            yield _Part(at, found.start(), found.end(), found[0], kind)
            continue
        keys = match_key(found[0]).split()
        known = all(map(lexicon.knows, keys))
        code = len(found[0]) >= SHORTEST_CODE and found[0].isascii() and found[0].isupper()
        barrier = code or any(lexicon.counts(key) or lexicon.named(key) for key in keys)
        yield _Part(at, found.start(), found.end(), found[0], kind, " ".join(keys), known, barrier)


def _of_words(words: Sequence[Word], parts: Sequence[_Part], first: int, lexicon: Lexicon) -> Iterator[Window]:
    for last in range(first, min(first + MOST_WORDS, len(parts))):
        part = parts[last]
        if part.kind != "word" or part.barrier or (last > first and _divided(words, parts[last - 1], part)):
            return
        taken = parts[first : last + 1]
        if all(p.known for p in taken):
            continue
        yield from _peeled(words, taken, lexicon)


def _peeled(words: Sequence[Word], taken: Sequence[_Part], lexicon: Lexicon) -> Iterator[Window]:
    """The words as they are, without an ending of the language, and without what it writes onto a front."""
    a, b = taken[0], taken[-1]
    texts = [part.text for part in taken]
    ordinary = sum(part.known for part in taken)
    cuts = [(0, len(b.text))]
    if len(match_key(b.text)) == len(b.text):  # else places on the match channel are not places in the text
        cuts += [(0, n) for n in lexicon.endings(match_key(b.text))]
    if len(taken) == 1 and len(match_key(a.text)) == len(a.text):
        cuts += [(n, end) for n in lexicon.fronts(match_key(a.text)) for _, end in cuts if end - n > 1]
    for front, end in cuts:
        heard = " ".join([*texts[:-1], b.text[:end]])[front:]
        head, tail = words[a.at].text[: a.start] + a.text[:front], b.text[end:] + words[b.at].text[b.end :]
        yield Window(a.at, b.at, head, heard, tail, _letters_of_runs(head + tail), ordinary, front + len(b.text) - end)


def _of_letters(words: Sequence[Word], parts: Sequence[_Part], first: int, lexicon: Lexicon) -> Iterator[Window]:
    run = [parts[first]]
    for part in parts[first + 1 :]:
        if part.kind != "run" or _divided(words, run[-1], part):
            break
        run.append(part)
    text = "".join(part.text for part in run)
    spelling = normalise(text)
    odd = lexicon.strange(spelling.match)
    if len(text) == SHORTEST_KATAKANA and _KATAKANA.fullmatch(text) and not lexicon.knows(spelling.match):
        yield Window(run[0].at, run[-1].at, words[run[0].at].text[: run[0].start], text, words[run[-1].at].text[run[-1].end :], apart=True)
    if not any(odd):
        return
    places = [(part.at, part.start + i) for part in run for i in range(len(part.text))]
    seen = list(accumulate(odd, initial=0))
    counted = list(accumulate(lexicon.amounts(spelling.match), initial=0))
    opens = [i for i in range(len(spelling.match)) if _opens(spelling.match, i)]
    for start in opens:
        for end in [*opens, len(spelling.match)]:
            grams = end - start - lexicon.gram + 1
            if not SHORTEST_RUN <= end - start <= LONGEST_RUN or seen[start + grams] - seen[start] < max(1.0, STRANGE * grams):
                continue
            if counted[end] > counted[start] or _in_a_syllable(spelling.match, end):
                continue
            low, high = spelling.span(start, end)
            (a, begin), (b, stop) = places[low], places[high - 1]
            yield Window(a, b, words[a].text[:begin], text[low:high], words[b].text[stop + 1 :], apart=True)


def _opens(run: str, at: int) -> bool:
    """Whether a syllable may start here."""
    ch, before = run[at], run[at - 1 : at]
    if unicodedata.category(ch)[0] == "M" or ch in _TRAILING or ch == " ":
        return False
    return not (before and before in _LEADING + _STACKERS) and run[at + 1 : at + 2] not in (*_KILLERS, "\u0e4c")


def _in_a_syllable(run: str, end: int) -> bool:
    """Whether a Thai syllable goes on at `end`: a consonant without a vowel of its own closes what ends in อ (เวลานอ|น)."""
    if end >= len(run) or run[end - 1] != "อ" or not _THAI_CONSONANT.match(run[end]):
        return False
    return not _THAI_VOWEL.match(run[end + 1 : end + 2])


def _divided(words: Sequence[Word], a: _Part, b: _Part) -> bool:
    """Whether a full stop or the like stands between two neighbouring parts."""
    between = words[a.at].text[a.end : b.start] if a.at == b.at else words[a.at].text[a.end :] + words[b.at].text[: b.start]
    return bool(_STOP.search(between))


def _letters_of_runs(text: str) -> bool:
    return any(part.lastgroup != "word" for part in _PART.finditer(text))
