"""`python -m evals.tagger`: fit what reads the words beside the rules for personal data (knowledge/tagger.tsv) on labelled comments.

Every comment is shown with each of its data hidden in turn and the others masked, as if the rules had missed that one: the model learns to say
what a masked text still holds. L-BFGS with L1 and L2 (python-crfsuite); only the weights are kept.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from assistant.guard.pieces import REACH, Piece, cut
from assistant.guard.remains import worth_reading
from assistant.guard.spans import Span
from assistant.guard.tagger import BIAS, EDGE, FILE
from assistant.knowledge import knowledge_root
from evals.cases import CommentCase, load_cases
from evals.command import HERE
from evals.personal import Example, of_cases, of_lines, of_phrasebooks, variations

L1, L2, ROUNDS = 0.1, 0.05, 80
COPIES = 2  # variations of each comment
SEED = 1
_LEAST = 0.02  # a smaller weight changes nothing


def views(example: Example) -> Iterator[tuple[tuple[Span, ...], tuple[Span, ...]]]:
    """(masked, hidden): everything masked; each datum hidden; each kind hidden; all hidden."""
    spans = example.spans
    hidden = {(), *((span,) for span in spans), *(tuple(s for s in spans if s[2] == kind) for *_, kind in spans), spans}
    for some in sorted(hidden):
        yield tuple(span for span in spans if span not in some), some


def labelled(example: Example) -> Iterator[tuple[list[list[str]], list[str]]]:
    """Features and labels of every view of a comment."""
    for masked, hidden in views(example):
        pieces = cut(example.text, example.cues, masked, lambda word: example.known.get(word, ()))
        if pieces:
            yield features(pieces), [_label(piece, hidden) for piece in pieces]


def features(pieces: Sequence[Piece]) -> list[list[str]]:
    """`own` features as they are, `near` ones with how far away their piece is."""
    out = []
    for k, piece in enumerate(pieces):
        names = [f"own\t{name}" for name in (BIAS, *piece.own)]
        for step in range(-REACH, REACH + 1):
            if 0 <= k + step < len(pieces):
                other = pieces[k + step]
                words = [other.word] if other.word and abs(step) <= 1 else []
                names += [f"{step}\t{name}" for name in (*other.near, *words)]
            else:
                names.append(f"{step}\t{EDGE}")
        out.append(names)
    return out


def _label(piece: Piece, hidden: Iterable[Span]) -> str:
    for start, end, kind in hidden:
        if start < piece.end and piece.start < end:
            return f"{'B' if piece.start <= start else 'I'}-{kind}"
    return "O"


def fit(examples: Iterable[Example]) -> list[str]:
    """The lines of the file of weights."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(verbose=False)
    for example in examples:
        for names, labels in labelled(example):
            trainer.append(names, labels)
    trainer.set_params({"c1": L1, "c2": L2, "max_iterations": ROUNDS})
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "model")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        info = tagger.info()
    rows: dict[str, list[str]] = {}
    for (name, label), weight in [*info.state_features.items(), *((((f"step\t{a}"), b), w) for (a, b), w in info.transitions.items())]:
        if abs(weight) >= _LEAST or name.startswith("step"):
            rows.setdefault(name, []).append(f"{label}={weight:.2f}")
    return ["\t".join([name, *sorted(weights)]) for name, weights in sorted(rows.items())]


def main() -> int:
    """Fit and write the file."""
    top = argparse.ArgumentParser(prog="python -m evals.tagger", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    top.add_argument("--cases", type=Path, default=HERE / "cases")
    top.add_argument("--lines", type=Path, default=HERE.parent / "tests" / "guard")
    arguments = top.parse_args()
    root, chance = knowledge_root(), random.Random(SEED)  # noqa: S311
    cases = [c for c in load_cases(arguments.cases, split="dev") if isinstance(c, CommentCase)]
    markets = {case.lang: case.market for case in cases}
    every = (*of_cases(cases, root), *of_lines(arguments.lines, root), *of_phrasebooks(root, markets))
    examples = [example for example in every if worth_reading(example.text, example.cues, example.spans)]
    lines = fit([*examples, *variations(examples, COPIES, chance)])
    head = "# What the tagger of personal data weighs: written by `python -m evals.tagger`, not by hand."
    (root / FILE).write_text("\n".join([head, *lines, ""]), encoding="utf-8")
    print(f"wrote {root / FILE}: {len(lines)} features of {len(examples)} comments")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
