"""The prose of a report from its scores alone: what they show, and nothing beyond."""

from agent.brains.base import FinalFeedback, FinalWords
from protocol.facts import QuestionReport, Score

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


def conclusion(moment: FinalFeedback, *, candidate: str) -> FinalWords:
    """Summary, strengths and improvements for the candidate."""
    seen = [score for score in moment.scores if score.per_mille is not None]
    strong = sorted((s for s in seen if (s.per_mille or 0) >= STRONG), key=lambda s: -(s.per_mille or 0))
    weak = sorted((s for s in seen if (s.per_mille or 0) < WEAK), key=lambda s: s.per_mille or 0)
    return FinalWords(
        summary=_summary(moment, candidate),
        strengths=tuple(_line(_STRENGTHS, score) for score in strong[:MOST]),
        improvements=tuple(_line(_IMPROVEMENTS, score) for score in weak[:MOST]),
    )


def _line(lines: dict[str, str], score: Score) -> str:
    return lines[score.dimension].format(reason=score.reason)


def _summary(moment: FinalFeedback, candidate: str) -> str:
    solved = sum(report.solved for report in moment.questions)
    who = f"{candidate}, you" if candidate else "You"
    opening = f"The interview ended because {moment.reason}."
    if not moment.questions:
        return f"{opening} No question was shown, so there is nothing to report on."
    counts = f"{who} solved {solved} of {len(moment.questions)} question{'s' if len(moment.questions) != 1 else ''}."
    return " ".join([opening, counts, *(_told(report) for report in moment.questions)])


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
