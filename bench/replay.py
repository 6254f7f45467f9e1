"""The replay of a two-hour session in a browser: its first picture, and going to another moment of it."""

import bisect
import contextlib
import random
from typing import TYPE_CHECKING

from bench import recorded
from bench.page import browser
from bench.plan import Run
from bench.server import serving
from bench.table import Row, quantile

if TYPE_CHECKING:
    from playwright.sync_api import Page

PICTURE_MS = 200.0
SEEK_MS = 50.0
PAINTED = """() => {
    const look = () => document.querySelector('[data-pane=code] .cm-line') === null
        ? requestAnimationFrame(look)
        : setTimeout(() => console.debug('picture', performance.now()))
    look()
}"""
"""Tells the console at how many milliseconds the first code was painted; nothing else looks at the page meanwhile."""
SEEK = """(ms) => new Promise((painted) => {
    const knob = document.querySelector('input[type=range]')
    const began = performance.now()
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(knob, ms)
    knob.dispatchEvent(new Event('input', { bubbles: true }))
    requestAnimationFrame(() => setTimeout(() => painted(
        [performance.now() - began, Number(document.querySelector('[data-seq]').dataset.seq)]
    )))
})"""
"""Moves the knob; milliseconds until the picture is painted, and the `seq` that it shows."""


def replay(run: Run) -> list[Row]:
    """A recording opened at its start, and looked at at moments all over it."""
    with serving() as api, contextlib.ExitStack() as until:
        api.server.stop()
        session_id, times = recorded.write(api.server.folder / "var", count=run.sizes.recorded_events)
        chromium = until.enter_context(browser())
        api.server.start()
        context = chromium.new_context(viewport={"width": 1440, "height": 900})
        context.add_init_script(f"({PAINTED})()")
        address = f"{api.server.url}/session/{session_id}/replay"
        page = context.new_page()
        cold = _picture(page, f"{address}?token={recorded.TOKEN}")
        pictures = []
        for _ in range(run.sizes.page_loads):
            page.goto("about:blank")
            pictures.append(_picture(page, address))
        page.get_by_role("button", name="Read what is new").wait_for()
        read = float(page.evaluate("performance.now()"))
        sought = [_sought(page, times, moment) for moment in _moments(run.sizes.seeks, times)]
    about = f"{run.sizes.recorded_events:,} events"
    return [
        Row(
            "replay: address to the first picture, median",
            quantile(pictures, 0.5),
            "ms",
            PICTURE_MS,
            note=f"{about}; {cold:.0f} ms with nothing cached; all read after {read / 1000:.1f} s",
        ),
        Row("replay: going to another moment, median", quantile(sought, 0.5), "ms"),
        Row(
            "replay: going to another moment, p95", quantile(sought, 0.95), "ms", SEEK_MS, note=f"{len(sought)} moments"
        ),
    ]


def _picture(page: "Page", address: str) -> float:
    """Milliseconds from the beginning of the navigation until code is painted."""
    with page.expect_console_message(lambda message: message.text.startswith("picture ")) as told:
        page.goto(address)
    return float(told.value.text.removeprefix("picture "))


def _moments(count: int, times: list[int]) -> list[int]:
    chance = random.Random(7)
    return [chance.randrange(0, times[-1], 100) for _ in range(count)]


def _sought(page: "Page", times: list[int], moment: int) -> float:
    took, seq = page.evaluate(SEEK, moment)
    wanted = bisect.bisect_right(times, moment)
    if seq != wanted:
        raise RuntimeError(f"the replay shows event {seq} at {moment} ms, where {wanted} happened")
    return float(took)
