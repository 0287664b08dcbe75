"""What an operator may choose about the console, checked once."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

from pydantic import Field, SecretStr

from assistant.domain import Value
from assistant.errors import BadSettings

MIN_TOKEN = 16  # characters of a chosen token; a generated one has 256 random bits
WILDCARDS = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - names to recognise, nothing is bound here


class ConsoleOptions(Value):
    """Where the console listens, who may open it, and how much it keeps. Times in seconds unless named `_ms`."""

    host: str = "127.0.0.1"
    port: int = Field(8765, ge=0, le=65535)  # 0: any free port
    token: SecretStr | None = None  # signs in as owner without a person: for machines, and for the demo's link
    one_click: bool = False  # the printed address signs in with the token; else a token is never printed
    origins: tuple[str, ...] = ()  # further addresses the page is opened under, e.g. "https://console.example"
    proxies: tuple[str, ...] = ()  # addresses of one's own reverse proxies, whose X-Forwarded-For is believed
    tries: int = Field(5, ge=1)  # wrong secrets from one address before it must wait; a name waits after twice as many
    lock_s: float = Field(30.0, gt=0)  # first wait; doubles with every further lock, at most 15 minutes
    session_s: float = Field(16 * 3600.0, gt=0)  # longest session
    idle_s: float = Field(2 * 3600.0, gt=0)  # a session ends when no page of it was open for this long
    frame_ms: int = Field(20, ge=0, le=1000)  # log lines of this time travel in one frame
    tail: int = Field(10_000, ge=1)  # latest log lines kept for watchers; whoever falls behind starts from a snapshot
    watchers: int = Field(64, ge=1)
    stall_s: float = Field(5.0, gt=0)  # a watcher that takes nothing for this long is closed
    beat_s: float = Field(1.5, gt=0)  # how often health and figures are sent
    earpiece: bool = False  # cues for the host's ear are spoken: the page offers to play them
    max_body: int = Field(16_384, ge=1024)  # bytes of one request


def checked(options: ConsoleOptions, *, secured: bool = False) -> ConsoleOptions:
    """The options, or `BadSettings` when they would open the console to strangers. `secured`: an owner is set or invited."""
    if not is_loopback(options.host) and options.token is None and not secured:
        raise BadSettings(
            f"the console would listen on {options.host or 'every address'} without a token and without an owner",
            where="console.host",
            remedy="set the owner first (start on 127.0.0.1 and open the printed link, or: assistant people invite SESSION.toml NAME --role owner)",
        )
    for proxy in options.proxies:
        _check_proxy(proxy)
    if options.token is not None and len(options.token.get_secret_value()) < MIN_TOKEN:
        raise BadSettings(
            f"the token is shorter than {MIN_TOKEN} characters",
            where="console.token",
            remedy='make one with: python -c "import secrets; print(secrets.token_urlsafe())"',
        )
    for origin in options.origins:
        _check_origin(origin)
    return options


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address bound there."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def origins(options: ConsoleOptions, port: int) -> frozenset[str]:
    """Every address the page may be opened under: scheme, host and port, exactly as browsers send them."""
    names = {"127.0.0.1", "localhost", "[::1]"}
    if options.host not in WILDCARDS:
        names.add(f"[{options.host}]" if ":" in options.host else options.host.lower())
    suffix = "" if port == 80 else f":{port}"
    return frozenset(f"http://{name}{suffix}" for name in names) | frozenset(options.origins)


def listening(options: ConsoleOptions) -> socket.socket:
    """A socket at the address of the options. Raises BadSettings where another program has it."""
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    try:
        return socket.create_server((options.host, options.port), family=family)
    except OSError as fault:
        raise BadSettings(
            f"cannot listen on {options.host}:{options.port}: {fault.strerror or fault}",
            where="console.port",
            remedy="stop the program that uses it or choose another port (0 takes any free one)",
        ) from None


def _check_proxy(proxy: str) -> None:
    try:
        ipaddress.ip_address(proxy)
    except ValueError:
        raise BadSettings(f"{proxy!r} is not an address", where="console.proxies", remedy="write it like 127.0.0.1") from None


def _check_origin(origin: str) -> None:
    parts = urlsplit(origin)
    exact = f"{parts.scheme}://{parts.netloc}".lower()
    if parts.scheme not in {"http", "https"} or not parts.netloc or origin != exact:
        raise BadSettings(
            f"{origin!r} is not an origin", where="console.origins", remedy="write scheme and host only, like https://console.example"
        )
