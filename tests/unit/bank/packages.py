"""A small good question on disk, to be spoiled in one place by each test, and how any package gets there."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from bank.canary import with_canary
from bank.models import Question
from bank.spec import Case, Parameter, QuestionSpec, Signature
from protocol.values import Difficulty

Tree = dict[str, str]
"""The texts of files by their paths."""

YAML = """\
id: add-up
title: Add up
difficulty: easy
topics: [arithmetic]
estimated_minutes: 5
signature:
  function: add_up
  parameters:
    - {name: numbers, type: "list of int"}
  returns: int
cases:
  - name: two
    input: [[1, 2]]
    expected: 3
  - name: none
    category: edge
    input: [[]]
    expected: 0
  - name: words
    category: error
    input: [["a"]]
    raises: ValueError
  - name: many
    category: scale
    hidden: true
    input: [{$repeat: [2, 1000]}]
    expected: 2000
hints: [Begin with an empty sum., Walk through the list., Refuse what is no number.]
follow_ups: [What about floats?]
rubric:
  - {dimension: correctness, weak: fails, strong: passes}
"""

STATEMENT = """\
Add up numbers. Anything that is no number raises `ValueError`.

```example
add_up([1, 2])
=> 3
```

```example
add_up(["x"])
=> raises ValueError
```
"""

STARTER = '''\
def add_up(numbers):
    """Add up the numbers of a list."""
    raise NotImplementedError
'''

REFERENCE = '''\
def add_up(numbers):
    """Add up the numbers of a list."""
    if not all(isinstance(number, int) for number in numbers):
        raise ValueError("no number")
    return sum(numbers)
'''

WRONG = """\
def add_up(numbers):
    return len(numbers)
"""

FILES = {
    "question.yaml": YAML,
    "statement.md": STATEMENT,
    "python/starter/solution.py": STARTER,
    "python/reference/solution.py": REFERENCE,
    "python/wrong/wrong_answer--counts/solution.py": WRONG,
}


def lay(root: Path, tree: Tree) -> Path:
    """Write the files of a tree below a folder."""
    for path, content in tree.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode())
    return root


def marked(files: Tree, name: str) -> Tree:
    """The package with its canary in the programs of its references."""
    secret = {path for path in files if path.split("/")[1:2] == ["reference"]}
    return {path: with_canary(path, text, name) if path in secret else text for path, text in files.items()}


def write_package(
    root: Path, changes: Mapping[str, str | None] | None = None, *, name: str = "add-up", canary: bool = True
) -> Path:
    """The package below `root` with some files other than in `FILES`; None leaves a file out.

    Its reference carries its `canary`, unless that is False.
    """
    files = {path: text for path, text in {**FILES, **(changes or {})}.items() if text is not None}
    return lay(root / name, marked(files, name) if canary else files)


def asking(cases: Sequence[Case]) -> Question:
    """A question of nothing but cases."""
    spec = QuestionSpec(
        id="cases",
        title="Cases",
        difficulty=Difficulty.EASY,
        topics=["cases"],
        estimated_minutes=5,
        signature=Signature(function="f", parameters=[Parameter(name="x", type="int")], returns="int"),
        cases=list(cases),
    )
    return Question(spec=spec, statement="", packs={})
