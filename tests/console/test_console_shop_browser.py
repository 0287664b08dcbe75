"""The shop's facts in a real browser: read, what the live could not answer, tried out, saved for the next start."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from assistant.console.sheet_file import SheetFile
from assistant.knowledge import knowledge_root
from tests.console.pages import BROWSER, PHONE, opened
from tests.console.show import TOKEN, Show
from tests.console.stories import case, session

pytestmark = BROWSER
SHOP = f"/shop?token={TOKEN}&name=dina"
TEXT = (knowledge_root() / "shops" / "copper_lantern" / "shop.toml").read_text(encoding="utf-8")
FIRE = TEXT.replace('keyword = "EMBER"', 'keyword = "FIRE"')


@pytest.fixture
def show(tmp_path: Path) -> Show:
    path = tmp_path / "shop.toml"
    path.write_text(TEXT, encoding="utf-8")
    show = Show()
    show.sheet = SheetFile(path, editable=True)
    return show


async def test_facts_are_found_by_market_product_and_words(show):
    async with opened(show, path=SHOP) as (_, page):
        rows = page.locator(".sheet > div")
        await expect(rows.first).to_contain_text("Copper Lantern")
        await page.get_by_label("Product").select_option("honey")
        await page.get_by_role("searchbox").fill("prices")
        await expect(rows).to_have_count(1)
        await expect(rows).to_contain_text("markets.TH.prices.honey")
        await page.get_by_label("Market").select_option("ID")
        await expect(rows).to_contain_text("markets.ID.prices.honey")


async def test_what_no_fact_answers_is_counted_once_with_the_keys_that_would(show):
    async with opened(show, path="/shop?part=unanswered&" + SHOP.partition("?")[2]) as (_, page):
        unknown = {"reason": "unknown_fact", "topic": "p.waterproof", "product": "sandals"}
        await show.log(session(), case("q1", "กันน้ำไหม", user="tik", lang="th", **unknown), case("q2", "هل هو مقاوم للماء؟", user="noura", lang="ar", **unknown))
        row = page.locator(".asked li").first
        await expect(row).to_contain_text("×2")
        await expect(row).to_contain_text("products.sandals.waterproof")
        await expect(row.locator("div > p[lang=ar]")).to_have_css("direction", "rtl")


async def test_a_change_is_checked_first_and_saved_for_the_next_start(show):
    async with opened(show, path="/shop?part=text&" + SHOP.partition("?")[2]) as (_, page):
        box = page.get_by_role("textbox", name="Change")
        await expect(box).to_have_value(TEXT)
        save = page.get_by_role("button", name="Save for the next start")
        await expect(save).to_be_disabled()
        await box.fill(TEXT.replace("whatsapp = true", 'whatsapp = "yes"'))
        await page.get_by_role("button", name="Check").click()
        await expect(page.locator(".problems")).to_contain_text("shop.whatsapp")
        await expect(save).to_be_disabled()
        await box.fill(FIRE)
        await page.get_by_role("button", name="Check").click()
        await expect(page.locator(".diff")).to_contain_text("giveaway.keyword")
        await save.click()
        await expect(page.locator(".shop [role=status]")).to_contain_text("Saved. In force after the next start.")
        assert show.sheet.saved() == FIRE
        await page.get_by_role("link", name="What changed").click()
        await expect(page.locator(".diff ins")).to_have_text("FIRE")
        await expect(page.locator(".badge.pending")).to_be_visible()


async def test_what_one_writes_stays_while_one_looks_elsewhere_and_a_file_can_be_taken(show):
    async with opened(show, path="/shop?part=text&" + SHOP.partition("?")[2], viewport=PHONE) as (_, page):
        box = page.get_by_role("textbox", name="Change")
        await expect(box).to_have_value(TEXT)
        await page.locator("input[type=file]").set_input_files({"name": "new.toml", "mimeType": "text/plain", "buffer": FIRE.encode()})
        await expect(page.locator(".diff")).to_contain_text("giveaway.keyword")
        await page.get_by_role("link", name="Facts in force").click()
        await page.get_by_role("link", name="Change", exact=True).click()
        await expect(box).to_have_value(FIRE)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
