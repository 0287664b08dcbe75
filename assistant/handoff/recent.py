"""What a person who takes a case needs to know of the show just before: what the host last said, and what each viewer was already sent.

Bounded, masked, and folded from the lines of the record, so that a restart knows the same.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import Any

from assistant.domain import Value

CLAIMS = 8  # sentences of the host
POSTS = 5  # replies to one viewer
VIEWERS = 5_000
ON_THEIR_WAY = 1_000  # replies without a receipt


class Claim(Value):
    """A sentence of the host's. `verdict`: of the promise in it, where it has one."""

    event_id: str
    t: float
    text: str
    verdict: str | None = None
    fact: str | None = None


class Posted(Value):
    """A reply to a viewer and what became of it."""

    text: str
    lang: str
    by: str
    status: str = "waiting"
    in_reply_to: str | None = None


class Recent:
    """The last of everything, by the record's own lines."""

    def __init__(self) -> None:
        self._claims: deque[Claim] = deque(maxlen=CLAIMS)
        self._posts: OrderedDict[str, OrderedDict[str, Posted]] = OrderedDict()  # viewer -> key -> reply
        self._users: OrderedDict[str, str] = OrderedDict()  # comment -> viewer
        self._open: OrderedDict[str, str] = OrderedDict()  # key -> viewer

    def add(self, kind: str, body: dict[str, Any]) -> None:
        """One line of the record."""
        match kind:
            case "comment":
                _put(self._users, body["id"], body["user"], VIEWERS)
            case "utterance":
                self._claims.append(Claim(event_id=body["id"], t=body["t"], text=body["text"]))
            case "judgement":
                self._judged(body["decision"])
            case "outgoing":
                self._made(body)
            case "receipt":
                user = self._open.pop(body["key"], None)
                if user is not None and (sent := self._posts.get(user, {}).get(body["key"])):
                    self._posts[user][body["key"]] = sent.model_copy(update={"status": body["status"]})

    def claims(self) -> tuple[Claim, ...]:
        """Oldest first."""
        return tuple(self._claims)

    def posts(self, user: str) -> tuple[Posted, ...]:
        """What this viewer was sent, oldest first."""
        return tuple(self._posts.get(user, {}).values())

    def _judged(self, decision: dict[str, Any]) -> None:
        promise = decision.get("promise")
        if promise and self._claims and self._claims[-1].event_id == decision["event_id"]:
            self._claims[-1] = self._claims[-1].model_copy(update={"verdict": promise["verdict"], "fact": promise["fact"]})

    def _made(self, body: dict[str, Any]) -> None:
        user = body.get("user") or self._users.get(body.get("in_reply_to") or "")
        if user is None:
            return
        mine: OrderedDict[str, Posted] = self._posts.setdefault(user, OrderedDict())
        self._posts.move_to_end(user)
        made = Posted(text=body["text"], lang=body["lang"], by=body.get("by", "assistant"), in_reply_to=body.get("in_reply_to"))
        _put(mine, body["key"], made, POSTS)
        _put(self._open, body["key"], user, ON_THEIR_WAY)
        while len(self._posts) > VIEWERS:
            self._posts.popitem(last=False)


def _put(table: OrderedDict[str, Any], key: str, value: Any, most: int) -> None:
    table.pop(key, None)
    table[key] = value
    while len(table) > most:
        table.popitem(last=False)
