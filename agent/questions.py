"""The questions of one session: chosen from the bank, then kept, whatever happens to the bank."""

from collections.abc import Callable
from pathlib import Path

from agent.feedback import observations
from agent.selection import Ability, choose, estimate, language_for
from agent.state import AgentState
from bank.candidate import Known, kept
from bank.load import Bank
from bank.models import Question
from bank.pin import NotPinned, load_pinned, pin
from protocol.events import QuestionSelected


class QuestionLost(Exception):
    """A question of this session is neither pinned nor in the bank any more."""

    def __init__(self, question_id: str) -> None:
        super().__init__(question_id)
        self.question_id = question_id

    def __str__(self) -> str:
        return (
            f"the question {self.question_id} is neither in this session's folder nor in the bank any more: "
            "put it back into QUESTIONS_DIR and start the interview again"
        )


class Questions:
    """Pins what it chooses into the session's own folder `home`."""

    def __init__(self, bank: Callable[[], Bank], home: Path) -> None:
        self._bank, self._home = bank, home
        self._loaded: dict[str, Question] = {}
        self._candidate: Known | None = None

    def get(self, question_id: str) -> Question:
        """A question that this session was shown.

        Raises:
            QuestionLost: when neither the session's folder nor the bank has it.
        """
        found = self._loaded.get(question_id)
        if found is None:
            found = self._loaded[question_id] = self._load(question_id)
        return found

    def _load(self, question_id: str) -> Question:
        try:
            return load_pinned(self._home, question_id)
        except NotPinned as error:
            found = self._bank().questions.get(question_id)
            if found is None:
                raise QuestionLost(question_id) from error
            pin(found, self._home)
            return found

    def next(self, state: AgentState) -> Question | None:
        """The question to show next, pinned; None when none fits."""
        assert state.created is not None, "nothing is chosen without a session"
        wanted = state.next_request.question_id if state.next_request is not None else None
        chosen = choose(
            self._bank(),
            state.created,
            asked=state.records,
            ability_milli=self.ability(state).milli,
            wanted=wanted,
            known=self._known(),
        )
        if chosen is not None:
            pin(chosen, self._home)
            self._loaded[chosen.id] = chosen
        return chosen

    def ability(self, state: AgentState) -> Ability:
        """The candidate's ability by this session, and by what earlier ones told."""
        known = self._known()
        return estimate(observations(state), prior=Ability(known.ability_milli, known.error_milli))

    def _known(self) -> Known:
        """What the server knew of the candidate when the session began."""
        if self._candidate is None:
            self._candidate = kept(self._home)
        return self._candidate

    def none_fits(self, state: AgentState) -> str:
        """Why there is no question, and what to do about it."""
        bank, created = self._bank(), state.created
        assert created is not None, "nothing is chosen without a session"
        if not bank.questions:
            refused = f" ({len(bank.refused)} were refused)" if bank.refused else ""
            return (
                f"the question bank is empty{refused}: check QUESTIONS_DIR, and run "
                "`python run.py questions verify` to see what is wrong with its questions"
            )
        asked_for = [created.interview_type.value]
        asked_for += [created.language.value] if created.language is not None else []
        asked_for += [created.difficulty.value] if created.difficulty is not None else []
        asked_for += list(created.question_ids)
        return (
            f"none of the {len(bank.questions)} questions in the bank fits what was asked for "
            f"({', '.join(asked_for)}): create the session with other choices, or add such a question"
        )


def selected(question: Question, state: AgentState, *, index: int) -> QuestionSelected:
    """The event that shows a question."""
    assert state.created is not None, "nothing is shown without a session"
    last = state.record.language if state.record is not None else None
    language = language_for(question, state.created, last)
    return question.shown(language, index=index)
