"""The web page in a browser: what it moves, when it is painted, and how soon the other screen shows a keystroke."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bench.plan import Run
from bench.server import serving
from bench.table import Row, quantile
from demo.server import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MOST_KIB = 550.0
PAINT_MS = 1000.0
REMOTE_MS = 100.0
WHEN_SEEN = """(text) => new Promise((seen) => {
    const look = () => document.querySelector('.cm-content').textContent.includes(text)
        ? seen(Date.now()) : requestAnimationFrame(look)
    look()
})"""


@contextmanager
def browser() -> Iterator["Browser"]:
    """Chromium, in front of the page of today."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium")
    if program is None:
        raise RuntimeError("chromium is missing: apt-get install chromium")
    subprocess.run([str(ROOT / "scripts" / "web")], check=True, timeout=600)
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=program, chromium_sandbox=False)
        yield chromium
        chromium.close()


def _opened(chromium: "Browser", link: str) -> "Page":
    page = chromium.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(link)
    page.locator(".cm-content, button:has-text('Begin the interview')").first.wait_for()
    return page


def _typed(writer: "Page", reader: "Page", text: str) -> float:
    """Milliseconds from the last key of `text` in one browser to its picture in the other."""
    head, last = text[:-1], text[-1]
    writer.keyboard.type(head)
    reader.wait_for_function("(text) => document.querySelector('.cm-content').textContent.includes(text)", arg=head)
    reader.evaluate(f"(text) => {{ window.seen = ({WHEN_SEEN})(text) }}", text)
    began = time.time()
    writer.keyboard.press(last)
    return float(reader.evaluate("window.seen")) - began * 1000


def web_page(run: Run) -> list[Row]:
    """A workspace opened anew, and two people in front of one document."""
    with browser() as chromium, serving() as api:
        links = api.call("POST", "", {"interview_type": "technical", "user_id": "bench", "language": "python"})["links"]
        candidate, interviewer = links["candidate"], links["interviewer"]
        writer = _opened(chromium, candidate)
        writer.get_by_role("button", name="Begin the interview").click()
        writer.locator(".cm-content").wait_for()
        fresh = _opened(chromium, candidate)
        fresh.wait_for_load_state("networkidle")
        moved = fresh.evaluate(
            "[...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')]"
            ".reduce((sum, entry) => sum + entry.transferSize, 0)"
        )
        painted = [_painted(chromium, candidate) for _ in range(run.sizes.page_loads)]
        reader = _opened(chromium, interviewer)
        reader.locator(".cm-content").wait_for()
        writer.locator(".cm-content").click()
        writer.keyboard.press("Control+End")
        took = [_typed(writer, reader, f"# {number:03d};") for number in range(run.sizes.keystrokes)]
    return [
        Row("page: workspace moved before the terminal", moved / 1024, "KiB", MOST_KIB),
        Row("page: first contentful paint, median", quantile(painted, 0.5), "ms", PAINT_MS),
        Row("page: key to the other screen, median", quantile(took, 0.5), "ms"),
        Row("page: key to the other screen, p95", quantile(took, 0.95), "ms", REMOTE_MS),
    ]


def _painted(chromium: "Browser", link: str) -> float:
    page = _opened(chromium, link)
    shown = float(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
    page.context.close()
    return shown
