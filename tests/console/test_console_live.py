import asyncio
import json
import random
import time
from contextlib import asynccontextmanager, suppress

import aiohttp
import pytest

from assistant.console.live import Live
from assistant.console.options import ConsoleOptions
from assistant.console.tail import Behind, Tail
from assistant.console.view import View, fold
from assistant.domain import Recorded
from assistant.errors import StoreError
from tests.console.show import ROOM, Show, browser, lines_until, on_air
from tests.console.stories import comment, random_lines


async def recorded(show):
    return [line for line in await show.store.since(0, limit=100_000) if line.room == ROOM.room]


def as_sent(lines):
    return [{"seq": line.seq, "kind": line.kind, "at": line.at, "body": line.body} for line in lines]


async def test_a_new_watcher_gets_the_view_and_then_every_line():
    show = Show()
    before = await show.log(*random_lines(1, 300))
    async with on_air(show) as (_, _, base), browser(base) as page:
        await page.enter()
        async with page.live() as socket:
            snapshot, none = await lines_until(socket, before)
            after = await show.log(*random_lines(2, 300))
            _, lines = await lines_until(socket, after)
        log = await recorded(show)
    assert (View.model_validate(snapshot), none) == (fold(log[:before]), [])
    assert lines == as_sent(log[before:])


async def test_cut_anywhere_and_resumed_there_is_no_gap_and_no_double():
    chance = random.Random(7)
    show = Show()
    await show.log(comment("c0", "first"))
    async with on_air(show, frame_ms=0) as (_, _, base), browser(base) as page:
        await page.enter()
        async with page.live() as socket:  # lines are kept for watchers once the log was read, and that ends with this snapshot
            snapshot = await not_a_beat(socket)
        got, boot, last = [], snapshot["boot"], snapshot["seq"]
        async with asyncio.TaskGroup() as tasks:
            writer = tasks.create_task(trickle(show, 40, 25))
            while not writer.done() or last < await show.store.last_seq():
                async with page.live(last, boot) as socket:
                    for _ in range(chance.randrange(1, 5)):
                        message = await socket.receive_json(timeout=10)
                        boot = message.get("boot", boot)
                        assert message["type"] != "snapshot", "its place is still kept"
                        got += message.get("lines", [])
                        last = got[-1]["seq"] if got else last
        log = await recorded(show)
    assert got == as_sent(log[1:])


async def not_a_beat(socket):
    while (message := await socket.receive_json(timeout=5))["type"] == "beat":
        pass
    return message


async def trickle(show, writes, each):
    for n in range(writes):
        await show.log(*random_lines(n, each))
        await asyncio.sleep(0)


async def test_lines_of_other_rooms_stay_there():
    async with on_air() as (show, _, base), browser(base) as page:
        await page.enter()
        async with page.live() as socket:
            await not_a_beat(socket)
            await show.log(comment("x", "elsewhere"), room="another-room")
            last = await show.log(comment("y", "here"))
            _, lines = await lines_until(socket, last)
    assert [line["body"]["text"] for line in lines] == ["here"]


@pytest.mark.parametrize(
    ("after", "boot"),
    [
        pytest.param(0, None, id="nothing yet"),
        pytest.param(3, None, id="too old"),
        pytest.param(10**9, None, id="from a longer record"),
        pytest.param(60, "another start", id="from another start of the program"),
    ],
)
async def test_who_cannot_go_on_gets_a_snapshot(after, boot):
    show = Show()
    last = await show.log(*(comment(f"c{n}", "hi") for n in range(64)))
    async with on_air(show, tail=20) as (_, _, base), browser(base) as page:
        await page.enter()
        async with page.live(after, boot) as socket:
            message = await not_a_beat(socket)
    assert (message["type"], message["seq"]) == ("snapshot", last)


async def test_many_lines_travel_in_few_frames():
    async with on_air() as (show, _, base), browser(base) as page:
        await page.enter()
        async with page.live() as socket:
            await not_a_beat(socket)
            last = await show.log(*(comment(f"c{n}", "hi") for n in range(400)))
            frames = []
            while not frames or frames[-1]["lines"][-1]["seq"] < last:
                message = await socket.receive_json(timeout=5)
                if message["type"] == "lines":
                    frames.append(message)
    assert sum(len(frame["lines"]) for frame in frames) == 400
    assert len(frames) <= 20


@pytest.mark.parametrize("first", ["", "{", "[]", '{"after": -1}', '{"after": "x"}', '{"extra": 1}', "[" * 3000])
async def test_a_bad_hello_is_closed_with_a_reason(first):
    async with on_air() as (_, console, base), browser(base) as page:
        await page.enter()
        async with page.http.ws_connect(f"{base}/api/live", headers={"Origin": base}) as socket:
            await socket.send_str(first)
            message = await socket.receive(timeout=5)
    assert (message.type, message.data) == (aiohttp.WSMsgType.CLOSE, 4000)
    assert console.feed.watchers == set()


async def test_a_stalled_watcher_is_let_go_and_the_others_miss_nothing():
    heavy = [comment(f"c{n}", "ยาว" * 900) for n in range(150)]
    async with on_air(stall_s=0.3, beat_s=0.2) as (show, console, base), browser(base) as good, browser(base) as bad:
        await good.enter()
        await bad.enter()
        async with good.live() as reads, deaf(bad) as reads_to_the_end:
            await not_a_beat(reads)
            while not console.feed.kicked:
                last = await show.log(*heavy)
                _, lines = await lines_until(reads, last)
                assert len(lines) == len(heavy)
            await asyncio.wait_for(reads_to_the_end(), 10)
            last = await show.log(comment("after", "still here"))
            _, lines = await lines_until(reads, last)
    assert [line["body"]["id"] for line in lines] == ["after"]
    assert console.feed.kicked == 1


@asynccontextmanager
async def deaf(page):
    """A watcher that says hello and takes nothing until the function it yields is called, which reads what is left."""
    host, port = page.base.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port), limit=1024)
    head = {
        "Host": f"{host}:{port}",
        "Origin": page.base,
        "Cookie": "; ".join(f"{cookie.key}={cookie.value}" for cookie in page.http.cookie_jar),
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }
    writer.write("\r\n".join(["GET /api/live HTTP/1.1", *(f"{name}: {value}" for name, value in head.items()), "", ""]).encode())
    await reader.readuntil(b"\r\n\r\n")
    hello = json.dumps({"after": 0}).encode()
    writer.write(bytes([0x81, 0x80 | len(hello), 0, 0, 0, 0]) + hello)  # one text frame, masked with zeros

    async def rest():
        with suppress(ConnectionError):
            while await reader.read(65536):
                pass

    yield rest
    writer.transport.abort()


async def test_pages_beyond_the_limit_are_refused():
    async with on_air(watchers=1) as (_, _, base), browser(base) as page:
        await page.enter()
        async with page.live() as socket:
            await socket.receive_json(timeout=5)
            with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
                async with page.live():
                    pass
    assert refusal.value.status == 503


class Brittle:
    """A store that fails while told to."""

    def __init__(self, store):
        self.store, self.broken = store, True

    async def since(self, seq, *, room=None, limit=1000):
        if self.broken:
            raise StoreError("the file is locked", where="record", remedy="close the other program")
        return await self.store.since(seq, room=room, limit=limit)


async def test_a_record_that_fails_turns_the_light_red_and_is_tried_again():
    show = Show()
    last = await show.log(comment("c1", "kept"))
    store = Brittle(show.store)
    live = Live(store, show.journal, ROOM, ConsoleOptions(), lambda: [], dict, lambda: 0.0)
    running = asyncio.create_task(live.run())
    states = [live.healths()[0].state]
    async with asyncio.timeout(5):
        while live.fault is None or "locked" not in live.fault:
            await asyncio.sleep(0)
        states.append(live.healths()[0].state)
        store.broken = False
        while live.fault is not None:
            await asyncio.sleep(0.01)
    assert live.view.seq == last
    states.append(live.healths()[0].state)
    show.journal.close()
    await running
    await show.store.close()
    states.append(live.healths()[0].state)
    assert states == ["starting", "down", "ok", "down"]


async def test_a_long_evening_is_read_in_time_and_holds_up_nobody():
    show = Show()
    lines = random_lines(11, 20_000)
    for start in range(0, len(lines), 400):
        await show.log(*lines[start : start + 400])
    live = Live(show.store, show.journal, ROOM, ConsoleOptions(), lambda: [], dict, lambda: 0.0)
    running = asyncio.create_task(live.run())
    began = last = time.thread_time()  # what this thread worked, not what it waited for a busy machine
    longest = 0.0
    while live.fault is not None:
        await asyncio.sleep(0.001)
        longest, last = max(longest, time.thread_time() - last), time.thread_time()
    assert live.view == fold(await recorded(show))
    assert (live.view.seq, len(live.tail), live.tail.floor) == (20_000, 0, 20_000), "what is in every snapshot is not kept twice"
    assert longest < 0.05
    assert last - began < 1.0
    show.journal.close()
    await running
    await show.store.close()


def test_the_tail_keeps_what_it_promises():
    tail = Tail(limit=10)
    for seq in range(1, 200):
        tail.add(Recorded(seq=2 * seq, at=0.0, room="r", kind="comment", body={}))
        assert min(seq, 10) <= len(tail) <= 20
    assert [json.loads(line)["seq"] for line in tail.after(390, 3)[0]] == [392, 394, 396]
    assert tail.after(391, 3)[1] == 396, "a place between two lines of this room"
    assert tail.after(398, 3) == ([], 398)
    with pytest.raises(Behind):
        tail.after(tail.floor - 1, 3)
    assert tail.after(tail.floor, 1)[0], "behind the floor nothing is missing"
