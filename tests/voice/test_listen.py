import asyncio
from collections.abc import AsyncGenerator, Sequence

import numpy as np
import pytest

from assistant.domain import Comment, Gap, Health, Hearing, Room, Utterance, Word
from assistant.errors import BadInput, Unavailable
from assistant.ports import PcmFrame, SpeechSource, Transcript
from assistant.voice.activity import Activity
from assistant.voice.capture import FileAudio
from assistant.voice.ladder import Rung
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

    async def transcribe(self, pcm: np.ndarray, lang: str | None, hotwords: Sequence[str] = (), **how: bool) -> Transcript:
        self.asked.set()
        await self.open.wait()
        return line(f"{lang} {','.join(hotwords)}")

    async def close(self) -> None:
        return None


async def remarks(hearing: SpeechSource) -> list:
    """What is heard, without what is being said meanwhile."""
    return [x async for x in hearing.utterances() if not isinstance(x, Hearing)]


async def first(items: AsyncGenerator, kind: type):
    """The next item of a kind."""
    while not isinstance(item := await anext(items), kind):
        pass
    return item


def listener(source, transcriber, **options) -> Listener:
    return Listener(source, Activity(Loudness()), transcriber, ROOM, Options(**options))


async def test_from_a_file_to_sentences_with_times(micro, activity, recogniser, sentences):
    source = FileAudio(micro / "streams" / "id.flac", room=ROOM.room)
    hearing: SpeechSource = Listener(source, activity, recogniser, ROOM, Options(lang="id", when_full="wait"))
    heard = await remarks(hearing)
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


async def test_lag_is_the_age_of_the_oldest_sentence_without_text():
    slow = Gated()
    hearing = listener(Speech(4, Gap(room="bandung", source="a", start=8, end=9, reason="away")), slow)
    items = hearing.utterances()
    await first(items, Gap)  # it comes while the recogniser still has the first sentence, which ended at 1.2 s
    assert hearing.health().lag_s == pytest.approx(6.8, abs=0.1)
    slow.open.set()
    assert len([x async for x in items if isinstance(x, Utterance)]) == 4
    assert hearing.health().lag_s == 0.0


async def test_a_fault_of_the_recogniser_is_a_gap_and_it_goes_on():
    hearing = listener(Speech(3), ScriptedTranscriber([line("satu")]), when_full="wait")
    items = await remarks(hearing)
    assert [type(x) for x in items] == [Utterance, Gap, Gap]
    assert items[1].reason == "the recogniser failed: the script is at its end"
    health = hearing.health()
    assert (health.state, health.received, health.lost) == ("degraded", 1, 2)
    assert "2 recogniser faults" in health.detail


async def test_texts_that_are_not_believed_are_counted_and_not_said():
    script = [line("satu"), line("thank you thank you thank you", "repeats itself"), line("tiga")]
    hearing = listener(Speech(3), ScriptedTranscriber(script), when_full="wait")
    assert [x.text for x in await remarks(hearing)] == ["satu", "tiga"]
    assert hearing.health().detail == "1 texts not believed, last: repeats itself"


@pytest.mark.parametrize("fault", [Unavailable("gone"), BadInput("corrupt")], ids=["the stream is away", "the file is corrupt"])
async def test_what_was_heard_before_the_source_failed_comes_first(fault):
    hearing = listener(Speech(2, fault), ScriptedTranscriber([line("satu"), line("dua")]), when_full="wait")
    items = hearing.utterances()
    assert [(await first(items, Utterance)).text for _ in range(2)] == ["satu", "dua"]
    with pytest.raises(type(fault)):
        await first(items, Utterance)


async def test_ids_go_on_when_the_source_is_listened_to_again():
    hearing = listener(Speech(1), ScriptedTranscriber([line("satu"), line("dua")]), id_prefix="evening-")
    ids = [[u.id for u in await remarks(hearing)] for _ in range(2)]
    assert ids == [["evening-0001"], ["evening-0002"]]


async def test_names_on_screen_reach_the_recogniser():
    eager = Gated()
    eager.open.set()
    hearing = listener(Speech(1), eager, lang="id")
    hearing.expect(["Trailo", "Kicau"])
    assert [u.text for u in await remarks(hearing)] == ["id Trailo,Kicau"]


class Broken(Gated):
    async def transcribe(self, pcm: np.ndarray, lang: str | None, hotwords: Sequence[str] = (), **how: bool) -> Transcript:
        raise ZeroDivisionError("a fault nobody foresaw")


async def test_an_unforeseen_fault_reaches_the_session_instead_of_silence():
    with pytest.raises(ZeroDivisionError):
        await first(listener(Speech(2), Broken()).utterances(), Utterance)


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


# ------------------------------------------------------------------ what is being said


class Lockstep:
    """An AudioSource over samples that waits for nothing but the drafts: stream time passes while nobody is being drafted."""

    def __init__(self, pcm: np.ndarray, clock, cost_s: float = 0.0) -> None:
        self._pcm, self._clock = pcm, clock
        self.hearing: Listener | None = None

    async def frames(self) -> AsyncGenerator[PcmFrame | Gap]:
        for i in range(0, len(self._pcm), FRAME):
            samples = self._pcm[i : i + FRAME].astype("<f4")
            self._clock.t = max(self._clock.t, (i + len(samples)) / 16000)
            yield PcmFrame(t=i / 16000, samples=samples.tobytes())
            while self.hearing._due.is_set() or self.hearing._drafting.running_until is not None:
                await asyncio.sleep(0)

    def health(self) -> Health:
        return Health(name="speech", kind="voice", state="ok")


async def test_every_sentence_is_said_while_it_is_said_and_nothing_is_taken_back(micro, activity, recogniser, sentences, clock):
    pcm = np.concatenate([f.array() async for f in FileAudio(micro / "streams" / "id.flac", room=ROOM.room).frames()])
    source = Lockstep(pcm, clock)
    options = Options(lang="id", partials=True, step_s=0.6)
    source.hearing = Listener(source, activity, recogniser, ROOM, options, clock=clock)
    heard = [item async for item in source.hearing.utterances()]
    said = [x for x in heard if isinstance(x, Utterance)]
    right = [u.text == s["text"] for u, s in zip(said, sentences, strict=True)]
    assert sum(right) >= len(right) - 2
    for utterance in said:
        course = [x for x in heard if isinstance(x, Hearing) and x.id == utterance.id]
        assert [course[0].state, course[-1].state] == ["started", "ended"]
        assert {x.state for x in course[1:-1]} <= {"going_on"}
        assert {(x.t, x.role, x.source) for x in course} == {(utterance.t, "host", "voice")}
        for before, after in zip(course, [*course[1:], None], strict=True):
            later = after.words if after is not None and after.state == "going_on" else utterance.words
            kept = [w.text for w in before.words[: before.stable]]
            assert [w.text for w in later[: before.stable]] == kept
    drafted = [x for x in heard if isinstance(x, Hearing) and x.state == "going_on"]
    assert len(drafted) > 2 * len(said)
    assert sum(x.stable > 0 for x in drafted) > len(said)


async def test_a_draft_that_heard_the_whole_sentence_is_its_text(clock):
    """One second of voice, then silence: drafted at 0.8 s and at the pause, and then not recognised again."""
    asked = []

    class Counting(Gated):
        async def transcribe(self, pcm: np.ndarray, lang: str | None, hotwords: Sequence[str] = (), **how: bool) -> Transcript:
            asked.append((round(len(pcm) / 16000, 1), how["draft"]))
            return line("satu").model_copy(update={"words": (Word(text="satu", start=0.0, end=0.4),)})

    second = [0.1 * np.ones(16000), np.zeros(16000)]
    source = Lockstep(np.concatenate(second), clock)
    source.hearing = Listener(source, Activity(Loudness()), Counting(), ROOM, Options(partials=True, step_s=0.8), clock=clock)
    heard = await remarks(source.hearing)
    assert [u.text for u in heard] == ["satu"]
    assert asked == [(0.8, True), (1.2, True)]


async def test_endless_speech_is_cut_and_what_was_stable_behind_the_cut_is_the_next_ones(clock):
    class Counter(Gated):
        """Says the number of each second of voice it hears, told apart by its loudness."""

        async def transcribe(self, pcm: np.ndarray, lang: str | None, hotwords: Sequence[str] = (), **how: bool) -> Transcript:
            words, at = [], 0
            while at < len(pcm):
                level = round(float(pcm[at]) * 100)
                end = at + int(np.argmax(np.append(np.round(pcm[at:] * 100) != level, True)))
                words.append(Word(text=f"n{level}", start=at / 16000, end=end / 16000))
                at = end
            return line(" ".join(w.text for w in words)).model_copy(update={"words": tuple(words)})

    pcm = np.repeat((np.arange(10, 40) / 100), 16000)
    source = Lockstep(np.append(pcm, np.zeros(16000)), clock)
    source.hearing = Listener(source, Activity(Loudness()), Counter(), ROOM, Options(partials=True), clock=clock)
    said = await remarks(source.hearing)
    assert len(said) == 3
    spoken = [w.text for u in said for w in u.words if w.text != "n0"]
    once = [w for i, w in enumerate(spoken) if i == 0 or w != spoken[i - 1]]  # a cut may go through a word
    assert once == [f"n{n}" for n in range(10, 40)]


async def test_a_guests_words_are_a_comment_by_voice(clock):
    guest = Listener(Speech(1), Activity(Loudness()), ScriptedTranscriber([line("ongkir berapa")]), ROOM, Options(role="guest", name="sari", id_prefix="sari-"))
    assert await remarks(guest) == [
        Comment(id="sari-0001", room="bandung", market="ID", t=0.0, user="sari", text="ongkir berapa", lang="id", voice=True, source="sari")
    ]


async def test_what_is_not_believed_ends_as_nothing():
    hearing = listener(Speech(1), ScriptedTranscriber([line("thank you", "repeats itself")]), when_full="wait")
    assert [x.state async for x in hearing.utterances()] == ["started", "ended", "nothing"]


async def test_a_click_begins_and_ends_as_nothing():
    class Click(Speech):
        async def frames(self) -> AsyncGenerator[PcmFrame | Gap]:
            for i, loud in enumerate([True] * 5 + [False] * 40):
                yield PcmFrame(t=i * 0.04, samples=((0.1 if loud else 0.0) * np.ones(FRAME, "<f4")).tobytes())

    hearing = listener(Click(1), ScriptedTranscriber([]), when_full="wait")
    assert [x.state async for x in hearing.utterances()] == ["started", "nothing"]


async def test_a_late_recogniser_costs_drafts_first_and_says_so(clock):
    """Each call takes four seconds of the stream: drafts end, whole sentences go on, and what is given up is said."""

    class Slow(Gated):
        async def transcribe(self, pcm: np.ndarray, lang: str | None, hotwords: Sequence[str] = (), **how: bool) -> Transcript:
            drafts.append(how["draft"])
            until = source.t + 4.0
            while source.t < until and not source.over:
                await asyncio.sleep(0)
            return line("satu")

    class Going(Speech):
        t, over = 0.0, False

        async def frames(self) -> AsyncGenerator[PcmFrame | Gap]:
            for i in range(25 * 120):
                self.t = clock.t = i * 0.04
                yield PcmFrame(t=self.t, samples=((0.1 if i // 25 % 2 else 0.0) * np.ones(FRAME, "<f4")).tobytes())
                rungs.append(hearing.rung)
                for _ in range(10):
                    await asyncio.sleep(0)
            self.over = True

    drafts, rungs, source = [], [], Going(1)
    hearing = Listener(source, Activity(Loudness()), Slow(), ROOM, Options(partials=True), clock=clock)
    heard = await remarks(hearing)
    lost = [x for x in heard if isinstance(x, Gap)]
    assert max(rungs) is Rung.SHED
    assert sum(drafts) < 3
    assert len(lost) + sum(isinstance(x, Utterance) for x in heard) == 60
    assert hearing.health().lost == len(lost) > 0
