"""Text from one recogniser, cost of another: each call also runs a model of random weights over as much sound and as many tokens.

So a big model's lateness can be measured where no such model is, or where it does not know the test's language. The time of both is
spent: figures are a little worse than the big model's alone would be.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np

from assistant.ports import Transcriber, Transcript
from assistant.voice.decoder.bounds import BRIEF_WINDOW_S, FRAMES_PER_S, LONGEST_WINDOW_S, window_frames
from assistant.voice.pcm import RATE_HZ

WHOLE_FRAMES = 3000  # of the encoder's input
START, TRANSCRIBE = "<|startoftranscript|>", "<|transcribe|>"
END, LANGUAGE = "<|endoftext|>", "<|en|>"
TIME_MARKS = 2  # tokens of a segment that are not text


class Turns:
    """At most `workers` at once; finals before drafts, then the oldest, as in the decoder's own queue."""

    def __init__(self, workers: int) -> None:
        self._free = workers
        self._numbers = itertools.count()
        self._waiting: list[tuple[bool, int, asyncio.Future[None]]] = []

    @asynccontextmanager
    async def one(self, *, draft: bool) -> AsyncIterator[None]:
        if not self._free:
            turn = asyncio.get_running_loop().create_future()
            heapq.heappush(self._waiting, (draft, next(self._numbers), turn))
            await turn
        else:
            self._free -= 1
        try:
            yield
        finally:
            self._pass_on()

    def _pass_on(self) -> None:
        while self._waiting:
            _, _, turn = heapq.heappop(self._waiting)
            if not turn.done():  # its caller gave up
                turn.set_result(None)
                return
        self._free += 1


class Costly:
    """A Transcriber. Several may share model, turns and worker."""

    def __init__(self, text: Transcriber, cost: Cost) -> None:
        self._text, self._cost = text, cost
        self.name = text.name

    async def transcribe(
        self, pcm: np.ndarray, lang: str | None, hotwords: Sequence[str] = (), *, draft: bool = False, brief: bool = False
    ) -> Transcript:
        """As the recogniser of the text."""
        async with self._cost.turns.one(draft=draft):
            said = await self._text.transcribe(pcm, lang, hotwords, draft=draft, brief=brief)
            await asyncio.get_running_loop().run_in_executor(self._cost.worker, self._cost.spend, len(pcm) / RATE_HZ, said.text, brief)
        return said

    async def detect(self, pcm: np.ndarray) -> Mapping[str, float]:
        """As the recogniser of the text; costs one more look at the whole window."""
        async with self._cost.turns.one(draft=False):
            chances = await self._text.detect(pcm)
            await asyncio.get_running_loop().run_in_executor(self._cost.worker, self._cost.encode, WHOLE_FRAMES)
        return chances

    async def close(self) -> None:
        """The text's recogniser belongs to whoever connected it."""


class Cost:
    """The model of random weights, with its turns and threads."""

    def __init__(self, model: Any, tokenizer: Any, window_s: float, workers: int, worker: ThreadPoolExecutor) -> None:
        self.model, self.tokenizer, self._window_s = model, tokenizer, window_s
        self.turns, self.worker = Turns(workers), worker

    def spend(self, seconds: float, text: str, brief: bool) -> None:
        """Blocking. Encode, write the text, and time its words, as a recogniser does."""
        window_s = min(self._window_s, BRIEF_WINDOW_S) if brief else self._window_s
        sound = round(seconds * FRAMES_PER_S)
        frames = window_frames(sound, window_s) if window_s < LONGEST_WINDOW_S else WHOLE_FRAMES
        seen = self.encode(frames)
        tokens = self.tokenizer.encode(text, add_special_tokens=False).ids
        prompt = [self.tokenizer.token_to_id(token) for token in (START, LANGUAGE, TRANSCRIBE)]
        count = len(tokens) + TIME_MARKS
        # CTranslate2 writes at most half of `max_length`; the end is forbidden so that it writes no fewer
        longest = max(2 * count, count + len(prompt))
        self.model.generate(seen, [prompt], beam_size=1, max_length=longest, suppress_tokens=[self.tokenizer.token_to_id(END)])
        if tokens:
            self.model.align(seen, prompt, [tokens], frames // 2)

    def encode(self, frames: int) -> Any:
        import ctranslate2

        features = np.zeros((1, self.model.n_mels, frames), np.float32)
        return self.model.encode(ctranslate2.StorageView.from_array(features))


@asynccontextmanager
async def load_cost(weights: Path, *, workers: int = 1, threads: int = 1, window_s: float = LONGEST_WINDOW_S) -> AsyncIterator[Cost]:
    """`weights`: a CTranslate2 Whisper folder with `tokenizer.json`. `workers`: calls at once, `threads` of each."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # as in the decoder's process; read when the library is loaded
    import ctranslate2
    from tokenizers import Tokenizer

    def load() -> tuple[Any, Any]:
        settings = {"device": "cpu", "compute_type": "int8", "inter_threads": workers, "intra_threads": threads}
        return ctranslate2.models.Whisper(str(weights), **settings), Tokenizer.from_file(str(weights / "tokenizer.json"))

    with ThreadPoolExecutor(max_workers=workers, thread_name_prefix="cost") as worker:
        model, tokenizer = await asyncio.to_thread(load)
        yield Cost(model, tokenizer, window_s, workers, worker)
