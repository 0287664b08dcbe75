"""Log lines as a live session writes them, in many languages; and random ones for the fold."""

from __future__ import annotations

import random
from typing import Any, get_args

from assistant.domain import CaseState

Line = tuple[str, dict[str, Any]]


def comment(id: str, text: str, user: str = "som_o", lang: str | None = "th", t: float = 1.0, **more: Any) -> Line:
    return "comment", {"id": id, "user": user, "text": text, "lang": lang, "t": t, "market": "TH", "source": "replay", **more}


def utterance(id: str, text: str, lang: str = "th", t: float = 1.0, origin: str = "recognised") -> Line:
    return "utterance", {"id": id, "text": text, "t": t, "end": t + 2, "lang": lang, "asr_confidence": 0.91, "origin": origin}


def judgement(event_id: str, action: str, act: str, lang: str = "th", *, kind: str | None = None, why: str = "", gist: Any = None, **decision: Any) -> Line:
    full = {
        "event_id": event_id, "action": action, "facts": [], "reply": None, "lang": lang, "reason": None, "flags": [], "promise": None,
        "pii_masked": None, "group": None, "confidence": 0.9, "latency_ms": 41, "alert": None,
    }  # fmt: skip
    correction = decision.pop("correction", None)
    body = {
        "decision": {**full, **decision}, "act": act, "why": why, "kind": kind, "topics": [], "product": None,
        "trace": ["understood", "looked up"],
    }  # fmt: skip
    body |= {} if gist is None else {"gist": gist}
    return "judgement", body if correction is None else {**body, "correction": correction}


def flag(category: str, severity: str, span: tuple[int, int], why: str, say: str | None = None) -> dict[str, Any]:
    return {"category": category, "severity": severity, "span": list(span), "why": why, "say_instead": say}


def group(
    id: str, question: str, replies: dict[str, str], *, count: int = 1, langs: list[str] | None = None, status: str = "open", by: str | None = None,
    host: dict[str, Any] | None = None, **more: Any,
) -> Line:
    return "group", {
        "id": id, "room": "trw-th-1", "topic": "shipping", "question": question, "count": count, "users": ["som_o"],
        "langs": langs or list(replies), "event_ids": ["c1"], "replies": replies, "host": host, "facts": ["markets.TH.shipping.fee"],
        "status": status, "answered_by": by, "first_t": 1.0, "last_t": 9.0, **more,
    }  # fmt: skip


def case(id: str, question: str, *, user: str = "noura", lang: str = "ar", reason: str = "complaint", **more: Any) -> Line:
    return "case", {
        "id": id, "room": "trw-th-1", "episode": 1, "state": "offered", "reason": reason, "user": user, "lang": lang,
        "question": question, "event_ids": ["c9"], "opened_t": 3.0, "agent": None, "draft": None, "facts": [], "urgency": "soon",
        "history": [], **more,
    }  # fmt: skip


def case_file(id: str, episode: int = 1) -> Line:
    return "case_file", {"id": {"case_id": id, "episode": episode}, "summary": "complaint (soon)"}


def deleted(comment_id: str) -> Line:
    return "deleted", {"room": "trw-th-1", "event_id": comment_id, "t": 3.0, "source": "replay"}


def outgoing(key: str, comment_id: str, text: str, lang: str = "th", by: str = "assistant") -> Line:
    return "outgoing", {
        "key": key, "room": "trw-th-1", "sink": "replay", "text": text, "lang": lang, "in_reply_to": comment_id, "user": None,
        "expires_t": None, "by": by,
    }  # fmt: skip


def receipt(key: str, status: str = "sent", detail: str = "") -> Line:
    return "receipt", {"key": key, "status": status, "platform_id": None, "detail": detail}


def hold(key: str, state: str, why: str = "the host is speaking", comment_id: str | None = None) -> Line:
    return "hold", {"key": key, "state": state, "why": why, "t": 3.0, "in_reply_to": comment_id}


def product(*showing: str, by: str = "host") -> Line:
    shown = {"product": showing[0] if showing else None, "state": "shown" if showing else "hidden"}
    return "product", {**shown, "by": by, "t": 3.0, "showing": list(showing)}


def session(state: str = "started", **more: Any) -> Line:
    return "session", {
        **more,
        "room": "trw-th-1", "market": "TH", "langs": ["th", "en"], "local_start": "2026-03-04T19:30", "shop": "Trailway", "state": state,
    }  # fmt: skip


def resolution(kind: str, **fields: Any) -> Line:
    blank = {"by": "dina", "group": None, "case": None, "event_id": None, "text": None, "lang": None, "reason": None}
    return "resolution", {"kind": kind, **blank, **fields}


def steering(**set_: Any) -> Line:
    return "steering", {"mode": "suggest", "modes": {}, "apart_s": 0.0, "muted": {}, "base": {"mode": "suggest", "modes": {}}, **set_}


def health(name: str, state: str) -> Line:
    return "health", {
        "name": name,
        "kind": "comments",
        "state": state,
        "detail": "",
        "received": 1,
        "lost": 0,
        "lag_s": 0.0,
        "last_t": None,
    }


def random_lines(seed: int, length: int) -> list[Line]:
    """Any order of any kind, ids often met again, so that every rule of the fold and every bound comes up."""
    chance = random.Random(seed)

    def some(prefix: str, most: int = 400) -> str:
        return f"{prefix}{chance.randrange(most)}"

    def any_judgement() -> Line:
        about = chance.choice([some("c"), some("u", 60)])
        flags = [flag("abuse", chance.choice(["low", "high"]), (0, 2), "an insult")] if chance.random() < 0.3 else []
        promise = {"verdict": "contradicted", "fact": "a.b", "said": "two days", "truth": chance.choice([[6, 11], 9500, "no"])}
        return judgement(
            about, "ignore", "silent", flags=flags, promise=promise if chance.random() < 0.3 else None, correction="six to eleven days",
            alert={"kind": "brigading", "since": 2.0, "event_ids": ["c1", "c2"]} if chance.random() < 0.1 else None,
        )  # fmt: skip

    makers = [
        lambda: comment(some("c"), "ส่งกี่วันคะ", user=chance.choice(["__proto__", "1", "som"])),
        lambda: comment(some("c"), "كم السعر", lang=None),
        lambda: utterance(some("u", 60), "สวัสดีค่ะ"),
        any_judgement,
        any_judgement,
        lambda: group(some("", 260), "ค่าส่ง", {"th": "40 บาท"}, status=chance.choice(["open", "answered", "dismissed"]), by=chance.choice([None, "host", "assistant"])),
        lambda: case(
            chance.choice([some("k", 90), "__proto__"]), "وين طلبي", state=chance.choice(list(get_args(CaseState))),
            episode=chance.choice([1, 1, 2]), level=chance.choice([0, 0, 1]), urgency=chance.choice(["now", "soon"]),
            notice=chance.choice([None, some("o", 40)]), untold=chance.choice([None, "mode is suggest"]),
        ),
        lambda: case_file(some("k", 90), chance.choice([1, 2])),
        lambda: deleted(some("c")),
        lambda: outgoing(some("o"), some("c"), "40 บาทค่ะ"),
        lambda: receipt(some("o"), chance.choice(["sent", "uncertain", "failed", "expired"])),
        lambda: hold(some("o", 40), "withdrawn"),
        lambda: receipt(some("o", 40)),
        lambda: hold(some("o"), chance.choice(["held", "released", "withdrawn"])),
        lambda: case(
            some("q", 160), "ramp?", reason="unknown_fact", topic=chance.choice([None, some("topic", 120)]), product=chance.choice([None, "pot"])
        ),
        lambda: steering(mode=chance.choice(["auto", "off"]), muted={some("v"): "dina"}),
        lambda: product(*chance.sample(["shoes", "pot", "__proto__"], chance.randrange(3))),
        lambda: resolution(chance.choice(["take", "answer_case"]), case=some("k", 90), text="ok"),
        lambda: resolution(
            chance.choice(["wrong_flag", "corrected"]),
            event_id=some("u", 60), reason=chance.choice([None, "abuse", "promise"]), flag=chance.choice([None, 0]),
        ),
        lambda: resolution("pin", group=chance.choice([None, some("", 260)])),
        lambda: resolution("dismiss", event_id=some("c")),
        lambda: health(some("source", 3), chance.choice(["ok", "down"])),
        lambda: ("gap", {"room": "trw-th-1", "source": "s", "start": 1.0, "end": 2.0, "reason": "reconnect"}),
        lambda: ("refused", {"kind": "bad_json", "detail": "", "source": "s"}),
    ]
    rare = [lambda: session("started"), lambda: session("started", steering=steering()[1]), lambda: session("resumed"), lambda: session("ended")]
    return [chance.choice(rare if chance.random() < 0.003 else makers)() for _ in range(length)]
