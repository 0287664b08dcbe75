"""A receiver of signed webhooks as somebody would write one: it checks everything and drops second copies by their id."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json

from aiohttp import web

from tests.handoff.desks.fakes.service import Call, FakeService, Seen, flipped

OLD, NEW = "an-older-secret-of-the-desk", "the-secret-of-the-desk-now"


def sign(secret, name, stamp, body):
    key = base64.b64decode(secret[6:]) if secret.startswith("whsec_") else secret.encode()
    return "v1," + base64.b64encode(hmac.new(key, f"{name}.{stamp}.".encode() + body, hashlib.sha256).digest()).decode()


class Fake(FakeService):
    kind = "webhook"
    dedupes = True
    limit_bytes = 8192

    def __init__(self, clock):
        super().__init__(clock)
        self.kept = {}  # id -> answer
        self.secrets = {OLD, NEW}
        self._numbers = itertools.count(1)

    def settings(self):
        return {"kind": "webhook", "url": f"{self.url}/hook", "max_bytes": self.limit_bytes}

    def environment(self):
        return {"LIVE_ASSISTANT_DESK_SECRET": f"{NEW} {OLD}"}

    def routes(self):
        return [web.post("/hook", self._hook)]

    async def _hook(self, request):
        raw = await request.read()
        name, stamp = request.headers["webhook-id"], request.headers["webhook-timestamp"]
        if not any(hmac.compare_digest(sign(s, name, stamp, raw), request.headers["webhook-signature"]) for s in self.secrets):
            return self.fault("signature", 401)
        if abs(self.clock.wall() - int(stamp)) > 300:
            return self.fault("timestamp", 401)
        if request.headers["Idempotency-Key"] != name:
            return self.fault("no idempotency key")
        if len(raw) > self.limit_bytes:
            return self.fault(f"{len(raw)} bytes", 413)
        if name not in self.kept:
            self.kept[name] = self._take(json.loads(raw))
        return web.json_response(self.kept[name])

    def _take(self, body):
        match body["type"]:
            case "case.opened":
                ticket = f"T{len(self.cases) + 1}"
                brief = body["brief"]
                texts = [brief["question"], *brief["history"], *brief["later"], brief["draft"] or "", *[o["reply"] for o in brief["options"]]]
                self.cases[ticket] = Seen(ticket, ["\n".join([*texts, *brief["facts"], brief["user"], brief["reason"], brief["case"]])])
                return {"ticket": ticket, "url": f"{self.url}/t/{ticket}"}
            case "case.note":
                self.cases[body["ticket"]].texts.append(body["text"])
            case "case.closed":
                self.cases[body["ticket"]].texts.append(body["text"])
                self.cases[body["ticket"]].open = False
        return {}

    def event(self, kind, ticket, *, author="Ana", text="", name=None):
        body = json.dumps({"type": kind, "ticket": ticket, "author": author, "text": text}).encode()
        return self.signed(name or f"evt-{next(self._numbers)}", body)

    def signed(self, name, body, *, secret=NEW, at=None):
        stamp = str(int(self.clock.wall() if at is None else at))
        return Call({"webhook-id": name, "webhook-timestamp": stamp, "webhook-signature": sign(secret, name, stamp, body)}, body)

    def forgeries(self, call):
        now = self.clock.wall()
        name = call.headers["webhook-id"]
        return {
            "wrong signature": self.signed(name, call.body, secret="some-other-secret-entirely"),
            "flipped byte": Call(call.headers, flipped(call.body)),
            "re-encoded body": Call(call.headers, json.dumps(json.loads(call.body), indent=1).encode()),
            "old timestamp": self.signed(name, call.body, at=now - 301),
            "future timestamp": self.signed(name, call.body, at=now + 900),
            "another id": Call({**call.headers, "webhook-id": "evt-x"}, call.body),
            "no signature": Call({k: v for k, v in call.headers.items() if k != "webhook-signature"}, call.body),
        }

    def echoes(self, ticket):
        """Nothing of the product's own comes back from this one; a note among colleagues is no reply."""
        return [self.event("note", ticket, text="kita cek dulu"), self.event("seen", ticket)]
