"""Prices, budgets, waits, the classes of faults, and what importing costs."""

import subprocess
import sys
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.llm.budget import Budget, CacheWatch, Tokens, cost_micro_usd
from agent.llm.models import DEFAULT_PRICES, Price, price_of
from agent.llm.retry import REASONS, TRANSIENT, FaultKind, ModelFailed, classify, wait_s
from agent.llm.settings import Limits

SONNET = Price.of("3", "15", "0.30")


def test_each_kind_of_token_has_its_own_price() -> None:
    tokens = Tokens(input=1000, output=200, cache_read=10_000, cache_write=3000, cache_write_1h=1000)
    assert cost_micro_usd(tokens, SONNET) == 1000 * 3 + 200 * 15 + 10_000 * 3 // 10 + 2000 * 15 // 4 + 1000 * 6


def test_a_fraction_of_a_micro_dollar_counts_as_a_whole_one() -> None:
    assert cost_micro_usd(Tokens(cache_read=1), SONNET) == 1
    assert cost_micro_usd(Tokens(), SONNET) == 0


def test_a_dated_model_has_the_price_of_its_family_and_not_of_a_shorter_name() -> None:
    assert price_of("claude-sonnet-4-5-20250929", DEFAULT_PRICES) == (DEFAULT_PRICES["claude-sonnet-4-5"], True)
    assert price_of("claude-opus-5-5", DEFAULT_PRICES) == (DEFAULT_PRICES["claude-opus-5-5"], True)


def test_an_unknown_model_counts_as_the_dearest_known() -> None:
    assert price_of("someone-elses-model", DEFAULT_PRICES) == (DEFAULT_PRICES["claude-fable-5-1"], False)


def test_a_budget_in_dollars_warns_once_at_eighty_per_cent_and_then_refuses() -> None:
    budget = Budget(Limits.of_dollars(Decimal("0.01"), calls=100))
    budget.admit()
    budget.charge(7_999)
    assert not budget.warn_once()
    budget.charge(1)
    assert budget.warn_once()
    assert not budget.warn_once()
    budget.admit()
    budget.charge(2_000)
    with pytest.raises(ModelFailed, match="budget"):
        budget.admit()


def test_a_budget_in_calls_counts_every_request_sent() -> None:
    budget = Budget(Limits(micro_usd=1_000_000, calls=5))
    for _ in range(4):
        budget.admit()
    assert budget.warn_once()
    budget.admit()
    with pytest.raises(ModelFailed):
        budget.admit()
    assert budget.calls == 5


def test_what_an_earlier_run_of_the_session_spent_still_counts() -> None:
    budget = Budget(Limits(micro_usd=1000, calls=10))
    budget.restore(1000)
    with pytest.raises(ModelFailed):
        budget.admit()


def test_a_limit_of_nothing_admits_nothing() -> None:
    budget = Budget(Limits(micro_usd=0, calls=0))
    assert budget.used_per_cent == 100
    with pytest.raises(ModelFailed):
        budget.admit()


def test_a_cache_that_is_never_read_raises_one_alarm() -> None:
    watch = CacheWatch()
    large, small, cached = Tokens(input=5000), Tokens(input=100), Tokens(input=100, cache_read=4000)
    assert [watch.alarm(tokens) for tokens in (large, large, small, cached, large, large, large, large, large)] == [
        *[False] * 7,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("status", "error_type", "error_code", "kind"),
    [
        (429, "rate_limit_error", None, FaultKind.RATE_LIMITED),
        (429, "rate_limit_error", "enforced_spend_limit_reached", FaultKind.SPEND_LIMIT),
        (429, "billing_error", None, FaultKind.BILLING),
        (529, "overloaded_error", None, FaultKind.OVERLOADED),
        (529, None, None, FaultKind.OVERLOADED),
        (500, "api_error", None, FaultKind.SERVER_ERROR),
        (504, "timeout_error", None, FaultKind.SERVER_ERROR),
        (502, None, None, FaultKind.SERVER_ERROR),
        (200, "overloaded_error", None, FaultKind.OVERLOADED),
        (200, "rate_limit_error", None, FaultKind.RATE_LIMITED),
        (200, "invalid_request_error", None, FaultKind.BAD_REQUEST),
        (401, None, None, FaultKind.KEY_REFUSED),
        (418, None, None, FaultKind.BAD_REQUEST),
    ],
)
def test_an_error_is_known_by_its_code_then_its_type_then_its_status(
    status: int, error_type: str | None, error_code: str | None, kind: FaultKind
) -> None:
    assert classify(status, error_type, error_code) is kind


def test_what_costs_money_or_permission_is_never_tried_again() -> None:
    for kind in (FaultKind.SPEND_LIMIT, FaultKind.BILLING, FaultKind.KEY_REFUSED, FaultKind.BUDGET_SPENT):
        assert kind not in TRANSIENT


def test_every_fault_has_a_reason_that_can_be_shown() -> None:
    assert REASONS.keys() == set(FaultKind)
    assert str(ModelFailed(FaultKind.CUT)) == REASONS[FaultKind.CUT]


@given(
    attempt=st.integers(0, 20),
    retry_after_s=st.none() | st.floats(0, 1e9),
    jitter=st.floats(0, 1, exclude_max=True),
)
def test_no_wait_is_longer_than_thirty_seconds_or_shorter_than_was_asked(
    attempt: int, retry_after_s: float | None, jitter: float
) -> None:
    wait = wait_s(attempt, retry_after_s=retry_after_s, jitter=jitter)
    assert 0 <= wait <= 30
    if retry_after_s is not None:
        assert wait >= min(retry_after_s, 30)


def test_waits_double_up_to_eight_seconds() -> None:
    assert [wait_s(attempt, retry_after_s=None, jitter=0) for attempt in range(6)] == [0.5, 1, 2, 4, 8, 8]


def test_loading_the_claude_brain_does_not_load_the_client_library() -> None:
    program = "import sys, agent.brains.claude; print([n for n in ('anthropic', 'httpx2') if n in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


PRELOAD = """
import asyncio, os, threading, logging
logging.basicConfig(level="DEBUG")
before = os.listdir("/proc/self/fd")
from agent.llm.client import preload
preload()
import anthropic
assert threading.active_count() == 1, threading.enumerate()
assert os.listdir("/proc/self/fd") == before
assert asyncio.get_event_loop_policy()._local._loop is None
print("clean")
"""


def test_preloading_before_the_forks_leaves_no_thread_descriptor_or_event_loop() -> None:
    ran = subprocess.run([sys.executable, "-c", PRELOAD], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "clean"
    assert "WARNING" not in ran.stderr
