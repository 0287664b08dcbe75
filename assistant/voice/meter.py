"""How one source of sound does: frames counted, loudness watched, told as health."""

from __future__ import annotations

import numpy as np

from assistant.domain import Health
from assistant.ports import PcmFrame
from assistant.voice.pcm import RATE_HZ

SILENT_PEAK = 0.001  # -60 dBFS: below it nobody speaks
SILENT_AFTER_S = 20.0  # of sound without a peak before health says so


class Meter:
    """Counts and loudness of one source, as health."""

    def __init__(self, name: str) -> None:
        self.name, self.state, self.detail = name, "starting", ""
        self.received = self.lost = 0
        self.last_t: float | None = None
        self._peak, self._quiet_s = 0.0, 0.0

    def heard(self, frame: PcmFrame) -> None:
        array = frame.array()
        peak = float(np.abs(array).max()) if len(array) else 0.0
        self._quiet_s = 0.0 if peak > SILENT_PEAK else self._quiet_s + len(array) / RATE_HZ
        self._peak = max(self._peak, peak)
        self.received += 1
        self.last_t = frame.t
        if self._quiet_s >= SILENT_AFTER_S:
            self.state, self.detail = "degraded", f"silent for {self._quiet_s:.0f} s: check the microphone"
        else:
            self.state, self.detail = "ok", ""

    def ended(self) -> None:
        self.state = "ended"
        self.detail = "" if self._peak > SILENT_PEAK else "the sound is silent from beginning to end: check the microphone or the file"

    def health(self) -> Health:
        return Health.model_validate(
            {
                "name": self.name,
                "kind": "voice",
                "state": self.state,
                "detail": self.detail,
                "received": self.received,
                "lost": self.lost,
                "last_t": self.last_t,
            }
        )
