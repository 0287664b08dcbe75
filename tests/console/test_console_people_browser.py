"""Sign-in in a real browser: the first owner, an invitation, what another role may not open, a guest, a screen."""

import os
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import async_playwright, expect

from assistant.people.people import People
from assistant.people.person import Role
from assistant.voice.microphone import Microphone
from tests.console.house import HOUSE, PASSWORD, housed
from tests.console.pages import ARGS, BROWSER, CHROMIUM, PHONE, WATCH
from tests.console.show import ROOM, Show, on_air
from tests.console.stories import case, comment
from tests.console.test_console_microphones import StoppedClock

pytestmark = BROWSER
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SHOTS = os.environ.get("SCREENSHOTS")  # a folder: pictures of what the tests see, to look at


@asynccontextmanager
async def house(people=None, show=None, forgive=("status of 40", "status of 429"), **options):
    """(show, console, base, a function that opens a fresh browser profile); at the end nothing may have run or been blocked."""
    async with on_air(show or Show(), people, token=None, **options) as (show, console, base), async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        said, pages = [], []

        async def profile(**context):
            page = await (await browser.new_context(locale="en-GB", **context)).new_page()
            page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
            page.on("pageerror", lambda error: said.append(f"uncaught: {error}"))
            await page.add_init_script(WATCH)
            pages.append(page)
            return page

        expect.set_options(timeout=20_000)
        try:
            yield show, console, base, profile
            for page in pages:
                assert await page.evaluate("window.__bad") == []
            assert [line for line in said if not any(known in line for known in forgive)] == []
        finally:
            await browser.close()


async def shot(page, name):
    if SHOTS:
        await page.screenshot(path=Path(SHOTS) / f"{name}.png")


async def sign_in(page, base, name):
    await page.goto(base)
    await page.get_by_label("Name", exact=True).fill(name)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Open the console").click()


async def test_from_the_first_start_to_an_agent_who_may_open_only_what_is_theirs():
    async with house() as (show, console, base, profile):
        first = console.way_in(int(base.rpartition(":")[2]))
        owner = await profile()
        await owner.goto(first)
        await expect(owner.get_by_role("heading", name="Set the owner")).to_be_visible()
        assert owner.url == f"{base}/join", "the secret does not stay in sight"
        await shot(owner, "signin-owner")
        await owner.get_by_label("Name", exact=True).fill("Rina")
        await owner.get_by_label("New password").fill(PASSWORD)
        await owner.get_by_label("The same again").fill(PASSWORD + " ?")
        await owner.get_by_role("button", name="Save and come in").click()
        await expect(owner.get_by_role("alert")).to_have_text("The two passwords differ.")
        await owner.get_by_label("The same again").fill(PASSWORD)
        await owner.keyboard.press("Enter")
        await expect(owner.locator(".columns")).to_be_visible()

        late = await profile()
        await late.goto(first)
        await expect(late.get_by_role("heading", name="This link no longer works")).to_be_visible()

        await owner.goto(f"{base}/people")
        await owner.get_by_label("Name", exact=True).fill("Dina")
        await owner.get_by_role("button", name="Make a link").click()
        link = await owner.get_by_label("Link", exact=True).input_value()
        assert link.startswith(f"{base}/join#")
        await expect(owner.locator(".one", has_text="Dina")).to_contain_text("link works until")
        chosen = "[...document.querySelectorAll('.invite select, .invite input')].map((field) => field.value)"
        assert await owner.evaluate(chosen) == ["", "agent", "48"], "the next one is not invited as owner by mistake"
        await shot(owner, "people")

        agent = await profile()
        await agent.goto(link)
        await expect(agent.get_by_text("Dina, you are customer service here.")).to_be_visible()
        await agent.get_by_label("New password").fill("dina dina dina")
        await agent.get_by_label("The same again").fill("dina dina dina")
        await agent.get_by_role("button", name="Save and come in").click()
        await expect(agent.get_by_role("alert")).to_contain_text("too easy to guess")
        await agent.get_by_label("New password").fill(PASSWORD)
        await agent.get_by_label("The same again").fill(PASSWORD)
        await agent.keyboard.press("Enter")
        await expect(agent.locator(".queue")).to_be_visible()
        await expect(agent.get_by_role("link", name="People")).to_have_count(0)
        await show.log(comment("c1", "my order is late"), case("k1", "my order is late"))
        await agent.locator('.queue [data-id="k1"] button').click()
        await agent.locator(".file").get_by_role("button", name="Take", exact=True).click()
        await expect(agent.locator(".file")).to_contain_text("With Dina")

        for path in ("people", "microphone"):
            await agent.goto(f"{base}/{path}")
            await expect(agent.locator(".queue")).to_be_visible()
            assert agent.url == f"{base}/cases"
        refused = await agent.evaluate(
            """async () => Promise.all([["/api/people"], ["/api/audit"], ["/api/resolve", { method: "POST",
              body: JSON.stringify({ kind: "send", group: "g1" }), headers: { "Content-Type": "application/json",
              "X-CSRF-Token": (await (await fetch("/api/session")).json()).csrf } }]].map(async ([path, init]) => (await fetch(path, init)).status))"""
        )
        assert refused == [403, 403, 403]
        assert [asked.kind for asked in show.asked] == ["take"]

        await owner.reload()
        await expect(owner.locator(".one", has_text="Dina")).to_contain_text("signed in: 1")
        await owner.get_by_text("Who did what").click()
        await expect(owner.locator(".audit tbody tr").first).to_contain_text("Dina")
        await expect(owner.locator(".audit tbody")).to_contain_text("refused")
        await shot(owner, "audit")
        await owner.locator(".one", has_text="Dina").get_by_role("button", name="Shut out").click()
        await expect(owner.locator(".one", has_text="Dina")).to_contain_text("shut out")
        await expect(agent.get_by_role("heading", name="Sign in")).to_be_visible()
        await owner.locator(".one", has_text="Rina").get_by_role("button", name="Shut out").click()
        await expect(owner.get_by_role("alert")).to_contain_text("Rina is the only owner")


@pytest.fixture
async def people():
    book = People.open(None)
    await housed(book)
    yield book
    book.close()


async def test_a_name_and_a_password_and_another_one(people):
    async with house(people, tries=3) as (_, _, base, profile):
        page = await profile(viewport=PHONE, color_scheme="dark")
        await page.goto(base)
        await page.get_by_label("Name", exact=True).fill("joko")
        for _ in range(3):
            await page.get_by_label("Password", exact=True).fill("wrong password")
            async with page.expect_response("**/api/signin"):
                await page.get_by_role("button", name="Open the console").click()
            await expect(page.get_by_role("alert")).to_contain_text("do not belong together")
        await shot(page, "signin-phone")
        await page.get_by_role("button", name="Open the console").click()
        await expect(page.get_by_role("alert")).to_contain_text("Too many wrong attempts")

    async with house(people) as (_, _, base, profile):
        page = await profile()
        await sign_in(page, base, "JOKO")
        await expect(page.locator(".columns")).to_be_visible()
        await page.goto(f"{base}/account")
        await expect(page.get_by_text("Joko · operator")).to_be_visible()
        await page.get_by_label("Password so far").fill(PASSWORD)
        await page.get_by_label("New password").fill("teh tarik dua gelas")
        await page.get_by_label("The same again").fill("teh tarik dua gelas")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status")).to_have_text("Changed. Every other device is signed out.")
        await page.goto(base)
        await expect(page.locator(".columns")).to_be_visible()


async def test_a_guest_s_link_opens_the_microphone_and_nothing_else(people):
    show = Show()
    show.microphones = [Microphone(room=ROOM.room, clock=StoppedClock(), name="caller", role="guest")]
    secret = (await people.invite("Tante Sri", Role.GUEST, 1, HOUSE)).secret
    async with house(people, show) as (_, _, base, profile):
        guest = await profile(viewport=PHONE)
        await guest.goto(f"{base}/join#{secret}")
        await expect(guest.get_by_text("Tante Sri, you are guest on the microphone here.")).to_be_visible()
        await guest.get_by_role("button", name="Come in").click()
        await expect(guest.get_by_role("button", name="I agree, open the microphone")).to_be_visible()
        await expect(guest.get_by_role("link", name="To the console")).to_have_count(0)
        for path in ("", "people", "account"):
            await guest.goto(f"{base}/{path}")
            assert guest.url == f"{base}/microphone"
        other = await profile()
        await other.goto(f"{base}/join#{secret}")
        await expect(other.get_by_role("heading", name="This link no longer works")).to_be_visible()


async def test_a_screen_s_link_opens_by_itself_every_time(people):
    secret = (await people.invite("OBS", Role.VIEWER, 1, HOUSE, screen=True)).secret
    async with house(people) as (_, _, base, profile):
        for _ in range(2):
            page = await profile()
            await page.goto(f"{base}/join#{secret}")
            await expect(page.locator(".columns")).to_be_visible()


async def test_the_pages_fit_every_screen_direction_and_language(people):
    async with house(people) as (_, _, base, profile):
        page = await profile(viewport={"width": 320, "height": 640})
        await sign_in(page, base, "Rina")
        await expect(page.locator(".columns")).to_be_visible()
        for path in ("people", "account", "join"):
            for tag in ("en", "zh", "id"):
                await page.evaluate("(tag) => localStorage.setItem('console.language', tag)", tag)
                await page.goto(f"{base}/{path}")
                await page.locator("h1").wait_for()
                for direction in ("ltr", "rtl"):
                    await page.evaluate("(dir) => { document.documentElement.dir = dir; }", direction)
                    wide = await page.evaluate("document.documentElement.scrollWidth")
                    assert wide <= 320, (path, tag, direction)
                    await shot(page, f"narrow-{path}-{tag}-{direction}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_no_page_of_sign_in_breaks_an_accessibility_rule(people, scheme):
    async with house(people) as (_, _, base, profile):
        page = await profile(color_scheme=scheme, reduced_motion="reduce")
        await sign_in(page, base, "Rina")
        await expect(page.locator(".columns")).to_be_visible()
        for path in ("people", "account", "join"):
            await page.goto(f"{base}/{path}")
            await page.locator("h1").wait_for()
            broken = (await Axe().run(page, options=RULES)).response["violations"]
            assert {one["id"]: [node["target"] for node in one["nodes"]] for one in broken} == {}, path


async def test_the_keyboard_alone_reaches_every_control(people):
    async with house(people) as (_, _, base, profile):
        page = await profile()
        await sign_in(page, base, "Rina")
        await expect(page.locator(".columns")).to_be_visible()
        await page.goto(f"{base}/people")
        await page.locator(".invite").wait_for()
        wanted = await page.locator("a[href], button:enabled, select:enabled, input, summary").count()
        seen = set()
        for _ in range(wanted + 2):
            await page.keyboard.press("Tab")
            seen.add(
                await page.evaluate(
                    "() => [...document.querySelectorAll('a[href], button:enabled, select:enabled, input, summary')].indexOf(document.activeElement)"
                )
            )
        assert seen - {-1} == set(range(wanted))
