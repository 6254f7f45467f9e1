"""The services of one server, wired in `app.main`."""

from dataclasses import dataclass

from app.core.config import ServerSettings
from app.models.database import Database
from app.models.event_log import EventLog
from app.models.sessions import Sessions
from app.services.access import Access
from app.services.agent_service import AgentService
from app.services.assistance_service import AssistanceService
from app.services.bank_service import BankService
from app.services.direction_service import DirectionService
from app.services.document_service import DocumentService
from app.services.file_service import FileService
from app.services.file_watch import FileWatches
from app.services.health import Health
from app.services.interview_service import InterviewService
from app.services.metrics import Metrics
from app.services.registry import Registry
from app.services.saving import Saving
from app.services.terminal_service import TerminalService
from app.services.workspace_service import WorkspaceService


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a router may call."""

    settings: ServerSettings
    database: Database
    sessions: Sessions
    event_log: EventLog
    registry: Registry
    agents: AgentService
    documents: DocumentService
    workspaces: WorkspaceService
    saving: Saving
    watches: FileWatches
    files: FileService
    terminals: TerminalService
    bank: BankService
    interviews: InterviewService
    assistance: AssistanceService
    direction: DirectionService
    access: Access
    metrics: Metrics
    health: Health
