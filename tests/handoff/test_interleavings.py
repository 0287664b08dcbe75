"""Whatever happens in whatever order: no message of the assistant to a viewer whom a person holds, no case lost, each viewer told once."""

import asyncio
from collections import Counter
from contextlib import suppress

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from assistant.clock import EventClock
from assistant.domain import Case, Deleted, Receipt, Resolution
from assistant.errors import BadInput, StoreError
from assistant.handoff.life import LOCKED, MOVES
from assistant.on_air.pending import is_own
from assistant.record.feed import Journal
from assistant.record.ledger import receipt_entry
from assistant.record.store import SqliteStore
from tests.conftest import comment
from tests.handoff.plain_room import plain_session

USERS, PEOPLE = ["ani", "budi", "cici"], ["rina", "dewi"]


class Watched(Journal):
    """A journal that lets something happen while a batch is being written, and can fail."""

    during = None
    failing = False

    async def write(self, batch):
        if self.during is not None:
            happening, self.during = self.during, None
            await happening()
        if self.failing:
            self.failing = False
            raise StoreError("disk full")
        return await super().write(batch)


class Room(RuleBasedStateMachine):
    """A session, its outbox emptied by hand, people who do anything at any time, and a process that may end between any two steps."""

    def __init__(self):
        super().__init__()
        self.runner = asyncio.Runner()
        self.clock, self.steady = EventClock(), 0.0
        self.store = SqliteStore.open(None, steady=lambda: self.steady)
        self.journal = Watched(self.store)
        self.numbers = 0
        self.escalated, self.posted, self.in_hand = {}, Counter(), []
        self.restart()

    def run(self, what):
        return self.runner.run(what)

    def restart(self):
        self.session = plain_session(self.journal, self.clock)
        self.run(self.session.open())

    def lines(self, kind):
        return [line for line in self.run(self.store.since(0, limit=100_000)) if line.kind == kind]

    def teardown(self):
        self.run(self.store.close())
        self.runner.close()

    async def send(self):
        """One step of a postman with a reply in hand."""
        outgoing = self.in_hand.pop()
        word = self.session.may_send(outgoing)
        if word is None:
            held = self.holder(outgoing.user)
            assert not (is_own(outgoing.key) and held), f"{outgoing.key} went out while {held} holds {outgoing.user}"
            self.posted[outgoing.key] += 1
        receipt = Receipt(key=outgoing.key, status="sent" if word is None else "expired", detail="" if word is None else str(word))
        await self.journal.mark(receipt, receipt_entry(outgoing, receipt))
        self.session.posted(receipt)

    def holder(self, user):
        return next((c.agent for c in self.session.cases.cases() if c.user == user and c.state in LOCKED), None)

    # ------------------------------------------------------------------ what happens

    @rule(user=st.sampled_from(USERS), text=st.sampled_from(["q", "e", "e", "hi"]), fails=st.booleans())
    def somebody_writes(self, user, text, fails):
        self.numbers += 1
        remark = comment(f"c{self.numbers}", text, user=user, t=self.clock.now())
        if fails:
            self.journal.failing = True
            with suppress(StoreError):
                self.run(self.session.take(remark))
            self.journal.failing = False
        self.run(self.session.take(remark))  # a source delivers until it is durable, and may deliver again
        self.run(self.session.take(remark))
        if text == "e":
            self.escalated[remark.id] = user

    @precondition(lambda self: self.session.cases.cases())
    @rule(
        kind=st.sampled_from(list(MOVES)), by=st.sampled_from(PEOPLE), pick=st.integers(0, 9), behind=st.integers(0, 2),
        meanwhile=st.booleans(), fails=st.booleans(),
    )  # fmt: skip
    def a_person_acts(self, kind, by, pick, behind, meanwhile, fails):
        cases = self.session.cases.cases()
        case = cases[pick % len(cases)]
        move = Resolution(kind=kind, by=by, case=case.id, text="we looked", agent=PEOPLE[pick % 2], version=max(1, case.version - behind))
        locked = self.session.cases.locked(case.user)
        if meanwhile and self.in_hand:
            self.journal.during = self.send
        self.journal.failing = fails
        try:
            self.run(self.session.resolve(move))
        except BadInput:
            assert self.session.cases.get(case.id) == case
        except StoreError:
            assert (self.session.cases.get(case.id), self.session.cases.locked(case.user)) == (case, locked)
        self.journal.during, self.journal.failing = None, False

    @rule()
    def the_postman_takes_one(self):
        self.in_hand += self.run(self.journal.claim(room="r", lease_s=5.0, limit=1))

    @precondition(lambda self: self.in_hand)
    @rule()
    def the_postman_sends(self):
        self.run(self.send())

    @rule(seconds=st.sampled_from([1.0, 130.0, 901.0]))
    def time_passes(self, seconds):
        self.clock.advance(self.clock.now() + seconds)
        self.run(self.session.sweep())

    @precondition(lambda self: self.escalated)
    @rule(pick=st.integers(0, 9))
    def a_comment_is_deleted(self, pick):
        event = list(self.escalated)[pick % len(self.escalated)]
        self.run(self.session.deleted(Deleted(room="r", event_id=event, t=self.clock.now(), source="x")))

    @rule()
    def the_process_dies_and_comes_back(self):
        self.in_hand.clear()
        self.steady += 60.0
        self.run(self.journal.recover("r"))
        self.restart()

    # ------------------------------------------------------------------ what must hold

    @invariant()
    def no_case_is_lost(self):
        held = {event: c.user for c in self.session.cases.cases() for event in c.event_ids}
        assert {event: held.get(event) for event in self.escalated} == self.escalated

    @invariant()
    def a_viewer_has_one_open_case_at_most(self):
        assert max(Counter(c.user for c in self.session.cases.cases() if c.state not in ("returned", "closed")).values(), default=0) <= 1

    @invariant()
    def the_record_knows_every_case_as_it_is(self):
        recorded = {line.body["id"]: Case.model_validate(line.body) for line in self.lines("case")}
        assert recorded == {c.id: c for c in self.session.cases.cases()}

    @invariant()
    def each_viewer_is_told_once_an_episode(self):
        told = Counter(line.body["key"] for line in self.lines("outgoing") if line.body["key"].endswith("/notice"))
        assert (set(told.values()) | set(self.posted.values())) <= {1}
        assert all((c.notice in told) != bool(c.untold) for c in self.session.cases.cases())

    @invariant()
    def the_figures_say_so_too(self):
        figures = self.session.ledger.figures()
        assert (figures.after_takeover, figures.told_share) in ((0, 1.0), (0, None))


Room.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))
test_any_order_of_anything = Room.TestCase
