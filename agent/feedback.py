"""Scores from facts: what was passed, tried, needed and written. Words come from a brain.

Each dimension is 0 to 1000 with the events it rests on, or None where nothing was observed: no
dimension is guessed, and one without a score is no weakness.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from agent.complexity import Size, measure
from agent.record import Attempt, QuestionRecord
from agent.selection import Observation, credit
from agent.state import AgentState
from bank.models import Question
from protocol.facts import QuestionReport, Score

WEIGHTS = {
    "correctness": 35,
    "robustness": 20,
    "efficiency": 10,
    "first_time_right": 10,
    "independence": 10,
    "pace": 10,
    "simplicity": 5,
}
"""How much each dimension counts in the whole; those that were not observed count nothing."""

CATEGORIES = {"correctness": ("basic",), "robustness": ("edge", "error"), "efficiency": ("scale",)}

FORGEABLE = "the tests ran in one process with the code, which is weaker against forged results: look at the code, too"
FAILED_COST = 250
SLOWEST = 3.0
"""At so many times the estimate the pace is 0."""
PLAIN_BRANCHES, TANGLED_BRANCHES = 6, 24
PLAIN_SIZE, BLOATED_SIZE = 1.5, 4.0
"""Lines as a multiple of a compact solution."""


@dataclass(frozen=True, slots=True)
class Work:
    """One question as it was worked on. `compact_lines` is the size of a good solution, when known.

    `forgeable`: the verdicts come from tests that shared their process with the candidate's code.
    """

    record: QuestionRecord
    attempts: Sequence[Attempt]
    hints: int
    spent_ms: int
    compact_lines: int | None
    forgeable: bool = False

    @property
    def judged(self) -> list[Attempt]:
        """The submissions with a verdict."""
        return [attempt for attempt in self.attempts if attempt.judged is not None]

    @property
    def best(self) -> Attempt | None:
        """The submission that passed most; the later of equals."""
        return max(self.judged, key=lambda a: (a.judged.passed if a.judged else 0, a.seq), default=None)


def work_of(state: AgentState, question_id: str, question: Question | None, *, now_ms: int) -> Work:
    """Gather what a question's report rests on."""
    record = state.records[question_id]
    left_ms = now_ms if record.left_ms is None else record.left_ms
    hints = len(question.hints) if question is not None else record.rung
    spent_ms = max(0, left_ms - record.selected_ms)
    work = Work(record, state.attempts_on(question_id), hints, spent_ms=spent_ms, compact_lines=None)
    if question is None:
        return work
    work = replace(work, forgeable=question.spec.judge == "tests")
    if work.best is None or work.best.language not in question.packs:
        return work
    return replace(work, compact_lines=question.packs[work.best.language].compact_lines or None)


def question_report(work: Work) -> QuestionReport:
    """What happened on one question, with its scores."""
    record, best = work.record, work.best
    total = len(record.event.cases) + record.event.hidden_cases
    return QuestionReport(
        question_id=record.id,
        question_title=record.event.question_title,
        difficulty=record.event.difficulty,
        solved=record.solved,
        attempts=len(work.judged),
        runs=record.runs,
        hints=min(record.rung, work.hints),
        spent_ms=work.spent_ms,
        best_passed=best.judged.passed if best is not None and best.judged is not None else record.best_run,
        total=total,
        scores=_scores(work),
    )


def _scores(work: Work) -> list[Score]:
    return [
        *(_by_category(work, dimension, names) for dimension, names in CATEGORIES.items()),
        _first_time_right(work),
        _independence(work),
        _pace(work),
        _simplicity(work),
    ]


def _unobserved(dimension: str, reason: str) -> Score:
    return Score(dimension=dimension, per_mille=None, reason=reason)


def _by_category(work: Work, dimension: str, names: Iterable[str]) -> Score:
    best = work.best
    if best is None or best.judged is None:
        return _unobserved(dimension, "nothing was handed in")
    found = [best.judged.categories[name] for name in names if name in best.judged.categories]
    passed, total = sum(one[0] for one in found), sum(one[1] for one in found)
    if not total:
        return _unobserved(dimension, "the question has no such cases")
    reason = f"{passed} of {total} {' and '.join(names)} cases pass in the best submission"
    if work.forgeable:
        reason += f"; {FORGEABLE}"
    return Score(dimension=dimension, per_mille=1000 * passed // total, reason=reason, evidence=[best.judged_seq])


def _first_time_right(work: Work) -> Score:
    judged = work.judged
    if not judged:
        return _unobserved("first_time_right", "nothing was handed in")
    evidence = [attempt.judged_seq for attempt in judged]
    failed = sum(1 for attempt in judged if attempt.judged is not None and not attempt.judged.accepted)
    if not work.record.solved:
        reason = f"none of {len(judged)} submissions was accepted"
        return Score(dimension="first_time_right", per_mille=0, reason=reason, evidence=evidence)
    value = max(0, 1000 - FAILED_COST * failed)
    reason = "accepted at once" if not failed else f"accepted after {failed} that failed"
    return Score(dimension="first_time_right", per_mille=value, reason=reason, evidence=evidence)


def _independence(work: Work) -> Score:
    record = work.record
    if not record.touched and not work.judged:
        return _unobserved("independence", "the code was not worked on")
    shown = min(record.rung, work.hints)
    value = 1000 - 1000 * shown // max(1, work.hints)
    reason = "no hint was given" if not shown else f"{shown} of {work.hints} hints were given"
    share = record.written_per_cent
    if share:
        value = value * (100 - share) // 100
        reason += f"; the assistant wrote {share} % of the new code"
    evidence = [record.seq, *record.help_seqs, *(one.seq for one in record.written.values())]
    return Score(dimension="independence", per_mille=value, reason=reason, evidence=evidence)


def _pace(work: Work) -> Score:
    record = work.record
    accepted = next((a for a in work.judged if a.judged is not None and a.judged.accepted), None)
    if accepted is None:
        return _unobserved("pace", "the question was not solved")
    spent_ms = accepted.judged_ms - record.selected_ms
    share = spent_ms / (record.event.estimated_minutes * 60_000)
    reason = f"solved in {spent_ms / 60_000:.1f} of an estimated {record.event.estimated_minutes} minutes"
    return Score(
        dimension="pace",
        per_mille=_falling(share, best=1.0, worst=SLOWEST),
        reason=reason,
        evidence=[record.seq, accepted.judged_seq],
    )


def _simplicity(work: Work) -> Score:
    best = work.best
    if best is None or best.judged is None or best.files is None:
        return _unobserved("simplicity", "nothing was handed in")
    if not best.judged.passed:
        return _unobserved("simplicity", "no case passes, so the code cannot be compared")
    size = measure(next(iter(best.files.values()), ""), best.language)  # the main file comes first
    parts = list(_size_parts(size, work.compact_lines))
    if not parts:
        return _unobserved("simplicity", "the size of this code could not be measured")
    branches = "" if size.branches is None else f", at most {size.branches} paths through a function"
    return Score(
        dimension="simplicity",
        per_mille=sum(parts) // len(parts),
        reason=f"{size.lines} lines of code{branches}",
        evidence=[best.seq],
    )


def _size_parts(size: Size, compact_lines: int | None) -> Iterable[int]:
    if size.branches is not None:
        yield _falling(size.branches, best=PLAIN_BRANCHES, worst=TANGLED_BRANCHES)
    if compact_lines:
        yield _falling(size.lines / compact_lines, best=PLAIN_SIZE, worst=BLOATED_SIZE)


def _falling(value: float, *, best: float, worst: float) -> int:
    """1000 up to `best`, 0 from `worst`, a straight line between."""
    return round(1000 * min(1.0, max(0.0, (worst - value) / (worst - best))))


def overall_scores(reports: Sequence[QuestionReport]) -> list[Score]:
    """Each dimension over all questions: the mean of those where it was observed."""
    found: dict[str, list[tuple[str, Score]]] = {dimension: [] for dimension in WEIGHTS}
    for report in reports:
        for score in report.scores:
            if score.per_mille is not None:
                found[score.dimension].append((report.question_title, score))
    return [_mean(dimension, scores) for dimension, scores in found.items()]


def _mean(dimension: str, scores: Sequence[tuple[str, Score]]) -> Score:
    """The mean over the questions, each with its title, on which `dimension` was observed."""
    values = [score.per_mille for _, score in scores if score.per_mille is not None]
    if not values:
        return _unobserved(dimension, "not observed on any question")
    if len(scores) == 1:
        return scores[0][1]
    evidence = sorted({seq for _, score in scores for seq in score.evidence})
    reason = "; ".join(f"on “{title}” {score.reason}" for title, score in scores)
    return Score(dimension=dimension, per_mille=sum(values) // len(values), reason=reason, evidence=evidence)


def overall_per_mille(scores: Iterable[Score], weights: Mapping[str, int] = WEIGHTS) -> int | None:
    """All dimensions in one number, by weight; None when nothing was observed."""
    seen = [(weights[score.dimension], score.per_mille) for score in scores if score.per_mille is not None]
    total = sum(weight for weight, _ in seen)
    return sum(weight * value for weight, value in seen) // total if total else None


def observations(state: AgentState) -> list[Observation]:
    """What the judged submissions say about ability, a question each."""
    found = []
    for record in state.records.values():
        judged = [a.judged for a in state.attempts_on(record.id) if a.judged is not None]
        if judged:
            best = max(judged, key=lambda one: one.passed)
            value = credit(
                solved=record.solved,
                failed_before=sum(not one.accepted for one in judged),
                hints=record.rung,
                best_passed=best.passed,
                total=best.total,
            )
            found.append(Observation(record.event.difficulty, value))
    return found
