"""A microphone on somebody's page as an AudioSource: packets are pushed in by the web handler and timed by counting their samples.

It does not resample: packets hold 16 kHz sound. One page speaks at a time; where nobody speaks, nothing is waited for.
"""

from __future__ import annotations

import struct
from collections.abc import AsyncGenerator, Sequence

import numpy as np

from assistant.domain import Gap, Health, VoiceRole
from assistant.errors import BadInput
from assistant.ports import Clock, PcmFrame
from assistant.voice.meter import Meter
from assistant.voice.passing import Passing
from assistant.voice.pcm import FRAME_SAMPLES, RATE_HZ

HEADER = struct.Struct("<Q")  # samples of this capture before the packet
MOST_BYTES = HEADER.size + 2 * FRAME_SAMPLES
NEW_START_S = 600.0  # a count that jumps further starts anew
AHEAD_S = 1.0  # sound this far ahead of the clock was sent faster than it was spoken
BEHIND_S = 3.0  # sound that stays this far behind was paused on the page (a locked phone, a sleeping laptop): a page keeps 2 s at most
WATCH_S = 3.0  # how long it must stay behind: a network that stalled has caught up by then
STALL_S = 0.5  # without a packet; then the watch begins anew
FRESH_S = 0.5  # behind on the first packet of a connection, where nothing can have stalled
SILENT_S = 3.0  # without a packet before health says so
NOTICED_S = 0.1  # shorter holes are no gap


class Taken(BadInput):
    """Somebody else speaks into this microphone; `who` says who."""

    def __init__(self, who: str) -> None:
        self.who = who
        super().__init__(f"{who} speaks into this microphone", remedy="take it over, or choose another voice")


def unpacked(packet: bytes) -> tuple[int, np.ndarray]:
    """(samples before it, its samples as float32 in -1..1, shape (n,), n in 1..640). Raises BadInput."""
    size = len(packet) - HEADER.size
    if not 2 <= size <= MOST_BYTES - HEADER.size or size % 2:
        raise BadInput(f"a packet of {len(packet)} bytes", where="microphone", remedy="8 bytes of count, then up to 640 16-bit samples")
    (before,) = HEADER.unpack_from(packet)
    return before, np.frombuffer(packet, "<i2", offset=HEADER.size).astype("<f4") / 32768.0


class Turn:
    """One page's hold on a microphone, from its hello until it leaves or another takes over."""

    def __init__(self, microphone: Microphone, who: str, capture: str, about: str) -> None:
        self._microphone, self.who, self.capture, self.about = microphone, who, capture, about
        self.muted = self.ended = False
        self._dropped = 0

    @property
    def holds(self) -> bool:
        """False once somebody else took over."""
        return self._microphone.turn is self

    @property
    def lang(self) -> str | None:
        return self._microphone.lang

    @property
    def lost(self) -> int:
        """Packets of this microphone that were not heard, so far."""
        return self._microphone.lost

    def tell(self, *, muted: bool, dropped: int) -> None:
        """What the page says of itself; `dropped`: packets it could not send since it opened this turn."""
        self.muted = muted
        self._microphone.dropped += max(0, dropped - self._dropped)
        self._dropped = max(dropped, self._dropped)

    def push(self, packet: bytes) -> None:
        """One packet, as it arrives. Never blocks. Raises BadInput for one that is not a packet."""
        if self.holds:
            self._microphone.take_in(packet)

    def leave(self, *, stopped: bool = False) -> None:
        """`stopped`: the person ended it. Otherwise what is said until somebody speaks again counts as missed."""
        self.ended = True
        if self.holds:
            self._microphone.left(stopped)


class Microphone:
    """An AudioSource without an end. `langs`: what may be spoken; empty = anything the recogniser knows."""

    def __init__(
        self,
        *,
        room: str,
        clock: Clock,
        name: str = "microphone",
        role: VoiceRole = "host",
        langs: Sequence[str] = (),
        queue_s: float = 10.0,
    ) -> None:
        self.name, self.role, self.langs = name, role, tuple(langs)
        self.lang: str | None = self.langs[0] if len(self.langs) == 1 else None  # as the speaker chose; None: not told
        self.turn: Turn | None = None
        self.dropped = 0  # packets that the page did not send because its connection was too slow
        self._room, self._clock = room, clock
        self._meter = Meter(name)
        self._passing = Passing(max(1, int(queue_s * RATE_HZ / FRAME_SAMPLES)), self._gap)
        self._capture = ""
        self._base, self._count = 0.0, 0  # stream time of sample 0 of this start, and samples since
        self._expected = 0  # count that the next packet should carry
        self._heard_until: float | None = None
        self._arrived_t = 0.0
        self._missed = False  # between the last packet and the next one somebody may have spoken
        self._least, self._watched_from = float("inf"), 0.0
        self._fresh = False  # the next packet is the first of its connection: nothing was stalled in front of it
        self._early = 0  # packets that were sent faster than they were spoken

    def open(self, who: str, capture: str, lang: str | None = None, *, take_over: bool = False, about: str = "") -> Turn:
        """Start to speak; `about` the device is told beside the light. The same `capture` goes on after a broken connection. Raises Taken, or BadInput for a language not spoken here."""
        chosen = lang or (self.langs[0] if len(self.langs) == 1 else None)
        if chosen is not None and self.langs and chosen not in self.langs:
            raise BadInput(f"{chosen!r} is not spoken here", where=self.name, remedy=f"choose one of {', '.join(self.langs)}")
        if self.turn is not None and not take_over and self.turn.capture != capture:
            raise Taken(self.turn.who)
        self.turn, self.lang = Turn(self, who, capture, about), chosen
        self._arrived_t, self._fresh = self._clock.now(), True
        self._watch_from(self._arrived_t)
        return self.turn

    @property
    def hears(self) -> bool:
        """Whether what is said now would be heard."""
        turn = self.turn
        return turn is not None and not turn.muted and self._clock.now() - self._arrived_t <= SILENT_S

    async def frames(self) -> AsyncGenerator[PcmFrame | Gap]:
        """Never ends. Late takers lose the oldest sound."""
        while True:
            yield await self._passing.take()

    @property
    def lost(self) -> int:
        """Packets that the page dropped, that came too fast, or that nobody took in time."""
        return self._passing.lost + self._early + self.dropped

    def health(self) -> Health:
        self._meter.lost = self.lost
        light = self._meter.health()
        if self.turn is None:  # a guest may come or not; a host without a microphone should be told
            state = "ok" if self.role == "guest" else "degraded"
            return light.model_copy(update={"state": state, "detail": "closed: open it on the console's microphone page"})
        if self.turn.muted:
            return light.model_copy(update={"state": "ok", "detail": f"muted by {self.turn.who}"})
        if self._clock.now() - self._arrived_t > SILENT_S:
            return light.model_copy(update={"state": "degraded", "detail": f"no sound arrives from {self.turn.who}"})
        if light.state in ("starting", "ok"):
            return light.model_copy(update={"state": "ok", "detail": ", ".join(filter(None, (self.turn.who, self.turn.about)))})
        return light

    # ------------------------------------------------------------------ from the turn that holds it

    def take_in(self, packet: bytes) -> None:
        before, samples = unpacked(packet)
        now, turn = self._clock.now(), self.turn
        if now - self._arrived_t > STALL_S:
            self._watch_from(now)
        self._arrived_t = now
        if turn is not None and turn.capture != self._capture:
            self._capture = turn.capture
            self._start(now - len(samples) / RATE_HZ, before)
        jump = before - self._expected
        if jump < 0:  # said already
            return
        if jump and (jump > NEW_START_S * RATE_HZ or self._at(jump + len(samples)) > now + AHEAD_S):
            self._missed = True
            self._start(now - len(samples) / RATE_HZ, before)
        elif jump:
            self._skip(jump / RATE_HZ, "the connection of the microphone was too slow or broken")
        self._expected = before + len(samples)
        late_s = now - self._at(len(samples))
        if late_s < -AHEAD_S:
            self._early += 1
            return
        self._watch(now, late_s)
        self._pass_on(samples)

    def left(self, stopped: bool) -> None:
        self.turn = None
        self._missed = not stopped

    def _at(self, more: int = 0) -> float:
        """Stream time `more` samples after the last one."""
        return self._base + (self._count + more) / RATE_HZ

    def _start(self, t: float, before: int) -> None:
        """Count from here: the packet with `before` samples in front of it began at stream time `t`."""
        until = self._heard_until
        self._base, self._count, self._expected = max(t, until or 0.0, 0.0), 0, before
        self._watch_from(self._clock.now())
        if until is not None and self._missed and self._base - until > NOTICED_S:
            self._passing.put(self._gap(until, self._base, "the microphone was away"))
        self._missed = True  # a turn that is taken over leaves no word

    def _skip(self, seconds: float, why: str) -> None:
        start = self._at()
        self._base += seconds
        self._heard_until = self._at()
        self._passing.put(self._gap(start, self._at(), why))

    def _pass_on(self, samples: np.ndarray) -> None:
        frame = PcmFrame(t=self._at(), samples=samples.tobytes())
        self._count += len(samples)
        self._heard_until = self._at()
        self._meter.heard(frame)
        self._passing.put(frame)

    def _watch(self, now: float, late_s: float) -> None:
        """Time goes on without sound that was paused where it is made."""
        self._least = min(self._least, late_s)
        over = now - self._watched_from >= WATCH_S
        if (self._fresh and late_s > FRESH_S) or (over and self._least > BEHIND_S):
            self._skip(self._least, "the microphone was paused")
            over = True
        self._fresh = False
        if over:
            self._watch_from(now)

    def _watch_from(self, now: float) -> None:
        self._least, self._watched_from = float("inf"), now

    def _gap(self, start: float, end: float, why: str) -> Gap:
        return Gap(room=self._room, source=self.name, start=round(start, 3), end=round(end, 3), reason=why)
