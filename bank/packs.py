"""The programs of a question's package: for each language what is begun with, what is right and what is wrong."""

from pathlib import Path

from bank.models import LanguagePack, Mutant, WrongSolution
from bank.package import refuse
from bank.spec import QuestionSpec
from bank.structure import code_lines
from bank.test_files import TEST_FILE, is_test
from protocol.values import MAIN_FILE, CaseOutcome, Language

LABELS = frozenset(CaseOutcome) - {CaseOutcome.PASSED, CaseOutcome.SKIPPED}
SHARED = "shared"
"""The folder of starter files that all languages have in common: logs, notes."""

Tree = dict[str, str]


def read_packs(folder: Path, files: Tree, spec: QuestionSpec) -> dict[Language, LanguagePack]:
    """The languages in `files`, paths relative to the question's `folder`.

    Raises:
        Refused: with the first file that is missing, or that is no part of a question.
    """
    trees: dict[str, Tree] = {}
    for path, content in files.items():
        top, slash, rest = path.partition("/")
        if not slash or top not in {*Language, SHARED}:
            raise refuse(folder / path, f"no part of a question; languages are {', '.join(Language)}")
        trees.setdefault(top, {})[rest] = content
    shared = trees.pop(SHARED, {})
    if not trees:
        raise refuse(folder, "no language: there is no starter and no reference")
    return {
        language: _pack(folder / language, trees[language], shared, spec=spec, language=language)
        for language in Language
        if language in trees
    }


def _pack(folder: Path, files: Tree, shared: Tree, *, spec: QuestionSpec, language: Language) -> LanguagePack:
    starter: Tree = dict(shared)
    reference: Tree = {}
    tests: Tree = {}
    wrong: dict[str, Tree] = {}
    mutants: dict[str, Tree] = {}
    for path, content in files.items():
        kind, _, rest = path.partition("/")
        if kind == "starter" and rest:
            starter[rest] = content
        elif kind == "reference" and rest:
            reference[rest] = content
        elif kind == "tests" and rest and spec.judge == "tests":
            tests[rest] = content
        elif kind == "wrong" and "/" in rest:
            name, _, inner = rest.partition("/")
            wrong.setdefault(name, {})[inner] = content
        elif kind == "mutants" and "/" in rest and spec.judge == "mutants":
            name, _, inner = rest.partition("/")
            mutants.setdefault(name, {})[inner] = content
        else:
            raise refuse(folder / path, _belongs(spec))
    main = spec.main.get(language, (TEST_FILE if spec.judge == "mutants" else MAIN_FILE)[language])
    if main not in starter:
        raise refuse(folder / "starter" / main, "the file is missing")
    if not reference:
        raise refuse(folder / "reference" / main, "the file is missing")
    starter = {main: starter[main], **starter}
    if spec.judge == "tests":
        _check_tests(folder / "tests", tests, starter, language=language)
    if spec.judge == "mutants":
        _check_mutants(folder / "mutants", mutants, starter, language=language)
    return LanguagePack(
        starter=starter,
        reference=starter | reference,
        wrong=[_wrong(folder / "wrong" / name, starter | own) for name, own in wrong.items()],
        tests=tests,
        mutants=[Mutant(name=name, files=own) for name, own in mutants.items()],
        compact_lines=code_lines((starter | reference)[main], language),
    )


def _belongs(spec: QuestionSpec) -> str:
    own = {"tests": "tests/, ", "mutants": "mutants/<name>/, "}.get(spec.judge, "")
    return (
        f"a language holds starter/, reference/, {own}and wrong/<label>--<name>/ in a question judged by {spec.judge}"
    )


def _check_tests(folder: Path, tests: Tree, starter: Tree, *, language: Language) -> None:
    if not any(is_test(path, language) for path in tests):
        raise refuse(folder, f"no file of tests whose name the runner of {language} knows")
    for path in tests:
        if path in starter:
            raise refuse(folder / path, "the starter has the same file; tests are no part of it")


def _check_mutants(folder: Path, mutants: dict[str, Tree], starter: Tree, *, language: Language) -> None:
    if not any(is_test(path, language) for path in starter):
        raise refuse(folder.parent / "starter", f"no file of tests whose name the runner of {language} knows")
    if len(mutants) < 2:
        raise refuse(folder, f"{len(mutants)} mutants; there are at least two")
    for name, own in mutants.items():
        for path, content in own.items():
            if path not in starter or is_test(path, language):
                raise refuse(folder / name / path, "a mutant changes files of the given code only")
            if content == starter[path]:
                raise refuse(folder / name / path, "the file is the same as in the given code")


def _wrong(folder: Path, files: Tree) -> WrongSolution:
    label, dashes, name = folder.name.partition("--")
    if not dashes or not name:
        raise refuse(folder, "a wrong solution's folder is named <label>--<name>")
    if label not in LABELS:
        raise refuse(folder, f"{label} is no label; there are {', '.join(sorted(LABELS))}")
    return WrongSolution(name=name, label=CaseOutcome(label), files=files)
