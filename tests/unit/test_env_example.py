"""`.env.example` is held against the settings."""

import re
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from agent.settings import AgentSettings
from app.core.config import ServerSettings
from app.services.agent_service import PASSED_ON, AgentService

ROOT = Path(__file__).resolve().parents[2]
NAMES = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def test_every_setting_is_in_the_example_and_nothing_else_is() -> None:
    fields = ServerSettings.model_fields.keys() | AgentSettings.model_fields.keys()
    assert {name.upper() for name in fields} == NAMES


def test_the_defaults_in_the_example_are_the_defaults() -> None:
    lines = re.findall(r"^([A-Z_]+)=(.+)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    plain = ServerSettings().model_dump() | AgentSettings.model_construct().model_dump()
    written = {
        **ServerSettings.model_validate(
            {n.lower(): v for n, v in lines if n.lower() in ServerSettings.model_fields}
        ).model_dump(),
    }
    for name, value in written.items():
        assert value == plain.get(name, value), name


def test_an_agent_gets_what_its_settings_name_and_no_secret_of_the_server(tmp_path: Path) -> None:
    own = {name.upper() for name in AgentSettings.model_fields}
    server = ServerSettings(data_dir=tmp_path)
    given = set(PASSED_ON) | AgentService.environment_names(server)
    token = {"MODAL_TOKEN_ID", "MODAL_TOKEN_SECRET"}
    assert own - token <= given
    assert not given & {"API_KEY", "DATABASE_URL", *token}


def test_an_agent_gets_the_token_of_modal_when_its_sandboxes_are_there(tmp_path: Path) -> None:
    token = {"modal_token_id": "ak-1", "modal_token_secret": SecretStr("as-1")}
    server = ServerSettings.model_validate({"data_dir": tmp_path, "sandbox": "modal", **token})
    assert {"SANDBOX", "MODAL_TOKEN_ID", "MODAL_TOKEN_SECRET"} <= AgentService.environment_names(server)
    assert server.modal_token == ("ak-1", "as-1")
    assert "as-1" not in repr(server)


def test_modal_without_a_token_is_refused_with_where_to_get_one() -> None:
    with pytest.raises(ValidationError, match=r"MODAL_TOKEN_ID and MODAL_TOKEN_SECRET.*modal\.com/settings/tokens"):
        ServerSettings.model_validate({"sandbox": "modal", "modal_token_id": "ak-1"})
