"""What a voice gives up when its recogniser falls behind: five rungs by measured lag, quickly down, slowly up again."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

from assistant.domain import Value


class Rung(IntEnum):
    """Each gives up what those before it do, and more."""

    NORMAL = 0
    RARER = 1  # partial results half as often
    FINALS = 2  # no partial results
    BRIEF = 3  # the encoder looks at no more sound than there is
    SHED = 4  # the oldest speech is dropped, and said to be


TOLD = {
    Rung.NORMAL: "",
    Rung.RARER: "partial results come half as often",
    Rung.FINALS: "whole sentences only",
    Rung.BRIEF: "whole sentences only, over a shorter window",
    Rung.SHED: "the oldest speech is dropped",
}


class Steps(Value):
    """Lag in seconds above which each rung is taken. Values: design measurements with tiny on two cores."""

    rarer_s: float = 1.5
    finals_s: float = 3.0
    brief_s: float = 6.0
    shed_s: float = 10.0
    calm_s: float = 5.0  # the lag must stay under half of a rung's for so long before it is left


class Ladder:
    """The rung of one voice. `now`: seconds of the stream."""

    def __init__(self, steps: Steps, now: Callable[[], float]) -> None:
        self._now = now
        self._bounds = (0.0, steps.rarer_s, steps.finals_s, steps.brief_s, steps.shed_s)
        self._calm_s = steps.calm_s
        self._calm_since: float | None = None
        self.rung = Rung.NORMAL
        self.worst = Rung.NORMAL
        self.lowered = 0  # times that something was given up

    def lag(self, seconds: float) -> Rung:
        """The rung for a lag measured now."""
        due = Rung(max(rung for rung, bound in enumerate(self._bounds) if seconds >= bound))
        if due > self.rung:
            self.rung, self._calm_since = due, None
            self.worst = max(self.worst, due)
            self.lowered += 1
        elif self.rung and seconds < self._bounds[self.rung] / 2:
            self._calm(self._now())
        else:
            self._calm_since = None
        return self.rung

    def _calm(self, now: float) -> None:
        if self._calm_since is None:
            self._calm_since = now
        elif now - self._calm_since >= self._calm_s:
            self.rung, self._calm_since = Rung(self.rung - 1), now
