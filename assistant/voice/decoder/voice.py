"""One voice of a pool as a Transcriber: its languages, and what must not be believed of what was heard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from assistant.domain import VoiceRole
from assistant.errors import BadInput, Unavailable
from assistant.ports import Transcript
from assistant.voice.decoder.bounds import MOST_NAME_CHARS, MOST_NAMES
from assistant.voice.decoder.languages import model_code, room_tag
from assistant.voice.decoder.messages import Heard, Request
from assistant.voice.filters import Hypothesis, rejection
from assistant.voice.pcm import RATE_HZ, checked

if TYPE_CHECKING:
    from assistant.voice.decoder.pool import Pool


class VoiceTranscriber:
    """A Transcriber. `languages`: BCP-47, the only ones this voice may be heard in; empty = any. Closing it leaves the pool open."""

    def __init__(self, pool: Pool, role: VoiceRole, name: str, languages: Sequence[str]) -> None:
        """Raises BadInput for a language that the model does not know."""
        self._pool, self._role, self._where = pool, role, f"{pool.name}, {name}"
        self._languages = tuple(languages)
        self._codes = tuple(model_code(tag, pool.languages) for tag in languages)
        self._closed = False
        self.name = pool.name

    async def transcribe(
        self, pcm: np.ndarray, lang: str | None, hotwords: Sequence[str] = (), *, draft: bool = False, brief: bool = False
    ) -> Transcript:
        """`pcm` float32, shape (n,), 16 kHz, -1..1, 0.1-30 s. Raises BadInput for other sound or a language that is not allowed,
        Unavailable when the recogniser fails, is late, or has too much to do."""
        sound, code = checked(pcm, where=self._where), self._code(lang)
        names = tuple(name[:MOST_NAME_CHARS] for name in hotwords[:MOST_NAMES])
        request = Request(task="transcribe", code=code, allowed=self._codes, names=names, brief=brief)
        heard = await self._ask(request, sound, draft=draft)
        return _transcript(heard, lang or room_tag(heard.code, self._languages, self._pool.languages), len(sound) / RATE_HZ)

    async def detect(self, pcm: np.ndarray) -> Mapping[str, float]:
        """Probability of each allowed language, or of each the model knows. Raises as `transcribe` does."""
        heard = await self._ask(Request(task="detect", allowed=self._codes), checked(pcm, where=self._where), draft=False)
        return {room_tag(code, self._languages, self._pool.languages): chance for code, chance in heard.chances.items()}

    async def close(self) -> None:
        self._closed = True

    async def _ask(self, request: Request, sound: np.ndarray, *, draft: bool) -> Heard:
        if self._closed:
            raise Unavailable("this voice is closed", where=self._where)
        return await self._pool.call(request, sound, role=self._role, draft=draft)

    def _code(self, lang: str | None) -> str | None:
        """The model's own code; None where it must be detected. Raises BadInput."""
        if lang is None:
            return self._codes[0] if len(self._codes) == 1 else None
        code = model_code(lang, self._pool.languages)
        if self._codes and code not in self._codes:
            what = f"the language {lang!r} is not among {', '.join(self._languages)}"
            raise BadInput(what, where=self._where, remedy="add it to the session's languages")
        return code


def _transcript(heard: Heard, lang: str, seconds: float) -> Transcript:
    hypothesis = Hypothesis(
        text=heard.text,
        lang=lang,
        seconds=seconds,
        no_speech=heard.no_speech,
        logprob=heard.logprob,
        words=heard.words,
        out_of_tokens=heard.out_of_tokens,
        prompt=heard.names,
    )
    confidence = float(np.mean([w.probability for w in heard.words])) if heard.words else 0.0
    return Transcript(text=heard.text, lang=lang, confidence=min(1.0, confidence), words=heard.words, rejected=rejection(hypothesis))
