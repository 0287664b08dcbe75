"""The same question is one group; an answer serves for a while; overflow is counted."""

from assistant.answering.board import Board


def ask(board, user, *, lang="id", t=0.0, group="ship_fee", reply="Ongkirnya Rp9.500"):
    return board.add(
        group, topic="ship_fee", question="ongkir brp", user=user, lang=lang, event_id=f"{user}@{t}", t=t, reply=reply, facts=("f",)
    )


def test_askers_and_languages_gather():
    board = Board("r")
    ask(board, "ani")
    ask(board, "ben", lang="en", reply="Shipping is Rp9,500")
    group = ask(board, "ani", t=5.0)
    assert (group.count, group.users, group.langs, set(group.replies)) == (3, ("ani", "ben"), ("id", "en"), {"id", "en"})


def test_answered_serves_within_the_window_per_language():
    board = Board("r", window_s=100)
    ask(board, "ani")
    board.mark("ship_fee", "answered", lang="id", t=10)
    assert board.served("ship_fee", "id", 60)
    assert not board.served("ship_fee", "en", 60)
    assert not board.served("ship_fee", "id", 111)


def test_a_question_after_the_window_opens_the_group_again():
    board = Board("r", window_s=100)
    ask(board, "ani")
    board.mark("ship_fee", "answered", lang="id", t=10)
    assert ask(board, "ben", t=50).status == "answered"
    assert ask(board, "cici", t=200).status == "open"


def test_overflow_drops_the_longest_silent_and_counts_it():
    board = Board("r", limit=2)
    for number in range(4):
        ask(board, "ani", group=f"g{number}")
    assert ([g.id for g in board.groups()], board.dropped) == (["g2", "g3"], 2)


def test_restore_keeps_an_answered_group_served():
    board, fresh = Board("r"), Board("r")
    ask(board, "ani")
    board.mark("ship_fee", "answered", t=3)
    fresh.restore(board.get("ship_fee"))
    assert fresh.served("ship_fee", "id", 5)
