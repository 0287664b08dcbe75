import asyncio
import json
import shutil
from types import SimpleNamespace

import numpy as np
import pytest

from assistant.errors import BadInput, BadSettings, Unavailable
from assistant.voice.capture import FileAudio
from assistant.voice.pcm import RATE_HZ
from assistant.voice.transcribers import whisper


async def sound_of(path) -> np.ndarray:
    return np.concatenate([frame.array() async for frame in FileAudio(path, room="r").frames()])


async def test_fourteen_clips_in_nine_languages_word_for_word(recogniser, micro):
    clips = json.loads((micro / "perfect.json").read_text("utf-8"))
    heard = [(await recogniser.transcribe(await sound_of(micro / clip["file"]), clip["lang"])).text for clip in clips]
    assert heard == [clip["text"] for clip in clips]


async def test_a_transcript_has_words_with_times_and_a_confidence(recogniser, micro):
    sound = await sound_of(micro / "clips" / "id_host_08.ogg")
    transcript = await recogniser.transcribe(sound, "id")
    assert [w.text for w in transcript.words] == ["bayar", "di", "tempat", "bisa", "ya", "kak"]
    assert transcript.confidence > 0.9
    assert transcript.rejected is None
    starts = [w.start for w in transcript.words]
    assert starts == sorted(starts)
    assert 0 <= starts[0] < transcript.words[-1].end <= len(sound) / RATE_HZ + 0.1


@pytest.mark.parametrize(
    "pcm",
    [
        pytest.param(np.zeros(RATE_HZ * 3, np.float32), id="silence"),
        pytest.param(np.random.default_rng(4).normal(0, 0.1, RATE_HZ * 3).clip(-1, 1).astype(np.float32), id="white noise"),
    ],
)
async def test_nothing_is_made_of_nothing(recogniser, pcm):
    assert (await recogniser.transcribe(pcm, "id")).rejected == "no text"


async def test_an_unknown_language_is_detected_among_the_allowed_ones(tools, micro):
    options = whisper.Options(model=str(micro / "model"), languages=("id", "ms"))
    async with whisper.connect(options, tools) as recogniser:
        transcript = await recogniser.transcribe(await sound_of(micro / "clips" / "id_host_05.ogg"), None)
    assert (transcript.lang, transcript.text) == ("id", "gratis ongkir mulai dua puluh ribu")


async def test_a_language_outside_the_list_is_refused(tools, micro):
    async with whisper.connect(whisper.Options(model=str(micro / "model"), languages=("id",)), tools) as recogniser:
        with pytest.raises(BadInput, match="'th' is not among id"):
            await recogniser.transcribe(np.zeros(RATE_HZ, np.float32), "th")


async def test_many_long_names_to_expect_do_not_overflow_the_prompt(recogniser, micro):
    names = [f"Sepatu lari Trailo nomor {n} warna putih biru" for n in range(200)]
    transcript = await recogniser.transcribe(await sound_of(micro / "clips" / "id_host_08.ogg"), "id", names)
    assert transcript.lang == "id"


@pytest.mark.parametrize(
    ("names", "kept"),
    [
        (["Trailo", " ", "Kicau"], ("Trailo", "Kicau")),
        ([f"n{i}" for i in range(99)], tuple(f"n{i}" for i in range(30))),
        (["x" * 101, "Kicau"], ("Kicau",)),
    ],
    ids=["blank names are left out", "thirty at most", "one that is too long is left out"],
)
def test_names_that_fit(names, kept):
    assert whisper.fitting(names, lambda text: len(text) if "x" in text else 1) == kept


@pytest.fixture
def english_only(micro, tmp_path):
    """The small model posing as an English-only one: its vocabulary lacks one token before the marks."""
    folder = tmp_path / "model.en"
    shutil.copytree(micro / "model", folder)
    words = json.loads((folder / "vocabulary.json").read_text("utf-8"))
    (folder / "vocabulary.json").write_text(json.dumps(words[:50256] + words[50257:]), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("tag", "multilingual", "languages", "code"),
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
def test_language_codes(tag, multilingual, languages, code):
    assert whisper.whisper_language(tag, described(multilingual, languages)) == code


@pytest.mark.parametrize(("tag", "multilingual", "complaint"), [("id", False, "English-only"), ("xx", True, "does not know")])
def test_languages_that_a_model_cannot_hear(tag, multilingual, complaint):
    with pytest.raises(BadInput, match=complaint):
        whisper.whisper_language(tag, described(multilingual, 99))


def described(multilingual: bool, languages: int):
    """The few properties of a model that decide what it can hear."""
    known = ["en", "id", "tl", "zh", "yue", "pt"] if multilingual else ["en"]
    return SimpleNamespace(supported_languages=known, model=SimpleNamespace(is_multilingual=multilingual, num_languages=languages))


async def test_an_english_only_model_is_refused_for_an_indonesian_room(english_only, tools):
    with pytest.raises(BadSettings, match="English-only model cannot hear 'id'"):
        async with whisper.connect(whisper.Options(model=str(english_only), languages=("en", "id")), tools):
            pass


async def test_an_english_only_model_refuses_a_switch_to_another_language(english_only, tools):
    async with whisper.connect(whisper.Options(model=str(english_only)), tools) as recogniser:
        with pytest.raises(BadInput, match="English-only"):
            await recogniser.transcribe(np.zeros(RATE_HZ, np.float32), "id")


async def test_a_folder_that_is_not_a_model_is_unavailable_at_once(tools, tmp_path, micro):
    broken = tmp_path / "broken"
    shutil.copytree(micro / "model", broken)
    (broken / "model.bin").write_bytes(b"not weights")
    with pytest.raises(Unavailable, match="does not load"):
        async with whisper.connect(whisper.Options(model=str(broken)), tools):
            pass


async def test_a_call_past_its_deadline_is_given_up_and_the_next_refused_until_it_ends(tools, micro):
    sound = await sound_of(micro / "clips" / "id_host_08.ogg")
    async with whisper.connect(whisper.Options(model=str(micro / "model"), deadline_s=0.001), tools) as recogniser:
        with pytest.raises(Unavailable, match="no text within"):
            await recogniser.transcribe(sound, "id")
        with pytest.raises(Unavailable, match=r"no text within|still busy"):
            await recogniser.transcribe(sound, "id")


async def test_the_event_loop_goes_on_while_it_recognises(recogniser, micro):
    sound = await sound_of(micro / "streams" / "id.flac")
    working = asyncio.create_task(recogniser.transcribe(sound[: RATE_HZ * 20], "id"))
    loop = asyncio.get_running_loop()
    longest, turns, last = 0.0, 0, loop.time()
    while not working.done():
        await asyncio.sleep(0)
        now = loop.time()
        longest, turns, last = max(longest, now - last), turns + 1, now
    assert turns > 10
    assert longest < 0.25
    assert (await working).lang == "id"


async def test_speech_in_another_language_is_doubted_or_refused(recogniser, micro):
    """Told to hear Indonesian, the model makes Indonesian of Arabic, Thai and Turkish: fluent, wrong, and less sure of itself."""
    for clip in ("ar_host_01", "th_host_02", "tr_host_06"):
        transcript = await recogniser.transcribe(await sound_of(micro / "clips" / f"{clip}.ogg"), "id")
        assert transcript.rejected is not None or transcript.confidence < 0.8, transcript
