"""The way back: what a person pressed becomes one checked `Resolution`."""

from __future__ import annotations

from pydantic import ValidationError

from assistant.console.answers import told
from assistant.domain import Resolution, Writing
from assistant.errors import BadInput
from assistant.people.person import Role

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
    "corrected": (("event_id",), ("reason",)),
    "pin": (),
    "show": (),
    "mode": (),
    "mute": (("user",),),
    "unmute": (("user",),),
    "slow": (),
}

CASES = frozenset({Role.OWNER, Role.AGENT})
CARDS = frozenset({Role.OWNER, Role.HOST, Role.OPERATOR})
ANSWERS = frozenset({Role.OWNER, Role.OPERATOR})
WHO: dict[str, frozenset[Role]] = {  # kind -> who may do it; a kind that is missing here is refused
    "send": CARDS,
    "edit_send": ANSWERS,
    "summary": ANSWERS,
    "dismiss": CARDS,
    "accept": CASES,
    "take": CASES,
    "assign": CASES,
    "release": CASES,
    "note": CASES,
    "answer_case": CASES,
    "return_case": CASES,
    "close_case": CASES,
    "reopen": CASES,
    "on_air": CARDS,
    "wrong_flag": CARDS,
    "corrected": CARDS,
    "pin": CARDS,
    "show": CARDS,
    "mode": ANSWERS,
    "mute": ANSWERS,
    "unmute": ANSWERS,
    "slow": ANSWERS,
}


def may(role: Role, kind: str) -> bool:
    """Whether somebody of this role may take this kind of action."""
    return role in WHO.get(kind, frozenset())


def allowed(role: Role) -> tuple[str, ...]:
    """Every kind of action of a role."""
    return tuple(kind for kind in WHO if may(role, kind))


class Asked(Resolution):
    """A resolution as the page sends it; who pressed is known from the sign-in, never from the body."""

    by: str = ""


def resolution(raw: bytes, by: str) -> Resolution:
    """The resolution in a request body. Raises `BadInput` with a remedy."""
    try:
        asked = Asked.model_validate_json(raw, strict=True)
    except ValidationError as fault:
        raise BadInput(told(fault), where="resolve", remedy="reload the page and press the button again") from None
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
        asked = AskedWriting.model_validate_json(raw, strict=True)
    except ValidationError as fault:
        raise BadInput(told(fault), where="typing", remedy="reload the page") from None
    if not (asked.group or asked.case or asked.event_id):
        raise BadInput("typing needs group, case or event_id", where="typing", remedy="reload the page")
    return Writing(**{**asked.model_dump(), "by": by})
