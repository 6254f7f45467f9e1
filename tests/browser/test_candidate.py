"""A candidate's way through the page, from the link to the feedback."""

import json
import re
import signal
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from demo.candidate import solution
from demo.server import ROOT, Server
from tests.browser.conftest import Inspector, MakePage, MakeServer, fits, look_in_both_themes
from tests.browser.wire import Wire

QUESTION = "retry-budget"
MOST_BYTES = 550 * 1024


def create(server: Server, **body: Any) -> dict[str, Any]:
    wanted = {"interview_type": "technical", "user_id": "browser", "language": "python", "question_ids": [QUESTION]}
    answer = httpx.post(f"{server.url}/api/v1/interview/", json=wanted | body, timeout=30)
    answer.raise_for_status()
    session: dict[str, Any] = answer.json()
    return session


def join(page: Page, session: dict[str, Any]) -> None:
    """Open the candidate's link and begin."""
    page.goto(session["links"]["candidate"])
    page.get_by_role("button", name="Begin the interview").click()
    expect(page.locator(".cm-content")).to_be_visible()


def document(server: Server, session: dict[str, Any]) -> str:
    """The solution as the server has it."""
    address = f"{server.url}/api/v1/interview/{session['session_id']}/files/solution.py"
    headers = {"Authorization": f"Bearer {session['candidate_token']}"}
    content: str = httpx.get(address, headers=headers, timeout=30).json()["content"]
    return content


def written(page: Page) -> str:
    """What the editor shows, without the names at other people's carets."""
    lines: list[str] = page.locator(".cm-line").evaluate_all(
        """lines => lines.map((line) => {
            const copy = line.cloneNode(true)
            copy.querySelectorAll('.cm-caret').forEach((caret) => caret.remove())
            return copy.textContent
        })"""
    )
    return "\n".join(lines)


def write_solution(page: Page) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(solution(QUESTION, "reference"))


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_an_interview_is_created_joined_worked_in_submitted_and_ended_on_the_page(
    server: Server, make_page: MakePage, theme: str
) -> None:
    page, inspector = make_page(theme=theme), Inspector(theme)
    page.goto(f"{server.url}/")
    page.get_by_label(re.compile("Candidate.s name")).fill("Ada Lovelace")
    page.get_by_label("Language").select_option("python")
    page.get_by_label("Questions").fill(f"{QUESTION}, rate-limit-window")
    inspector.look(page, "home")
    page.get_by_role("button", name="Create the session").click()
    link = page.get_by_label("For the candidate").input_value()
    inspector.look(page, "created")

    page.goto(link)
    begin = page.get_by_role("button", name="Begin the interview")
    expect(page.get_by_text("ready, your files are in it")).to_be_visible()
    assert "token" not in page.url
    inspector.look(page, "start")
    begin.click()
    expect(page.get_by_role("heading", name="A budget for retries").first).to_be_visible()
    expect(page.locator(".cm-content")).to_contain_text("NotImplementedError")
    inspector.look(page, "workspace")

    page.get_by_role("button", name="Run tests").first.click()
    expect(page.get_by_text("Run: 0 of 5 cases pass")).to_be_visible()
    expect(page.get_by_text("NotImplementedError").last).to_be_visible()
    inspector.look(page, "failing")

    write_solution(page)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Run: 5 of 5 cases pass")).to_be_visible()
    expect(page.locator("output[aria-live=polite]")).to_have_text("Tests finished: 5 of 5 passed")

    page.get_by_role("tab", name="Terminal").click()
    page.get_by_label("Terminal. Control, Shift and period leaves it.").focus()
    page.keyboard.type("echo from-the-$((40+2))-shell\n")
    expect(page.locator(".xterm-rows")).to_contain_text("from-the-42-shell")
    inspector.look(page, "terminal")
    page.keyboard.press("Control+Shift+Period")
    expect(page.get_by_label("Message to the interviewer")).to_be_focused()
    page.keyboard.type("May I use the standard library?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log").get_by_text("May I use the standard library?")).to_be_visible()

    page.get_by_role("button", name="Submit").click()
    inspector.look(page, "submit")
    page.get_by_role("dialog").get_by_role("button", name="Submit").click()
    expect(page.get_by_text(re.compile("Accepted: 17 of 17 cases pass.*The next question is here"))).to_be_visible()
    expect(page.get_by_role("heading", name="A fair rate limiter").first).to_be_visible()
    expect(page.locator(".cm-content")).to_contain_text("def decide")
    inspector.look(page, "next-question")

    page.get_by_role("button", name="End", exact=True).click()
    page.get_by_role("button", name="End the interview").click()
    expect(page.get_by_role("heading", name="That was it")).to_be_visible()
    expect(page.get_by_role("heading", name="Feedback")).to_be_visible()
    inspector.look(page, "end")

    page.goto(f"{server.url}/sessions")
    expect(page.get_by_role("cell", name="completed").first).to_be_visible()
    inspector.look(page, "sessions")


def test_the_list_of_sessions_is_filtered_and_follows_what_happens(
    make_server: MakeServer, make_page: MakePage
) -> None:
    server, page = make_server(), make_page()
    one, other = (create(server, user_id=name) for name in ("one", "other"))
    page.goto(f"{server.url}/sessions")
    expect(page.get_by_role("row")).to_have_count(3)
    page.get_by_label("Id of the candidate").fill("one")
    page.keyboard.press("Enter")
    expect(page.get_by_role("row")).to_have_count(2)
    expect(page.get_by_role("cell", name="created")).to_be_visible()
    httpx.post(f"{server.url}/api/v1/interview/{one['session_id']}/start", timeout=30).raise_for_status()
    expect(page.get_by_role("cell", name="active")).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("cell", name="paused")).to_be_visible()
    page.get_by_label("Status").select_option("created")
    expect(page.get_by_text("None matches the filters.")).to_be_visible()
    page.get_by_label("Id of the candidate").fill("other")
    page.keyboard.press("Enter")
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("None matches the filters.")).to_be_visible()
    assert httpx.get(f"{server.url}/api/v1/interview/{other['session_id']}", timeout=30).json()["status"] == "cancelled"


def test_the_workspace_is_small_and_every_page_fits_320_pixels(server: Server, make_page: MakePage) -> None:
    page = make_page(width=320, height=640)
    session = create(server)
    join(page, session)
    page.reload()
    expect(page.locator(".cm-content")).to_be_visible()
    for pane in ("Task", "Code", "Tests", "Terminal", "Talk"):
        page.get_by_role("tab", name=pane).click()
        fits(page, pane)
    look_in_both_themes(page, "workspace-320")
    page.set_viewport_size({"width": 375, "height": 812})
    look_in_both_themes(page, "workspace-375")
    page.set_viewport_size({"width": 320, "height": 640})
    for address in ("/", "/sessions", f"/session/{session['session_id']}/nowhere"):
        page.goto(f"{server.url}{address}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        fits(page, address)
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
    look_in_both_themes(page, "not-found")

    fresh = make_page()
    fresh.goto(session["links"]["candidate"])
    expect(fresh.locator(".cm-content")).to_be_visible()
    fresh.wait_for_load_state("networkidle")
    sizes = "[...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')]"
    moved = fresh.evaluate(f"{sizes}.reduce((sum, entry) => sum + entry.transferSize, 0)")
    assert 100_000 < moved <= MOST_BYTES, f"{moved} bytes"


def test_a_killed_server_loses_no_keystroke(make_server: MakeServer, make_page: MakePage) -> None:
    server, page = make_server(), make_page()
    session = create(server)
    join(page, session)
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("# before\n")
    server.end(signal.SIGKILL)
    page.keyboard.type("# while it is away\n", delay=20)
    expect(page.get_by_text("The connection is interrupted")).to_be_visible()
    expect(page.get_by_text(re.compile(r"\d+ unsaved"))).to_be_visible()
    server.start()
    expect(page.get_by_text("The connection is interrupted")).to_be_hidden(timeout=30_000)
    expect(page.get_by_role("contentinfo").get_by_text("Saved", exact=True)).to_be_visible()
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("# after\n")
    expect(page.get_by_role("contentinfo").get_by_text("Saved", exact=True)).to_be_visible()
    assert document(server, session).endswith("# before\n# while it is away\n# after\n")
    assert written(page) == document(server, session)


def test_an_hour_without_a_network_loses_no_keystroke(make_server: MakeServer, make_page: MakePage) -> None:
    server, page = make_server(), make_page()
    session = create(server)
    page.clock.install()
    with Wire(server.port) as wire:
        page.goto(session["links"]["candidate"].replace(f":{server.port}", f":{wire.port}"))
        page.get_by_role("button", name="Begin the interview").click()
        page.locator(".cm-content").click()
        page.keyboard.press("Control+End")
        page.keyboard.type("# before\n")
        expect(page.get_by_role("contentinfo").get_by_text("Saved", exact=True)).to_be_visible()
        page.keyboard.type("# while it is", delay=20)
        wire.cut()
        page.keyboard.type(" cut\n", delay=20)
        expect(page.get_by_text("The connection is interrupted")).to_be_visible()
        page.clock.fast_forward("01:00:00")
        expect(page.get_by_text(re.compile(r"Next attempt in \d+ s|Trying again now"))).to_be_visible()
        look_in_both_themes(page, "interrupted")
        page.keyboard.type("# an hour later\n", delay=20)
        wire.mend()
        # At once, unless the page's own next attempt came first.
        page.evaluate("[...document.querySelectorAll('button')].find((one) => one.textContent === 'Try now')?.click()")
        expect(page.get_by_text("The connection is interrupted")).to_be_hidden()
        expect(page.get_by_role("contentinfo").get_by_text("Saved", exact=True)).to_be_visible()
        assert document(server, session).endswith("# before\n# while it is cut\n# an hour later\n")
        assert written(page) == document(server, session)


def test_what_was_never_sent_is_sent_by_the_next_page(make_server: MakeServer, make_page: MakePage) -> None:
    server, page = make_server(), make_page()
    session = create(server)
    join(page, session)
    expect(page.locator(".cm-content")).to_be_visible()
    server.end(signal.SIGKILL)
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("# kept on this device\n")
    expect(page.get_by_text("The connection is interrupted")).to_be_visible()
    page.wait_for_timeout(200)  # what a person writes in the last 50 ms before a crash is not kept yet
    context = page.context
    page.close(run_before_unload=False)
    server.start()
    again = context.new_page()
    again.goto(session["links"]["candidate"])
    expect(again.locator(".cm-content")).to_contain_text("# kept on this device")
    expect(again.get_by_text("You are back")).to_be_visible()
    assert document(server, session).endswith("# kept on this device\n")
    stored = again.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('draft:')).length")
    assert stored == 0


def test_two_tabs_of_one_person_write_the_same_document(server: Server, make_page: MakePage) -> None:
    one, other = make_page(), make_page()
    session = create(server)
    join(one, session)
    other.goto(session["links"]["candidate"])
    expect(other.locator(".cm-content")).to_be_visible()
    for page in (one, other):
        page.locator(".cm-content").click()
        page.keyboard.press("Control+End")
    for number in range(12):
        one.keyboard.type(f"# one {number}\n")
        other.keyboard.type(f"# other {number}\n")
    for page in (one, other):
        expect(page.get_by_role("contentinfo").get_by_text("Saved", exact=True)).to_be_visible()
        expect(page.locator(".cm-content")).to_contain_text("# one 11")
        expect(page.locator(".cm-content")).to_contain_text("# other 11")
    assert written(one) == written(other) == document(server, session)


def test_a_wrong_token_and_a_missing_one_are_told_apart_from_a_missing_session(
    make_server: MakeServer, make_page: MakePage
) -> None:
    server, page = make_server(API_KEY="a long enough key"), make_page()
    page.goto(f"{server.url}/session/01a1fd49-f499-7244-96ce-362794ccc119?token=wrong")
    expect(page.get_by_text("This tab has no access to the session")).to_be_visible()
    assert "wrong" not in page.url
    look_in_both_themes(page, "no-access")
    page.goto(f"{server.url}/session/not-a-session")
    expect(page.get_by_text(re.compile("There is no such session|no access"))).to_be_visible()
    for address in ("report", "replay"):
        page.goto(f"{server.url}/session/01a1fd49-f499-7244-96ce-362794ccc119/{address}")
        expect(page.get_by_text("Open the link that you were sent once more")).to_be_visible()
        look_in_both_themes(page, f"{address}-no-access")


def test_the_key_is_asked_for_and_kept_for_the_tab_alone(make_server: MakeServer, make_page: MakePage) -> None:
    server, page = make_server(API_KEY="a long enough key"), make_page()
    page.goto(f"{server.url}/sessions")
    look_in_both_themes(page, "key")
    page.get_by_label("API key").fill("not the right one")
    page.get_by_role("button", name="Use this key").click()
    expect(page.get_by_text("This key was refused")).to_be_visible()
    page.get_by_label("API key").fill("a long enough key")
    page.get_by_role("button", name="Use this key").click()
    expect(page.get_by_text("There is none yet.")).to_be_visible()
    look_in_both_themes(page, "sessions-empty")
    assert page.evaluate("JSON.stringify(localStorage)").find("long enough") == -1
    page.get_by_role("link", name="New session").click()
    page.get_by_role("button", name="Create the session").click()
    expect(page.get_by_text("The session is ready")).to_be_visible()


def test_a_pause_covers_the_work_and_stops_the_clock(server: Server, make_page: MakePage) -> None:
    page = make_page()
    session = create(server)
    join(page, session)
    address = f"{server.url}/api/v1/interview/{session['session_id']}"
    headers = {"Authorization": f"Bearer {session['interviewer_token']}"}
    httpx.post(f"{address}/pause", headers=headers, json={"reason": "A short break"}, timeout=30).raise_for_status()
    expect(page.get_by_role("heading", name="The interview is paused")).to_be_visible()
    expect(page.get_by_text("A short break")).to_be_visible()
    look_in_both_themes(page, "paused")
    httpx.post(f"{address}/resume", headers=headers, timeout=30).raise_for_status()
    expect(page.get_by_role("button", name="Submit")).to_be_enabled()


def test_the_lock_file_names_exact_versions_only() -> None:
    manifest = json.loads(Path(ROOT / "web" / "package.json").read_text(encoding="utf-8"))
    versions = {**manifest["dependencies"], **manifest["devDependencies"]}
    assert [name for name, version in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []
