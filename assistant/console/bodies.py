"""What travels in the bodies of the console's HTTP API: the models it is read with, answered with and described by."""

from __future__ import annotations

from typing import Any

from pydantic import Field, model_validator

from assistant.domain import Health, Room, Value
from assistant.people.person import LINK_HOURS, MOST_HOURS, Link, Noted, Person, Role

SECRET = 300  # code points of a secret that is read at all
NAME = 200


class Fault(Value):
    """What is wrong, where, and the remedy."""

    what: str
    where: str = ""
    remedy: str = ""


class Problem(Value):
    """Every refusal has this shape, whatever its status."""

    error: Fault


class Credentials(Value):
    """A sign-in: a person's name and password, or the token and the name others see on what is done with it."""

    name: str = Field("", max_length=NAME)
    password: str | None = Field(None, max_length=SECRET)
    token: str | None = Field(None, max_length=SECRET)

    @model_validator(mode="after")
    def _one(self) -> Credentials:
        if (self.password is None) == (self.token is None):
            raise ValueError("give a password or a token")
        return self


class LinkAsked(Value):
    """A link's secret: what stands behind the # of its address."""

    link: str = Field(max_length=SECRET)


class Joining(LinkAsked):
    """Following a link. `name`: the first owner's; `password`: where the link sets one."""

    name: str = Field("", max_length=NAME)
    password: str | None = Field(None, max_length=SECRET)


class NewPassword(Value):
    """Another password of one's own."""

    old: str = Field(max_length=SECRET)
    new: str = Field(max_length=SECRET)


class Invitation(Value):
    """Somebody to be let in. `screen`: a viewer without a password, such as a browser source, whose link works until it ends."""

    name: str = Field(max_length=NAME)
    role: Role
    hours: float = Field(LINK_HOURS, gt=0, le=MOST_HOURS)
    screen: bool = False


class LinkFor(Value):
    """How long a new link works."""

    hours: float = Field(LINK_HOURS, gt=0, le=MOST_HOURS)


class NewRole(Value):
    role: Role


class NewState(Value):
    """Whether somebody is shut out."""

    disabled: bool


class Invited(Value):
    """A person and the address to send them: it is shown only now."""

    person: Person
    link: str


class Everybody(Value):
    """Everybody who may come in or could, oldest first."""

    people: tuple[Person, ...]


class AuditAsked(Value):
    """A page of the audit log: the lines before `before`, newest first."""

    before: int | None = Field(None, ge=1, le=2**53)
    limit: int = Field(50, ge=1, le=200)


class Audit(Value):
    """A page of the audit log; `next` is the `before` of the one behind it, None at the end."""

    lines: tuple[Noted, ...]
    next: int | None


class MicrophoneOffer(Value):
    """A voice one may speak as; no languages: any; `taken`: who speaks now."""

    name: str
    role: str
    langs: tuple[str, ...]
    taken: str | None


class SessionTold(Value):
    """Who is signed in, as what, which kinds of action they may take, the token that every action carries, and the room."""

    name: str
    role: Role
    person: str | None
    may: tuple[str, ...]
    csrf: str
    room: Room
    earpiece: bool
    microphones: tuple[MicrophoneOffer, ...]


class Done(Value):
    """An action was taken; `outcome` is what the session says about it."""

    ok: bool
    outcome: Any = None


class HealthTold(Value):
    """Every part's state; `seq` is the last line of the record that the console has seen."""

    ready: bool
    parts: tuple[Health, ...]
    seq: int


class Ready(Value):
    ready: bool


LinkTold = Link
