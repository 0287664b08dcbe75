"""The courier: order within a case, one attempt after the other, pauses as asked for, dead letters that wait for a person."""

from __future__ import annotations

import asyncio

import pytest

from assistant.domain import Entry, Health
from assistant.errors import InDoubt, Rejected, StoreError, Unavailable
from assistant.letters import CaseBrief, Claimed, Delivery, Letter, Ticket
from assistant.ports import Batch, DeskLimits, Store
from assistant.record.courier import LONGEST_PAUSE_S, LONGEST_WAIT_S, Courier
from assistant.record.feed import Journal
from assistant.record.store import SqliteStore


def letter(case="k1", kind="hand_over", mark="open", *, room="live-1"):
    brief = CaseBrief(case=case, room=room, market="ID", reason="complaint", user="ani", lang="id", question="?") if kind == "hand_over" else None
    return Letter(key=f"{case}/{mark}", room=room, desk="fake", case=case, episode=1, kind=kind, brief=brief, text="" if brief else mark)


class FakeDesk:
    """Does what it is told for each call in turn: an exception, or None for success; then it succeeds."""

    name = "fake"

    def __init__(self, *acts, **limits):
        self.limits = DeskLimits(rate_per_s=1000, burst=1000, **limits)
        self.acts, self.calls, self.arrived = list(acts), [], []

    def _do(self, key):
        self.calls.append(key)
        act = self.acts.pop(0) if self.acts else None
        if not isinstance(act, Unavailable | Rejected) or (isinstance(act, InDoubt) and "after" in str(act)):
            self.arrived.append(key)
        if isinstance(act, Exception):
            raise act

    async def hand_over(self, brief, key):
        self._do(key)
        return Ticket(id=f"T-{brief.case}")

    async def note(self, ticket, text, key):
        assert ticket.id.startswith("T-")
        self._do(key)

    close = note

    async def find(self, claimed: Claimed):
        return Ticket(id=f"T-{claimed.letter.case}") if claimed.letter.key in self.arrived else None

    def health(self):
        return Health(name="fake", kind="desk", state="ok")


class Slept:
    """A clock that jumps, and remembers how far."""

    def __init__(self):
        self.t, self.slept = 0.0, []

    def now(self):
        return self.t

    async def sleep_until(self, t):
        self.slept.append(t - self.t)
        await asyncio.sleep(0)
        self.t = max(self.t, t)


async def carried(store, desk, *letters, clock=None):
    """Letters written, carried until nothing can go any more."""
    journal, clock = Journal(store), clock or Slept()
    courier = Courier(journal, desk, clock, room="live-1")
    await journal.write(Batch(letters=letters))
    running = asyncio.create_task(courier.run())
    async with asyncio.timeout(10):
        idle = 0
        while idle < 5:  # nothing is in hand nor paused for, and was not for a while
            idle = idle + 1 if courier._in_hand is None and not courier._pause_s else 0
            await asyncio.sleep(0.01)
        await courier.stop()
        await running
    return courier


def statuses(store):
    return {status: count for status, count in store.figures().letters.items() if count}


async def test_the_store_is_still_a_store(store):
    assert isinstance(store, Store)


async def test_letters_of_a_case_go_in_order_and_cases_do_not_wait_for_each_other(store):
    desk = FakeDesk(Unavailable("down"))
    await carried(store, desk, letter("k1"), letter("k1", "note", "n1"), letter("k2"), letter("k1", "close", "over"))
    assert desk.arrived == ["k2/open", "k1/open", "k1/n1", "k1/over"]
    assert statuses(store) == {"sent": 4}


async def test_the_same_key_is_one_letter(store):
    desk = FakeDesk()
    await carried(store, desk, letter("k1"), letter("k1"))
    assert (desk.arrived, statuses(store)) == (["k1/open"], {"sent": 1})


@pytest.mark.parametrize(
    ("faults", "pauses"),
    [
        pytest.param([Unavailable("down")] * 8, [1, 2, 4, 8, 16, 30, 30, 30], id="growing, bounded"),
        pytest.param([Unavailable("busy", retry_after_s=45.0)], [45], id="as long as asked"),
        pytest.param([Unavailable("busy", retry_after_s=1e6)], [LONGEST_WAIT_S], id="no longer than bearable"),
        pytest.param([InDoubt("before")], [5], id="in doubt: after it has settled"),
    ],
)
async def test_pauses(store, faults, pauses):
    clock, desk = Slept(), FakeDesk(*faults, reads_back=True)
    await carried(store, desk, letter("k1"), clock=clock)
    assert [round(pause) for pause in clock.slept if pause > 0.5] == pauses
    assert max(pauses) <= max(LONGEST_PAUSE_S, LONGEST_WAIT_S)
    assert statuses(store) == {"sent": 1}


@pytest.mark.parametrize(
    ("limits", "fault", "calls", "ends"),
    [
        pytest.param({"reads_back": True}, "after", 1, {"sent": 1}, id="read back and found"),
        pytest.param({"reads_back": True}, "before", 2, {"sent": 1}, id="read back and not there"),
        pytest.param({"dedupes": True}, "after", 2, {"sent": 1}, id="sent again where the desk drops copies"),
        pytest.param({}, "after", 1, {"uncertain": 1}, id="left to a person"),
        pytest.param({}, "before", 1, {"uncertain": 1}, id="left to a person, though it never came"),
    ],
)
async def test_what_is_in_doubt(store, limits, fault, calls, ends):
    desk = FakeDesk(InDoubt(fault), **limits)
    await carried(store, desk, letter("k1"))
    assert (len(desk.calls), statuses(store)) == (calls, ends)


async def test_a_refused_hand_over_is_dead_holds_its_case_back_and_goes_out_when_retried(store):
    desk = FakeDesk(Rejected("no such inbox"))
    await carried(store, desk, letter("k1"), letter("k1", "note", "n1"), letter("k2"))
    assert (statuses(store), desk.arrived) == ({"failed": 1, "pending": 1, "sent": 1}, ["k2/open"])
    (dead, behind) = await store.letters(room="live-1")
    assert (dead.status, dead.detail, behind.status) == ("failed", "no such inbox", "pending")
    assert [await store.retry_letter(key) for key in ("k1/open", "k2/open", "nothing")] == [True, False, False]
    await carried(store, desk)
    assert (statuses(store), desk.arrived) == ({"sent": 3}, ["k2/open", "k1/open", "k1/n1"])


async def test_a_refused_note_holds_nothing_back(store):
    desk = FakeDesk(None, Rejected("too long"))
    await carried(store, desk, letter("k1"), letter("k1", "note", "n1"), letter("k1", "close", "over"))
    assert (statuses(store), desk.arrived) == ({"failed": 1, "sent": 2}, ["k1/open", "k1/over"])


async def test_a_plug_that_breaks_leaves_the_letter_in_doubt(store, caplog):
    desk = FakeDesk(ValueError("boom"), reads_back=True)
    await carried(store, desk, letter("k1"))
    assert statuses(store) == {"sent": 1}


async def test_each_end_has_its_line_with_the_desks_own_id(store):
    await carried(store, FakeDesk(), letter("k1"))
    (line,) = [line.body for line in await store.since(0) if line.kind == "letter"]
    assert line == {
        "desk": "fake", "case": "k1", "episode": 1, "kind": "hand_over", "key": "k1/open",
        "status": "sent", "ticket": {"id": "T-k1", "url": None}, "detail": "",
    }  # fmt: skip


async def test_letters_and_replies_do_not_touch_each_other(store, reply):
    await store.write(Batch(entries=(Entry(room="live-1", kind="case", body={}),), outgoing=(reply("r1"),), letters=(letter("k1"),)))
    assert [o.key for o in await store.claim(room="live-1", lease_s=5)] == ["r1"]
    claimed = await store.claim_letter(room="live-1", lease_s=5)
    assert claimed.letter.key == "k1/open"
    assert [o.key for o in await store.recover()] == []
    figures = store.figures()
    assert (figures.outbox["sending"], figures.letters["sending"]) == (1, 1)
    with pytest.raises(StoreError, match="unknown"):
        await store.mark_letter(Delivery(key="r1", status="sent"))


async def test_after_a_restart_a_letter_that_was_being_sent_is_in_doubt(tmp_path):
    path = tmp_path / "record.db"
    store = SqliteStore.open(path)
    await store.write(Batch(letters=(letter("k1"),)))
    await store.claim_letter(room="live-1", lease_s=60)
    await store.close()
    again = SqliteStore.open(path)
    assert await again.recover_letters() == 1
    claimed = await again.claim_letter(room="live-1", lease_s=60)
    assert (claimed.doubtful, claimed.attempt) == (True, 2)
    await again.close()
