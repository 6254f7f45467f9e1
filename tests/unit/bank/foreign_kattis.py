"""Problem packages in the true form, legacy and 2023-07, with the odd shapes that real ones have; written for here."""

from tests.unit.bank.packages import Tree

SUM_PY = "import sys\n\nnumbers = [int(word) for word in sys.stdin.read().split()]\nprint(sum(numbers[1:]))\n"

# A legacy package: groups of secret cases, CRLF, names with dashes, submissions in many languages, a Python 2 one.
SUM: Tree = {
    "problem.yaml": "# a comment\nname: Sum up\nauthor: Ann Author and Bob Builder\nlicense: cc by-sa\n"
    "rights_owner: Ann\n"
    "source: Test Contest 2024\nlimits:\n    time_multiplier: 5\n    memory: 512\nkeywords: math easy\n",
    "problem_statement/problem.en.tex": r"""\problemname{Sum up}
%% plainproblemname: Sum up
\illustration{0.3}{sum.png}{A picture}
Print the sum of $n$ numbers.\footnote{All of them.}

\section*{Input}
\begin{itemize}
    \item one line with $n$ ($1 \leq n \leq 10^5$),
    \item the numbers.
\end{itemize}

\section*{Output}
The \emph{sum}~--- nothing else.
""",
    "problem_statement/problem.sv.tex": "\\problemname{Summera}\nSkriv ut summan.\n",
    "data/sample/1.in": "2\n1 2\n",
    "data/sample/1.ans": "3\n",
    "data/secret/testdata.yaml": "on_reject: continue\ngrader_flags: min\n",
    "data/secret/group1/01-small.in": "1\r\n5\r\n",
    "data/secret/group1/01-small.ans": "5\r\n",
    "data/secret/group1/01-small.desc": "CRLF.\n",
    "data/secret/group1/testdata.yaml": "",
    "data/secret/group2/02-negative.in": "3\n-1 -2 4\n",
    "data/secret/group2/02-negative.ans": "1\n",
    "data/secret/group2/03-large.in": "30000\n" + "7 " * 30000 + "\n",
    "data/secret/group2/03-large.ans": "210000\n",
    "input_format_validators/v.ctd": "INT(1,100000)\n",
    "submissions/accepted/sum.py": SUM_PY,
    "submissions/accepted/sum_loop.py": SUM_PY.replace(
        "print(sum(numbers[1:]))", "t = 0\nfor n in numbers[1:]:\n    t += n\nprint(t)"
    ),
    "submissions/accepted/sum.go": (
        'package main\n\nimport (\n\t"bufio"\n\t"fmt"\n\t"os"\n)\n\nfunc main() {\n'
        "\treader := bufio.NewReader(os.Stdin)\n"
        "\tvar n, x, total int\n\tfmt.Fscan(reader, &n)\n\tfor i := 0; i < n; i++ {\n"
        "\t\tfmt.Fscan(reader, &x)\n\t\ttotal += x\n\t}\n"
        "\tfmt.Println(total)\n}\n"
    ),
    "submissions/accepted/sum.js": (
        "const words = require('fs').readFileSync(0, 'utf8').split(/\\s+/).filter(Boolean).map(Number);\n"
        "console.log(words.slice(1).reduce((a, b) => a + b, 0));\n"
    ),
    "submissions/accepted/sum.cpp": "int main() {}\n",
    "submissions/accepted/Sum.java": "class Sum {}\n",
    "submissions/accepted/sum2.py": "#!/usr/bin/env python2\nprint 1\n",
    "submissions/wrong_answer/first_two.py": "n = int(input())\nprint(sum(map(int, input().split()[:2])))\n",
    "submissions/wrong_answer/silent.py": "input()\n",
    "submissions/wrong_answer/absolute.go": (
        'package main\n\nimport "fmt"\n\nfunc main() {\n\tvar n, x, total int\n\tfmt.Scan(&n)\n'
        "\tfor i := 0; i < n; i++ {\n\t\tfmt.Scan(&x)\n"
        "\t\tif x < 0 {\n\t\t\tx = -x\n\t\t}\n\t\ttotal += x\n\t}\n\tfmt.Println(total)\n}\n"
    ),
    "submissions/run_time_error/two folders/main.py": "from rest import total\n\nprint(total())\n",
    "submissions/run_time_error/two folders/rest.py": (
        "import sys\n\n\ndef total():\n    words = sys.stdin.read().split()\n"
        "    if '-1' in words:\n        sys.exit(3)\n"
        "    return sum(map(int, words[1:]))\n"
    ),
    "submissions/time_limit_exceeded/square.py": (
        "import sys\n\nnumbers = [int(word) for word in sys.stdin.read().split()]\n"
        "while len(numbers) > 10000:\n    pass\nprint(sum(numbers[1:]))\n"
    ),
    "submissions/partially_accepted/small.py": (
        "import sys\n\nnumbers = [int(word) for word in sys.stdin.read().split()]\n"
        "print(sum(numbers[1:]) if len(numbers) < 10 else -1)\n"
    ),
    "submissions/notes.txt": "lies about\n",
}

MEAN_PY = "n, *rest = map(float, open(0).read().split())\nprint('MEAN', sum(rest) / n)\n"

# 2023-07: flags per group, submissions.yaml with patterns, Markdown, constants, included files, a sample for show.
MEAN: Tree = {
    "problem.yaml": "problem_format_version: 2023-07-draft\nname:\n  en: The mean\n  sv: Medel\n"
    "uuid: 5ca6ba5b-36d5-4eff-8aa7-d967cbc4375e\n"
    "credits:\n  authors:\n    - name: Ann Author\n      email: a@b\n    - Bob <b@c>\nlicense: cc0\ntype: pass-fail\n"
    "limits:\n  time_limit: 1.5\n  memory: 256\nkeywords: [floats, mean]\nconstants:\n  max_n: 1000\n  word: MEAN\n",
    "statement/problem.en.md": "Print the mean of at most {{max_n}} numbers.\n\n![a picture](x.png)\n\n## Input\n\n"
    "First $n$.\n\n{{nextsample}}\n",
    "statement/problem.sv.md": "Medel.\n",
    "data/sample/1.in": "2\n1 2\n",
    "data/sample/1.ans": "mean 1.5\n",
    "data/sample/1.ans.statement": "mean 1.5 (or so)\n",
    "data/test_group.yaml": "output_validator_args: [float_tolerance, 1e-6]\n",
    "data/secret/10.in": "3\n1 1 2\n",
    "data/secret/10.ans": "mean 1.33333333\n",
    "data/secret/9.in": "1\n1e9\n",
    "data/secret/9.ans": "mean 1000000000\n",
    "data/secret/loose/test_group.yaml": "output_validator_args: [float_absolute_tolerance, '0.5', case_sensitive]\n",
    "data/secret/loose/1.in": "2\n3 4\n",
    "data/secret/loose/1.ans": "MEAN 3.9\n",
    "input_validators/v.py": "x = 1\n",
    "include/default/notes.txt": "at most {{max_n}}\n",
    "submissions/submissions.yaml": "accepted/mean.py:\n  language: python3\n  model_solution: true\n"
    "mixed/{lower,other}.py:\n  permitted: [AC, WA]\n  required: [WA]\n"
    "run_time_error/*:\n  authors: x\n",
    "submissions/accepted/a_mean.py": MEAN_PY.replace("MEAN", "{{word}}"),
    "submissions/accepted/mean.py": MEAN_PY,
    "submissions/mixed/lower.py": MEAN_PY.replace("MEAN", "mean"),
    "submissions/wrong_answer/floor.py": MEAN_PY.replace("/", "//"),
    "submissions/wrong_answer/trailing.py": MEAN_PY + "print('done')\n",
    "submissions/run_time_error/zero.py": "n, *rest = map(int, open(0).read().split())\nprint('MEAN', sum(rest) / n)\n",
    "submissions/rejected/nan.py": "print('MEAN nan')\n",
    "submissions/odd/what.py": MEAN_PY,
}


# No samples, an empty input, every character counts, and programs that go beyond each limit.
HELLO: Tree = {
    "problem.yaml": "name: Hello World!\nvalidation: default\nvalidator_flags: case_sensitive space_change_sensitive\n",
    "problem_statement/problem.tex": "\\problemname{Hello}\nPrint \\texttt{Hello World!}.\n",
    "data/secret/hello.in": "",
    "data/secret/hello.ans": "Hello World!\n",
    "submissions/accepted/hello.py": "#!/usr/bin/env python3\nprint('Hello World!')\n",
    "submissions/accepted/hello.ts": "const text: string = 'Hello World!';\nconsole.log(text);\n",
    "submissions/wrong_answer/case.py": "print('hello world!')\n",
    "submissions/wrong_answer/space.ts": "console.log('Hello  World!');\n",
    "submissions/wrong_answer/end.py": "print('Hello World!', end='')\n",
    "submissions/run_time_error/after.py": "print('Hello World!')\nprint(1 / 0)\n",
    "submissions/memory_limit_exceeded/giant.py": "x = [0] * 10**10\nprint('Hello World!')\n",
    "submissions/output_limit_exceeded/chatty.py": "while True:\n    print('Hello World!' * 100)\n",
}


def without(tree: Tree, *paths: str) -> Tree:
    """A package without the files that begin with one of these."""
    return {path: content for path, content in tree.items() if not path.startswith(paths)}


# What cannot be judged here, each with a word of the reason.
NOT_IMPORTABLE: dict[str, tuple[Tree, str]] = {
    "custom": (SUM | {"problem.yaml": "validation: custom\n"}, "custom"),
    "interactive": (
        without(SUM, "data/sample")
        | {"problem.yaml": "validation: custom interactive\n", "data/sample/1.interaction": ">1\n<2\n"},
        "custom interactive",
    ),
    "interactive23": (
        MEAN | {"problem.yaml": "problem_format_version: 2023-07\ntype: interactive\nname: x\n"},
        "interactive",
    ),
    "submitanswer": (
        MEAN | {"problem.yaml": "problem_format_version: 2023-07\ntype: [pass-fail, submit-answer]\n"},
        "submit-answer",
    ),
    "ownvalidator": (MEAN | {"output_validator/v.py": "x\n"}, "output_validator"),
    "strangeflag": (SUM | {"problem.yaml": "validator_flags: float_tolerance 1e-6 fuzzy\n"}, "fuzzy"),
    "noanswer": (without(SUM, "data/secret/group2/02-negative.ans"), "02-negative"),
    "nosecret": (without(SUM, "data/secret"), "data/secret"),
    "onlycpp": (without(SUM, "submissions/") | {"submissions/accepted/a.cpp": "int main(){}\n"}, ".cpp"),
    "nostatement": (without(SUM, "problem_statement"), "no statement"),
    "onlypdf": (without(SUM, "problem_statement") | {"problem_statement/problem.en.pdf": "%PDF\n"}, "PDF"),
    "badyaml": (SUM | {"problem.yaml": "name: [\n"}, "problem.yaml"),
    "arguments": (MEAN | {"data/secret/10.yaml": "args: ['-v']\n"}, "arguments"),
    "ownfiles": (MEAN | {"data/secret/10.files/a.txt": "x\n"}, "files of their own"),
}
