"""What each role sees of a live room, and as whom it may speak: one table."""

from __future__ import annotations

from assistant.console.view import View
from assistant.domain import Health, Value
from assistant.people.person import Role


class Sight(Value):
    """What one role sees. `topics`: of log lines (see `tail.topic`), None for all; what is not among them is in no snapshot either."""

    topics: frozenset[str] | None = None
    details: bool = True  # what exactly is wrong with a source: it may name addresses
    voices: frozenset[str] | None = None  # roles of the voices one may speak as; None: any

    def view(self, view: View) -> View:
        """A snapshot without what is not to be seen."""
        if self.topics is None or "case" in self.topics:
            return view
        warnings = tuple(one for one in view.warnings if one.kind != "case")
        return view.model_copy(update={"cases": {}, "unanswered": {}, "warnings": warnings})

    def light(self, health: Health) -> Health:
        return health if self.details else health.model_copy(update={"detail": ""})

    def speaks_as(self, role: str) -> bool:
        return self.voices is None or role in self.voices


EVERYTHING = Sight()
WITHOUT_CASES = frozenset(
    {"session", "comment", "utterance", "judgement", "group", "outgoing", "receipt", "hold", "resolution", "health", "gap", "refused", "product", "deleted", "steering"}
)
SIGHTS: dict[Role, Sight] = {
    Role.OWNER: EVERYTHING,
    Role.HOST: EVERYTHING,
    Role.OPERATOR: EVERYTHING,
    Role.AGENT: EVERYTHING,
    Role.VIEWER: Sight(topics=WITHOUT_CASES, details=False),
    Role.GUEST: Sight(details=False, voices=frozenset({"guest"})),
}


def sight(role: Role) -> Sight:
    """What a role sees."""
    return SIGHTS[role]
