"""Telegram: a forum topic per case in one group of the shop's people, with buttons; what is written in the topic goes to the viewer.

Telegram cannot be asked what it has received and knows no keys: a letter in doubt stays with a person. A message that begins with
`//` is for colleagues only.
"""

from __future__ import annotations

import json
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
from assistant.handoff.desks.wire.signing import check_any
from assistant.letters import CaseBrief, Claimed, DeskEvent, Ticket
from assistant.ports import DeskLimits

TEXT, TOPIC = 4096, 128  # 16-bit units of a message and of a topic's name
ACTIONS = {"take": "accepted", "return": "returned", "close": "closed"}
ASIDE = "//"


class Options(DeskOptions):
    """The group's id (negative), and the variables that hold the bot's token and the webhook's secret token (A-Z a-z 0-9 _ -)."""

    chat: int = Field(lt=0)
    url: str = "https://api.telegram.org"
    token_env: str = "LIVE_ASSISTANT_TELEGRAM_TOKEN"  # noqa: S105 - the variables' names, not secrets
    secret_env: str = "LIVE_ASSISTANT_TELEGRAM_SECRET"  # noqa: S105
    rate_per_s: float = Field(0.33, gt=0)  # 20 messages a minute in one group


class TelegramDesk:
    """One group with topics."""

    def __init__(self, options: Options, tools: DeskTools, calls: Caller, keys: tuple[str, ...]) -> None:
        self.name = options.name or "telegram"
        self.limits = DeskLimits(max_length=TEXT, unit="utf16", rate_per_s=options.rate_per_s, burst=3)
        self._options, self._tools, self._calls, self._keys = options, tools, calls, keys
        self._words = DeskWords.load(options.lang)
        self._topics: dict[str, Ticket] = {}  # letters whose topic stands and whose context is not written yet
        self.door = Door(self._read)

    async def hand_over(self, brief: CaseBrief, key: str) -> Ticket:
        """A topic, then the context in it. Where only the second fails, the topic is used again."""
        ticket = self._topics.get(key) or await self._topic(brief)
        self._topics[key] = ticket
        how = f"{self._words('how')} {ASIDE} …"
        context = told(fields(brief, self._words), TEXT - len(how) - 1, "utf16")
        buttons = [[{"text": self._words(name), "callback_data": name} for name in ACTIONS]]
        await self._send(ticket, f"{context}\n{how}", {"reply_markup": {"inline_keyboard": buttons}})
        self._topics.pop(key, None)
        return ticket

    async def note(self, ticket: Ticket, text: str, key: str) -> None:
        await self._send(ticket, cut(text, TEXT, "utf16"), {})

    async def close(self, ticket: Ticket, text: str, key: str) -> None:
        topic = {"chat_id": self._options.chat, "message_thread_id": int(ticket.id)}
        await self._calls.call("POST", "/closeForumTopic", topic, fine=(400,))  # first, for it may be done twice: it is closed already then
        await self._send(ticket, cut(text, TEXT, "utf16"), {})

    async def find(self, claimed: Claimed) -> Ticket | None:
        """Never asked: there is nothing to ask."""
        return None

    def events(self) -> AsyncIterator[DeskEvent]:
        return self.door.events()

    def health(self) -> Health:
        figures = self.door.figures()
        detail = f"{figures.received} events, {sum(figures.refused.values())} requests refused"
        return Health(name=self.name, kind="desk", state="ok", detail=detail, received=figures.received)

    async def _topic(self, brief: CaseBrief) -> Ticket:
        name = cut(f"{self._words(f'urgency_{brief.urgency}')} · {brief.user} · {brief.question}".replace("\n", " "), TOPIC, "utf16")
        made = await self._ask("createForumTopic", {"name": name})
        thread = made.get("message_thread_id") if isinstance(made, dict) else None
        if not isinstance(thread, int):
            raise InDoubt("the answer names no topic", where=self.name)
        return Ticket(id=str(thread), url=f"https://t.me/c/{str(self._options.chat).removeprefix('-100')}/{thread}")

    async def _send(self, ticket: Ticket, text: str, more: Mapping[str, Any]) -> None:
        body = {"message_thread_id": int(ticket.id), "text": text, "link_preview_options": {"is_disabled": True}, **more}
        await self._ask("sendMessage", body)

    async def _ask(self, method: str, body: Mapping[str, Any]) -> Any:
        answer = await self._calls.call("POST", f"/{method}", {"chat_id": self._options.chat, **body})
        if not isinstance(answer, dict) or answer.get("ok") is not True:
            raise InDoubt("the answer is not of the documented shape", where=self.name)
        return answer.get("result")

    # ------------------------------------------------------------------ in

    def _read(self, path: str, headers: Mapping[str, str], raw: bytes) -> Taken:
        check_any([headers.get("X-Telegram-Bot-Api-Secret-Token", "")], self._keys)
        try:
            update = json.loads(raw)
            name = f"update:{int(update['update_id'])}"
            if "callback_query" in update:
                return self._pressed(name, update["callback_query"])
            return self._written(name, update.get("message") or {})
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise Unreadable("not an update of Telegram") from error

    def _pressed(self, name: str, query: Mapping[str, Any]) -> Taken:
        message = query.get("message") or {}
        if not self._ours(message) or query.get("data") not in ACTIONS:
            return Taken()
        event = DeskEvent(id=name, kind=ACTIONS[query["data"]], ticket=str(message["message_thread_id"]), author=_person(query["from"]))
        answered = {"method": "answerCallbackQuery", "callback_query_id": query["id"]}  # ends the button's waiting sign, without a call
        return Taken(events=(event,), answer=answered)

    def _written(self, name: str, message: Mapping[str, Any]) -> Taken:
        """A person's message in a topic. Bots and service messages (a topic made, closed) are no replies."""
        sender = message.get("from") or {}
        if not self._ours(message) or sender.get("is_bot", True) or not isinstance(message.get("text"), str):
            return Taken()
        text = message["text"]
        kind = "note" if text.startswith(ASIDE) else "replied"
        event = DeskEvent(id=name, kind=kind, ticket=str(message["message_thread_id"]), author=_person(sender), text=text)
        return Taken(events=(event,))

    def _ours(self, message: Mapping[str, Any]) -> bool:
        return (message.get("chat") or {}).get("id") == self._options.chat and "message_thread_id" in message


def _person(sender: Mapping[str, Any]) -> str:
    name = f"{sender.get('first_name') or ''} {sender.get('last_name') or ''}".strip()
    return name or str(sender.get("username") or sender.get("id") or "")


@asynccontextmanager
async def connect(options: Options, tools: DeskTools) -> AsyncIterator[TelegramDesk]:
    """Opens the door for updates. Raises `BadSettings`, `Unavailable`."""
    url = check_address(options.url, allow_private=options.allow_private, where="desk.url")
    token = secret(tools.environment, options.token_env, where="telegram")
    keys = secrets(tools.environment, options.secret_env, where="telegram")
    async with caller(f"{url}/bot{token}", options.name or "telegram", allow_private=options.allow_private) as calls:
        desk = TelegramDesk(options, tools, calls, keys)
        async with opened(desk.door, options.host, options.port, options.path):
            yield desk
