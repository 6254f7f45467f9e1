"""What the candidate asked the assistant, and what they did with the answer: folded from the log.

An exchange is settled when nothing more can become known of it: its code was tried or taken back, no code came,
or something else began.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from agent.documents import texts
from agent.record import QuestionRecord, Said
from protocol.events import (
    AssistantChangeAccepted,
    AssistantChangeProposed,
    AssistantChangeRejected,
    AssistantTurnEnded,
    AssistantTurnStarted,
    CodeChanged,
    InterviewCompleting,
    PromptAssessed,
    PromptsRead,
    QuestionSelected,
    RunRequested,
    SubmitDetected,
    SubmitRequested,
)
from protocol.facts import CaseReport, EventBody
from protocol.values import Actor

NAMED = 5
"""Failing tests that are told by name."""


@dataclass(slots=True)
class Exchange:
    """One message to the assistant with what was known when it was written, and what followed."""

    message_id: str
    question_id: str
    text: str
    seq: int
    files: dict[str, str]
    cases: tuple[CaseReport, ...]
    """The newest visible results."""
    results_seq: int
    before: "Exchange | None"
    """The message before on the same question."""
    worked_seqs: tuple[int, ...]
    """The candidate's newest edit and run since that one."""
    turn_id: str | None = None
    ended: bool = False
    change_id: str | None = None
    accepted_seq: int | None = None
    rejected: bool = False
    tried_seq: int | None = None
    """The candidate's first run or submission of what the assistant wrote."""
    assistant_run_seq: int | None = None
    closed: bool = False

    @property
    def settled(self) -> bool:
        """Whether all is known that will be."""
        done = self.change_id is None or self.rejected or self.tried_seq is not None
        return self.closed or (self.ended and done)

    def around(self) -> Iterator[str]:
        """What is known of the moment and of what followed, in words of ours and names of visible tests alone."""
        if not self.cases:
            yield "no test had been run"
        elif failing := [case.name for case in self.cases if not case.passed]:
            yield f"tests failing then: {', '.join(failing[:NAMED])}"
        else:
            yield "all visible tests passed then"
        if self.before is None:
            yield "it was the first message on this question"
        else:
            yield "the candidate had worked since the last message" if self.worked_seqs else "nothing was tried since"
        if self.change_id is None:
            yield "the assistant changed no code"
        elif self.rejected:
            yield "the assistant changed code, and it was taken back"
        elif self.tried_seq is not None:
            yield "the assistant changed code, and the candidate ran it before going on"
        else:
            yield "the assistant changed code, and the candidate did not run it before going on"


@dataclass(frozen=True, slots=True)
class Asked:
    """A message that was assessed and waits for its second reading; `around` is what is known besides its `text`."""

    message_id: str
    question_id: str
    seq: int
    text: str
    around: tuple[str, ...]


@dataclass(slots=True)
class Exchanges:
    """The exchanges that are not assessed yet, in order, and what the next one will be compared with."""

    open: list[Exchange] = field(default_factory=list)
    assessed: list[Asked] = field(default_factory=list)
    """Those that are, and that no model has read yet."""
    last: Exchange | None = None
    edited_seq: int | None = None
    ran_seq: int | None = None

    def asked(self, line: Said, record: QuestionRecord) -> None:
        """The candidate wrote to the assistant."""
        for exchange in self.open:
            exchange.closed = exchange.closed or exchange.ended
        asked = Exchange(
            line.message_id,
            record.id,
            line.text,
            line.seq,
            files=texts(record.shown),
            cases=tuple(record.cases),
            results_seq=record.results_seq,
            before=self.last,
            worked_seqs=tuple(seq for seq in (self.edited_seq, self.ran_seq) if seq is not None),
        )
        self.open.append(asked)
        self.last, self.edited_seq, self.ran_seq = asked, None, None

    def apply(self, event: EventBody, seq: int) -> None:
        """Fold one event."""
        match event:
            case CodeChanged(actor=Actor.CANDIDATE):
                self.edited_seq = seq
            case RunRequested(actor=Actor.ASSISTANT):
                for exchange in self.open:
                    if exchange.turn_id is not None and not exchange.ended:
                        exchange.assistant_run_seq = seq
            case RunRequested() | SubmitRequested() | SubmitDetected():
                self.ran_seq = seq
                for exchange in self.open:
                    if not exchange.closed and exchange.change_id is not None and exchange.tried_seq is None:
                        exchange.tried_seq = seq
            case QuestionSelected() | InterviewCompleting():
                self.last = self.edited_seq = self.ran_seq = None
                for exchange in self.open:
                    exchange.closed = True
            case PromptsRead():
                self.assessed = [asked for asked in self.assessed if asked.question_id != event.question_id]
            case PromptAssessed():
                for exchange in self.open:
                    if exchange.message_id == event.message_id:
                        around = tuple(exchange.around())
                        self.assessed.append(
                            Asked(exchange.message_id, exchange.question_id, exchange.seq, exchange.text, around)
                        )
                        # The next one is compared with its words alone.
                        exchange.before, exchange.files = None, {}
                self.open = [exchange for exchange in self.open if exchange.message_id != event.message_id]
            case _:
                for exchange in self.open:
                    _follow(exchange, event, seq)


def _follow(exchange: Exchange, event: EventBody, seq: int) -> None:
    match event:
        case AssistantTurnStarted(message_id=exchange.message_id):
            exchange.turn_id = event.turn_id
        case AssistantChangeProposed(turn_id=exchange.turn_id):
            exchange.change_id = event.change_id
        case AssistantTurnEnded(message_id=exchange.message_id):
            exchange.ended = True
        case AssistantChangeAccepted(change_id=exchange.change_id):
            exchange.accepted_seq = seq
        case AssistantChangeRejected(change_id=exchange.change_id):
            exchange.rejected = True
        case _:
            pass
