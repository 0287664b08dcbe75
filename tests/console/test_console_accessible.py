"""Every view against the accessibility rules of axe-core, and texts of many scripts in their own direction and letters."""

import time

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from tests.console.evening import evening
from tests.console.pages import BROWSER, PHONE, opened, seen
from tests.console.show import TOKEN, Show
from tests.console.stories import group, resolution, session

pytestmark = BROWSER

VIEWS = {
    "stage": "/stage?",
    "teleprompter": "/stage?view=teleprompter&",
    "desk": "/desk?",
    "cases": "/cases?",
    "overlay": "/overlay?",
    "microphone": "/microphone?",
}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
async def test_a_view_breaks_no_accessibility_rule(view, scheme):
    show = Show()
    show.ticks = time.time()
    async with opened(show, path=f"{VIEWS[view]}token={TOKEN}", color_scheme=scheme, reduced_motion="reduce") as (show, page):
        if view != "microphone":
            await seen(page, await show.log(*evening(), resolution("pin", group="ship_fee")))
        broken = (await Axe().run(page, options=RULES)).response["violations"]
        assert {one["id"]: [node["target"] for node in one["nodes"]] for one in broken} == {}


async def test_the_door_breaks_no_accessibility_rule():
    async with opened(path="/") as (_, page):
        await page.get_by_label("Token").wait_for()
        assert [one["id"] for one in (await Axe().run(page, options=RULES)).response["violations"]] == []


SCRIPTS = {  # a text, its language, which way it is read, and a font that draws it
    "th": ("ค่าส่งเท่าไหร่คะ 250 บาท", "ltr", "Noto Sans Thai"),
    "ar": ("كم رسوم الشحن؟ 250 ريال", "rtl", "Noto Sans Arabic"),
    "my": ("ဖိနပ် ၄၄ ဆိုဒ် ရှိလား", "ltr", "Noto Sans Myanmar"),
    "km": ("ថ្លៃដឹកជញ្ជូនប៉ុន្មាន", "ltr", "Noto Sans Khmer"),
    "zh": ("运费多少钱", "ltr", "CJK"),
}


@pytest.mark.parametrize("lang", SCRIPTS)
async def test_a_script_is_read_its_own_way_on_every_view(lang):
    text, direction, font = SCRIPTS[lang]
    show = Show()
    show.ticks = time.time()
    async with opened(show, path=f"/stage?token={TOKEN}", viewport=PHONE) as (show, page):
        await seen(page, await show.log(session(), group("g1", text, {lang: text}, host={"lang": lang, "question": None, "line": text})))
        for where in (".question", ".speak"):
            await expect(page.locator(where)).to_have_css("direction", direction)
            await expect(page.locator(where)).to_have_attribute("lang", lang)
        assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        tools = await page.context.new_cdp_session(page)
        await tools.send("DOM.enable")
        await tools.send("CSS.enable")
        root = (await tools.send("DOM.getDocument"))["root"]["nodeId"]
        node = (await tools.send("DOM.querySelector", {"nodeId": root, "selector": ".speak"}))["nodeId"]
        drawn = await tools.send("CSS.getPlatformFontsForNode", {"nodeId": node})
        assert any(font in one["familyName"] for one in drawn["fonts"]), drawn
