"""An interview by two people in two browsers at once: the candidate works, the interviewer directs."""

import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Inspector, MakePage, MakeServer
from tests.browser.test_candidate import create, join, write_solution


def enter(page: Page, link: str) -> None:
    """Open the interviewer's link."""
    page.goto(link)
    expect(page.get_by_role("tab", name="Events")).to_be_visible()


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_an_interviewer_directs_an_interview_that_a_candidate_works_in(
    make_server: MakeServer, make_page: MakePage, theme: str
) -> None:
    server, page, lead = make_server(), make_page(theme=theme), make_page(theme=theme)
    inspector = Inspector(theme)
    session = create(server, candidate_name="Ada")
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
    inspector.look(lead, "interviewer-events")

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
    expect(page.get_by_text("The interview is paused")).to_be_visible()
    lead.get_by_role("button", name="Resume", exact=True).click()
    expect(page.get_by_text("The interview is paused")).to_have_count(0)

    lead.get_by_role("tab", name="Direct").click()
    lead.get_by_role("button", name="10 min").click()
    expect(page.get_by_text("10 minutes longer")).to_be_visible()
    lead.get_by_role("button", name="Take over").click()
    expect(page.get_by_text("A person leads the talk")).to_be_visible()
    inspector.look(lead, "interviewer-direct")
    lead.get_by_text("To the candidate", exact=True).click()
    lead.get_by_label("Message to the candidate").fill("Tell me what you plan")
    lead.keyboard.press("Enter")
    expect(page.get_by_text("Tell me what you plan")).to_be_visible()
    lead.get_by_role("button", name="Hand back").click()
    expect(lead.get_by_role("button", name="Take over")).to_be_visible()

    write_solution(page)
    page.get_by_role("button", name="Submit").click()
    page.get_by_role("dialog").get_by_role("button", name="Submit").click()
    expect(lead.get_by_text(re.compile(r"Hidden cases: \d+ of \d+ pass"))).to_be_visible()
    inspector.look(lead, "interviewer-hidden")
