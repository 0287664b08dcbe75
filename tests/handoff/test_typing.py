"""Who writes to whom: believed for a while, over when it is sent."""

from assistant.domain import Writing
from assistant.handoff.typing import LIMIT, LIVES_S, Writers

DINA = Writing(by="dina", group="cod")


def test_a_writer_is_believed_until_nothing_more_is_heard():
    writers = Writers()
    writers.note(DINA, user=None, group="cod", now=1.0)
    writers.note(Writing(by="max", case="case-1"), user="ani", group=None, now=2.0)
    assert writers.to("budi", "cod", 1.0 + LIVES_S) == "dina"
    assert writers.to("budi", "cod", 1.1 + LIVES_S) is None
    assert (writers.to("ani", None, 3.0), writers.to("budi", None, 3.0)) == ("max", None)
    writers.note(DINA, user=None, group="cod", now=9.0)
    assert writers.to(None, "cod", 9.0 + LIVES_S) == "dina"


def test_what_is_sent_is_no_longer_written():
    writers = Writers()
    writers.note(DINA, user=None, group="cod", now=1.0)
    writers.sent("max", 2.0, group="cod")
    assert writers.now(2.0) == [DINA], "somebody else's"
    writers.sent("dina", 2.0, group="cod")
    assert writers.now(2.0) == []


def test_it_is_bounded():
    writers = Writers()
    for n in range(LIMIT + 10):
        writers.note(Writing(by="dina", event_id=f"c{n}"), user=f"u{n}", group=None, now=1.0)
    assert (len(writers.now(1.0)), writers.to("u0", None, 1.0)) == (LIMIT, None)
