"""Any desk of your own: signed JSON by POST, in both directions, as the Standard Webhooks notation has it.

    out   case.opened · case.note · case.closed     the answer to case.opened may name the ticket: {"ticket": "...", "url": "..."}
    in    accepted · replied · returned · closed · note · seen

Every request carries `webhook-id`, `webhook-timestamp` (Unix seconds) and `webhook-signature`: `v1,` and the base64 of
HMAC-SHA256 over `id.timestamp.body`, several with spaces between. The same id is the same thing: a receiver drops the second copy.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Literal

from pydantic import Field, ValidationError

from assistant.domain import Health, Value
from assistant.errors import BadSettings
from assistant.handoff.briefing import cut, shortened
from assistant.handoff.desks import DeskOptions, DeskTools, secrets
from assistant.handoff.desks.wire.calls import Caller, caller, check_address
from assistant.handoff.desks.wire.door import Door, Taken, Unreadable, opened
from assistant.handoff.desks.wire.signing import Forged, base64_mac, check_age, check_any
from assistant.letters import CaseBrief, Claimed, DeskEvent, Ticket
from assistant.ports import DeskLimits

ENVELOPE_BYTES = 1024  # of a body, beside the brief or the text


class Options(DeskOptions):
    """Where cases are sent, and the variables that hold the secrets: several with spaces between, the first one signs.

    `max_bytes` is the largest body the receiver takes.
    """

    url: str
    secret_env: str = "LIVE_ASSISTANT_DESK_SECRET"  # noqa: S105 - the variable's name, not a secret
    max_bytes: int = Field(65_536, ge=4096)
    rate_per_s: float = Field(5.0, gt=0)


class Incoming(Value):
    """The body of an event."""

    type: Literal["accepted", "replied", "returned", "closed", "note", "seen"]
    case: str | None = None
    ticket: str | None = None
    author: str = Field("", max_length=200)
    text: str = Field("", max_length=20_000)


def key_of(secret: str) -> bytes:
    """The bytes that sign: `whsec_` announces base64, as Standard Webhooks writes secrets; else the text itself."""
    if not secret.startswith("whsec_"):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error as error:
        raise BadSettings("a secret begins with whsec_ and is not base64", where="desk (webhook)", remedy="copy it again") from error


class WebhookDesk:
    """The desk behind one URL."""

    def __init__(self, options: Options, tools: DeskTools, calls: Caller, keys: tuple[bytes, ...]) -> None:
        self.name = options.name or "webhook"
        self.limits = DeskLimits(max_length=options.max_bytes - ENVELOPE_BYTES, unit="bytes", rate_per_s=options.rate_per_s, dedupes=True)
        self._options, self._tools, self._calls, self._keys = options, tools, calls, keys
        self.door = Door(self._read)
        self._sent = 0

    async def hand_over(self, brief: CaseBrief, key: str) -> Ticket:
        told = shortened(brief, self.limits.max_length)
        answer = await self._send("case.opened", key, {"brief": told.model_dump(mode="json")})
        given = answer if isinstance(answer, dict) else {}
        url = given.get("url")
        return Ticket(id=str(given.get("ticket") or f"{brief.case}#{brief.episode}"), url=url if isinstance(url, str) else None)

    async def note(self, ticket: Ticket, text: str, key: str) -> None:
        await self._send("case.note", key, {"ticket": ticket.id, "text": cut(text, self.limits.max_length, "bytes")})

    async def close(self, ticket: Ticket, text: str, key: str) -> None:
        await self._send("case.closed", key, {"ticket": ticket.id, "text": cut(text, self.limits.max_length, "bytes")})

    async def find(self, claimed: Claimed) -> Ticket | None:
        """Never asked: the receiver drops a second copy."""
        return None

    def events(self) -> AsyncIterator[DeskEvent]:
        return self.door.events()

    def health(self) -> Health:
        figures = self.door.figures()
        detail = f"{self._sent} letters sent, {figures.received} events, {sum(figures.refused.values())} requests refused"
        return Health(name=self.name, kind="desk", state="ok", detail=detail, received=figures.received)

    async def _send(self, type_: str, key: str, body: Mapping[str, Any]) -> Any:
        raw = json.dumps({"type": type_, **body}, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        stamp = str(int(self._tools.wall()))
        headers = {
            "webhook-id": key,
            "webhook-timestamp": stamp,
            "webhook-signature": f"v1,{base64_mac(self._keys[0], f'{key}.{stamp}.'.encode() + raw)}",
            "Idempotency-Key": key,
        }
        answer = await self._calls.call("POST", "", raw, headers=headers)
        self._sent += 1
        return answer

    def _read(self, path: str, headers: Mapping[str, str], raw: bytes) -> Taken:
        name, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        if not 0 < len(name) <= 200:
            raise Forged("no id")
        check_age(stamp, self._tools.wall())
        signed = f"{name}.{stamp}.".encode("utf-8", "surrogateescape") + raw
        given = [one.removeprefix("v1,") for one in headers.get("webhook-signature", "").split(" ")[:8] if one.startswith("v1,")]
        right = [base64_mac(key, signed) for key in self._keys]
        check_any(given, right)
        try:
            found = Incoming.model_validate_json(raw)
        except ValidationError as error:
            raise Unreadable("not an event") from error
        if not (found.case or found.ticket):
            raise Unreadable("an event without a case")
        event = DeskEvent(id=name, kind=found.type, case=found.case, ticket=found.ticket, author=found.author, text=found.text)
        return Taken(events=(event,))


@asynccontextmanager
async def connect(options: Options, tools: DeskTools) -> AsyncIterator[WebhookDesk]:
    """Opens the door for events; nothing is sent until the first case. Raises `BadSettings`, `Unavailable`."""
    url = check_address(options.url, allow_private=options.allow_private, where="desk.url")
    keys = tuple(key_of(secret) for secret in secrets(tools.environment, options.secret_env, where="webhook"))
    async with caller(url, options.name or "webhook", allow_private=options.allow_private) as calls:
        desk = WebhookDesk(options, tools, calls, keys)
        async with opened(desk.door, options.host, options.port, options.path):
            yield desk
