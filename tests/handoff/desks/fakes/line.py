"""LINE's Messaging API with one group: pushes with retry keys (409 for a copy), 5,000 16-bit units, many events in one POST.

The signature is the base64 of an HMAC over the raw body, without a time; copies are marked and keep their `webhookEventId`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
import uuid

from aiohttp import web

from tests.handoff.desks.fakes.service import Call, FakeService, Seen, flipped

TOKEN, SECRET, CHAT = "line-channel-token", "line-channel-secret-xx", "C" + "0a" * 16


def units(text):
    return len(text.encode("utf-16-le")) // 2


class Fake(FakeService):
    kind = "line"
    rate, burst = 50.0, 50
    retries = (0.0, 60.0)
    timeout_s = 2.0

    def __init__(self, clock):
        super().__init__(clock)
        self.kept = {}
        self._sent = itertools.count(4000)
        self._events = itertools.count(1)

    def settings(self):
        return {"kind": "line", "url": self.url, "chat": CHAT}

    def environment(self):
        return {"LIVE_ASSISTANT_LINE_TOKEN": TOKEN, "LIVE_ASSISTANT_LINE_SECRET": SECRET}

    def routes(self):
        return [web.post("/v2/bot/message/push", self._push)]

    async def _push(self, request):
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return self.fault("Authentication failed", 401)
        key, body = request.headers["X-Line-Retry-Key"], await request.json()
        uuid.UUID(key)
        if body["to"] != CHAT:
            return self.fault("The property, 'to', in the request body is invalid")
        if key in self.kept:
            return web.json_response({"message": "The retry key is already accepted", "sentMessages": self.kept[key]}, status=409)
        for message in body["messages"]:
            if message["type"] != "text" or not 0 < units(message["text"]) <= 5000:
                return self.fault(f"message of {units(message['text'])}")
            for item in message.get("quickReply", {}).get("items", []):
                if len(item["action"]["label"]) > 20 or len(item["action"]["data"]) > 300:
                    return self.fault(f"quick reply {item['action']['label']}")
        self.kept[key] = [{"id": str(next(self._sent)), "quoteToken": "q"} for _ in body["messages"]]
        self._show(body["messages"][0], self.kept[key][0]["id"])
        return web.json_response({"sentMessages": self.kept[key]})

    def _show(self, message, number):
        """One chat for all: what comes after a case is shown with the case that it names, or with the last."""
        if "quickReply" in message:
            self.cases[number] = Seen(number)
        seen = list(self.cases.values())[-1]
        seen.texts.append(message["text"])
        seen.open = seen.open and " closed the case" not in message["text"]
        seen.buttons = message.get("quickReply", getattr(seen, "buttons", None))

    def event(self, kind, ticket, *, author="Ana", text="", name=None):
        source = {"type": "group", "groupId": CHAT, "userId": author}
        number = name or f"01EVENT{next(self._events)}"
        one = {"webhookEventId": number, "mode": "active", "timestamp": int(self.clock.wall() * 1000), "deliveryContext": {"isRedelivery": False}, "source": source}
        button = {"accepted": 0, "returned": 1, "closed": 2}.get(kind)
        if button is not None:
            data = self.cases[ticket].buttons["items"][button]["action"]["data"]
            event = {**one, "type": "postback", "postback": {"data": data}}
        else:
            quoted = {"quotedMessageId": ticket} if kind == "replied" else {}
            event = {**one, "type": "message", "replyToken": "r", "message": {"id": "1", "type": "text", "text": text, **quoted}}
        other = {**one, "webhookEventId": f"{number}-sticker", "type": "message", "message": {"id": "2", "type": "sticker"}}
        return self.signed(json.dumps({"destination": "U0", "events": [other, event]}).encode())

    def signed(self, body, *, secret=SECRET):
        mac = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
        return Call({"x-line-signature": mac, "Content-Type": "application/json"}, body)

    def forgeries(self, call):
        return {
            "wrong signature": self.signed(call.body, secret="another-channel-secret"),
            "flipped byte": Call(call.headers, flipped(call.body)),
            "re-encoded body": Call(call.headers, json.dumps(json.loads(call.body), indent=1).encode()),
            "no signature": Call({}, call.body),
            "hexadecimal": Call({"x-line-signature": base64.b64decode(call.headers["x-line-signature"]).hex()}, call.body),
        }

    def echoes(self, ticket):
        """Joins, texts without a quote, other chats, a standby channel, a check without events."""
        source = {"type": "group", "groupId": CHAT, "userId": "Eve"}
        quoted = {"id": "1", "type": "text", "text": "x", "quotedMessageId": ticket}
        events = [
            {"type": "join", "source": source},
            {"type": "message", "source": source, "message": {"id": "1", "type": "text", "text": "x"}},
            {"type": "message", "source": {"type": "user", "userId": "Eve"}, "message": quoted},
            {"type": "message", "source": source, "mode": "standby", "message": quoted},
            {"type": "unsend", "source": source},
        ]
        bodies = [{"events": [{"webhookEventId": f"echo{n}", "mode": "active", **event} for n, event in enumerate(events)]}, {"events": []}]
        return [self.signed(json.dumps(body).encode()) for body in bodies]
