"""Any endpoint of that shape, here one on this machine."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from assistant.errors import Unavailable
from assistant.voice.speakers import openai_compatible as plug


@asynccontextmanager
async def endpoint(answer):
    """(url, what was asked: (headers, body)) of a server that answers `/v1/audio/speech` so."""
    asked = []

    async def speech(request):
        asked.append((request.headers.get("Authorization"), await request.json()))
        return await answer(request)

    app = web.Application()
    app.router.add_post("/v1/audio/speech", speech)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1/", asked
    finally:
        await runner.cleanup()


def gives(body=b"RIFFsound", kind="audio/wav", status=200):
    async def answer(_):
        return web.Response(body=body, content_type=kind, status=status)

    return answer


async def spoken(url, text="Maaf", lang="id", environment=None, **options):
    asked = plug.Options(url=url, model="m", voice="v", **options)
    async with plug.connect(asked, environment or {}) as speaker:
        return await speaker.speak(text, lang)


async def test_what_is_asked_and_what_comes():
    async with endpoint(gives(b"ID3sound", "audio/mpeg")) as (url, asked):
        environment = {"LIVE_ASSISTANT_SPEECH_KEY": "secret"}
        sound = await spoken(url, environment=environment, format="mp3", voices={"id": "dewi"})
        await spoken(url, lang="th-TH", environment=environment, voices={"id": "dewi"})
    assert (sound.data, sound.type) == (b"ID3sound", "audio/mpeg")
    assert asked == [
        ("Bearer secret", {"model": "m", "voice": "dewi", "input": "Maaf", "response_format": "mp3"}),
        ("Bearer secret", {"model": "m", "voice": "v", "input": "Maaf", "response_format": "wav"}),
    ]


async def test_no_key_no_header():
    async with endpoint(gives()) as (url, asked):
        await spoken(url)
    assert asked[0][0] is None


async def test_a_type_that_a_page_must_not_be_given_is_replaced():
    async with endpoint(gives(kind="application/octet-stream")) as (url, _):
        assert (await spoken(url)).type == "audio/wav"


async def late(_):
    await asyncio.sleep(60)
    return web.Response()


async def huge(request):
    reply = web.StreamResponse(headers={"Content-Type": "audio/wav"})
    await reply.prepare(request)
    for _ in range(70):
        await reply.write(bytes(2**16))
    return reply


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        pytest.param(gives(b"{}", "application/json", 401), "status 401", id="wrong key"),
        pytest.param(gives(b"<html>", "text/html"), "no sound", id="a page"),
        pytest.param(gives(b'{"error": 1}', "application/json"), "no sound", id="an error that says it is fine"),
        pytest.param(gives(b""), "no sound", id="nothing"),
        pytest.param(late, "does not answer", id="too late"),
        pytest.param(huge, "too large", id="too much"),
    ],
)
async def test_what_goes_wrong_is_said(answer, complaint):
    async with endpoint(answer) as (url, _):
        with pytest.raises(Unavailable, match=complaint):
            await spoken(url, deadline_s=0.3 if answer is late else 10)


async def test_no_endpoint(unused_tcp_port):
    with pytest.raises(Unavailable, match="does not answer"):
        await spoken(f"http://127.0.0.1:{unused_tcp_port}/v1")
