"""Which language a voice speaks: votes over its speech until one language is sure, then no more asking until something speaks against it.

Detection on a few seconds is often wrong and always confident, on silence most of all: single answers never decide. One lock per voice.

Why these numbers. A chance is never taken for less than 0.05 and a vote weighs by its seconds, two for 1, four at most: no single answer
decides. Three votes with odds of 10 to 1, or two with 100 to 1, lock: with a detector that is wrong one time in five on a stretch, 97 % of
the locks are right after three stretches in the mean (simulated). A change needs twice the speech and 100 to 1, since what was said before
was understood. Of a pair of near languages the detector hears one as the other all through a live, so such votes are not independent:
they count a third, against odds of 20 to 1 for the room's own language.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from assistant.domain import Value
from assistant.ports import Transcript
from assistant.voice.filters import WRONG_SCRIPT, in_another_script

SHORTEST_S = 1.0  # of speech that is worth asking about
LONGEST_S = 4.0  # what a single vote can weigh
UNIT_S = 2.0  # seconds of speech that weigh 1
FLOOR = 0.05  # least chance that is believed
LOCK_S, LOCK_VOTES, LOCK_ODDS = 3.0, 3, math.log(10)
CLEAR_VOTES, CLEAR_ODDS = 2, math.log(100)
MOST_VOTES = 8  # then the likeliest it is
CHANGE_S, CHANGE_VOTES, CHANGE_ODDS = 6.0, 3, math.log(100)
HOME_ODDS, NEAR_ODDS, NEAR_SHARE = math.log(2), math.log(20), 1 / 3
# Pairs that detectors take for each other.
NEAR = tuple(
    frozenset(pair.split())
    for pair in ("id ms", "ur hi", "es pt", "es gl", "pt gl", "zh yue", "ru uk", "ru kk", "ar fa", "kk ky", "fil ceb")
)

MISMATCHES = 3  # texts in a row, in letters of another language
FAST, SLOW = 0.3, 0.05  # shares of the newest confidence in the two means
DROP, SETTLED = 0.75, 8  # the fast mean under so much of the slow one, once so many texts were heard

LOOK_AGAIN, LESS_EACH, LEAST_LOOK = 0.85, 0.05, 0.6  # confidence under which the sound is asked for its language
DENIED = 0.2  # chance of the voice's language, near ones with it, under which its text is not believed
SURE_S = 2.0  # of speech from which such a denial counts
WRONG_LANGUAGE = "another language than the voice's"


class LockFigures(Value):
    """What an operator can read of one voice's language."""

    lang: str | None  # None: not known yet
    locked: bool
    asking: bool  # detection is wanted
    votes: int  # since the last decision
    seconds: float  # of speech in them
    changes: int  # of a language that was locked
    denied: int  # texts not believed because the sound is in another language


class LanguageLock:
    """The language of one voice. Not for several threads at once."""

    def __init__(self, allowed: Sequence[str], fixed: str | None = None) -> None:
        """`allowed`: BCP-47, the languages that may be spoken, the room's own first; empty = any. `fixed`: the voice's language is known."""
        self._allowed = tuple(dict.fromkeys(allowed))
        self._lang = fixed or (self._allowed[0] if len(self._allowed) == 1 else None)
        self._settled = self._lang is not None  # never asked about
        self._changes = self._denied = self._agreed = 0
        self._asking = self._lang is None
        self._odds: dict[str, float] = {}
        self._votes_floor = 0.0  # what a language has that no vote named
        self._votes, self._seconds = 0, 0.0
        self._texts = self._mismatches = 0
        self._fast = self._slow = 0.0

    @property
    def lang(self) -> str | None:
        """The language that is fixed or locked."""
        return self._lang

    @property
    def likeliest(self) -> str | None:
        """What to recognise in: the locked language, or the best guess so far; None before the first vote in a room of any language."""
        if self._lang is not None:
            return self._lang
        ranked = self._ranked()
        return ranked[0][0] if ranked else self._home

    def figures(self) -> LockFigures:
        return LockFigures(
            lang=self._lang,
            locked=self._lang is not None,
            asking=self._asking,
            votes=self._votes,
            seconds=round(self._seconds, 2),
            changes=self._changes,
            denied=self._denied,
        )

    def wants(self, stretch_seconds: float) -> bool:
        """Whether a stretch with so much speech should be asked for its language before it is recognised."""
        return self._asking and not self._settled and stretch_seconds >= SHORTEST_S

    def vote(self, chances: Mapping[str, float], seconds: float) -> None:
        """Count what a detector says of `seconds` of speech. `chances`: language -> 0..1; languages that are not allowed are passed over."""
        if self._settled or not self._asking or seconds < SHORTEST_S:
            return
        heard = self._allowed or tuple(chances)
        weight = min(seconds, LONGEST_S) / UNIT_S
        for lang in dict.fromkeys((*heard, *self._odds)):
            self._odds[lang] = self._odds.get(lang, self._votes_floor) + weight * math.log(max(chances.get(lang, 0.0), FLOOR))
        self._votes_floor += weight * math.log(FLOOR)
        self._votes, self._seconds = self._votes + 1, self._seconds + seconds
        if self._lang is None:
            self._try_to_lock()
        else:
            self._try_to_change()

    def heard(self, transcript: Transcript) -> None:
        """Learn from a finished text: letters of another language, or a confidence that has dropped, and the language is asked for anew."""
        if self._settled or self._lang is None or transcript.rejected in ("no text", "no speech"):
            return
        foreign = transcript.rejected == WRONG_SCRIPT or in_another_script(transcript.text, self._lang)
        self._mismatches = self._mismatches + 1 if foreign else 0
        value = 0.0 if transcript.rejected else transcript.confidence
        self._texts += 1
        self._fast += (value - self._fast) * max(FAST, 1 / self._texts)
        dropped = self._texts > SETTLED and self._fast < DROP * self._slow
        self._slow += (value - self._slow) * max(SLOW, 1 / self._texts)
        if not self._asking and (self._mismatches >= MISMATCHES or dropped):
            self._asking = True
            self._forget()

    def doubts(self, transcript: Transcript, seconds: float) -> bool:
        """Whether the sound of a finished text (`seconds` of speech) should be asked for its language after all: foreign speech makes a
        recogniser say fluent sentences of the language it was told to hear, with words it half believes. Each look that agrees makes
        the next one rarer."""
        bound = max(LEAST_LOOK, LOOK_AGAIN - LESS_EACH * self._agreed)
        return transcript.rejected is None and seconds >= SHORTEST_S and transcript.confidence < bound

    def second_look(self, transcript: Transcript, chances: Mapping[str, float], seconds: float) -> Transcript:
        """The text in the light of what the detector says of its sound: rejected where that is clearly another language; where there is too
        little speech to be sure, with half the confidence. The answer counts as a vote where one is wanted."""
        lang = transcript.lang.split("-")[0]
        near = {lang}.union(*(pair for pair in NEAR if lang in pair))
        self.vote(chances, seconds)
        if not chances or sum(chance for tag, chance in chances.items() if tag.split("-")[0] in near) >= DENIED:
            self._agreed += 1
            return transcript
        self._agreed = 0
        if seconds < SURE_S:
            return transcript.model_copy(update={"confidence": transcript.confidence / 2})
        self._denied += 1
        return transcript.model_copy(update={"rejected": WRONG_LANGUAGE})

    # ------------------------------------------------------------ votes

    @property
    def _home(self) -> str | None:
        return self._allowed[0] if self._allowed else None

    def _forget(self) -> None:
        self._odds = {}
        self._votes_floor = 0.0
        self._votes, self._seconds = 0, 0.0

    def _reset_means(self) -> None:
        self._texts = self._mismatches = 0
        self._fast = self._slow = 0.0

    def _ranked(self) -> list[tuple[str, float]]:
        """Languages with their log odds, the likeliest first."""
        home = self._home
        scores = dict(self._odds)
        if home in scores:
            level = scores[home]
            for lang in scores:
                if lang != home and _are_near(lang, home):
                    scores[lang] = level + (scores[lang] - level) * NEAR_SHARE - NEAR_ODDS
            scores[home] += HOME_ODDS
        return sorted(scores.items(), key=lambda item: -item[1])

    def _margin(self, ranked: Sequence[tuple[str, float]]) -> float:
        return ranked[0][1] - ranked[1][1] if len(ranked) > 1 else math.inf

    def _try_to_lock(self) -> None:
        ranked = self._ranked()
        margin = self._margin(ranked)
        enough = self._votes >= LOCK_VOTES and margin >= LOCK_ODDS
        clear = self._votes >= CLEAR_VOTES and margin >= CLEAR_ODDS
        if self._seconds >= LOCK_S and (enough or clear or self._votes >= MOST_VOTES):
            self._lock(ranked[0][0])

    def _try_to_change(self) -> None:
        """After a lock: the other language needs more, and gets less patience."""
        ranked = self._ranked()
        best, ahead = ranked[0][0], ranked[0][1] - dict(ranked)[str(self._lang)] if self._lang in self._odds else math.inf
        if best == self._lang:
            if self._votes >= CHANGE_VOTES:
                self._lock(best)
        elif self._votes >= CHANGE_VOTES and self._seconds >= CHANGE_S and ahead >= CHANGE_ODDS:
            self._changes += 1
            self._lock(best)
        elif self._votes >= MOST_VOTES:
            self._lock(str(self._lang))

    def _lock(self, lang: str) -> None:
        self._lang, self._asking = lang, False
        self._agreed = 0
        self._forget()
        self._reset_means()


def _are_near(a: str, b: str) -> bool:
    pair = frozenset((a.split("-")[0], b.split("-")[0]))
    return any(pair <= near for near in NEAR)
