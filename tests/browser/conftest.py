"""Real browsers in front of a real server with real agents and sandboxes."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from demo.server import ROOT, Server

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
SHOTS = ROOT / "var" / "screenshots"
QUIET = [
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

PATIENCE_MS = 30_000
"""How long a page may take on a machine that does other things."""

MakeServer = Callable[..., Server]
MakePage = Callable[..., Page]


@pytest.fixture(scope="session")
def built_page() -> None:
    """The page of today; a server takes it into memory when it starts."""
    subprocess.run([str(ROOT / "scripts" / "web")], check=True, timeout=600)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    program = shutil.which("chromium")
    if program is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail("chromium is missing: apt-get install chromium")
        pytest.skip("chromium is missing: apt-get install chromium")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, chromium_sandbox=False, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(built_page: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the tests that leave it unharmed."""
    with Server(tmp_path_factory.mktemp("shared"), NUDGE_AFTER_S="3600") as server:
        yield server


@pytest.fixture
def make_server(built_page: None, tmp_path: Path) -> Iterator[MakeServer]:
    """Starts servers with settings; each is ended after the test."""
    servers: list[Server] = []

    def make(**env: str) -> Server:
        folder = tmp_path / f"server{len(servers)}"
        folder.mkdir()
        server = Server(folder, **({"NUDGE_AFTER_S": "3600"} | env))
        servers.append(server)
        server.start()
        return server

    yield make
    for server in servers:
        server.stop()


@pytest.fixture
def make_page(browser: Browser) -> Iterator[MakePage]:
    """Opens pages in a context of their own; what a page throws fails the test."""
    contexts: list[BrowserContext] = []
    thrown: list[str] = []

    def make(*, theme: str = "dark", width: int = 1440, height: int = 900) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: thrown.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert thrown == []


def look_in_both_themes(page: Page, name: str) -> None:
    """Look at a page that follows the system's theme, dark and light."""
    themes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for theme in themes:
        page.emulate_media(color_scheme=theme)
        Inspector(theme).look(page, name)


class Inspector:
    """Looks at a page as it stands: axe's rules, its width, and a picture for people."""

    def __init__(self, theme: str) -> None:
        self._theme = theme
        SHOTS.mkdir(parents=True, exist_ok=True)

    def look(self, page: Page, name: str) -> None:
        """Fail for anything that axe finds, and take the picture."""
        page.screenshot(path=SHOTS / f"{name}-{self._theme}.png")
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate(
            "async (rules) => (await axe.run({ runOnly: rules })).violations"
            ".map(({ id, nodes }) => id + nodes.map((node) => `: ${node.target} ${node.failureSummary}`))",
            RULES,
        )
        assert found == [], f"{name}: axe finds\n" + "\n".join(found)
        fits(page, name)


def fits(page: Page, name: str) -> None:
    """Fail when a page has to be scrolled sideways."""
    wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room, f"{name} is {wide} px wide in {room} px"
