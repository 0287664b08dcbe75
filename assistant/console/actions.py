"""The way back: what a person pressed becomes one checked `Resolution`."""

from __future__ import annotations

from pydantic import ValidationError

from assistant.domain import Resolution, Writing
from assistant.errors import BadInput

MAX_TEXT = 2000  # code points of a reply; platforms take less, the session fits it
NEEDS: dict[str, tuple[tuple[str, ...], ...]] = {  # kind -> fields, of each at least one
    "send": (("group", "event_id"),),
    "edit_send": (("group", "event_id"), ("text",)),
    "summary": (("group",),),
    "dismiss": (("group", "event_id"),),
    "accept": (("case",),),
    "take": (("case",),),
    "assign": (("case",), ("agent",)),
    "release": (("case",),),
    "note": (("case",), ("text",)),
    "answer_case": (("case",), ("text",)),
    "return_case": (("case",),),
    "close_case": (("case",),),
    "reopen": (("case",),),
    "on_air": (("group", "event_id", "case"),),
    "wrong_flag": (("event_id",), ("reason",)),
    "show": (),
}


class Asked(Resolution):
    """A resolution as the page sends it; who pressed is known from the sign-in, never from the body."""

    by: str = ""


def resolution(raw: bytes, by: str) -> Resolution:
    """The resolution in a request body. Raises `BadInput` with a remedy."""
    try:
        asked = Asked.model_validate_json(raw)
    except ValidationError as fault:
        raise BadInput(_first(fault), where="resolve", remedy="reload the page and press the button again") from None
    for choice in NEEDS[asked.kind]:
        if not any((getattr(asked, field) or "").strip() for field in choice):
            raise BadInput(f"{asked.kind} needs {' or '.join(choice)}", where="resolve", remedy="fill it in and try again")
    if asked.text is not None and len(asked.text) > MAX_TEXT:
        raise BadInput(f"the text has {len(asked.text)} characters", where="resolve", remedy=f"keep it to {MAX_TEXT}")
    return Resolution(**{**asked.model_dump(), "by": by})


class AskedWriting(Writing):
    """That somebody writes, as the page sends it."""

    by: str = ""


def writing(raw: bytes, by: str) -> Writing:
    """Who writes to whom, from a request body. Raises `BadInput` with a remedy."""
    try:
        asked = AskedWriting.model_validate_json(raw)
    except ValidationError as fault:
        raise BadInput(_first(fault), where="typing", remedy="reload the page") from None
    if not (asked.group or asked.case or asked.event_id):
        raise BadInput("typing needs group, case or event_id", where="typing", remedy="reload the page")
    return Writing(**{**asked.model_dump(), "by": by})


def _first(fault: ValidationError) -> str:
    error = fault.errors(include_url=False, include_context=False, include_input=False)[0]
    return ": ".join(part for part in (".".join(map(str, error["loc"])), error["msg"]) if part)
