"""How many voices the cores carry: from what a call costs."""

from __future__ import annotations

import os

from assistant.domain import Value

TYPICAL_S = 8.0  # sound of a call that `seconds_per_call` is about
FINAL_EVERY_S = 4.0  # a voice with final texts only: one call each so many seconds, measured on pauses of 0.25-1.5 s
SHARE = 0.8  # of the workers' time that may be promised
BREATH = 1 / SHARE  # a voice's partial results are at least this many times their own cost apart
LONGEST_STEP_S = 2.0  # partial results further apart are worth little
MOST_WORKERS = 4  # unless asked for more: each works in memory of its own
MOST_THREADS = 4  # unless asked for more: the small models' layers gain little from more, and others need the machine
PASS_S = 4.0  # of sound, in a bad case
PATIENCE = 3.0  # times what a call is expected to take
MOST_DOUBLINGS = 6  # of the patience
STILL, BUSY = 0.01, 0.5  # processor time per time
SLOWNESS = 0.1  # weight of one call in the running mean


class Capacity(Value):
    """`seconds_per_call`: wall time of one call, waiting not counted, while `workers` calls run at once, with `threads` each."""

    seconds_per_call: float
    workers: int
    threads: int = 1

    def streams(self, step_s: float, share: float = SHARE) -> int:
        """Voices with partial results every `step_s` seconds of speech that fit."""
        return int(share * self.workers * step_s / self.seconds_per_call)

    def finals_only(self, share: float = SHARE) -> int:
        """Voices that fit when each sentence is recognised once, at its end."""
        return self.streams(FINAL_EVERY_S, share)

    def load(self, *, partials: int, finals: int, step_s: float) -> float:
        """Share of the workers' time that so many voices take: with partial results every `step_s` seconds, and with final texts only."""
        return round(self.seconds_per_call * (partials / self.stretched_s(step_s) + finals / FINAL_EVERY_S) / self.workers, 6)

    def stretched_s(self, step_s: float) -> float:
        """Seconds between a voice's partial results, where `step_s` is less than a call allows."""
        return max(step_s, min(BREATH * self.seconds_per_call, LONGEST_STEP_S))

    def admitted(self, step_s: float) -> int:
        """Voices with partial results that fit, when each waits for its own."""
        return int(SHARE / self.load(partials=1, finals=0, step_s=step_s) + 1e-6)

    def patience_s(self, seconds: float, late: int = 0) -> float:
        """After which time a call on so much sound is given up. Longer sound may need several passes of the encoder: one for each
        piece of text that the decoder ends before the sound does.

        Doubled with each of the `late` calls just before: a machine that became slow must not lose every call."""
        return PATIENCE * self.seconds_per_call * max(1.0, seconds / PASS_S) * 2 ** min(late, MOST_DOUBLINGS)

    def after(self, took_s: float) -> Capacity:
        """With one more call in the exponential mean."""
        return self.model_copy(update={"seconds_per_call": (1 - SLOWNESS) * self.seconds_per_call + SLOWNESS * took_s})


def starved(spent_s: float, took_s: float, threads: int = 1) -> bool:
    """Whether a process that spent so much processor time while it took so long works, and gets little of the processor to work with.
    One that hangs spends nothing; one that is slow spends all it took, once for each of its threads."""
    return STILL < spent_s / took_s < BUSY * threads


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def divided(cores: int, voices: int, workers: int | None = None, threads: int | None = None) -> tuple[int, int]:
    """Calls at once, and threads of each, so that together they are never more than the cores.

    A call of its own for each voice comes first: two calls with a thread each get more done than one with two. Cores that no voice
    needs make each call quicker (tiny, two cores: 0.91 s with one thread, 0.59 s with two)."""
    at_once = workers or min(voices, MOST_WORKERS, max(1, cores // (threads or 1)))
    at_once = max(1, min(at_once, cores))
    return at_once, max(1, min(threads or MOST_THREADS, cores // at_once))
