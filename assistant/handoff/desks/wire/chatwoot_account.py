"""Calls to one account of Chatwoot. Ids of conversations are display ids, counted per account.

Two tokens: a bot may only open conversations, write, and set status and priority; contacts, labels and reading need a user's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Literal
from urllib.parse import quote

from assistant.errors import InDoubt
from assistant.handoff.desks.wire.calls import Caller


def reference(key: str) -> str:
    """What a letter is found by: no field of a message is kept by all versions but its text."""
    return f"#{hashlib.sha256(key.encode()).hexdigest()[:12]}"


class Account:
    """An account's contacts and conversations in one inbox."""

    def __init__(self, calls: Caller, url: str, account: int, inbox: int, *, user: str, bot: str) -> None:
        self._calls, self._url, self._account, self._inbox = calls, url, account, inbox
        self._user, self._bot = {"api_access_token": user}, {"api_access_token": bot}

    def page(self, conversation: int) -> str:
        """Where an agent opens it."""
        return f"{self._url}/app/accounts/{self._account}/conversations/{conversation}"

    async def known_contact(self, identifier: str) -> tuple[int, str] | None:
        """Id and source id of a contact in this inbox, or None."""
        found = await self._ask("GET", f"/contacts/search?q={quote(identifier, safe='')}", self._user)
        for contact in _rows(found, "payload"):
            if contact.get("identifier") == identifier:
                inboxes = contact.get("contact_inboxes") or []
                source = next((one["source_id"] for one in inboxes if one["inbox"]["id"] == self._inbox), "")
                return int(contact["id"]), str(source)
        return None

    async def contact(self, identifier: str, name: str) -> tuple[int, str]:
        """The viewer's contact and its source id in this inbox, made where there is none."""
        if known := await self.known_contact(identifier):
            return known
        body = {"inbox_id": self._inbox, "name": name, "identifier": identifier}
        made = await self._ask("POST", "/contacts", self._user, body)
        with _expected("contact"):
            payload = made["payload"]
            return int(payload["contact"]["id"]), str(payload["contact_inbox"]["source_id"])

    async def conversation_of(self, contact: int, mark: str) -> dict[str, Any] | None:
        """The contact's conversation that carries this reference."""
        found = await self._ask("GET", f"/contacts/{contact}/conversations", self._user)
        return next((c for c in _rows(found, "payload") if (c.get("custom_attributes") or {}).get("reference") == mark), None)

    async def open_conversation(self, contact: int, source: str, marks: Mapping[str, Any]) -> int:
        """A new conversation; with a bot on the inbox it begins as pending, whatever is asked for."""
        body = {"source_id": source, "inbox_id": self._inbox, "contact_id": contact, "status": "pending", "custom_attributes": dict(marks)}
        made = await self._ask("POST", "/conversations", self._bot, body)
        with _expected("conversation"):
            return int(made["id"])

    async def messages(self, conversation: int) -> list[dict[str, Any]]:
        """The latest messages of a conversation, oldest first."""
        return _rows(await self._ask("GET", f"/conversations/{conversation}/messages", self._user), "payload")

    async def conversations(self, page: int) -> list[dict[str, Any]]:
        """A page of the inbox's conversations, latest activity first."""
        found = await self._ask("GET", f"/conversations?inbox_id={self._inbox}&status=all&assignee_type=all&page={page}", self._user)
        return _rows((found or {}).get("data"), "payload")

    async def write(
        self, conversation: int, text: str, *, message_type: Literal["incoming", "outgoing"] = "outgoing", private: bool = False
    ) -> None:
        body = {"content": text, "message_type": message_type, "private": private}
        await self._ask("POST", f"/conversations/{conversation}/messages", self._bot, body)

    async def label(self, conversation: int, labels: Sequence[str]) -> None:
        """Replaces the labels."""
        await self._ask("POST", f"/conversations/{conversation}/labels", self._user, {"labels": list(labels)})

    async def prioritise(self, conversation: int, priority: str) -> None:
        await self._ask("POST", f"/conversations/{conversation}/toggle_priority", self._bot, {"priority": priority})

    async def set_status(self, conversation: int, status: Literal["open", "resolved"]) -> None:
        """By the bot: a user's token would count it as a person's and assign the conversation to that user."""
        await self._ask("POST", f"/conversations/{conversation}/toggle_status", self._bot, {"status": status})

    async def _ask(self, method: str, path: str, token: Mapping[str, str], body: Mapping[str, Any] | None = None) -> Any:
        return await self._calls.call(method, f"/api/v1/accounts/{self._account}{path}", body, headers=token)


class _expected:
    """An answer without the fields it must have leaves it unknown what was done."""

    def __init__(self, what: str) -> None:
        self._what = what

    def __enter__(self) -> None: ...

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, KeyError | TypeError | ValueError):
            raise InDoubt(f"the answer holds no {self._what}", where="chatwoot") from error


def _rows(answer: Any, name: str) -> list[dict[str, Any]]:
    """The list under `name`. Raises `InDoubt` for an answer of another shape."""
    rows = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InDoubt("the answer is not of the documented shape", where="chatwoot")
    return rows
