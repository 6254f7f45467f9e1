"""What each part of the page shows while it waits and where something failed, and the way on from there."""

import re
from typing import Any, Literal

import httpx
import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from demo.server import Server
from tests.browser.conftest import MakePage, look_in_both_themes
from tests.browser.test_candidate import create, join
from tests.browser.test_two_people import enter

BROKEN = '{"code": "broken", "detail": "The disk is full."}'


class Answers:
    """What a page gets to the calls that match: nothing, a failure, or what the server says."""

    def __init__(self, page: Page, calls: str) -> None:
        self._page, self._held = page, list[Route]()
        self._now: Literal["nothing", "a failure", "the server's"] = "nothing"
        page.route(re.compile(calls), self._answer)

    def _answer(self, route: Route) -> None:
        if self._now == "nothing":
            self._held.append(route)
        elif self._now == "a failure":
            route.fulfill(status=500, content_type="application/problem+json", body=BROKEN)
        else:
            route.continue_()

    def become(self, now: Literal["a failure", "the server's"]) -> None:
        """Answer so from now on, and also who waits."""
        self._now = now
        held, self._held = self._held, []
        for route in held:
            self._answer(route)

    def go_through(self, waiting: str, failed: str, *, again: str | None = "Try again") -> None:
        """Expect the words of each state in turn, and leave with the server's answer; None: it asks by itself."""
        expect(self._page.get_by_text(waiting).first).to_be_visible()
        self.become("a failure")
        expect(self._page.get_by_text(failed).first).to_be_visible()
        expect(self._page.get_by_text("The disk is full.").first).to_be_visible()
        look_in_both_themes(self._page, "failed-" + re.sub(r"\W+", "-", failed).lower())
        self.become("the server's")
        if again is not None:
            self._page.get_by_role("button", name=again).click()
        expect(self._page.get_by_text(failed)).to_have_count(0)


@pytest.fixture(scope="module")
def session(server: Server) -> dict[str, Any]:
    """A session that nobody has joined."""
    return create(server)


@pytest.mark.parametrize(
    ("address", "calls", "waiting", "failed", "again"),
    [
        ("/sessions", r"/\?", "Loading the sessions", "The sessions cannot be loaded", None),
        ("/session/{}", "/role$", "Opening the session", "The session cannot be opened", "Try again"),
        ("/session/{}/report", "/report$", "Reading the report", "The report cannot be shown", "Look again"),
        ("/session/{}/replay", r"/events\?", "Reading the recording", "The recording cannot be read", "Try again"),
    ],
)
def test_a_page_says_that_it_waits_and_why_it_failed_and_goes_on_when_asked(
    server: Server,
    make_page: MakePage,
    session: dict[str, Any],
    address: str,
    calls: str,
    waiting: str,
    failed: str,
    again: str | None,
) -> None:
    page = make_page()
    answers = Answers(page, f"/api/v1/interview.*{calls}")
    page.goto(f"{server.url}{address.format(session['session_id'])}?token={session['interviewer_token']}")
    answers.go_through(waiting, failed, again=again)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_replay_that_ends_early_shows_what_it_has_and_reads_on(server: Server, make_page: MakePage) -> None:
    page, lead = make_page(), make_page()
    session = create(server)
    join(page, session)
    for _ in range(110):  # the first page of the log holds 100 events
        httpx.post(
            f"{server.url}/api/v1/interview/{session['session_id']}/events",
            headers={"Authorization": f"Bearer {session['candidate_token']}"},
            json={"events": [{"event_type": "pasted", "path": "solution.py", "length": 9}]},
            timeout=30,
        ).raise_for_status()
    answers = Answers(lead, r"/events\?after=[1-9]")
    lead.goto(session["links"]["interviewer"].replace("?", "/replay?"))
    expect(lead.get_by_label("solution.py at this moment")).to_be_visible()
    answers.become("a failure")
    expect(lead.get_by_text("The recording ends early here: The disk is full.")).to_be_visible()
    look_in_both_themes(lead, "replay-broken")
    answers.become("the server's")
    lead.get_by_role("button", name="Try again").click()
    expect(lead.get_by_role("button", name="Read what is new")).to_be_visible()


def test_files_that_cannot_be_listed_or_read_say_so(server: Server, make_page: MakePage) -> None:
    page = make_page()
    session = create(server)
    join(page, session)
    address = f"{server.url}/api/v1/interview/{session['session_id']}/files/plan.md"
    headers = {"Authorization": f"Bearer {session['candidate_token']}"}
    httpx.put(address, headers=headers, json={"content": "my plan"}, timeout=30).raise_for_status()
    files, file = Answers(page, r"/files\?limit"), Answers(page, "/files/plan.md")
    files.become("a failure")
    page.reload()
    expect(page.get_by_role("treeitem", name="solution.py")).to_be_visible()
    expect(page.get_by_text("Files beside those of the task cannot be listed")).to_be_visible()
    look_in_both_themes(page, "failed-files")
    files.become("the server's")
    page.get_by_role("button", name="Try again").click()
    page.get_by_role("treeitem", name="plan.md").click()
    file.go_through("Reading the file", "This file cannot be shown")
    expect(page.get_by_label(re.compile("plan.md, editor"))).to_contain_text("my plan")


def test_an_interviewers_panes_say_that_they_wait_and_why_they_failed(server: Server, make_page: MakePage) -> None:
    page, lead = make_page(), make_page()
    session = create(server)
    join(page, session)
    rubric, choices = Answers(lead, "/rubric$"), Answers(lead, "/questions/choices$")
    enter(lead, session["links"]["interviewer"])
    lead.get_by_role("tab", name="Rubric").click()
    rubric.go_through("Reading the rubric", "The rubric cannot be read")
    lead.get_by_role("tab", name="Direct").click()
    lead.get_by_role("button", name="Next question").click()
    choices.go_through("Reading which questions there are", "The questions cannot be listed")
    expect(lead.get_by_role("button", name="Skip this question")).to_be_visible()


def test_a_terminal_says_that_it_is_opened_and_comes_back_by_itself(server: Server, make_page: MakePage) -> None:
    page = make_page()
    session = create(server)
    join(page, session)
    opened: list[WebSocketRoute] = []

    def lead(socket: WebSocketRoute) -> None:
        opened.append(socket)
        if len(opened) > 1:
            socket.connect_to_server()

    page.route_web_socket(re.compile("/terminal"), lead)
    page.get_by_role("tab", name="Terminal").click()
    expect(page.get_by_text("The terminal is being opened")).to_be_visible()
    look_in_both_themes(page, "terminal-waits")
    opened[0].close(code=1013, reason="no sandbox")
    expect(page.get_by_text("The terminal comes back by itself")).to_be_visible()
    expect(page.get_by_text("The terminal comes back by itself")).to_have_count(0)
    page.get_by_label("Terminal. Control, Shift and period leaves it.").focus()
    page.keyboard.type("echo it-$((1+1))-is\n")
    expect(page.locator(".xterm-rows")).to_contain_text("it-2-is")
