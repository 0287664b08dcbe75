import pytest

from assistant.console.actions import MAX_TEXT, NEEDS, resolution
from assistant.domain import Resolution
from assistant.errors import BadInput


def test_who_pressed_comes_from_the_sign_in_not_from_the_body():
    raw = b'{"kind": "take", "case": "k1", "by": "somebody else"}'
    assert resolution(raw, "dina") == Resolution(kind="take", by="dina", case="k1")


def test_every_kind_says_what_it_needs():
    assert set(NEEDS) == set(Resolution.model_fields["kind"].annotation.__args__)


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        pytest.param(b"", "Invalid JSON", id="empty"),
        pytest.param(b"{", "Invalid JSON", id="cut"),
        pytest.param(b"[]", "object", id="a list"),
        pytest.param(b"null", "object", id="null"),
        pytest.param(b"[" * 9000, "JSON", id="deep nesting"),
        pytest.param(b'{"kind": "take", "case": "\\ud800"}', "JSON", id="lone surrogate"),
        pytest.param(b'\xff{"kind": "take"}', "JSON", id="not utf-8"),
        pytest.param(b'{"kind": "fire"}', "kind", id="unknown kind"),
        pytest.param(b'{"case": "k1"}', "kind", id="no kind"),
        pytest.param(b'{"kind": "take", "case": 5}', "case", id="a number for an id"),
        pytest.param(b'{"kind": "take", "case": "k", "extra": 1}', "extra", id="unknown key"),
        pytest.param(b'{"kind": "take"}', "take needs case", id="take without case"),
        pytest.param(b'{"kind": "take", "case": "  "}', "take needs case", id="blank case"),
        pytest.param(b'{"kind": "edit_send", "group": "g"}', "edit_send needs text", id="edit without text"),
        pytest.param(b'{"kind": "answer_case", "case": "k", "text": " "}', "answer_case needs text", id="blank answer"),
        pytest.param(b'{"kind": "wrong_flag", "event_id": "u1"}', "wrong_flag needs reason", id="wrong flag of no category"),
        pytest.param(b'{"kind": "wrong_flag", "event_id": "u1", "reason": "abuse", "flag": -1}', "flag", id="wrong flag of no place"),
        pytest.param(b'{"kind": "send"}', "send needs group or event_id", id="send nothing"),
        pytest.param(b'{"kind": "edit_send", "group": "g", "text": "%s"}' % (b"x" * (MAX_TEXT + 1)), "characters", id="too long"),
    ],
)
def test_a_malformed_body_gets_a_reason_and_a_remedy(raw, what):
    with pytest.raises(BadInput, match=what) as caught:
        resolution(raw, "dina")
    assert caught.value.remedy
