"""Trials as figures: percentiles, rates, slopes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from assistant.domain import Value
from assistant.voice.bench.script import Sentence
from assistant.voice.bench.streams import Stream
from assistant.voice.bench.trial import Heard, Trial
from assistant.voice.bench.words import edits, timed_units, units, word_moments

LONGEST_SPREAD_S = 12.0  # a text without times over a longer stretch says nothing about where its words are


class Row(Value):
    """One policy on some streams at once. Seconds; rates 0..1 and above; None = cannot be known from this sound."""

    policy: str
    streams: int
    audio_s: float  # all streams together
    words: int  # true words whose end is known
    found: int  # of them, said right and near their time
    latency_p50_s: float | None  # since when a word stands, minus its true end
    latency_p95_s: float | None
    error_offline: float | None  # against offline decoding of the same sound
    error_true: float | None
    taken_back: int
    cpu_per_s: float  # CPU seconds a second of sound
    real_time_factor: float  # seconds that the recogniser was asked for, a second of sound
    calls: int
    call_p50_s: float | None
    call_p95_s: float | None
    lag_p50_s: float | None
    lag_p95_s: float | None
    gaps: int
    lost_s: float  # sound in gaps
    workers: int | None = None  # calls of the recogniser at once
    threads: int | None = None  # of each

    def without_errors(self) -> Row:
        """Where the text was hurried and says nothing."""
        return self.model_copy(update={"error_offline": None, "error_true": None})


def row_of(trial: Trial, offline: Mapping[str, str]) -> Row:
    """`offline`: text by name of stream."""
    late, words = [], 0
    for heard in trial.heard:
        found, known = latencies(heard)
        late += found
        words += known
    lags = [lag for heard in trial.heard for lag in heard.lags_s]
    return Row(
        policy=trial.policy,
        streams=len(trial.heard),
        audio_s=round(trial.audio_s, 3),
        words=words,
        found=len(late),
        latency_p50_s=percentile(late, 50),
        latency_p95_s=percentile(late, 95),
        error_offline=error_rate([(_text(heard), offline[heard.stream.name]) for heard in trial.heard if heard.stream.name in offline]),
        error_true=error_rate([(_text(heard), truth(heard.stream)) for heard in trial.heard if heard.stream.script]),
        taken_back=sum(heard.committed.taken_back for heard in trial.heard),
        cpu_per_s=round(trial.cpu_s / trial.audio_s, 4),
        real_time_factor=round(sum(trial.took_s) / trial.audio_s, 4),
        calls=len(trial.took_s),
        call_p50_s=percentile(trial.took_s, 50),
        call_p95_s=percentile(trial.took_s, 95),
        lag_p50_s=percentile(lags, 50),
        lag_p95_s=percentile(lags, 95),
        gaps=sum(len(heard.committed.gaps) for heard in trial.heard),
        lost_s=round(sum(heard.committed.lost_s for heard in trial.heard), 2),
    )


def truth(stream: Stream) -> str:
    return " ".join(sentence.text for sentence in stream.script)


def latencies(heard: Heard) -> tuple[list[float], int]:
    """Of each true word that was found: since when it stands, minus its end. And how many true words have a known end."""
    spoken, known = list[tuple[str, float, float]](), dict[int, float]()
    for sentence in heard.stream.script:
        words = sentence.words or _spread(sentence)
        ends = [end for _, _, end in words]
        measured = range(len(words)) if sentence.words else range(len(words) - 1, len(words)) if words else range(0)
        known |= {len(spoken) + i: ends[i] for i in measured}
        spoken += words
    standing = heard.committed.promises()
    there = word_moments([one.unit for one in standing], [one.moment for one in standing], timed_units(spoken))
    return [round(there[word] - end, 3) for word, end in known.items() if word in there], len(known)


def _spread(sentence: Sentence) -> tuple[tuple[str, float, float], ...]:
    """A text whose words have no times: evenly over it, so that at least its last word can be found. None when it is too long."""
    words = sentence.text.split()
    if sentence.end - sentence.start > LONGEST_SPREAD_S or not words:
        return ()
    letters = np.cumsum([0, *(len(word) for word in words)])
    at = sentence.start + (sentence.end - sentence.start) * letters / letters[-1]
    return tuple((word, float(at[i]), float(at[i + 1])) for i, word in enumerate(words))


def _text(heard: Heard) -> str:
    return " ".join(heard.committed.texts)


def error_rate(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Edits over all pairs (said, true) for each true unit."""
    compared = [(units(said), units(true)) for said, true in pairs]
    whole = sum(len(true) for _, true in compared)
    return round(sum(edits(said, true) for said, true in compared) / whole, 4) if whole else None


def percentile(values: Sequence[float], share: float) -> float | None:
    """Linear between ranks; None for no values. `share` 0..100."""
    return round(float(np.percentile(values, share)), 3) if len(values) else None


class Growth(Value):
    """Of something measured again and again, a unit of time. `error`: standard error of the slope."""

    slope: float
    error: float


def growth(times: Sequence[float], values: Sequence[float], parts: int = 20) -> Growth:
    """Of the floor: least squares through the smallest value of each of `parts` stretches of time, since memory that is borrowed for one
    call and given back is no growth. Zero for fewer than three stretches."""
    bins = [part for part in np.array_split(np.arange(len(times)), parts) if len(part)]
    lowest = [part[int(np.argmin(np.asarray(values)[part]))] for part in bins]
    x, y = np.asarray(times, float)[lowest], np.asarray(values, float)[lowest]
    if len(lowest) < 3 or np.ptp(x) == 0:
        return Growth(slope=0.0, error=0.0)
    slope, at_zero = np.polyfit(x, y, 1)
    left = y - (slope * x + at_zero)
    error = np.sqrt(np.sum(left**2) / (len(x) - 2) / np.sum((x - x.mean()) ** 2))
    return Growth(slope=round(float(slope), 3), error=round(float(error), 3))
