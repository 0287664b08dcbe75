import numpy as np

from assistant.voice.bench.playing import Played
from assistant.voice.pcm import FRAME_SAMPLES


async def test_pieces_of_any_length_become_even_frames(clock):
    pieces = [np.full(n, 0.5, np.float32) for n in (100, 1000, 5, FRAME_SAMPLES, 300)]
    sound = Played(pieces, clock=clock)
    frames = [(round(frame.t, 3), len(frame.array()), round(clock.now(), 3)) async for frame in sound.frames()]
    assert frames == [(0.0, 640, 0.04), (0.04, 640, 0.08), (0.08, 640, 0.12), (0.12, 125, 0.128)]
    assert sound.health().state == "ended"
    assert round(sound.heard_s, 3) == 0.128


async def test_without_a_clock_nothing_waits():
    frames = [frame async for frame in Played([np.zeros(16_000, np.float32)]).frames()]
    assert len(frames) == 25
