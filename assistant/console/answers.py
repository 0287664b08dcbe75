"""Bodies in and out of the console's routes: JSON, and errors that carry their remedy."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from assistant.errors import AssistantError


class Denied(AssistantError):
    """A request that must not go on; `status` is the HTTP status."""

    def __init__(self, status: int, what: str, *, remedy: str) -> None:
        super().__init__(what, remedy=remedy)
        self.status = status


async def json_body(request: web.Request) -> bytes:
    """The raw body of a JSON request. Raises `Denied` for another media type (a plain form cannot send JSON)."""
    if request.content_type != "application/json":
        raise Denied(415, f"{request.content_type} is not taken", remedy="send application/json")
    return await request.read()


def data(body: dict[str, Any], status: int = 200) -> web.Response:
    """A JSON body."""
    return web.json_response(body, status=status)


def problem(status: int, fault: AssistantError) -> web.Response:
    """What is wrong, where, and the remedy, for the page to show."""
    return data({"error": {"what": fault.what, "where": fault.where, "remedy": fault.remedy}}, status)


def go(path: str) -> web.Response:
    """Continue at `path` with a GET."""
    return web.Response(status=303, headers={"Location": path})
