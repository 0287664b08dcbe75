"""A Telegram bot's server with one forum group: 4096 16-bit units or refused, twenty messages a minute, a plain secret, no keys.

Updates that are not answered 2xx come again, with the same `update_id`.
"""

from __future__ import annotations

import hashlib
import itertools
import json

from aiohttp import web

from tests.handoff.desks.fakes.service import Call, FakeService, Seen

TOKEN, SECRET, CHAT = "123456:fake-token", "a_plain-secret_token", -1001234567


def units(text):
    return len(text.encode("utf-16-le")) // 2


class Fake(FakeService):
    kind = "telegram"
    rate, burst = 20 / 60, 20
    retries = (0.0, 1.0, 5.0, 30.0)
    timeout_s = 10.0

    def __init__(self, clock):
        super().__init__(clock)
        self.topics = {}
        self._updates = itertools.count(900)

    def settings(self):
        return {"kind": "telegram", "url": self.url, "chat": CHAT}

    def environment(self):
        return {"LIVE_ASSISTANT_TELEGRAM_TOKEN": TOKEN, "LIVE_ASSISTANT_TELEGRAM_SECRET": SECRET}

    def routes(self):
        return [web.post(f"/bot{TOKEN}/{{method}}", self._method)]

    def too_fast(self):
        return self._no(429, "Too Many Requests: retry after 7", {"retry_after": 7})

    def _no(self, status, why, parameters=None):
        if status != 429:
            self.faults.append(why)
        return web.json_response({"ok": False, "error_code": status, "description": why, **({"parameters": parameters} if parameters else {})}, status=status)

    async def _method(self, request):
        body = await request.json()
        if body["chat_id"] != CHAT:
            return self._no(400, "Bad Request: chat not found")
        match request.match_info["method"]:
            case "createForumTopic":
                if not 0 < units(body["name"]) <= 128:
                    return self._no(400, "Bad Request: topic name")
                thread = 70 + len(self.topics)
                self.topics[thread] = body["name"]
                self.cases[str(thread)] = Seen(str(thread))
                return self._yes({"message_thread_id": thread, "name": body["name"]})
            case "sendMessage":
                return self._send(body)
            case "closeForumTopic":
                seen = self.cases[str(body["message_thread_id"])]
                if not seen.open:
                    return web.json_response({"ok": False, "error_code": 400, "description": "Bad Request: TOPIC_NOT_MODIFIED"}, status=400)
                seen.open = False
                return self._yes(True)
        return self._no(404, "Not Found")

    def _send(self, body):
        if not 0 < units(body["text"]) <= 4096:
            return self._no(400, f"Bad Request: message is too long ({units(body['text'])})")
        if body["message_thread_id"] not in self.topics:
            return self._no(400, "Bad Request: message thread not found")
        for row in body.get("reply_markup", {}).get("inline_keyboard", []):
            if any(not 0 < len(button["callback_data"].encode()) <= 64 for button in row):
                return self._no(400, "Bad Request: BUTTON_DATA_INVALID")
        self.cases[str(body["message_thread_id"])].texts.append(body["text"])
        return self._yes({"message_id": len(self.calls)})

    def _yes(self, result):
        return web.json_response({"ok": True, "result": result})

    # ---------------------------------------------------------------- what people do

    def event(self, kind, ticket, *, author="Ana", text="", name=None):
        update = int(hashlib.sha256(name.encode()).hexdigest()[:6], 16) if name else next(self._updates)
        message = {"message_id": update, "chat": {"id": CHAT, "is_forum": True}, "message_thread_id": int(ticket.removeprefix("T")), "is_topic_message": True}
        sender = {"id": 5, "is_bot": False, "first_name": author}
        button = {"accepted": "take", "returned": "return", "closed": "close"}.get(kind)
        if button:
            query = {"id": f"q{update}", "from": sender, "message": {**message, "from": {"id": 1, "is_bot": True}}, "data": button}
            return self.signed({"update_id": update, "callback_query": query})
        text = f"// {text}" if kind == "note" else text
        return self.signed({"update_id": update, "message": {**message, "from": sender, "text": text}})

    def signed(self, update, *, secret=SECRET):
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret, "Content-Type": "application/json"}
        return Call(headers, json.dumps(update).encode())

    def forgeries(self, call):
        """There is no signature: only the secret can be wrong."""
        update = json.loads(call.body)
        return {
            "wrong secret": self.signed(update, secret="a_plain-secret_tokem"),
            "part of the secret": self.signed(update, secret=SECRET[:-1]),
            "more than the secret": self.signed(update, secret=SECRET + "x"),
            "no secret": Call({}, call.body),
        }

    def echoes(self, ticket):
        """Bots, service messages, the general topic, other chats, stickers, edits."""
        message = {"message_id": 1, "chat": {"id": CHAT}, "message_thread_id": int(ticket), "from": {"id": 5, "is_bot": False, "first_name": "Ana"}, "text": "x"}
        updates = [
            {"message": {**message, "from": {"id": 1, "is_bot": True}}},
            {"message": {**{k: v for k, v in message.items() if k != "text"}, "forum_topic_created": {"name": "x"}}},
            {"message": {k: v for k, v in message.items() if k != "message_thread_id"}},
            {"message": {**message, "chat": {"id": -999}}},
            {"message": {**{k: v for k, v in message.items() if k != "text"}, "sticker": {}}},
            {"edited_message": message},
            {"my_chat_member": {}},
        ]
        return [self.signed({"update_id": next(self._updates), **update}) for update in updates]
