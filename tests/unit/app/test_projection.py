"""A session is what its events say, however they are folded."""

from hypothesis import given
from hypothesis import strategies as st

from app.models.projection import SessionView, fold
from protocol.changes import difference
from protocol.events import (
    CandidateConnected,
    CandidateDisconnected,
    CodeChanged,
    CodeSnapshot,
    Event,
    InterviewInitializing,
    InterviewPaused,
    InterviewResumed,
    InterviewStarted,
    LanguageChanged,
    QuestionSelected,
    RunCancelled,
    RunRequested,
    SessionCreated,
    StartRequested,
    SubmissionJudged,
    SubmitDetected,
    SubmitRequested,
    TestsFinished,
)
from protocol.facts import (
    QuestionFile,
)
from protocol.frames import Envelope, splice_event
from protocol.values import CaseOutcome, Difficulty, InterviewType, Language, SubmitSource, code_hash

SESSION = "01a1fd49-f499-7244-96ce-362794ccc119"


def created() -> SessionCreated:
    return SessionCreated(session_id=SESSION, interview_type=InterviewType.TECHNICAL, user_id="u", duration_ms=60_000)


def selected(index: int) -> QuestionSelected:
    return QuestionSelected(
        index=index,
        question_id=f"q{index}",
        question_title="A question",
        difficulty=Difficulty.EASY,
        description="",
        languages=[Language.PYTHON],
        language=Language.PYTHON,
        files=[QuestionFile(path="solution.py", content="x")],
        cases=[],
        hidden_cases=1,
        estimated_minutes=5,
    )


def submission(kind: type[SubmitRequested] | type[SubmitDetected], number: int) -> Event:
    return kind(
        submission_id=f"s{number}",
        question_id="q0",
        source=SubmitSource.BUTTON,
        versions={},
        code_hash=f"h{number % 2}",
    )


def judged(number: int) -> Event:
    return SubmissionJudged(
        submission_id=f"s{number}",
        question_id="q0",
        accepted=True,
        outcome=CaseOutcome.PASSED,
        message="",
        passed=1,
        failed=0,
        total=1,
        hidden_passed=0,
        hidden_total=0,
        cases=[],
        duration_ms=1,
    )


def finished(number: int, error: str | None) -> Event:
    return TestsFinished(
        run_id=f"s{number}",
        kind="submission",
        question_id="q0",
        passed=0,
        failed=0,
        total=1,
        duration_ms=1,
        error=error,
    )


def switched(number: int) -> LanguageChanged:
    """To JavaScript and back; its file is new the first time only, as the server says it."""
    language = [Language.PYTHON, Language.JAVASCRIPT][number % 2]
    path = {Language.PYTHON: "solution.py", Language.JAVASCRIPT: "solution.js"}[language]
    files = [QuestionFile(path=path, content="js")] if number == 1 else []
    return LanguageChanged(question_id="q0", language=language, paths=[path], files=files, cases=[], hidden_cases=2)


small = st.integers(0, 3)
steps = st.one_of(
    st.builds(selected, small),
    st.builds(submission, st.sampled_from([SubmitRequested, SubmitDetected]), small),
    st.builds(judged, small),
    st.builds(finished, small, st.sampled_from([None, "broke"])),
    st.builds(lambda n: RunRequested(run_id=f"r{n}", question_id="q0", versions={}), small),
    st.builds(lambda n: RunCancelled(run_id=f"r{n}"), small),
    st.builds(switched, small),
    st.builds(lambda n: CandidateConnected(connection_id=f"c{n}"), small),
    st.builds(lambda n: CandidateDisconnected(connection_id=f"c{n}"), small),
    st.sampled_from([InterviewPaused(), InterviewResumed(), InterviewInitializing(generation=1), InterviewStarted()]),
    st.builds(lambda text: ("write", text), st.text("ab😀\n", max_size=8)),
    st.builds(lambda text: ("snapshot", text), st.text("ab😀\n", max_size=8)),
)


def history(drawn: list[object]) -> list[Envelope]:
    """A log in which every change fits its document, read back from its stored bytes."""
    text, version = "x", 0
    events: list[Event] = [created(), StartRequested(), selected(0)]
    for step in drawn:
        if isinstance(step, QuestionSelected):
            text, version = "x", 0
        if isinstance(step, tuple):
            kind, new = step
            version += 1
            if kind == "write":
                change = difference(text, new)
                step = CodeChanged(
                    question_id="q0", path="solution.py", version=version, changes=change, author="candidate"
                )
            else:
                step = CodeSnapshot(question_id="q0", path="solution.py", version=version, content=new)
            text = new
        events.append(step)  # type: ignore[arg-type]
    frames = [
        splice_event(SESSION, seq, "2026-01-01T00:00:00.000Z", seq * 10, event.to_json())
        for seq, event in enumerate(events, 1)
    ]
    return [Envelope.read(frame) for frame in frames]


@given(drawn=st.lists(steps, max_size=25), cut=st.integers(0, 30))
def test_an_old_view_folded_on_is_the_view_folded_afresh(drawn: list[object], cut: int) -> None:
    log = history(drawn)
    old = fold(log[:cut])
    assert fold(log[cut:], old) == fold(log)


@given(drawn=st.lists(steps, max_size=25))
def test_a_view_never_forgets_where_the_log_is(drawn: list[object]) -> None:
    log = history(drawn)
    view = fold(log)
    assert (view.head, view.elapsed_ms) == (len(log), len(log) * 10)


def test_code_that_our_machinery_could_not_judge_may_be_handed_in_again() -> None:
    view = fold(history([submission(SubmitRequested, 1), finished(1, "our sandbox broke")]))
    assert set(view.submissions.values()) == view.unjudged == {"s1"}
    assert fold(history([submission(SubmitRequested, 1), finished(1, "a compile error"), judged(1)])).unjudged == set()


def test_a_language_adds_its_documents_and_hands_in_only_them() -> None:
    view = fold(history([("write", "mine"), switched(1)]))
    assert ({path: one.text for path, one in view.documents.items()}, view.language) == (
        {"solution.py": "mine", "solution.js": "js"},
        Language.JAVASCRIPT,
    )
    assert view.versions() == {"solution.js": 0}
    assert view.question is not None
    assert (view.question.hidden_cases, [file.path for file in view.question.files]) == (
        2,
        ["solution.py", "solution.js"],
    )
    back = fold(history([("write", "mine"), switched(1), switched(2)]))
    assert (back.versions(), back.code_hash()) == ({"solution.py": 1}, code_hash({"solution.py": "mine"}))


def test_extra_time_is_part_of_the_duration() -> None:
    view = SessionView()
    body = created().model_copy(update={"context": {"accommodations": {"extra_time_minutes": 30}}})
    frame = splice_event(SESSION, 1, "2026-01-01T00:00:00.000Z", 0, body.model_dump_json(warnings=False).encode())
    view.apply(Envelope.read(frame))
    assert view.duration_ms == 31 * 60_000
