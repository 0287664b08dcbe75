"""The people panel's calls, and the log of who did what."""

import json

import pytest

from assistant.errors import StoreError
from assistant.people.person import Role
from tests.console.house import NAMES, PASSWORD, house
from tests.console.show import browser
from tests.console.stories import case, comment, group


def one(console, role):
    return next(person.id for person in console.people.known.values() if person.role is role)


async def test_an_invitation_is_a_link_that_lets_somebody_in_once():
    async with house() as (_, _, pages):
        owner = pages[Role.OWNER]
        status, made = await owner.call("POST", "/api/people", {"name": " Nadia ", "role": "agent", "hours": 2})
        assert (status, made["person"]["name"], made["person"]["state"], made["link"].partition("#")[0]) == (201, "Nadia", "invited", f"{owner.base}/join")
        secret = made["link"].partition("#")[2]
        assert secret not in json.dumps((await owner.call("GET", "/api/people"))[1]), "a link is shown once"
        async with browser(owner.base) as page:
            assert await page.call("POST", "/api/link", {"link": secret}) == (
                200, {"purpose": "join", "name": "Nadia", "role": "agent", "until": made["person"]["link_until"]},
            )  # fmt: skip
            assert (await page.call("POST", "/api/join", {"link": secret, "password": "short"}))[0] == 400
            assert (await page.call("POST", "/api/join", {"link": secret, "password": PASSWORD}))[0] == 204
            assert (await page.call("GET", "/api/session"))[1]["name"] == "Nadia"
            assert (await page.call("POST", "/api/join", {"link": secret, "password": PASSWORD}))[0] == 404
        assert [person["name"] for person in (await owner.call("GET", "/api/people"))[1]["people"]] == [*NAMES.values(), "Nadia"]


@pytest.mark.parametrize(
    ("path", "body", "status", "what"),
    [
        pytest.param("people", {"name": "Dina", "role": "agent"}, 400, "somebody called Dina", id="a name that is taken"),
        pytest.param("people", {"name": "X", "role": "boss"}, 400, "role", id="a role there is not"),
        pytest.param("people", {"name": "X", "role": "agent", "hours": 1000}, 400, "hours", id="a link without end"),
        pytest.param("people", {"name": "X", "role": "agent", "password": "x"}, 400, "password", id="a password for somebody else"),
        pytest.param("people/nobody/role", {"role": "agent"}, 404, "no such person", id="nobody"),
        pytest.param("people/{owner}/role", {"role": "agent"}, 400, "the only owner", id="the last owner's role"),
        pytest.param("people/{owner}/state", {"disabled": True}, 400, "the only owner", id="the last owner"),
        pytest.param("people/{guest}/role", {"role": "owner"}, 400, "a guest stays", id="a guest"),
    ],
)
async def test_what_cannot_be_is_refused_with_a_remedy(path, body, status, what):
    async with house() as (_, console, pages):
        path = path.format(owner=one(console, Role.OWNER), guest=one(console, Role.GUEST))
        got, answer = await pages[Role.OWNER].call("POST", f"/api/{path}", body)
    assert (got, what in answer["error"]["what"], bool(answer["error"]["remedy"])) == (status, True, True), answer


async def test_signed_out_everywhere_by_the_owner():
    async with house() as (_, console, pages):
        agent = one(console, Role.AGENT)
        assert (await pages[Role.OWNER].call("POST", f"/api/people/{agent}/signout"))[1]["sessions"] == 0
        assert (await pages[Role.AGENT].call("GET", "/api/session"))[0] == 401


async def test_another_password_of_one_s_own_keeps_this_page_and_no_other():
    async with house() as (_, console, pages):
        agent = pages[Role.AGENT]
        other = (await console.people.enter(one(console, Role.AGENT), "")).cookie
        assert (await agent.call("POST", "/api/password", {"old": "wrong password", "new": "teh tarik dua gelas"}))[0] == 403
        assert (await agent.call("POST", "/api/password", {"old": PASSWORD, "new": "short"}))[0] == 400
        assert (await agent.call("POST", "/api/password", {"old": PASSWORD, "new": "teh tarik dua gelas"}))[0] == 204
        assert (await agent.call("GET", "/api/session"))[0] == 200
        assert console.door.session(other) is None


async def test_every_action_is_in_the_log_with_its_outcome_and_nothing_a_viewer_wrote():
    async with house() as (show, _, pages):
        await show.log(comment("c1", "my number is 0812"), group("g1", "q", {"th": "a"}), case("k1", "my number is 0812", user="som_o"))
        agent, host = pages[Role.AGENT], pages[Role.HOST]
        await agent.resolve({"kind": "take", "case": "k1"})
        await agent.resolve({"kind": "take", "case": "k1"})
        await agent.resolve({"kind": "answer_case", "case": "k1", "text": "dear som_o, your secret is safe"})
        await host.resolve({"kind": "send", "group": "g1", "lang": "th"})
        _, audit = await pages[Role.OWNER].call("GET", "/api/audit?limit=4")
    lines = [(line["who"], line["role"], line["what"], line["outcome"], line["about"], line["address"]) for line in reversed(audit["lines"])]
    assert lines == [
        ("Dina", "agent", "take", "ok", {"case": "k1"}, "127.0.0.1"),
        ("Dina", "agent", "take", "refused", {"case": "k1"}, "127.0.0.1"),
        ("Dina", "agent", "answer_case", "ok", {"case": "k1"}, "127.0.0.1"),
        ("Sari", "host", "send", "refused", {"group": "g1", "lang": "th"}, "127.0.0.1"),
    ]


async def test_the_log_is_read_page_by_page():
    async with house() as (_, console, pages):
        owner = pages[Role.OWNER]
        seen, path = [], "/api/audit?limit=5"
        while path:
            _, page = await owner.call("GET", path)
            assert len(page["lines"]) <= 5
            seen += [line["seq"] for line in page["lines"]]
            path = page["next"] and f"/api/audit?limit=5&before={page['next']}"
        assert seen == [line.seq for line in await console.people.deeds(None, 1000)]
        assert len(seen) > 10
        for query in ("limit=0", "limit=201", "before=x", "before=-1", "other=1"):
            assert (await owner.call("GET", f"/api/audit?{query}"))[0] == 400, query


async def test_a_log_that_cannot_be_written_stops_nobody_on_air_and_is_counted():
    async with house() as (show, console, pages):
        await show.log(case("k1", "q"))

        async def full(*_, **__):
            raise StoreError("the disk is full", remedy="free some space")

        console.people.note = full
        assert (await pages[Role.AGENT].resolve({"kind": "take", "case": "k1"}))[0] == 200
        assert console.door.unnoted == 1
