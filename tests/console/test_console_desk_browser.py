"""The operator's filters and controls in a real browser."""

from playwright.async_api import expect

from tests.console.evening import evening
from tests.console.pages import BROWSER, PHONE, opened
from tests.console.show import TOKEN
from tests.console.stories import case, comment, judgement, steering

pytestmark = BROWSER
DESK = f"/desk?token={TOKEN}&name=dina"


async def test_comments_are_found_by_what_became_of_them_by_language_and_by_words():
    async with opened(path=DESK, viewport={"width": 1500, "height": 900}) as (show, page):
        await show.log(*evening())
        rows = page.locator(".comment")
        await expect(rows).to_have_count(9)
        what, lang, words = page.get_by_label("What became of it"), page.get_by_label("Language of the comment"), page.get_by_role("searchbox", name="Search").first
        for choice, ids in {"person": ["c6", "c8"], "flagged": ["c4"], "kind/chatter": ["c9"], "trouble": ["c5"], "reason/safety": ["c6"], "suggest": ["c3"]}.items():
            await what.select_option(choice)
            await expect(rows).to_have_count(len(ids))
            assert await rows.evaluate_all("(rows) => rows.map((row) => row.dataset.id)") == ids
        await show.log(comment("c11", "ของช็อตเหมือนกัน", t=40.0), judgement("c11", "ignore", "silent", kind="chatter"))
        await page.get_by_role("button", name="Show all").click()
        await lang.select_option("ar")
        await expect(rows).to_have_count(1)
        await lang.select_option("")
        await words.fill("shipping.fee")
        await expect(rows).to_have_count(2)
        await words.fill("zzz")
        await expect(page.locator('[data-pane="comments"]')).to_contain_text("Nothing fits.")


async def test_why_the_assistant_was_silent_is_said_beside_the_comment():
    async with opened(path=DESK, viewport={"width": 1500, "height": 900}) as (show, page):
        await show.log(*evening())
        await expect(page.locator('.comment[data-id="c1"] .because')).to_have_text("a greeting needs nothing")
        await expect(page.locator('.comment[data-id="c2"] .because code')).to_have_text("markets.TH.shipping.fee")


async def test_the_operator_sets_modes_pace_and_muted_viewers():
    async with opened(path=DESK, viewport={"width": 1500, "height": 900}) as (show, page):
        await show.log(*evening(), steering(mode="auto", modes={"cod": "off"}, muted={"ghost_77": "max"}))
        controls = page.locator(".controls")
        await expect(controls).to_contain_text("Answers by itself")
        await controls.locator("summary").click()
        await controls.get_by_label("Everything else").select_option("suggest")
        await controls.get_by_role("button", name="Like the rest").click()
        await controls.get_by_label("Topic").fill("ship_fee")
        await controls.get_by_role("button", name="Set", exact=True).click()
        await controls.get_by_label("Least time between").select_option("20")
        await controls.get_by_role("button", name="Hear again").click()
        row = page.locator('.comment[data-id="c2"]')
        await row.locator("summary").click()
        await row.get_by_role("button", name="Mute this viewer").click()
        for _ in range(300):
            if len(show.asked) == 6:
                break
            await page.evaluate("() => new Promise(requestAnimationFrame)")
        assert [(a.kind, a.topic, a.mode, a.user, a.seconds) for a in show.asked] == [
            ("mode", None, "suggest", None, None), ("mode", "cod", None, None, None), ("mode", "ship_fee", "suggest", None, None),
            ("slow", None, None, None, 20.0), ("unmute", None, None, "ghost_77", None), ("mute", None, None, "som_o", None),
        ]  # fmt: skip
        await show.log(steering(mode="off"))
        await expect(controls.locator("summary")).to_contain_text("Off")


async def test_a_case_that_nobody_takes_is_one_warning_until_somebody_does():
    async with opened(path=DESK, viewport={"width": 1500, "height": 900}) as (show, page):
        alerts = page.locator(".warning")
        await show.log(case("k1", "late"), case("k1", "late", level=1), case("k2", "lost", user="som_o"), case("k2", "lost", user="som_o", level=1))
        await expect(alerts).to_have_count(2)
        await show.log(case("k1", "late", state="expired", level=2))
        await expect(alerts).to_have_count(2)
        await expect(page.locator('.warning[data-id="k1/1/case_late"]')).to_have_count(0)
        await show.log(case("k1", "late", state="human", agent="max", level=2))
        await expect(alerts).to_have_count(1)
        await expect(page.locator('.warning[data-id="k2/1/case_late"]')).to_have_count(1)


async def test_a_phone_has_controls_and_filters_without_sticking_out():
    async with opened(path=DESK, viewport=PHONE, color_scheme="dark") as (show, page):
        await show.log(*evening(), steering(modes={"cod": "off"}))
        await page.locator(".controls summary").click()
        await expect(page.locator(".parts table")).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
