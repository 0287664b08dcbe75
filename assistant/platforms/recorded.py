"""A recorded live as a platform: its comments arrive at their times; replies are shown, there is nobody to send them to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from assistant.domain import Comment, Gap, Health, Outgoing, Receipt, Value
from assistant.platforms import Platform, Tools
from assistant.ports import Clock, SinkLimits
from assistant.voice.recording import read_recording


class Options(Value):
    """`folder` holds recording.toml and session.jsonl."""

    folder: Path
    name: str = "recording"


class RecordedComments:
    """CommentSource: comments at the times they were written."""

    def __init__(self, comments: Sequence[Comment], clock: Clock, name: str) -> None:
        self._comments, self._clock, self._name = comments, clock, name
        self._given = 0

    async def comments(self) -> AsyncIterator[Comment | Gap]:
        while self._given < len(self._comments):
            comment = self._comments[self._given]
            await self._clock.sleep_until(comment.t)
            self._given += 1
            yield comment.model_copy(update={"source": self._name})

    def health(self) -> Health:
        done = self._given == len(self._comments)
        last = self._comments[self._given - 1].t if self._given else None
        state = "ended" if done else "ok" if self._given else "starting"
        return Health(name=self._name, kind="comments", state=state, received=self._given, last_t=last)


class Shown:
    """ReplySink of a recording: a post is complete when it is recorded, since the console shows what is recorded."""

    limits = SinkLimits(max_length=200, rate_per_s=5.0, burst=10, can_reply=True, confirms=True, dedupes=True)

    def __init__(self, name: str) -> None:
        self._name = name
        self._posted = 0

    async def post(self, outgoing: Outgoing) -> Receipt:
        self._posted += 1
        return Receipt(key=outgoing.key, status="sent", detail="shown; a recording has no viewers")

    def health(self) -> Health:
        return Health(name=f"{self._name} replies", kind="sink", state="ok", received=self._posted)


@asynccontextmanager
async def connect(options: Options, tools: Tools) -> AsyncIterator[Platform]:
    """Raises `BadInput` for a broken recording."""
    recording = read_recording(options.folder)
    comments = [c.model_copy(update={"room": tools.room.room, "market": tools.room.market}) for c in recording.comments]
    yield Platform(options.name, RecordedComments(comments, tools.clock, options.name), Shown(options.name))
