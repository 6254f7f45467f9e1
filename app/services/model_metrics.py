"""What the model costs and how the assistant does, counted from committed events."""

from collections import Counter as Counts
from collections.abc import Iterable, Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from app.models.event_log import Draft, Listener, Stored
from app.models.offers import Offers
from app.services.session_host import SessionHost
from protocol.events import (
    AssistantChangeAccepted,
    AssistantChangeRejected,
    AssistantRated,
    AssistantTurnEnded,
    BrainFailed,
    BudgetWarned,
    CacheUnread,
    ChatMessage,
    HelpfulnessChanged,
    InactivityNudge,
    LeakStopped,
    ToolUseComplete,
    ToolUseError,
    UsageRecorded,
)
from protocol.facts import EventBody
from protocol.values import Helpfulness

OFFERING: frozenset[type] = frozenset({ChatMessage, InactivityNudge})
COUNTED: frozenset[type] = OFFERING | {
    UsageRecorded, BudgetWarned, CacheUnread, LeakStopped, BrainFailed, AssistantTurnEnded, ToolUseComplete,
    ToolUseError, HelpfulnessChanged, AssistantChangeAccepted, AssistantChangeRejected, AssistantRated,
}  # fmt: skip
"""The types of events that count; most others are edits, which are many."""

MICRO = 1_000_000
WHICH = ("first", "current")
TURN_S = (0.5, 1, 2, 5, 10, 20, 40, 80, 160, 320)


class ModelMetrics:
    """Counters over all sessions of a server."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def counter(name: str, what: str, *labels: str) -> Counter:
            return Counter(f"interviewlm_{name}", what, list(labels), registry=registry)

        self._requests = counter("model_requests", "Requests to the model", "voice", "model")
        self._tokens = counter("model_tokens", "Tokens of the model", "voice", "kind")
        self._dollars = counter("model_cost_dollars", "What the model cost", "voice")
        self._alarms = counter("model_alarms", "Budget warnings, unread caches, stopped leaks, failures", "kind")
        self._turns = counter("assistant_turns", "Turns of the assistant", "outcome")
        self._tools = counter("assistant_tool_calls", "Calls of the assistant's tools", "tool", "outcome")
        self._offers = counter("assistant_offers", "Unasked offers of help, and those that were taken", "outcome")
        self._levels = counter("assistant_level_changes", "Changes of the level of help", "level", "by")
        self._changes = counter("assistant_changes", "What people decided on the assistant's changes", "decision")
        self._ratings = counter("assistant_ratings", "What people think of the assistant", "by", "rating")
        self._turn_s = Histogram(
            "interviewlm_assistant_turn_seconds", "Time of a turn", registry=registry, buckets=TURN_S
        )
        self._levels_now = Gauge(
            "interviewlm_assistant_level", "Sessions with a living agent, by their first and their current level",
            ["which", "level"], registry=registry,
        )  # fmt: skip

    def measure(self, hosts: Iterable[SessionHost]) -> None:
        """Set the gauges."""
        counts = Counts((which, level) for host in hosts if host.run is not None for which, level in _levels_of(host))
        for which in WHICH:
            for level in Helpfulness:
                self._levels_now.labels(which, level).set(counts[which, level])

    def observer(self) -> Listener:
        """What counts the events of one session, from when it comes into memory."""
        offers = Offers()

        def observe(_: Stored, draft: Draft) -> None:
            if type(draft.event) not in OFFERING:
                self._observe(draft.event)
            elif (outcome := offers.apply(draft.event, draft.elapsed_ms)) is not None:
                self._offers.labels(outcome).inc()

        return observe

    def _observe(self, event: EventBody | None) -> None:
        match event:
            case UsageRecorded():
                self._requests.labels(event.voice, event.model).inc()
                self._dollars.labels(event.voice).inc(event.cost_micro_usd / MICRO)
                for kind in ("input", "output", "cache_read", "cache_write"):
                    self._tokens.labels(event.voice, kind).inc(getattr(event, f"{kind}_tokens"))
            case AssistantTurnEnded():
                self._turns.labels(event.outcome).inc()
                self._turn_s.observe(event.duration_ms / 1000)
            case ToolUseComplete():
                self._tools.labels(event.tool_name, "complete").inc()
            case ToolUseError():
                # A name that is no tool is the model's own word.
                self._tools.labels("unknown" if event.fault == "not_allowed" else event.tool_name, event.fault).inc()
            case HelpfulnessChanged():
                self._levels.labels(event.level, event.actor).inc()
            case AssistantChangeAccepted() | AssistantChangeRejected():
                self._changes.labels("accept" if isinstance(event, AssistantChangeAccepted) else "reject").inc()
            case AssistantRated():
                self._ratings.labels(event.actor, str(event.rating)).inc()
            case BudgetWarned() | CacheUnread() | LeakStopped() | BrainFailed():
                self._alarms.labels(event.event_type).inc()
            case _:
                pass


def _levels_of(host: SessionHost) -> Iterator[tuple[str, Helpfulness]]:
    assert host.view.created is not None, "a session begins with it"
    yield from zip(WHICH, (host.view.created.helpfulness, host.view.assistance.level), strict=True)
