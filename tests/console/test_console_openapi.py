"""The API's own description: every route is in it, nothing else is, and the console answers as it says, whatever it is asked."""

import asyncio
import shutil
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from assistant.answering.decide import Policy
from assistant.console.gate import Policy as Asks
from assistant.console.openapi import document
from assistant.console.routes import ROUTES
from assistant.console.sheet_file import SheetFile
from assistant.knowledge import knowledge_root
from assistant.live import LiveRoom
from assistant.people.person import Role
from tests.conftest import comment
from tests.console.house import house
from tests.console.show import ROOM, Show

DOCUMENT = document(ROUTES)
ENDS = {"/api/signout", "/api/people/{id}/signout"}  # they would sign out who asks
EXAMPLES = 12
CHECKS_OF_ANSWERS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]


def operations():
    return {(method.upper(), path): operation for path, methods in DOCUMENT["paths"].items() for method, operation in methods.items()}


def test_every_route_is_described_and_nothing_else():
    assert set(operations()) == {(route.method, route.path) for route in ROUTES}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_a_route_is_described_as_it_is(route):
    told = operations()[route.method, route.path]
    assert told["summary"] == route.about
    assert ("requestBody" in told) is (route.method == "POST" and route.asks is not None)
    needs = {name for alternative in told["security"] for name in alternative}
    expected = {Asks.ACTION: {"session", "page"}, Asks.SIGNED: {"session"}, Asks.LIVE: {"session"}}
    assert needs == expected.get(route.policy, set())
    assert ("401" in told["responses"]) is (bool(needs) or route.path == "/api/signin")
    if needs:
        assert all((role in told["description"]) is (role in route.roles) for role in Role)
    problems = [answer["content"] for status, answer in told["responses"].items() if int(status) in range(400, 500)]
    assert all(content == {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}} for content in problems)


def test_every_model_that_is_named_is_there():
    text = str(DOCUMENT)
    named = set(DOCUMENT["components"]["schemas"])
    assert {part.split("'")[0] for part in text.split("#/components/schemas/")[1:]} == named
    assert {"Problem", "Asked", "Person", "Noted"} <= named


async def test_it_is_served_to_who_is_signed_in():
    async with house() as (_, _, pages):
        assert await pages[Role.VIEWER].call("GET", "/api/openapi.json") == (200, DOCUMENT)
        assert (await pages[Role.GUEST].call("GET", "/api/openapi.json"))[0] == 403


def fuzz(found, mode, base, cookies, headers, person):
    """Ask one operation what its description allows and what it does not; every answer must be one it promises. The statuses it gave."""
    statuses = set()

    @given(case=found.as_strategy(generation_mode=mode))
    @settings(max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    def asked(case):
        case.headers = {**(case.headers or {}), **headers}  # who asks is let in: the gate has tests of its own
        case.cookies = cookies
        if "id" in (case.path_parameters or {}):
            case.path_parameters = {"id": person}
        answer = case.call_and_validate(base_url=base, checks=CHECKS_OF_ANSWERS, timeout=20, allow_redirects=False)
        statuses.add(answer.status_code)

    asked()
    return statuses


class Evening(Show):
    """The real session behind the console, with a case and a suggestion that wait, and facts that may be changed."""

    def __init__(self, rooms, session, folder):
        super().__init__()
        self.sheet = SheetFile(Path(shutil.copy(knowledge_root() / "shops" / "copper_lantern" / "shop.toml", folder)), editable=True)
        self.store, self.journal = rooms.store, rooms.journal
        live = LiveRoom(session, rooms.journal, rooms.clock, [])
        self.resolve, self.typing, self.moment = live.resolve, live.typing, live.moment


@pytest.mark.slow
async def test_the_console_answers_as_its_description_says(rooms, tmp_path):
    session = await rooms.open(policy=Policy(mode="suggest"), room=ROOM.room)
    await session.take(comment("c1", "ongkir brp kak", room=ROOM.room))
    await session.take(comment("c2", "panci saya rusak, tolong diganti", room=ROOM.room, user="budi"))
    async with house(Evening(rooms, session, tmp_path), tries=1000) as (_, console, pages):
        owner = pages[Role.OWNER]
        _, served = await owner.call("GET", "/api/openapi.json")
        cookies = {cookie.key: cookie.value for cookie in owner.http.cookie_jar}
        headers = {"Origin": owner.base, "X-CSRF-Token": owner.csrf}
        agent = next(person.id for person in console.people.known.values() if person.role is Role.AGENT)
        schema = schemathesis.openapi.from_dict(served)
        asked = {}
        for result in schema.get_all_operations():
            found = result.ok()
            if found.path in ENDS:
                continue
            statuses = asked.setdefault((found.method.upper(), found.path), set())
            for mode in GenerationMode:
                if mode is GenerationMode.POSITIVE or found.body:
                    statuses |= await asyncio.to_thread(fuzz, found, mode, owner.base, cookies, headers, agent)
        assert set(asked) == {(route.method, route.path) for route in ROUTES if route.path not in ENDS}
        taken = {200, 201, 204, 409}  # understood: done, or impossible at the moment
        never = {path for (method, path), statuses in asked.items() if method == "POST" and not statuses & taken}
        assert never == {"/api/signin", "/api/link", "/api/join", "/api/password"}, "only what needs a secret"
        assert (await owner.call("GET", "/api/session"))[0] == 200, "whoever asked is still signed in"
        assert console.door.unnoted == 0
