"""The server's settings: environment or `.env`, frozen, built once in `run.py` and passed in."""

from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import NoDecode

from bank.settings import BankSettings


def is_loopback(host: str) -> bool:
    """Whether `host` names this machine alone."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class ServerSettings(BankSettings):
    """What the operator decides; each name is an environment variable in capitals."""

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    api_key: SecretStr | None = None
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = ()
    public_url: str | None = None

    pipes_dir: Path = Path("pipes")
    database_url: str | None = None
    db_sync: Literal["normal", "full"] = "normal"

    duration_minutes: int = Field(default=90, ge=1, le=600)
    agent_spawn: Literal["fork", "exec"] = "fork"
    orphan_after_s: float = Field(default=600, gt=0)
    heartbeat_s: float = Field(default=10, gt=0)
    agent_silence_s: float = Field(default=30, gt=0)
    agent_restarts: int = Field(default=5, ge=0)

    workspace_sleep_after_s: float = Field(default=600, gt=0)

    frames_per_second: int = Field(default=100, ge=1)
    requests_per_minute: int = Field(default=1200, ge=1)

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["text", "json"] = "text"

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("public_url")
    @classmethod
    def _plain_url(cls, value: str | None) -> str | None:
        if value is not None and (urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).netloc):
            raise ValueError("PUBLIC_URL must be an http or https address such as https://interviews.example.com")
        return value.rstrip("/") if value else value

    @model_validator(mode="after")
    def _safe(self) -> Self:
        if not is_loopback(self.host) and self.api_key is None:
            raise ValueError(
                f"HOST is {self.host}, which others can reach: set API_KEY to a long random value "
                "(for example the output of 'openssl rand -hex 32'), or set HOST=127.0.0.1"
            )
        if self.api_key is not None and len(self.api_key.get_secret_value()) < 16:
            raise ValueError("API_KEY is shorter than 16 characters: use a long random value")
        if self.sandbox_allow_unsafe and not is_loopback(self.host):
            raise ValueError("SANDBOX_ALLOW_UNSAFE=1 runs candidate code without isolation: only with a loopback HOST")
        return self

    @model_validator(mode="after")
    def _with_token(self) -> Self:
        if self.sandbox == "modal" and (self.modal_token_id is None or self.modal_token_secret is None):
            raise ValueError(
                "SANDBOX=modal needs MODAL_TOKEN_ID and MODAL_TOKEN_SECRET: make a token at "
                "https://modal.com/settings/tokens, or set SANDBOX=local"
            )
        return self

    @property
    def local_mode(self) -> bool:
        """Whether this machine's own user needs no key."""
        return self.api_key is None

    @property
    def base_url(self) -> str:
        """Where the links lead."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"
