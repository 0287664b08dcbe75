"""What the page shows, folded from the event log. Pure: the same lines give the same view, in one go or in two.

`static/state.mjs` folds the same lines in the browser; a test holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from pydantic import Field

from assistant.console.rows import Body, CaseRow, Caution, CommentRow, GroupRow, Note, OpenQuestion, Sent, Spoken, Told
from assistant.domain import Recorded, Value

COMMENTS = 200
UTTERANCES = 50
WARNINGS = 100
GROUPS = 200
DONE_CASES = 50
GAPS = 20
NOTES = 50
UNANSWERED = 100
OPEN = ("offered", "accepted", "human", "expired")
MARKS = {"wrong_flag": "wrong_by", "corrected": "corrected_by"}  # what a person may say about a warning -> who said it


class View(Value):
    """All the page shows, as of log line `seq`."""

    seq: int = 0
    session: Body | None = None
    comments: tuple[CommentRow, ...] = ()  # oldest first
    utterances: tuple[Spoken, ...] = ()
    warnings: tuple[Caution, ...] = ()
    groups: dict[str, GroupRow] = Field(default_factory=dict)
    cases: dict[str, CaseRow] = Field(default_factory=dict)
    healths: dict[str, Body] = Field(default_factory=dict)
    gaps: tuple[Body, ...] = ()
    showing: tuple[str, ...] = ()  # products on screen, newest first
    unanswered: dict[str, OpenQuestion] = Field(default_factory=dict)  # what the facts do not answer, longest unasked first
    steering: Body | None = None  # what the team set: modes, pace, muted viewers
    pinned: str | None = None  # the question group that stays on top and in the overlay
    counts: dict[str, int] = Field(default_factory=dict)


def apply(view: View, line: Recorded) -> View:
    """The view one line later. A line that was already applied changes nothing; an unknown kind only moves `seq`."""
    if line.seq <= view.seq:
        return view
    step = STEPS.get(line.kind)
    changes = step(view, line) if step else {}
    return view.model_copy(update={**changes, "seq": line.seq})


def fold(lines: Iterable[Recorded], view: View | None = None) -> View:
    """Every line applied in order, on top of `view` or from nothing."""
    result = view or View()
    for line in lines:
        result = apply(result, line)
    return result


Changes = dict[str, Any]


def _session(view: View, line: Recorded) -> Changes:
    steering = line.body.get("steering")
    if line.body.get("state") != "started":
        return {"session": line.body, "steering": steering or view.steering}
    # a new show clears the board, but a case somebody still waits on stays in sight
    waiting = {key: row for key, row in view.cases.items() if row.case.get("state") in OPEN}
    return _fields(View(session=line.body, cases=waiting, healths=view.healths, steering=steering))


def _fields(view: View) -> Changes:
    return {name: getattr(view, name) for name in View.model_fields if name != "seq"}


def _comment(view: View, line: Recorded) -> Changes:
    body = line.body
    row = CommentRow(id=body["id"], user=body["user"], text=body["text"], lang=body.get("lang"), t=body["t"], source=body.get("source", ""))
    row = row.model_copy(update={"voice": bool(body.get("voice"))})
    return {"comments": (*view.comments, row)[-COMMENTS:], **_count(view, "comments")}


def _utterance(view: View, line: Recorded) -> Changes:
    body = line.body
    spoken = Spoken(
        id=body["id"],
        text=body["text"],
        lang=body.get("lang"),
        t=body["t"],
        origin=body.get("origin", "supplied"),
        confidence=body.get("asr_confidence"),
    )
    return {"utterances": (*view.utterances, spoken)[-UTTERANCES:], **_count(view, "utterances")}


def _judgement(view: View, line: Recorded) -> Changes:
    decision = line.body["decision"]
    spoken = next((u for u in view.utterances if u.id == decision["event_id"]), None)
    if spoken is not None:
        found = _speech_warnings(spoken, line)
        return _warn(view, found)
    changes = _count(view, decision["action"], *(["flagged"] if decision.get("flags") else []))
    if decision.get("alert"):
        changes |= _warn(view, [_brigading(decision, line)])
    return {**changes, **_set_comment(view, decision["event_id"], lambda row: {"judgement": line.body})}


def _speech_warnings(spoken: Spoken, line: Recorded) -> list[Caution]:
    decision = line.body["decision"]
    about = {"event_id": spoken.id, "text": spoken.text, "lang": spoken.lang or decision["lang"], "t": spoken.t, "at": line.at}
    found = [
        Caution(
            id=f"{spoken.id}/{place}",
            kind="flag",
            category=flag["category"],
            severity=flag["severity"],
            why=flag["why"],
            span=flag["span"],
            say=flag.get("say_instead"),
            **about,
        )
        for place, flag in enumerate(decision.get("flags") or ())
    ]
    promise = decision.get("promise")
    if promise and promise["verdict"] == "contradicted":
        found.append(
            Caution(
                id=f"{spoken.id}/promise",
                kind="promise",
                category="promise",
                severity="high",
                why=line.body.get("why", ""),
                say=line.body.get("correction"),
                said=promise["said"],
                truth=promise.get("truth"),
                fact=promise.get("fact"),
                **about,
            )
        )
    return found


def _brigading(decision: Body, line: Recorded) -> Caution:
    alert = decision["alert"]
    return Caution(
        id=f"{decision['event_id']}/brigading",
        event_id=decision["event_id"],
        kind="brigading",
        category="brigading",
        severity="high",
        why=line.body.get("why", ""),
        said=str(len(alert["event_ids"])),
        t=alert["since"],
        at=line.at,
    )


def _warn(view: View, found: list[Caution]) -> Changes:
    return {"warnings": (*view.warnings, *found)[-WARNINGS:]} if found else {}


def _group(view: View, line: Recorded) -> Changes:
    known = view.groups.get(line.body["id"])
    groups = {**view.groups, line.body["id"]: GroupRow(group=line.body, at=known.at if known else line.at)}
    while len(groups) > GROUPS:
        del groups[min(groups, key=lambda key: (groups[key].group["status"] == "open", groups[key].at, key))]
    return {"groups": groups, "pinned": None if view.pinned == line.body["id"] and _is_over(line.body) else view.pinned}


def _is_over(group: Body) -> bool:
    """Whether the host is done with a question: it was said or dismissed. What is only answered in writing may still be talked about."""
    return group["status"] == "dismissed" or (group["status"] == "answered" and group.get("answered_by") == "host")


def _case(view: View, line: Recorded) -> Changes:
    body = line.body
    known = view.cases.get(body["id"])
    fresh = known is None or known.case["episode"] != body["episode"]
    if known is None:
        row = CaseRow(case=body, at=line.at)
    else:
        row = known.model_copy(update={"case": body, **({"at": line.at, "file": None, "told": None} if fresh else {})})
    cases = {**view.cases, body["id"]: row.model_copy(update={"told": row.told or _at_first(body)})}
    if body["state"] not in OPEN:
        done = sorted((kept.at, key) for key, kept in cases.items() if kept.case["state"] not in OPEN)
        for _, key in done[: max(0, len(done) - DONE_CASES)]:
            del cases[key]
    changes = {"cases": cases, **({**_count(view, "cases"), **_unanswered(view, body)} if fresh else {})}
    return {**changes, **_warn(view, _nobody_came(known, line))}


def _unanswered(view: View, body: Body) -> Changes:
    """A matter that was opened because no fact answers it."""
    if body["reason"] != "unknown_fact":
        return {}
    topic, product = body.get("topic"), body.get("product")
    key = f"{topic}/{product or ''}" if topic else body["id"]
    rest = dict(view.unanswered)
    known = rest.pop(key, None)
    asked = OpenQuestion(topic=topic, product=product, question=body["question"], lang=body["lang"], case=body["id"], count=known.count + 1 if known else 1)
    return {"unanswered": dict(list({**rest, key: asked}.items())[-UNANSWERED:])}


def _steering(view: View, line: Recorded) -> Changes:
    return {"steering": line.body}


def _at_first(body: Body) -> Told | None:
    """What is known of the notice from the case itself."""
    if body.get("untold"):
        return Told(status="untold", detail=body["untold"])
    return Told(status="waiting") if body.get("notice") else None


def _nobody_came(known: CaseRow | None, line: Recorded) -> list[Caution]:
    """The alert of a case that nobody picked up in time: once when it goes up a level, once when it expires."""
    body, before = line.body, known.case if known else {}
    expired = body["state"] == "expired" and before.get("state") != "expired"
    late = body.get("level", 0) > (before.get("level", 0) if before.get("episode") == body["episode"] else 0)
    if not (expired or late):
        return []
    category = "case_expired" if expired else "case_late"
    return [
        Caution(
            id=f"{body['id']}/{body['episode']}/{category}",
            event_id=body["event_ids"][-1],
            kind="case",
            category=category,
            severity="high" if expired or body["urgency"] == "now" else "medium",
            why="",
            text=body["question"],
            lang=body["lang"],
            t=body["opened_t"],
            at=line.at,
        )
    ]


def _case_file(view: View, line: Recorded) -> Changes:
    row = view.cases.get(line.body["id"]["case_id"])
    return _set_case(view, row, {"file": line.body}) if row and row.case["episode"] == line.body["id"]["episode"] else {}


def _set_told(view: View, key: str, told: Told) -> Changes:
    row = next((row for row in view.cases.values() if row.case.get("notice") == key), None)
    return _set_case(view, row, {"told": told}) if row else {}


def _set_case(view: View, row: CaseRow, change: Changes) -> Changes:
    return {"cases": {**view.cases, row.case["id"]: row.model_copy(update=change)}}


def _deleted(view: View, line: Recorded) -> Changes:
    return _set_comment(view, line.body["event_id"], lambda _: {"deleted": True})


def _outgoing(view: View, line: Recorded) -> Changes:
    body = line.body
    sent = Sent(key=body["key"], text=body["text"], lang=body["lang"], by=body.get("by", "assistant"))
    return _set_comment(view, body.get("in_reply_to"), lambda row: {"sent": (*row.sent, sent)[-NOTES:]})


def _receipt(view: View, line: Recorded) -> Changes:
    body = line.body
    outcome = {"status": body["status"], "detail": body.get("detail", "")}
    return {**_count(view, body["status"]), **_set_sent(view, body["key"], outcome), **_set_told(view, body["key"], Told(**outcome))}


def _hold(view: View, line: Recorded) -> Changes:
    body = line.body
    withdrawn = _set_told(view, body["key"], Told(status="withdrawn", detail=body["why"])) if body["state"] == "withdrawn" else {}
    return {**_set_sent(view, body["key"], {"held": None if body["state"] == "released" else body["why"]}), **withdrawn}


def _set_sent(view: View, key: str, change: Changes) -> Changes:
    row = next((row for row in reversed(view.comments) if any(sent.key == key for sent in row.sent)), None)
    if row is None:
        return {}
    marked = tuple(sent.model_copy(update=change) if sent.key == key else sent for sent in row.sent)
    return _set_comment(view, row.id, lambda _: {"sent": marked})


def _product(view: View, line: Recorded) -> Changes:
    return {"showing": tuple(line.body["showing"])}


def _resolution(view: View, line: Recorded) -> Changes:
    body = line.body
    if body["kind"] in MARKS:
        return {"warnings": tuple(_mark(warning, body) for warning in view.warnings)}
    if body["kind"] == "pin":
        return {"pinned": body["group"]}
    note = Note(by=body["by"], kind=body["kind"], text=body.get("text"), at=line.at)
    row = view.cases.get(body.get("case") or "")
    if row is None:
        return _set_comment(view, body.get("event_id"), lambda _: {"handled": note})
    return _set_case(view, row, {"notes": (*row.notes, note)[-NOTES:]})


def _mark(warning: Caution, body: Body) -> Caution:
    place = body.get("flag")
    if place is None:  # the promise verdict, or a line of an earlier version, which names the category alone
        same = warning.event_id == body.get("event_id") and body.get("reason") in (None, warning.category)
    else:
        same = warning.id == f"{body.get('event_id')}/{place}"
    return warning.model_copy(update={MARKS[body["kind"]]: body["by"]}) if same else warning


def _health(view: View, line: Recorded) -> Changes:
    return {"healths": {**view.healths, line.body["name"]: line.body}}


def _gap(view: View, line: Recorded) -> Changes:
    return {"gaps": (*view.gaps, line.body)[-GAPS:], **_count(view, "gaps")}


def _refused(view: View, line: Recorded) -> Changes:
    return _count(view, "refused")


def _count(view: View, *names: str) -> Changes:
    counts = dict(view.counts)
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return {"counts": counts}


def _set_comment(view: View, comment: str | None, change: Callable[[CommentRow], Changes]) -> Changes:
    for place in range(len(view.comments) - 1, -1, -1):
        row = view.comments[place]
        if row.id == comment:
            changed = row.model_copy(update=change(row))
            return {"comments": (*view.comments[:place], changed, *view.comments[place + 1 :])}
    return {}


STEPS: dict[str, Callable[[View, Recorded], Changes]] = {
    "session": _session,
    "comment": _comment,
    "utterance": _utterance,
    "judgement": _judgement,
    "group": _group,
    "case": _case,
    "outgoing": _outgoing,
    "receipt": _receipt,
    "resolution": _resolution,
    "health": _health,
    "gap": _gap,
    "refused": _refused,
    "hold": _hold,
    "product": _product,
    "steering": _steering,
    "case_file": _case_file,
    "deleted": _deleted,
}
