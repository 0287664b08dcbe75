"""The people of a house: changed through the file, known from memory, so that a request costs no look at the disk.

Every change and its line of the audit log are one transaction. What another process changes is seen at the next `look`.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from assistant.errors import BadInput
from assistant.people import ledger
from assistant.people.file import File
from assistant.people.person import Deed, Doer, Entered, Invited, Kept, Link, Noted, Person, Purpose, Role, purpose_for

HOUR_S = 3600.0
SEEN_EACH_S = 60.0  # how exactly the last use of a session is kept on file
T = TypeVar("T")


class People:
    """Who may come in. Methods that change something are named as what they do and say who does it (`by`)."""

    def __init__(self, file: File, wall: Callable[[], float]) -> None:
        self._file, self._wall = file, wall
        self._version = -1
        self.known: dict[str, Person] = {}
        self._sessions: dict[str, Kept] = {}
        self._seen: dict[str, float] = {}  # later than on file
        self._flushed = wall()
        self._take(file.do(self._snapshot))

    @classmethod
    def open(cls, path: Path | None, wall: Callable[[], float] = time.time) -> People:
        """Open or create the file at `path`; None keeps it in memory. `wall`: seconds since the epoch. Raises `StoreError`."""
        return cls(File.open(path), wall)

    @property
    def owned(self) -> bool:
        """Whether somebody owns the console."""
        return any(person.role is Role.OWNER and person.state == "active" for person in self.known.values())

    @property
    def awaited(self) -> bool:
        """Whether an owner was invited whose link still works: the console is then safe to reach, and not without a way in."""
        now = self._wall()
        return any(person.role is Role.OWNER and (person.link_until or 0) > now for person in self.known.values())

    # ------------------------------------------------------------------ people

    async def set_owner(self, name: str, password: str, by: Doer) -> Entered:
        """The first owner; `password` is a hash. Raises `BadInput` when there is one."""

        def act(db: sqlite3.Connection) -> tuple[str, str]:
            person = ledger.first_owner(db, name, password, self._wall())
            self._note(db, by, "owner_set", person=name)
            return person, ledger.begin_session(db, person, self._wall())

        person, cookie = await self._change(act)
        return Entered(person=self.known[person], cookie=cookie)

    async def invite(self, name: str, role: Role, hours: float, by: Doer, *, screen: bool = False) -> Invited:
        """A new person with a link. `screen`: a viewer without a password, whose link opens every time. Raises `BadInput`."""
        person, secret = await self._change(lambda db: self.invited(db, name, role, hours, by, screen=screen))
        return Invited(person=self.known[person], secret=secret)

    def invited(self, db: sqlite3.Connection, name: str, role: Role, hours: float, by: Doer, *, screen: bool = False) -> tuple[str, str]:
        purpose: Purpose = "pass" if role is Role.GUEST else "screen" if screen and role is Role.VIEWER else "join"
        # a screen has nothing to accept
        person = ledger.add(db, name, role, self._wall(), "active" if purpose == "screen" else "invited")
        self._note(db, by, "invited", person=name, as_=role, link=purpose)
        return person, ledger.link(db, person, purpose, self._wall() + hours * HOUR_S)

    async def relink(self, person: str, hours: float, by: Doer) -> Invited:
        """A new link for somebody: to come in at last, or to set another password. Raises `BadInput`."""
        secret = await self._change(lambda db: self.relinked(db, person, hours, by))
        return Invited(person=self.known[person], secret=secret)

    def relinked(self, db: sqlite3.Connection, person: str, hours: float, by: Doer) -> str:
        somebody = ledger.somebody(db, person)
        if somebody.state == "disabled":
            raise BadInput(f"{somebody.name} is shut out", where="people", remedy="let them in again first")
        self._note(db, by, "linked", person=somebody.name)
        return ledger.link(db, person, purpose_for(somebody), self._wall() + hours * HOUR_S)

    async def read_link(self, secret: str) -> Link | None:
        """What a link is for, or None for a worthless one. Looking does not use it."""
        found = await self._file.run(lambda db: ledger.read_link(db, secret, self._wall()))
        return found[1] if found else None

    async def use_link(self, secret: str, password: str | None, address: str) -> Entered:
        """Follow a link; `password` is a hash. Raises `BadInput` for a worthless one."""

        def act(db: sqlite3.Connection) -> tuple[str, str]:
            person, what = ledger.use_link(db, secret, password, self._wall())
            self._note(db, Doer(name=what.name, role=what.role, address=address), "joined", link=what.purpose)
            return person, ledger.begin_session(db, person, self._wall())

        person, cookie = await self._change(act)
        return Entered(person=self.known[person], cookie=cookie)

    async def change_role(self, person: str, role: Role, by: Doer) -> Person:
        """Raises `BadInput` when it would take the last owner away."""

        def act(db: sqlite3.Connection) -> None:
            ledger.set_role(db, person, role)
            self._note(db, by, "role", person=ledger.somebody(db, person).name, as_=role)

        await self._change(act)
        return self.known[person]

    async def disable(self, person: str, by: Doer, *, disabled: bool = True) -> Person:
        """Shut somebody out at once, or let them in again. Raises `BadInput` when it would take the last owner away."""
        await self._change(lambda db: self.disabled(db, person, by, disabled))
        return self.known[person]

    def disabled(self, db: sqlite3.Connection, person: str, by: Doer, disabled: bool) -> None:
        ledger.set_state(db, person, disabled)
        self._note(db, by, "disabled" if disabled else "enabled", person=ledger.somebody(db, person).name)

    async def end_sessions(self, person: str, by: Doer) -> Person:
        """Sign somebody out everywhere. Raises `BadInput`."""

        def act(db: sqlite3.Connection) -> None:
            self._note(db, by, "sessions_ended", person=ledger.somebody(db, person).name)
            ledger.end_sessions(db, person)

        await self._change(act)
        return self.known[person]

    async def set_password(self, person: str, password: str, by: Doer) -> Entered:
        """Another password of one's own; `password` is a hash. Ends all sessions but the one that begins with it."""

        def act(db: sqlite3.Connection) -> str:
            ledger.set_password(db, person, password)
            self._note(db, by, "password")
            return ledger.begin_session(db, person, self._wall())

        cookie = await self._change(act)
        return Entered(person=self.known[person], cookie=cookie)

    async def password_of(self, name: str) -> tuple[str, str] | None:
        """(id, hash) of who may sign in under a name."""
        return await self._file.run(lambda db: ledger.password_of(db, name))

    # ------------------------------------------------------------------ sessions

    async def enter(self, person: str, address: str, rehashed: str | None = None) -> Entered:
        """Begin a session of somebody who showed the password; `rehashed`: the same password at today's cost."""

        def act(db: sqlite3.Connection) -> str:
            somebody = ledger.somebody(db, person)
            if rehashed is not None:
                db.execute("UPDATE person SET password = ? WHERE id = ?", (rehashed, person))
            self._note(db, Doer(name=somebody.name, role=somebody.role, address=address), "signin")
            return ledger.begin_session(db, person, self._wall())

        cookie = await self._change(act)
        return Entered(person=self.known[person], cookie=cookie)

    def session(self, cookie: str, idle_s: float, longest_s: float) -> Person | None:
        """Whose session a cookie is, if it lives; asking keeps it alive. Never looks at the disk."""
        name = ledger.digest(cookie)
        kept = self._sessions.get(name)
        if kept is None:
            return None
        now = self._wall()
        seen = max(kept.seen, self._seen.get(name, 0.0))
        person = self.known.get(kept.person)
        if now >= seen + idle_s or now >= kept.began + longest_s or person is None or person.state != "active":
            return None
        self._seen[name] = now
        return person

    async def leave(self, cookie: str, by: Doer) -> None:
        """End one session."""

        def act(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM session WHERE digest = ?", (ledger.digest(cookie),))
            self._note(db, by, "signout")

        await self._change(act)

    async def look(self, longest_s: float) -> None:
        """Take in what other processes changed; keep on file when sessions were last used, and forget those that ended."""
        due = self._wall() >= self._flushed + SEEN_EACH_S
        if not due and await self._file.version() == self._version:
            return
        seen, self._seen = (self._seen, {}) if due else ({}, self._seen)
        if due:
            self._flushed = self._wall()

        def act(db: sqlite3.Connection) -> None:
            db.executemany("UPDATE session SET seen = MAX(seen, ?) WHERE digest = ?", [(at, name) for name, at in seen.items()])
            db.execute("DELETE FROM session WHERE began <= ?", (self._wall() - longest_s,))
            db.execute("DELETE FROM link WHERE until <= ?", (self._wall(),))

        await self._change(act)
        self._version = await self._file.version()

    # ------------------------------------------------------------------ audit

    async def note(self, by: Doer, what: str, outcome: str = "ok", **about: str) -> None:
        """A line of the audit log on its own. Raises `StoreError`."""
        await self._file.run(lambda db: self._note(db, by, what, outcome, **about))

    async def deeds(self, before: int | None, limit: int) -> list[Noted]:
        """The audit log, newest first, from before a line on."""
        return await self._file.run(lambda db: ledger.deeds(db, before, limit))

    def close(self) -> None:
        self._file.close()

    def do(self, act: Callable[[sqlite3.Connection], T]) -> T:
        """A change from the command line: `invited`, `relinked`, `disabled` with a connection."""
        done, snapshot = self._file.do(lambda db: (act(db), self._snapshot(db)))
        self._take(snapshot)
        return done

    def _note(self, db: sqlite3.Connection, by: Doer, what: str, outcome: str = "ok", **about: str) -> None:
        told = {name.rstrip("_"): str(value) for name, value in about.items()}
        deed = Deed.model_validate({"who": by.name, "role": by.role, "address": by.address, "what": what, "outcome": outcome, "about": told})
        ledger.note(db, deed, self._wall())

    async def _change(self, act: Callable[[sqlite3.Connection], T]) -> T:
        done, snapshot = await self._file.run(lambda db: (act(db), self._snapshot(db)))
        self._take(snapshot)
        return done

    def _snapshot(self, db: sqlite3.Connection) -> tuple[dict[str, Person], dict[str, Kept]]:
        return ledger.people(db, self._wall()), ledger.sessions(db)

    def _take(self, snapshot: tuple[dict[str, Person], dict[str, Kept]]) -> None:
        self.known, self._sessions = snapshot
        self._seen = {name: at for name, at in self._seen.items() if name in self._sessions}
