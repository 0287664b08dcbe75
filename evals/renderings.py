"""How well the grounding checker tells right renderings of an answer from subtly wrong ones, by language and kind of fault.

Run: `python -m evals.renderings [--lang LANG ...] [--failures]`. Renderings are in `evals/renderings/<lang>.toml`. Those at even places of a
file were looked at while the words were written; of those at odd places only totals were. `--failures` shows the even ones that were
judged wrongly.
"""

from __future__ import annotations

import argparse
import time
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.domain import Value
from assistant.grounding import Checker, Fault, Grounds
from assistant.knowledge import Knowledge, load_knowledge
from assistant.market.sheet import MISSING, Sheet, load_sheet

HERE = Path(__file__).resolve().parent
RENDERINGS = HERE / "renderings"


class Rendering(Value):
    """One wording of an embedded answer; `fault` names what is wrong with it, empty where nothing is."""

    shop: str
    market: str
    question: str
    facts: tuple[str, ...]
    answer: str
    text: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A rendering at its place in the file, and what the checker found."""

    place: int
    rendering: Rendering
    found: tuple[Fault, ...]
    took_s: float

    @property
    def is_right(self) -> bool:
        """Whether the checker and the file agree."""
        return bool(self.found) == bool(self.rendering.fault)


class Rates(Value):
    """Shares of 0..1 with the numbers they are of."""

    wrong: int
    caught: int
    right: int
    passed: int

    @property
    def caught_rate(self) -> float:
        return self.caught / self.wrong if self.wrong else 1.0

    @property
    def passed_rate(self) -> float:
        return self.passed / self.right if self.right else 1.0


def langs() -> tuple[str, ...]:
    """Languages with a file of renderings."""
    return tuple(sorted(path.stem for path in RENDERINGS.glob("*.toml")))


def load(lang: str) -> tuple[Rendering, ...]:
    """The renderings of one language. Raises `ValidationError` for one with unknown or missing keys."""
    data = tomllib.loads((RENDERINGS / f"{lang}.toml").read_text(encoding="utf-8"))
    return tuple(map(Rendering.model_validate, data["rendering"]))


def outcomes(lang: str, knowledge: Knowledge) -> Iterator[Outcome]:
    """What the checker says of each rendering of a language."""
    sheets = lru_cache(maxsize=None)(lambda shop: load_sheet(knowledge.root / "shops" / shop / "shop.toml"))
    checkers: dict[tuple[str, str], Checker] = {}
    for place, rendering in enumerate(load(lang)):
        sheet = sheets(rendering.shop)
        checker = checkers.get((rendering.shop, rendering.market))
        if checker is None:
            checker = checkers[rendering.shop, rendering.market] = Checker.for_room(knowledge, sheet, rendering.market)
            checker.check(rendering.text, grounds_of(rendering, lang, sheet))  # the first reads the language's files
        grounds = grounds_of(rendering, lang, sheet)
        started = time.perf_counter()
        found = checker.check(rendering.text, grounds)
        yield Outcome(place, rendering, found, time.perf_counter() - started)


def grounds_of(rendering: Rendering, lang: str, sheet: Sheet) -> Grounds:
    """What the rendering may say."""
    facts = {path: sheet.get(path) for path in rendering.facts}
    known = {path: value for path, value in facts.items() if value is not MISSING}
    return Grounds(lang=lang, market=rendering.market, facts=known, answers=(rendering.answer,), question=rendering.question)


def rates(found: Sequence[Outcome]) -> Rates:
    """How many wrong ones were caught and how many right ones passed."""
    wrong = [o for o in found if o.rendering.fault]
    right = [o for o in found if not o.rendering.fault]
    return Rates(wrong=len(wrong), caught=sum(o.is_right for o in wrong), right=len(right), passed=sum(o.is_right for o in right))


def by_fault(found: Sequence[Outcome]) -> dict[str, str]:
    """Kind of fault -> "caught/all"."""
    kinds = sorted({o.rendering.fault for o in found if o.rendering.fault})
    return {kind: f"{sum(o.is_right for o in found if o.rendering.fault == kind)}/{sum(o.rendering.fault == kind for o in found)}" for kind in kinds}


def _line(name: str, found: Sequence[Outcome]) -> str:
    r = rates(found)
    slow = sorted(o.took_s for o in found)[int(0.99 * (len(found) - 1))] * 1000
    return f"{name:8} wrong caught {r.caught:3}/{r.wrong:<3} {r.caught_rate:6.1%}   right passed {r.passed:3}/{r.right:<3} {r.passed_rate:6.1%}   p99 {slow:.1f} ms"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.renderings", description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--lang", action="append", choices=langs(), help="only these languages")
    parser.add_argument("--failures", action="store_true", help="show the even ones that were judged wrongly")
    options = parser.parse_args(argv)
    chosen = tuple(options.lang or langs())
    knowledge = load_knowledge(langs=tuple(dict.fromkeys((*chosen, "en"))), needed=())
    everything: list[Outcome] = []
    for lang in chosen:
        found = list(outcomes(lang, knowledge))
        everything += found
        print(_line(lang, found))
        for part, name in ((0, "  even"), (1, "  odd")):
            print(_line(name, [o for o in found if o.place % 2 == part]))
        if options.failures:
            for o in found:
                if not o.place % 2 and not o.is_right:
                    print(f"    {o.place} {o.rendering.fault or 'RIGHT'} | {o.rendering.answer} | {o.rendering.text} | {'; '.join(f'{f.kind}: {f.what}' for f in o.found)}")
    print(_line("all", everything))
    print("  ".join(f"{kind} {share}" for kind, share in by_fault(everything).items()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
