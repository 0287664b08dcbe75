"""How late the console is: from the record to what an eye sees, and with fifty pages open. `python -m tests.console.bench [SECONDS]`.

The figures belong to the machine and to what else runs on it: its load is printed beside them.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Sequence

from tests.console.pages import opened
from tests.console.show import TOKEN, browser, on_air
from tests.console.stories import comment, judgement, session

RATE = 200  # comments a second
PAGES = 50
GOAL_MS = 50.0

# every comment's id holds when it was written, in ms since the epoch; read after the frame that shows it was painted
WATCH = """() => {
  window.__late = [];
  let last = null;
  const look = () => {
    const ids = [...document.querySelectorAll(".comment")].map((one) => one.dataset.id);
    const fresh = ids.slice(ids.indexOf(last) + 1);
    if (fresh.length) {
      last = ids.at(-1);
      const painted = new MessageChannel();
      painted.port1.onmessage = () => { const now = performance.timeOrigin + performance.now(); window.__late.push(...fresh.map((id) => now - Number(id.split("-")[0]))); };
      painted.port2.postMessage(0);
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""


def stamped(number: int) -> list[tuple[str, dict[str, object]]]:
    """A comment that says when it was written, and its judgement."""
    id = f"{time.time() * 1000:.3f}-{number}"
    return [comment(id, f"ค่าส่งเท่าไหร่คะ {number}", t=float(number)), judgement(id, "ignore", "silent", kind="chatter", why="laughter")]


async def flood(show: object, seconds: float) -> int:
    """Write `RATE` comments a second; returns how many. A writer that is late catches up, as a busy room does."""
    clock = asyncio.get_running_loop().time
    begun, count = clock(), 0
    while (spent := clock() - begun) < seconds:
        while count < spent * RATE:
            await show.log(*stamped(count))  # type: ignore[attr-defined]
            count += 1
        await asyncio.sleep(1 / RATE)
    return count


async def paint(seconds: float) -> list[float]:
    """Milliseconds from a comment's write to its paint on the operator's page, at `RATE` comments a second."""
    async with opened(path=f"/desk?token={TOKEN}") as (show, page):
        await show.log(session())
        await page.evaluate(WATCH)
        await flood(show, seconds)
        await page.wait_for_timeout(500)
        late: list[float] = await page.evaluate("window.__late")
        return late


async def crowd(seconds: float) -> tuple[list[float], int, int]:
    """(ms from write to arrival at each of `PAGES` clients, lines lost, clients closed) at `RATE` comments a second."""
    late: list[float] = []
    async with on_air() as (show, console, base), browser(base) as page:
        await page.enter()
        heard = [0] * PAGES

        async def watch(number: int) -> None:
            async with page.live() as socket:
                async for message in socket:
                    frame = message.json()
                    now = time.time() * 1000
                    for line in frame.get("lines", ()):
                        if line["kind"] == "comment":
                            heard[number] += 1
                            late.append(now - float(line["body"]["id"].split("-")[0]))

        watchers = [asyncio.create_task(watch(number)) for number in range(PAGES)]
        while len(console.feed.watchers) < PAGES:
            await asyncio.sleep(0.05)
        await show.log(session())
        written = await flood(show, seconds)
        await asyncio.sleep(1)
        for watcher in watchers:
            watcher.cancel()
        await asyncio.gather(*watchers, return_exceptions=True)
        return late, sum(written - each for each in heard), console.feed.kicked


def told(name: str, late: Sequence[float]) -> str:
    """One line of figures."""
    ordered = sorted(late)
    at = {share: ordered[int(share * (len(ordered) - 1))] for share in (0.5, 0.95, 0.99)}
    return f"{name}: n {len(ordered)}, p50 {at[0.5]:.1f} ms, p95 {at[0.95]:.1f} ms, p99 {at[0.99]:.1f} ms"


async def main(seconds: float) -> int:
    """Prints the figures; 1 where the goal for the eye is missed or a line was lost."""
    print(f"{RATE} comments/s for {seconds:.0f} s; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    painted = await paint(seconds)
    print(told("write to paint, one page", painted))
    late, lost, closed = await crowd(seconds)
    print(told(f"write to arrival, {PAGES} pages", late), f"lost {lost}, closed {closed}", sep="; ")
    return int(sorted(painted)[int(0.95 * (len(painted) - 1))] > GOAL_MS or lost > 0)


if __name__ == "__main__":
    sys.exit(asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else 10.0)))
