"""The pool with the small model in a real process. A stopped process (SIGSTOP) holds things still while a test looks."""

import asyncio
import os
import signal
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import BadSettings, Unavailable
from assistant.voice.capture import FileAudio
from assistant.voice.transcribers import whisper

SAID = "gratis ongkir mulai dua puluh ribu"


@pytest.fixture
async def sound(micro) -> np.ndarray:
    return np.concatenate([frame.array() async for frame in FileAudio(micro / "clips" / "id_host_05.ogg", room="r").frames()])


@pytest.fixture
def pool_of(tools, micro):
    """Opens a pool with such options."""
    return lambda voices=1, **options: whisper.connect_pool(whisper.Options(model=str(micro / "model"), **options), tools, voices=voices)


@contextmanager
def stopped(pool):
    pid = pool.pid
    os.kill(pid, signal.SIGSTOP)
    try:
        yield pid
    finally:
        if is_there(pid):
            os.kill(pid, signal.SIGCONT)


def is_there(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


async def until(condition) -> None:
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.001)


async def started(pool, *calls) -> list[asyncio.Task]:
    """Each call is in the pool before the next is made."""
    tasks = []
    for call in calls:
        tasks.append(asyncio.create_task(call))
        await until(lambda: pool.figures().waiting + pool.figures().running == len(tasks))
    return tasks


async def test_who_is_served_first_and_what_can_be_read(pool_of, sound):
    order = []
    async with pool_of(workers=1) as pool:

        async def say(what, role, *, draft=False):
            await pool.voice(role=role).transcribe(sound, "id", draft=draft)
            order.append(what)

        with stopped(pool):
            calls = await started(
                pool,
                say("first", "guest"),
                say("guest", "guest"),
                say("host, draft", "host", draft=True),
                say("co-host", "cohost"),
                say("host", "host"),
            )
            assert (pool.figures().running, pool.figures().waiting) == (1, 4)
        await asyncio.gather(*calls)
        figures = pool.figures()
    assert order == ["first", "host", "host, draft", "co-host", "guest"]
    assert (figures.state, figures.served, figures.faults, figures.running, figures.waiting) == ("ok", 5, 0, 0, 0)
    assert figures.rss_bytes > 50e6
    assert 0 < figures.seconds_per_call == pool.capacity.seconds_per_call
    assert pool.figures().state == "closed"


async def test_a_full_line_turns_the_guest_away_and_one_who_gives_up_leaves_it(pool_of, sound):
    async with pool_of(workers=1, most_waiting=1) as pool:
        host, guest = pool.voice(role="host"), pool.voice(role="guest")
        with stopped(pool):
            running, waiting = await started(pool, host.transcribe(sound, "id"), guest.transcribe(sound, "id"))
            waiting_host = asyncio.create_task(host.transcribe(sound, "id"))
            with pytest.raises(Unavailable, match="1 calls wait already"):
                await waiting
            with pytest.raises(Unavailable, match="1 calls wait already"):
                await guest.transcribe(sound, "id")
            waiting_host.cancel()
            await until(lambda: pool.figures().waiting == 0)
        assert (await running).text == SAID
        assert pool.figures().turned_away == 2


async def test_nobody_waits_for_ever(pool_of, sound):
    async with pool_of(workers=1, longest_wait_s=0.05) as pool:
        with stopped(pool):
            (running,) = await started(pool, pool.voice().transcribe(sound, "id"))
            with pytest.raises(Unavailable, match="no turn within"):
                await pool.voice().transcribe(sound, "id")
        assert (await running).text == SAID


async def test_a_process_that_dies_under_two_calls_costs_neither(pool_of, sound):
    async with pool_of(workers=2) as pool:
        with stopped(pool) as pid:
            calls = await started(pool, *(pool.voice(role=role).transcribe(sound, "id") for role in ("host", "guest")))
            os.kill(pid, signal.SIGKILL)
        assert [transcript.text for transcript in await asyncio.gather(*calls)] == [SAID, SAID]
        figures = pool.figures()
        assert pool.pid != pid
        assert not is_there(pid)
    assert (figures.restarts, figures.faults, figures.served, figures.fault) == (1, 0, 2, None)


async def test_a_call_under_which_it_dies_twice_is_given_up_and_the_next_one_works(pool_of, sound):
    async with pool_of(workers=1) as pool:
        with stopped(pool) as first:
            (call,) = await started(pool, pool.voice().transcribe(sound, "id"))
            os.kill(first, signal.SIGKILL)
            await until(lambda: pool.pid != first)
        with stopped(pool) as second:
            await until(lambda: pool.figures().running)
            os.kill(second, signal.SIGKILL)
            with pytest.raises(Unavailable, match="ended twice under this call"):
                await call
        assert (await pool.voice().transcribe(sound, "id")).text == SAID
        assert (pool.figures().restarts, pool.figures().faults) == (2, 1)


async def test_a_stuck_process_is_replaced_and_the_room_goes_on(pool_of, sound):
    async with pool_of(workers=1, least_deadline_s=0.2) as pool:
        pool.capacity = pool.capacity.model_copy(update={"seconds_per_call": 0.01})
        with stopped(pool) as pid:
            stuck, waiting = await started(pool, *(pool.voice().transcribe(sound, "id") for _ in range(2)))
            with pytest.raises(Unavailable, match=r"no text within 0\.\d s"):
                await stuck
            pool.capacity = pool.capacity.model_copy(update={"seconds_per_call": 5.0})
            assert (await waiting).text == SAID
            assert not is_there(pid)
        assert (pool.figures().restarts, pool.figures().faults, pool.figures().fault) == (1, 1, None)


async def test_one_that_dies_while_nobody_asks_is_replaced_before_somebody_does(pool_of, sound):
    async with pool_of(workers=1) as pool:
        pid = pool.pid
        os.kill(pid, signal.SIGKILL)
        await until(lambda: pool.pid != pid and pool.figures().state == "ok")
        assert "SIGKILL" in pool.figures().fault
        assert (await pool.voice().transcribe(sound, "id")).text == SAID


async def test_one_that_has_grown_too_big_is_renewed_between_calls(pool_of, sound):
    async with pool_of(workers=2) as pool:
        pid, pool._rss_limit = pool.pid, 1
        calls = [pool.voice().transcribe(sound, "id") for _ in range(3)]
        assert [transcript.text for transcript in await asyncio.gather(*calls)] == [SAID] * 3
        figures = pool.figures()
        assert not is_there(pid)
    assert figures.renewals >= 1
    assert (figures.restarts, figures.faults) == (0, 0)


async def test_a_memory_limit_that_the_model_alone_reaches_is_refused(pool_of):
    with pytest.raises(BadSettings, match="rss_limit_mb is 9, the model alone takes"):
        async with pool_of(rss_limit_mb=9):
            pass


async def test_closing_tells_those_who_wait_and_leaves_no_process(pool_of, sound):
    async with pool_of(workers=1) as pool:
        voice, pid = pool.voice(), pool.pid
        with stopped(pool):
            calls = await started(pool, voice.transcribe(sound, "id"), voice.transcribe(sound, "id"))
    for call in calls:
        with pytest.raises(Unavailable, match="was closed"):
            await call
    assert not is_there(pid)
    with pytest.raises(Unavailable, match="is closed"):
        await voice.transcribe(sound, "id")


async def test_a_process_that_does_not_get_ready_in_time_is_ended(pool_of):
    with pytest.raises(Unavailable, match="was not ready within"):
        async with pool_of(load_s=0.01):
            pass


async def test_a_closed_voice_leaves_the_others_alone(pool_of, sound):
    async with pool_of() as pool:
        guest = pool.voice(role="guest", name="guest 2")
        await guest.close()
        with pytest.raises(Unavailable, match="guest 2: this voice is closed"):
            await guest.transcribe(sound, "id")
        assert (await pool.voice().transcribe(sound, "id")).text == SAID
