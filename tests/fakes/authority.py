"""Plays the server's part of the assistant: the document authority and runs that it asks for."""

import uuid
from typing import Any

from agent.ports import CallFailed
from app.models.documents import Accepted
from app.services.document_undo import without
from protocol.changes import difference
from protocol.events import CodeChanged, QuestionSelected, RunRequested
from protocol.values import Actor
from tests.fakes.link import FakeServer


class Authority:
    """Answers `doc.read`, `doc.edit`, `doc.take_back` and `tests.run` on a fake server's log."""

    def __init__(self, server: FakeServer) -> None:
        self._server = server
        server.calls |= {
            "doc.read": self._read, "doc.edit": self._edit, "doc.take_back": self._take_back, "tests.run": self._run,
        }  # fmt: skip

    def _read(self, args: dict[str, Any]) -> dict[str, Any]:
        document = self._server.view.documents[args["path"]]
        return {"version": document.version, "content": document.text, "readonly": document.readonly}

    def _edit(self, args: dict[str, Any]) -> dict[str, Any]:
        document = self._server.view.documents[args["path"]]
        if args["base_version"] != document.version:
            raise CallFailed("doc.edit", "only one writes here")
        self._commit(args["path"], args["changes"], change_id=args["change_id"])
        return {"version": document.version, "changes": args["changes"]}

    def _take_back(self, args: dict[str, Any]) -> bool:
        path = args["path"]
        (selected,) = self._server.events(QuestionSelected)
        start = next(file.content for file in selected.files if file.path == path)
        later = [Accepted.of(event) for event in self._server.events(CodeChanged) if event.path == path]
        now, reverted = without(start, later, args["change_id"])
        if now != reverted:
            self._commit(path, difference(now, reverted), change_id=None)
        return True

    def _run(self, _: dict[str, Any]) -> dict[str, Any]:
        run_id, question = uuid.uuid4().hex, self._server.question().question_id
        versions = self._server.view.versions()
        event = RunRequested(run_id=run_id, question_id=question, versions=versions, actor=Actor.ASSISTANT)
        self._server.commit(event)
        return {"run_id": run_id}

    def _commit(self, path: str, changes: list[Any], *, change_id: str | None) -> None:
        document = self._server.view.documents[path]
        self._server.commit(
            CodeChanged(
                actor=Actor.ASSISTANT,
                question_id=self._server.question().question_id,
                path=path,
                version=document.version + 1,
                changes=changes,
                author="assistant",
                change_id=change_id,
            )
        )
