"""From where a request comes: the address of the connection, or what one's own proxy says of it."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection

from aiohttp import web


def peer_of(request: web.Request, proxies: Collection[str]) -> str:
    """The address that locks and the audit log go by. Nobody but `proxies` is believed: the last address they did not add themselves."""
    last = request.remote or ""
    given = [part.strip() for line in request.headers.getall("X-Forwarded-For", []) for part in line.split(",")]
    while last in proxies and given:
        try:
            last = str(ipaddress.ip_address(given.pop()))
        except ValueError:
            break  # nothing before a thing that is no address can be believed
    return last
