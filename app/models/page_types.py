"""The types that the web page shares with the server: `python -m app.models.page_types` writes them."""

import sys
from pathlib import Path

from pydantic import TypeAdapter

from app.models.direction import ChoiceOut, NoteIn, RatingIn, RubricOut
from app.models.files import ChangedOut, FileOut, NewFileIn, TreeOut
from app.models.interview import (
    InitializedOut,
    InterviewCreated,
    InterviewIn,
    InterviewOut,
    QuestionOut,
    RoleOut,
    StatusIn,
    SubmissionOut,
    TokenIn,
    TokenOut,
)
from app.models.report_out import ReportOut
from app.models.terminals import TerminalOut
from protocol.events import CLIENT_EVENT, EVENT
from protocol.frames import CLIENT_FRAME
from protocol.signals import SIGNAL
from protocol.terminal import CONTROL_FRAME
from protocol.typescript import Root, typescript

PLACE = Path(__file__).resolve().parents[2] / "web" / "src" / "protocol" / "generated.ts"

SENT = (
    InterviewOut, InterviewCreated, InitializedOut, QuestionOut, RoleOut, SubmissionOut, TokenOut,
    TreeOut, FileOut, ChangedOut, TerminalOut, RubricOut, ChoiceOut, ReportOut,
)  # fmt: skip
TAKEN = (InterviewIn, StatusIn, TokenIn, NewFileIn, NoteIn, RatingIn)


def page_types() -> str:
    """The whole module."""
    roots = {
        "SessionEvent": Root(EVENT),
        "Signal": Root(SIGNAL),
        "ClientEvent": Root(CLIENT_EVENT, "validation"),
        "ClientFrame": Root(CLIENT_FRAME, "validation"),
        "TerminalFrame": Root(CONTROL_FRAME, "validation"),
    }
    roots |= {model.__name__: Root(TypeAdapter(model)) for model in SENT}
    roots |= {model.__name__: Root(TypeAdapter(model), "validation") for model in TAKEN}
    return typescript(roots)


def main() -> int:
    """Write the module where the page has it."""
    PLACE.parent.mkdir(parents=True, exist_ok=True)
    PLACE.write_text(page_types(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
