"""The assistant's requests, laid out so that the prompt cache is read.

What changes least comes first: tools and role (the same for all sessions at a level), the question, the
conversation. Each request marks the end of the conversation, so that the next one finds it. What a turn shows of the
code stands in its own message and is never changed afterwards.
"""

from collections.abc import Iterator, Sequence

from agent.documents import texts
from agent.help import Message
from agent.llm.client import Request
from agent.llm.stream import Block
from agent.prompts.fences import clean, fence
from agent.prompts.layout import (
    FACTS_LIMIT,
    FILE_LIMIT,
    FILES_LIMIT,
    LINE_LIMIT,
    LONG,
    RESULTS_LIMIT,
    SHORT,
    clock,
    results,
)
from agent.prompts.texts import assistant_text
from agent.scene import earlier
from agent.state import AgentState
from agent.tool_text import redacted
from agent.toolbox import offered
from bank.models import PublicQuestion
from protocol.values import Assistance, Helpfulness

MESSAGE_LIMIT = 4 * LINE_LIMIT


def asking(
    messages: Sequence[Message],
    *,
    session_id: str,
    question: PublicQuestion,
    level: Helpfulness,
    kind: Assistance,
    max_tokens: int,
) -> Request:
    """The request for the next reply of a turn."""
    return Request(
        system=(_text(assistant_text(level), cache=LONG), _text(_question(question), cache=LONG)),
        messages=tuple(_marked(messages)),
        tools=offered(level, kind),
        max_tokens=max_tokens,
        user_id=session_id,
    )


def _marked(messages: Sequence[Message]) -> Iterator[Block]:
    yield from messages[:-1]
    last = messages[-1]
    content = last["content"]
    assert isinstance(content, list), "we write blocks alone"
    yield {"role": last["role"], "content": [*content[:-1], {**content[-1], "cache_control": SHORT}]}


def _text(text: str, *, cache: Block | None = None) -> Block:
    return {"type": "text", "text": text} if cache is None else {"type": "text", "text": text, "cache_control": cache}


def _question(question: PublicQuestion) -> str:
    return (
        f"# The question: {question.title}\n\nDifficulty {question.difficulty.value}, about "
        f"{question.estimated_minutes} minutes.\n\n## The statement, which the candidate sees\n\n{question.statement}"
    )


def question_asked(state: AgentState, text: str, *, now_ms: int) -> list[Block]:
    """The candidate's message with what belongs to it: facts, changed code, newest results."""
    return [_text(block) for block in _parts(state, text, now_ms)]


def _parts(state: AgentState, text: str, now_ms: int) -> Iterator[str]:
    record, help_ = state.record, state.help
    assert record is not None, "asked about a question"
    again = help_.shown_on == record.id
    facts = [
        f"interview time: {clock(now_ms)} gone, {clock(state.duration_ms - now_ms)} left",
        f"language: {record.language.value}; level of help: {help_.level.value}",
    ]
    if not again:
        facts += earlier(state)
    yield fence("facts", "\n".join(facts), limit=FACTS_LIMIT)
    room = FILES_LIMIT
    for path, document in record.shown.items():
        if room > 0 and not (again and help_.shown.get(path) == document.version):
            yield fence("candidate_file", redacted(document.text), limit=min(FILE_LIMIT, room), name=path)
            room -= len(document.text)
    if record.cases:
        of_old = "" if record.results_version == texts(record.shown) else "(of an older version of the code)\n"
        yield fence("test_results", of_old + "\n\n".join(results(record.cases)), limit=RESULTS_LIMIT)
    yield fence("candidate_message", redacted(clean(text)), limit=MESSAGE_LIMIT)
