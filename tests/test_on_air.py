"""What the session does with the host's words and with a person who types: groups close, replies are withdrawn, screens change."""

import pytest

from assistant.answering.decide import Policy
from assistant.domain import Act, Hearing, OnScreen, Resolution, Word, Writing
from assistant.errors import BadInput, StoreError
from tests.conftest import Rooms, comment, host

SAID = "bisa cod ya kak bayar di tempat aman"


async def bodies(rooms, kind):
    return [line.body for line in await rooms.journal.since(0) if line.kind == kind]


async def claimed(rooms):
    return await rooms.store.claim(room="r", lease_s=5)


async def test_the_host_says_the_answer_the_group_closes_and_its_reply_is_withheld(rooms):
    session = await rooms.open()
    await session.take(comment("c1", "bisa cod ga kak", t=1.0))
    (reply,) = await claimed(rooms)
    assert session.may_send(reply) is None
    await session.take(host("h1", SAID, t=2.0))
    assert session.may_send(reply) == "the host has said it on air"
    last = (await bodies(rooms, "group"))[-1]
    assert (last["id"], last["status"], last["answered_by"]) == ("cod", "answered", "host")
    assert [(b["key"], b["state"]) for b in await bodies(rooms, "hold")] == [(reply.key, "withdrawn")]


NO_ANSWERS = {
    "a question read out": "ada yang nanya bisa cod ga",
    "a guess": "cod mungkin bisa ya kak",
    "a wrong answer": "maaf ya kak kita belum bisa cod",
    "something else": "bisa bayar pakai gopay sama qris ya",
    "another fact": "ongkirnya sembilan ribu lima ratus ya",
}


async def test_nothing_else_closes_a_group(rooms):
    session = await rooms.open(policy=Policy(mode="suggest"))
    await session.take(comment("c1", "bisa cod ga kak"))
    for n, (what, line) in enumerate(NO_ANSWERS.items()):
        await session.take(host(f"h{n}", line, t=2.0 + n))
        assert session.judge.board.get("cod").status == "open", what


async def test_who_asks_after_the_host_said_it_is_counted_and_later_answered(rooms):
    session = await rooms.open()
    await session.take(comment("c1", "bisa cod ga kak", t=1.0))
    rooms.clock.advance(2.0)
    await session.take(host("h1", SAID, t=2.0))
    at_once = await session.take(comment("c2", "cod bisa kak?", user="budi", t=20.0))
    later = await session.take(comment("c3", "bisa cod ga", user="cici", t=100.0))
    assert (at_once.judgement.act, later.judgement.act) == (Act.SILENT, Act.POST)
    assert (later.group.status, session.judge.board.get("cod").answered_by) == ("open", "assistant")


async def test_a_person_posts_what_was_said_as_a_summary(rooms):
    session = await rooms.open(policy=Policy(mode="suggest"))
    await session.take(comment("c1", "bisa cod ga kak"))
    await session.take(host("h1", SAID, t=2.0))
    outcome = await session.resolve(Resolution(kind="summary", by="dina", group="cod"))
    assert len(outcome["posted"]) == 1
    assert session.judge.board.get("cod").answered_by == "host"


async def test_withdrawn_stays_withdrawn_after_a_restart(sheet, knowledge, tmp_path):
    first = Rooms(sheet, knowledge, tmp_path / "r.sqlite3")
    session = await first.open()
    await session.take(comment("c1", "bisa cod ga kak"))
    await session.take(host("h1", SAID, t=2.0))
    await first.close()
    second = Rooms(sheet, knowledge, tmp_path / "r.sqlite3")
    again = await second.open()
    (reply,) = await claimed(second)
    assert again.may_send(reply) == "the host has said it on air"
    await second.close()


async def test_what_the_host_said_and_could_not_be_recorded_closes_when_it_is_taken_again(rooms, monkeypatch):
    session = await rooms.open()
    await session.take(comment("c1", "bisa cod ga kak"))
    write = rooms.journal.write

    async def failing(batch):
        raise StoreError("disk full")

    monkeypatch.setattr(rooms.journal, "write", failing)
    with pytest.raises(StoreError):
        await session.take(host("h1", SAID, t=2.0))
    assert session.judge.board.get("cod").answered_by == "assistant"
    monkeypatch.setattr(rooms.journal, "write", write)
    await session.take(host("h1", SAID, t=2.0))
    assert session.judge.board.get("cod").answered_by == "host"
    assert len(await bodies(rooms, "hold")) == 1


async def test_a_person_types_the_assistant_s_draft_is_withdrawn_and_the_group_waits(rooms):
    session = await rooms.open()
    await session.take(comment("c1", "bisa cod ga kak"))
    (reply,) = await claimed(rooms)
    await session.typing(Writing(by="dina", group="cod"))
    assert session.may_send(reply) == "a person is answering: dina"
    assert session.judge.board.get("cod").status == "open", "nobody was answered yet"
    rooms.clock.advance(60.0)
    assert session.may_send(reply) == "a person is answering: dina", "it does not go out behind the person's back"


async def test_a_draft_made_while_a_person_types_is_only_suggested(rooms):
    session = await rooms.open()
    await session.take(comment("c0", "pesanan saya TRW-88121 belum sampai kak"))
    (case,) = session.cases.cases()
    await session.typing(Writing(by="dina", case=case.id))
    judged = await session.take(comment("c1", "bisa cod ga kak", t=2.0))
    assert (judged.judgement.act, judged.judgement.why) == (Act.SUGGEST, "a person is answering: dina")
    rooms.clock.advance(20.0)
    assert (await session.take(comment("c2", "ongkir berapa kak", t=20.0))).judgement.act == Act.POST


@pytest.mark.parametrize(
    ("resolution", "why"),
    [
        pytest.param(Resolution(kind="edit_send", by="dina", group="cod", text="Bisa ya kak"), "a person answered", id="answered"),
        pytest.param(Resolution(kind="dismiss", by="dina", group="cod"), "a person dismissed it", id="dismissed"),
        pytest.param(Resolution(kind="on_air", by="dina", group="cod"), "the host has said it on air", id="said on air"),
    ],
)
async def test_what_a_person_does_wins_over_a_reply_that_waits(rooms, resolution, why):
    session = await rooms.open()
    await session.take(comment("c1", "bisa cod ga kak"))
    (reply,) = await claimed(rooms)
    await session.resolve(resolution)
    assert session.may_send(reply) == why
    for own in await claimed(rooms):
        assert session.may_send(own) is None, "what a person sends is never held"


async def test_what_is_on_screen_decides_what_this_one_is(rooms):
    session = await rooms.open()
    await session.take(host("h1", "sekarang kita bahas sepatu trailo ya", t=1.0))
    await session.show(OnScreen(room="r", product="rice_cooker", state="shown", t=2.0, source="ingest"))
    assert session.judge.showing[:2] == ("rice_cooker", "shoes")
    asked = await session.take(comment("c1", "yang ini garansinya berapa lama kak", t=3.0))
    assert asked.judgement.decision.facts == ("products.rice_cooker.warranty_months",)
    await session.show(OnScreen(room="r", product="rice_cooker", state="hidden", t=4.0, source="ingest"))
    assert session.judge.showing[0] == "shoes"
    await session.resolve(Resolution(kind="show", by="dina", product="earbuds"))
    found = [(b["by"], b["product"], b["state"], b["showing"][:1]) for b in await bodies(rooms, "product")]
    assert found == [
        ("host", "shoes", "shown", ["shoes"]), ("ingest", "rice_cooker", "shown", ["rice_cooker"]),
        ("ingest", "rice_cooker", "hidden", ["shoes"]), ("dina", "earbuds", "shown", ["earbuds"]),
    ]  # fmt: skip
    with pytest.raises(BadInput, match="no product sofa"):
        await session.resolve(Resolution(kind="show", by="dina", product="sofa"))


async def test_what_is_on_screen_is_known_after_a_restart(sheet, knowledge, tmp_path):
    first = Rooms(sheet, knowledge, tmp_path / "r.sqlite3")
    await (await first.open()).resolve(Resolution(kind="show", by="dina", product="earbuds"))
    await first.close()
    second = Rooms(sheet, knowledge, tmp_path / "r.sqlite3")
    assert (await second.open()).judge.showing == ("earbuds",)
    await second.close()


def guest(text, *, state="going_on"):
    words = tuple(Word(text=w, start=0, end=1) for w in text.split())
    return Hearing(id="g1", room="r", source="ani", role="guest", state=state, t=1.0, until=3.0, words=words, stable=len(words), lang="en")


async def test_a_guest_s_question_is_told_in_the_host_s_language_while_it_is_said_and_at_its_end(rooms):
    session = await rooms.open(langs=("id", "en"))
    session.on_air.hear(guest("hi there"), 1.0)
    assert session.on_air.moment.captions()[0].gist is None, "too little to tell"
    session.on_air.hear(guest("hi there how much is shipping"), 2.0)
    gist = session.on_air.moment.captions()[0].gist
    assert (gist.topic, gist.lang) == ("ship_fee", "id")
    assert "ongkir" in gist.answer.lower()
    judged = await session.take(comment("g1", "hi there how much is shipping", lang="en", voice=True, t=3.0))
    assert judged.judgement.decision.lang == "en", "the guest is answered in the guest's language"
    assert (await bodies(rooms, "judgement"))[-1]["gist"] == gist.model_dump(mode="json")
    assert session.on_air.moment.captions() == [], "the comment is shown instead"
    assert await session.take(comment("g1", "hi there how much is shipping", lang="en", voice=True, t=3.0)) is None, "heard twice, taken once"
