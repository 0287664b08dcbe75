import asyncio

import numpy as np
import pytest

from assistant.voice.activity import Stretch
from assistant.voice.backlog import Backlog


def stretch(start: float, seconds: float = 4.0) -> Stretch:
    return Stretch(np.zeros(1, np.float32), start, start + seconds, start, start + seconds)


async def test_when_full_the_oldest_waiting_speech_is_lost():
    backlog = Backlog(10.0, "drop_oldest")
    lost = [s.start for n in range(5) for s in await backlog.put(stretch(n * 4.0))]
    assert lost == [0.0, 4.0, 8.0]
    assert (backlog.seconds, backlog.peak_s, backlog.oldest_end) == (8.0, 8.0, 16.0)


async def test_one_stretch_longer_than_the_bound_is_still_taken():
    backlog = Backlog(2.0, "drop_oldest")
    assert await backlog.put(stretch(0.0)) == ()
    taken = await backlog.take()
    assert taken is not None
    assert taken.start == 0.0


async def test_a_recording_waits_instead_of_losing():
    backlog = Backlog(5.0, "wait")

    async def put_all() -> None:
        for n in range(4):
            assert await backlog.put(stretch(n * 4.0)) == ()
        await backlog.end()

    putting = asyncio.create_task(put_all())
    taken = []
    while (item := await backlog.take()) is not None:
        taken.append(item.start)
    await putting
    assert taken == [0.0, 4.0, 8.0, 12.0]
    assert backlog.peak_s == pytest.approx(4.0)
