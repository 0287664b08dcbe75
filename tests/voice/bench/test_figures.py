import numpy as np
import pytest

from assistant.domain import Gap, Utterance, Word
from assistant.voice.bench.figures import error_rate, growth, latencies, percentile, row_of
from assistant.voice.bench.script import Sentence
from assistant.voice.bench.streams import Stream
from assistant.voice.bench.trial import Heard, Trial
from assistant.voice.pcm import RATE_HZ

WORDS = (("satu", 0.5, 1.0), ("dua", 1.0, 1.5), ("tiga", 1.5, 2.0))
TIMED = Sentence(text="satu dua tiga", start=0.5, end=2.0, words=WORDS)


def heard(script, *remarks):
    one = Heard(Stream("a", np.zeros(10 * RATE_HZ, np.float32), script, "id"))
    for moment, text, times in remarks:
        words = tuple(Word(text=word, start=start, end=end) for word, start, end in times)
        said = Utterance(id=f"v{moment}", room="r", market="ID", t=0.5, end=2.0, text=text, words=words)
        one.committed.take(said, moment)
    return one


def test_late_is_counted_from_a_words_true_end():
    one = heard((TIMED,), (3.0, "satu tua tiga", [("satu", 0.4, 1.0), ("tua", 1.0, 1.4), ("tiga", 1.4, 1.9)]))
    assert latencies(one) == ([2.0, 1.0], 3)


def test_without_times_only_the_last_word_of_a_sentence_is_looked_for():
    bare = TIMED.model_copy(update={"words": ()})
    one = heard((bare,), (3.0, "satu dua tiga", [("satu", 0.4, 1.0), ("dua", 1.0, 1.4), ("tiga", 1.4, 1.9)]))
    assert latencies(one) == ([1.0], 1)


def test_a_long_text_without_times_tells_nothing_about_lateness():
    one = heard((Sentence(text="satu dua tiga", start=0, end=60),), (3.0, "satu dua tiga", WORDS))
    assert latencies(one) == ([], 0)


def test_a_row_sums_over_the_streams():
    one, other = heard((TIMED,), (3.0, "satu dua tiga", WORDS)), heard((TIMED,), (4.0, "satu dua", WORDS[:2]))
    other.committed.take(Gap(room="r", source="v", start=3.0, end=5.5, reason="late"), 6.0)
    one.lags_s, other.lags_s = [0.0, 0.5], [1.0]
    trial = Trial("ours", [one, other], cpu_s=4.0, wall_s=10.0, took_s=[1.0, 2.0, 3.0], decoded_s=6.0)
    row = row_of(trial, {"a": "satu dua tiga"})
    assert (row.policy, row.streams, row.audio_s, row.found, row.words) == ("ours", 2, 20.0, 5, 6)
    assert (row.latency_p50_s, row.error_true, row.error_offline) == (2.0, round(1 / 6, 4), round(1 / 6, 4))
    assert (row.cpu_per_s, row.real_time_factor, row.calls, row.call_p50_s) == (0.2, 0.3, 3, 2.0)
    assert (row.lag_p50_s, row.gaps, row.lost_s, row.taken_back) == (0.5, 1, 2.5, 0)


def test_error_rates_count_words_or_letters():
    assert error_rate([("halo kak", "halo kakak"), ("a", "a")]) == round(1 / 3, 4)
    assert error_rate([("ครีม", "ครีมนี้")]) == 0.25
    assert error_rate([("something", "")]) is None


@pytest.mark.parametrize(("values", "share", "expected"), [([], 50, None), ([1.0], 95, 1.0), ([0.0, 1.0, 2.0, 3.0], 50, 1.5)])
def test_percentiles(values, share, expected):
    assert percentile(values, share) == expected


def test_growth_is_that_of_the_floor():
    times = np.linspace(0, 2, 400)
    borrowed = np.where(np.arange(400) % 7, 40.0, 0.0)  # given back every seventh time
    steady, growing = growth(times, 100 + borrowed), growth(times, 100 + 3 * times + borrowed)
    assert (steady.slope, steady.error) == (0.0, 0.0)
    assert growing.slope == pytest.approx(3.0, abs=0.1)
    assert growing.error < 0.1


@pytest.mark.parametrize("times", [[], [1.0], [1.0, 1.0, 1.0]])
def test_growth_needs_time(times):
    assert growth(times, times).slope == 0.0
