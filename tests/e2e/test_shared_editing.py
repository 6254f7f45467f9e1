"""Several editors of one document, over real sockets of a real server."""

from typing import Any

from demo.client import Interview
from demo.server import Server
from protocol.events import EVENT
from tests.fakes.editors import CollabEditor


def fed(editor: CollabEditor, interview: Interview, taken: int = 0) -> int:
    """Give an editor what its connection received, from the event number `taken`; the number of the last."""
    for event in interview.events[taken:]:
        if event["event_type"] == "code_changed":
            body = {name: value for name, value in event.items() if name in CHANGED}
            editor.receive(EVENT.validate_python(body))
    return len(interview.events)


CHANGED = frozenset(
    {"event_type", "v", "actor", "audience", "question_id", "path", "version", "changes", "author"}
    | {"client_id", "change_id"}
)


async def push(editor: CollabEditor, interview: Interview, **more: Any) -> None:
    frame = editor.push()
    assert frame is not None
    await interview.send("code_update", frame.model_dump(mode="json", exclude_none=True), **more)


async def test_two_tabs_that_type_at_once_end_in_the_same_text_also_after_a_lost_connection(
    shared_server: Server,
) -> None:
    first = await shared_server.create(language="python")
    second = Interview(first.base_url, first.session)
    async with first, second:
        await first.start()
        selected = await first.event("question_selected")
        await first.event("interview_started")
        await second.event("interview_started")
        path, text = selected["files"][0]["path"], selected["files"][0]["content"]
        one, two = CollabEditor(path, "one", text), CollabEditor(path, "two", text)
        one.type([[0, "# one", ""], len(text)])
        two.type([len(text), [0, "# two", ""]])
        await push(one, first)
        await push(two, second)
        two.type([[0, "# three", ""], len(two.text)])
        second.drop()
        await second.connect()
        await push(two, second)
        await first.event("code_changed", where=lambda event: event["version"] == 3)
        await second.event("code_changed", where=lambda event: event["version"] == 3)
        fed(one, first)
        fed(two, second)
        assert one.text == two.text
        assert one.unconfirmed == two.unconfirmed == []
        assert {"# one", "# two", "# three"} <= set(one.text.split("\n"))


async def test_a_refused_change_is_answered_by_its_code_and_the_editor_goes_on(interview: Interview) -> None:
    await interview.start()
    selected = await interview.event("question_selected")
    await interview.event("interview_started")
    path = selected["files"][0]["path"]
    await interview.send("code_update", {"path": path, "changes": [1], "version": 0})
    assert (await interview.frame("error"))["data"]["code"] == "invalid_change"
    await interview.send("code_update", {"path": path, "content": "x = 1\n", "version": 0}, id="f1")
    answer = await interview.frame("signal", where=lambda frame: frame.get("id") == "f1")
    assert answer["data"] == {"kind": "accepted", "version": 1}
