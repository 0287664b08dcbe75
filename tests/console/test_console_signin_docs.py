"""docs/sign-in.md says what the tables say."""

import re

from assistant.console.actions import WHO
from assistant.console.options import ConsoleOptions
from assistant.console.signin import LONGEST_LOCK_S, LONGEST_NAME_LOCK_S, MAX_SESSIONS
from assistant.people import ledger, passwords
from assistant.people.person import LINK_HOURS, Role
from tests.conftest import ROOT

TEXT = (ROOT / "docs" / "sign-in.md").read_text(encoding="utf-8")


def test_the_roles_and_their_actions():
    rows = {role: (pages, actions) for role, pages, actions in re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \|$", TEXT, re.MULTILINE)}
    assert set(rows) == set(Role)
    said = {role: set(re.findall(r"`(\w+)`", actions)) for role, (_, actions) in rows.items()}
    said["operator"] |= said["host"] if "the host's" in rows["operator"][1] else set()
    said["owner"] |= set(WHO) if rows["owner"][1] == "all" else set()
    assert said == {str(role): {kind for kind, roles in WHO.items() if role in roles} for role in Role}


def test_the_bounds():
    options = ConsoleOptions()
    for said in (
        f"| people | {ledger.MOST_PEOPLE} |",
        f"| sessions | {ledger.MOST_SESSIONS}, {MAX_SESSIONS} of the token; the longest unused ends first. {options.session_s / 3600:g} h at most, {options.idle_s / 3600:g} h",
        f"from one address | {options.tries}, then {options.lock_s:g} s, twice as long each time, at most {LONGEST_LOCK_S / 60:g} minutes |",
        f"for one name | {2 * options.tries}, then {options.lock_s:g} s, twice as long each time, at most {LONGEST_NAME_LOCK_S / 60:g} minutes;",
        f"| passwords compared at once | {passwords.AT_ONCE}, {passwords.WAITING} wait,",
        f"| audit log | {ledger.MOST_DEEDS:,} lines",
        f"({passwords.LEAST} characters or more)",
        f"({LINK_HOURS} hours unless",
    ):
        assert said in TEXT
