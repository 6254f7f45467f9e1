"""The table of folds names just what the folds fold."""

import ast
import inspect

from app.models import assistance, projection


def cases_of(source: str) -> set[str]:
    """The classes that stand in a function's `case` patterns."""
    tree = ast.parse(source)
    return {ast.unparse(node.cls) for node in ast.walk(tree) if isinstance(node, ast.MatchClass)}


def test_every_event_that_is_folded_is_in_the_table_and_no_other() -> None:
    folded = cases_of(inspect.getsource(projection)) | {kind.__name__ for kind in assistance.FOLDED}
    assert {kind.__name__ for kind in projection._FOLDS} == folded


def test_what_the_assistance_folds_is_named_beside_what_begins_a_session() -> None:
    beginning = {"SessionCreated", "InterviewInitialized"}
    assert {kind.__name__ for kind in assistance.FOLDED} | beginning == cases_of(inspect.getsource(assistance))
