"""No personal datum reaches a place where something is kept, shown, sent or given to a model: seeded everywhere, searched for everywhere.

The seeds are the marked words of `guard/personal_lines.toml`: twenty languages, their scripts and digits. All of them are made up.
"""

import json
import logging
from io import StringIO

import numpy as np
import pytest

from assistant.answering.decide import Policy
from assistant.clock import EventClock
from assistant.commands.air import line as printed
from assistant.console.app import Console
from assistant.console.options import ConsoleOptions
from assistant.domain import Comment, Health, Resolution, Room
from assistant.errors import BadInput
from assistant.exchange import EventReader, decision_line
from assistant.guard.reach import READ
from assistant.live import LiveRoom
from assistant.platforms import Platform
from assistant.replay import Replay
from tests.conftest import Rooms, comment, host
from tests.console.show import TOKEN, browser, lines_until
from tests.guard.test_personal_lines import _MARKED, LINES

SEEDS = {lang: [(_MARKED.sub(r"\2", text), [hit[2] for hit in _MARKED.finditer(text)]) for text in of["personal"][:8]] for lang, of in LINES.items()}
HANDLE_MAX = 200
READ_BY_A_MODEL = ("ar", "id", "ja")  # to train a language with an encoder's vectors takes half a minute
_MOVES = ("take", "answer_case", "close_case")


class Spy:
    """An encoder that keeps what it is given to read."""

    name = "spy"

    def __init__(self):
        self.given = []

    async def encode(self, texts, *, query):
        self.given += texts if query else []
        return np.eye(len(texts), 8, dtype=np.float32)


class Heard:
    """A CommentSource that delivers remarks of either kind once."""

    def __init__(self, remarks):
        self._remarks = remarks

    async def comments(self):
        for remark in self._remarks:
            yield remark

    def health(self):
        return Health(name="heard", kind="comments", state="ok", received=len(self._remarks))


def remarks(lang, market):
    """Every seed as a comment, as a handle, as the comment another continues, as the host's words, and out of a stretch too long to be read."""
    made = []
    for n, (text, _) in enumerate(SEEDS[lang]):
        at = {"market": market, "room": lang, "t": 10.0 * n}
        made += [
            comment(f"c{n}", text, user=f"u{n}", **at),
            comment(f"d{n}", "ok", user=text[:HANDLE_MAX], **at),
            comment(f"p{n}", "ok", user=f"v{n}", prev=text[:HANDLE_MAX], reply_to=text[:HANDLE_MAX], **at),
            host(f"h{n}", text, **at),
        ]
    for n, (text, _) in enumerate(SEEDS[lang][:2]):
        around_the_end = ("la " * READ)[: READ - len(text) // 2] + text + " la" * READ
        made.append(comment(f"l{n}", around_the_end, user=f"w{n}", market=market, room=lang, t=100.0))
    return made


async def drafts(session, lang):
    """What people write in the console: replies that are refused, and words that only the record would see."""
    for n, (text, _) in enumerate(SEEDS[lang]):
        for asked in (
            Resolution(kind="edit_send", by="dina", event_id=f"c{n}", text=text),
            Resolution(kind="dismiss", by="dina", event_id=f"c{n}", text=text),
            Resolution(kind="wrong_flag", by="dina", event_id=f"c{n}", reason="promise", text=text),
            *(Resolution(kind=kind, by="dina", case=case.id, text=text) for case in session.cases.cases()[:1] for kind in _MOVES),
        ):
            try:
                await session.resolve(asked)
            except BadInput as refused:
                yield str(refused)


async def sent_to_watchers(rooms, session, room):
    """All that the console answers: the view, the live lines, the lights."""
    options = ConsoleOptions(port=0, token=TOKEN, one_click=True)
    console = Console(rooms.store, rooms.journal, session.resolve, lambda: [], lambda: {}, room, options)
    async with console.serve() as url, browser(url.partition("/?")[0]) as page:
        for path in ("api/session", "api/health", ""):
            async with page.http.get(f"{page.base}/{path}") as answer:
                yield await answer.text()
        await page.enter()
        async with page.live() as socket:
            snapshot, lines = await lines_until(socket, await rooms.store.last_seq())
            yield json.dumps([snapshot, lines], ensure_ascii=False)


def files(folder):
    """The bytes of every file as text: the record, its write-ahead log, whatever else lies there."""
    return [path.read_bytes().decode("utf-8", "replace") for path in sorted(folder.iterdir())]


@pytest.mark.parametrize("lang", sorted(LINES))
async def test_no_seed_reaches_a_sink(lang, sheet, knowledge, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    market = LINES[lang]["market"]
    room = Room(room=lang, market=market, langs=(lang,))
    rooms, spy, terminal = Rooms(sheet, knowledge, tmp_path / "record.db"), Spy(), StringIO()
    sinks = {}
    session = await rooms.open(market=market, langs=(lang,), room=lang, encoder=spy if lang in READ_BY_A_MODEL else None, policy=Policy(mode="suggest"))
    live = LiveRoom(
        session, rooms.journal, EventClock(), [Platform("heard", Heard(remarks(lang, market)), None)], observe=lambda r, j: printed(r, j, to=terminal)
    )
    await live.run()
    sinks["refusals"] = [refused async for refused in drafts(session, lang)]
    sinks["figures"] = [str(live.figures()), str(live.health()), str(session.counts)]
    sinks["console"] = [text async for text in sent_to_watchers(rooms, session, room)]
    sinks["record"] = [json.dumps(line.body, ensure_ascii=False) for line in await rooms.journal.since(0, room=lang, limit=10_000)]
    sinks["files, open"] = files(tmp_path)
    await session.close()
    await rooms.close()
    sinks["files, closed"] = files(tmp_path)
    sinks["model"], sinks["terminal"], sinks["log"] = spy.given, [terminal.getvalue()], [caplog.text]

    assert bool(spy.given) == (lang in READ_BY_A_MODEL)
    assert len(sinks["record"]) > 4 * len(SEEDS[lang]), "the remarks must have been taken"
    assert leaked(lang, sinks) == []


def leaked(lang, sinks):
    """Which seed is in which sink, written out or escaped."""
    return [
        (sink, seed)
        for _, seeds in SEEDS[lang]
        for seed in seeds
        for sink, texts in sinks.items()
        if any(form in text for text in texts for form in (seed, json.dumps(seed)[1:-1]))
    ]


@pytest.mark.parametrize("lang", ["ar", "id"])
async def test_no_seed_is_in_an_exported_decision(lang, sheet, knowledge):
    market = LINES[lang]["market"]
    replay = Replay(sheet, knowledge, default=Room(room=lang, market=market, langs=(lang,)))
    lines = [json.dumps({"id": r.id, "type": "comment", "t": r.t, "user": r.user, "text": r.text}) for r in remarks(lang, market) if isinstance(r, Comment)]
    decisions = [decision_line(decision) async for _, decision in replay.decisions([*lines, *lines[:3]])]
    await replay.close()
    assert len(decisions) == len(lines)
    assert leaked(lang, {"decisions": decisions, "figures": [str(replay.figures)]}) == []


def test_what_is_left_out_is_counted_where_it_comes_in():
    reader = EventReader(Room(room="r", market="ID"))
    (made,) = reader.read([json.dumps({"id": "c1", "type": "comment", "t": 1, "user": "u", "text": "a" * (READ + 7)})])
    assert (len(made.text), made.left_out, reader.counts) == (READ, 7, {"shortened": 1})
