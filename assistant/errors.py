"""The error tree: each error says what is wrong, where, and the remedy.

    AssistantError            anything a user can mend; printed without a traceback
      BadInput                a file or a value handed in is wrong
        BadSheet              the facts sheet
        BadKnowledge          a language or market folder
        BadEvent              one input event (counted and reported; the session goes on)
      BadSettings             a session file or an environment variable
      Unavailable             something outside is missing or down (a model, a source, a package): nothing was done
        InDoubt               no clear answer came: it may have been done
      Rejected                something outside says no, and will say so again
      StoreError              the record cannot be read or written
"""


class AssistantError(Exception):
    """What is wrong, where, and what to do about it."""

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what, self.where, self.remedy = what, where, remedy
        super().__init__(": ".join(x for x in (where, what) if x) + (f" ({remedy})" if remedy else ""))


class BadInput(AssistantError):
    """A file or value handed in is wrong."""


class BadSheet(BadInput):
    """The facts sheet breaks its rules."""


class BadKnowledge(BadInput):
    """A language or market folder breaks its rules."""


class BadEvent(BadInput):
    """One input event cannot be used; `kind` names the class of fault for counting."""

    def __init__(self, what: str, *, kind: str, where: str = "", remedy: str = "") -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.kind = kind


class BadSettings(AssistantError):
    """A session file, flag or environment variable is wrong."""


class Unavailable(AssistantError):
    """Something outside this process is missing or does not answer. `retry_after_s`: how long it asks to be left alone, if it says so."""

    def __init__(self, what: str, *, where: str = "", remedy: str = "", retry_after_s: float | None = None) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.retry_after_s = retry_after_s


class InDoubt(Unavailable):
    """It was asked and no clear answer came: whether it was done is not known."""


class Rejected(AssistantError):
    """Something outside refuses this very thing; asking again does not help until somebody mends it."""


class StoreError(AssistantError):
    """The record cannot be opened, read or written."""
