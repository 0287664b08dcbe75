"""Signatures over raw bytes, compared in constant time, and how old a signed request may be."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence

TOLERANCE_S = 300.0


class Forged(Exception):
    """A request that is not from the desk, or too old to believe. Its text says why, for the log; the sender is not told."""


def hex_mac(secret: bytes, signed: bytes) -> str:
    """HMAC-SHA256, hexadecimal."""
    return hmac.new(secret, signed, hashlib.sha256).hexdigest()


def base64_mac(secret: bytes, signed: bytes) -> str:
    """HMAC-SHA256, base64."""
    return base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


def same(given: str, right: str) -> bool:
    """Equal, in a time that tells nothing."""
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), right.encode())


def check_any(given: Sequence[str], right: Sequence[str]) -> None:
    """Raises `Forged` unless one of `given` is one of `right`; all pairs are looked at."""
    if not sum(same(one, other) for one in given for other in right):
        raise Forged("wrong signature")


def check_age(timestamp: str, now: float) -> None:
    """Unix seconds as text, within five minutes of `now`. Raises `Forged`."""
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        raise Forged("no timestamp")
    if abs(now - int(timestamp)) > TOLERANCE_S:
        raise Forged("timestamp too old or in the future")
