"""What the agent remembers of one question, one run, one submission and one line of chat."""

import uuid
from dataclasses import dataclass, field, replace

from agent.detectors import RUNS_KEPT, Finding, Tried, finding
from agent.documents import Documents, opened
from agent.marker import marker_lines, markers
from bank.test_files import is_test
from protocol.changes import inserted_text
from protocol.events import CodeChanged, LanguageChanged, QuestionSelected, SubmissionJudged
from protocol.facts import CaseReport
from protocol.values import Actor, CaseOutcome, Language, Runnable, StruggleKind, SubmitSource, code_hash

HELP_PAUSE_MS = 120_000
"""Between two unasked words on one question."""


def submission_id_of(message_id: str) -> str:
    """The id of the submission that a chat message asks for: the same for every run of the agent."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"submission {message_id}").hex


@dataclass(slots=True)
class Said:
    """One chat message."""

    message_id: str
    who: Actor
    text: str
    seq: int
    moment: str | None = None

    @property
    def submission_id(self) -> str:
        """What its submission is called, if it asks for one."""
        return submission_id_of(self.message_id)


@dataclass(slots=True)
class Struggle:
    """A `struggle_detected`."""

    kind: StruggleKind
    case: str
    count: int
    seq: int
    at_ms: int


@dataclass(slots=True)
class Attempt:
    """A run or a submission. `files` is what it judges; None when that code is no longer known."""

    id: str
    kind: str
    question_id: str
    language: Language
    files: dict[str, str] | None
    seq: int
    at_ms: int
    by: Actor = Actor.CANDIDATE
    what: Runnable = "cases"
    paths: tuple[str, ...] = ()
    source: SubmitSource | None = None
    versions: dict[str, int] = field(default_factory=dict)
    code_hash: str = ""
    detected: bool = False
    started: bool = False
    total: int = 0
    results: dict[str, CaseReport] = field(default_factory=dict)
    own: dict[str, CaseReport] = field(default_factory=dict)
    """What the candidate's own tests gave, by name; for show only."""
    finished_seq: int | None = None
    duration_ms: int = 0
    superseded: bool = False
    cancelled: bool = False
    failed: bool = False
    """Our machinery could not give a verdict."""
    judged: SubmissionJudged | None = None
    judged_seq: int = 0
    judged_ms: int = 0
    estimated: bool = False
    feedback_seq: int | None = None

    @property
    def open(self) -> bool:
        """Whether its result is still to come."""
        if self.superseded or self.failed:
            return False
        return self.finished_seq is None if self.kind == "run" else self.judged is None


@dataclass(slots=True)
class Written:
    """How many characters a turn of the assistant inserted, from the event `seq` on."""

    seq: int
    characters: int = 0


@dataclass(slots=True)
class QuestionRecord:
    """One question from its selection on. `rung` counts the rungs of the hint ladder that were shown."""

    event: QuestionSelected
    seq: int
    language: Language
    selected_ms: int
    left_ms: int | None = None
    documents: Documents = field(default_factory=dict)
    """Of every language that it was worked on in."""
    paths: list[str] = field(default_factory=list)
    """The documents of the present language, the main one first."""
    tested: set[Language] = field(default_factory=set)
    """The languages in which the candidate has tests."""
    floors: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Per path the markers that do not count: look-alikes and real ones."""
    marks: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Per path the markers now."""
    runs: int = 0
    solved: bool = False
    nudges: int = 0
    rung: int = 0
    help_seqs: list[int] = field(default_factory=list)
    typed: int = 0
    """Characters that the candidate inserted."""
    written: dict[str, "Written"] = field(default_factory=dict)
    """What the assistant wrote into the code, by turn; of a turn whose change was rejected nothing is left."""
    struggle: Struggle | None = None
    tried: list[Tried] = field(default_factory=list)
    """The candidate's newest runs and submissions."""
    prompted_ms: int = -HELP_PAUSE_MS
    """When something was last said unasked."""
    cases: list[CaseReport] = field(default_factory=list)
    """The visible results of the newest run or submission."""
    results_seq: int = 0
    results_ms: int = 0
    results_version: dict[str, str] = field(default_factory=dict)
    """The code that the newest results belong to."""
    best_run: int = 0
    """Most visible cases passed at once."""

    @property
    def id(self) -> str:
        """The question's id."""
        return self.event.question_id

    @property
    def shown(self) -> Documents:
        """The documents of the present language."""
        return {path: self.documents[path] for path in self.paths}

    @property
    def touched(self) -> bool:
        """Whether anything differs from the starter."""
        return any(document.text != document.starter for document in self.shown.values())

    def note_tests(self, *paths: str) -> None:
        """Files were written: those that are tests may be run."""
        self.tested |= {one for one in self.event.languages if any(is_test(path, one) for path in paths)}

    def switch(self, event: LanguageChanged) -> None:
        """Go on in another language: results of the former one say nothing about this code."""
        self.event, self.language, self.paths = event.asked(self.event), event.language, event.paths
        self.documents |= opened(event.files)
        self.note_tests(*(file.path for file in event.files if not file.readonly))
        self.cases, self.results_version = [], {}
        self.tried.clear()
        self.touch_markers()

    def count_edit(self, event: CodeChanged, *, seq: int) -> None:
        """Whose the new code is."""
        if event.actor is Actor.CANDIDATE:
            self.typed += len(inserted_text(event.changes))
        elif event.actor is Actor.ASSISTANT and event.change_id is not None:
            turn_id = event.change_id.partition("/")[0]
            self.written.setdefault(turn_id, Written(seq)).characters += len(inserted_text(event.changes))

    @property
    def written_per_cent(self) -> int:
        """The assistant's part of the new code."""
        written = sum(one.characters for one in self.written.values())
        return 100 * written // max(1, written + self.typed)

    # -- markers -------------------------------------------------------------------------------------

    def touch_markers(self) -> None:
        """From here the markers that stand in the code no longer count."""
        self.marks = {path: self._marks(document.text) for path, document in self.documents.items()}
        self.floors = dict(self.marks)

    def follow_markers(self, path: str, before: str, *, by_candidate: bool) -> None:
        """Take a change of `path` into account; what others than the candidate typed never counts."""
        lines, real = self.marks[path] = self._marks(self.documents[path].text)
        floor_lines, floor_real = self.floors[path]
        if not by_candidate:
            lines_before, real_before = self._marks(before)
            floor_lines += max(0, lines - lines_before)
            floor_real += max(0, real - real_before)
        if lines < floor_lines:
            # One was removed: typed again it counts again.
            floor_lines, floor_real = lines, min(floor_real, real)
        self.floors[path] = floor_lines, floor_real

    def _marks(self, text: str) -> tuple[int, int]:
        lines = marker_lines(text)
        return lines, markers(text, self.language) if lines else 0

    @property
    def marked(self) -> bool:
        """Whether the candidate has typed a marker that was not acted on yet."""
        return any(
            lines > self.floors[path][0] and real > self.floors[path][1]
            for path, (lines, real) in self.marks.items()
            if path in self.paths and not self.documents[path].readonly
        )

    # -- results -------------------------------------------------------------------------------------

    def count_run(self, attempt: Attempt, *, seq: int, at_ms: int) -> None:
        """Take the finished cases of a run or submission into account."""
        self.cases = [case for case in attempt.results.values() if not case.hidden]
        self.results_seq, self.results_ms = seq, at_ms
        self.results_version = attempt.files or {}
        self.best_run = max(self.best_run, sum(case.passed for case in self.cases))
        if attempt.by is Actor.ASSISTANT:
            return
        code = code_hash(attempt.files or {})
        self.tried.append(Tried.of(self.cases, seq=seq, at_ms=at_ms, code=code))
        del self.tried[:-RUNS_KEPT]

    def count_verdict(self, judged: SubmissionJudged) -> None:
        """Take a verdict into account that came for the newest run's code."""
        if self.tried and judged.outcome is CaseOutcome.TIME_LIMIT and not self.tried[-1].failed:
            self.tried[-1] = replace(self.tried[-1], late=True)

    def struggle_due(self, *, runs: int, within_ms: int) -> Finding | None:
        """What help should be offered for now: once for each run, and never soon after the last unasked word."""
        last = self.struggle
        if last is not None and last.seq > self.results_seq:
            return None
        if self.results_ms - max(self.prompted_ms, last.at_ms if last is not None else -HELP_PAUSE_MS) < HELP_PAUSE_MS:
            return None
        found = finding(self.tried, runs=runs, within_ms=within_ms)
        again = found is not None and last is not None and (found.kind, found.case) == (last.kind, last.case)
        if found is not None and again and found.kind is StruggleKind.REPEATED_FAILURE:
            return found if last is not None and found.count >= last.count + runs else None
        return found
