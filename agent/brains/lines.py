"""What the scripted brain says, by occasion and tone; `{…}` are facts.

Several wordings stand for each, so that two candidates do not read the same lines. A wording may
use only the facts that its occasion has.
"""

from protocol.values import InterviewMode, StruggleKind

_F, _N, _C = InterviewMode.FRIENDLY, InterviewMode.NEUTRAL, InterviewMode.CHALLENGING

Wordings = dict[InterviewMode, tuple[str, ...]]

WELCOME: Wordings = {
    _F: (
        (
            "Hi{name}, good to have you here! I'm a scripted interviewer: fixed lines and rules, no AI model, so "
            "please "
            "take my words for exactly that."
        ),
        (
            "Welcome{name}! Before we begin: you are talking to a script, not to an AI model and not to a person. "
            "The tests and verdicts are real, though."
        ),
        (
            "Hello{name}, lovely that you made it. I am a scripted interviewer without any AI model behind me; "
            "what I can do well is run your code and tell you plainly what happens."
        ),
    ),
    _N: (
        "Hello{name}. I am a scripted interviewer; there is no AI model behind these messages.",
        (
            "Welcome{name}. This interview is led by a script, without an AI model; tests and verdicts come from "
            "running your code."
        ),
        "Good day{name}. You are talking to a scripted interviewer: set texts and rules, no AI model.",
    ),
    _C: (
        (
            "Hello{name}. I'm a scripted interviewer, no AI model: I don't get impressed and I don't get tired, "
            "I run your code."
        ),
        "Welcome{name}. A script leads this interview, not an AI model, and it looks closely: edge cases count.",
        "Hello{name}. No AI model here, only a scripted interviewer with a set of strict tests.",
    ),
}

HOW_IT_GOES = (
    (
        "You have {minutes} for this. The visible tests can be run as often as you like; hand in with the submit "
        "button, a line `{marker}` in the code, or by telling me here. Ask whenever something is unclear."
    ),
    (
        "There are {minutes} on the clock. Run the visible tests at any time, and hand in with the button, with a "
        "comment line `{marker}`, or by saying so in this chat. Questions are welcome throughout."
    ),
    (
        "The clock gives us {minutes}. Test early and often; when you are happy, press submit, type `{marker}` on a "
        "line of its own, or just tell me. You can ask me about the statement at any time."
    ),
)

INTRODUCE: Wordings = {
    _F: (
        (
            "Here is “{title}”, which is about {topics}. Read it in peace, and tell me first how you would go about it "
            "if you like."
        ),
        "Let's look at “{title}” together: {topics}. Take a moment with the examples before you type; asking is free.",
        "“{title}” is on your screen now. It touches {topics}. Start wherever feels natural, small steps are fine.",
    ),
    _N: (
        (
            "The question is “{title}”, on {topics}. About {estimate} minutes are usual. Ask if the statement "
            "leaves something open."
        ),
        (
            "“{title}” is shown beside this chat; the topic is {topics}. Begin with the examples, and ask about "
            "anything "
            "that is unclear."
        ),
        "Please work on “{title}” ({topics}). Most people need around {estimate} minutes.",
    ),
    _C: (
        "“{title}”: {topics}. About {estimate} minutes should do. Read every limit in the statement; the tests have.",
        "Your question is “{title}”. Expect the tests to visit every corner of the statement on {topics}.",
        "“{title}”, about {topics}. Before you type: what would break a first, simple version?",
    ),
}

NEXT_ONE = ("On to the next one. ", "Next question. ", "Here comes another. ")

NUDGE_OPEN: Wordings = {
    _F: (
        "Just checking in, no hurry at all. ",
        "Thinking is work too, so only if it helps: ",
        "Here is a small thought for when you want it. ",
    ),
    _N: ("A thought, in case it helps: ", "If you would like a pointer: ", "Something to consider: "),
    _C: ("A pointer, then you drive: ", "One question to get moving: ", "Consider this: "),
}

HINT_OPEN: Wordings = {
    _F: ("Of course. ", "Gladly, here is one. ", "Sure, asking is fine. "),
    _N: ("Here is a hint. ", "A hint: ", "Consider this: "),
    _C: ("One hint, use it well: ", "Here is a hint; the rest is yours: ", "Start from this: "),
}

OFFER: Wordings = {
    _F: (
        "“{case}” has been stubborn, {count} runs in a row. {facts} Shall we look at it together?",
        (
            "I see that “{case}” fails for the {count}th time; that happens to everybody. {facts} Tell me what you "
            "expect there and we can think it through."
        ),
    ),
    _N: (
        (
            "“{case}” has failed {count} times in a row. {facts} If you want, describe your approach here and we go "
            "through that case."
        ),
        "The same case, “{case}”, failed in {count} consecutive runs. {facts} I can help you look at it.",
    ),
    _C: (
        "“{case}”, {count} failures in a row. {facts} Trace that input by hand and tell me where it first differs.",
        (
            "{count} runs, and “{case}” still fails. {facts} What does your code do on exactly that input? Write "
            "it here "
            "if you want to talk it through."
        ),
    ),
}

BROKEN: Wordings = {
    _F: (
        "“{case}” passed a moment ago and fails now. {facts} What did your last edit touch?",
        "Something that worked is broken since your last edit: “{case}”. {facts} It is easiest to find right now.",
    ),
    _N: (
        "“{case}” passed before your last edit and fails now. {facts} Which line of that edit does it go through?",
        "Since the last edit “{case}” fails. {facts} Compare the two versions before going on.",
    ),
    _C: (
        "Your last edit broke “{case}”. {facts} Why?",
        "“{case}” worked one edit ago. {facts} Say what that edit changed for this input.",
    ),
}

INEFFICIENT: Wordings = {
    _F: (
        "The results are right, and large input takes too long. Which part is done again and again?",
        "Right, but too slow on large input. How often does the innermost line run if the input doubles?",
    ),
    _N: (
        "The visible cases pass; large input takes too long. What does the running time grow with?",
        "It is correct and too slow. Which work could be done once instead of for every item?",
    ),
    _C: (
        "Correct, and too slow. What is its complexity, and what could it be?",
        "It passes what you can see and runs out of time on the rest. Where does the time go?",
    ),
}

SLOWER: Wordings = {
    _F: (
        "Everything still passes, at about {count} times the time of an earlier version. Did you want that?",
        "This version is about {count} times slower than one you had. Worth a look before you go on?",
    ),
    _N: (
        "This run took about {count} times as long as an earlier one with the same results. What became slower?",
        "Same results, about {count} times the time. Which change did that?",
    ),
    _C: (
        "{count} times slower than before, for the same results. Why?",
        "You had a version that did this in a fraction of the time. What was given up?",
    ),
}

OFFERS = {
    StruggleKind.REPEATED_FAILURE: OFFER,
    StruggleKind.BROKEN_TESTS: BROKEN,
    StruggleKind.INEFFICIENT: INEFFICIENT,
    StruggleKind.SLOWER_RUN: SLOWER,
}

FIX = (
    "If you would rather see a fix, ask the assistant for one.",
    "The assistant can also try a fix, if you ask it to.",
)

ACCEPTED: Wordings = {
    _F: (
        "That's it, well done: all {total} cases pass{attempts}!",
        "Accepted! All {total} cases pass{attempts}, nicely done.",
        "Wonderful, every one of the {total} cases passes{attempts}.",
    ),
    _N: (
        "Accepted: all {total} cases pass{attempts}.",
        "The submission is accepted{attempts}; {total} of {total} cases pass.",
        "All {total} cases pass{attempts}. The question is solved.",
    ),
    _C: (
        "Accepted{attempts}, {total} of {total}. It held.",
        "All {total} cases pass{attempts}. Good.",
        "It survives all {total} cases{attempts}.",
    ),
}

FOLLOW_UP = ("Something to think about: {text}", "One question to take along: {text}", "And beyond the tests: {text}")

NOT_ACCEPTED: Wordings = {
    _F: (
        "Not quite yet: {passed} of {total} cases pass. {message}",
        "Thanks for handing in: {passed} of {total} cases pass, so something is left to find. {message}",
        "Not there yet, {passed} of {total} cases pass. {message}",
    ),
    _N: (
        "Not accepted: {passed} of {total} cases pass. {message}",
        "{passed} of {total} cases pass, so this is not accepted yet. {message}",
        "The submission passes {passed} of {total} cases. {message}",
    ),
    _C: (
        "Not accepted, {passed} of {total}. {message}",
        "{passed} of {total} cases pass; that is not enough. {message}",
        "It breaks: {passed} of {total} cases pass. {message}",
    ),
}

GO_ON: Wordings = {
    _F: ("Change what you like and hand in again.", "There is no limit on attempts, so carry on in your own way."),
    _N: ("You can change the code and hand in again.", "You may hand in again as often as you like."),
    _C: ("Find out why before you hand in again.", "Hand in again when you can say what was wrong."),
}

ONLY_HIDDEN = (
    "The visible cases pass; the statement promises more than they check, so read its limits and rules once more.",
    "What you can see passes. Go through the statement sentence by sentence and ask what each one forbids.",
    "All visible cases pass, so look at what the statement says about empty, smallest and largest inputs.",
)

THANKS: Wordings = {
    _F: ("You're welcome!", "Any time.", "Happy to."),
    _N: ("You are welcome.", "Certainly."),
    _C: ("Sure. Carry on.", "You are welcome. The clock runs."),
}

GREETING: Wordings = {
    _F: ("Hello! Ready when you are.", "Hi there, nice to meet you. The question is beside this chat."),
    _N: ("Hello. The question is beside this chat.", "Hello. Begin whenever you are ready."),
    _C: ("Hello. The question is waiting.", "Hello. Shall we start?"),
}

NOTED: Wordings = {
    _F: (
        "Thanks for telling me, that helps me follow. What does it do on the smallest input you can think of?",
        "Good to know how you think about it. Try it on the first example and see whether it holds.",
        "I have noted that. I'm a script and cannot judge an idea, but the tests can: run them.",
    ),
    _N: (
        (
            "Noted. As a script I cannot judge an approach in words; the tests can. What would it cost on the "
            "largest input?"
        ),
        "Understood. Which of the examples would be the hardest for that?",
        "Noted. Run the visible tests to see whether it holds.",
    ),
    _C: (
        "Noted. What input would break that?",
        "I'm a script, an idea does not convince me; passing tests do. What is its cost on the largest input?",
        "And on the smallest legal input? Check before you go on.",
    ),
}

HONEST = (
    (
        "I'm a scripted interviewer and cannot answer that in my own words. The statement and the examples are "
        "binding; you can ask me for a hint, for the time left, or how to run and hand in."
    ),
    (
        "That is beyond a script like me. What I can do: give a hint, tell you how the tests stand, or quote "
        "the statement."
    ),
    (
        "I have no good scripted answer to that, and I would rather say so than guess. Ask for a hint, the time, or a "
        "word from the statement and I can help."
    ),
)

SOLUTION = (
    "I won't hand out the solution, but I'm glad to give you a hint: just ask for one.",
    "The solution stays yours to find. A hint is yours for the asking.",
    "That would take the point out of it. Ask for a hint if you would like one.",
)

HIDDEN = (
    "I can't show the hidden cases. They check nothing that the statement does not say.",
    "The hidden cases stay hidden; each one follows from a sentence of the statement.",
)

WHO = (
    "I am a script: fixed lines, rules, and a sandbox that runs your code. There is no AI model behind this chat.",
    "No AI model and no person, just a scripted interviewer. The verdicts come from running your code.",
)

HOW_SUBMIT = (
    (
        "Press submit, or put `{marker}` on a line of its own in the code, or tell me “submit it”. Hidden cases are "
        "judged then, and you may hand in more than once."
    ),
    (
        "Three ways: the submit button, a comment line `{marker}`, or “I'm done” in this chat. A failed attempt is not "
        "the end; you can go on."
    ),
)

HOW_RUN = (
    (
        "Use the run button beside the editor: it runs the visible cases on the code as it is and shows each result. "
        "Running costs nothing."
    ),
    "The run button runs the visible cases on your present code; do it as often as you like.",
)

NO_MORE_HINTS = (
    "You have seen every hint I have. {facts}",
    "I have no further hint for this one. {facts}",
)

GOODBYE: Wordings = {
    _F: (
        "Thank you for the time and the thought you put in{name}. {facts} Your report with all the details follows.",
        "That was it{name}, thank you! {facts} You find everything in detail in the report.",
        "Thanks for working through this with me{name}. {facts} The report tells it step by step.",
    ),
    _N: (
        "Thank you{name}. The interview is over: {reason}. {facts} The report has the details.",
        "This ends the interview{name}; {reason}. {facts} A report follows.",
        "Thank you for your time{name}. {facts} Details are in the report.",
    ),
    _C: (
        "Done{name}. {facts} The report says exactly what held and what did not.",
        "That's the end{name}: {reason}. {facts} Read the report, it is specific.",
        "Time to stop{name}; {reason}. {facts} The report has every detail.",
    ),
}
