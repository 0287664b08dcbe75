"""The nouns of a live session, as frozen values. Nothing here does anything.

Times named `t`, `start`, `end` are seconds since the start of the stream; `_ms` are milliseconds;
confidences and ratios lie in 0..1. Spans count code points of the text they belong to, end exclusive.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Value(BaseModel):
    """Base of every value: immutable, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# ------------------------------------------------------------------ 1 hear

LANG = r"^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$"
MARKET = r"^[A-Z]{2}$"
UNSPACED = ("th", "lo", "km", "my", "ja", "zh", "yue", "cmn")  # languages written without spaces between words


class Room(Value):
    """One live room: where it sells and what it expects to hear."""

    room: str
    market: str = Field(pattern=MARKET)
    local_start: str = Field("12:00", pattern=r"^(\d{4}-\d\d-\d\dT)?\d\d:\d\d")  # market's local time at t = 0
    langs: tuple[str, ...] = ()  # BCP-47, expected languages; viewers write in any


class Comment(Value):
    """One viewer's comment, as the platform delivered it."""

    id: str = Field(min_length=1)
    room: str
    market: str = Field(pattern=MARKET)
    t: float = Field(ge=0)
    user: str = Field(min_length=1)  # opaque handle
    text: str
    left_out: int = Field(0, ge=0)  # code points the viewer's text was longer than is read
    lang: str | None = Field(None, pattern=LANG)  # hint only
    voice: bool = False  # a transcribed voice message
    prev: str | None = None  # earlier comment of the same viewer that this one continues
    reply_to: str | None = None
    source: str = "replay"  # name of the source that delivered it


class Word(Value):
    """One recognised word with its times."""

    text: str
    start: float
    end: float
    probability: float = 1.0


class Utterance(Value):
    """A stretch of the host's speech as text."""

    id: str = Field(min_length=1)
    room: str
    market: str = Field(pattern=MARKET)
    t: float = Field(ge=0)
    end: float | None = None
    text: str
    left_out: int = Field(0, ge=0)  # code points the transcript was longer than is read
    lang: str | None = Field(None, pattern=LANG)
    asr_confidence: float | None = Field(None, ge=0, le=1)
    audio: str | None = None
    words: tuple[Word, ...] = ()
    source: str = "replay"
    origin: Literal["recognised", "supplied"] = "supplied"  # supplied = transcript came with the recording


Remark = Comment | Utterance
VoiceRole = Literal["host", "cohost", "guest"]  # a guest is a viewer on the microphone


class Hearing(Value):
    """What somebody is saying right now. Never recorded; the next one with the same `id` says more.

    started -> going_on (any number) -> ended -> the Utterance or Comment of that `id`; or `nothing`, when no believable text came of it.
    """

    id: str = Field(min_length=1)  # of the remark that this becomes
    room: str
    source: str  # name of the voice
    role: VoiceRole
    state: Literal["started", "going_on", "ended", "nothing"]
    t: float  # start of the speech
    until: float  # sound that has been looked at
    words: tuple[Word, ...] = ()
    stable: int = 0  # the first so many words are never taken back
    lang: str | None = None

    @property
    def text(self) -> str:
        """All words, also those that may still change."""
        return said([word.text for word in self.words], self.lang)

    @property
    def stable_text(self) -> str:
        return said([word.text for word in self.words[: self.stable]], self.lang)


def said(words: Sequence[str], lang: str | None) -> str:
    """Recognised words as a text; scripts without spaces are joined."""
    base = (lang or "").split("-")[0]
    return ("" if base in UNSPACED else " ").join(words)


class OnScreen(Value):
    """The platform, or a person, says which product the viewers see."""

    room: str
    product: str  # id in the facts sheet
    state: Literal["shown", "hidden"]
    t: float = Field(ge=0)
    source: str


class Deleted(Value):
    """The platform, or its viewer, took a comment back."""

    room: str
    event_id: str
    t: float = Field(ge=0)
    source: str


News = OnScreen | Deleted  # what a platform says beside its remarks


class Gap(Value):
    """Something a source could not deliver: said aloud instead of hidden."""

    room: str
    source: str
    start: float
    end: float
    reason: str


# ------------------------------------------------------------------ 2 sift


class Reason(StrEnum):
    """Why a person must look. Order is priority: the first that fits is given."""

    SAFETY = "safety"
    LEGAL_OR_MEDICAL = "legal_or_medical"
    ANGRY = "angry"
    COMPLAINT = "complaint"
    ORDER_SPECIFIC = "order_specific"
    NEGOTIATION = "negotiation"
    BULK_OR_B2B = "bulk_or_b2b"
    AV_ISSUE = "av_issue"
    UNKNOWN_FACT = "unknown_fact"


class IgnoreKind(StrEnum):
    """What a comment is that needs nothing."""

    GREETING = "greeting"
    CHATTER = "chatter"
    EMOJI = "emoji"
    GIVEAWAY_ENTRY = "giveaway_entry"
    CLAIM = "claim"
    PII_ONLY = "pii_only"
    FLAGGED = "flagged"  # hostile or forbidden: hidden or shown to the moderator, never answered


CommentFlag = Literal[
    "abuse",
    "sexual_harassment",
    "ethnicity",
    "religion",
    "politics",
    "monarchy",
    "competitor_spam",
    "phishing",
    "prompt_injection",
    "brigading",
]
SpeechFlag = Literal[
    "medical_claim",
    "absolute_claim",
    "false_scarcity",
    "ethnicity",
    "religion",
    "gender_body",
    "politics_territory",
    "monarchy",
    "superstition_gesture",
    "alcohol_pork",
    "minors",
    "slang_offensive",
]
Severity = Literal["low", "medium", "high"]
PiiKind = Literal["phone", "address", "name", "email", "national_id", "bank_account", "order_no"]


class Flag(Value):
    """Wording that a moderator should know of."""

    category: CommentFlag | SpeechFlag
    severity: Severity
    span: tuple[int, int]
    why: str = Field(min_length=1)  # one plain sentence, English, for the moderator
    say_instead: str | None = None  # host speech only: what may be said, in the host's language


class Promise(Value):
    """What the host promised, against the facts of the market."""

    verdict: Literal["supported", "contradicted", "unknown"]
    fact: str | None
    said: str
    truth: Any = None
    correction: str | None = Field(None, exclude=True)  # one line the host can say; not part of the exchange format

    @model_validator(mode="after")
    def _complete(self) -> Promise:
        if self.verdict != "unknown" and not self.fact:
            raise ValueError("supported and contradicted need a fact")
        if self.verdict == "contradicted" and self.truth is None:
            raise ValueError("contradicted needs the truth")
        return self


class Masked(Value):
    """A text with personal data replaced by masks, and which kinds were found."""

    text: str
    kinds: tuple[PiiKind, ...] = ()

    @property
    def found(self) -> bool:
        return bool(self.kinds)


class Alert(Value):
    """A coordinated wave of hostile comments, reported once."""

    kind: Literal["brigading"]
    since: float
    event_ids: tuple[str, ...] = Field(min_length=2)


# ------------------------------------------------------------------ 3-4 answer, decide


class Decision(Value):
    """What a remark deserves: the exchange format, one per event."""

    event_id: str
    action: Literal["answer", "escalate", "ignore"]
    facts: tuple[str, ...] = ()
    reply: str | None = None
    lang: str = Field(pattern=LANG)
    reason: Reason | None = None
    flags: tuple[Flag, ...] = ()
    promise: Promise | None = None
    pii_masked: str | None = None
    group: str | None = None
    confidence: float = Field(ge=0, le=1)
    latency_ms: int = Field(0, ge=0)
    alert: Alert | None = None

    @model_validator(mode="after")
    def _agrees(self) -> Decision:
        if self.action == "answer" and not (self.reply and self.facts):
            raise ValueError("answer needs a reply and at least one fact")
        if (self.action == "escalate") != (self.reason is not None):
            raise ValueError("escalate needs a reason, nothing else has one")
        if self.action == "ignore" and self.reply:
            raise ValueError("ignore has no reply")
        return self


class Act(StrEnum):
    """What the session does about a decision."""

    POST = "post"  # put the reply in the outbox
    SUGGEST = "suggest"  # show it; a person sends
    CASE = "case"  # a person takes over
    SILENT = "silent"  # nothing; `why` says the reason


class Option(Value):
    """An answer the assistant was not sure enough of: a person may choose it."""

    reply: str
    facts: tuple[str, ...]


class Judgement(Value):
    """A decision with what the session did about it and why: recorded for every remark, also for silence."""

    decision: Decision
    act: Act
    why: str  # one line, for the operator
    kind: IgnoreKind | None = None  # for ignore
    topics: tuple[str, ...] = ()  # topic ids understood, best first
    product: str | None = None
    trace: tuple[str, ...] = ()  # steps that led here, in order
    options: tuple[Option, ...] = ()  # at most three, best first, where an answer was near but not sure


# ------------------------------------------------------------------ 5-6 act, resolve

CaseState = Literal["offered", "accepted", "human", "returned", "closed", "expired"]
Urgency = Literal["now", "soon", "later"]
CloseReason = Literal["resolved", "no_answer_needed", "duplicate", "spam", "cannot_help", "answered_on_air", "deleted"]


class Cause(StrEnum):
    """Why a case was opened that no `Reason` of a comment explains."""

    VIEWER_ASKED_HUMAN = "viewer_asked_human"
    LOW_CONFIDENCE = "low_confidence"
    HOST_WORDING = "host_wording"
    PROMISE_CONTRADICTED = "promise_contradicted"
    BROKEN = "broken"  # the judgement failed
    POLICY = "policy"  # the assistant's own words would have promised a person


class CaseMove(Value):
    """One step in the life of a case: who did what, and the version that it made."""

    kind: str  # a key of `handoff.life.MOVES`
    by: str  # a person, or `assistant`
    t: float
    version: int
    detail: str | None = None  # to whom it was assigned, why it was closed


class Case(Value):
    """A matter a person must look at. While `state` is `accepted` or `human` the assistant is silent to `user`.

    Times are stream time, seconds; what has not happened is None."""

    id: str
    room: str
    episode: int = 1  # of this viewer; every reopening is a new one
    state: CaseState = "offered"
    reason: Reason | Cause
    user: str
    lang: str
    question: str  # masked
    event_ids: tuple[str, ...]
    opened_t: float  # of this episode
    agent: str | None = None  # who holds it, or held it last
    draft: str | None = None  # what the assistant would have said (holding line or partial answer)
    facts: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()  # answers to choose from, best first
    urgency: Urgency = "soon"
    history: tuple[str, ...] = ()  # masked comments of this viewer before `question`, oldest first
    later: tuple[str, ...] = ()  # masked comments of this viewer since then, oldest first, bounded
    version: int = 1  # grows with every move but a note; a comment of the viewer does not change it
    opening: str | None = None  # the comment that opened this episode; None where a person did
    topic: str | None = None  # what is asked, where it was understood
    product: str | None = None
    level: int = 0  # 1: nobody picked it up in time, its urgency was raised
    due_t: float | None = None  # when it goes up a level, or expires
    accepted_t: float | None = None
    replied_t: float | None = None  # first words of a person
    ended_t: float | None = None  # returned or closed
    ended: CloseReason | None = None
    notice: str | None = None  # key of the reply that tells the viewer; once an episode
    untold: str | None = None  # or why the viewer is told nothing
    earlier: int = 0  # episodes of this viewer before this one
    last_outcome: str | None = None  # how the last of them ended
    moves: tuple[CaseMove, ...] = ()  # of this episode, oldest first, bounded


class ForHost(Value):
    """A viewers' question for the host's eyes, in the host's language `lang`."""

    lang: str
    question: str | None = None  # the usual way to ask it there; None where the phrasebook asks it in no plain way
    line: str | None = None  # what the host can say, from the same facts; None where they cannot be told in that language


class Group(Value):
    """The same question from several viewers, in any words and languages."""

    id: str
    room: str
    topic: str
    question: str  # masked, as first asked
    count: int
    users: tuple[str, ...]  # first askers, bounded
    langs: tuple[str, ...]
    event_ids: tuple[str, ...]  # bounded, newest last
    replies: dict[str, str] = {}  # language -> ready answer
    host: ForHost | None = None  # None where the room's host speaks a language the assistant does not
    facts: tuple[str, ...] = ()
    status: Literal["open", "answered", "dismissed"] = "open"
    answered_by: Literal["host", "person", "assistant"] | None = None  # host: said on air
    first_t: float
    last_t: float


class Outgoing(Value):
    """A reply on its way to the platform. `key` is stable: the same reply is never sent under two keys."""

    key: str
    room: str
    sink: str
    text: str
    lang: str
    in_reply_to: str | None = None  # comment id
    user: str | None = None
    expires_t: float | None = None  # stale answers are dropped, not sent late


class Wait(Value):
    """A reply that must not go out yet."""

    why: str
    until: float  # stream time at which it is asked again at the latest, seconds


class Hold(Value):
    """What kept a reply back, and for how long: `held` until it is `released` or `withdrawn` for good."""

    key: str  # of the `Outgoing`
    state: Literal["held", "released", "withdrawn"]
    why: str
    t: float
    in_reply_to: str | None = None


class Receipt(Value):
    """What became of one attempt to post. `uncertain` is never resent blindly."""

    key: str
    status: Literal["sent", "uncertain", "failed", "expired"]
    platform_id: str | None = None
    detail: str = ""


class Resolution(Value):
    """What a person did: the only arrow that comes back into the session."""

    kind: Literal[
        "send",
        "edit_send",
        "summary",
        "dismiss",
        "accept",
        "take",
        "assign",
        "release",
        "note",
        "answer_case",
        "return_case",
        "close_case",
        "reopen",
        "on_air",
        "wrong_flag",
        "corrected",
        "pin",
        "show",
        "mode",
        "mute",
        "unmute",
        "slow",
    ]
    by: str  # who (role or name from sign-in)
    group: str | None = None  # pin: the question that stays on top and in the overlay; None takes it down
    case: str | None = None
    event_id: str | None = None
    text: str | None = None
    lang: str | None = None
    reason: str | None = None  # wrong_flag, corrected: the flag's category, "promise" for the promise verdict; close_case: a `CloseReason`
    version: int | None = Field(None, ge=1)  # of the case as the person saw it; None where that is not known
    agent: str | None = None  # assign: to whom
    flag: int | None = Field(None, ge=0)  # wrong_flag, corrected: the flag's place in the decision's `flags`; None for the promise verdict
    product: str | None = None  # show: what is on screen now; None where nothing is
    topic: str | None = None  # mode: a topic's id or its first part; None for all that have no mode of their own
    mode: Literal["auto", "suggest", "off"] | None = None  # mode: None takes a topic's own one away
    user: str | None = None  # mute, unmute: the viewer
    seconds: float | None = None  # slow: least time between two posts of the assistant


class Writing(Value):
    """A person of the team is writing to somebody right now. Never recorded; without news it is over soon."""

    by: str
    group: str | None = None
    case: str | None = None
    event_id: str | None = None


class Health(Value):
    """State of one source or part, for the console's lights."""

    name: str
    kind: Literal["comments", "voice", "sink", "store", "model", "desk"]
    state: Literal["starting", "ok", "degraded", "down", "ended"]
    detail: str = ""
    received: int = 0
    lost: int = 0
    lag_s: float = 0.0
    last_t: float | None = None


# ------------------------------------------------------------------ record


class Entry(Value):
    """One line for the event log, not yet written. `body` holds masked text only."""

    room: str
    kind: Literal[
        "session",
        "comment",
        "utterance",
        "judgement",
        "group",
        "case",
        "outgoing",
        "receipt",
        "resolution",
        "health",
        "gap",
        "refused",
        "hold",
        "product",
        "letter",
        "desk",
        "case_file",
        "deleted",
        "steering",
    ]
    body: dict[str, Any]


class Recorded(Value):
    """One line of the event log. `seq` grows by one without holes; `at` is wall time, seconds since the epoch (UTC)."""

    seq: int
    at: float
    room: str
    kind: str
    body: dict[str, Any]
