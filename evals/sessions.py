"""Recorded sessions, scored as a host would see them: is each frequent question one card, is one wave one alert, what was missed.

A session is a file `sessions/<shop>/<name>.jsonl` in the form of docs/formats.md, its last line the labels.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from pathlib import Path
from typing import Any

from assistant.domain import Decision, Utterance, Value
from assistant.errors import BadInput
from assistant.knowledge import Knowledge
from assistant.market.sheet import load_sheet
from assistant.replay import Replay

_FREQUENT = 3  # askers that make a question a frequent one
_MOST, _STRANGERS = 0.6, 0.25  # share of a question's comments in its card, and of others in it, for a card that is right


class SessionScore(Value):
    """Figures of one session; rates in 0..1, None where nothing of the kind is in it."""

    name: str
    comments: int
    cards: int  # groups with an answer
    precision: float  # B-cubed, over the labelled questions (Bagga & Baldwin, 1998)
    recall: float
    cards_right: float | None  # frequent questions that are one card with most of their comments and few strangers
    answered: float  # labelled questions that were answered
    escalated: float | None
    reasons: float | None  # of those escalated
    flags: float | None
    alerts: int
    alerts_right: bool  # one per wave, none without
    host: float | None  # flags and contradicted promises raised where expected
    host_false: int  # lines of the host flagged or contradicted without reason
    masked: float | None
    over: int  # what needs no answer and got one
    p95_ms: int

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall) if self.precision + self.recall else 0.0


def sessions(root: Path) -> list[Path]:
    """Every recorded session, `<shop>/<name>.jsonl`."""
    return sorted(root.glob("*/*.jsonl"))


async def score_session(path: Path, shops: Path, knowledge: Knowledge) -> SessionScore:
    """Run one session through the product and score it. Raises `BadInput` for a file without labels."""
    lines, labels = _read(path)
    stream = Replay(load_sheet(shops / path.parent.name / "shop.toml"), knowledge)
    decisions: dict[str, Decision] = {}
    spoken: set[str] = set()
    try:
        async for remark, decision in stream.decisions(lines):
            decisions[remark.id] = decision
            if isinstance(remark, Utterance):
                spoken.add(remark.id)
        if stream.figures.refused:
            refused = stream.figures.refused[0]
            raise BadInput(f"line {refused.line}: {refused.detail}", where=str(path))
    finally:
        await stream.close()
    return _scored(path.stem, decisions, spoken, labels)


def _read(path: Path) -> tuple[list[str], dict[str, Any]]:
    """(events, labels)."""
    *events, last = path.read_text(encoding="utf-8").splitlines()
    labels = json.loads(last)
    if labels.get("type") != "labels":
        raise BadInput("the last line is not the labels", where=str(path))
    return events, labels


def _scored(name: str, decisions: Mapping[str, Decision], spoken: Set[str], labels: Mapping[str, Any]) -> SessionScore:
    asked = {i: group["key"] for group in labels["groups"] for i in group["ids"]}
    merged = {key: min(keys) for keys in labels.get("merge_ok", ()) for key in keys}
    truth = {i: merged.get(key, key) for i, key in asked.items()}
    given = {i: decisions[i].group or f"alone:{i}" for i in truth}
    precision, recall = b_cubed(truth, given)
    escalate = [*labels.get("escalate", ()), *labels.get("av_issue", ())]
    handed = [e for e in escalate if decisions[e["id"]].action == "escalate"]
    host = [h for h in labels.get("host", ()) if h["expect"] != "ok"]
    raised = [h for h in host if _raised(decisions[h["id"]], h)]
    innocent = spoken - {h["id"] for h in host}
    alerts = sum(d.alert is not None for d in decisions.values())
    waves = labels.get("brigading")
    quiet = [i for ids in labels.get("ignore", {}).values() for i in ids]
    return SessionScore(
        name=name,
        comments=len(decisions) - len(spoken),
        cards=len({d.group for d in decisions.values() if d.action == "answer"}),
        precision=precision,
        recall=recall,
        cards_right=_cards_right(truth, given, decisions),
        answered=_share([decisions[i].action == "answer" for i in truth]) or 0.0,
        escalated=_share([e in handed for e in escalate]),
        reasons=_share([decisions[e["id"]].reason == e["reason"] for e in handed]),
        flags=_share([f["category"] in {x.category for x in decisions[f["id"]].flags} for f in labels.get("flags", ())]),
        alerts=alerts,
        alerts_right=alerts == (1 if waves else 0),
        host=_share([h in raised for h in host]),
        host_false=sum(_interrupts(decisions[i]) for i in innocent),
        masked=_share([all(f"[{t}]" in (decisions[p["id"]].pii_masked or "") for t in p["types"]) for p in labels.get("pii", ())]),
        over=sum(decisions[i].action == "answer" for i in [*quiet, *(e["id"] for e in escalate)]),
        p95_ms=sorted(d.latency_ms for d in decisions.values())[int(0.95 * (len(decisions) - 1))],
    )


def b_cubed(truth: Mapping[str, str], given: Mapping[str, str]) -> tuple[float, float]:
    """(precision, recall) of a clustering: for each item, the share of its cluster that belongs, and of its class that is there."""
    if not truth:
        return 1.0, 1.0
    classes, clusters = Counter(truth.values()), Counter(given.values())
    both = Counter((truth[i], given[i]) for i in truth)
    precision = sum(both[truth[i], given[i]] / clusters[given[i]] for i in truth) / len(truth)
    recall = sum(both[truth[i], given[i]] / classes[truth[i]] for i in truth) / len(truth)
    return precision, recall


def _cards_right(truth: Mapping[str, str], given: Mapping[str, str], decisions: Mapping[str, Decision]) -> float | None:
    right = []
    for key, n in Counter(truth.values()).items():
        if n < _FREQUENT:
            continue
        card, inside = Counter(given[i] for i, k in truth.items() if k == key).most_common(1)[0]
        whole = sum(d.group == card for d in decisions.values() if d.action == "answer")
        right.append(inside >= _MOST * n and whole > 0 and (whole - inside) <= _STRANGERS * whole)
    return _share(right)


def _raised(decision: Decision, expected: Mapping[str, Any]) -> bool:
    if expected["expect"] == "flag":
        return expected["category"] in {f.category for f in decision.flags}
    return decision.promise is not None and decision.promise.verdict == "contradicted"


def _interrupts(decision: Decision) -> bool:
    return bool(decision.flags) or (decision.promise is not None and decision.promise.verdict == "contradicted")


def _share(values: Sequence[bool]) -> float | None:
    return sum(values) / len(values) if values else None


def sessions_markdown(scores: Sequence[SessionScore]) -> str:
    """A table, one session a row."""
    heads = ("comments", "cards", "grouping F1", "cards right", "answered", "escalated", "reason", "flags", "alert", "host", "host false", "masked", "over", "p95 ms")
    lines = ["## Sessions", "", "| session | " + " | ".join(heads) + " |", "|" + "---|" * (len(heads) + 1)]
    for s in scores:
        rates = [s.cards_right, s.answered, s.escalated, s.reasons, s.flags]
        cells = [str(s.comments), str(s.cards), f"{s.f1:.2f} (P {s.precision:.2f}, R {s.recall:.2f})", *map(_percent, rates)]
        cells += ["one a wave" if s.alerts_right else f"{s.alerts} alerts", _percent(s.host), str(s.host_false), _percent(s.masked), str(s.over), str(s.p95_ms)]
        lines.append(f"| {s.name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _percent(rate: float | None) -> str:
    return "–" if rate is None else f"{100 * rate:.0f} %"
