"""Where calls may go, and what is read out of each way they can fail."""

from __future__ import annotations

import socket

import pytest

from assistant.errors import BadSettings, InDoubt, Rejected, Unavailable
from assistant.handoff.desks.wire.calls import PublicOnly, caller, check_address
from assistant.handoff.desks.wire.signing import Forged, check_age
from tests.handoff.desks.fakes.webhook import Fake


@pytest.mark.parametrize(
    "url",
    [
        "ftp://desk.example", "desk.example", "https://", "https://user:pass@desk.example", "https://desk.example/?token=x", "https://desk.example/#x",
        "http://desk.example", "https://127.0.0.1", "https://[::1]", "https://10.0.0.1", "https://192.168.1.4/x", "https://169.254.169.254", "https://100.64.0.1",
        "https://[::ffff:10.0.0.1]", "https://[fd00::1]", "https://2130706433", "https://0x7f.1", "https://0177.0.0.1", "https://0.0.0.0", "https://127.1",
    ],
)  # fmt: skip
def test_addresses_that_secrets_must_not_go_to(url):
    with pytest.raises(BadSettings, match=r"desk\.url"):
        check_address(url, allow_private=False, where="desk.url")


def test_addresses_that_are_fine():
    assert check_address("https://desk.example/", allow_private=False, where="x") == "https://desk.example"
    assert check_address("https://8.8.8.8:8443/a", allow_private=False, where="x") == "https://8.8.8.8:8443/a"
    assert check_address("http://127.0.0.1:3000", allow_private=True, where="x") == "http://127.0.0.1:3000"


class Names:
    """A resolver that answers as told: a name may lead anywhere, and elsewhere the next time."""

    def __init__(self, *answers):
        self.answers = list(answers)

    async def resolve(self, host, port=0, family=socket.AF_INET):
        return [{"hostname": host, "host": address, "port": port, "family": family, "proto": 0, "flags": 0} for address in self.answers.pop(0)]

    async def close(self):
        pass


async def test_a_name_that_leads_into_the_own_network_does_not_resolve():
    names = PublicOnly(Names(["93.184.216.34"], ["93.184.216.34", "10.0.0.5"], ["::1"], ["::ffff:127.0.0.1"]))
    assert [one["host"] for one in await names.resolve("desk.example")] == ["93.184.216.34"]
    for _ in range(3):
        with pytest.raises(OSError, match="no public address"):
            await names.resolve("desk.example")


@pytest.fixture
async def fake():
    class Still:
        def now(self):
            return 0.0

        def wall(self):
            return 1_790_000_000.0

    made = Fake(Still())
    await made.start()
    yield made
    await made.stop()


@pytest.mark.parametrize(
    ("status", "headers", "body", "raises", "wait"),
    [
        pytest.param(429, {"Retry-After": "7"}, "", Unavailable, 7.0, id="asked to wait"),
        pytest.param(429, {}, '{"parameters": {"retry_after": 9}}', Unavailable, 9.0, id="asked in the body"),
        pytest.param(429, {"Retry-After": "soon"}, "[]", Unavailable, None, id="asked in words"),
        pytest.param(503, {}, "", Unavailable, None, id="unavailable"),
        pytest.param(401, {}, "", Unavailable, None, id="a token that a person can mend"),
        pytest.param(500, {}, "", InDoubt, None, id="it may have been done"),
        pytest.param(502, {}, "<html>", InDoubt, None, id="a proxy's word"),
        pytest.param(422, {}, "", Rejected, None, id="never"),
        pytest.param(302, {"Location": "http://169.254.169.254/"}, "", Rejected, None, id="a redirect is not followed"),
        pytest.param(200, {}, "<html>", InDoubt, None, id="not JSON"),
        pytest.param(200, {}, "[" * 100_000, InDoubt, None, id="deep nesting"),
        pytest.param(200, {}, '"' + "x" * 1_100_000 + '"', InDoubt, None, id="too large"),
    ],
)
async def test_failures_are_told_apart(fake, status, headers, body, raises, wait):
    from aiohttp import web

    async def answer(_):
        return web.Response(status=status, headers=headers, text=body)

    fake._hook = answer
    fake.routes = lambda: [web.post("/hook", answer)]
    await fake.stop()
    await fake.start()
    async with caller(fake.url, "desk", allow_private=True) as calls:
        with pytest.raises(raises) as failure:
            await calls.call("POST", "/hook", {})
    assert type(failure.value) is raises
    assert getattr(failure.value, "retry_after_s", None) == wait


async def test_nobody_there_means_not_done(unused_tcp_port):
    async with caller(f"http://127.0.0.1:{unused_tcp_port}", "desk", allow_private=True) as calls:
        with pytest.raises(Unavailable) as failure:
            await calls.call("POST", "/hook", {})
    assert type(failure.value) is Unavailable


@pytest.mark.parametrize(("stamp", "fine"), [("1000", True), ("700", True), ("1300", True), ("699", False), ("1301", False), ("", False), ("-1", False), ("1e3", False), ("١٠٠٠", False), ("9" * 400, False)])  # fmt: skip
def test_how_old_a_request_may_be(stamp, fine):
    if fine:
        check_age(stamp, 1000.0)
        return
    with pytest.raises(Forged):
        check_age(stamp, 1000.0)
