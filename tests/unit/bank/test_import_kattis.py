"""Problem packages become questions about programs: cases, flags, submissions and statements as the format says."""

import os
import zipfile
from pathlib import Path

import pytest

from bank.importing import kattis
from bank.importing.archives import unpack
from bank.importing.drafts import Draft
from bank.importing.reading import NotImportable
from bank.importing.submissions import AC, ALL, RTE, TLE, WA, Expected
from bank.importing.tex import markdown_of
from protocol.values import Language
from tests.unit.bank.foreign_kattis import MEAN, NOT_IMPORTABLE, SUM
from tests.unit.bank.packages import Tree, lay


def draft(root: Path, tree: Tree) -> Draft:
    """The draft of one package."""
    return kattis.draft_of(lay(root, tree))


@pytest.mark.parametrize("name", NOT_IMPORTABLE)
def test_a_package_that_cannot_be_judged_here_says_why(tmp_path: Path, name: str) -> None:
    tree, reason = NOT_IMPORTABLE[name]
    with pytest.raises(NotImportable, match=reason):
        draft(tmp_path / name, tree)


def test_cases_come_samples_first_and_in_the_order_of_their_names(tmp_path: Path) -> None:
    trial = draft(tmp_path / "sum", SUM).trial
    assert trial is not None
    assert [(case.name, case.hidden) for case in trial.cases] == [
        ("sample/1", False),
        ("secret/group1/01-small", True),
        ("secret/group2/02-negative", True),
        ("secret/group2/03-large", True),
    ]


def test_flags_come_from_the_problem_and_from_the_nearest_group(tmp_path: Path) -> None:
    mean = draft(tmp_path / "mean", MEAN).trial
    assert mean is not None
    assert {case.name: case.flags for case in mean.cases} == {
        "sample/1": ("float_tolerance", "1e-06"),
        "secret/10": ("float_tolerance", "1e-06"),
        "secret/9": ("float_tolerance", "1e-06"),
        "secret/loose/1": ("float_absolute_tolerance", "0.5", "case_sensitive"),
    }
    legacy = SUM | {
        "problem.yaml": "validator_flags: case_sensitive\n",
        "data/secret/group1/testdata.yaml": "output_validator_flags: float_tolerance 0.1\n",
    }
    found = draft(tmp_path / "sum", legacy).trial
    assert found is not None
    assert found.cases[1].flags == ("case_sensitive", "float_tolerance", "0.1")
    assert found.cases[2].flags == ("case_sensitive",)


def test_submissions_are_known_by_folder_and_by_submissions_yaml(tmp_path: Path) -> None:
    found = draft(tmp_path / "mean", MEAN)
    assert found.trial is not None
    expected = {one.name: one.expected for one in found.trial.submissions}

    assert expected["accepted/mean.py"] == Expected(permitted=frozenset({AC}))
    assert expected["mixed/lower.py"] == Expected(frozenset({AC, WA}), frozenset({WA}))
    assert expected["run_time_error/zero.py"] == Expected(required=frozenset({RTE}))
    assert expected["rejected/nan.py"] == Expected(required=frozenset({WA, TLE, RTE}))
    assert expected["wrong_answer/floor.py"].permitted == ALL
    assert any("odd/what.py" in note for note in found.notes)
    assert found.packs[Language.PYTHON].reference["solution.py"] == MEAN["submissions/accepted/mean.py"]


def test_constants_and_included_files_are_put_in_their_places(tmp_path: Path) -> None:
    found = draft(tmp_path / "mean", MEAN)
    assert found.trial is not None
    programs = {one.name: one.files for one in found.trial.submissions}

    assert programs["accepted/a_mean.py"]["solution.py"] == MEAN["submissions/accepted/mean.py"]
    assert programs["accepted/a_mean.py"]["notes.txt"] == "at most 1000\n"
    assert found.packs[Language.PYTHON].readonly == ("notes.txt",)
    assert "at most 1000 numbers" in found.statement
    assert "(or so)" in found.statement


@pytest.mark.parametrize("target", ["group1", "..", "nowhere", "more"])
def test_data_behind_a_link_to_a_folder_or_to_nothing_is_no_lesser_problem(tmp_path: Path, target: str) -> None:
    root = lay(tmp_path / "sum", SUM)
    (root / "data" / "secret" / "more").symlink_to(target)
    with pytest.raises(NotImportable, match="data/secret/more is a link"):
        kattis.draft_of(root)


def test_links_to_files_of_the_package_are_cases_and_what_belongs_to_no_case_is_told(tmp_path: Path) -> None:
    root = lay(tmp_path / "sum", SUM | {"data/secret/group1/09.ans": "1\n"})
    for ending in ("in", "ans"):
        (root / "data" / "secret" / f"02.{ending}").symlink_to(f"group1/01-small.{ending}")
    (root / "submissions" / "accepted" / "all").symlink_to("..")
    found = kattis.draft_of(root)
    assert found.trial is not None

    assert "secret/02" in [case.name for case in found.trial.cases]
    notes = "\n".join(found.notes)
    assert "data/secret/group1/09.ans: there is no input beside it" in notes
    assert "submissions/accepted/all: a link to a folder" in notes


def test_constants_may_be_maps_of_several_forms(tmp_path: Path) -> None:
    tree = SUM | {
        "problem.yaml": "name: Sum\nconstants:\n  most:\n    value: 9\n    word: nine\n  least: 1\n",
        "problem_statement/problem.en.tex": "From {{least}} to {{most}}, {{most.word}}, never {{other}}.\n",
        "submissions/wrong_answer/word.py": "print('{{most.word}}', {{most}})\n",
    }
    found = draft(tmp_path / "sum", tree)
    assert found.trial is not None

    assert "From 1 to 9, nine, never" in found.statement
    (word,) = [one for one in found.trial.submissions if one.name == "wrong_answer/word.py"]
    assert word.files["solution.py"] == "print('nine', 9)\n"


def test_submissions_yaml_may_name_languages_as_people_do(tmp_path: Path) -> None:
    tree = SUM | {
        "submissions/submissions.yaml": (
            "accepted/sum.py:\n  language: Python 3\nwrong_answer/words.js:\n  language: JavaScript (Node.js)\n"
            "accepted/old.fs:\n  language: F#\n"
        ),
        "submissions/wrong_answer/words.js": "console.log('words');\n",
        "submissions/accepted/old.fs": "printfn 1\n",
    }
    found = draft(tmp_path / "sum", tree)
    assert found.trial is not None

    languages = {one.name: one.language for one in found.trial.submissions}
    assert languages["accepted/sum.py"] is Language.PYTHON
    assert languages["wrong_answer/words.js"] is Language.JAVASCRIPT
    assert any("old.fs: F# is not one of the languages" in note for note in found.notes)


def test_a_submission_in_a_folder_has_its_main_file_renamed(tmp_path: Path) -> None:
    found = draft(tmp_path / "sum", SUM).trial
    assert found is not None
    (folder,) = [one for one in found.submissions if one.name == "run_time_error/two folders"]
    assert folder.files.keys() == {"solution.py", "rest.py"}


def test_submissions_that_cannot_run_here_are_told(tmp_path: Path) -> None:
    notes = "\n".join(draft(tmp_path / "sum", SUM).notes)
    for text in ("sum.cpp: .cpp", "Sum.java: .java", "sum2.py: Python 2", "notes.txt", "pictures"):
        assert text in notes


def test_a_folder_of_patterns_with_braces_matches_as_the_format_says(tmp_path: Path) -> None:
    tree = SUM | {
        "submissions/submissions.yaml": (
            "wrong_answer:\n  permitted: [WA]\n'*/f{irst,oo}_two.py':\n  required: [RTE, WA]\n"
            "  permitted: [AC, WA, RTE]\n"
        )
    }
    found = draft(tmp_path / "sum", tree).trial
    assert found is not None
    expected = {one.name: one.expected for one in found.submissions}
    assert expected["wrong_answer/first_two.py"] == Expected(frozenset({WA}), frozenset({WA}))
    assert expected["wrong_answer/silent.py"] == Expected(frozenset({WA}), frozenset({WA}))


def test_latex_becomes_markdown_that_a_person_can_read(tmp_path: Path) -> None:
    statement = draft(tmp_path / "sum", SUM).statement

    assert statement.startswith(
        "# Sum up\n\nPrint the sum of $n$ numbers. (All of them.)\n\n## Input\n\n- one line with"
    )
    assert "$1 \\leq n \\leq 10^5$" in statement
    assert "The *sum* \N{EM DASH} nothing else." in statement
    assert "illustration" not in statement
    assert "## Sample 1" in statement


def test_a_problem_without_a_name_is_called_as_its_statement_calls_it(tmp_path: Path) -> None:
    assert draft(tmp_path / "sum", SUM | {"problem.yaml": "license: cc0\n"}).title == "Sum up"
    assert (
        draft(tmp_path / "mean", MEAN | {"problem.yaml": "problem_format_version: 2023-07\n"}).title == "Problem mean"
    )


def test_latex_keeps_verbatim_text_and_mathematics_as_they_are() -> None:
    text = r"""\begin{verbatim}
a % b \emph{c}
\end{verbatim}
50\% of $a_{1} -- \%$ % gone
\begin{tabular}{cc} a & b \\ \hline 1 & \textbf{2} \\ \end{tabular}"""
    shown = markdown_of(text, {})
    assert "a % b \\emph{c}" in shown
    assert "50% of $a_{1} -- \\%$" in shown
    assert "gone" not in shown
    assert "| 1 | **2** |" in shown


def test_limits_are_read_where_packages_and_judges_write_them(tmp_path: Path) -> None:
    cases = {
        "a": ({}, 1.5),
        "b": ({"problem.yaml": "name: x\n", ".timelimit": "3\n"}, 3.0),
        "c": ({"problem.yaml": "name: x\n", "domjudge-problem.ini": "short-name = c\ntimelimit='2.5'\n"}, 2.5),
        "d": ({"problem.yaml": "name: x\n"}, None),
    }
    for name, (changes, limit_s) in cases.items():
        found = draft(tmp_path / name, MEAN | changes).trial
        assert found is not None
        assert found.time_limit_s == limit_s


def test_an_archive_is_unpacked_and_one_that_leads_out_is_refused(tmp_path: Path) -> None:
    good, bad, linked = tmp_path / "sum.zip", tmp_path / "bad.zip", tmp_path / "linked.zip"
    with zipfile.ZipFile(good, "w") as archive:
        for path, content in SUM.items():
            archive.writestr(f"sum/{path}", content)
    with zipfile.ZipFile(bad, "w") as archive:
        archive.writestr("../out.txt", "x")
    with zipfile.ZipFile(linked, "w") as archive:
        link = zipfile.ZipInfo("a")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    for name in ("good", "bad", "linked"):
        (tmp_path / name).mkdir()

    assert kattis.draft_of(unpack(good, tmp_path / "good")).id == "sum"
    for archived, room in ((bad, "bad"), (linked, "linked")):
        with pytest.raises(NotImportable):
            unpack(archived, tmp_path / room)
        assert not os.listdir(tmp_path / room)
    assert not (tmp_path / "out.txt").exists()
