"""HumanEval-style tasks in the true form, written for here."""

import json

ADD = {
    "task_id": "HumanEval/0",
    "prompt": "from typing import List\n\n\ndef add_all(numbers: List[int]) -> int:\n"
    '    """ Add the numbers up.\n    >>> add_all([1, 2])\n    3\n    """\n',
    "canonical_solution": "    total = 0\n    for number in numbers:\n        total += number\n    return total\n",
    "test": "\n\nMETADATA = {\n    'author': 'me',\n    'dataset': 'test'\n}\n\n\ndef check(candidate):\n"
    "    assert candidate([1, 2]) == 3\n    assert candidate([]) == 0, 'nothing is nought'\n",
    "entry_point": "add_all",
}

# The prompt brings a helper and an import that the checks use, and names itself like a test.
ROOT = {
    "task_id": "HumanEval/32",
    "prompt": "import math\n\n\ndef poly(xs: list, x: float):\n"
    '    """\n    Evaluates.\n    """\n    return sum([c * math.pow(x, i) for i, c in enumerate(xs)])\n\n\n'
    'def test_root(xs: list):\n    """ Find x with poly(xs, x) = 0, for two coefficients.\n    """\n',
    "canonical_solution": "    return -xs[0] / xs[1]\n",
    "test": "\n\ndef check(candidate):\n    import copy\n    for a in range(1, 4):\n        coeffs = [a, 2]\n"
    "        solution = candidate(copy.deepcopy(coeffs))\n        assert math.fabs(poly(coeffs, solution)) < 1e-4\n",
    "entry_point": "test_root",
}

# The check is called in the test itself, and the names of the solution's own helper are used.
CALLED = {
    "task_id": "Other Set/x_7",
    "prompt": 'def shift(text):\n    """Move every letter on."""\n',
    "canonical_solution": "    return unshift(text, 25)\n\n\ndef unshift(text, by=1):\n"
    "    return ''.join(chr((ord(c) - 97 - by) % 26 + 97) for c in text)\n",
    "test": (
        "def check(candidate):\n    assert candidate('az') == 'ba'\n    assert unshift('b') == 'a'\n\n\ncheck(shift)\n"
    ),
    "entry_point": "shift",
}

PLAIN = {
    "task_id": "plain/1",
    "prompt": "def twice(n):\n  '''Twice.'''\n",
    "canonical_solution": "def twice(n):\n    return 2 * n\n",
    "test": 'text = """a\nb"""\nassert twice(2) == 4\nassert len(text) == twice(1) + 1\n',
    "entry_point": "twice",
}

PYTHON_2 = ADD | {"task_id": "old/1", "canonical_solution": "    print 1\n"}
ELSEWHERE = ADD | {"task_id": "JavaScript/0", "prompt": "const addAll = (numbers) => {\n"}
# As files of repairs have it: the wrong program is known, and the argument of the check has the function's name.
REPAIR = {
    "task_id": "Repair/1",
    "prompt": 'def bounded(n):\n    """At most nine."""\n',
    "canonical_solution": "    return min(n, 9)\n",
    "buggy_solution": "    return min(n, 9\n",
    "test": "def check(bounded):\n    assert bounded(3) == 3\n    assert bounded(10) == 9\n\n\ncheck(bounded)",
    "entry_point": "bounded",
}
HARMLESS = REPAIR | {"task_id": "Repair/2", "buggy_solution": "    return n if n < 9 else 9\n"}
ELSEWHERE_MADE = ADD | {"task_id": "made/1", "test": "import not_here\n\n" + ADD["test"].lstrip()}
WRONG = ADD | {"task_id": "wrong/1", "canonical_solution": "    return 1\n"}


def jsonl(*tasks: dict[str, str], newline: str = "\n") -> str:
    """The tasks as a file's text."""
    return newline.join(json.dumps(task) for task in tasks) + newline
