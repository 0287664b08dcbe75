"""The host's view in a real browser: what somebody on air sees, presses and must never lose from sight."""

import time

import pytest
from playwright.async_api import expect

from tests.console.evening import evening, told
from tests.console.pages import BROWSER, PHONE, opened, seen, until
from tests.console.show import TOKEN, Show
from tests.console.stories import case, group, judgement, resolution, session, utterance

pytestmark = BROWSER

STAGE = f"/stage?token={TOKEN}&name=dina"
CALM = [
    resolution("corrected", event_id="u2", reason="promise"),
    resolution("corrected", event_id="u3", reason="false_scarcity", flag=0),
]
IDS = "(all) => all.map((one) => one.dataset.id)"


def today():
    show = Show()
    show.ticks = time.time()
    return show


async def log(show, page, *lines):
    await seen(page, await show.log(*lines))


async def settled(page):
    """Wait as long as a press right after a change would not count."""
    await page.evaluate(
        "async () => { const { settled } = await import('/static/stage/state.mjs'); while (!settled()) await new Promise(requestAnimationFrame); }"
    )


def asked(show):
    return [(one.kind, one.group, one.event_id, one.lang) for one in show.asked]


async def test_a_card_is_one_glance():
    async with opened(today(), path=STAGE) as (show, page):
        await log(show, page, session(), group("g1", "هل يوجد ضمان؟", {"ar": "نعم، 24 شهرًا.", "en": "Yes, 24 months."}, count=4, host=told("มีรับประกันไหม", "มีค่ะ 24 เดือน")))  # fmt: skip
        card = page.locator('.ask[data-id="g1"]')
        assert [
            await card.locator(where).inner_text() for where in (".times", ".langs", ".question", ".asked p", ".speak", ".facts")
        ] == ["×4", "Arabic\nEnglish", "มีรับประกันไหม", "هل يوجد ضمان؟", "มีค่ะ 24 เดือน", "markets.TH.shipping.fee"]  # fmt: skip
        await expect(card.locator(".posted li").first).to_be_hidden()
        await card.locator("summary").click()
        await expect(card.locator(".posted li")).to_have_count(2)
        assert [await card.locator(where).get_attribute("lang") for where in (".question", ".asked p", ".speak")] == ["th", "ar", "th"]


async def test_what_the_host_asks_in_stays_as_it_was_asked_and_what_cannot_be_told_says_so():
    async with opened(today(), path=STAGE) as (show, page):
        lines = [group("own", "ค่าส่งเท่าไหร่คะ", {"th": "40 บาทค่ะ"}, host=told("ค่าส่ง", "40 บาทค่ะ")), group("my", "ဖိနပ် ၄၄ ရှိလား", {}, langs=["my"], host=told(None, None))]
        await log(show, page, *lines)
        await expect(page.locator('.ask[data-id="own"] .question')).to_have_text("ค่าส่งเท่าไหร่คะ")
        await expect(page.locator('.ask[data-id="my"] .question')).to_have_text("ဖိနပ် ၄၄ ရှိလား")
        await expect(page.locator('.ask[data-id="my"] .question')).to_have_attribute("lang", "my")
        await expect(page.locator('.ask[data-id="my"] .speak')).to_have_text("No ready line in your language")


async def test_at_most_five_cards_the_most_asked_first():
    async with opened(today(), path=STAGE) as (show, page):
        await log(show, page, session(), *(group(f"g{n}", "q", {"th": "a"}, count=2 * n) for n in range(1, 9)))
        cards = page.locator(".ask")
        assert await cards.evaluate_all(IDS) == ["g8", "g7", "g6", "g5", "g4"]
        await expect(page.locator(".waiting")).to_contain_text("3 more waiting")


async def test_the_keyboard_alone_runs_the_stage():
    async with opened(today(), path=STAGE) as (show, page):
        await log(show, page, *evening())
        await settled(page)
        await page.keyboard.press("s")  # the promise goes first: it is graver
        await expect(page.locator(".alarm")).to_have_attribute("data-id", "u3/0")
        await settled(page)
        await page.keyboard.press("w")
        await expect(page.locator(".alarm")).to_have_count(0)
        await settled(page)
        for key in ("j", "j", "k"):
            await page.keyboard.press(key)
        await expect(page.locator('.ask[data-id="g2"]')).to_have_attribute("aria-current", "true")
        await page.keyboard.press("p")
        await expect(page.locator(".ask").first).to_have_attribute("data-id", "g2")
        await page.keyboard.press("s")
        await expect(page.locator('.ask[data-id="g2"]')).to_have_count(0)
        await settled(page)
        await page.keyboard.press("Enter")
        await expect(page.locator('.ask[data-id="ship_fee"]')).to_have_count(0)
        await settled(page)
        await page.keyboard.press("x")
        await expect(page.locator(".ask")).to_have_count(0)
        await page.keyboard.press("?")
        await expect(page.get_by_role("dialog", name="Keys")).to_contain_text("I said it")
        assert asked(show) == [
            ("corrected", None, "u2", None), ("wrong_flag", None, "u3", None), ("pin", "g2", None, None), ("on_air", "g2", None, None),
            ("send", "ship_fee", None, "th"), ("send", "ship_fee", None, "ar"), ("send", "ship_fee", None, "en"), ("dismiss", "g3", None, None),
        ]  # fmt: skip


async def test_a_key_that_comes_too_late_does_not_hit_the_next_card():
    async with opened(today(), path=STAGE) as (show, page):
        await log(show, page, session(), group("g1", "one", {"th": "1"}, count=9), group("g2", "two", {"th": "2"}))
        await settled(page)
        await log(show, page, group("g1", "one", {"th": "1"}, count=9, status="answered", by="person"))
        await page.keyboard.press("x")
        await settled(page)
        assert show.asked == [], "the card it was meant for has just gone"
        await page.keyboard.press("x")
        await expect(page.locator(".ask")).to_have_count(0)
        assert asked(show) == [("dismiss", "g2", None, None)]


@pytest.mark.parametrize("hold", ["pointer", "focus", "freeze"])
async def test_nothing_moves_under_a_hand(hold):
    async with opened(today(), path=STAGE) as (show, page):
        await log(show, page, session(), *(group(f"g{n}", "q", {"th": "a"}, count=10 - n) for n in range(5)))
        cards = page.locator(".ask")
        before = await cards.evaluate_all(IDS)
        if hold == "pointer":
            await cards.nth(1).hover()
        elif hold == "focus":
            await cards.nth(1).get_by_role("button", name="Pin").focus()
        else:
            await page.keyboard.press("Space")
        await log(show, page, *(group(f"new{n}", "q", {"th": "a"}, count=50) for n in range(3)), group("g4", "q", {"th": "a"}, count=90),
                  group("g0", "q", {"th": "a"}, count=10, status="answered", by="person"))  # fmt: skip
        assert await cards.evaluate_all(IDS) == before
        await expect(page.locator('.ask[data-id="g0"]')).to_contain_text("Answered")
        await expect(page.locator(".waiting button")).to_have_text("3 new")
        await page.keyboard.press("n")
        assert (await cards.evaluate_all(IDS))[0] == "g4", "let in by hand"
        await expect(page.locator(".waiting button")).to_have_text("0 new")


async def test_a_warning_goes_before_everything_and_does_not_catch_a_press_for_a_card():
    async with opened(today(), path=STAGE) as (show, page):
        await log(show, page, session(), group("g1", "q", {"th": "a"}), utterance("u1", "เกาะสมุยสองวันถึง"))
        await page.locator(".ask").hover()
        box = await page.locator(".ask").bounding_box()
        await log(show, page, judgement("u1", "ignore", "silent", promise={"verdict": "contradicted", "fact": "a.b", "said": "สองวัน", "truth": [5, 8]}, correction="5–8 วันค่ะ"))
        alarm = page.locator(".alarm")
        await expect(alarm.locator(".speak")).to_contain_text("5–8 วันค่ะ")
        await expect(alarm.locator(".truth")).to_contain_text("5 – 8")
        assert await page.locator(".ask").bounding_box() == box, "the card under the pointer has not moved"
        await expect(alarm.locator(".buttons")).not_to_have_attribute("inert", "")
        await alarm.get_by_role("button", name="I put it right").click()
        await expect(alarm).to_have_count(0)
        assert asked(show) == [("corrected", None, "u1", None)]


async def test_what_viewers_say_of_the_sound_reaches_the_host():
    async with opened(today(), path=STAGE) as (show, page):
        await log(show, page, session(), case("k1", "suaranya putus2", lang="id", reason="av_issue", urgency="now"), case("k2", "เสียงหาย", lang="th", reason="av_issue"))
        await expect(page.locator(".reports")).to_contain_text("2 viewers report trouble")


async def test_a_question_the_assistant_answered_in_writing_is_offered_for_saying_when_many_ask():
    async with opened(today(), path=STAGE) as (show, page):
        await log(
            show, page, session(), group("one", "q", {"th": "a"}, status="answered", by="assistant"),
            group("many", "q", {"th": "a"}, count=7, status="answered", by="assistant"), group("said", "q", {"th": "a"}, count=7, status="answered", by="host"),
        )  # fmt: skip
        assert await page.locator(".ask").evaluate_all(IDS) == ["many"]
        await expect(page.locator(".ask")).to_contain_text("Answered in the chat")


async def test_a_dismissed_question_does_not_come_back_with_the_next_asker():
    async with opened(today(), path=STAGE) as (show, page):
        await log(show, page, session(), group("g1", "q", {"th": "a"}, count=5))
        await page.get_by_role("button", name="Dismiss").click()
        await page.locator("header").hover()
        await log(show, page, group("g1", "q", {"th": "a"}, count=6))
        await expect(page.locator(".ask")).to_have_count(0)
        await log(show, page, group("g1", "q", {"th": "a"}, count=8))
        await expect(page.locator(".ask")).to_have_count(1)


async def test_type_grows_to_five_times_and_is_remembered_also_on_a_phone():
    async with opened(today(), path=STAGE, viewport=PHONE, has_touch=True) as (show, page):
        await log(show, page, *evening())
        await page.get_by_role("button", name="Larger type").tap()
        small = await page.locator(".ask .speak").first.evaluate("(one) => parseFloat(getComputedStyle(one).fontSize)")
        for _ in range(12):
            await page.keyboard.press("+")
        await page.reload()
        await expect(page.locator(".ask .speak").first).to_have_css("font-size", "110px")
        assert small < 40
        assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        low = await page.locator(".stage .button:visible, .bar .button:visible").evaluate_all("(all) => all.filter((one) => one.getBoundingClientRect().height < 44).length")
        assert low == 0, "every button can be hit with a thumb"


HEARD = """window.__tones = [];
window.AudioContext = class { state = "running"; currentTime = 0; destination = {}; resume() {} };
window.OscillatorNode = class { constructor(_, { frequency }) { this.hz = frequency; } connect(to) { return to; } start() { window.__tones.push(this.hz); } stop() {} };
window.GainNode = class { gain = { setValueAtTime() {}, linearRampToValueAtTime(v) { window.__loud = v || window.__loud; } }; connect(to) { return to; } };"""


async def test_a_sound_by_urgency_only_after_it_was_switched_on():
    async with opened(today(), path=STAGE) as (show, page):
        await page.add_init_script(HEARD)
        await page.reload()
        await log(show, page, session(), group("g1", "q", {"th": "a"}))
        assert await page.evaluate("window.__tones") == []
        await page.get_by_role("button", name="Sound: off").click()
        await page.get_by_label("Volume").fill("0.2")
        await log(show, page, group("hot", "q", {"th": "a"}, count=20))
        assert await page.evaluate("[window.__tones, window.__loud]") == [[660, 660, 880], 0.2], "once as a sample, then for the hot one"
        await log(show, page, utterance("u1", "x"), judgement("u1", "ignore", "silent", promise={"verdict": "contradicted", "fact": "a.b", "said": "x", "truth": 1}))
        assert (await page.evaluate("window.__tones"))[3:] == [880, 660, 880]


async def test_the_teleprompter_shows_the_line_alone():
    async with opened(today(), path=f"/stage?view=teleprompter&token={TOKEN}") as (show, page):
        await expect(page.locator(".run")).to_have_text("Nothing to say now")
        await log(show, page, *evening())
        run = page.locator(".run p")
        await expect(run).to_have_text("ขอแก้ไขนะคะ เกาะสมุยใช้เวลา 5–8 วันทำการค่ะ")
        await log(show, page, *CALM, resolution("pin", group="g3"))
        await expect(run).to_have_text("หม้อหุงข้าวมินิใช้ไฟ 220–240 โวลต์ค่ะ")
        assert await page.locator("header, .ask, .facts").count() == 0
        await page.keyboard.press("m")
        await expect(page.locator(".run")).to_have_css("transform", "matrix(-1, 0, 0, 1, 0, 0)")
        for _ in range(12):
            await page.keyboard.press("+")
        await page.set_viewport_size(PHONE)
        for _ in range(15):
            await page.keyboard.press("ArrowUp")
        await until(page, "document.querySelector('.run').scrollTop > 20")
        await page.reload()
        await expect(page.locator(".run")).to_have_css("transform", "matrix(-1, 0, 0, 1, 0, 0)")


@pytest.mark.parametrize(("shape", "width", "height"), [("16x9", 1920, 1080), ("9x16", 1080, 1920)])
async def test_the_overlay_is_nothing_but_what_was_pinned(shape, width, height):
    async with opened(today(), path=f"/overlay?shape={shape}&token={TOKEN}", viewport={"width": width, "height": height}) as (show, page):
        await log(show, page, *evening())
        await expect(page.locator(".overlay")).to_be_attached()
        assert await page.locator(".shown").count() == 0, "viewers see no question nobody chose"
        await log(show, page, resolution("pin", group="ship_fee"))
        await expect(page.locator(".shown li")).to_have_text(["ค่าส่ง 40 บาทค่ะ สั่งครบ 590 บาทส่งฟรีนะคะ", "رسوم الشحن 40 بات، ومجاني فوق 590 بات.", "Shipping is 40 baht, free from 590 baht."])
        assert await page.evaluate("[scrollX, document.documentElement.scrollWidth, document.documentElement.scrollHeight]") == [0, width, height]
        inside = await page.locator(".shown").bounding_box()
        assert inside["x"] >= width * 0.05 - 1
        assert inside["y"] >= height * 0.05
        assert inside["y"] + inside["height"] <= height * 0.91
        assert (await page.evaluate("getComputedStyle(document.documentElement).backgroundColor + getComputedStyle(document.body).backgroundColor")) == "rgba(0, 0, 0, 0)" * 2
        await log(show, page, group("ship_fee", "q", {"th": "a"}, status="answered", by="host"))
        await expect(page.locator(".shown")).to_have_count(0)


async def test_a_view_is_an_address_and_the_last_one_is_remembered():
    async with opened(path=f"/?token={TOKEN}") as (_, page):
        await expect(page.locator(".columns")).to_be_visible()
        assert page.url.endswith("/desk")
        await page.evaluate("window.__same = true")
        await page.get_by_role("link", name="Stage").click()
        await expect(page.locator("main.stage")).to_be_visible()
        await page.get_by_role("link", name="Cases").click()
        await expect(page.locator('[data-pane="cases"]')).to_be_visible()
        await page.go_back()
        await expect(page.locator("main.stage")).to_be_visible()
        assert await page.evaluate("window.__same"), "one page, one connection"
        base = page.url.removesuffix("/stage")
        await page.goto(f"{base}/cases")
        await expect(page.locator('[data-pane="cases"]')).to_be_visible()
        await page.goto(f"{base}/")
        await expect(page).to_have_url(f"{base}/cases")
