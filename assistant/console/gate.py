"""What a request must show before a route runs, and what every response carries."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from enum import Enum
from typing import Protocol
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from assistant.console.answers import Denied, problem
from assistant.console.signin import COOKIE, Session, SignIn, same_csrf
from assistant.errors import AssistantError, BadInput
from assistant.people.person import Role

PERSON = web.RequestKey("person", Session)  # where a request keeps who is signed in
CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self' {sockets}; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self), payment=(), usb=()",
}


class Policy(Enum):
    """What a route asks for, weakest first."""

    PROBE = "nothing: says only whether the console is well"
    OPEN = "an address the console knows"
    DOOR = "also the exact origin"
    SIGNED = "a known address and a signed-in person"
    LIVE = "a signed-in person and the exact origin"
    ACTION = "a signed-in person, the exact origin and the page's token"


class Access(Protocol):
    """What a route of the table says about who may use it."""

    @property
    def policy(self) -> Policy: ...
    @property
    def roles(self) -> Collection[Role]: ...


class Gate:
    """Checks requests against a route's policy and roles. `origins` are the addresses the page is opened under, exactly."""

    def __init__(self, origins: frozenset[str], sign_in: SignIn) -> None:
        self._origins = origins
        self._hosts = {urlsplit(origin).netloc: origin for origin in origins}
        self._sign_in = sign_in
        # 'self' covers sockets in browsers of today; older ones need them named, and the grammar has no IPv6 addresses
        sockets = " ".join(sorted("ws" + origin.removeprefix("http") for origin in origins if "[" not in origin))
        self.headers = {**HEADERS, "Content-Security-Policy": CSP.format(sockets=sockets)}

    def admit(self, access: Access, request: web.Request) -> Session | None:
        """The signed-in person, if any. Raises `Denied`."""
        policy = access.policy
        if policy is Policy.PROBE:
            return None
        if request.host.lower() not in self._hosts:  # also stops a name that was re-pointed at this machine
            raise Denied(421, "the console is not known under this address", remedy="add the address to console.origins")
        if policy in {Policy.DOOR, Policy.LIVE, Policy.ACTION} and not self._same_origin(request):
            raise Denied(403, "the request came from another page", remedy="open the console under one of its own addresses")
        session = self._sign_in.session(request.cookies.get(COOKIE))
        if policy in {Policy.SIGNED, Policy.LIVE, Policy.ACTION} and session is None:
            raise Denied(401, "nobody is signed in", remedy="sign in, or open the address the program printed")
        if policy is Policy.ACTION and not (session and same_csrf(session, request.headers.get("X-CSRF-Token"))):
            raise Denied(403, "the page's token is missing or old", remedy="reload the page")
        if policy in {Policy.SIGNED, Policy.LIVE, Policy.ACTION} and session and session.role not in access.roles:
            raise Denied(403, f"the role {session.role} may not do this", remedy="ask the owner for another role")
        return session

    def secure(self, request: web.Request) -> bool:
        """Whether the page was opened over https, so that the cookie may insist on it."""
        return self._hosts[request.host.lower()].startswith("https:")

    def _same_origin(self, request: web.Request) -> bool:
        given = request.headers.getall("Origin", [])
        return len(given) == 1 and given[0] in self._origins and given[0] == self._hosts[request.host.lower()]


def guarding(gate: Gate, table: Mapping[tuple[str, str], Access]) -> Middleware:
    """Runs the gate before every handler and turns errors into JSON with a remedy. A route that is not in the table is refused."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        resource = request.match_info.route.resource
        try:
            if resource is not None:
                access = table.get((request.method, resource.canonical))
                if access is None:
                    raise Denied(403, "this address is not in the table of routes", remedy="open the console's first page")
                if person := gate.admit(access, request):
                    request[PERSON] = person
            return await handler(request)
        except Denied as denied:
            return problem(denied.status, denied)
        except BadInput as bad:
            return problem(400, bad)
        except AssistantError as fault:
            return problem(503, fault)
        except web.HTTPException as answer:
            refusal = problem(answer.status, AssistantError(answer.reason, remedy="reload the page"))
            if "Allow" in answer.headers:
                refusal.headers["Allow"] = answer.headers["Allow"]
            return refusal

    return guard


def carrying(headers: Mapping[str, str]) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """Puts the security headers on every response, and `no-store` where nothing else was said."""

    async def carry(request: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(headers)
        response.headers.setdefault("Cache-Control", "no-store")

    return carry
