"""A viewer's question as the host reads it: asked and answered in the host's language, whatever the viewer writes."""

import pytest

from assistant.domain import Comment


@pytest.mark.parametrize(
    ("text", "lang", "inside"),
    [
        pytest.param("how much is shipping?", "en", "Rp9.500", id="English"),
        pytest.param("كم رسوم التوصيل؟", "ar", "Rp9.500", id="Arabic"),
        pytest.param("ค่าส่งเท่าไหร่คะ", "th", "Rp9.500", id="Thai, which nobody of the shop reads"),
    ],
)
async def test_the_host_reads_every_question_in_the_own_language(rooms, text, lang, inside):
    session = await rooms.open()
    judged = await session.take(Comment(id="c1", room="r", market="ID", t=1.0, user="u", text=text))
    group = judged.group
    assert (group.host.lang, group.langs) == ("id", (lang,))
    assert inside in group.host.line
    assert "ongkir" in group.host.question.lower()
    assert group.host.line != group.replies[lang], "the viewer's answer stays in the viewer's language"


async def test_the_host_s_line_stays_with_a_question_that_is_asked_again(rooms):
    session = await rooms.open()
    first = await session.take(Comment(id="c1", room="r", market="ID", t=1.0, user="u", text="how much is shipping?"))
    again = await session.take(Comment(id="c2", room="r", market="ID", t=2.0, user="v", text="ongkir brp kak"))
    assert (again.group.count, again.group.host) == (2, first.group.host)


async def test_a_question_about_a_product_names_it(rooms):
    session = await rooms.open()
    judged = await session.take(Comment(id="c1", room="r", market="ID", t=1.0, user="u", text="are the shoes waterproof?"))
    assert "Trailo" in judged.group.host.line
    assert "{" not in (judged.group.host.question or "")
