"""The assistant at work in front of the candidate: the real client of the model, a stand-in of its API."""

import asyncio
import re
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from demo.client import Interview
from tests.browser.conftest import Inspector, MakePage, MakeServer, look_in_both_themes
from tests.browser.test_candidate import create, document, join
from tests.browser.test_two_people import enter
from tests.e2e.assisted import KEY, PATH, Model
from tests.fakes.messages_api import call_tool, say

BETTER = "def deliver(calls, max_attempts, earn, cap):\n    tokens = cap\n    return tokens\n"
WORDS = "I set the tokens first:\n\n```python\ntokens = cap\n```\n\nWhat happens **after** that?"


@pytest.fixture
def model() -> Iterator[Model]:
    """The stand-in, on a loop of its own: the browser's calls block this thread."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    model = Model()
    asyncio.run_coroutine_threadsafe(model.__aenter__(), loop).result(30)
    yield model
    asyncio.run_coroutine_threadsafe(model.__aexit__(None, None, None), loop).result(30)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(30)
    loop.close()


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_assistants_edits_appear_are_marked_and_can_be_taken_back(
    model: Model, make_server: MakeServer, make_page: MakePage, theme: str
) -> None:
    server = make_server(BRAIN="auto", ANTHROPIC_API_KEY=KEY, ANTHROPIC_BASE_URL=model.url)
    page = make_page(theme=theme)
    session = create(server, helpfulness="full-copilot")
    join(page, session)
    before = document(server, session)
    model.script(
        Interview(server.url, session),
        call_tool("read_file", {"path": PATH}, identity="t1"),
        call_tool("write_file", {"path": PATH, "content": BETTER}, identity="t2", delay_s=0.005),
        say(WORDS),
    )
    page.get_by_role("button", name="Ask about this file, or about what is selected").click()
    asked = page.get_by_label("Message to the assistant")
    expect(asked).to_be_focused()
    expect(asked).to_have_value(f"About `{PATH}`: ")
    page.keyboard.type("how do I begin?")
    page.keyboard.press("Enter")

    expect(page.get_by_text("write_file")).to_be_visible()
    expect(page.get_by_text("What happens after that?")).to_be_visible()
    expect(page.locator(".cm-content")).to_contain_text("tokens = cap")
    assert page.locator(".cm-by-assistant").count() >= 1
    change = page.get_by_role("region", name="A change by the assistant")
    expect(change).to_contain_text("The assistant changed")
    inspector = Inspector(theme)
    inspector.look(page, "assistant")
    change.get_by_role("button", name="Accept").click()
    expect(change).to_contain_text("You took this change")
    assert document(server, session) == BETTER
    change.get_by_role("button", name="Undo").click()
    expect(change).to_contain_text("You took this change back")
    expect(page.locator(".cm-content")).to_contain_text("NotImplementedError")
    assert document(server, session) == before

    page.reload()
    page.get_by_role("tab", name="Assistant").click()
    expect(page.get_by_text("What happens after that?")).to_be_visible()

    lead = make_page(theme=theme)
    lead.goto(session["links"]["interviewer"])
    lead.get_by_role("tab", name="Direct").click()
    lead.get_by_label("Helpfulness").select_option("consultant")
    expect(page.get_by_text("The assistant explains and answers").first).to_be_visible()
    expect(page.get_by_text("The level of help is consultant now: set by the interviewer.")).to_be_visible()
    model.script(Interview(server.url, session), say("One moment. " * 60, delay_s=0.1), say("Here I am again."))
    for words in ("and now?", "and then?"):
        page.get_by_label("Message to the assistant").fill(words)
        page.keyboard.press("Enter")
    waiting = page.get_by_text("waits for the assistant")
    expect(waiting).to_have_count(1)
    expect(page.get_by_text("Here I am again.").first).to_be_visible(timeout=30_000)
    expect(waiting).to_have_count(0)
    lead.get_by_role("button", name="End…").click()
    lead.get_by_role("dialog").get_by_role("button", name="End the interview").click()
    lead.get_by_role("link", name="Read the report").click(timeout=60_000)
    part = lead.get_by_role("region", name="Use of AI")
    expect(part.get_by_text("from full-copilot to consultant: set by the interviewer")).to_be_visible()
    expect(part.get_by_text("0 of 1")).to_be_visible()
    expect(part.get_by_text("1 taken back")).to_be_visible()
    expect(part.get_by_role("heading", name="How the candidate asked")).to_be_visible()
    expect(part.get_by_role("row", name=re.compile(r"^Assistant 5 .*\$"))).to_be_visible()
    part.scroll_into_view_if_needed()
    inspector.look(lead, "report-assistant")

    claim = part.get_by_role("link", name=re.compile(r"event \d+ in the replay")).last
    seq = str(claim.get_attribute("href")).partition("#")[2]
    claim.click()
    expect(lead.get_by_role("slider", name="Moment")).to_be_visible()
    assert lead.url.endswith(f"/replay#{seq}")
    assert lead.evaluate("document.querySelector('[data-seq]').dataset.seq") == seq
    lead.get_by_role("tab", name="Assistant").click()
    for _ in range(20):
        lead.keyboard.press("]")
    expect(lead.get_by_text("write_file")).to_be_visible()
    expect(lead.get_by_text("What happens after that?")).to_be_visible()
    taken_back = lead.get_by_role("region", name="A change by the assistant")
    expect(taken_back).to_contain_text("The candidate took this change back")
    inspector.look(lead, "replay-assistant")


def test_a_reply_is_shown_as_it_is_spoken_and_can_be_stopped(
    model: Model, make_server: MakeServer, make_page: MakePage
) -> None:
    server, page = make_server(BRAIN="auto", ANTHROPIC_API_KEY=KEY, ANTHROPIC_BASE_URL=model.url), make_page()
    session = create(server)
    join(page, session)
    page.get_by_role("tab", name="Assistant").click()
    words = " ".join(f"thought-{number}" for number in range(600))
    model.script(Interview(server.url, session), say(words, delay_s=0.1))
    page.get_by_label("Message to the assistant").fill("tell me everything")
    page.keyboard.press("Enter")
    log = page.get_by_role("log")
    expect(log).to_contain_text("thought-2")
    look_in_both_themes(page, "assistant-speaks")
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(log.get_by_text(re.compile(r"stopped .* s", re.IGNORECASE))).to_be_visible()
    expect(page.get_by_role("button", name="Stop", exact=True)).to_have_count(0)
    expect(log).not_to_contain_text("thought-599")


def test_candidate_and_interviewer_rate_the_assistant_with_one_click_each(
    model: Model, make_server: MakeServer, make_page: MakePage
) -> None:
    server = make_server(BRAIN="auto", ANTHROPIC_API_KEY=KEY, ANTHROPIC_BASE_URL=model.url)
    page, lead = make_page(), make_page()
    session = create(server)
    join(page, session)
    enter(lead, session["links"]["interviewer"])
    page.get_by_role("tab", name="Assistant").click()
    lead.get_by_role("tab", name="Assistant").click()
    rating = "How much does the assistant help"
    assert page.get_by_role("group", name=rating).count() == 0, "before it helped there is nothing to rate"
    model.script(Interview(server.url, session), say(WORDS))
    page.get_by_label("Message to the assistant").fill("how do I begin?")
    page.keyboard.press("Enter")

    own = page.get_by_role("group", name=rating)
    own.get_by_text("4", exact=True).click()
    expect(own.get_by_label("4")).to_be_checked()
    theirs = lead.get_by_role("group", name=rating)
    theirs.get_by_text("2", exact=True).click()
    expect(theirs.get_by_label("2")).to_be_checked()
    look_in_both_themes(page, "rating")

    page.reload()
    page.get_by_role("tab", name="Assistant").click()
    expect(own.get_by_label("4")).to_be_checked()
    page.get_by_role("button", name="End", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="End the interview").click()
    expect(page.get_by_role("heading", name="That was it")).to_be_visible(timeout=30_000)
    expect(own.get_by_label("4")).to_be_checked()
    own.get_by_text("5", exact=True).click()
    expect(own.get_by_label("5")).to_be_checked()
    look_in_both_themes(page, "rating-end")
    page.get_by_role("link", name="Read the report").click()
    expect(page.get_by_text("Rating by the candidate")).to_be_visible()
    expect(page.get_by_text("Rating by the interviewer")).to_have_count(0)
    lead.get_by_role("link", name="Read the report").click()
    expect(lead.get_by_text("Rating by the interviewer")).to_be_visible()
    expect(lead.get_by_text("5 of 5")).to_be_visible()
    look_in_both_themes(lead, "report-rated")
