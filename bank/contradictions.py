"""What cannot be true of one `question.yaml`, each with its place in it."""

from collections.abc import Iterator

from bank.spec import QuestionSpec, StdioCompare

MIN_CASES, MIN_HINTS = 4, 3

Place = tuple[str | int, ...]


def contradictions(spec: QuestionSpec, folder: str) -> Iterator[tuple[Place, str]]:
    """Every contradiction: of the kind of judge, of the cases, of what a question for people needs."""
    if spec.id != folder:
        yield ("id",), f"id {spec.id} is not the folder's name, {folder}"
    yield from _of_the_kind(spec)
    yield from _of_cases(spec)
    if spec.source is not None:
        return
    if spec.judge in ("cases", "stdio"):
        if len(spec.cases) < MIN_CASES:
            yield ("cases",), f"{len(spec.cases)} cases; there are at least {MIN_CASES}"
        if all(case.hidden for case in spec.cases):
            yield ("cases",), "no case is visible"
        if not any(case.hidden for case in spec.cases):
            yield ("cases",), "no case is hidden"
    if len(spec.hints) < MIN_HINTS:
        yield ("hints",), f"{len(spec.hints)} hints; the ladder has at least {MIN_HINTS} rungs"
    for key in ("follow_ups", "rubric"):
        if not getattr(spec, key):
            yield (key,), f"{key} is empty"


def _of_the_kind(spec: QuestionSpec) -> Iterator[tuple[Place, str]]:
    """Keys that another kind of judge needs, and those that this one lacks."""
    kind = spec.judge
    given = spec.model_fields_set
    belong = {
        "signature": ("cases",),
        "compare": ("cases", "stdio"),
        "cases": ("cases", "stdio"),
        "tests": ("tests",),
        "visible_tests": ("tests",),
        "visible_mutants": ("mutants",),
    }
    for key, kinds in belong.items():
        if key in given and kind not in kinds:
            yield (key,), f"a question judged by {kind} has no {key}"
    if kind == "cases" and spec.signature is None:
        yield (), "a question judged by cases has a signature"
    if kind in ("cases", "stdio") and not spec.cases:
        yield (), f"a question judged by {kind} has cases"
    if kind == "cases" and isinstance(spec.compare, StdioCompare):
        yield ("compare",), "calls are compared as exact, float or unordered"
    if kind == "stdio" and isinstance(spec.compare, str):
        yield ("compare",), "what programs print is compared by flags, such as {float_tolerance: 1e-6}"
    if spec.structure is not None and not spec.refactoring:
        yield ("structure",), "only a refactoring has rules of structure"
    if spec.refactoring and spec.judge == "mutants":
        yield ("refactoring",), "tests are written, not refactored, in a question judged by mutants"


def _of_cases(spec: QuestionSpec) -> Iterator[tuple[Place, str]]:
    seen: set[str] = set()
    for number, case in enumerate(spec.cases):
        at = ("cases", number)
        if case.name in seen:
            yield (*at, "name"), f"a second case is named {case.name!r}"
        seen.add(case.name)
        if spec.judge in ("cases", "stdio") and case.is_program != (spec.judge == "stdio"):
            yield at, "a call has input, a program (judge: stdio) has stdin and stdout"
            continue
        if spec.signature is not None and len(case.input) != len(spec.signature.parameters):
            wanted = len(spec.signature.parameters)
            yield (*at, "input"), f"{len(case.input)} arguments for {wanted} parameters"
        if case.expected_digest is not None and spec.compare == "float":
            yield (*at, "expected_digest"), "a digest cannot be compared as float"
