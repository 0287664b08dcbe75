import asyncio
import io

import pytest

from assistant.domain import Word
from assistant.voice.decoder.messages import LENGTHS, MOST_SOUND, Ask, BrokenFrame, Heard, Request, packed, read_from, take_from

ASK = Ask(id=7, request=Request(task="transcribe", code="th", names=("กาแฟ", "Kicau")))
HEARD = Heard(id=7, took_s=0.5, rss_bytes=1, code="th", text="กาแฟ", words=(Word(text="กาแฟ", start=0.1, end=0.4),))


class Dribble(io.RawIOBase):
    """A pipe that gives three bytes at a time."""

    def __init__(self, content: bytes) -> None:
        self._left = content

    def read(self, size: int = -1) -> bytes:
        part, self._left = self._left[: min(size, 3)], self._left[min(size, 3) :]
        return part


def reader(content: bytes) -> asyncio.StreamReader:
    stream = asyncio.StreamReader()
    stream.feed_data(content)
    stream.feed_eof()
    return stream


def test_a_call_and_its_sound_arrive_however_the_pipe_cuts_them():
    pipe = Dribble(packed(ASK, b"sound") + packed(ASK))
    assert [read_from(pipe), read_from(pipe), read_from(pipe)] == [(ASK, b"sound"), (ASK, b""), None]


async def test_answers_arrive_and_the_end_is_seen():
    stream = reader(packed(HEARD) + packed(HEARD)[:-1])
    assert [await take_from(stream), await take_from(stream)] == [HEARD, None]


@pytest.mark.parametrize(
    "content",
    [b"loading the weights ...\n", LENGTHS.pack(2, MOST_SOUND + 1) + b"{}", LENGTHS.pack(2, 0) + b"{}", LENGTHS.pack(3, 0) + b"\xff{}"],
    ids=["somebody printed", "too much sound", "not a message", "not text"],
)
async def test_what_is_not_a_frame_is_refused(content):
    with pytest.raises(BrokenFrame):
        await take_from(reader(content))
    with pytest.raises(BrokenFrame):
        read_from(io.BytesIO(content))
