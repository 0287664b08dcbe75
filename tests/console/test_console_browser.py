"""The page itself, in a real browser against a real server: what a seller does in an evening, and what must never happen."""

import json
import os
from pathlib import Path

from playwright.async_api import expect

from assistant.console.view import fold
from assistant.domain import Hearing, Word, Writing
from assistant.on_air.gist import Gist
from tests.console.evening import evening
from tests.console.pages import BROWSER, PHONE, opened, seen
from tests.console.show import ROOM, TOKEN, Show
from tests.console.stories import case, comment, flag, group, hold, judgement, outgoing, product, random_lines, receipt, session, utterance

DATA = Path(__file__).parent.parent / "data" / "security"

pytestmark = BROWSER


async def test_a_seller_s_evening():
    async with opened(viewport={"width": 1500, "height": 900}) as (show, page):
        assert TOKEN not in page.url
        await show.log(*evening())
        await expect(page.locator(".comment")).to_have_count(9)
        await expect(page.get_by_text("ใส่แล้วกันน้ำไหมคะ")).to_be_visible()
        await expect(page.locator(".counts")).to_contain_text("9 comments")

        fees = page.locator('.group[data-id="ship_fee"]')
        async with page.expect_response(lambda answer: '"lang":"en"' in (answer.request.post_data or "")):
            await fees.get_by_role("button", name="Send all 3").click()
        await expect(page.locator('[data-pane="questions"] article')).to_have_count(2)
        assert [(asked.kind, asked.group, asked.lang) for asked in show.asked] == [
            ("send", "ship_fee", lang) for lang in ("th", "ar", "en")
        ]

        sizes = page.locator('.group[data-id="g2"]')
        await sizes.get_by_role("button", name="Edit").first.click()
        await sizes.get_by_role("textbox").fill("มีถึงไซซ์ 45 ค่ะ")
        await sizes.get_by_role("button", name="Send", exact=True).click()
        await expect(page.locator('[data-pane="questions"] article')).to_have_count(1)
        assert show.asked[-1].model_dump(exclude_none=True) == {
            "kind": "edit_send", "by": "dina", "group": "g2", "text": "มีถึงไซซ์ 45 ค่ะ", "lang": "th",
        }  # fmt: skip

        order = page.locator('.case[data-id="k2"]')
        await order.get_by_role("button", name="Take").click()
        await expect(order).to_contain_text("With dina")
        await expect(order).to_contain_text("The assistant is silent to this viewer.")
        await order.get_by_role("textbox").fill("وجدنا طلبك، سيصل غدًا")
        await order.get_by_role("button", name="Answer").click()
        await expect(order).to_contain_text("dina answered")
        await expect(order.get_by_role("textbox")).to_have_value("")
        await order.get_by_role("button", name="Return to assistant").click()
        await expect(order).to_have_count(0)
        assert [(asked.kind, asked.case, asked.text) for asked in show.asked[-3:]] == [
            ("take", "k2", None), ("answer_case", "k2", "وجدنا طلبك، سيصل غدًا"), ("return_case", "k2", None),
        ]  # fmt: skip

        promise = page.locator('.warning[data-id="u2/promise"]')
        await expect(promise).to_contain_text("ขอแก้ไขนะคะ เกาะสมุยใช้เวลา 5–8 วันทำการค่ะ")
        await promise.get_by_role("button", name="This is wrong").click()
        await expect(promise).to_contain_text("dina: this is wrong")
        scarce = page.locator('.warning[data-id="u3/0"]')
        await scarce.get_by_role("button", name="This is wrong").click()
        await expect(scarce).to_contain_text("dina: this is wrong")
        assert [(asked.kind, asked.event_id, asked.reason, asked.flag) for asked in show.asked[-2:]] == [
            ("wrong_flag", "u2", "promise", None), ("wrong_flag", "u3", "false_scarcity", 0),
        ]  # fmt: skip


async def test_two_people_one_case_the_second_is_told():
    async with opened(forgive=("status of 409",)) as (show, page):
        await show.log(case("k1", "q"))
        show.cases["k1"] = {**show.cases["k1"], "state": "human", "agent": "max"}
        await page.locator('.case[data-id="k1"]').get_by_role("button", name="Take").click()
        await expect(page.locator(".toasts")).to_contain_text("Not done: max has this case choose another one")


async def test_the_keyboard_alone_is_enough():
    async with opened() as (show, page):
        await show.log(*evening())
        await page.locator('.group[data-id="g3"]').wait_for()
        for key in ("j", "j", "k"):
            await page.keyboard.press(key)
        await expect(page.locator('.group[data-id="ship_fee"]')).to_have_attribute("aria-current", "true")
        await page.keyboard.press("x")
        await expect(page.locator('.group[data-id="ship_fee"]')).to_have_count(0)
        await page.keyboard.press("j")
        await page.keyboard.press("e")
        await page.keyboard.type(" ครับ?")
        await page.keyboard.press("Enter")
        await expect(page.locator('.group[data-id="g2"]')).to_have_count(0)
        await page.keyboard.press("3")
        await page.keyboard.press("j")
        await page.keyboard.press("Enter")
        await expect(page.locator('.case[data-id="k1"]')).to_contain_text("With dina")
        await page.keyboard.press("?")
        await expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
        assert [(asked.kind, asked.group or asked.case) for asked in show.asked] == [
            ("dismiss", "ship_fee"), ("edit_send", "g2"), ("take", "k1"),
        ]  # fmt: skip
        assert show.asked[1].text.endswith("ครับ?")


DIRECTIONS = {  # a text, its language, and which way it is read
    "ราคา 250 บาท ส่งฟรีไหม": ("th", "ltr"),
    "كم السعر؟ 250 ريال": ("ar", "rtl"),
    "قیمت چند است iPhone 15": ("fa", "rtl"),
    "iPhone 15 كم سعره": ("ar", "ltr"),  # Latin first
}


async def test_every_text_has_its_own_direction_and_language():
    async with opened() as (show, page):
        for n, (text, (lang, _)) in enumerate(DIRECTIONS.items()):
            await show.log(
                comment(f"c{n}", text, user="نورة_88", lang=lang), group(f"g{n}", text, {lang: text}), case(f"k{n}", text, lang=lang)
            )
        for n, (lang, direction) in enumerate(DIRECTIONS.values()):
            for where in (f'[data-id="c{n}"] .said', f'[data-id="g{n}"] h3', f'[data-id="g{n}"] .reply p', f'[data-id="k{n}"] h3'):
                shown = page.locator(where)
                await expect(shown).to_have_css("direction", direction)
                await expect(shown).to_have_attribute("lang", lang)
        await expect(page.locator(".comment .line").first).to_have_css("direction", "ltr")
        await expect(page.locator(".comment bdi.user").first).to_have_css("direction", "rtl")


async def test_nothing_that_a_viewer_writes_ever_runs():
    strings = (DATA / "xss.txt").read_text(encoding="utf-8").splitlines()
    assert len(strings) == 300
    lines = [session()]
    for n, text in enumerate(strings):
        lines += [
            comment(f"c{n}", text, user=text, lang=text),
            judgement(f"c{n}", "answer", "post", "en", reply=text, facts=[text], why=text, group=text, flags=[flag("abuse", "high", (0, 4), text, text)]),
            outgoing(f"c{n}", f"c{n}", text, text, text),
            receipt(f"c{n}", "failed", text),
        ]  # fmt: skip
        if n % 6 == 0:
            lines += [
                group(text, text, {text: text}, count=3, langs=[text]),
                case(text, text, user=text, lang=text, history=[text], draft=text, facts=[text], agent=text),
                utterance(f"u{n}", text, text),
                judgement(f"u{n}", "ignore", "silent", correction=text, flags=[flag("abuse", "high", (0, 4), text, text)],
                          promise={"verdict": "contradicted", "fact": text, "said": text, "truth": text}),
                ("health", {"name": text, "kind": "sink", "state": "down", "detail": text, "received": 0, "lost": 0, "lag_s": 0, "last_t": None}),
            ]  # fmt: skip
    async with opened() as (show, page):
        for start in range(0, len(lines), 300):  # in waves, so that all pass over the screen, not only the last
            last = await show.log(*lines[start : start + 300])
            await seen(page, last)
        await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        await page.locator(".group").first.hover()
        assert (
            await page.evaluate(
                "document.querySelectorAll('.columns :is(script, svg, iframe, object, embed, style, link, form, a, img, video)').length"
            )
            == 0
        )
        await page.locator('.comment[data-id="c299"] .sent').wait_for()
        assert await page.locator(".comment .said").all_text_contents() == strings[-200:]


async def test_the_browser_folds_the_log_as_the_server_does():
    show = Show()
    for seed in range(4):
        await show.log(*random_lines(seed, 800))
    log = await show.store.since(0, limit=10_000)
    lines = [{"seq": line.seq, "kind": line.kind, "at": line.at, "body": line.body} for line in log]
    async with opened(show) as (_, page):
        script = (
            "async (lines) => { const state = await import('/static/state.mjs'); return JSON.stringify(state.fold(state.empty(), lines)); }"
        )
        folded = json.loads(await page.evaluate(script, lines))
    assert folded == json.loads(fold(log).model_dump_json())


async def test_a_busy_room_stays_readable_and_usable():
    async with opened() as (show, page):
        await show.log(session(), group("g1", "ค่าส่งเท่าไหร่คะ", {"th": "40 บาทค่ะ"}))
        for wave in range(40):
            await show.log(*(comment(f"c{wave}-{n}", f"{wave} {n}") for n in range(50)))
        await expect(page.locator(".comment").last).to_contain_text("39 49")
        await expect(page.locator(".comment")).to_have_count(200)
        await expect(page.locator(".comment").last).to_be_in_viewport()
        await page.locator('[data-pane="comments"] .scroll').evaluate("(box) => { box.scrollTop = 0; }")
        first = await page.locator(".comment").first.get_attribute("data-id")
        await expect(page.locator(".more")).to_be_visible()
        last = await show.log(*(comment(f"late{n}", "late") for n in range(30)))
        await seen(page, last)
        await expect(page.locator(".more")).to_contain_text("30 new")
        assert await page.locator(".comment").first.get_attribute("data-id") == first, "what one reads stands still"
        await page.locator(".more").click()
        await expect(page.locator(".comment").last).to_have_attribute("data-id", "late29")
        await page.get_by_role("button", name="Send", exact=True).click()
        await expect(page.locator(".group")).to_have_count(0)


async def test_scrolling_up_holds_the_comments_though_they_are_drawn_in_the_same_frame():
    async with opened() as (show, page):
        await show.log(*(comment(f"c{n}", f"{n}") for n in range(50)))
        await expect(page.locator(".comment").last).to_be_in_viewport()
        box = page.locator('[data-pane="comments"] .scroll')
        await box.evaluate("(box) => { box.scrollTop = 0; dispatchEvent(new KeyboardEvent('keydown', { key: '1' })); }")
        await expect(page.locator(".more")).to_be_visible()
        assert await box.evaluate("(box) => box.scrollTop") == 0


async def test_a_question_board_does_not_move_under_the_pointer():
    async with opened() as (show, page):
        await show.log(group("g1", "one", {"en": "1"}, count=5), group("g2", "two", {"en": "2"}, count=2))
        cards = page.locator('[data-pane="questions"] article')
        await expect(cards).to_have_count(2)
        await cards.nth(1).hover()
        await show.log(group("g2", "two", {"en": "2"}, count=50))
        await expect(page.locator('.group[data-id="g2"] .times')).to_have_text("×50")
        assert await cards.evaluate_all("(all) => all.map((one) => one.dataset.id)") == ["g1", "g2"]
        await page.locator("header").hover()
        await expect(cards.first).to_have_attribute("data-id", "g2")


async def test_what_is_being_written_survives_the_stream():
    async with opened() as (show, page):
        await show.log(group("g1", "ค่าส่ง", {"th": "40 บาทค่ะ"}), case("k1", "q", state="human", agent="dina"))
        await page.locator(".case textarea").fill("half an ans")
        await page.locator('.group[data-id="g1"]').get_by_role("button", name="Edit").click()
        await page.locator(".group textarea").fill("I was writing")
        await show.log(*random_lines(5, 300), group("g1", "ค่าส่ง", {"th": "50 บาทค่ะ"}, status="answered"))
        await expect(page.locator('.group[data-id="g1"]')).to_contain_text("Answered")
        await expect(page.locator(".group textarea")).to_have_value("I was writing")
        await expect(page.locator('.case[data-id="k1"] textarea')).to_have_value("half an ans")


async def test_the_page_comes_back_by_itself_where_it_was():
    async with opened() as (show, page):
        last = await show.log(*evening())
        await seen(page, last)
        await expect(page.locator(".comment").first).to_be_attached()  # drawn a frame after it was stored
        await page.evaluate("window.__kept = document.querySelector('.comment')")
        (watcher,) = show.console_open.feed.watchers
        await watcher.socket.close(code=1011)
        await show.log(comment("missed", "written while away"))
        await expect(page.locator(".comment").last).to_have_attribute("data-id", "missed")
        assert await page.evaluate("window.__kept.isConnected"), "resumed in place, not drawn anew"


async def test_cut_off_in_mid_flood_the_page_misses_nothing_and_shows_nothing_twice():
    show = Show()
    async with opened(show) as (show, page):
        cuts = seed = 0
        while cuts < 4:  # each time while lines are on their way
            seed += 1
            last = await show.log(*random_lines(seed, 60))
            for watcher in list(show.console_open.feed.watchers):
                if seed % 3 == 0:
                    cuts += 1
                    await watcher.socket.close(code=1011)
            await page.evaluate("() => new Promise(requestAnimationFrame)")
        await seen(page, last)
        shown = json.loads(await page.evaluate("async () => { const { view } = await import('/static/store.mjs'); return JSON.stringify(view.value); }"))
        assert shown == json.loads(fold(await show.store.since(0, limit=100_000)).model_dump_json())


async def test_on_a_phone_one_column_at_a_time():
    async with opened(viewport=PHONE, has_touch=True) as (show, page):
        await show.log(*evening())
        for name, inside in (("Cases", ".case"), ("Warnings", ".warning"), ("Comments", ".comment"), ("Questions", ".group")):
            await page.get_by_role("navigation").get_by_role("button", name=name).tap()
            await expect(page.locator(inside).last).to_be_attached()
            assert await page.locator(".pane:visible").count() == 1
        small = await page.locator(".button:visible").evaluate_all(
            "(all) => all.filter((one) => one.getBoundingClientRect().height < 44).length"
        )
        assert small == 0, "every button can be hit with a thumb"
        assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


async def test_the_interface_speaks_and_remembers_its_language():
    async with opened() as (show, page):
        await show.log(*evening())
        for tag, word in {"zh": "问题", "id": "Pertanyaan", "en": "Questions"}.items():
            await page.locator(".menu select").select_option(tag)
            await expect(page.locator('[data-pane="questions"] h2')).to_contain_text(word)
            await page.reload()
            await expect(page.locator('[data-pane="questions"] h2')).to_contain_text(word)
            assert await page.evaluate("document.documentElement.lang") == tag


async def test_the_door_says_why_it_stays_shut_and_then_opens():
    async with opened(path="/?token=wrong", forgive=("status of 401",)) as (_, page):
        await expect(page.get_by_role("alert")).to_contain_text("This is not the token")
        await page.get_by_label("Token").fill("wrong again")
        await page.get_by_role("button", name="Open the console").click()
        await page.get_by_label("Token").fill(TOKEN)
        await page.get_by_label("Your name").fill("Dina")
        await page.get_by_role("button", name="Open the console").click()
        await expect(page.locator("header")).to_contain_text(ROOM.room)


async def test_both_colour_schemes_can_be_read():
    for scheme in ("light", "dark"):
        async with opened(color_scheme=scheme) as (show, page):
            await show.log(*evening())
            await expect(page.locator(".warning")).to_have_count(2)
            weak = await page.evaluate(CONTRAST)
        assert weak == [], scheme


CONTRAST = """() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((sum, v, n) => sum + v * [0.2126, 0.7152, 0.0722][n], 0);
  const behind = (one) => { for (; one; one = one.parentElement) { const back = rgba(getComputedStyle(one).backgroundColor); if (back[3] === 255) return back; } return [255, 255, 255]; };
  const weak = new Set();
  for (const one of document.querySelectorAll("#app *")) {
    const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !one.checkVisibility() || one.closest("select")) continue;
    const [a, b] = [light(rgba(getComputedStyle(one).color)), light(behind(one))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) weak.add(`${one.tagName}.${one.className} ${ratio.toFixed(2)}`);
  }
  return [...weak];
}"""


async def test_words_on_air_who_writes_and_what_is_on_screen():
    async with opened(viewport={"width": 1500, "height": 900}) as (show, page):
        await show.log(
            session(products={"shoes": "Trailo shoes", "rice_cooker": "Nasiku mini rice cooker"}), product("shoes"),
            group("cod", "มีเก็บปลายทางไหม", {"th": "มีค่ะ", "en": "Yes."}, status="answered", by="host"), group("g1", "q", {"en": "1"}),
            comment("c1", "มีเก็บปลายทางไหม"), judgement("c1", "answer", "post", reply="มีค่ะ", group="cod"), outgoing("k1", "c1", "มีค่ะ"),
            hold("k1", "held"), utterance("u1", "สวัสดีค่ะ"),
        )  # fmt: skip
        show.moment.hear(heard("u2", "host", "host", "ค่าส่ง ยี่สิบเก้า", 1, "th"))
        show.moment.hear(
            heard("v1", "noura", "guest", "كم سعر الشحن", 2, "ar"), Gist(lang="th", topic="ship_fee", question="ค่าส่งเท่าไหร่คะ", answer="29 บาทค่ะ")
        )
        guest = page.locator(".caption.guest")
        await expect(guest).to_contain_text("ค่าส่งเท่าไหร่คะ")
        await expect(guest.locator("p[dir]")).to_have_css("direction", "rtl")
        await expect(page.locator(".caption.host .rest")).to_have_text("ยี่สิบเก้า")
        await expect(page.locator(".sent.held")).to_contain_text("the host is speaking")
        if shots := os.environ.get("SHOTS"):
            await page.screenshot(path=f"{shots}/on-air.png")
        await show.log(hold("k1", "withdrawn", "the host has said it on air"), receipt("k1", "expired", "withheld"), utterance("u2", "ค่าส่งยี่สิบเก้าบาทค่ะ"))
        await expect(page.locator(".caption.host")).to_have_count(0)
        await expect(page.locator(".sent.withheld")).to_contain_text("Withdrawn, not sent")

        await page.get_by_label("On screen").select_option("rice_cooker")
        await page.locator("details.done summary").first.click()
        await page.locator('.finished[data-id="cod"]').get_by_role("button", name="Post it as a summary").click()
        await page.locator('.group[data-id="g1"]').get_by_role("button", name="Edit").click()
        async with page.expect_response(lambda answer: "/api/typing" in answer.url):
            await page.locator(".group textarea").press_sequentially("I am here")
        assert [w.model_dump(exclude_none=True) for w in show.typed] == [{"by": "dina", "group": "g1"}], "said once, not with every letter"
        assert [(a.kind, a.group, a.product) for a in show.asked][:2] == [("show", None, "rice_cooker"), ("summary", "cod", None)]
        show.moment.write([Writing(by="max", group="g1")])
        await expect(page.locator('.group[data-id="g1"] .writer')).to_contain_text("max is writing")
        if shots:
            await page.screenshot(path=f"{shots}/writing.png")
        await page.set_viewport_size(PHONE)
        assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        if shots:
            await page.screenshot(path=f"{shots}/phone.png")


def heard(id, source, role, words, stable, lang):
    made = tuple(Word(text=w, start=0, end=1) for w in words.split())
    return Hearing(id=id, room=ROOM.room, source=source, role=role, state="going_on", t=34.0, until=36.0, words=made, stable=stable, lang=lang)
