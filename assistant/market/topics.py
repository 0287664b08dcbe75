"""What viewers ask: every topic of the facts sheet, the facts it rests on, and the answer lines a language must have.

A topic is a question of the trade ("what does shipping cost"). Its `paths` are where the facts sheet may hold the
answer; `<M>` is the room's market, `<P>` the product asked about. Its `lines` are the answer templates a language
folder must supply, each with the blanks the renderer fills. Acts are what a comment can be besides a question.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

About = Literal["shop", "product"]


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic. `lines`: answer key -> names of its blanks."""

    id: str
    meaning: str
    paths: tuple[str, ...]
    lines: dict[str, tuple[str, ...]] = field(default_factory=dict)
    about: About = "shop"


def _topic(id: str, meaning: str, paths: str, lines: str) -> Topic:
    """`lines` in short form: "variant(blank blank) variant()", the variant `=` being the topic's own name."""
    about: About = "product" if id.startswith("p.") else "shop"
    table = {}
    for part in lines.split(")")[:-1]:
        name, blanks = part.strip().split("(")
        table[id if name == "=" else f"{id}.{name}"] = tuple(blanks.split())
    return Topic(id, meaning, tuple(paths.split()), table, about)


_SHOP = [
    _topic("shop_name", "what is this shop called", "shop.name", "=(name)"),
    _topic("shop_kind", "what do you sell in general", "shop.kind", "=(text)"),
    _topic("store", "is there a physical store, where is it", "shop.physical_store shop.store_address", "yes(address) yes_plain() no()"),
    _topic("authenticity", "is it original, are you an official reseller", "shop.authenticity", "=(text)"),
    _topic("ships_to", "do you ship to / sell in a country", "shop.markets_served", "yes(country) no(country) list(countries)"),
    _topic(
        "contact",
        "how do I contact you; do you have WhatsApp, LINE, Telegram",
        "shop.contact_channels shop.whatsapp",
        "list(channels) yes(channel) no(channel channels)",
    ),
    _topic(
        "gift_wrap",
        "can you gift-wrap it, does wrapping cost",
        "shop.gift_wrap.available shop.gift_wrap.free shop.gift_wrap.fee_note",
        "free() paid(fee) paid_plain() no()",
    ),
    _topic("gift_wrap_how", "how do I order gift wrapping", "shop.gift_wrap.how", "=(text)"),
    _topic("dispatch_when", "when do you send it out after I order", "markets.<M>.shipping.dispatch_hours", "=(duration)"),
    _topic(
        "dispatch_cutoff", "until what time must I order for it to go out today; I order at 4 pm", "dispatch.cutoff_local_time", "=(time)"
    ),
    _topic(
        "dispatch_day",
        "do you send parcels on Sundays / on day X",
        "dispatch.no_dispatch_day dispatch.no_dispatch_day_gulf_eg",
        "no(weekday) yes(weekday off)",
    ),
    _topic("order_cancel", "can I cancel my order (general rule, not 'cancel mine')", "orders.cancel", "=(text)"),
    _topic("order_address", "can the address be changed after ordering (general rule)", "orders.change_address", "=(text)"),
    _topic("order_combine", "can two orders go in one parcel, pay shipping once", "orders.combine", "=(text)"),
    _topic(
        "deal",
        "which item is on offer, how does buy-X-get-Y work",
        "live.deal.offer live.deal.product live.deal.buy live.deal.free",
        "=(product offer)",
    ),
    _topic("deal_ends", "until when does the live deal last", "live.deal.ends", "=(text)"),
    _topic("coupon_code", "what is the voucher/coupon code", "markets.<M>.coupon.code", "=(code)"),
    _topic(
        "coupon_value",
        "how much off does the code give",
        "markets.<M>.coupon.percent markets.<M>.coupon.amount markets.<M>.coupon.value",
        "=(code value)",
    ),
    _topic("coupon_min", "minimum spend for the code", "markets.<M>.coupon.min", "=(amount)"),
    _topic("coupon_ends", "until when is the code valid, still valid tomorrow", "live.coupon_rules.ends", "=(text)"),
    _topic("coupon_once", "can I use the code more than once", "live.coupon_rules.one_per_account", "once() many()"),
    _topic("coupon_shipping", "can the code be combined with free shipping", "live.coupon_rules.stack_with_free_shipping", "yes() no()"),
    _topic(
        "coupon_stack",
        "can the code be combined with other codes / two codes at once",
        "live.coupon_rules.stack_with_other_coupons",
        "yes() no()",
    ),
    _topic("next_live", "when is the next live", "live.next_live.weekday live.next_live.local_time", "=(weekday time)"),
    _topic("giveaway_how", "how do I join the giveaway, what do I type", "giveaway.keyword giveaway.how", "=(keyword how)"),
    _topic("giveaway_draw", "when / how often is the draw", "giveaway.draw_every_minutes", "=(duration)"),
    _topic("giveaway_winners", "how many winners per draw", "giveaway.winners_per_draw", "=(count)"),
    _topic("giveaway_prize", "what is the prize", "giveaway.prize", "=(product)"),
    _topic("giveaway_age", "minimum age for the giveaway, can my kid join", "giveaway.min_age", "=(age)"),
    _topic("giveaway_buy", "must I buy something to join the giveaway", "giveaway.purchase_needed", "yes() no()"),
    _topic("giveaway_fee", "who pays shipping of the prize, is the prize sent free", "giveaway.prize_shipping_fee", "free() paid(amount)"),
    _topic("giveaway_claim_time", "until when can the prize be claimed", "giveaway.claim_within_hours", "=(duration)"),
    _topic(
        "giveaway_claim_where",
        "where is the prize claimed; someone messaged me asking for a code, is that you",
        "giveaway.claim_where",
        "=(text)",
    ),
    _topic(
        "return_condition",
        "in what state can it be returned; I wore it once, without box, tag removed",
        "returns_common.condition",
        "=(text)",
    ),
    _topic(
        "return_hygiene",
        "can cosmetics / food / earbuds be returned once opened",
        "returns_common.hygiene_no_return",
        "no(product) list(products)",
    ),
    _topic(
        "damaged_wrong",
        "it arrives broken or wrong: who pays, do I get a new one or money back (general rule)",
        "markets.<M>.returns.faulty_postage returns_common.faulty_or_wrong.seller_pays returns_common.faulty_or_wrong.replacement_or_refund",
        "seller() seller_choice() buyer()",
    ),
    _topic("faulty_window", "how many days to report a fault", "markets.<M>.returns.faulty_window_days", "=(duration)"),
    _topic("return_window", "how many days to return, can I return it", "markets.<M>.returns.window_days", "=(duration)"),
    _topic(
        "return_postage",
        "who pays return postage if I just change my mind; how much is a return",
        "markets.<M>.returns.change_of_mind_postage markets.<M>.returns.return_fee",
        "buyer() buyer_fee(amount) seller()",
    ),
    _topic("return_carrier", "which courier for the return", "markets.<M>.returns.return_carrier", "=(carrier)"),
    _topic("refund_time", "when do I get my money back after a return (general)", "markets.<M>.returns.refund_days", "=(days)"),
    _topic(
        "exchange",
        "can I exchange for another size or colour",
        "markets.<M>.returns.exchange.available markets.<M>.returns.exchange.times markets.<M>.returns.exchange.note",
        "yes() yes_times(times) no() no_note(text)",
    ),
    _topic("exchange_postage", "who pays postage for an exchange", "markets.<M>.returns.exchange.postage", "buyer() seller()"),
    _topic("opened", "can I return it once opened", "markets.<M>.returns.opened_ok", "yes() no()"),
    _topic("sale_items", "can discounted / sale items be returned", "returns_common.sale_items_returnable", "yes() no()"),
    _topic("unboxing_video", "must I film the unboxing for a claim", "markets.<M>.returns.unboxing_video_required", "yes() no()"),
    _topic("warranty_legal", "legal / statutory warranty of the seller", "markets.<M>.returns.statutory_warranty_months", "=(duration)"),
    _topic("ship_origin", "where are parcels sent from, local stock or abroad", "markets.<M>.shipping.origin", "=(text)"),
    _topic(
        "ship_time",
        "how many days until it arrives, how long to place X",
        "markets.<M>.shipping.days markets.<M>.shipping.days_remote",
        "=(days) place(place days) both(days days_remote remote)",
    ),
    _topic("ship_fee", "how much is shipping (also to a place)", "markets.<M>.shipping.fee", "=(amount) free()"),
    _topic(
        "ship_fee_courier",
        "delivery fee to the door by courier (where the normal fee is for a locker)",
        "markets.<M>.shipping.fee_courier",
        "=(amount)",
    ),
    _topic("ship_free", "free shipping from how much, is shipping free", "markets.<M>.shipping.free_from", "=(amount) reached() short()"),
    _topic(
        "ship_carrier",
        "which courier, do you use courier X",
        "markets.<M>.shipping.carriers",
        "list(carriers) yes(carrier) no(carrier carriers)",
    ),
    _topic("locker", "can I use a parcel locker", "markets.<M>.shipping.parcel_locker", "yes() no()"),
    _topic("pickup", "can I collect it at a pick-up point", "markets.<M>.shipping.pickup_points", "yes() no()"),
    _topic(
        "tracking",
        "is there a tracking number, when do I get it",
        "markets.<M>.shipping.tracking.available markets.<M>.shipping.tracking.sent_within_hours markets.<M>.shipping.tracking.note",
        "yes() yes_when(duration) no() no_note(text)",
    ),
    _topic("insurance", "is the parcel insured, what if it is lost (insurance)", "markets.<M>.shipping.insurance", "=(text)"),
    _topic(
        "customs",
        "will I be taxed, customs duty on arrival",
        "markets.<M>.shipping.customs.buyer_pays markets.<M>.shipping.customs.note markets.<M>.shipping.customs.threshold",
        "no() yes() threshold(amount)",
    ),
    _topic("vat", "is VAT / tax included in the price", "markets.<M>.shipping.customs.vat_percent", "=(percent)"),
    _topic(
        "customs_code", "do I need a personal customs code", "markets.<M>.shipping.customs.personal_customs_code_required", "yes() no()"
    ),
    _topic(
        "pay_methods",
        "how can I pay; do you take <method>",
        "markets.<M>.payment.methods markets.<M>.payment.not_accepted",
        "list(methods) yes(method) no(method methods)",
    ),
    _topic(
        "cod",
        "cash on delivery, pay the rider (also: in my town)",
        "markets.<M>.payment.cod markets.<M>.payment.cod_fee markets.<M>.payment.cod_areas",
        "yes() yes_fee(amount) no() area_yes(place) area_no(place areas) areas(areas)",
    ),
    _topic("cod_fee", "is there an extra fee for cash on delivery", "markets.<M>.payment.cod_fee", "=(amount) free()"),
    _topic("cod_max", "maximum order value for cash on delivery", "markets.<M>.payment.cod_max", "=(amount)"),
    _topic("cod_card", "can I pay by card at the door", "markets.<M>.payment.cod_by_card", "yes() no()"),
    _topic("inspect", "may I open / check the parcel before paying the rider", "markets.<M>.payment.inspect_before_paying", "yes() no()"),
    _topic("try_on", "may I try it on before paying the rider", "markets.<M>.payment.try_on_before_paying", "yes() no()"),
    _topic("pix", "discount when paying by Pix", "markets.<M>.payment.pix_discount_percent", "=(percent)"),
    _topic("boleto", "how long does a boleto take to clear", "markets.<M>.payment.boleto_clears_days", "=(days)"),
    _topic(
        "installments",
        "can I pay in instalments / pay later, how many months",
        "markets.<M>.payment.installments.available markets.<M>.payment.installments.months markets.<M>.payment.installments.payments "
        "markets.<M>.payment.installments.pay_later_days markets.<M>.payment.installments.provider",
        "months(provider duration) payments(provider count) later(provider duration) plain(provider) no()",
    ),
    _topic(
        "installments_interest",
        "is there interest on instalments",
        "markets.<M>.payment.installments.interest markets.<M>.payment.installments.interest_free_months",
        "=(percent) free() free_months(duration)",
    ),
    _topic(
        "installments_min",
        "minimum order (or smallest instalment) for instalments",
        "markets.<M>.payment.installments.min markets.<M>.payment.installments.min_instalment",
        "=(amount) each(amount)",
    ),
    _topic(
        "service_hours",
        "when does customer service answer; on Friday, on Sunday, on holidays",
        "markets.<M>.service.hours markets.<M>.service.days markets.<M>.service.friday markets.<M>.service.holidays",
        "=(hours days) plain(hours) friday(hours) holidays(text) day_yes(weekday hours) day_no(weekday days)",
    ),
    _topic("price", "how much is it (the product)", "markets.<M>.prices.<P>", "=(product price)"),
]

_PRODUCT = [
    _topic("p.sold_here", "do you have/sell this product in this country", "products.<P>.not_sold_in", "yes(product) no(product)"),
    _topic("p.stock", "how many are left", "products.<P>.stock", "=(product count) none(product)"),
    _topic("p.available", "is it still available / ready (product, size or colour)", "products.<P>.stock", "yes(item) no(item)"),
    _topic("p.restock", "when is it (size, colour) back in stock", "products.<P>.restock", "=(item month)"),
    _topic("p.model_number", "which model is it", "products.<P>.model_number", "=(product text)"),
    _topic("p.origin_country", "where is it made", "products.<P>.origin_country", "=(product country)"),
    _topic("p.includes", "what is in the box, do I get <thing> with it", "products.<P>.includes", "=(product items)"),
    _topic("p.dimensions_cm", "how big is it (outer dimensions)", "products.<P>.dimensions_cm", "=(product text)"),
    _topic("p.weight_g", "how heavy is it", "products.<P>.weight_g", "=(product value)"),
    _topic("p.age_range", "for which ages is it made, for children?", "products.<P>.age_range", "=(product text)"),
    _topic("p.min_age", "minimum age to use/eat it, can a child take it", "products.<P>.min_age", "=(product age)"),
    _topic("p.material", "what is it made of; is it cotton/leather", "products.<P>.material", "=(product text)"),
    _topic(
        "p.colours",
        "which colours; is there <colour>",
        "products.<P>.colours",
        "list(product colours) yes(colour) no(colour colours) sold_out(colour)",
    ),
    _topic(
        "p.sizes", "which sizes; is there size <size>", "products.<P>.sizes", "list(product sizes) yes(size) no(size sizes) sold_out(size)"
    ),
    _topic(
        "p.size_help",
        "which size for my foot length, weight, height, bust; will size X fit me",
        "products.<P>.size_chart products.<P>.size_guide_kg products.<P>.size_guide_height_cm products.<P>.size_guide_bust_cm",
        "=(size) foot(size length) sold_out(size)",
    ),
    _topic("p.size_measure", "measurements of a size: its chest, waist, length, UK/US number", "products.<P>.size_chart", "=(size text)"),
    _topic("p.size_cm", "flat size of a scarf, mat, sheet", "products.<P>.size_cm", "=(product text)"),
    _topic("p.fit", "does it run small or large, true to size", "products.<P>.fit", "=(product text)"),
    _topic("p.width", "for wide feet, is it narrow", "products.<P>.width", "=(product text)"),
    _topic("p.length_cm", "how long is the garment, does it cover knees/ankles", "products.<P>.length_cm", "=(product value)"),
    _topic("p.sleeves", "long or short sleeves", "products.<P>.sleeves", "=(product text)"),
    _topic("p.pockets", "has pockets", "products.<P>.pockets", "yes(product) no(product)"),
    _topic("p.lined", "is it lined", "products.<P>.lined", "yes(product) no(product)"),
    _topic("p.stretch", "does the fabric stretch", "products.<P>.stretch", "yes(product) no(product)"),
    _topic("p.see_through", "is it see-through", "products.<P>.see_through", "yes(product) no(product)"),
    _topic("p.needs_pins", "does it need pins", "products.<P>.needs_pins", "yes(product) no(product)"),
    _topic("p.heel_height_cm", "how high is the heel", "products.<P>.heel_height_cm", "=(product value)"),
    _topic("p.waterproof", "is it waterproof, OK in rain", "products.<P>.waterproof", "yes(product) no(product)"),
    _topic("p.care", "how do I wash it, machine wash, iron", "products.<P>.care", "=(product text)"),
    _topic("p.colour_fastness", "does the colour bleed / fade", "products.<P>.colour_fastness", "=(product text)"),
    _topic("p.warranty_months", "is there a warranty, how long", "products.<P>.warranty_months", "=(product duration) none(product)"),
    _topic("p.warranty_covers", "what does the warranty cover", "products.<P>.warranty_covers", "=(product text)"),
    _topic("p.certificates", "does it have technical approval (SNI, SIRIM, CE, KC)", "products.<P>.certificates.<M>", "=(product text)"),
    _topic("p.registration", "registration number (BPOM, FDA, NOT, SFDA)", "products.<P>.registration.<M>", "=(product text)"),
    _topic("p.spare_parts", "can I buy spare parts (lid, pot, tips)", "products.<P>.spare_parts", "=(product text)"),
    _topic("p.power_w", "how many watts", "products.<P>.power_w", "=(product value)"),
    _topic("p.voltage_v", "which voltage, can it be used abroad", "products.<P>.voltage_v", "=(product value)"),
    _topic("p.works_on_110v", "does it work on 110 V (Japan, USA)", "products.<P>.works_on_110v", "yes(product) no(product)"),
    _topic("p.frequency_hz", "50 or 60 Hz", "products.<P>.frequency_hz", "=(product value)"),
    _topic("p.plug", "which plug, three-pin?", "products.<P>.plug.<M>", "=(product text)"),
    _topic("p.br_version", "which version is sold in Brazil, 110 or 220", "products.<P>.br_version", "=(product text)"),
    _topic("p.cable_m", "how long is the cable", "products.<P>.cable_m", "=(product value)"),
    _topic("p.heat_up_seconds", "how fast does it get hot", "products.<P>.heat_up_seconds", "=(product duration)"),
    _topic("p.tank_ml", "how much water does the tank hold", "products.<P>.tank_ml", "=(product value)"),
    _topic("p.silk_safe", "can I use it on silk", "products.<P>.silk_safe", "yes(product) no(product)"),
    _topic(
        "p.capacity",
        "how big is it: how many litres, cups, people",
        "products.<P>.capacity_note products.<P>.capacity_ml",
        "=(product text) ml(product value)",
    ),
    _topic("p.cooking_minutes", "how long does one run / cooking take", "products.<P>.cooking_minutes", "=(product duration)"),
    _topic("p.keep_warm_hours", "how long does it keep warm", "products.<P>.keep_warm_hours", "=(product duration)"),
    _topic("p.charging", "how does it charge, which cable, wireless charging", "products.<P>.charging", "=(product text)"),
    _topic("p.battery_mah", "battery capacity", "products.<P>.battery_mah", "=(product value)"),
    _topic("p.charge_hours", "how long to charge fully", "products.<P>.charge_hours", "=(product duration)"),
    _topic("p.blends_per_charge", "how many uses per charge", "products.<P>.blends_per_charge", "=(product count)"),
    _topic("p.crushes_ice", "can it crush ice", "products.<P>.crushes_ice", "yes(product) no(product)"),
    _topic("p.hot_liquids", "can it take hot liquids", "products.<P>.hot_liquids", "yes(product) no(product)"),
    _topic("p.dishwasher_safe", "can it go in the dishwasher", "products.<P>.dishwasher_safe", "yes(product) no(product)"),
    _topic("p.bluetooth", "Bluetooth version", "products.<P>.bluetooth", "=(product text)"),
    _topic("p.noise_cancelling", "does it have noise cancelling", "products.<P>.noise_cancelling", "yes(product) no(product)"),
    _topic("p.microphone", "does it have a microphone, can I make calls", "products.<P>.microphone", "yes(product) no(product)"),
    _topic("p.ip_rating", "water / sweat resistance of electronics", "products.<P>.ip_rating", "=(product text)"),
    _topic("p.compatible_with", "does it work with iPhone / Android / laptop", "products.<P>.compatible_with", "=(product items)"),
    _topic("p.playback_hours", "how many hours does it play on one charge", "products.<P>.playback_hours", "=(product duration)"),
    _topic("p.playback_hours_with_case", "how many hours with the case", "products.<P>.playback_hours_with_case", "=(product duration)"),
    _topic("p.volume_ml", "how many ml", "products.<P>.volume_ml", "=(product value)"),
    _topic("p.actives", "active ingredients", "products.<P>.actives", "=(product text)"),
    _topic("p.ingredients", "full ingredients", "products.<P>.ingredients", "=(product text)"),
    _topic("p.alcohol_free", "is there alcohol in this cosmetic", "products.<P>.alcohol_free", "yes(product) no(product)"),
    _topic("p.fragrance_free", "is it perfumed, does it smell", "products.<P>.fragrance_free", "yes(product) no(product)"),
    _topic("p.spf", "which SPF", "products.<P>.spf", "=(product count)"),
    _topic("p.pa_rating", "which PA rating", "products.<P>.pa_rating", "=(product text)"),
    _topic("p.white_cast", "does it leave a white cast", "products.<P>.white_cast", "=(product text)"),
    _topic(
        "p.water_resistant_minutes", "is it water resistant, for swimming", "products.<P>.water_resistant_minutes", "=(product duration)"
    ),
    _topic("p.skin_type", "for which skin type (dry, oily, sensitive)", "products.<P>.skin_type", "=(product text)"),
    _topic("p.use", "how do I use / apply it", "products.<P>.use", "=(product text)"),
    _topic(
        "p.halal",
        "is it halal, certified by whom",
        "products.<P>.halal.certified products.<P>.halal.body",
        "yes(product) yes_body(product body) no(product)",
    ),
    _topic("p.vegan", "is it vegan", "products.<P>.vegan", "yes(product) no(product)"),
    _topic("p.animal_tested", "is it tested on animals", "products.<P>.animal_tested", "yes(product) no(product)"),
    _topic("p.open_shelf_months", "how long does it keep once opened", "products.<P>.open_shelf_months", "=(product duration)"),
    _topic("p.expiry", "expiry date", "products.<P>.expiry", "=(product month)"),
    _topic("p.count", "how many pieces in a pack", "products.<P>.count", "=(product count)"),
    _topic("p.daily_dose", "how many a day", "products.<P>.daily_dose", "=(product count)"),
    _topic("p.gelatin_source", "which gelatin, is it pork gelatin", "products.<P>.gelatin_source", "=(product text)"),
    _topic("p.pork_free", "does it contain pork", "products.<P>.pork_free", "yes(product) no(product)"),
    _topic("p.contains_alcohol", "does this food contain alcohol", "products.<P>.contains_alcohol", "yes(product) no(product)"),
    _topic("p.allergens", "allergens: nuts, gluten, soy, milk", "products.<P>.allergens", "=(product items) none(product)"),
    _topic(
        "p.sugar", "how much sugar", "products.<P>.sugar_g_per_100g products.<P>.sugar_g_per_gummy", "=(product value) each(product value) none(product)"
    ),
    _topic("p.energy_kcal_per_100g", "calories", "products.<P>.energy_kcal_per_100g", "=(product value)"),
    _topic("p.net_weight_g", "how many grams in a pack", "products.<P>.net_weight_g", "=(product value)"),
    _topic("p.spice_level", "how spicy, can a child eat it (spice)", "products.<P>.spice_level", "=(product text)"),
    _topic("p.storage", "how do I store it", "products.<P>.storage", "=(product text)"),
]

TOPICS: dict[str, Topic] = {t.id: t for t in [*_SHOP, *_PRODUCT]}

_WORN, _EATEN = "garment footwear accessory", "food supplement"
_POWERED = "electronics appliance toy home"
# Topics that make sense for some categories of product only (`products.<P>.category`); the others fit all.
_FITS = {
    "p.size_help p.size_measure p.stretch p.colour_fastness p.size_cm": f"{_WORN} home",
    "p.fit": _WORN,
    "p.width p.heel_height_cm": "footwear",
    "p.sleeves": "garment",
    "p.pockets p.lined p.needs_pins": "garment accessory",
    "p.length_cm p.see_through": "garment accessory home",
    "p.care p.waterproof": f"{_WORN} {_POWERED}",
    "p.power_w p.voltage_v p.works_on_110v p.frequency_hz p.plug p.br_version p.cable_m p.charging p.battery_mah p.charge_hours": _POWERED,
    "p.heat_up_seconds p.tank_ml p.silk_safe p.cooking_minutes p.keep_warm_hours p.blends_per_charge p.crushes_ice p.hot_liquids": "appliance home",
    "p.dishwasher_safe": "appliance home",
    "p.capacity": "appliance home electronics accessory toy",
    "p.bluetooth p.noise_cancelling p.microphone p.playback_hours p.playback_hours_with_case": "electronics toy",
    "p.compatible_with p.ip_rating p.spare_parts": f"{_POWERED} accessory",
    "p.actives p.ingredients p.open_shelf_months p.expiry p.allergens p.storage p.halal": f"{_EATEN} beauty",
    "p.alcohol_free p.spf p.pa_rating p.white_cast p.water_resistant_minutes p.skin_type p.animal_tested": "beauty",
    "p.fragrance_free": "beauty home",
    "p.daily_dose p.gelatin_source p.contains_alcohol p.sugar p.energy_kcal_per_100g p.net_weight_g p.spice_level": _EATEN,
}
_CATEGORIES = {topic: frozenset(named.split()) for topics, named in _FITS.items() for topic in topics.split()}


def unfit_topics(category: str | None) -> frozenset[str]:
    """Topics that nobody asks of a product of this category; none where it is unknown or `other`."""
    if category in (None, "other"):
        return frozenset()
    return frozenset(topic for topic, fits in _CATEGORIES.items() if category not in fits)


# Where the sheet lacks the first fact, one of these answers the same question.
SIBLINGS: dict[str, tuple[str, ...]] = {
    "p.waterproof": ("p.ip_rating", "p.water_resistant_minutes"),
    "p.ip_rating": ("p.waterproof", "p.water_resistant_minutes"),
    "p.water_resistant_minutes": ("p.waterproof", "p.ip_rating"),
    "p.gelatin_source": ("p.pork_free",),
    "p.pork_free": ("p.gelatin_source", "p.halal"),
    "p.min_age": ("p.age_range",),
    "p.age_range": ("p.min_age",),
    "p.size_cm": ("p.dimensions_cm", "p.length_cm"),
    "p.dimensions_cm": ("p.size_cm",),
    "p.works_on_110v": ("p.voltage_v",),
    "p.weight_g": ("p.net_weight_g",),
    "p.net_weight_g": ("p.weight_g",),
    "p.volume_ml": ("p.capacity", "p.net_weight_g"),
    "p.capacity": ("p.volume_ml",),
    "p.contains_alcohol": ("p.alcohol_free",),
    "p.alcohol_free": ("p.contains_alcohol",),
    "p.certificates": ("p.registration",),
    "p.registration": ("p.certificates",),
}

# What a comment can be besides a question that the sheet answers.
ESCALATE_ACTS = (
    "safety",
    "legal_or_medical",
    "angry",
    "complaint",
    "order_specific",
    "negotiation",
    "bulk_or_b2b",
    "av_issue",
    "unknown_fact",
)
IGNORE_ACTS = ("greeting", "chatter", "claim")
FLAG_ACTS = (
    "abuse",
    "sexual_harassment",
    "ethnicity",
    "religion",
    "politics",
    "monarchy",
    "competitor_spam",
    "phishing",
    "prompt_injection",
)
ACTS = (*ESCALATE_ACTS, *IGNORE_ACTS, *FLAG_ACTS)

# Words that shape a question without naming its topic.
CONCEPTS = (
    "how_much", "how_many", "how_long", "when", "where", "which", "what", "why", "how", "can", "have", "not", "price", "fee", "pay", "ship",
    "arrive", "day", "month", "year", "hour", "return", "money_back", "money", "free", "minimum", "maximum", "size", "colour", "weight", "height",
    "foot", "bust", "waist", "hip", "order", "buy", "discount", "code", "today", "tomorrow", "friday", "weekend", "holiday", "child", "age", "broken", "wrong",
    "box", "open", "close", "send", "package", "water", "skin", "eat", "wash", "original", "charge", "number", "include",
)  # fmt: skip

# Lines every language needs besides the topics'.
FRAME_LINES: dict[str, tuple[str, ...]] = {
    "hold.safety": (),
    "hold.legal_or_medical": (),
    "hold.angry": (),
    "hold.complaint": (),
    "hold.order_specific": (),
    "hold.negotiation": (),
    "hold.bulk_or_b2b": (),
    "hold.unknown_fact": (),
    "hold.privacy": (),
    "hold.person": (),  # the viewer asked for a person
    "advice.safety": (),  # what holds until somebody is there
    "case.back": ("when",),  # outside service hours
    "case.expired": (),  # nobody came in time
    "when.today": ("time",),
    "when.tomorrow": ("time",),
    "when.weekday": ("weekday", "time"),
    "product_not_here": ("product",),
    "bound.fits": (),
    "bound.fits_not": (),
    "note": ("text",),
    "days.range": ("min", "max"),
    "days.one": ("min",),
    "every_day": (),
    "day_span": ("first", "last"),
}


def answer_lines() -> dict[str, tuple[str, ...]]:
    """Every answer key a language must have -> its blanks."""
    lines = dict(FRAME_LINES)
    for topic in TOPICS.values():
        lines.update(topic.lines)
    return lines
