"""docs/handoff.md says what the code does: its tables are the tables of the code."""

from pathlib import Path
from typing import get_args

import pytest

from assistant.domain import CaseState
from assistant.handoff.hours import Limits
from assistant.handoff.life import CLOSE_REASONS, MOVES, OWN_STEPS

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "handoff.md").read_text(encoding="utf-8")


def table(heading):
    """The cells of the table under a heading, without its head."""
    part = TEXT.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line.strip().strip("|").split("|") for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip().strip("`") for cell in row] for row in rows[2:]]


def test_every_state_is_in_the_table():
    assert {row[0] for row in table("States")} == set(get_args(CaseState))


def test_every_step_leads_where_the_table_says():
    written = {name: (set(filter(None, begins.split(", "))), to.split(",")[0]) for name, begins, to, _ in table("Steps")}
    steps = {**MOVES, **OWN_STEPS}
    assert written == {name: (set(s.begins), s.to or ("accepted" if name == "assign" else "stays")) for name, s in steps.items()}


def test_every_reason_to_close_is_named():
    (line,) = [line for line in TEXT.splitlines() if line.startswith("A case is closed for one of:")]
    assert tuple(line.split("`")[1::2]) == CLOSE_REASONS


@pytest.mark.parametrize(("urgency", "said"), [("now", "2 minutes"), ("soon", "15 minutes"), ("later", "4 hours")])
def test_the_times_are_the_defaults(urgency, said):
    (row,) = [row for row in table("Who waits how long") if row[0] == urgency]
    number, unit = said.split()
    assert (row[2], Limits().of(urgency)) == (said, int(number) * {"minutes": 60, "hours": 3600}[unit])
