"""Bodies in and out of the console's routes: JSON, and errors that carry their remedy."""

from __future__ import annotations

from typing import Any, TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

from assistant.errors import AssistantError, BadInput

M = TypeVar("M", bound=BaseModel)


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


async def read(request: web.Request, shape: type[M]) -> M:
    """The JSON body of a request. Raises `Denied` for another media type, `BadInput` for another shape."""
    try:
        return shape.model_validate_json(await json_body(request), strict=True)
    except ValidationError as fault:
        raise BadInput(told(fault), where=request.path, remedy="reload the page") from None


def told(fault: ValidationError) -> str:
    """The first thing wrong with a body, without what was in it."""
    error = fault.errors(include_url=False, include_context=False, include_input=False)[0]
    return ": ".join(part for part in (".".join(map(str, error["loc"])), error["msg"]) if part)


def give(body: BaseModel, status: int = 200) -> web.Response:
    """A model as the body."""
    return web.Response(text=body.model_dump_json(), status=status, content_type="application/json")


def data(body: dict[str, Any], status: int = 200) -> web.Response:
    """A JSON body."""
    return web.json_response(body, status=status)


def problem(status: int, fault: AssistantError) -> web.Response:
    """What is wrong, where, and the remedy, for the page to show."""
    return data({"error": {"what": fault.what, "where": fault.where, "remedy": fault.remedy}}, status)


def go(path: str) -> web.Response:
    """Continue at `path` with a GET."""
    return web.Response(status=303, headers={"Location": path})
