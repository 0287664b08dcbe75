"""The file of a case as further lines for an outside desk: what the brief's own fields do not say."""

from __future__ import annotations

from typing import Any

from assistant.handoff.context import CaseFile
from assistant.handoff.desk_words import DeskWords


def context_of(body: dict[str, Any], words: DeskWords) -> tuple[tuple[str, str], ...]:
    """Name and value, the most important first; what is not known is left out. `body`: a recorded `CaseFile`."""
    file = CaseFile.model_validate(body)
    asked, show, clock = file.question, file.live, file.clock
    lines = (
        (words("gloss"), asked.gloss),
        (words("why"), file.why.why),
        (words("due"), f"{clock.due:%Y-%m-%d %H:%M}" if clock.due else None),
        (words("back"), f"{clock.back:%Y-%m-%d %H:%M}" if clock.back else None),
        (words("claims"), " · ".join(f"{_minute(claim.t)} {claim.text}" for claim in show.claims)),
        (words("on_screen"), ", ".join(show.on_screen)),
        (words("phase"), show.phase),
        (words("posted"), " · ".join(posted.text for posted in file.tried.posted)),
        (words("outcome"), file.viewer.last_outcome),
        (words("platform"), file.id.platform),
    )
    return tuple((name, value) for name, value in lines if value)


def _minute(t: float) -> str:
    """Stream time as minutes and seconds."""
    return f"{int(t // 60)}:{int(t % 60):02d}"
