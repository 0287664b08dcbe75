"""Numbers of a pool that an operator can read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.domain import Value

PoolState = Literal["ok", "restarting", "closed"]


class PoolFigures(Value):
    """Counts are calls unless said otherwise, since the start."""

    state: PoolState
    waiting: int  # now
    most_waiting: int  # the bound of `waiting`
    running: int  # now
    served: int
    turned_away: int  # found no place, or waited too long
    faults: int  # begun, and no answer came
    restarts: int  # of the process, after a fault
    renewals: int  # of the process, for its memory
    rss_bytes: int  # of the process, after its last call; 0 where the system does not say
    seconds_per_call: float  # running mean, wall time
    workers: int
    threads: int  # of each call
    fault: str | None = None  # the last, until a call succeeds


@dataclass(slots=True)
class Tally:
    """What only grows; names as in `PoolFigures`."""

    served: int = 0
    turned_away: int = 0
    faults: int = 0
    restarts: int = 0
    renewals: int = 0
