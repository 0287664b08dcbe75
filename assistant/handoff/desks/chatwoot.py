"""Chatwoot: each case is a conversation of an API inbox, its context a private note; what an agent writes goes to the viewer.

    out   contact -> conversation (pending) -> the question, the context as a private note, labels, priority -> open, by the bot
    in    an agent's message -> the viewer · assigned -> accepted · pending -> back to the assistant · resolved -> closed

Agent bots get a signature from Chatwoot 4.13 on; for older ones a secret in the path stands in. What webhooks lose, polling finds.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from pydantic import Field

from assistant.domain import Health
from assistant.errors import Rejected, Unavailable
from assistant.handoff.briefing import cut, fields, told
from assistant.handoff.desk_words import DeskWords
from assistant.handoff.desks import DeskOptions, DeskTools, secret, secrets
from assistant.handoff.desks.wire.calls import caller, check_address
from assistant.handoff.desks.wire.chatwoot_account import Account, reference
from assistant.handoff.desks.wire.chatwoot_events import events_of, polled
from assistant.handoff.desks.wire.door import Door, Taken, Unreadable, opened
from assistant.handoff.desks.wire.signing import Forged, check_age, check_any, hex_mac, same
from assistant.letters import CaseBrief, Claimed, DeskEvent, Ticket
from assistant.ports import DeskLimits

log = logging.getLogger(__name__)
PRIORITY = {"now": "urgent", "soon": "medium", "later": "low"}
PAGES = 5  # of conversations that one poll reads at most; the latest come first


class Options(DeskOptions):
    """The account and its API inbox, and the variables that hold the secrets. `poll_s` 0: never ask, only listen.

    `unsigned`: for Chatwoot before 4.13, whose bots do not sign: the secret is the last part of the callback's path instead.
    """

    url: str
    account: int = Field(gt=0)
    inbox: int = Field(gt=0)
    token_env: str = "LIVE_ASSISTANT_CHATWOOT_TOKEN"  # noqa: S105 - the variables' names, not secrets
    bot_token_env: str = "LIVE_ASSISTANT_CHATWOOT_BOT_TOKEN"  # noqa: S105
    secret_env: str = "LIVE_ASSISTANT_CHATWOOT_SECRET"  # noqa: S105
    unsigned: bool = False
    poll_s: float = Field(30.0, ge=0)
    max_length: int = Field(20_000, ge=1000, le=150_000)
    rate_per_s: float = Field(5.0, gt=0)


class ChatwootDesk:
    """One inbox."""

    def __init__(self, options: Options, tools: DeskTools, account: Account, keys: tuple[str, ...]) -> None:
        self.name = options.name or "chatwoot"
        self.limits = DeskLimits(max_length=options.max_length, rate_per_s=options.rate_per_s, reads_back=True)
        self._options, self._tools, self._account, self._keys = options, tools, account, keys
        self._words = DeskWords.load(options.lang)
        self.door = Door(self._read)
        self._fault: str | None = None
        self._seen: dict[int, tuple[Any, ...]] = {}  # conversation -> what the last poll saw of it

    async def hand_over(self, brief: CaseBrief, key: str) -> Ticket:
        """Resumes what an earlier attempt began: nothing is created twice."""
        contact, source = await self._account.contact(f"{brief.room}:{brief.user}", brief.user)
        known = await self._account.conversation_of(contact, reference(key))
        marks = {"room": brief.room, "case": brief.case, "episode": brief.episode, "reference": reference(key)}
        ticket = known["id"] if known else await self._account.open_conversation(contact, source, marks)
        written = await self._account.messages(ticket) if known else []
        question = cut(brief.question, self.limits.max_length, "chars")
        if not any(message["message_type"] == 0 for message in written):
            await self._account.write(ticket, question, message_type="incoming")
        if not _holds(written, key):
            room = self.limits.max_length - len(reference(key)) - len(self._words("how")) - 2
            context = told(fields(brief, self._words), room, "chars")
            await self._account.write(ticket, f"{context}\n{self._words('how')}\n{reference(key)}", private=True)
        await self._account.label(ticket, ("live-assistant", brief.reason, f"urgency-{brief.urgency}"))
        await self._account.prioritise(ticket, PRIORITY[brief.urgency])
        await self._account.set_status(ticket, "open")
        return Ticket(id=str(ticket), url=self._account.page(ticket))

    async def note(self, ticket: Ticket, text: str, key: str) -> None:
        kept = cut(text, self.limits.max_length - len(reference(key)) - 1, "chars")
        await self._account.write(int(ticket.id), f"{kept}\n{reference(key)}", private=True)

    async def close(self, ticket: Ticket, text: str, key: str) -> None:
        await self._account.set_status(int(ticket.id), "resolved")  # may be done twice; the note, which shows that all is done, comes last
        await self.note(ticket, text, key)

    async def find(self, claimed: Claimed) -> Ticket | None:
        """A hand-over is found once its conversation is open (or further): until then it is resumed."""
        letter = claimed.letter
        if letter.brief is None:
            written = await self._account.messages(int(claimed.ticket.id)) if claimed.ticket else []
            return claimed.ticket if _holds(written, letter.key) else None
        contact = await self._account.known_contact(f"{letter.room}:{letter.brief.user}")
        known = await self._account.conversation_of(contact[0], reference(letter.key)) if contact else None
        if known is None or known["status"] == "pending":
            return None
        return Ticket(id=str(known["id"]), url=self._account.page(known["id"]))

    def events(self) -> AsyncIterator[DeskEvent]:
        return self.door.events()

    def health(self) -> Health:
        figures = self.door.figures()
        detail = self._fault or f"{figures.received} events, {sum(figures.refused.values())} requests refused"
        return Health(name=self.name, kind="desk", state="degraded" if self._fault else "ok", detail=detail, received=figures.received)

    # ------------------------------------------------------------------ in

    def _read(self, path: str, headers: Mapping[str, str], raw: bytes) -> Taken:
        if self._options.unsigned:
            given = path.removeprefix(self._options.path).removeprefix("/")
            if not sum(same(given, key) for key in self._keys):
                raise Forged("wrong secret in the path")
        else:
            stamp = headers.get("X-Chatwoot-Timestamp", "")
            check_age(stamp, self._tools.wall())
            right = [f"sha256={hex_mac(key.encode(), f'{stamp}.'.encode() + raw)}" for key in self._keys]
            check_any([headers.get("X-Chatwoot-Signature", "")], right)
        try:
            payload = json.loads(raw)
            delivery = headers.get("X-Chatwoot-Delivery", "")
            return Taken(events=events_of(payload, room=self._tools.room.room, delivery=delivery))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise Unreadable("not an event of Chatwoot") from error

    async def poll(self) -> int:
        """Look for what no webhook told; returns how many events were found. Raises `Unavailable`, `Rejected`."""
        found = 0
        for page in range(1, PAGES + 1):
            listed = await self._account.conversations(page)
            fresh = [c for c in listed if self._seen.get(c["id"]) != _state(c)]
            for conversation in fresh:
                written = await self._account.messages(conversation["id"])
                before = self._seen.get(conversation["id"], (None,))[0]
                for event in polled(conversation, written, room=self._tools.room.room, before=before):
                    found += await self.door.put(event)
                self._seen[conversation["id"]] = _state(conversation)
            if not fresh or not listed:
                break
        return found

    async def keep_polling(self) -> None:
        while True:
            await self._tools.clock.sleep_until(self._tools.clock.now() + self._options.poll_s)
            try:
                await self.poll()
                self._fault = None
            except (Unavailable, Rejected) as error:
                self._fault = f"asking fails: {error}"
                log.warning("chatwoot: %s", self._fault)


def _holds(written: list[Any], key: str) -> bool:
    return any((message.get("content") or "").endswith(reference(key)) for message in written)


def _state(conversation: Mapping[str, Any]) -> tuple[Any, ...]:
    assignee = (conversation.get("meta") or {}).get("assignee") or {}
    return conversation["status"], assignee.get("id"), conversation.get("last_activity_at")


@asynccontextmanager
async def connect(options: Options, tools: DeskTools) -> AsyncIterator[ChatwootDesk]:
    """Opens the door for events and starts to poll; nothing is sent until the first case. Raises `BadSettings`, `Unavailable`."""
    url = check_address(options.url, allow_private=options.allow_private, where="desk.url")
    user = secret(tools.environment, options.token_env, where="chatwoot")
    bot = secret(tools.environment, options.bot_token_env, where="chatwoot")
    keys = secrets(tools.environment, options.secret_env, where="chatwoot")
    paths = f"{options.path}/{{secret}}" if options.unsigned else options.path
    async with caller(url, options.name or "chatwoot", allow_private=options.allow_private) as calls:
        desk = ChatwootDesk(options, tools, Account(calls, url, options.account, options.inbox, user=user, bot=bot), keys)
        async with opened(desk.door, options.host, options.port, paths):
            polling = asyncio.create_task(desk.keep_polling()) if options.poll_s else None
            try:
                yield desk
            finally:
                if polling is not None:
                    polling.cancel()
                    with suppress(asyncio.CancelledError):
                        await polling
