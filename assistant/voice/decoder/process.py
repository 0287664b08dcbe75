"""One child process with the model in it, from start to end."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import assistant
from assistant.errors import Unavailable
from assistant.voice.decoder.capacity import starved
from assistant.voice.decoder.messages import Ask, BrokenFrame, Failed, Heard, Ready, Request, Setup, packed, take_from

CHILD = "assistant.voice.decoder.child"
GRACE_S = 2.0  # for ending by itself


class Gone(Exception):
    """The process ended before it answered."""


class Late(Exception):
    """No answer after `took_s`."""

    def __init__(self, took_s: float) -> None:
        super().__init__(took_s)
        self.took_s = took_s


class Decoder:
    """One process. `listen` must run as long as it is used. Once `gone`, nobody gets an answer any more."""

    def __init__(self, process: asyncio.subprocess.Process, threads: int) -> None:
        """`threads`: of each call."""
        assert process.stdin is not None
        assert process.stdout is not None
        self._process, self._stdin, self._stdout = process, process.stdin, process.stdout
        self._asked: dict[int, asyncio.Future[Heard | Failed]] = {}
        self._ids = itertools.count(1)
        self._sending = asyncio.Lock()  # one at a time waits for the pipe
        self._threads = threads
        self.gone = False
        self.pid = process.pid

    async def ask(self, request: Request, sound: bytes, *, patience_s: float, longest_s: float) -> Heard | Failed:
        """`sound`: little-endian float32, 16 kHz, at most 30 s. Raises Gone, and Late after `patience_s`; after at most `longest_s` where
        the process works but others on this machine leave it little time: a new one would be no better off."""
        loop = asyncio.get_running_loop()
        begun, spent_s = loop.time(), self._spent_s()
        exchange = asyncio.create_task(self._exchange(request, sound))
        try:
            while not (await asyncio.wait((exchange,), timeout=min(patience_s, begun + longest_s - loop.time())))[0]:
                took_s = loop.time() - begun
                if took_s >= longest_s or not starved(self._spent_s() - spent_s, took_s, self._threads):
                    raise Late(took_s)
            return exchange.result()
        finally:
            exchange.cancel()

    async def _exchange(self, request: Request, sound: bytes) -> Heard | Failed:
        if self.gone:
            raise Gone
        number = next(self._ids)
        answer = self._asked[number] = asyncio.get_running_loop().create_future()
        try:
            await self._send(packed(Ask(id=number, request=request), sound))
            return await answer
        finally:
            del self._asked[number]

    async def listen(self) -> None:
        """Hands answers to those who asked, until the process ends."""
        try:
            while (message := await take_from(self._stdout)) is not None:
                if isinstance(message, Heard | Failed) and message.id in self._asked:
                    answer = self._asked[message.id]
                    if not answer.done():
                        answer.set_result(message)
        except BrokenFrame:
            self.kill()  # something else wrote into the pipe: nothing after it can be told apart
        finally:
            self.gone = True
            for answer in self._asked.values():
                if not answer.done():
                    answer.set_exception(Gone())

    def kill(self) -> None:
        """At once, also where it hangs. Nothing more is asked of it."""
        self.gone = True
        with suppress(ProcessLookupError):
            self._process.kill()

    async def end(self) -> str:
        """Ends it, if it has not ended. Returns how it ended."""
        self._stdin.close()
        try:
            async with asyncio.timeout(GRACE_S):
                status = await self._process.wait()
        except TimeoutError:
            self.kill()
            status = await self._process.wait()
        with suppress(OSError):  # what it never took
            await self._stdin.wait_closed()
        return f"status {status}" if status >= 0 else f"signal {signal.Signals(-status).name}"

    async def loaded(self, setup: Setup) -> Ready:
        """Sends `setup`, and waits until the model is ready. Raises Unavailable."""
        with suppress(Gone):  # it says why below
            await self._send(packed(setup))
        match await take_from(self._stdout):
            case Ready() as ready:
                return ready
            case Failed() as failed:
                raise Unavailable(failed.what, where=failed.where, remedy=failed.remedy)
        how = await self.end()
        raise Unavailable(f"the recogniser's process ended while it loaded ({how})", where=setup.folder, remedy="is there enough memory?")

    def _spent_s(self) -> float:
        """Processor time of the process so far; 0 where the system does not say."""
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    async def _send(self, frame: bytes) -> None:
        async with self._sending:
            try:
                self._stdin.write(frame)
                await self._stdin.drain()
            except (ConnectionError, RuntimeError) as e:  # RuntimeError: the pipe is closed already
                raise Gone from e


async def start(setup: Setup, longest_s: float) -> tuple[Decoder, Ready]:
    """A process whose model is loaded. Raises Unavailable, and leaves no process then."""
    own_group: dict[str, Any] = {"process_group": 0} if os.name == "posix" else {}  # Ctrl-C is for the room, which ends it in order
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", CHILD, stdin=pipe, stdout=pipe, env=_environment(setup.threads), **own_group
    )
    decoder = Decoder(process, setup.threads)
    try:
        async with asyncio.timeout(longest_s):
            return decoder, await decoder.loaded(setup)
    except BaseException as e:
        decoder.kill()
        await decoder.end()
        match e:
            case TimeoutError():
                what, remedy = f"the model was not ready within {longest_s:.0f} s", "use a smaller model"
            case BrokenFrame():
                what, remedy = f"the recogniser's process does not speak as agreed ({e})", "install the assistant again"
            case _:
                raise
        raise Unavailable(what, where=setup.folder, remedy=remedy) from e


def _environment(threads: int) -> dict[str, str]:
    here = str(Path(assistant.__file__).parents[1])
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH")))),
        "HF_HUB_OFFLINE": "1",  # a file that is missing is an error at once, not half a minute of retries
        **dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS"), str(threads)),
        "OPENBLAS_NUM_THREADS": "1",  # numpy's: features of the sound, a small part of a call
        "OMP_WAIT_POLICY": "PASSIVE",  # threads that wait for each other sleep instead of taking the core from the comments
        "MALLOC_ARENA_MAX": "2",  # one heap a thread never shrinks
        "ONEDNN_PRIMITIVE_CACHE_CAPACITY": "64",  # of 1,024: code for each length of sound it met took 200 MB within 1,000 calls
    }
