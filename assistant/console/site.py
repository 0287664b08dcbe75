"""The pages and their files: what a person sees under each address, and the sign-in page instead where nobody is signed in."""

from __future__ import annotations

from aiohttp import web

from assistant.console.account import Account
from assistant.console.answers import Denied, go
from assistant.console.gate import PERSON
from assistant.console.pages import PAGES, pages
from assistant.console.routes import PAGE, ROUTES, first_page
from assistant.people.person import Role

ROLES: dict[str, frozenset[Role]] = {route.path: route.roles for route in ROUTES if route.handler == PAGE}


class Site:
    """The handlers of everything that is no API."""

    def __init__(self, account: Account) -> None:
        self._account, self._pages = account, pages()

    async def page(self, request: web.Request) -> web.StreamResponse:
        """A page, or the sign-in page instead. A token in the address becomes a cookie and leaves the address at once."""
        if "token" in request.query:
            return await self._account.enter_by_address(request)
        role = request[PERSON].role if PERSON in request else None
        if role is not None and role not in ROLES[request.path]:
            return go(first_page(role))
        page = self._pages[PAGES[request.path] if role is not None else "signin.html"]
        return web.Response(body=page.body, headers={"Content-Type": page.type, "Cache-Control": "no-store"})

    async def static(self, request: web.Request) -> web.StreamResponse:
        """One file of the page; none of them holds anything of the session."""
        page = self._pages.get(request.match_info["name"])
        if page is None or page.type.startswith("text/html"):
            raise Denied(404, "there is no such file", remedy="reload the page")
        headers = {"Cache-Control": "no-cache", "ETag": f'"{page.etag}"'}
        if request.headers.get("If-None-Match") == headers["ETag"]:
            return web.Response(status=304, headers=headers)
        body, told = page.answer(request.headers.get("Accept-Encoding", ""))
        return web.Response(body=body, headers={**told, **headers})
