import numpy as np
import pytest

from assistant.voice.activity import WINDOW, Activity, Bounds, Stretch
from assistant.voice.capture import FileAudio
from assistant.voice.pcm import RATE_HZ

FRAME = 640


def stretches(activity: Activity, pcm: np.ndarray, start: float = 0.0) -> list[Stretch]:
    found = [s for i in range(0, len(pcm), FRAME) for s in activity.push(pcm[i : i + FRAME], start + i / RATE_HZ)]
    return found + activity.flush()


async def sound_of(path) -> np.ndarray:
    return np.concatenate([frame.array() async for frame in FileAudio(path, room="r").frames()])


async def test_every_sentence_is_one_stretch_that_covers_its_words(activity, micro, sentences):
    found = stretches(activity, await sound_of(micro / "streams" / "id.flac"))
    assert len(found) == len(sentences)
    for stretch, sentence in zip(found, sentences, strict=True):
        assert stretch.start <= sentence["start"]
        assert stretch.end >= sentence["end"]
        assert stretch.voice_start == pytest.approx(sentence["start"], abs=0.3)
        assert stretch.voice_end == pytest.approx(sentence["end"], abs=0.3)
        assert len(stretch.pcm) / RATE_HZ == pytest.approx(stretch.seconds, abs=1e-6)


@pytest.mark.parametrize(
    "pcm",
    [
        pytest.param(np.zeros(RATE_HZ * 20, np.float32), id="silence"),
        pytest.param(np.random.default_rng(1).normal(0, 0.0003, RATE_HZ * 20).astype(np.float32), id="hiss at -70 dBFS"),
        pytest.param(np.random.default_rng(2).normal(0, 0.05, RATE_HZ * 20).astype(np.float32), id="loud white noise"),
        pytest.param(np.ones(RATE_HZ * 5, np.float32) * 0.2, id="a constant"),
    ],
)
def test_nobody_speaks(activity, pcm):
    assert stretches(activity, pcm) == []


async def test_the_callers_array_is_left_alone(activity, micro):
    pcm = await sound_of(micro / "clips" / "id_host_01.ogg")
    before = pcm.copy()
    stretches(activity, pcm)
    assert np.array_equal(pcm, before)


async def test_a_jump_in_time_ends_the_stretch(activity, micro):
    pcm = await sound_of(micro / "clips" / "id_host_05.ogg")
    half = len(pcm) // 2 // FRAME * FRAME
    found = [s for i in range(0, half, FRAME) for s in activity.push(pcm[i : i + FRAME], i / RATE_HZ)]
    found += stretches(activity, pcm[half:], start=100.0)
    assert [round(s.start) for s in found] == [0, 100]


class Told:
    """A detector that is told the probability of each window."""

    def __init__(self, chances: list[float]) -> None:
        self._chances = iter(chances)

    def probability(self, window: np.ndarray) -> float:
        return next(self._chances)

    def reset(self) -> None:
        return None


def windows(pattern: list[tuple[float, float]]) -> list[float]:
    """(probability, seconds) pairs as one probability a window."""
    return [chance for chance, seconds in pattern for _ in range(round(seconds * RATE_HZ / WINDOW))]


@pytest.mark.parametrize(
    ("pattern", "count"),
    [
        pytest.param([(0.0, 1), (0.9, 1), (0.0, 1)], 1, id="a sentence"),
        pytest.param([(0.0, 1), (0.45, 1), (0.0, 1)], 0, id="never sure enough"),
        pytest.param([(0.0, 1), (0.9, 0.1), (0.0, 1)], 0, id="a click"),
        pytest.param([(0.9, 1), (0.4, 1), (0.9, 1), (0.0, 1)], 1, id="mumbling in between"),
        pytest.param([(0.9, 1), (0.0, 0.3), (0.9, 1), (0.0, 1)], 1, id="a short pause"),
        pytest.param([(0.9, 1), (0.0, 0.7), (0.9, 1), (0.0, 1)], 2, id="a long pause"),
        pytest.param([(0.0, 1), (0.9, 1)], 1, id="the sound ends while somebody speaks"),
    ],
)
def test_when_a_stretch_begins_and_ends(pattern, count):
    chances = windows(pattern)
    pcm = np.full(len(chances) * WINDOW, 0.1, np.float32)
    assert len(stretches(Activity(Told(chances)), pcm)) == count


def test_endless_speech_is_cut_at_its_quietest_moment_and_nothing_is_lost():
    chances = [0.9] * round(30 * RATE_HZ / WINDOW)
    pcm = np.random.default_rng(3).normal(0, 0.1, len(chances) * WINDOW).clip(-1, 1).astype(np.float32)
    dip = slice(int(11.0 * RATE_HZ), int(11.2 * RATE_HZ))
    pcm[dip] *= 0.05
    found = stretches(Activity(Told(chances), Bounds()), pcm)
    assert [s.cut for s in found] == [True, True, False]
    assert 11.0 <= found[0].end <= 11.2
    assert all(s.seconds <= 12.1 for s in found)
    assert np.array_equal(np.concatenate([s.pcm for s in found]), pcm[: sum(len(s.pcm) for s in found)])
    assert sum(len(s.pcm) for s in found) == len(pcm)
