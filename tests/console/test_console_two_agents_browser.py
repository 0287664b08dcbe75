"""Two agents in two browsers over a real session: one case has one person, the other sees it at once, and the assistant keeps out of it."""

import asyncio
from contextlib import asynccontextmanager

from playwright.async_api import async_playwright, expect

from assistant.clock import WallClock
from assistant.commands.air import served
from assistant.console.options import ConsoleOptions
from assistant.domain import Comment, Health, Receipt
from assistant.live import LiveRoom
from assistant.people.people import People
from assistant.people.person import Role
from assistant.platforms import Platform
from assistant.ports import SinkLimits
from tests.console.house import HOUSE, PASSWORD, housed
from tests.console.pages import ARGS, BROWSER, CHROMIUM, WATCH
from tests.console.show import CHEAP

pytestmark = BROWSER
BROKEN = "kak paket saya sampai pecah semua, gimana ini??"


class Room:
    """A platform of one room: `says` is what a viewer types, `posted` what the room was told."""

    name = "room"
    limits = SinkLimits(rate_per_s=1000, burst=1000)

    def __init__(self):
        self.typed: asyncio.Queue[Comment] = asyncio.Queue()
        self.posted = []

    def says(self, id, user, text, t):
        self.typed.put_nowait(Comment(id=id, room="r", market="ID", t=t, user=user, text=text))

    async def comments(self):
        while True:
            yield await self.typed.get()

    async def post(self, outgoing):
        self.posted.append(outgoing)
        return Receipt(key=outgoing.key, status="sent")

    def health(self):
        return Health(name=self.name, kind="comments", state="ok", received=0)


@asynccontextmanager
async def two_agents(rooms):
    """(room, the record, Dina's page, Eko's page) of a live room whose cases both look after."""
    room, people = Room(), People.open(None)
    await housed(people)
    await people.use_link((await people.invite("Eko", Role.AGENT, 48, HOUSE)).secret, CHEAP.hash(PASSWORD), "")
    rooms.clock = WallClock()
    session = await rooms.open(sink="room")
    live = LiveRoom(session, rooms.journal, rooms.clock, [Platform("room", room, room)])
    running = asyncio.create_task(live.run())
    async with served(live, rooms.journal, session.room, ConsoleOptions(port=0), people=people) as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        expect.set_options(timeout=20_000)
        pages = []
        for name in ("Dina", "Eko"):
            page = await (await browser.new_context(locale="en-GB", viewport={"width": 1400, "height": 900})).new_page()
            await page.add_init_script(WATCH)
            await page.goto(address)
            await page.get_by_label("Name", exact=True).fill(name)
            await page.get_by_label("Password", exact=True).fill(PASSWORD)
            await page.get_by_role("button", name="Open the console").click()
            await expect(page.locator(".queue")).to_be_visible()
            pages.append(page)
        try:
            yield room, rooms.store, *pages
            assert [await page.evaluate("window.__bad") for page in pages] == [[], []]
        finally:
            await browser.close()
            live.stop()
            await running
    people.close()


async def until(page, met):
    """Frames of the page until `met`; the test's own time limit is the limit."""
    while not met():
        await page.evaluate("() => new Promise(requestAnimationFrame)")


async def test_one_answers_and_the_other_knows(rooms):
    async with two_agents(rooms) as (room, _, dina, eko):
        room.says("a1", "ani", BROKEN, 10.0)
        for page in (dina, eko):
            await page.locator(".queue [data-id] button").first.click()
        await dina.get_by_role("button", name="Take", exact=True).click()
        await expect(eko.locator(".casework")).to_contain_text("Dina has this case.")
        await expect(eko.get_by_role("textbox", name="Your answer")).to_have_count(0)
        told = len(room.posted)
        room.says("a2", "ani", "ongkir ke bandung berapa kak", 20.0)
        await expect(dina.locator(".file")).to_contain_text("ongkir ke bandung")
        await dina.get_by_role("textbox", name="Your answer").fill("Maaf ya kak, kami kirim ulang hari ini.")
        await dina.get_by_role("button", name="Answer", exact=True).click()
        await expect(eko.locator(".file .log")).to_contain_text("Dina answered")
        assert [o.text for o in room.posted[told:]] == ["Maaf ya kak, kami kirim ulang hari ini."], "the assistant says nothing beside a person"
        await dina.get_by_role("button", name="Return to assistant").click()
        await expect(eko.locator(".file .log")).to_contain_text("Dina gave it back")
        room.says("a3", "ani", "bisa cod gak kak", 30.0)
        await until(dina, lambda: room.posted[told + 1 :])
        assert [o.in_reply_to for o in room.posted[told + 1 :]] == ["a3"], "given back, the assistant answers again"


async def test_both_press_take_and_one_is_told(rooms):
    async with two_agents(rooms) as (room, store, dina, eko):
        room.says("b1", "budi", BROKEN, 10.0)
        for page in (dina, eko):
            await page.locator(".queue [data-id] button").first.click()
            await expect(page.get_by_role("button", name="Take", exact=True)).to_be_visible()
        await asyncio.gather(*(page.evaluate("[...document.querySelectorAll('.casework button')].find((one) => one.textContent === 'Take').click()") for page in (dina, eko)))
        await expect(dina.locator(".casework").filter(has_text="Answer").or_(dina.get_by_text("Eko has this case."))).to_be_visible()
        holds = [line.body["agent"] for line in await store.since(0) if line.kind == "case" and line.body["state"] == "human"]
        assert holds in (["Dina"], ["Eko"])
        winner, loser = (dina, eko) if holds == ["Dina"] else (eko, dina)
        await expect(winner.get_by_role("textbox", name="Your answer")).to_be_visible()
        await expect(loser.locator(".casework")).to_contain_text(f"{holds[0]} has this case.")
        await expect(loser.locator(".toasts")).to_contain_text("Not done:")
        await expect(loser.get_by_role("textbox", name="Your answer")).to_have_count(0)
