"""The agent's settings: environment or `.env`, frozen, built once in `main.py` and passed in."""

import zlib
from decimal import Decimal
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator

from bank.settings import BankSettings
from protocol.values import Assistance


class AgentSettings(BankSettings):
    """What the operator decides about every interview; each name is an environment variable in capitals."""

    questions_per_interview: int = Field(default=3, ge=1, le=50)
    draft_questions: bool = True
    nudge_after_s: float = Field(default=120, gt=0)
    max_nudges: int = Field(default=3, ge=0)
    marker_rest_s: float = Field(default=2, gt=0)
    struggle_runs: int = Field(default=3, ge=2)
    struggle_within_s: float = Field(default=120, gt=0)

    brain: Literal["auto", "scripted", "claude"] = "auto"
    anthropic_api_key: SecretStr | None = None
    anthropic_base_url: str | None = None
    claude_model: str = "claude-sonnet-5-5"
    claude_effort: Literal["low", "medium", "high", "xhigh", "max"] = "low"
    claude_price: str = Field(default="", pattern=r"^(\s*\d+(\.\d+)?(\s+\d+(\.\d+)?){2}\s*)?$")
    claude_budget_usd: Decimal = Field(default=Decimal("1"), ge=0)
    claude_budget_calls: int = Field(default=300, ge=0)

    assistant: str = Field(default="agent", pattern=r"^(off|chat|agent|(100|\d{1,2})%)$")
    assistant_max_tool_calls: int = Field(default=10, ge=1, le=100)
    assistant_confirm: Literal["off", "destructive", "all"] = "off"

    orphan_after_s: float = Field(default=600, gt=0)

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["text", "json"] = "text"

    @model_validator(mode="after")
    def _speakable(self) -> Self:
        if self.brain == "claude" and self.anthropic_api_key is None:
            raise ValueError("BRAIN=claude needs ANTHROPIC_API_KEY; BRAIN=auto uses the scripted brain without one")
        return self

    @property
    def uses_claude(self) -> bool:
        """Whether a model speaks; otherwise the scripted brain does."""
        return self.brain == "claude" or (self.brain == "auto" and self.anthropic_api_key is not None)

    @property
    def drafts_questions(self) -> bool:
        """Whether a model writes a question where the bank has no further one."""
        return self.uses_claude and self.draft_questions

    def assistance(self, session_id: str) -> Assistance:
        """What help a session has: with a percentage the session's id decides, the same way every time."""
        if not self.uses_claude:
            return Assistance.OFF
        if self.assistant.endswith("%"):
            share = zlib.crc32(session_id.encode()) % 100
            return Assistance.AGENT if share < int(self.assistant[:-1]) else Assistance.OFF
        return Assistance(self.assistant)
