"""Steps 2 to 4 for one room: review a remark, read it, answer it from the facts, and say what it deserves.

Holds what judging needs to remember (viewers, the board, what is shown, hostile waves) and nothing else: no record,
no outbox, no clock but the remarks' own `t`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import regex

from assistant.answering.asking import Context
from assistant.answering.decide import Policy, Situation, decide
from assistant.answering.entities import Namer
from assistant.answering.facts import Desk
from assistant.answering.judge import Verdict, group_id, judge
from assistant.answering.trust import Trust
from assistant.answering.understand import Reader
from assistant.answering.viewers import Viewers
from assistant.domain import Act, Alert, Cause, Comment, Decision, Flag, ForHost, IgnoreKind, Judgement, Masked, Option, Reason, Utterance
from assistant.errors import BadInput
from assistant.guard.plain import plain
from assistant.guard.promises import PromiseGuard
from assistant.guard.reach import READ
from assistant.guard.review import Guard
from assistant.guard.scarcity import ScarcityLedger
from assistant.guard.waves import Waves
from assistant.guard.wording import Direction
from assistant.handoff.wordings import PersonWords
from assistant.judged import Judged
from assistant.language.finder import Finder
from assistant.language.hanzi import traditional
from assistant.language.identify import Identified
from assistant.language.spelling import Spelling, normalise
from assistant.language.zawgyi import modern_burmese
from assistant.market.sheet import MISSING, Sheet
from assistant.market.topics import ESCALATE_ACTS, TOPICS
from assistant.masking import without_masks
from assistant.meaning import Meanings
from assistant.on_air.board import LiveBoard
from assistant.on_air.gist import Gist, Wordings, for_host, gist
from assistant.speech import HostJudge

FLAG_WHY = {
    "abuse": "reads as an insult or threat",
    "sexual_harassment": "reads as a sexual remark aimed at a person",
    "ethnicity": "reads as contempt for a group of people",
    "religion": "reads as contempt for a faith",
    "politics": "brings politics into the shop",
    "monarchy": "mocks or provokes about a royal house",
    "competitor_spam": "sends buyers elsewhere",
    "phishing": "reads as a false prize or a request for card data",
    "prompt_injection": "tries to command the assistant",
}
_SURE_AT = 0.6  # least probability of a question that stands beside personal data, or in which the giveaway keyword is just a word
_MATTER_AT = 0.35  # least score of something for a person that stands beside personal data
UNTRUSTED_AT = 0.8  # least probability for posting without a person where nothing was fitted on cases
KEEP_SHOWING = 5  # products on screen that are remembered, newest first
_ASKED_AT = 0.95  # confidence that a viewer wants a person who says so
_PII_ONLY = Verdict("ignore", "only personal data, nothing asked", 0.9, kind=IgnoreKind.PII_ONLY)
_HIGH = ("phishing", "prompt_injection", "ethnicity", "religion")


class RoomJudge:
    """Judges the remarks of one room, in order."""

    def __init__(
        self,
        *,
        market: str,
        sheet: Sheet,
        reader: Reader,
        namer: Namer,
        desks: Mapping[str, Desk],
        guard: Guard,
        promises: PromiseGuard | None,
        scarcity: ScarcityLedger | None,
        board: LiveBoard,
        policy: Policy,
        stopwatch: Callable[[], float],
        can_post: bool = True,
        trust: Trust | None = None,
        host_lang: str | None = None,
        person_words: PersonWords | None = None,
    ) -> None:
        """`host_lang`: what the host reads questions in; None: nobody does."""
        self._trust, self._person_words = trust, person_words or PersonWords({})
        self._host_desk = desks.get(host_lang or "")
        self._host_wordings = Wordings(self._host_desk.pack.phrases.asks if self._host_desk else {})
        self.market, self.sheet, self.policy, self.board = market, sheet, policy, board
        self._reader, self._desks = reader, desks
        self._guard, self._stopwatch, self.can_post = guard, stopwatch, can_post
        self.viewers = Viewers()
        self.showing: tuple[str, ...] = ()
        self._waves = Waves()
        self._host = HostJudge(reader=reader, namer=namer, desks=desks, guard=guard, promises=promises, scarcity=scarcity, stopwatch=stopwatch)
        keyword = sheet.get("giveaway.keyword")
        self._keyword: Finder[bool] = Finder([] if keyword is MISSING else [(keyword, True)])

    # ------------------------------------------------------------------ comments

    async def learn_meanings(self, meanings: Meanings, langs: Sequence[str]) -> None:
        """Have a sentence encoder help with these languages; where it fails they are read without it."""
        for lang in langs:
            if self._reader.knows(lang):
                vectors = await meanings.phrasings(self._reader.phrasings(lang))
                if vectors is not None:
                    self._reader.learn_meanings(lang, vectors)

    def comment(self, comment: Comment, *, held: bool = False, vector: np.ndarray | None = None) -> Judged:
        """The judgement on one comment. `held`: a person holds this viewer's case; `vector`: its meaning by a sentence encoder."""
        started = self._stopwatch()
        comment = comment.model_copy(update=_as_read(comment))
        spelling = normalise(comment.text)
        known = self._reader.identify(comment.text, spelling.match, usual=self.viewers.usual_lang(comment.user))
        review = self._guard.review_comment(comment.text, spelling, known.lang, left_out=comment.left_out)
        alert, in_wave = self._wave(comment, spelling, review.hostile)
        pii_only = review.pii_only and "order_no" not in review.masked.kinds
        verdict = self._verdict(comment, spelling, known, review.masked, review.flags, pii_only, in_wave, vector)
        if review.hostile and verdict.reason == Reason.UNKNOWN_FACT and not verdict.answers:
            verdict = replace(verdict, action="ignore", reason=None, kind=IgnoreKind.CHATTER, why="an attack on the shop, nothing asked", options=())
        flags = self._flags(comment, review.flags, verdict, alert)
        return self._judged(comment, known, review.masked, verdict, flags, alert, held, started)

    def _wave(self, comment: Comment, spelling: Spelling, hostile: bool) -> tuple[Alert | None, bool]:
        alert = self._waves.feed(comment.id, comment.t, comment.user, spelling.match, hostile)
        return alert, alert is not None or self._waves.is_member(comment.id)

    def _verdict(
        self,
        comment: Comment,
        spelling: Spelling,
        known: Identified,
        masked: Masked,
        flags: Sequence[Flag],
        pii_only: bool,
        in_wave: bool,
        vector: np.ndarray | None,
    ) -> Verdict:
        """Guards first; only what they let through is read for questions."""
        if not any(c.isalnum() for c in spelling.match) or _is_kaomoji(comment.text):
            return Verdict("ignore", "no words", 0.99, kind=IgnoreKind.EMOJI)
        if flags:
            return Verdict("ignore", f"flagged: {flags[0].category}", 0.95, kind=IgnoreKind.FLAGGED, flag=flags[0].category)
        if in_wave:
            return Verdict("ignore", "part of a hostile wave", 0.85, kind=IgnoreKind.FLAGGED, flag="brigading")
        if pii_only and not self._reader.knows(known.lang):
            return _PII_ONLY
        if not self._reader.knows(known.lang):
            return Verdict("escalate", f"no phrasebook for {known.lang}", 0.6, reason=Reason.UNKNOWN_FACT)
        plain = masked.text == comment.text
        text = comment.text if plain else without_masks(masked.text)
        reading = self._reader.read(text, spelling.match if plain else normalise(text).match, known, vector)
        best = reading.whole.best
        sure = best is not None and best.label in TOPICS and best.probability >= _SURE_AT
        a_matter = any(c.label in ESCALATE_ACTS and c.score >= _MATTER_AT for c in reading.whole.candidates[:2])
        asks_person = self._person_words.asks_person(spelling.match, known.lang)
        if pii_only and not (sure and reading.asks) and not a_matter and not asks_person:
            return _PII_ONLY
        if self._keyword.find(spelling.match) and not reading.asks_mark and not sure:
            return Verdict("ignore", "the giveaway keyword", 0.97, kind=IgnoreKind.GIVEAWAY_ENTRY)
        context = Context(
            memory=self.viewers.recall(comment.user, comment.t, comment.prev or comment.reply_to),
            showing=self.showing,
            personal_data=frozenset(masked.kinds),
        )
        verdict = judge(reading, self._desk(known), context, self.policy, self._trust)
        if asks_person and verdict.flag is None and verdict.reason in (None, Reason.UNKNOWN_FACT):
            why = "the viewer asks for a person"
            return replace(verdict, action="escalate", why=why, confidence=_ASKED_AT, reason=Reason.UNKNOWN_FACT, kind=None, options=(), person=True)
        return verdict

    def desk_of(self, tag: str) -> Desk | None:
        """What answers in a language, by the tag of a decision; None where we do not speak it."""
        lang, _, script = tag.partition("-")
        desk = self._desks.get(lang)
        return desk and self._in_script(desk, script)

    def _desk(self, known: Identified) -> Desk:
        return self._in_script(self._desks[known.lang], known.script)

    @staticmethod
    def _in_script(desk: Desk, script: str) -> Desk:
        if script in desk.pack.answers_by_script:
            return Desk(desk.sheet, desk.market, desk.pack, desk.renderer.in_script(script), desk.places, script)
        return desk

    def _flags(self, comment: Comment, found: Sequence[Flag], verdict: Verdict, alert: Alert | None) -> tuple[Flag, ...]:
        flags = list(found)
        span = (0, len(comment.text))
        if verdict.flag in FLAG_WHY and not found:
            severity = "high" if verdict.flag in _HIGH else "medium"
            flags.append(Flag(category=verdict.flag, severity=severity, span=span, why=FLAG_WHY[verdict.flag]))
        if alert is not None:
            why = f"{len(alert.event_ids)} near-identical hostile comments from several accounts within seconds"
            flags.append(Flag(category="brigading", severity="medium", span=span, why=why))
        return tuple(flags)

    def _judged(
        self,
        comment: Comment,
        known: Identified,
        masked: Masked,
        verdict: Verdict,
        flags: tuple[Flag, ...],
        alert: Alert | None,
        held: bool,
        started: float,
    ) -> Judged:
        reply = self._reply(known, verdict, masked)
        topic = verdict.topics[0] if verdict.topics else None
        product = next((a.products[0] for a, _ in verdict.answers if a.products), None)
        spoken_of = product or verdict.product
        gid = group_id(verdict)
        lang = _tag(known, self._desks.get(known.lang))
        served = gid is not None and verdict.action == "answer" and self.board.served(gid, lang, comment.t)
        act, why = decide(
            Situation(
                action=verdict.action,
                topic=topic,
                reason=verdict.reason,
                confidence=verdict.confidence,
                auto_at=self._trust.threshold(self.policy.auto_precision) if self._trust else UNTRUSTED_AT,
                held=held,
                served=served,
                can_post=self.can_post,
                flagged=bool(flags),
            ),
            self.policy,
        )
        facts = tuple(dict.fromkeys(f for _, a in verdict.answers for f in a.facts))
        group = None
        if verdict.action == "answer" and gid is not None:
            group = self.board.add(
                gid,
                topic=topic or gid,
                question=masked.text,
                user=comment.user,
                lang=lang,
                event_id=comment.id,
                t=comment.t,
                reply=reply,
                facts=facts,
                host=self._for_host(verdict),
            )
        self.viewers.remember(comment.user, comment.id, comment.t, known.lang, masked.text, topic, spoken_of)
        decision = Decision(
            event_id=comment.id,
            action=verdict.action,
            facts=facts if verdict.action != "ignore" else (),
            reply=reply,
            lang=lang,
            reason=verdict.reason,
            flags=flags,
            pii_masked=masked.text if masked.found else None,
            group=gid,
            confidence=round(min(1.0, max(0.0, verdict.confidence)), 3),
            latency_ms=round(1000 * (self._stopwatch() - started)),
            alert=alert,
        )
        why = f"{verdict.why}; {why}" if why not in verdict.why else verdict.why
        judgement = Judgement(
            decision=decision, act=act, why=why, kind=verdict.kind, topics=verdict.topics, product=product, trace=verdict.trace, options=self._options(known, verdict)
        )
        cause = Cause.VIEWER_ASKED_HUMAN if verdict.person else None
        return Judged(judgement, masked.text, lang, group, reply, verdict.features, cause=cause, missing=verdict.missing, product=spoken_of)

    def _reply(self, known: Identified, verdict: Verdict, masked: Masked) -> str | None:
        """The lines of every answer; for an escalation also the holding line. Only in a language we speak."""
        if verdict.action == "ignore" or verdict.silent or known.lang not in self._desks:
            return None
        desk = self._desk(known)
        lines = list(dict.fromkeys(answer.text for _, answer in verdict.answers))
        if verdict.action == "escalate" and verdict.reason is not None and verdict.reason != Reason.AV_ISSUE:
            lines.append(desk.line("hold.person" if verdict.person else f"hold.{verdict.reason}"))
        if lines and set(masked.kinds) - {"order_no"}:
            lines.append(desk.line("hold.privacy"))
        reply = plain(" ".join(lines))
        return (traditional(reply) if known.script == "Hant" else reply) or None

    @staticmethod
    def _options(known: Identified, verdict: Verdict) -> tuple[Option, ...]:
        hant = known.script == "Hant"
        texts = (plain(a.text) for a in verdict.options)
        return tuple(Option(reply=traditional(t) if hant else t, facts=a.facts) for t, a in zip(texts, verdict.options, strict=True))

    def mask(self, remark: Comment | Utterance) -> str:
        """The text as it may be kept."""
        remark = remark.model_copy(update=_as_read(remark))
        known = self._reader.identify(remark.text, normalise(remark.text).match)
        said_by: Direction = "viewer" if isinstance(remark, Comment) else "host"
        return self._guard.mask(remark.text, known.lang, left_out=remark.left_out, said_by=said_by).text

    def mask_text(self, text: str, lang: str = "") -> str:
        """What a person of the team wrote, or words that are still being said, as they may be kept or shown."""
        return self._guard.mask(text, lang, said_by="host").text

    def mask_handle(self, user: str) -> str:
        """A viewer's handle as it may be kept and shown."""
        return self._guard.mask_handle(user)

    def review_draft(self, text: str, lang: str) -> tuple[Flag, ...]:
        """Flags on a text that is about to go out."""
        return self._guard.review_draft(text, lang.split("-")[0])

    def broken(self, remark: Comment | Utterance, fault: str) -> Judged:
        """What a remark deserves whose judgement failed: a person, with nothing of its text kept but its length."""
        escalate = isinstance(remark, Comment)
        decision = Decision(
            event_id=remark.id,
            action="escalate" if escalate else "ignore",
            lang=(remark.lang or next(iter(self._desks))),
            reason=Reason.UNKNOWN_FACT if escalate else None,
            group=str(Reason.UNKNOWN_FACT) if escalate else None,
            confidence=0.0,
        )
        judgement = Judgement(
            decision=decision, act=Act.CASE if escalate else Act.SILENT, why=f"judging failed ({fault}): a person must look"
        )
        return Judged(judgement, f"[{len(remark.text)} characters, not readable]", decision.lang, cause=Cause.BROKEN)

    def _for_host(self, verdict: Verdict) -> ForHost | None:
        return for_host(verdict, self._host_desk, self._host_wordings) if self._host_desk else None

    # ------------------------------------------------------------------ speech

    def speech(self, utterance: Utterance) -> Judged:
        """Flags and promise verdict on what the host said; also moves what is shown."""
        judged, self.showing = self._host.judge(utterance, self.showing)
        return judged

    def topics_of(self, text: str, lang: str) -> Mapping[str, float]:
        """What the words of an unfinished sentence read as: topic -> score."""
        return self._host.topics_of(text, lang)

    def stated(self, utterance: Utterance) -> Mapping[str, float]:
        """What a host's whole sentence reads as, if it is said as an answer; empty otherwise."""
        return self._host.stated(utterance)

    def assures(self, text: str, lang: str) -> bool:
        """Whether a text tells a viewer that a person will look."""
        return self._person_words.assures(text, lang)

    def gist_of(self, lang: str) -> Callable[[str], Gist | None]:
        """What a guest's words ask, told in this language; nothing where we do not speak it."""
        desk = self._desks.get(lang)
        if desk is None:
            return lambda text: None
        wordings = Wordings(desk.pack.phrases.asks)

        def told(text: str) -> Gist | None:
            match = normalise(text).match
            known = self._reader.identify(text, match)
            if not self._reader.knows(known.lang):
                return None
            verdict = judge(self._reader.read(text, match, known), desk, Context(showing=self.showing), self.policy, self._trust)
            return gist(verdict, desk, wordings)

        return told

    def product_names(self) -> dict[str, str]:
        """Products of the sheet by id, in its own words."""
        named = ((p, self.sheet.get(f"products.{p}.name")) for p in self.sheet.products)
        return {p: name if isinstance(name, str) else p for p, name in named}

    def show(self, product: str, *, shown: bool) -> None:
        """The platform or a person says what is on screen. Raises `BadInput` for what the sheet does not hold."""
        if product not in self.sheet.products:
            raise BadInput(f"the facts sheet has no product {product}", remedy=f"one of {', '.join(self.sheet.products)}")
        others = tuple(p for p in self.showing if p != product)
        self.showing = (product, *others)[:KEEP_SHOWING] if shown else others


_WORDS = regex.compile(r"[\p{L}\p{M}]{2,}|\p{N}")


def _as_read(remark: Comment | Utterance) -> dict[str, str | int]:
    """What changes of a remark before it is read: it is no longer than anyone reads, and Burmese has one spelling."""
    left_out = remark.left_out + max(0, len(remark.text) - READ)
    return {"text": modern_burmese(remark.text[:READ]), "left_out": left_out}


def _is_kaomoji(text: str) -> bool:
    """A face drawn with signs and single letters: (´・ω・`)"""
    marks = [c for c in text if not c.isspace()]
    return len(marks) >= 4 and not text.isascii() and not _WORDS.search(text) and sum(c.isalpha() for c in marks) * 2 <= len(marks)


def _tag(known: Identified, desk: Desk | None) -> str:
    """BCP-47 tag of the reply: the script is named where it is written in another one than the language's main."""
    if desk is None or known.script not in (*desk.pack.answers_by_script, *desk.pack.language.variants):
        return known.lang
    return f"{known.lang}-{known.script}"
