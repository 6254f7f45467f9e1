"""What the agent knows of a question that is worked on in several languages, and of runs of several kinds."""

from agent.fold import fold
from agent.state import AgentState
from protocol.events import (
    QuestionSelected,
    RunCancelled,
    RunRequested,
    SubmitDetected,
    TestResult,
    TestsFinished,
    TestsStarted,
)
from protocol.facts import CaseReport, QuestionFile
from protocol.values import Actor, CaseOutcome, Difficulty, Language, RunEnd, Runnable
from tests.fakes.link import FakeServer
from tests.unit.agent.conftest import RIGHT, WRONG, Stage

PYTHON = [QuestionFile(path="solution.py", content="# start\n"), QuestionFile(path="notes.txt", content="p")]
SCRIPT = [QuestionFile(path="solution.js", content="// start\n"), QuestionFile(path="notes.txt", content="j")]


def asked() -> FakeServer:
    """A session that was asked a question of two languages, which share a file."""
    server = FakeServer()
    server.commit(
        QuestionSelected(
            index=0,
            question_id="q",
            question_title="Q",
            difficulty=Difficulty.EASY,
            description="",
            languages=[Language.PYTHON, Language.JAVASCRIPT],
            language=Language.PYTHON,
            files=PYTHON,
            cases=[],
            hidden_cases=1,
            estimated_minutes=5,
        )
    )
    return server


def state_of(server: FakeServer) -> AgentState:
    """The agent's state; it and the server's view agree on what is handed in."""
    state = fold(server.log)
    assert (state.code_hash(), state.versions()) == (server.view.code_hash(), server.view.versions())
    return state


def ran(server: FakeServer, *reports: CaseReport, what: Runnable = "all", end: RunEnd = "done") -> str:
    """A run with these results."""
    run_id = f"run{len(server.log)}"
    server.commit(RunRequested(run_id=run_id, question_id="q", versions=server.view.versions(), what=what))
    server.commit(TestsStarted(run_id=run_id, kind="run", question_id="q", total=0))
    for report in reports:
        server.commit(TestResult(run_id=run_id, kind="run", question_id="q", case=report))
    server.commit(
        TestsFinished(
            run_id=run_id, kind="run", question_id="q", passed=0, failed=len(reports), total=len(reports),
            duration_ms=1, error="ours" if end == "broken" else None, end=end,
        )
    )  # fmt: skip
    return run_id


def failing(name: str, *, own: bool = False) -> CaseReport:
    return CaseReport(name=name, outcome=CaseOutcome.WRONG_ANSWER, passed=False, own=own)


def test_each_language_keeps_its_documents_and_comes_back_with_them() -> None:
    server = asked()
    server.type("print(1)\n")
    server.type("mine", path="notes.txt")
    python = state_of(server).code_hash()
    server.switch(Language.JAVASCRIPT, SCRIPT)
    state = state_of(server)
    assert state.record is not None
    assert (state.record.language, state.record.event.language) == (Language.JAVASCRIPT, Language.JAVASCRIPT)
    assert {path: one.text for path, one in state.shown.items()} == {"solution.js": "// start\n", "notes.txt": "mine"}
    assert set(state.documents) == {"solution.py", "notes.txt", "solution.js"}
    assert state.code_hash() != python
    server.type("let a\n", path="solution.js")
    server.switch(Language.PYTHON, PYTHON)
    back = state_of(server)
    assert (back.code_hash(), list(back.shown)) == (python, ["solution.py", "notes.txt"])
    assert back.documents["solution.js"].text == "let a\n"


def test_what_counts_as_touched_is_the_present_languages_code() -> None:
    server = asked()
    server.type("print(1)\n")
    server.switch(Language.JAVASCRIPT, [SCRIPT[0]])
    record = state_of(server).record
    assert record is not None
    assert not record.touched
    server.type("let a\n", path="solution.js")
    record = state_of(server).record
    assert record is not None
    assert record.touched


def test_a_marker_in_another_languages_file_hands_nothing_in() -> None:
    server = asked()
    server.switch(Language.JAVASCRIPT, SCRIPT)
    server.type("# submit\n", path="solution.py")
    record = state_of(server).record
    assert record is not None
    assert not record.marked
    server.type("let a\n// submit\n", path="solution.js")
    record = state_of(server).record
    assert record is not None
    assert record.marked


def test_results_of_one_language_say_nothing_of_another() -> None:
    server = asked()
    for _ in range(3):
        ran(server, failing("a case"))
    state = state_of(server)
    assert state.record is not None
    assert (len(state.record.tried), len(state.record.cases)) == (3, 1)
    server.switch(Language.JAVASCRIPT, SCRIPT)
    state = state_of(server)
    assert state.record is not None
    assert (state.record.tried, state.record.cases) == ([], [])


def test_a_run_that_is_open_ends_with_its_language() -> None:
    server = asked()
    run_id = server.run_tests()
    server.switch(Language.JAVASCRIPT, SCRIPT)
    state = state_of(server)
    assert [run.id for run in state.superseded] == [run_id]
    assert (state.busy, server.view.open_run) == (False, None)


def test_own_tests_are_shown_and_count_for_nothing() -> None:
    server = asked()
    for _ in range(3):
        ran(server, failing("a case"), failing("test_own", own=True))
    for _ in range(3):
        ran(server, failing("test_own", own=True), what="tests")
    record = state_of(server).record
    assert record is not None
    assert len(record.tried) == 3
    assert [case.name for case in record.cases] == ["a case"]
    assert record.runs == 6


def test_a_broken_run_of_own_tests_is_told_as_our_failure() -> None:
    server = asked()
    ran(server, what="tests", end="broken")
    assert [code for code, _ in state_of(server).unreported] == ["tests_not_run"]


def test_a_cancelled_run_is_over_and_owes_its_end() -> None:
    server = asked()
    run_id = server.run_tests()
    server.commit(RunCancelled(run_id="another"))
    assert state_of(server).busy
    server.commit(RunCancelled(run_id=run_id))
    state = state_of(server)
    assert (state.busy, [run.id for run in state.superseded]) == (False, [run_id])


async def test_a_cancelled_run_stops_and_says_so_once(stage: Stage) -> None:
    await stage.begun()
    stage.server.type(WRONG)
    stage.runner.gate.clear()
    run_id = stage.server.run_tests()
    await stage.server.until_event(TestsStarted)
    stage.server.commit(RunCancelled(run_id=run_id))
    finished = await stage.server.until_event(TestsFinished)
    assert (finished.run_id, finished.end, finished.error) == (run_id, "cancelled", "the run was cancelled")
    stage.runner.gate.set()
    second = stage.server.run_tests()
    finished = await stage.server.until_event(TestsFinished, 2)
    assert (finished.run_id, finished.end) == (second, "done")
    assert len(stage.log("tests_finished")) == 2


async def test_the_same_code_is_judged_once_in_each_language(stage: Stage) -> None:
    await stage.begun()
    stage.server.type(WRONG)
    stage.server.say("done")
    await stage.server.until_event(SubmitDetected)
    stage.server.switch(Language.JAVASCRIPT, SCRIPT[:1])
    stage.server.switch(Language.PYTHON, [QuestionFile(path="solution.py", content="")])
    stage.server.say("done")
    await stage.server.advance(5)
    assert len(stage.log("submit_detected")) == 1
    stage.server.type(RIGHT)
    stage.server.say("done")
    detected = await stage.server.until_event(SubmitDetected, 2)
    assert list(detected.versions) == ["solution.py"]
    assert detected.actor is Actor.AGENT
