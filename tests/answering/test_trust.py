"""Trust is a probability that follows its weights, and thresholds keep the precision asked for."""

import numpy as np
import pytest

from assistant.answering.trust import Trust, Weights, load_trust
from assistant.errors import BadKnowledge
from assistant.knowledge import knowledge_root
from evals.calibrate import Sample, fit, held_back, threshold

TRUST = Trust(
    fitted_on="x",
    models={"answer": Weights(bias=-1.0, features={"score": 2.0}, langs={"th": 1.0})},
    thresholds={"0.9": 0.6, "0.97": 0.85},
)


@pytest.mark.parametrize(("score", "lang", "least", "most"), [(0.5, "id", 0.5, 0.5), (0.5, "th", 0.73, 0.74), (2.0, "id", 0.95, 0.96)])
def test_probability(score, lang, least, most):
    assert least <= TRUST.probability("answer", {"score": score, "unheard_of": 9.0}, lang) <= most


@pytest.mark.parametrize(("precision", "at"), [(0.9, 0.6), (0.95, 0.85), (0.97, 0.85), (0.999, 1.0)])
def test_a_precision_that_was_not_fitted_takes_the_next_stricter(precision, at):
    assert TRUST.threshold(precision) == at


def test_the_shipped_weights_hold_every_action():
    trust = load_trust(knowledge_root())
    assert set(trust.models) == {"answer", "escalate", "ignore"}
    assert trust.threshold(0.9) <= trust.threshold(0.97)


def test_a_spoilt_file_says_how_to_mend_it(tmp_path):
    (tmp_path / "trust.toml").write_text("bias = 1", encoding="utf-8")
    with pytest.raises(BadKnowledge, match="calibrate"):
        load_trust(tmp_path)
    assert load_trust(tmp_path / "none") is None


def rows(n=400):
    """Right where the score is high, with a language that is worse than its scores."""
    made = []
    for i in range(n):
        score, lang = (i % 20) / 20, "id" if i % 2 else "th"
        made.append(Sample(lang, f"g{i % 40}", "answer", {"score": score}, score > (0.7 if lang == "th" else 0.4)))
    return made


def test_a_fit_finds_what_tells_right_from_wrong():
    weights = fit(rows(), ["id", "th"])
    assert weights.features["score"] > 3
    assert weights.langs["id"] > weights.langs["th"]


def test_thresholds_keep_their_precision_on_cases_not_seen():
    made = rows()
    probabilities = held_back(made, ["id", "th"])
    right = [r.right for r in made]

    at = threshold(probabilities, np.array(right), 0.95)
    kept = [r for r, p in zip(right, probabilities, strict=True) if p >= at]
    assert sum(kept) / len(kept) >= 0.95
    assert len(kept) > 100
