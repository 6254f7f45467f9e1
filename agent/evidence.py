"""What the words of a report may rest on: events of the log with what they show; and the check of every claim."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from agent.record import Attempt, QuestionRecord
from agent.state import AgentState
from protocol.facts import Claim
from protocol.values import Actor

SAID_CHARS = 160
SAID_KEPT = 40


@dataclass(frozen=True, slots=True)
class Witness:
    """An event and what it shows; `praises`: a strength may rest on it alone, `faults`: an improvement may."""

    seq: int
    shows: str
    question_id: str = ""
    praises: bool = True
    faults: bool = True

    def carries(self, claim: Claim) -> bool:
        """Whether a claim of this kind may rest on it."""
        return {"summary": True, "strength": self.praises, "improvement": self.faults}[claim.kind]


def witnesses(state: AgentState) -> tuple[Witness, ...]:
    """All that a claim may rest on, in the order of the log; nothing that is hidden from the candidate."""
    found = [witness for record in state.records.values() for witness in _of_question(state, record)]
    said = [line for line in state.talk if line.who is Actor.CANDIDATE][-SAID_KEPT:]
    found += [Witness(line.seq, f"the candidate wrote: {' '.join(line.text.split())[:SAID_CHARS]}") for line in said]
    if state.completing_seq:
        found.append(Witness(state.completing_seq, "the interview ended", praises=False, faults=False))
    return tuple(sorted(found, key=lambda witness: witness.seq))


def _of_question(state: AgentState, record: QuestionRecord) -> Iterator[Witness]:
    title = f"“{record.event.question_title}”"
    yield Witness(record.seq, f"{title} was shown", record.id)
    attempts = state.attempts_on(record.id)
    finished = {attempt.finished_seq for attempt in attempts}
    for tried in record.tried:
        if tried.seq not in finished:
            total = len(tried.passed) + len(tried.failed)
            shows = f"a run on {title}: {len(tried.passed)} of {total} visible tests passed"
            yield Witness(tried.seq, shows, record.id, praises=bool(tried.passed))
    for attempt in attempts:
        yield from _of_submission(attempt, title)
    for seq in record.help_seqs:
        yield Witness(seq, f"a hint was given on {title}", record.id, praises=False)


def _of_submission(attempt: Attempt, title: str) -> Iterator[Witness]:
    judged = attempt.judged
    if judged is None:
        return
    verdict = "accepted" if judged.accepted else f"not accepted ({judged.outcome.value})"
    shows = f"the submission on {title} was {verdict}: {judged.passed} of {judged.total} tests passed"
    yield Witness(attempt.seq, f"code was handed in on {title}", attempt.question_id, praises=judged.passed > 0)
    yield Witness(attempt.judged_seq, shows, attempt.question_id, praises=judged.passed > 0)


def proven(claims: Iterable[Claim], known: Sequence[Witness]) -> tuple[Claim, ...]:
    """The claims whose evidence is real: every `seq` is there, and at least one of them can carry such a claim."""
    by_seq = {witness.seq: witness for witness in known}
    return tuple(
        claim
        for claim in claims
        if all(seq in by_seq for seq in claim.evidence) and any(by_seq[seq].carries(claim) for seq in claim.evidence)
    )
