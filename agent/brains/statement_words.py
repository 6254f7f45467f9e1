"""Finds the sentence of a statement that a question is about, by the words they share."""

import re

_CODE_BLOCK = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_SENTENCE = re.compile(r"(?<=[.!?:])\s+(?=[A-Z0-9`“*\-])|\n\s*\n|\n(?=\s*(?:[-*]|\d+\.)\s)")
_WORD = re.compile(r"[a-z_][a-z_]+|\d[\d,]*")
_COMMON_TEXT = """
a all also an and any are as at be been but by can could do does each else for from get has have how
i if in input inputs into is it its like may mean means me more must my need no not of on one only
or output should so some such than that the their them then there these they this to up use used
value values want was we what when where which while who why will with would you your about allowed
always ever possible same question statement example case cases return returns function given say
says tell know
"""
_COMMON = frozenset(_COMMON_TEXT.split())
_ABOUT_LIMITS = {"up", "most", "limit", "between", "maximum"}
_ABOUT_ERRORS = {"raises", "error", "valueerror", "typeerror", "invalid"}
_ABOUT_ORDER = {"sorted", "order", "ascending", "descending"}
_ABOUT_EQUALS = {"duplicate", "twice", "equal", "distinct", "unique"}
_KIN = {
    **dict.fromkeys(
        ("limit", "constraint", "large", "largest", "big", "long", "maximum", "most", "many"), _ABOUT_LIMITS
    ),
    **dict.fromkeys(("invalid", "error", "exception", "throw", "raise", "wrong"), _ABOUT_ERRORS),
    **dict.fromkeys(("sorted", "sort", "order", "ordered"), _ABOUT_ORDER),
    **dict.fromkeys(("duplicate", "twice", "repeated", "unique", "same"), _ABOUT_EQUALS),
    "empty": {"empty", "no", "none", "zero", "without", "least"},
    "negative": {"negative", "below", "positive", "signed"},
}
"""What a question may call by another word than the statement does."""

ENOUGH = 1.0
"""The least weight of shared words that makes a quotation; below it a quotation would be a guess."""


def relevant_sentence(question: str, statement: str) -> str | None:
    """The sentence that fits best, or None when none really does."""
    sentences = [part.strip() for part in _SENTENCE.split(_CODE_BLOCK.sub("\n\n", statement)) if part.strip()]
    named = _named(question)
    kin = {stem: _stems(list(near)) for word, near in _KIN.items() if (stem := _stem(word)) in named}
    asked = (named - _stems(list(_COMMON))) | kin.keys()
    if not asked or not sentences:
        return None
    words = [_stems(_WORD.findall(sentence.lower())) for sentence in sentences]
    scores = [_score(asked, kin, one, words) for one in words]
    best = max(range(len(sentences)), key=lambda number: (scores[number], -number))
    return sentences[best] if scores[best] >= ENOUGH else None


def _score(asked: set[str], kin: dict[str, set[str]], words: set[str], everywhere: list[set[str]]) -> float:
    """Shared words weigh more the rarer they are in the statement; related ones are enough alone."""
    score = 0.0
    for stem in asked:
        if stem in words:
            score += 2.0 / sum(stem in one for one in everywhere) + 0.5
        elif stem in kin and kin[stem] & words:
            score += 1.25
    return score


def _named(question: str) -> set[str]:
    return _stems(_WORD.findall(question.lower()))


def _stems(words: list[str]) -> set[str]:
    return {_stem(word) for word in words}


def _stem(word: str) -> str:
    for ending in ("ies", "ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word
