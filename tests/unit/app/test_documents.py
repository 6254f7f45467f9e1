"""The authority over documents: what it takes, what it refuses, what it tells, and the files it keeps."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from app.core.errors import Invalid, NotNow
from app.models.documents import KEPT, Accepted, Document
from app.services.document_rules import rebased
from protocol.changes import Changes, difference
from protocol.events import CodeChanged, CodeSnapshot, InterviewPaused
from protocol.facts import QuestionFile
from protocol.frames import MAX_DOCUMENT, CodeData, CodeEdit
from protocol.values import Actor, Role
from tests.fakes.editors import CollabEditor
from tests.unit.app.desk import PATH, a_desk, selected

ODD = "".join(f"line {number}\n" for number in range(5))


def change(changes: Changes, version: int, **more: Any) -> CodeData:
    return CodeData(path=PATH, changes=changes, version=version, **more)


async def until(met: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not met():  # noqa: ASYNC110 - what is waited for is a fact of the disk, which tells nobody
            await asyncio.sleep(0.01)


# -- changes ------------------------------------------------------------------------------------------


async def test_a_change_on_the_present_version_is_taken_as_it_is() -> None:
    async with a_desk("ab") as desk:
        assert await desk.send(change([1, [0, "x"], 1], 0)) == 1
        (event,) = await desk.events(CodeChanged)
        assert isinstance(event, CodeChanged)
        assert (event.changes, event.author, event.actor) == ([1, [0, "x"], 1], "candidate", Actor.CANDIDATE)


async def test_a_change_on_an_older_version_is_moved_over_what_came_between() -> None:
    async with a_desk("ab") as desk:
        await desk.send(change([[0, "new "], 2], 0))
        assert await desk.send(change([2, [0, "!"]], 0), role=Role.INTERVIEWER) == 2
        assert desk.text == "new ab!"
        event = (await desk.events(CodeChanged))[-1]
        assert isinstance(event, CodeChanged)
        assert (event.changes, event.author, event.actor) == ([6, [0, "!"]], "interviewer", Actor.INTERVIEWER)


async def test_a_change_sent_again_is_done_once_and_its_sender_finds_itself_in_the_log() -> None:
    async with a_desk("ab") as desk:
        frame = change([2, [0, "c"]], 0, client_id="me", change_id="1")
        assert await desk.send(frame) == 1
        assert await desk.send(frame) == 1
        await desk.send(change([[0, "x"], 3], 1))
        assert await desk.send(frame) == 2
        assert desk.text == "xabc"
        event = (await desk.events(CodeChanged))[0]
        assert isinstance(event, CodeChanged)
        assert (event.client_id, event.change_id) == ("me", "1")


async def test_the_same_change_id_of_another_client_or_person_is_another_change() -> None:
    async with a_desk("") as desk:
        await desk.send(change([[0, "a"]], 0, client_id="me", change_id="1"))
        await desk.send(change([[0, "b"]], 0, client_id="you", change_id="1"))
        await desk.send(change([[0, "c"]], 0, client_id="me", change_id="1"), role=Role.INTERVIEWER)
        assert desk.text == "abc"


async def test_a_client_that_was_away_over_a_restart_sends_everything_again_and_goes_on() -> None:
    async with a_desk("start\n") as desk:
        editor = CollabEditor(PATH, "me", "start\n")
        editor.type([6, [0, "one"]])
        first = editor.push()
        assert first is not None
        await desk.send(first)
        editor.type([9, [0, " two"]])
        await desk.send(CodeData(path=PATH, content="> start\none"))
        await desk.load()
        again = editor.push()
        assert again is not None
        await desk.send(again)
        for event in await desk.events():
            editor.receive(event)
        assert editor.text == desk.text == "> start\none two"
        assert editor.unconfirmed == []


async def test_a_late_change_is_moved_in_single_steps_as_a_client_moves_its_own() -> None:
    async with a_desk("12345") as desk:
        editor = CollabEditor(PATH, "me", "12345")
        editor.type([[0, "mine"], 5])
        await desk.send(change([[5]], 0))
        await desk.send(change([[0, "theirs"]], 1))
        frame = editor.push()
        assert frame is not None
        await desk.send(frame)
        for event in await desk.events():
            editor.receive(event)
        assert editor.text == desk.text == "theirsmine"


async def test_a_change_whose_text_was_deleted_meanwhile_is_still_confirmed() -> None:
    async with a_desk("abc") as desk:
        await desk.send(change([[3]], 0))
        assert await desk.send(change([1, [1], 1], 0, client_id="me", change_id="1")) == 2
        assert await desk.send(change([1, [1], 1], 0)) == 2


async def test_a_change_older_than_memory_is_moved_by_the_log() -> None:
    async with a_desk("") as desk:
        edits = [CodeEdit(changes=[*([number] if number else []), [0, "x"]]) for number in range(200)]
        await desk.send(CodeData(path=PATH, updates=edits, version=0))
        for version in range(200, 2 * KEPT + 1):
            await desk.send(change([version, [0, "x"]], version))
        assert desk.host.view.documents[PATH].since(0) is None
        await desk.send(change([[0, "late"]], 0))
        await desk.send(CodeData(path=PATH, version=1, content="xy"))
        await desk.send(CodeData(path=PATH, version=50, content="x" * 25 + "z" + "x" * 25))
        assert desk.text.count("x") == 2 * KEPT + 1
        assert desk.text.index("z") == 25
        assert "late" in desk.text
        assert (await desk.replayed()).documents[PATH] == desk.host.view.documents[PATH]


async def test_of_very_many_very_late_changes_some_are_taken_and_the_rest_is_left_for_the_next_call() -> None:
    edits = [CodeEdit(changes=[number, [0, "x"]], change_id=str(number)) for number in range(256)]
    over = [Accepted([0], "interviewer", None, None)] * 1000
    edits[0] = CodeEdit(changes=[[0, "x"]], change_id="0")
    taken = await rebased(edits, over, author="candidate", client_id="me")
    assert [edit.change_id for edit in taken] == [str(number) for number in range(200)]


def test_what_is_kept_of_the_past_is_bounded_in_changes_and_in_characters() -> None:
    document = Document.of(QuestionFile(path=PATH, content=""))
    text = ""
    for version in range(1, 1001):
        new = str(version) * (10_000 if version % 3 else 1)
        event = CodeChanged(
            question_id="q", path=PATH, version=version, changes=difference(text, new), author="candidate"
        )
        document.change(event)
        text = new
        assert len(document.recent) <= 2 * KEPT
        assert document.recent_units <= 256 * 1024
    assert document.at(document.version - len(document.recent)) == document.earlier
    assert document.at(1000) == text
    assert document.at(0) is None


# -- whole contents -------------------------------------------------------------------------------------


async def test_whole_content_becomes_the_smallest_change() -> None:
    async with a_desk(ODD) as desk:
        await desk.send(CodeData(path=PATH, content=ODD.replace("line 0", "LINE 0").replace("line 4", "line four")))
        (event,) = await desk.events(CodeChanged)
        assert isinstance(event, CodeChanged)
        assert [step for step in event.changes if isinstance(step, list)] == [[4, "LINE"], [1, "four"]]


async def test_whole_content_on_an_older_version_leaves_what_others_did_since() -> None:
    async with a_desk("a\nb\n") as desk:
        await desk.send(change([4, [0, "c", ""]], 0))
        await desk.send(CodeData(path=PATH, version=0, content="A\nb\n"))
        assert desk.text == "A\nb\nc\n"


async def test_whole_content_without_a_version_replaces_what_is_there() -> None:
    async with a_desk("a\n") as desk:
        await desk.send(CodeData(path=PATH, content="b\r\nc\r"))
        assert desk.text == "b\nc\n"
        assert await desk.send(CodeData(path=PATH, content="b\nc\n")) == 1


# -- refusals --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (CodeData(path="other.py", content=""), "unknown_document"),
        (CodeData(path="test_visible.py", content=""), "readonly_document"),
        (CodeData(path=PATH), "invalid_change"),
        (CodeData(path=PATH, content="", changes=[], version=0), "invalid_change"),
        (CodeData(path=PATH, changes=[3]), "invalid_change"),
        (change([2], 0), "invalid_change"),
        (change([[1, "x"], [9]], 0), "invalid_change"),
        (change([-1, 4], 0), "invalid_change"),
        (change([["1"], 2], 0), "invalid_change"),
        (change([3, [0, "a\rb"]], 0), "invalid_change"),
        (change([1, [0, "x"], 2], 0), "split_character"),
        (change([1, [2]], 0), "split_character"),
        (change([[0, "\ud83d"], 3], 0), "split_character"),
        (CodeData(path=PATH, content="\ud83d"), "split_character"),
        (change([3], 1), "unknown_version"),
        (CodeData(path=PATH, content="x", version=7), "unknown_version"),
        (CodeData(path=PATH, content="x" * (MAX_DOCUMENT + 1)), "document_too_large"),
        (CodeData(path=PATH, content="é" * (MAX_DOCUMENT // 2 + 1)), "document_too_large"),
        (change([3], 0, question_id="former"), "stale_version"),
    ],
)
async def test_what_cannot_be_taken_is_refused_by_code(frame: CodeData, code: str) -> None:
    async with a_desk("😀a") as desk:
        with pytest.raises(Invalid) as refused:
            await desk.send(frame)
        assert refused.value.code == code
        assert desk.version == 0


async def test_a_late_change_that_fits_no_version_is_refused() -> None:
    async with a_desk("ab") as desk:
        await desk.send(change([2, [0, "c"]], 0))
        with pytest.raises(Invalid) as refused:
            await desk.send(change([5], 0))
        assert refused.value.code == "invalid_change"


async def test_a_document_at_the_limit_can_be_written_and_made_smaller() -> None:
    async with a_desk("") as desk:
        await desk.send(CodeData(path=PATH, content="x" * MAX_DOCUMENT))
        with pytest.raises(Invalid, match=str(MAX_DOCUMENT)):
            await desk.send(change([MAX_DOCUMENT, [0, "y"]], 1))
        assert await desk.send(change([[10], MAX_DOCUMENT - 10], 1)) == 2


async def test_nothing_is_edited_before_and_after_the_interview_but_in_a_pause() -> None:
    async with a_desk("a") as desk:
        await desk.host.append(InterviewPaused())
        assert await desk.send(CodeData(path=PATH, content="b")) == 1
        desk.host.view.status = type(desk.host.view.status).COMPLETING
        with pytest.raises(NotNow):
            await desk.send(CodeData(path=PATH, content="c"))


async def test_a_change_that_comes_just_after_the_next_question_harms_no_document() -> None:
    async with a_desk("first\n") as desk:
        late = CodeChanged(question_id="q", path=PATH, version=1, changes=[[6]], author="candidate")
        await desk.host.append(selected("second\n", question_id="q2"), late)
        assert desk.text == "second\n"
        assert (await desk.replayed()).documents[PATH].text == "second\n"


# -- the assistant ------------------------------------------------------------------------------------------


async def test_the_assistant_reads_and_edits_by_calls_and_its_edits_are_its_own() -> None:
    async with a_desk("ab") as desk:
        found = await desk.host.agent_called("doc.read", {"path": PATH})
        assert found == {"path": PATH, "version": 0, "content": "ab", "readonly": False}
        await desk.send(change([[0, "x"], 2], 0))
        wanted = {"path": PATH, "base_version": 0, "changes": [2, [0, "y"]], "change_id": "e1"}
        done = {"path": PATH, "version": 2, "changes": [3, [0, "y"]]}
        assert await desk.host.agent_called("doc.edit", wanted) == done
        done = {"path": PATH, "version": 2, "changes": [3, [0, "y"]]}
        assert await desk.host.agent_called("doc.edit", wanted) == done
        assert desk.text == "xaby"
        event = (await desk.events(CodeChanged))[-1]
        assert isinstance(event, CodeChanged)
        assert (event.author, event.actor) == ("assistant", Actor.ASSISTANT)


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ({"path": PATH, "changes": []}, "invalid_call"),
        ({"path": "no.py", "base_version": 0, "changes": []}, "unknown_document"),
        ({"path": "test_visible.py", "base_version": 0, "changes": []}, "readonly_document"),
        ({"path": PATH, "base_version": 3, "changes": [2]}, "unknown_version"),
    ],
)
async def test_a_wrong_call_is_refused_by_code(args: dict[str, Any], code: str) -> None:
    async with a_desk("ab") as desk:
        with pytest.raises(Invalid) as refused:
            await desk.host.agent_called("doc.edit", args)
        assert refused.value.code == code


# -- snapshots --------------------------------------------------------------------------------------------------


async def test_what_changed_is_snapshotted_once_until_it_changes_again() -> None:
    async with a_desk("a", snapshot_after_s=0.1) as desk:
        for text in ("b", "c"):
            await desk.send(CodeData(path=PATH, content=text))
        await until(lambda: not desk.documents.owes_snapshot(desk.session_id))
        await asyncio.sleep(0.3)
        (snapshot,) = await desk.events(CodeSnapshot)
        assert isinstance(snapshot, CodeSnapshot)
        assert (snapshot.path, snapshot.version, snapshot.content) == (PATH, 2, "c")
        await desk.send(change([1, [0, "d"]], 2))
        assert desk.host.view.documents[PATH].since(0) is not None
        await until(lambda: not desk.documents.owes_snapshot(desk.session_id))
        assert len(await desk.events(CodeSnapshot)) == 2
        assert (await desk.replayed()).documents == desk.host.view.documents


# -- the files --------------------------------------------------------------------------------------------------


async def test_the_first_change_makes_a_sandbox_and_later_ones_are_saved_a_moment_after_the_last() -> None:
    async with a_desk("a", save_after_s=0.05) as desk:
        assert desk.disks.made == []
        await desk.send(CodeData(path=PATH, content="b"))
        await until(lambda: desk.workspaces.awake(desk.session_id) and desk.disk.files.get(PATH) == b"b")
        await desk.workspaces.settle(desk.host)
        writes = desk.disk.writes
        for text in ("c", "d", "e"):
            await desk.send(CodeData(path=PATH, content=text))
        await until(lambda: desk.disk.files[PATH] == b"e")
        assert desk.disk.writes == writes + 1


async def test_a_programs_change_is_merged_with_unsaved_edits() -> None:
    async with a_desk("a = 1\n\nb = 2\n") as desk:
        await desk.workspaces.flush(desk.host)
        await desk.send(CodeData(path=PATH, content="a = 1\n\nb = 2\nc = 3\n"))
        desk.disk.files[PATH] = b"a = 100\n\nb = 2\n"
        await desk.workspaces.flush(desk.host)
        assert desk.text == desk.disk.text(PATH) == "a = 100\n\nb = 2\nc = 3\n"
        event = (await desk.events(CodeChanged))[-1]
        assert isinstance(event, CodeChanged)
        assert (event.author, event.actor) == ("program", Actor.PROGRAM)
        assert event.changes == [5, [0, "00"], 14]


async def test_where_a_program_and_a_person_rewrote_one_line_both_are_kept() -> None:
    async with a_desk("x = 1\n") as desk:
        await desk.workspaces.flush(desk.host)
        await desk.send(CodeData(path=PATH, content="x = 2\n"))
        desk.disk.files[PATH] = b"x = 3\r\n"
        await desk.workspaces.flush(desk.host)
        assert desk.text == desk.disk.text(PATH) == "x = 2\nx = 3\n"


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"a\0b", ("é" * (MAX_DOCUMENT // 4) + "\n").encode()])
async def test_what_a_document_cannot_take_stays_beside_it(raw: bytes) -> None:
    async with a_desk("a\n") as desk:
        await desk.workspaces.flush(desk.host)
        await desk.send(CodeData(path=PATH, content="y" * (MAX_DOCUMENT // 2 + 2) + "\n"))
        desk.disk.files[PATH] = raw
        await desk.workspaces.flush(desk.host)
        assert desk.disk.files[PATH + ".from-program"] == raw
        assert desk.disk.text(PATH) == desk.text == "y" * (MAX_DOCUMENT // 2 + 2) + "\n"


async def test_a_file_that_a_program_removed_and_a_protected_one_come_back() -> None:
    async with a_desk("a\n") as desk:
        await desk.workspaces.flush(desk.host)
        del desk.disk.files[PATH]
        desk.disk.files["test_visible.py"] = b"assert False\n"
        await desk.workspaces.flush(desk.host)
        assert desk.disk.files == {PATH: b"a\n", "test_visible.py": b"assert True\n"}


async def test_the_files_of_the_former_question_are_not_merged_into_the_next() -> None:
    async with a_desk("first\n") as desk:
        await desk.workspaces.flush(desk.host)
        desk.disk.files[PATH] = b"first\nby a program\n"
        await desk.host.append(selected("second\n", question_id="q2"))
        await desk.workspaces.flush(desk.host)
        assert desk.text == desk.disk.text(PATH) == "second\n"


async def test_a_sandbox_that_died_hinders_no_editing_and_is_made_anew_for_a_run() -> None:
    async with a_desk("a", save_after_s=0.02) as desk:
        await desk.workspaces.flush(desk.host)
        desk.disk.gone = True
        assert await desk.send(CodeData(path=PATH, content="b")) == 1
        await until(lambda: not desk.workspaces.awake(desk.session_id))
        await desk.workspaces.flush(desk.host)
        assert len(desk.disks.made) == 2
        assert desk.disk.files[PATH] == b"b"


async def test_edits_go_on_while_a_program_writes_and_all_ends_the_same() -> None:
    async with a_desk("", save_after_s=0.001) as desk:
        await desk.workspaces.flush(desk.host)

        async def person() -> None:
            for number in range(60):
                await desk.send(change([[0, f"p{number}", ""]], 0, client_id="p", change_id=str(number)))

        async def program() -> None:
            for number in range(60):
                desk.disk.files[PATH] += f"d{number}\n".encode()
                await desk.workspaces.settle(desk.host)

        await asyncio.gather(person(), program())
        await desk.workspaces.settle(desk.host)
        lines = desk.text.split("\n")
        assert desk.disk.text(PATH) == desk.text
        assert {f"{who}{number}" for who in "pd" for number in range(60)} <= set(lines)
