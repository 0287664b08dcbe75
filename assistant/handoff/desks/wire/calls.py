"""Calls that go out to a desk: to checked addresses only, never redirected, with each failure told apart by what it leaves behind."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from assistant.errors import BadSettings, InDoubt, Rejected, Unavailable

ANSWER_BYTES = 1024 * 1024
TIMEOUT_S = 15.0


def check_address(url: str, *, allow_private: bool, where: str) -> str:
    """The URL without a slash at its end. Raises `BadSettings` for one that secrets must not be sent to."""
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise BadSettings(f"{where}: {url!r} is not the address of a service", remedy="write it like https://desk.example")
    if parts.scheme == "http" and not allow_private:
        raise BadSettings(f"{where}: http sends secrets in the clear", remedy="use https, or allow_private for a desk on your own network")
    if not allow_private and _is_literal(parts.hostname) and not _is_public(parts.hostname):
        raise BadSettings(f"{where}: {parts.hostname} is no public address", remedy="set allow_private for a desk on your own network")
    return url.rstrip("/")


def _is_literal(host: str) -> bool:
    """Whether a host is a number in any of the forms that the system's resolver takes: decimal, octal, hexadecimal, short."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        try:
            socket.inet_aton(host)
        except OSError:
            return False
    return True


def _is_public(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False  # an address in an odd form is not written by mistake
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_global


class PublicOnly(AbstractResolver):
    """Names that lead to this machine or its network do not resolve; what is connected to is what was checked."""

    def __init__(self, resolver: AbstractResolver | None = None) -> None:
        self._resolver = resolver or ThreadedResolver()

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        if private := [one["host"] for one in found if not _is_public(one["host"])]:
            raise OSError(f"{host} leads to {private[0]}, which is no public address")
        return found

    async def close(self) -> None:
        await self._resolver.close()


class Caller:
    """JSON calls to one service under `base`."""

    def __init__(self, http: aiohttp.ClientSession, base: str, name: str) -> None:
        self._http, self._base, self._name = http, base, name

    async def call(
        self, method: str, path: str, body: Mapping[str, Any] | bytes | None = None, *, headers: Mapping[str, str] | None = None, fine: tuple[int, ...] = ()
    ) -> Any:
        """The JSON answer of a call that succeeded, or has a status in `fine`.

        Raises `Unavailable` when it was not done, `InDoubt` when it may have been, `Rejected` when it never will be.
        """
        raw = body if isinstance(body, bytes) or body is None else json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        sent = {"Content-Type": "application/json", **(headers or {})} if raw is not None else dict(headers or {})
        try:
            async with self._http.request(method, self._base + path, data=raw, headers=sent, allow_redirects=False) as answer:
                text = await self._read(answer)
                if answer.status < 300 or answer.status in fine:
                    return self._json(text)
                raise self._failure(answer, text)
        except aiohttp.ClientConnectorError as error:
            raise Unavailable(f"cannot connect ({type(error).__name__})", where=self._name, remedy="is it running, and the address right?") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise InDoubt(f"no whole answer ({type(error).__name__})", where=self._name) from error

    async def _read(self, answer: aiohttp.ClientResponse) -> bytes:
        text = bytearray()
        async for chunk in answer.content.iter_any():
            text += chunk
            if len(text) > ANSWER_BYTES:
                raise InDoubt("the answer is too large", where=self._name)
        return bytes(text)

    def _json(self, text: bytes) -> Any:
        if not text.strip():
            return None
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            raise InDoubt("the answer is not JSON", where=self._name) from error

    def _failure(self, answer: aiohttp.ClientResponse, text: bytes) -> Exception:
        status = answer.status
        what = f"it answered with status {status}"
        if status in (429, 503):
            return Unavailable(what, where=self._name, retry_after_s=_wait(answer, text))
        if status in (408, 409, 423, 425):
            return Unavailable(what, where=self._name)
        if status in (401, 403):
            return Unavailable(what, where=self._name, remedy="check the token and its rights")  # a person can mend it; the case must not die of it
        if status >= 500:
            return InDoubt(what, where=self._name)
        remedy = "the address redirects; name the right one" if status < 400 else "see the log of the desk"
        return Rejected(what, where=self._name, remedy=remedy)


def _wait(answer: aiohttp.ClientResponse, text: bytes) -> float | None:
    """Seconds the service asks to be left alone: the header, or what some put into the body instead."""
    given = answer.headers.get("Retry-After", "")
    if given.isascii() and given.isdigit() and len(given) < 9:
        return float(given)
    try:
        wait = json.loads(text)["parameters"]["retry_after"]
        return float(wait) if 0 <= float(wait) < 1e9 else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


@asynccontextmanager
async def caller(base: str, name: str, *, allow_private: bool, headers: Mapping[str, str] | None = None) -> AsyncIterator[Caller]:
    """A client of one service; nothing is sent until the first call. `base` was checked with `check_address`."""
    connector = aiohttp.TCPConnector(resolver=None if allow_private else PublicOnly())
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout, headers=dict(headers or {})) as http:
        yield Caller(http, base, name)
    await asyncio.sleep(0)  # lets the connector close its transports
