"""The figures per language, as a table for people and JUnit XML for CI."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from xml.etree import ElementTree

from assistant.domain import Decision, Value
from evals.cases import Case
from evals.scoring import Score
from evals.statistics import cluster_bootstrap, coverage_at, expected_calibration_error, risk_coverage, wilson

# column -> (score field, True when a high rate is good)
COLUMNS: dict[str, tuple[str, bool]] = {
    "passed": ("passed", True),
    "action right": ("action", True),
    "answer complete": ("complete", True),
    "wrong answers": ("wrong", False),
    "partial": ("partial", False),
    "missed": ("missed", False),
    "over-answered": ("over", False),
    "escalated": ("escalation", True),
    "reason": ("reason", True),
    "flags": ("flag", True),
    "false flags": ("false_flag", False),
    "masks": ("masks", True),
    "promises": ("promise", True),
    "false alarms": ("false_alarm", False),
    "language": ("lang_right", True),
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


class Spread(Value):
    """One column over the languages: their mean with its interval, and the worst of them."""

    mean: float
    low: float
    high: float
    worst: float
    worst_lang: str


def spreads(results: Sequence[Result]) -> dict[str, Spread]:
    """Each column's mean over languages (cluster bootstrap over the cases' groups) and its worst language."""
    table = by_language(results)
    found = {}
    for column, (field, good) in COLUMNS.items():
        by_lang = {lang: row[column].hits / row[column].n for lang, row in table.items() if lang != "all" and row[column].n}
        if not by_lang:
            continue
        clusters: dict[tuple[str, str], list[float]] = {}
        for case, _, scored in results:
            value = getattr(scored, field)
            if value is not None:
                clusters.setdefault((scored.lang, getattr(case, "group", case.id)), []).append(float(value))
        low, high = cluster_bootstrap(list(clusters.values()))
        worst = (min if good else max)(by_lang, key=lambda lang: by_lang[lang])
        found[column] = Spread(mean=sum(by_lang.values()) / len(by_lang), low=low, high=high, worst=by_lang[worst], worst_lang=worst)
    return found


class Calibration(Value):
    """How far the confidences can be believed. `coverage_3`: share of answers that go out at 3 % wrong ones."""

    n: int
    ece: float
    brier: float
    coverage_1: float
    coverage_3: float
    points: tuple[tuple[float, float], ...] = ()  # (coverage, risk) over the answers


def calibration(scores: Sequence[Score]) -> Calibration:
    """Over comments: confidence against the action's rightness, and risk against coverage over the answers given."""
    told = [s for s in scores if s.action is not None]
    said, right = [s.confidence for s in told], [bool(s.action and not s.wrong) for s in told]
    answers = [s for s in told if s.wrong is not None and s.topic and s.answered]
    points = risk_coverage([s.confidence for s in answers], [bool(s.wrong) for s in answers])
    brier = sum((c - r) ** 2 for c, r in zip(said, right, strict=True)) / max(1, len(told))
    return Calibration(
        n=len(told),
        ece=expected_calibration_error(said, right),
        brier=brier,
        coverage_1=coverage_at(points, 0.01),
        coverage_3=coverage_at(points, 0.03),
        points=tuple(points),
    )


def calibration_by_language(results: Sequence[Result]) -> dict[str, Calibration]:
    langs = sorted({s.lang for _, _, s in results})
    return {lang: calibration([s for _, _, s in results if s.lang == lang]) for lang in langs} | {"all": calibration([s for _, _, s in results])}


def confusions(results: Sequence[Result], least: int = 2) -> list[tuple[str, str, int]]:
    """(asked, answered, times) of what was confused at least so often, most frequent first."""
    pairs = Counter(s.topic for _, _, s in results if s.topic and s.topic[0] != s.topic[1] and not s.passed)
    return [(asked, got, n) for (asked, got), n in pairs.most_common() if n >= least]


def latency(results: Sequence[Result]) -> tuple[int, int, int]:
    """Median, 95th and 99th percentile of the decisions, ms."""
    times = sorted(d.latency_ms for _, d, _ in results) or [0]
    median, high, highest = (times[min(len(times) - 1, int(len(times) * q))] for q in (0.5, 0.95, 0.99))
    return median, high, highest


def markdown(results: Sequence[Result], *, failures: int = 2000) -> str:
    """Tables per language with n and interval, the spread over languages, calibration, confusions, then the failing cases."""
    table = by_language(results)
    lines = [f"# Evals: {len(results)} cases", "", "Rates as value (n; 95 % interval). Under n = 100 they are indicative.", ""]
    lines += ["| language | " + " | ".join(COLUMNS) + " |", "|" + "---|" * (len(COLUMNS) + 1)]
    lines += [f"| {lang} | " + " | ".join(str(row[c]) for c in COLUMNS) + " |" for lang, row in table.items()]
    lines += ["", "## Over languages", "", "| figure | mean (95 % interval) | worst language | gap |", "|---|---|---|---|"]
    lines += [
        f"| {column} | {100 * s.mean:.1f} % ({100 * s.low:.1f}–{100 * s.high:.1f}) | {s.worst_lang} {100 * s.worst:.1f} % | {100 * abs(s.mean - s.worst):.1f} |"
        for column, s in spreads(results).items()
    ]
    lines += ["", "## Calibration", "", "| language | n | ECE | Brier | answers out at 1 % wrong | at 3 % wrong |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {lang} | {c.n} | {c.ece:.3f} | {c.brier:.3f} | {100 * c.coverage_1:.0f} % | {100 * c.coverage_3:.0f} % |"
        for lang, c in calibration_by_language(results).items()
    ]
    p50, p95, p99 = latency(results)
    lines += ["", f"Latency of a decision: median {p50} ms, 95th percentile {p95} ms, 99th {p99} ms."]
    lines += ["", "## Confused", "", "| asked | became | times |", "|---|---|---|"]
    lines += [f"| {asked} | {got} | {n} |" for asked, got, n in confusions(results)[:40]]
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
