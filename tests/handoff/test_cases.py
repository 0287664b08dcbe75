"""A case's state is the lock on who may speak to a viewer."""

import pytest

from assistant.domain import Reason
from assistant.errors import BadInput
from assistant.handoff.cases import CaseBook


def offer(book, event="c1", user="ani", reason=Reason.COMPLAINT):
    return book.escalate(event_id=event, user=user, lang="id", question="rusak kak", reason=reason, t=1.0, draft=None, facts=(), history=())


def test_repeats_merge_into_the_open_case():
    book = CaseBook("r")
    first = offer(book)
    again = offer(book, "c2")
    assert (again.id, again.event_ids) == (first.id, ("c1", "c2"))


def test_a_graver_comment_raises_the_urgency_of_a_held_case():
    book = CaseBook("r")
    case = offer(book)
    book.move(case.id, "take", "rina")
    assert offer(book, "c2", reason=Reason.SAFETY).urgency == "now"


def test_life_take_answer_return_new_episode():
    book = CaseBook("r")
    case = offer(book)
    assert book.move(case.id, "take", "rina").agent == "rina"
    assert book.held_by_person("ani").id == case.id
    book.move(case.id, "answer_case", "rina")
    book.move(case.id, "return_case", "rina")
    assert book.held_by_person("ani") is None
    assert offer(book, "c9").episode == 2


@pytest.mark.parametrize(
    ("moves", "kind", "by", "word"),
    [
        pytest.param([], "answer_case", "rina", "offered", id="answer before taking"),
        pytest.param([("take", "rina")], "take", "dewi", "human", id="take twice"),
        pytest.param([("take", "rina")], "return_case", "dewi", "held by rina", id="another person's case"),
        pytest.param([("close_case", "rina")], "take", "rina", "closed", id="take a closed case"),
    ],
)
def test_impossible_moves_say_why(moves, kind, by, word):
    book = CaseBook("r")
    case = offer(book)
    for move, who in moves:
        book.move(case.id, move, who)
    with pytest.raises(BadInput, match=word):
        book.move(case.id, kind, by)


def test_unknown_case():
    with pytest.raises(BadInput, match="no case"):
        CaseBook("r").move("case-x", "take", "rina")


def test_restore_continues_the_lock():
    book, fresh = CaseBook("r"), CaseBook("r")
    case = offer(book)
    book.move(case.id, "take", "rina")
    fresh.restore(book.get(case.id))
    assert fresh.held_by_person("ani").agent == "rina"
