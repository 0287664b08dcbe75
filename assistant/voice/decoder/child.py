"""The process that holds the model: `python -m assistant.voice.decoder.child`, calls on standard input, answers on standard output.

It ends when its input does, in the middle of a call if need be, and so never outlives the room. What libraries print goes to
standard error.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from queue import SimpleQueue
from typing import BinaryIO, NoReturn

import numpy as np

from assistant.domain import Value
from assistant.errors import AssistantError, Unavailable
from assistant.voice.decoder.benchmark import seconds_per_call
from assistant.voice.decoder.messages import Ask, Failed, Heard, Ready, Setup, packed, read_from
from assistant.voice.decoder.model import SpeechModel, load

# Comments are judged in the room's process and must not wait for speech: `python -m evals.bench_voice`. At 5 an overloaded recogniser made
# their p99 a fifth longer, at 10 a twentieth, at 19 no longer at all; but then another program that is busy would leave it nothing.
NICENESS = 10


@dataclass(frozen=True, slots=True)
class Call:
    ask: Ask
    sound: np.ndarray  # float32 (n,)


class Answers:
    """Where answers go, one at a time. Nobody there: the process ends."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._writing = file, threading.Lock()

    def put(self, message: Value) -> None:
        with self._writing:
            try:
                self._file.write(packed(message))
                self._file.flush()
            except OSError:
                end(1)


def main() -> None:
    incoming, answers = _pipes()
    with suppress(OSError, AttributeError):  # a system without priorities
        os.nice(NICENESS)
    first = read_from(incoming)
    if first is None or not isinstance(first[0], Setup):
        end(1)
    calls: SimpleQueue[Call] = SimpleQueue()
    threading.Thread(target=_listen, args=(incoming, calls), daemon=True).start()  # from now on: the input may end while the model loads
    try:
        model = load(first[0])
        cost = _timed(model) if first[0].timed else 0.0
    except AssistantError as e:
        answers.put(Failed(id=None, what=e.what, where=e.where, remedy=e.remedy))
        end(1)
    answers.put(Ready(languages=model.languages, workers=model.workers, threads=model.threads, seconds_per_call=cost, rss_bytes=rss_bytes()))
    for _ in range(model.workers - 1):
        threading.Thread(target=_work, args=(model, calls, answers), daemon=True).start()
    _work(model, calls, answers)


def _timed(model: SpeechModel) -> float:
    try:
        return seconds_per_call(model)
    except Exception as e:  # as in `_work`: of any kind
        raise Unavailable(f"the model loads and then fails ({type(e).__name__}: {e})", remedy="download it again") from e


def end(status: int) -> NoReturn:
    """At once: waiting for a call of the model could take for ever."""
    os._exit(status)


def rss_bytes() -> int:
    """Memory this process holds; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _pipes() -> tuple[BinaryIO, Answers]:
    """The two pipes, taken away from everybody else: what is printed from now on goes to standard error."""
    incoming, outgoing = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return os.fdopen(incoming, "rb", buffering=0), Answers(os.fdopen(outgoing, "wb"))


def _listen(incoming: BinaryIO, calls: SimpleQueue[Call]) -> None:
    """Until the input ends. The parent sends no more calls than there are workers, so nothing piles up here."""
    try:
        while (frame := read_from(incoming)) is not None:
            if isinstance(frame[0], Ask):
                calls.put(Call(frame[0], np.frombuffer(frame[1], "<f4").astype(np.float32)))
    finally:
        end(0)


def _work(model: SpeechModel, calls: SimpleQueue[Call], answers: Answers) -> NoReturn:
    while True:
        call = calls.get()
        start = time.perf_counter()
        try:
            do = model.transcribe if call.ask.request.task == "transcribe" else model.detect
            heard = do(call.sound, call.ask.request)
            answers.put(Heard(id=call.ask.id, took_s=time.perf_counter() - start, rss_bytes=rss_bytes(), **heard))
        except Exception as e:  # the libraries raise exceptions of any kind; a worker that ended would never answer again
            answers.put(Failed(id=call.ask.id, what=f"the recogniser failed ({type(e).__name__}: {e})"))


if __name__ == "__main__":
    main()
