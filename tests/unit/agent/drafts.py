"""One small question of each kind that a model may be asked for, in Python, as the model gives it."""

from tests.unit.bank.packages import STATEMENT, YAML, Tree

_MAIN = '''\
from given import checked


def add_up(numbers):
    """Add up the numbers of a list."""
    total = 0
    for number in checked(numbers):
        total += number
    return total
'''
_GIVEN = '''\
def checked(numbers):
    """The numbers of a list, when it holds nothing else."""
    found = []
    for place in range(len(numbers){end}):
        number = numbers[place]
        if not isinstance(number, {kind}):
            raise {error}("no number")
        found.append(number{more})
    return found
'''


def given(*, end: str = "", kind: str = "int", error: str = "ValueError", more: str = "") -> str:
    """The second file of the project, with a slip."""
    return _GIVEN.format(end=end, kind=kind, error=error, more=more)


LOG = "".join(
    f"2026-03-02T09:14:{second:02} INFO sums batch {second} of 3 numbers, {second} lost\n" for second in range(12)
)

DEBUGGING: Tree = {
    "question.yaml": YAML.replace("difficulty:", "type: debugging\nreadonly: [logs/sums.log]\ndifficulty:"),
    "statement.md": STATEMENT,
    "shared/logs/sums.log": LOG,
    "python/starter/solution.py": _MAIN,
    "python/starter/given.py": given(end=" - 1"),
    "python/reference/given.py": given(),
    "python/wrong/wrong_answer--skips-two/given.py": given(end=" - 2"),
    "python/wrong/wrong_answer--one-too-many/given.py": given(more=" + 1"),
    "python/wrong/runtime_error--another-error/given.py": given(error="KeyError"),
}

_LONG = '''\
def add_up(numbers):
    """Add up the numbers of a list."""
    total = 0
    for number in numbers:
        if isinstance(number, int):
            if number > 0:
                total = total + number
            else:
                if number < 0:
                    total = total + number
        else:
            raise ValueError("no number")
    return total
'''

REFACTORING: Tree = {
    "question.yaml": YAML.replace("difficulty:", "refactoring: true\nstructure: {depth: 2}\ndifficulty:"),
    "statement.md": STATEMENT,
    "python/starter/solution.py": _LONG,
    "python/reference/solution.py": (
        'def add_up(numbers):\n    """Add up the numbers of a list."""\n'
        '    if not all(isinstance(number, int) for number in numbers):\n        raise ValueError("no number")\n'
        "    return sum(numbers)\n"
    ),
    "python/wrong/wrong_answer--counts/solution.py": "def add_up(numbers):\n    return len(numbers)\n",
    "python/wrong/wrong_answer--skips-last/solution.py": "def add_up(numbers):\n    return sum(numbers[:-1])\n",
    "python/wrong/runtime_error--unchecked/solution.py": "def add_up(numbers):\n    return sum(numbers)\n",
}

STDIO: Tree = {
    "question.yaml": YAML[: YAML.index("signature:")]
    + """\
judge: stdio
cases:
  - {name: two, stdin: "1 2\\n", stdout: "sum 3\\n"}
  - {name: one, stdin: "5\\n", stdout: "sum 5\\n"}
  - {name: none, category: edge, stdin: "", stdout: "sum 0\\n"}
  - {name: many, category: edge, hidden: true, stdin: "1 2 3\\n4 -5\\n", stdout: "sum 5\\n"}
"""
    + YAML[YAML.index("hints:") :],
    "statement.md": "Read numbers and print their sum.\n\n    1 2\n\nprints `sum 3`.\n",
    "python/starter/solution.py": "print('sum')\n",
    "python/reference/solution.py": "import sys\n\nprint('sum', sum(map(int, sys.stdin.read().split())))\n",
    "python/wrong/wrong_answer--first-line/solution.py": "print('sum', sum(map(int, (input() or '0').split())) + 1)\n",
    "python/wrong/wrong_answer--counts/solution.py": "import sys\n\nprint('sum', len(sys.stdin.read().split()))\n",
    "python/wrong/runtime_error--nothing/solution.py": (
        "import sys\n\nnumbers = [int(one) for one in sys.stdin.read().split()]\n"
        "print('sum', numbers[0] + sum(numbers[1:]))\n"
    ),
}
