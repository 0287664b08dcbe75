"""The Shop view's end of the console: read the facts in force, try a changed sheet out, and save it for the next start."""

from __future__ import annotations

import asyncio
from typing import Literal

from aiohttp import web
from pydantic import Field, ValidationError

from assistant.console.answers import Denied, give, problem, read
from assistant.console.sheet_file import SheetFile, version_of
from assistant.domain import MARKET, Room, Value
from assistant.errors import BadInput, BadSheet
from assistant.market.gaps import Report, SheetGap, gaps
from assistant.market.revision import CHANGES, Change, Fact, Revision, facts
from assistant.market.sheet import MAX_BYTES, Sheet
from assistant.market.topics import TOPICS

MAX_BODY = 2 * MAX_BYTES + 4096  # quotes and line ends grow in JSON; the text itself is measured when it is saved


class Finding(Value):
    """Something about a text of the facts. An `error` keeps it from being used; a `warning` does not."""

    level: Literal["error", "warning"]
    path: str
    what: str
    did_you_mean: str | None = None
    remedy: str = ""


class Pending(Value):
    """A text on disk that is not in force: what it changes, and what is wrong with it."""

    version: str
    changes: tuple[Change, ...]
    changed: int
    problems: tuple[Finding, ...]


class ShopTold(Value):
    """The shop of this session. `before`: what the facts in force changed, None where that is not known; `open`: common questions they leave open in this room's market."""

    name: str
    file: str
    version: str
    editable: bool
    market: str
    markets: tuple[str, ...]
    products: dict[str, str]
    before: tuple[Change, ...] | None
    pending: Pending | None
    open: tuple[SheetGap, ...]


class FactsAsked(Value):
    """Whose facts: of one market and of all, or of every market."""

    market: str | None = Field(None, pattern=MARKET)


class FactsTold(Value):
    """Facts as they are cited, in the sheet's order."""

    facts: tuple[Fact, ...]


class TopicTold(Value):
    """What viewers ask, in English, and where the facts may hold the answer; `<P>` stands for a product."""

    meaning: str
    paths: tuple[str, ...]


class TopicsTold(Value):
    """Every topic by its id."""

    topics: dict[str, TopicTold]


class TextTold(Value):
    """The text to edit: what takes effect at the next start, and its version."""

    text: str
    version: str


class TextAsked(Value):
    """A text to try out."""

    text: str


class TextSaved(TextAsked):
    """A text to save, and the version it was made from."""

    base: str


class Checked(Value):
    """What is wrong with a text, and what it changes of the facts in force. `saved`: it takes effect at the next start."""

    ok: bool
    saved: bool
    version: str
    problems: tuple[Finding, ...]
    open: int
    changes: tuple[Change, ...]
    changed: int


class Shop:
    """The handlers of the Shop view. Without a file there is no sheet to show: 404."""

    def __init__(self, file: SheetFile | None, room: Room) -> None:
        self._file, self._room = file, room
        self._sheet = Sheet(file.tables, where=file.path.name, version=file.version) if file else None

    async def told(self, request: web.Request) -> web.StreamResponse:
        """The shop, what changed, and what its facts leave open."""
        file, sheet = self._here()
        before, pending = await asyncio.to_thread(_standing, file)
        return give(
            ShopTold(
                name=str(sheet.get("shop.name")),
                file=file.path.name,
                version=file.version,
                editable=file.editable,
                market=self._room.market,
                markets=sheet.markets_served,
                products={product: str(sheet.get(f"products.{product}.name")) for product in sheet.products},
                before=before,
                pending=pending,
                open=gaps(sheet, self._room.market),
            )
        )

    async def facts(self, request: web.Request) -> web.StreamResponse:
        """The facts in force."""
        file, _ = self._here()
        try:
            asked = FactsAsked.model_validate(dict(request.query))
        except ValidationError:
            raise BadInput("this is no market", where=request.path, remedy="ask with market, two capital letters, or without") from None
        return give(FactsTold(facts=await asyncio.to_thread(facts, file.tables, asked.market)))

    async def topics(self, request: web.Request) -> web.StreamResponse:
        """Everything viewers may be answered about, with the keys of this room's market."""
        market = self._room.market
        paths = {topic.id: tuple(path.replace("<M>", market) for path in topic.paths) for topic in TOPICS.values()}
        return give(TopicsTold(topics={topic.id: TopicTold(meaning=topic.meaning, paths=paths[topic.id]) for topic in TOPICS.values()}))

    async def text(self, request: web.Request) -> web.StreamResponse:
        """The text to edit."""
        file, _ = self._here()
        text = await asyncio.to_thread(file.saved)
        return give(TextTold(text=text, version=version_of(text)))

    async def check(self, request: web.Request) -> web.StreamResponse:
        """Try a text out; nothing is kept."""
        file, _ = self._here()
        asked = await read(request.clone(client_max_size=MAX_BODY), TextAsked)
        return give(_checked(await asyncio.to_thread(file.check, asked.text), asked.text, saved=False))

    async def save(self, request: web.Request) -> web.StreamResponse:
        """Save a text for the next start: 409 where it has errors, or somebody else saved meanwhile."""
        file, _ = self._here()
        asked = await read(request.clone(client_max_size=MAX_BODY), TextSaved)
        try:
            revision = await asyncio.to_thread(file.save, asked.text, asked.base)
        except BadInput as refusal:
            return problem(409, refusal)
        return give(_checked(revision, asked.text, saved=True))

    def _here(self) -> tuple[SheetFile, Sheet]:
        if self._file is None or self._sheet is None:
            raise Denied(404, "this session shows no facts sheet", remedy="start it with assistant run or assistant demo")
        return self._file, self._sheet


def _standing(file: SheetFile) -> tuple[tuple[Change, ...] | None, Pending | None]:
    """What the facts in force changed, and the text on disk where it is another one."""
    before = file.since_before()
    try:
        text = file.saved()
    except BadSheet as fault:
        lost = Finding(level="error", path=file.path.name, what=fault.what, remedy=fault.remedy)
        return before and before[:CHANGES], Pending(version="", changes=(), changed=0, problems=(lost,))
    if text == file.text:
        return before and before[:CHANGES], None
    revision = file.check(text)
    report = revision.report
    pending = Pending(
        version=version_of(text), changes=revision.changes, changed=revision.changed, problems=_findings(report)
    )
    return before and before[:CHANGES], pending


def _checked(revision: Revision, text: str, *, saved: bool) -> Checked:
    report = revision.report
    return Checked(
        ok=report.ok,
        saved=saved,
        version=version_of(text),
        problems=_findings(report),
        open=len(report.information),
        changes=revision.changes,
        changed=revision.changed,
    )


def _findings(report: Report) -> tuple[Finding, ...]:
    return tuple(Finding(**found.model_dump()) for found in (*report.errors, *report.warnings))
