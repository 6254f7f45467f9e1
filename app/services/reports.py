"""The report of a session: folded from the part of its log that a role may see."""

from app.core.errors import NotReady
from app.models.event_log import EventLog
from app.models.report import ReportFold
from app.models.report_out import ReportOut
from app.services.session_host import SessionHost
from protocol.frames import Envelope
from protocol.values import Sight

PAGE = 2000


async def report_of(host: SessionHost, event_log: EventLog, *, sight: Sight) -> ReportOut:
    """The report, as much of it as that sight shows.

    Raises:
        NotReady: before `report_written`.
    """
    if host.view.report is None:
        raise NotReady
    fold, after = ReportFold(), 0
    while True:
        page = await event_log.read(host.session_id, after=after, limit=PAGE, sight=sight)
        for stored in page:
            fold.apply(Envelope.read(stored.frame))
            after = stored.seq
        if len(page) < PAGE:
            return fold.result()
