"""The server, wired together: the only place where its objects meet."""

import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from app.core.config import ServerSettings
from app.core.tasks import TaskScope
from app.models.candidates import Candidates
from app.models.database import Database
from app.models.event_log import EventLog
from app.models.sessions import Sessions
from app.routers import assistant, direction, interview, problems, session, system, terminal, websocket
from app.routers import files as file_routes
from app.routers.guard import Guard
from app.routers.page import page_router
from app.services.access import Access
from app.services.agent_service import AgentService
from app.services.assistance_service import AssistanceService
from app.services.bank_service import BankService
from app.services.container import Services
from app.services.direction_service import DirectionService
from app.services.document_service import DocumentService
from app.services.file_calls import serve_files
from app.services.file_service import FileService
from app.services.file_watch import FileWatches
from app.services.health import Health
from app.services.interview_service import InterviewService
from app.services.metrics import Metrics
from app.services.model_metrics import COUNTED
from app.services.page import load_page
from app.services.recovery import recover
from app.services.registry import Registry
from app.services.saving import Saving
from app.services.session_host import SessionHost
from app.services.terminal_service import TerminalService
from app.services.workspace_service import WorkspaceService
from sandbox.base import Provider

log = logging.getLogger(__name__)

API = "/api/v1"
MAX_BODY_BYTES = 4 * 1024 * 1024
PAGE = Path(__file__).resolve().parents[1] / "web" / "dist"


def wire(settings: ServerSettings, provider: Provider) -> Services:
    """Make every object of a server; nothing is opened yet."""
    database = Database(url=settings.database_url, data_dir=settings.data_dir, sync=settings.db_sync)
    event_log, sessions = EventLog(database), Sessions(database)
    folder = settings.data_dir.resolve() / "sessions"
    documents = DocumentService(event_log)
    workspaces = WorkspaceService(
        provider,
        documents=documents,
        event_log=event_log,
        folder=folder,
        sleep_after_s=settings.workspace_sleep_after_s,
    )

    watches = FileWatches(settle=workspaces.settle)
    workspaces.on_awake.append(watches.begin)
    files = FileService(workspaces, watches, change_document=documents.change)

    def on_load(host: SessionHost) -> None:
        documents.serve(host)
        workspaces.serve(host)
        serve_files(host, files)
        interviews.serve(host)
        host.listen(metrics.model.observer(), COUNTED)

    registry = Registry(sessions, event_log, on_load=on_load)
    agents = AgentService(settings, sessions, on_over=workspaces.destroy)
    bank = BankService(settings.question_dirs)
    interviews = InterviewService(
        settings,
        sessions=sessions,
        event_log=event_log,
        registry=registry,
        agents=agents,
        workspaces=workspaces,
        bank=bank,
        candidates=Candidates(database),
    )
    metrics = Metrics()
    health = Health(
        settings,
        database=database,
        event_log=event_log,
        registry=registry,
        agents=agents,
        workspaces=workspaces,
        bank=bank,
    )

    return Services(
        settings=settings,
        database=database,
        sessions=sessions,
        event_log=event_log,
        registry=registry,
        agents=agents,
        documents=documents,
        workspaces=workspaces,
        saving=Saving(documents, workspaces),
        watches=watches,
        files=files,
        terminals=TerminalService(workspaces),
        bank=bank,
        interviews=interviews,
        assistance=AssistanceService(registry, documents=documents, files=files),
        direction=DirectionService(registry, bank=bank, folder=folder),
        access=Access(sessions, api_key=settings.api_key.get_secret_value() if settings.api_key else None),
        metrics=metrics,
        health=health,
    )


def create_app(settings: ServerSettings, provider: Provider, *, page: Path = PAGE) -> FastAPI:
    """The ASGI application; `page` is the folder of the built web page."""
    services = wire(settings, provider)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await services.database.open()
            stack.push_async_callback(services.database.close)
            await services.event_log.open()
            stack.push_async_callback(services.event_log.close)
            stack.push_async_callback(services.workspaces.close)
            stack.push_async_callback(services.documents.close)
            stack.push_async_callback(services.saving.close)
            stack.push_async_callback(services.watches.close)
            stack.push_async_callback(services.terminals.close)
            await services.agents.open()
            stack.push_async_callback(services.agents.close)
            tasks = TaskScope()
            stack.push_async_callback(tasks.close)
            await recover(services.sessions, services.registry, services.agents, services.workspaces)
            tasks.start(services.registry.sweep(), name="forget idle sessions")
            tasks.start(services.workspaces.sweep(), name="put sandboxes to sleep")
            log.info("serving", extra={"at": settings.base_url, "local_mode": settings.local_mode})
            yield

    app = FastAPI(
        title="InterviewLM",
        description="Live coding interviews run by an autonomous agent.",
        version="0.1.0",
        lifespan=lifespan,
        max_body_size=MAX_BODY_BYTES,
    )
    app.state.services = services
    problems.install(app)
    app.include_router(interview.router, prefix=API)
    app.include_router(session.router, prefix=API)
    app.include_router(assistant.router, prefix=API)
    app.include_router(direction.router, prefix=API)
    app.include_router(file_routes.router, prefix=API)
    app.include_router(terminal.router, prefix=API)
    app.include_router(system.router)
    app.include_router(websocket.router)
    app.include_router(page_router(load_page(page)))
    if settings.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.allowed_origins),
            allow_methods=["GET", "POST", "PUT", "DELETE"],
            allow_headers=["Authorization", "Content-Type"],
            expose_headers=["Link"],
        )
    app.add_middleware(Guard, services=services)
    return app
