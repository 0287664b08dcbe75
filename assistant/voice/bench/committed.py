"""What a listener has promised to be said, when it did, and what it took back."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.domain import Comment, Gap, Hearing, Utterance
from assistant.ports import Spoken
from assistant.voice.bench.words import Unit, timed_units, units

SAME_S = 0.3  # a word that moves to another sentence keeps its time, nearly


@dataclass(frozen=True, slots=True)
class Promise:
    """A unit and the moment, stream seconds, since when it stands."""

    unit: Unit
    moment: float


@dataclass
class Committed:
    """Takes what a SpeechSource yields, in order. A word stands from the first moment it is in the stable part, or in the remark."""

    drafted: int = 0  # most units shown of anything, promised or not, summed over what was heard
    remarks: int = 0
    gaps: list[Gap] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)  # of the remarks
    _standing: dict[str, list[Promise]] = field(default_factory=dict)
    _dropped: list[Promise] = field(default_factory=list)
    _most_shown: dict[str, int] = field(default_factory=dict)

    def take(self, item: Spoken, now: float) -> None:
        match item:
            case Gap():
                self.gaps.append(item)
            case Hearing(state="nothing"):
                self._drop(self._standing.pop(item.id, []))
            case Hearing() if item.words:  # who begins or ends tells no words
                shown = [(word.text, word.start, word.end) for word in item.words]
                self._show(item.id, len(timed_units(shown)))
                self._promise(item.id, timed_units(shown[: item.stable]), now)
            case Utterance() | Comment():
                words = _words_of(item, now)
                self.remarks += 1
                self.texts.append(item.text)
                self._show(item.id, len(words))
                self._promise(item.id, words, now)

    def promises(self) -> list[Promise]:
        """All that stands, in order of speech."""
        return [promise for _, said in sorted(self._standing.items(), key=_first_start) for promise in said]

    def forget(self, keep: int = 32) -> None:
        """All but the latest: for runs of hours. Counts stay."""
        del self.texts[:-keep]
        for old in list(self._standing)[:-keep]:
            del self._standing[old]
        for old in list(self._most_shown)[:-keep]:
            del self._most_shown[old]

    @property
    def taken_back(self) -> int:
        """Units that were promised and do not stand any more, anywhere: where speech without a pause is cut, words change sides."""
        return len(self._dropped)

    @property
    def lost_s(self) -> float:
        return sum(gap.end - gap.start for gap in self.gaps)

    def _show(self, of: str, count: int) -> None:
        self.drafted += max(0, count - self._most_shown.get(of, 0))
        self._most_shown[of] = max(count, self._most_shown.get(of, 0))

    def _promise(self, of: str, said: list[Unit], now: float) -> None:
        """What was promised before keeps its moment as long as the text before it is the same."""
        before = self._standing.get(of, [])
        pairs = zip(before, said, strict=False)
        same = next((i for i, (old, new) in enumerate(pairs) if old.unit.text != new.text), min(len(before), len(said)))
        # the promise ended inside a letter with its marks: the rest of the letter is more text, not another one
        completed = (
            same == len(before) - 1 < len(said) and before[same].unit.unspaced and said[same].text.startswith(before[same].unit.text)
        )
        kept = [Promise(new, old.moment) for old, new in zip(before[:same], said, strict=False)]
        self._standing[of] = kept + [Promise(unit, self._moved_here(unit, now)) for unit in said[same:]]
        self._drop(before[same + completed :])

    def _drop(self, promises: list[Promise]) -> None:
        """Taken back, unless the same word stands in another sentence now."""
        for gone in promises:
            for said in self._standing.values():
                at = next((i for i, standing in enumerate(said) if _the_same(standing.unit, gone.unit)), None)
                if at is not None:
                    said[at] = Promise(said[at].unit, min(said[at].moment, gone.moment))
                    break
            else:
                self._dropped.append(gone)

    def _moved_here(self, unit: Unit, now: float) -> float:
        for i, gone in enumerate(self._dropped):
            if _the_same(unit, gone.unit):
                return self._dropped.pop(i).moment
        return now


def _the_same(one: Unit, other: Unit) -> bool:
    return one.text == other.text and abs(one.start - other.start) < SAME_S


def _words_of(remark: Utterance | Comment, now: float) -> list[Unit]:
    """The remark's units; where the recogniser gave no times, spread evenly over it."""
    if isinstance(remark, Utterance):
        timed = timed_units([(word.text, word.start, word.end) for word in remark.words])
        if [unit.text for unit in timed] == units(remark.text):  # else something was mended in the text
            return timed
        end = remark.end
    else:
        end = None
    return timed_units([(remark.text, remark.t, now if end is None else end)])


def _first_start(said: tuple[str, list[Promise]]) -> float:
    return said[1][0].unit.start if said[1] else 0.0
