"""A scene from a live evening in Thailand, with viewers from elsewhere: what the console's pictures and browser tests show."""

from __future__ import annotations

from typing import Any

from tests.console.stories import Line, case, comment, flag, group, judgement, outgoing, receipt, resolution, session, utterance

FEE = "markets.TH.shipping.fee"
DAYS = "markets.TH.shipping.days_remote"


def answered(id: str, key: str, text: str, lang: str, facts: list[str], status: str = "sent") -> list[Line]:
    return [
        judgement(id, "answer", "post", lang, reply=text, facts=facts, group=key, confidence=0.96, why="answered from the facts"),
        outgoing(id, id, text, lang),
        receipt(id, status, "" if status == "sent" else "the connection broke while posting"),
    ]


def told(question: str | None, line: str | None) -> dict[str, Any]:
    return {"lang": "th", "question": question, "line": line}


def opening() -> list[Line]:
    return [
        session(),
        comment("c1", "สวัสดีค่ะ จากเชียงใหม่", "น้องมะลิ", t=6.4),
        judgement("c1", "ignore", "silent", kind="greeting", confidence=0.98, why="a greeting needs nothing"),
        utterance("u1", "คืนนี้เรามีรองเท้าเดินป่ากับหม้อหุงข้าวมินินะคะ", t=8.0),
        comment("c2", "ค่าส่งเท่าไหร่คะ", "som_o", t=9.1),
        *answered("c2", "ship_fee", "ค่าส่ง 40 บาทค่ะ สั่งครบ 590 บาทส่งฟรีนะคะ", "th", [FEE, "markets.TH.shipping.free_from"]),
        comment("c3", "كم رسوم الشحن؟ وهل يصل إلى Dubai خلال 3 أيام؟", "نورة_88", "ar", 12.3),
        judgement("c3", "answer", "suggest", "ar", reply="رسوم الشحن 40 بات.", facts=[FEE], group="ship_fee", confidence=0.71, why="confidence 0.71 is below 0.80: a person sends"),
        comment("c4", "นังโฮสต์หน้าเหมือนหมู ปิดร้านไปเถอะ", "ghost_77", t=15.0),
        judgement("c4", "ignore", "silent", kind="flagged", flags=[flag("abuse", "high", (3, 18), "insults the host's looks")], confidence=0.93, why="abuse is never answered"),
    ]  # fmt: skip


def middle() -> list[Line]:
    promise = {"verdict": "contradicted", "fact": DAYS, "said": "เกาะสมุยสองวันถึง", "truth": [5, 8]}
    scarce = [flag("false_scarcity", "medium", (0, 14), "says the last five are left; the stock is 75", "เหลืออีก 75 คู่ค่ะ เลือกไซซ์ได้ครบ")]
    return [
        utterance("u2", "เกาะสมุยสองวันถึงแน่นอนค่ะ รับประกัน", t=18.0),
        judgement("u2", "ignore", "silent", promise=promise, correction="ขอแก้ไขนะคะ เกาะสมุยใช้เวลา 5–8 วันทำการค่ะ", why="delivery to the islands takes 5 to 8 working days"),
        comment("c5", "can i pay when it arrives", "dan.w", "en", 19.5),
        *answered("c5", "cod", "Yes, cash on delivery is available for a 25 baht fee.", "en", ["markets.TH.payment.cod", "markets.TH.payment.cod_fee"], "uncertain"),
        utterance("u3", "เหลือห้าคู่สุดท้ายแล้วนะคะ รีบกดเลย", t=24.0),
        judgement("u3", "ignore", "silent", flags=scarce, why="against the stock of the sheet"),
        comment("c6", "หม้อไฟช็อตมือเลย ต้องทำยังไง", "pim.pim", t=26.0),
        judgement("c6", "escalate", "case", reason="safety", confidence=0.97, reply="กำลังให้ทีมงานดูแลทันทีค่ะ ถอดปลั๊กก่อนนะคะ", why="an injury or a shock goes to a person at once"),
        case("k1", "หม้อไฟช็อตมือเลย ต้องทำยังไง", user="pim.pim", lang="th", reason="safety", urgency="now", draft="กำลังให้ทีมงานดูแลทันทีค่ะ ถอดปลั๊กก่อนนะคะ",
             history=["หม้อรุ่นนี้ใช้ไฟกี่วัตต์คะ", "ซื้อไปเมื่อวันก่อน"], facts=["products.rice_cooker.warranty_months"], event_ids=["c6"]),
        case("k2", "طلبي رقم [order_no] لم يصل منذ أسبوعين", user="نورة_88", lang="ar", reason="order_specific", event_ids=["c3", "c7"],
             history=["كم رسوم الشحن؟"], draft="لحظة من فضلك، سنحوّل طلبك إلى الفريق."),
        case("k3", "order 200 pairs, what price can you do", user="dan.w", lang="en", reason="bulk_or_b2b", urgency="later", state="human", agent="dina"),
        resolution("take", case="k3"),
        case("k0", "เสียงไม่ออกค่ะ", user="noon", lang="th", reason="av_issue", state="closed", agent="dina"),
    ]  # fmt: skip


def board() -> list[Line]:
    return [
        group("ship_fee", "ค่าส่งเท่าไหร่คะ", {"th": "ค่าส่ง 40 บาทค่ะ สั่งครบ 590 บาทส่งฟรีนะคะ", "ar": "رسوم الشحن 40 بات، ومجاني فوق 590 بات.", "en": "Shipping is 40 baht, free from 590 baht."},
              count=14, langs=["th", "ar", "en"], host=told("ค่าส่งเท่าไหร่", "ค่าส่ง 40 บาทค่ะ สั่งครบ 590 บาทส่งฟรีนะคะ")),
        group("g2", "รองเท้ามีไซซ์ 44 ไหม", {"th": "มีไซซ์ 36 ถึง 45 ค่ะ เท้ายาวไม่เกิน 28 ซม. เลือก 44 ได้เลยนะคะ"}, count=5, langs=["th", "my"],
              host=told("มีไซซ์อะไรบ้าง", "มีไซซ์ 36 ถึง 45 ค่ะ เท้ายาวไม่เกิน 28 ซม. เลือก 44 ได้เลยนะคะ")),
        group("g3", "is the cooker 220 V?", {"en": "Yes, it runs on 220–240 V."}, count=1, host=told("ใช้ไฟกี่โวลต์", "หม้อหุงข้าวมินิใช้ไฟ 220–240 โวลต์ค่ะ")),
        group("cod", "มีเก็บปลายทางไหม", {"th": "มีค่ะ ค่าบริการ 25 บาท"}, count=9, status="answered"),
        comment("c8", "ရောင်းတဲ့ ဖိနပ် ၄၄ ဆိုဒ် ရှိလား", "မောင်မောင်", "my", 31.0),
        judgement("c8", "escalate", "case", "my", reason="unknown_fact", confidence=0.55, why="no fact for it"),
        comment("c9", "555 ตลกมาก 😂😂", "jejen", t=33.0),
        judgement("c9", "ignore", "silent", kind="chatter", confidence=0.97, why="laughter"),
        comment("c10", "ใส่แล้วกันน้ำไหมคะ", "tik", t=34.0),
    ]  # fmt: skip


def evening() -> list[Line]:
    """The whole scene, in order."""
    return [*opening(), *middle(), *board()]
