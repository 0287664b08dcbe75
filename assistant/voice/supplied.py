"""A voice whose transcript came with a recording: said word by word as its times say, and marked as supplied, not recognised."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from typing import Literal

import regex

from assistant.domain import UNSPACED, Health, Hearing, Utterance, Word
from assistant.ports import Clock, Spoken

STEP_S = 0.4  # between one state of a sentence and the next
_CLUSTERS = regex.compile(r"\X")


class SuppliedSpeech:
    """A SpeechSource: each line when its last word has been said, and before it what is being said."""

    def __init__(self, utterances: tuple[Utterance, ...], clock: Clock, *, name: str = "transcript") -> None:
        self._utterances, self._clock, self._name = utterances, clock, name
        self._given = 0
        self._last_t: float | None = None

    async def utterances(self) -> AsyncGenerator[Spoken]:
        for utterance in self._utterances[self._given :]:
            for hearing in self._course(utterance):
                await self._clock.sleep_until(hearing.until)
                yield hearing
            self._given += 1
            self._last_t = utterance.t
            yield utterance.model_copy(update={"source": self._name, "origin": "supplied"})

    def health(self) -> Health:
        state: Literal["starting", "ok", "ended"] = "ok" if self._given else "starting"
        if self._given == len(self._utterances):
            state = "ended"
        detail = "supplied transcript, not recognised"
        return Health(name=self._name, kind="voice", state=state, detail=detail, received=self._given, last_t=self._last_t)

    def _course(self, utterance: Utterance) -> Iterator[Hearing]:
        end = utterance.t if utterance.end is None else max(utterance.end, utterance.t)
        words = _timed(utterance, end)
        yield self._hearing(utterance, "started", utterance.t)
        for i in range(1, int((end - utterance.t) / STEP_S) + 1):
            until = utterance.t + i * STEP_S
            yield self._hearing(utterance, "going_on", until, tuple(word for word in words if word.end <= until))
        yield self._hearing(utterance, "ended", end)

    def _hearing(self, utterance: Utterance, state: str, until: float, words: tuple[Word, ...] = ()) -> Hearing:
        about = {"id": utterance.id, "room": utterance.room, "source": self._name, "role": "host", "lang": utterance.lang}
        return Hearing.model_validate(about | {"state": state, "t": utterance.t, "until": until, "words": words, "stable": len(words)})


def _timed(utterance: Utterance, end: float) -> tuple[Word, ...]:
    """The words of a line, each with its share of the time by its length."""
    unspaced = (utterance.lang or "").split("-")[0] in UNSPACED
    texts = _CLUSTERS.findall(utterance.text) if unspaced else utterance.text.split()
    share = (end - utterance.t) / max(1, sum(map(len, texts)))
    words, at = [], utterance.t
    for text in texts:
        words.append(Word(text=text, start=at, end=at + share * len(text)))
        at = words[-1].end
    return tuple(words)
