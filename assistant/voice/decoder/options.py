"""What a user may choose about the recogniser."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from assistant.domain import Value
from assistant.errors import BadSettings
from assistant.voice.decoder.bounds import LONGEST_WINDOW_S, SHORTEST_WINDOW_S

MIB = 1 << 20


class Options(Value):
    """`model`: a published size or a folder. `languages`: BCP-47, the only ones that may be heard; empty = any the model knows."""

    model: str = "small"
    device: Literal["auto", "cpu", "cuda"] = "cpu"
    compute_type: str | None = None  # None: int8 on the CPU, float16 on a GPU
    languages: tuple[str, ...] = ()
    workers: int | None = Field(None, ge=1)  # calls at the same time; never more than cores; None: see `capacity.divided`
    threads: int | None = Field(None, ge=1)  # of each call; `workers` times as many are never more than cores
    window_s: float = Field(LONGEST_WINDOW_S, ge=SHORTEST_WINDOW_S, le=LONGEST_WINDOW_S)  # see `bounds.short_window`
    deadline_s: float = Field(30.0, gt=0)  # longest time of one call, once begun
    least_deadline_s: float = Field(6.0, gt=0)  # a call may always take this long; above it see `Capacity.patience_s`
    longest_wait_s: float = Field(15.0, gt=0)  # for a call's turn
    most_waiting: int = Field(16, ge=1)  # calls; each holds at most 30 s of sound, 1.9 MB
    rss_limit_mb: int | None = Field(None, ge=1)  # above it the process is renewed; None: twice what it held when ready, and 500 MB
    load_s: float = Field(180.0, gt=0)  # longest time until the model is ready
    pauses_s: tuple[float, ...] = Field((0.0, 0.5, 2.0, 8.0, 30.0), min_length=1)  # before each new start in a row; the last is kept

    @model_validator(mode="after")
    def _agree(self) -> Options:
        if self.least_deadline_s > self.deadline_s:
            raise ValueError("least_deadline_s must not be above deadline_s")
        return self

    def rss_limit_bytes(self, ready_bytes: int) -> int:
        """Raises BadSettings for a limit that the model alone reaches: `ready_bytes`, what the process held when it was ready."""
        if self.rss_limit_mb is None:
            return 2 * ready_bytes + 500 * MIB
        if self.rss_limit_mb * MIB <= ready_bytes:
            remedy = "set it well above that, or use a smaller model"
            raise BadSettings(f"rss_limit_mb is {self.rss_limit_mb}, the model alone takes {ready_bytes / MIB:.0f} MB", remedy=remedy)
        return self.rss_limit_mb * MIB
