"""The agent's settings and the brain they choose."""

from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from agent.brains.fallback import FallbackBrain, make_brain, make_client
from agent.brains.scripted import ScriptedBrain
from agent.llm.models import Price
from agent.settings import AgentSettings
from protocol.values import Assistance


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No `.env` and no variable of this machine."""
    monkeypatch.chdir(tmp_path)
    for name in AgentSettings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_the_environment_sets_each_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUDGE_AFTER_S", "1.5")
    monkeypatch.setenv("QUESTIONS_DIR", "a:b/c")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "")
    settings = AgentSettings()
    assert settings.nudge_after_s == 1.5
    assert settings.question_dirs == [Path("a"), Path("b/c")]
    assert settings.anthropic_base_url is None


def test_settings_are_frozen_and_hide_the_key() -> None:
    settings = AgentSettings(anthropic_api_key=SecretStr("sk-secret"))
    with pytest.raises(ValidationError):
        settings.max_nudges = 9
    assert "sk-secret" not in repr(settings)


def test_without_a_key_the_scripted_brain_speaks() -> None:
    for settings in (AgentSettings(), AgentSettings(brain="scripted", anthropic_api_key=SecretStr("k"))):
        assert make_client(settings) is None
        assert settings.assistance("some session") is Assistance.OFF
    assert isinstance(make_brain(None), ScriptedBrain)


async def test_with_a_key_the_model_speaks_and_the_script_stands_behind_it() -> None:
    key = SecretStr("k")
    client = make_client(
        AgentSettings(
            anthropic_api_key=key, claude_budget_usd=Decimal("0.5"), claude_effort="medium", claude_price="3 15 0.3"
        )
    )
    assert client is not None
    assert (client.settings.limits.micro_usd, client.settings.effort) == (500_000, "medium")
    assert client.settings.prices["claude-sonnet-5-5"] == Price.of("3", "15", "0.3")
    brain = make_brain(client)
    assert isinstance(brain, FallbackBrain)
    assert brain.name == "claude-sonnet-5-5"
    await brain.close()


def test_a_share_of_the_interviews_has_the_assistant_and_always_the_same_ones() -> None:
    settings = AgentSettings(anthropic_api_key=SecretStr("k"), assistant="25%")
    given = [settings.assistance(f"session {number}") for number in range(400)]
    assert 60 < given.count(Assistance.AGENT) < 140
    assert given == [settings.assistance(f"session {number}") for number in range(400)]


@pytest.mark.parametrize("wrong", ["on", "101%", "-1%"])
def test_an_assistant_that_is_no_choice_is_refused(wrong: str) -> None:
    with pytest.raises(ValidationError, match="assistant"):
        AgentSettings(assistant=wrong)


def test_asking_for_the_model_without_a_key_says_what_to_set() -> None:
    with pytest.raises(ValidationError, match="ANTHROPIC_API_KEY"):
        AgentSettings(brain="claude")
