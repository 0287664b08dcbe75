"""How far a decision may be trusted: the probability that it is right, from how the comment was read.

The reader's own probability is calibrated on held-back phrasings, one language at a time; comments are harder than
phrasings, and alike in what makes them hard. So a second, small logistic model over all languages looks at the reading
as a whole (Platt, "Probabilistic Outputs for Support Vector Machines", 1999, with more than one input). Its weights are
data, `knowledge/trust.toml`, fitted by `python -m evals.calibrate` on the dev cases; each language has an offset, drawn
towards none. Thresholds follow from the precision that is wanted.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import tomli as tomllib
from pydantic import ValidationError

from assistant.answering.compose import needs_product
from assistant.answering.questions import Question, is_named
from assistant.answering.understand import Reading
from assistant.domain import Value
from assistant.errors import BadKnowledge
from assistant.market.topics import ESCALATE_ACTS, FLAG_ACTS, IGNORE_ACTS

FILE = "trust.toml"
Features = dict[str, float]


class Weights(Value):
    """One logistic model. `langs`: offsets of languages that differ from the rest."""

    bias: float
    features: dict[str, float]
    langs: dict[str, float] = {}


class Trust(Value):
    """The models by action, and the least probability at which answers keep a precision."""

    fitted_on: str  # what the weights come from, for people
    models: dict[str, Weights]  # answer, escalate, ignore
    thresholds: dict[str, float]  # "0.97" -> least probability

    def probability(self, action: str, features: Features, lang: str) -> float:
        """That the decision is right, 0..1."""
        weights = self.models[action]
        z = weights.bias + weights.langs.get(lang, 0.0) + sum(weights.features.get(name, 0.0) * value for name, value in features.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))

    def threshold(self, precision: float) -> float:
        """Least probability of an answer at which answers are right that often; the next stricter one where it was not fitted."""
        known = sorted((float(p), at) for p, at in self.thresholds.items())
        return next((at for p, at in known if p >= precision - 1e-9), 1.0)


def load_trust(root: Path) -> Trust | None:
    """The weights of a knowledge folder; None where it has none: the reader's own probability counts then. Raises `BadKnowledge`."""
    path = root / FILE
    if not path.is_file():
        return None
    try:
        return Trust.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise BadKnowledge(str(error), where=str(path), remedy="fit it again: python -m evals.calibrate") from error


def features(reading: Reading, asked: Sequence[Question], *, inferred: bool) -> Features:
    """What the models look at. `inferred`: a product was meant but not named."""
    whole = reading.whole
    candidates = whole.candidates
    top = candidates[0] if candidates else None
    second = candidates[1].score if len(candidates) > 1 else 0.0
    question = min(asked, key=lambda q: q.probability) if asked else None

    def best(acts: Sequence[str]) -> float:
        return max((c.score for c in candidates if c.label in acts), default=0.0)

    found = {
        "score": top.score if top else 0.0,
        "margin": (top.score - second) if top else 0.0,
        "likeness": top.similarity if top else 0.0,
        "logit": _logit(top.probability) if top else -3.0,
        "known": whole.known,
        "explained": top.explained if top else 1.0,
        "meant": top.meant if top else 1.0,
        "act": best(ESCALATE_ACTS),
        "unknown": best(("unknown_fact",)),
        "small": best((*IGNORE_ACTS, *FLAG_ACTS)),
        "length": math.log1p(reading.words),
        "asks": float(reading.asks),
        "mark": float(reading.asks_mark),
        "yes_no": float(reading.yes_no),
        "parts": float(len(reading.clauses) > 1),
        "lang": reading.lang_confidence,
        "cues": float(min(4, len(whole.cues))),
        "no_cue": float(not any(not c.startswith("#") for c in whole.cues)),
    }
    if question is not None:
        found |= {
            "question": question.probability,
            "unexplained": 1.0 - (question.clause.best.explained if question.clause.best else 1.0),
            "unmeant": 1.0 - (question.clause.best.meant if question.clause.best else 1.0),
            "named": float(is_named(question.asked.topic, question.clause)),
            "of_product": float(needs_product(question.asked.topic)),
            "product_named": float(any(e.kind == "product" for e in reading.entities)),
            "inferred": float(inferred),
            "of_part": float(question.how == "part"),
            "carried": float(question.how in ("continued", "follow")),
            "beside": float(question.how in ("kindred", "instead")),
            "several": float(len(asked) > 1),
            "faq": float(question.asked.topic.startswith("faq:")),
            "short_sure": float(reading.words <= 2) * question.probability,
        }
    return found


def _logit(p: float) -> float:
    return math.log(max(0.01, p) / max(0.01, 1 - p))
