"""What a request to the model leaves in the log."""

from agent.llm.stream import BudgetLow, Leak, Note, Spent, Uncached
from protocol.events import BudgetWarned, CacheUnread, LeakStopped, UsageRecorded
from protocol.values import Partner


def noted(note: Note, *, voice: Partner, model: str) -> UsageRecorded | BudgetWarned | CacheUnread | LeakStopped:
    """The event that keeps `note`."""
    match note:
        case Spent(tokens=tokens):
            return UsageRecorded(
                voice=voice,
                model=model,
                input_tokens=tokens.input,
                output_tokens=tokens.output,
                cache_read_tokens=tokens.cache_read,
                cache_write_tokens=tokens.cache_write,
                cost_micro_usd=note.cost_micro_usd,
                duration_ms=note.duration_ms,
            )
        case BudgetLow():
            return BudgetWarned(
                used_per_cent=note.used_per_cent, spent_micro_usd=note.spent_micro_usd, calls=note.calls
            )
        case Uncached():
            return CacheUnread(requests=note.requests, prompt_tokens=note.prompt_tokens)
        case Leak():
            return LeakStopped(voice=voice, what=note.what)
