"""What a voice says as the session hears it: a host's utterances, a guest's comments, and what is being said meanwhile.

Speech that goes on without a pause is told sentence by sentence: each has its own id and its own course of `Hearing`s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.domain import Comment, Gap, Hearing, Room, Utterance, VoiceRole, Word, said
from assistant.ports import Spoken, Transcript
from assistant.voice.activity import Stretch
from assistant.voice.agreement import same_words
from assistant.voice.drafting import placed
from assistant.voice.sentences import sentence_end


@dataclass(slots=True)
class _Course:
    """How far a stretch has been told: its words before `told` are remarks already; `sentence` counts from 1 and began at `start`."""

    start: float
    sentence: int = 1
    told: int = 0


class Speaker:
    """One voice of a room. `prefix` begins its ids and must differ between runs of the room."""

    def __init__(self, room: Room, name: str, role: VoiceRole, prefix: str) -> None:
        self.room = room
        self._name, self._role, self._prefix = name, role, prefix
        self._courses: dict[int, _Course] = {}

    def begin(self, number: int, t: float, until: float) -> Hearing:
        """Somebody began to speak at `t`."""
        self._courses[number] = _Course(t)
        return self._hearing(number, "started", until)

    def go_on(self, number: int, words: Sequence[Word], stable: int, until: float, lang: str | None) -> list[Spoken]:
        """All `words` of the stretch so far; whole sentences among the stable ones become remarks."""
        told: list[Spoken] = []
        course = self._courses[number]
        while lang is not None and (end := sentence_end(words[:stable], course.told)) is not None:
            told.append(self._hearing(number, "ended", words[end - 1].end))
            told.append(self._remark(number, words[course.told : end], lang, course.start, words[end - 1].end))
            self._courses[number] = course = _Course(words[end - 1].end, course.sentence + 1, end)
            told.append(self._hearing(number, "started", until))
        return [*told, self._hearing(number, "going_on", until, words[course.told :], stable - course.told, lang)]

    def end(self, number: int, until: float) -> Hearing:
        """Silence, or a cut; what was said is not yet sure."""
        return self._hearing(number, "ended", until)

    def nothing(self, number: int, until: float) -> Hearing:
        """No remark comes of what began."""
        hearing = self._hearing(number, "nothing", until)
        self._courses.pop(number, None)
        return hearing

    def close(self, stretch: Stretch, words: Sequence[Word], transcript: Transcript | None, lang: str | None) -> Utterance | Comment | Hearing:
        """The last remark of a stretch: its stable `words` after those told already, or its `transcript`, which may say the same better."""
        course = self._courses.get(stretch.number) or _Course(stretch.voice_start)
        rest = words[course.told :]
        if transcript is not None and course.told == 0 and (not words or same_words(said([w.text for w in words], lang), transcript.text)):
            remark = self._worded(stretch.number, transcript.text, placed(transcript, stretch.start), transcript.lang, transcript.confidence, course.start, stretch.voice_end)
        elif rest and lang is not None:
            remark = self._remark(stretch.number, rest, lang, course.start, stretch.voice_end)
        else:
            return self.nothing(stretch.number, stretch.voice_end)
        self._courses.pop(stretch.number, None)
        return remark

    def gap(self, stretch: Stretch, why: str) -> Gap:
        return Gap(room=self.room.room, source=self._name, start=stretch.start, end=stretch.end, reason=why)

    # ------------------------------------------------------------------

    def _id(self, number: int) -> str:
        sentence = self._courses[number].sentence if number in self._courses else 1
        return f"{self._prefix}{number:04d}" + (f".{sentence}" if sentence > 1 else "")

    def _hearing(
        self, number: int, state: str, until: float, words: Sequence[Word] = (), stable: int = 0, lang: str | None = None
    ) -> Hearing:
        start = self._courses[number].start if number in self._courses else until
        body = {"id": self._id(number), "room": self.room.room, "source": self._name, "role": self._role, "state": state, "lang": lang}
        return Hearing.model_validate(body | {"t": round(start, 3), "until": round(until, 3), "words": tuple(words), "stable": stable})

    def _remark(self, number: int, words: Sequence[Word], lang: str, start: float, end: float) -> Utterance | Comment:
        confidence = sum(word.probability for word in words) / len(words)
        return self._worded(number, said([word.text for word in words], lang), words, lang, confidence, start, end)

    def _worded(
        self, number: int, text: str, words: Sequence[Word], lang: str, confidence: float, start: float, end: float
    ) -> Utterance | Comment:
        about: dict[str, Any] = {
            "id": self._id(number),
            "room": self.room.room,
            "market": self.room.market,
            "t": round(start, 3),
            "text": text,
            "lang": lang,
            "source": self._name,
        }
        if self._role == "guest":
            return Comment(**about, user=self._name, voice=True)
        return Utterance(**about, end=round(end, 3), asr_confidence=min(1.0, confidence), words=tuple(words), origin="recognised")
