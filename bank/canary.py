"""A word in what no model may see: where it turns up, something leaked.

Each question has its own. Every program of a reference ends with it, in a comment; hidden cases carry it in a text
whose wording means nothing to the question. What is about to be sent to a model is searched for it.
"""

import hashlib
import re
from pathlib import PurePosixPath

from protocol.values import QuestionId

CANARY = re.compile(r"interviewlm-canary-[0-9a-f]{8}", re.IGNORECASE)

_COMMENT = dict.fromkeys((".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx", ".go"), "//") | {".py": "#"}


def canary_of(question_id: QuestionId) -> str:
    """The canary of a question."""
    return f"interviewlm-canary-{hashlib.sha256(question_id.encode()).hexdigest()[:10]}"


def canary_line(path: str, question_id: QuestionId) -> str | None:
    """The line that ends a reference's file; None for a file that is no program."""
    mark = _COMMENT.get(PurePosixPath(path).suffix)
    return None if mark is None else f"{mark} {canary_of(question_id)}"


def with_canary(path: str, text: str, question_id: QuestionId) -> str:
    """The file with its canary, which it may have already."""
    line = canary_line(path, question_id)
    if line is None or canary_of(question_id) in text:
        return text
    return text.rstrip("\n") + f"\n\n{line}\n"
