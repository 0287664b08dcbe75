import aiohttp
import pytest
from pydantic import SecretStr
from yarl import URL

from assistant.console.options import ConsoleOptions
from assistant.console.signin import COOKIE, MAX_PEERS, MAX_SESSIONS, Locked, SignIn, same_csrf
from tests.console.show import TOKEN, browser, on_air


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def door(watch):
    return SignIn(ConsoleOptions(token=SecretStr(TOKEN), tries=3, lock_s=10, session_s=100), watch)


def test_the_right_token_opens_and_names_the_person(door):
    session = door.enter(TOKEN, "  Dina\u0000 \n K ", "peer")
    assert session is not None
    assert session.name == "Dina K"
    assert door.session(session.id) == session


@pytest.mark.parametrize("token", ["", TOKEN[:-1], TOKEN + "x", TOKEN.upper(), "\ud800", "ｔｏｋｅｎ"])
def test_any_other_token_does_not(door, token):
    assert door.enter(token, "", "peer") is None


def test_guessing_locks_that_address_and_the_lock_doubles(door, watch):
    waits = []
    for _ in range(3):
        for _ in range(3):
            assert door.enter("wrong", "", "thief") is None
        with pytest.raises(Locked) as lock:
            door.enter(TOKEN, "", "thief")
        waits.append(lock.value.wait_s)
        watch.now += lock.value.wait_s
    assert waits == [10, 20, 40]
    assert door.enter(TOKEN, "", "thief"), "the lock ends"


def test_a_lock_holds_one_address_only(door):
    for _ in range(3):
        door.enter("wrong", "", "thief")
    assert door.enter(TOKEN, "", "owner")


def test_a_right_token_forgets_the_wrong_ones(door):
    for _ in range(5):
        door.enter("wrong", "", "owner")
        door.enter("wrong", "", "owner")
        assert door.enter(TOKEN, "", "owner")


def test_a_session_ends_with_its_time_and_with_sign_out(door, watch):
    left, late = door.enter(TOKEN, "", "p"), door.enter(TOKEN, "", "p")
    door.leave(left)
    assert door.session(left.id) is None
    watch.now += 100
    assert door.session(late.id) is None


def test_sessions_and_addresses_are_bounded(door):
    first = door.enter(TOKEN, "", "p")
    for n in range(MAX_SESSIONS):
        door.enter(TOKEN, "", f"p{n}")
    assert door.session(first.id) is None
    for n in range(MAX_PEERS + 50):
        door.enter("wrong", "", f"thief{n}")
    assert len(door._attempts) == MAX_PEERS


@pytest.mark.parametrize("given", [None, "", "x", "\udcff"])
def test_only_the_session_s_own_page_token_counts(door, given):
    session = door.enter(TOKEN, "", "p")
    assert not same_csrf(session, given)
    assert same_csrf(session, session.csrf)


async def test_the_printed_address_becomes_a_strict_cookie_and_loses_the_token():
    async with (
        on_air() as (_, _, base),
        aiohttp.ClientSession() as http,
        http.get(base, params={"token": TOKEN}, allow_redirects=False) as answer,
    ):
        assert (answer.status, answer.headers["Location"]) == (303, "/")
        cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(COOKIE)
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Strict", "Path=/"))
    assert TOKEN not in cookie


async def test_over_https_the_cookie_insists_on_it():
    async with on_air(origins=("https://console.example",)) as (_, _, base), aiohttp.ClientSession() as http:
        asked = {"params": {"token": TOKEN}, "allow_redirects": False}
        async with http.get(base, headers={"Host": "console.example"}, **asked) as answer:
            assert "Secure" in answer.headers["Set-Cookie"]
        async with http.get(base, **asked) as answer:
            assert "Secure" not in answer.headers["Set-Cookie"]


async def test_a_wrong_address_shows_the_door_and_then_locks():
    async with on_air(tries=2) as (_, _, base), aiohttp.ClientSession() as http:
        where = []
        for _ in range(3):
            async with http.get(base, params={"token": "wrong"}, allow_redirects=False) as answer:
                where.append(answer.headers["Location"])
                assert "Set-Cookie" not in answer.headers
        assert where == ["/?refused=token", "/?refused=token", "/?refused=locked"]
        async with http.post(f"{base}/api/signin", json={"token": TOKEN}, headers={"Origin": base}) as answer:
            assert answer.status == 429
            assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b'{"token": "%s", "name": "dina"}' % TOKEN.encode(), 204, id="right"),
        pytest.param(b'{"token": "wrong"}', 401, id="wrong"),
        pytest.param(b"{}", 400, id="nothing"),
        pytest.param(b"[" * 5000, 400, id="nested"),
        pytest.param(b'{"token": ["x"]}', 400, id="a list for a token"),
        pytest.param(b"x" * 20_000, 413, id="too large"),
    ],
)
async def test_the_sign_in_form(body, status):
    async with on_air() as (_, _, base), aiohttp.ClientSession(base) as http:
        answer = await http.post("/api/signin", data=body, headers={"Origin": base, "Content-Type": "application/json"})
        assert answer.status == status
        assert status == 204 or (await answer.json())["error"]["remedy"]


async def test_who_signs_out_is_out_at_once_also_from_the_live_feed():
    async with on_air(beat_s=0.05) as (_, _, base), browser(base) as page:
        await page.enter()
        cookies = {COOKIE: page.http.cookie_jar.filter_cookies(URL(base))[COOKIE].value}
        async with page.live() as socket:
            async with page.http.post(f"{base}/api/signout", json={}, headers={"Origin": base, "X-CSRF-Token": page.csrf}) as answer:
                assert answer.status == 204
            async for _ in socket:
                pass
            assert socket.close_code == 4401
        async with page.http.get(f"{base}/api/session", cookies=cookies) as answer:
            assert answer.status == 401
