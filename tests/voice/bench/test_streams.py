import json

import numpy as np
import pytest

from assistant.errors import BadInput
from assistant.voice.bench.script import Sentence
from assistant.voice.bench.streams import AFTER_S, Stream, _read, arranged, joined, read_streams, voiced
from assistant.voice.pcm import RATE_HZ


def stream(name, seconds=4.0, lang="id", *sentences):
    return Stream(name, np.full(int(seconds * RATE_HZ), 0.1, np.float32), sentences, lang)


def sentence(start, end, text="satu dua"):
    return Sentence(text=text, start=start, end=end, lang="id")


def test_a_sound_with_the_times_of_its_words(micro):
    [one] = read_streams(micro / "streams")
    assert (one.name, one.lang, round(one.seconds)) == ("id", "id", 59)
    assert one.script[0].words[0] == ("klik", 0.6, 0.932)


def test_clips_are_joined_with_pauses(micro):
    streams = read_streams(micro / "perfect.json", seconds=20)
    assert {one.lang for one in streams} == {"ar", "en", "es", "id", "ms", "th", "tr", "vi"}
    indonesian = next(one for one in streams if one.lang == "id")
    assert 20 <= indonesian.seconds < 26
    gaps = [after.start - before.end for before, after in zip(indonesian.script, indonesian.script[1:], strict=False)]
    assert all(gap >= 0.6 for gap in gaps)
    first = indonesian.script[0]
    voice = indonesian.pcm[int(first.start * RATE_HZ) : int(first.end * RATE_HZ)]
    before = indonesian.pcm[: int((first.start - 0.05) * RATE_HZ)]
    assert np.abs(voice).max() > 20 * np.abs(before).max()


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        pytest.param("a.txt", "halo kak", [("halo kak", 1.0, ())], id="text"),
        pytest.param("a.txt", "  ", [], id="empty text"),
        pytest.param(
            "a.json",
            {"words": [["halo", 0.1, 0.4], ["kak", 0.4, 0.8]]},
            [("halo kak", 0.8, (("halo", 0.1, 0.4), ("kak", 0.4, 0.8)))],
            id="words",
        ),
        pytest.param("a.json", {"sentences": [{"text": "halo", "start": 0, "end": 0.5}]}, [("halo", 0.5, ())], id="sentences"),
    ],
)
def test_transcripts(tmp_path, wav, tone, name, content, expected):
    wav(tone(1.0, RATE_HZ), name="a.wav")
    (tmp_path / name).write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    one = _read(tmp_path / "a.wav")
    assert [(said.text, said.end, said.words) for said in one.script] == expected
    assert one.is_clip == (name == "a.txt" and bool(expected))


@pytest.mark.parametrize(
    "content",
    ['{"sentences": [{"text": "x"}]}', "[1]", "{", '{"words": []}', '{"words": [["a", 1]]}'],
    ids=["no times", "list", "broken", "empty", "no end"],
)
def test_a_transcript_that_is_none(tmp_path, wav, tone, content):
    wav(tone(1.0, RATE_HZ), name="a.wav")
    (tmp_path / "a.json").write_text(content, "utf-8")
    with pytest.raises(BadInput, match="not a transcript with times"):
        read_streams(tmp_path)


@pytest.mark.parametrize(("name", "content"), [("list.json", "{}"), ("list.json", '[{"file": "a.wav"}]'), ("list.json", "[]")])
def test_a_list_that_is_none(tmp_path, name, content):
    (tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(BadInput):
        read_streams(tmp_path / name)


def test_an_empty_folder(tmp_path):
    with pytest.raises(BadInput, match="holds no sound files"):
        read_streams(tmp_path)


def test_shortened_ends_in_a_pause_and_keeps_whole_sentences():
    short = stream("a", 10, "id", sentence(1, 3), sentence(4, 6), sentence(7, 9)).shortened(5.5)
    assert [one.end for one in short.script] == [3]
    assert short.seconds == pytest.approx(3.5 + AFTER_S)


def test_streams_at_once_do_not_pause_at_once():
    late = stream("a", 4, "id", Sentence(text="a", start=1, end=2, words=(("a", 1, 2),))).later(1.5)
    assert (late.script[0].start, late.script[0].words, late.seconds) == (2.5, (("a", 2.5, 3.5),), 5.5)


def test_streams_are_arranged_by_language():
    files = [stream("a", 4, "id", sentence(1, 2)), stream("b", 4, "id", sentence(1, 2)), stream("c", 4, "th")]
    one, two, three = arranged(files, 3, 7.0)
    assert (one.name, one.lang, [s.start for s in one.script]) == ("a + b", "id", [1, 5])
    assert (two.name, two.lang) == ("c", "th")
    assert three.name == "b + a"


def test_joining_uses_every_clip_before_any_comes_again():
    clips = [Stream(f"c{i}", np.full(RATE_HZ, 0.1, np.float32), (sentence(0, 1, f"clip{i}"),), "id") for i in range(4)]
    whole = joined(clips, 11.0, np.random.default_rng(1))
    assert sorted(one.text for one in whole.script[:4]) == ["clip0", "clip1", "clip2", "clip3"]
    assert len(whole.script) > 4


def test_the_loud_part():
    clip = np.zeros(RATE_HZ, np.float32)
    clip[4000:8000] = 0.5
    assert voiced(clip) == (4000, 8000)
    assert voiced(np.zeros(50, np.float32)) == (0, 50)


def test_a_recorded_live_has_its_host_lines(evening):
    [one] = read_streams(evening)
    assert (one.lang, round(one.seconds), one.script[0].start) == ("id", 300, 2.0)
