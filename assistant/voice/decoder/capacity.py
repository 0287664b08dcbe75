"""How many voices the cores carry: from what a call costs."""

from __future__ import annotations

import os

from assistant.domain import Value

TYPICAL_S = 8.0  # sound of a call that `seconds_per_call` is about
FINAL_EVERY_S = 4.0  # a voice with final texts only: one call each so many seconds, measured on pauses of 0.25-1.5 s
SHARE = 0.8  # of the workers' time that may be promised
PASS_S = 4.0  # of sound, in a bad case
PATIENCE = 3.0  # times what a call is expected to take
MOST_DOUBLINGS = 6  # of the patience
STILL, BUSY = 0.01, 0.5  # processor time per time
SLOWNESS = 0.1  # weight of one call in the running mean


class Capacity(Value):
    """`seconds_per_call`: wall time of one call, waiting not counted, while `workers` calls run at once."""

    seconds_per_call: float
    workers: int

    def streams(self, step_s: float, share: float = SHARE) -> int:
        """Voices with partial results every `step_s` seconds of speech that fit."""
        return int(share * self.workers * step_s / self.seconds_per_call)

    def finals_only(self, share: float = SHARE) -> int:
        """Voices that fit when each sentence is recognised once, at its end."""
        return self.streams(FINAL_EVERY_S, share)

    def load(self, *, partials: int, finals: int, step_s: float) -> float:
        """Share of the workers' time that so many voices take: with partial results every `step_s` seconds, and with final texts only."""
        return self.seconds_per_call * (partials / step_s + finals / FINAL_EVERY_S) / self.workers

    def patience_s(self, seconds: float, late: int = 0) -> float:
        """After which time a call on so much sound is given up. Longer sound may need several passes of the encoder: one for each
        piece of text that the decoder ends before the sound does.

        Doubled with each of the `late` calls just before: a machine that became slow must not lose every call."""
        return PATIENCE * self.seconds_per_call * max(1.0, seconds / PASS_S) * 2 ** min(late, MOST_DOUBLINGS)

    def after(self, took_s: float) -> Capacity:
        """With one more call in the exponential mean."""
        return self.model_copy(update={"seconds_per_call": (1 - SLOWNESS) * self.seconds_per_call + SLOWNESS * took_s})


def starved(spent_s: float, took_s: float) -> bool:
    """Whether a process that spent so much processor time while it took so long works, and gets little of the processor to work with.
    One that hangs spends nothing; one that is slow spends all it took."""
    return STILL < spent_s / took_s < BUSY


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
