"""The figures per language, as a table for people and JUnit XML for CI."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from assistant.domain import Decision, Value
from evals.cases import Case
from evals.scoring import Score
from evals.statistics import wilson

# column -> (score field, True when a high rate is good)
COLUMNS: dict[str, tuple[str, bool]] = {
    "passed": ("passed", True),
    "action right": ("action", True),
    "answer complete": ("complete", True),
    "wrong answers": ("wrong", False),
    "missed": ("missed", False),
    "over-answered": ("over", False),
    "escalated": ("escalation", True),
    "reason": ("reason", True),
    "flags": ("flag", True),
    "false flags": ("false_flag", False),
    "masks": ("masks", True),
    "promises": ("promise", True),
    "false alarms": ("false_alarm", False),
}


class Rate(Value):
    """A rate with its 95 % interval; n = 0 means not scored."""

    hits: int
    n: int
    low: float
    high: float

    def __str__(self) -> str:
        if not self.n:
            return "–"
        return f"{100 * self.hits / self.n:.0f} % ({self.n}; {100 * self.low:.0f}–{100 * self.high:.0f})"


Result = tuple[Case, Decision, Score]


def rates(scores: Sequence[Score]) -> dict[str, Rate]:
    """Each column over these scores."""
    table = {}
    for column, (field, _) in COLUMNS.items():
        values = [v for v in (getattr(s, field) for s in scores) if v is not None]
        low, high = wilson(sum(values), len(values))
        table[column] = Rate(hits=sum(values), n=len(values), low=low, high=high)
    return table


def by_language(results: Sequence[Result]) -> dict[str, dict[str, Rate]]:
    langs = sorted({s.lang for _, _, s in results})
    table = {lang: rates([s for _, _, s in results if s.lang == lang]) for lang in langs}
    return {**table, "all": rates([s for _, _, s in results])}


def markdown(results: Sequence[Result], *, failures: int = 40) -> str:
    """A table per language with n and interval, then the failing cases."""
    table = by_language(results)
    lines = [f"# Evals: {len(results)} cases", "", "Rates as value (n; 95 % interval). Under n = 100 they are indicative.", ""]
    lines += ["| language | " + " | ".join(COLUMNS) + " |", "|" + "---|" * (len(COLUMNS) + 1)]
    lines += [f"| {lang} | " + " | ".join(str(row[c]) for c in COLUMNS) + " |" for lang, row in table.items()]
    failing = [(c, s) for c, _, s in results if not s.passed]
    lines += ["", f"## Failing: {len(failing)}", ""]
    lines += [f"- `{c.id}` {c.text!r}: {s.why}" for c, s in failing[:failures]]
    return "\n".join(lines) + "\n"


def junit(results: Sequence[Result]) -> str:
    """One testcase per case, properties lang and market."""
    suite = ElementTree.Element("testsuite", name="evals", tests=str(len(results)), failures=str(sum(not s.passed for _, _, s in results)))
    for case, _, scored in results:
        node = ElementTree.SubElement(suite, "testcase", classname=f"evals.{scored.lang}", name=case.id)
        properties = ElementTree.SubElement(node, "properties")
        for name in ("lang", "market"):
            ElementTree.SubElement(properties, "property", name=name, value=getattr(case, name))
        if not scored.passed:
            ElementTree.SubElement(node, "failure", message=_xml(scored.why)).text = _xml(case.text)
    return ElementTree.tostring(suite, encoding="unicode")


def _xml(text: str) -> str:
    return "".join(c if c.isprintable() or c in "\n\t" else "�" for c in text)
