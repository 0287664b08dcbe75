"""A small real show for the console's tests: a record in memory, its journal, and a session that obeys the page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from argon2 import PasswordHasher
from yarl import URL

from assistant.console.app import Console
from assistant.console.letterbox import Letters
from assistant.console.options import ConsoleOptions
from assistant.console.sheet_file import SheetFile
from assistant.domain import Entry, Health, Resolution, Room, Writing
from assistant.errors import BadInput
from assistant.on_air.moment import Moment
from assistant.people.passwords import Passwords
from assistant.people.people import People
from assistant.ports import Batch
from assistant.record.feed import Journal
from assistant.record.store import SqliteStore
from assistant.voice.microphone import Microphone

ROOM = Room(room="trw-th-1", market="TH", langs=("th", "en"))
CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
TOKEN = "a-token-of-some-length-42"


class Show:
    """The record of one room. `resolve` does what a session would: it writes the resolution and what follows from it."""

    def __init__(self) -> None:
        self.ticks = 1_700_000_000.0
        self.store = SqliteStore.open(None, wall=lambda: self.ticks)
        self.journal = Journal(self.store)
        self.lights = [Health(name="replay", kind="comments", state="ok", received=3)]
        self.asked: list[Resolution] = []
        self.groups: dict[str, dict[str, Any]] = {}
        self.cases: dict[str, dict[str, Any]] = {}
        self.microphones: list[Microphone] = []
        self.typed: list[Writing] = []
        self.moment = Moment(lambda text, lang: text.replace("0812", "[phone]"))
        self.console_open: Console | None = None
        self.sheet: SheetFile | None = None
        self.letters: Letters | None = None
        self.figures: dict[str, Any] = {"waiting": 0, "t": 30.0}

    async def log(self, *lines: tuple[str, dict[str, Any]], room: str = ROOM.room) -> int:
        """Lines of (kind, body) into the record in one write; the `seq` of the last."""
        for kind, body in lines:
            if kind in {"group", "case"}:
                (self.groups if kind == "group" else self.cases)[body["id"]] = body
        entries = tuple(Entry(room=room, kind=kind, body=body) for kind, body in lines)
        return (await self.journal.write(Batch(entries=entries))).last_seq

    async def typing(self, writing: Writing) -> None:
        if writing.case is not None and writing.case not in self.cases:
            raise BadInput(f"there is no case {writing.case}", remedy="reload the page")
        self.typed.append(writing)
        self.moment.write([writing])

    async def resolve(self, asked: Resolution) -> None:
        self.asked.append(asked)
        if asked.case is not None:
            await self._resolve_case(asked)
        else:
            await self.log(("resolution", asked.model_dump(mode="json")))
        if asked.group is not None and asked.kind not in {"wrong_flag", "corrected", "pin"}:
            became = {"dismiss": ("dismissed", None), "on_air": ("answered", "host")}.get(asked.kind, ("answered", "person"))
            await self.log(("group", {**self.groups[asked.group], "status": became[0], "answered_by": became[1]}))

    async def _resolve_case(self, asked: Resolution) -> None:
        case = self.cases[str(asked.case)]
        if asked.kind == "take" and case["state"] != "offered":
            raise BadInput(f"{case['agent']} has this case", where=case["id"], remedy="choose another one")
        await self.log(("resolution", asked.model_dump(mode="json")))
        states = {"take": "human", "assign": "accepted", "return_case": "returned", "close_case": "closed"}
        if asked.kind in states:
            await self.log(("case", {**case, "state": states[asked.kind], "agent": asked.agent or asked.by}))

    def console(self, people: People | None = None, **options: Any) -> Console:
        """A console over this show on a free port; passwords cost next to nothing."""
        chosen = ConsoleOptions(**{"port": 0, "token": TOKEN, "one_click": True, **options})
        return Console(
            self.store,
            self.journal,
            self.resolve,
            lambda: self.lights,
            lambda: self.figures,
            ROOM,
            chosen,
            microphones=self.microphones,
            typing=self.typing,
            moment=self.moment,
            sheet=self.sheet,
            letters=self.letters,
            people=people,
            passwords=Passwords(CHEAP),
        )


class Page:
    """A signed-in browser without a screen; `base` is the console's address."""

    def __init__(self, http: aiohttp.ClientSession, base: str) -> None:
        self.http, self.base, self.csrf = http, base, ""

    async def enter(self, token: str = TOKEN, name: str = "dina") -> Page:
        async with self.http.get(self.base, params={"token": token, "name": name}) as answer:
            assert answer.status == 200
        async with self.http.get(f"{self.base}/api/session") as answer:
            self.csrf = (await answer.json())["csrf"]
        return self

    async def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """(status, body) of one call as the page makes it. `headers` replace what the page sends; an empty one is left out."""
        given = {"Origin": self.base, "X-CSRF-Token": self.csrf, **{name.replace("_", "-"): value for name, value in headers.items()}}
        given = {name: value for name, value in given.items() if value}
        async with self.http.request(method, self.base + path, json=body, headers=given, allow_redirects=False) as answer:
            return answer.status, await answer.json() if answer.content_type == "application/json" else None

    async def resolve(self, body: Any, **headers: str) -> tuple[int, dict[str, Any]]:
        given = {"Origin": self.base, "X-CSRF-Token": self.csrf, "Content-Type": "application/json", **headers}
        raw = body if isinstance(body, bytes) else aiohttp.payload.JsonPayload(body)
        async with self.http.post(f"{self.base}/api/resolve", data=raw, headers=given) as answer:
            return answer.status, await answer.json()

    @asynccontextmanager
    async def live(self, after: int = 0, boot: str | None = None) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
        async with self.http.ws_connect(f"{self.base}/api/live", headers={"Origin": self.base}) as socket:
            await socket.send_json({"after": after, "boot": boot})
            yield socket


@asynccontextmanager
async def on_air(show: Show | None = None, people: People | None = None, **options: Any) -> AsyncIterator[tuple[Show, Console, str]]:
    """A show with its console listening: (show, console, address without the token)."""
    show = show or Show()
    console = show.console(people, **options)
    try:
        async with console.serve() as url:
            yield show, console, str(URL(url).origin())
    finally:
        show.journal.close()
        await show.store.close()


@asynccontextmanager
async def browser(base: str) -> AsyncIterator[Page]:
    """A fresh cookie jar for `base`."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        yield Page(http, base)


async def lines_until(socket: aiohttp.ClientWebSocketResponse, seq: int) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    """What a watcher receives until line `seq` is there: its snapshot, if any, and all lines."""
    snapshot, lines = None, []
    while (snapshot or {"seq": 0})["seq"] < seq and (not lines or lines[-1]["seq"] < seq):
        message = await socket.receive_json(timeout=10)
        if message["type"] == "snapshot":
            snapshot = message["view"]
        elif message["type"] == "lines":
            lines += message["lines"]
    return snapshot, lines
