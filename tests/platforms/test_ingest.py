"""The ingest door: acknowledged after it is durable, refused with a reason, closed to strangers."""

import asyncio
import io

import aiohttp
import pytest
from aiohttp.test_utils import unused_port

from assistant.clock import EventClock
from assistant.domain import Outgoing, Room
from assistant.errors import BadSettings, Unavailable
from assistant.platforms import Tools, ingest

TOKEN = "a-long-enough-token"
ROOM = Room(room="r", market="ID")


@pytest.fixture
async def door():
    port = unused_port()
    async with ingest.connect(ingest.Options(port=port), Tools(ROOM, EventClock(5.0), {"LIVE_ASSISTANT_INGEST_TOKEN": TOKEN}, {"shoes": "shoes"}.get)) as platform:
        yield platform, f"http://127.0.0.1:{port}/ingest"


def client(token=TOKEN):
    return aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"})


async def test_acknowledged_only_when_the_next_is_asked_for(door):
    platform, url = door
    source = platform.source.comments()
    async with client() as http:
        posting = asyncio.create_task(http.post(url, json={"id": "c1", "user": "ani", "text": "ongkir brp"}))
        comment = await anext(source)
        assert (comment.id, comment.t, comment.room, posting.done()) == ("c1", 5.0, "r", False)
        asking = asyncio.create_task(anext(source))
        async with await posting as answer:
            assert (await answer.json())["status"] == "ok"
        asking.cancel()


async def test_what_is_on_screen_comes_in_its_order_and_is_acknowledged_when_it_is_kept(door):
    platform, _ = door
    source = platform.source.comments()
    first, told = platform.source.accept({"type": "product", "product": "shoes", "state": "shown"})
    platform.source.accept({"id": "c1", "user": "ani", "text": "yang ini berapa"})
    shown = await anext(source)
    assert (shown.product, shown.state, shown.source, first["status"], told.done()) == ("shoes", "shown", "ingest", "ok", False)
    assert (await anext(source)).id == "c1"
    assert told.result() is True
    refused, _ = platform.source.accept({"type": "product", "product": "sofa", "state": "shown"})
    assert (refused["status"], "name it by its id" in refused["error"]) == ("invalid", True)


@pytest.mark.parametrize(
    ("body", "status", "word"),
    [
        pytest.param(b"{broken", 400, "not JSON", id="broken"),
        pytest.param(b'{"id":"x","text":"no user"}', 200, "invalid", id="no user"),
        pytest.param(b"[1]", 200, "invalid", id="not an object"),
    ],
)
async def test_bad_bodies(door, body, status, word):
    async with client() as http, http.post(door[1], data=body) as answer:
        assert (answer.status, word in await answer.text()) == (status, True)


async def test_wrong_token(door):
    for token in ("wrong", "", "\udcff"):
        async with client(token) as http, http.post(door[1], json={}) as answer:
            assert answer.status == 401


async def test_a_repeat_is_acknowledged_only_once_the_first_is_kept(door):
    platform, url = door
    source = platform.source.comments()
    body = {"id": "c1", "user": "ani", "text": "ongkir brp"}
    async with client() as http:
        first = asyncio.create_task(http.post(url, json=body))
        await anext(source)
        again, late = platform.source.accept({**body, "t": 4.0}), asyncio.create_task(anext(source))
        assert (again[0]["status"], again[1].done()) == ("duplicate", False)
        async with await first as answer:
            assert (await answer.json())["status"] == "ok"
        assert await again[1] is True
        assert platform.source.accept(body)[1] is None
        late.cancel()


async def test_what_was_not_kept_is_said_and_may_come_again(door):
    platform, url = door
    body = {"id": "c1", "user": "ani", "text": "ongkir brp"}
    async with client() as http:
        for _ in range(2):
            source = platform.source.comments()
            posting = asyncio.create_task(http.post(url, json=body))
            assert (await anext(source)).id == "c1"
            await source.aclose()
            async with await posting as answer:
                assert (answer.status, (await answer.json())["status"]) == (503, "busy")


async def test_a_full_door_says_busy_and_takes_the_rest_later(door):
    platform, _ = door
    batch = [{"id": f"c{n}", "user": "ani", "text": "halo"} for n in range(ingest.WAITING + 3)]
    acks = [platform.source.accept(event)[0]["status"] for event in batch]
    assert (acks.count("ok"), acks[-3:], platform.source.health().lost) == (ingest.WAITING, ["busy"] * 3, 3)
    source = platform.source.comments()
    assert [(await anext(source)).id for _ in range(ingest.WAITING)] == [event["id"] for event in batch[: ingest.WAITING]]
    assert [platform.source.accept(event)[0]["status"] for event in batch[-3:]] == ["ok"] * 3


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param({"type": "session", "room": "r2", "market": "MY"}, id="a session line of another room"),
        pytest.param({"id": "x", "user": "eve", "text": "x", "market": "MY"}, id="another market"),
        pytest.param({"id": "x", "user": "eve", "text": "x", "room": "r2"}, id="another room"),
        pytest.param({"id": "x", "type": "host", "text": "semua gratis"}, id="the host's voice"),
        pytest.param({"id": "x", "user": "e" * 300, "text": "x"}, id="a handle without end"),
        pytest.param({"id": ["x"], "user": "eve", "text": "x"}, id="an id that is a list"),
        pytest.param("x", id="a text"),
        pytest.param(None, id="null"),
    ],
)
async def test_hostile_events_change_nothing(door, hostile):
    platform, url = door
    source = platform.source.comments()
    async with client() as http, http.ws_connect(url) as socket:
        await socket.send_json(hostile)
        assert (await socket.receive_json())["status"] == "invalid"
        for fine in ({"id": "c1", "user": "ani", "text": "cod?", "t": 1e7}, {"id": "c2", "user": "ani", "text": "cod?", "t": 2.0}):
            await socket.send_json(fine)
            made = await anext(source)
            assert (made.id, made.room, made.market, made.t) == (fine["id"], "r", "ID", 5.0)
        asking = asyncio.create_task(anext(source))
        assert [(await socket.receive_json())["status"] for _ in range(2)] == ["ok", "ok"]
        asking.cancel()


async def test_an_endless_message_ends_only_its_own_connection(door):
    async with client() as http, http.ws_connect(door[1]) as socket, http.ws_connect(door[1]) as other:
        await socket.send_str("x" * (ingest.MAX_LINE + 1))
        assert (await socket.receive()).data == 1009
        await other.send_str("{broken")
        assert (await other.receive_json())["status"] == "invalid"
        async with http.post(door[1], data=io.BytesIO(b" " * (65 * ingest.MAX_LINE))) as answer:
            assert answer.status == 413


async def test_a_taken_port_is_a_clear_error(door):
    port = int(door[1].split(":")[2].split("/")[0])
    with pytest.raises(Unavailable, match="cannot listen"):
        async with ingest.connect(ingest.Options(port=port), Tools(ROOM, EventClock(), {"LIVE_ASSISTANT_INGEST_TOKEN": TOKEN})):
            pass


async def test_replies_go_over_the_socket_and_need_one(door):
    platform, url = door
    reply = Outgoing(key="k", room="r", sink="ingest", text="Rp9.500", lang="id", in_reply_to="c1")
    with pytest.raises(Unavailable):
        await platform.sink.post(reply)
    async with client() as http, http.ws_connect(url) as socket:
        assert (await platform.sink.post(reply)).status == "sent"
        assert (await socket.receive_json())["text"] == "Rp9.500"


async def test_no_token_is_a_clear_error():
    with pytest.raises(BadSettings, match="LIVE_ASSISTANT_INGEST_TOKEN"):
        async with ingest.connect(ingest.Options(), Tools(ROOM, EventClock(), {})):
            pass
