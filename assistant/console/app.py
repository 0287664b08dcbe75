"""The console as a web application: an explicit table of routes, each with what it asks for."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from operator import attrgetter
from typing import Any
from urllib.parse import quote

from aiohttp import web
from pydantic import BaseModel

from assistant.console.account import GATE, Account
from assistant.console.actions import allowed, may, resolution, writing
from assistant.console.answers import Denied, data, give, json_body, problem
from assistant.console.bodies import Done, HealthTold, MicrophoneOffer, Ready, SessionTold
from assistant.console.earpiece import CueSounds
from assistant.console.gate import PERSON, Gate, carrying, guarding
from assistant.console.letterbox import Letterbox, Letters
from assistant.console.live import Live
from assistant.console.microphones import Microphones
from assistant.console.openapi import document
from assistant.console.options import WILDCARDS, ConsoleOptions, checked, listening, origins
from assistant.console.peers import peer_of
from assistant.console.routes import ROUTES
from assistant.console.sheet_file import SheetFile
from assistant.console.shop import Shop
from assistant.console.sight import sight
from assistant.console.signin import COOKIE, SignIn
from assistant.console.site import Site
from assistant.console.staff import Staff, link_to
from assistant.domain import Health, Resolution, Room, Writing
from assistant.errors import AssistantError, BadInput, StoreError
from assistant.on_air.moment import Moment
from assistant.people.passwords import Passwords
from assistant.people.people import People
from assistant.ports import Feed, Store
from assistant.voice.microphone import Microphone

log = logging.getLogger(__name__)
ABOUT = ("group", "case", "event_id", "lang", "flag", "product", "agent", "topic", "mode", "seconds")  # of an action, for the audit log: never the text
LOOK_S = 1.0  # how soon a change by another process (the command line) is known


class Console:
    """The web console of one room.

    `resolve` gets every action of a person and raises `BadInput` for an impossible one, which the page then shows.
    `typing` is told that a person writes to somebody; `moment` is what goes on right now and is not recorded. `health` and `figures` are asked about every `beat_s`.
    `people`: who may sign in; None: nobody is known yet, and whoever is set as owner is forgotten with the program. `now` is monotonic seconds, `wall` seconds since the epoch.
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
        people: People | None = None,
        passwords: Passwords | None = None,
        sheet: SheetFile | None = None,
        letters: Letters | None = None,
        now: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self.people, self._lent = people or People.open(None, wall), people is not None
        self.options = checked(options or ConsoleOptions(), secured=self.people.owned or self.people.awaited)
        self.door = SignIn(self.options, self.people, passwords or Passwords(), now, wall)
        self.account, self.staff = Account(self.door, self.options), Staff(self.people, self.options)
        self.site = Site(self.account)
        self.feed = Live(store, feed, room, self.options, health, figures, wall, moment)
        self.microphones = Microphones(microphones)
        self.ear = CueSounds(self.feed.pass_on, self.feed.listened)
        self.shop, self.letterbox = Shop(sheet, room), Letterbox(letters)
        self._resolve, self._typing, self._room = resolve, typing, room

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[str]:
        """Listen until the context ends; yields the address to open: with the token, with the owner's one-time link, or plain. Raises `BadSettings`."""
        listener = listening(self.options)
        port: int = listener.getsockname()[1]
        runner = web.AppRunner(self.application(port), access_log=None, shutdown_timeout=2.0)
        await runner.setup()
        # not a task group: what fails in the caller's body must reach the caller as it is, and a watcher must not end a show
        followers = [asyncio.create_task(self.feed.run(), name="console"), asyncio.create_task(self._look(), name="people")]
        try:
            await web.SockSite(runner, listener).start()
            yield self.way_in(port)
        finally:
            for follower in followers:
                follower.cancel()
            await self.feed.close()
            await self.microphones.close()
            await runner.cleanup()
            for follower in followers:
                with suppress(asyncio.CancelledError):
                    await follower
            self.door.passwords.close()
            if not self._lent:
                self.people.close()

    def address(self, port: int) -> str:
        """Where a person on this machine opens the page."""
        host = "127.0.0.1" if self.options.host in WILDCARDS else self.options.host
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def way_in(self, port: int) -> str:
        """What to open first: a link that signs in with the token, else one that sets the owner while there is none, else the page."""
        base = self.address(port)
        if self.options.one_click and self.door.token is not None:
            return f"{base}/?token={quote(self.door.token, safe='')}"
        return self.owner_link(port) or base

    def owner_link(self, port: int) -> str | None:
        """The one-time link that sets the owner, or None once there is one."""
        return link_to(next(iter(self.options.origins), self.address(port)), self.door.owner_link) if self.door.owner_link and not self.people.owned else None

    def application(self, port: int) -> web.Application:
        """The routes of the table behind their gate, for a listener on `port`."""
        gate = Gate(origins(self.options, port), self.door)
        table = {(route.method, route.path): route for route in ROUTES}
        app = web.Application(client_max_size=self.options.max_body, middlewares=[guarding(gate, table)])
        app.on_response_prepare.append(carrying(gate.headers))
        for route in ROUTES:
            app.router.add_route(route.method, route.path.replace("{name}", "{name:.+}"), attrgetter(route.handler)(self))
        app[GATE] = gate
        return app

    async def session(self, request: web.Request) -> web.StreamResponse:
        """Who is signed in, the token actions must carry, the room, and the microphones one may speak into."""
        who = request[PERSON]
        offered = tuple(MicrophoneOffer(**offer) for offer in self.microphones.offered(sight(who.role)))
        return give(
            SessionTold(
                name=who.name,
                role=who.role,
                person=who.person,
                may=allowed(who.role),
                csrf=who.csrf,
                room=self._room,
                earpiece=self.options.earpiece,
                microphones=offered,
            )
        )

    async def resolve(self, request: web.Request) -> web.StreamResponse:
        """One action: 200 with its outcome, 400 for a malformed one, 403 for another role's, 409 when the session says it cannot be."""
        who, peer = request[PERSON], peer_of(request, self.options.proxies)
        asked = resolution(await json_body(request), who.name)
        about = {name: str(value) for name in ABOUT if (value := getattr(asked, name)) is not None}
        if not may(who.role, asked.kind):
            await self.door.note(who.doing(peer), asked.kind, "refused", **about)
            raise Denied(403, f"the role {who.role} may not do this", remedy="ask the owner for another role")
        try:
            outcome = await self._resolve(asked)
        except BadInput as refusal:
            await self.door.note(who.doing(peer), asked.kind, "refused", **about)
            return problem(409, refusal)
        except AssistantError:
            await self.door.note(who.doing(peer), asked.kind, "failed", **about)
            raise
        await self.door.note(who.doing(peer), asked.kind, **about)
        return give(Done(ok=True, outcome=outcome.model_dump(mode="json") if isinstance(outcome, BaseModel) else outcome))

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
        return await self.feed.serve(request, self._staying(request), sight(request[PERSON].role))

    async def microphone(self, request: web.Request) -> web.StreamResponse:
        """The sound of one page."""
        if self.microphones.full:
            raise Denied(503, "too many microphones are open", remedy="close some of them")
        who = request[PERSON]
        return await self.microphones.serve(request, who.name, self._staying(request), sight(who.role))

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
        parts = tuple(map(sight(request[PERSON].role).light, lights))
        return give(HealthTold(ready=ready, parts=parts, seq=self.feed.view.seq), 200 if ready else 503)

    async def document(self, request: web.Request) -> web.StreamResponse:
        """The whole API, described from the table of routes and its models."""
        return data(document(ROUTES))

    async def probe(self, request: web.Request) -> web.StreamResponse:
        """For monitors: 200 or 503, and nothing else to learn."""
        ready = _ready(self.feed.healths())
        return give(Ready(ready=ready), 200 if ready else 503)

    def _staying(self, request: web.Request) -> Callable[[], bool]:
        """Tells whether the person of a request is still signed in, and still what they were."""
        cookie, role = request.cookies.get(COOKIE), request[PERSON].role

        def staying() -> bool:
            session = self.door.session(cookie)
            return session is not None and session.role is role

        return staying

    async def _look(self) -> None:
        """Know what another process changed. A file that cannot be read at the moment is tried again; what is known goes on."""
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                await self.people.look(self.options.session_s)
            except StoreError as fault:
                log.warning("people: %s", fault)


def _ready(lights: list[Health]) -> bool:
    return not any(light.state in {"starting", "down"} for light in lights)
