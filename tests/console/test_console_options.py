import socket

import pytest
from pydantic import SecretStr

from assistant.console.options import ConsoleOptions, checked, origins
from assistant.errors import BadSettings
from assistant.people.people import People
from assistant.people.person import Doer, Role
from tests.console.show import Show, on_air

LONG = SecretStr("0123456789abcdef")


@pytest.mark.parametrize(
    ("options", "what"),
    [
        pytest.param({"host": "0.0.0.0"}, "without a token", id="every address without a token"),
        pytest.param({"host": "::"}, "without a token", id="every v6 address without a token"),
        pytest.param({"host": ""}, "every address without a token", id="no host without a token"),
        pytest.param({"host": "192.168.7.7"}, "without a token", id="a neighbour's network without a token"),
        pytest.param({"host": "shop.example"}, "without a token", id="a name without a token"),
        pytest.param({"token": SecretStr("short")}, "shorter than 16", id="short token"),
        pytest.param({"origins": ("console.example",)}, "not an origin", id="origin without a scheme"),
        pytest.param({"origins": ("https://console.example/",)}, "not an origin", id="origin with a path"),
        pytest.param({"origins": ("https://Console.example",)}, "not an origin", id="origin in capitals"),
        pytest.param({"proxies": ("nginx",)}, "not an address", id="proxy by name"),
        pytest.param({"origins": ("*",)}, "not an origin", id="star"),
    ],
)
def test_what_would_open_the_console_to_strangers_is_refused(options, what):
    with pytest.raises(BadSettings, match=what) as caught:
        checked(ConsoleOptions(**options))
    assert caught.value.remedy


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({}, id="as it comes"),
        pytest.param({"host": "::1"}, id="v6 loopback"),
        pytest.param({"host": "localhost"}, id="localhost"),
        pytest.param({"host": "0.0.0.0", "token": LONG, "origins": ("https://console.example:8443",)}, id="open with a token"),
    ],
)
def test_what_is_safe_is_taken(options):
    assert checked(ConsoleOptions(**options)) == ConsoleOptions(**options)


def test_the_page_is_known_under_its_own_addresses_only():
    own = {"http://127.0.0.1:81", "http://localhost:81", "http://[::1]:81"}
    assert origins(ConsoleOptions(), 81) == own
    assert origins(ConsoleOptions(host="10.0.0.7", token=LONG, origins=("https://a.example",)), 81) == own | {
        "http://10.0.0.7:81",
        "https://a.example",
    }


@pytest.mark.parametrize(
    ("options", "way"),
    [
        pytest.param({"token": None}, "http://127.0.0.1:81/join#", id="a link that sets the owner"),
        pytest.param({"token": LONG, "one_click": False}, "http://127.0.0.1:81/join#", id="a token of one's own is not printed"),
        pytest.param({"token": LONG, "one_click": True}, f"http://127.0.0.1:81/?token={LONG.get_secret_value()}", id="the demo's"),
        pytest.param({"token": None, "origins": ("https://a.example",)}, "https://a.example/join#", id="under the address people use"),
    ],
)
def test_the_first_address_to_open(options, way):
    one, other = (Show().console(**options).way_in(81) for _ in range(2))
    assert one.startswith(way)
    assert (one == other) is ("join" not in way), "each start has a link of its own"


async def test_who_is_owned_needs_no_token_to_be_reached():
    people = People.open(None)
    assert (people.owned, people.awaited) == (False, False)
    await people.invite("Rina", Role.OWNER, 48, Doer(name="command line", role="owner"))
    assert Show().console(people=people, token=None, host="0.0.0.0").way_in(81).startswith("http://127.0.0.1:81")
    people.close()


async def test_a_port_in_use_is_said_with_a_remedy():
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(BadSettings, match="cannot listen") as caught:
        async with on_air(port=taken.getsockname()[1]):
            pass
    assert "another port" in caught.value.remedy
