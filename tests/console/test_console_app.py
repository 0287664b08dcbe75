import aiohttp
import pytest
from yarl import URL

from assistant.console.actions import WHO
from assistant.console.app import ROUTES
from assistant.console.gate import Policy
from assistant.console.pages import PAGES
from assistant.domain import Health
from assistant.errors import StoreError
from tests.console.show import ROOM, Show, browser, on_air
from tests.console.stories import case, comment

TAKE = {"kind": "take", "case": "k1"}


def test_every_route_is_in_the_table():
    app = Show().console().application(1)
    served = {(route.method, route.resource.canonical) for route in app.router.routes()}
    assert served == {(route.method, route.path) for route in ROUTES}


def test_only_these_routes_are_open_to_strangers():
    asks = {(route.method, route.path): route.policy for route in ROUTES}
    open_ = {where for where, policy in asks.items() if policy in {Policy.PROBE, Policy.OPEN, Policy.DOOR}}
    pages = {("GET", path) for path in PAGES}
    door = {("POST", "/api/signin"), ("POST", "/api/link"), ("POST", "/api/join")}
    assert open_ == {*pages, ("GET", "/static/{name}"), *door, ("GET", "/healthz")}
    assert all(policy is Policy.ACTION for (method, path), policy in asks.items() if method == "POST" and ("POST", path) not in door)


@pytest.mark.parametrize("route", [r for r in ROUTES if r.policy in {Policy.SIGNED, Policy.LIVE, Policy.ACTION}], ids=lambda r: r.path)
async def test_a_stranger_gets_nothing(route):
    async with on_air() as (show, _, base), aiohttp.ClientSession() as http:
        await show.log(comment("c1", "secret words"))
        async with http.request(route.method, base + route.path.replace("{id}", "x"), headers={"Origin": base}) as answer:
            assert answer.status == 401
            text = await answer.text()
    assert "remedy" in text
    assert "secret" not in text


ORIGINS = [
    pytest.param("{base}", True, id="own"),
    pytest.param(None, False, id="missing"),
    pytest.param("null", False, id="null"),
    pytest.param("", False, id="empty"),
    pytest.param("https://evil.example", False, id="another site"),
    pytest.param("{base}.evil.example", False, id="suffix"),
    pytest.param("http://evil.example/?{base}", False, id="inside a query"),
    pytest.param("http://127.0.0.1", False, id="no port"),
    pytest.param("http://127.0.0.1:1", False, id="another port"),
    pytest.param("{secure}", False, id="another scheme"),
    pytest.param("{base}/", False, id="trailing slash"),
    pytest.param("http://user@{host}", False, id="user in front"),
    pytest.param("{local}", False, id="own, but not where it was asked"),
    pytest.param("{upper}", False, id="capitals"),
]


def origin_of(template: str | None, base: str) -> dict[str, str]:
    host = base.removeprefix("http://")
    port = host.rpartition(":")[2]
    names = {"base": base, "host": host, "secure": f"https://{host}", "local": f"http://localhost:{port}", "upper": base.upper()}
    return {} if template is None else {"Origin": template.format(**names)}


@pytest.mark.parametrize(("origin", "welcome"), ORIGINS)
async def test_actions_come_from_the_own_page_only(origin, welcome):
    async with on_air() as (show, _, base), browser(base) as page:
        await page.enter()
        await show.log(case("k1", "q"))
        headers = {"X-CSRF-Token": page.csrf, **origin_of(origin, base)}
        async with page.http.post(f"{base}/api/resolve", json=TAKE, headers=headers) as answer:
            assert answer.status == (200 if welcome else 403)
        assert len(show.asked) == int(welcome)


@pytest.mark.parametrize(("origin", "welcome"), ORIGINS)
async def test_the_live_feed_opens_to_the_own_page_only(origin, welcome):
    async with on_air() as (_, _, base), browser(base) as page:
        await page.enter()
        try:
            async with page.http.ws_connect(f"{base}/api/live", headers=origin_of(origin, base)) as socket:
                await socket.send_json({"after": 0})
                assert (await socket.receive_json(timeout=5))["type"] in {"snapshot", "beat"}
                status = 101
        except aiohttp.WSServerHandshakeError as refusal:
            status = refusal.status
    assert status == (101 if welcome else 403)


@pytest.mark.parametrize("token", ["", "x", None])
async def test_an_action_needs_the_page_s_token(token):
    async with on_air() as (show, _, base), browser(base) as page:
        await page.enter()
        page.csrf = token or ""
        status, body = await page.resolve(TAKE)
    assert (status, body["error"]["remedy"], show.asked) == (403, "reload the page", [])


async def test_one_person_s_page_token_does_not_serve_another():
    async with on_air() as (_, _, base), browser(base) as one, browser(base) as other:
        await one.enter()
        await other.enter()
        one.csrf = other.csrf
        assert (await one.resolve(TAKE))[0] == 403


async def test_an_action_reaches_the_session_under_the_person_s_name():
    async with on_air() as (show, _, base), browser(base) as page:
        await page.enter(name="Dina")
        await show.log(case("k1", "q"))
        assert (await page.resolve({**TAKE, "by": "the boss"}))[0] == 200
        assert [(asked.kind, asked.case, asked.by) for asked in show.asked] == [("take", "k1", "Dina")]
        status, body = await page.resolve(TAKE)
    assert (status, body["error"]["what"]) == (409, "Dina has this case")
    assert body["error"]["remedy"] == "choose another one"


@pytest.mark.parametrize(
    ("raw", "content_type", "status"),
    [
        pytest.param(b"{", "application/json", 400, id="cut"),
        pytest.param(b'{"kind": "fire"}', "application/json", 400, id="unknown kind"),
        pytest.param(b"kind=take&case=k1", "application/x-www-form-urlencoded", 415, id="a form"),
        pytest.param(b'{"kind": "take", "case": "k1"}', "text/plain", 415, id="plain text"),
        pytest.param(b" " * 20_000, "application/json", 413, id="too large"),
    ],
)
async def test_a_bad_body_is_refused_with_a_remedy(raw, content_type, status):
    async with on_air() as (show, _, base), browser(base) as page:
        await page.enter()
        got, body = await page.resolve(raw, **{"Content-Type": content_type})
    assert got == status
    assert body["error"]["what"]
    assert body["error"]["remedy"]
    assert show.asked == []


async def test_a_record_that_fails_is_said_and_not_a_crash():
    show = Show()

    async def full(_):
        raise StoreError("the disk is full", where="record", remedy="free some space")

    show.resolve = full
    async with on_air(show) as (_, _, base), browser(base) as page:
        await page.enter()
        status, body = await page.resolve(TAKE)
    assert (status, body["error"]) == (503, {"what": "the disk is full", "where": "record", "remedy": "free some space"})


@pytest.mark.parametrize("path", ["/", "/static/app.mjs", "/static/none.mjs", "/api/session", "/healthz", "/nowhere"])
async def test_every_answer_carries_the_security_headers(path):
    async with on_air() as (_, _, base), browser(base) as page:
        await page.enter()
        async with page.http.get(base + path) as answer:
            headers = answer.headers
    policy = {part.split()[0]: part.split()[1:] for part in headers["Content-Security-Policy"].split("; ")}
    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == ["'self'"]
    assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == ["'none'"]
    assert policy["connect-src"][0] == "'self'"
    assert base.replace("http", "ws", 1) in policy["connect-src"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "same-origin")
    assert "microphone=(self)" in headers["Permissions-Policy"]
    assert headers["Cache-Control"] == ("no-cache" if path == "/static/app.mjs" else "no-store")


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "127.0.0.1.evil.example:{port}"])
async def test_a_name_that_was_pointed_at_this_machine_is_not_served(host):
    async with on_air() as (_, _, base), browser(base) as page:
        await page.enter()
        async with page.http.get(base, headers={"Host": host.format(port=base.rpartition(":")[2])}) as answer:
            assert answer.status == 421


@pytest.mark.parametrize(
    "name",
    [
        "../app.py",
        "..%2fapp.py",
        "%2e%2e/app.py",
        "....//app.py",
        "/etc/passwd",
        "%00",
        "texts",
        "texts/",
        "vendor/LICENSE.htm",
        "index.html",
    ],
)
async def test_a_name_never_becomes_a_path(name):
    async with on_air() as (_, _, base), aiohttp.ClientSession() as http, http.get(URL(f"{base}/static/{name}", encoded=True)) as answer:
        assert answer.status == 404


async def test_an_unchanged_file_is_not_sent_again():
    async with on_air() as (_, _, base), aiohttp.ClientSession() as http:
        async with http.get(f"{base}/static/style.css") as answer:
            tag = answer.headers["ETag"]
            assert answer.content_type == "text/css"
        async with http.get(f"{base}/static/style.css", headers={"If-None-Match": tag}) as answer:
            assert (answer.status, await answer.read()) == (304, b"")


@pytest.mark.parametrize(
    ("state", "status"), [("ok", 200), ("degraded", 200), ("ended", 200), ("starting", 503), ("down", 503)], ids=lambda x: str(x)
)
async def test_health_tells_the_truth(state, status):
    async with on_air() as (show, _, base), browser(base) as page:
        await page.enter()
        async with page.live() as socket:
            while (await socket.receive_json(timeout=5))["type"] != "snapshot":
                pass  # the console itself still catches up
        show.lights = [Health(name="youtube", kind="comments", state=state, detail="secret address")]
        async with page.http.get(f"{base}/api/health") as answer:
            assert answer.status == status
            assert [part["name"] for part in (await answer.json())["parts"]] == ["youtube", "console"]
        async with aiohttp.ClientSession() as stranger, stranger.get(f"{base}/healthz", headers={"Host": "10.0.0.1"}) as answer:
            assert (answer.status, await answer.json()) == (status, {"ready": status == 200})


async def test_the_page_learns_who_and_where_it_is():
    async with on_air() as (_, _, base), browser(base) as page:
        await page.enter(name="ดีน่า")
        async with page.http.get(f"{base}/api/session") as answer:
            assert await answer.json() == {
                "name": "ดีน่า",
                "role": "owner",
                "person": None,
                "may": list(WHO),
                "csrf": page.csrf,
                "room": ROOM.model_dump(mode="json"),
                "earpiece": False,
                "microphones": [],
            }
