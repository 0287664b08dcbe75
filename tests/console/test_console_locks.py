import pytest

from assistant.console.locks import MOST_KEYS, Locks


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def locks(watch):
    return Locks(3, 10, 60, watch)


def test_each_wait_is_twice_the_one_before_up_to_the_longest(locks, watch):
    waits = []
    for _ in range(5):
        assert [locks.count("thief") for _ in range(3)] == [False, False, True]
        waits.append(locks.wait_s("thief"))
        watch.now += waits[-1]
    assert waits == [10, 20, 40, 60, 60]
    assert locks.wait_s("thief") == 0


def test_a_lock_holds_one_key_only(locks):
    for _ in range(3):
        locks.count("thief")
    assert (locks.wait_s("thief"), locks.wait_s("owner")) == (10, 0)


def test_what_was_right_forgets_what_was_wrong(locks):
    for _ in range(5):
        assert not locks.count("owner")
        assert not locks.count("owner")
        locks.forgive("owner")


def test_keys_are_bounded(locks):
    for n in range(MOST_KEYS + 50):
        locks.count(f"thief{n}")
    assert len(locks) == MOST_KEYS
