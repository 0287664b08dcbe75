"""A viewer's last matter is remembered for follow-ups, for a while, for a bounded number of viewers."""

from assistant.answering.viewers import RECENT_S, Viewers


def test_recall_own_last_matter_while_recent():
    viewers = Viewers()
    viewers.remember("jejen", "c5", 18.0, "id", "klo jayapura brp hari", "ship_time", None)
    assert viewers.recall("jejen", 20.0).topic == "ship_time"
    assert viewers.recall("jejen", 18.0 + RECENT_S + 1) is None


def test_a_named_earlier_comment_wins_over_the_latest():
    viewers = Viewers()
    viewers.remember("a", "c1", 1.0, "id", "x", "price", "shoes")
    viewers.remember("a", "c2", 2.0, "id", "y", "cod", None)
    assert viewers.recall("a", 3.0, prev="c1").product == "shoes"


def test_small_talk_in_between_keeps_the_matter():
    viewers = Viewers()
    viewers.remember("a", "c1", 1.0, "id", "x", "price", "shoes")
    viewers.remember("a", "c2", 2.0, "id", "hehe", None, None)
    assert (viewers.recall("a", 3.0).topic, viewers.history("a")) == ("price", ("x", "hehe"))


def test_the_longest_silent_is_forgotten_first():
    viewers = Viewers(limit=2)
    for user in "abc":
        viewers.remember(user, user, 1.0, "id", "x", "price", None)
    assert viewers.recall("a", 2.0) is None
    assert viewers.recall("c", 2.0) is not None
