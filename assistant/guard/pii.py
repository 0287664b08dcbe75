"""Personal data in a comment, replaced by masks; everything else stays as it was, to the byte.

Finders in order of trust: e-mail, codes of letters and digits, runs of digits (by the cue word beside them, else by
their form), numbers spelled out, addresses, names. What one has taken the next leaves alone. Names are masked only
where a cue announces one, or where one stands beside a telephone number or in front of an address.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

import regex

from assistant.domain import Masked, PiiKind
from assistant.guard.address_parts import tokens
from assistant.guard.addresses import find_addresses
from assistant.guard.announced import (
    ARTICLE_REACH,
    DIGIT_CUES,
    REACH,
    SAID_CUES,
    SPOKEN_REACH,
    by_cue,
    far_off,
    in_front,
    is_article,
    numbered,
    priced,
    said_kind,
)
from assistant.guard.codes import codes, documents, ibans, is_code, is_key, is_locker, is_order, is_payment, postcodes_with_letters, spaced
from assistant.guard.cues import Cue, CueMap, Cues
from assistant.guard.digits import (
    Run,
    View,
    disguised_phones,
    is_number,
    is_phone,
    phone_spans,
    phones_apart,
    runs,
    shape,
    view,
)
from assistant.guard.districts import Districts
from assistant.guard.given import Given
from assistant.guard.identities import is_identity, lettered
from assistant.guard.line import Line
from assistant.guard.listed import addressees, behind_towns, last_sentence, listed_names, names_listed_whole
from assistant.guard.mails import Mails
from assistant.guard.names import names_by_cue
from assistant.guard.neighbours import (
    NAMING,
    closing_names,
    full_names,
    holders,
    names_at_addresses,
    names_beside_phones,
    names_by_title,
    names_said,
    opening_names,
    single_names,
)
from assistant.guard.orders import Orders
from assistant.guard.postcodes import is_of_town, is_postcode, is_signed, may_be_alone, may_be_of_town, stands_alone
from assistant.guard.reach import MARGIN, READ, left_out_mark
from assistant.guard.remains import Known, Remains
from assistant.guard.spans import Place, Span, Taken
from assistant.guard.spoken import SpokenPhones
from assistant.guard.tagger import Tagger
from assistant.guard.wording import Personal
from assistant.language.spelling import Spelling, match_key, normalise
from assistant.masking import without_masks

_LETTER = r"[\p{Latin}\p{Cyrillic}\p{Arabic}\p{N}"  # a script without spaces goes on right beside an address
_EMAIL = regex.compile(rf"{_LETTER}._%+-]{{1,64}}+(?: ?[(\[] ?at ?[)\]] ?|@ ?| @ )(?:{_LETTER}-]{{1,63}}\.){{1,4}}[\p{{Latin}}\p{{Cyrillic}}\p{{Arabic}}]{{2,24}}", regex.IGNORECASE)
_BEHIND_REACH = 8  # characters between a number and a cue word behind it
_TOUCH = 2  # characters between a word for an identity card and the letters of its number
_LOCKER_DIGITS, _LOCKER_TOUCH = range(4, 8), 3  # of a parcel locker that has only a number; characters in front of it
_SOLD_REACH = 20  # characters between a shop's place and what says that something is sold there
_CLAUSE = regex.compile(r"[?!؟？！。;\n]|[,،，、](?!\d)|\.(?!\d)")
_SHORT_ADDRESS = regex.compile(r"[A-Za-z]{4}\d{4}")  # of a house in Saudi Arabia
_ADDRESS_CUES = frozenset({"street", "house", "lead", "after", "admin", "postcode", "road", "way", "door"})


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
        tagger: Tagger | None = None,
    ) -> None:
        self._cues, self._market, self._is_place, self._spoken = Cues(personal), market, is_place, spoken
        self._keep = frozenset(word.casefold() for word in keep)
        self._surnames = frozenset(name for p in personal for name in p.surname)
        self._given = Given(name for p in personal for name in p.given)
        self._endings = tuple(sorted({word for p in personal for word in p.ending}, key=len, reverse=True))
        self._districts, self._mails = Districts(personal), Mails(personal)
        self._amounts = _attached(w for p in personal for w in (*p.money, *p.units))
        self._known = Known(self._given, self._surnames, self._cues.digits, is_place, tagger.seen if tagger else frozenset())
        self._remains = Remains(tagger, self._known, self._keep, is_place, self._cues.is_counted)
        self._announcers = _attached(w for p in personal for w in (*p.phone, *p.account, *p.house))
        self._orders = Orders(personal, attached=self._amounts | self._announcers, keep=self._keep, market=market)

    def mask(self, text: str, spelling: Spelling | None = None, *, left_out: int = 0, only: Collection[PiiKind] | None = None, read: bool = False) -> Masked:
        """The text with every personal datum replaced, and which kinds there were.

        `left_out`: how many characters the sender's text was longer. Of such a text, and of one longer than is read, the end is replaced by a mark.
        `only`: the kinds that are meant, else all. `read`: what reads beside the rules is heard too.
        """
        if len(text) > READ:
            left_out, text, spelling = left_out + len(text) - READ, text[:READ], None
        found = [span for span in self._find(text, spelling or normalise(text), read=read) if only is None or span[2] in only]
        stop = len(text)
        if left_out:
            stop = max(0, stop - MARGIN)
            stop = next((start for start, end, _ in found if start < stop < end), stop)
        out, at = [], 0
        for start, end, kind in found:
            if end <= stop:
                out += [text[at:start], f"[{kind}]"]
                at = end
        rest = left_out_mark(left_out + len(text) - stop) if left_out else ""
        return Masked(text="".join([*out, text[at:stop], rest]), kinds=tuple(dict.fromkeys(kind for _, end, kind in found if end <= stop)))

    def _find(self, text: str, spelling: Spelling, *, read: bool = False) -> Taken:
        cues, found, plain = self._cues.find(spelling), Taken(len(text)), view(text)

        def ordinary(start: int, end: int) -> bool:
            first, last = plain.span(start, end)
            return any(cue.end >= last for cue in cues.starting(first, first + 1))

        found.add_all((plain.span(*place) for place in self._mails.find(plain.plain, ordinary)), "email")
        if "@" in plain.plain or "at" in plain.plain.casefold():
            found.add_all((plain.span(*hit.span()) for hit in _EMAIL.finditer(plain.plain)), "email")
        numbers = any(c.isdecimal() for c in plain.plain)
        if numbers and self._districts.has_lots(text):
            found.add_all(self._homes(self._districts.addresses(text, cues), text, cues), "address")
        if numbers:
            self._codes(plain, cues, found)
            found.add_all((plain.span(*place) for place in self._orders.sure(plain, cues)), "order_no")
            found.add_all((plain.span(*place) for place in phones_apart(plain.plain, self._market)), "phone")
        said = self._said_numbers(spelling, cues)
        if numbers:
            whole = {plain.span(run.start, run.end)[1] for run in runs(plain.plain) if phone_spans(run, self._market)}
            for start, end, kind in said:
                if text[end - 1].isdecimal() and not text[start].isdecimal() and end not in whole:
                    found.add(start, end, kind)  # begun in words: the rest alone would be another number
            self._runs(plain, cues, found)
        for span in said:
            found.add(*span)
        found.add_all(self._orders.read_out(spelling, cues), "order_no")
        told = bool(found.of("phone"))
        found.add_all(self._homes(self._districts.addresses(text, cues), text, cues, told=told), "address")
        if numbers or cues.has(_ADDRESS_CUES):
            line = self._line(text, cues, found)
            apart = [*last_sentence(line), *addressees(line), *behind_towns(line)]
            places = find_addresses(tokens(text, cues, [*found.of(), *apart]), self._is_place)
            found.add_all(self._homes(places, text, cues, told=told), "address")
        if numbers and (cues.has(("postcode",)) or may_be_of_town(plain.plain) or may_be_alone(plain.plain, self._market)):
            found.add_all(self._postcodes(plain, cues, known=bool(found.of("address"))), "address")
        if numbers:
            found.add_all((plain.span(*place) for place in self._orders.rest(plain, cues)), "order_no")
        self._names(text, cues, found)
        if read:
            for span in self._remains.mistaken(text, cues, found):
                found.give_back(span)
            for span in self._remains.find(text, cues, found):
                found.add(*span)
        return found

    def personal(self, text: str) -> tuple[CueMap, tuple[Span, ...]]:
        """The words that stand next to personal data, and the data that are found."""
        spelling = normalise(text)
        return self._cues.find(spelling), tuple(self._find(text, spelling, read=True))

    def known(self, word: str) -> tuple[str, ...]:
        """What lists say of a word."""
        return self._known.tags(word)

    @staticmethod
    def _homes(places: Iterable[Place], text: str, cues: CueMap, *, told: bool = False) -> Iterator[Place]:
        """The places but those where the same clause says that something is sold there: a shop is nobody's home. `told`: somebody's telephone
        number is beside them."""
        places = list(places)
        sellers = [] if told or not places or cues.has(("lead",)) else [cue for cue in cues if cue.kind == "sold"]
        for start, end in places:
            gaps = [text[cue.end : start] if cue.end <= start else text[end : cue.start] for cue in sellers]
            if not any(len(gap) <= _SOLD_REACH and _CLAUSE.search(gap) is None for gap in gaps):
                yield start, end

    # ------------------------------------------------------------------ codes of letters and digits

    def _codes(self, plain: View, cues: CueMap, found: Taken) -> None:
        found.add_all((plain.span(*place) for place in lettered(plain.plain)), "national_id")
        found.add_all((plain.span(*place) for place in ibans(plain.plain)), "bank_account")
        spans = (plain.span(*place) for place in documents(plain.plain))
        found.add_all((span for span in spans if cues.before(span[0], _TOUCH, ("identity",)) is not None), "national_id")
        if not plain.plain.isupper():
            found.add_all((span for place in spaced(plain.plain) if self._is_parcel(cues, *(span := plain.span(*place)))), "order_no")
        found.add_all((plain.span(*place) for place in postcodes_with_letters(plain.plain, self._market)), "address")
        for place in codes(plain.plain):
            start, end = plain.span(*place)
            code = plain.plain[place[0] : place[1]]
            if code.casefold() in self._keep or cues.before(start, ARTICLE_REACH, ("article",)):
                continue
            cue = cues.before(start, REACH, ("order", "identity", "locker", "lead")) or cues.behind(end, REACH // 2, ("identity",))
            if cue is not None and any(cue.end <= first < start for first, _ in found.of()):
                cue = None  # it is said of another number
            if cue is not None and cue.kind == "lead":
                if _SHORT_ADDRESS.fullmatch(code):
                    found.add(start, end, "address")
                    continue
                cue = cues.before(start, REACH, ("order", "identity"))
            cue = cue or (cues.before(start, 1, ("order_weak",)) if is_order(code) else None)
            if is_key(code):
                found.add(start, end, "bank_account")
            elif is_payment(code):
                found.add(start, end, "order_no")
            elif (cue is not None and cue.kind == "locker") or is_locker(code, self._market):
                found.add(start, end, "address")
            elif is_code(code, announced=cue is not None, amounts=self._amounts if cue is None or cue.kind != "identity" else frozenset(), cues=self._announcers):
                found.add(start, end, "national_id" if cue is not None and cue.kind == "identity" else "order_no")

    def _is_parcel(self, cues: CueMap, start: int, end: int) -> bool:
        """Whether groups of digits behind letters are no account and no amount."""
        cue = cues.before(start + 1, REACH, ("account", "identity", "phone", "article", "order")) or cues.behind(start, 0, ("account", "identity", "phone", "article"))
        return (cue is None or cue.kind == "order") and cues.behind(start, 0, ("money", "units", "account")) is None

    # ------------------------------------------------------------------ runs of digits

    def _runs(self, plain: View, cues: CueMap, found: Taken) -> None:
        for run in runs(plain.plain):
            start, end = plain.span(run.start, run.end)
            if is_number(run) or run.digits in self._keep or priced(cues, start, end, run) or is_article(run, cues, start, self._market):
                continue
            if is_postcode(run, cues, start, DIGIT_CUES):
                continue
            if run.text == run.digits and len(run.text) in _LOCKER_DIGITS and cues.before(start, _LOCKER_TOUCH, ("locker",)) is not None:
                found.add(start, end, "address")
                continue
            cue = in_front(cues, start) or cues.behind(end, _BEHIND_REACH, DIGIT_CUES)
            self._run(plain, run, self._unless_known(run, cue, start, found), cues, found)
        found.add_all((plain.span(*place) for place in disguised_phones(plain.plain, self._market)), "phone")

    def _postcodes(self, plain: View, cues: CueMap, *, known: bool) -> Iterator[Place]:
        for run in runs(plain.plain):
            start, end = plain.span(run.start, run.end)
            of_town = is_of_town(run, plain.plain, self._market, self._is_place) and not priced(cues, start, end, run)
            if of_town or (known and is_signed(run, self._market)) or is_postcode(run, cues, start, DIGIT_CUES) or self._alone(run, cues, start, end):
                yield start, end

    def _alone(self, run: Run, cues: CueMap, start: int, end: int) -> bool:
        """A postcode that neither word nor town stands beside."""
        told = in_front(cues, start) or cues.before(start, ARTICLE_REACH, ("article",))
        return told is None and stands_alone(run, self._market) and not priced(cues, start, end, run)

    def _unless_known(self, run: Run, cue: Cue | None, start: int, found: Taken) -> Cue | None:
        """No cue where it only says that an order is spoken of, stands behind, or is of another number between, and the number says by its
        own form what it is."""
        if cue is None:
            return None
        of_other = cue.kind != "phone" and any(cue.end <= first < start for first, _ in found.of())
        if not (cue.kind == "order_weak" or cue.start > start or of_other):
            return cue
        return None if is_identity(run.digits, self._market) or (cue.kind != "phone" and phone_spans(run, self._market)) else cue

    def _run(self, plain: View, run: Run, cue: Cue | None, cues: CueMap, found: Taken) -> None:
        start, end = plain.span(run.start, run.end)
        signed = cue is not None and (any(c in "#№" for c in plain.original[cue.end : start]) or numbered(cues, cue, start))
        kind = by_cue(run, cue, start, signed=signed, identity=cue is not None and "-" in run.text and cues.has(("identity",)))
        phones = [] if kind not in (None, "phone") else phone_spans(run, self._market)
        if kind is None:
            kind = shape(run, self._market)
            phones = phones if kind in (None, "order_no") else []
        if kind in (None, "order_no") and not phones:
            kind = far_off(run, cues, start, end) or kind
        if phones:
            found.add_all((plain.span(*place) for place in phones), "phone")
        elif kind is not None and plain.plain[run.end : run.end + 1] != "%":
            found.add(start, end, kind)
        elif cue is None and len(run.digits) >= 10 and run.text == run.digits and len(set(run.digits)) > 3:
            found.add(start, end, "order_no")

    def _said_numbers(self, spelling: Spelling, cues: CueMap) -> list[Span]:
        """Telephone, account and identity numbers in words, or some digits of them."""
        told = self._cues.told_out(spelling)

        def is_number(start: int, end: int, digits: str) -> bool:
            first, last = told.span(start, end)
            near = cues.before(first, SPOKEN_REACH, SAID_CUES) or cues.behind(last, SPOKEN_REACH // 2, ("phone",))
            return near is not None or is_phone(digits, self._market)

        numbers: list[Span] = []
        spelled_out = self._cues.spelled(told)
        said = self._spoken.find(told.match, is_number) if self._spoken is not None else []
        for start, end, digits in said:
            first, last = told.span(start, end)
            last = max([last, *(s.end for s in spelled_out if first <= s.start < last)])
            numbers.append((first, last, said_kind(cues, first, digits)))
        for spelled in spelled_out:
            kind = said_kind(cues, spelled.start, spelled.digits)
            if spelled.in_words or is_phone(spelled.digits, self._market):
                numbers.append((spelled.start, spelled.end, kind))
        return numbers

    # ------------------------------------------------------------------ names

    def _line(self, text: str, cues: CueMap, found: Taken) -> Line:
        return Line(text, cues, found, surnames=self._surnames, endings=self._endings, is_place=self._is_place, given=self._given)

    def _names(self, text: str, cues: CueMap, found: Taken) -> None:
        line = self._line(text, cues, found)
        found.add_all(names_by_cue(line), "name")
        phones, addresses = found.of("phone"), found.of("address")
        if found.of("name"):
            return
        if not (phones or addresses or found.of("bank_account", "national_id", "order_no", "email") or cues.has(NAMING)):
            found.add_all(names_listed_whole(line), "name")
            return
        finders: list[Callable[[], list[Place]]] = [
            lambda: names_by_title(line) if phones or addresses else [],
            lambda: names_beside_phones(line, phones),
            lambda: names_at_addresses(line, addresses),
            lambda: full_names(line, found.of("bank_account", "address", "order_no", "email")),
            lambda: holders(line, found.of("bank_account")),
            lambda: opening_names(line) if phones or addresses else [],
            lambda: closing_names(line) if found.of("phone", "address", "bank_account", "national_id") else [],
            lambda: single_names(line, phones) if phones and addresses else [],
            lambda: names_said(line),
            lambda: listed_names(line),
            lambda: names_listed_whole(line),
        ]
        for names in finders:
            if not found.of("name"):
                found.add_all(names(), "name")

    def pii_only(self, text: str, masked: Masked) -> bool:
        """Whether nothing is left to answer once the personal data is out. An order number alone is a request."""
        if not masked.found or set(masked.kinds) == {"order_no"} or any(c in text for c in "?؟？"):
            return False
        rest = match_key(without_masks(masked.text))
        cues = self._cues.find(normalise(rest))
        letters = "".join(" " if any(c.start <= i < c.end for c in cues if c.kind != "order_about") else ch for i, ch in enumerate(rest))
        return len([w for w in letters.split() if any(c.isalpha() for c in w)]) <= 1 and not _asks(rest, masked)


def _asks(rest: str, masked: Masked) -> bool:
    """More words than cues and small talk would need: someone wants something."""
    return len(rest.split()) > 4 + 2 * len(masked.kinds)


def _attached(words: Iterable[str]) -> frozenset[str]:
    """Words of Latin letters that people write onto a number."""
    return frozenset(key for word in words if (key := match_key(word)).isascii() and key.isalpha())
