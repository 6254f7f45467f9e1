"""An interview by two people in two browsers at once: the candidate works, the interviewer directs."""

import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from demo.server import Server
from tests.browser.conftest import Inspector, MakePage, MakeServer, fits
from tests.browser.test_candidate import QUESTION, create, join

HEAR = """() => {
    const region = document.querySelector('output[aria-live=polite]')
    window.heard = []
    const watch = new MutationObserver(() => window.heard.push(region.textContent))
    watch.observe(region, { childList: true, characterData: true, subtree: true })
}"""
"""Keeps what the page's live region says."""


def enter(page: Page, link: str) -> None:
    """Open the interviewer's link."""
    page.goto(link)
    expect(page.get_by_role("tab", name="Events")).to_be_visible()


def moment(server: Server, session: dict[str, Any], event_type: str) -> int:
    """The `seq` of the first event of a type."""
    address = f"{server.url}/api/v1/interview/{session['session_id']}/events?limit=5000"
    events = httpx.get(address, headers={"Authorization": f"Bearer {session['interviewer_token']}"}, timeout=30).json()
    return next(int(event["seq"]) for event in events["events"] if event["data"]["event_type"] == event_type)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_an_interviewer_directs_an_interview_that_a_candidate_works_in(
    make_server: MakeServer, make_page: MakePage, theme: str
) -> None:
    server, page, lead = make_server(), make_page(theme=theme), make_page(theme=theme)
    inspector = Inspector(theme)
    session = create(server, candidate_name="Ada", question_ids=[QUESTION, "oncall-gaps"])
    join(page, session)
    enter(lead, session["links"]["interviewer"])
    expect(page.get_by_text("Interviewer is here")).to_be_visible()

    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("# follow me")
    expect(lead.locator(".cm-content")).to_contain_text("# follow me")
    expect(lead.locator(".cm-caret")).to_be_visible()
    page.get_by_role("button", name="Run tests").first.click()
    expect(lead.get_by_text(re.compile(r"Run: \d+ of \d+ cases pass")).first).to_be_visible()
    lead.evaluate(HEAR)
    for _ in range(2):
        expect(page.get_by_role("button", name="Run tests").first).to_be_enabled()
        page.get_by_role("button", name="Run tests").first.click()
        expect(page.get_by_role("button", name="Stop the run").first).to_be_visible()
    expect(lead.get_by_text("The same case fails again and again").first).to_be_visible()
    lead.wait_for_function("() => window.heard.some((text) => text.startsWith('The same case fails again and again'))")
    inspector.look(lead, "interviewer-events")
    lead.set_viewport_size({"width": 320, "height": 640})
    lead.get_by_role("tab", name="Lead").click()
    inspector.look(lead, "interviewer-narrow")
    for pane in ("Task", "Code", "Tests", "Terminal", "Talk"):
        lead.get_by_role("tab", name=pane, exact=True).click()
        fits(lead, f"the interviewer's {pane} at 320 px")
    lead.set_viewport_size({"width": 1440, "height": 900})

    lead.get_by_role("button", name="Write a note on this").first.click()
    lead.get_by_label("A private note").fill("Runs the tests before reading them")
    lead.get_by_role("button", name="Write the note").click()
    expect(lead.get_by_role("listitem").filter(has_text="Runs the tests before")).to_be_visible()
    inspector.look(lead, "interviewer-notes")

    lead.get_by_text("Whisper to the agent").click()
    lead.get_by_label("Whisper to the agent", exact=True).last.fill("Ask about the cost of a retry")
    lead.keyboard.press("Enter")
    expect(lead.get_by_text(re.compile("Whispered “Ask about the cost"))).to_be_visible()

    lead.get_by_role("tab", name="Rubric").click()
    lead.get_by_role("radio", name=re.compile("^3 good")).first.check()
    expect(lead.get_by_role("button", name="Take the rating back").first).to_be_visible()
    inspector.look(lead, "interviewer-rubric")

    lead.get_by_role("button", name="Pause", exact=True).click()
    expect(page.get_by_role("heading", name="The interview is paused")).to_be_visible()
    lead.get_by_role("button", name="Resume", exact=True).click()
    expect(page.get_by_role("heading", name="The interview is paused")).to_have_count(0)

    lead.get_by_role("tab", name="Direct").click()
    lead.get_by_role("button", name="10 min").click()
    expect(page.get_by_text("10 minutes longer").first).to_be_visible()
    lead.get_by_role("button", name="Take over").click()
    expect(page.get_by_text("A person leads the talk").first).to_be_visible()
    inspector.look(lead, "interviewer-direct")
    lead.get_by_text("To the candidate", exact=True).click()
    lead.get_by_label("Message to the candidate").fill("Tell me what you plan")
    lead.keyboard.press("Enter")
    expect(page.get_by_text("Tell me what you plan").first).to_be_visible()
    lead.get_by_role("button", name="Hand back").click()
    expect(lead.get_by_role("button", name="Take over")).to_be_visible()

    page.get_by_role("button", name="Submit").click()
    page.get_by_role("dialog").get_by_role("button", name="Submit").click()
    expect(lead.get_by_text(re.compile(r"Hidden cases: \d+ of \d+ pass")).first).to_be_visible()
    inspector.look(lead, "interviewer-hidden")
    lead.get_by_role("button", name="Next question").click()
    lead.get_by_role("dialog").get_by_role("radio").last.check()
    inspector.look(lead, "interviewer-choices")
    lead.get_by_role("button", name="Ask this question").click()
    expect(page.get_by_text("Question 2", exact=True)).to_be_visible()
    expect(lead.get_by_text("Question 2", exact=True)).to_be_visible()

    early = make_page(theme=theme)
    early.goto(session["links"]["interviewer"].replace("?", "/report?"))
    expect(early.get_by_role("heading", name="The report is not ready yet")).to_be_visible()
    inspector.look(early, "report-early")
    lead.get_by_role("button", name="End…").click()
    lead.get_by_role("dialog").get_by_role("button", name="End the interview").click()
    expect(early.get_by_role("heading", name="Report on Ada")).to_be_visible(timeout=60_000)
    expect(lead.get_by_role("link", name="Read the report")).to_be_visible(timeout=60_000)
    expect(lead.get_by_role("tab", name="Direct")).to_have_count(0)
    lead.get_by_role("tab", name=re.compile("Notes")).click()
    lead.get_by_label("A private note").fill("Would work with her again")
    lead.get_by_role("button", name="Write the note").click()
    expect(lead.get_by_role("listitem").filter(has_text="Would work with her")).to_be_visible()
    lead.get_by_role("tab", name="Rubric").click()
    lead.get_by_role("radio", name=re.compile("^4 strong")).first.check()
    expect(lead.get_by_role("button", name="Take the rating back").first).to_be_visible()
    inspector.look(lead, "interviewer-end")
    lead.set_viewport_size({"width": 320, "height": 640})
    fits(lead, "the interviewer's end at 320 px")
    lead.set_viewport_size({"width": 1440, "height": 900})
    lead.get_by_role("link", name="Read the report").click()
    expect(lead.get_by_role("heading", name="Report on Ada")).to_be_visible(timeout=60_000)
    expect(lead.get_by_text("Would work with her again")).to_be_visible()
    expect(lead.get_by_role("link", name="Write notes and ratings")).to_be_visible()
    expect(lead.get_by_text("Runs the tests before reading them")).to_be_visible()
    expect(lead.get_by_text(re.compile("The interviewer.s ratings"))).to_have_count(2)
    inspector.look(lead, "report-interviewer")
    lead.emulate_media(media="print")
    assert lead.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light", "paper is light"
    expect(lead.get_by_role("link", name="Replay", exact=True)).to_have_count(0)
    lead.emulate_media(media="screen")
    page.get_by_role("link", name="Read the report").click()
    expect(page.get_by_role("heading", name="Report on Ada")).to_be_visible()
    expect(page.get_by_text("Runs the tests before reading them")).to_have_count(0)
    inspector.look(page, "report-candidate")
    page.set_viewport_size({"width": 320, "height": 640})
    fits(page, "report at 320 px")

    lead.get_by_role("link", name="Replay", exact=True).click()
    code = lead.get_by_label("solution.py at this moment")
    expect(code).not_to_contain_text("# follow me")
    inspector.look(lead, "replay-start")
    lead.get_by_label("Speed").select_option("32")
    lead.keyboard.press("Escape")
    lead.get_by_role("heading", level=1).click()
    lead.keyboard.press("]")
    lead.keyboard.press("]")
    lead.get_by_role("button", name="Play").click()
    expect(lead.get_by_text(re.compile(r"Run: \d of \d+ cases pass")).first).to_be_visible()
    expect(lead.get_by_role("button", name="Play")).to_be_visible(timeout=30_000)
    page.goto(f"{server.url}/session/{session['session_id']}/report")
    page.get_by_role("link", name=re.compile(r"event \d+ in the replay")).first.click()
    expect(page.get_by_role("slider", name="Moment")).to_be_visible()
    page.keyboard.press("]")
    fits(page, "replay at 320 px")
    inspector.look(page, "replay-narrow")
    lead.goto(f"{server.url}/session/{session['session_id']}/replay#{moment(server, session, 'tests_finished')}")
    expect(code).to_contain_text("# follow me")
    expect(lead.get_by_text(re.compile(r"Run: \d of \d+ cases pass")).first).to_be_visible()
    inspector.look(lead, "replay")
    lead.get_by_role("button", name="Compare with this moment").click()
    removed = lead.locator(".cm-deletedChunk")
    while removed.count() == 0:
        lead.keyboard.press("[")
        lead.wait_for_timeout(100)
    expect(removed).to_contain_text("# follow me")
    inspector.look(lead, "replay-compared")
