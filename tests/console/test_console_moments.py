"""Captions and who writes: sent as they change and not more often, gone with what they become; typing is told to the session."""

import asyncio
import time

import pytest

from assistant.console.moments import APART_S
from assistant.domain import Hearing, Word, Writing
from tests.console.show import browser, on_air
from tests.console.stories import case


def hearing(words, stable=0, **more):
    made = tuple(Word(text=w, start=0, end=1) for w in words.split())
    fields = {"id": "u1", "room": "trw-th-1", "source": "host", "role": "host", "state": "going_on", "t": 3.0, "until": 4.0, "lang": "en"}
    return Hearing(**{**fields, "words": made, "stable": stable, **more})


async def now(socket):
    while (message := await socket.receive_json(timeout=10))["type"] != "now":
        pass
    return message


async def test_words_are_shown_as_they_are_said_and_masked():
    async with on_air() as (show, _, base), browser(base) as page:
        await page.enter()
        async with page.live() as socket:
            show.moment.hear(hearing("call 0812 now please", 3))
            (voice,) = (await now(socket))["voices"]
            assert (voice["stable"], voice["rest"], voice["role"], voice["lang"]) == ("call [phone] now", " please", "host", "en")
            show.moment.said("u1")
            assert (await now(socket))["voices"] == []


async def test_a_talkative_voice_is_sent_a_few_times_a_second_and_its_latest_words_arrive():
    async with on_air() as (show, _, base), browser(base) as page:
        await page.enter()
        async with page.live() as socket:
            began, frames, text = time.monotonic(), 0, ""
            for n in range(100):
                show.moment.hear(hearing(f"word {n}", 2))
                await asyncio.sleep(0.01)
            while text != "word 99":
                text = (await now(socket))["voices"][0]["stable"]
                frames += 1
            assert frames <= (time.monotonic() - began) / APART_S + 2


async def test_typing_is_told_to_the_session_and_to_the_others():
    async with on_air() as (show, _, base), browser(base) as dina, browser(base) as max:
        await dina.enter()
        await max.enter(name="max")
        await show.log(case("k1", "q"))
        async with max.live() as socket:
            assert await typed(dina, {"case": "k1"}) == 204
            assert (await now(socket))["writing"] == [{"by": "dina", "group": None, "case": "k1", "event_id": None}]
        assert show.typed == [Writing(by="dina", case="k1")]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param({}, 400, id="to nobody"),
        pytest.param({"case": "k9"}, 409, id="a case that is not there"),
        pytest.param({"case": "k1", "secret": 1}, 400, id="a key that means nothing"),
    ],
)
async def test_typing_that_makes_no_sense_is_refused(body, status):
    async with on_air() as (_, _, base), browser(base) as page:
        await page.enter()
        assert await typed(page, body) == status


async def typed(page, body):
    given = {"Origin": page.base, "X-CSRF-Token": page.csrf, "Content-Type": "application/json"}
    async with page.http.post(f"{page.base}/api/typing", json=body, headers=given) as answer:
        return answer.status
