"""Addresses of Chinese, Japanese and Korean: districts and streets are known by their last letter (区, 路, 동, 로), not by a word in front.

A run of such names before a number is an address; what counts things behind the number makes it none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from assistant.guard.cues import CueMap
from assistant.guard.spans import Place
from assistant.guard.wording import Personal

_CJK = r"[\p{Han}\p{Hiragana}\p{Katakana}ー々ヶ]"
_JOIN = r"[-ー−‐の之]"
_DENSE = regex.compile(
    rf"(?P<code>〒? ?\d{{3}}-?\d{{4}}[ \u3000]*)?+(?P<run>{_CJK}++) ?(?P<number>\d{{1,5}}(?:(?:丁目|番地|番|号|號|{_JOIN})\d{{1,4}}){{0,3}})(?:号室|号|號|丁目|番地|番|室|楼|樓|栋|座)?"
    rf"(?P<house>[ \u3000]?(?:{_CJK}{{2,12}}+[ \u3000]?)?\d{{1,4}}(?:号室|号|室|階|楼|F)?(?![\d円元个個本枚人分日月年点サ]))?"
)
_NUMERAL = "〇一二三四五六七八九十百千"
_WRITTEN = regex.compile(  # 四丁目三十の二, 七百二十番地
    rf"[{_NUMERAL}]{{1,7}}(?:丁目|番地)(?:[{_NUMERAL}\d]{{1,7}}(?:番地?|号|の(?=[{_NUMERAL}\d]))?){{0,3}}(?:号室?)?"
)
_HANGUL = regex.compile(r"[가-힣]")
_POSTCODE = regex.compile(rf"〒 ?\d{{3}}-?\d{{4}}(?P<town>[ \u3000]?{_CJK}{{2,16}}+)?")
_RUN = regex.compile(rf"{_CJK}+$")
_ENDS = ("lead", "stop", "name", "name_weak", "phone", "named", "intro")  # an address begins behind them at the earliest
_RUN_MAX = 40
_DEEP, _VILLAGE_MAX = 3, 6  # kinds of districts; characters of a village's name


class Districts:
    """Immutable: what ends the names of districts and streets, and what things are counted in, in every language together."""

    def __init__(self, personal: Sequence[Personal]) -> None:
        areas = {word for p in personal for word in p.area}
        self._areas = frozenset(word for word in areas if not _is_hangul(word))
        self._counted_in = tuple({word for p in personal for word in (*p.money, *p.units)})
        districts = [word for word in areas if _is_hangul(word)]
        self._hangul = _hangul(districts, _endings(personal, "after"), _endings(personal, "house")) if districts else None

    def has_lots(self, text: str) -> bool:
        """Whether a lot number stands behind a district of Korea, which would be read as the number of an order."""
        return self._hangul is not None and _HANGUL.search(text) is not None and any(hit["lot"] for hit in self._hangul.finditer(text))

    def addresses(self, text: str, cues: CueMap) -> Iterator[Place]:
        """Places of the text."""
        if self._areas:
            yield from self._dense(text, cues)
            yield from self._written(text, cues)
            for hit in _POSTCODE.finditer(text):
                yield hit.start(), hit.end() if hit["town"] and hit["town"][-1] in self._areas else hit.end() - len(hit["town"] or "")
        if self._hangul is not None and _HANGUL.search(text):
            yield from self._korean(text, cues)

    def _dense(self, text: str, cues: CueMap) -> Iterator[Place]:
        for hit in _DENSE.finditer(text):
            start = max(hit.start("run"), hit.end("run") - _RUN_MAX)
            for cue in cues.starting(start, hit.end("run")):
                if cue.kind in _ENDS and cue.end - cue.start >= 2 and cue.end < hit.end("run"):
                    start = max(start, cue.end)
            run, number = text[start : hit.end("run")], hit["number"]
            if hit["code"] and len(run) > 1:
                yield hit.span()
                continue
            named = {c for c in run if c in self._areas}
            parted = regex.search(r"\d\D+\d", number) is not None
            if len(run) < 2 or not (_deep(run, self._areas) or run[-1] in self._areas or (parted and (len(named) >= 2 or (named and number.count("-") >= 2)))):
                continue
            if text.startswith(self._counted_in, hit.end("number")) and not parted:
                continue
            yield start, hit.end() if parted or hit["house"] is None or " " not in hit["house"] else hit.start("house")

    def _written(self, text: str, cues: CueMap) -> Iterator[Place]:
        """Numbers of lots in Chinese characters behind the names of districts."""
        for hit in _WRITTEN.finditer(text):
            run = _RUN.search(text, max(0, hit.start() - _RUN_MAX), hit.start())
            start = max([run.start() if run else hit.start(), *(c.end for c in cues.starting(max(0, hit.start() - _RUN_MAX), hit.start()) if c.kind in _ENDS and c.end < hit.start())])
            if any(c in self._areas for c in text[start : hit.start()]):
                yield start, hit.end()

    def _korean(self, text: str, cues: CueMap) -> Iterator[Place]:
        assert self._hangul is not None
        for hit in self._hangul.finditer(text):
            announced = cues.before(hit.start(), 4, ("lead",)) is not None
            rooms = hit.captures("room")
            units = {room.lstrip("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") for room in rooms}
            placed = (hit["districts"] or rooms or announced) and not text.startswith(self._counted_in, hit.end())
            if hit["lot"] or (placed if hit["number"] else len(units) >= 2):  # "12호 14호" are two colours
                yield hit.span()


def _deep(run: str, areas: frozenset[str]) -> bool:
    """Whether districts of three kinds, one inside the other, and at most the name of a place stand in front of the number: 静岡県榛原郡吉田町住吉2345."""
    last = max((k for k, c in enumerate(run) if c in areas), default=-1)
    return len({c for c in run if c in areas}) >= _DEEP and len(run) - last - 1 <= _VILLAGE_MAX and regex.fullmatch(r"[\p{Han}ケヶ]*", run[last + 1 :]) is not None


def _is_hangul(word: str) -> bool:
    return all("가" <= c <= "힣" for c in word)


def _endings(personal: Sequence[Personal], kind: str) -> list[str]:
    return [word.rstrip("*") for p in personal for word in getattr(p, kind) if _is_hangul(word.rstrip("*")) and len(word.rstrip("*")) <= 2]


def _hangul(districts: Sequence[str], ways: Sequence[str], rooms: Sequence[str]) -> regex.Pattern[str]:
    """Districts, the street and its number, rooms: 경기 성남시 분당구 판교역로 235 101동 1203호."""
    district, way, room = ("|".join(sorted(map(regex.escape, words), key=len, reverse=True)) for words in (districts, ways, rooms))
    return regex.compile(
        rf"(?<![가-힣])(?:[가-힣]{{2,4}} )?(?P<districts>(?:[가-힣\d]{{1,6}}(?:{district}|(?<=\d)가) ){{1,4}})?"
        rf"(?P<lot>(?<=(?:{district}|\d가) )(?:\d{{1,4}}-\d{{1,4}}(?![\d-])|(?:[가-힣]{{1,6}} (?:옆 )?)?\d{{1,4}}번지))?"
        rf"(?P<number>[가-힣\d]{{1,10}}(?:{way}) ?\d{{1,4}}(?:(?:번?길|번지) ?\d{{1,4}})?(?:-\d{{1,4}})?(?!\d))?"
        rf"(?:[ ,]{{0,2}}(?:[가-힣A-Za-z]{{2,10}} ?)?(?P<room>[A-Z]?\d{{1,4}}(?:{room})(?![가-힣]{{0,1}}\d))){{0,3}}"
    )
