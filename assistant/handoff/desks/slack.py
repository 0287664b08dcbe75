"""Slack: a thread per case in one channel, with buttons to take, return and close; what is written in the thread goes to the viewer.

Events and buttons come to the same address. A message that begins with `//` is for colleagues only.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, quote

from pydantic import Field

from assistant.domain import Health
from assistant.errors import InDoubt, Rejected, Unavailable
from assistant.handoff.briefing import cut, fields, told
from assistant.handoff.desk_words import DeskWords
from assistant.handoff.desks import DeskOptions, DeskTools, secret, secrets
from assistant.handoff.desks.wire.calls import Caller, caller, check_address
from assistant.handoff.desks.wire.door import Door, Taken, Unreadable, opened
from assistant.handoff.desks.wire.signing import check_age, check_any, hex_mac
from assistant.letters import CaseBrief, Claimed, DeskEvent, Ticket
from assistant.ports import DeskLimits

ACTIONS = {"take": "accepted", "return": "returned", "close": "closed"}
TRY_AGAIN = ("ratelimited", "rate_limited", "service_unavailable", "internal_error", "fatal_error", "request_timeout")
MENDABLE = ("invalid_auth", "not_authed", "token_expired", "token_revoked", "account_inactive", "missing_scope", "not_in_channel", "channel_not_found")
ASIDE = "//"
METADATA = "live_assistant_letter"
SECTION = 3000  # characters of one section of blocks
NAMES = 500  # of people that are remembered


class Options(DeskOptions):
    """The channel's id (`C…`) and the variables that hold the secrets: several signing secrets with spaces between are all accepted."""

    channel: str = Field(pattern=r"^[CG][A-Z0-9]{6,}$")
    url: str = "https://slack.com"
    token_env: str = "LIVE_ASSISTANT_SLACK_TOKEN"  # noqa: S105 - the variables' names, not secrets
    secret_env: str = "LIVE_ASSISTANT_SLACK_SIGNING_SECRET"  # noqa: S105
    rate_per_s: float = Field(1.0, gt=0)


class SlackDesk:
    """One channel."""

    def __init__(self, options: Options, tools: DeskTools, calls: Caller, keys: tuple[str, ...]) -> None:
        self.name = options.name or "slack"
        self.limits = DeskLimits(max_length=SECTION, rate_per_s=options.rate_per_s, burst=1, reads_back=True)
        self._options, self._tools, self._calls, self._keys = options, tools, calls, keys
        self._words = DeskWords.load(options.lang)
        self._names: OrderedDict[str, str] = OrderedDict()
        self.door = Door(self._read)

    async def hand_over(self, brief: CaseBrief, key: str) -> Ticket:
        text = told(fields(brief, self._words), SECTION - 1, "chars")
        blocks = [
            {"type": "section", "text": {"type": "plain_text", "text": text, "emoji": False}},
            {"type": "context", "elements": [{"type": "plain_text", "text": f"{self._words('how')} {ASIDE} …"}]},
            {"type": "actions", "elements": [self._button(name, brief.case) for name in ACTIONS]},
        ]
        answer = await self._post({"text": cut(brief.question, 200, "chars"), "blocks": blocks}, key)
        return self._ticket(answer.get("ts"))

    async def note(self, ticket: Ticket, text: str, key: str) -> None:
        section = {"type": "section", "text": {"type": "plain_text", "text": cut(text, SECTION, "chars"), "emoji": False}}
        await self._post({"text": cut(text, 200, "chars"), "blocks": [section], "thread_ts": ticket.id}, key)

    async def close(self, ticket: Ticket, text: str, key: str) -> None:
        await self.note(ticket, text, key)

    async def find(self, claimed: Claimed) -> Ticket | None:
        """By the metadata of the channel's, or the thread's, latest hundred messages."""
        method = "conversations.history" if claimed.ticket is None else "conversations.replies"
        thread = "" if claimed.ticket is None else f"&ts={quote(claimed.ticket.id)}"
        path = f"/api/{method}?channel={self._options.channel}{thread}&limit=100&include_all_metadata=true"
        found = await self._answered(await self._calls.call("GET", path))
        for message in found.get("messages") or []:
            carried = message.get("metadata") or {}
            if carried.get("event_type") == METADATA and (carried.get("event_payload") or {}).get("key") == claimed.letter.key:
                return claimed.ticket or self._ticket(message.get("ts"))
        return None

    def events(self) -> AsyncIterator[DeskEvent]:
        return self._named()

    async def _named(self) -> AsyncIterator[DeskEvent]:
        """Events with the names of those who did them; Slack sends ids."""
        async for event in self.door.events():
            yield event.model_copy(update={"author": await self._name(event.author)})

    def health(self) -> Health:
        figures = self.door.figures()
        detail = f"{figures.received} events, {sum(figures.refused.values())} requests refused"
        return Health(name=self.name, kind="desk", state="ok", detail=detail, received=figures.received)

    # ------------------------------------------------------------------ out

    def _button(self, name: str, case: str) -> dict[str, Any]:
        label = {"type": "plain_text", "text": self._words(name)}
        return {"type": "button", "action_id": name, "text": label, "value": json.dumps({"room": self._tools.room.room, "case": case})}

    def _ticket(self, ts: Any) -> Ticket:
        if not isinstance(ts, str) or not ts:
            raise InDoubt("the answer names no message", where=self.name)
        return Ticket(id=ts, url=f"{self._options.url}/archives/{self._options.channel}/p{ts.replace('.', '')}")

    async def _post(self, message: Mapping[str, Any], key: str) -> dict[str, Any]:
        metadata = {"event_type": METADATA, "event_payload": {"key": key}}
        body = {"channel": self._options.channel, "metadata": metadata, "unfurl_links": False, "unfurl_media": False, **message}
        return await self._answered(await self._calls.call("POST", "/api/chat.postMessage", body))

    async def _answered(self, answer: Any) -> dict[str, Any]:
        """Slack says 200 and `ok: false`."""
        if not isinstance(answer, dict) or "ok" not in answer:
            raise InDoubt("the answer is not of the documented shape", where=self.name)
        if answer["ok"]:
            return answer
        why = str(answer.get("error"))
        if why in TRY_AGAIN:
            raise Unavailable(f"it says {why}", where=self.name)
        if why in MENDABLE:
            raise Unavailable(f"it says {why}", where=self.name, remedy="mend the app's rights or invite it to the channel")
        raise Rejected(f"it says {why}", where=self.name, remedy="see the errors of chat.postMessage")

    async def _name(self, user: str) -> str:
        """A person's display name; the id where it cannot be had."""
        if user and user not in self._names:
            try:
                answer = await self._answered(await self._calls.call("GET", f"/api/users.info?user={quote(user)}"))
                profile = answer["user"].get("profile") or {}
                self._names[user] = str(profile.get("display_name") or answer["user"].get("real_name") or user)
            except (Unavailable, Rejected, KeyError, AttributeError):
                return user
            if len(self._names) > NAMES:
                self._names.popitem(last=False)
        return self._names.get(user, user)

    # ------------------------------------------------------------------ in

    def _read(self, path: str, headers: Mapping[str, str], raw: bytes) -> Taken:
        stamp = headers.get("X-Slack-Request-Timestamp", "")
        check_age(stamp, self._tools.wall())
        right = [f"v0={hex_mac(key.encode(), f'v0:{stamp}:'.encode() + raw)}" for key in self._keys]
        check_any([headers.get("X-Slack-Signature", "")], right)
        try:
            if headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded"):
                return self._pressed(json.loads(parse_qs(raw.decode())["payload"][0]))
            payload = json.loads(raw)
            if payload["type"] == "url_verification":
                return Taken(answer={"challenge": payload["challenge"]})
            return self._written(payload)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
            raise Unreadable("not an event of Slack") from error

    def _pressed(self, payload: Mapping[str, Any]) -> Taken:
        action = payload["actions"][0]
        value = json.loads(action["value"]) if action["action_id"] in ACTIONS else {}
        if value.get("room") != self._tools.room.room:
            return Taken()
        ts = payload["message"].get("thread_ts") or payload["message"]["ts"]
        name = f"press:{ts}:{action['action_id']}:{action['action_ts']}"
        event = DeskEvent(id=name, kind=ACTIONS[action["action_id"]], case=value["case"], ticket=ts, author=payload["user"]["id"])
        return Taken(events=(event,))

    def _written(self, payload: Mapping[str, Any]) -> Taken:
        """A person's message in a thread of ours. Bots, edits, joins and what stands outside threads are no replies."""
        event = payload.get("event") or {}
        plain = event.get("type") == "message" and not event.get("subtype") and not event.get("bot_id") and event.get("user")
        if not plain or event.get("channel") != self._options.channel or not event.get("thread_ts") or event["thread_ts"] == event["ts"]:
            return Taken()
        text = _unescaped(str(event.get("text") or ""))
        kind = "note" if text.startswith(ASIDE) else "replied"
        found = DeskEvent(id=f"message:{event['ts']}", kind=kind, ticket=event["thread_ts"], author=event["user"], text=text)
        return Taken(events=(found,))


def _unescaped(text: str) -> str:
    """Slack writes three signs as entities."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@asynccontextmanager
async def connect(options: Options, tools: DeskTools) -> AsyncIterator[SlackDesk]:
    """Opens the door for events and buttons. Raises `BadSettings`, `Unavailable`."""
    url = check_address(options.url, allow_private=options.allow_private, where="desk.url")
    token = secret(tools.environment, options.token_env, where="slack")
    keys = secrets(tools.environment, options.secret_env, where="slack")
    headers = {"Authorization": f"Bearer {token}"}
    async with caller(url, options.name or "slack", allow_private=options.allow_private, headers=headers) as calls:
        desk = SlackDesk(options.model_copy(update={"url": url}), tools, calls, keys)
        async with opened(desk.door, options.host, options.port, options.path):
            yield desk
