"""The console as a web application: an explicit table of routes, each with what it asks for."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from operator import attrgetter
from typing import Any, NamedTuple
from urllib.parse import quote

from aiohttp import web
from pydantic import BaseModel, ValidationError

from assistant.console.actions import resolution, writing
from assistant.console.answers import data, go, json_body, problem
from assistant.console.earpiece import CueSounds
from assistant.console.gate import PERSON, Denied, Gate, Policy, carrying, guarding
from assistant.console.live import Live
from assistant.console.microphones import Microphones
from assistant.console.options import WILDCARDS, ConsoleOptions, checked, listening, origins
from assistant.console.pages import PAGES, pages
from assistant.console.sheet_file import SheetFile
from assistant.console.shop import Shop
from assistant.console.signin import COOKIE, Locked, Session, SignIn
from assistant.domain import Health, Resolution, Room, Value, Writing
from assistant.errors import AssistantError, BadInput
from assistant.on_air.moment import Moment
from assistant.ports import Feed, Store
from assistant.voice.microphone import Microphone


class Route(NamedTuple):
    """One address of the console. `handler` names a method of `Console`, with a dot for one of its parts; `{name}` may hold slashes."""

    method: str
    path: str
    policy: Policy
    handler: str


ROUTES = (
    Route("GET", "/", Policy.OPEN, "page"),
    Route("GET", "/desk", Policy.OPEN, "page"),
    Route("GET", "/cases", Policy.OPEN, "page"),
    Route("GET", "/shop", Policy.OPEN, "page"),
    Route("GET", "/microphone", Policy.OPEN, "page"),
    Route("GET", "/static/{name}", Policy.OPEN, "static"),
    Route("POST", "/api/signin", Policy.DOOR, "sign_in"),
    Route("POST", "/api/signout", Policy.ACTION, "sign_out"),
    Route("GET", "/api/session", Policy.SIGNED, "session"),
    Route("POST", "/api/resolve", Policy.ACTION, "resolve"),
    Route("POST", "/api/typing", Policy.ACTION, "typing"),
    Route("GET", "/api/live", Policy.LIVE, "live"),
    Route("GET", "/api/microphone", Policy.LIVE, "microphone"),
    Route("GET", "/api/earpiece/{name}", Policy.SIGNED, "cue"),
    Route("GET", "/api/topics", Policy.SIGNED, "shop.topics"),
    Route("GET", "/api/shop", Policy.SIGNED, "shop.told"),
    Route("GET", "/api/shop/facts", Policy.SIGNED, "shop.facts"),
    Route("GET", "/api/shop/text", Policy.SIGNED, "shop.text"),
    Route("POST", "/api/shop/check", Policy.ACTION, "shop.check"),
    Route("POST", "/api/shop/save", Policy.ACTION, "shop.save"),
    Route("GET", "/api/health", Policy.SIGNED, "health"),
    Route("GET", "/healthz", Policy.PROBE, "probe"),
)


class Credentials(Value):
    """A sign-in: the secret, and the name others see on what this person does."""

    token: str
    name: str = ""


class Console:
    """The web console of one room.

    `resolve` gets every action of a person and raises `BadInput` for an impossible one, which the page then shows.
    `typing` is told that a person writes to somebody; `moment` is what goes on right now and is not recorded. `health` and `figures` are asked about every `beat_s`. `now` is monotonic seconds, `wall` seconds since the epoch.
    """

    def __init__(
        self,
        store: Store,
        feed: Feed,
        resolve: Callable[[Resolution], Awaitable[object]],
        health: Callable[[], list[Health]],
        figures: Callable[[], dict[str, Any]],
        room: Room,
        options: ConsoleOptions | None = None,
        *,
        microphones: Sequence[Microphone] = (),
        typing: Callable[[Writing], Awaitable[None]] | None = None,
        moment: Moment | None = None,
        sheet: SheetFile | None = None,
        now: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self.options = checked(options or ConsoleOptions())
        self.door = SignIn(self.options, now)
        self.feed = Live(store, feed, room, self.options, health, figures, wall, moment)
        self.microphones = Microphones(microphones)
        self.ear = CueSounds(self.feed.pass_on)
        self.shop = Shop(sheet, room)
        self._resolve, self._typing, self._room = resolve, typing, room
        self._pages = pages()

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[str]:
        """Listen until the context ends; yields the address to open, sign-in token included. Raises `BadSettings`."""
        listener = listening(self.options)
        port: int = listener.getsockname()[1]
        runner = web.AppRunner(self.application(port), access_log=None, shutdown_timeout=2.0)
        await runner.setup()
        # not a task group: what fails in the caller's body must reach the caller as it is, and a watcher must not end a show
        follower = asyncio.create_task(self.feed.run(), name="console")
        try:
            await web.SockSite(runner, listener).start()
            yield f"{self.address(port)}/?token={quote(self.door.token, safe='')}"
        finally:
            follower.cancel()
            await self.feed.close()
            await self.microphones.close()
            await runner.cleanup()
            with suppress(asyncio.CancelledError):
                await follower

    def address(self, port: int) -> str:
        """Where a person on this machine opens the page."""
        host = "127.0.0.1" if self.options.host in WILDCARDS else self.options.host
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def application(self, port: int) -> web.Application:
        """The routes of the table behind their gate, for a listener on `port`."""
        gate = Gate(origins(self.options, port), self.door)
        policies = {(route.method, route.path): route.policy for route in ROUTES}
        app = web.Application(client_max_size=self.options.max_body, middlewares=[guarding(gate, policies)])
        app.on_response_prepare.append(carrying(gate.headers))
        for route in ROUTES:
            app.router.add_route(route.method, route.path.replace("{name}", "{name:.+}"), attrgetter(route.handler)(self))
        app[GATE] = gate
        return app

    async def page(self, request: web.Request) -> web.StreamResponse:
        """A page, or the sign-in page instead. A token in the address becomes a cookie and leaves the address at once."""
        if "token" in request.query:
            return self._enter_by_link(request)
        page = self._pages[PAGES[request.path] if PERSON in request else "signin.html"]
        return web.Response(body=page.body, headers={"Content-Type": page.type, "Cache-Control": "no-store"})

    async def static(self, request: web.Request) -> web.StreamResponse:
        """One file of the page; none of them holds anything of the session."""
        page = self._pages.get(request.match_info["name"])
        if page is None or page.type.startswith("text/html"):
            raise Denied(404, "there is no such file", remedy="reload the page")
        headers = {"Cache-Control": "no-cache", "ETag": f'"{page.etag}"'}
        if request.headers.get("If-None-Match") == headers["ETag"]:
            return web.Response(status=304, headers=headers)
        return web.Response(body=page.body, headers={"Content-Type": page.type, **headers})

    async def sign_in(self, request: web.Request) -> web.StreamResponse:
        """The secret against a cookie: 204, 401 for a wrong one, 429 while locked."""
        try:
            given = Credentials.model_validate_json(await json_body(request))
        except ValidationError:
            raise BadInput("the sign-in is not understood", remedy="reload the page") from None
        try:
            session = self.door.enter(given.token, given.name, request.remote or "")
        except Locked as lock:
            seconds = int(lock.wait_s) + 1
            answer = problem(429, AssistantError("too many wrong tokens", remedy=f"wait {seconds} s"))
            answer.headers["Retry-After"] = str(seconds)
            return answer
        if session is None:
            raise Denied(401, "this is not the token", remedy="copy the address the program printed")
        return self._with_cookie(request, web.Response(status=204), session)

    async def sign_out(self, request: web.Request) -> web.StreamResponse:
        """Forget this person's session."""
        self.door.leave(request[PERSON])
        answer = web.Response(status=204)
        answer.del_cookie(COOKIE, path="/")
        return answer

    async def session(self, request: web.Request) -> web.StreamResponse:
        """Who is signed in, the token actions must carry, the room, and the microphones one may speak into."""
        person = request[PERSON]
        room = self._room.model_dump(mode="json")
        parts = {"earpiece": self.options.earpiece, "microphones": self.microphones.offered()}
        return data({"name": person.name, "csrf": person.csrf, "room": room, **parts})

    async def resolve(self, request: web.Request) -> web.StreamResponse:
        """One action: 200 with its outcome, 400 for a malformed one, 409 when the session says it cannot be."""
        asked = resolution(await json_body(request), request[PERSON].name)
        try:
            outcome = await self._resolve(asked)
        except BadInput as refusal:
            return problem(409, refusal)
        return data({"ok": True, "outcome": outcome.model_dump(mode="json") if isinstance(outcome, BaseModel) else outcome})

    async def typing(self, request: web.Request) -> web.StreamResponse:
        """Somebody is writing: 204; said again every few seconds while it goes on. 409 for a case that is not there."""
        asked = writing(await json_body(request), request[PERSON].name)
        try:
            if self._typing is not None:
                await self._typing(asked)
        except BadInput as refusal:
            return problem(409, refusal)
        return web.Response(status=204)

    async def live(self, request: web.Request) -> web.StreamResponse:
        """The live feed of one page."""
        if len(self.feed.watchers) >= self.options.watchers:
            raise Denied(503, "too many pages are open", remedy="close some of them")
        return await self.feed.serve(request, self._staying(request))

    async def microphone(self, request: web.Request) -> web.StreamResponse:
        """The sound of one page."""
        if self.microphones.full:
            raise Denied(503, "too many microphones are open", remedy="close some of them")
        return await self.microphones.serve(request, request[PERSON].name, self._staying(request))

    async def cue(self, request: web.Request) -> web.StreamResponse:
        """The sound of one of the last cues for the host's ear; 404 for one that is gone."""
        sound = self.ear.get(request.match_info["name"])
        if sound is None:
            raise Denied(404, "this cue is no longer kept", remedy="wait for the next one")
        return web.Response(body=sound.data, content_type=sound.type)

    async def health(self, request: web.Request) -> web.StreamResponse:
        """Every part's state: 200 when all is well, else 503."""
        lights = self.feed.healths()
        ready = _ready(lights)
        body = {"ready": ready, "parts": [light.model_dump(mode="json") for light in lights], "seq": self.feed.view.seq}
        return data(body, status=200 if ready else 503)

    async def probe(self, request: web.Request) -> web.StreamResponse:
        """For monitors: 200 or 503, and nothing else to learn."""
        ready = _ready(self.feed.healths())
        return data({"ready": ready}, status=200 if ready else 503)

    def _staying(self, request: web.Request) -> Callable[[], bool]:
        """Tells whether the person of a request is still signed in."""
        cookie = request.cookies.get(COOKIE)
        return lambda: self.door.session(cookie) is not None

    def _enter_by_link(self, request: web.Request) -> web.StreamResponse:
        asked = request.rel_url.without_query_params("token", "name")  # a link may also say what the page is to show
        try:
            session = self.door.enter(request.query["token"], request.query.get("name", ""), request.remote or "")
        except Locked:
            return go(str(asked.update_query(refused="locked")))
        if session is None:
            return go(str(asked.update_query(refused="token")))
        return self._with_cookie(request, go(str(asked)), session)

    def _with_cookie(self, request: web.Request, answer: web.Response, session: Session) -> web.Response:
        answer.set_cookie(
            COOKIE,
            session.id,
            path="/",
            httponly=True,
            samesite="Strict",
            secure=request.app[GATE].secure(request),
            max_age=int(self.options.session_s),
        )
        return answer


GATE = web.AppKey("gate", Gate)


def _ready(lights: list[Health]) -> bool:
    return not any(light.state in {"starting", "down"} for light in lights)
