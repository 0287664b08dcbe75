"""What a person writes in the page is theirs: nothing that comes later takes it away, however slow the phone or busy the room."""

import asyncio

from playwright.async_api import expect

from tests.console.pages import BROWSER, PHONE, opened, seen
from tests.console.show import Show
from tests.console.stories import Line, case, comment, group, judgement, session

pytestmark = BROWSER

SLOWER = 6  # a cheap phone against the machine of the tests
TEXT = "ส่งฟรีวันนี้ค่ะ"
QUICK_HAND = """(text) => {
  window.__kept = new Promise((tell) => new MutationObserver(async (_, watch) => {  // it hears of the box before the page is painted
    const box = document.querySelector("textarea");
    if (!box) return;
    watch.disconnect();
    box.value = text;
    box.dispatchEvent(new InputEvent("input", { bubbles: true }));
    for (let frame = 0; frame < 4; frame += 1) await new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
    tell(box.value);
  }).observe(document.body, { childList: true, subtree: true }));
}"""


def suggestion(id: str, text: str = "มีสีดำไหมคะ", reply: str = "มีค่ะ", lang: str = "th") -> list[Line]:
    facts = ["products.a.colours"]
    return [comment(id, text, lang=lang), judgement(id, "answer", "suggest", lang, reply=reply, facts=facts, why="a person sends")]


async def test_a_hand_quicker_than_the_page_is_not_overwritten():
    places = {"an answer of the board": ".group .quiet", "to one comment": ".suggestion .button:nth-child(2)", "to a case": ".case .main"}
    async with opened() as (show, page):
        await show.log(group("g1", "ค่าส่ง", {"th": "40 บาทค่ะ"}), *suggestion("c1"), case("k1", "q", draft="รอสักครู่ค่ะ"))
        for place, button in places.items():
            await page.evaluate(QUICK_HAND, TEXT)
            await page.locator(button).first.click()
            assert await page.evaluate("window.__kept") == TEXT, place
            await page.locator("textarea").press("Escape")


async def test_a_slow_phone_sends_what_was_written_not_what_was_there():
    async with opened() as (show, page):
        devtools = await page.context.new_cdp_session(page)
        await devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        await show.log(group("g1", "ค่าส่ง", {"th": "40 บาทค่ะ"}))
        card = page.locator(".group")
        await card.get_by_role("button", name="Edit").click()
        await card.get_by_role("textbox").fill(TEXT)
        await card.get_by_role("button", name="Send", exact=True).click()
        await expect(card).to_have_count(0)
    assert [(asked.kind, asked.text) for asked in show.asked] == [("edit_send", TEXT)]


class Slow(Show):
    """A show whose session takes its time, until it is told to go on."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = asyncio.Event()

    async def resolve(self, asked):
        await self.go_on.wait()
        await super().resolve(asked)


async def test_what_is_written_while_an_answer_is_on_its_way_stays():
    async with opened(Slow()) as (show, page):
        await show.log(case("k1", "q", state="human", agent="dina"))
        box = page.locator(".case textarea")
        await box.fill("the first answer")
        async with page.expect_response("**/api/resolve"):
            async with page.expect_request("**/api/resolve"):
                await box.press("Enter")
            await box.fill("and one more thing")
            show.go_on.set()
        await expect(page.locator(".case")).to_contain_text("dina answered")
        await expect(box).to_have_value("and one more thing")
    assert [asked.text for asked in show.asked] == ["the first answer"]


async def test_an_answer_sent_late_does_not_close_the_box_opened_since():
    async with opened(Slow()) as (show, page):
        await show.log(group("g1", "one", {"en": "1"}), group("g2", "two", {"en": "2"}))
        first, second = page.locator('.group[data-id="g1"]'), page.locator('.group[data-id="g2"]')
        await first.get_by_role("button", name="Edit").click()
        async with page.expect_response("**/api/resolve"):
            async with page.expect_request("**/api/resolve"):
                await first.get_by_role("textbox").press("Enter")
            await second.get_by_role("button", name="Edit").click()
            await second.get_by_role("textbox").fill(TEXT)
            show.go_on.set()
        await expect(first).to_have_count(0)
        await expect(second.get_by_role("textbox")).to_have_value(TEXT)
        await expect(second.get_by_role("textbox")).to_be_focused()


async def test_a_case_does_not_move_away_from_who_answers_it():
    async with opened() as (show, page):
        await show.log(case("k1", "one", state="human", agent="dina"), case("k2", "two", state="human", agent="dina"))
        await page.locator("header").hover()
        box = page.locator('.case[data-id="k2"] textarea')
        await box.focus()
        await show.log(case("k2", "two", state="human", agent="dina", urgency="now"), case("k3", "three", urgency="now"))
        cards = page.locator(".case")
        await expect(cards).to_have_count(3)
        await page.keyboard.type("xoxo 1")
        await expect(box).to_have_value("xoxo 1")
        assert await cards.evaluate_all("(all) => all.map((one) => one.dataset.id)") == ["k1", "k2", "k3"]
        await box.blur()
        await show.log(comment("c1", "the stream goes on"))
        await expect(cards.first).to_have_attribute("data-id", "k2")
    assert show.asked == []


async def test_the_stream_does_not_carry_off_the_comment_that_is_answered():
    async with opened(viewport={"width": 1500, "height": 900}) as (show, page):
        await show.log(*suggestion("c1"))
        await page.locator(".suggestion").get_by_role("button", name="Edit").click()
        box = page.locator(".comment textarea")
        await box.fill(TEXT)
        last = await show.log(*(comment(f"n{n}", "more and more") for n in range(260)))
        await seen(page, last)
        await expect(box).to_have_value(TEXT)
        await expect(box).to_be_in_viewport()
        async with page.expect_response("**/api/resolve"):
            await box.press("Enter")
        await expect(box).to_have_count(0)
    assert [(asked.kind, asked.event_id, asked.group, asked.text) for asked in show.asked] == [("edit_send", "c1", None, TEXT)]


async def test_on_a_phone_the_box_comes_with_its_buttons():
    async with opened(viewport=PHONE, has_touch=True, color_scheme="dark") as (show, page):
        await show.log(session(), *(comment(f"n{n}", "more and more") for n in range(20)))
        await show.log(*suggestion("c1", "هل يوجد مقاس 44 من Trailway Pro؟", "نعم، المقاسات من 36 إلى 45 متوفرة.", "ar"))
        await page.get_by_role("navigation").get_by_role("button", name="Comments").tap()
        await page.locator(".suggestion").get_by_role("button", name="Edit").tap()
        box = page.locator(".comment textarea")
        await expect(box).to_have_css("direction", "rtl")
        for part in (box, page.locator(".editor .button").first, page.locator(".editor .button").last):
            await expect(part).to_be_in_viewport(ratio=1)
        await expect(page.locator(".more")).to_have_count(0)
        await page.locator(".editor").get_by_role("button", name="Send").tap()  # nothing lies over it
        await expect(box).to_have_count(0)
    assert [(asked.kind, asked.event_id) for asked in show.asked] == [("edit_send", "c1")]


async def test_a_draft_goes_beside_what_is_written_not_over_it():
    async with opened() as (show, page):
        await show.log(case("k1", "q", state="human", agent="dina", draft="one moment please"))
        box = page.locator(".case textarea")
        await box.fill("Hello noura, ")
        await page.get_by_role("button", name="Use draft").click()
        await expect(box).to_have_value("Hello noura, one moment please")


async def test_escape_leaves_the_box_and_keeps_the_words():
    async with opened() as (show, page):
        await show.log(group("g1", "ค่าส่ง", {"th": "40 บาทค่ะ"}))
        card = page.locator(".group")
        edit, box = card.get_by_role("button", name="Edit"), card.get_by_role("textbox")
        await edit.click()
        await box.fill(TEXT)
        await box.press("Escape")
        await expect(box).to_have_count(0)
        await edit.click()
        await expect(box).to_have_value(TEXT)
        await card.get_by_role("button", name="Cancel").click()
        await edit.click()
        await expect(box).to_have_value("40 บาทค่ะ")
