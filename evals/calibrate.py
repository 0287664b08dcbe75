"""`python -m evals.calibrate`: fit the trust in decisions (knowledge/trust.toml) on the dev cases, and say how far it can be believed.

Every dev case runs with a trust that lets all answers pass; what the reading looked like and whether the decision was right
go into one logistic regression per action (L2; offsets of languages too). Figures come from folds that keep a question's
cases together, so they are of cases the fit has not seen.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy import optimize

from assistant.answering.trust import FILE, Trust, Weights
from assistant.knowledge import knowledge_root
from evals.cases import CommentCase, load_cases
from evals.command import HERE
from evals.running import judge_side_by_side, processes
from evals.scoring import score
from evals.statistics import expected_calibration_error

ACTIONS = ("answer", "escalate", "ignore")
RIDGE, LANG_RIDGE = 1.0, 6.0  # pull of the weights, and of the languages' offsets, towards none
PRECISIONS = (0.9, 0.95, 0.97, 0.98, 0.99)
FOLDS = 5
# No answer goes out that is less likely right than this, whatever the others are: unseen comments are harder than the ones this is fitted on. On
# the gate 0.65 against 0.5 leaves 77.6 instead of 78.2 % of the answers complete, 3.1 instead of 3.7 % wrong and 1.5 instead of 2.2 % over-answered.
LEAST_PRECISION_OF_ONE = 0.65


class Sample:
    """One decision: its features, its language, whether it was right."""

    def __init__(self, lang: str, group: str, action: str, features: dict[str, float], right: bool) -> None:
        self.lang, self.group, self.action, self.features, self.right = lang, group, action, features, right


def samples(cases: Sequence[CommentCase]) -> list[Sample]:
    """What the product makes of the cases when every answer passes."""
    open_door = Trust(fitted_on="nothing", models={a: Weights(bias=0.0, features={}) for a in ACTIONS}, thresholds={"1.0": 0.0})
    with processes() as pool:
        judged = judge_side_by_side(cases, pool, trust=open_door)
    found = []
    for case in cases:
        made = judged[case.id]
        if made.features:
            scored = score(case, made.judgement.decision)
            right = bool(scored.action) and not scored.wrong and not scored.over
            found.append(Sample(scored.lang, case.group or case.id, made.judgement.decision.action, dict(made.features), right))
    return found


def fit(rows: Sequence[Sample], langs: Sequence[str]) -> Weights:
    """Logistic regression with ridge; features are scaled for the fit and back."""
    names = sorted({name for row in rows for name in row.features})
    x = np.array([[row.features.get(name, 0.0) for name in names] for row in rows])
    scale = np.maximum(x.std(axis=0), 1e-3)
    of_lang = np.array([[float(row.lang == lang) for lang in langs] for row in rows])
    y = np.array([float(row.right) for row in rows])
    design = np.hstack([x / scale, of_lang])
    pull = np.array([RIDGE] * len(names) + [LANG_RIDGE] * len(langs))

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = np.clip(design @ w[:-1] + w[-1], -30, 30)
        p = 1 / (1 + np.exp(-z))
        value = -(y * np.log(p + 1e-12) + (1 - y) * np.log(1 - p + 1e-12)).sum() + 0.5 * (pull * w[:-1] ** 2).sum()
        gradient = np.append(design.T @ (p - y) + pull * w[:-1], (p - y).sum())
        return float(value), gradient

    best = optimize.minimize(loss, np.zeros(design.shape[1] + 1), jac=True, method="L-BFGS-B").x
    weights = {n: round(float(v), 4) for n, v in zip(names, best[: len(names)] / scale, strict=True)}
    offsets = {lang: round(float(v), 4) for lang, v in zip(langs, best[len(names) : -1], strict=True)}
    return Weights(bias=round(float(best[-1]), 4), features=weights, langs=offsets)


def held_back(rows: Sequence[Sample], langs: Sequence[str]) -> np.ndarray:
    """Probabilities of each row by a fit that has seen no case of its group, shape (n,)."""
    groups = sorted({(r.lang, r.group) for r in rows})
    order = np.random.default_rng(11).permutation(len(groups))
    fold = {groups[g]: i % FOLDS for i, g in enumerate(order)}
    out = np.zeros(len(rows))
    for k in range(FOLDS):
        seen = [r for r in rows if fold[r.lang, r.group] != k]
        weights = fit(seen, langs)
        trust = Trust(fitted_on="", models={"x": weights}, thresholds={})
        for i, row in enumerate(rows):
            if fold[row.lang, row.group] == k:
                out[i] = trust.probability("x", row.features, row.lang)
    return out


def threshold(probabilities: np.ndarray, right: np.ndarray, precision: float) -> float:
    """The least probability at which all answers above it are right at least so often; 1 where none is."""
    order = np.argsort(-probabilities)
    precise = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    reached = np.flatnonzero(precise >= precision)
    at = float(probabilities[order[reached[-1]]]) if len(reached) else 1.0
    return round(max(at, LEAST_PRECISION_OF_ONE), 4)


def main() -> int:
    """Fit, print the held-back figures, write the file unless `--dry`."""
    top = argparse.ArgumentParser(prog="python -m evals.calibrate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    top.add_argument("--cases", type=Path, default=HERE / "cases")
    top.add_argument("--dry", action="store_true", help="print only")
    arguments = top.parse_args()
    cases = [c for c in load_cases(arguments.cases, split="dev") if isinstance(c, CommentCase)]
    rows = samples(cases)
    langs = sorted({r.lang for r in rows})
    models, thresholds = {}, {}
    for action in ACTIONS:
        mine = [r for r in rows if r.action == action]
        probabilities, right = held_back(mine, langs), np.array([r.right for r in mine])
        print(f"{action}: {len(mine)} decisions, {100 * right.mean():.1f} % right, ECE {expected_calibration_error(probabilities.tolist(), right.tolist()):.3f} held back")
        models[action] = fit(mine, langs)
        if action == "answer":
            for precision in PRECISIONS:
                at = thresholds[f"{precision:g}"] = threshold(probabilities, right, precision)
                kept = probabilities >= at
                print(f"  precision {precision:g}: at {at:.3f}, {100 * kept.mean():.0f} % of the answers, {100 * right[kept].mean():.1f} % of them right")
    if not arguments.dry:
        path = knowledge_root() / FILE
        path.write_text(_toml(Trust(fitted_on=f"{len(cases)} dev cases in {len(langs)} languages", models=models, thresholds=thresholds)), encoding="utf-8")
        print(f"wrote {path}")
    return 0


def _toml(trust: Trust) -> str:
    lines = ["# How far decisions may be trusted: written by `python -m evals.calibrate`, not by hand.", f'fitted_on = "{trust.fitted_on}"', "", "[thresholds]"]
    lines += [f'"{precision}" = {at}' for precision, at in trust.thresholds.items()]
    for action, weights in trust.models.items():
        lines += ["", f"[models.{action}]", f"bias = {weights.bias}", "", f"[models.{action}.features]"]
        lines += [f"{name} = {value}" for name, value in weights.features.items()]
        lines += ["", f"[models.{action}.langs]", *(f"{lang} = {value}" for lang, value in weights.langs.items())]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    raise SystemExit(main())
