"""faster-whisper with settings for live speech. The only file that imports the package; loaded in the child only.

The package's defaults are made for files: they re-decode doubtful text up to six times, feed their own mistakes back, and run beam 5.
Here one pass decides, and the parent says what must not be believed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from assistant.domain import Word
from assistant.errors import Unavailable
from assistant.voice.decoder.bounds import BRIEF_WINDOW_S, Window, asked_for, fitting, short_window, token_budget
from assistant.voice.decoder.languages import ModelLanguages
from assistant.voice.decoder.messages import Request, Setup
from assistant.voice.pcm import RATE_HZ

SOT_TOKENS = 3  # start, language, task
TAIL_S = 0.3  # text that ends this close to the end of the sound is complete; asking for more would decode the tail again


class SpeechModel:
    """One loaded model. Its methods block, and may run in as many threads at once as it has `workers`."""

    def __init__(self, model: Any, workers: int, threads: int, window: Window, window_s: float) -> None:
        """`threads`: of each call. `window_s`: the encoder's, for calls that need not be brief; `window`: where the model reads it."""
        self._model, self.workers, self.threads, self._window, self._window_s = model, workers, threads, window, window_s
        inner = model.model
        self.languages = ModelLanguages(
            codes=tuple(model.supported_languages),
            multilingual=inner.is_multilingual,
            count=getattr(inner, "num_languages", 0),  # older versions of the engine do not say
        )

    def transcribe(self, sound: np.ndarray, request: Request) -> dict[str, Any]:
        """What `Heard` says of it. `sound` float32, shape (n,), 16 kHz."""
        code = request.code or self._likeliest(sound, request.allowed)
        seconds = len(sound) / RATE_HZ
        names = fitting(request.names, self._tokens)
        budget = token_budget(seconds, code)
        with self._window.of(min(self._window_s, BRIEF_WINDOW_S) if request.brief else self._window_s):
            segments = _until_end(self._segments(sound, code, budget, names), seconds)
        return {"code": code, "names": names, **_heard(segments, budget)}

    def detect(self, sound: np.ndarray, request: Request) -> dict[str, Any]:
        """Probability of each allowed language, or of each the model knows."""
        _, _, chances = self._model.detect_language(sound)
        return {"chances": {code: float(chance) for code, chance in chances if not request.allowed or code in request.allowed}}

    def spend(self, sound: np.ndarray, tokens: int) -> None:
        """Do the work of one call that yields so many tokens, whatever the sound."""
        end = self._model.hf_tokenizer.token_to_id("<|endoftext|>")
        with self._window.of(self._window_s):
            next(iter(self._segments(sound, "en", tokens, (), suppress_tokens=[-1, end])), None)

    def _segments(self, sound: np.ndarray, code: str, budget: int, names: tuple[str, ...], **more: Any) -> Any:
        hint = ", ".join(names)
        prompt = SOT_TOKENS + (1 + self._tokens(" " + hint) if names else 0)
        segments, _ = self._model.transcribe(
            sound,
            language=code,
            beam_size=1,
            temperature=[0.0],
            compression_ratio_threshold=None,  # counts UTF-8 bytes: ordinary Thai fails it
            condition_on_previous_text=False,
            word_timestamps=True,
            vad_filter=False,
            hotwords=hint or None,
            max_new_tokens=asked_for(budget, prompt),
            **more,
        )
        return segments

    def _likeliest(self, sound: np.ndarray, allowed: tuple[str, ...]) -> str:
        code, _, chances = self._model.detect_language(sound)
        return next((x for x, _ in sorted(chances, key=lambda c: -c[1]) if x in allowed), code)

    def _tokens(self, text: str) -> int:
        return len(self._model.hf_tokenizer.encode(text, add_special_tokens=False).ids)


def load(setup: Setup) -> SpeechModel:
    """Blocking, seconds. Raises Unavailable if it does not load."""
    import ctranslate2
    import faster_whisper.transcribe

    folder = Path(setup.folder)
    on_gpu = setup.device == "cuda" or (setup.device == "auto" and ctranslate2.get_cuda_device_count() > 0)
    workers, threads = (1, 1) if on_gpu else (setup.workers, setup.threads)
    window = Window()
    faster_whisper.transcribe.pad_or_trim = short_window(faster_whisper.transcribe.pad_or_trim, window)
    compute = setup.compute_type or ("float16" if on_gpu else "int8")
    settings = {"device": setup.device, "compute_type": compute, "cpu_threads": threads, "num_workers": workers, "local_files_only": True}
    try:
        model = faster_whisper.WhisperModel(str(folder), **settings)
    except (RuntimeError, ValueError, OSError) as e:
        raise Unavailable(f"the model does not load ({e})", where=str(folder), remedy="download it again, or choose another device") from e
    if model.model.n_mels != model.feature_extractor.mel_filters.shape[0]:
        raise Unavailable("preprocessor_config.json is missing or of another model", where=str(folder), remedy="download the model again")
    return SpeechModel(model, workers, threads, window, setup.window_s)


def _until_end(segments: Any, seconds: float) -> list[Any]:
    heard = []
    for segment in segments:
        heard.append(segment)
        if segment.end >= seconds - TAIL_S:
            break
    return heard


def _heard(segments: list[Any], budget: int) -> dict[str, Any]:
    words = tuple(
        Word(text=w.word.strip(), start=round(float(w.start), 3), end=round(float(w.end), 3), probability=round(float(w.probability), 4))
        for segment in segments
        for w in segment.words or ()
    )
    return {
        "text": "".join(s.text for s in segments).strip(),
        "words": words,
        "no_speech": max((s.no_speech_prob for s in segments), default=0.0),
        "logprob": min((s.avg_logprob for s in segments), default=0.0),
        "out_of_tokens": any(len(s.tokens) >= budget for s in segments),
    }
