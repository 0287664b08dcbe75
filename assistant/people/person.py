"""The nouns of sign-in: roles, people, links, sessions, and what somebody did."""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from typing import Literal

from pydantic import Field

from assistant.domain import Value
from assistant.errors import BadInput

MAX_NAME = 40  # code points
RESERVED = frozenset({"assistant", "host", "command line"})  # names the record and the audit log use for others than people
LINK_HOURS = 48
MOST_HOURS = 720


class Role(StrEnum):
    """What somebody is in a live; what each may do is in the console's two tables (`console/routes.py`, `console/actions.py`)."""

    OWNER = "owner"  # everything, and says who else may come in
    HOST = "host"  # speaks on air: cards, what is on screen, wrong warnings
    OPERATOR = "operator"  # sits beside the host: also sends and edits answers
    AGENT = "agent"  # customer service: cases
    VIEWER = "viewer"  # looks on, changes nothing, sees no cases
    GUEST = "guest"  # a viewer on the microphone: the microphone page and nothing else


State = Literal["invited", "active", "disabled"]
Purpose = Literal["owner", "join", "reset", "pass", "screen"]


class Person(Value):
    """Somebody who may come in. `since`, `link_until`: seconds since the epoch; `sessions`: how many browsers are signed in."""

    id: str
    name: str
    role: Role
    state: State
    since: float
    has_password: bool = False
    link_until: float | None = None  # until when a link that was made for them still works
    sessions: int = 0


class Link(Value):
    """What a link is for. `join`, `reset` set a password; `pass` opens the page at once, once; `screen` opens it every time."""

    purpose: Purpose
    name: str = ""
    role: Role
    until: float | None = None  # seconds since the epoch; None: until it is used or the program ends


class Invited(Value):
    """A person and the secret of the link just made for them: known to nobody else, and only now."""

    person: Person
    secret: str


class Entered(Value):
    """Somebody who came in, and their cookie."""

    person: Person
    cookie: str


class Kept(Value):
    """A session on file. Times in seconds since the epoch."""

    person: str
    began: float
    seen: float


class Doer(Value):
    """Who does something: on the console, or at the command line of the machine itself."""

    name: str
    role: str
    address: str = ""
    person: str | None = None


class Deed(Value):
    """One line of the audit log: who, from where, what, about what, and how it ended. Ids only: no text, no secret, no viewer."""

    who: str
    role: str
    address: str
    what: str
    outcome: Literal["ok", "refused", "failed"] = "ok"
    about: dict[str, str] = Field(default_factory=dict)


class Noted(Deed):
    """A deed as it stands in the log. `at`: seconds since the epoch."""

    seq: int
    at: float


def tidy(name: str) -> str:
    """A name on one line, at most 40 code points; may be empty."""
    return " ".join("".join(c for c in name if c.isprintable()).split())[:MAX_NAME].strip()


def key_of(name: str) -> str:
    """What makes two names the same: case, width and spaces do not matter."""
    return unicodedata.normalize("NFKC", tidy(name)).casefold()


def named(name: str) -> str:
    """The name a new person gets. Raises `BadInput` for none, and for one that stands for somebody else in the record."""
    clean = tidy(name)
    if not clean:
        raise BadInput("a person needs a name", where="name", remedy="give the name the others know")
    if key_of(clean) in RESERVED:
        raise BadInput(f"nobody can be called {clean}", where="name", remedy="choose another name: the record uses this one itself")
    return clean


def purpose_for(person: Person) -> Purpose:
    """What a new link for somebody is for."""
    if person.role is Role.GUEST:
        return "pass"
    if person.has_password:
        return "reset"
    return "screen" if person.state == "active" else "join"
