import numpy as np
import pytest

from assistant.voice.bench.endurance import invented, soak
from assistant.voice.bench.figures import error_rate, row_of, truth
from assistant.voice.bench.policies import FinalsOnly, Ours
from assistant.voice.bench.sounds import LIKE_SPEECH
from assistant.voice.bench.streams import read_streams
from assistant.voice.bench.trial import offline, run_trial
from assistant.voice.listen import Options

SECONDS = 14.0
TOO_BUSY_S = 1.5  # a call that takes 0.2 s here


async def test_limits_of_the_listener_on_a_stream_of_known_words(micro, recogniser):
    """Real time. A machine's noise is taken out by comparing with the step and the cost of a call as they were in the same run."""
    [stream] = [one.shortened(SECONDS) for one in read_streams(micro / "streams")]
    text = await offline(stream, recogniser)
    row = row_of(await run_trial(Ours(), [stream], lambda: recogniser), {stream.name: text})
    assert row.taken_back == 0, "whatever the machine is busy with"
    if row.call_p95_s > TOO_BUSY_S:  # lateness would be the machine's, not the listener's
        pytest.skip(f"this machine is too busy to measure: a call took {row.call_p95_s} s")
    turn = Options().step_s + row.call_p95_s
    assert row.gaps == 0
    assert row.error_true - error_rate([(text, truth(stream))]) <= max(0.02, 1 / row.words)  # 2 points; of so few words, one
    assert row.found >= 0.9 * row.words
    assert row.latency_p50_s <= 1.5 * turn
    assert row.latency_p95_s <= 2.5 * turn
    assert row.lag_p95_s <= turn


async def test_a_stream_as_fast_as_it_is_taken(micro, recogniser):
    [stream] = [one.shortened(5.0) for one in read_streams(micro / "streams")]
    told = []
    trial = await run_trial(FinalsOnly(), [stream], lambda: recogniser, paced=False, tell=told.append)
    row = row_of(trial, {stream.name: await offline(stream, recogniser)})
    assert (row.error_offline, row.error_true, row.gaps, row.taken_back) == (0.0, 0.0, 0, 0)
    assert 0 < row.cpu_per_s < 5
    assert trial.decoded_s < stream.seconds


async def test_nothing_is_invented_where_nobody_speaks(recogniser):
    hum = {"hum": np.sin(np.arange(1600, dtype=np.float32) / 16000 * 2 * np.pi * 50) * np.float32(0.2)}
    found = await invented(Ours(), recogniser, "id", 12 * 3 / 60, hum)
    assert len(found) == 12
    assert [(one.sound, one.text) for one in found if (one.words or one.drafted) and one.sound != LIKE_SPEECH] == []
    assert sum(one.audio_s for one in found) == pytest.approx(36, abs=1)


async def test_a_soak_tells_of_memory(micro, recogniser):
    [stream] = [one.shortened(5.0) for one in read_streams(micro / "streams")]
    run = await soak(FinalsOnly(), recogniser, [stream], 1.0)
    assert (run.audio_s, run.taken_back, run.gaps) == (60.0, 0, 0)
    assert run.samples >= 4
    assert run.own_mb > 50
