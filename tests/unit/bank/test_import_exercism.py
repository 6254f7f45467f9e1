"""Exercism's folders become questions of test files: what goes where, and what is told instead of taken."""

import json
from pathlib import Path

import pytest

from bank.importing import exercism
from bank.importing.drafts import Draft
from bank.importing.reading import NotImportable
from bank.importing.track_tests import for_our_jest, snapshots_of_today, unskip_jest, unskip_python
from protocol.values import Difficulty, Language
from tests.unit.bank.foreign_exercism import LIST_TS, NOTED_GO, PYTHON, QUEUE_JS, TALLY_GO, config, track
from tests.unit.bank.packages import Tree, lay


def drafts(root: Path, tree: Tree) -> list[Draft]:
    """The drafts of the only exercise in a tree."""
    (source,) = exercism.find(lay(root, tree))
    return source.drafts()


def told(root: Path) -> dict[str, str]:
    """Every exercise of a track that is refused, with the reason."""
    found = {}
    for source in exercism.find(root):
        try:
            source.drafts()
        except NotImportable as why:
            found[source.name] = str(why)
    return found


def test_every_exercise_of_a_track_is_taken_or_told_with_its_reason(tmp_path: Path) -> None:
    lay(tmp_path, PYTHON)
    (tmp_path / "exercises" / "practice" / "empty").mkdir()

    assert {source.name for source in exercism.find(tmp_path)} == {
        "parcel", "count-up", "tidy", "no-solution", "leads-out", "never-fails", "broken-reference", "empty"
    }  # fmt: skip
    refused = told(tmp_path)
    assert refused.keys() == {"no-solution", "leads-out", "empty"}
    assert ".meta/example.py" in refused["no-solution"]
    assert "leads out" in refused["leads-out"]


def test_a_track_names_and_sorts_its_exercises_and_its_patterns_find_their_files(tmp_path: Path) -> None:
    lay(tmp_path, PYTHON)
    found = {source.name: source for source in exercism.find(tmp_path)}

    (draft, _) = found["count-up"].drafts()

    assert (draft.id, draft.title, draft.difficulty) == ("python-count-up", "The count-up", Difficulty.EASY)
    assert draft.packs[Language.PYTHON].reference == {"count_up.py": "def count_up(n):\n    return list(range(n))\n"}
    (alone, _) = next(exercism.find(tmp_path / "exercises" / "concept" / "parcel")).drafts()
    assert alone.title == "The parcel"


def test_what_a_track_tells_its_test_runner_is_told_as_left_out(tmp_path: Path) -> None:
    with_canary, without = drafts(tmp_path / "noted", NOTED_GO)

    assert with_canary.notes == (".meta/config.json: the track tests with -race; here it is tested without",)
    assert (with_canary.canary, without.canary) == (True, False)
    assert without.packs == with_canary.packs


def test_nulls_say_nothing_and_authors_of_older_exercises_have_names(tmp_path: Path) -> None:
    told = json.loads(NOTED_GO[".meta/config.json"])
    told["files"] |= {"editor": None, "helper": None}
    told |= {"authors": [{"github_username": "someone", "exercism_username": "other"}, "third"], "blurb": None}
    (draft, _) = drafts(tmp_path / "noted", NOTED_GO | {".meta/config.json": json.dumps(told)})

    assert draft.origin.authors == ("someone", "third")


def test_a_tracks_own_files_cannot_leak_the_solution_and_fixtures_go_to_the_tests(tmp_path: Path) -> None:
    lay(tmp_path, PYTHON)
    folder = lay(tmp_path / "exercises/concept/parcel", {"example.py": "secret = 1\n", "package.json": "{}"})
    (folder / "picture.dat").write_bytes(b"\xff\xfe")
    (draft, _) = next(exercism.find(tmp_path / "exercises" / "concept" / "parcel")).drafts()

    pack = draft.packs[Language.PYTHON]
    assert pack.starter.keys() == {"parcel.py", "rates.py"}
    assert pack.readonly == ("rates.py",)
    assert {"parcel_test.py", "parcel_test_data.py", "fixtures/prices list.json"} <= pack.tests.keys()
    assert not {"example.py", "package.json", "README.md", "picture.dat"} & pack.tests.keys()
    assert draft.notes == ("picture.dat is no UTF-8 text; left out",)


def test_the_statement_is_all_instructions_in_order_without_blocks_that_this_bank_would_try(tmp_path: Path) -> None:
    lay(tmp_path, PYTHON)
    (draft, _) = next(exercism.find(tmp_path / "exercises" / "concept" / "parcel")).drafts()

    places = [draft.statement.index(text) for text in ("Parcels have", "Tell the price", "with a message")]
    assert places == sorted(places)
    assert "```example" not in draft.statement
    assert draft.hints == ("Read the [docs][docs].", "Look the zone up in the table.")


def test_solutions_of_several_files_take_the_example_for_the_first_and_keep_the_rest(tmp_path: Path) -> None:
    (draft, kept) = drafts(tmp_path / "print-queue", QUEUE_JS)

    pack = draft.packs[Language.JAVASCRIPT]
    assert pack.main == "print-queue.js"
    assert "from './errors'" in pack.reference["print-queue.js"]
    assert pack.reference["errors.js"] == QUEUE_JS["errors.js"]
    assert pack.tests.keys() == {"print-queue.spec.js", "fixtures/pages.json"}
    assert draft.notes == ("custom.spec.js: named as a test, but missing",)
    assert "test.skip(" not in pack.tests["print-queue.spec.js"]
    assert "test.skip(" in kept.packs[Language.JAVASCRIPT].tests["print-queue.spec.js"]


def test_examples_that_carry_a_solutions_name_go_to_it_whatever_their_order(tmp_path: Path) -> None:
    tree = {
        ".meta/config.json": config(
            solution=["first.py", "second.py"],
            test=["a_test.py"],
            example=[".meta/second.py", ".meta/example.py", ".meta/third.py"],
        ),
        ".docs/instructions.md": "x\n",
        "first.py": "one = 0\n",
        "a_test.py": "def test_a():\n    assert 1\n",
        ".meta/second.py": "second = 2\n",
        ".meta/example.py": "one = 1\n",
        ".meta/third.py": "third = 3\n",
    }  # fmt: skip
    (draft,) = drafts(tmp_path / "several", tree)

    pack = draft.packs[Language.PYTHON]
    assert pack.reference == {"first.py": "one = 1\n", "second.py": "second = 2\n", "third.py": "third = 3\n"}
    assert pack.starter == {"first.py": "one = 0\n", "second.py": ""}
    assert draft.notes == ("second.py: the track has no stub; the starter is an empty file",)


def test_tests_of_types_and_tool_files_are_left_out_of_typescript(tmp_path: Path) -> None:
    (draft,) = drafts(tmp_path / "linked", LIST_TS)

    pack = draft.packs[Language.TYPESCRIPT]
    assert pack.tests.keys() == {"linked.test.ts", "support.ts"}
    assert "  it('keeps items'" in pack.tests["linked.test.ts"]
    assert draft.notes == ("__typetests__/linked.tst.ts: tests of types are not run",)


def test_gos_case_files_are_tests_although_tracks_name_them_as_editor_files(tmp_path: Path) -> None:
    (draft,) = drafts(tmp_path / "tally", TALLY_GO)

    pack = draft.packs[Language.GO]
    assert pack.tests.keys() == {"tally_test.go", "cases_test.go", "go.mod", "testdata/some words.txt"}
    assert pack.starter.keys() == {"tally.go", "common.go"}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({".meta/config.json": "{"}, "is no JSON"),
        ({".meta/config.json": json.dumps({"files": {"solution": "a"}})}, "files.solution"),
        ({".meta/config.json": config(solution=["a.rb"], test=["a_test.rb"], example=["e.rb"])}, "a.rb"),
        ({".meta/config.json": config(solution=["a.go"], test=["b_test.go"], example=["e.go"])}, "no test file"),
        ({".docs/instructions.md": ""}, "instructions.md"),
    ],
)
def test_what_is_missing_or_wrong_in_an_exercise_is_named(tmp_path: Path, changes: Tree, reason: str) -> None:
    with pytest.raises(NotImportable, match=reason):
        drafts(tmp_path / "tally", TALLY_GO | changes)


def test_a_link_that_leads_out_and_a_giant_are_refused(tmp_path: Path) -> None:
    folder = lay(tmp_path / "tally", TALLY_GO)
    (folder / "tally.go").unlink()
    (folder / "tally.go").symlink_to("/etc/hostname")
    assert "leads out" in told(folder)["tally"]

    (folder / "tally.go").unlink()
    with (folder / "tally.go").open("wb") as giant:
        giant.truncate(1024**3)
    assert str(1024**3) in told(folder)["tally"]


def test_a_cycle_of_linked_folders_is_not_followed(tmp_path: Path) -> None:
    folder = lay(tmp_path / "tally", TALLY_GO)
    (folder / "testdata" / "again").symlink_to(folder)

    (draft,) = next(exercism.find(folder)).drafts()
    assert len(draft.packs[Language.GO].tests) == 4


def test_a_tracks_config_with_comments_still_names_its_exercises(tmp_path: Path) -> None:
    tree = track("go", {"practice/tally": TALLY_GO}, solution=["%{snake_slug}.go"])
    lay(tmp_path, tree | {"config.json": tree["config.json"].replace('"loops"]', '"loops", ] // FIXME: "more"\n')})

    (draft,) = next(exercism.find(tmp_path)).drafts()
    assert (draft.title, draft.topics) == ("The tally", ("loops",))


def test_unskipping_passes_over_strings_comments_imports_and_members() -> None:
    text = """import { xit, it } from '@jest/globals';
// xit('a')
const s = "xtest(" + 'don\\'t xit(' + `xdescribe(${1})`; /* test.skip(1) */
suite.xit('b'); exit(1); test.skip.each([1])('c'); xit.each`a`('d'); xdescribe('e', f); it . skip('g');
"""
    assert (
        unskip_jest(text, dots=True)
        == """import { xit, it } from '@jest/globals';
// xit('a')
const s = "xtest(" + 'don\\'t xit(' + `xdescribe(${1})`; /* test.skip(1) */
suite.xit('b'); exit(1); test.each([1])('c'); it.each`a`('d'); describe('e', f); it('g');
"""
    )
    assert "test.skip.each([1])('c'); it.each" in unskip_jest(text, dots=False)


def test_jest_is_not_imported_where_mocks_must_be_lifted() -> None:
    mocked = "jest.mock('./a');\n"
    assert for_our_jest("import { jest, test } from '@jest/globals';\n" + mocked).startswith("import { test }")
    assert for_our_jest("import {test, jest} from '@jest/globals';\n" + mocked).startswith("import {test}")
    assert for_our_jest("import { jest } from '@jest/globals';\n") == "import { jest } from '@jest/globals';\n"


def test_snapshots_of_an_older_jest_have_the_heading_that_ours_wants() -> None:
    old = "// Jest Snapshot v1, https://goo.gl/fbAQLP\n\nexports[`a 1`] = `2`;\n"
    assert snapshots_of_today(old).startswith("// Jest Snapshot v1, https://jestjs.io/docs/snapshot-testing\n\nexports")
    assert snapshots_of_today(snapshots_of_today(old)) == snapshots_of_today(old)


def test_matchers_that_jest_has_dropped_get_the_names_of_today() -> None:
    text = "expect(f).toThrowError('x'); expect(g).not.toBeCalledTimes(1); expect(h).toThrow(); i.toBeCalledOnce();"
    assert for_our_jest(text) == (
        "expect(f).toThrow('x'); expect(g).not.toHaveBeenCalledTimes(1); expect(h).toThrow(); i.toBeCalledOnce();"
    )


def test_unskipping_python_takes_whole_decorators_and_leaves_conditions() -> None:
    text = """\
import unittest


@pytest.mark.skip
@pytest.mark.task(taskno=1)
@unittest.skip(
    'a'
)
def test_a():
    x = '''\f@unittest.skip()'''


@unittest.skipIf(True, 'b')
def test_b():
    pass
"""
    assert unskip_python(text) == text.replace("@pytest.mark.skip\n", "").replace("@unittest.skip(\n    'a'\n)\n", "")
    assert unskip_python("print 1\n") == "print 1\n"
