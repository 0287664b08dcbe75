"""The ingest door: acknowledged after it is durable, refused with a reason, closed to strangers."""

import asyncio

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
    async with ingest.connect(ingest.Options(port=port), Tools(ROOM, EventClock(5.0), {"LIVE_ASSISTANT_INGEST_TOKEN": TOKEN})) as platform:
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
    async with client("wrong") as http, http.post(door[1], json={}) as answer:
        assert answer.status == 401


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
