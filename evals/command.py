"""`assistant eval`: run cases, print the table, compare with the baseline.

Exit status: 0 no regression, 1 regression, 2 the harness itself failed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from assistant.knowledge import load_knowledge
from evals.baseline import bless, compare, compare_sessions, load_baseline, load_session_baseline
from evals.cases import load_cases
from evals.page import page
from evals.report import by_language, junit, markdown
from evals.running import judge_side_by_side, processes, scored
from evals.sessions import SessionScore, score_session, sessions, sessions_markdown

HERE = Path(__file__).resolve().parent
SHOPS = HERE.parent / "knowledge" / "shops"


def main(argv: Sequence[str]) -> int:
    """Run one evaluation; returns the exit status."""
    top = argparse.ArgumentParser(prog="assistant eval", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    top.add_argument("--cases", type=Path, default=HERE / "cases")
    top.add_argument("--shops", type=Path, default=SHOPS, help="folder of the shops the cases name")
    top.add_argument("--sessions", type=Path, default=HERE / "sessions", help="recorded sessions; run unless --lang is given")
    top.add_argument("--split", choices=["dev", "gate"], help="default: both")
    top.add_argument("--lang", action="append", default=[], help="folder name; may be given more than once")
    top.add_argument("--baseline", type=Path, default=HERE / "baseline.json")
    top.add_argument("--markdown", type=Path, help="write the report here")
    top.add_argument("--html", type=Path, help="write the report with plots as one page here")
    top.add_argument("--junit", type=Path, help="write JUnit XML here")
    top.add_argument("--failed", type=Path, help="write the failing cases here, as cases that re-run")
    top.add_argument("--jobs", type=int, help="processes side by side; default: one a CPU")
    top.add_argument("--bless", action="store_true", help="make this run the baseline")
    top.add_argument("--reason", default="", help="why the new baseline is right")
    arguments = top.parse_args([a for a in argv if a != "--"])
    cases = load_cases(arguments.cases, split=arguments.split, langs=arguments.lang)
    if not cases:
        print("no cases found")
        return 2
    recorded = [] if arguments.lang else sessions(arguments.sessions)
    with processes(arguments.jobs) as pool:
        played = pool.map(partial(_played, shops=arguments.shops), recorded)
        results = scored(cases, judge_side_by_side(cases, pool, arguments.shops))
        rooms = list(played)
    report = markdown(results) + sessions_markdown(rooms)
    print(report)
    _write(arguments.markdown, report)
    _write(arguments.junit, junit(results))
    _write(arguments.html, page(results))
    _write(
        arguments.failed, "".join(json.dumps(c.model_dump(mode="json"), ensure_ascii=False) + "\n" for c, _, s in results if not s.passed)
    )
    before = load_baseline(arguments.baseline)
    if arguments.bless:
        there = {c.id for c in load_cases(arguments.cases, split=arguments.split)}  # cases of other languages stay, what is gone does not
        bless(arguments.baseline, results, reason=arguments.reason, keep={i: passed for i, passed in before.items() if i in there}, scores=rooms)
        print(f"blessed {len(results)} cases: {arguments.reason}")
        return 0
    found = compare(results, before)
    print(f"baseline: {len(found.won)} won, {len(found.lost)} lost, {len(found.added)} added, {len(found.removed)} not run or removed")
    for case_id in found.lost:
        print(f"  lost {case_id}")
    regressions = [*found.regressions, *compare_sessions(rooms, load_session_baseline(arguments.baseline))]
    for regression in regressions:
        print(f"REGRESSION {regression}")
    worst = min(
        (row["passed"].hits / row["passed"].n, lang) for lang, row in by_language(results).items() if row["passed"].n and lang != "all"
    )
    print(f"weakest language: {worst[1]} {100 * worst[0]:.0f} %")
    return 1 if regressions else 0


def _played(path: Path, shops: Path) -> SessionScore:
    return asyncio.run(score_session(path, shops, load_knowledge()))


def _write(path: Path | None, text: str) -> None:
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
