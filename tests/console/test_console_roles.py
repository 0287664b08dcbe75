"""Every route, every role: who gets in, who is turned away, and that nothing else than the role decides."""

from typing import get_args

import pytest

from assistant.console.actions import NEEDS, WHO
from assistant.console.gate import Policy
from assistant.console.routes import PAGE, ROUTES, first_page
from assistant.console.rows import Caution
from assistant.console.sight import SIGHTS, WITHOUT_CASES
from assistant.console.view import View
from assistant.domain import Entry, Resolution
from assistant.people.person import Role
from assistant.voice.microphone import Microphone
from tests.console.house import house
from tests.console.show import ROOM, Show, lines_until
from tests.console.stories import case, comment, group, resolution
from tests.console.test_console_microphones import HELLO, StoppedClock

SIGNED = [route for route in ROUTES if route.policy in {Policy.SIGNED, Policy.LIVE, Policy.ACTION}]
LAST = {"/api/signout": 1}  # ends the session it is tried with


async def tried(page, route, **headers):
    """The status of one call of a route; its path and body are made up, so only who is not let in is certain."""
    path = route.path.replace("{id}", "nobody").replace("{name}", "1")
    return (await page.call(route.method, path, {} if route.method == "POST" else None, **headers))[0]


@pytest.mark.parametrize("role", list(Role))
async def test_only_the_roles_of_the_table_get_in(role):
    async with house() as (_, _, pages):
        page = pages[role]
        for route in sorted(SIGNED, key=lambda route: LAST.get(route.path, 0)):
            status = await tried(page, route)
            assert (status == 403) is (role not in route.roles), (route.method, route.path, status)
            assert status != 401, route.path


@pytest.mark.parametrize("role", list(Role))
async def test_no_role_helps_without_cookie_origin_or_token(role):
    async with house() as (show, _, pages):
        page = pages[role]
        for route in SIGNED:
            if route.policy is not Policy.SIGNED:
                assert [await tried(page, route, Origin=origin) for origin in ("", "null", "https://evil.example")] == [403] * 3, route.path
            if route.policy is Policy.ACTION:
                assert [await tried(page, route, X_CSRF_Token=token) for token in ("", "x")] == [403] * 2, route.path
        page.http.cookie_jar.clear()
        assert {await tried(page, route) for route in SIGNED} == {401}
        assert show.asked == []


@pytest.mark.parametrize("role", list(Role))
async def test_a_page_for_others_leads_home(role):
    async with house() as (_, _, pages):
        page = pages[role]
        for route in ROUTES:
            if route.handler != PAGE:
                continue
            async with page.http.get(page.base + route.path, allow_redirects=False) as answer:
                expected = (200, None) if role in route.roles else (303, first_page(role))
                assert (answer.status, answer.headers.get("Location")) == expected, route.path
        home = next(route for route in ROUTES if route.path == first_page(role))
        assert role in home.roles, "and does not lead round in a circle"


def test_the_roles_of_every_action_are_decided():
    assert set(WHO) == set(NEEDS) == set(get_args(Resolution.model_fields["kind"].annotation))
    mine = {role: {kind for kind, roles in WHO.items() if role in roles} for role in Role}
    cards = {"dismiss", "on_air", "show", "wrong_flag", "corrected", "pin"}
    settings = {"mode", "mute", "unmute", "slow"}
    cases = {"accept", "take", "assign", "release", "note", "answer_case", "return_case", "close_case", "reopen"}
    assert mine == {
        Role.OWNER: set(WHO),
        Role.HOST: {*cards, "send"},
        Role.OPERATOR: {*cards, *settings, "send", "edit_send", "summary"},
        Role.AGENT: cases,
        Role.VIEWER: set(),
        Role.GUEST: set(),
    }


@pytest.mark.parametrize("role", list(Role))
async def test_only_the_roles_of_the_table_act(role):
    async with house() as (show, console, pages):
        page = pages[role]
        await show.log(comment("c1", "q"), group("g1", "q", {"th": "a"}), case("k1", "q"))
        for kind in WHO:
            body = {"kind": kind, "text": "a", "reason": "abuse", "event_id": "c1", "group": "g1", "agent": "max", "user": "ani", "mode": "off", "seconds": 5} | ({"case": "k1"} if "case" in str(NEEDS[kind]) else {})
            status, answer = await page.resolve(body)
            assert status in ({200, 409} if role in WHO[kind] else {403}), (kind, answer)
        assert {asked.kind for asked in show.asked} == {kind for kind, roles in WHO.items() if role in roles}
        assert all(asked.by == console.people.known[asked_by(console, role)].name for asked in show.asked)


def asked_by(console, role):
    return next(person.id for person in console.people.known.values() if person.role is role)


async def test_the_page_is_told_what_its_person_may_do():
    async with house() as (_, _, pages):
        told = {role: (await page.call("GET", "/api/session"))[1] for role, page in pages.items()}
    assert {role: (body["role"], body["may"]) for role, body in told.items()} == {
        role: (role, [kind for kind, roles in WHO.items() if role in roles]) for role in Role
    }


async def test_a_viewer_sees_the_show_and_no_cases():
    async with house() as (show, _, pages):
        before = await show.log(case("k1", "my order is late"), resolution("take", case="k1", text="a note"), comment("c1", "q"))
        async with pages[Role.VIEWER].live() as viewer, pages[Role.AGENT].live() as agent:
            seen = {}
            for role, socket in ((Role.VIEWER, viewer), (Role.AGENT, agent)):
                snapshot, early = await lines_until(socket, before)
                seen[role] = [snapshot["cases"].keys() | {line["body"]["id"] for line in early if line["kind"] == "case"}]
            last = await show.log(case("k2", "where is it"), resolution("take", case="k2"), comment("c2", "hello"))
            for role, socket in ((Role.VIEWER, viewer), (Role.AGENT, agent)):
                _, lines = await lines_until(socket, last)
                seen[role].append([line["kind"] for line in lines])
    assert seen == {
        Role.VIEWER: [set(), ["comment"]],
        Role.AGENT: [{"k1"}, ["case", "resolution", "comment"]],
    }


async def test_a_viewer_is_not_told_what_exactly_is_wrong_with_a_source():
    async with house() as (show, _, pages):
        show.lights = [show.lights[0].model_copy(update={"detail": "rtmp://shop:secret@10.0.0.1"})]
        told = {role: await pages[role].call("GET", "/api/health") for role in (Role.HOST, Role.VIEWER)}
        async with pages[Role.VIEWER].live() as socket:
            while (beat := await socket.receive_json(timeout=5))["type"] != "beat":
                pass
    assert [body["parts"][0]["detail"] for _, body in told.values()] == ["rtmp://shop:secret@10.0.0.1", ""]
    assert "secret" not in str(beat)


def test_every_role_has_a_sight_and_every_kind_of_line_is_decided():
    assert set(SIGHTS) == set(Role)
    assert WITHOUT_CASES | {"case", "case_file", "letter", "desk"} == set(get_args(Entry.model_fields["kind"].annotation))


def test_a_snapshot_without_cases_has_no_alert_of_one():
    warning = {"event_id": "e", "category": "c", "severity": "high", "why": "w", "text": "my order", "t": 1.0, "at": 1.0}
    view = View(warnings=(Caution(id="1", kind="case", **warning), Caution(id="2", kind="flag", **warning)))
    assert [[shown.id for shown in SIGHTS[role].view(view).warnings] for role in (Role.AGENT, Role.VIEWER)] == [["1", "2"], ["2"]]


async def test_another_role_or_being_shut_out_closes_what_is_open():
    async with house(beat_s=0.05) as (_, console, pages):
        owner = pages[Role.OWNER]
        for path, body in (("role", {"role": "viewer"}), ("state", {"disabled": True})):
            role = Role.AGENT if path == "role" else Role.HOST
            async with pages[role].live() as socket:
                assert (await owner.call("POST", f"/api/people/{asked_by(console, role)}/{path}", body))[0] == 200
                async for _ in socket:
                    pass
                assert socket.close_code == 4401
        assert (await pages[Role.AGENT].call("GET", "/api/session"))[1]["role"] == "viewer"
        assert (await pages[Role.HOST].call("GET", "/api/session"))[0] == 401


async def test_a_guest_speaks_as_a_guest_only():
    show, clock = Show(), StoppedClock()
    show.microphones = [Microphone(room=ROOM.room, clock=clock, name="host"), Microphone(room=ROOM.room, clock=clock, name="guest", role="guest")]
    async with house(show) as (_, _, pages):
        guest = pages[Role.GUEST]
        assert [offer["name"] for offer in (await guest.call("GET", "/api/session"))[1]["microphones"]] == ["guest"]
        came = {}
        for voice in ("host", "guest"):
            async with guest.http.ws_connect(f"{guest.base}/api/microphone", headers={"Origin": guest.base}) as socket:
                await socket.send_json({**HELLO, "voice": voice})
                message = await socket.receive(timeout=5)
                came[voice] = socket.close_code or message.json()["type"]
    assert came == {"host": 4404, "guest": "ready"}
