"""Who is at the door: a name and a password, the token, or a one-time link, each against a cookie; with locks against guessing."""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from assistant.console.locks import Locked, Locks
from assistant.console.options import ConsoleOptions
from assistant.errors import BadInput, StoreError
from assistant.people.ledger import GONE, digest
from assistant.people.passwords import Passwords, good
from assistant.people.people import People
from assistant.people.person import Doer, Entered, Link, Role, key_of, tidy

log = logging.getLogger(__name__)
COOKIE = "live-console"
MAX_SESSIONS = 64  # of the token; those of people are bounded in their file
LONGEST_LOCK_S = 900.0
LONGEST_NAME_LOCK_S = 120.0  # shorter: a stranger must not be able to keep the owner out of a running show


@dataclass(frozen=True)
class Session:
    """Somebody signed in. `csrf` must come back with every action; `person` is None for whoever holds the token."""

    id: str
    name: str
    role: Role
    person: str | None = None

    @property
    def csrf(self) -> str:
        return hmac.new(self.id.encode(), b"page", hashlib.sha256).hexdigest()

    def doing(self, address: str) -> Doer:
        """The same for the audit log."""
        return Doer(name=self.name, role=self.role, address=address, person=self.person)


@dataclass(frozen=True)
class Holder:
    """A session of the token, in memory only: it ends with the program. Times in seconds since the epoch."""

    name: str
    began: float
    seen: float


class SignIn:
    """Secrets in, sessions out. `now` gives monotonic seconds, `wall` seconds since the epoch. Everything kept is bounded."""

    def __init__(self, options: ConsoleOptions, people: People, passwords: Passwords, now: Callable[[], float], wall: Callable[[], float]) -> None:
        self.token = options.token.get_secret_value() if options.token else None
        self.owner_link = None if people.owned else secrets.token_urlsafe(32)  # worthless once there is an owner
        self.people, self.passwords = people, passwords
        self._options, self._wall = options, wall
        self._holders: OrderedDict[str, Holder] = OrderedDict()
        self._peers = Locks(options.tries, options.lock_s, LONGEST_LOCK_S, now)
        self._names = Locks(2 * options.tries, options.lock_s, LONGEST_NAME_LOCK_S, now)
        self.unnoted = 0  # lines that the audit log could not take

    async def by_token(self, token: str, name: str, peer: str) -> Session | None:
        """A session of the owner for the right token, None for a wrong one. Raises `Locked`; a lock refuses the right one too."""
        wait_s = self._peers.wait_s(peer)
        if wait_s > 0:
            raise Locked(wait_s)
        if self.token is None or not _same(token, self.token):
            await self._wrong(peer)
            return None
        self._peers.forgive(peer)
        session = Session(secrets.token_urlsafe(32), tidy(name) or "host", Role.OWNER)
        self._holders[digest(session.id)] = Holder(session.name, self._wall(), self._wall())
        while len(self._holders) > MAX_SESSIONS:
            self._holders.popitem(last=False)
        await self.note(session.doing(peer), "signin", with_="token")
        return session

    async def by_password(self, name: str, password: str, peer: str) -> Session | None:
        """A session for the right name and password. A wrong one of either takes as long and says the same. Raises `Locked`, `Unavailable`."""
        key = key_of(name)
        wait_s = max(self._peers.wait_s(peer), self._names.wait_s(key))
        if wait_s > 0:
            raise Locked(wait_s)
        locked = [self._peers.count(peer), self._names.count(key)]  # before the slow part: many at once are not fewer
        known = await self.people.password_of(name)
        person, kept = known or (None, None)
        if not await self.passwords.match(kept, password) or person is None or kept is None:
            by = Doer(name=self.people.known[person].name if person else "", role="", address=peer)  # a name nobody has may be a slip: a password
            await self.note(by, "signin", "failed", **({"locked": "yes"} if any(locked) else {}))
            return None
        self._peers.forgive(peer)
        self._names.forgive(key)
        rehashed = await self.passwords.hash(password) if self.passwords.outdated(kept) else None
        return self._session(await self.people.enter(person, peer, rehashed))

    async def read_link(self, secret: str, peer: str) -> Link | None:
        """What a link is for, or None for a worthless one. Raises `Locked`."""
        wait_s = self._peers.wait_s(peer)
        if wait_s > 0:
            raise Locked(wait_s)
        if self._is_owner_link(secret):
            return Link(purpose="owner", role=Role.OWNER)
        link = await self.people.read_link(secret)
        if link is None:
            await self._wrong(peer)
        return link

    async def by_link(self, secret: str, name: str, password: str | None, peer: str) -> Session | None:
        """A session for a link that still works, with the password it sets; None for another. Raises `Locked`, `BadInput`, `Unavailable`."""
        link = await self.read_link(secret, peer)
        if link is None:
            return None
        hashed = None
        if link.purpose in ("owner", "join", "reset"):
            chosen = good(password or "", name if link.purpose == "owner" else link.name)
            hashed = await self.passwords.hash(chosen)
        if link.purpose == "owner":
            if not self._is_owner_link(secret) or hashed is None:
                raise BadInput(GONE, where="link", remedy="sign in")  # somebody was quicker
            entered = await self.people.set_owner(name, hashed, Doer(name=tidy(name), role=Role.OWNER, address=peer))
            self.owner_link = None
        else:
            entered = await self.people.use_link(secret, hashed, peer)
        self._peers.forgive(peer)
        return self._session(entered)

    async def change_password(self, session: Session, old: str, new: str, peer: str) -> Session | None:
        """Another password against the one in use: every other session ends. None for a wrong one. Raises as `by_password`, and `BadInput`."""
        if session.person is None:
            raise BadInput("the token is not a person", where="password", remedy="set the token where the program is started")
        chosen = good(new, session.name)
        key = key_of(session.name)
        wait_s = self._names.wait_s(key)
        if wait_s > 0:
            raise Locked(wait_s)
        self._names.count(key)
        known = await self.people.password_of(session.name)
        if not await self.passwords.match(known[1] if known else None, old):
            await self.note(session.doing(peer), "password", "failed")
            return None
        self._names.forgive(key)
        return self._session(await self.people.set_password(session.person, await self.passwords.hash(chosen), session.doing(peer)))

    def session(self, cookie: str | None) -> Session | None:
        """The living session of a cookie."""
        if not cookie:
            return None
        holder = self._holders.get(digest(cookie))
        if holder is None:
            person = self.people.session(cookie, self._options.idle_s, self._options.session_s)
            return Session(cookie, person.name, person.role, person.id) if person else None
        now = self._wall()
        if now >= holder.seen + self._options.idle_s or now >= holder.began + self._options.session_s:
            del self._holders[digest(cookie)]
            return None
        self._holders[digest(cookie)] = Holder(holder.name, holder.began, now)
        return Session(cookie, holder.name, Role.OWNER)

    async def leave(self, session: Session, peer: str) -> None:
        """Forget a session; its cookie is worth nothing from now on."""
        if self._holders.pop(digest(session.id), None) is None:
            await self.people.leave(session.id, session.doing(peer))
        else:
            await self.note(session.doing(peer), "signout")

    async def note(self, by: Doer, what: str, outcome: str = "ok", **about: str) -> None:
        """A line of the audit log. What was done is done: a log that cannot be written is counted and told, and stops nobody on air."""
        try:
            await self.people.note(by, what, outcome, **about)
        except StoreError as fault:
            self.unnoted += 1
            log.warning("the audit log missed %s: %s", what, fault)

    async def _wrong(self, peer: str) -> None:
        locked = self._peers.count(peer)
        await self.note(Doer(name="", role="", address=peer), "signin", "failed", **({"locked": "yes"} if locked else {}))

    def _is_owner_link(self, secret: str) -> bool:
        return self.owner_link is not None and not self.people.owned and _same(secret, self.owner_link)

    @staticmethod
    def _session(entered: Entered) -> Session:
        return Session(entered.cookie, entered.person.name, entered.person.role, entered.person.id)


def same_csrf(session: Session, given: str | None) -> bool:
    """Whether an action carries this session's token."""
    return _same(given or "", session.csrf)


def _same(given: str, right: str) -> bool:
    # headers and queries may hold lone surrogates: compare them, do not fail on them
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), right.encode("utf-8", "surrogatepass"))
