import socket

import pytest
from pydantic import SecretStr

from assistant.console.options import ConsoleOptions, checked, origins
from assistant.errors import BadSettings
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


def test_every_start_makes_a_token_of_its_own():
    one, other = (Show().console(token=None).door.token for _ in range(2))
    assert one != other
    assert len(one) >= 43, "32 random bytes"


async def test_a_port_in_use_is_said_with_a_remedy():
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(BadSettings, match="cannot listen") as caught:
        async with on_air(port=taken.getsockname()[1]):
            pass
    assert "another port" in caught.value.remedy
