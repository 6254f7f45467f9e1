"""The pure parts of the assistant: what it may do, what it remembers, what it reads while it is written."""

import json
import random
import subprocess
import sys
from typing import Any

import pytest

from agent.help import Message
from agent.memory import KEPT_CHARS, kept, sendable
from agent.partial_json import PartialObject
from agent.tool_text import PLACE, plain, redacted
from agent.toolbox import TOOLS, ToolFailed, allowed, checked, offered
from protocol.values import Assistance, Helpfulness, ToolFault
from tests.fakes.messages_api_rules import check

CONSULTANT, PAIR, FULL = Helpfulness
ACTS = {"edit_file", "write_file", "run_tests", "bash"}
INPUTS: dict[str, dict[str, object]] = {
    "read_file": {"path": "a.py"},
    "list_files": {},
    "glob": {"pattern": "*"},
    "grep": {"pattern": "x"},
    "read_terminal": {},
    "analyze_progress": {},
    "edit_file": {"path": "a.py", "old_text": "a", "new_text": "b"},
    "write_file": {"path": "a.py", "content": ""},
    "run_tests": {},
    "bash": {"command": "ls"},
}


# -- what it may do ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(Assistance))
@pytest.mark.parametrize("level", list(Helpfulness))
def test_what_is_not_offered_is_refused_and_what_is_offered_is_taken(level: Helpfulness, kind: Assistance) -> None:
    names = {str(tool["name"]) for tool in offered(level, kind)}
    for name, arguments in INPUTS.items():
        if name in names:
            checked(name, arguments, level, kind)
            continue
        with pytest.raises(ToolFailed) as refused:
            checked(name, arguments, level, kind)
        assert refused.value.fault is ToolFault.NOT_ALLOWED
    assert set(INPUTS) == set(TOOLS)


def test_each_level_may_do_what_the_one_below_may_and_a_voice_that_only_talks_never_acts() -> None:
    for tool in TOOLS.values():
        may = [allowed(tool, level, Assistance.AGENT) for level in Helpfulness]
        assert may == sorted(may)
        assert not any(allowed(tool, level, Assistance.OFF) for level in Helpfulness)
        assert tool.acts == (tool.name in ACTS)
        assert not (tool.acts and any(allowed(tool, level, Assistance.CHAT) for level in Helpfulness))


@pytest.mark.parametrize("arguments", [{}, {"path": 1}, {"path": "a", "level": "full-copilot"}, {"path": ""}])
def test_an_input_that_is_wrong_is_refused_with_where_it_is_wrong(arguments: dict[str, object]) -> None:
    with pytest.raises(ToolFailed) as refused:
        checked("read_file", arguments, FULL, Assistance.AGENT)
    assert refused.value.fault is ToolFault.INVALID_INPUT
    assert any(name in refused.value.message for name in ("path", "level"))


@pytest.mark.parametrize(
    ("program", "unwanted"),
    [
        ("agent.program", ("agent.llm", "agent.prompts", "agent.toolbox", "agent.assistant")),
        ("agent.assistant", ("anthropic",)),
    ],
)
def test_an_agent_without_a_model_loads_none_of_it(program: str, unwanted: tuple[str, ...]) -> None:
    code = f"import sys, {program}; print([name for name in sys.modules if name.startswith({unwanted!r})])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


# -- what it reads while it is written -----------------------------------------------------------------


def test_an_object_cut_anywhere_reads_as_far_as_it_goes() -> None:
    random.seed(3)
    letters = 'ab"\\\n\t\réü😀/:,{}[]\u2028\u0000'
    for _ in range(500):
        whole = {f"k{number}": "".join(random.choices(letters, k=random.randint(0, 30))) for number in range(3)}
        text = json.dumps({"n": random.choice([1, True, None]), **whole}, ensure_ascii=random.random() < 0.5)
        partial, at = PartialObject(), 0
        while at < len(text):
            step = random.randint(1, 6)
            partial.feed(text[at : at + step])
            at += step
            for name, value in whole.items():
                assert value.startswith(partial.so_far(name) or "")
        assert {name: partial.whole(name) for name in whole} == whole


# -- what it remembers ---------------------------------------------------------------------------------


def user(text: str) -> Message:
    return {"role": "user", "content": [{"type": "text", "text": text}]}


def replied(*calls: str) -> Message:
    blocks = [{"type": "text", "text": "I look."}]
    return {"role": "assistant", "content": blocks + [tool_use(name) for name in calls]}


def tool_use(identity: str) -> Any:
    return {"type": "tool_use", "id": identity, "name": "read_file", "input": {"path": "a"}}


def result(*calls: str) -> Message:
    return {"role": "user", "content": [{"type": "tool_result", "tool_use_id": one, "content": "x"} for one in calls]}


def accepted(messages: list[Message]) -> None:
    """The API would take it."""
    check({"model": "m", "max_tokens": 1, "messages": [*messages, user("next")]}, {"x-api-key": "k"})


def test_a_conversation_cut_off_after_any_message_can_be_sent() -> None:
    whole = [
        *(("one", message) for message in (user("a"), replied("t1", "t2"), result("t1", "t2"), replied("t3"))),
        *(("two", message) for message in (user("b"), replied("t4"), result("t4"), replied())),
    ]
    for length in range(1, len(whole) + 1):
        accepted(sendable(whole[:length]))


def test_a_long_conversation_loses_its_oldest_turns_in_steps_and_never_half_a_turn() -> None:
    memory: list[tuple[str, Message]] = []
    first, drops = "turn 0", 0
    for number in range(120):
        name = f"turn {number}"
        memory += [
            (name, user("x" * 3000)),
            (name, replied(f"t{number}")),
            (name, result(f"t{number}")),
            (name, replied()),
        ]
        now = kept(memory)
        accepted(sendable(memory))
        assert now[-1] == memory[-1]
        assert sum(len(json.dumps(message)) for _, message in now) <= KEPT_CHARS
        drops += now[0][0] != first
        first = now[0][0]
    assert 1 <= drops <= 6, "each drop costs the prompt cache"


# -- what it is shown of what a tool found -------------------------------------------------------------


@pytest.mark.parametrize(
    "secret",
    [
        "sk-ant-api03-abcdefghijklmnop1234",
        "AKIAIOSFODNN7EXAMPLE",
        "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
        "postgres://user:hunter22@host/db",
        'API_KEY = "abcdef0123456789"',
        "DB_PASSWORD=correcthorse",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----",
    ],
)
def test_secrets_are_left_out(secret: str) -> None:
    shown = redacted(f"before\n{secret}\nafter")
    assert PLACE in shown
    assert not any(
        part in shown for part in ("abcdef0123", "hunter22", "correcthorse", "MIIEow", "IOSFODNN", "efghijkl")
    )
    assert shown.startswith("before")
    assert shown.endswith("after")


@pytest.mark.parametrize(
    "code",
    ["token = tokens[position]", "password = read_password(prompt)", "secret_key: str", "return api_key or default"],
)
def test_code_about_secrets_is_left_alone(code: str) -> None:
    assert redacted(code) == code


def test_a_terminals_output_reads_as_it_looked() -> None:
    assert plain("\x1b[1;32mok\x1b[0m \x1b]0;title\x07ls\x08\x08cd\r\nprogress 10%\rprogress 99%\r\n") == (
        "ok cd\nprogress 99%\n"
    )
