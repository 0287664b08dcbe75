"""The Shop view's API: what holds, what would change, and what is saved for the next start."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from assistant.console.sheet_file import SheetFile, version_of
from assistant.knowledge import knowledge_root
from tests.console.show import Page, Show, browser, on_air

TEXT = (knowledge_root() / "shops" / "copper_lantern" / "shop.toml").read_text(encoding="utf-8")
FIRE = TEXT.replace('keyword = "EMBER"', 'keyword = "FIRE"')
CHANGE = {"path": "giveaway.keyword", "kind": "changed", "before": "EMBER", "after": "FIRE"}


@pytest.fixture
def sheet(tmp_path: Path) -> SheetFile:
    path = tmp_path / "shop.toml"
    path.write_text(TEXT, encoding="utf-8")
    return SheetFile(path, editable=True)


async def get(page: Page, path: str) -> tuple[int, Any]:
    async with page.http.get(page.base + path) as answer:
        return answer.status, await answer.json()


async def post(page: Page, path: str, body: Any) -> tuple[int, Any]:
    headers = {"Origin": page.base, "X-CSRF-Token": page.csrf, "Content-Type": "application/json"}
    async with page.http.post(page.base + path, data=BytesIO(json.dumps(body).encode()), headers=headers) as answer:
        return answer.status, await answer.json()


def showing(sheet: SheetFile | None) -> Show:
    show = Show()
    show.sheet = sheet
    return show


async def test_what_holds_is_told_by_market(sheet):
    async with on_air(showing(sheet)) as (_, _, base), browser(base) as page:
        await page.enter()
        status, told = await get(page, "/api/shop")
        assert (status, told["name"], told["market"], told["editable"], told["before"], told["pending"]) == (200, "Copper Lantern", "TH", True, None, None)
        assert told["products"]["honey"]
        _, thai = await get(page, "/api/shop/facts?market=TH")
        assert {fact["market"] for fact in thai["facts"]} == {None, "TH"}
        assert (await get(page, "/api/shop/facts?market=th'"))[0] == 400


async def test_a_change_is_tried_out_then_saved_and_said_to_wait_for_the_next_start(sheet):
    async with on_air(showing(sheet)) as (_, _, base), browser(base) as page:
        await page.enter()
        _, given = await get(page, "/api/shop/text")
        assert given == {"text": TEXT, "version": version_of(TEXT)}
        status, tried = await post(page, "/api/shop/check", {"text": FIRE})
        assert (status, tried["ok"], tried["saved"], tried["changes"], tried["changed"]) == (200, True, False, [CHANGE], 1)
        assert sheet.saved() == TEXT
        status, kept = await post(page, "/api/shop/save", {"text": FIRE, "base": given["version"]})
        assert (status, kept["saved"], sheet.saved()) == (200, True, FIRE)
        pending = (await get(page, "/api/shop"))[1]["pending"]
        assert (pending["version"], pending["changes"], pending["problems"]) == (version_of(FIRE), [CHANGE], tried["problems"])
        assert next(f for f in (await get(page, "/api/shop/facts"))[1]["facts"] if f["path"] == "giveaway.keyword")["value"] == "EMBER"


async def test_of_two_who_save_the_second_is_told(sheet):
    async with on_air(showing(sheet)) as (_, _, base), browser(base) as page:
        await page.enter()
        await post(page, "/api/shop/save", {"text": FIRE, "base": sheet.version})
        status, refusal = await post(page, "/api/shop/save", {"text": TEXT, "base": sheet.version})
        assert (status, refusal["error"]["what"]) == (409, "another version was saved meanwhile")
        assert sheet.saved() == FIRE


async def test_a_large_sheet_is_taken_and_anything_larger_is_not(sheet):
    async with on_air(showing(sheet)) as (_, _, base), browser(base) as page:
        await page.enter()
        assert (await post(page, "/api/shop/check", {"text": TEXT + "#" + "x" * 1_000_000}))[0] == 200
        assert (await post(page, "/api/shop/check", {"text": "x" * 4_500_000}))[0] == 413
        assert (await post(page, "/api/shop/check", {"words": ""}))[0] == 400


async def test_without_a_sheet_there_is_nothing_to_show():
    async with on_air(showing(None)) as (_, _, base), browser(base) as page:
        await page.enter()
        assert (await get(page, "/api/shop"))[0] == 404


async def test_a_sheet_that_was_spoilt_on_disk_is_said_before_the_next_start_finds_it(sheet):
    async with on_air(showing(sheet)) as (_, _, base), browser(base) as page:
        await page.enter()
        sheet.path.write_text("[shop", encoding="utf-8")
        pending = (await get(page, "/api/shop"))[1]["pending"]
        assert [problem["level"] for problem in pending["problems"]] == ["error"]
        sheet.path.unlink()
        assert (await get(page, "/api/shop"))[1]["pending"]["problems"][0]["what"] == "no such file"
