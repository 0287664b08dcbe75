"""The Whisper models that are published for this recogniser: where they are, how big, what they know, and what they cost on a CPU.

Sizes follow from the architecture (two bytes a weight, as published). Memory and time are of int8 on one thread with the encoder on its
full 30 s window; only those of tiny and base were measured as a whole, the others are scaled and said as "about".
"""

from __future__ import annotations

from typing import Literal

from assistant.domain import Value
from assistant.voice.decoder.capacity import FINAL_EVERY_S, Capacity

LICENCE = "MIT"
SOURCE = "weights by OpenAI (github.com/openai/whisper), converted to CTranslate2 by the owner of the repository"
Pace = Literal["drafts", "slow drafts", "sentences"]
PACES: tuple[tuple[Pace, float, float], ...] = (  # seconds from one call of a voice to the next, and how long a call may take at most
    ("drafts", 1.0, 2.0),
    ("slow drafts", 2.0, 4.0),
    ("sentences", FINAL_EVERY_S, 8.0),
)


class Cost(Value):
    """What one model takes. `update_s`: CPU seconds of one draft, a full window and 15 tokens."""

    memory_mb: int
    update_s: float
    measured: bool


class Published(Value):
    """One published model."""

    name: str
    repository: str  # on the model hub
    parameters_m: float  # millions
    languages: int  # 1 = English only
    cost: Cost

    @property
    def disk_mb(self) -> int:
        """The weights with two bytes each, and some 3 MB of vocabulary and tokenizer."""
        return round(self.parameters_m * 2 + 3)

    @property
    def english_only(self) -> bool:
        return self.languages == 1


class Fit(Value):
    """How a model can be used live on some cores: the best pace it keeps up with, and for how many voices; None = too slow."""

    pace: Pace | None
    voices: int = 0


def fit(cost: Cost, cores: int) -> Fit:
    """By what a call costs and how many the cores carry, as a room that is on air reckons too."""
    carried = Capacity(seconds_per_call=cost.update_s, workers=cores)
    for pace, every_s, longest_s in PACES:
        if (voices := carried.streams(every_s)) and cost.update_s <= longest_s:
            return Fit(pace=pace, voices=voices)
    return Fit(pace=None)


def _model(name: str, parameters_m: float, languages: int, cost: Cost, repository: str = "") -> Published:
    repository = repository or f"Systran/faster-whisper-{name}"
    return Published(name=name, repository=repository, parameters_m=parameters_m, languages=languages, cost=cost)


_TINY = Cost(memory_mb=453, update_s=0.71, measured=True)
_BASE = Cost(memory_mb=610, update_s=1.61, measured=True)
_SMALL = Cost(memory_mb=900, update_s=4.9, measured=False)
_MEDIUM = Cost(memory_mb=1600, update_s=13, measured=False)
_LARGE = Cost(memory_mb=3000, update_s=28, measured=False)
_TURBO = Cost(memory_mb=1700, update_s=24, measured=False)

PUBLISHED = {
    model.name: model
    for model in (
        _model("tiny", 37.8, 99, _TINY),
        _model("tiny.en", 37.8, 1, _TINY),
        _model("base", 72.6, 99, _BASE),
        _model("base.en", 72.6, 1, _BASE),
        _model("small", 241.7, 99, _SMALL),
        _model("small.en", 241.7, 1, _SMALL),
        _model("medium", 763.9, 99, _MEDIUM),
        _model("medium.en", 763.9, 1, _MEDIUM),
        _model("large-v1", 1543.3, 99, _LARGE),
        _model("large-v2", 1543.3, 99, _LARGE),
        _model("large-v3", 1543.5, 100, _LARGE),
        _model("large-v3-turbo", 808.9, 100, _TURBO, "mobiuslabsgmbh/faster-whisper-large-v3-turbo"),
    )
}
