"""The prose of a report from its scores alone: what they show, and nothing beyond."""

from collections.abc import Iterator

from agent.brains.base import FinalFeedback
from protocol.facts import Claim, QuestionReport, Score

STRONG, WEAK = 800, 600
MOST = 4

_STRENGTHS = {
    "correctness": "The main behaviour is right: {reason}.",
    "robustness": "Special cases were thought of: {reason}.",
    "efficiency": "The solution copes with large inputs: {reason}.",
    "first_time_right": "You handed in when it was ready: {reason}.",
    "independence": "You worked on your own: {reason}.",
    "pace": "You worked at a good pace: {reason}.",
    "simplicity": "The code is compact and easy to follow: {reason}.",
}
_IMPROVEMENTS = {
    "correctness": "Begin with the examples of the statement and make each pass before going on: {reason}.",
    "robustness": "List the empty, smallest and invalid inputs before coding, and try each: {reason}.",
    "efficiency": "Estimate the work for the largest allowed input before choosing an approach: {reason}.",
    "first_time_right": "Run the visible cases and a few of your own before handing in: {reason}.",
    "independence": "Practise questions of this kind without help until the first step comes by itself: {reason}.",
    "pace": "Practise with a clock, and settle the approach before typing: {reason}.",
    "simplicity": "Look for a shorter form once the tests pass, for example fewer nested branches: {reason}.",
}


def conclusion(moment: FinalFeedback, *, candidate: str) -> tuple[Claim, ...]:
    """Summary, strengths and improvements for the candidate."""
    seen = [score for score in moment.scores if score.per_mille is not None]
    strong = sorted((s for s in seen if (s.per_mille or 0) >= STRONG), key=lambda s: -(s.per_mille or 0))
    weak = sorted((s for s in seen if (s.per_mille or 0) < WEAK), key=lambda s: s.per_mille or 0)
    return (
        *_summary(moment, candidate),
        *(Claim(kind="strength", text=_line(_STRENGTHS, one), evidence=one.evidence) for one in strong[:MOST]),
        *(Claim(kind="improvement", text=_line(_IMPROVEMENTS, one), evidence=one.evidence) for one in weak[:MOST]),
    )


def _line(lines: dict[str, str], score: Score) -> str:
    return lines[score.dimension].format(reason=score.reason)


def _summary(moment: FinalFeedback, candidate: str) -> Iterator[Claim]:
    solved = sum(report.solved for report in moment.questions)
    who = f"{candidate}, you" if candidate else "You"
    opening = f"The interview ended because {moment.reason}."
    last = [moment.witnesses[-1].seq] if moment.witnesses else []
    if not moment.questions:
        text = f"{opening} No question was shown, so there is nothing to report on."
        yield Claim(kind="summary", text=text, evidence=last)
        return
    yield Claim(kind="summary", text=opening, evidence=last)
    told = {report.question_id: _seqs(moment, report) for report in moment.questions}
    counts = f"{who} solved {solved} of {len(moment.questions)} question{'s' if len(moment.questions) != 1 else ''}."
    yield Claim(kind="summary", text=counts, evidence=[seq for seqs in told.values() for seq in seqs])
    for report in moment.questions:
        yield Claim(kind="summary", text=_told(report), evidence=told[report.question_id])


def _seqs(moment: FinalFeedback, report: QuestionReport) -> list[int]:
    return [witness.seq for witness in moment.witnesses if witness.question_id == report.question_id]


def _told(report: QuestionReport) -> str:
    minutes = max(1, round(report.spent_ms / 60_000))
    time = f"in about {minutes} minute{'s' if minutes != 1 else ''}"
    hints = f", {report.hints} hint{'s' if report.hints != 1 else ''}" if report.hints else ""
    tries = f"{report.attempts} submission{'s' if report.attempts != 1 else ''}"
    name = f"“{report.question_title}” ({report.difficulty.value})"
    if report.solved:
        return f"{name} was solved {time} with {tries}{hints}."
    if report.attempts:
        return f"{name} was not solved: the best of {tries} passed {report.best_passed} of {report.total} cases{hints}."
    return f"{name} was not handed in{hints}."
