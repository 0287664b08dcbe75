"""A Chatwoot account as far as a desk sees it: tokens with their rights, contacts, conversations with display ids, signed events.

Enforced as in the real one: what a bot's token may not do, `pending` for every new conversation of an inbox with a bot, a user's token
that opens takes the case, incoming messages only in API inboxes, content limits, identifiers that are taken, statuses and priorities
that exist. Events go out with their uuid, the same on each retry, and are tried three times, three seconds apart, on 429 and 500 only.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import uuid

from aiohttp import web

from tests.handoff.desks.fakes.service import Call, FakeService, Seen, flipped

USER, BOT, ADMIN, SECRET = "user-token-1234", "bot-token-12345", "admin-token-123", "the-bots-signing-secret"
BOT_MAY = [("POST", r"conversations"), ("POST", r"conversations/\d+/(messages|toggle_status|toggle_priority|assignments|custom_attributes)")]
STATUSES, PRIORITIES = {"open", "resolved", "pending", "snoozed"}, {"urgent", "high", "medium", "low", None}


class Fake(FakeService):
    kind = "chatwoot"
    rate, burst = 50.0, 100
    retry_on = frozenset({429, 500})
    account, inbox = 3, 7

    def __init__(self, clock):
        super().__init__(clock)
        self.contacts, self.conversations, self.labels = {}, {}, {}
        self.bots, self.inbox_bot = {}, 1
        self.secret = SECRET  # None: a version that does not sign
        self._message = 1000

    def settings(self):
        return {"kind": "chatwoot", "url": self.url, "account": self.account, "inbox": self.inbox, "poll_s": 0}

    def environment(self):
        return {"LIVE_ASSISTANT_CHATWOOT_TOKEN": USER, "LIVE_ASSISTANT_CHATWOOT_BOT_TOKEN": BOT, "LIVE_ASSISTANT_CHATWOOT_SECRET": SECRET}

    # ---------------------------------------------------------------- the API

    def routes(self):
        at = f"/api/v1/accounts/{self.account}"
        return [
            web.get(f"{at}/contacts/search", self._guarded(self._search)),
            web.post(f"{at}/contacts", self._guarded(self._new_contact)),
            web.get(f"{at}/contacts/{{id}}/conversations", self._guarded(self._of_contact)),
            web.get(f"{at}/conversations", self._guarded(self._list)),
            web.post(f"{at}/conversations", self._guarded(self._new_conversation)),
            web.get(f"{at}/conversations/{{id}}/messages", self._guarded(self._messages)),
            web.post(f"{at}/conversations/{{id}}/{{what}}", self._guarded(self._act)),
            web.get(f"{at}/agent_bots", self._guarded(self._bots)),
            web.post(f"{at}/agent_bots", self._guarded(self._new_bot)),
            web.patch(f"{at}/agent_bots/{{id}}", self._guarded(self._change_bot)),
            web.post(f"{at}/inboxes/{{id}}/set_agent_bot", self._guarded(self._set_bot)),
        ]

    def _guarded(self, handler):
        async def handle(request):
            token = request.headers.get("api_access_token")
            path = request.path.removeprefix(f"/api/v1/accounts/{self.account}/")
            if token not in (USER, BOT, ADMIN):
                return self.fault("Invalid Access Token", 401)
            if token == BOT and not any(request.method == m and re.fullmatch(p, path) for m, p in BOT_MAY):
                return self.fault(f"Access to this endpoint is not authorized for bots: {request.method} {path}", 401)
            if token != ADMIN and ("agent_bot" in path):
                return self.fault("You are not authorized to do this action", 401)
            body = await request.json() if request.method in ("POST", "PATCH") else None
            return await handler(request, body, token)

        return handle

    async def _search(self, request, _, __):
        wanted = request.query["q"].casefold()
        found = [c for c in self.contacts.values() if wanted in f"{c['name']} {c['identifier']}".casefold()]
        return web.json_response({"meta": {"count": len(found)}, "payload": found})

    async def _new_contact(self, _, body, __):
        if any(c["identifier"] == body["identifier"] for c in self.contacts.values()):
            return self.fault("Identifier has already been taken", 422)
        number = len(self.contacts) + 50
        linked = {"source_id": str(uuid.UUID(int=number)), "inbox": {"id": body["inbox_id"]}}
        self.contacts[number] = {"id": number, "name": body["name"], "identifier": body["identifier"], "contact_inboxes": [linked]}
        return web.json_response({"payload": {"contact": self.contacts[number], "contact_inbox": linked}})

    async def _of_contact(self, request, _, __):
        mine = [c for c in self.conversations.values() if c["meta"]["sender"]["id"] == int(request.match_info["id"])]
        return web.json_response({"payload": [self._shown(c) for c in mine]})

    async def _new_conversation(self, _, body, __):
        contact = self.contacts[body["contact_id"]]
        if body["source_id"] != contact["contact_inboxes"][0]["source_id"] or body["inbox_id"] != self.inbox:
            return self.fault("source_id does not belong to this inbox", 404)
        number = len(self.conversations) + 1
        self.conversations[number] = {
            "id": number,
            "inbox_id": self.inbox,
            "status": "pending" if self.inbox_bot else body.get("status", "open"),
            "meta": {"sender": {"id": contact["id"], "name": contact["name"], "type": "contact"}, "assignee": None},
            "custom_attributes": body.get("custom_attributes", {}),
            "all": [],
            "priority": None,
            "opened_by": None,
            "last_activity_at": int(self.clock.wall()),
        }
        self.cases[str(number)] = Seen(str(number))
        return web.json_response(self._shown(self.conversations[number]))

    async def _list(self, request, _, __):
        assert request.query["status"] == "all", "open ones only are listed by default"
        rows = sorted(self.conversations.values(), key=lambda c: -c["last_activity_at"])
        at = (int(request.query.get("page", 1)) - 1) * 25
        return web.json_response({"data": {"meta": {"all_count": len(rows)}, "payload": [self._shown(c) for c in rows[at : at + 25]]}})

    async def _messages(self, request, _, __):
        conversation = self.conversations[int(request.match_info["id"])]
        return web.json_response({"meta": {}, "payload": conversation["all"][-20:]})

    async def _act(self, request, body, token):
        conversation = self.conversations.get(int(request.match_info["id"]))
        if conversation is None:
            return self.fault("Resource could not be found", 404)
        match request.match_info["what"]:
            case "messages":
                return self._write(conversation, body, token)
            case "labels":
                self.labels[conversation["id"]] = body["labels"]
                if any(not re.fullmatch(r"[\w-]+", label) for label in body["labels"]):
                    return self.fault("labels are words", 422)
            case "toggle_priority":
                if body["priority"] not in PRIORITIES:
                    return self.fault("priority", 422)
                conversation["priority"] = body["priority"]
            case "toggle_status":
                if body["status"] not in STATUSES:
                    return self.fault("status", 422)
                conversation["status"] = body["status"]
                conversation["opened_by"] = token if body["status"] == "open" else conversation["opened_by"]
                if body["status"] == "open" and token != BOT:
                    conversation["meta"]["assignee"] = {"id": 1, "name": "token's owner"}
                self.cases[str(conversation["id"])].open = body["status"] != "resolved"
            case other:
                return self.fault(f"no such action {other}", 404)
        return web.json_response({"success": True})

    def _write(self, conversation, body, token):
        if not body["content"] or len(body["content"]) > 150_000:
            return self.fault("content", 422)
        sender = conversation["meta"]["sender"] if body["message_type"] == "incoming" else {"id": 1, "name": "Assistant", "type": "agent_bot" if token == BOT else "user"}
        message = self._keep(conversation, body["content"], 0 if body["message_type"] == "incoming" else 1, sender, private=body.get("private", False))
        self.cases[str(conversation["id"])].texts.append(body["content"])
        return web.json_response(message)

    def _keep(self, conversation, content, kind, sender, *, private=False):
        self._message += 1
        message = {"id": self._message, "content": content, "message_type": kind, "private": private, "sender": sender, "created_at": int(self.clock.wall())}
        conversation["all"].append(message)
        conversation["last_activity_at"] = int(self.clock.wall())
        return message

    async def _bots(self, *_):
        return web.json_response(list(self.bots.values()))

    async def _new_bot(self, _, body, __):
        number = len(self.bots) + 11
        self.bots[number] = {"id": number, **body, "access_token": BOT, **({"secret": SECRET} if self.secret else {})}
        return web.json_response(self.bots[number])

    async def _change_bot(self, request, body, _):
        self.bots[int(request.match_info["id"])].update(body)
        return web.json_response(self.bots[int(request.match_info["id"])])

    async def _set_bot(self, request, body, _):
        assert int(request.match_info["id"]) == self.inbox
        self.inbox_bot = body["agent_bot"]
        return web.Response(status=200)

    def _shown(self, conversation):
        """As lists and webhooks show it: the last message only, its type a number."""
        rest = {k: v for k, v in conversation.items() if k not in ("all", "opened_by")}
        return {**rest, "messages": conversation["all"][-1:], "can_reply": True, "channel": "Channel::Api"}

    # ---------------------------------------------------------------- what people do, and its events

    def event(self, kind, ticket, *, author="Ana", text="", name=None):
        conversation = self.conversations.get(int(ticket.removeprefix("T"))) or {"id": 0, "status": "open", "meta": {}, "all": [], "custom_attributes": {}}
        agent = {"id": 21, "name": author, "available_name": author, "type": "user"}
        words = {0: "incoming", 1: "outgoing", 2: "activity", 3: "template"}
        if kind in ("replied", "note"):
            message = self._keep(conversation, text, 1, agent, private=kind == "note")
            shown = {**message, "message_type": words[message["message_type"]]}
            body = {"event": "message_created", **shown, "account": {"id": self.account}, "inbox": {"id": self.inbox}, "conversation": self._shown(conversation)}
        elif kind == "accepted":
            conversation["meta"]["assignee"] = agent
            changed = [{"assignee_id": {"previous_value": None, "current_value": 21}}]
            body = {"event": "conversation_updated", **self._shown(conversation), "changed_attributes": changed}
        elif kind == "returned":
            conversation["meta"]["assignee"] = agent
            conversation["status"] = "pending"
            body = {"event": "conversation_status_changed", **self._shown(conversation)}
        elif kind == "closed":
            conversation["meta"]["assignee"] = agent
            conversation["status"] = "resolved"
            body = {"event": "conversation_resolved", **self._shown(conversation)}
        else:
            body = {"event": "conversation_typing_on", "conversation": self._shown(conversation)}
        return self.signed(json.dumps(body, ensure_ascii=False).encode(), delivery=str(uuid.uuid5(uuid.NAMESPACE_URL, name)) if name else None)

    def signed(self, body, *, secret=SECRET, at=None, delivery=None):
        stamp = str(int(self.clock.wall() if at is None else at))
        if self.secret is None:
            return Call({"Content-Type": "application/json"}, body)
        mac = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        return Call({"X-Chatwoot-Signature": f"sha256={mac}", "X-Chatwoot-Timestamp": stamp, "X-Chatwoot-Delivery": delivery or str(uuid.uuid4())}, body)

    def forgeries(self, call):
        now = self.clock.wall()
        return {
            "wrong signature": self.signed(call.body, secret="guessed-secret-guessed"),
            "flipped byte": Call(call.headers, flipped(call.body)),
            "re-encoded body": Call(call.headers, json.dumps(json.loads(call.body), indent=1).encode()),
            "old timestamp": self.signed(call.body, at=now - 301),
            "future timestamp": self.signed(call.body, at=now + 900),
            "timestamp changed": Call({**call.headers, "X-Chatwoot-Timestamp": str(int(now) + 1)}, call.body),
            "no signature": Call({}, call.body),
        }

    def echoes(self, ticket):
        """Everything of the conversation comes back to the bot: its own question and note, an activity line, a template, its opening."""
        conversation = self.conversations[int(ticket)]
        words = ["incoming", "outgoing", "activity", "template"]
        extra = [
            self._keep(conversation, "Conversation was opened by Assistant", 2, None),
            self._keep(conversation, "How was it?", 3, None),
            self._keep(conversation, "from the bot, to the viewer", 1, {"id": 1, "type": "agent_bot", "name": "Assistant"}),
        ]
        bodies = [{"event": "message_created", **m, "message_type": words[m["message_type"]], "conversation": self._shown(conversation)} for m in [*conversation["all"], *extra]]
        bodies += [{"event": "message_updated", **bodies[0]} | {"event": "message_updated"}, {"event": "conversation_opened", **self._shown(conversation)}]
        foreign = {**self._shown(conversation), "custom_attributes": {"room": "another", "case": "case-c1"}}
        bodies.append({"event": "message_created", "id": 1, "content": "hi", "message_type": "outgoing", "sender": {"type": "user", "name": "Eve"}, "conversation": foreign})
        return [self.signed(json.dumps(body).encode()) for body in bodies]
