"""Passwords: what is good enough, and argon2 off the event loop, a bounded number at a time."""

from __future__ import annotations

import asyncio
import secrets
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assistant.errors import BadInput, Unavailable
from assistant.people.person import key_of

LEAST, MOST = 10, 200  # code points
FEWEST_SIGNS = 5  # different ones
AT_ONCE = 2  # threads: each takes one core and 46 MB for some 50 ms, beside a live that needs both
WAITING = 16  # further ones in line; then refused
T = TypeVar("T")


def hasher() -> PasswordHasher:
    """argon2id, 46 MiB, one pass, one lane: the first choice of the OWASP password storage sheet."""
    return PasswordHasher(time_cost=1, memory_cost=47_104, parallelism=1)


def good(password: str, name: str) -> str:
    """The password itself. Raises `BadInput` for one that is too easy."""
    if not LEAST <= len(password) <= MOST:
        raise BadInput(f"a password has {LEAST} to {MOST} characters", where="password", remedy="three or four unrelated words are easy to keep")
    if len(set(password)) < FEWEST_SIGNS or (key_of(name) and key_of(name) in _folded(password)):
        raise BadInput("this password is too easy to guess", where="password", remedy="take three or four unrelated words, without your name")
    return password


class Passwords:
    """Makes and compares hashes. `refused` counts those turned away because too many waited."""

    def __init__(self, costly: PasswordHasher | None = None) -> None:
        self._hasher = costly or hasher()
        self._nobody = self._hasher.hash(secrets.token_hex())  # compared with where there is nothing to compare: it takes as long
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="password")
        self._inside = 0
        self.refused = 0

    async def hash(self, password: str) -> str:
        """A hash with its salt and its cost. Raises `Unavailable` when too many wait."""
        return await self._run(lambda: self._hasher.hash(_bytes(password)))

    async def match(self, kept: str | None, given: str) -> bool:
        """Whether this is the password; without a hash never, but after the same time. Raises `Unavailable`."""
        right = await self._run(lambda: self._verified(kept or self._nobody, given[: MOST + 1]))
        return right and kept is not None

    def outdated(self, kept: str) -> bool:
        """Whether a hash was made at another cost than is made now."""
        return self._hasher.check_needs_rehash(kept)

    def close(self) -> None:
        """Let go of the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _run(self, work: Callable[[], T]) -> T:
        if self._inside >= AT_ONCE + WAITING:
            self.refused += 1
            raise Unavailable("too many people sign in at this moment", remedy="try again in a few seconds")
        self._inside += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._inside -= 1

    def _verified(self, kept: str, given: str) -> bool:
        try:
            return self._hasher.verify(kept, _bytes(given))
        except (VerificationError, InvalidHashError):
            return False


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _bytes(text: str) -> bytes:
    return unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass")  # keyboards differ in how they write é
