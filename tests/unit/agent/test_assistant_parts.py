"""The pure parts of the assistant: what it may do, what it remembers, what it reads while it is written."""

import hashlib
import json
import random
import subprocess
import sys
from typing import Any

import pytest

from agent.change import KEPT_CHARS as KEPT_FILES_CHARS
from agent.change import together
from agent.help import Message
from agent.memory import KEPT_CHARS, kept, sendable
from agent.partial_json import PartialObject
from agent.tool_text import PLACE, plain, redacted
from agent.toolbox import TOOLS, ToolFailed, allowed, checked, offered, overstep
from protocol.facts import ChangedFile
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


# -- what it changed -------------------------------------------------------------------------------------


def changed(path: str, before: str | None, after: str | None, **more: Any) -> ChangedFile:
    digest = None if after is None else hashlib.sha256(after.encode()).hexdigest()
    return ChangedFile(path=path, document=False, added=1, removed=0, before=before, after_sha256=digest, **more)


def test_what_several_calls_did_to_a_file_is_told_from_its_first_state_to_its_last() -> None:
    made, again, gone = changed("a", None, "1"), changed("a", "1", "2"), changed("a", "2", None)
    assert together([made], [again]) == [changed("a", None, "2").model_copy(update={"added": 2})]
    assert together(together([made], [again]), [gone]) == [], "what was made and went away is no change"
    (kept,) = together([changed("a", "0", "1")], [gone])
    assert (kept.before, kept.after_sha256, kept.undoable) == ("0", None, True)
    (unknown,) = together([changed("a", "0", "1")], [changed("a", None, None, undoable=False)])
    assert not unknown.undoable


def test_of_what_files_held_no_more_is_kept_than_an_event_can_hold_and_the_rest_is_said_not_to_be() -> None:
    large = "x" * (KEPT_FILES_CHARS // 2 + 1)
    first, second, small = together([changed("a", large, "")], [changed("b", large, ""), changed("c", "c", "")])
    assert (first.before, first.undoable) == (large, True)
    assert (second.before, second.undoable) == (None, False)
    assert (small.before, small.undoable) == ("c", True)


@pytest.mark.parametrize(
    ("level", "lines", "refused"), [(CONSULTANT, 0, True), (PAIR, 30, False), (PAIR, 31, True), (FULL, 9999, False)]
)
def test_the_level_says_how_much_a_call_may_change(level: Helpfulness, lines: int, refused: bool) -> None:
    refusal = overstep(level, lines=lines)
    assert (refusal is not None) == refused
    assert refusal is None or refusal.fault is ToolFault.NOT_ALLOWED


def test_an_edit_of_thirty_lines_is_a_small_step_however_it_ends() -> None:
    edit: dict[str, object] = {"path": "a.py", "old_text": "a"}
    for text in ("x\n" * 30, "x\n" * 29 + "x"):
        checked("edit_file", {**edit, "new_text": text}, PAIR, Assistance.AGENT)
    for text in ("x\n" * 31, "x\n" * 30 + "x"):
        with pytest.raises(ToolFailed):
            checked("edit_file", {**edit, "new_text": text}, PAIR, Assistance.AGENT)
