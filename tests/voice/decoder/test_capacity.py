import pytest

from assistant.voice.decoder.benchmark import typical_sound
from assistant.voice.decoder.capacity import TYPICAL_S, Capacity, cores, divided, starved
from assistant.voice.pcm import RATE_HZ, checked

TINY_ON_TWO_CORES = Capacity(seconds_per_call=0.75, workers=2)


@pytest.mark.parametrize(("step_s", "voices"), [(0.4, 0), (1.0, 2), (2.0, 4)])
def test_voices_with_partial_results(step_s, voices):
    assert TINY_ON_TWO_CORES.streams(step_s) == voices


def test_voices_with_final_texts_only():
    assert TINY_ON_TWO_CORES.finals_only() == 8
    assert TINY_ON_TWO_CORES.finals_only(share=0.4) == 4


@pytest.mark.parametrize(
    ("cores", "voices", "asked", "workers_and_threads"),
    [
        pytest.param(1, 1, {}, (1, 1), id="one core"),
        pytest.param(2, 1, {}, (1, 2), id="one voice has both cores"),
        pytest.param(2, 2, {}, (2, 1), id="a core for each voice"),
        pytest.param(2, 4, {}, (2, 1), id="more voices than cores"),
        pytest.param(4, 3, {}, (3, 1), id="a core is left over"),
        pytest.param(8, 2, {}, (2, 4), id="two voices share eight"),
        pytest.param(32, 1, {}, (1, 4), id="a big machine"),
        pytest.param(32, 9, {}, (4, 4), id="many voices on it"),
        pytest.param(2, 1, {"workers": 2}, (2, 1), id="workers chosen"),
        pytest.param(4, 4, {"threads": 2}, (2, 2), id="threads chosen"),
        pytest.param(4, 1, {"workers": 9, "threads": 9}, (4, 1), id="more than there is"),
        pytest.param(16, 1, {"workers": 2, "threads": 8}, (2, 8), id="both chosen"),
    ],
)
def test_cores_are_divided_among_voices(cores, voices, asked, workers_and_threads):
    assert divided(cores, voices, **asked) == workers_and_threads


@pytest.mark.parametrize(
    ("seconds_per_call", "step_s"), [(0.2, 0.6), (0.59, 0.7375), (3.0, 2.0)], ids=["quick", "drafts wait for each other", "hardly any"]
)
def test_partial_results_of_a_slow_model_come_less_often(seconds_per_call, step_s):
    assert Capacity(seconds_per_call=seconds_per_call, workers=1).stretched_s(0.6) == pytest.approx(step_s)


@pytest.mark.parametrize(("seconds_per_call", "workers", "voices"), [(0.59, 1, 1), (1.0, 2, 2), (0.2, 1, 2), (3.0, 2, 1), (3.0, 1, 0)])
def test_voices_that_are_heard_while_they_speak(seconds_per_call, workers, voices):
    assert Capacity(seconds_per_call=seconds_per_call, workers=workers).admitted(0.6) == voices


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
    ("spent_s", "threads", "too_little"),
    [(0.0, 1, False), (0.8, 1, True), (3.9, 1, False), (0.0, 2, False), (3.0, 2, True), (7.5, 2, False)],
    ids=["it hangs", "others have the processor", "it is slow", "two threads hang", "others have a core and a half", "two threads are slow"],
)
def test_a_process_that_is_not_to_blame(spent_s, threads, too_little):
    assert starved(spent_s, took_s=4.0, threads=threads) is too_little


def test_the_sound_that_is_timed_is_one_that_recognisers_take():
    assert len(checked(typical_sound())) == TYPICAL_S * RATE_HZ


def test_there_is_a_core():
    assert cores() >= 1
