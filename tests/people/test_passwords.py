import asyncio
import unicodedata

import pytest
from argon2 import PasswordHasher

from assistant.errors import BadInput, Unavailable
from assistant.people.passwords import AT_ONCE, WAITING, Passwords, good, hasher

CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@pytest.fixture
def passwords():
    made = Passwords(CHEAP)
    yield made
    made.close()


def test_the_cost_is_the_recommended_one():
    ours = hasher()
    assert (ours.type.name, ours.time_cost, ours.memory_cost, ours.parallelism) == ("ID", 1, 47_104, 1)


@pytest.mark.parametrize(
    ("given", "right"),
    [
        pytest.param("kopi susu gula aren", True, id="right"),
        pytest.param("Kopi susu gula aren", False, id="another case"),
        pytest.param("kopi susu gula aren ", False, id="a space more"),
        pytest.param("", False, id="nothing"),
        pytest.param("\ud800", False, id="half a letter"),
        pytest.param("x" * 100_000, False, id="endless"),
    ],
)
async def test_only_the_password_matches(passwords, given, right):
    assert await passwords.match(await passwords.hash("kopi susu gula aren"), given) is right


async def test_keyboards_may_differ_in_how_they_write_a_letter(passwords):
    composed = unicodedata.normalize("NFC", "crème brûlée à la")
    assert await passwords.match(await passwords.hash(composed), unicodedata.normalize("NFD", composed))


async def test_nobody_costs_as_much_as_somebody(passwords, monkeypatch):
    compared = []
    monkeypatch.setattr(passwords, "_verified", lambda kept, given: compared.append(kept) or False)
    await passwords.match(await passwords.hash("kopi susu gula aren"), "wrong password")
    assert not await passwords.match(None, "wrong password")
    costs = [kept.split("$")[:4] for kept in compared]
    assert costs[0] == costs[1], "the same kind of hash at the same cost"


async def test_a_broken_hash_matches_nothing(passwords):
    assert not await passwords.match("$argon2id$broken", "kopi susu gula aren")


async def test_an_older_cost_is_noticed(passwords):
    assert passwords.outdated(PasswordHasher(time_cost=2, memory_cost=64, parallelism=1).hash("x"))
    assert not passwords.outdated(CHEAP.hash("x"))


async def test_many_at_once_are_bounded(passwords):
    came = await asyncio.gather(*(passwords.match(None, "guess") for _ in range(AT_ONCE + WAITING + 3)), return_exceptions=True)
    assert (sum(isinstance(one, Unavailable) for one in came), came.count(False), passwords.refused) == (3, AT_ONCE + WAITING, 3)
    assert await passwords.match(None, "guess") is False, "and then it goes on"


@pytest.mark.parametrize(
    ("password", "what"),
    [
        pytest.param("short one", "10 to 200", id="short"),
        pytest.param("x" * 201, "10 to 200", id="long"),
        pytest.param("aaaaaaaaaaaa", "too easy", id="one letter"),
        pytest.param("Rina sekali lagi", "too easy", id="with the name"),
    ],
)
def test_what_is_too_easy_is_refused_with_a_remedy(password, what):
    with pytest.raises(BadInput, match=what) as caught:
        good(password, "rina")
    assert caught.value.remedy
