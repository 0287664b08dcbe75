import numpy as np
import pytest

from assistant.errors import BadInput, Unavailable
from assistant.ports import Transcript
from assistant.voice.transcribers import scripted

SPEECH = np.zeros(16000, np.float32)


async def test_lines_come_in_order_and_then_it_says_that_there_are_no_more(tools):
    lines = tuple(Transcript(text=text, lang="id", confidence=1.0) for text in ("satu", "dua"))
    async with scripted.connect(scripted.Options(lines=lines), tools) as transcriber:
        assert [await transcriber.transcribe(SPEECH, "id") for _ in lines] == list(lines)
        with pytest.raises(Unavailable, match="at its end"):
            await transcriber.transcribe(SPEECH, "id")


async def test_it_is_as_strict_about_sound_as_a_real_one(tools):
    async with scripted.connect(scripted.Options(), tools) as transcriber:
        with pytest.raises(BadInput):
            await transcriber.transcribe(SPEECH.astype(np.int16), "id")
