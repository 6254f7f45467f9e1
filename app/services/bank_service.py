"""The server's look into the question bank: what can be asked for, and the first question."""

import logging
from pathlib import Path

from app.core.errors import Invalid
from app.models.interview import InterviewIn
from bank.candidate import Known, keep
from bank.live import LiveBank
from bank.load import Bank
from bank.models import Question
from bank.offer import best, unseen
from bank.pin import NotPinned, load_pinned, pin
from protocol.events import QuestionSelected, SessionCreated
from protocol.values import Actor, QuestionId

log = logging.getLogger(__name__)


class BankService:
    """The bank as it is on disk now: read again when its files change."""

    def __init__(self, dirs: list[Path]) -> None:
        self._live = LiveBank(dirs)
        self._told: Bank | None = None

    def bank(self) -> Bank:
        """The present bank."""
        bank = self._live.get()
        if bank is not self._told:
            self._told = bank
            for refusal in bank.refused:
                log.warning("a question was refused", extra={"why": str(refusal)})
        return bank

    def check(self, wanted: InterviewIn, known: Known) -> None:
        """Refuse a session that could not be held.

        Raises:
            Invalid: naming the question, or saying that none fits.
        """
        questions = self.bank().questions
        for question_id in wanted.question_ids:
            question = questions.get(question_id)
            if question is None:
                raise Invalid(f"the bank has no question {question_id!r}", code="unknown_question")
            if wanted.language is not None and wanted.language not in question.languages:
                raise Invalid(f"{question_id} cannot be solved in {wanted.language}", code="no_such_language")
        if wanted.question_ids:
            return
        fitting = self.bank().fitting(wanted)
        if not fitting:
            topics = sorted({topic for one in questions.values() for topic in one.spec.topics})
            named = f" and one of these topics; the bank has {', '.join(topics)}" if wanted.topics else ""
            raise Invalid(
                f"no question of the bank has this interview_type, language, difficulty{named}", code="no_question_fits"
            )
        if not unseen(fitting, known):
            raise _all_seen(len(fitting))

    def check_next(self, question_id: QuestionId, created: SessionCreated, *, asked: list[str]) -> None:
        """Refuse a next question that cannot be asked.

        Raises:
            Invalid: unknown, or asked already.
        """
        if question_id not in self.bank().questions:
            raise Invalid(f"the bank has no question {question_id!r}", code="unknown_question")
        if question_id in asked:
            raise Invalid(f"{question_id} was asked already in this session", code="question_repeated")
        if created.language is not None and created.language not in self.bank().questions[question_id].languages:
            raise Invalid(f"{question_id} cannot be solved in {created.language}", code="no_such_language")

    def choices(self, created: SessionCreated, *, asked: list[str]) -> list[Question]:
        """What could be asked next in a session, by title."""
        found = self.bank().questions.values()
        speaking = [one for one in found if created.language is None or created.language in one.languages]
        return sorted((one for one in speaking if one.id not in asked), key=lambda one: one.spec.title)

    def asked(self, question_id: str, *, home: Path) -> Question:
        """A question as the session in `home` was asked it.

        Raises:
            Invalid: when neither the session's folder nor the bank has it any more.
        """
        try:
            return load_pinned(home, question_id)
        except NotPinned:
            question = self.bank().questions.get(question_id)
        if question is None:
            raise Invalid(f"the bank has no question {question_id!r} any more", code="unknown_question")
        return question

    def first_question(self, created: SessionCreated, known: Known, *, home: Path) -> QuestionSelected:
        """The question a session begins with, by what is `known` of the candidate; both are kept in its `home`.

        Raises:
            Invalid: when none fits any more, or the candidate has seen them all.
        """
        if created.question_ids:
            found = self.bank().questions.get(created.question_ids[0])
            fitting = [found] if found is not None else []
        else:
            fitting = self.bank().fitting(created)
        if not fitting:
            raise Invalid("no question of the bank fits this session any more", code="no_question_fits")
        pool = fitting if created.question_ids else unseen(fitting, known)
        question = best(pool, known, ability_milli=known.ability_milli, session_id=created.session_id)
        if question is None:
            raise _all_seen(len(fitting))
        pin(question, home)
        keep(known, home)
        language = created.language or question.languages[0]
        return question.shown(language, index=0, actor=Actor.SYSTEM)


def _all_seen(count: int) -> Invalid:
    return Invalid(
        f"this candidate was asked all {count} questions that fit in earlier sessions, and none is asked twice: "
        "widen the difficulty or language, add questions to the bank, or name question_ids to ask one again",
        code="no_question_left",
    )
