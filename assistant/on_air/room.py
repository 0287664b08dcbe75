"""A room on air: what is said right now, the replies that wait or must not go out any more, and who of the team is writing.

Synchronous and quick: it is asked between two steps of the postman, and told of every stretch of speech.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.domain import Entry, Group, Hearing, Hold, Outgoing, Receipt, Recorded, Wait, Writing
from assistant.handoff.typing import Writers
from assistant.language.finder import is_unspaced
from assistant.on_air.answered import answers
from assistant.on_air.board import LiveBoard
from assistant.on_air.gist import Gist
from assistant.on_air.holding import Holding, TopicsOf
from assistant.on_air.moment import Mask, Moment
from assistant.on_air.pending import Pending, Reply, is_own
from assistant.on_air.replies import lives_s
from assistant.on_air.told import Told

HEARD_S = 5.0  # a question is answered by words that end no more than this before it was written: viewers hear them late
MATTERS = 5_000  # comments whose viewer and group are remembered
GIST_WORDS, GIST_SIGNS = 3, 6  # stable words, or signs of text without spaces, that a guest's question is first read at
ANSWERED = "the host has said it on air"
TYPING = "a person is answering"


@dataclass(frozen=True, slots=True)
class Matter:
    """Whose comment it was, and the question group it belongs to."""

    user: str
    group: str | None


class OnAir:
    """The on-air state of one room."""

    def __init__(
        self,
        room: str,
        board: LiveBoard,
        lang: str,
        *,
        topics_of: TopicsOf,
        mask: Mask,
        gist: Callable[[str], Gist | None],
    ) -> None:
        """`lang`: the host's language. `gist`: what a guest's words ask."""
        self.pending, self.writers, self.moment = Pending(), Writers(), Moment(mask)
        self._room, self._board, self._gist, self.lang = room, board, gist, lang
        self._holding = Holding(topics_of, lang)
        self._matters: OrderedDict[str, Matter] = OrderedDict()
        self._read: dict[str, int] = {}  # guest's sentence -> length of the text its gist was made from

    # ------------------------------------------------------------------ speech

    def hear(self, hearing: Hearing, now: float) -> None:
        """What somebody is saying right now."""
        self._holding.hear(hearing, now)
        self.moment.hear(hearing, self._gist_of(hearing) if hearing.role == "guest" else None)

    def said(self, id: str) -> None:
        """The sentence has become a remark and was judged."""
        self._holding.judged(id)
        self.moment.said(id)
        self._read.pop(id, None)

    def silence(self, source: str) -> None:
        """A voice is gone."""
        self._holding.silence(source)
        self.moment.silence(source)

    def answered(self, told: Told | None, ended_t: float) -> list[Group]:
        """The groups that a host's sentence answers: those that are open, and those whose reply has not gone out yet."""
        if told is None:
            return []
        on_their_way = {reply.group for reply in self.pending.waiting()}
        waiting = (g for g in self._board.groups() if g.status == "open" or g.id in on_their_way)
        return [g for g in waiting if g.first_t <= ended_t + HEARD_S and answers(told, g)]

    def _gist_of(self, hearing: Hearing) -> Gist | None:
        """Read again when the text has grown by enough words, and at its end."""
        text = hearing.text if hearing.state == "ended" else hearing.stable_text
        size = len(text) if text and is_unspaced(text[0]) else len(text.split())
        least = GIST_SIGNS if text and is_unspaced(text[0]) else GIST_WORDS
        if size < least or size < self._read.get(hearing.id, 0) + (least - 1) * (hearing.state != "ended"):
            return None
        if len(self._read) > MATTERS:
            self._read.clear()
        self._read[hearing.id] = size
        return self._gist(text)

    # ------------------------------------------------------------------ replies

    def remember(self, event_id: str, user: str, group: str | None) -> None:
        self._matters[event_id] = Matter(user, group)
        while len(self._matters) > MATTERS:
            self._matters.popitem(last=False)

    def matter(self, event_id: str) -> Matter | None:
        return self._matters.get(event_id)

    def made(self, outgoing: Outgoing, group: str | None) -> None:
        """The assistant's own reply is on its way."""
        if is_own(outgoing.key) and outgoing.in_reply_to and outgoing.user:
            made_t = 0.0 if outgoing.expires_t is None else outgoing.expires_t - lives_s(outgoing.key)
            self.pending.add(Reply(outgoing.key, outgoing.in_reply_to, outgoing.user, outgoing.lang, made_t, group))

    def posted(self, receipt: Receipt) -> None:
        """A reply has its receipt."""
        self.pending.done(receipt.key)

    def word(self, outgoing: Outgoing, now: float) -> str | Wait | None:
        """See `record.outbox.MaySend`. Only the assistant's own replies wait or are withdrawn."""
        reply = self.pending.get(outgoing.key)
        if reply is None:
            return None
        if why := self.pending.why_withdrawn(outgoing.key):
            return why
        if by := self.writers.to(reply.user, reply.group, now):
            return f"{TYPING}: {by}"
        group = self._board.get(reply.group or "")
        return self._holding.word(reply, group.topic if group else None, now)

    def withdraw(self, replies: Sequence[Reply], why: str, t: float) -> list[Entry]:
        """Keep replies from going out; returns the lines that say so."""
        for reply in replies:
            self.pending.withdraw(reply.key, why)
        holds = (Hold(key=r.key, state="withdrawn", why=why, t=t, in_reply_to=r.event_id) for r in replies)
        return [Entry(room=self._room, kind="hold", body=h.model_dump(mode="json")) for h in holds]

    # ------------------------------------------------------------------ people

    def write(self, writing: Writing, user: str | None, group: str | None, now: float) -> list[Reply]:
        """Somebody writes to a viewer or for a group: the replies that this keeps back."""
        self.writers.note(writing, user=user, group=group, now=now)
        self.moment.write(self.writers.now(now))
        return self.pending.to(user=user, group=group)

    def sent(self, by: str, now: float, *, group: str | None, case: str | None, event_id: str | None) -> None:
        """What somebody wrote is on its way: they no longer write."""
        self.writers.sent(by, now, group=group, case=case, event_id=event_id)
        self.moment.write(self.writers.now(now))

    def gist(self, text: str) -> Gist | None:
        """What a guest's words ask, in the host's language."""
        return self._gist(text)

    # ------------------------------------------------------------------ restart

    def restore(self, line: Recorded) -> None:
        """One line of the record, after a restart."""
        body = line.body
        if line.kind == "comment":
            self.remember(body["id"], body["user"], None)
        elif line.kind == "judgement" and (known := self.matter(body["decision"]["event_id"])):
            self.remember(body["decision"]["event_id"], known.user, body["decision"]["group"])
        elif line.kind == "outgoing" and body.get("by") == "assistant":
            known = self.matter(body.get("in_reply_to") or "")
            made = Outgoing.model_validate({k: v for k, v in body.items() if k != "by"})
            self.made(made, known.group if known else None)
        elif line.kind == "receipt":
            self.pending.done(body["key"])
        elif line.kind == "hold" and body["state"] == "withdrawn":
            self.pending.withdraw(body["key"], body["why"])
