"""The assistant's part of a report as a pure fold: how much help there was, what it did, what it cost."""

from collections import Counter
from typing import Literal

from app.models.offers import Offers
from app.models.report_out import AssistanceReport, LevelChange, ModelUsage
from protocol.events import (
    AssistantChangeAccepted,
    AssistantChangeProposed,
    AssistantChangeRejected,
    AssistantRated,
    AssistantTurnEnded,
    AssistantTurnStarted,
    CodeChanged,
    HelpfulnessChanged,
    InterviewInitialized,
    RunRequested,
    SessionCreated,
    ToolUseComplete,
    ToolUseError,
    UsageRecorded,
)
from protocol.frames import Envelope
from protocol.values import Actor, Assistance, Helpfulness, Partner, TurnOutcome

EDITING = frozenset({"edit_file", "write_file"})
"""The tools whose finished calls are edits, as those of others are that changed something; many pieces are one edit."""


class HelpFold:
    """Gathers it from events in order; folded from a filtered log it holds what that role may see."""

    def __init__(self) -> None:
        self._first = self._level = Helpfulness.CONSULTANT
        self._kind = Assistance.OFF
        self._offers = Offers()
        self._changes: list[LevelChange] = []
        self._count: Counter[str] = Counter()
        self._wrote = False
        self._outcomes: Counter[TurnOutcome] = Counter()
        self._decided: dict[str, Literal["open", "accepted", "rejected"]] = {}
        self._latencies_ms: list[int] = []
        self._ratings: dict[Actor, int] = {}
        self._usage: dict[Partner, ModelUsage] = {}

    def apply(self, envelope: Envelope) -> None:
        """Take one event."""
        event = envelope.event
        self._offers.apply(event, envelope.elapsed_ms)
        match event:
            case SessionCreated():
                self._first = self._level = event.helpfulness
            case InterviewInitialized():
                self._kind = event.assistance
            case HelpfulnessChanged(level=level, before=before, reason=reason, actor=actor):
                self._level = level
                at = {"seq": envelope.seq, "elapsed_ms": envelope.elapsed_ms}
                self._changes.append(LevelChange(**at, level=level, before=before, reason=reason, by=actor))
            case AssistantTurnStarted():
                self._count["turns"] += 1
            case AssistantTurnEnded():
                self._outcomes[event.outcome] += 1
                self._latencies_ms.append(event.duration_ms)
            case CodeChanged(actor=Actor.ASSISTANT):
                self._wrote = True
            case ToolUseComplete():
                self._count["tool_calls_done"] += 1
                self._count["edits"] += self._wrote or bool(event.files) or event.tool_name in EDITING
                self._wrote = False
            case ToolUseError():
                self._count["tool_calls_failed"] += 1
                self._wrote = False
            case RunRequested(actor=Actor.ASSISTANT):
                self._count["test_runs"] += 1
            case AssistantChangeProposed():
                self._decided[event.change_id] = "open"
            case AssistantChangeAccepted():
                self._decided[event.change_id] = "accepted"
            case AssistantChangeRejected():
                self._decided[event.change_id] = "rejected"
            case AssistantRated():
                self._ratings[event.actor] = event.rating
            case UsageRecorded():
                self._usage[event.voice] = with_request(self._usage.get(event.voice, ModelUsage()), event)
            case _:
                pass

    def result(self) -> AssistanceReport | None:
        """The assistant's part, or None when there was none of it."""
        if self._kind is Assistance.OFF and not self._count and not self._changes:
            return None
        done, failed = self._count["tool_calls_done"], self._count["tool_calls_failed"]
        decided = Counter(self._decided.values())
        latencies = sorted(self._latencies_ms)
        return AssistanceReport(
            first_level=self._first,
            level=self._level,
            level_changes=self._changes,
            offers_made=self._offers.made,
            offers_taken=self._offers.taken,
            turns=self._count["turns"],
            test_runs=self._count["test_runs"],
            edits=self._count["edits"],
            proposed=len(self._decided),
            accepted=decided["accepted"],
            rejected=decided["rejected"],
            outcomes=dict(self._outcomes),
            tool_calls=done + failed,
            tool_success_per_mille=done * 1000 // (done + failed) if done + failed else None,
            mean_ms=sum(latencies) // len(latencies) if latencies else None,
            p95_ms=latencies[(len(latencies) * 95 - 1) // 100] if latencies else None,
            ratings=self._ratings,
            usage=self._usage,
        )


def with_request(usage: ModelUsage, event: UsageRecorded) -> ModelUsage:
    """The usage after one more request."""
    return ModelUsage(
        requests=usage.requests + 1,
        input_tokens=usage.input_tokens + event.input_tokens,
        output_tokens=usage.output_tokens + event.output_tokens,
        cache_read_tokens=usage.cache_read_tokens + event.cache_read_tokens,
        cache_write_tokens=usage.cache_write_tokens + event.cache_write_tokens,
        cost_micro_usd=usage.cost_micro_usd + event.cost_micro_usd,
    )
