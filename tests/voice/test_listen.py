import asyncio
from collections.abc import AsyncGenerator, Sequence

import numpy as np
import pytest

from assistant.domain import Gap, Health, Room, Utterance
from assistant.errors import BadInput, Unavailable
from assistant.ports import PcmFrame, SpeechSource, Transcript
from assistant.voice.activity import Activity
from assistant.voice.capture import FileAudio
from assistant.voice.listen import Listener, Options
from assistant.voice.transcribers.scripted import ScriptedTranscriber

ROOM = Room(room="bandung", market="ID", langs=("id",))
FRAME = 640


def line(text: str, rejected: str | None = None) -> Transcript:
    return Transcript(text=text, lang="id", confidence=0.9, rejected=rejected)


class Speech:
    """An AudioSource: one second of voice, one of silence, `count` times; then it ends as it is told."""

    def __init__(self, count: int, ending: Exception | Gap | None = None) -> None:
        self._count, self._ending = count, ending

    async def frames(self) -> AsyncGenerator[PcmFrame | Gap]:
        second = [0.1 * np.ones(FRAME, "<f4")] * 25 + [np.zeros(FRAME, "<f4")] * 25
        for i, samples in enumerate(second * self._count):
            yield PcmFrame(t=i * 0.04, samples=samples.tobytes())
        if isinstance(self._ending, Exception):
            raise self._ending
        if self._ending is not None:
            yield self._ending

    def health(self) -> Health:
        return Health(name="speech", kind="voice", state="ok")


class Loudness:
    """A detector that calls loud windows speech."""

    def probability(self, window: np.ndarray) -> float:
        return float(np.abs(window).mean() > 0.05)

    def reset(self) -> None:
        return None


class Gated:
    """A recogniser that answers when it is allowed to."""

    name = "gated"

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.asked = asyncio.Event()

    async def transcribe(self, pcm: np.ndarray, lang: str | None, hotwords: Sequence[str] = ()) -> Transcript:
        self.asked.set()
        await self.open.wait()
        return line(f"{lang} {','.join(hotwords)}")

    async def close(self) -> None:
        return None


def listener(source, transcriber, **options) -> Listener:
    return Listener(source, Activity(Loudness()), transcriber, ROOM, Options(**options))


async def test_from_a_file_to_sentences_with_times(micro, activity, recogniser, sentences):
    source = FileAudio(micro / "streams" / "id.flac", room=ROOM.room)
    hearing: SpeechSource = Listener(source, activity, recogniser, ROOM, Options(lang="id", when_full="wait"))
    heard = [item async for item in hearing.utterances()]
    assert [u.id for u in heard] == [f"v{n:04d}" for n in range(1, len(sentences) + 1)]
    right = [u.text == s["text"] for u, s in zip(heard, sentences, strict=True)]
    assert sum(right) >= len(right) - 2
    for utterance, sentence in zip(heard, sentences, strict=True):
        assert utterance.t == pytest.approx(sentence["start"], abs=0.5)
        assert utterance.end == pytest.approx(sentence["end"], abs=0.5)
        assert utterance.words[0].start == pytest.approx(sentence["start"], abs=0.5)
        assert (utterance.origin, utterance.lang, utterance.room, utterance.market) == ("recognised", "id", "bandung", "ID")
        assert utterance.asr_confidence > 0.8
    assert hearing.health() == Health(name="voice", kind="voice", state="ended", received=len(heard), last_t=59.12)


async def test_a_recogniser_that_is_too_slow_loses_the_oldest_speech_and_says_so():
    slow = Gated()
    hearing = listener(Speech(10), slow, backlog_s=6.0)
    items = []
    async for item in hearing.utterances():
        items.append(item)
        if sum(isinstance(x, Gap) for x in items) == 5:
            slow.open.set()
    gaps = [x for x in items if isinstance(x, Gap)]
    said = [x for x in items if isinstance(x, Utterance)]
    assert len(gaps) + len(said) == 10
    assert {g.reason for g in gaps} == {"the recogniser is late: 6 s of speech were waiting"}
    assert [round(g.start) for g in gaps] == [2, 4, 6, 8, 10]
    assert [round(u.t) for u in said] == [0, 12, 14, 16, 18]
    assert (hearing.health().received, hearing.health().lost) == (5, 5)


async def test_lag_is_the_age_of_the_oldest_speech_without_text():
    slow = Gated()
    hearing = listener(Speech(4, Gap(room="bandung", source="a", start=8, end=9, reason="away")), slow)
    items = hearing.utterances()
    first = await anext(items)  # the gap comes while the recogniser still has the first sentence
    assert isinstance(first, Gap)
    assert hearing.health().lag_s == pytest.approx(8.0, abs=0.1)
    slow.open.set()
    assert len([x async for x in items]) == 4
    assert hearing.health().lag_s == 0.0


async def test_a_fault_of_the_recogniser_is_a_gap_and_it_goes_on():
    hearing = listener(Speech(3), ScriptedTranscriber([line("satu")]), when_full="wait")
    items = [x async for x in hearing.utterances()]
    assert [type(x) for x in items] == [Utterance, Gap, Gap]
    assert items[1].reason == "the recogniser failed: the script is at its end"
    health = hearing.health()
    assert (health.state, health.received, health.lost) == ("degraded", 1, 2)
    assert "2 recogniser faults" in health.detail


async def test_texts_that_are_not_believed_are_counted_and_not_said():
    script = [line("satu"), line("thank you thank you thank you", "repeats itself"), line("tiga")]
    hearing = listener(Speech(3), ScriptedTranscriber(script), when_full="wait")
    assert [x.text async for x in hearing.utterances()] == ["satu", "tiga"]
    assert hearing.health().detail == "1 texts not believed, last: repeats itself"


@pytest.mark.parametrize("fault", [Unavailable("gone"), BadInput("corrupt")], ids=["the stream is away", "the file is corrupt"])
async def test_what_was_heard_before_the_source_failed_comes_first(fault):
    hearing = listener(Speech(2, fault), ScriptedTranscriber([line("satu"), line("dua")]), when_full="wait")
    items = hearing.utterances()
    assert [(await anext(items)).text for _ in range(2)] == ["satu", "dua"]
    with pytest.raises(type(fault)):
        await anext(items)


async def test_ids_go_on_when_the_source_is_listened_to_again():
    hearing = listener(Speech(1), ScriptedTranscriber([line("satu"), line("dua")]), id_prefix="evening-")
    ids = [[u.id async for u in hearing.utterances()] for _ in range(2)]
    assert ids == [["evening-0001"], ["evening-0002"]]


async def test_names_on_screen_reach_the_recogniser():
    eager = Gated()
    eager.open.set()
    hearing = listener(Speech(1), eager, lang="id")
    hearing.expect(["Trailo", "Kicau"])
    assert [u.text async for u in hearing.utterances()] == ["id Trailo,Kicau"]


class Broken(Gated):
    async def transcribe(self, pcm: np.ndarray, lang: str | None, hotwords: Sequence[str] = ()) -> Transcript:
        raise ZeroDivisionError("a fault nobody foresaw")


async def test_an_unforeseen_fault_reaches_the_session_instead_of_silence():
    with pytest.raises(ZeroDivisionError):
        await anext(listener(Speech(2), Broken()).utterances())


async def test_stopping_leaves_no_task_behind():
    before = asyncio.all_tasks()
    hearing = listener(Speech(3, Gap(room="bandung", source="a", start=6, end=7, reason="away")), Gated())
    items = hearing.utterances()
    await anext(items)
    await items.aclose()
    assert asyncio.all_tasks() == before


async def test_cancelling_the_session_cancels_hearing():
    slow = Gated()
    before = asyncio.all_tasks()

    async def session() -> None:
        async for _ in listener(Speech(1), slow).utterances():
            pass

    running = asyncio.create_task(session())
    await slow.asked.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert asyncio.all_tasks() == before
