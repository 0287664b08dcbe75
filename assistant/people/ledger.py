"""The statements of the people file. Each runs inside a transaction of its caller; what may not be raises `BadInput` and changes nothing."""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3

from assistant.errors import BadInput
from assistant.people.person import Deed, Kept, Link, Noted, Person, Purpose, Role, State, key_of, named

MOST_PEOPLE = 500
MOST_SESSIONS = 256
MOST_DEEDS = 100_000  # the oldest go; at one every five seconds that is a week on air
GONE = "this link was used, has expired or was replaced"


def digest(secret: str) -> str:
    """What is kept of a link or a cookie."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def people(db: sqlite3.Connection, now: float) -> dict[str, Person]:
    """Everybody, oldest first."""
    rows = db.execute(
        """SELECT p.id, p.name, p.role, p.state, p.since, p.password IS NOT NULL,
                  (SELECT MAX(until) FROM link WHERE person = p.id AND until > ?),
                  (SELECT COUNT(*) FROM session WHERE person = p.id)
           FROM person p ORDER BY p.since, p.id""",
        (now,),
    )
    names = ("id", "name", "role", "state", "since", "has_password", "link_until", "sessions")
    return {row[0]: Person(**dict(zip(names, row, strict=True))) for row in rows}


def add(db: sqlite3.Connection, name: str, role: Role, now: float, state: State = "invited", password: str | None = None) -> str:
    """The id of a new person. Raises for a name that is taken."""
    clean = named(name)
    if db.execute("SELECT 1 FROM person WHERE key = ?", (key_of(clean),)).fetchone():
        raise BadInput(f"there is somebody called {clean}", where="name", remedy="choose another name, or make a new link for this person")
    if db.execute("SELECT COUNT(*) FROM person").fetchone()[0] >= MOST_PEOPLE:
        raise BadInput(f"there are {MOST_PEOPLE} people", where="people", remedy="use those who are disabled again")
    person = secrets.token_hex(6)
    db.execute("INSERT INTO person VALUES (?, ?, ?, ?, ?, ?, ?)", (person, clean, key_of(clean), role, state, password, now))
    return person


def first_owner(db: sqlite3.Connection, name: str, password: str, now: float) -> str:
    """The id of the owner who is set first. Raises when there is one already."""
    if db.execute("SELECT 1 FROM person WHERE role = 'owner' AND state = 'active'").fetchone():
        raise BadInput("there is an owner already", where="people", remedy="sign in, or ask the owner for a link")
    return add(db, name, Role.OWNER, now, "active", password)


def link(db: sqlite3.Connection, person: str, purpose: Purpose, until: float) -> str:
    """A new link for somebody; earlier ones are worthless from now on."""
    secret = secrets.token_urlsafe(32)
    db.execute("DELETE FROM link WHERE person = ?", (person,))
    db.execute("INSERT INTO link VALUES (?, ?, ?, ?)", (digest(secret), person, purpose, until))
    return secret


def read_link(db: sqlite3.Connection, secret: str, now: float) -> tuple[str, Link] | None:
    """Whom a link is for and what it does, or None for a worthless one."""
    row = db.execute(
        """SELECT l.person, l.purpose, p.name, p.role, l.until FROM link l JOIN person p ON p.id = l.person
           WHERE l.digest = ? AND l.until > ? AND p.state != 'disabled'""",
        (digest(secret), now),
    ).fetchone()
    return (row[0], Link(purpose=row[1], name=row[2], role=row[3], until=row[4])) if row else None


def use_link(db: sqlite3.Connection, secret: str, password: str | None, now: float) -> tuple[str, Link]:
    """Follow a link: the password it sets holds, sessions under an earlier one end. Raises for a worthless one."""
    found = read_link(db, secret, now)
    if found is None:
        raise BadInput(GONE, where="link", remedy="ask whoever sent it for a new one")
    person, what = found
    if what.purpose in ("join", "reset"):
        if password is None:
            raise BadInput("a password is missing", where="password", remedy="choose one")
        end_sessions(db, person)
        db.execute("UPDATE person SET password = ? WHERE id = ?", (password, person))
    db.execute("UPDATE person SET state = 'active' WHERE id = ?", (person,))
    if what.purpose != "screen":
        db.execute("DELETE FROM link WHERE person = ?", (person,))
    return person, what


def set_role(db: sqlite3.Connection, person: str, role: Role) -> None:
    """Raises when it would leave nobody to own the console, and for guests: they have no password."""
    before = somebody(db, person)
    if before.role is not role and Role.GUEST in (before.role, role):
        raise BadInput("a guest stays a guest", where="role", remedy="invite this person under the other role")
    db.execute("UPDATE person SET role = ? WHERE id = ?", (role, person))
    _owned(db, before)


def set_state(db: sqlite3.Connection, person: str, disabled: bool) -> None:
    """Shut somebody out, with all sessions and links; or let them in again with the password they had."""
    before = somebody(db, person)
    state = "disabled" if disabled else "active" if before.has_password else "invited"
    db.execute("UPDATE person SET state = ? WHERE id = ?", (state, person))
    if disabled:
        db.execute("DELETE FROM link WHERE person = ?", (person,))
        end_sessions(db, person)
        _owned(db, before)


def set_password(db: sqlite3.Connection, person: str, password: str) -> None:
    """A password of one's own choice; all sessions and links end."""
    db.execute("UPDATE person SET password = ? WHERE id = ?", (password, person))
    db.execute("DELETE FROM link WHERE person = ?", (person,))
    end_sessions(db, person)


def password_of(db: sqlite3.Connection, name: str) -> tuple[str, str] | None:
    """(id, hash) of an active person, or None."""
    row = db.execute("SELECT id, password FROM person WHERE key = ? AND state = 'active' AND password IS NOT NULL", (key_of(name),)).fetchone()
    return (row[0], row[1]) if row else None


def begin_session(db: sqlite3.Connection, person: str, now: float) -> str:
    """A new cookie for somebody. The sessions longest unused make room."""
    secret = secrets.token_urlsafe(32)
    db.execute("INSERT INTO session VALUES (?, ?, ?, ?)", (digest(secret), person, now, now))
    db.execute(
        "DELETE FROM session WHERE digest IN (SELECT digest FROM session ORDER BY seen DESC, began DESC LIMIT -1 OFFSET ?)", (MOST_SESSIONS,)
    )
    return secret


def end_sessions(db: sqlite3.Connection, person: str) -> None:
    db.execute("DELETE FROM session WHERE person = ?", (person,))


def sessions(db: sqlite3.Connection) -> dict[str, Kept]:
    """Every session by its digest."""
    return {row[0]: Kept(person=row[1], began=row[2], seen=row[3]) for row in db.execute("SELECT digest, person, began, seen FROM session")}


def note(db: sqlite3.Connection, deed: Deed, now: float) -> None:
    """One more line of the audit log; the oldest goes when it is full."""
    about = json.dumps(deed.about, ensure_ascii=False)
    cursor = db.execute(
        "INSERT INTO deed (at, who, role, address, what, outcome, about) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (now, deed.who, deed.role, deed.address, deed.what, deed.outcome, about),
    )
    db.execute("DELETE FROM deed WHERE seq <= ?", ((cursor.lastrowid or 0) - MOST_DEEDS,))


def deeds(db: sqlite3.Connection, before: int | None, limit: int) -> list[Noted]:
    """Lines of the audit log, newest first, with a smaller `seq` than `before`."""
    rows = db.execute("SELECT * FROM deed WHERE seq < ? ORDER BY seq DESC LIMIT ?", (before if before is not None else 2**62, limit))
    names = ("seq", "at", "who", "role", "address", "what", "outcome")
    return [Noted(**dict(zip(names, row[:7], strict=True)), about=json.loads(row[7])) for row in rows]


def somebody(db: sqlite3.Connection, person: str) -> Person:
    """One person. Raises for a stranger."""
    found = people(db, 0.0).get(person)
    if found is None:
        raise BadInput("there is no such person", where="people", remedy="reload the page")
    return found


def _owned(db: sqlite3.Connection, before: Person) -> None:
    """Raises when the change just made took the last owner away."""
    last = before.role is Role.OWNER and before.state == "active"
    if last and not db.execute("SELECT 1 FROM person WHERE role = 'owner' AND state = 'active'").fetchone():
        raise BadInput(f"{before.name} is the only owner", where="people", remedy="make somebody else owner first")
