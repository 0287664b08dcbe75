"""A judgement with what acting on it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.domain import Cause, Group, Judgement
from assistant.on_air.told import Told


@dataclass(frozen=True, slots=True)
class Judged:
    """`text` is masked; nothing else of the remark may be kept."""

    judgement: Judgement
    text: str
    lang: str
    group: Group | None = None
    reply: str | None = None
    features: Mapping[str, float] = field(default_factory=dict)  # what the confidence rests on
    told: Told | None = None  # of a host's sentence: what it tells as an answer
    cause: Cause | None = None  # of a case, where no reason of the comment explains it
    missing: str | None = None  # the topic that the sheet says nothing of
    product: str | None = None  # that was named or meant, answered or not
