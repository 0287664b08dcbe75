import numpy as np
import pytest

from assistant.domain import Room, Word
from assistant.errors import BadInput, Unavailable
from assistant.ports import SpeechSource, Transcript
from assistant.voice.bench.playing import Played, Stopwatch
from assistant.voice.bench.policies import POLICIES, FinalsOnly, Ours, PlainChunking, find_policy
from assistant.voice.bench.setting import Setting
from assistant.voice.pcm import RATE_HZ
from assistant.voice.transcribers.scripted import ScriptedTranscriber

ROOM = Room(room="bench", market="ID")


def setting(lines=()):
    return Setting(ScriptedTranscriber(lines), ROOM, "s", "id", Stopwatch(), "wait")


def line(text, rejected=None):
    return Transcript(text=text, lang="id", confidence=0.9, words=(Word(text=text, start=1.0, end=2.0),), rejected=rejected)


@pytest.mark.parametrize(
    ("name", "kind"), [("ours", Ours), ("plain-chunking", PlainChunking), ("vad", FinalsOnly), ("vad finals only", FinalsOnly)]
)
def test_policies_go_by_their_names(name, kind):
    assert isinstance(find_policy(name), kind)


@pytest.mark.parametrize("name", ["", "theirs", "nowhere.py:Theirs", "ours@soon", "ours@0.01"])
def test_policies_that_are_not_there(name):
    with pytest.raises(BadInput):
        find_policy(name)


def test_steps_can_be_compared():
    assert [find_policy(name).name for name in ("ours@0.5", "ours")] == ["ours@0.5", "ours"]


def test_one_more_policy_is_a_class_in_a_file(tmp_path):
    file = tmp_path / "theirs.py"
    file.write_text("class Theirs:\n    name = 'theirs'\n\n    def listen(self, sound, setting):\n        return sound\n")
    assert find_policy(f"{file}:Theirs").name == "theirs"
    with pytest.raises(BadInput, match="no class 'Ours'"):
        find_policy(f"{file}:Ours")


@pytest.mark.parametrize("name", POLICIES)
async def test_silence_ends_without_a_word(name):
    sound = Played([np.zeros(RATE_HZ, np.float32)])
    empty = [line("x", "no speech")] * 2
    source: SpeechSource = POLICIES[name]().listen(sound, setting(empty))
    assert [item async for item in source.utterances()] == []


async def test_chunks_are_five_seconds_whatever_is_said():
    sound = Played([np.full(12 * RATE_HZ, 0.1, np.float32)])
    source = PlainChunking().listen(sound, setting([line("satu"), line("dua"), line("tiga")]))
    said = [item async for item in source.utterances()]
    assert [(u.text, round(u.t, 2), round(u.end, 2), round(u.words[0].start, 2)) for u in said] == [
        ("satu", 0, 5, 1),
        ("dua", 5, 10, 6),
        ("tiga", 10, 12, 11),
    ]
    assert (source.health().received, source.health().lag_s) == (3, 0.0)


async def test_a_chunk_that_fails_is_a_gap():
    sound = Played([np.full(6 * RATE_HZ, 0.1, np.float32)])
    source = PlainChunking().listen(sound, setting([line("satu")]))
    said = [item async for item in source.utterances()]
    assert (said[0].text, said[1].reason) == ("satu", "the script is at its end")


async def test_a_source_that_fails_says_so():
    class Away(Played):
        async def frames(self):
            raise Unavailable("away")
            yield

    source = PlainChunking().listen(Away([]), setting())
    with pytest.raises(Unavailable):
        [item async for item in source.utterances()]
