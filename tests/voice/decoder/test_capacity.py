import pytest

from assistant.voice.decoder.benchmark import typical_sound
from assistant.voice.decoder.capacity import TYPICAL_S, Capacity, cores, starved
from assistant.voice.pcm import RATE_HZ, checked

TINY_ON_TWO_CORES = Capacity(seconds_per_call=0.75, workers=2)


@pytest.mark.parametrize(("step_s", "voices"), [(0.4, 0), (1.0, 2), (2.0, 4)])
def test_voices_with_partial_results(step_s, voices):
    assert TINY_ON_TWO_CORES.streams(step_s) == voices


def test_voices_with_final_texts_only():
    assert TINY_ON_TWO_CORES.finals_only() == 8
    assert TINY_ON_TWO_CORES.finals_only(share=0.4) == 4


def test_running_calls_move_it_and_one_slow_call_does_not_upset_it():
    after_one = TINY_ON_TWO_CORES.after(7.5)
    assert after_one.seconds_per_call == pytest.approx(1.425)
    later = after_one
    for _ in range(60):
        later = later.after(1.5)
    assert later.seconds_per_call == pytest.approx(1.5, rel=0.01)


@pytest.mark.parametrize(
    ("seconds", "late", "patience_s"),
    [(1.0, 0, 2.25), (4.0, 0, 2.25), (12.0, 0, 6.75), (4.0, 2, 9.0), (4.0, 99, 144.0)],
    ids=["short", "longer", "long", "after two late calls", "after many"],
)
def test_patience(seconds, late, patience_s):
    assert TINY_ON_TWO_CORES.patience_s(seconds, late) == pytest.approx(patience_s)


@pytest.mark.parametrize(
    ("spent_s", "too_little"),
    [(0.0, False), (0.8, True), (3.9, False)],
    ids=["it hangs", "others have the processor", "it is slow"],
)
def test_a_process_that_is_not_to_blame(spent_s, too_little):
    assert starved(spent_s, took_s=4.0) is too_little


def test_the_sound_that_is_timed_is_one_that_recognisers_take():
    assert len(checked(typical_sound())) == TYPICAL_S * RATE_HZ


def test_there_is_a_core():
    assert cores() >= 1
