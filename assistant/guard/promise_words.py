"""How hosts of one language promise things: `knowledge/languages/<lang>/promises.toml` as a checked value."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import tomli as tomllib
from pydantic import Field, ValidationError

from assistant.domain import Value
from assistant.errors import BadKnowledge

Words = tuple[str, ...]

# Claims with an amount. Units each one takes are in `assistant.guard.claims`.
Term = Literal[
    "price", "fee", "free_from", "coupon", "coupon_min", "cod_fee", "cod_max", "delivery", "dispatch", "returns", "refund", "warranty",
    "installments", "interest", "min_age", "draw", "winners", "exchange_times", "stock", "playback_hours", "playback_hours_with_case",
    "keep_warm_hours", "charge_hours", "cooking_minutes", "heat_up_seconds", "water_resistant_minutes", "power_w", "capacity_ml", "tank_ml",
    "battery_mah", "volume_ml", "net_weight_g", "weight_g", "cable_m", "spf", "blends_per_charge", "count", "open_shelf_months", "return_fee",
]  # fmt: skip

# Claims that are true or false. Those after the first line are attributes of a product, named as in the facts sheet.
Fact = Literal[
    "cod", "inspect", "try_on", "cod_by_card", "exchange", "return_free", "opened_ok", "returns_anytime", "unboxing_video", "tracking",
    "installments", "no_interest", "free_shipping_all", "gift_wrap_free", "purchase_needed", "sale_returnable", "exchange_free", "always_open", "code_again", "halal",
    "waterproof", "dishwasher_safe", "crushes_ice", "hot_liquids", "silk_safe", "works_on_110v", "noise_cancelling", "microphone", "vegan",
    "alcohol_free", "fragrance_free", "animal_tested", "see_through", "pockets", "lined", "stretch", "needs_pins", "pork_free",
]  # fmt: skip

Line = Literal[
    "money", "days", "amount", "list", "not_accepted", "place_days", "cod_areas", "is", "fact", "claims", "deal", "contains",
    "scarcity", "scarcity_again", "sold_out", "told",
]  # fmt: skip


class TermCues(Value):
    """`cues` stand near the amount, `weak` ones nearer; with `needs` one of its words must be in the sentence, of `not_with` none."""

    cues: Words
    weak: Words = ()
    needs: Words = ()
    not_with: Words = ()


class FactCues(Value):
    """`yes` claims the fact, `no` denies it; `yes` beside a negation denies it as well. `so` and `not_so` say it in a correction.

    With `needs` one of its words must stand near, of `not_with` none in the sentence."""

    so: str
    not_so: str
    yes: Words
    no: Words = ()
    needs: Words = ()
    not_with: Words = ()


class PromiseWords(Value):
    """One promises.toml. A cue ending in `*` stands for any ending."""

    deny: Words  # negations in front of a cue
    deny_after: Words = ()  # negations behind it
    fine: Words = ()  # negations that deny nothing ("no problem"), and words that only contain a question word
    asks: Words = ()  # question words: what is said around them is no claim
    tags: Words = ()  # question only at the end of the sentence
    vocatives: Words = ()  # may follow a tag
    but: Words = ()  # a contrast: a negation does not reach over it, and what is said of others ends there
    unsure: Words = ()  # "let me check": what stands in front is no promise
    no_answer: Words = ()  # "maybe", "who of you": what is then said rightly still answers no question; no verdict rests on it
    states: Words = ()  # "we have", "you can": beside `affirm` and negations, what makes a shop's yes or no an answer; no verdict rests on it
    in_passing: Words = ()  # "those who", "if", "please": a way to pay is only mentioned; no verdict rests on it
    asked: Words = ()  # "for whoever asked": what follows is an answer, not a question that is read out; no verdict rests on it
    read_out: Words = ()  # "she asks whether": an amount beside it is a viewer's, unless it is affirmed or another one follows
    shared: Words = ()  # "each", "split": half of the postage is one of two buyers' part
    needless: Words = ()  # "need not": denies a duty, where another negation only names what happens without it
    answering: Words = ()  # the shop answers messages: a day or an hour beside it is one of its hours
    until: Words = ()  # in front of the hour at which that ends
    until_after: Words = ()  # ... or behind it
    others: Words = ()  # what follows is said of someone else or of another time
    ours: Words = ()  # ends what is said of others: "here", "now", "with us"
    was: Words = ()  # the amount that follows is an old or usual price
    ago: Words = ()  # beside an amount of time: it has passed and promises nothing ("two days *ago*", "*these last* two days")
    from_unit: Words = ()  # units with "from" as their ending: "жеті *күннен* он күнге", from seven days to ten
    sooner: Words = ()  # beside an amount of time, with a negation: it takes at least that long ("not *before* six days")
    late: Words = ()  # near an amount of time: a delay, not how long it takes ("may be a day *late*")
    apology: Words = ()  # "so sorry": a time that is longer than the fact is a viewer's complaint
    guarantee: Words = ()
    everywhere: Words = ()
    remote: Words = ()  # far-off places in general
    excepted: Words = ()  # takes out the places that follow: "everywhere except", "outside"
    excepted_after: Words = ()  # takes out the places in front of it
    repair: Words = ()  # takes back the amount before it: "ninety, no sorry, eighty nine"
    no_price: Words = ()  # an amount is guessed, offered by a buyer, paid elsewhere or a count of people: no price is told
    affirm: Words = ()  # "yes", "can": between two names it keeps a negation from reaching the first
    solely: Words = ()  # nothing but what follows: a negation does not reach over it
    we_pay: Words = ()  # the shop bears a cost: "is on us"
    you_pay: Words = ()  # the buyer bears it
    exchanges: Words = ()  # what is said is about swapping goods
    free: Words = ()
    particles: Words = ()  # may be attached in front of any cue
    terms: dict[Term, TermCues]
    facts: dict[Fact, FactCues]
    methods: dict[str, Words] = {}  # spoken names, also of methods this shop lacks
    accept: Words  # with a method: it is taken
    all_methods: Words = ()
    arrival: dict[float, Words] = {}  # days -> words that say when a parcel arrives
    arrives: Words = ()  # words that make an `arrival` word a delivery promise
    ship_to: Words = ()  # the country follows
    ship_to_after: Words = ()  # the country stands in front
    made_in: Words = ()
    made_in_after: Words = ()
    countries: dict[str, Words] = {}  # code -> names beside the ones Babel knows
    origins: dict[str, Words] = {}  # code -> words that say by themselves where a thing was made: "home-grown", "국산"
    buy: Words = ()  # buy X ..., or X ... buy
    get: Words = ()  # ... get Y free, or Y ... free
    plus: Words = ()  # between two counts: "one plus one"
    priced_as: Words = ()  # "two *for* one", "three *for the price of* two"
    pay: Words = ()  # "take three, *pay* two"
    second_cheaper: Words = ()  # a deal by price: "the second at half price"
    nth: dict[int, Words] = {}  # place -> its words: "take two, *the third* is on us"
    returning: Words = ()  # what is said is about sending goods back
    any_order: Words = ()  # "even one piece", "whatever you buy": with free shipping there is no least order
    every_day: Words = ()  # where opening hours are told: no day off
    postage: Words = ()  # the cost of sending, beside the cues of `fee`
    faulty: Words = ()  # broken or wrong goods: who pays is then another fact
    report: Words = ()  # a fault is made known: beside `faulty`, the days are those to do it in
    allergens: dict[str, Words] = {}  # as the facts sheet names them -> spoken names
    allergic: Words = ()  # beside an allergen: it is said of people, not of what is in the goods
    draw: Words = ()  # the giveaway
    minors: Words = ()
    plans: Words = ()  # announcements no sheet covers: a branch, a price next week
    cures: Words = ()
    ailments: Words = ()
    last: Words = ()  # "last N": the amount follows, with or without a unit
    only: Words = ()  # the same, but only before a counted thing: "only N pairs"
    left: Words = ()  # "N left": the amount stands in front
    available: Words = ()  # beside a size or colour: it is still there
    closed: Words = ()  # beside a weekday: nobody works then
    clock: dict[float, Words] = {}  # hour -> words that say a time of day: "midnight", "สี่ทุ่ม"
    no_minimum: Words = ()  # of a coupon or of free postage: "whatever you buy", "no minimum"
    nothing_more: Words = ()  # beside a way to pay: it costs nothing on top ("no extra charge")
    gone: Words = ()  # something is sold out: then no size and no colour is claimed to be there
    size: Words = ()  # a number beside it is a size
    pure: Words = ()  # beside a material: there is no other in it
    seems: Words = ()  # it only looks or feels like it, or only a part is of it
    names: dict[Term, str]  # what an amount is called in a correction
    lines: dict[Line, str]
    yes_no: tuple[str, str] = Field(default=("yes", "no"))
    units: dict[str, str]  # how amounts are said: day, business_day, month, hour ... with {n}


def load_promise_words(path: Path) -> PromiseWords:
    """Reads and checks one promises.toml."""
    try:
        return PromiseWords.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as fault:
        raise BadKnowledge(str(fault), where=str(path), remedy="see docs/wording-packs.md, and knowledge/languages/en/promises.toml for every key") from fault
