"""A session as the outside sees it, from the host's view."""

from app.core.config import ServerSettings
from app.models.interview import InterviewOut, QuestionOut, StarterFile, VisibleCase
from app.services.session_host import SessionHost
from protocol.events import QuestionSelected
from protocol.values import InterviewMode, Language, Role

MINUTE_MS = 60_000


def interview_out(host: SessionHost) -> InterviewOut:
    """The session, without any token."""
    view = host.view
    created = view.created
    assert created is not None, "a session's first event is session_created"
    return InterviewOut(
        session_id=host.session_id,
        status=view.status,
        phase=view.phase,
        interview_type=created.interview_type,
        user_id=created.user_id,
        candidate_name=view.candidate_name,
        interview_mode=InterviewMode(view.interview_mode),
        language=Language(view.language) if view.language else None,
        difficulty=created.difficulty,
        topics=created.topics,
        question_ids=created.question_ids,
        duration_minutes=created.duration_ms // MINUTE_MS,
        helpfulness=view.assistance.level,
        context=created.context,
        metadata=created.metadata,
        created_at=view.created_at,
        elapsed_ms=host.clock.elapsed_ms(),
        remaining_ms=host.remaining_ms(),
        current_question=view.question.question_id if view.question else None,
        last_seq=view.head,
    )


def question_out(question: QuestionSelected, host: SessionHost) -> QuestionOut:
    """The current question with its starter files and visible cases."""
    return QuestionOut(
        id=question.question_id,
        title=question.question_title,
        description=question.description,
        difficulty=question.difficulty,
        language=Language(host.view.language or question.language),
        starterCode=[
            StarterFile(fileName=file.path, content=file.content)
            for file in question.files
            if file.path in host.view.paths
        ],
        testCases=[VisibleCase.of(case) for case in question.cases],
        estimatedMinutes=question.estimated_minutes,
    )


def page_link(settings: ServerSettings, session_id: str, token: str) -> str:
    """Where the holder of a token goes."""
    return f"{settings.base_url}/session/{session_id}?token={token}"


def links(settings: ServerSettings, session_id: str, tokens: dict[Role, str]) -> dict[str, str]:
    """The pages of a session by role."""
    return {str(role): page_link(settings, session_id, token) for role, token in tokens.items()}
