"""The page in a real browser, with everything watched that must not happen in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.console.show import TOKEN, Show, on_air

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update"]
PHONE = {"width": 390, "height": 844}

BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None and os.environ.get("CI") != "true", reason="no Chromium on this machine"),
]

WATCH = """
window.__bad = [];
document.addEventListener("securitypolicyviolation", (e) => window.__bad.push(`${e.violatedDirective} ${e.blockedURI} ${e.sample}`));
for (const name of ["alert", "prompt", "confirm", "print"]) window[name] = () => window.__bad.push(`${name} ran`);
"""


@asynccontextmanager
async def opened(
    show: Show | None = None, *, path: str | None = None, forgive: Sequence[str] = (), args: Sequence[str] = (), **context: Any
) -> AsyncIterator[tuple[Any, Page]]:
    """(show, page) with the page signed in; at the end nothing may have run, been blocked or been logged as an error."""
    async with on_air(show or Show()) as (show, console, base), async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGS, *args])
        page = await (await browser.new_context(locale="en-GB", **context)).new_page()
        said: list[str] = []
        outside: list[str] = []
        page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: said.append(f"uncaught: {error}"))
        page.on("dialog", lambda dialog: said.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: outside.append(request.url) if not request.url.startswith((base, "data:")) else None)
        await page.add_init_script(WATCH)
        expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong
        await page.goto(base + (path or f"/?token={TOKEN}&name=dina"))
        try:
            show.console_open = console
            yield show, page
            assert await page.evaluate("window.__bad") == []
            unforgiven = [line for line in said if not any(known in line for known in forgive)]
            assert not unforgiven, unforgiven
            assert outside == []
        finally:
            await browser.close()


async def until(page: Page, condition: str) -> None:
    """Frames of the page until a JavaScript expression, which may await, is true. (`wait_for_function` evaluates a string, which our pages forbid.)"""
    await page.evaluate(f"async () => {{ while (!({condition})) await new Promise(requestAnimationFrame); }}")


async def seen(page: Page, seq: int) -> None:
    """Wait until the page has taken line `seq` and drawn it. (A predicate that is async is no wait: its promise counts as true at once.)"""
    await page.evaluate(
        """async (seq) => {
          const { view } = await import("/static/store.mjs");
          const frame = () => new Promise(requestAnimationFrame);
          while (view.value.seq < seq) await frame();
          await frame();
          await frame();
        }""",
        seq,
    )
