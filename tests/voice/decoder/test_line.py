import asyncio

import pytest

from assistant.voice.decoder.line import Call, Line
from assistant.voice.decoder.messages import Request


@pytest.fixture
async def call():
    """Makes calls; the number grows with each."""
    loop, made = asyncio.get_running_loop(), []

    def make(role="host", *, draft=False, tries=0):
        made.append(Call(Request(task="transcribe"), b"", 1.0, role, draft, len(made), loop.create_future(), tries))
        return made[-1]

    return make


async def test_host_before_cohost_before_guest_finals_before_drafts_then_the_oldest(call):
    line = Line(10)
    guest, host_draft, cohost, host_1, host_2 = call("guest"), call(draft=True), call("cohost"), call(), call()
    once_more = call("guest", draft=True, tries=1)
    for waiting in (guest, host_draft, cohost, host_2, host_1, once_more):
        assert line.put(waiting) is None
    served = []
    while (first := line.first()) is not None:
        served.append(first)
        line.drop(first)
    assert served == [once_more, host_1, host_2, host_draft, cohost, guest]


async def test_a_full_line_turns_away_the_last_in_the_order(call):
    line = Line(2)
    draft, final, host, guest = call("guest", draft=True), call("guest"), call(), call("guest")
    assert [line.put(draft), line.put(final), line.put(host), line.put(guest)] == [None, None, draft, guest]
    assert len(line) == 2


async def test_whoever_leaves_is_forgotten(call):
    line, one = Line(2), call()
    line.put(one)
    assert (line.drop(one), line.drop(one), line.first()) == (True, False, None)
