"""How the candidate wrote to the assistant, as a pure fold over what was said of each message."""

from app.models.report_out import AssessedMessage, PromptReport
from protocol.events import ChatMessage, PromptAssessed
from protocol.facts import EventBody, Score
from protocol.values import Actor, PromptDimension


class PromptFold:
    """Gathers it from events in order; who does not use the assistant is not observed, which is no zero."""

    def __init__(self) -> None:
        self._asked = 0
        self._messages: list[AssessedMessage] = []
        self._seen: dict[PromptDimension, list[Score]] = {dimension: [] for dimension in PromptDimension}

    def apply(self, event: EventBody, seq: int) -> None:
        """Take one event."""
        match event:
            case ChatMessage(actor=Actor.CANDIDATE, to="assistant"):
                self._asked += 1
            case PromptAssessed(message_id=message_id, question_id=question_id, scores=scores):
                message = AssessedMessage(seq=seq, message_id=message_id, question_id=question_id, scores=scores)
                self._messages.append(message)
                for score in scores:
                    if score.per_mille is not None:
                        self._seen[PromptDimension(score.dimension)].append(score)
            case _:
                pass

    def result(self) -> PromptReport | None:
        """A mean for each dimension and every message; None for who may not see it."""
        if self._asked and not self._messages:
            return None
        means = [_mean(dimension, scores) for dimension, scores in self._seen.items()]
        return PromptReport(scores=means, messages=self._messages)


def _mean(dimension: PromptDimension, scores: list[Score]) -> Score:
    if not scores:
        return Score(dimension=dimension.value, per_mille=None, reason="not observed")
    values = [score.per_mille for score in scores if score.per_mille is not None]
    evidence = sorted({seq for score in scores for seq in score.evidence})
    reason = f"the mean of {len(values)} message{'s' if len(values) != 1 else ''}"
    return Score(dimension=dimension.value, per_mille=sum(values) // len(values), reason=reason, evidence=evidence)
