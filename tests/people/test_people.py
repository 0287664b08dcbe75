"""The people file: what lasts, what is bounded, and what may not be."""

import asyncio
import os
import sqlite3
import stat

import pytest

from assistant.errors import BadInput, StoreError
from assistant.people import ledger
from assistant.people.file import WAITING, File
from assistant.people.people import People
from assistant.people.person import Doer, Role

BY = Doer(name="Rina", role=Role.OWNER, address="127.0.0.1")
IDLE_S, LONGEST_S = 3600.0, 7200.0


class Wall:
    """Seconds since the epoch, set by hand."""

    now = 1_700_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def wall():
    return Wall()


@pytest.fixture
def people(wall):
    book = People.open(None, wall)
    yield book
    book.close()


def pair(made):
    """What was made and its secret."""
    return tuple(dict(made).values())


async def owner(people, name="Rina"):
    return (await people.set_owner(name, "hash", BY)).person


def living(people, cookie):
    person = people.session(cookie, IDLE_S, LONGEST_S)
    return person and person.name


async def test_what_was_agreed_outlives_the_program(tmp_path, wall):
    path = tmp_path / "data" / "people.sqlite3"
    people = People.open(path, wall)
    rina, cookie = pair(await people.set_owner("Rina", "hash", BY))
    _, secret = pair(await people.invite("Budi", Role.AGENT, 48, rina and BY))
    people.close()
    people = People.open(path, wall)
    try:
        assert people.known[rina.id].model_dump() == {
            "id": rina.id, "name": "Rina", "role": "owner", "state": "active", "since": wall.now, "has_password": True, "link_until": None, "sessions": 1,
        }  # fmt: skip
        assert (living(people, cookie), people.owned) == ("Rina", True)
        assert (await people.use_link(secret, "other", "10.0.0.9")).person.state == "active"
    finally:
        people.close()


async def test_nobody_else_on_the_machine_reads_it_and_it_keeps_no_secret(tmp_path, wall):
    path = tmp_path / "people.sqlite3"
    people = People.open(path, wall)
    _, cookie = pair(await people.set_owner("Rina", "hash", BY))
    _, secret = pair(await people.invite("Budi", Role.AGENT, 48, BY))
    files = sorted(tmp_path.iterdir())
    assert {file.name: stat.S_IMODE(file.stat().st_mode) for file in files} == {file.name: 0o600 for file in files}
    assert len(files) == 3, "with its side files"
    people.close()
    kept = path.read_bytes()
    assert cookie.encode() not in kept
    assert secret.encode() not in kept


def test_a_file_that_was_open_to_all_is_closed(tmp_path, wall):
    path = tmp_path / "people.sqlite3"
    People.open(path, wall).close()
    os.chmod(path, 0o644)
    People.open(path, wall).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_another_kind_of_file_is_left_alone(tmp_path, wall):
    path = tmp_path / "people.sqlite3"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE recipe (name TEXT)")
    other.close()
    with pytest.raises(StoreError, match="not a people file"):
        People.open(path, wall)


async def test_a_link_works_once_and_the_one_before_it_never_again(people):
    await owner(people)
    budi, first = pair(await people.invite("Budi", Role.AGENT, 48, BY))
    second = (await people.relink(budi.id, 48, BY)).secret
    assert [link and (link.purpose, link.name, link.role) for link in (await people.read_link(first), await people.read_link(second))] == [
        None, ("join", "Budi", Role.AGENT),
    ]  # fmt: skip
    entered = await people.use_link(second, "hash", "10.0.0.9")
    assert living(people, entered.cookie) == "Budi"
    for used in (first, second, "", "\ud800"):
        with pytest.raises(BadInput, match="was used, has expired or was replaced"):
            await people.use_link(used, "thief", "10.0.0.6")
    assert await people.password_of("BUDI ") == (budi.id, "hash")


async def test_a_link_ends_with_its_time(people, wall):
    _, secret = pair(await people.invite("Budi", Role.AGENT, 48, BY))
    wall.now += 48 * 3600
    assert await people.read_link(secret) is None
    with pytest.raises(BadInput):
        await people.use_link(secret, "hash", "")


async def test_two_who_follow_one_link_at_once_are_one(people):
    _, secret = pair(await people.invite("Budi", Role.AGENT, 48, BY))
    came = await asyncio.gather(*(people.use_link(secret, f"hash {n}", "") for n in range(8)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in came) == ["BadInput"] * 7 + ["Entered"]


async def test_there_is_one_first_owner(people):
    came = await asyncio.gather(*(people.set_owner(f"Owner {n}", "hash", BY) for n in range(4)), return_exceptions=True)
    assert sum(isinstance(one, BadInput) for one in came) == 3
    assert [person.role for person in people.known.values()] == [Role.OWNER]


@pytest.mark.parametrize("change", ["disable", "demote"])
async def test_the_last_owner_stays(people, change):
    rina = await owner(people)
    act = (lambda: people.disable(rina.id, BY)) if change == "disable" else (lambda: people.change_role(rina.id, Role.HOST, BY))
    await people.invite("Maya", Role.OWNER, 48, BY)  # who has not come yet is no owner
    with pytest.raises(BadInput, match="the only owner"):
        await act()
    assert (people.known[rina.id].state, people.known[rina.id].role) == ("active", Role.OWNER)
    _, secret = pair(await people.invite("Dina", Role.OWNER, 48, BY))
    await people.use_link(secret, "hash", "")
    await act()
    assert people.owned


async def test_who_is_shut_out_is_out_at_once_and_comes_back_with_the_old_password(people):
    await owner(people)
    budi, secret = pair(await people.invite("Budi", Role.AGENT, 48, BY))
    cookie = (await people.use_link(secret, "hash", "")).cookie
    await people.disable(budi.id, BY)
    assert (living(people, cookie), await people.password_of("Budi")) == (None, None)
    with pytest.raises(BadInput, match="shut out"):
        await people.relink(budi.id, 48, BY)
    await people.disable(budi.id, BY, disabled=False)
    assert (living(people, cookie), await people.password_of("Budi")) == (None, (budi.id, "hash"))


async def test_a_new_password_ends_every_other_session(people):
    rina = await owner(people)
    before = [(await people.enter(rina.id, "")).cookie for _ in range(2)]
    entered = await people.set_password(rina.id, "another", BY)
    assert [living(people, cookie) for cookie in (*before, entered.cookie)] == [None, None, "Rina"]


async def test_another_role_counts_for_open_sessions(people):
    await owner(people)
    budi, secret = pair(await people.invite("Budi", Role.AGENT, 48, BY))
    cookie = (await people.use_link(secret, "hash", "")).cookie
    await people.change_role(budi.id, Role.VIEWER, BY)
    assert people.session(cookie, IDLE_S, LONGEST_S).role is Role.VIEWER


@pytest.mark.parametrize(
    ("steps", "lives"),
    [
        pytest.param([3599, 3599], True, id="used often enough"),
        pytest.param([3600], False, id="idle"),
        pytest.param([3599, 3599, 2], False, id="longest"),
    ],
)
async def test_a_session_ends_when_idle_and_at_last(people, wall, steps, lives):
    cookie = (await people.set_owner("Rina", "hash", BY)).cookie
    for step in steps:
        last = living(people, cookie)
        wall.now += step
    assert last == "Rina"
    assert bool(living(people, cookie)) is lives


async def test_the_last_use_is_on_file_within_a_minute(tmp_path, wall):
    people = People.open(tmp_path / "people.sqlite3", wall)
    cookie = (await people.set_owner("Rina", "hash", BY)).cookie
    wall.now += 3000
    assert living(people, cookie)
    await people.look(LONGEST_S)
    people.close()
    wall.now += 3000
    people = People.open(tmp_path / "people.sqlite3", wall)
    assert living(people, cookie) == "Rina"
    people.close()


async def test_what_another_process_does_is_known_at_the_next_look(tmp_path, wall):
    live, other = (People.open(tmp_path / "people.sqlite3", wall) for _ in range(2))
    budi, secret = pair(await live.invite("Budi", Role.AGENT, 48, BY))
    cookie = (await live.use_link(secret, "hash", "")).cookie
    await live.look(LONGEST_S)
    other.do(lambda db: other.disabled(db, budi.id, BY, True))
    assert living(live, cookie) == "Budi"
    await live.look(LONGEST_S)
    assert living(live, cookie) is None
    live.close()
    other.close()


@pytest.mark.parametrize(
    ("name", "what"),
    [
        pytest.param("  \n", "needs a name", id="empty"),
        pytest.param("Assistant", "nobody can be called", id="the assistant's own"),
        pytest.param("ＲＩＮＡ", "somebody called", id="the same in full width"),
        pytest.param("rina\u200b", "somebody called", id="the same with an invisible sign"),
    ],
)
async def test_a_name_belongs_to_one_person(people, name, what):
    await owner(people)
    with pytest.raises(BadInput, match=what) as caught:
        await people.invite(name, Role.AGENT, 48, BY)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("role", "screen", "purpose", "again"),
    [
        pytest.param(Role.AGENT, False, "join", False, id="an agent sets a password"),
        pytest.param(Role.GUEST, False, "pass", False, id="a guest comes in once"),
        pytest.param(Role.VIEWER, True, "screen", True, id="a screen opens every time"),
        pytest.param(Role.AGENT, True, "join", False, id="only viewers are screens"),
    ],
)
async def test_what_a_link_does_follows_from_the_role(people, role, screen, purpose, again):
    person, secret = pair(await people.invite("Tamu", role, 48, BY, screen=screen))
    assert (await people.read_link(secret)).purpose == purpose
    await people.use_link(secret, "hash" if purpose == "join" else None, "")
    assert bool(await people.read_link(secret)) is again
    assert (await people.password_of("Tamu") is not None) is (purpose == "join")
    await people.disable(person.id, BY)
    assert await people.read_link(secret) is None


async def test_a_guest_never_becomes_staff(people):
    guest, _ = pair(await people.invite("Tamu", Role.GUEST, 48, BY))
    with pytest.raises(BadInput, match="a guest stays a guest"):
        await people.change_role(guest.id, Role.OPERATOR, BY)


async def test_sessions_are_bounded(people, wall):
    rina = await owner(people)
    cookies = []
    for _ in range(ledger.MOST_SESSIONS + 1):
        wall.now += 1
        cookies.append((await people.enter(rina.id, "")).cookie)
    assert [bool(living(people, cookie)) for cookie in (cookies[0], cookies[1], cookies[-1])] == [False, True, True]
    assert people.known[rina.id].sessions == ledger.MOST_SESSIONS


async def test_people_are_bounded(people, monkeypatch):
    monkeypatch.setattr(ledger, "MOST_PEOPLE", 1)
    await owner(people)
    with pytest.raises(BadInput, match="there are 1 people"):
        await people.invite("Budi", Role.AGENT, 48, BY)


async def test_the_audit_log_is_bounded_and_read_in_pages(people, monkeypatch):
    monkeypatch.setattr(ledger, "MOST_DEEDS", 5)
    for n in range(8):
        await people.note(BY, "send", group=f"g{n}", empty="")
    pages = [await people.deeds(None, 3)]
    pages.append(await people.deeds(pages[0][-1].seq, 3))
    assert [[line.about["group"] for line in page] for page in pages] == [["g7", "g6", "g5"], ["g4", "g3"]]


async def test_what_is_refused_changes_nothing_and_is_not_in_the_log(people):
    rina = await owner(people)
    before = await people.deeds(None, 100)
    with pytest.raises(BadInput):
        await people.disable(rina.id, BY)
    assert await people.deeds(None, 100) == before


async def test_changes_in_line_are_bounded():
    file = File.open(None)
    try:
        came = await asyncio.gather(*(file.run(lambda db: db.execute("SELECT 1").fetchone()[0]) for _ in range(WAITING + 5)), return_exceptions=True)
        assert (came.count(1), sum(isinstance(one, StoreError) for one in came), file.refused) == (WAITING, 5, 5)
    finally:
        file.close()
