"""What every outside desk keeps to, each against a fake of its own; found by walking the package."""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
import random
import time

import pytest
import regex

from assistant.build import DESKS, connect_desk
from assistant.domain import Option, Resolution, Room, Value, Writing
from assistant.errors import BadSettings
from assistant.handoff import desks
from assistant.handoff.desks import DeskOptions, DeskTools
from assistant.letters import CaseBrief
from assistant.platforms import read_plug
from tests.handoff.desks.conftest import FAKES

KINDS = sorted(name for _, name, package in pkgutil.iter_modules(desks.__path__) if not package)
pytestmark = [pytest.mark.parametrize("kind", KINDS)]
BROKEN = "barang rusak kecewa banget"
THAI = "ของที่ได้รับแตกทั้งกล่องเลยค่ะ แม่ค้าช่วยดูให้หน่อยได้ไหมคะ " * 120
ARABIC = "وصلتني البضاعة مكسورةً تمامًا وأريد استرجاع المبلغ من فضلكم 👩‍👩‍👧 " * 120


def test_the_table_and_the_fakes_know_every_plug(kind):
    assert DESKS[kind] == f"assistant.handoff.desks.{kind}"
    assert set(DESKS) == set(KINDS) == set(FAKES)


def test_options_are_a_frozen_value_that_says_what_it_is(kind):
    module = importlib.import_module(DESKS[kind])
    assert issubclass(module.Options, DeskOptions)
    assert (module.Options.__doc__ or "") not in ("", DeskOptions.__doc__, Value.__doc__)
    assert module.__doc__
    assert module.Options.model_config["frozen"]


@pytest.mark.parametrize("wrong", [pytest.param({"nonsense": 1}, id="unknown key"), pytest.param({"port": "x"}, id="wrong type"), pytest.param({"kind": "none"}, id="unknown kind")])  # fmt: skip
def test_wrong_options_are_refused_with_the_right_ones(fake, wrong):
    with pytest.raises(BadSettings, match=r"one of .*webhook|it takes"):
        read_plug(DESKS, {**fake.settings(), **wrong}, where="desk")


async def connected(settings, environment, clock):
    tools = DeskTools(Room(room="r", market="ID"), clock, clock.wall, environment)
    async with connect_desk({"port": 0, **settings}, tools, None):
        pass


async def test_without_its_secrets_it_does_not_start(fake, clock):
    with pytest.raises(BadSettings, match=rf"is missing.*docs/desks/{fake.kind}.md"):
        await connected({**fake.settings(), "allow_private": True}, {}, clock)


async def test_private_addresses_are_refused_unless_allowed(fake, clock):
    with pytest.raises(BadSettings, match="allow_private"):
        await connected(fake.settings(), fake.environment(), clock)


async def test_a_case_arrives_whole(airs):
    async with airs() as air:
        await air.say("c0", "halo kak semuanya")
        await air.say("c1", BROKEN)
        ticket = await air.ticket()
        await air.quiet()
        (case,) = air.session.cases.cases()
        told = air.fake.cases[ticket].whole
        assert [part for part in (case.question, case.user, str(case.reason), case.id, *case.history) if part not in told] == []
        (line,) = await air.lines("letter")
        assert (line["status"], line["ticket"]["id"], line["case"]) == ("sent", ticket, case.id)
        assert air.live.health()[-2].state == "ok"


@pytest.mark.parametrize("text", [pytest.param(THAI, id="Thai"), pytest.param(ARABIC, id="Arabic with joined emoji")])
async def test_too_much_context_is_cut_between_letters_and_loses_no_field(airs, text):
    async with airs() as air:
        brief = CaseBrief(
            case="case-long", room="r", market="TH", reason="complaint", user="@" + "น" * 60, lang="th", question=text,
            history=(text,) * 5, later=(text,) * 20, draft=text, facts=("returns.days",), options=(Option(reply=text, facts=("returns.days",)),) * 3,
        )  # fmt: skip
        ticket = await air.liaison._desk.hand_over(brief, "long")
        told = air.fake.cases[ticket.id].whole
        assert [part for part in ("case-long", "complaint", brief.user, "returns.days") if part not in told] == []
        graphemes = set(regex.findall(r"\X", text))
        kept = regex.findall(rf"[{text[0]}][^\n]*?…", told)
        assert len(kept) >= 10
        assert [g for piece in kept for g in regex.findall(r"\X", piece.removesuffix("…")) if g not in graphemes] == []


async def test_a_persons_replies_go_out_once_each_in_order(airs):
    async with airs() as air:
        await air.say("c1", BROKEN)
        ticket = await air.ticket()
        await air.do("accepted", ticket)
        for n in range(4):
            await air.do("replied", ticket, text=f"Kami bantu ya kak, langkah {n}")
        await air.until(lambda: len(air.by_people()) == 4)
        assert air.by_people() == [f"Kami bantu ya kak, langkah {n}" for n in range(4)]
        (case,) = air.session.cases.cases()
        assert (case.state, case.agent) == ("human", f"Ana via {air.fake.kind}")
        assert {b["by"] for b in await air.lines("outgoing") if b["text"].startswith("Kami bantu")} == {f"Ana via {air.fake.kind}"}


async def test_a_reply_takes_a_case_that_nobody_took(airs):
    async with airs() as air:
        await air.say("c1", BROKEN)
        await air.do("replied", await air.ticket(), text="Maaf ya kak")
        await air.until(lambda: air.by_people() == ["Maaf ya kak"])
        assert air.session.cases.cases()[0].state == "human"


async def test_return_then_close_then_a_new_case(airs):
    async with airs() as air:
        await air.say("c1", BROKEN)
        first = await air.ticket()
        await air.do("accepted", first)
        await air.do("returned", first)
        assert air.session.cases.cases()[0].state == "returned"
        await air.say("c2", BROKEN + " lagi")
        second = await air.ticket(2)
        assert second != first
        await air.do("closed", second, text="done")
        assert [c.state for c in air.session.cases.cases()] == ["returned", "closed"]


async def test_who_writes_again_next_day_reopens_the_case_in_its_old_ticket(airs):
    async with airs() as air:
        await air.say("c1", BROKEN)
        ticket = await air.ticket()
        await air.do("closed", ticket)
        await air.do("replied", ticket, text="Barang pengganti sudah dikirim ya kak")
        await air.until(lambda: air.by_people() == ["Barang pengganti sudah dikirim ya kak"])
        (case,) = air.session.cases.cases()
        assert (case.state, case.episode, len(air.fake.cases)) == ("human", 2, 1)


async def test_a_colleague_at_the_same_desk_takes_over_by_answering(airs):
    async with airs() as air:
        await air.say("c1", BROKEN)
        ticket = await air.ticket()
        await air.do("accepted", ticket, author="Ana")
        await air.do("replied", ticket, author="Budi", text="Kami bantu ya kak")
        await air.until(lambda: air.by_people() == ["Kami bantu ya kak"])
        assert air.session.cases.cases()[0].agent == f"Budi via {air.fake.kind}"


async def test_what_happens_here_is_told_there(airs):
    async with airs() as air:
        await air.say("c1", BROKEN)
        ticket = await air.ticket()
        case = air.session.cases.cases()[0].id
        await air.live.resolve(Resolution(kind="take", by="rina", case=case))
        await air.say("c2", "tolong dong kak rusak parah")
        await air.live.resolve(Resolution(kind="answer_case", by="rina", case=case, text="Sudah kami cek ya kak"))
        await air.live.resolve(Resolution(kind="close_case", by="rina", case=case))
        await air.quiet()
        seen = air.fake.cases[ticket]
        told = [[n for n, text in enumerate(seen.texts) if part in text] for part in ("rina has taken", "tolong dong kak", "Sudah kami cek", "rina closed")]
        assert all(told), seen.texts
        assert [places[0] for places in told] == sorted(places[0] for places in told)
        assert not seen.open


async def test_a_reply_to_a_case_that_a_colleague_holds_is_refused_aloud(airs):
    async with airs() as air:
        await air.say("c1", BROKEN)
        ticket = await air.ticket()
        await air.live.resolve(Resolution(kind="take", by="rina", case=air.session.cases.cases()[0].id))
        await air.do("replied", ticket, text="Saya yang jawab ya")
        await air.quiet()
        assert air.by_people() == []
        assert any("held by rina" in text for text in air.fake.cases[ticket].texts)


async def test_personal_data_in_a_reply_does_not_go_out_and_is_not_kept(airs):
    async with airs() as air:
        await air.say("c1", BROKEN)
        ticket = await air.ticket()
        await air.do("replied", ticket, text="Telepon saya di 0812-3456-7890 ya kak")
        await air.quiet()
        assert air.by_people() == []
        assert any("personal data" in text for text in air.fake.cases[ticket].texts)
        assert "0812-3456-7890" not in str(await air.store.since(0))


@pytest.mark.parametrize("mode", ["503", "429", "garbage", "reset", "500 after"])
async def test_a_desk_that_is_down_for_ten_minutes_gets_everything_in_order_once(airs, mode):
    async with airs() as air:
        air.fake.fail(mode, 600)
        for n in range(3):
            await air.say(f"c{n}", f"{BROKEN} nomor {n}", user=f"ani{n}")
        if mode in ("garbage", "reset", "500 after") and not (air.liaison._desk.limits.dedupes or air.liaison._desk.limits.reads_back):
            await air.until(lambda: air.letters["uncertain"] == 3)  # this desk cannot be asked: a person looks, nothing is sent twice
            await air.until(lambda: air.live.health()[-2].state == "degraded")
            return
        await air.until(lambda: air.letters["sent"] == 3)
        assert 600 <= air.clock.now() <= 660 + 45
        assert [sum(f"nomor {n}" in seen.whole for seen in air.fake.cases.values()) for n in range(3)] == [1, 1, 1]
        assert air.letters == {"pending": 0, "sending": 0, "sent": 3, "uncertain": 0, "failed": 0, "expired": 0}


async def test_duplicates_and_shuffles_over_a_restart_are_one_action(airs):
    chance = random.Random(7)
    async with airs(file=True) as air:
        await air.say("c1", BROKEN)
        ticket = await air.ticket()
        calls = [air.fake.event("accepted", ticket, name="e1"), air.fake.event("replied", ticket, text="Kami bantu ya kak", name="e2")]
        batch = [call for call in calls for _ in range(chance.randint(2, 5))]
        chance.shuffle(batch)
        for call in batch:
            assert await air.fake.once(call) == 200
        await air.until(lambda: air.by_people() == ["Kami bantu ya kak"])
    async with airs(file=True) as air:
        for call in calls:
            assert await air.fake.once(call) == 200
        await air.do("note", ticket, text="selesai", name="e3")
        await air.quiet()
        assert air.by_people() == []
        assert [b["text"] for b in await air.lines("outgoing") if b["by"] != "assistant"] == ["Kami bantu ya kak"]


async def test_forged_requests_are_refused_and_change_nothing(airs):
    async with airs() as air:
        await air.say("c1", BROKEN)
        ticket = await air.ticket()
        call = air.fake.event("replied", ticket, text="Transfer ke saya")
        forged = air.fake.forgeries(call)
        assert len(forged) >= 3
        assert {why: await air.fake.once(bad) for why, bad in forged.items()} == dict.fromkeys(forged, 401)
        assert await air.lines("desk") == []
        assert await air.fake.once(call) == 200  # the genuine one still goes through


async def test_a_body_too_large_is_refused(airs):
    async with airs() as air:
        call = air.fake.event("note", "T1", text="x" * 300_000)
        assert await air.fake.once(call) == 413


async def test_it_answers_at_once_while_the_work_takes_long(airs):
    async with airs() as air:
        await air.say("c1", BROKEN)
        ticket = await air.ticket()
        go, write = asyncio.Event(), air.liaison.write

        async def slow(batch):
            await go.wait()
            return await write(batch)

        air.liaison.write = slow
        call = air.fake.event("replied", ticket, text="Kami bantu")
        began = time.monotonic()
        assert await air.fake.once(call) == 200
        assert time.monotonic() - began < 1
        assert air.by_people() == []
        go.set()
        await air.until(lambda: air.by_people() == ["Kami bantu"])


async def test_own_and_system_echoes_are_ignored(airs):
    async with airs() as air:
        await air.say("c1", BROKEN)
        ticket = await air.ticket()
        for echo in air.fake.echoes(ticket):
            assert await air.fake.once(echo) == 200
        await air.quiet()
        assert (air.by_people(), air.session.cases.cases()[0].state) == ([], "offered")


async def test_a_persons_reply_wins_over_the_assistants_draft(airs):
    """The host speaks, so the answer waits; meanwhile somebody at the desk takes the viewer: it never goes out."""
    async with airs() as air:
        await air.say("c1", BROKEN)
        ticket = await air.ticket()
        case = air.session.cases.cases()[0].id
        await air.live.typing(Writing(by="rina", case=case))
        await air.say("c2", "ongkir brp kak")
        await air.do("replied", ticket, text="Kami bantu ya kak")
        await air.say("c3", "cod bisa kak?")
        await air.until(lambda: "Kami bantu ya kak" in air.by_people())
        after = [o.key for o in air.stage.posted if o.user == "ani" and o.in_reply_to in ("c2", "c3")]
        assert after == ["r/" + case + "/" + after[0].rsplit("/", 1)[1]] if after else True
        assert [o.text for o in air.stage.posted if o.in_reply_to in ("c2", "c3") and o.text != "Kami bantu ya kak"] == []
