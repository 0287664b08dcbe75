"""Fast interruption: while a host or co-host speaks, the assistant's replies wait; sent by hand they do not.

    speech starts -> every reply waits -> its words are about the reply's matter -> waits until the sentence is judged
                                       -> they have been about something else for a while -> goes out at once

Nothing waits longer than `HOLD_S` of one sentence, nor longer than `PATIENCE_S` for words that are not about it, nor for a voice that is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from assistant.domain import Hearing, Wait
from assistant.on_air.pending import Reply

HOLD_S = 15.0  # of one sentence
PATIENCE_S = 20.0  # of a reply's life, for sentences that may be about anything
ENOUGH_S = 2.5  # stable words that are enough to tell what a sentence is about
ABOUT = 0.12  # least score of the reply's topic among what the words read as
VOICES = 16  # sentences that are followed at once

TopicsOf = Callable[[str, str], Mapping[str, float]]
"""(text, language) -> topic -> score of its likeliest stretch."""


@dataclass(slots=True)
class Sentence:
    """A sentence that is being said. `since`: stream time at which it was first heard of."""

    id: str
    since: float
    text: str = ""
    said_s: float = 0.0  # from the first to the last stable word
    lang: str = ""
    topics: Mapping[str, float] | None = field(default=None)  # of `text`, read when first asked for


class Holding:
    """Who is speaking, and which replies wait for it."""

    def __init__(self, topics_of: TopicsOf, lang: str) -> None:
        """`lang`: the host's, for words whose language is not told."""
        self._topics_of, self._lang = topics_of, lang
        self._now: dict[str, Sentence] = {}  # source -> what it says

    def hear(self, hearing: Hearing, now: float) -> None:
        """News of a voice. Guests interrupt nobody."""
        if hearing.role == "guest":
            return
        if hearing.state == "nothing":
            self.judged(hearing.id)
            return
        sentence = self._now.get(hearing.source)
        if sentence is None or sentence.id != hearing.id:
            sentence = self._now[hearing.source] = Sentence(hearing.id, now)
            while len(self._now) > VOICES:
                del self._now[next(iter(self._now))]
        text = hearing.stable_text
        if text != sentence.text:
            stable = hearing.words[: hearing.stable]
            sentence.text, sentence.topics = text, None
            sentence.said_s = stable[-1].end - stable[0].start if stable else 0.0
            sentence.lang = (hearing.lang or self._lang).split("-")[0]

    def judged(self, id: str) -> None:
        """The sentence has become a remark, or nothing."""
        self._now = {source: s for source, s in self._now.items() if s.id != id}

    def silence(self, source: str) -> None:
        """The voice is gone: nobody waits for it."""
        self._now.pop(source, None)

    def word(self, reply: Reply, topic: str | None, now: float) -> Wait | None:
        """Whether `reply`, on `topic`, waits, why, and until when at the latest."""
        waits = [w for s in self._now.values() if (w := self._wait(s, reply, topic, now)) is not None]
        return max(waits, key=lambda w: w.until, default=None)

    def _wait(self, sentence: Sentence, reply: Reply, topic: str | None, now: float) -> Wait | None:
        until, why = sentence.since + HOLD_S, "the host is speaking about it"
        if sentence.said_s < ENOUGH_S:
            until, why = min(until, reply.made_t + PATIENCE_S), "the host is speaking"
        elif not self._is_about(sentence, topic):
            return None
        return Wait(why=why, until=until) if now < until else None

    def _is_about(self, sentence: Sentence, topic: str | None) -> bool:
        if sentence.topics is None:
            sentence.topics = self._topics_of(sentence.text, sentence.lang)
        return topic is not None and sentence.topics.get(topic, 0.0) >= ABOUT
