"""The report as one self-contained page: tables, plots as SVG, the confusion matrix, the failing cases with their traces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape

from evals.report import COLUMNS, Result, by_language, calibration, calibration_by_language, spreads

_STYLE = """
:root{color-scheme:light dark;--ink:#1b1b1f;--paper:#fff;--soft:#eef0f4;--good:#2a7f4f;--bad:#b3372f;--line:#8886}
@media(prefers-color-scheme:dark){:root{--ink:#e9e9ee;--paper:#15161a;--soft:#23252c;--good:#63c48f;--bad:#f08379}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);margin:2rem auto;max-width:75rem;padding:0 1rem}
.wide{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums}th,td{padding:.2rem .6rem;border-bottom:1px solid var(--line);text-align:start}
thead th{position:sticky;top:0;background:var(--paper)}td.bad{color:var(--bad)}td.good{color:var(--good)}
svg{max-width:100%;height:auto;background:var(--soft);border-radius:.4rem}svg text{fill:var(--ink);font:11px system-ui}
figure{display:inline-block;margin:0 1rem 1rem 0}details{margin:.2rem 0;border-bottom:1px solid var(--line)}code{font-size:.9em}
"""
_SIDE, _PAD = 240, 30


def page(results: Sequence[Result]) -> str:
    """HTML of one run."""
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>",
        f"<title>Evals: {len(results)} cases</title><style>{_STYLE}</style><h1>Evals: {len(results)} cases</h1>",
        "<p>Rates as value (n; 95 % interval). Under n = 100 they are indicative.</p>",
        _table(results),
        _spread(results),
        "<h2>Calibration</h2>",
        _calibration(results),
        "<h2>What was taken for what</h2>",
        _matrix(results),
        _failures(results),
    ]
    return "\n".join(parts)


def _table(results: Sequence[Result]) -> str:
    head = "".join(f"<th>{escape(c)}</th>" for c in COLUMNS)
    rows = "".join(
        f"<tr><th>{lang}</th>" + "".join(f"<td>{escape(str(row[c]))}</td>" for c in COLUMNS) + "</tr>" for lang, row in by_language(results).items()
    )
    return f"<div class=wide><table><thead><tr><th>language</th>{head}</tr></thead>{rows}</table></div>"


def _spread(results: Sequence[Result]) -> str:
    rows = "".join(
        f"<tr><th>{escape(c)}</th><td>{100 * s.mean:.1f} % ({100 * s.low:.1f}–{100 * s.high:.1f})</td><td>{s.worst_lang} {100 * s.worst:.1f} %</td>"
        f"<td>{100 * abs(s.mean - s.worst):.1f}</td></tr>"
        for c, s in spreads(results).items()
    )
    return f"<h2>Over languages</h2><table><thead><tr><th>figure<th>mean<th>worst<th>gap</tr></thead>{rows}</table>"


def _calibration(results: Sequence[Result]) -> str:
    rows = "".join(
        f"<tr><th>{lang}</th><td>{c.n}</td><td>{c.ece:.3f}</td><td>{c.brier:.3f}</td><td>{100 * c.coverage_1:.0f} %</td><td>{100 * c.coverage_3:.0f} %</td></tr>"
        for lang, c in calibration_by_language(results).items()
    )
    table = (
        "<table><thead><tr><th>language<th>n<th>ECE<th>Brier<th>answers out at 1 % wrong<th>at 3 %</tr></thead>" + rows + "</table>"
    )
    scores = [s for _, _, s in results]
    told = sorted((s.confidence, bool(s.action and not s.wrong)) for s in scores if s.action is not None)
    bins = [told[len(told) * i // 10 : len(told) * (i + 1) // 10] for i in range(10)]
    reliability = [(sum(c for c, _ in b) / len(b), sum(r for _, r in b) / len(b)) for b in bins if b]
    risk = [(x, min(1.0, 5 * y)) for x, y in calibration(scores).points]
    histogram = Counter(min(9, int(10 * s.confidence)) for s in scores if s.action is not None)
    most = max(histogram.values(), default=1)
    bars = "".join(
        f"<rect x='{_PAD + i * (_SIDE - 2 * _PAD) / 10:.1f}' y='{_SIDE - _PAD - n * (_SIDE - 2 * _PAD) / most:.1f}' width='16' height='{n * (_SIDE - 2 * _PAD) / most:.1f}' fill='var(--good)'><title>{n}</title></rect>"
        for i, n in sorted(histogram.items())
    )
    return (
        table
        + _plot(reliability, "confidence against rightness", diagonal=True)
        + _plot(risk, "risk (0–20 %) against coverage")
        + f"<figure><svg viewBox='0 0 {_SIDE} {_SIDE}' width={_SIDE} role=img aria-label='histogram of confidences'>{bars}</svg><figcaption>how many decisions at which confidence</figcaption></figure>"
    )


def _plot(points: Sequence[tuple[float, float]], caption: str, *, diagonal: bool = False) -> str:
    room = _SIDE - 2 * _PAD
    at = [f"{_PAD + x * room:.1f},{_SIDE - _PAD - y * room:.1f}" for x, y in points]
    line = f"<polyline points='{' '.join(at)}' fill=none stroke='var(--good)' stroke-width=2 />"
    guide = f"<line x1={_PAD} y1={_SIDE - _PAD} x2={_SIDE - _PAD} y2={_PAD} stroke='var(--line)' />" if diagonal else ""
    axes = f"<path d='M{_PAD} {_PAD}V{_SIDE - _PAD}H{_SIDE - _PAD}' fill=none stroke='var(--ink)' />"
    return f"<figure><svg viewBox='0 0 {_SIDE} {_SIDE}' width={_SIDE} role=img aria-label='{escape(caption)}'>{axes}{guide}{line}</svg><figcaption>{escape(caption)}</figcaption></figure>"


def _matrix(results: Sequence[Result]) -> str:
    pairs = Counter(s.topic for _, _, s in results if s.topic)
    missed = Counter({asked: 0 for asked, _ in pairs})
    for (asked, got), n in pairs.items():
        missed[asked] += n * (asked != got)
    rows = []
    for asked, wrong in missed.most_common(60):
        total = sum(n for (a, _), n in pairs.items() if a == asked)
        others = ", ".join(f"{escape(got)} {n}" for (a, got), n in pairs.most_common() if a == asked and got != asked)
        rows.append(f"<tr><th>{escape(asked)}</th><td>{total}</td><td class={'bad' if wrong else 'good'}>{total - wrong}</td><td>{others}</td></tr>")
    return f"<div class=wide><table><thead><tr><th>asked<th>n<th>as asked<th>taken for</tr></thead>{''.join(rows)}</table></div>"


def _failures(results: Sequence[Result]) -> str:
    failing = [(c, d, s) for c, d, s in results if not s.passed]
    items = "".join(
        f"<details><summary><code>{escape(c.id)}</code> <bdi lang='{escape(c.lang)}'>{escape(c.text)}</bdi></summary><p>{escape(s.why)}</p>"
        f"<p>confidence {d.confidence}, language {escape(d.lang)}</p></details>"
        for c, d, s in failing
    )
    return f"<h2>Failing: {len(failing)}</h2>{items}"
