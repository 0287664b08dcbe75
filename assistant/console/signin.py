"""Who may open the console: one secret, exchanged once for a cookie, with locks against guessing."""

from __future__ import annotations

import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from assistant.console.options import ConsoleOptions

COOKIE = "live-console"
MAX_SESSIONS = 64
MAX_PEERS = 1024
LONGEST_LOCK_S = 900.0
MAX_NAME = 40


@dataclass(frozen=True)
class Session:
    """A signed-in person. `csrf` must come back with every action; `until` is monotonic seconds."""

    id: str
    name: str
    csrf: str
    until: float


@dataclass(frozen=True)
class Attempts:
    """Wrong tokens from one address: since the last lock, locks so far, and until when it must wait."""

    wrong: int = 0
    locks: int = 0
    until: float = 0.0


class Locked(Exception):
    """Too many wrong tokens; `wait_s` says how long."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(wait_s)
        self.wait_s = wait_s


class SignIn:
    """Tokens in, sessions out. `now` gives monotonic seconds. Everything kept is bounded, oldest out first."""

    def __init__(self, options: ConsoleOptions, now: Callable[[], float]) -> None:
        self.token = options.token.get_secret_value() if options.token else secrets.token_urlsafe(32)
        self._options, self._now = options, now
        self._sessions: OrderedDict[str, Session] = OrderedDict()
        self._attempts: OrderedDict[str, Attempts] = OrderedDict()

    def enter(self, token: str, name: str, peer: str) -> Session | None:
        """A new session for the right token, None for a wrong one. Raises `Locked`; a lock refuses the right token too."""
        wait_s = self._attempts.get(peer, Attempts()).until - self._now()
        if wait_s > 0:
            raise Locked(wait_s)
        if not _same(token, self.token):
            self._count_wrong(peer)
            return None
        self._attempts.pop(peer, None)
        session = Session(secrets.token_urlsafe(32), tidy(name), secrets.token_urlsafe(32), self._now() + self._options.session_s)
        self._sessions[session.id] = session
        while len(self._sessions) > MAX_SESSIONS:
            self._sessions.popitem(last=False)
        return session

    def session(self, cookie: str | None) -> Session | None:
        """The living session of a cookie."""
        found = self._sessions.get(cookie or "")
        if found and found.until <= self._now():
            del self._sessions[found.id]
            return None
        return found

    def leave(self, session: Session) -> None:
        """Forget a session; its cookie is worth nothing from now on."""
        self._sessions.pop(session.id, None)

    def _count_wrong(self, peer: str) -> None:
        past = self._attempts.pop(peer, Attempts())
        wrong, locks, until = past.wrong + 1, past.locks, past.until
        if wrong >= self._options.tries:
            until = self._now() + min(self._options.lock_s * 2**locks, LONGEST_LOCK_S)
            wrong, locks = 0, min(locks + 1, 16)
        self._attempts[peer] = Attempts(wrong, locks, until)
        while len(self._attempts) > MAX_PEERS:
            self._attempts.popitem(last=False)


def tidy(name: str) -> str:
    """A display name on one line, or "host"."""
    return " ".join("".join(c for c in name if c.isprintable()).split())[:MAX_NAME] or "host"


def same_csrf(session: Session, given: str | None) -> bool:
    """Whether an action carries this session's token."""
    return _same(given or "", session.csrf)


def _same(given: str, right: str) -> bool:
    # headers and queries may hold lone surrogates: compare them, do not fail on them
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), right.encode("utf-8", "surrogatepass"))
