"""Numbers as people say and type them, in any language that has a `numbers.toml`.

Works on the match channel of `assistant.language.spelling`: Western digits, folded letters, no hyphens, no currency
signs. What is counted (days, rupiah, centimetres) is `assistant.language.quantities`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from assistant.language.number_words import LETTER, NumberWords, Words, alternatives, glued, unbounded
from assistant.language.spelling import match_key

_DIGITS = r"\d+(?:[.,]\d+)*(?![:\d])"
_MONEY_FROM = 1000


@dataclass(frozen=True, slots=True)
class Number:
    """A number at `[start:end]` of the match text. `scale` is the last multiplier said with it, 1 without one."""

    value: float
    start: int
    end: int
    kind: Literal["digits", "words"]
    approx: bool = False  # "about 5"
    upper: bool = False  # "up to 5", "at most 5"
    lower: bool = False  # "from 5", "at least 5"
    scale: float = 1.0
    money: bool = False  # said with a scale that is used for money


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # digits word scale half point join
    value: float
    text: str
    start: int
    end: int
    joined: bool = False  # carries the particle that means "and"


class NumberReader:
    """Finds numbers in one language. Immutable."""

    def __init__(self, words: NumberWords) -> None:
        self.words = words
        self._lexicon = _lexicon(words)
        self._weak = {match_key(w) for w in words.weak}
        self._no_ellipsis = {match_key(w) for w in words.no_ellipsis}
        self._never_after_tens = {match_key(w) for w in words.never_after_tens}
        self._also_scales = {match_key(w) for ws in words.scales.values() for w in ws} & {match_key(w) for ws in words.words.values() for w in ws}
        self._money = {match_key(w) for w in words.money_scales}
        self._token = re.compile(_token_pattern(words))
        self._about, self._most, self._least = (_ends_with(w) for w in (words.about, words.at_most, words.at_least))
        self._unit_next = re.compile(rf"\s?(?:{glued((w for ws in words.units.values() for w in ws), words.endings)})")

    def find(self, match_text: str, *, loose: bool = False) -> list[Number]:
        """Every number, in order, without overlaps. `loose` keeps weak words that stand alone, for a place where only a number fits."""
        runs = _runs(match_text, self._tokens(match_text), self.words.joining_particle)
        found = [n for run in runs for n in self._compose(match_text, run, loose)]
        return [self._hedged(match_text, n) for n in found]

    def _tokens(self, text: str) -> list[_Token]:
        tokens = []
        for m in self._token.finditer(text):
            if m["digits"]:
                tokens.append(_Token("digits", read_digits(m["digits"]), m["digits"], m.start("digits"), m.end("digits")))
            elif m["glyphs"]:
                tokens.append(_Token("word", read_glyphs(m["glyphs"], self.words.glyphs), m["glyphs"], m.start("glyphs"), m.end("glyphs")))
            elif m["word"]:
                kind, value = self._lexicon[m["word"]]
                joined = bool(self.words.joining_particle) and (m["particle"] or "").startswith(self.words.joining_particle)
                tokens.append(_Token(kind, value, m["word"], m.start("word"), m.end("word"), joined))
        return tokens

    def _compose(self, text: str, run: list[_Token], loose: bool) -> Iterable[Number]:
        run = _said_once(run)
        while run:
            build = _Build(self.words, self._no_ellipsis, self._never_after_tens, self._also_scales)
            used = 0
            while used < len(run) and build.take(run[used], run[used + 1] if used + 1 < len(run) else None):
                used += 1
            part, run = run[: max(used, 1)], run[max(used, 1) :]
            part = _without_trailing_joins(part)
            if part and build.parts and (loose or self._keeps(text, part)):
                kind: Literal["digits", "words"] = "digits" if any(t.kind == "digits" for t in part) else "words"
                scales = [t for t in part if t.kind == "scale"]
                money = any(t.text in self._money and t.value >= _MONEY_FROM for t in scales)
                scale = scales[-1].value if scales else 1.0
                yield Number(build.value(), part[0].start, part[-1].end, kind, scale=scale, money=money)

    def _keeps(self, text: str, part: list[_Token]) -> bool:
        if len(part) > 1 or part[0].text not in self._weak:
            return True
        return self._unit_next.match(text, part[0].end) is not None

    def hedges(self, text: str, start: int) -> tuple[bool, bool, bool]:
        """Whether "about", "at most", "at least" stand right before `start`; the longest decides ("not over", "over")."""
        before = text[max(0, start - 24) : start]
        at = [m.start() if (m := p.search(before)) else len(before) for p in (self._about, self._most, self._least)]
        first = min(min(at), len(before) - 1)
        return at[0] == first, at[1] == first, at[2] == first

    def _hedged(self, text: str, n: Number) -> Number:
        about, most, least = self.hedges(text, n.start)
        return replace(n, approx=about, upper=most, lower=least) if about or most or least else n


class _Build:
    """One number while it grows, part by part. `room` is what the next part must stay below."""

    def __init__(self, words: NumberWords, no_ellipsis: set[str], never_after_tens: set[str], also_scales: Collection[str] = ()) -> None:
        self.parts: list[float] = []
        self._also_scales = also_scales
        self._words, self._no_ellipsis, self._never_after_tens = words, no_ellipsis, never_after_tens
        self._last: _Token | None = None
        self._decimals = 0
        self._scale = 0.0
        self._joined = False

    def value(self) -> float:
        return round(sum(self.parts), 6)

    def take(self, token: _Token, after: _Token | None) -> bool:
        """True when the token belongs to this number."""
        taken = self._take(token, after)
        if taken:
            self._last = token
        return taken

    def _take(self, token: _Token, after: _Token | None) -> bool:
        match token.kind:
            case "join":
                self._joined = True
                return bool(self.parts) and after is not None
            case "point":
                self._decimals = 1
                return bool(self.parts) and after is not None and after.kind in ("word", "digits") and after.value < 10
            case "half":
                return self._half()
            case "scale":
                return self._multiply(token.value)
            case "word" if token.text in self._also_scales and self._last is not None and self._last.kind in ("word", "digits", "scale") and self.parts[-1] < token.value:
                return self._multiply(token.value)  # "a thousand" by itself, and "twenty one thousand"
        if self._decimals:
            return self._decimal(token)
        return self._add(token, after)

    def _decimal(self, token: _Token) -> bool:
        if token.value >= 10 or token.value % 1:
            return False
        self.parts[-1] += token.value / 10**self._decimals
        self._decimals += 1
        return True

    def _half(self) -> bool:
        if self._last is not None and self._last.kind == "half":
            return False
        scaled = self._last is not None and self._last.kind == "scale" and self._scale >= 100  # not in "four hundred thirty nine and a half"
        self.parts.append(self._scale / 2 if scaled else 0.5)
        return True

    def _multiply(self, scale: float) -> bool:
        below: list[float] = []
        parts = list(self.parts)
        while parts and parts[-1] < scale:
            below.append(parts.pop())
        if not below and not self._words.bare_scales:
            return False
        amount = sum(below) * scale if below else scale
        if parts and (room := _room(parts[-1])) <= scale and not (not below and room > scale):
            return False
        self.parts, self._scale, self._decimals = [*parts, amount], scale, 0
        return True

    def _add(self, token: _Token, after: _Token | None) -> bool:
        value, last = token.value, self._last
        if last is None:
            self.parts.append(value)
            return True
        if last.kind == "half" and self.parts == [0.5] and token.kind == "word" and value >= 100:  # "a half a million"
            self.parts, self._scale = [value / 2], value
            return True
        if token.kind == "digits" and last.kind == "scale" and token.start == last.end and (after is None or after.kind != "scale"):
            self.parts.append(self._scale * value / 10 ** len(token.text))
            return True
        if token.kind == "digits" and last.kind not in ("scale", "join"):
            return False
        if self._fits(token):
            self.parts.append(self._shortened(token, after))
            return True
        return False

    def _fits(self, token: _Token) -> bool:
        last = self.parts[-1]
        if self._last is not None and self._last.kind == "scale" and self._last.value == 10 and token.text in self._never_after_tens:
            return False
        if self._words.tens_after_units and (token.joined or self._joined) and 0 < last < 10 and token.value in range(20, 100, 10):
            return True
        return token.value < _room(last)

    def _shortened(self, token: _Token, after: _Token | None) -> float:
        """ "two thousand nine" -> 900 for the last part, where the language says it so."""
        least, last = self._words.ellipsis_from, self._last
        short = least and last is not None and last.kind == "scale" and last.value >= least and 1 <= token.value <= 9
        if short and (after is None or after.kind not in ("scale", "word")) and token.text not in self._no_ellipsis:
            return token.value * self._scale / 10
        return token.value


def read_digits(text: str) -> float:
    """A number with separators: "9.500" and "1,200" are thousands, "25,3" and "8.50" decimals.

    Three digits after a single separator are thousands in every market here: no price, size or weight on air has three
    decimals, and viewers mix both conventions. A leading zero makes it a decimal.
    """
    cut = max(text.rfind("."), text.rfind(","))
    if cut < 0:
        return float(text)
    whole, rest = re.sub(r"[.,]", "", text[:cut]), text[cut + 1 :]
    mixed = "." in text and "," in text
    if len(rest) == 3 and not mixed and whole.strip("0"):
        return float(whole + rest)
    return float(f"{whole}.{rest}")


def read_glyphs(text: str, glyphs: Mapping[str, float]) -> float:
    """A number written with one character a digit or power of ten: 이천오백 is 2500, 십이만 is 120000."""
    total = part = digit = 0.0
    for value in map(glyphs.__getitem__, text):
        if value < 10:
            digit = value
        elif value < 10_000:
            part, digit = part + (digit or 1) * value, 0.0
        else:
            total, part, digit = total + ((part + digit) or 1) * value, 0.0, 0.0
    return total + part + digit


def _room(value: float) -> float:
    """The largest power of ten that divides `value`: what a part that follows must stay below."""
    if value % 1 or value == 0:
        return 0
    room = 1
    while value % (room * 10) == 0:
        room *= 10
    return room


def _runs(text: str, tokens: list[_Token], joining: str) -> list[list[_Token]]:
    """Tokens that touch, are one space apart, or are joined by the particle that means "and"."""
    runs: list[list[_Token]] = []
    for token in tokens:
        gap = text[runs[-1][-1].end : token.start].strip() if runs else "-"
        if not gap or (token.joined and gap == joining):
            runs[-1].append(token)
        else:
            runs.append([token])
    return runs


def _without_trailing_joins(part: list[_Token]) -> list[_Token]:
    while part and part[-1].kind in ("join", "point"):
        part = part[:-1]
    return part


def _lexicon(words: NumberWords) -> dict[str, tuple[str, float]]:
    table: dict[str, tuple[str, float]] = {}
    rows: list[tuple[str, Mapping[float, Words]]] = [("word", words.words), ("scale", words.scales)]
    rows += [(kind, {0.5: getattr(words, kind)}) for kind in ("half", "point", "join")]
    for kind, entries in rows:
        for value, names in entries.items():
            for name in names:
                table.setdefault(match_key(name), (kind, value))
    return table


def _said_once(run: list[_Token]) -> list[_Token]:
    """An amount of two words or more that is said twice or three times in a row, once: "nine thirty nine thirty". The last is kept, as a unit
    may follow it."""
    for times in (3, 2):
        length, rest = divmod(len(run), times)
        if rest or length < 2 or any(t.kind == "digits" for t in run):
            continue
        texts = [t.text for t in run]
        if texts == texts[-length:] * times:
            return run[-length:]
    return run


def _token_pattern(words: NumberWords) -> str:
    lexicon = _lexicon(words)
    touch = "|".join(re.escape(match_key(a)) for a in words.attached) or r"(?!)"
    scales = "".join(rf"|(?<=\d{re.escape(w)})" for w, (kind, _) in lexicon.items() if kind == "scale" and w.isascii())
    digits = rf"(?<!\d:)(?:(?<![^\W_])|(?<=[^\x00-\x7f]){scales}|(?<![^\W_])(?:{touch}))(?P<digits>{_DIGITS})"
    if words.particles:
        particle = "|".join(re.escape(match_key(p)) for p in sorted(words.particles, key=len, reverse=True))
        names = unbounded(lexicon)
        word = rf"(?<!{LETTER})(?P<particle>{particle})?(?P<word>{names})(?!{LETTER})"
    else:
        word = rf"(?P<particle>(?!))?(?P<word>{alternatives(lexicon)})"
    return rf"(?:{_stops(words)})|{digits}|{_glyph_pattern(words)}|{word}"


def _stops(words: NumberWords) -> str:
    """The words that only look like numbers. One that ends in the sign of a decimal point is none in front of a digit: 一点 is a bit, 一点五 is
    1.5; one that begins with a scale is none behind a digit: 万一 is "in case", 四万一千 is 41,000."""
    points = tuple(match_key(point) for point in words.point)
    digit = alternatives(name for value, names in words.words.items() if value < 10 for name in names)
    open_ended = [word for word in words.stop if points and match_key(word).endswith(points)]
    signs = "".join(sorted({match_key(w) for value, names in words.words.items() if value < 10 for w in names if len(match_key(w)) == 1}))
    within = [word for word in words.stop if signs and words.bare_scales and match_key(word)[:1] in {match_key(w) for names in words.scales.values() for w in names}]
    rest = alternatives(word for word in words.stop if word not in (*open_ended, *within))
    parts = [rest, rf"(?:{alternatives(open_ended)})(?!{digit})" if open_ended else "", rf"(?<![{signs}])(?:{alternatives(within)})" if within else ""]
    return "|".join(part for part in parts if part)


def _glyph_pattern(words: NumberWords) -> str:
    """A run of glyphs right before a unit; several may stand a space away from it, or from the rest of the number."""
    if not words.glyphs:
        return r"(?P<glyphs>(?!))"
    glyph = f"[{''.join(map(re.escape, words.glyphs))}]"
    units = glued((w for ws in words.units.values() for w in ws), words.endings)
    return rf"(?<!{LETTER})(?P<glyphs>{glyph}{{2,}}(?=\s?(?:{glyph}+)?\s?(?:{units}))|{glyph}(?=(?:{units})))"


def _ends_with(words: Words) -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives(words)})\s?$")
