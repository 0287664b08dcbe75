"""Personal data in a comment, replaced by masks; everything else stays as it was, to the byte.

Finders in order of trust: e-mail, codes of letters and digits, runs of digits (by the cue word beside them, else by
their form), numbers spelled out, addresses, names. What one has taken the next leaves alone. Names are masked only
where a cue announces one, or where one stands beside a telephone number or in front of an address.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import regex

from assistant.domain import Masked, PiiKind
from assistant.guard.addresses import find_addresses, tokens, unspaced_addresses
from assistant.guard.cues import Cue, Cues
from assistant.guard.digits import Run, View, disguised_phones, is_number, phone_spans, runs, shape, view
from assistant.guard.names import full_names_beside_phones, names_before_addresses, names_beside_phones, names_by_cue
from assistant.guard.spoken import SpokenPhones
from assistant.guard.wording import Personal
from assistant.language.spelling import Spelling, match_key, normalise

_EMAIL = regex.compile(r"[\p{L}\p{N}._%+-]{1,64}(?: ?[(\[] ?at ?[)\]] ?|@)(?:[\p{L}\p{N}-]{1,63}\.){1,4}[\p{L}]{2,24}", regex.IGNORECASE)
_CODE = regex.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z0-9-]*[A-Za-z])(?=[A-Za-z0-9-]*\d)[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*(?![A-Za-z0-9])")
_IBAN = regex.compile(r"(?<![A-Za-z0-9])(?:SA|AE|EG|KW|QA|BH|JO|LB|PL|TR|KZ|BR|GB|DE|FR)\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])")
_SLICE = 2000  # characters
_CUE_REACH = 24  # characters between a cue word and its number
_SPOKEN_REACH = 32  # characters between a word for telephone and a number in words behind it
_BEHIND_REACH = 8  # characters between a number and a cue word behind it
_DIGIT_CUES: dict[str, tuple[PiiKind, int]] = {  # cue -> mask and least digits
    "order": ("order_no", 4),
    "order_weak": ("order_no", 5),
    "identity": ("national_id", 7),
    "account": ("bank_account", 8),
    "phone": ("phone", 6),
}

Span = tuple[int, int, PiiKind]


@dataclass(slots=True)
class _Found:
    """Spans taken so far; a later one that touches an earlier one is dropped."""

    spans: list[Span] = field(default_factory=list)

    def add(self, start: int, end: int, kind: PiiKind) -> None:
        if start < end and all(end <= a or start >= b for a, b, _ in self.spans):
            self.spans.append((start, end, kind))

    def taken(self) -> list[tuple[int, int]]:
        return [(a, b) for a, b, _ in self.spans]


class Masker:
    """Masks for one market. `keep`: codes and words of the shop that only look personal (coupon codes, models)."""

    def __init__(
        self,
        personal: Sequence[Personal],
        market: str,
        *,
        keep: frozenset[str] = frozenset(),
        is_place: Callable[[str], bool] = lambda _: False,
        spoken: SpokenPhones | None = None,
    ) -> None:
        self._cues, self._market, self._is_place, self._spoken = Cues(personal), market, is_place, spoken
        self._keep = frozenset(word.casefold() for word in keep)
        self._surnames = frozenset(name for p in personal for name in p.surname)
        self._areas = frozenset(word for p in personal for word in p.area)
        self._counted_in = tuple({word for p in personal for word in (*p.money, *p.units)})
        attached = {match_key(w) for p in personal for w in (*p.money, *p.phone, *p.units, *p.account, *p.house)}
        self._attached = frozenset(w for w in attached if w.isascii() and w.isalpha())
        self._filler = frozenset(match_key(w) for p in personal for kind in ("stop", "name", "phone", "account", "identity", "order", "lead") for w in getattr(p, kind))

    def mask(self, text: str, spelling: Spelling | None = None) -> Masked:
        """The text with every personal datum replaced, and which kinds there were.

        Texts longer than any platform's comments are taken in slices, so that the time stays linear.
        """
        if len(text) > _SLICE:
            cut = text.rfind(" ", _SLICE // 2, _SLICE) + 1 or _SLICE
            head, rest = self.mask(text[:cut]), self.mask(text[cut:])
            return Masked(text=head.text + rest.text, kinds=tuple(dict.fromkeys(head.kinds + rest.kinds)))
        spelling = spelling or normalise(text)
        found = self._find(text, spelling)
        if not found:
            return Masked(text=text)
        out, at = [], 0
        for start, end, kind in found:
            out += [text[at:start], f"[{kind}]"]
            at = end
        return Masked(text="".join([*out, text[at:]]), kinds=tuple(dict.fromkeys(kind for _, _, kind in found)))

    def _find(self, text: str, spelling: Spelling) -> list[Span]:
        cues = self._cues.find(spelling)
        found = _Found()
        plain = view(text)
        for hit in _EMAIL.finditer(plain.plain) if "@" in plain.plain or "at" in plain.plain.casefold() else ():
            found.add(*plain.span(*hit.span()), "email")
        if any(c.isdecimal() for c in plain.plain):
            self._codes(plain, cues, found)
            self._runs(plain, cues, found)
        if self._spoken is not None:
            phones = [c for c in cues if c.kind == "phone"]

            def announced(start: int, end: int) -> bool:
                first, last = spelling.span(start, end)
                return any(0 <= first - c.end <= _SPOKEN_REACH or 0 <= c.start - last <= _SPOKEN_REACH // 2 for c in phones)

            for start, end in self._spoken.find(spelling.match, announced):
                found.add(*spelling.span(start, end), "phone")
        for span in self._cues.spelled(spelling):
            found.add(*span, "phone")
        if any(c.kind in ("street", "house", "lead", "after", "admin", "postcode") for c in cues):
            for span in find_addresses(tokens(text, cues, found.taken()), self._is_place):
                found.add(*span, "address")
        for span in unspaced_addresses(text, self._areas, self._counted_in):
            found.add(*span, "address")
        self._names(text, cues, found)
        return sorted(found.spans)

    # ------------------------------------------------------------------ codes of letters and digits

    def _codes(self, plain: View, cues: Sequence[Cue], found: _Found) -> None:
        for hit in _IBAN.finditer(plain.plain):
            found.add(*plain.span(*hit.span()), "bank_account")
        for hit in _CODE.finditer(plain.plain):
            start, end = plain.span(*hit.span())
            cue = _before(cues, start, ("order", "identity"))
            if hit.group().casefold() in self._keep:
                continue
            if self._is_code(hit.group(), cue is not None):
                found.add(start, end, "national_id" if cue is not None and cue.kind == "identity" else "order_no")

    def _is_code(self, code: str, announced: bool) -> bool:
        """Whether letters and digits make an order, payment or parcel number."""
        letters, digits = sum(c.isalpha() for c in code), sum(c.isdecimal() for c in code)
        head = regex.match(r"[A-Za-z]+", code)
        if head and head.group().casefold() in self._attached:
            return False
        if announced:
            return (digits >= 3 and len(code) >= 6) or digits >= 4
        shouted = code.upper() == code
        if regex.fullmatch(r"(?:[A-Za-z]{3,4}-\d{4,}|[A-Za-z]{2}-\d{5,})(?:-\d+)?", code) or (shouted and regex.fullmatch(r"[A-Z]{2,4}\d{5,}", code)):
            return True
        if regex.fullmatch(r"[A-Za-z]{1,6}\d{8,}[A-Za-z]{0,3}", code):
            return True
        return shouted and letters >= 2 and digits >= 5 and len(code) >= 9 and bool(regex.search(r"\d[A-Z]+\d", code))

    # ------------------------------------------------------------------ runs of digits

    def _runs(self, plain: View, cues: Sequence[Cue], found: _Found) -> None:
        for run in runs(plain.plain):
            start, end = plain.span(run.start, run.end)
            if is_number(run) or run.digits in self._keep or _priced(cues, start, end, len(run.digits)):
                continue
            cue = _before(cues, start, tuple(_DIGIT_CUES)) or _behind(cues, end, tuple(_DIGIT_CUES))
            self._run(plain, run, cue, found)
        for span in disguised_phones(plain.plain, self._market):
            found.add(*plain.span(*span), "phone")

    def _run(self, plain: View, run: Run, cue: Cue | None, found: _Found) -> None:
        whole = plain.span(run.start, run.end)
        kind = _by_cue(run, cue)
        phones = [] if kind not in (None, "phone") else phone_spans(run, self._market)
        if kind is None:
            kind = shape(run, self._market)
            phones = [] if kind == "national_id" or (kind and not phones) else phones
        if phones:
            for span in phones:
                found.add(*plain.span(*span), "phone")
        elif kind is not None and not _counted(plain.plain, run):
            found.add(*whole, kind)
        elif cue is None and len(run.digits) >= 10 and run.text == run.digits and len(set(run.digits)) > 3:
            found.add(*whole, "order_no")

    # ------------------------------------------------------------------ names

    def _names(self, text: str, cues: Sequence[Cue], found: _Found) -> None:
        for start, end in names_by_cue(text, cues, found.taken()):
            found.add(start, end, "name")
        phones = [(a, b) for a, b, kind in found.spans if kind == "phone"]
        if phones and not any(kind == "name" for _, _, kind in found.spans):
            for start, end in names_beside_phones(text, cues, found.taken(), phones, self._is_place):
                found.add(start, end, "name")
            for start, end in full_names_beside_phones(text, cues, found.taken(), phones, self._surnames):
                found.add(start, end, "name")
        addresses = [(a, b) for a, b, kind in found.spans if kind == "address"]
        if addresses and not any(kind == "name" for _, _, kind in found.spans):
            for start, end in names_before_addresses(text, cues, found.taken(), addresses, self._is_place):
                found.add(start, end, "name")

    def pii_only(self, text: str, masked: Masked) -> bool:
        """Whether nothing is left to answer once the personal data is out. An order number alone is a request."""
        if not masked.found or set(masked.kinds) == {"order_no"} or any(c in text for c in "?؟？"):
            return False
        rest = match_key(regex.sub(r"\[[a-z_]+\]", " ", masked.text))
        cues = self._cues.find(normalise(rest))
        letters = "".join(" " if any(c.start <= i < c.end for c in cues) else ch for i, ch in enumerate(rest))
        return len([w for w in letters.split() if any(c.isalpha() for c in w)]) <= 1 and not _asks(rest, masked)


def _asks(rest: str, masked: Masked) -> bool:
    """More words than cues and small talk would need: someone wants something."""
    return len(rest.split()) > 4 + 2 * len(masked.kinds)


def _by_cue(run: Run, cue: Cue | None) -> PiiKind | None:
    if cue is None:
        return None
    kind, least = _DIGIT_CUES[cue.kind]
    if len(run.digits) < least or (cue.kind == "order_weak" and (run.digits.endswith("000") or run.digits.startswith("0"))):
        return None
    return kind


def _before(cues: Sequence[Cue], start: int, kinds: Sequence[str]) -> Cue | None:
    """The nearest cue of these kinds that ends before `start`."""
    near = [c for c in cues if c.kind in kinds and 0 <= start - c.end <= _CUE_REACH]
    return max(near, key=lambda c: (c.end, c.end - c.start), default=None)


def _behind(cues: Sequence[Cue], end: int, kinds: Sequence[str]) -> Cue | None:
    near = [c for c in cues if c.kind in kinds and 0 <= c.start - end <= _BEHIND_REACH]
    return min(near, key=lambda c: c.start, default=None)


def _priced(cues: Sequence[Cue], start: int, end: int, digits: int) -> bool:
    """Beside a currency or before a unit: an amount. Nobody counts things in more than six digits."""
    return any(
        (c.kind == "money" and (0 <= start - c.end <= 1 or 0 <= c.start - end <= 1))
        or (c.kind == "units" and digits <= 6 and 0 <= c.start - end <= 1)
        for c in cues
    )


def _counted(plain: str, run: Run) -> bool:
    """A percentage, or a number with decimals behind it."""
    return plain[run.end : run.end + 1] == "%"
