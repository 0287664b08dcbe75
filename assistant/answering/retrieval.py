"""Which topic a comment is about, by kinship with known phrasings, with a probability that can abstain.

A kernel ridge classifier over four views of a text (character n-grams, words, cue features, senses). The kernel form keeps
one similarity per known phrasing, so the nearest phrasing explains every choice, and leave-one-out scores come in
closed form (Rifkin & Lippert, "Notes on Regularized Least Squares", 2007): they calibrate the probability without a
second data set. Trained when a language is first
heard, and kept on a shelf for the next start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from mmap import mmap

import numpy as np

from assistant.answering.views import BLOCK, WIDTH, View, letter_groups, words_and_pairs
from assistant.ports import Shelf

# Best of a sweep over the dev cases of 17 languages: against 0.35, 0.15, 0.5 with ridge 0.5 and the plain kernel the first choice
# is right in 75.5 % instead of 73.1 %, and the surest 14 % instead of 4 % of the choices are right 95 times in 100.
CHAR_WEIGHT, WORD_WEIGHT, CUE_WEIGHT = 0.55, 0.25, 0.2
POWERS = (0.34, 0.33, 0.33)  # shares of the kernel, its square and its cube: two signs together say more than twice one
LIFT = 1.15  # of the score of a question that an entry of the shop answers: sellers write down what they are asked
SENSE_WEIGHT = 0.15  # of what the words mean, where a language lists it; the others share the rest
MEANING_WEIGHT = 0.35  # of a sentence encoder's view, where there is one; the others share the rest
RIDGE = 0.35
VERSION = 11  # of the training; a change of method makes stored ones worthless
FAMILY_WEIGHT = 0.15  # 0.1-0.5 gain 1-2 points leave-one-out in the small phrasebooks
_LONERS = ("p.", "common:", "faq:")  # labels without a family
_PIECE = 3  # letters of a text without spaces that are looked at as a word
_VIEWS = 4  # letter groups, words, cues, senses
_STEPS = 127  # of 8 bits with a sign
_LOOKED_AT = 32  # labels whose score is worked out: those with the nearest phrasings; hardly another can come out first


@dataclass(frozen=True, slots=True)
class Example:
    """One known phrasing in match form with blanks as single characters, its cue keys, and its label."""

    text: str
    cues: frozenset[str]
    label: str
    marked: frozenset[str] = frozenset()  # its words that were typed with marks, as typed
    phrase: str = ""  # as a person would write it, for a sentence encoder
    senses: frozenset[str] = frozenset()  # what its words mean, see `senses.py`


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possible reading. `probability` is calibrated for the best candidate of a text."""

    label: str
    score: float
    probability: float
    nearest: str  # the known phrasing that is most alike
    similarity: float  # 0..1
    explained: float = 1.0  # share of the text's known words (weighted) that phrasings of this label hold too
    meant: float = 1.0  # the same of its senses


class Retriever:
    """A trained classifier for one language. Immutable after construction."""

    def __init__(
        self,
        examples: Callable[[], Sequence[Example]],
        *,
        spaced: bool,
        shelf: Shelf | None = None,
        name: str = "",
        vectors: np.ndarray | None = None,
        sensed: bool = False,
    ) -> None:
        """`sensed`: the language lists what its words mean. `examples` gives the phrasings where they were not trained before: `shelf` is where they may have been, under `name`,
        which must change with them. `vectors`: of the phrasings by a sentence encoder, (n, d)."""
        self.spaced = spaced
        share = 1.0 if vectors is None else 1.0 - MEANING_WEIGHT
        form = share * (1.0 - SENSE_WEIGHT if sensed else 1.0)
        self._weights = (form * CHAR_WEIGHT, form * WORD_WEIGHT, form * CUE_WEIGHT, share - form)
        name = self._name(name, vectors)
        stored = shelf.get(name) if shelf else None
        if stored is None or not _is_whole(stored):
            stored = self._made(examples(), vectors)
            if shelf:
                shelf.put(name, stored)
        self.labels = tuple(str(label) for label in stored["labels"])
        self._texts, self._ends, self._starts = stored["texts"], stored["ends"], stored["starts"]
        n = len(self._ends)
        self._row_label = np.repeat(np.arange(len(self.labels), dtype=np.uint16), np.diff([*self._starts.tolist(), n]))
        self._views = tuple(
            View(weight, n, {key: stored[f"{i}.{key}"] for key in View.KEPT}) for i, weight in enumerate(self._weights)
        )
        self._vectors = None if vectors is None else vectors[stored["order"]]
        self._extra: tuple[tuple[View, ...], np.ndarray, list[str], np.ndarray] | None = None
        self._dual, self._step, self._slope, self._offset = stored["dual"], stored["step"], stored["slope"], float(stored["offset"])

    @property
    def texts(self) -> Iterator[str]:
        """The known phrasings, as they were trained on."""
        return map(self._text, range(len(self._ends)))

    def _text(self, row: int) -> str:
        return self._texts[self._ends[row - 1] if row else 0 : self._ends[row]].tobytes().decode()

    def _name(self, name: str, vectors: np.ndarray | None) -> str:
        """Of everything the training depends on."""
        parts = (name, VERSION, self._weights, POWERS, RIDGE, FAMILY_WEIGHT, WIDTH, self.spaced)
        digest = sha256(repr(parts).encode())
        if vectors is not None:
            digest.update(repr(MEANING_WEIGHT).encode() + np.ascontiguousarray(vectors).tobytes())
        return digest.hexdigest()[:32]

    def _made(self, examples: Sequence[Example], vectors: np.ndarray | None) -> dict[str, np.ndarray]:
        """Everything a retriever is: the phrasings by label, their features, and the training on them."""
        order = sorted(range(len(examples)), key=lambda i: examples[i].label)
        rows = [examples[i] for i in order]
        labels = sorted({e.label for e in rows})
        of_row = np.searchsorted(labels, [e.label for e in rows])
        texts = [e.text.encode() for e in rows]
        views = self._views_on(rows, self._weights)
        return {
            "labels": np.array(labels),
            "starts": np.searchsorted(of_row, np.arange(len(labels))).astype(np.int32),
            "order": np.array(order, dtype=np.int32),
            "texts": np.frombuffer(b"".join(texts), dtype=np.uint8),
            "ends": np.cumsum([len(t) for t in texts], dtype=np.int32),
            **{f"{i}.{key}": array for i, view in enumerate(views) for key, array in view.arrays().items()},
            **_train(views, labels, of_row, None if vectors is None else vectors[order]),
        }

    def _views_on(self, rows: Sequence[Example], weights: Sequence[float]) -> tuple[View, ...]:
        return (
            View.of((letter_groups(e.text, self.spaced) for e in rows), weights[0]),
            View.of((words_and_pairs(e.text) | e.marked for e in rows), weights[1]),
            View.of((e.cues for e in rows), weights[2]),
            View.of((e.senses for e in rows), weights[3]),
        )

    def learn(self, extra: Sequence[Example]) -> None:
        """Add a shop's own phrasings: what the known ones say of them is corrected by a second, small regression (one step of
        boosting), so that the training of a language serves every shop. Labels may be new."""
        if not extra:
            return
        new = sorted({e.label for e in extra} - set(self.labels))
        self.labels = (*self.labels, *new)
        kin = _kin(self.labels)
        sims = np.stack([self._similarities(e, None) for e in extra])
        base = np.arange(len(self.labels) - len(new))
        said = np.hstack([np.stack([self._scores(row, base) for row in sims]), np.zeros((len(extra), len(new)), dtype=np.float32)])
        targets = np.zeros_like(said)
        targets[np.arange(len(extra)), [self.labels.index(e.label) for e in extra]] = 1
        views = self._views_on(extra, self._weights)
        kernel = np.stack([self._views_of(views, e) for e in extra])
        kernel.flat[:: len(extra) + 1] += RIDGE
        dual = np.linalg.solve(kernel, targets @ kin - said).astype(np.float32)
        self._extra = (views, dual, [e.text for e in extra], np.array([self.labels.index(e.label) for e in extra]))

    def known(self, text: str) -> float:
        """Share of a text's words (of its letter groups, where words are not spaced) that the phrasings hold, 0..1."""
        return self._views[1].known(text.split()) if self.spaced else self._views[0].known(letter_groups(text, spaced=False))

    def candidates(
        self,
        text: str,
        cues: frozenset[str],
        *,
        marked: frozenset[str] = frozenset(),
        senses: frozenset[str] = frozenset(),
        top: int = 4,
        without: frozenset[str] = frozenset(),
        lifted: frozenset[str] = frozenset(),
        vector: np.ndarray | None = None,
    ) -> list[Candidate]:
        """The `top` most likely labels of a text (match form, blanks as single characters), best first; `without` are left out.

        `lifted`: labels more likely here than in the phrasebook.

        `vector`: the text's, by the encoder of the phrasings' vectors, shape (d,); needed where those were given.
        """
        asked = Example(text, cues, "", marked, senses=senses)
        sims = self._similarities(asked, vector)
        scores = np.zeros(len(self._step), dtype=np.float32)
        looked_at = self._nearest_labels(sims)
        scores[looked_at] = self._scores(sims, looked_at)
        row_label = self._row_label
        if self._extra is not None:
            views, dual, _, of_label = self._extra
            own = self._views_of(views, asked)
            scores = np.append(scores, np.zeros(len(self.labels) - len(scores), dtype=np.float32)) + own @ dual
            sims, row_label = np.append(sims, own), np.append(row_label, of_label)
        if lifted:
            scores[[i for i, label in enumerate(self.labels) if label in lifted]] *= LIFT
        scores[[i for i, label in enumerate(self.labels) if label in without]] = -1
        order = np.argpartition(-scores, min(top, len(scores) - 1))[:top]
        order = order[np.argsort(-scores[order], kind="stable")]
        best, runner_up = float(scores[order[0]]), float(scores[order[1]]) if len(order) > 1 else 0.0
        found = []
        for rank, column in enumerate(order):
            rows = np.flatnonzero(row_label == column)
            nearest = int(rows[np.argmax(sims[rows])])
            likeness = float(_without_powers(sims[nearest]))
            rival = runner_up if rank == 0 else best
            features = np.array([scores[column], scores[column] - rival, likeness])
            probability = float(1 / (1 + np.exp(-np.clip(features @ self._slope + self._offset, -30, 30))))
            explained, meant = self._explained(asked, column) if rank == 0 else (1.0, 1.0)
            found.append(Candidate(self.labels[column], float(scores[column]), probability, self._phrasing(nearest), likeness, explained, meant))
        return sorted(found, key=lambda c: -c.probability)  # likeness to one phrasing may outweigh a narrow lead

    def _explained(self, asked: Example, column: int) -> tuple[float, float]:
        """How much of a text is said in phrasings of a label too, of its words and of its senses: "is the zip metal or plastic" is near
        "what is it made of", which says nothing of zips."""
        words = asked.text.split() if self.spaced else [g for g in letter_groups(asked.text, spaced=False) if 2 <= len(g) <= _PIECE]
        return self._share(self._views[1 if self.spaced else 0], words, column), self._share(self._views[3], asked.senses, column)

    def _share(self, view: View, features: Iterable[str], column: int) -> float:
        if column >= len(self._step):  # one of the shop's own: its few phrasings tell little
            return 1.0
        first, last = self._starts[column], self._starts[column + 1] if column + 1 < len(self._starts) else len(view)
        found = [(bool(((rows >= first) & (rows < last)).any()), weight) for rows, weight in view.rows_with(features)]
        return sum(w for here, w in found if here) / sum(w for _, w in found) if found else 1.0

    def _phrasing(self, row: int) -> str:
        """A known phrasing, or one of the shop's behind them."""
        own = row - len(self._ends)
        return self._text(row) if own < 0 or self._extra is None else self._extra[2][own]

    def _nearest_labels(self, sims: np.ndarray) -> np.ndarray:
        """The labels whose phrasings come nearest, as many as are looked at."""
        likeness = np.maximum.reduceat(sims, self._starts)
        return np.argpartition(-likeness, _LOOKED_AT)[:_LOOKED_AT] if len(likeness) > _LOOKED_AT else np.arange(len(likeness))

    def _scores(self, sims: np.ndarray, labels: np.ndarray) -> np.ndarray:
        """Scores of some labels (columns of the training) by the similarities to every phrasing (n,)."""
        weights = self._dual[labels].astype(np.float32)
        weights *= np.abs(weights)
        return (weights @ sims) * self._step[labels]

    def _similarities(self, asked: Example, vector: np.ndarray | None) -> np.ndarray:
        """Of one text to every phrasing the language was trained on, (n,)."""
        meaning = None if self._vectors is None or vector is None else np.float32(MEANING_WEIGHT) * _likeness(self._vectors @ vector)
        return self._views_of(self._views, asked, meaning)

    def _views_of(self, views: tuple[View, ...], asked: Example, meaning: np.ndarray | None = None) -> np.ndarray:
        features = (letter_groups(asked.text, self.spaced), words_and_pairs(asked.text) | asked.marked, asked.cues, asked.senses)
        sims = np.zeros(len(views[0]), dtype=np.float32)
        for view, seen in zip(views, features, strict=True):
            if view.weight:
                sims += view.similarities(seen)
        if meaning is not None:
            sims += meaning
        _with_powers(sims)
        return sims

    def weight_of(self, sense: str) -> float:
        """How much a sense tells: those in few phrasings tell more."""
        return self._views[-1].weight_of(sense)


def _is_whole(stored: Mapping[str, np.ndarray]) -> bool:
    """What came off the shelf has all its parts, in shapes that fit each other, and no weight without sense."""
    needed = {"labels", "starts", "order", "texts", "ends", "dual", "step", "slope", "offset"}
    if not needed | {f"{i}.{key}" for i in range(_VIEWS) for key in View.KEPT} <= stored.keys():
        return False
    labels, n = len(stored["labels"]), len(stored["ends"])
    shapes = {"starts": (labels,), "order": (n,), "dual": (labels, n), "step": (labels,), "slope": (3,), "offset": ()}
    return all(stored[k].shape == shape for k, shape in shapes.items()) and all(np.isfinite(stored[k]).all() for k in ("step", "slope", "offset"))


def _train(views: Sequence[View], labels: Sequence[str], of_row: np.ndarray, vectors: np.ndarray | None) -> dict[str, np.ndarray]:
    """`dual` weights (labels, n) in steps of `step` (labels,), see `_in_steps`, `slope` (3,) and `offset` () of the probability.

    `of_row`: index of the label of each row (n,). Single precision: a kernel of unit diagonal with a ridge is well conditioned.
    """
    n = len(of_row)
    kernel = _scratch(n)
    for view in views:
        view.add_gram(kernel)
    if vectors is not None:
        kernel += np.float32(MEANING_WEIGHT) * _likeness(vectors @ vectors.T)
    _with_powers(kernel)
    targets = np.zeros((n, len(labels)), dtype=np.float32)
    targets[np.arange(n), of_row] = 1
    ridged = _scratch(n)
    ridged[:] = kernel
    ridged.flat[:: n + 1] += RIDGE
    dual, diagonal = _solve(ridged, targets)
    left_out = targets - dual / diagonal[:, None]
    del ridged
    kin = _kin(labels)
    dual, left_out = dual @ kin, left_out @ kin
    np.fill_diagonal(kernel, 0)
    slope, offset = _calibrate(left_out, kernel, of_row)
    steps, step = _in_steps(dual.T)
    return {"dual": steps, "step": step, "slope": slope, "offset": np.array(offset)}


def _with_powers(similarities: np.ndarray) -> None:
    """Mix in the square and the cube, in place, a block at a time: they too are kernels (Schur's product theorem)."""
    one, two, three = map(np.float32, POWERS)
    if similarities.ndim == 1:
        similarities *= one + similarities * (two + three * similarities)
        return
    for part in np.array_split(similarities, max(1, len(similarities) // BLOCK)):
        part *= one + part * (two + three * part)


def _likeness(cosines: np.ndarray) -> np.ndarray:
    """Cosines as a kernel: encoders hold all short texts for somewhat alike, so only what stands out counts. Stays positive definite."""
    return np.maximum(cosines, 0).astype(np.float32) ** 3


def _in_steps(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights (labels, n) as 8-bit steps with a sign, finer near zero, and the step of each label: a weight is steps * |steps| of it.

    Most weights are a thousandth of the largest: with even steps they would all be nothing, with squares of steps the scores of
    comments change by 0.003 (median over four languages; at most 0.016).
    """
    most = np.maximum(np.abs(weights).max(axis=1, initial=0), 1e-9)
    steps = np.rint(np.sqrt(np.abs(weights) / most[:, None]) * _STEPS) * np.sign(weights)
    return steps.astype(np.int8), (most / _STEPS**2).astype(np.float32)


def _kin(labels: Sequence[str]) -> np.ndarray:
    """(labels, labels): each label's score also lifts its family's (`coupon_*`, `giveaway_*`): one says what the talk is of."""
    families = [label if label.startswith(_LONERS) else label.split("_")[0] for label in labels]
    same = np.array([[a == b for b in families] for a in families], dtype=np.float32)
    return (np.eye(len(labels), dtype=np.float32) + FAMILY_WEIGHT * (same - np.eye(len(labels), dtype=np.float32))).astype(np.float32)


def _scratch(n: int) -> np.ndarray:
    """Zeros (n, n) in pages of their own: dropped, they go back to the system, where the C heap would keep them."""
    return np.frombuffer(mmap(-1, 4 * max(1, n * n)), dtype=np.float32, count=n * n).reshape(n, n)


_PLAIN = np.linspace(0, 1, 257, dtype=np.float32)
_MIXED = _PLAIN.copy()
_with_powers(_MIXED)


def _without_powers(likeness: np.ndarray) -> np.ndarray:
    """The plain likeness, 0..1, behind a mixture of its powers, which grows with it."""
    return np.interp(likeness, _MIXED, _PLAIN)


def _solve(matrix: np.ndarray, targets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(solution (n, labels), diagonal of the inverse (n,)) of a symmetric positive definite matrix, which is overwritten."""
    from scipy import linalg  # see add_gram

    factor, fault = linalg.lapack.spotrf(matrix.T, lower=1, overwrite_a=1)
    if fault:
        raise ValueError(f"the kernel of the phrasings is not positive definite (LAPACK {fault})")
    solution, _ = linalg.lapack.spotrs(factor, np.asfortranarray(targets), lower=1)
    root, _ = linalg.lapack.strtri(factor, lower=1, overwrite_c=1)  # the inverse is root' root: its diagonal is the columns' squares
    diagonal = np.empty(len(targets), dtype=np.float32)
    for start in range(0, len(targets), BLOCK):  # below the diagonal only: above it, LAPACK leaves what was there
        block = np.tril(root[start:, start : start + BLOCK])
        diagonal[start : start + BLOCK] = (block * block).sum(axis=0)
    return np.ascontiguousarray(solution), diagonal


def _calibrate(left_out: np.ndarray, kernel: np.ndarray, row_label: np.ndarray) -> tuple[np.ndarray, float]:
    """Logistic fit of "the best label is right" on leave-one-out score, margin and likeness. Returns (slope (3,), offset)."""
    order = np.argsort(-left_out, axis=1)[:, :2]
    rows = np.arange(len(left_out))
    best, second = left_out[rows, order[:, 0]], left_out[rows, order[:, 1]] if left_out.shape[1] > 1 else np.zeros(len(rows))
    label_rows = [np.flatnonzero(row_label == k) for k in range(left_out.shape[1])]
    likeness = np.array([kernel[i, label_rows[k]].max(initial=0.0) for i, k in zip(rows, order[:, 0], strict=True)])
    features = np.stack([best, best - second, _without_powers(likeness)], axis=1)
    right = (order[:, 0] == row_label).astype(float)

    from scipy import optimize  # only training needs it, and it takes a quarter of a second to import

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        z = features @ parameters[:3] + parameters[3]
        p = 1 / (1 + np.exp(-np.clip(z, -30, 30)))
        cross = -(right * np.log(p + 1e-9) + (1 - right) * np.log(1 - p + 1e-9)).mean() + 1e-3 * (parameters[:3] ** 2).mean()
        gradient = np.concatenate([features.T @ (p - right) / len(right) + 2e-3 * parameters[:3] / 3, [(p - right).mean()]])
        return float(cross), gradient

    fit = optimize.minimize(loss, np.array([4.0, 4.0, 1.0, -1.0]), jac=True, method="L-BFGS-B", bounds=[(0, None)] * 3 + [(None, None)])
    return fit.x[:3], float(fit.x[3])
