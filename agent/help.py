"""What the agent knows of the assistant's part: folded from the log, like everything else it knows."""

import json
from dataclasses import dataclass, field

from agent.change import together
from agent.record import Said
from protocol.changes import inserted_text
from protocol.events import (
    AssistancePaused,
    AssistanceResumed,
    AssistantRemembered,
    AssistantStopRequested,
    AssistantTurnEnded,
    AssistantTurnStarted,
    CodeChanged,
    HelpfulnessChanged,
    TerminalOutput,
    ToolUseComplete,
    ToolUseDecided,
    ToolUseError,
    ToolUseStart,
    UsageRecorded,
)
from protocol.facts import ChangedFile, EventBody
from protocol.values import Actor, Assistance, Helpfulness, TurnOutcome

TERMINAL_KEPT = 12_000
"""Characters of each terminal's newest output."""

Message = dict[str, object]
"""One message of the conversation with the model."""


@dataclass(slots=True)
class Turn:
    """The turn that runs. `before` are the documents' texts before it wrote."""

    turn_id: str
    message_id: str
    question_id: str
    level: Helpfulness
    began_ms: int
    stopped: bool = False
    tool_calls: int = 0
    open_calls: dict[str, ToolUseStart] = field(default_factory=dict)
    ended_calls: dict[str, tuple[str, bool]] = field(default_factory=dict)
    """What people were told that each call gave, and whether it failed."""
    decisions: dict[str, bool] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    sets: dict[str, dict[str, "Brought"]] = field(default_factory=dict)
    """What each of its sets of changes did to documents, by path."""
    files: list[ChangedFile] = field(default_factory=list)
    """The other files that it changed."""
    usage: list[UsageRecorded] = field(default_factory=list)
    writing: set[tuple[str, str]] = field(default_factory=set)
    """Edits made since the last call ended: the path, and what begins the ids of their changes."""

    def wrote(self, event: CodeChanged, before: str) -> None:
        """It changed a document whose text was `before`."""
        self.before.setdefault(event.path, before)
        set_id = (event.change_id or "").rpartition("/")[0]
        self.writing.add((event.path, set_id))
        brought = self.sets.setdefault(set_id, {}).setdefault(event.path, Brought(before))
        brought.lines += inserted_text(event.changes).count("\n")


@dataclass(slots=True)
class Brought:
    """What a set of changes did to one document: its text `before`, and the `lines` that were inserted in all."""

    before: str
    lines: int = 0


@dataclass(slots=True)
class Leaning:
    """What was seen since the level last changed: what an adaptation rests on."""

    since_seq: int = 0
    since_ms: int = 0
    failed_runs: int = 0
    """Runs in a row that passed no more cases than the best before."""
    best_passed: int = 0
    typed: int = 0
    """Characters that the candidate inserted."""
    written: int = 0
    """Characters that the assistant inserted."""
    asked_in_a_row: int = 0
    """Messages to the assistant since the candidate last edited."""


@dataclass(slots=True)
class Help:
    """The assistant's part of the state."""

    kind: Assistance = Assistance.OFF
    level: Helpfulness = Helpfulness.CONSULTANT
    locked: bool = False
    paused: bool = False
    queue: list[Said] = field(default_factory=list)
    """Messages for the assistant that are not answered; the first one's turn may be running."""
    turn: Turn | None = None
    memory: dict[str, list[tuple[str, Message]]] = field(default_factory=dict)
    """Per question the conversation with the model, each message with its turn."""
    shown: dict[str, int] = field(default_factory=dict)
    """The versions of the documents that the model was last shown."""
    shown_on: str | None = None
    terminals: dict[str, str] = field(default_factory=dict)
    leaning: Leaning = field(default_factory=Leaning)
    runs: int = 0
    """Runs that the assistant asked for."""

    def edited(self, event: CodeChanged, before: str) -> None:
        """The document's text was `before`."""
        if event.actor is Actor.CANDIDATE:
            self.leaning.typed += len(inserted_text(event.changes))
            self.leaning.asked_in_a_row = 0
        elif event.actor is Actor.ASSISTANT:
            self.leaning.written += len(inserted_text(event.changes))
            if self.turn is not None:
                self.turn.wrote(event, before)

    def asked(self, line: Said) -> None:
        """Somebody wrote to the assistant."""
        self.queue.append(line)
        self.leaning.asked_in_a_row += 1

    def finished(self, passed: int, total: int) -> None:
        """A run or a submission of the candidate's code ended."""
        lean = self.leaning
        if passed > lean.best_passed or passed == total:
            lean.best_passed, lean.failed_runs = max(passed, lean.best_passed), 0
        else:
            lean.failed_runs += 1

    def moved_on(self, seq: int, now_ms: int) -> None:
        """Another question: what was seen on the last one says nothing of this one."""
        self.leaning = Leaning(since_seq=seq, since_ms=now_ms)

    def apply(self, event: EventBody, seq: int, now_ms: int) -> None:
        """Fold one event that is about the assistant."""
        match event:
            case HelpfulnessChanged():
                self.level, self.locked = event.level, event.locked
                self.leaning = Leaning(since_seq=seq, since_ms=now_ms, best_passed=self.leaning.best_passed)
            case AssistancePaused():
                self.paused = True
            case AssistanceResumed():
                self.paused = False
            case AssistantTurnStarted():
                self.turn = Turn(event.turn_id, event.message_id, event.question_id, event.level, now_ms)
                self.shown, self.shown_on = event.versions, event.question_id
            case AssistantRemembered():
                message: Message = {"role": event.role, "content": json.loads(event.content)}
                self.memory.setdefault(event.question_id, []).append((event.turn_id, message))
            case AssistantTurnEnded():
                self._end(event)
            case TerminalOutput() if self.kind is not Assistance.OFF:
                text = self.terminals.get(event.terminal, "") + event.text
                self.terminals[event.terminal] = text[-TERMINAL_KEPT:]
            case _ if self.turn is not None:
                self._fold_turn(self.turn, event)

    def _end(self, event: AssistantTurnEnded) -> None:
        self.queue = [line for line in self.queue if line.message_id != event.message_id]
        if event.outcome in {TurnOutcome.REFUSED, TurnOutcome.FAILED} and self.turn is not None:
            # What the model would not or could not answer is not sent again.
            kept = self.memory.get(self.turn.question_id, [])
            self.memory[self.turn.question_id] = [one for one in kept if one[0] != event.turn_id]
            self.shown_on = None
        self.turn = None

    @staticmethod
    def _fold_turn(turn: Turn, event: EventBody) -> None:
        match event:
            case AssistantStopRequested(turn_id=turn.turn_id):
                turn.stopped = True
            case ToolUseStart():
                turn.tool_calls += 1
                turn.open_calls[event.tool_use_id] = event
            case ToolUseDecided():
                turn.decisions[event.tool_use_id] = event.allowed
            case ToolUseComplete() | ToolUseError():
                turn.open_calls.pop(event.tool_use_id, None)
                told = (event.message, True) if isinstance(event, ToolUseError) else (event.output, False)
                turn.ended_calls[event.tool_use_id] = told
                turn.files = together(turn.files, event.files)
                if not turn.open_calls:
                    turn.writing.clear()
            case UsageRecorded(voice="assistant"):
                turn.usage.append(event)
            case _:
                pass
