"""What a host's sentence claims: amounts, yes-or-no facts, payment methods, countries, deals. No facts are looked at here.

Works on the match channel. A claim is found by its cue words; an amount belongs to the nearest cue that takes its unit.
Questions, other shops' offers and denied amounts are no claims: silence costs less than a false alarm.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from babel import Locale

from assistant.guard.promise_words import PromiseWords, Words
from assistant.language.finder import Finder, Hit
from assistant.language.number_words import alternatives
from assistant.language.quantities import Quantity, QuantityReader

_DAYS = ("day", "business_day", "week", "month", "year", "hour")
# Which units a claim takes. Order breaks ties between equally near cues.
UNITS: dict[str, tuple[str, ...]] = {
    "returns": _DAYS[:5], "refund": _DAYS[:4], "warranty": ("month", "year", "week"), "installments": ("month", "times", "year"),
    "interest": ("percent",), "coupon_min": ("money",), "coupon": ("percent", "money"), "cod_fee": ("money",), "cod_max": ("money",),
    "free_from": ("money",), "fee": ("money",), "price": ("money",), "delivery": (*_DAYS[:3], "hour"), "dispatch": ("hour", "day", "business_day"),
    "min_age": ("year",), "draw": ("minute", "hour"), "winners": ("person",), "exchange_times": ("times",), "stock": ("piece",),
    "playback_hours_with_case": ("hour",), "playback_hours": ("hour",), "keep_warm_hours": ("hour",), "charge_hours": ("hour", "minute"),
    "cooking_minutes": ("minute", "hour"), "heat_up_seconds": ("second", "minute"), "water_resistant_minutes": ("minute", "hour"),
    "power_w": ("watt",), "capacity_ml": ("ml", "l"), "tank_ml": ("ml",), "battery_mah": ("mah",), "volume_ml": ("ml",),
    "net_weight_g": ("g", "kg"), "weight_g": ("g", "kg"), "cable_m": ("m", "cm"), "spf": ("spf",),
    "blends_per_charge": ("times", "piece"), "count": ("piece",), "open_shelf_months": ("month", "year"),
}  # fmt: skip
_REACH = 42  # characters between a cue and its amount
_SURE = 20  # characters between a claim and the word that guarantees it
_BEHIND = 8  # a cue behind the amount counts as this much farther away
_LISTS = (
    "deny", "deny_after", "but", "fine", "asks", "others", "ours", "was", "guarantee", "everywhere", "remote", "free", "accept", "all_methods", "arrives",
    "ship_to", "ship_to_after", "made_in", "made_in_after", "buy", "get", "draw", "minors", "plans", "cures", "ailments", "last", "only", "left",
)  # fmt: skip
_WEAK = 24  # a weak cue counts as this much farther away
_NEAR = 10  # characters between "last" and its amount
_BARE = 30  # a larger number without a unit after "last" is a price
_BARE_MONEY, _YEARS = 1000, range(1900, 2100)
_DENIED_BEFORE, _DENIED_AFTER = 18, 26  # characters between a negation and what it denies


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim at `[start:end]` of the match text.

    `kind` is a term, a fact, or one of method, all_methods, served, origin, deal, minors, cure, plan. `low`/`high`/`unit` hold an amount
    (for a deal: to buy, for free), `value` a name, `positive` whether the fact is claimed or denied. `rivals`: other kinds an amount may
    belong to, by cues that stand farther away.
    """

    kind: str
    start: int
    end: int
    low: float = 0.0
    high: float = 0.0
    unit: str = ""
    value: str = ""
    positive: bool = True
    approx: bool = False
    upper: bool = False  # "at most"
    sure: bool = False  # "guaranteed"
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """All a sentence says that can be checked, and what qualifies it."""

    claims: tuple[Claim, ...] = ()
    everywhere: bool = False
    remote: bool = False


Tag = tuple[str, str]  # what a cue says: (list, key)
Hits = dict[str, list[Hit[Tag]]]


class ClaimReader:
    """Reads the claims of one language. Immutable."""

    def __init__(self, words: PromiseWords, quantities: QuantityReader, locale: str) -> None:
        self.words, self._quantities = words, quantities
        self._finder: Finder[Tag] = Finder(_terms(words, locale))
        self._tag = _final(words.tags, words.vocatives)
        self._needs = {t: (f"needs:{t}" if c.needs else "", f"not:{t}" if c.not_with else "") for t, c in words.terms.items()}

    def read(self, match_text: str, places: Sequence[tuple[int, int]] = ()) -> Heard:
        """Claims of a normalised sentence. `places`: spans of place names, which make days a delivery time."""
        hits: Hits = {}
        for hit in self._finder.find(match_text):
            hits.setdefault(hit.value[0], []).append(hit)
        if self._tag.search(match_text):
            return Heard()
        _drop_false_asks(hits)
        amounts = self._amounts(match_text, hits, places)
        claims = [*amounts, *self._arrivals(match_text, hits, amounts), *self._deal(match_text, hits)]
        if not hits.get("asks"):
            told = {c.kind for c in amounts}  # "instalments up to six months" says more than "instalments"
            claims += [*(c for c in self._facts(hits) if c.kind not in told), *self._named(hits), *self._warnings(hits)]
        elsewhere = _of_others(hits, len(match_text))
        sure = [(h.start, h.end) for h in hits.get("guarantee", ())]
        kept = tuple(replace(c, sure=any(_gap(s, (c.start, c.end)) <= _SURE for s in sure)) for c in claims if not any(a <= c.start < b for a, b in elsewhere))
        return Heard(kept, bool(hits.get("everywhere")), bool(hits.get("remote")))

    def read_last(self, match_text: str) -> Claim | None:
        """How few pieces the sentence says are left ("last five", "five left"), or None. `high` is the number."""
        hits: Hits = {}
        for hit in self._finder.find(match_text):
            hits.setdefault(hit.value[0], []).append(hit)
        if self._tag.search(match_text) or "others" in hits:
            return None
        amounts = self._quantities.find(match_text)
        for cue in (*hits.get("last", ()), *hits.get("only", ())):
            piece = next((q for q in amounts if 0 <= q.start - cue.end <= _NEAR), None)
            if piece is not None:
                if piece.unit == "piece" and not _denied(cue, hits):
                    return Claim("stock", cue.start, piece.end, piece.low, piece.high, "piece")
                continue
            bare = next((n for n in self._quantities.numbers.find(match_text) if 0 <= n.start - cue.end <= 1), None)
            if bare is not None and cue.value[0] == "last" and 2 <= bare.value <= _BARE and not _denied(cue, hits):
                return Claim("stock", cue.start, bare.end, bare.value, bare.value)
        for cue in hits.get("left", ()):
            piece = next((q for q in amounts if q.unit == "piece" and 0 <= cue.start - q.end <= _NEAR), None)
            if piece is not None:
                return Claim("stock", piece.start, cue.end, piece.low, piece.high, "piece")
        return None

    # ------------------------------------------------------------ amounts

    def _amounts(self, text: str, hits: Hits, places: Sequence[tuple[int, int]]) -> list[Claim]:
        """Amounts with their cues, nearest pairs first; a cue serves one amount."""
        found = [q for q in self._with_bare_money(text) if not self._denied_amount(text, q, hits)]
        pairs = sorted(pair for i in range(len(found)) for pair in self._pairs(i, found, hits, places))
        claims: dict[int, Claim] = {}
        used: set[tuple[int, int]] = set()
        free_alone = bool(hits.get("free")) and sum(q.unit == "money" for q in found) == 1
        for _, _, i, kind, cue in pairs:
            if i in claims or cue in used:
                continue
            used.add(cue)
            q = found[i]
            start, end = min(cue[0], q.start), max(cue[1], q.end)
            rivals = tuple(dict.fromkeys(k for _, _, j, k, _ in pairs if j == i and k != kind))
            if kind == "fee" and free_alone:  # "the postage is free from 250,000": the one amount is the threshold
                kind, rivals = "free_from", (*rivals, "fee")
            claims[i] = Claim(kind, start, end, q.low, q.high, q.unit, approx=q.approx, upper=q.upper, rivals=rivals)
        return [claims[i] for i in sorted(claims)]

    def _with_bare_money(self, text: str) -> list[Quantity]:
        """The amounts of a sentence; a thousand and more without a unit is money (a year is not), if a cue takes it for that."""
        found = self._quantities.find(text)
        bare = [
            Quantity(n.value, n.value, "money", n.start, n.end, n.approx, n.upper, n.lower)
            for n in self._quantities.numbers.find(text)
            if n.value >= _BARE_MONEY and not (n.kind == "digits" and n.value in _YEARS) and not any(q.start < n.end and n.start < q.end for q in found)
        ]
        return sorted([*found, *bare], key=lambda q: q.start)

    def _pairs(
        self, i: int, found: Sequence[Quantity], hits: Hits, places: Sequence[tuple[int, int]]
    ) -> Iterable[tuple[int, int, int, str, tuple[int, int]]]:
        """Every cue amount `i` may belong to: distance, rank of the kind, index of the amount, kind, span of the cue."""
        q = found[i]
        ranks = {kind: rank for rank, (kind, units) in enumerate(UNITS.items()) if q.unit in units and self._allowed(kind, i, found, hits)}
        cues = [(h.value[1], (h.start, h.end), _WEAK if name == "weak" else 0) for name in ("term", "weak") for h in hits.get(name, ())]
        cues += [("delivery", span, 0) for span in places]
        for kind, span, penalty in cues:
            gap = _gap(span, (q.start, q.end))
            if kind in ranks and gap <= _REACH:
                hours = _WEAK if kind == "delivery" and q.unit == "hour" else 0  # in hours a parcel is handed over, rarely delivered
                yield (gap + penalty + hours + (_BEHIND if span[0] >= q.end else 0), ranks[kind], i, kind, span)

    def _allowed(self, kind: str, i: int, found: Sequence[Quantity], hits: Hits) -> bool:
        needs, bars = self._needs.get(kind, ("", ""))  # type: ignore[call-overload]  # a kind is any text, the keys are terms
        return (not needs or needs in hits) and all(_is_busy(bar, i, found, hits) for bar in hits.get(bars, ()))

    def _denied_amount(self, text: str, q: Quantity, hits: Hits) -> bool:
        """ "not five days", "how many days", "usually a hundred"."""
        if q.unit == "money" and any(0 <= q.start - h.end <= _NEAR for h in hits.get("was", ())):
            return True
        words = [*hits.get("asks", ()), *(() if q.upper else hits.get("deny", ()))]
        return any(h.end <= q.start and not text[h.end : q.start].strip() for h in words)

    def _arrivals(self, text: str, hits: Hits, amounts: list[Claim]) -> list[Claim]:
        """ "arrives tomorrow" is a delivery in one day."""
        if any(c.kind == "delivery" for c in amounts) or "arrives" not in hits:
            return []
        claims = []
        for hit in hits.get("arrival", ()):
            near = [a for a in hits["arrives"] if _gap((a.start, a.end), (hit.start, hit.end)) <= 24]
            if near and not _denied(near[0], hits):
                days = float(hit.value[1])
                start, end = min(hit.start, near[0].start), max(hit.end, near[0].end)
                claims.append(Claim("delivery", start, end, days, days, "day"))
        return claims[:1]

    def _deal(self, text: str, hits: Hits) -> list[Claim]:
        """ "buy two get one free", and where the verb ends the clause: "two buy, one free"."""
        numbers = [n for n in self._quantities.numbers.find(text, loose=True) if n.value < 100]
        for bought, free in zip(numbers, numbers[1:], strict=False):
            buy = next((b for b in hits.get("buy", ()) if 0 <= bought.start - b.end <= 12 or 0 <= b.start - bought.end <= 8), None)
            if buy is None or buy.start >= free.start:
                continue
            between = max(buy.end, bought.end)
            got = next((g for g in hits.get("get", ()) if between <= g.start and _gap((g.start, g.end), (free.start, free.end)) <= 12), None)
            if got is not None and free.start - between <= 30:
                return [Claim("deal", min(buy.start, bought.start), max(got.end, free.end), bought.value, free.value, "piece")]
        return []

    # ------------------------------------------------------------ facts and names

    def _facts(self, hits: Hits) -> list[Claim]:
        claims = [
            Claim(h.value[1], h.start, h.end, positive=False)
            for h in hits.get("no", ())
            if not any(y.start <= h.start and h.end <= y.end and y.length > h.length for y in hits.get("yes", ()))  # "lets no water through"
        ]
        claimed = {c.kind for c in claims}
        for hit in hits.get("yes", ()):
            key = hit.value[1]
            if key not in claimed:
                claimed.add(key)
                claims.append(Claim(key, hit.start, hit.end, positive=not _denied_anywhere(hit, hits, "yes")))
        return claims

    def _named(self, hits: Hits) -> list[Claim]:
        claims = []
        if "accept" in hits or "deny_after" in hits:
            for hit in hits.get("method", ()):
                claims.append(Claim("method", hit.start, hit.end, value=hit.value[1], positive=not _denied_anywhere(hit, hits, "method")))
        claims += [Claim("origin", h.start, h.end, value=h.value[1], positive=not _denied(h, hits)) for h in hits.get("origin", ())]
        claims += [Claim("all_methods", h.start, h.end, positive=not _denied(h, hits)) for h in hits.get("all_methods", ())]
        for cue, kind in (("ship_to", "served"), ("made_in", "origin")):
            for c in hits.get(cue, ()):
                country = next((h for h in hits.get("country", ()) if 0 <= h.start - c.end <= 12), None)
                if country is not None:
                    claims.append(Claim(kind, c.start, country.end, value=country.value[1], positive=not _denied(c, hits)))
            for c in hits.get(f"{cue}_after", ()):
                fronts = [h for h in hits.get("country", ()) if 0 <= c.start - h.end <= 8]
                if fronts:
                    claims.append(Claim(kind, fronts[-1].start, c.end, value=fronts[-1].value[1], positive=not _denied(c, hits)))
        return claims

    def _warnings(self, hits: Hits) -> list[Claim]:
        claims = [Claim("plan", h.start, h.end) for h in hits.get("plans", ())]
        ailments = hits.get("ailments", ())
        for cure in hits.get("cures", ()):
            ail = min(ailments, key=lambda a: (_gap((a.start, a.end), (cure.start, cure.end)), -a.start), default=None)
            if ail is not None and _gap((ail.start, ail.end), (cure.start, cure.end)) <= _REACH and not _denied(cure, hits):
                claims.append(Claim("cure", min(cure.start, ail.start), max(cure.end, ail.end)))
        if "draw" in hits:
            claims += [Claim("minors", h.start, h.end) for h in hits.get("minors", ()) if not _denied(h, hits)]
        return claims


def _drop_false_asks(hits: Hits) -> None:
    fine = hits.get("fine", ())
    hits["asks"] = [a for a in hits.get("asks", ()) if all(a.end <= f.start or a.start >= f.end for f in fine)]


def _denied(hit: Hit[Tag], hits: Hits) -> bool:
    fine, but = hits.get("fine", ()), hits.get("but", ())
    before = [h for h in hits.get("deny", ()) if 0 <= hit.start - h.end <= _DENIED_BEFORE]
    after = [h for h in hits.get("deny_after", ()) if 0 <= h.start - hit.end <= _DENIED_AFTER]
    reaching = [h for h in before + after if not any(min(h.end, hit.end) <= b.start < max(h.start, hit.start) for b in but)]
    return any(all(h.end <= f.start or h.start >= f.end for f in fine) for h in reaching)


def _denied_anywhere(hit: Hit[Tag], hits: Hits, name: str) -> bool:
    """Denied here, or where the same thing is named again: "Boost? Boost, hmm, no longer"."""
    return any(_denied(h, hits) for h in hits.get(name, ()) if h.value == hit.value)


def _of_others(hits: Hits, length: int) -> list[tuple[int, int]]:
    """Stretches that are said of other shops or other times: up to a word that comes back to this one."""
    ends = [h.start for name in ("ours", "but") for h in hits.get(name, ())]
    return [(h.start, min((e for e in ends if e >= h.end), default=length)) for h in hits.get("others", ())]


def _is_busy(bar: Hit[Tag], i: int, found: Sequence[Quantity], hits: Hits) -> bool:
    """Whether a word that bars a kind is the cue of another amount than number `i`: "two years' warranty, ten days to return"."""
    kinds = [h.value[1] for h in hits.get("term", ()) if (h.start, h.end) == (bar.start, bar.end)]
    units = {unit for kind in kinds for unit in UNITS[kind]}
    gaps = [_gap((bar.start, bar.end), (q.start, q.end)) if q.unit in units else _REACH + 1 for q in found]
    return any(gap <= _REACH and gap < _gap((bar.start, bar.end), (found[i].start, found[i].end)) for k, gap in enumerate(gaps) if k != i)


def _gap(a: tuple[int, int], b: tuple[int, int]) -> int:
    return max(a[0] - b[1], b[0] - a[1], 0)


def _terms(words: PromiseWords, locale: str) -> Iterable[tuple[str, Tag]]:
    rows: list[tuple[Words, Tag]] = [(getattr(words, name), (name, "")) for name in _LISTS]
    for term, cues in words.terms.items():
        rows += [(cues.cues, ("term", term)), (cues.weak, ("weak", term)), (cues.needs, (f"needs:{term}", "")), (cues.not_with, (f"not:{term}", ""))]
    for key, fact in words.facts.items():
        rows += [(fact.yes, ("yes", key)), (fact.no, ("no", key))]
    rows += [((name, *spoken), ("method", name)) for name, spoken in words.methods.items()]
    rows += [(names, ("arrival", str(days))) for days, names in words.arrival.items()]
    territories = Locale.parse(locale).territories
    codes = [str(c) for c in territories if len(str(c)) == 2 and str(c).isalpha()]
    rows += [((territories[c], *words.countries.get(c, ())), ("country", c)) for c in codes]
    rows += [(names, ("origin", code)) for code, names in words.origins.items()]
    for names, tag in rows:
        for name in names:
            yield name, tag
            if not name.isascii():
                yield from ((particle + name, tag) for particle in words.particles)


def _final(tags: Words, vocatives: Words) -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives(tags)})\s?(?:(?:{alternatives(vocatives)})\s?)*$")
