"""What a voice says as the session hears it: a host's utterances, a guest's comments, and what is being said meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.domain import Comment, Gap, Hearing, Room, Utterance, VoiceRole, Word, said
from assistant.ports import Transcript
from assistant.voice.activity import Stretch
from assistant.voice.drafting import placed


class Speaker:
    """One voice of a room. `prefix` begins its ids and must differ between runs of the room."""

    def __init__(self, room: Room, name: str, role: VoiceRole, prefix: str) -> None:
        self.room = room
        self._name, self._role, self._prefix = name, role, prefix

    def id(self, number: int) -> str:
        return f"{self._prefix}{number:04d}"

    def hearing(
        self, number: int, state: str, t: float, until: float, words: Sequence[Word] = (), stable: int = 0, lang: str | None = None
    ) -> Hearing:
        """What is being said in the stretch `number`."""
        body = {"id": self.id(number), "room": self.room.room, "source": self._name, "role": self._role, "state": state, "lang": lang}
        return Hearing.model_validate(body | {"t": round(t, 3), "until": round(until, 3), "words": tuple(words), "stable": stable})

    def recognised(self, stretch: Stretch, transcript: Transcript) -> Utterance | Comment:
        """A stretch with its transcript, as a remark."""
        return self._remark(stretch, transcript.text, transcript.lang, transcript.confidence, placed(transcript, stretch.start))

    def agreed(self, stretch: Stretch, words: Sequence[Word], transcript: Transcript | None, lang: str) -> Utterance | Comment:
        """A stretch of which words were stable before it ended; `transcript`, of all of it, agrees with them but for what it may have changed."""
        text = said([word.text for word in words], lang)
        if transcript is not None and _same(text, transcript.text):
            return self.recognised(stretch, transcript)
        confidence = sum(word.probability for word in words) / len(words)
        return self._remark(stretch, text, lang, confidence, words)

    def gap(self, stretch: Stretch, why: str) -> Gap:
        return Gap(room=self.room.room, source=self._name, start=stretch.start, end=stretch.end, reason=why)

    def _remark(self, stretch: Stretch, text: str, lang: str, confidence: float, words: Sequence[Word]) -> Utterance | Comment:
        about: dict[str, Any] = {
            "id": self.id(stretch.number),
            "room": self.room.room,
            "market": self.room.market,
            "t": round(stretch.voice_start, 3),
            "text": text,
            "lang": lang,
            "source": self._name,
        }
        if self._role == "guest":
            return Comment(**about, user=self._name, voice=True)
        end, confidence = round(stretch.voice_end, 3), min(1.0, confidence)
        return Utterance(**about, end=end, asr_confidence=confidence, words=tuple(words), origin="recognised")


def _same(text: str, other: str) -> bool:
    return "".join(text.split()).casefold() == "".join(other.split()).casefold()
