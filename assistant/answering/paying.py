"""Answers on payment, coupons, the live deal, returns and the giveaway."""

from __future__ import annotations

from dataclasses import replace

from assistant.answering.bounds import lead
from assistant.answering.delivery import on_list, ships_to
from assistant.answering.facts import Answer, Asked, Desk
from assistant.language.spelling import match_key
from assistant.market.sheet import MISSING

PAY = "markets.<M>.payment"
PLAN = f"{PAY}.installments"
BACK = "markets.<M>.returns"


# A sheet that lists brands takes cards; one that lists cards does not say of which brand.
_ANY_CARD = frozenset(("card", "cards", "credit card", "credit cards", "debit card", "bank card"))
_KINDS = _ANY_CARD | {"bank transfer", "transfer", "e-wallet", "ewallet", "wallet", "qr", "qr code", "cash", "bank"}  # stand beside a name: "Visa card"
_BRANDS = frozenset(
    (
        "visa",
        "mastercard",
        "american express",
        "amex",
        "jcb",
        "unionpay",
        "troy",
        "mir",
        "elo",
        "mada",
        "meeza",
        "carnet",
        "hipercard",
        "bc card",
    )
)


def pay_methods(desk: Desk, asked: Asked) -> Answer | None:
    """A method on the closed list gets a yes, any other a clear no with what is taken instead."""
    methods = desk.get(f"{PAY}.methods")
    if methods is MISSING:
        return None
    named_methods = asked.all("method")
    # "Visa card" names two: the one that is taken is meant, else the one that is no mere kind
    taken = [e for e in named_methods if _on_ours(desk, e.value, methods)]
    exact = [e for e in named_methods if match_key(e.value) not in _ANY_CARD]
    refused_beside = [e for e in exact if e not in taken and match_key(e.value) not in _KINDS]
    several = taken and refused_beside and refused_beside[0].value not in {e.value for e in taken}  # "Airtel or only M-Pesa": no to the one
    wanted = refused_beside[0] if several else next(iter(taken or exact or named_methods), None)
    if wanted is None:
        return desk.answer("pay_methods.list", f"{PAY}.methods", methods=desk.renderer.many(_named(desk, methods)))
    provider = desk.english(f"{PLAN}.provider")
    if (several or not taken) and provider and match_key(wanted.value) not in _ANY_CARD and on_list(wanted.value, [provider]):
        return installments(desk, asked)
    ours = _on_ours(desk, wanted.value, methods)
    if ours is None and match_key(wanted.value) in _BRANDS and any(match_key(m) in _ANY_CARD for m in methods):
        return desk.answer("pay_methods.list", f"{PAY}.methods", methods=desk.renderer.many(_named(desk, methods)))
    if ours is None and match_key(wanted.value) in _ANY_CARD:
        cards = [m for m in methods if match_key(m) in _BRANDS or match_key(m) in _ANY_CARD]
        ours = ", ".join(cards) or None
    if ours:
        return desk.answer("pay_methods.yes", f"{PAY}.methods", method=desk.renderer.name(ours))
    refused = desk.get(f"{PAY}.not_accepted")
    named = on_list(wanted.value, refused) if refused is not MISSING else None
    return desk.answer(
        "pay_methods.no",
        f"{PAY}.methods",
        *((f"{PAY}.not_accepted",) if named else ()),
        method=desk.renderer.name(named or wanted.value),
        methods=desk.renderer.many(_named(desk, methods)),
    )


def _on_ours(desk: Desk, name: str, methods: list[str]) -> str | None:
    """The method of the sheet that is meant: the sheet may write it as viewers of this language do ("havale/EFT" for a bank transfer)."""
    said = {match_key(word) for word in desk.pack.names.methods.get(name, ())}
    return on_list(name, methods) or next((m for m in methods if match_key(m) in said), None)


def _named(desk: Desk, methods: list[str]) -> list[str]:
    return [desk.renderer.name(m) for m in methods]


def cod(desk: Desk, asked: Asked) -> Answer | None:
    foreign = asked.first("country")
    if foreign is not None and foreign.value != desk.market:
        return ships_to(desk, asked)
    allowed = desk.get(f"{PAY}.cod")
    if allowed is MISSING:
        return None
    if not allowed:
        return desk.answer("cod.no", f"{PAY}.cod")
    limit = desk.get(f"{PAY}.cod_max")
    held = lead(desk, replace(asked, topic="cod_max"), limit) if limit is not MISSING and "how_much" not in asked.cues else None
    if held is not None:
        most = desk.answer("cod_max", f"{PAY}.cod_max", f"{PAY}.cod", amount=desk.renderer.money(limit))
        return replace(most, text=f"{held} {most.text}")
    areas, place = desk.get(f"{PAY}.cod_areas"), asked.first("place")
    if areas is not MISSING:
        named = desk.renderer.many([desk.area_name(area) for area in areas])
        inside = desk.places.in_areas(place.value, areas) if place is not None and desk.places is not None else None
        if place is not None and inside is not None:
            key = "cod.area_yes" if inside else "cod.area_no"
            blanks = {"place": desk.place_name(place)} if inside else {"place": desk.place_name(place), "areas": named}
            return desk.answer(key, f"{PAY}.cod_areas", f"{PAY}.cod", **blanks)
        return desk.answer("cod.areas", f"{PAY}.cod_areas", f"{PAY}.cod", areas=named)
    fee = desk.get(f"{PAY}.cod_fee")
    if fee is MISSING or fee == 0:
        return desk.answer("cod.yes", f"{PAY}.cod")
    return desk.answer("cod.yes_fee", f"{PAY}.cod", f"{PAY}.cod_fee", amount=desk.renderer.money(fee))


def cod_fee(desk: Desk, asked: Asked) -> Answer | None:
    if desk.get(f"{PAY}.cod") is False:
        return desk.answer("cod.no", f"{PAY}.cod")
    fee = desk.get(f"{PAY}.cod_fee")
    if fee is MISSING:
        return None
    if fee == 0:
        return desk.answer("cod_fee.free", f"{PAY}.cod_fee")
    return desk.answer("cod_fee", f"{PAY}.cod_fee", amount=desk.renderer.money(fee))


def installments(desk: Desk, asked: Asked) -> Answer | None:
    available = desk.get(f"{PLAN}.available")
    if available is MISSING:
        return None
    other = [e for e in asked.all("method") if not on_list(e.value, [desk.english(f"{PLAN}.provider")])]
    if other and "installments" not in asked.cues:
        return pay_methods(desk, asked)  # "can I pay with Halyk" names a method and no parts
    if not available:
        return desk.answer("installments.no", f"{PLAN}.available")
    provider = desk.text(f"{PLAN}.provider")
    if provider is None:
        return None
    base = (f"{PLAN}.available", f"{PLAN}.provider")
    longest = next((p for p in (f"{PLAN}.months", f"{PLAN}.interest_free_months") if desk.has(p)), None)
    if longest is not None:
        duration = desk.renderer.duration(desk.get(longest), "month")
        return desk.answer("installments.months", longest, *base, provider=provider, duration=duration)
    payments = desk.get(f"{PLAN}.payments")
    if payments is not MISSING:
        return desk.answer("installments.payments", f"{PLAN}.payments", *base, provider=provider, count=str(payments))
    later = desk.get(f"{PLAN}.pay_later_days")
    if later is not MISSING:
        return desk.answer(
            "installments.later", f"{PLAN}.pay_later_days", *base, provider=provider, duration=desk.renderer.duration(later, "day")
        )
    return desk.answer("installments.plain", *base, provider=provider)


def installments_interest(desk: Desk, asked: Asked) -> Answer | None:
    if desk.get(f"{PLAN}.available") is False:
        return desk.answer("installments.no", f"{PLAN}.available")
    interest, free = desk.get(f"{PLAN}.interest"), desk.get(f"{PLAN}.interest_free_months")
    if interest == 0:
        return desk.answer("installments_interest.free", f"{PLAN}.interest")
    told = []
    if free is not MISSING:
        duration = desk.renderer.duration(free, "month")
        told.append(desk.answer("installments_interest.free_months", f"{PLAN}.interest_free_months", duration=duration))
    if interest is not MISSING:
        told.append(desk.answer("installments_interest", f"{PLAN}.interest", percent=desk.renderer.percent(interest)))
    return Answer(" ".join(a.text for a in told), tuple(f for a in told for f in a.facts)) if told else None


def installments_min(desk: Desk, asked: Asked) -> Answer | None:
    if desk.get(f"{PLAN}.available") is False:
        return desk.answer("installments.no", f"{PLAN}.available")
    for key, line in (("min", "installments_min"), ("min_instalment", "installments_min.each")):
        amount = desk.get(f"{PLAN}.{key}")
        if amount is not MISSING:
            return desk.answer(line, f"{PLAN}.{key}", amount=desk.renderer.money(amount))
    return None


def coupon_value(desk: Desk, asked: Asked) -> Answer | None:
    base = "markets.<M>.coupon"
    code = desk.get(f"{base}.code")
    if code is MISSING:
        return None
    for key, form in (("percent", desk.renderer.percent), ("amount", desk.renderer.money)):
        value = desk.get(f"{base}.{key}")
        if value is not MISSING:
            return desk.answer("coupon_value", f"{base}.{key}", f"{base}.code", code=code, value=form(value))
    return None


def coupon_once(desk: Desk, asked: Asked) -> Answer | None:
    path = "live.coupon_rules.one_per_account"
    value = desk.get(path)
    return None if value is MISSING else desk.answer("coupon_once.once" if value else "coupon_once.many", path)


def deal(desk: Desk, asked: Asked) -> Answer | None:
    product, offer = desk.get("live.deal.product"), desk.text("live.deal.offer")
    if product is MISSING or offer is None:
        return None
    made = desk.answer("deal", "live.deal.offer", "live.deal.product", product=desk.product_name(product), offer=offer)
    ends = desk.text("live.deal.ends")
    if ends is None or not asked.cues & {"when", "how_long", "close", "hour"}:
        return made
    until = desk.answer("deal_ends", "live.deal.ends", text=ends)
    return Answer(f"{made.text} {until.text}", (*until.facts, *made.facts))


def next_live(desk: Desk, asked: Asked) -> Answer | None:
    day, time = desk.get("live.next_live.weekday"), desk.get("live.next_live.local_time")
    if day is MISSING or time is MISSING:
        return None
    return desk.answer("next_live", "live.next_live.weekday", "live.next_live.local_time", weekday=desk.renderer.weekday(day), time=time)


def contact(desk: Desk, asked: Asked) -> Answer | None:
    """Closed list; `whatsapp = false` also rules out every other outside messenger that is not named."""
    channels = desk.get("shop.contact_channels")
    if channels is MISSING:
        return None
    named = desk.renderer.many([desk.renderer.name(c) for c in channels])
    wanted = asked.first("channel")
    if wanted is None:
        return desk.answer("contact.list", "shop.contact_channels", channels=named)
    name = desk.renderer.name(wanted.value)
    name = name.capitalize() if name.isascii() and name.islower() else name
    path = "shop.whatsapp" if match_key(wanted.value) == "whatsapp" else "shop.contact_channels"
    has = desk.get("shop.whatsapp") is True if path == "shop.whatsapp" else on_list(wanted.value, channels) is not None
    if has:
        return desk.answer("contact.yes", path, "shop.contact_channels", channel=name)
    return desk.answer("contact.no", path, "shop.contact_channels", channel=name, channels=named)


def store(desk: Desk, asked: Asked) -> Answer | None:
    has = desk.get("shop.physical_store")
    if has is MISSING:
        return None
    if not has:
        return desk.answer("store.no", "shop.physical_store")
    address = desk.text("shop.store_address")
    if address is None:
        return desk.answer("store.yes_plain", "shop.physical_store")
    return desk.answer("store.yes", "shop.physical_store", "shop.store_address", address=address)


def gift_wrap(desk: Desk, asked: Asked) -> Answer | None:
    base = "shop.gift_wrap"
    available = desk.get(f"{base}.available")
    if available is MISSING:
        return None
    if not available:
        return desk.answer("gift_wrap.no", f"{base}.available")
    if desk.get(f"{base}.free") is True:
        return desk.answer("gift_wrap.free", f"{base}.available", f"{base}.free")
    note = desk.text(f"{base}.fee_note")
    if note:
        return desk.answer("gift_wrap.paid", f"{base}.available", f"{base}.free", f"{base}.fee_note", fee=note)
    return desk.answer("gift_wrap.paid_plain", f"{base}.available", f"{base}.free")


def giveaway_how(desk: Desk, asked: Asked) -> Answer | None:
    keyword, how = desk.get("giveaway.keyword"), desk.text("giveaway.how")
    if keyword is MISSING or how is None:
        return None
    return desk.answer("giveaway_how", "giveaway.keyword", "giveaway.how", keyword=keyword, how=how)


def giveaway_prize(desk: Desk, asked: Asked) -> Answer | None:
    prize = desk.get("giveaway.prize")
    return None if prize is MISSING else desk.answer("giveaway_prize", "giveaway.prize", product=desk.product_name(prize))


def giveaway_fee(desk: Desk, asked: Asked) -> Answer | None:
    fee = desk.get("giveaway.prize_shipping_fee")
    if fee is MISSING:
        return None
    if fee == 0:
        return desk.answer("giveaway_fee.free", "giveaway.prize_shipping_fee")
    return desk.answer("giveaway_fee.paid", "giveaway.prize_shipping_fee", amount=desk.renderer.money(fee))


def return_hygiene(desk: Desk, asked: Asked) -> Answer | None:
    path = "returns_common.hygiene_no_return"
    listed = desk.get(path)
    if listed is MISSING:
        return None
    for product in asked.products:
        if product in listed:
            return desk.answer("return_hygiene.no", path, product=desk.product_name(product))
    return desk.answer("return_hygiene.list", path, products=desk.renderer.many([desk.product_name(p) for p in listed]))


def damaged_wrong(desk: Desk, asked: Asked) -> Answer | None:
    payer = desk.get(f"{BACK}.faulty_postage")
    if payer is MISSING:
        return None
    if payer == "buyer":
        return desk.answer("damaged_wrong.buyer", f"{BACK}.faulty_postage")
    choice = "returns_common.faulty_or_wrong.replacement_or_refund"
    if desk.get(choice) is True:
        return desk.answer("damaged_wrong.seller_choice", f"{BACK}.faulty_postage", choice)
    return desk.answer("damaged_wrong.seller", f"{BACK}.faulty_postage")


def return_postage(desk: Desk, asked: Asked) -> Answer | None:
    path = f"{BACK}.change_of_mind_postage"
    payer, fee = desk.get(path), desk.get(f"{BACK}.return_fee")
    if payer is MISSING:
        return None
    if payer == "buyer" and fee is not MISSING:
        return desk.answer("return_postage.buyer_fee", path, f"{BACK}.return_fee", amount=desk.renderer.money(fee))
    return desk.answer(f"return_postage.{payer}", path)


def exchange(desk: Desk, asked: Asked) -> Answer | None:
    base = f"{BACK}.exchange"
    available = desk.get(f"{base}.available")
    if available is MISSING:
        return None
    if not available:
        note = desk.text(f"{base}.note")
        if note:
            return desk.answer("exchange.no_note", f"{base}.available", f"{base}.note", text=note)
        return desk.answer("exchange.no", f"{base}.available")
    times = desk.get(f"{base}.times")
    if times is MISSING:
        return desk.answer("exchange.yes", f"{base}.available")
    return desk.answer("exchange.yes_times", f"{base}.available", f"{base}.times", times=desk.renderer.times(times))


def exchange_postage(desk: Desk, asked: Asked) -> Answer | None:
    payer = desk.get(f"{BACK}.exchange.postage")
    return None if payer is MISSING else desk.answer(f"exchange_postage.{payer}", f"{BACK}.exchange.postage")
