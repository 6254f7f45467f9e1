"""How well a message to the assistant was written, by signals that anybody can check: pure, over one exchange.

Five dimensions, each 0 to 1000 with its reason and the events it rests on, or None where there was nothing to observe.
Words of the message move a dimension only by what they name that is really there: a file, a name in the code, a
test, a value that came out. What it says about its own quality counts for nothing.
"""

import re
from collections.abc import Iterator

from agent.exchanges import Exchange
from protocol.events import PromptAssessed
from protocol.facts import CaseReport, Score
from protocol.values import PromptDimension

_BY_SIGNALS = (0, 500, 800, 1000)
"""For none, one, two, and more kinds of context."""
BARE, CLEAR, BOUNDED = 250, 600, 1000
VAGUE_WORDS = 4
ABOUT_TESTS = 300
HALF = 500
SAME = 0.8
"""Messages that share so much of their words are one message said twice."""
SHORTEST_VALUE = 3

_DEFINED = re.compile(
    r"\b(?:def|class|func|function|const|let|var|type|interface)\s+(\w{2,})|\b(\w{2,})\s*:?=(?!=)"
    r"|\b(\w*[a-z0-9]_[a-z0-9]\w*|[a-z]+[A-Z]\w*)\b"
)
_LINE = re.compile(r"\b(?:line|zeile|ligne|línea)\s+\d+|:\d+\b", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_ERROR_NAME = re.compile(r"\b[A-Z]\w*(?:Error|Exception)\b")
_ENGLISH = re.compile(
    r"\b(?:the|a|an|is|are|it|this|that|to|of|in|on|for|and|my|i|you|what|why|how|please|with|not|do|does)\b",
    re.IGNORECASE,
)
_WANTED = re.compile(
    r"\b(?:fix|explain|add|write|implement|show|find|check|refactor|rename|review|test|run|change|remove|replace|"
    r"optimi[sz]e|simplify|debug|suggest|compare|describe|split|extract|make|use|create|trace|"
    r"why|how|what|which|where|when|does|is|are|can|could|should)\b",
    re.IGNORECASE,
)
_BOUNDS = re.compile(
    r"\b(?:without|only|at most|at least|must|should|shouldn't|don't|do not|keep|instead of|unless|except|"
    r"no more than|as long as|so that|in place|expected?|rather than|not change|"
    r"\d+ (?:lines?|ms|items?|seconds?|elements?))\b|\bO\(",
    re.IGNORECASE,
)
_TESTS = re.compile(r"\b(?:tests?|cases?|fail\w*|passe?[sd]?)\b", re.IGNORECASE)


def assessed(exchange: Exchange) -> PromptAssessed:
    """What can be said of a settled exchange."""
    scores = [
        _context(exchange),
        _goal(exchange),
        _specificity(exchange),
        _iteration(exchange),
        _verification(exchange),
    ]
    return PromptAssessed(message_id=exchange.message_id, question_id=exchange.question_id, scores=scores)


def _score(dimension: PromptDimension, per_mille: int | None, reason: str, *evidence: int) -> Score:
    seqs = sorted(set(evidence)) if per_mille is not None else []
    return Score(dimension=dimension.value, per_mille=per_mille, reason=reason, evidence=seqs)


# -- what the message says ----------------------------------------------------------------------------


def _context(exchange: Exchange) -> Score:
    found = list(_named(exchange))
    reason = f"it gives {', '.join(found)}" if found else "it names no file, no code and no result"
    value = _BY_SIGNALS[min(len(found), len(_BY_SIGNALS) - 1)]
    return _score(PromptDimension.CONTEXT, value, reason, exchange.seq)


def _named(exchange: Exchange) -> Iterator[str]:
    text = exchange.text
    words = set(_WORD.findall(text))
    if any(path in text or path.rpartition("/")[2] in text for path in exchange.files):
        yield "a file"
    code = "\n".join(exchange.files.values())
    names = {name for found in _DEFINED.findall(code) for name in found if name}
    if words & names:
        yield "a name from the code"
    if "```" in text or any(len(line) > VAGUE_WORDS * 3 and line in text for line in map(str.strip, code.splitlines())):
        yield "a piece of code"
    if _LINE.search(text):
        yield "a line"
    if any(_quotes(text, case) or case.name.lower() in text.lower() for case in exchange.cases):
        yield "a test or what came out of it"


def _quotes(text: str, case: CaseReport) -> bool:
    """Whether a value or an error of `case` stands in the text."""
    dense = "".join(text.split())
    for value in (case.expected, case.actual):
        shown = "".join((value or "").split())
        if len(shown) >= SHORTEST_VALUE and shown in dense:
            return True
    return any(name in text for name in _ERROR_NAME.findall(case.error or ""))


def _goal(exchange: Exchange) -> Score:
    text, dimension = exchange.text, PromptDimension.GOAL
    if not _ENGLISH.search(text) and not _WANTED.search(text):
        return _score(dimension, None, "the wording is in a language that these signals do not know")
    wanted, bounds = _WANTED.search(text), _BOUNDS.search(text)
    if wanted is None:
        return _score(dimension, 0, "it does not say what is wanted", exchange.seq)
    if len(_WORD.findall(text)) <= VAGUE_WORDS:
        return _score(dimension, BARE, f"“{wanted[0]}” and hardly more", exchange.seq)
    if bounds is None:
        return _score(dimension, CLEAR, f"it says what is wanted (“{wanted[0]}”), and no bounds", exchange.seq)
    reason = f"it says what is wanted (“{wanted[0]}”) and within which bounds (“{bounds[0]}”)"
    return _score(dimension, BOUNDED, reason, exchange.seq)


def _specificity(exchange: Exchange) -> Score:
    dimension, failing = PromptDimension.SPECIFICITY, [case for case in exchange.cases if not case.passed]
    if not failing:
        return _score(dimension, None, "no test was failing")
    seqs = exchange.seq, exchange.results_seq
    for case in failing:
        if case.name.lower() in exchange.text.lower():
            return _score(dimension, 1000, f"it names the failing test “{case.name}”", *seqs)
        if _quotes(exchange.text, case):
            return _score(dimension, 1000, f"it says what “{case.name}” gives", *seqs)
    if _TESTS.search(exchange.text):
        return _score(dimension, ABOUT_TESTS, "it speaks of tests, and not of the one that fails", *seqs)
    return _score(dimension, 0, "a test was failing, and it does not say which or how", *seqs)


# -- what came before and after ------------------------------------------------------------------------


def _iteration(exchange: Exchange) -> Score:
    dimension, before = PromptDimension.ITERATION, exchange.before
    if before is None:
        return _score(dimension, None, "it is the first message on this question")
    failing = any(not case.passed for case in exchange.cases)
    if before.change_id is None and not failing:
        return _score(dimension, None, "there was no code of the assistant's and no failing test to go on from")
    new = [seq for seq in (*exchange.worked_seqs, exchange.results_seq) if seq > before.seq]
    cites = any(case.name.lower() in exchange.text.lower() or _quotes(exchange.text, case) for case in exchange.cases)
    if new and cites:
        return _score(dimension, 1000, "it goes on from something new, and says what came out", exchange.seq, *new)
    if new:
        return _score(dimension, HALF, "something was tried before, and it does not say what came out", *new)
    if cites and not _same(exchange.text, before.text):
        return _score(dimension, HALF, "nothing was tried since the last message, but it adds a result", exchange.seq)
    return _score(dimension, 0, "nothing was tried since the last message", before.seq, exchange.seq)


def _same(one: str, other: str) -> bool:
    ours, theirs = set(_WORD.findall(one.lower())), set(_WORD.findall(other.lower()))
    return len(ours & theirs) >= SAME * len(ours | theirs)


def _verification(exchange: Exchange) -> Score:
    dimension = PromptDimension.VERIFICATION
    if exchange.change_id is None:
        return _score(dimension, None, "the assistant changed no code")
    if exchange.tried_seq is not None:
        return _score(dimension, 1000, "what the assistant wrote was run before going on", exchange.tried_seq)
    if exchange.accepted_seq is None:
        return _score(dimension, None, "what the assistant wrote was not taken")
    if exchange.assistant_run_seq is not None:
        reason = "only the assistant itself ran what it wrote"
        return _score(dimension, HALF, reason, exchange.assistant_run_seq, exchange.accepted_seq)
    return _score(dimension, 0, "it was taken and not run before going on", exchange.accepted_seq)
