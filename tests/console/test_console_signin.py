"""The door: what opens it, what does not, how long one waits, and what it tells a stranger."""

import asyncio

import aiohttp
import pytest
from argon2 import PasswordHasher
from pydantic import SecretStr
from yarl import URL

from assistant.console.locks import Locked
from assistant.console.options import ConsoleOptions
from assistant.console.signin import COOKIE, MAX_SESSIONS, SignIn, same_csrf
from assistant.errors import BadInput
from assistant.people.passwords import Passwords
from assistant.people.people import People
from assistant.people.person import Doer, Role
from tests.console.show import TOKEN, browser, on_air

PASSWORD = "kopi susu gula aren"
BY = Doer(name="Rina", role=Role.OWNER)


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
def people(watch):
    book = People.open(None, watch)
    yield book
    book.close()


@pytest.fixture
def door(watch, people):
    options = ConsoleOptions(token=SecretStr(TOKEN), tries=3, lock_s=10, session_s=1000, idle_s=100)
    made = SignIn(options, people, Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)), watch, watch)
    yield made
    made.passwords.close()


async def owned(door):
    return await door.by_link(door.owner_link, "Rina", PASSWORD, "home")


async def outcome(entering):
    """What came of an attempt: a name, None, or how long to wait."""
    try:
        session = await entering
    except Locked as lock:
        return lock.wait_s
    return session and session.name


async def test_the_right_token_opens_and_names_the_person(door):
    session = await door.by_token(TOKEN, "  Dina\u0000 \n K ", "peer")
    assert (session.name, session.role, session.person) == ("Dina K", Role.OWNER, None)
    assert door.session(session.id) == session


@pytest.mark.parametrize("token", ["", TOKEN[:-1], TOKEN + "x", TOKEN.upper(), "\ud800", "ｔｏｋｅｎ"])
async def test_any_other_token_does_not(door, token):
    assert await door.by_token(token, "", "peer") is None


async def test_without_a_token_nothing_is_the_token(people, watch):
    door = SignIn(ConsoleOptions(), people, Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)), watch, watch)
    assert [await door.by_token(token, "", "peer") for token in ("", "None", TOKEN)] == [None] * 3
    door.passwords.close()


async def test_guessing_locks_that_address_and_the_lock_doubles(door, watch):
    waits = []
    for _ in range(3):
        assert [await outcome(door.by_token("wrong", "", "thief")) for _ in range(3)] == [None] * 3
        waits.append(await outcome(door.by_token(TOKEN, "", "thief")))
        assert await outcome(door.by_token(TOKEN, "Dina", "owner's address")) == "Dina"
        watch.now += waits[-1]
    assert waits == [10, 20, 40]
    assert await outcome(door.by_token(TOKEN, "Dina", "thief")) == "Dina", "the lock ends"


async def test_the_first_link_sets_the_owner_once(door):
    link = door.owner_link
    assert (await door.read_link(link, "home")).purpose == "owner"
    session = await owned(door)
    assert (session.name, session.role, door.session(session.id)) == ("Rina", Role.OWNER, session)
    assert await outcome(door.by_link(link, "Thief", PASSWORD, "away")) is None
    assert (door.owner_link, await door.read_link(link, "away")) == (None, None)


async def test_two_who_open_the_first_link_at_once_are_one_owner(door, people):
    link = door.owner_link
    came = await asyncio.gather(*(door.by_link(link, f"Owner {n}", PASSWORD, "home") for n in range(4)), return_exceptions=True)
    assert sum(isinstance(one, BadInput) for one in came) == 3
    assert len(people.known) == 1


async def test_every_start_without_an_owner_has_a_link_of_its_own(people, watch):
    doors = [SignIn(ConsoleOptions(), people, Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)), watch, watch) for _ in range(3)]
    assert len({door.owner_link for door in doors}) == 3
    assert min(len(door.owner_link) for door in doors) >= 43, "32 random bytes"
    await owned(doors[0])
    assert [await door.read_link(door.owner_link or "", "home") for door in doors] == [None] * 3
    for door in doors:
        door.passwords.close()


@pytest.mark.parametrize(
    ("name", "password", "comes"),
    [
        pytest.param("Rina", PASSWORD, "Rina", id="right"),
        pytest.param(" ＲＩＮＡ ", PASSWORD, "Rina", id="the name in another width and case"),
        pytest.param("Rina", "wrong password", None, id="wrong password"),
        pytest.param("Rina", "", None, id="no password"),
        pytest.param("Budi", PASSWORD, None, id="nobody of this name"),
        pytest.param("", PASSWORD, None, id="no name"),
        pytest.param("Maya", PASSWORD, None, id="invited and not yet here"),
        pytest.param("Dina", PASSWORD, None, id="shut out"),
    ],
)
async def test_a_name_and_its_password_open(door, people, name, password, comes):
    await owned(door)
    await people.invite("Maya", Role.AGENT, 48, BY)
    dina, secret = dict(await people.invite("Dina", Role.AGENT, 48, BY)).values()
    await door.by_link(secret, "", PASSWORD, "home")
    await people.disable(dina.id, BY)
    assert await outcome(door.by_password(name, password, "home")) == comes


@pytest.mark.parametrize("name", ["Rina", "nobody at all"])
async def test_a_name_waits_wherever_the_guesses_come_from_and_not_for_long(door, watch, name):
    await owned(door)
    waits = []
    for lock in range(6):
        for n in range(6):
            assert await outcome(door.by_password(name, "wrong password", f"bot {lock} {n}")) is None
        waits.append(await outcome(door.by_password(name, PASSWORD, "home")))
        watch.now += waits[-1]
    assert waits == [10, 20, 40, 80, 120, 120], "the same for a name that nobody has"


async def test_many_guesses_at_once_are_not_fewer(door):
    await owned(door)
    came = await asyncio.gather(*(outcome(door.by_password("Rina", f"wrong password {n}", "thief")) for n in range(9)))
    assert came.count(None) == 3
    assert [wait for wait in came if wait is not None] == [10.0] * 6


async def test_a_right_password_forgets_the_wrong_ones(door):
    await owned(door)
    for _ in range(5):
        assert [await outcome(door.by_password("Rina", word, "home")) for word in ("wrong one", "wrong two", PASSWORD)] == [None, None, "Rina"]


async def test_links_cannot_be_guessed_without_end(door):
    assert [await outcome(door.by_link("guess", "", PASSWORD, "thief")) for _ in range(4)] == [None, None, None, 10]


async def test_a_password_too_easy_does_not_use_the_link_up(door):
    for easy in ("short", "aaaaaaaaaaaa", "i am rina myself", None):
        with pytest.raises(BadInput):
            await door.by_link(door.owner_link, "Rina", easy, "home")
    assert await outcome(owned(door)) == "Rina"


async def test_a_changed_password_ends_the_other_sessions(door):
    first = await owned(door)
    other = await door.by_password("Rina", PASSWORD, "away")
    assert await outcome(door.change_password(first, "wrong password", "teh tarik dua gelas", "home")) is None
    with pytest.raises(BadInput):
        await door.change_password(first, PASSWORD, "short", "home")
    assert (door.session(first.id), door.session(other.id)) == (first, other)
    renewed = await door.change_password(first, PASSWORD, "teh tarik dua gelas", "home")
    assert [door.session(one.id) for one in (first, other, renewed)] == [None, None, renewed]
    assert [await outcome(door.by_password("Rina", word, "home")) for word in (PASSWORD, "teh tarik dua gelas")] == [None, "Rina"]


async def test_the_token_has_no_password_to_change(door):
    with pytest.raises(BadInput, match="not a person"):
        await door.change_password(await door.by_token(TOKEN, "", "home"), TOKEN, PASSWORD, "home")


async def test_a_session_of_the_token_ends_with_its_time_and_with_sign_out(door, watch):
    left, idle, used = [await door.by_token(TOKEN, "", "p") for _ in range(3)]
    await door.leave(left, "p")
    assert door.session(left.id) is None
    for _ in range(9):
        watch.now += 99
        assert door.session(used.id)
    assert door.session(idle.id) is None
    watch.now += 200
    fresh = await door.by_token(TOKEN, "", "p")
    assert (door.session(used.id), door.session(fresh.id)) == (None, fresh)


async def test_sessions_of_the_token_are_bounded(door):
    first = await door.by_token(TOKEN, "", "p")
    for n in range(MAX_SESSIONS):
        await door.by_token(TOKEN, "", f"p{n}")
    assert door.session(first.id) is None


@pytest.mark.parametrize("given", [None, "", "x", "\udcff"])
async def test_only_the_session_s_own_page_token_counts(door, given):
    session = await door.by_token(TOKEN, "", "p")
    assert not same_csrf(session, given)
    assert same_csrf(session, session.csrf)
    assert session.csrf != session.id


async def test_the_log_says_who_came_and_who_did_not_and_keeps_no_secret(door, people):
    session = await owned(door)
    await door.by_password("Rina", "hunter2 hunter2", "away")
    await door.by_password("hunter2 hunter2", "", "away")  # the password in the field of the name
    await door.by_token("hunter2", "", "thief")
    await door.by_token(TOKEN, "Dina", "home")
    await door.leave(session, "home")
    lines = [(d.who, d.what, d.outcome, d.address, d.about) for d in reversed(await people.deeds(None, 100))]
    assert lines == [
        ("Rina", "owner_set", "ok", "home", {"person": "Rina"}),
        ("Rina", "signin", "failed", "away", {}),
        ("", "signin", "failed", "away", {}),
        ("", "signin", "failed", "thief", {}),
        ("Dina", "signin", "ok", "home", {"with": "token"}),
        ("Rina", "signout", "ok", "home", {}),
    ]


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
        pytest.param(b'{"token": "%s", "name": "dina"}' % TOKEN.encode(), 204, id="the token"),
        pytest.param(b'{"name": "Rina", "password": "%s"}' % PASSWORD.encode(), 204, id="a person"),
        pytest.param(b'{"token": "wrong"}', 401, id="wrong token"),
        pytest.param(b'{"name": "Rina", "password": "wrong"}', 401, id="wrong password"),
        pytest.param(b'{"name": "Budi", "password": "wrong"}', 401, id="nobody"),
        pytest.param(b'{"name": "Rina"}', 400, id="no secret"),
        pytest.param(b'{"name": "Rina", "password": "x", "token": "x"}', 400, id="two secrets"),
        pytest.param(b"{}", 400, id="nothing"),
        pytest.param(b"[" * 5000, 400, id="nested"),
        pytest.param(b'{"token": ["x"]}', 400, id="a list for a token"),
        pytest.param(b'{"name": "Rina", "password": "%s"}' % (b"x" * 400), 400, id="an endless password"),
        pytest.param(b"x" * 20_000, 413, id="too large"),
    ],
)
async def test_the_sign_in_form(body, status):
    async with on_air() as (_, console, base), aiohttp.ClientSession(base) as http:
        await console.door.by_link(console.door.owner_link, "Rina", PASSWORD, "home")
        answer = await http.post("/api/signin", data=body, headers={"Origin": base, "Content-Type": "application/json"})
        assert answer.status == status
        assert status == 204 or (await answer.json())["error"]["remedy"]


async def test_a_stranger_learns_nothing_from_what_is_said():
    async with on_air() as (_, console, base), aiohttp.ClientSession(base) as http:
        await console.door.by_link(console.door.owner_link, "Rina", PASSWORD, "home")
        said = []
        for name in ("Rina", "Nobody"):
            async with http.post("/api/signin", json={"name": name, "password": "wrong password"}, headers={"Origin": base}) as answer:
                said.append((answer.status, await answer.json(), set(answer.headers)))
    assert said[0] == said[1]


async def test_signing_in_again_ends_the_session_before():
    async with on_air() as (_, console, base), browser(base) as page:
        await page.enter()
        first = page.http.cookie_jar.filter_cookies(URL(base))[COOKIE].value
        await page.enter()
        second = page.http.cookie_jar.filter_cookies(URL(base))[COOKIE].value
        assert first != second
        assert (console.door.session(first), bool(console.door.session(second))) == (None, True)


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


@pytest.mark.parametrize(
    ("proxies", "forwarded", "waits"),
    [
        pytest.param((), "10.0.0.1", "127.0.0.1", id="nobody is believed"),
        pytest.param(("127.0.0.1",), "10.0.0.1", "10.0.0.1", id="one's own proxy is"),
        pytest.param(("127.0.0.1",), "6.6.6.6, 10.0.0.1", "10.0.0.1", id="what the client made up is not"),
        pytest.param(("127.0.0.1", "10.0.0.2"), "10.0.0.1, 10.0.0.2", "10.0.0.1", id="two proxies"),
        pytest.param(("127.0.0.1",), "nonsense", "127.0.0.1", id="no address"),
        pytest.param(("127.0.0.1",), "", "127.0.0.1", id="nothing said"),
    ],
)
async def test_locks_and_log_go_by_the_client_s_own_address(proxies, forwarded, waits):
    async with on_air(proxies=proxies) as (_, console, base), aiohttp.ClientSession(base) as http:
        await http.post("/api/signin", json={"token": "wrong"}, headers={"Origin": base, "X-Forwarded-For": forwarded})
        assert [line.address for line in await console.people.deeds(None, 1)] == [waits]
