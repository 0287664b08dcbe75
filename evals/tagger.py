"""`python -m evals.tagger`: fit what reads the words beside the rules for personal data (knowledge/tagger.tsv) on labelled comments.

Every comment is shown with each of its data hidden in turn and the others masked, as if the rules had missed that one: the model learns to say
what a masked text still holds. L-BFGS with L1 and L2 (python-crfsuite); only the weights are kept.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import regex

from assistant.guard.pieces import REACH, Piece, cut
from assistant.guard.spans import Span
from assistant.guard.tagger import BIAS, EDGE, FILE, SEEN, load_tagger
from assistant.knowledge import knowledge_root
from evals.cases import CommentCase, load_cases
from evals.command import HERE
from evals.personal import Example, guard_of, of_cases, of_lines, of_phrasebooks, of_tested, variations

L1, L2, ROUNDS = 0.1, 0.05, 80
COPIES = 1  # variations of each comment
SEED = 1
_LEAST = 0.02  # a smaller weight changes nothing
_LINES_LEAST = 2  # comments that use an ordinary word
_WORDS_A_LINE = 12
_WORD = regex.compile(r"[\p{L}\p{M}]+")


def views(example: Example) -> Iterator[tuple[tuple[Span, ...], tuple[Span, ...]]]:
    """(masked, hidden): everything masked; each datum hidden; each kind hidden; all hidden."""
    spans = example.spans
    hidden = {(), *((span,) for span in spans), *(tuple(s for s in spans if s[2] == kind) for *_, kind in spans), spans}
    for some in sorted(hidden):
        yield tuple(span for span in spans if span not in some), some


class Vocabulary:
    """Words that comments use for ordinary things: outside their personal data, in `_LINES_LEAST` comments or more."""

    def __init__(self, examples: Iterable[Example]) -> None:
        self._lines = Counter(word for example in examples for word in ordinary(example))

    def others(self, example: Example) -> Callable[[str], tuple[str, ...]]:
        """What lists and the other comments say of a word: its own must not tell it that a word is ordinary."""
        own = ordinary(example)

        def tags(word: str) -> tuple[str, ...]:
            low = word.casefold()
            told = example.known.get(word, ())
            return (*told, SEEN) if self._lines[low] - (low in own) >= _LINES_LEAST else told

        return tags

    def words(self) -> list[str]:
        return sorted(word for word, lines in self._lines.items() if lines >= _LINES_LEAST)


def ordinary(example: Example) -> set[str]:
    """Casefolded words outside the personal data."""
    return {
        hit[0].casefold() for hit in _WORD.finditer(example.text) if not any(a < hit.end() and hit.start() < b for a, b, _ in example.spans)
    }


def labelled(example: Example, vocabulary: Vocabulary) -> Iterator[tuple[list[list[str]], list[str]]]:
    """Features and labels of every view of a comment."""
    known = vocabulary.others(example)
    for masked, hidden in views(example):
        pieces = cut(example.text, example.cues, masked, known)
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


def fit(examples: Sequence[Example], variants: Iterable[Example]) -> list[str]:
    """The lines of the file of weights. `variants` of the examples add no words."""
    import pycrfsuite

    vocabulary = Vocabulary(examples)

    trainer = pycrfsuite.Trainer(verbose=False)
    for example in (*examples, *variants):
        for names, labels in labelled(example, vocabulary):
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
    words = vocabulary.words()
    seen = [f"{SEEN}\t{' '.join(words[k : k + _WORDS_A_LINE])}" for k in range(0, len(words), _WORDS_A_LINE)]
    return [*("\t".join([name, *sorted(weights)]) for name, weights in sorted(rows.items())), *seen]


def gather(cases: Path, lines: Path, root: Path, chance: random.Random) -> tuple[list[Example], list[Example]]:
    """(what the rules read rightly and the lines of the tests, the lines marked by hand for this)."""
    dev = [c for c in load_cases(cases, split="dev") if isinstance(c, CommentCase)]
    markets = {case.lang: case.market for case in dev}
    first = [*of_cases(dev, root), *of_tested(lines, root), *of_phrasebooks(root, markets, chance)]
    return first, list(of_lines(root))


def held_out(first: Sequence[Example], lines: Sequence[Example], root: Path, share: int) -> str:
    """What is found in each `share`th marked line by a model that has not seen it, and how many innocent ones are masked: beside the rules alone."""
    kept, held = [e for k, e in enumerate(lines) if k % share], [e for k, e in enumerate(lines) if k % share == 0]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / FILE).write_text("\n".join(fit([*first, *kept], variations(kept, COPIES, random.Random(SEED)))), encoding="utf-8")  # noqa: S311
        tagger = load_tagger(Path(folder))
    told = []
    for name, reader in (("rules", None), ("with the tagger", tagger)):
        found = data = masked = innocent = 0
        for example in held:
            _, spans = guard_of(root, example.market, reader).personal(example.text)
            data += len(example.spans)
            found += sum(any(a < end and start < b for a, b, _ in spans) for start, end, _ in example.spans)
            innocent += not example.spans
            masked += not example.spans and bool(spans)
        told.append(
            f"{name:16} found {found}/{data} {found / data:.1%}   innocent lines masked {masked}/{innocent} {masked / innocent:.2%}"
        )
    return "\n".join(told)


def main() -> int:
    """Fit and write the file, or say what a fit is worth."""
    top = argparse.ArgumentParser(prog="python -m evals.tagger", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    top.add_argument("--cases", type=Path, default=HERE / "cases")
    top.add_argument("--lines", type=Path, default=HERE.parent / "tests" / "guard")
    top.add_argument("--held", type=int, metavar="N", help="write nothing: leave out each Nth line, and print what is found in those")
    arguments = top.parse_args()
    root, chance = knowledge_root(), random.Random(SEED)  # noqa: S311
    first, lines = gather(arguments.cases, arguments.lines, root, chance)
    if arguments.held:
        print(held_out(first, lines, root, arguments.held))
        return 0
    examples = [*first, *lines]
    rows = fit(examples, variations(examples, COPIES, chance))
    head = "# What the tagger of personal data weighs: written by `python -m evals.tagger`, not by hand."
    (root / FILE).write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    print(f"wrote {root / FILE}: {len(rows)} rows of {len(examples)} comments")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
