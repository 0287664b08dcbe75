"""A Slack workspace with one channel: 200 with `ok: false`, one message a second, threads by `ts`, metadata, signed events and buttons.

It calls back within three seconds or tries again: at once, after one minute, after five, with the number of the try in a header.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from urllib.parse import urlencode

from aiohttp import web

from tests.handoff.desks.fakes.service import Call, FakeService, Seen, flipped

TOKEN, SECRET, CHANNEL = "xoxb-fake-token", "slack-signing-secret-x", "C0CASES01"


class Fake(FakeService):
    kind = "slack"
    rate, burst = 1.0, 1
    retries = (0.0, 0.0, 60.0, 300.0)
    timeout_s = 3.0

    def __init__(self, clock):
        super().__init__(clock)
        self.messages = []
        self.people = {}

    def settings(self):
        return {"kind": "slack", "url": self.url, "channel": CHANNEL}

    def environment(self):
        return {"LIVE_ASSISTANT_SLACK_TOKEN": TOKEN, "LIVE_ASSISTANT_SLACK_SIGNING_SECRET": SECRET}

    def routes(self):
        return [
            web.post("/api/chat.postMessage", self._post),
            web.get("/api/conversations.{what}", self._history),
            web.get("/api/users.info", self._user),
        ]

    def _within_rate(self):
        return True  # counted per method below, as Slack does

    def _sign_of(self, request):
        return request.headers.get("Authorization") == f"Bearer {TOKEN}"

    def _error(self, why):
        self.faults.append(why)
        return web.json_response({"ok": False, "error": why})

    async def _post(self, request):
        if not self._sign_of(request):
            return self._error("invalid_auth")
        if not super()._within_rate():
            self.turned_away["rate"] += 1
            return self.too_fast()
        body = await request.json()
        if body["channel"] != CHANNEL:
            return self._error("channel_not_found")
        if len(body.get("text", "")) > 4000:
            return self._error("msg_too_long")
        if why := self._wrong(body.get("blocks", [])):
            return self._error(f"invalid_blocks: {why}")
        thread = body.get("thread_ts")
        if thread and thread not in self.cases:
            return self._error("thread_not_found")
        ts = f"{self.clock.wall():.0f}.{len(self.messages):06d}"
        message = {"ts": ts, "bot_id": "B1", "type": "message", "text": body["text"], "blocks": body.get("blocks", []), "metadata": body.get("metadata")}
        self.messages.append({**message, "thread_ts": thread} if thread else message)
        shown = "\n".join(block["text"]["text"] for block in body.get("blocks", []) if block["type"] == "section")
        seen = self.cases.setdefault(thread or ts, Seen(thread or ts))
        seen.texts.append(shown or body["text"])
        seen.open = seen.open and " closed the case" not in shown
        return web.json_response({"ok": True, "channel": CHANNEL, "ts": ts, "message": message})

    def _wrong(self, blocks):
        for block in blocks:
            if block["type"] == "section" and not 0 < len(block["text"]["text"]) <= 3000:
                return f"section of {len(block['text']['text'])}"
            if block["type"] == "actions" and any(len(b["value"]) > 2000 or len(b["text"]["text"]) > 75 for b in block["elements"]):
                return "button"
        return None if len(blocks) <= 50 else "too many blocks"

    async def _history(self, request):
        if not self._sign_of(request) or request.query["channel"] != CHANNEL:
            return self._error("invalid_auth")
        thread = request.query.get("ts")
        found = [m for m in self.messages if thread in (m.get("thread_ts"), m["ts"])] if thread else [m for m in self.messages if "thread_ts" not in m]
        if request.query.get("include_all_metadata") != "true":
            found = [{k: v for k, v in m.items() if k != "metadata"} for m in found]
        return web.json_response({"ok": True, "messages": found[::-1][: int(request.query.get("limit", 100))], "has_more": False})

    async def _user(self, request):
        name = self.people.get(request.query["user"])
        return web.json_response({"ok": True, "user": {"profile": {"display_name": name}}} if name else {"ok": False, "error": "user_not_found"})

    # ---------------------------------------------------------------- what people do

    def event(self, kind, ticket, *, author="Ana", text="", name=None):
        user = f"U{hashlib.sha256(author.encode()).hexdigest()[:8].upper()}"
        self.people[user] = author
        mark = int(hashlib.sha256(name.encode()).hexdigest()[:6], 16) if name else 1_000_000 + len(self.calls) + sum(map(ord, text))
        ts = f"{EVENT_S}.{mark:08d}"
        button = {"accepted": "take", "returned": "return", "closed": "close"}.get(kind)
        if button:
            root = next(m for m in self.messages if m["ts"] == ticket)
            shown = next(b for block in root["blocks"] if block["type"] == "actions" for b in block["elements"] if b["action_id"] == button)
            payload = {"type": "block_actions", "user": {"id": user}, "message": root, "actions": [{"action_id": button, "value": shown["value"], "action_ts": ts}]}
            return self.signed(urlencode({"payload": json.dumps(payload)}).encode(), form=True)
        text = f"// {text}" if kind == "note" else text
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return self.signed(self._callback({"type": "message", "channel": CHANNEL, "user": user, "text": escaped, "ts": ts, "thread_ts": ticket}))

    def _callback(self, event):
        return json.dumps({"type": "event_callback", "team_id": "T1", "event_id": f"Ev{event.get('ts')}", "event": event}).encode()

    def signed(self, body, *, secret=SECRET, at=None, form=False):
        stamp = str(int(self.clock.wall() if at is None else at))
        mac = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
        kind = "application/x-www-form-urlencoded" if form else "application/json"
        return Call({"X-Slack-Signature": f"v0={mac}", "X-Slack-Request-Timestamp": stamp, "Content-Type": kind}, body)

    def forgeries(self, call):
        now = self.clock.wall()
        return {
            "wrong signature": self.signed(call.body, secret="guess-guess-guess-guess"),
            "flipped byte": Call(call.headers, flipped(call.body)),
            "re-encoded body": Call(call.headers, json.dumps(json.loads(call.body), indent=1).encode()),
            "old timestamp": self.signed(call.body, at=now - 301),
            "future timestamp": self.signed(call.body, at=now + 900),
            "no signature": Call({"Content-Type": "application/json"}, call.body),
        }

    def echoes(self, ticket):
        """The bot's own messages, edits, joins, messages outside threads and in other channels, a press of another room's button."""
        plain = {"type": "message", "channel": CHANNEL, "user": "U1", "ts": "1.1", "thread_ts": ticket, "text": "x"}
        bodies = [
            {**self.messages[0]},
            {**plain, "bot_id": "B1"},
            {**plain, "subtype": "message_changed"},
            {**plain, "subtype": "channel_join"},
            {k: v for k, v in plain.items() if k != "thread_ts"},
            {**plain, "channel": "C0OTHER01"},
            {"type": "reaction_added", "user": "U1", "ts": "2.2"},
        ]
        press = {"type": "block_actions", "user": {"id": "U1"}, "message": {"ts": ticket}, "actions": [{"action_id": "close", "value": json.dumps({"room": "x", "case": "case-c1"}), "action_ts": "3"}]}
        return [*(self.signed(self._callback(body)) for body in bodies), self.signed(urlencode({"payload": json.dumps(press)}).encode(), form=True)]


EVENT_S = 1_790_000_001
