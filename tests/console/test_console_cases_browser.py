"""Customer service's view in a real browser: queue, file, and two agents who never answer unaware of each other."""

from playwright.async_api import expect

from tests.console.evening import evening
from tests.console.pages import BROWSER, PHONE, opened
from tests.console.show import TOKEN
from tests.console.stories import case, comment, outgoing, receipt, resolution

pytestmark = BROWSER
CASES = f"/cases?token={TOKEN}&name=dina"


def move(kind, by, version, t=4.0):
    return {"kind": kind, "by": by, "t": t, "version": version, "detail": None}


async def test_an_agent_takes_answers_and_closes_with_a_reason():
    async with opened(path=CASES, viewport={"width": 1400, "height": 900}) as (show, page):
        await show.log(*evening())
        await page.locator('.queue [data-id="k2"] button').click()
        file = page.locator(".file")
        await expect(file.locator("h2")).to_have_css("direction", "rtl")
        await expect(file.locator("h2")).to_have_attribute("lang", "ar")
        await file.get_by_role("button", name="Take", exact=True).click()
        await file.get_by_role("textbox", name="Your answer").fill("وجدنا طلبك")
        await file.get_by_role("button", name="Answer", exact=True).click()
        await expect(file.locator(".log")).to_contain_text("dina answered")
        await file.get_by_role("button", name="Note…").click()
        await file.get_by_role("textbox", name="Internal note, never sent").fill("carrier lost it")
        await file.get_by_role("button", name="Keep").click()
        await expect(file.locator(".log .note")).to_contain_text("never sent")
        await file.get_by_role("button", name="Close…").click()
        await file.get_by_label("How it ended").select_option("cannot_help")
        await file.get_by_role("button", name="Close", exact=True).click()
        await expect(file.get_by_role("button", name="Open again")).to_be_visible()
        await expect(page.locator('.queue [data-id="k2"]')).to_have_count(0)
        assert [(asked.kind, asked.text, asked.reason) for asked in show.asked] == [
            ("take", None, None), ("answer_case", "وجدنا طلبك", None), ("note", "carrier lost it", None), ("close_case", None, "cannot_help"),
        ]  # fmt: skip


async def test_while_one_writes_another_answers_and_it_is_said_before_anything_is_sent():
    async with opened(path=CASES, viewport={"width": 1400, "height": 900}) as (show, page):
        held = {"state": "human", "agent": "dina", "version": 2}
        await show.log(case("k1", "ของเสีย", lang="th", **held))
        await page.locator('.queue [data-id="k1"] button').click()
        box = page.get_by_role("textbox", name="Your answer")
        await box.fill("ขอโทษค่ะ")
        await show.log(
            resolution("answer_case", case="k1", text="ส่งใหม่ให้แล้วค่ะ", by="max"),
            case("k1", "ของเสีย", lang="th", **{**held, "version": 3}, moves=[move("answer_case", "max", 3)]),
        )
        meanwhile = page.get_by_role("alert")
        await expect(meanwhile).to_contain_text("max answered")
        await expect(meanwhile).to_contain_text("ส่งใหม่ให้แล้วค่ะ")
        await page.get_by_role("button", name="Answer", exact=True).click()
        await expect(page.locator(".log")).to_contain_text("dina answered")
        assert (show.asked[-1].kind, show.asked[-1].version) == ("answer_case", 2)  # the session refuses it: dina has not seen version 3
        await box.fill("เพิ่มเติมค่ะ")
        await show.log(case("k1", "ของเสีย", lang="th", **{**held, "version": 4}, moves=[move("answer_case", "max", 4)]))
        await page.get_by_role("button", name="I have seen it").click()
        await expect(meanwhile).to_have_count(0)
        await expect(box).to_have_value("เพิ่มเติมค่ะ")
        async with page.expect_response("**/api/resolve"):
            await page.get_by_role("button", name="Answer", exact=True).click()
        assert show.asked[-1].version == 4


async def test_what_another_has_is_taken_over_only_on_purpose():
    async with opened(path=CASES, viewport={"width": 1400, "height": 900}) as (show, page):
        await show.log(case("k1", "q", state="human", agent="max", version=5))
        await page.locator('.queue [data-id="k1"] button').click()
        await expect(page.locator(".casework")).to_contain_text("max has this case.")
        await expect(page.get_by_role("textbox", name="Your answer")).to_have_count(0)
        await page.get_by_role("button", name="Take over").click()
        await expect(page.get_by_role("textbox", name="Your answer")).to_be_visible()
        assert [(asked.kind, asked.agent, asked.version) for asked in show.asked] == [("assign", "dina", 5)]


async def test_two_agents_want_one_case_and_the_second_is_told():
    async with opened(path=CASES, forgive=("status of 409",)) as (show, page):
        await show.log(case("k1", "q"))
        show.cases["k1"] = {**show.cases["k1"], "state": "human", "agent": "max"}
        await page.locator('.queue [data-id="k1"] button').click()
        await page.get_by_role("button", name="Take", exact=True).click()
        await expect(page.locator(".toasts")).to_contain_text("Not done: max has this case choose another one")


async def test_the_keyboard_alone_is_enough_and_the_address_says_which_case():
    async with opened(path=CASES, viewport={"width": 1400, "height": 900}) as (show, page):
        await show.log(*evening())
        await page.locator('.queue [data-id="k1"]').wait_for()
        for key in ("j", "j", "k", "Enter"):
            await page.keyboard.press(key)
        await expect(page).to_have_url(page.url.split("?")[0] + "?case=k1")
        await expect(page.locator(".file")).to_contain_text("With dina")
        await page.keyboard.press("e")
        await page.keyboard.type("ok j k")
        await page.keyboard.press("Enter")
        await expect(page.locator(".log")).to_contain_text("dina answered")
        await page.get_by_role("textbox", name="Your answer").blur()
        await page.keyboard.press("/")
        await page.keyboard.type("طلبي")
        await expect(page.locator(".queue li")).to_have_count(1)
        assert [(asked.kind, asked.case, asked.text) for asked in show.asked] == [("take", "k1", None), ("answer_case", "k1", "ok j k")]
        await page.reload()
        await expect(page.locator('.file[data-id="k1"]')).to_be_visible()


async def test_a_phone_shows_the_queue_or_the_file_and_nothing_sticks_out():
    async with opened(path=CASES, viewport=PHONE, color_scheme="dark") as (show, page):
        await show.log(*evening(), comment("c20", "ကျေးဇူးပါ", "noura", "my"), outgoing("o9", "c20", "ပို့ပြီးပါပြီ", "my"), receipt("o9"))
        for id in ("k1", "k2"):
            await page.locator(f'.queue [data-id="{id}"] button').click()
            await expect(page.locator(".queue")).to_be_hidden()
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            await page.get_by_role("button", name="Back to the queue").first.click()
            await expect(page.locator(".file")).to_be_hidden()
        await page.go_back()
        await expect(page.locator('.file[data-id="k2"]')).to_be_visible()
