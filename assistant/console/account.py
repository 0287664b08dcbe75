"""One's own way in and out: sign-in, links, sign-out, another password."""

from __future__ import annotations

from aiohttp import web

from assistant.console.answers import Denied, give, go, problem, read
from assistant.console.bodies import Credentials, Joining, LinkAsked, NewPassword
from assistant.console.gate import PERSON, Gate
from assistant.console.locks import Locked
from assistant.console.options import ConsoleOptions
from assistant.console.peers import peer_of
from assistant.console.signin import COOKIE, Session, SignIn
from assistant.errors import AssistantError
from assistant.people.ledger import GONE

GATE = web.AppKey("gate", Gate)
REFUSED = "this name and password do not belong together"  # the same for a name that nobody has


class Account:
    """The handlers of the door."""

    def __init__(self, door: SignIn, options: ConsoleOptions) -> None:
        self._door, self._options = door, options

    async def sign_in(self, request: web.Request) -> web.StreamResponse:
        """A secret against a cookie: 204, 401 for a wrong one, 429 while locked. A session the browser had before ends."""
        given = await read(request, Credentials)
        peer = peer_of(request, self._options.proxies)
        try:
            if given.token is not None:
                session = await self._door.by_token(given.token, given.name, peer)
            else:
                session = await self._door.by_password(given.name, given.password or "", peer)
        except Locked as lock:
            return waiting(lock)
        if session is None and given.token is not None:
            raise Denied(401, "this is not the token", remedy="copy the address the program printed")
        if session is None:
            raise Denied(401, REFUSED, remedy="try again, or ask the owner for a link that sets a new password")
        return await self.entered(request, web.Response(status=204), session)

    async def link(self, request: web.Request) -> web.StreamResponse:
        """What a link is for; looking does not use it."""
        asked = await read(request, LinkAsked)
        try:
            link = await self._door.read_link(asked.link, peer_of(request, self._options.proxies))
        except Locked as lock:
            return waiting(lock)
        if link is None:
            raise Denied(404, GONE, remedy="ask whoever sent it for a new one")
        return give(link)

    async def join(self, request: web.Request) -> web.StreamResponse:
        """Follow a link: 204 with a cookie, 404 for a worthless one, 400 for a password that is too easy."""
        asked = await read(request, Joining)
        try:
            session = await self._door.by_link(asked.link, asked.name, asked.password, peer_of(request, self._options.proxies))
        except Locked as lock:
            return waiting(lock)
        if session is None:
            raise Denied(404, GONE, remedy="ask whoever sent it for a new one")
        return await self.entered(request, web.Response(status=204), session)

    async def sign_out(self, request: web.Request) -> web.StreamResponse:
        """Forget this session."""
        await self._door.leave(request[PERSON], peer_of(request, self._options.proxies))
        answer = web.Response(status=204)
        answer.del_cookie(COOKIE, path="/")
        return answer

    async def password(self, request: web.Request) -> web.StreamResponse:
        """Another password: 204 with a new cookie, 403 where the old one is wrong."""
        asked = await read(request, NewPassword)
        try:
            session = await self._door.change_password(request[PERSON], asked.old, asked.new, peer_of(request, self._options.proxies))
        except Locked as lock:
            return waiting(lock)
        if session is None:
            raise Denied(403, "this is not your password", remedy="try again, or ask the owner for a link that sets a new one")
        return self._with_cookie(request, web.Response(status=204), session)

    async def enter_by_address(self, request: web.Request) -> web.StreamResponse:
        """The token in the address of a page becomes a cookie and leaves the address at once."""
        asked = request.rel_url.without_query_params("token", "name")  # a link may also say what the page is to show
        try:
            peer = peer_of(request, self._options.proxies)
            session = await self._door.by_token(request.query["token"], request.query.get("name", ""), peer)
        except Locked:
            return go(str(asked.update_query(refused="locked")))
        if session is None:
            return go(str(asked.update_query(refused="token")))
        return await self.entered(request, go(str(asked)), session)

    async def entered(self, request: web.Request, answer: web.Response, session: Session) -> web.Response:
        """The answer with the session's cookie; the session this browser had before is over."""
        before = self._door.session(request.cookies.get(COOKIE))
        if before is not None:
            await self._door.leave(before, peer_of(request, self._options.proxies))
        return self._with_cookie(request, answer, session)

    def _with_cookie(self, request: web.Request, answer: web.Response, session: Session) -> web.Response:
        answer.set_cookie(
            COOKIE,
            session.id,
            path="/",
            httponly=True,
            samesite="Strict",
            secure=request.app[GATE].secure(request),
            max_age=int(self._options.session_s),
        )
        return answer


def waiting(lock: Locked) -> web.Response:
    """429, and how long."""
    seconds = int(lock.wait_s) + 1
    answer = problem(429, AssistantError("too many wrong attempts", remedy=f"wait {seconds} s"))
    answer.headers["Retry-After"] = str(seconds)
    return answer
