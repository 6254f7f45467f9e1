"""Where a candidate stands, in words and by the facts alone: pure."""

from collections.abc import Iterator, Sequence

from agent.detectors import streak
from agent.documents import texts
from agent.prompts.layout import clock, results
from agent.state import AgentState
from protocol.facts import CaseReport


def tested(cases: Sequence[CaseReport]) -> str:
    """The visible results of a run."""
    passed = sum(case.passed for case in cases)
    return "\n\n".join([f"{passed} of {len(cases)} visible tests passed", *results(cases)])


def progress(state: AgentState, *, now_ms: int) -> str:
    """The time, the work on this question, and its newest results."""
    return "\n".join(_lines(state, now_ms))


def _lines(state: AgentState, now_ms: int) -> Iterator[str]:
    yield f"interview time: {clock(now_ms)} gone, {clock(state.duration_ms - now_ms)} left"
    record = state.record
    if record is None:
        return
    yield f"on this question: {clock(now_ms - record.selected_ms)}, last edit {clock(now_ms - state.last_edit_ms)} ago"
    yield f"runs: {record.runs} by the candidate; submissions: {len(state.attempts_on(record.id))}"
    yield f"best so far: {record.best_run} of {len(record.event.cases)} visible tests at once"
    for case in record.cases:
        failures = streak(record.tried, case.name)
        if failures > 1:
            yield f"{case.name}: failed {failures} times in a row"
    if record.cases:
        if record.results_version != texts(record.shown):
            yield "the code was changed since these results:"
        yield tested(record.cases)
    else:
        yield "nothing was run yet"
