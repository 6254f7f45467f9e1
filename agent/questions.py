"""The questions of one session: chosen from the bank, then kept, whatever happens to the bank."""

import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from agent.feedback import observations
from agent.selection import Ability, choose, estimate, language_for
from agent.state import AgentState
from bank.candidate import Known, kept
from bank.load import Bank
from bank.models import Question
from bank.offer import LOGITS
from bank.pin import NotPinned, load_pinned, pin
from protocol.events import QuestionSelected

if TYPE_CHECKING:
    from agent.authoring import Wish


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
        if chosen is None and wanted is None and state.unasked_draft is not None:
            return self.get(state.unasked_draft)
        if chosen is not None:
            self.keep(chosen)
        return chosen

    def keep(self, question: Question) -> None:
        """Pin a question for this session."""
        pin(question, self._home)
        self._loaded[question.id] = question

    def foreseen(self, state: AgentState) -> Question | None:
        """What would be shown next if this question were over now; None when the bank has none that fits."""
        assert state.created is not None, "nothing is chosen without a session"
        return choose(
            self._bank(),
            state.created,
            asked=state.records,
            ability_milli=self.ability(state).milli,
            known=self._known(),
        )

    def taken(self) -> list[str]:
        """The ids that no new question may have."""
        return list(self._bank().questions)

    def wish(self, state: AgentState) -> "Wish":
        """What kind of question would come next: on a topic of the bank that was not asked yet; all of it is public."""
        from agent.authoring import Wish
        from agent.draft_kinds import DraftKind

        assert state.created is not None, "nothing is chosen without a session"
        assert state.record is not None, "a question is written while another one is worked on"
        created, ability = state.created, self.ability(state).milli / 1000
        asked = {topic for record in state.records.values() for topic in record.event.topics}
        kind = self._bank().choose(type=created.interview_type)
        every = set(created.topics) or {topic for one in kind for topic in one.spec.topics}
        topics = sorted(every - asked) or sorted(every)
        lot = zlib.crc32(f"{created.session_id} {len(state.records)}".encode())
        nearest = min(LOGITS, key=lambda difficulty: abs(LOGITS[difficulty] - ability))
        return Wish(
            topics[lot % len(topics)],
            created.difficulty or nearest,
            (created.language or state.record.language,),
            unlike=tuple(record.event.question_title for record in state.records.values()),
            kind=DraftKind.of(created.interview_type),
        )

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
        asked_for += [*created.topics, *created.question_ids]
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
