"""Letters an outside desk has not got: shown to who looks after cases, sent again by a press."""

from playwright.async_api import expect

from assistant.letters import LetterRow
from assistant.people.person import Role
from tests.console.house import house
from tests.console.pages import BROWSER, opened
from tests.console.show import TOKEN, Show
from tests.console.stories import session, steering


def letter(key, status, kind="note", detail=""):
    return LetterRow(key=key, room="r", desk="slack", case="c1", kind=kind, status=status, attempt=3, detail=detail)


class Kept:
    """The courier of a desk, as far as people have a hand in it."""

    def __init__(self, *rows):
        self.rows = list(rows)

    async def waiting(self):
        return list(self.rows)

    async def retry(self, key):
        found = [row for row in self.rows if row.key == key and row.status in ("failed", "uncertain")]
        self.rows = [row.model_copy(update={"status": "pending"}) if row in found else row for row in self.rows]
        return bool(found)


async def test_a_dead_letter_goes_once_more_and_any_other_is_refused():
    show = Show()
    show.letters = kept = Kept(letter("a", "failed", detail="channel is archived"), letter("b", "pending"))
    async with house(show) as (_, _, pages):
        status, told = await pages[Role.AGENT].call("GET", "/api/letters")
        assert (status, [row["status"] for row in told["letters"]], told["more"]) == (200, ["failed", "pending"], 0)
        assert [(await pages[Role.AGENT].call("POST", "/api/letters", {"key": key}))[0] for key in ("a", "b", "zzz")] == [204, 409, 409]
        assert [row.status for row in kept.rows] == ["pending", "pending"]
        assert (await pages[Role.AGENT].call("POST", "/api/letters", {"key": ""}))[0] == 400


async def test_many_letters_are_counted_not_all_sent():
    show = Show()
    show.letters = Kept(*(letter(f"k{n}", "pending") for n in range(130)))
    async with house(show) as (_, _, pages):
        _, told = await pages[Role.OWNER].call("GET", "/api/letters")
        assert (len(told["letters"]), told["more"]) == (100, 30)


async def test_without_an_outside_desk_there_are_none():
    async with house() as (_, _, pages):
        assert await pages[Role.OPERATOR].call("GET", "/api/letters") == (200, {"letters": [], "more": 0})
        assert (await pages[Role.OPERATOR].call("POST", "/api/letters", {"key": "a"}))[0] == 409


class TestPage:
    pytestmark = BROWSER

    async def test_the_operator_sees_them_and_sends_one_again(self):
        show = Show()
        show.letters = Kept(letter("a", "failed", "hand_over", "<b>channel</b> is archived"), letter("b", "uncertain"))
        show.figures = {"desk": {"letters": {"failed": 1, "uncertain": 1, "sent": 7}}}
        async with opened(show, path=f"/desk?token={TOKEN}&name=dina") as (show, page):
            await show.log(session(), steering())
            await page.locator(".controls > summary").click()
            rows = page.locator(".letters li")
            await expect(rows).to_have_count(2)
            await expect(rows.first).to_contain_text("Opening c1 · Refused · 3 tries")
            await expect(rows.first).to_contain_text("<b>channel</b> is archived")
            await rows.first.get_by_role("button", name="Send again").click()
            await expect(page.locator('[data-letter="failed"]')).to_have_count(0)
            await expect(page.locator('[data-letter="pending"]')).to_have_count(1)
