"""The file of a case: all that the session knows of a matter when it goes to a person, so that nobody asks a viewer twice.

Every text in it is masked, bounded and cut between letters. What viewers and the host said is data, whatever it says.
"""

from __future__ import annotations

from datetime import datetime

from assistant.domain import Case, Cause, Flag, Judgement, Option, Reason, Urgency, Value
from assistant.handoff.hours import ServiceClock
from assistant.handoff.recent import Claim, Posted
from assistant.language.graphemes import cut

TEXT = 500  # code points of one text
SUMMARY = 600
LINES = 20  # texts of a list


class Identity(Value):
    """Which matter this is. `event_ids`: every comment of it."""

    case_id: str
    episode: int
    platform: str
    room: str
    market: str
    event_ids: tuple[str, ...]
    t: float  # stream time of the question, seconds


class Asked(Value):
    """The question as it was typed, and what it asks in the host's language where that was understood (by the phrasebook, no translation)."""

    text: str
    lang: str
    gloss: str | None = None
    gloss_lang: str | None = None
    voice: bool = False
    history: tuple[str, ...] = ()  # before it, oldest first


class Why(Value):
    """Why a person must look."""

    reason: Reason | Cause
    why: str  # one line, English
    confidence: float
    flags: tuple[Flag, ...] = ()
    topic: str | None = None
    product: str | None = None


class Tried(Value):
    """What the assistant found, and what the viewer was already sent. A draft was not sent."""

    facts: tuple[str, ...] = ()
    sheet: str = ""  # version of the facts sheet
    draft: str | None = None
    options: tuple[Option, ...] = ()
    posted: tuple[Posted, ...] = ()


class Live(Value):
    """The show at that moment."""

    on_screen: tuple[str, ...] = ()  # products, newest first
    claims: tuple[Claim, ...] = ()  # what the host said last, oldest first
    phase: str | None = None  # of the run of show, where there is one


class Viewer(Value):
    """Who asks. `earlier`: episodes before this one."""

    user: str
    earlier: int = 0
    last_outcome: str | None = None


class Clock(Value):
    """By the market's clock. `back`: when people are back, where nobody answers now."""

    opened: datetime
    due: datetime | None
    urgency: Urgency
    open_now: bool
    back: datetime | None = None


class CaseFile(Value):
    """All of it, as recorded when an episode begins."""

    id: Identity
    question: Asked
    why: Why
    tried: Tried
    live: Live
    viewer: Viewer
    clock: Clock
    summary: str  # two or three lines, typed fields first


class Moment(Value):
    """What of the show and of the viewer a case is told beside the judgement."""

    platform: str
    market: str
    sheet: str
    gloss: str | None = None
    gloss_lang: str | None = None
    voice: bool = False
    on_screen: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    posted: tuple[Posted, ...] = ()
    phase: str | None = None


def case_file(case: Case, judgement: Judgement, moment: Moment, service: ServiceClock) -> CaseFile:
    """The file of a case that has just been opened."""
    question = cut(case.question, TEXT)
    decision = judgement.decision
    return CaseFile(
        id=Identity(
            case_id=case.id, episode=case.episode, platform=moment.platform, room=case.room, market=moment.market,
            event_ids=case.event_ids, t=case.opened_t,
        ),
        question=Asked(
            text=question, lang=case.lang, gloss=_cut(moment.gloss), gloss_lang=moment.gloss_lang, voice=moment.voice,
            history=tuple(cut(text, TEXT) for text in case.history[-LINES:]),
        ),
        why=Why(
            reason=case.reason, why=cut(judgement.why, TEXT), confidence=decision.confidence, flags=decision.flags[:LINES],
            topic=case.topic, product=case.product,
        ),
        tried=Tried(
            facts=case.facts[:LINES], sheet=moment.sheet, draft=_cut(case.draft), posted=moment.posted,
            options=tuple(o.model_copy(update={"reply": cut(o.reply, TEXT)}) for o in case.options),
        ),
        live=Live(on_screen=moment.on_screen, claims=tuple(_claim(c) for c in moment.claims), phase=moment.phase),
        viewer=Viewer(user=case.user, earlier=case.earlier, last_outcome=case.last_outcome),
        clock=_clock(case, service),
        summary=_summary(case, question, moment, service),
    )  # fmt: skip


def _clock(case: Case, service: ServiceClock) -> Clock:
    back = service.back(case.opened_t)
    return Clock(
        opened=service.local(case.opened_t),
        due=service.local(case.due_t) if case.due_t is not None else None,
        urgency=case.urgency,
        open_now=back is None,
        back=back.at if back else None,
    )


def _summary(case: Case, question: str, moment: Moment, service: ServiceClock) -> str:
    about = ", ".join(filter(None, (case.topic, case.product)))
    due = f", first answer due {service.local(case.due_t):%H:%M}" if case.due_t is not None else ""
    lines = [f"{case.reason} ({case.urgency}{due}) · {case.lang} · episode {case.episode}" + (f" · about {about}" if about else "")]
    if case.facts:
        lines.append(f"the facts sheet says: {', '.join(case.facts[:3])}")
    lines.append(f"{moment.gloss} / {question}" if moment.gloss else question)
    return cut("\n".join(lines), SUMMARY)


def _claim(claim: Claim) -> Claim:
    return claim.model_copy(update={"text": cut(claim.text, TEXT)})


def _cut(text: str | None) -> str | None:
    return None if text is None else cut(text, TEXT)
