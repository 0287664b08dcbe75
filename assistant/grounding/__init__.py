"""Whether a rendering of an answer says nothing but the facts it cites: pure, and in doubt it does not."""

from assistant.grounding.checker import Checker
from assistant.grounding.grounds import Fault, Grounds

__all__ = ["Checker", "Fault", "Grounds"]
