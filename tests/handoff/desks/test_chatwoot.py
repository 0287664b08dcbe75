"""What Chatwoot has of its own: the bot's handover, polling what no webhook told, versions that do not sign, half-done hand-overs."""

from __future__ import annotations

import asyncio

import pytest

from assistant.build import connect_desk
from assistant.cli import main
from assistant.handoff.desks import DeskTools
from tests.handoff.desks.conftest import ROOM
from tests.handoff.desks.fakes.chatwoot import BOT, SECRET
from tests.handoff.desks.fakes.service import Call

BROKEN = "barang rusak kecewa banget"


@pytest.fixture
def kind():
    return "chatwoot"


async def test_a_case_is_a_bots_handover_with_labels_priority_and_a_private_note(airs):
    async with airs() as air:
        await air.say("c1", BROKEN)
        conversation = air.fake.conversations[int(await air.ticket())]
        await air.quiet()
        case = air.session.cases.cases()[0]
        kinds = [(m["message_type"], m["private"], m["sender"]["type"]) for m in conversation["all"]]
        assert kinds == [(0, False, "contact"), (1, True, "agent_bot")]
        assert (conversation["status"], conversation["opened_by"], conversation["meta"]["assignee"]) == ("open", BOT, None)
        assert air.fake.labels[conversation["id"]] == ["live-assistant", str(case.reason), f"urgency-{case.urgency}"]
        assert conversation["priority"] in ("urgent", "medium", "low")
        assert conversation["custom_attributes"]["case"] == case.id


async def test_one_viewer_is_one_contact_and_each_case_a_conversation(airs):
    async with airs() as air:
        await air.say("c1", BROKEN)
        first = await air.ticket()
        await air.do("closed", first)
        await air.say("c2", BROKEN + " lagi")
        await air.ticket(2)
        assert (len(air.fake.contacts), len(air.fake.conversations)) == (1, 2)


async def test_polling_finds_what_no_webhook_told_and_webhooks_bring_it_no_second_time(airs):
    async with airs() as air:
        await air.say("c1", BROKEN)
        ticket = await air.ticket()
        await air.quiet()
        desk = air.liaison._desk
        await desk.poll()
        reply = air.fake.event("replied", ticket, text="Kami cek ya kak")  # the webhook is lost
        air.clock.t += 31
        air.fake.conversations[int(ticket)]["last_activity_at"] += 31
        assert await desk.poll() >= 1
        await air.until(lambda: air.by_people() == ["Kami cek ya kak"])
        assert await air.fake.once(reply) == 200  # and comes late
        assert await desk.poll() == 0
        air.fake.event("returned", ticket)
        air.fake.conversations[int(ticket)]["last_activity_at"] += 5
        await desk.poll()
        await air.until(lambda: air.session.cases.cases()[0].state == "returned")
        assert air.by_people() == ["Kami cek ya kak"]


async def test_a_conversation_that_is_being_handed_over_is_not_taken_for_a_returned_one(airs):
    async with airs() as air:
        air.fake.contacts[1] = {"id": 1, "name": "x", "identifier": "x", "contact_inboxes": []}
        marks = {"room": "r", "case": "case-c1"}
        air.fake.conversations[1] = {"id": 1, "status": "pending", "meta": {}, "custom_attributes": marks, "all": [], "last_activity_at": 1}
        assert await air.liaison._desk.poll() == 0


async def test_it_polls_by_itself_and_says_when_asking_fails(fake, clock):
    settings = {**fake.settings(), "poll_s": 30.0, "port": 0, "allow_private": True}
    fake.fail("503", 1e9)
    clock.held = True

    class Journal:
        async def since(self, *_, **__):
            return []

    async with connect_desk(settings, DeskTools(ROOM, clock, clock.wall, fake.environment()), Journal()) as liaison:
        desk = liaison._desk
        assert desk.health().state == "ok"
        clock.let_go()
        async with asyncio.timeout(10):
            while desk.health().state == "ok":
                await asyncio.sleep(0.005)
        assert "503" in desk.health().detail


async def test_a_half_done_hand_over_is_resumed_and_nothing_is_made_twice(airs):
    async with airs() as air:
        posted = air.fake._act

        async def breaks_once(request, body, token):
            if request.match_info["what"] == "labels" and not air.fake.labels:
                air.fake.labels[0] = []
                request.transport.abort()
            return await posted(request, body, token)

        air.fake._act = breaks_once
        await air.say("c1", BROKEN)
        ticket = await air.ticket()
        await air.quiet()
        assert len(air.fake.conversations[int(ticket)]["all"]) == 2
        assert (len(air.fake.contacts), len(air.fake.conversations)) == (1, 1)


async def test_a_version_that_does_not_sign_needs_the_secret_in_the_path(airs, fake):
    fake.secret = None
    async with airs(unsigned=True) as air:
        await air.say("c1", BROKEN)
        ticket = await air.ticket()
        call = air.fake.event("replied", ticket, text="Kami cek ya kak")
        wrong = [f"/desk/{SECRET[:-1]}", f"/desk/{SECRET}x", "/desk/none-at-all-none"]
        assert [await air.fake.once(Call(call.headers, call.body, path)) for path in wrong] == [401] * 3
        assert await air.fake.once(Call(call.headers, call.body, f"/desk/{SECRET}")) == 200
        await air.until(lambda: air.by_people() == ["Kami cek ya kak"])


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"event":"message_created"}', b"[" * 5000, b'{"event":"conversation_updated","changed_attributes":7,"id":1}', b"\xff"])
async def test_nonsense_that_is_signed_is_refused_without_harm(airs, body):
    async with airs() as air:
        assert await air.fake.once(air.fake.signed(body)) == 400


async def test_provisioning_makes_the_bot_once_and_says_what_to_keep(fake, capsys, monkeypatch):
    monkeypatch.setenv("LIVE_ASSISTANT_CHATWOOT_ADMIN_TOKEN", "admin-token-123")
    command = ["desk", "provision", "chatwoot", "--url", fake.url, "--account", "3", "--inbox", "7", "--callback", "https://live.example/desk", "--allow-private"]
    for _ in range(2):
        with pytest.raises(SystemExit) as end:
            await asyncio.to_thread(main, command)
        assert end.value.code == 0
    said = capsys.readouterr().out
    assert f"LIVE_ASSISTANT_CHATWOOT_SECRET={SECRET}" in said
    assert 'kind = "chatwoot"' in said
    assert next(iter(fake.bots.values()))["outgoing_url"] == "https://live.example/desk"
    assert (len(fake.bots), fake.inbox_bot) == (1, 11)
