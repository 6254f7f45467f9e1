"""What the operator decides about sandboxes: environment or `.env`; the server's and the agent's settings hold it."""

from typing import Literal

from pydantic import (
    ByteSize,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    field_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from sandbox.base import DEFAULT_LIMITS, Limits

_KIB, _MIB = 1024, 1024 * 1024

_SIZES = {
    "sandbox_output": _KIB,
    "sandbox_file": _MIB,
    "sandbox_data": 64 * _MIB,
    "sandbox_memory": 64 * _MIB,
    "sandbox_workspace": 4 * _MIB,
    "sandbox_tmp": 4 * _MIB,
}
"""The least that makes a workspace which can be worked in."""


class SandboxSettings(BaseSettings):
    """Where sandboxes are made and what a session's programs may use; each name is an environment variable in capitals.

    Sizes are bytes, or a number with a unit such as `512MiB`.
    """

    model_config = SettingsConfigDict(env_file=".env", frozen=True, extra="ignore", env_ignore_empty=True)

    sandbox: Literal["local", "modal"] = "local"
    sandbox_allow_unsafe: bool = False
    modal_token_id: str | None = None
    modal_token_secret: SecretStr | None = None

    sandbox_wall_s: float = Field(default=DEFAULT_LIMITS.wall_s, gt=0)
    sandbox_cpu_s: int = Field(default=DEFAULT_LIMITS.cpu_s, ge=1)
    sandbox_output: ByteSize = ByteSize(DEFAULT_LIMITS.output_bytes)
    sandbox_file: ByteSize = ByteSize(DEFAULT_LIMITS.file_bytes)
    sandbox_open_files: int = Field(default=DEFAULT_LIMITS.open_files, ge=64)
    sandbox_processes: int = Field(default=DEFAULT_LIMITS.processes, ge=32)
    sandbox_data: ByteSize = ByteSize(DEFAULT_LIMITS.data_bytes)
    sandbox_memory: ByteSize = ByteSize(DEFAULT_LIMITS.memory_bytes)
    sandbox_workspace: ByteSize = ByteSize(DEFAULT_LIMITS.workspace_bytes)
    sandbox_tmp: ByteSize = ByteSize(DEFAULT_LIMITS.tmp_bytes)
    sandbox_inodes: int = Field(default=DEFAULT_LIMITS.inodes, ge=1000)

    @field_validator(*_SIZES, mode="wrap")
    @classmethod
    def _size(cls, value: object, read: ValidatorFunctionWrapHandler, info: ValidationInfo) -> ByteSize:
        least = ByteSize(_SIZES[str(info.field_name)])
        try:
            size = read(value)
        except ValidationError:
            size = 0
        if size < least:
            raise ValueError(f"give at least {least.human_readable()}, in bytes or with a unit, such as 512MiB")
        return ByteSize(size)

    @property
    def modal_token(self) -> tuple[str, str]:
        """The token's id and secret, empty where there is none."""
        secret = self.modal_token_secret.get_secret_value() if self.modal_token_secret else ""
        return self.modal_token_id or "", secret

    @property
    def limits(self) -> Limits:
        """What each sandbox gets, unless who makes it says otherwise."""
        return Limits(
            wall_s=self.sandbox_wall_s,
            cpu_s=self.sandbox_cpu_s,
            output_bytes=self.sandbox_output,
            file_bytes=self.sandbox_file,
            open_files=self.sandbox_open_files,
            processes=self.sandbox_processes,
            data_bytes=self.sandbox_data,
            memory_bytes=self.sandbox_memory,
            workspace_bytes=self.sandbox_workspace,
            tmp_bytes=self.sandbox_tmp,
            inodes=self.sandbox_inodes,
        )

    def sandbox_environment(self) -> dict[str, str]:
        """The same settings as the environment of another process; the token only for one that needs it."""
        names = [name for name in SandboxSettings.model_fields if name.startswith("sandbox")]
        found = {name.upper(): str(getattr(self, name)) for name in names}
        if self.sandbox == "modal":
            found["MODAL_TOKEN_ID"], found["MODAL_TOKEN_SECRET"] = self.modal_token
        return found
