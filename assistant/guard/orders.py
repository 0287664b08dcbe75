"""Numbers of orders, parcels, tickets and invoices that no word announces: known by how they are written, or by what the comment is about.

Three strengths: a form that nothing else has (of the Universal Postal Union), one that needs the shape only (letters and many digits), and one
that needs a word of an order's way or trouble anywhere in the comment ("customs", "refund"). Works on the plain view of `assistant.guard.digits`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

import regex

from assistant.guard.codes import is_of_goods
from assistant.guard.cues import CueMap
from assistant.guard.digits import Run, View, is_barcode, is_filler, is_hotline, is_phone
from assistant.guard.spans import Place
from assistant.guard.wording import Personal
from assistant.language.spelling import Spelling, match_key

ABOUT = ("order", "order_weak", "order_about")  # kinds of cue that say the comment is about an order
_GOODS = ("article", "account", "identity", "phone")  # kinds that say what else a number beside them is
_SPEAKS = {*_GOODS, "lead", "door", "floor", "postcode"}
_REACH = 16  # characters between such a word and its number
_L = r"[\p{Latin}\p{Cyrillic}]"
_EDGE, _END = r"(?<![\p{Latin}\p{Cyrillic}\p{N}@/._-])", r"(?![\p{Latin}\p{Cyrillic}\p{N}]|[/._-][\p{L}\p{N}])"
_FOREIGN = "AE|AT|AU|BD|BE|BR|CA|CH|CN|CZ|DE|DK|EG|ES|FI|FR|GB|HK|HU|ID|IN|IT|JP|KE|KH|KR|KZ|LK|LT|LV|MM|MX|MY|NL|NZ|PH|PK|PL|PT|QA|RO|RU|SA|SE|SG|TH|TR|TW|TZ|UA|US|UZ|VN"
_POSTAL = regex.compile(rf"(?<![\p{{L}}\p{{N}}])[A-Z]{{2}}[ -]{{0,2}}+(?:\d[ -]?){{8}}\d[ -]{{0,2}}+(?:{_FOREIGN})(?![\p{{L}}\p{{N}}])", regex.IGNORECASE)
_JOINED = regex.compile(rf"{_EDGE}#?(?:{_L}|\d)++(?:[-/._](?:{_L}|\d)++)*+{_END}")
_GROUPED = regex.compile(  # letters, then groups of digits, then perhaps letters: "EG 5091 6885 1", "FT62 5467 A"
    rf"{_EDGE}(?P<head>{_L}{{1,6}}+)(?:[ -]\d[\d./-]*+|\d[\d./-]*+(?= \d| ?[A-Za-z]{{1,2}}(?!\p{{L}})))(?: \d[\d/-]*+){{0,9}}+(?P<tail> ?[A-Za-z]{{1,2}}(?![\p{{L}}\p{{N}}]))?{_END}"
)
_SPREAD = regex.compile(r"(?<![\p{Latin}\p{N}/$€£+-])(?<!\d[.,])\d++(?:[ -]\d++)++(?![\p{N}%]|[.,/:]\d)")
_SOLID = regex.compile(r"(?<![\p{Latin}\p{N}/$€£+-])(?<!\d[.,])\d{5,14}+(?![\p{Latin}\p{N}%]|[.,/:-]\d)")
_SIGNED = regex.compile(r"(?:(?<![\p{L}\p{N}])(?:#|N°|Nº)|№) ?(?P<number>\d{4,12}+)(?![\p{Latin}\p{N}%]|[.,/]\d)")
_PARTED = regex.compile(r"(?<![\p{Latin}\p{N}/$€£+-])(?<!\d[.,])\d++(?:[-/.]\d++)+(?:[-/][A-Z]{1,2})?(?![\p{Latin}\p{N}%]|[.,/:-]\d)")
_YEAR = regex.compile(r"(?:19[6-9]|20[0-4])\d")
_DATE = regex.compile(r"\d{1,2}[-/.]\d{1,2}[-/.](?:\d\d|(?:19|20)\d\d)|(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.](?:19|20)\d\d|(?:19|20)\d\d[-/.]\d{1,4}")
_DAY = regex.compile(r"20[0-4]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_PRICE = regex.compile(r"[1-9]\d{0,4}(?:00|50|90|95|99)|[1-9]\d{0,2}(?:\.\d{3})+")
_VOWEL = regex.compile(r"[aeiouаеиоуыэюя]")  # a word has one
_PARTS = regex.compile(rf"{_L}+(?:[-/_.]\d+){{1,3}}(?:[-/_.]?{_L}+)?|{_L}+\d+[-/_.]\d{{4,}}")  # no amount is written in such parts
_LONG, _MANY, _SURE, _LIKELY = 9, 7, 6, 4  # digits
_HEAD = 4  # letters in front of one run of digits
_WORD = 6  # letters in a row that are a word, no part of a code
_SAID = 3  # digits in words in a code read out


class Orders:
    """Immutable. How digits and letters are read out, in every language together; what is written onto amounts and accounts."""

    def __init__(self, personal: Sequence[Personal], *, attached: Collection[str], keep: Collection[str], market: str) -> None:
        """`attached`: words that people write onto numbers of other kinds. `keep`: codes of the shop."""
        self._attached, self._keep, self._market = frozenset(attached), frozenset(keep), market
        self._value = {match_key(w): value for p in personal for value, words in enumerate(p.digits) for w in words.split()}
        digits = sorted(self._value, key=len, reverse=True)
        letters = sorted({match_key(w) for p in personal for w in p.letters}, key=len, reverse=True)
        gaps = sorted({match_key(w) for p in personal for w in p.between}, key=len, reverse=True)
        digit, gap = rf"(?:{_either(digits)}|\d)", rf"(?: ?(?:{_either(gaps)}))?+[ -]?" if gaps else "[ -]?"
        doubled = _either(sorted({match_key(w) for p in personal for w in (*p.doubled, *p.tripled)}, key=len, reverse=True))
        called = _either(letters)
        letter = rf"(?:(?:{called})(?=[ -]|{digit}|(?<=[\p{{Katakana}}ー])(?:{called}))|[a-z](?![a-z])|[a-z]{{2,3}}(?=[\p{{Han}}\p{{Hangul}}\p{{Thai}}\p{{Katakana}}]))"
        self._digit = regex.compile(rf"{_either(digits)}|\d")
        edge = r"(?<![\p{Latin}\p{Cyrillic}\p{Arabic}\p{Hangul}\p{N}])"
        self._read = regex.compile(rf"{edge}(?P<letters>(?:{letter}{gap}){{0,4}}+)(?P<digits>(?:(?:(?:{doubled}) )?{digit}{gap}){{4,14}}+)") if digits else None

    def sure(self, view: View, cues: CueMap) -> Iterator[Place]:
        """Parcel numbers of the post, and codes whose letters and digits are joined, as places of the view."""
        plain, about = view.plain, cues.has(ABOUT)
        for hit in _POSTAL.finditer(plain):
            if hit[0][:2].casefold() not in self._attached:
                yield hit.span()
        shapes = Counter(regex.sub(r"\d", "0", hit[0]) for hit in _JOINED.finditer(plain))
        for hit in _JOINED.finditer(plain):
            several = shapes[regex.sub(r"\d", "0", hit[0])] > 1
            of_goods = not about and cues.before(view.origin[hit.start()], _REACH, ("article",)) is not None
            if not of_goods and self._is_joined(hit[0].lstrip("#"), about=about or hit[0].startswith("#"), several=several):
                yield hit.span()

    def _is_joined(self, code: str, *, about: bool, several: bool) -> bool:
        """Whether letters and digits without blanks are a number of an order. `several`: the comment has more that are written so."""
        runs = regex.findall(rf"{_L}+|\d+", code)
        words, numbers = [r for r in runs if r[0].isalpha()], [r for r in runs if not r[0].isalpha()]
        if not words or not numbers or code.casefold() in self._keep or _is_word(words, numbers) or is_of_goods(code):
            return False
        amount, digits = any(w.casefold() in self._attached for w in words), sum(map(len, numbers))
        if amount and not (about and (len(words) > 1 or several or _PARTS.fullmatch(code))):
            return False
        if self._is_number(words[0]) or (words[0].islower() and is_phone(code[len(words[0]) :], self._market)):
            return False
        leading = runs[0][0].isalpha()
        cased = all(w.isupper() or w.islower() for w in words)
        if not cased or (not leading and (words[-1].islower() or (len(runs) == 2 and code.isalnum() and not about))):
            return False  # "15500-ден" has its ending written onto it
        round_sum = numbers[-1].endswith("000") or (len(numbers) == 1 and len(numbers[0]) == _LIKELY and _YEAR.fullmatch(numbers[0]) is not None)
        if round_sum or _is_span(numbers):
            return False
        dated = any(_YEAR.fullmatch(n) for n in numbers)
        if leading and not dated and (digits >= _SURE or (max(map(len, numbers)) >= _SURE - 1 and len(runs[0]) <= _HEAD)):
            return True
        plain_model = len(runs) == 2 and code.isalnum() and digits == _LIKELY and not several  # "RTX4070", and many a dress
        return about and digits >= _LIKELY and not plain_model

    def _is_number(self, word: str) -> bool:
        """Whether letters in front of digits are themselves a digit, in words: "nol821"."""
        return len(word) > 1 and self._digit.fullmatch(match_key(word)) is not None

    def rest(self, view: View, cues: CueMap) -> Iterator[Place]:
        """Numbers that are left when all other kinds are taken: groups behind letters, signed ones, long ones, those of a comment about an order."""
        plain, about = view.plain, cues.has(ABOUT)
        for hit in _GROUPED.finditer(plain):
            if self._is_grouped(hit, view, cues, about=about):
                yield hit.start(), hit.start("tail") if _ends_in_word(hit, view, cues) else hit.end()
        for hit in _SIGNED.finditer(plain):
            number = hit["number"]
            short = len(number) == _LIKELY and (_YEAR.fullmatch(number) or not (about or hit[0].startswith("№") or len(_SIGNED.findall(plain)) > 1))
            if not (short or len(set(number)) == 1 or self._is_other(view, hit.start(), hit.end(), cues, counted=("money",))):
                yield hit.span()
        for form in (_SPREAD, _PARTED, _SOLID):
            for hit in form.finditer(plain):
                if _is_loose(hit[0], self._market, about=about) and not self._is_other(view, hit.start(), hit.end(), cues) and hit[0] not in self._keep:
                    yield hit.span()

    def _is_grouped(self, hit: regex.Match[str], view: View, cues: CueMap, *, about: bool) -> bool:
        head = hit["head"]
        digits = sum(c.isdecimal() for c in hit[0])
        numbers = regex.findall(r"\d+", hit[0])
        first = view.origin[hit.start()]
        shouted = head.isupper() and not view.plain.isupper()
        parted = about and shouted and digits > _LIKELY - (hit["tail"] is not None) and (len(numbers) > 1 or hit["tail"] is not None)
        if self._is_number(head) or hit[0].casefold() in self._keep or (head.islower() and len(head) >= _HEAD and _VOWEL.search(head)):
            return False
        kinds = {c.kind for c in cues.starting(first, first + 1) if c.end > view.origin[hit.end("head") - 1]} - {*ABOUT}
        if ((kinds or head.casefold() in self._attached) and not parted) or kinds & _SPEAKS or not (head.isupper() or head.islower()) or is_of_goods(head + numbers[0]):
            return False
        single = len(numbers) == digits > _LIKELY
        if (_is_span(numbers) and not about) or all(n.endswith("0") for n in numbers) or self._is_other(view, hit.start(), hit.end(), cues):
            return False
        if len(numbers) == 1 and (_YEAR.fullmatch(numbers[0]) or _PRICE.fullmatch(numbers[0])):
            return False
        if digits >= _LONG:
            return len(head) < _WORD
        return len(head) < _WORD and ((digits >= _MANY and shouted and len(head) > 1) or (about and single) or (about and digits >= _LIKELY + (len(head) == 1 and not shouted) + head.islower()))

    @staticmethod
    def _is_other(view: View, start: int, end: int, cues: CueMap, counted: Sequence[str] = ("money", "units")) -> bool:
        """Whether a word beside it says that it is an amount, the goods' own number or of another kind."""
        first, last = view.span(start, end)
        near = cues.before(first, _REACH, (*_GOODS, "order"))
        if near is not None and near.kind != "order" and (near.kind == "article" or first - near.end <= 1):
            return True
        if sum(c.isdecimal() for c in view.plain[start:end]) >= _MANY:
            counted = ("money",)
        behind = cues.behind(last, 1, counted)
        return cues.before(first, 1, ("money",)) is not None or (behind is not None and (behind.start == last or behind.end - behind.start > 1))

    def read_out(self, spelling: Spelling, cues: CueMap) -> Iterator[Place]:
        """Codes read out letter by letter and digit by digit, as places of the original: "bee kay seven three one one three"."""
        if self._read is None:
            return
        about = cues.has(ABOUT)
        for hit in self._read.finditer(spelling.match):
            said = self._digit.findall(hit["digits"])
            letters = hit["letters"].split()
            values = [self._value.get(w, int(w) if w.isdecimal() else 0) for w in said]
            if len({b - a for a, b in zip(values, values[1:], strict=False)}) == 1:
                continue  # someone counts up or down
            vouched = about or len(letters) > 1 or (letters and len(said) > _LIKELY)
            if len({*said}) < _SAID or sum(not w.isdecimal() for w in said) < _SAID or not vouched or (not letters and len(said) <= _LIKELY):
                continue
            start, end = spelling.span(hit.start(), hit.start() + len(hit[0].rstrip(" -")))
            if hit.start() == 0 or not spelling.match[hit.start() - 1].isalnum() or cues.before(start, 0, ABOUT) is not None:
                last = spelling.match[hit.start() + len(hit[0].rstrip(" -")) :][:1]
                if not last.isalnum() or last > "\u0e00":
                    yield start, end


def _either(words: Sequence[str]) -> str:
    return "|".join(map(regex.escape, words)) or r"(?!)"


def _ends_in_word(hit: regex.Match[str], view: View, cues: CueMap) -> bool:
    """Whether the letters behind the digits are the comment's next word, no part of the code."""
    tail = hit["tail"]
    if tail is None:
        return False
    first = view.origin[hit.start("tail") + tail.startswith(" ")]
    return bool(cues.starting(first, view.origin[hit.end() - 1] + 1)) or (hit["head"].isupper() and not tail.strip().isupper())


def _is_word(words: Sequence[str], numbers: Sequence[str]) -> bool:
    """Whether the letters are a word, no part of a code. Codes of carriers have up to eight in front of a long number: "NVMYAGNG0023669"."""
    longest = max(map(len, words))
    return longest >= _WORD and not (longest <= _WORD + 2 and words[0].isupper() and len(numbers[-1]) >= _MANY)


def _is_span(numbers: Sequence[str]) -> bool:
    """Sizes, years or hours in a row: they only rise or only fall, and are short."""
    values = [int(n) for n in numbers]
    steps = {(b > a) - (b < a) for a, b in zip(values, values[1:], strict=False)}
    alike = steps == {1} or len({*map(len, numbers)}) == 1
    return len(values) > 2 and len(steps) == 1 and alike and max(map(len, numbers)) <= 3 and not any(n.startswith("0") for n in numbers)


def _is_article(digits: str, market: str) -> bool:
    """Whether the country or the check digit is that of a European article number: what is printed on the goods."""
    return is_barcode(Run(0, len(digits), digits), market) or (len(digits) == 13 and sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(digits)) % 10 == 0)


def _is_loose(text: str, market: str, *, about: bool) -> bool:
    """Whether bare digits are a number of an order: many in groups that are no sizes, prices or draws of a lottery; fewer in a comment about an
    order."""
    numbers = regex.findall(r"\d+", text)
    digits = "".join(numbers)
    if is_filler(digits) or len(set(digits)) < _SAID or _DATE.fullmatch(text) or _is_span(numbers) or all(n.endswith("0") for n in numbers):
        return False
    if all(_YEAR.fullmatch(n) for n in numbers) or (len(numbers) == 1 and (_PRICE.fullmatch(text) or _DAY.fullmatch(text) or _is_article(text, market) or is_hotline(digits, market))):
        return False
    long = len(digits) >= _LONG and (about or len(numbers) == 1 or " " in text) and (len(numbers) == 1 or max(map(len, numbers)) >= _LIKELY or (len({*map(len, numbers)}) == 1 and len(numbers[0]) == 3))
    single = about and len(numbers) == len(digits) >= _SURE  # typed digit by digit
    ranged = len(numbers) == 2 and abs(len(numbers[0]) - len(numbers[1])) <= 1 and max(map(len, numbers)) < _SURE - 1 and " " not in text  # "250-500"
    return long or single or (about and len(digits) >= _SURE - (len(numbers) == 1) and not ranged)
