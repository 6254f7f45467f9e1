"""Kattis and ICPC problem packages, legacy and 2023-07 (https://www.kattis.com/problem-package-format)."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import JsonValue

from bank.importing.drafts import Draft, Origin, Pack, Source, Trial, question_id, title_of
from bank.importing.problem_data import DataCase, flags_of, read_cases, yaml_of
from bank.importing.reading import Files, NotImportable, Tree
from bank.importing.starters import STARTERS
from bank.importing.submissions import Submission, constants_of, included, read_submissions, with_constants
from bank.importing.tex import markdown_of
from protocol.values import MAIN_FILE, Language

# What the default validator of problemtools knows, and how many words follow.
FLAGS = {
    "case_sensitive": 0,
    "space_change_sensitive": 0,
    "float_tolerance": 1,
    "float_absolute_tolerance": 1,
    "float_relative_tolerance": 1,
}
SHOWN_BYTES = 4096
_INCLUDES = {
    Language.PYTHON: ("python3", "python"),
    Language.JAVASCRIPT: ("javascriptnode", "javascript"),
    Language.TYPESCRIPT: ("typescript",),
    Language.GO: ("go",),
}


def is_package(path: Path) -> bool:
    """Whether a folder is a problem package."""
    return (path / "problem.yaml").is_file()


def find(path: Path) -> Iterator[Source]:
    """The problem in a folder."""
    yield Source(path.resolve().name, lambda: [draft_of(path)])


def draft_of(folder: Path) -> Draft:
    """The question that a problem becomes; how long a program may take is found out by trying.

    Raises:
        NotImportable: judged by a program of its own, or with parts that we cannot run or do not find.
    """
    tree = Tree(folder)
    if tree.find("problem.yaml") is None:
        raise NotImportable("problem.yaml is missing")
    told = yaml_of(tree, "problem.yaml")
    _check_validation(tree, told)
    flags = flags_of(told.get("validator_flags"))
    cases, notes = read_cases(tree, flags=flags)
    for case in cases:
        _check_flags(case)
    constants = constants_of(_mapping(told.get("constants")))
    told_of_them = yaml_of(tree, "submissions/submissions.yaml")
    submissions, left_out = read_submissions(tree, told_of_them, constants=constants)
    notes += left_out
    packs: dict[Language, Pack] = {}
    tried: list[Submission] = []
    for language in Language:
        here = [one for one in submissions if one.language is language]
        extra = _included(tree, language, constants)
        accepted = sorted((one for one in here if one.accepted), key=lambda one: not one.model)
        if not accepted:
            notes += [f"submissions/{one.name}: no submission in {language} is accepted" for one in here]
            continue
        main = MAIN_FILE[language]
        if main in extra:
            raise NotImportable(f"include/ brings the main file of {language} itself")
        tried += [included(one, extra) for one in here]
        packs[language] = Pack(
            main,
            starter={main: STARTERS[language]} | extra,
            reference=accepted[0].files | extra,
            readonly=tuple(extra),
        )
    if not packs:
        reasons = "; ".join(notes) or "there is none"
        raise NotImportable(f"no accepted submission in {', '.join(Language)} ({reasons})")
    if "scoring" in _types(told):
        notes.append("points are not kept: a solution is right when it passes every case")
    slug = folder.resolve().name
    title = _title(tree, told, slug)
    return Draft(
        id=question_id(slug),
        title=title,
        statement=_statement(tree, title, cases, constants, notes),
        origin=_origin(told, slug),
        packs=packs,
        topics=tuple(_words(told.get("keywords"))) or ("programs",),
        trial=Trial(tree, tuple(cases), tuple(tried), _time_limit_s(tree, told), _memory_mb(told)),
        notes=tuple(notes),
    )


def _mapping(value: JsonValue) -> Mapping[str, JsonValue]:
    return value if isinstance(value, dict) else {}


def _words(value: JsonValue) -> list[str]:
    return value.split() if isinstance(value, str) else [str(word) for word in value] if isinstance(value, list) else []


def _types(told: Mapping[str, JsonValue]) -> set[str]:
    given = told.get("type", "pass-fail")
    return {given} if isinstance(given, str) else set(_words(given))


def _check_validation(tree: Tree, told: Mapping[str, JsonValue]) -> None:
    types = _types(told)
    if unknown := types - {"pass-fail", "scoring"}:
        raise NotImportable(f"a problem of type {', '.join(sorted(unknown))} cannot be judged here")
    validation = told.get("validation", "default")
    words = _words(validation) or sorted(_mapping(validation)) or ["default"]
    if words != ["default"]:
        raise NotImportable(f"validation: {' '.join(words)}: output is judged by a program of the package")
    legacy = str(told.get("problem_format_version", "legacy")).startswith("legacy")
    own = ("output_validator", "static_validator") + (() if legacy else ("output_validators",))
    for folder in own:
        if tree.files(folder):
            raise NotImportable(f"{folder}/: output is judged by a program of the package")


def _check_flags(case: DataCase) -> None:
    words = list(case.flags)
    while words:
        word = words.pop(0)
        if word not in FLAGS or len(words) < FLAGS[word]:
            raise NotImportable(f"data/{case.name}: the default validator has no flag {word}")
        for number in words[: FLAGS[word]]:
            if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", number):
                raise NotImportable(f"data/{case.name}: {word} {number} is no number")
        del words[: FLAGS[word]]


def _included(tree: Tree, language: Language, constants: Mapping[str, str]) -> Files:
    for folder in (*_INCLUDES[language], "default"):
        if paths := tree.files(f"include/{folder}"):
            root = f"include/{folder}/"
            return {path.removeprefix(root): with_constants(tree.text(path), constants) for path in paths}
    return {}


def _title(tree: Tree, told: Mapping[str, JsonValue], slug: str) -> str:
    """The problem's name, in legacy packages perhaps only in the statement."""
    name = told.get("name")
    if isinstance(name, dict):
        name = name.get("en") or next(iter(name.values()), None)
    if name is None:
        path = _statement_path(tree)
        text = tree.text(path) if path.endswith(".tex") else ""
        found = re.search(r"%%\s*plainproblemname:\s*(.+)", text) or re.search(r"\\problemname\{([^{}$\\]+)\}", text)
        name = found[1] if found else None
    title = str(name).strip() if name is not None else ""
    return title[:120] if len(title) >= 3 else title_of(f"problem {title or slug}")


def _origin(told: Mapping[str, JsonValue], slug: str) -> Origin:
    credited = _mapping(told.get("credits")).get("authors") or told.get("credits") or told.get("author")
    people = credited if isinstance(credited, list) else [credited] if isinstance(credited, str) else []
    authors = [str(_mapping(person).get("name", "")) if isinstance(person, dict) else str(person) for person in people]
    return Origin("kattis", slug, str(told.get("license") or "unknown"), tuple(filter(None, authors)))


def _time_limit_s(tree: Tree, told: Mapping[str, JsonValue]) -> float | None:
    """The limit as the package, or a judge that kept it, has written it down."""
    found = [str(_mapping(told.get("limits")).get("time_limit") or "")]
    if tree.find(".timelimit") is not None:
        found.append(tree.text(".timelimit"))
    if tree.find("domjudge-problem.ini") is not None:
        found += re.findall(r"^\s*timelimit\s*=\s*['\"]?([\d.]+)", tree.text("domjudge-problem.ini"), re.MULTILINE)
    return next((float(text) for text in found if re.fullmatch(r"\s*(\d+\.?\d*|\.\d+)\s*", text)), None)


def _memory_mb(told: Mapping[str, JsonValue]) -> int | None:
    given = _mapping(told.get("limits")).get("memory")
    return int(given) if isinstance(given, int | float) and given > 0 else None


def _statement_path(tree: Tree) -> str:
    """The statement to show: English first, then the one without a language, then any; Markdown before LaTeX."""
    there = [path for folder in ("statement", "problem_statement") for path in tree.files(folder)]
    paths = [path for path in there if re.fullmatch(r"(problem_)?statement/problem(\.[\w-]+)?\.(md|tex)", path)]
    if not paths:
        pdf = any(path.endswith(".pdf") for path in there)
        raise NotImportable(
            "the statement is there only as PDF" if pdf else "there is no statement (problem.en.md, .tex)"
        )
    rank = {"en": 0, "": 1}

    def order(path: str) -> tuple[int, bool, str]:
        language = path.split("problem.")[-1].rpartition(".")[0]
        return rank.get(language, 2), path.endswith(".tex"), path

    return min(paths, key=order)


def _statement(tree: Tree, title: str, cases: list[DataCase], constants: Mapping[str, str], notes: list[str]) -> str:
    path = _statement_path(tree)
    text = tree.text(path).replace("\r\n", "\n")
    if path.endswith(".tex"):
        body = markdown_of(with_constants(text, constants), constants)
    else:
        body = with_constants(text, constants)
        body = re.sub(r"\{\{\s*(?:next|remaining)samples?\s*\}\}", "", body)
        body = re.sub(r"^(\s{0,3}(?:`{3,}|~{3,}))example\b", r"\1text", body, flags=re.MULTILINE)
    if re.search(r"\\includegraphics|\\illustration|!\[|<img", text):
        notes.append(f"{path}: its pictures are left out")
        body = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", body)
    parts = [f"# {title}" if not body.lstrip().startswith("# ") else "", body.strip()]
    for number, case in enumerate((case for case in cases if not case.hidden), 1):
        shown = [_sample(tree, case.stdin), _sample(tree, case.stdout)]
        parts.append(f"## Sample {number}\n\nInput:\n\n{shown[0]}\n\nOutput:\n\n{shown[1]}")
    return "\n\n".join(filter(None, parts)) + "\n"


def _sample(tree: Tree, path: str) -> str:
    """A sample as it is to be shown, which may be other than as it is judged."""
    base = path.rpartition(".")[0]
    shown = [f"{path}.statement", *([f"{base}.out"] if path.endswith(".ans") else []), path]
    text = tree.text(next(one for one in shown if tree.find(one) is not None)).replace("\r\n", "\n")
    cut = text if len(text) <= SHOWN_BYTES else text[:SHOWN_BYTES] + "\n…"
    return f"```text\n{cut.rstrip()}\n```"
