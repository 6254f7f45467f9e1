"""What an Exercism track and its exercises say of themselves in their `config.json`."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, JsonValue, ValidationError, model_validator

from bank.importing.reading import NotImportable, Tree
from protocol.values import Difficulty

CONFIG = ".meta/config.json"


def _people(given: object) -> object:
    """Authors by name; older exercises give an object for each."""
    if not isinstance(given, list):
        return given
    return [next(iter(one.values()), "") if isinstance(one, dict) else one for one in given]


class Told(BaseModel):
    """A part of a `config.json`; what is `null` in it is not said."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, given: object) -> object:
        return {key: value for key, value in given.items() if value is not None} if isinstance(given, dict) else given


class Lists(Told):
    """`files` of a `config.json`: an exercise's paths, or a track's patterns for them."""

    solution: list[str] = []
    test: list[str] = []
    example: list[str] = []
    exemplar: list[str] = []
    editor: list[str] = []
    helper: list[str] = []
    invalidator: list[str] = []


class Config(Told):
    """`.meta/config.json`."""

    files: Lists = Lists()
    authors: Annotated[list[str], BeforeValidator(_people)] = []
    blurb: str = ""
    title: str = ""
    custom: dict[str, JsonValue] = {}

    @property
    def testing_flags(self) -> list[str]:
        """What the track tells its test runner, which ours is not told."""
        flags = self.custom.get("testingFlags")
        return [str(flag) for flag in flags] if isinstance(flags, list) else []


@dataclass(frozen=True, slots=True)
class Listed:
    """What a track's own `config.json` says of one exercise."""

    name: str = ""
    difficulty: Difficulty = Difficulty.MEDIUM
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Track:
    """A track: its exercises by slug, and the file patterns of those that name none."""

    files: Lists = field(default_factory=Lists)
    exercises: Mapping[str, Listed] = field(default_factory=dict)


def read_track(root: Tree) -> Track:
    """What the `config.json` of a track says; nothing when it cannot be read, for it only names and sorts."""
    try:
        told = json.loads(_without_comments(root.text("config.json")))
        exercises = told["exercises"]
        groups = exercises.items() if isinstance(exercises, dict) else [("practice", exercises)]
        # Beside the lists of exercises stands one of slugs that the track does without.
        listed = {
            str(entry["slug"]): _listed(entry, concept=kind == "concept")
            for kind, entries in groups
            for entry in (entries if isinstance(entries, list) else [])
            if isinstance(entry, dict) and "slug" in entry
        }
        return Track(Lists.model_validate(told.get("files", {})), listed)
    except (NotImportable, ValueError, LookupError, TypeError, AttributeError):
        return Track()


def _listed(entry: Mapping[str, object], *, concept: bool) -> Listed:
    level = entry.get("difficulty", 1 if concept else 4)
    level = level if isinstance(level, int) else 4
    difficulty = Difficulty.EASY if level <= 3 else Difficulty.MEDIUM if level <= 6 else Difficulty.HARD
    topics = next((found for key in ("topics", "practices", "concepts") if (found := entry.get(key))), [])
    names = [str(topic) for topic in topics] if isinstance(topics, list) else []
    return Listed(str(entry.get("name") or ""), difficulty, tuple(names))


def _without_comments(text: str) -> str:
    """JSON as some tracks write it: with comments to the end of the line and commas before a bracket."""
    kept = re.sub(r'("(?:\\.|[^"\\\n])*")|//[^\n]*', lambda match: match[1] or "", text)
    return re.sub(r'("(?:\\.|[^"\\\n])*")|,(?=\s*[\]}])', lambda match: match[1] or "", kept)


def read_config(tree: Tree) -> Config:
    """The `config.json` of an exercise; an empty one when there is none.

    Raises:
        NotImportable: it cannot be read.
    """
    if tree.find(CONFIG) is None:
        return Config()
    try:
        return Config.model_validate(json.loads(_without_comments(tree.text(CONFIG))))
    except ValidationError as invalid:
        first = invalid.errors(include_url=False, include_input=False)[0]
        raise NotImportable(f"{CONFIG}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from invalid
    except (ValueError, RecursionError) as bad:
        raise NotImportable(f"{CONFIG} is no JSON: {bad}") from bad


def resolved(own: Lists, patterns: Lists, *, slug: str, tree: Tree) -> Lists:
    """An exercise's own lists; the track's patterns stand in for those that are empty."""
    words = slug.split("-")
    names = {
        "kebab_slug": slug,
        "snake_slug": "_".join(words),
        "camel_slug": words[0] + "".join(word.title() for word in words[1:]),
        "pascal_slug": "".join(word.title() for word in words),
    }

    def made(given: list[str]) -> list[str]:
        return [re.sub(r"%\{(\w+)\}", lambda at: names.get(at[1], at[0]), pattern) for pattern in given]

    solved = own.exemplar or own.example
    if not solved:
        guesses = [made(patterns.exemplar), made(patterns.example)]
        solved = next((paths for paths in guesses if any(tree.find(path) for path in paths)), [])
    return own.model_copy(
        update={
            "solution": own.solution or made(patterns.solution),
            "test": own.test or made(patterns.test),
            "example": solved,
            "editor": own.editor or made(patterns.editor),
        }
    )
