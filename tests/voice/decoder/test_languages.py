import pytest

from assistant.errors import BadInput
from assistant.voice.decoder.languages import ModelLanguages, model_code, room_tag


def model(multilingual: bool, count: int) -> ModelLanguages:
    known = ("en", "id", "tl", "zh", "yue", "pt") if multilingual else ("en",)
    return ModelLanguages(codes=known, multilingual=multilingual, count=count)


@pytest.mark.parametrize(
    ("tag", "multilingual", "count", "code"),
    [
        ("fil", True, 99, "tl"),
        ("zh-Hant-TW", True, 99, "zh"),
        ("cmn", True, 99, "zh"),
        ("yue", True, 99, "zh"),
        ("yue-HK", True, 100, "yue"),
        ("pt-BR", True, 99, "pt"),
        ("en-US", False, 0, "en"),
    ],
)
def test_codes(tag, multilingual, count, code):
    assert model_code(tag, model(multilingual, count)) == code


@pytest.mark.parametrize(("tag", "multilingual", "complaint"), [("id", False, "English-only"), ("xx", True, "does not know")])
def test_languages_that_a_model_cannot_hear(tag, multilingual, complaint):
    with pytest.raises(BadInput, match=complaint):
        model_code(tag, model(multilingual, 99))


@pytest.mark.parametrize(
    ("code", "allowed", "tag"),
    [("tl", (), "fil"), ("id", (), "id"), ("zh", ("id", "zh-Hant"), "zh-Hant"), ("zh", ("yue",), "yue"), ("tl", ("fil-PH",), "fil-PH")],
)
def test_the_rooms_own_names(code, allowed, tag):
    assert room_tag(code, allowed, model(True, 99)) == tag
