"""The postman: what goes out, what is held back, and what is never sent twice."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable

import pytest

from assistant.domain import Health, Outgoing, Receipt
from assistant.errors import Unavailable
from assistant.ports import Batch, SinkLimits
from assistant.record.feed import Journal
from assistant.record.outbox import Postman, PostmanFigures

Answer = Receipt | Exception | Callable[[], Awaitable[None]]


class Platform:
    """A platform that gives its answers in turn, then takes everything."""

    def __init__(self, *answers: Answer, **limits: object) -> None:
        self.limits = SinkLimits(**{"rate_per_s": 1_000.0, "burst": 100} | limits)
        self.posted: list[tuple[str, str]] = []
        self._answers = list(answers)

    async def post(self, outgoing: Outgoing) -> Receipt:
        self.posted.append((outgoing.key, outgoing.text))
        answer = self._answers.pop(0) if self._answers else None
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Receipt):
            return answer
        if answer is not None:
            await answer()
        return Receipt(key=outgoing.key, status="sent", platform_id=f"p-{len(self.posted)}")

    def health(self) -> Health:
        return Health(name="fake", kind="sink", state="ok")


def allow(_: Outgoing) -> str | None:
    return None


@pytest.fixture
def journal(store):
    return Journal(store)


@pytest.fixture
def postman(journal, clock):
    def make(platform: Platform, *, may_send=allow, **options) -> Postman:
        return Postman(journal, platform, clock, room="live-1", may_send=may_send, **options)

    return make


async def deliver(postman: Postman) -> None:
    """Run until everything that may go has gone."""
    async with asyncio.TaskGroup() as group:
        group.create_task(postman.run())
        await postman.stop()


async def receipts(journal: Journal) -> list[tuple[str, str, str]]:
    return [(r.body["key"], r.body["status"], r.body["detail"]) for r in await journal.since(0) if r.kind == "receipt"]


async def test_replies_go_out_in_order_with_their_receipts(journal, postman, reply):
    await journal.write(Batch(outgoing=(*(reply(f"r-{n}") for n in range(3)), reply("r-9", room="live-2"))))
    platform = Platform()
    sender = postman(platform)
    await deliver(sender)
    assert platform.posted == [(f"r-{n}", "It is 300 baht.") for n in range(3)]
    assert [r.body for r in await journal.since(0)] == [
        {"key": f"r-{n}", "status": "sent", "platform_id": f"p-{n + 1}", "detail": "", "in_reply_to": f"c-r-{n}"} for n in range(3)
    ]
    assert sender.figures() == PostmanFigures(receipts={"sent": 3}, in_hand=None)
    assert journal.store.figures().outbox["pending"] == 1


async def test_a_reply_written_while_the_postman_waits_goes_out(journal, postman, reply):
    platform = Platform()
    sender = postman(platform)
    async with asyncio.TaskGroup() as group, journal.watch(0) as lines:
        group.create_task(sender.run())
        for number in range(3):
            await journal.write(Batch(outgoing=(reply(f"r-{number}"),)))
            assert (await anext(lines)).body["key"] == f"r-{number}"
        await sender.stop()
    assert len(platform.posted) == 3


@pytest.mark.parametrize(
    ("expires_t", "reason", "outcome"),
    [
        pytest.param(50.0, None, [("r-1", "sent", "")], id="in-time"),
        pytest.param(49.5, None, [("r-1", "expired", "stale by 0.5 s")], id="stale"),
        pytest.param(None, "Mai holds the case", [("r-1", "expired", "withheld: Mai holds the case")], id="a-person-took-over"),
        pytest.param(10.0, "Mai holds the case", [("r-1", "expired", "stale by 40.0 s")], id="stale-and-taken-over"),
    ],
)
async def test_what_must_not_go_out_is_closed_with_the_reason(journal, postman, clock, reply, expires_t, reason, outcome):
    await journal.write(Batch(outgoing=(reply(expires_t=expires_t),)))
    clock.t = 50.0
    platform = Platform()
    await deliver(postman(platform, may_send=lambda _: reason))
    assert await receipts(journal) == outcome
    assert bool(platform.posted) == (outcome[0][1] == "sent")


async def test_a_person_who_takes_over_while_the_pace_is_awaited_silences_the_reply(journal, postman, clock, reply):
    await journal.write(Batch(outgoing=(reply("r-1"), reply("r-2"))))
    platform = Platform(rate_per_s=0.1, burst=1)
    sender = postman(platform, may_send=lambda _: "taken over" if clock.t >= 10 else None)
    async with asyncio.TaskGroup() as group, journal.watch(0) as lines:
        group.create_task(sender.run())
        assert [(await anext(lines)).body["status"] for _ in range(2)] == ["sent", "expired"]
        await sender.stop()
    assert [key for key, _ in platform.posted] == ["r-1"]


async def hang() -> None:
    await asyncio.Event().wait()


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        pytest.param(Receipt(key="other", status="failed", detail="banned word"), ("r-1", "failed", "banned word"), id="platform-refuses"),
        pytest.param(Receipt(key="r-1", status="uncertain"), ("r-1", "uncertain", ""), id="platform-never-confirms"),
        pytest.param(Unavailable("reset"), ("r-1", "uncertain", "reset"), id="connection-lost"),
        pytest.param(KeyError("id"), ("r-1", "uncertain", "KeyError in the sink"), id="broken-plug"),
        pytest.param(hang, ("r-1", "uncertain", "no answer within 0.01 s"), id="no-answer"),
    ],
)
async def test_one_attempt_and_no_second_where_the_platform_cannot_dedupe(journal, postman, reply, answer, outcome):
    await journal.write(Batch(outgoing=(reply(), reply("r-2"))))
    platform = Platform(answer)
    sender = postman(platform, deadline_s=0.01 if answer is hang else 20.0)
    async with asyncio.TaskGroup() as group, journal.watch(0) as lines:
        group.create_task(sender.run())
        for _ in range(2):
            await anext(lines)
        await sender.stop()
    await deliver(postman(platform))
    assert await receipts(journal) == [outcome, ("r-2", "sent", "")]
    assert [key for key, _ in platform.posted] == ["r-1", "r-2"]


@pytest.mark.parametrize(
    ("faults", "outcome", "waited"),
    [
        pytest.param(2, ("r-1", "sent", ""), 3.0, id="third-attempt-works"),
        pytest.param(3, ("r-1", "uncertain", "reset"), 3.0, id="bounded"),
    ],
)
async def test_attempts_repeat_under_the_same_key_where_the_platform_dedupes(journal, postman, clock, reply, faults, outcome, waited):
    await journal.write(Batch(outgoing=(reply(),)))
    platform = Platform(*[Unavailable("reset")] * faults, dedupes=True)
    sender = postman(platform)
    async with asyncio.TaskGroup() as group, journal.watch(0) as lines:
        group.create_task(sender.run())
        await anext(lines)
        await sender.stop()
    assert (await receipts(journal), clock.t) == ([outcome], waited)
    assert [key for key, _ in platform.posted] == ["r-1"] * 3


async def test_a_retry_that_comes_too_late_stays_in_doubt(journal, postman, clock, reply):
    await journal.write(Batch(outgoing=(reply(expires_t=0.5),)))
    platform = Platform(Unavailable("reset"), dedupes=True)
    sender = postman(platform)
    async with asyncio.TaskGroup() as group, journal.watch(0) as lines:
        group.create_task(sender.run())
        await anext(lines)
        await sender.stop()
    assert (await receipts(journal), len(platform.posted)) == ([("r-1", "uncertain", "stale by 0.5 s")], 1)


@pytest.mark.parametrize(
    ("dedupes", "posted", "last"), [pytest.param(False, 0, "uncertain", id="never-resent"), pytest.param(True, 1, "sent", id="deduped")]
)
async def test_what_a_dead_process_was_sending(opened, tmp_path, clock, reply, dedupes, posted, last):
    store = opened(tmp_path / "record.db")
    await store.write(Batch(outgoing=(reply(),)))
    await store.claim(room="live-1", lease_s=60)
    await store.close()
    journal = Journal(opened(tmp_path / "record.db"))
    platform = Platform(dedupes=dedupes)
    await deliver(Postman(journal, platform, clock, room="live-1", may_send=allow))
    assert (len(platform.posted), [s for _, s, _ in await receipts(journal)][-1]) == (posted, last)
    assert journal.store.figures().outbox[last] == 1


async def test_the_platforms_pace_is_kept(journal, postman, clock, reply):
    await journal.write(Batch(outgoing=tuple(reply(f"r-{n}") for n in range(6))))
    times: list[float] = []
    sender = postman(Platform(rate_per_s=0.5, burst=2), may_send=lambda _: times.append(clock.t))
    async with asyncio.TaskGroup() as group, journal.watch(0) as lines:
        group.create_task(sender.run())
        for _ in range(6):
            await anext(lines)
        await sender.stop()
    assert times == pytest.approx([0, 0, 2, 4, 6, 8])


async def test_stopping_leaves_pending_what_would_have_to_wait(journal, postman, reply):
    await journal.write(Batch(outgoing=tuple(reply(f"r-{n}") for n in range(5))))
    await deliver(postman(Platform(rate_per_s=0.001, burst=2)))
    assert {s: c for s, c in journal.store.figures().outbox.items() if c} == {"sent": 2, "pending": 3}


async def test_a_long_reply_is_shortened_and_the_record_says_how(journal, postman, reply):
    await journal.write(Batch(outgoing=(reply("r-1", "ราคา 300 บาทค่ะ ส่งฟรีทั่วประเทศ"), reply("r-2", "123456789012345678901"))))
    platform = Platform(max_length=20)
    await deliver(postman(platform))
    assert platform.posted == [("r-1", "ราคา 300 บาทค่ะ…")]
    assert [(r.body["status"], r.body.get("text"), r.body["detail"]) for r in await journal.since(0)] == [
        ("sent", "ราคา 300 บาทค่ะ…", ""),
        ("failed", None, "too long for fake: 20 chars"),
    ]


async def test_cancelled_in_mid_post_it_is_uncertain(journal, postman, reply):
    await journal.write(Batch(outgoing=(reply(),)))
    started = asyncio.Event()

    async def begin() -> None:
        started.set()
        await hang()

    task = asyncio.create_task(postman(Platform(begin)).run())
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await receipts(journal) == [("r-1", "uncertain", "stopped while being sent")]


async def test_while_the_record_fails_the_receipt_is_held_and_nothing_else_is_sent(opened, tmp_path, clock, reply):
    path = tmp_path / "record.db"
    journal = Journal(opened(path, busy_ms=1))
    await journal.write(Batch(outgoing=(reply("r-1"), reply("r-2"))))
    intruder = sqlite3.connect(path, isolation_level=None)

    async def lock() -> None:
        intruder.execute("BEGIN IMMEDIATE")

    class Patient(type(clock)):
        async def sleep_until(self, t: float) -> None:
            await super().sleep_until(t)
            if self.t >= 3.0 and intruder.in_transaction:
                intruder.execute("ROLLBACK")

    platform = Platform(lock)
    sender = Postman(journal, platform, Patient(), room="live-1", may_send=allow)
    async with asyncio.TaskGroup() as group, journal.watch(0) as lines:
        group.create_task(sender.run())
        assert [(await anext(lines)).body["status"] for _ in range(2)] == ["sent", "sent"]
        await sender.stop()
    intruder.close()
    assert [key for key, _ in platform.posted] == ["r-1", "r-2"]
