"""The sockets where outside things plug in. Each has a real small class in tests and one plug or more in the product."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Literal, Protocol, runtime_checkable

import numpy as np

from assistant.domain import Comment, Entry, Gap, Health, Hearing, News, Outgoing, Receipt, Recorded, Utterance, Value, Word
from assistant.letters import CaseBrief, Claimed, Delivery, DeskEvent, Letter, LetterRow, Ticket


class Clock(Protocol):
    """Where time comes from. Live: the wall. Replay: the events' own `t`."""

    def now(self) -> float:
        """Seconds since the start of the stream."""

    async def sleep_until(self, t: float) -> None:
        """Return when the stream's time has reached `t`."""


class CommentSource(Protocol):
    """Delivers a room's comments, in order of arrival."""

    def comments(self) -> AsyncIterator[Comment | Gap | News]:
        """Yields what viewers write, and where the platform says so what it shows and what was taken back, until the source ends; raises `Unavailable` when it cannot go on (the session backs off and retries)."""

    def health(self) -> Health: ...


class SinkLimits(Value):
    """What a platform allows. Lengths in `unit`; rate in posts per second with a burst."""

    max_length: int = 500
    unit: Literal["chars", "bytes"] = "chars"
    rate_per_s: float = 1.0
    burst: int = 3
    can_reply: bool = False
    confirms: bool = True  # False: "sent" cannot be known, receipts are `uncertain`
    dedupes: bool = False  # True: the platform honours `Outgoing.key`, so an uncertain post may be tried again


class ReplySink(Protocol):
    """Posts replies into a room."""

    limits: SinkLimits

    async def post(self, outgoing: Outgoing) -> Receipt:
        """One attempt. Never raises for a refused post: that is a `failed` receipt. May raise `Unavailable`."""

    def health(self) -> Health: ...


class PcmFrame(Value):
    """Mono 16 kHz samples as 32-bit floats in -1..1, little-endian bytes. `t` is the time of the first sample, seconds."""

    t: float
    samples: bytes

    def array(self) -> np.ndarray:
        """float32 array, shape (n,)."""
        return np.frombuffer(self.samples, dtype="<f4")


class AudioSource(Protocol):
    """Delivers sound as it arrives: 16 kHz mono, 20-100 ms a frame."""

    def frames(self) -> AsyncIterator[PcmFrame | Gap]: ...

    def health(self) -> Health: ...


class Transcript(Value):
    """What a recogniser made of one stretch of speech. `t` offsets are seconds from the stretch's start."""

    text: str
    lang: str
    confidence: float  # 0..1, mean word probability
    words: tuple[Word, ...] = ()
    rejected: str | None = None  # why the text must not be used (hallucination filters), or None


class Transcriber(Protocol):
    """Turns one stretch of speech into text. Blocking work happens off the event loop."""

    name: str

    async def transcribe(
        self, pcm: np.ndarray, lang: str | None, hotwords: Sequence[str] = (), *, draft: bool = False, brief: bool = False
    ) -> Transcript:
        """`pcm` float32, shape (n,), 16 kHz, -1..1, 0.1-30 s. `draft`: the speech goes on, a later call will say it better; it waits
        behind those that will not. `brief`: quicker matters more than better. Raises `BadInput`, `Unavailable`."""

    async def detect(self, pcm: np.ndarray) -> Mapping[str, float]:
        """Probability of each language (BCP-47) that may be heard, for sound as above. Raises `BadInput`, `Unavailable`."""

    async def close(self) -> None: ...


class Sound(Value):
    """A short spoken text as a file: its bytes and its media type."""

    data: bytes
    type: str = "audio/wav"


class Synthesiser(Protocol):
    """Speaks a text. Blocking work happens off the event loop."""

    name: str

    async def speak(self, text: str, lang: str) -> Sound:
        """`lang` BCP-47. Raises `Unavailable` when there is no voice for it, or the speech does not come in time."""


Spoken = Utterance | Comment | Gap | Hearing


class SpeechSource(Protocol):
    """A voice of the room: what `voice` makes of an AudioSource and a Transcriber, or a supplied transcript."""

    def utterances(self) -> AsyncIterator[Spoken]:
        """A host's sentences as utterances, a guest's as comments by voice; between them what is being said (`Hearing`)."""

    def health(self) -> Health: ...


class Dedupe(Value):
    """Identity of an incoming remark: the same id with the same digest is a repeat; with another digest it is refused."""

    source: str
    source_id: str
    digest: str


class Batch(Value):
    """What is written in one transaction: log lines, replies and letters to send, and the identity that makes a repeat visible."""

    entries: tuple[Entry, ...] = ()
    outgoing: tuple[Outgoing, ...] = ()
    letters: tuple[Letter, ...] = ()  # for the outside desk
    dedupe: Dedupe | None = None


class Written(Value):
    """Outcome of one batch. On `repeat` and `conflict` nothing was written and `first_seq`/`last_seq` are 0."""

    status: Literal["written", "repeat", "conflict"]
    first_seq: int = 0
    last_seq: int = 0


class StoreFigures(Value):
    """Numbers an operator can read."""

    waiting: int  # batches queued for the writer
    peak: int
    limit: int
    written: int  # batches committed
    refused: int  # batches turned away because the queue was full
    last_seq: int
    outbox: dict[str, int]  # status -> count of replies
    letters: dict[str, int] = {}  # status -> count of letters to the desk
    fault: str | None = None  # why writing fails at the moment (disk full, locked), or None


@runtime_checkable
class Store(Protocol):
    """The append-only event log with its outbox."""

    async def write(self, batch: Batch) -> Written:
        """Returns after the commit. Raises `StoreError` when it could not be made durable (nothing is acknowledged then)."""

    async def since(self, seq: int, *, room: str | None = None, limit: int = 1000) -> list[Recorded]:
        """Log lines with a larger `seq`, ascending."""

    async def last_seq(self) -> int: ...

    async def claim(self, *, room: str, lease_s: float, limit: int = 10, but: Sequence[str] = ()) -> list[Outgoing]:
        """Pending replies, oldest first, marked as being sent by this process. `but`: keys that are passed over."""

    async def put_back(self, key: str) -> None:
        """A claimed reply that nobody tried to send is pending again, in its old place."""

    async def mark(self, receipt: Receipt, entry: Entry | None = None) -> None:
        """Close one claimed reply, with an optional log line in the same transaction."""

    async def recover(self) -> list[Outgoing]:
        """After a restart: replies that were being sent when the process died. They become `uncertain` and are returned."""

    async def claim_letter(self, *, room: str, lease_s: float, but: Sequence[str] = ()) -> Claimed | None:
        """The oldest pending letter whose thread has nothing unfinished before it. `but`: threads that are passed over."""

    async def put_back_letter(self, key: str, detail: str, *, doubtful: bool) -> None:
        """A claimed letter was not delivered: it is pending again, in its old place."""

    async def mark_letter(self, delivery: Delivery, entry: Entry | None = None) -> None:
        """Close one letter, with an optional log line in the same transaction."""

    async def recover_letters(self) -> int:
        """After a restart: letters that were being sent when the process died are pending again, and doubtful. How many."""

    async def retry_letter(self, key: str) -> bool:
        """A dead or uncertain letter is pending again, by a person's word. False when it is neither."""

    async def letters(self, *, room: str | None = None, limit: int = 200) -> list[LetterRow]:
        """Letters that are not delivered, oldest first."""

    def figures(self) -> StoreFigures: ...

    async def close(self) -> None: ...


class Feed(Protocol):
    """Recorded lines as they are committed, for those who only watch."""

    def watch(self, after: int) -> AbstractAsyncContextManager[AsyncIterator[Recorded]]:
        """Every line with `seq` > `after`, each once, in order, until the context ends."""


class Shelf(Protocol):
    """Where trained weights outlive a process."""

    def get(self, name: str) -> Mapping[str, np.ndarray] | None: ...
    def put(self, name: str, arrays: Mapping[str, np.ndarray]) -> None: ...


class Encoder(Protocol):
    """Turns sentences into vectors whose dot product says how alike they are. Blocking work happens off the event loop."""

    name: str  # what makes vectors of one encoder comparable: model and version

    async def encode(self, texts: Sequence[str], *, query: bool) -> np.ndarray:
        """float32 (n, d), rows of unit length. `query`: a comment, not a known phrasing. Raises `Unavailable`."""


class DeskLimits(Value):
    """What an outside desk allows. Lengths of one text in `unit`; `utf16` are 16-bit units, as chat services count. Rate in calls per second."""

    max_length: int = 4000
    unit: Literal["chars", "utf16", "bytes"] = "chars"
    rate_per_s: float = 5.0
    burst: int = 5
    dedupes: bool = False  # the desk drops a second copy under the same key, so one in doubt may be sent again
    reads_back: bool = False  # `find` can tell whether one in doubt has arrived


class Desk(Protocol):
    """An outside place where people look after cases. Each call is one attempt.

    Calls raise `Unavailable` when it was not done and may be tried again, `InDoubt` when it may have been done, `Rejected` when it
    will never be. Texts fit `limits` when they come; a brief is cut by the desk itself, which knows its own form.
    """

    name: str
    limits: DeskLimits

    async def hand_over(self, brief: CaseBrief, key: str) -> Ticket:
        """Open the case there, with its whole context."""

    async def note(self, ticket: Ticket, text: str, key: str) -> None:
        """Tell the people of the desk something about a case; the viewer never sees it."""

    async def close(self, ticket: Ticket, text: str, key: str) -> None:
        """The case is over on this side; `text` says why."""

    async def find(self, claimed: Claimed) -> Ticket | None:
        """Where the desk `reads_back`: the ticket if this letter has arrived already. Raises `Unavailable`."""

    def events(self) -> AsyncIterator[DeskEvent]:
        """What people do there. An event is acknowledged to the desk when the next one is asked for: it is durable then."""

    def health(self) -> Health: ...
