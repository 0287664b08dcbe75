import asyncio

import pytest

from assistant.voice.handover import Chunk, Handover, Lost


def chunk(number: int) -> Chunk:
    return Chunk(number * 10, b"\0" * 40)


async def test_a_late_taker_loses_the_oldest_and_is_told_how_much():
    handover = Handover(asyncio.get_running_loop(), limit=2, when_full="drop_oldest")
    for number in range(5):
        assert handover.put(chunk(number))
    handover.finish()
    assert [await handover.take() for _ in range(4)] == [Lost(0, 30), chunk(3), chunk(4), None]
    assert handover.dropped == 3


async def test_a_patient_thread_waits_until_there_is_room():
    handover = Handover(asyncio.get_running_loop(), limit=1, when_full="wait")
    putting = asyncio.create_task(asyncio.to_thread(lambda: [handover.put(chunk(n)) for n in range(3)]))
    assert [await handover.take() for _ in range(3)] == [chunk(0), chunk(1), chunk(2)]
    assert await putting == [True, True, True]


async def test_a_waiting_thread_is_released_when_the_taker_leaves():
    handover = Handover(asyncio.get_running_loop(), limit=1, when_full="wait")
    putting = asyncio.create_task(asyncio.to_thread(lambda: [handover.put(chunk(n)) for n in range(3)]))
    await handover.take()
    handover.stop()
    assert (await putting)[-1] is False


async def test_a_fault_comes_after_what_was_decoded_before_it():
    handover = Handover(asyncio.get_running_loop(), limit=4, when_full="wait")
    handover.put(chunk(0))
    handover.finish(OSError("gone"))
    assert await handover.take() == chunk(0)
    with pytest.raises(OSError, match="gone"):
        await handover.take()
