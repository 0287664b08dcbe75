"""Sound as it arrives: a file (paced, or as fast as it is read), a live URL (RTMP, HLS, HTTP-FLV) or a sound card, as 40 ms frames.

Decoding runs in its own thread. The sample count is the only time base within one connection.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, aclosing
from pathlib import Path
from types import TracebackType

import numpy as np
from av.container import InputContainer

from assistant.domain import Gap, Health, Value
from assistant.errors import AssistantError, BadInput, Unavailable
from assistant.ports import Clock, PcmFrame
from assistant.voice.decoding import ANALYSED_S, check_file, check_url, decoded, explained, open_device, open_file, open_url, place_of
from assistant.voice.handover import Chunk, Handover, Lost, WhenFull
from assistant.voice.meter import Meter
from assistant.voice.pcm import FRAME_SAMPLES, RATE_HZ

JOIN_S = 1.0  # how long leaving waits for the decoding thread


class Limits(Value):
    """What is read at most, and how long is waited. Seconds and bytes."""

    max_bytes: int = 4 * 2**30  # size of a file
    max_s: float = 12 * 3600.0  # length of one connection or file
    queue_s: float = 10.0  # decoded sound waiting for the event loop
    open_s: float = 8.0
    read_s: float = 6.0
    backoff_s: float = 1.0  # before the first new attempt; doubles
    backoff_max_s: float = 30.0
    give_up_s: float = 300.0  # without a sound: then the source says it is unavailable


class _Reading(AbstractAsyncContextManager["_Reading"]):
    """One pass through one container in its own thread. Faults arrive through `take`."""

    def __init__(self, open_: Callable[[], InputContainer], where: str, limits: Limits, when_full: WhenFull, *, live: bool) -> None:
        self._open, self._where, self._limits, self._live = open_, where, limits, live
        self._handover = Handover(asyncio.get_running_loop(), max(1, int(limits.queue_s * RATE_HZ / FRAME_SAMPLES)), when_full)
        self._thread = threading.Thread(target=self._run, name=f"sound {where}", daemon=True)
        self.declared_s: float | None = None  # length that the container promises
        self.capped = False  # reached `max_s`
        self.held_s = 0.0  # sound that had arrived before the first sample was passed on

    async def __aenter__(self) -> _Reading:
        self._thread.start()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._handover.stop()
        await asyncio.to_thread(self._thread.join, JOIN_S)

    @property
    def dropped(self) -> int:
        return self._handover.dropped

    async def take(self) -> Chunk | Lost | None:
        return await self._handover.take()

    def _run(self) -> None:
        fault: Exception | None = None
        try:
            began = time.monotonic()  # how long a library takes, whatever the stream's clock says
            with explained(self._where, live=self._live), self._open() as container:
                self.held_s = min(ANALYSED_S, time.monotonic() - began)
                self.declared_s = container.duration / 1e6 if container.duration else None
                self._pass_on(decoded(container, self._where))
        except AssistantError as e:
            fault = e
        except Exception as e:  # a decoder's fault must reach the taker, not die with the thread
            what = f"the decoder failed ({type(e).__name__}: {e})"
            fault = Unavailable(what, where=self._where, remedy="convert the sound and try again")
        self._handover.finish(fault)

    def _pass_on(self, arrays: Iterator[np.ndarray]) -> None:
        most = int(self._limits.max_s * RATE_HZ)
        at, rest = 0, np.zeros(0, np.float32)
        for array in arrays:
            rest = np.concatenate((rest, array))
            while len(rest) >= FRAME_SAMPLES:
                if not self._handover.put(Chunk(at, rest[:FRAME_SAMPLES].astype("<f4").tobytes())):
                    return
                at, rest = at + FRAME_SAMPLES, rest[FRAME_SAMPLES:]
                if at >= most:
                    self.capped = True
                    return
        if len(rest):
            self._handover.put(Chunk(at, rest.astype("<f4").tobytes()))


class FileAudio:
    """An AudioSource from a file. With a clock a frame comes when its last sample would be heard; without, as fast as it is taken."""

    def __init__(self, path: Path, *, room: str, name: str = "audio", clock: Clock | None = None, limits: Limits | None = None) -> None:
        self._path, self._room, self._clock = path, room, clock
        self._limits = limits or Limits()
        self._meter = Meter(name)

    async def frames(self) -> AsyncGenerator[PcmFrame | Gap]:
        """Raises BadInput for a file that holds no readable sound."""
        check_file(self._path, self._limits.max_bytes)
        end = 0
        async with _Reading(lambda: open_file(self._path), str(self._path), self._limits, "wait", live=False) as reading:
            while (chunk := await reading.take()) is not None:
                end = chunk.end
                if isinstance(chunk, Lost):
                    continue
                if self._clock is not None:
                    await self._clock.sleep_until(end / RATE_HZ)
                frame = PcmFrame(t=chunk.at / RATE_HZ, samples=chunk.samples)
                self._meter.heard(frame)
                yield frame
            if end == 0:
                raise BadInput("holds not one sample of sound", where=str(self._path), remedy="record or copy it again")
            if (gap := self._missing(reading, end / RATE_HZ)) is not None:
                yield gap
        self._meter.ended()

    def health(self) -> Health:
        return self._meter.health()

    def _missing(self, reading: _Reading, heard_s: float) -> Gap | None:
        declared = reading.declared_s
        if declared is None or declared - heard_s < 1.0:
            return None
        why = f"only the first {self._limits.max_s:.0f} s are read" if reading.capped else "the file ends early"
        self._meter.lost += int((declared - heard_s) * RATE_HZ / FRAME_SAMPLES)
        return Gap(room=self._room, source=self._meter.name, start=heard_s, end=declared, reason=why)


class LiveAudio:
    """An AudioSource that goes on for ever. Reconnects with backoff; what was missed meanwhile is a Gap. Late takers lose the oldest sound.

    `open_` opens a container, in a thread; `place` names it in messages.
    """

    def __init__(
        self, open_: Callable[[], InputContainer], place: str, *, room: str, clock: Clock, name: str = "audio", limits: Limits | None = None
    ) -> None:
        self._open, self._place, self._room, self._clock = open_, place, room, clock
        self._limits = limits or Limits()
        self._meter = Meter(name)

    async def frames(self) -> AsyncGenerator[PcmFrame | Gap]:
        """Raises Unavailable after `give_up_s` without a sound, BadInput for something without a sound track."""
        heard_until = self._clock.now()
        backoff = self._limits.backoff_s
        while True:
            fault: Unavailable | None = None
            before = self._meter.received
            try:
                async with aclosing(self._connection(heard_until)) as items:
                    async for item in items:
                        heard_until = item.end if isinstance(item, Gap) else item.t + len(item.samples) / 4 / RATE_HZ
                        yield item
            except Unavailable as e:
                fault = e
            why = fault.what if fault else "the stream ended"
            if self._meter.received > before:
                backoff = self._limits.backoff_s
            if self._clock.now() - heard_until > self._limits.give_up_s:
                self._meter.state, self._meter.detail = "down", why
                raise fault or Unavailable(why, where=self._place, remedy="start it again")
            self._meter.state, self._meter.detail = "degraded", f"{why}; trying again in {backoff:.0f} s"
            await self._clock.sleep_until(self._clock.now() + backoff)
            backoff = min(backoff * 2, self._limits.backoff_max_s)

    def health(self) -> Health:
        return self._meter.health()

    async def _connection(self, heard_until: float) -> AsyncGenerator[PcmFrame | Gap]:
        """Frames of one connection, timed from the moment its first sample arrived; before them a Gap if sound was missed."""
        base: float | None = None
        async with _Reading(self._open, self._place, self._limits, "drop_oldest", live=True) as reading:
            while (chunk := await reading.take()) is not None:
                if base is None:
                    base = max(heard_until, self._clock.now() - reading.held_s)
                    if self._meter.received and base > heard_until:
                        yield self._gap(heard_until, base, "the stream was away")
                if isinstance(chunk, Lost):
                    self._meter.lost = reading.dropped
                    yield self._gap(base + chunk.at / RATE_HZ, base + chunk.end / RATE_HZ, "sound arrived faster than it was taken")
                    continue
                frame = PcmFrame(t=base + chunk.at / RATE_HZ, samples=chunk.samples)
                self._meter.heard(frame)
                yield frame

    def _gap(self, start: float, end: float, why: str) -> Gap:
        return Gap(room=self._room, source=self._meter.name, start=start, end=end, reason=why)


class UrlAudio(LiveAudio):
    """Sound from a live URL. Raises BadInput for an address that is not one."""

    def __init__(self, url: str, *, room: str, clock: Clock, name: str = "audio", limits: Limits | None = None) -> None:
        check_url(url)
        waits = limits or Limits()
        super().__init__(
            lambda: open_url(url, (waits.open_s, waits.read_s)), place_of(url), room=room, clock=clock, name=name, limits=waits
        )


class DeviceAudio(LiveAudio):
    """Sound from a microphone of this machine (ALSA): `device` as `arecord -L` lists it, "default" for the usual one."""

    def __init__(self, device: str, *, room: str, clock: Clock, name: str = "audio", limits: Limits | None = None) -> None:
        super().__init__(lambda: open_device(device), f"sound device {device}", room=room, clock=clock, name=name, limits=limits)
