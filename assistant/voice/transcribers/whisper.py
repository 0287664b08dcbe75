"""faster-whisper as a Transcriber: one model, one worker thread, settings for live speech. The only file that imports the package.

The package's defaults are made for files: they re-decode doubtful text up to six times, feed their own mistakes back, and run beam 5.
Here one pass decides, and `filters` says what must not be believed.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal

import numpy as np
from pydantic import Field

from assistant.domain import UNSPACED, Value, Word
from assistant.errors import BadInput, BadSettings, Unavailable
from assistant.ports import Transcript
from assistant.voice.filters import Hypothesis, rejection
from assistant.voice.models import Tools, find_model
from assistant.voice.pcm import RATE_HZ, checked

MOST_NAMES, MOST_NAME_TOKENS = 30, 100  # longer hints overflow the decoder's 448 positions, or silence it
MOST_NEW_TOKENS = 224
MANY_TOKENS = (*UNSPACED, "ar", "fa", "ur", "ko")  # scripts that take about twice the tokens a second
ALIASES = {"fil": "tl", "cmn": "zh", "in": "id", "iw": "he", "nb": "no"}
LANGUAGES_WITH_CANTONESE = 100
TAIL_S = 0.3  # text that ends this close to the end of the sound is complete; asking for more would decode the tail again


class Options(Value):
    """`model`: a published size or a folder. `languages`: BCP-47, the only ones that may be heard; empty = any the model knows."""

    model: str = "small"
    device: Literal["auto", "cpu", "cuda"] = "cpu"
    compute_type: str | None = None  # None: int8 on the CPU, float16 on a GPU
    languages: tuple[str, ...] = ()
    cpu_threads: int = Field(1, ge=1)
    deadline_s: float = Field(30.0, gt=0)  # for one stretch of speech


class WhisperTranscriber:
    """Calls are taken one after another in one thread. A call past its deadline is given up; until it really ends, others are refused."""

    def __init__(self, model: Any, options: Options, worker: ThreadPoolExecutor) -> None:
        self._model, self._options, self._worker = model, options, worker
        self._running: Future[Transcript] | None = None
        self.name = f"whisper {Path(options.model).name}"

    async def transcribe(
        self, pcm: np.ndarray, lang: str | None, hotwords: Sequence[str] = (), *, draft: bool = False, brief: bool = False
    ) -> Transcript:
        """`pcm` float32, shape (n,), 16 kHz, -1..1, 0.1-30 s. Raises BadInput for other sound or a language that is not allowed,
        Unavailable when the deadline passes or the recogniser fails."""
        sound, language = checked(pcm), self._language(lang)
        if self._running is not None and not self._running.done():
            raise Unavailable("still busy with a call that passed its deadline", where=self.name, remedy="use a smaller model")
        self._running = self._worker.submit(self._hear, sound, lang, language, tuple(hotwords))
        try:
            async with asyncio.timeout(self._options.deadline_s):
                return await asyncio.wrap_future(self._running)
        except TimeoutError as e:
            raise Unavailable(f"no text within {self._options.deadline_s:.0f} s", where=self.name, remedy="use a smaller model") from e

    async def detect(self, pcm: np.ndarray) -> Mapping[str, float]:
        """Probability of each allowed language, or of each the model knows. Raises as `transcribe` does."""
        sound = checked(pcm)
        return await asyncio.get_running_loop().run_in_executor(self._worker, self._chances, sound)

    def _chances(self, sound: np.ndarray) -> Mapping[str, float]:
        _, _, chances = self._model.detect_language(sound)
        allowed = self._options.languages
        known = {whisper_language(x, self._model): x for x in allowed}
        return {_tag(code, allowed): chance for code, chance in chances if not allowed or code in known}

    async def close(self) -> None:
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _language(self, lang: str | None) -> str | None:
        """The model's own code. Raises BadInput."""
        allowed = self._options.languages
        if lang is None:
            return whisper_language(allowed[0], self._model) if len(allowed) == 1 else None
        code = whisper_language(lang, self._model)
        if allowed and code not in {whisper_language(x, self._model) for x in allowed}:
            what = f"the language {lang!r} is not among {', '.join(allowed)}"
            raise BadInput(what, where=self.name, remedy="add it to the session's languages")
        return code

    def _hear(self, sound: np.ndarray, lang: str | None, language: str | None, hotwords: tuple[str, ...]) -> Transcript:
        try:
            return self._recognise(sound, lang, language, hotwords)
        except (RuntimeError, ValueError, IndexError, MemoryError) as e:
            raise Unavailable(f"the recogniser failed ({type(e).__name__}: {e})", where=self.name, remedy="see the log; it goes on") from e

    def _recognise(self, sound: np.ndarray, lang: str | None, language: str | None, hotwords: tuple[str, ...]) -> Transcript:
        code = language or self._detected(sound)
        seconds = len(sound) / RATE_HZ
        names = fitting(hotwords, lambda text: len(self._model.hf_tokenizer.encode(text, add_special_tokens=False).ids))
        budget = token_budget(seconds, code)
        segments, _ = self._model.transcribe(
            sound,
            language=code,
            beam_size=1,
            temperature=[0.0],
            compression_ratio_threshold=None,  # counts UTF-8 bytes: ordinary Thai fails it
            condition_on_previous_text=False,
            word_timestamps=True,
            vad_filter=False,
            hotwords=", ".join(names) or None,
            max_new_tokens=budget,
        )
        heard = _until_end(segments, seconds)
        return _transcript(heard, lang or _tag(code, self._options.languages), seconds, names, budget)

    def _detected(self, sound: np.ndarray) -> str:
        """The likeliest language that is allowed."""
        code, _, chances = self._model.detect_language(sound)
        allowed = {whisper_language(x, self._model) for x in self._options.languages}
        return next((x for x, _ in sorted(chances, key=lambda c: -c[1]) if x in allowed), code) if allowed else code


def whisper_language(tag: str, model: Any) -> str:
    """The model's code for a BCP-47 tag: fil -> tl, zh-Hant -> zh. Raises BadInput for a language the model does not know."""
    base = tag.split("-")[0].casefold()
    code = ALIASES.get(base, base)
    if code == "yue" and getattr(model.model, "num_languages", 0) < LANGUAGES_WITH_CANTONESE:
        code = "zh"  # older models accept the code and then ignore it
    if code not in model.supported_languages:
        if not model.model.is_multilingual:
            raise BadInput(f"an English-only model cannot hear {tag!r}", remedy="use a multilingual model, e.g. small instead of small.en")
        raise BadInput(f"the model does not know the language {tag!r}", remedy="leave the language out, or supply a transcript")
    return code


def fitting(names: Sequence[str], tokens: Any) -> tuple[str, ...]:
    """The first names that fit the decoder's prompt. `tokens` counts the tokens of a text."""
    kept: list[str] = []
    for name in names[:MOST_NAMES]:
        if name.strip() and tokens(", ".join([*kept, name])) <= MOST_NAME_TOKENS:
            kept.append(name.strip())
    return tuple(kept)


def token_budget(seconds: float, code: str) -> int:
    """New tokens that speech of this length can need; more is a loop."""
    return min(MOST_NEW_TOKENS, int((8 + 12 * seconds) * (2 if code in MANY_TOKENS else 1)))


def _until_end(segments: Any, seconds: float) -> list[Any]:
    heard = []
    for segment in segments:
        heard.append(segment)
        if segment.end >= seconds - TAIL_S:
            break
    return heard


def _transcript(segments: list[Any], lang: str, seconds: float, names: tuple[str, ...], budget: int) -> Transcript:
    words = tuple(
        Word(text=w.word.strip(), start=round(float(w.start), 3), end=round(float(w.end), 3), probability=round(float(w.probability), 4))
        for segment in segments
        for w in segment.words or ()
    )
    hypothesis = Hypothesis(
        text="".join(s.text for s in segments).strip(),
        lang=lang,
        seconds=seconds,
        no_speech=max((s.no_speech_prob for s in segments), default=0.0),
        logprob=min((s.avg_logprob for s in segments), default=0.0),
        words=words,
        out_of_tokens=any(len(s.tokens) >= budget for s in segments),
        prompt=names,
    )
    confidence = float(np.mean([w.probability for w in words])) if words else 0.0
    return Transcript(text=hypothesis.text, lang=lang, confidence=min(1.0, confidence), words=words, rejected=rejection(hypothesis))


def _tag(code: str, allowed: tuple[str, ...]) -> str:
    """The session's own name for a detected language."""
    return next((tag for tag in allowed if ALIASES.get(tag.split("-")[0], tag.split("-")[0]) == code), {"tl": "fil"}.get(code, code))


def load(options: Options, folder: Path) -> Any:
    """Blocking, seconds. Raises BadSettings for an English-only model in a room of other languages, Unavailable if it does not load."""
    from faster_whisper import WhisperModel

    compute = options.compute_type or ("float16" if options.device == "cuda" else "int8")
    settings = {"device": options.device, "compute_type": compute, "cpu_threads": options.cpu_threads, "local_files_only": True}
    try:
        model = WhisperModel(str(folder), **settings)
    except (RuntimeError, ValueError, OSError) as e:
        raise Unavailable(f"the model does not load ({e})", where=str(folder), remedy="download it again, or choose another device") from e
    if model.model.n_mels != model.feature_extractor.mel_filters.shape[0]:
        raise Unavailable("preprocessor_config.json is missing or of another model", where=str(folder), remedy="download the model again")
    try:
        for tag in options.languages:
            whisper_language(tag, model)
    except BadInput as e:
        raise BadSettings(e.what, where=str(folder), remedy=e.remedy) from e
    return model


@asynccontextmanager
async def connect(options: Options, tools: Tools) -> AsyncIterator[WhisperTranscriber]:
    """Finds and loads the model off the event loop, and yields the recogniser."""
    worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="whisper")
    loop = asyncio.get_running_loop()
    try:
        folder = await loop.run_in_executor(worker, find_model, options.model, tools.models)
        model = await loop.run_in_executor(worker, load, options, folder)
        transcriber = WhisperTranscriber(model, options, worker)
        yield transcriber
    finally:
        worker.shutdown(wait=False, cancel_futures=True)
