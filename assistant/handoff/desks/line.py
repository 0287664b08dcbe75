"""LINE: cases come to a chat of the shop's people as pushed messages; who answers by quoting one, answers its viewer.

LINE has no threads: a case is a message, and the quote says which one is meant. Without a quote a text is for colleagues only.
A push carries a retry key, so one in doubt is sent again and never shown twice.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from pydantic import Field

from assistant.domain import Health
from assistant.errors import InDoubt
from assistant.handoff.briefing import cut, fields, told
from assistant.handoff.desk_words import DeskWords
from assistant.handoff.desks import DeskOptions, DeskTools, secret, secrets
from assistant.handoff.desks.wire.calls import Caller, caller, check_address
from assistant.handoff.desks.wire.door import Door, Taken, Unreadable, opened
from assistant.handoff.desks.wire.signing import base64_mac, check_any
from assistant.letters import CaseBrief, Claimed, DeskEvent, Ticket
from assistant.ports import DeskLimits

TEXT = 5000  # 16-bit units of one text message
LABEL = 20  # characters of a button
ACTIONS = {"take": "accepted", "return": "returned", "close": "closed"}
NAMESPACE = uuid.UUID("6f0d4b52-3c51-5f0e-9a55-0f6f3f1f2a77")  # retry keys are UUIDs made from letters' keys


class Options(DeskOptions):
    """The chat's id (a group `C…`, a room `R…` or a person `U…`), and the variables that hold the channel's token and secret."""

    chat: str = Field(pattern=r"^[CRU][0-9a-f]{32}$")
    url: str = "https://api.line.me"
    token_env: str = "LIVE_ASSISTANT_LINE_TOKEN"  # noqa: S105 - the variables' names, not secrets
    secret_env: str = "LIVE_ASSISTANT_LINE_SECRET"  # noqa: S105
    rate_per_s: float = Field(5.0, gt=0)


class LineDesk:
    """One chat of the shop's people."""

    def __init__(self, options: Options, tools: DeskTools, calls: Caller, keys: tuple[str, ...]) -> None:
        self.name = options.name or "line"
        self.limits = DeskLimits(max_length=TEXT, unit="utf16", rate_per_s=options.rate_per_s, dedupes=True)
        self._options, self._tools, self._calls, self._keys = options, tools, calls, keys
        self._words = DeskWords.load(options.lang)
        self.door = Door(self._read)

    async def hand_over(self, brief: CaseBrief, key: str) -> Ticket:
        text = told(fields(brief, self._words), TEXT, "utf16")
        buttons = [
            {"type": "action", "action": {"type": "postback", "label": self._words(name)[:LABEL], "data": json.dumps({"do": name, "case": brief.case})}}
            for name in ACTIONS
        ]
        answer = await self._push([{"type": "text", "text": text, "quickReply": {"items": buttons}}], key)
        return Ticket(id=_message(answer) or f"{brief.case}#{brief.episode}")

    async def note(self, ticket: Ticket, text: str, key: str) -> None:
        await self._push([{"type": "text", "text": cut(text, TEXT, "utf16")}], key)

    async def close(self, ticket: Ticket, text: str, key: str) -> None:
        await self.note(ticket, text, key)

    async def find(self, claimed: Claimed) -> Ticket | None:
        """Never asked: the retry key drops a second copy, and its answer names the first."""
        return None

    def events(self) -> AsyncIterator[DeskEvent]:
        return self.door.events()

    def health(self) -> Health:
        figures = self.door.figures()
        detail = f"{figures.received} events, {sum(figures.refused.values())} requests refused"
        return Health(name=self.name, kind="desk", state="ok", detail=detail, received=figures.received)

    async def _push(self, messages: list[dict[str, Any]], key: str) -> Any:
        """409 says that this retry key was accepted before: it has arrived."""
        headers = {"X-Line-Retry-Key": str(uuid.uuid5(NAMESPACE, key))}
        body = {"to": self._options.chat, "messages": messages}
        return await self._calls.call("POST", "/v2/bot/message/push", body, headers=headers, fine=(409,))

    # ------------------------------------------------------------------ in

    def _read(self, path: str, headers: Mapping[str, str], raw: bytes) -> Taken:
        right = [base64_mac(key.encode(), raw) for key in self._keys]
        check_any([headers.get("X-Line-Signature", "")], right)
        try:
            found = [self._event(one) for one in json.loads(raw)["events"]]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise Unreadable("not events of LINE") from error
        return Taken(events=tuple(event for event in found if event))

    def _event(self, one: Mapping[str, Any]) -> DeskEvent | None:
        """A quoted answer or a button of our chat; joins, stickers, reads and other chats are none."""
        source = one.get("source") or {}
        chat = source.get("groupId") or source.get("roomId") or source.get("userId")
        if chat != self._options.chat or one.get("mode", "active") != "active":
            return None
        author, name = str(source.get("userId") or "")[:8], str(one["webhookEventId"])
        if one["type"] == "postback":
            data = json.loads(one["postback"]["data"])
            kind = ACTIONS.get(data.get("do"))
            return DeskEvent(id=name, kind=kind, case=data["case"], author=author) if kind else None
        message = one.get("message") or {}
        if one["type"] != "message" or message.get("type") != "text" or not message.get("quotedMessageId"):
            return None
        return DeskEvent(id=name, kind="replied", ticket=str(message["quotedMessageId"]), author=author, text=str(message["text"]))


def _message(answer: Any) -> str | None:
    """The id of the one message that was sent; None where the answer leaves it out, as for a copy it may: then only buttons name the case."""
    sent = answer.get("sentMessages") if isinstance(answer, dict) else None
    if not isinstance(answer, dict):
        raise InDoubt("the answer is not of the documented shape", where="line")
    return str(sent[0]["id"]) if isinstance(sent, list) and sent and isinstance(sent[0], dict) and sent[0].get("id") else None


@asynccontextmanager
async def connect(options: Options, tools: DeskTools) -> AsyncIterator[LineDesk]:
    """Opens the door for events. Raises `BadSettings`, `Unavailable`."""
    url = check_address(options.url, allow_private=options.allow_private, where="desk.url")
    token = secret(tools.environment, options.token_env, where="line")
    keys = secrets(tools.environment, options.secret_env, where="line")
    headers = {"Authorization": f"Bearer {token}"}
    async with caller(url, options.name or "line", allow_private=options.allow_private, headers=headers) as calls:
        desk = LineDesk(options, tools, calls, keys)
        async with opened(desk.door, options.host, options.port, options.path):
            yield desk
