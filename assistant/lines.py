"""What is recorded of a remark and its judgement: masked text only, and an identity that tells a redelivery."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from assistant.domain import Comment, Entry, Remark
from assistant.judged import Judged
from assistant.masking import masked_span
from assistant.ports import Dedupe


def heard(room: str, remark: Remark, judged: Judged, *, is_known: Callable[[str], bool]) -> Entry:
    """What was heard, masked. `is_known`: whether an id is of a remark of the room; what names none may be anything and is not kept."""
    body: dict[str, Any] = {
        "id": remark.id,
        "text": judged.text,
        "t": remark.t,
        "lang": judged.lang,
        "market": remark.market,
        "source": remark.source,
    }
    if isinstance(remark, Comment):
        prev = remark.prev if remark.prev and is_known(remark.prev) else None
        return Entry(room=room, kind="comment", body={**body, "user": remark.user, "prev": prev, "voice": remark.voice})
    more = {"end": remark.end, "asr_confidence": remark.asr_confidence, "origin": remark.origin}
    return Entry(room=room, kind="utterance", body={**body, **more})


def judgement_body(remark: Remark, judged: Judged) -> dict[str, Any]:
    """The judgement as recorded, with the texts masked, the flags where they lie in the masked text, and the correction for the host."""
    body = judged.judgement.model_dump(mode="json")
    for flag in body["decision"]["flags"]:
        flag["span"] = masked_span(tuple(flag["span"]), remark.text, judged.text)
    promise = judged.judgement.decision.promise
    body["correction"] = promise.correction if promise else None
    return body


def identity(remark: Remark, masked: str) -> Dedupe:
    """The same id with the same body is a repeat. The digest is of the masked text: no trace of personal data is kept."""
    body = f"{remark.room}|{masked}|{getattr(remark, 'user', '')}"
    return Dedupe(
        source=f"{remark.room}/{remark.source}",
        source_id=remark.id,
        digest=hashlib.sha256(body.encode("utf-8", "replace")).hexdigest()[:32],
    )
