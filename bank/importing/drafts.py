"""What an importer makes of one foreign exercise: a question before it is written, or the reason why there is none."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bank.importing.problem_data import DataCase
from bank.importing.reading import Files, NotImportable, Tree
from bank.importing.submissions import Submission
from protocol.values import Difficulty, Language

MAX_ID = 80


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a question comes from and under which licence, as far as the source says."""

    format: str
    name: str
    license: str = "unknown"
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pack:
    """One language: workspace paths to texts. `wrong` is by `<label>--<name>`; `main` is the file to begin with.

    `readonly` names starter files, `shown` files of tests that the candidate may read.
    """

    main: str
    starter: Files
    reference: Files
    tests: Files = field(default_factory=dict)
    wrong: Mapping[str, Files] = field(default_factory=dict)
    readonly: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """Programs over standard input and output whose limits and labels are found out by running them."""

    tree: Tree
    cases: tuple[DataCase, ...]
    submissions: tuple[Submission, ...]
    time_limit_s: float | None
    memory_mb: int | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A question as it would be written; `notes` say what of the source was left out.

    Without `canary` the reference is written as it is.
    """

    id: str
    title: str
    statement: str
    origin: Origin
    packs: Mapping[Language, Pack]
    difficulty: Difficulty = Difficulty.MEDIUM
    topics: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    estimated_minutes: int = 25
    refactoring: bool = False
    canary: bool = True
    trial: Trial | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """One exercise that was found. `drafts` reads it: drafts to try in order, the first that proves itself is kept.

    `drafts` raises NotImportable.
    """

    name: str
    drafts: Callable[[], list[Draft]]


def question_id(*parts: str) -> str:
    """An id for the bank made of names as they come."""
    text = re.sub(r"[^a-z0-9]+", "-", "-".join(parts).lower()).strip("-")[:MAX_ID].strip("-")
    if not text:
        raise NotImportable(f"no id can be made of {'-'.join(parts)!r}")
    return text


def title_of(name: str) -> str:
    """A title made of a slug or a function's name."""
    words = re.sub(r"[-_\s]+", " ", name).strip()
    return (words[:1].upper() + words[1:])[:120]
