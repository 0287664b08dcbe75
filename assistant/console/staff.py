"""What the owner does with people: look, invite, change a role, shut out, and read what everybody did."""

from __future__ import annotations

from aiohttp import web
from pydantic import ValidationError

from assistant.console.answers import Denied, give, read, told
from assistant.console.bodies import Audit, AuditAsked, Everybody, Invitation, Invited, LinkFor, NewRole, NewState
from assistant.console.gate import PERSON
from assistant.console.options import ConsoleOptions
from assistant.console.peers import peer_of
from assistant.errors import BadInput
from assistant.people.people import People
from assistant.people.person import Doer
from assistant.people.person import Invited as Made


def link_to(base: str, secret: str) -> str:
    """The address of a one-time link. The secret stands behind the #: browsers send it to nobody, so no log and no preview has it."""
    return f"{base}/join#{secret}"


class Staff:
    """The handlers of the people panel."""

    def __init__(self, people: People, options: ConsoleOptions) -> None:
        self._people, self._options = people, options

    async def everybody(self, request: web.Request) -> web.StreamResponse:
        """Everybody, oldest first."""
        await self._people.look(self._options.session_s)
        return give(Everybody(people=tuple(self._people.known.values())))

    async def invite(self, request: web.Request) -> web.StreamResponse:
        """A new person and their link: 201. 400 for a name that is taken."""
        asked = await read(request, Invitation)
        return self._linked(request, await self._people.invite(asked.name, asked.role, asked.hours, self._by(request), screen=asked.screen))

    async def relink(self, request: web.Request) -> web.StreamResponse:
        """A new link for somebody: 201."""
        asked = await read(request, LinkFor)
        return self._linked(request, await self._people.relink(self._whom(request), asked.hours, self._by(request)))

    async def role(self, request: web.Request) -> web.StreamResponse:
        """Another role. 400 for the last owner."""
        asked = await read(request, NewRole)
        return give(await self._people.change_role(self._whom(request), asked.role, self._by(request)))

    async def state(self, request: web.Request) -> web.StreamResponse:
        """Shut out or let in again. 400 for the last owner."""
        asked = await read(request, NewState)
        return give(await self._people.disable(self._whom(request), self._by(request), disabled=asked.disabled))

    async def sign_out(self, request: web.Request) -> web.StreamResponse:
        """End all sessions of somebody."""
        return give(await self._people.end_sessions(self._whom(request), self._by(request)))

    async def audit(self, request: web.Request) -> web.StreamResponse:
        """A page of the audit log."""
        try:
            asked = AuditAsked.model_validate_strings(dict(request.query))
        except ValidationError as fault:
            raise BadInput(told(fault), where=request.path, remedy="ask with before and limit, both numbers") from None
        lines = tuple(await self._people.deeds(asked.before, asked.limit))
        return give(Audit(lines=lines, next=lines[-1].seq if len(lines) == asked.limit else None))

    def _whom(self, request: web.Request) -> str:
        person = request.match_info["id"]
        if person not in self._people.known:
            raise Denied(404, "there is no such person", remedy="reload the page")
        return person

    def _by(self, request: web.Request) -> Doer:
        return request[PERSON].doing(peer_of(request, self._options.proxies))

    def _linked(self, request: web.Request, made: Made) -> web.Response:
        base = request.headers["Origin"]  # checked by the gate: an address this page is opened under
        return give(Invited(person=made.person, link=link_to(base, made.secret)), 201)
