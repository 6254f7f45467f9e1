"""The example submissions of a problem package: programs, and what the package says becomes of each."""

import ast
import fnmatch
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from pydantic import JsonValue

from bank.importing.reading import Files, NotImportable, Tree
from protocol.values import MAIN_FILE, Language

AC, WA, TLE, RTE = "AC", "WA", "TLE", "RTE"
ALL = frozenset({AC, WA, TLE, RTE})
NOT_ACCEPTED = ALL - {AC}


@dataclass(frozen=True, slots=True)
class Expected:
    """Every case gives one of `permitted`, at least one gives one of `required`."""

    permitted: frozenset[str] = ALL
    required: frozenset[str] = ALL


# The defaults of the package format, and the folder names that other tools have added.
EXPECTED = {
    "accepted": Expected(permitted=frozenset({AC})),
    "slow_accepted": Expected(permitted=frozenset({AC})),
    "partially_accepted": Expected(required=NOT_ACCEPTED),
    "rejected": Expected(required=NOT_ACCEPTED),
    "wrong_answer": Expected(required=frozenset({WA})),
    "output_limit_exceeded": Expected(required=frozenset({WA, RTE})),
    "time_limit_exceeded": Expected(required=frozenset({TLE})),
    "run_time_error": Expected(required=frozenset({RTE})),
    "memory_limit_exceeded": Expected(required=frozenset({RTE})),
    "brute_force": Expected(permitted=ALL - {WA}, required=frozenset({TLE, RTE})),
}
_SAME = {
    "runtime_error": "run_time_error",
    "timelimit_exceeded": "time_limit_exceeded",
    "time_limit": "time_limit_exceeded",
}

_BY_NAME = {
    "python": Language.PYTHON,
    "python3": Language.PYTHON,
    "pypy3": Language.PYTHON,
    "javascript": Language.JAVASCRIPT,
    "javascriptnode": Language.JAVASCRIPT,
    "javascriptnodejs": Language.JAVASCRIPT,
    "typescript": Language.TYPESCRIPT,
    "go": Language.GO,
    "golang": Language.GO,
}
_BY_SUFFIX = {
    ".py": Language.PYTHON,
    ".py3": Language.PYTHON,
    ".js": Language.JAVASCRIPT,
    ".mjs": Language.JAVASCRIPT,
    ".ts": Language.TYPESCRIPT,
    ".go": Language.GO,
}
_MAINS = ("__main__", "main", "solution", "run")


@dataclass(frozen=True, slots=True)
class Submission:
    """One program; its main file has the name that the bank gives to main files."""

    name: str
    language: Language
    files: Files
    expected: Expected
    model: bool = False

    @property
    def accepted(self) -> bool:
        """Whether every case must pass."""
        return self.expected.permitted == {AC}


def read_submissions(
    tree: Tree, told: Mapping[str, JsonValue], *, constants: Mapping[str, str]
) -> tuple[list[Submission], list[str]]:
    """The submissions that can be run here, and a note on every other one. `told` is `submissions.yaml`."""
    found: list[Submission] = []
    notes: list[str] = []
    for folder, name, paths in _programs(tree, notes):
        path = f"{folder}/{name}"
        keys = [entry for pattern, entry in told.items() if _matches(path, pattern) and isinstance(entry, dict)]
        try:
            expected = _expected(folder, told, path)
            found.append(_submission(tree, path, paths, keys, expected, constants))
        except NotImportable as why:
            notes.append(f"submissions/{path}: {why}")
    return found, notes


def _programs(tree: Tree, notes: list[str]) -> Iterator[tuple[str, str, list[str]]]:
    """Folder, name and files of every program: a file or a folder directly below `submissions/<folder>/`."""
    entries: dict[tuple[str, str], list[str]] = {}
    for path in tree.files("submissions"):
        steps = PurePosixPath(path).parts[1:]
        if len(steps) == 1:
            if steps[0] not in {"submissions.yaml", "submissions.yml", "README.md", "README"}:
                notes.append(f"{path}: lies in no folder that says what becomes of it")
        elif "__pycache__" not in steps and "node_modules" not in steps:
            entries.setdefault((steps[0], steps[1]), []).append(path)
    notes += [f"{path}: a link to a folder or to nothing; left out" for path in tree.dead_ends("submissions")]
    for (folder, name), paths in sorted(entries.items()):
        yield folder, name, paths


def _matches(path: str, pattern: str) -> bool:
    """Whether a pattern of `submissions.yaml` names a program, or a folder around it."""
    parents = [path, *map(str, PurePosixPath(path).parents)][:-1]
    for glob in _braces(pattern.strip("/")):
        depth = glob.count("/")
        if any(parent.count("/") == depth and fnmatch.fnmatchcase(parent, glob) for parent in parents):
            return True
    return False


def _braces(pattern: str) -> list[str]:
    """A pattern with `{a,b}` as patterns without."""
    parts = [
        part.split(",") if number % 2 else [part] for number, part in enumerate(re.split(r"\{([^{}]*)\}", pattern))
    ]
    return ["".join(choice) for choice in itertools.islice(itertools.product(*parts), 100)]


def _expected(folder: str, told: Mapping[str, JsonValue], path: str) -> Expected:
    """What the folder says, a default that the file overwrites, and what patterns add to it."""
    base = EXPECTED.get(_SAME.get(folder, folder))
    known = base is not None
    base = base or Expected()
    for pattern, entry in told.items():
        if not isinstance(entry, dict) or not _matches(path, pattern):
            continue
        permitted, required = _verdicts(entry.get("permitted")), _verdicts(entry.get("required"))
        known = known or permitted is not None or required is not None
        if pattern.strip("/") == folder:
            base = Expected(permitted or base.permitted, required or base.required)
        else:
            base = Expected(base.permitted & (permitted or ALL), base.required & (required or ALL) or base.required)
    if not known:
        raise NotImportable(f"{folder} is no folder of the format, and submissions.yaml says nothing of it")
    return base


def _verdicts(given: JsonValue) -> frozenset[str] | None:
    if given is None:
        return None
    names = [given] if isinstance(given, str) else given
    if not isinstance(names, list) or not set(map(str, names)) <= ALL:
        raise NotImportable(f"submissions.yaml: {given!r} are no verdicts; there are {', '.join(sorted(ALL))}")
    return frozenset(map(str, names))


def _submission(
    tree: Tree,
    path: str,
    paths: list[str],
    keys: list[dict[str, JsonValue]],
    expected: Expected,
    constants: Mapping[str, str],
) -> Submission:
    told = {key: value for entry in keys for key, value in entry.items()}
    language = _language(tree, paths, told.get("language"))
    root = f"submissions/{path}"
    alone = paths == [root]
    files = {PurePosixPath(one).name if alone else one.removeprefix(f"{root}/"): tree.text(one) for one in paths}
    if constants:
        files = {name: with_constants(text, constants) for name, text in files.items()}
    entry = told.get("entrypoint")
    main = _main(files, language, entry if isinstance(entry, str) else None)
    renamed = {MAIN_FILE[language]: files.pop(main)}
    submission = Submission(path, language, renamed | files, expected, model=told.get("model_solution") is True)
    if language is Language.PYTHON:
        _check_python(submission.files[MAIN_FILE[language]])
    return submission


def _language(tree: Tree, paths: list[str], told: JsonValue) -> Language:
    if isinstance(told, str):
        # The format has codes; people write "Python 3" and "JavaScript (Node.js)" as well.
        code = re.sub(r"[\s().]", "", told.lower())
        if code not in _BY_NAME:
            raise NotImportable(f"{told} is not one of the languages {', '.join(Language)}")
        return _BY_NAME[code]
    suffixes = {PurePosixPath(path).suffix for path in paths}
    known = {_BY_SUFFIX[suffix] for suffix in suffixes if suffix in _BY_SUFFIX}
    if len(known) != 1:
        what = ", ".join(sorted(suffix or "no ending" for suffix in suffixes))
        raise NotImportable(f"{what}: not one of the languages {', '.join(Language)}")
    language = known.pop()
    if language is Language.PYTHON and any(re.match(r"#!.*python2", tree.text(path)) for path in paths):
        raise NotImportable("Python 2 is not one of our languages")
    return language


def _main(files: Files, language: Language, entry: str | None) -> str:
    code = [name for name in files if _BY_SUFFIX.get(PurePosixPath(name).suffix) is language]
    top = [name for name in code if "/" not in name]
    if entry is not None:
        found = next((name for name in code if name in {entry, f"{entry}.py"}), None)
        if found is None:
            raise NotImportable(f"its entrypoint {entry} is missing")
        return found
    if len(code) == 1:
        return code[0]
    for stem in _MAINS:
        named = next((name for name in top if PurePosixPath(name).stem.lower() == stem), None)
        if named is not None:
            return named
    if language is Language.GO:
        entries = [name for name in top if re.search(r"^func main\(\)", files[name], re.MULTILINE)]
        if len(entries) == 1:
            return entries[0]
    raise NotImportable(f"which of {', '.join(sorted(code))} is run first is not said")


def _check_python(text: str) -> None:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError) as bad:
        raise NotImportable(f"no Python 3: {bad}") from bad


def with_constants(text: str, constants: Mapping[str, str]) -> str:
    """A text with `{{name}}` replaced where the package defines the name."""
    return re.sub(r"\{\{(\w+(?:\.\w+)?)\}\}", lambda at: constants.get(at[1], at[0]), text)


def constants_of(given: Mapping[str, JsonValue]) -> dict[str, str]:
    """The constants of `problem.yaml` by name; BAPCtools also knows maps: `value` is `name`, other keys `name.key`."""
    found: dict[str, str] = {}
    for name, value in given.items():
        told = value if isinstance(value, dict) else {"value": value}
        found |= {name if key == "value" else f"{name}.{key}": str(one) for key, one in told.items()}
    return found


def included(submission: Submission, files: Files) -> Submission:
    """The submission with the package's own files put over it."""
    return replace(submission, files=submission.files | files)
