"""A console whose people are known: one of every role, each with a page of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from assistant.console.app import Console
from assistant.people.people import People
from assistant.people.person import Doer, Role
from tests.console.show import CHEAP, Page, Show, browser, on_air

PASSWORD = "kopi susu gula aren"
HOUSE = Doer(name="house", role=Role.OWNER)
NAMES = {Role.OWNER: "Rina", Role.HOST: "Sari", Role.OPERATOR: "Joko", Role.AGENT: "Dina", Role.VIEWER: "Bima", Role.GUEST: "Tamu"}


async def housed(people: People) -> None:
    """Everybody has come in before, with the same password."""
    hashed = CHEAP.hash(PASSWORD)
    for role, name in NAMES.items():
        if role is Role.OWNER:
            await people.set_owner(name, hashed, HOUSE)
        else:
            secret = (await people.invite(name, role, 48, HOUSE)).secret
            await people.use_link(secret, None if role is Role.GUEST else hashed, "")


async def signed(console: Console, page: Page, role: Role) -> Page:
    """The page of somebody of this role, signed in."""
    person = next(person for person in console.people.known.values() if person.role is role)
    entered = await console.people.enter(person.id, "127.0.0.1")
    page.http.cookie_jar.update_cookies({"live-console": entered.cookie})
    page.csrf = console.door.session(entered.cookie).csrf
    return page


@asynccontextmanager
async def house(show: Show | None = None, **options: Any) -> AsyncIterator[tuple[Show, Console, dict[Role, Page]]]:
    """(show, console, the page of each role)."""
    people = People.open(None)
    await housed(people)
    async with on_air(show, people, **options) as (show, console, base), AsyncExitStack() as stack:
        yield show, console, {role: await signed(console, await stack.enter_async_context(browser(base)), role) for role in Role}
    people.close()
