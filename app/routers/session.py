"""REST: what happens inside a session."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from app.core.errors import Invalid, UnknownSession
from app.core.stream_protocol import ENDLESS
from app.models.interview import (
    CancelledOut,
    EventsAccepted,
    EventsIn,
    InitializedOut,
    InterviewOut,
    JoinIn,
    LanguageIn,
    NextIn,
    PauseIn,
    QuestionOut,
    ResumeIn,
    RoleOut,
    RunIn,
    StartIn,
    SubmissionOut,
    SubmitIn,
)
from app.models.report_out import ReportOut
from app.routers.dependencies import Host, ServicesDep, SessionCaller, SessionIdPath
from app.services.access import Action
from app.services.presenter import interview_out, question_out
from app.services.reports import report_of
from app.services.runs import RunStream
from protocol.values import ROLE_SIGHT

router = APIRouter(prefix="/interview/{session_id}", tags=["session"])


@router.post("/initialize")
async def initialize(session_id: SessionIdPath, caller: SessionCaller, services: ServicesDep) -> InitializedOut:
    """Make the first question, its files and the sandbox ready; the agent is not started yet."""
    caller.require(Action.START)
    host = await services.interviews.initialize(session_id)
    assert host.view.question is not None
    return InitializedOut(
        question=question_out(host.view.question, host),
        files=host.view.files(),
        sandbox={"status": "ready", **services.workspaces.describe()},
    )


@router.post("/start")
async def start(
    session_id: SessionIdPath, caller: SessionCaller, services: ServicesDep, body: StartIn | None = None
) -> InterviewOut:
    """Begin the interview; a second call changes nothing."""
    caller.require(Action.START)
    wanted = body or StartIn()
    host = await services.interviews.start(
        session_id, role=caller.role, candidate_name=wanted.candidate_name, mode=wanted.interview_mode
    )
    return interview_out(host)


@router.post("/join")
async def join(session_id: SessionIdPath, body: JoinIn, services: ServicesDep) -> RoleOut:
    """Whose token is it? For a page that was opened with one."""
    caller = await services.access.session_caller(session_id, body.token, local=False)
    return RoleOut(session_id=session_id, role=caller.role, name=body.name)


@router.get("/role")
async def role(session_id: SessionIdPath, caller: SessionCaller) -> RoleOut:
    """The role of the credential that this request carries."""
    return RoleOut(session_id=session_id, role=caller.role)


@router.get("/questions")
async def current_question(host: Host) -> QuestionOut:
    """The current question as the candidate may see it."""
    if host.view.question is None:
        raise Invalid("no question has been chosen yet", code="no_question")
    return question_out(host.view.question, host)


@router.post("/questions", status_code=202)
async def next_question(
    session_id: SessionIdPath, caller: SessionCaller, services: ServicesDep, body: NextIn | None = None
) -> InterviewOut:
    """Move on to another question."""
    caller.require(Action.NEXT)
    wanted = body.question_id if body else None
    return interview_out(await services.interviews.next_question(session_id, role=caller.role, question_id=wanted))


@router.put("/language")
async def change_language(
    session_id: SessionIdPath, body: LanguageIn, caller: SessionCaller, services: ServicesDep
) -> QuestionOut:
    """Work in another of the question's languages; the files of this one are kept. Answers with its starter files."""
    caller.require(Action.LANGUAGE)
    host = await services.interviews.change_language(session_id, body.language, role=caller.role)
    assert host.view.question is not None
    return question_out(host.view.question, host)


async def requested_run(
    session_id: SessionIdPath,
    request: Request,
    caller: SessionCaller,
    services: ServicesDep,
    body: RunIn | None = None,
) -> RunStream:
    """Ask for the run before the answer begins, so that a refusal is a proper error."""
    caller.require(Action.RUN)
    # A server that stops does not wait for the run: the agent goes on with it, and the log has its results.
    setattr(request.state, ENDLESS, True)
    run_id, seq = await services.interviews.run_tests(session_id, body or RunIn(), role=caller.role)
    host = await services.registry.get(session_id)
    return RunStream(host, run_id=run_id, after=seq, sight=ROLE_SIGHT[caller.role])


@router.post("/run-tests", response_class=EventSourceResponse)
async def run_tests(run: Annotated[RunStream, Depends(requested_run)]) -> AsyncIterator[ServerSentEvent]:
    """Run the visible cases, then the candidate's own tests; streams `start`, `test_result`, `done` or `error`."""
    async for name, payload in run.messages():
        yield ServerSentEvent(event=name, data=payload)


@router.delete("/run-tests")
async def cancel_run(session_id: SessionIdPath, caller: SessionCaller, services: ServicesDep) -> CancelledOut:
    """End the run that is open, if there is one."""
    caller.require(Action.RUN)
    return CancelledOut(run_id=await services.interviews.cancel_run(session_id, role=caller.role))


@router.post("/submit", status_code=202)
async def submit(
    session_id: SessionIdPath, caller: SessionCaller, services: ServicesDep, body: SubmitIn | None = None
) -> SubmissionOut:
    """Hand in the documents as they are; `submission_judged` carries the same id."""
    caller.require(Action.SUBMIT)
    source = (body or SubmitIn()).source
    submission_id, repeated = await services.interviews.submit(session_id, role=caller.role, source=source)
    return SubmissionOut(submission_id=submission_id, repeated=repeated)


@router.get("/events", response_class=Response, responses={200: {"content": {"application/json": {}}}})
async def events(
    session_id: SessionIdPath,
    caller: SessionCaller,
    services: ServicesDep,
    after: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=5000)] = 500,
) -> Response:
    """The log from `after`, filtered for the caller's role: `{"events", "through", "elapsed_ms", "log_epoch"}`."""
    caller.require(Action.SEE)
    # The session is not folded for this; and its row is read first: what is committed meanwhile is beyond `through`.
    row = await services.sessions.get(session_id)
    if row is None:
        raise UnknownSession(session_id)
    page = await services.event_log.read(session_id, after=after, limit=limit, sight=ROLE_SIGHT[caller.role])
    last = page[-1].seq if page else after
    through = last if len(page) == limit else max(row.head, last)
    head = b'{"through":%d,"elapsed_ms":%d,"log_epoch":"%b","events":[' % (
        through,
        row.elapsed_ms,
        services.event_log.epoch.encode(),
    )
    body = head + b",".join(stored.frame for stored in page) + b"]}"
    return Response(body, media_type="application/json")


@router.post("/events", status_code=201)
async def post_events(
    session_id: SessionIdPath, body: EventsIn, caller: SessionCaller, services: ServicesDep
) -> EventsAccepted:
    """Store the page's own events."""
    caller.require(Action.REPORT_CLIENT)
    seq = await services.interviews.record(session_id, list(body.events), role=caller.role)
    return EventsAccepted(accepted=len(body.events), seq=seq)


@router.post("/pause")
async def pause(
    session_id: SessionIdPath, caller: SessionCaller, services: ServicesDep, body: PauseIn | None = None
) -> InterviewOut:
    """Stop the clock, or let the assistant alone rest."""
    caller.require(Action.PAUSE)
    wanted = body or PauseIn()
    pausing = services.assistance.pause if wanted.what == "assistance" else services.interviews.pause
    return interview_out(await pausing(session_id, role=caller.role, reason=wanted.reason))


@router.post("/resume")
async def resume(
    session_id: SessionIdPath, caller: SessionCaller, services: ServicesDep, body: ResumeIn | None = None
) -> InterviewOut:
    """Go on."""
    caller.require(Action.PAUSE)
    what = (body or ResumeIn()).what
    resuming = services.assistance.resume if what == "assistance" else services.interviews.resume
    return interview_out(await resuming(session_id, role=caller.role))


@router.get("/report")
async def report(host: Host, caller: SessionCaller, services: ServicesDep) -> ReportOut:
    """The report, as much of it as the caller's role may see."""
    return await report_of(host, services.event_log, sight=ROLE_SIGHT[caller.role])
