"""All voices of a room share one model in one process: whose turn it is, how long a call may take, and what happens when it goes wrong.

A call that takes too long, or that the process dies under twice, raises Unavailable. The process is replaced, after a pause that
grows while nothing succeeds; other calls that were running are tried once more.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from assistant.domain import VoiceRole
from assistant.errors import AssistantError, Unavailable
from assistant.voice.decoder.capacity import Capacity
from assistant.voice.decoder.figures import PoolFigures, PoolState, Tally
from assistant.voice.decoder.line import Call, Line
from assistant.voice.decoder.messages import Failed, Heard, Ready, Request, Setup
from assistant.voice.decoder.options import Options
from assistant.voice.decoder.process import Decoder, Gone, Late, start
from assistant.voice.decoder.voice import VoiceTranscriber
from assistant.voice.pcm import RATE_HZ

MOST_TRIES = 2
log = logging.getLogger(__name__)


class Pool:
    """`capacity` follows the running calls. Serves while `run` runs; made by `transcribers.whisper.connect_pool`."""

    def __init__(self, setup: Setup, options: Options, decoder: Decoder, ready: Ready) -> None:
        """Raises BadSettings where the options do not fit the model."""
        self._setup, self._options, self._decoder = setup, options, decoder
        self._line = Line(options.most_waiting)
        self._running: set[Call] = set()
        self._numbers = itertools.count()
        self._news = asyncio.Event()  # a call came, a worker is free, the process is gone
        self._state: PoolState = "ok"
        self._tally = Tally()
        self._failures = self._late = 0  # in a row
        self._fault: str | None = None
        self._rss_bytes, self._rss_limit = ready.rss_bytes, options.rss_limit_bytes(ready.rss_bytes)
        self._too_big = False
        self.languages = ready.languages
        self.capacity = Capacity(seconds_per_call=ready.seconds_per_call, workers=ready.workers, threads=ready.threads)
        self.name = f"whisper {Path(options.model).name}"

    @property
    def pid(self) -> int:
        """Of the process that holds the model now."""
        return self._decoder.pid

    def voice(self, *, role: VoiceRole = "host", name: str = "voice", languages: Sequence[str] | None = None) -> VoiceTranscriber:
        """A Transcriber for one voice. `languages`: BCP-47, instead of the options'. Raises BadInput for one the model does not know."""
        return VoiceTranscriber(self, role, name, self._options.languages if languages is None else languages)

    def figures(self) -> PoolFigures:
        return PoolFigures(
            state=self._state,
            waiting=len(self._line),
            most_waiting=self._options.most_waiting,
            running=len(self._running),
            rss_bytes=self._rss_bytes,
            seconds_per_call=self.capacity.seconds_per_call,
            workers=self.capacity.workers,
            threads=self.capacity.threads,
            fault=self._fault,
            **asdict(self._tally),
        )

    async def call(self, request: Request, sound: np.ndarray, *, role: VoiceRole, draft: bool) -> Heard:
        """`sound` as `pcm.checked` gives it. Raises Unavailable."""
        if self._state == "closed":
            raise Unavailable("the recogniser is closed", where=self.name)
        loop = asyncio.get_running_loop()
        pcm = sound.astype("<f4").tobytes()  # a copy: the caller's may change while the call waits
        call = Call(request, pcm, len(sound) / RATE_HZ, role, draft, next(self._numbers), loop.create_future())
        self._wait_in_line(call)
        try:
            return await call.answer
        finally:  # also when the caller gave up
            self._line.drop(call)
            call.stop_waiting()

    async def run(self) -> None:
        """Serves calls until cancelled; whoever waits then is told."""
        try:
            while True:
                renewal = await self._serve()
                how = await self._decoder.end()
                self._state = "restarting"
                if renewal:
                    self._tally.renewals += 1
                else:
                    self._tally.restarts += 1
                    self._failures += 1
                    self._fault = self._fault or f"the recogniser's process ended ({how})"
                    log.warning("%s is started again: %s", self.name, self._fault)
                await self._replace()
                self._state = "ok"
        finally:
            self._refuse_all()

    async def close(self) -> None:
        """After `run`. Leaves no process."""
        self._refuse_all()
        await self._decoder.end()

    def _refuse_all(self) -> None:
        self._state = "closed"
        for call in self._line.clear():
            self._fail(call, "the recogniser was closed", "")

    async def _serve(self) -> bool:
        """With one process, until it is gone, or too big (True)."""
        decoder = self._decoder
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._listen(decoder))
            while (call := await self._next(decoder)) is not None:
                self._running.add(call)
                tasks.create_task(self._answer(decoder, call))
            renewal = not decoder.gone
            await decoder.end()
        return renewal

    async def _listen(self, decoder: Decoder) -> None:
        await decoder.listen()
        self._news.set()

    async def _next(self, decoder: Decoder) -> Call | None:
        """The call whose turn it is, when a worker is free for it; None when the process must be replaced."""
        while not decoder.gone:
            if self._too_big and not self._running:
                return None
            call = self._line.first()
            if call is not None and not self._too_big and self._is_free_for(call):
                self._line.drop(call)
                call.stop_waiting()
                call.tries += 1
                return call
            self._news.clear()
            await self._news.wait()
        return None

    def _is_free_for(self, call: Call) -> bool:
        """A second try runs alone: if the call is what kills the process, it takes nobody with it."""
        if call.tries or any(other.tries > 1 for other in self._running):
            return not self._running
        return len(self._running) < self.capacity.workers

    async def _answer(self, decoder: Decoder, call: Call) -> None:
        patience_s = max(self._options.least_deadline_s, self.capacity.patience_s(call.seconds, self._late))
        try:
            answer = await decoder.ask(call.request, call.sound, patience_s=patience_s, longest_s=self._options.deadline_s)
        except Late as late:
            decoder.kill()
            self._late += 1
            self._begun_in_vain(call, f"no text within {late.took_s:.1f} s", "use a smaller model")
        except Gone:
            if call.tries >= MOST_TRIES:
                self._begun_in_vain(call, "the recogniser's process ended twice under this call", "see the log; it goes on")
            elif not call.answer.done():
                self._wait_in_line(call)
        except asyncio.CancelledError:
            self._fail(call, "the recogniser was closed", "")
            raise
        else:
            self._take(call, answer)
        finally:
            self._running.discard(call)
            self._news.set()

    def _take(self, call: Call, answer: Heard | Failed) -> None:
        if isinstance(answer, Failed):
            self._begun_in_vain(call, answer.what, "see the log; it goes on")
            return
        self._tally.served += 1
        self._failures = self._late = 0
        self._fault = None
        self._rss_bytes = answer.rss_bytes
        self._too_big = answer.rss_bytes > self._rss_limit
        if call.request.task == "transcribe":
            self.capacity = self.capacity.after(answer.took_s)
        if not call.answer.done():
            call.answer.set_result(answer)

    def _wait_in_line(self, call: Call) -> None:
        wait_s = self._options.longest_wait_s
        call.expiry = asyncio.get_running_loop().call_later(wait_s, self._turn_away, call, f"no turn within {wait_s:.0f} s")
        last = self._line.put(call)
        if last is not None:
            self._turn_away(last, f"{self._options.most_waiting} calls wait already")
        self._news.set()

    def _turn_away(self, call: Call, what: str) -> None:
        self._line.drop(call)
        call.stop_waiting()
        self._tally.turned_away += 1
        self._fail(call, what, "recognise fewer voices, or use a smaller model")

    def _begun_in_vain(self, call: Call, what: str, remedy: str) -> None:
        self._tally.faults += 1
        self._fault = what
        self._fail(call, what, remedy)

    def _fail(self, call: Call, what: str, remedy: str) -> None:
        if not call.answer.done():
            call.answer.set_exception(Unavailable(what, where=self.name, remedy=remedy))

    async def _replace(self) -> None:
        """A new process, tried until one is ready."""
        pauses = (0.0, *self._options.pauses_s)
        while True:
            await asyncio.sleep(pauses[min(self._failures, len(pauses) - 1)])
            try:
                self._decoder, ready = await start(self._setup.model_copy(update={"timed": False}), self._options.load_s)
            except AssistantError as e:
                self._failures, self._fault = self._failures + 1, e.what
                log.warning("%s does not start: %s", self.name, e)
            else:
                self._rss_bytes, self._too_big = ready.rss_bytes, False
                return
