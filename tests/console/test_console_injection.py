"""Markup and script in every text that reaches a page, over every view: shown as letters, never run. `XSS_CORPUS` names a file of more."""

import itertools
import os
import time
from pathlib import Path

import pytest

from assistant.console.sheet_file import SheetFile
from assistant.knowledge import knowledge_root
from tests.console.pages import BROWSER, opened, seen
from tests.console.show import TOKEN, Show
from tests.console.stories import case, comment, flag, group, judgement, outgoing, resolution, session, utterance

pytestmark = BROWSER

CALLS = ("alert(1)", "alert`1`", "confirm(document.cookie)", "window['al'+'ert'](1)", "&#97;lert(1)", "\\u0061lert(1)")
CARRIERS = (
    "<script>{call}</script>", "<ScRiPt >{call}</sCrIpT>", "<img src=x onerror={call}>", "<img src=x onerror='{call}'//", "<svg/onload={call}>",
    "<svg><script>{call}</script></svg>", "<svg><animate onbegin={call} attributeName=x dur=1s>", "<math><mi//xlink:href=\"javascript:{call}\">",
    "<iframe srcdoc=\"<script>{call}</script>\">", "<iframe src=javascript:{call}>", "<a href=\"javascript:{call}\">x</a>", "<a href=\"java\tscript:{call}\">x</a>",
    "<details open ontoggle={call}>", "<body onload={call}>", "<input autofocus onfocus={call}>", "<video><source onerror={call}>", "<object data=javascript:{call}>",
    "<style>@import 'javascript:{call}'</style>", "<link rel=stylesheet href=javascript:{call}>", "<base href=javascript:{call}//>", "<meta http-equiv=refresh content='0;javascript:{call}'>",
    "<form action=javascript:{call}><button>", "<template><script>{call}</script></template>", "<noscript><p title=\"</noscript><img src=x onerror={call}>\">",
    "\"><img src=x onerror={call}>", "'-{call}-'", "`${{{call}}}`", "${{{call}}}", "{{{{{call}}}}}", "</textarea><script>{call}</script>", "</title><script>{call}</script>",
    "--><script>{call}</script>", "]]><script>{call}</script>", "\u202e<script>{call}</script>", "\x00<script>{call}</script>", "<scr\u200bipt>{call}</script>", "＜script＞{call}＜/script＞",
    "javascript:{call}", "data:text/html,<script>{call}</script>", "__proto__", "constructor.prototype", "<custom-tag onclick={call} style=position:fixed;inset:0>",
)  # fmt: skip


def strings():
    """Some 250 of our own; a corpus of a line each where one is named, for development."""
    own = list(dict.fromkeys(carrier.format(call=call) for carrier, call in itertools.product(CARRIERS, CALLS)))
    corpus = os.environ.get("XSS_CORPUS")
    return own + (Path(corpus).read_text(encoding="utf-8", errors="replace").splitlines() if corpus else [])


def lines_of(n, text):
    return [
        comment(f"c{n}", text, user=text, lang=text),
        judgement(f"c{n}", "answer", "suggest", "en", reply=text, facts=[text], why=text, flags=[flag("abuse", "high", (0, 4), text, text)]),
        outgoing(f"o{n}", f"c{n}", text, text, text),
        group(f"g{n}", text, {text: text}, count=n % 40 + 1, langs=[text], host={"lang": text, "question": text, "line": text}, facts=[text]),
        case(f"k{n}", text, user=text, lang=text, history=[text], draft=text, facts=[text], agent=text),
        resolution("answer_case", case=f"k{n}", text=text, by=text),
        utterance(f"u{n}", text, text),
        judgement(f"u{n}", "ignore", "silent", correction=text, flags=[flag("abuse", "high", (0, 4), text, text)], promise={"verdict": "contradicted", "fact": text, "said": text, "truth": text}),
        resolution("pin", group=f"g{n}"),
    ]  # fmt: skip


@pytest.mark.parametrize("view", ["/stage?", "/stage?view=teleprompter&", "/desk?", "/cases?", "/overlay?"], ids=["stage", "teleprompter", "desk", "cases", "overlay"])
async def test_nothing_that_anybody_writes_ever_runs_on_any_view(view):
    show = Show()
    show.ticks = time.time()
    all_of_them = strings()
    async with opened(show, path=f"{view}token={TOKEN}") as (show, page):
        await show.log(session())
        for start in range(0, len(all_of_them), 25):  # in waves, so that all pass over the screen
            wave = [line for n, text in enumerate(all_of_them[start : start + 25], start) for line in lines_of(n, text)]
            await seen(page, await show.log(*wave))
            # a case is kept while it is open: closed ones leave the page
            await show.log(*(case(f"k{n}", "q", state="closed") for n in range(start, start + 25)))
        await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        await nothing_ran(page)
        if "overlay" in view:
            assert await page.locator(".shown h1").inner_text() == all_of_them[-1]


@pytest.mark.parametrize("part", ["facts", "unanswered", "text"])
async def test_nothing_in_the_shop_s_facts_ever_runs(tmp_path, part):
    show = Show()
    all_of_them = strings()
    sheet = (knowledge_root() / "shops" / "copper_lantern" / "shop.toml").read_text(encoding="utf-8")
    sheet += "".join(f"\n[[faq]]\nid = \"x{n}\"\nasks.en = [{quoted(text)}]\nanswer.en = {quoted(text)}\n" for n, text in enumerate(all_of_them) if text.strip())
    (tmp_path / "shop.toml").write_text(sheet, encoding="utf-8")
    show.sheet = SheetFile(tmp_path / "shop.toml", editable=True)
    async with opened(show, path=f"/shop?part={part}&token={TOKEN}") as (show, page):
        unknown = {"reason": "unknown_fact", "topic": None, "product": None}
        await seen(page, await show.log(session(), *(case(f"k{n}", text, user=text, lang=text, **unknown) for n, text in enumerate(all_of_them[-200:]))))
        where = {"facts": ".sheet > div", "unanswered": ".asked li", "text": "textarea"}[part]
        await page.locator(where).first.wait_for()
        if part == "facts":
            assert await page.locator(where).filter(has_text="faq.x0").count() > 0
        await nothing_ran(page)


def quoted(text):
    """A string of TOML: control characters and halves of letters as it writes them."""
    return '"' + "".join(f"\\u{ord(c):04x}" if c in '"\\' or (not c.isprintable() and ord(c) < 0x10000) else c for c in text if not 0xD800 <= ord(c) < 0xE000) + '"'


async def nothing_ran(page):
    """No element that could run or fetch, no handler; what ran is seen by the page's watch."""
    foreign = "#app :is(script, svg, iframe, object, embed, style, link, form:not(.fields), base, meta, math, template, video, custom-tag), #app img:not([src='/static/icon.svg']), #app a[href*=':']"
    assert await page.locator(foreign).evaluate_all("(all) => all.map((one) => one.outerHTML.slice(0, 200))") == []
    assert await page.locator("#app *").evaluate_all("(all) => all.flatMap((one) => one.getAttributeNames().filter((name) => name.startsWith('on')))") == []
