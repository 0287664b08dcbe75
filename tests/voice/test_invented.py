"""Lines that nobody said: credits, thanks for watching over nothing, words where nobody speaks; and true ones that stay."""

from pathlib import Path

import pytest

from assistant.domain import UNSPACED, Word, said
from assistant.errors import BadKnowledge
from assistant.language.spelling import match_key
from assistant.ports import Transcript
from assistant.voice.invented import INVENTED, OUTSIDE, Inventions, within_speech
from assistant.voice.recognition import load_recognition

LANGUAGES = Path(__file__).parents[2] / "knowledge" / "languages"
CODES = sorted(folder.name for folder in LANGUAGES.iterdir())


def heard(text, lang="id", step=0.3):
    parts = list(text) if lang in UNSPACED else text.split()
    words = tuple(Word(text=p, start=i * step, end=(i + 1) * step, probability=0.8) for i, p in enumerate(parts))
    return Transcript(text=text, lang=lang, confidence=0.8, words=words)


def inventions(*langs):
    return Inventions(load_recognition(LANGUAGES / lang) for lang in (*langs, "en"))


@pytest.mark.parametrize(
    ("lang", "text", "speech_s"),
    [
        pytest.param("id", "Terima kasih telah menonton!", 0.6, id="Indonesian thanks over a click"),
        pytest.param("id", "Thank you for watching.", 0.7, id="English thanks in an Indonesian live"),
        pytest.param("ja", "ご視聴ありがとうございました", 0.5, id="Japanese"),
        pytest.param("zh", "请不吝点赞 订阅 转发 打赏支持明镜与点点栏目", 6.0, id="Chinese"),
        pytest.param("ko", "시청해 주셔서 감사합니다.", 0.6, id="Korean"),
        pytest.param("tr", "Altyazı M.K.", 3.0, id="Turkish credit over three seconds"),
        pytest.param("pl", "Napisy stworzone przez społeczność Amara.org", 4.0, id="Polish credit"),
        pytest.param("ar", "ترجمة نانسي قنقر", 2.0, id="Arabic credit"),
        pytest.param("vi", "Hãy subscribe cho kênh Ghiền Mì Gõ Để không bỏ lỡ những video hấp dẫn", 5.0, id="Vietnamese"),
        pytest.param("ru", "Субтитры сделал DimaTorzok", 2.0, id="Russian credit"),
        pytest.param("th", "ขอบคุณที่รับชมครับ", 0.8, id="Thai"),
        pytest.param("en", "Thank you. Thank you. Bye.", 9.0, id="twelve letters over nine seconds of singing"),
    ],
)
def test_not_said(lang, text, speech_s):
    assert inventions(lang).checked(heard(text, lang), speech_s, 10.0).rejected == INVENTED


@pytest.mark.parametrize(
    ("lang", "text", "speech_s"),
    [
        pytest.param("id", "terima kasih sudah menonton", 1.6, id="a host who says thank you"),
        pytest.param("en", "thanks for watching", 1.2, id="in English"),
        pytest.param("id", "terima kasih kak ongkirnya sembilan ribu", 0.9, id="thanks, then a promise"),
        pytest.param("th", "ขอบคุณค่ะแม่ ส่งฟรีนะคะ", 0.9, id="Thai thanks, then a promise"),
        pytest.param("en", "you save ten", 0.9, id="opens like an invented line"),
    ],
)
def test_said(lang, text, speech_s):
    assert inventions(lang).checked(heard(text, lang), speech_s, 10.0) == heard(text, lang)


def test_a_true_line_stands_once_and_not_again_within_two_minutes():
    voice = inventions("id")
    line = heard("terima kasih sudah menonton")
    times = (0.0, 30.0, 60.0, 200.0)
    assert [voice.checked(line, 1.6, t).rejected for t in times] == [None, INVENTED, INVENTED, None]


def test_a_draft_is_not_remembered():
    voice = inventions("id")
    line = heard("terima kasih sudah menonton")
    assert [voice.checked(line, 1.6, t, draft=True).rejected for t in (0.0, 1.0)] == [None, None]
    assert voice.checked(line, 1.6, 2.0).rejected is None


@pytest.mark.parametrize(
    ("lang", "text", "kept"),
    [
        ("id", "ongkirnya sembilan ribu Subtitle oleh Broth3rmax", "ongkirnya sembilan ribu"),
        ("th", "ส่งฟรีคำบรรยายโดยแอน", "ส่งฟรี"),
        ("en", "shipping is free Subtitles by the Amara.org community", "shipping is free"),
    ],
)
def test_a_credit_behind_true_words_is_cut_off(lang, text, kept):
    seen = inventions(lang).checked(heard(text, lang), 3.0, 0.0)
    assert (seen.text, seen.rejected) == (kept, None)
    assert said([w.text for w in seen.words], lang) == kept


@pytest.mark.parametrize("transcript", [heard("", "id").model_copy(update={"rejected": "no text"}), heard("halo kak", "id")])
def test_what_is_rejected_or_no_such_line_stays_as_it_is(transcript):
    assert inventions("id").checked(transcript, 0.5, 0.0) == transcript


@pytest.mark.parametrize(
    ("start", "end", "text", "rejected"),
    [
        pytest.param(0.0, 1.2, "a b c d", None, id="all within"),
        pytest.param(0.0, 0.6, "a b c", None, id="one behind the voice"),
        pytest.param(0.5, 1.2, "b c d", None, id="one before it"),
        pytest.param(5.0, 6.0, "a b c d", OUTSIDE, id="all elsewhere"),
    ],
)
def test_words_where_nobody_speaks_go(start, end, text, rejected):
    seen = within_speech(heard("a b c d"), start, end)
    assert (seen.text, seen.rejected) == (text, rejected)


@pytest.mark.parametrize("code", CODES)
def test_every_language_lists_what_recognisers_invent_in_it(code):
    known = load_recognition(LANGUAGES / code)
    assert len(known.never_said) >= 2
    assert len(known.often_invented) >= 6
    lines = [match_key(x) for x in (*known.never_said, *known.often_invented)]
    assert all(lines)
    assert len(lines) == len(set(lines))


def test_a_language_without_the_file_knows_nothing(tmp_path):
    assert load_recognition(tmp_path).never_said == ()


def test_a_broken_file_is_named(tmp_path):
    (tmp_path / "recognition.toml").write_text("never = 3", encoding="utf-8")
    with pytest.raises(BadKnowledge, match=r"recognition\.toml"):
        load_recognition(tmp_path)
