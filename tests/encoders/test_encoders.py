"""Sentence encoders: a real model from a folder, a real endpoint on loopback, and what a session makes of them."""

import asyncio

import numpy as np
import pytest
from aiohttp import web

from assistant.build import connect_encoder
from assistant.encoders.onnx_folder import OnnxEncoder, Options
from assistant.errors import BadSettings, Unavailable
from assistant.meaning import Meanings
from assistant.shelf import Shelf
from tests.conftest import comment
from tests.encoders.tiny_model import make_folder

# Words no Indonesian phrasing here holds, given the meaning of words that ask for the shipping fee.
ALIKE = {"ongkir": ["zubzub"], "berapa": ["quaqua"]}


@pytest.fixture
def folder(tmp_path, knowledge):
    phrases = [p for table in (knowledge.packs["id"].phrases.asks, knowledge.packs["id"].phrases.acts) for row in table.values() for p in row]
    return make_folder(tmp_path / "tiny", ALIKE, [w for p in phrases for w in p.replace("{", " ").replace("}", " ").split()])


async def test_a_folder_encodes_and_words_alike_are_alike(folder):
    async with connect_encoder({"kind": "onnx", "folder": folder}, {}) as encoder:
        one, same, other = await encoder.encode(["ongkir berapa", "zubzub quaqua", "bisa cod"], query=True)
    assert np.linalg.norm(one) == pytest.approx(1, abs=1e-5)
    assert one @ same > 0.999 > one @ other


@pytest.mark.parametrize("lacks", ["tokenizer.json", "model.onnx"])
def test_a_folder_that_lacks_a_file_says_which(folder, lacks):
    (folder / lacks).unlink()
    with pytest.raises(Unavailable, match=lacks):
        OnnxEncoder(Options(folder=folder))


async def test_a_wrong_kind_names_the_right_ones():
    with pytest.raises(BadSettings, match="onnx"):
        async with connect_encoder({"kind": "onyx"}, {}):
            pass


def near(judged):
    """The three readings that are nearest to the whole comment, from its trace."""
    return [reading.split()[0] for reading in judged.judgement.trace[0].split("-> ")[1].split(" [")[0].split(", ")]


async def test_a_word_nobody_wrote_down_is_read_through_its_meaning(rooms, folder):
    plain = await rooms.open(room="plain")
    assert "ship_fee" not in near(await plain.take(comment("a", "zubzub brp kak", room="plain")))
    async with connect_encoder({"kind": "onnx", "folder": folder}, {}) as encoder:
        session = await rooms.open(room="helped", encoder=encoder)
        judged = await session.take(comment("b", "zubzub brp kak", room="helped"))
    assert "ship_fee" in near(judged)[:2]
    assert (session.meanings.figures.asked, session.meanings.figures.used) == (1, 1)


class Broken:
    name = "broken"

    def __init__(self, error=None):
        self.error = error

    async def encode(self, texts, *, query):
        if query and self.error:
            raise self.error
        if query:
            await asyncio.Event().wait()
        return np.eye(len(texts), 8, dtype=np.float32)


@pytest.mark.parametrize(
    ("error", "figure"), [pytest.param(Unavailable("gone"), "failed", id="fails"), pytest.param(None, "late", id="never answers")]
)
async def test_without_the_encoder_comments_are_read_as_ever(rooms, error, figure):
    session = await rooms.open()
    session.meanings = Meanings(Broken(error), deadline_s=0.01)
    judged = await session.take(comment("a", "ongkir berapa kak"))
    assert judged.judgement.topics == ("ship_fee",)
    assert getattr(session.meanings.figures, figure) == 1


async def test_phrasings_are_encoded_once(tmp_path):
    class Counting(Broken):
        calls = 0

        async def encode(self, texts, *, query):
            Counting.calls += 1
            return await super().encode(texts, query=query)

    for _ in range(2):
        assert (await Meanings(Counting(), shelf=Shelf(tmp_path)).phrasings(["a", "b"])).shape == (2, 8)
    assert Counting.calls == 1


async def serve(aiohttp_server, reply):
    seen = []

    async def embeddings(request):
        seen.append((request.headers.get("Authorization"), await request.json()))
        return reply(seen[-1][1])

    app = web.Application()
    app.router.add_post("/v1/embeddings", embeddings)
    server = await aiohttp_server(app)
    return {"kind": "openai", "url": str(server.make_url("/v1")), "model": "tiny"}, seen


def vectors(body):
    return web.json_response({"data": [{"index": i, "embedding": [float(len(t)), 2.0]} for i, t in enumerate(body["input"])][::-1]})


async def test_an_endpoint_is_asked_in_batches_with_its_key(aiohttp_server):
    settings, seen = await serve(aiohttp_server, vectors)
    async with connect_encoder(settings, {"LIVE_ASSISTANT_ENCODER_KEY": "k"}) as encoder:
        made = await encoder.encode(["x" * n for n in range(1, 131)], query=False)
    assert made.shape == (130, 2)
    assert made[4] == pytest.approx(np.array([5, 2]) / np.sqrt(29))  # in the order asked, whatever order came back
    assert [(key, len(body["input"])) for key, body in seen] == [("Bearer k", 128), ("Bearer k", 2)]


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        pytest.param(lambda _: web.Response(status=500), "status 500", id="error"),
        pytest.param(lambda _: web.Response(text="<html>"), "cannot be read", id="no JSON"),
        pytest.param(lambda _: web.json_response({"data": []}), "does not fit", id="too few"),
        pytest.param(lambda _: web.json_response({"data": [{"index": 0, "embedding": [None]}]}), "cannot be read|does not fit", id="no number"),
    ],
)
async def test_a_bad_reply_is_no_vector(aiohttp_server, reply, said):
    settings, _ = await serve(aiohttp_server, reply)
    async with connect_encoder(settings, {}) as encoder:
        with pytest.raises(Unavailable, match=said):
            await encoder.encode(["a"], query=True)


async def test_an_encoder_outside_sees_masked_text_only(rooms, aiohttp_server):
    settings, seen = await serve(aiohttp_server, vectors)
    async with connect_encoder(settings, {}) as encoder:
        session = await rooms.open(encoder=encoder)
        await session.take(comment("a", "ongkir brp kak, wa aku 0812-3456-7890"))
    asked = [text for _, body in seen for text in body["input"]]
    assert "ongkir brp kak, wa aku [phone]" in asked
    assert "7890" not in "".join(asked)
