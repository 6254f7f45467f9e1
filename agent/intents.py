"""What a candidate's chat message asks for, by its words: plain rules, because a submission must not be a guess.

Only a message that plainly says so hands the work in: a question about submitting, a plan for later
or a doubt is none. The button, the marker and the editor's command stay for everything else.
"""

import re
from enum import StrEnum

_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "`": "'", "\u201c": '"', "\u201d": '"'})
_SENTENCES = re.compile(r"[.!;:,\n\u2026\u2013\u2014()]+|\s-\s")

_NOUN = "code|solution|answer|work|program|implementation|submission|question|problem|task|exercise|challenge|one"
_WORK = (
    rf"(?:it|this|that|that one|all|everything|"
    rf"(?:the|my|this|that|our)(?: final| last| current| whole)? (?:{_NOUN}))"
)
_AM = "(?:i'm|i am|im)"
_I_AM = rf"(?:{_AM}|we're|we are|i (?:think|believe|guess)(?: that)? {_AM})"
_ADVERB = "(?:all|now|pretty much|quite|officially|finally|already|totally|completely|fully)"
_SUBMIT = "(?:submit|hand in|turn in|send in|grade|judge)"
_REQUEST = (
    "(?:(?:let's|let us|i'd like to|i would like to|i want to|i wanna|you can|you may|go ahead and|please|"
    "can you|could you|would you|will you|i'll|i will|i shall|time to|it's time to|now) )*"
)
_FINAL = "my final (?:answer|solution|code|submission|version)"
_READY = "ready (?:to submit|to hand (?:it|this) in|for submission|to be judged|for judging)"
_SUBMISSIONS = [
    rf"{_I_AM} (?:{_ADVERB} )?(?:done|finished)(?: with {_WORK})?",
    rf"(?:all )?(?:done|finished)(?: with {_WORK})?",
    rf"i(?: have|'ve)? (?:just )?(?:finished|completed)(?: {_WORK})",
    rf"{_WORK}(?: is|'s| are) (?:{_ADVERB} )?(?:done|finished|completed?|final|{_READY})",
    rf"(?:{_I_AM} )?(?:{_ADVERB} )?{_READY}(?: {_WORK})?",
    rf"(?:this|that|it|here)(?: is|'s) {_FINAL}",
    rf"{_FINAL}|final answer",
    rf"{_REQUEST}{_SUBMIT}(?: {_WORK})?(?: in)?(?: for me)?",
    rf"{_REQUEST}(?:hand|turn|send) {_WORK} in",
    rf"{_REQUEST}(?:take|accept|count) {_WORK} as (?:my )?(?:final(?: answer)?|submitted|done|submission)",
    rf"(?:i'm |i am |im )?(?:submitting|handing in|turning in)(?: {_WORK})?(?: in)?",
    r"i submit(?: (?:it|this|my (?:code|solution|answer|work)))?",
    r"(?:make|consider|call) (?:it|this) (?:done|submitted)",
]
_LEAD = (
    "(?:(?:ok|okay|k|so|well|alright|all right|right|yes|yeah|yep|great|cool|nice|and|then|hi|hey|please|now|good|"
    "perfect|there|finally|actually) )*"
)
_TAIL = (
    "(?: (?:please|now|then|thanks|thank you|thx|here|ok|okay|as is|as it is|already|for real|right now|i think|"
    "i believe|i guess))*"
)
_SUBMISSION = re.compile(rf"{_LEAD}(?:{'|'.join(_SUBMISSIONS)}){_TAIL}")
_POLITE = re.compile(rf"{_LEAD}(?:can|could|would|will) you {_LEAD}(?:go ahead and )?(?:{_SUBMIT}|(?:hand|turn|send) )")

_DOUBTS = (
    "not|n't|never|cannot|wait|hold on|just kidding|almost|nearly|but|though|although|except|however|unless|until",
    "before|after|once|when|whenever|if|soon|later|tomorrow|in a (?:moment|minute|second|sec|bit)|minutes?|seconds?",
    "would have|should i|shall i|may i|can i|could i|do i|must i|how|what|where|why|undo|cancel",
)
_DOUBT = re.compile(rf"\b(?:{'|'.join(_DOUBTS)})\b|n't\b")


def is_submission(text: str) -> bool:
    """Whether the message plainly asks to take the code as it is for judging."""
    plain = " ".join(text.translate(_APOSTROPHES).lower().split())
    if _DOUBT.search(plain):
        return False
    if "?" in plain:
        return plain.count("?") == 1 and plain.endswith("?") and _asks_politely(plain.rstrip("? "))
    return any(_SUBMISSION.fullmatch(clause) for clause in _clauses(plain))


def _asks_politely(plain: str) -> bool:
    clauses = _clauses(plain)
    return bool(clauses) and bool(_POLITE.match(clauses[-1])) and bool(_SUBMISSION.fullmatch(clauses[-1]))


def _clauses(plain: str) -> list[str]:
    return [clause for part in _SENTENCES.split(plain) if (clause := " ".join(re.sub(r"[^a-z' ]+", " ", part).split()))]


class Intent(StrEnum):
    """What a message that is no submission wants."""

    HINT = "hint"
    TIME = "time"
    HOW_SUBMIT = "how_submit"
    HOW_RUN = "how_run"
    SOLUTION = "solution"
    HIDDEN_CASES = "hidden_cases"
    PROGRESS = "progress"
    WHO = "who"
    THANKS = "thanks"
    GREETING = "greeting"
    QUESTION = "question"
    STATEMENT = "statement"


_PATTERNS: dict[Intent, tuple[str, ...]] = {
    Intent.HOW_SUBMIT: (
        r"\b(how|where|what|which|when|can i|may i|should i|do i)\b.*\b(submit\w*|submission|turn (?:it )?in)\b",
        r"\b(how|where|what|which|when|can i|may i|should i|do i)\b.*\bhand(?:ing)? (?:it |this |my \w+ )?in\b",
    ),
    Intent.HOW_RUN: (
        r"\b(how|where|what|can i|may i)\b.*\b(run|execute|try|test)\b.*\b(tests?|code|it|this|program)\b",
        r"\bhow\b.*\brun\b",
    ),
    Intent.HIDDEN_CASES: (r"\bhidden\b", r"\bsecret (?:test|case)"),
    Intent.SOLUTION: (
        r"\b(?:give|show|tell|send|write|what(?:'s| is))\b.*\b(?:solution|the answer|full code|the code)\b",
        r"\b(?:solve|write) it for me\b",
    ),
    Intent.HINT: (
        r"\b(?:hint|hints|clue|stuck|nudge|lost|no idea|pointer|give me a tip)\b",
        r"\b(?:can|could) you help\b|\bhelp me\b|\b(?:need|some|want) help\b|^help\b",
        r"don't know (?:how|where|what)|not sure (?:how|where) to (?:start|go|continue|proceed)",
        r"where (?:do|should) i (?:start|begin)",
    ),
    Intent.TIME: (
        r"\b(?:how (?:much|long)|what)\b.*\b(?:time|left|remain\w*)\b",
        r"\btime (?:left|remaining)\b|\bminutes (?:left|remain\w*)\b",
    ),
    Intent.WHO: (
        r"\bare you (?:an? )?(?:ai|bot|robot|human|person|real|model|machine|llm|chatgpt|claude)\b",
        r"\bwho are you\b|\bam i talking to\b",
    ),
    Intent.PROGRESS: (
        r"\b(?:is|does|am|are)\b.*\b(?:correct|right track|right|good enough|work|ok|okay|fine|passing)\b.*\?",
        r"what do you think|how am i doing",
    ),
}
_INTENTS = [(intent, re.compile("|".join(patterns))) for intent, patterns in _PATTERNS.items()]
_NO_HINT = re.compile(r"\b(?:no|without|don't (?:want|need|give)|not)\b[^.!?]*\b(?:hint|hints|help|clue)\b")
_THANKS = re.compile(r"^(?:ok |okay |great |cool |perfect |got it |alright )*(?:thanks|thank you|thx|cheers|ty)\b")
_GREETING = re.compile(r"^(?:hi|hello|hey|good (?:morning|afternoon|evening)|greetings)\b[^?]*$")


def intent_of(text: str) -> Intent:
    """The nearest intent of a message that does not hand in."""
    plain = " ".join(text.translate(_APOSTROPHES).lower().split())
    if _THANKS.search(plain) and "?" not in plain:
        return Intent.THANKS
    for intent, pattern in _INTENTS:
        if pattern.search(plain) and not (intent is Intent.HINT and _NO_HINT.search(plain)):
            return intent
    if _GREETING.search(plain) and len(plain) < 60:
        return Intent.GREETING
    return Intent.QUESTION if "?" in plain else Intent.STATEMENT
