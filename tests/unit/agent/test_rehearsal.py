"""The interview with nobody that the fork server holds before it forks."""

import asyncio
import gc
import os
import time
from pathlib import Path

import pytest

from agent import program
from agent.settings import AgentSettings

ROOT = Path(__file__).resolve().parents[3]


def ground(tmp_path: Path, questions: Path, **env: str) -> program.Ground:
    settings = AgentSettings(data_dir=tmp_path, questions_dir=str(questions), **env)  # type: ignore[arg-type]
    return program.Ground(dict(os.environ), settings, program.Ground.of_environment().provider)


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


def test_it_comes_to_rest_and_leaves_nothing_open(tmp_path: Path) -> None:
    gc.collect()  # what earlier tests left open is closed now, not meanwhile
    before = descriptors()
    program.warm_up(ground(tmp_path, ROOT / "questions"))
    assert descriptors() == before
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(RuntimeError):
        asyncio.get_running_loop()


def test_an_empty_bank_does_not_hold_it_up(tmp_path: Path) -> None:
    (tmp_path / "bank").mkdir()
    began = time.monotonic()
    program.warm_up(ground(tmp_path, tmp_path / "bank"))
    assert time.monotonic() - began < 20


def test_a_model_is_not_asked(tmp_path: Path) -> None:
    """The address refuses connections: a request would be retried for seconds and logged."""
    settings = {"anthropic_api_key": "k" * 20, "anthropic_base_url": "http://127.0.0.1:9", "brain": "claude"}
    began = time.monotonic()
    program.warm_up(ground(tmp_path, ROOT / "questions", **settings))
    assert time.monotonic() - began < 20
