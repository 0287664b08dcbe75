"""What Chatwoot tells, by webhook or when asked, as events of a desk. Only conversations that carry this room's mark count.

Echoes are left out: our own incoming questions, the bot's notes, templates and activity lines. Top-level messages of webhooks name
their type by a word; those in lists by a number (0 in, 1 out, 2 activity, 3 template).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.letters import DeskEvent

OUTGOING = ("outgoing", 1)
STATUS = {"resolved": "closed", "pending": "returned"}


def events_of(payload: Mapping[str, Any], *, room: str, delivery: str) -> tuple[DeskEvent, ...]:
    """The events of one webhook. `delivery`: its uuid, where the version gives one."""
    name = payload.get("event")
    if name == "message_created":
        found = _message(payload, payload["conversation"], room)
    elif name in ("conversation_resolved", "conversation_status_changed", "conversation_updated"):
        mark = delivery or f"{name}:{payload['id']}:{payload.get('updated_at') or payload.get('timestamp')}"
        changed = {attribute for change in payload.get("changed_attributes") or () for attribute in change}
        found = _conversation(payload, room, mark, changed if name == "conversation_updated" else {"status"})
    else:
        return ()
    return (found,) if found else ()


def polled(conversation: Mapping[str, Any], written: Sequence[Mapping[str, Any]], *, room: str, before: str | None) -> list[DeskEvent]:
    """The events that a conversation and its messages tell of when read; messages have the same ids as in webhooks.

    `before`: its status when it was read last; one that was never seen open is still being handed over, not returned.
    """
    found = [event for message in written if (event := _message(message, conversation, room))]
    changed = {"assignee_id"} if conversation.get("status") == "pending" and before is None else {"status", "assignee_id"}
    moved = _conversation(conversation, room, f"poll:{conversation['id']}:{conversation.get('last_activity_at')}", changed)
    return [*found, *([moved] if moved else [])]


def _ours(conversation: Mapping[str, Any], room: str) -> str | None:
    """The case of a conversation, if it is one of this room's."""
    marks = conversation.get("custom_attributes") or {}
    case = marks.get("case")
    return case if marks.get("room") == room and isinstance(case, str) and case else None


def _message(message: Mapping[str, Any], conversation: Mapping[str, Any], room: str) -> DeskEvent | None:
    case, sender = _ours(conversation, room), message.get("sender") or {}
    if case is None or message.get("message_type") not in OUTGOING or sender.get("type") != "user":
        return None
    return DeskEvent(
        id=f"message:{message['id']}",
        kind="note" if message.get("private") else "replied",
        case=case,
        ticket=str(conversation["id"]),
        author=str(sender.get("available_name") or sender.get("name") or ""),
        text=str(message.get("content") or ""),
    )


def _conversation(conversation: Mapping[str, Any], room: str, mark: str, changed: set[str]) -> DeskEvent | None:
    """What became of a conversation, by what has changed of it."""
    case, meta = _ours(conversation, room), conversation.get("meta") or {}
    if case is None:
        return None
    assignee = meta.get("assignee") or {}
    kind = STATUS.get(str(conversation.get("status"))) if "status" in changed else None
    if kind is None and "assignee_id" in changed and assignee and meta.get("assignee_type") != "AgentBot":
        kind = "accepted"
    if kind is None:
        return None
    author = str(assignee.get("available_name") or assignee.get("name") or "")
    return DeskEvent(id=f"{kind}:{mark}", kind=kind, case=case, ticket=str(conversation["id"]), author=author)
