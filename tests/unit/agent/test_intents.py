"""Plain words in the chat: what hands in and what does not."""

import pytest

from agent.intents import Intent, intent_of, is_submission

HANDS_IN = [
    "I'm done",
    "I\u2019m done!",
    "im done",
    "I am finished.",
    "ok, done",
    "Done.",
    "Finished!",
    "I think I'm done",
    "I'm done with this",
    "I'm done with the question, thanks",
    "All done here",
    "submit it",
    "Submit",
    "please submit",
    "Please submit my solution.",
    "submit please, thank you",
    "Go ahead and submit it",
    "let's submit",
    "Let's submit this.",
    "I'd like to submit",
    "I want to submit my code now",
    "You can submit it now",
    "can you submit it?",
    "Could you please submit my code for me?",
    "that's my final answer",
    "This is my final solution",
    "Final answer!",
    "My final answer",
    "hand it in",
    "Please hand in my solution",
    "turn it in",
    "I'm ready to submit",
    "ready to submit",
    "ready for submission",
    "my code is finished",
    "I've finished the task",
    "I submit",
    "Submitting now",
    "you can grade it now",
    "All visible cases pass. I'm done.",
    "OK so that runs in linear time; submit it",
    "The solution is complete",
]

DOES_NOT = [
    "how do I submit?",
    "How can I submit my code",
    "where is the submit button?",
    "I'm not done",
    "I'm not done yet",
    "I am not finished",
    "when I'm done I'll tell you",
    "When I'm done, do I press submit?",
    "should I submit it?",
    "can I submit more than once?",
    "May I submit now?",
    "am I done?",
    "I'm almost done",
    "nearly finished",
    "I'll submit in a minute",
    "I will submit later",
    "once I'm done I will refactor",
    "don't submit",
    "please don't submit it yet",
    "do not submit this",
    "wait, submit it... no",
    "I'm done with the first part",
    "I'm done reading",
    "done with the loop, now the edge cases",
    "what happens if I submit?",
    "if I submit it, is it final?",
    "I submitted a form like this at work once",
    "The submit button is greyed out",
    "I have never done this",
    "this is done by sorting first",
    "I'm done but I want to clean it up",
    "before I submit I want to check the edge case",
    "hint please",
    "Is my solution done?",
    "What would you do?",
    "I think the loop is finished at n",
    "it isn't finished",
    "I can't submit",
    "undone",
    "the job is submitted by the worker",
    "# submit is the marker, right?",
    "",
]


@pytest.mark.parametrize("text", HANDS_IN)
def test_plain_words_hand_in(text: str) -> None:
    assert is_submission(text)


@pytest.mark.parametrize("text", DOES_NOT)
def test_a_question_a_plan_or_a_doubt_does_not(text: str) -> None:
    assert not is_submission(text)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Can I get a hint?", Intent.HINT),
        ("I'm stuck", Intent.HINT),
        ("could you help me", Intent.HINT),
        ("I have no idea where to start", Intent.HINT),
        ("I don't want a hint", Intent.STATEMENT),
        ("how much time is left?", Intent.TIME),
        ("How many minutes left", Intent.TIME),
        ("How do I submit?", Intent.HOW_SUBMIT),
        ("how do I run the tests?", Intent.HOW_RUN),
        ("what is the solution", Intent.SOLUTION),
        ("show me the hidden tests", Intent.HIDDEN_CASES),
        ("is this correct?", Intent.PROGRESS),
        ("are you an AI?", Intent.WHO),
        ("thanks!", Intent.THANKS),
        ("hello there", Intent.GREETING),
        ("can the list be empty?", Intent.QUESTION),
        ("I will sort by start first", Intent.STATEMENT),
    ],
)
def test_a_message_is_read_for_what_it_wants(text: str, intent: Intent) -> None:
    assert intent_of(text) is intent
