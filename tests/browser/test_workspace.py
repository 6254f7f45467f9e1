"""The workspace by keyboard, with nudges, languages, files, stopped runs and people who look on."""

import re

import httpx
from playwright.sync_api import expect

from demo.server import Server
from tests.browser.conftest import MakePage, MakeServer, look_in_both_themes
from tests.browser.test_candidate import create, document, join
from tests.browser.test_two_people import enter


def test_a_nudge_is_shown_and_answered_by_keyboard(make_server: MakeServer, make_page: MakePage) -> None:
    server, page = make_server(NUDGE_AFTER_S="2"), make_page()
    join(page, create(server))
    reply = page.get_by_role("button", name="Reply")
    expect(reply).to_be_visible()
    look_in_both_themes(page, "nudge")
    reply.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Message to the interviewer")).to_be_focused()


def test_the_keyboard_leads_into_the_editor_and_out_again(server: Server, make_page: MakePage) -> None:
    page = make_page()
    join(page, create(server))
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Skip to the editor")).to_be_focused()
    page.keyboard.press("Enter")
    editor = page.get_by_label(re.compile("solution.py, code editor"))
    expect(editor).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.press("Tab")
    expect(editor).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(editor).not_to_be_focused()
    page.get_by_role("tree", name="Files").get_by_role("treeitem").first.focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(page.get_by_role("treeitem", selected=True)).to_be_focused()


def test_another_language_keeps_what_was_written(server: Server, make_page: MakePage) -> None:
    page = make_page()
    session = create(server)
    join(page, session)
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("# mine\n")
    page.get_by_label("Language").select_option("javascript")
    expect(page.get_by_role("tab", name="solution.js")).to_be_visible()
    expect(page.locator(".cm-content")).to_contain_text("function")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text(re.compile(r"Run: \d of \d cases pass"))).to_be_visible()
    page.get_by_label("Language").select_option("python")
    expect(page.locator(".cm-content")).to_contain_text("# mine")
    assert document(server, session).endswith("# mine\n")


def test_a_run_that_never_ends_is_stopped(server: Server, make_page: MakePage) -> None:
    page = make_page()
    join(page, create(server))
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("def deliver(calls, max_attempts, earn, cap):\n    while True:\n        pass\n")
    page.get_by_role("button", name="Run tests").first.click()
    page.get_by_role("button", name="Stop the run").first.click()
    expect(page.get_by_text(re.compile("Run: stopped after"))).to_be_visible()
    expect(page.get_by_role("button", name="Run tests").first).to_be_enabled()


def test_a_file_of_a_program_is_shown_and_what_is_written_in_it_is_saved(server: Server, make_page: MakePage) -> None:
    page = make_page()
    session = create(server)
    join(page, session)
    page.get_by_role("tab", name="Terminal").click()
    page.get_by_label("Terminal. Control, Shift and period leaves it.").focus()
    page.keyboard.type("mkdir -p notes && echo by-the-shell > notes/plan.md\n")
    page.get_by_role("treeitem", name="plan.md").click()
    file = page.get_by_label(re.compile("notes/plan.md, editor"))
    expect(file).to_contain_text("by-the-shell")
    file.click()
    page.keyboard.press("Control+End")
    page.keyboard.type("and by me")
    address = f"{server.url}/api/v1/interview/{session['session_id']}/files/notes/plan.md"
    headers = {"Authorization": f"Bearer {session['candidate_token']}"}
    for _ in range(50):
        content = httpx.get(address, headers=headers, timeout=30).json()["content"]
        if content == "by-the-shell\nand by me":
            break
        page.wait_for_timeout(100)
    assert content == "by-the-shell\nand by me"
    page.get_by_label("Terminal. Control, Shift and period leaves it.").focus()
    page.keyboard.type("echo anew > notes/plan.md\n")
    expect(file).to_have_text("anew")


def test_each_terminal_has_a_tab_of_its_own_for_who_types_who_looks_on_and_in_the_replay(
    server: Server, make_page: MakePage
) -> None:
    page, lead = make_page(), make_page()
    session = create(server)
    join(page, session)
    screen, rows = page.get_by_label("Terminal. Control, Shift and period leaves it."), page.locator(".xterm-rows")
    page.get_by_role("tab", name="Terminal").click()
    screen.focus()
    page.keyboard.type("echo from-shell-$((0+1))\n")
    expect(rows).to_contain_text("from-shell-1")
    lead.goto(session["links"]["interviewer"])
    lead.get_by_role("tab", name="Terminal").click()
    expect(lead.locator(".xterm-rows")).to_contain_text("from-shell-1")
    expect(lead.get_by_role("button", name="Open another terminal")).to_have_count(0)

    page.get_by_role("button", name="Open another terminal").click()
    expect(page.get_by_role("tab", name="shell-2", selected=True)).to_be_visible()
    screen.focus()
    page.keyboard.type("echo from-shell-$((1+1))\n")
    expect(rows).to_contain_text("from-shell-2")
    expect(rows).not_to_contain_text("from-shell-1")
    look_in_both_themes(page, "terminals")
    lead.get_by_role("tab", name="shell-2").click()
    expect(lead.locator(".xterm-rows")).to_contain_text("from-shell-2")
    page.reload()
    page.get_by_role("tab", name="Terminal").click()
    page.get_by_role("tab", name="shell-2").click()
    expect(rows).to_contain_text("from-shell-2")
    page.wait_for_timeout(1000)  # what terminals show is recorded four times a second
    screen.focus()
    page.keyboard.type("exit\n")
    expect(page.get_by_role("tab", name="shell-2")).to_have_count(0)
    expect(rows).to_contain_text("from-shell-1")

    page.goto(f"{server.url}/session/{session['session_id']}/replay")
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("tab", name="shell-2", selected=True)).to_be_visible()
    expect(rows).to_contain_text("from-shell-2")
    page.get_by_role("tab", name="main").click()
    expect(rows).to_contain_text("from-shell-1")
    expect(rows).not_to_contain_text("from-shell-2")
    look_in_both_themes(page, "replay-terminals")


def test_who_follows_sees_the_file_that_the_candidate_looks_at_and_a_protected_one_stays_as_it_is(
    server: Server, make_page: MakePage
) -> None:
    page, lead = make_page(), make_page()
    session = create(server, question_ids=["feature-flags"])
    join(page, session)
    enter(lead, session["links"]["interviewer"])
    page.get_by_role("treeitem", name="bucket.py").click()
    expect(lead.get_by_role("tab", name="bucket.py", selected=True)).to_be_visible()
    protected = page.get_by_label(re.compile("bucket.py, code editor"))
    before = protected.inner_text()
    protected.click()
    page.keyboard.type("not here")
    assert protected.inner_text() == before
    page.get_by_role("treeitem", name="flags.py").click()
    expect(lead.get_by_role("tab", name="flags.py", selected=True)).to_be_visible()
    lead.get_by_role("button", name="Following").click()
    page.get_by_role("treeitem", name="solution.py").click()
    page.locator(".cm-content").click()
    page.keyboard.type("# here")
    lead.get_by_role("treeitem", name="bucket.py").click()
    lead.get_by_role("treeitem", name="solution.py").click()
    expect(lead.locator(".cm-content")).to_contain_text("# here")
    page.get_by_role("treeitem", name="flags.py").click()
    page.wait_for_timeout(500)
    expect(lead.get_by_role("tab", name="solution.py", selected=True)).to_be_visible()


def test_an_observer_sees_each_key_and_can_change_nothing(server: Server, make_page: MakePage) -> None:
    page, observer = make_page(), make_page()
    session = create(server)
    join(page, session)
    made = httpx.post(
        f"{server.url}/api/v1/interview/{session['session_id']}/tokens", json={"role": "observer"}, timeout=30
    ).json()
    observer.goto(made["link"])
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("# watch this")
    expect(observer.locator(".cm-content")).to_contain_text("# watch this")
    expect(observer.locator(".cm-caret")).to_be_visible()
    expect(page.get_by_text("Observer is here")).to_be_visible()
    observer.locator(".cm-content").click()
    observer.keyboard.type("not by me")
    expect(observer.get_by_role("button", name="Submit")).to_have_count(0)
    assert document(server, session).endswith("# watch this")
