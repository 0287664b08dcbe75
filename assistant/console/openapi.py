"""The console's API as an OpenAPI 3.1 document, generated from the table of routes and the models it names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from assistant.console.bodies import Problem
from assistant.console.gate import Policy
from assistant.console.routes import Route
from assistant.console.signin import COOKIE

Json = dict[str, Any]
REF = "#/components/schemas/{model}"
REASONS = {  # beyond what HTTP's own words say
    403: "The request comes from another page, its token is missing or old, or the role may not do this",
    413: "The body is too large",
    415: "The body is not declared as application/json",
    421: "The console is not known under this address",
    429: "Too many wrong attempts: Retry-After says how long to wait",
    503: "A part of the program cannot take this at the moment",
}
SECURITY = {
    "session": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "Set by signing in"},
    "page": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token", "description": "`csrf` of GET /api/session"},
}
ORIGIN = {
    "name": "Origin",
    "in": "header",
    "required": True,
    "description": "The address the console was opened under, exactly as browsers send it",
    "schema": {"type": "string", "format": "uri"},
}
TEXTS = {"site.page": "text/html", "site.static": "text/javascript", "cue": "audio/wav"}  # handler -> what it answers with, where that is not JSON


def document(routes: Iterable[Route]) -> Json:
    """The document. Everything in it follows from the table: no route is left out, none is in it that is not served."""
    routes = tuple(routes)
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [(Problem, "serialization")]
    for route in routes:
        wanted += [(route.asks, "validation")] if route.asks and route.method == "POST" else []
        wanted += [(route.gives, "serialization")] if route.gives else []
    refs, definitions = models_json_schema(list(dict.fromkeys(wanted)), ref_template=REF)
    paths: dict[str, Json] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, refs)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Live Assistant console",
            "version": "1",
            "description": "Sign in with POST /api/signin, ask GET /api/session for the page's token, send it with every action.",
        },
        "paths": paths,
        "components": {"schemas": definitions.get("$defs", {}), "securitySchemes": SECURITY},
    }


Refs = Mapping[Any, Json]  # (model, mode) -> its schema


def _operation(route: Route, refs: Refs) -> Json:
    roles = ", ".join(role for role in type(next(iter(route.roles))) if role in route.roles)
    operation: Json = {
        "operationId": re.sub(r"\W+", "_", f"{route.method.lower()}{route.path}").strip("_"),
        "summary": route.about,
        "description": f"For {roles}." if _signed(route) else "For everybody who reaches the console.",
        "parameters": _parameters(route, refs),
        "responses": {str(route.status): _answer(route, refs), **{str(status): _problem(status, refs) for status in _refusals(route)}},
        "security": [{"session": [], "page": []}] if route.policy is Policy.ACTION else [{"session": []}] if _signed(route) else [],
    }
    if route.method == "POST" and route.asks:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": refs[route.asks, "validation"]}}}
    return operation


def _signed(route: Route) -> bool:
    return route.policy in {Policy.SIGNED, Policy.LIVE, Policy.ACTION}


def _parameters(route: Route, refs: Refs) -> list[Json]:
    found: list[Json] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}} for name in re.findall(r"{(\w+)}", route.path)
    ]
    if route.method == "GET" and route.asks:
        schema = route.asks.model_json_schema(ref_template=REF)
        asked = set(schema.get("required", ()))
        found += [{"name": name, "in": "query", "required": name in asked, "schema": part} for name, part in schema["properties"].items()]
    if route.policy in {Policy.DOOR, Policy.LIVE, Policy.ACTION}:
        found.append(ORIGIN)
    return found


def _answer(route: Route, refs: Refs) -> Json:
    said: Json = {"description": HTTPStatus(route.status).phrase}
    if route.gives:
        said["content"] = {"application/json": {"schema": refs[route.gives, "serialization"]}}
    elif route.handler == "document":
        said["content"] = {"application/json": {"schema": {"type": "object"}}}
    elif kind := TEXTS.get(route.handler):
        said["content"] = {kind: {}}
    return said


def _refusals(route: Route) -> list[int]:
    """Every status a request may be refused with."""
    found = {*route.refusals}
    if route.policy is not Policy.PROBE:
        found.add(421)
    if route.policy in {Policy.DOOR, Policy.LIVE, Policy.ACTION}:
        found.add(403)
    if _signed(route):
        found |= {401, 403}
    if route.asks:
        found.add(400)
    if route.method == "POST":
        found |= {400, 413, 415} if route.asks else {400}
    return sorted(found)


def _problem(status: int, refs: Refs) -> Json:
    told = REASONS.get(status, HTTPStatus(status).phrase)
    mode: Literal["serialization"] = "serialization"
    answer: Json = {"description": told, "content": {"application/json": {"schema": refs[Problem, mode]}}}
    if status == 503:  # health says so too, in its own shape
        answer["content"] = {"application/json": {}}
    return answer
