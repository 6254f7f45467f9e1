"""How the candidate wrote to the assistant, as a pure fold over what was said of each message."""

from app.models.report_out import AssessedMessage, PromptReport, SecondOpinion
from protocol.events import ChatMessage, PromptAssessed, PromptsRead
from protocol.facts import EventBody, Score
from protocol.values import Actor, PromptDimension


class PromptFold:
    """Gathers it from events in order; who does not use the assistant is not observed, which is no zero."""

    def __init__(self) -> None:
        self._asked = 0
        self._messages: list[AssessedMessage] = []
        self._seen: dict[PromptDimension, list[Score]] = {dimension: [] for dimension in PromptDimension}
        self._read: dict[PromptDimension, list[Score]] = {dimension: [] for dimension in PromptDimension}
        self._readings: dict[str, list[Score]] = {}
        self._unread: list[str] = []
        self._model = ""

    def apply(self, event: EventBody, seq: int) -> None:
        """Take one event."""
        match event:
            case ChatMessage(actor=Actor.CANDIDATE, to="assistant"):
                self._asked += 1
            case PromptAssessed(message_id=message_id, question_id=question_id, scores=scores):
                message = AssessedMessage(seq=seq, message_id=message_id, question_id=question_id, scores=scores)
                self._messages.append(message)
                _gather(self._seen, scores)
            case PromptsRead(model=model, readings=readings, reason=reason):
                self._model = model or self._model
                self._unread += [reason] if reason else []
                for reading in readings:
                    self._readings[reading.message_id] = reading.scores
                    _gather(self._read, reading.scores)
            case _:
                pass

    def result(self) -> PromptReport | None:
        """A mean for each dimension and every message; None for who may not see it."""
        if self._asked and not self._messages:
            return None
        reading = SecondOpinion(model=self._model, scores=_means(self._read)) if self._readings else None
        messages = [
            one.model_copy(update={"reading": self._readings.get(one.message_id, [])}) for one in self._messages
        ]
        return PromptReport(scores=_means(self._seen), messages=messages, reading=reading, unread=self._unread)


def _gather(into: dict[PromptDimension, list[Score]], scores: list[Score]) -> None:
    for score in scores:
        if score.per_mille is not None:
            into[PromptDimension(score.dimension)].append(score)


def _means(gathered: dict[PromptDimension, list[Score]]) -> list[Score]:
    return [_mean(dimension, scores) for dimension, scores in gathered.items()]


def _mean(dimension: PromptDimension, scores: list[Score]) -> Score:
    if not scores:
        return Score(dimension=dimension.value, per_mille=None, reason="not observed")
    values = [score.per_mille for score in scores if score.per_mille is not None]
    evidence = sorted({seq for score in scores for seq in score.evidence})
    reason = f"the mean of {len(values)} message{'s' if len(values) != 1 else ''}"
    return Score(dimension=dimension.value, per_mille=sum(values) // len(values), reason=reason, evidence=evidence)
