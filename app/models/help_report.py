"""The assistant's part of a report as a pure fold: how much help there was, what it did, what it cost."""

from collections import Counter
from typing import Any

from protocol.events import (
    AssistantChangeAccepted,
    AssistantChangeProposed,
    AssistantChangeRejected,
    AssistantRated,
    AssistantTurnEnded,
    AssistantTurnStarted,
    CodeChanged,
    HelpfulnessChanged,
    RunRequested,
    SessionCreated,
    ToolUseComplete,
    ToolUseError,
    UsageRecorded,
)
from protocol.frames import Envelope
from protocol.values import Actor


class HelpFold:
    """Gathers it from events in order; folded from a filtered log it holds what that role may see."""

    def __init__(self) -> None:
        self._first = self._level = ""
        self._escalations: list[dict[str, Any]] = []
        self._count: Counter[str] = Counter()
        self._outcomes: Counter[str] = Counter()
        self._latencies_ms: list[int] = []
        self._ratings: dict[str, int] = {}
        self._usage: dict[str, Counter[str]] = {}

    def apply(self, envelope: Envelope) -> None:
        """Take one event."""
        event = envelope.event
        match event:
            case SessionCreated():
                self._first = self._level = event.helpfulness
            case HelpfulnessChanged():
                self._level = event.level
                change = {"level": event.level, "before": event.before, "reason": event.reason, "by": event.actor}
                self._escalations.append({"seq": envelope.seq, "elapsed_ms": envelope.elapsed_ms, **change})
            case AssistantTurnStarted():
                self._count["turns"] += 1
            case AssistantTurnEnded():
                self._outcomes[event.outcome] += 1
                self._latencies_ms.append(event.duration_ms)
            case ToolUseComplete():
                self._count["tool_calls_done"] += 1
            case ToolUseError():
                self._count["tool_calls_failed"] += 1
            case RunRequested(actor=Actor.ASSISTANT):
                self._count["test_runs"] += 1
            case CodeChanged(actor=Actor.ASSISTANT):
                self._count["edits"] += 1
            case AssistantChangeProposed():
                self._count["changes_proposed"] += 1
            case AssistantChangeAccepted():
                self._count["changes_accepted"] += 1
            case AssistantChangeRejected():
                self._count["changes_rejected"] += 1
            case AssistantRated():
                self._ratings[event.actor] = event.rating
            case UsageRecorded():
                voice = self._usage.setdefault(event.voice, Counter())
                voice["requests"] += 1
                for name in ("input_tokens", "output_tokens", "cache_read_tokens", "cost_micro_usd"):
                    voice[name] += getattr(event, name)
            case _:
                pass

    def result(self) -> dict[str, Any] | None:
        """The assistant's part, or None when there was none of it."""
        if not self._count and not self._escalations:
            return None
        done, failed = self._count["tool_calls_done"], self._count["tool_calls_failed"]
        latencies = sorted(self._latencies_ms)
        found: dict[str, Any] = {
            "first_level": self._first,
            "level": self._level,
            "level_changes": self._escalations,
            **{name: self._count[name] for name in ("turns", "test_runs", "edits")},
            **{name: self._count[f"changes_{name}"] for name in ("proposed", "accepted", "rejected")},
            "outcomes": dict(self._outcomes),
            "tool_calls": done + failed,
            "tool_success_per_mille": done * 1000 // (done + failed) if done + failed else None,
            "mean_ms": sum(latencies) // len(latencies) if latencies else None,
            "p95_ms": latencies[(len(latencies) * 95 - 1) // 100] if latencies else None,
        }
        if self._ratings:
            found["ratings"] = self._ratings
        if self._usage:
            found["usage"] = {voice: dict(counts) for voice, counts in self._usage.items()}
        return found
