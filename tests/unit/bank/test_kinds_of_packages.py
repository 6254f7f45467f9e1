"""What each kind of judge needs of a package, and what is refused with its file."""

import os
from pathlib import Path

import pytest

from bank.load import load_bank, load_question
from bank.models import Question
from bank.package import MAX_CASE_FILE_BYTES, Refused
from bank.pin import load_pinned, pin
from protocol.values import Language
from tests.contract.bank.kinds import KINDS, MUTANTS_FILES, STDIO_FILES, TESTS_FILES

Changes = dict[str, str | None]


def write(root: Path, files: dict[str, str], changes: Changes | None = None) -> Path:
    folder = root / "bank" / "sample"
    for path, content in {**files, **(changes or {})}.items():
        if content is not None:
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content)
    return folder


def yaml(files: dict[str, str], old: str, new: str) -> Changes:
    assert old in files["question.yaml"]
    return {"question.yaml": files["question.yaml"].replace(old, new)}


REFUSED: dict[str, tuple[dict[str, str], Changes, str, str]] = {
    "a case without its file": (STDIO_FILES, {"cases/large/many.in": None}, "question.yaml", "no file cases/large"),
    "a file without a case": (STDIO_FILES, {"cases/other.in": ""}, "question.yaml", "no case names the file cases/oth"),
    "a case file that leads out": (
        STDIO_FILES,
        yaml(STDIO_FILES, "large/many.in", "../question.yaml"),
        "question.yaml",
        "no path inside",
    ),
    "a signature of a program": (
        STDIO_FILES,
        yaml(STDIO_FILES, "judge: stdio", "judge: stdio\nsignature: {function: f, parameters: [], returns: int}"),
        "question.yaml",
        "judged by stdio has no signature",
    ),
    "a call of a program": (
        STDIO_FILES,
        yaml(STDIO_FILES, 'stdin: "1 2\\n", stdout: "mean 1.5\\n"', "input: [], expected: 1"),
        "question.yaml",
        "a program (judge: stdio) has stdin",
    ),
    "a case that is both": (
        STDIO_FILES,
        yaml(STDIO_FILES, 'stdin: "1 2\\n"', 'input: [], stdin: "1 2\\n"'),
        "question.yaml",
        "not both",
    ),
    "a comparison of calls": (
        STDIO_FILES,
        yaml(STDIO_FILES, "compare: {float_tolerance: 1e-6}", "compare: unordered"),
        "question.yaml",
        "compared by flags",
    ),
    "tests that are not named": (
        TESTS_FILES,
        yaml(TESTS_FILES, "  go: [TestOne, TestTwo]\n", ""),
        "question.yaml",
        "tests of go are not named",
    ),
    "no file of tests": (
        TESTS_FILES,
        {"go/tests/one_test.go": None, "go/tests/two_test.go": None, "go/tests/more.go": "package double\n"},
        "tests",
        "no file of tests",
    ),
    "visible tests that are not there": (
        TESTS_FILES,
        yaml(TESTS_FILES, "visible_tests: [test_one.py", "visible_tests: [test_none.py"),
        "question.yaml",
        "no file tests/test_none.py",
    ),
    "a starter with the tests in it": (TESTS_FILES, {"python/starter/test_one.py": ""}, "test_one.py", "same file"),
    "a mutant of another file": (MUTANTS_FILES, {"go/mutants/no-top/other.go": "package clamp\n"}, "other.go", "given"),
    "a mutant that changes nothing": (
        MUTANTS_FILES,
        {"go/mutants/no-top/solution.go": MUTANTS_FILES["go/starter/solution.go"]},
        "solution.go",
        "same as in the given code",
    ),
    "mutants of a question without": (STDIO_FILES, {"go/mutants/x/solution.go": ""}, "solution.go", "judged by stdio"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_package_that_lacks_or_contradicts_its_kind_is_refused_with_file_and_reason(
    tmp_path: Path, name: str
) -> None:
    files, changes, file, reason = REFUSED[name]
    folder = write(tmp_path, files, changes)
    with pytest.raises(Refused) as refused:
        load_question(folder)
    first = refused.value.refusals[0]
    assert (first.file.name, reason in first.reason) == (file, True), str(refused.value)


@pytest.mark.parametrize("place", ["cases/large/giant.in", "python/starter/giant.csv"])
def test_a_file_of_a_gigabyte_is_refused_unread(tmp_path: Path, place: str) -> None:
    folder = write(tmp_path, STDIO_FILES)
    with (folder / place).open("wb") as file:
        file.truncate(1 << 30)
    with pytest.raises(Refused, match=rf"giant.*{1 << 30} bytes; a file has at most"):
        load_question(folder)


def test_a_file_that_grows_after_it_was_looked_at_is_refused_when_it_is_read(tmp_path: Path) -> None:
    folder = write(tmp_path, STDIO_FILES)
    question = load_question(folder)
    os.truncate(folder / "cases" / "large" / "many.in", MAX_CASE_FILE_BYTES + 1)
    with pytest.raises(Refused, match="at most"):
        question.stdin(question.spec.cases[3])


@pytest.mark.parametrize("name", ["go/starter/again", "cases/again", "again"])
def test_a_cycle_of_links_is_refused_and_not_followed(tmp_path: Path, name: str) -> None:
    folder = write(tmp_path, STDIO_FILES)
    (folder / name).symlink_to(folder)
    bank = load_bank([tmp_path / "bank"])
    assert not bank.questions
    assert [(refusal.file, "a link" in refusal.reason) for refusal in bank.refused] == [(folder / name, True)]


def test_an_imported_question_may_lack_what_is_for_people(tmp_path: Path) -> None:
    text = TESTS_FILES["question.yaml"].partition("hints:")[0]
    kind = TESTS_FILES["question.yaml"].partition("strong: passes}\n")[2]
    folder = write(tmp_path, TESTS_FILES, {"question.yaml": text + kind + "source: {format: exercism, name: double}\n"})
    public = load_question(folder).public()
    assert len(public.hints) >= 3  # the ladder is never empty: nudges go up it
    assert public.follow_ups
    write(tmp_path, TESTS_FILES, {"question.yaml": text + kind})
    with pytest.raises(Refused, match="0 hints"):
        load_question(folder)


@pytest.fixture(params=KINDS)
def question(request: pytest.FixtureRequest, tmp_path: Path) -> Question:
    """One of each kind."""
    return load_question(write(tmp_path, KINDS[request.param]))


def test_nothing_hidden_is_among_what_a_candidate_is_shown(question: Question) -> None:
    for language in Language:
        shown = question.shown(language, index=0)
        checks = question.checks(language)
        assert [case.name for case in shown.cases] == [check.name for check in checks if not check.hidden]
        assert shown.hidden_cases == sum(check.hidden for check in checks) > 0
        assert not any(
            check.name in shown.model_dump_json() for check in checks if check.hidden and len(check.name) > 6
        )


def test_a_pinned_question_is_judged_by_the_same_as_before(question: Question, tmp_path: Path) -> None:
    pin(question, tmp_path / "session")
    pinned = load_pinned(tmp_path / "session")
    for language in Language:
        assert pinned.checks(language) == question.checks(language)
        assert pinned.packs[language].tests == question.packs[language].tests
        assert pinned.packs[language].mutants == question.packs[language].mutants
    for case in question.spec.cases:
        if case.is_program:
            assert (pinned.stdin(case), pinned.stdout(case)) == (question.stdin(case), question.stdout(case))


def test_the_given_code_is_read_only_and_visible_tests_are_shown(tmp_path: Path) -> None:
    mutants = load_question(write(tmp_path / "a", MUTANTS_FILES))
    files = {file.path: (file.role, file.readonly) for file in mutants.starter_files(Language.GO)}
    assert files == {"solution_test.go": ("main", False), "solution.go": ("support", True)}
    tests = load_question(write(tmp_path / "b", TESTS_FILES))
    files = {file.path: (file.role, file.readonly) for file in tests.starter_files(Language.PYTHON)}
    assert files == {"solution.py": ("main", False), "test_one.py": ("test", True)}
