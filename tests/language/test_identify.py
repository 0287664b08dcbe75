"""Which script, and so which language, a comment of two scripts is in."""

import pytest

from assistant.language.identify import script_of


@pytest.mark.parametrize(
    ("text", "script"),
    [
        pytest.param("那件wrap dress几钱ah", "Hani", id="Chinese with an English product"),
        pytest.param("이 wrap dress 얼마", "Hang", id="Korean with an English product"),
        pytest.param("Zefira ราคา", "Thai", id="Thai with a brand"),
        pytest.param("love this so much 好", "Latn", id="English with one sign"),
        pytest.param("wrap dress brp kak", "Latn", id="one script"),
        pytest.param("おむつ ok", "Kana", id="kana anywhere"),
        pytest.param("123 !!", None, id="no letters"),
    ],
)
def test_the_script_of_a_comment(text, script):
    assert script_of(text) == script
