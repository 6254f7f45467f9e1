"""The agent's settings and the brain they choose."""

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from agent.brains.fallback import FallbackBrain, make_brain
from agent.brains.scripted import ScriptedBrain
from agent.settings import AgentSettings


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
    assert isinstance(make_brain(AgentSettings()), ScriptedBrain)
    assert isinstance(make_brain(AgentSettings(brain="scripted", anthropic_api_key=SecretStr("k"))), ScriptedBrain)


async def test_with_a_key_the_model_speaks_and_the_script_stands_behind_it() -> None:
    brain = make_brain(AgentSettings(anthropic_api_key=SecretStr("k"), claude_model="claude-sonnet-5-5"))
    assert isinstance(brain, FallbackBrain)
    assert brain.name == "claude-sonnet-5-5"
    await brain.close()


def test_asking_for_the_model_without_a_key_says_what_to_set() -> None:
    with pytest.raises(ValidationError, match="ANTHROPIC_API_KEY"):
        AgentSettings(brain="claude")
