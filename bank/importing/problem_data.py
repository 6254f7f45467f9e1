"""The test data of a problem package: cases in order, and what the default validator is told for each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from pydantic import JsonValue

from bank.importing.reading import NotImportable, Tree
from bank.yaml_source import BadYaml, parse

GROUP_FILES = ("test_group.yaml", "testdata.yaml")


@dataclass(frozen=True, slots=True)
class DataCase:
    """One case: paths of its input and answer in the package, and the flags of the default validator."""

    name: str
    hidden: bool
    stdin: str
    stdout: str
    flags: tuple[str, ...]


def yaml_of(tree: Tree, path: str) -> dict[str, JsonValue]:
    """The mapping in a YAML file; nothing when the file is missing or empty.

    Raises:
        NotImportable: with the line.
    """
    if tree.find(path) is None:
        return {}
    text = tree.text(path)
    if not re.search(r"^\s*[^#\s]", text, re.MULTILINE):
        return {}
    try:
        value = parse(text).value
    except BadYaml as bad:
        raise NotImportable(f"{path}: {bad}") from bad
    if not isinstance(value, dict):
        raise NotImportable(f"{path} is no mapping")
    return value


def read_cases(tree: Tree, *, flags: tuple[str, ...]) -> tuple[list[DataCase], list[str]]:
    """The samples, then the secret cases, each in the order of their names; and a note on every answer without a case.

    Raises:
        NotImportable: cases that lack their answer, cannot be reached, or need more than standard input.
    """
    cases: list[DataCase] = []
    notes: list[str] = []
    groups: dict[str, tuple[str, ...] | None] = {}
    for top in ("data/sample", "data/secret"):
        paths = tree.files(top)
        for path in tree.dead_ends(top):
            raise NotImportable(f"{path} is a link to a folder or to nothing, so cases may be missing; put files there")
        inputs = sorted((path for path in paths if path.endswith(".in")), key=lambda path: path[:-3].split("/"))
        present = set(paths)
        for path in inputs:
            base = path[:-3]
            _check(tree, base, paths)
            answer = f"{base}.ans"
            if answer not in present:
                raise NotImportable(f"{path} has no answer beside it ({PurePosixPath(answer).name})")
            name = base.removeprefix("data/")
            cases.append(DataCase(name, top == "data/secret", path, answer, _flags(tree, base, flags, groups)))
        answers = [path for path in paths if path.endswith(".ans") and f"{path[:-4]}.in" not in present]
        notes += [f"{path}: there is no input beside it; left out" for path in answers]
    if not any(case.hidden for case in cases):
        raise NotImportable("data/secret holds no case (.in with .ans)")
    return cases, notes


def _check(tree: Tree, base: str, paths: list[str]) -> None:
    if any(path.startswith(f"{base}.files/") for path in paths):
        raise NotImportable(f"{base}.files: cases with files of their own cannot be run")
    own = yaml_of(tree, f"{base}.yaml") if f"{base}.yaml" in paths else {}
    if own.get("args"):
        raise NotImportable(f"{base}.yaml: cases with command-line arguments cannot be run")


def _flags(tree: Tree, base: str, flags: tuple[str, ...], groups: dict[str, tuple[str, ...] | None]) -> tuple[str, ...]:
    """The problem's flags, and those of the nearest group (or the case itself) that says some."""
    own = _told(yaml_of(tree, f"{base}.yaml"), f"{base}.yaml")
    folder = base
    while own is None and folder not in {"data", ""}:
        folder = folder.rpartition("/")[0]
        if folder not in groups:
            group = next((f"{folder}/{name}" for name in GROUP_FILES if tree.find(f"{folder}/{name}")), None)
            groups[folder] = _told(yaml_of(tree, group), group) if group else None
        own = groups[folder]
    return flags + (own or ())


def _told(config: Mapping[str, JsonValue], path: str) -> tuple[str, ...] | None:
    if (config.get("args") and not path.endswith(".in")) or config.get("static_validation"):
        raise NotImportable(f"{path}: command-line arguments and static validation cannot be run")
    if config.get("grading") == "custom":
        raise NotImportable(f"{path}: a custom grader cannot be run")
    for key in ("output_validator_args", "output_validator_flags"):
        if key in config:
            return flags_of(config[key])
    return None


def flags_of(given: JsonValue) -> tuple[str, ...]:
    """The words of a validator's flags, written as one string, a list, or a map with `flags`."""
    if given is None:
        return ()
    if isinstance(given, dict):
        given = given.get("flags")
    if isinstance(given, list):
        return tuple(str(word) for word in given)
    return tuple(str(given or "").split())
