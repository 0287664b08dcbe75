"""A recogniser that hears a microphone in the language its speaker chose on the page: the person knows, nothing needs to be found out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from assistant.ports import Transcriber, Transcript
from assistant.voice.microphone import Microphone


class InChosenLanguage:
    """A Transcriber. As long as nobody chose, the recogniser's own way is taken."""

    def __init__(self, transcriber: Transcriber, microphone: Microphone) -> None:
        self._transcriber, self._microphone = transcriber, microphone
        self.name = transcriber.name

    async def transcribe(
        self, pcm: np.ndarray, lang: str | None, hotwords: Sequence[str] = (), *, draft: bool = False, brief: bool = False
    ) -> Transcript:
        return await self._transcriber.transcribe(pcm, self._microphone.lang or lang, hotwords, draft=draft, brief=brief)

    async def detect(self, pcm: np.ndarray) -> Mapping[str, float]:
        chosen = self._microphone.lang
        return {chosen: 1.0} if chosen else await self._transcriber.detect(pcm)

    async def close(self) -> None:
        await self._transcriber.close()
