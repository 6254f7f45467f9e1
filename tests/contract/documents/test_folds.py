"""The server and the agent tell a document from one log, each by its own fold."""

from agent.fold import fold
from protocol.events import CodeChanged, CodeSnapshot
from protocol.frames import CodeData
from tests.unit.app.desk import PATH, a_desk, selected


async def test_server_and_agent_read_the_same_documents_with_snapshots_and_with_what_does_not_follow() -> None:
    async with a_desk("a\n") as desk:
        await desk.send(CodeData(path=PATH, content="a\nb\n"))
        versions = desk.host.view.versions()
        snapshot = CodeSnapshot(question_id="q", path=PATH, version=1, content="a\nb\n")
        stray = CodeChanged(question_id="q", path=PATH, version=7, changes=[[4]], author="candidate")
        await desk.host.append(snapshot, stray)
        await desk.send(CodeData(path=PATH, content="a\nb\nc\n"))
        state = fold(await desk.envelopes())
        assert state.documents[PATH].text == desk.text == "a\nb\nc\n"
        assert state.versions() == desk.host.view.versions()
        assert state.documents[PATH].at(versions[PATH]) == "a\nb\n"
        assert state.documents[PATH].at(0) == "a\n"


async def test_both_forget_the_former_questions_documents_at_the_same_event() -> None:
    async with a_desk("a\n") as desk:
        late = CodeChanged(question_id="q", path=PATH, version=1, changes=[[2]], author="candidate")
        await desk.host.append(selected("next\n", question_id="q2"), late)
        state = fold(await desk.envelopes())
        assert state.documents[PATH].text == desk.text == "next\n"
