"""Who counts as local, which pages may talk to us, and what refuses to start."""

import pytest
from pydantic import ValidationError

from app.core.config import ServerSettings
from app.core.security import bearer, is_local, new_token, origin_allowed, same, token_hash


def test_a_token_has_256_bits_and_its_hash_does_not_show_it() -> None:
    token = new_token()
    assert len(token) >= 43
    assert token not in token_hash(token)
    assert same(token, token)
    assert not same(token, token[:-1])


@pytest.mark.parametrize(
    ("peer", "headers", "local"),
    [
        ("127.0.0.1", {"host": "localhost:8000"}, True),
        ("::1", {"host": "[::1]:8000"}, True),
        ("127.0.0.1", {"host": "127.0.0.1"}, True),
        ("127.0.0.1", {"host": "evil.example:8000"}, False),
        ("127.0.0.1", {"host": "localhost.evil.example"}, False),
        ("127.0.0.1", {"host": "localhost", "x-forwarded-for": "1.2.3.4"}, False),
        ("127.0.0.1", {"host": "localhost", "forwarded": "for=1.2.3.4"}, False),
        ("192.168.1.5", {"host": "localhost"}, False),
        (None, {"host": "localhost"}, False),
        ("127.0.0.1", {}, False),
    ],
)
def test_local_means_a_loopback_peer_a_loopback_host_and_nothing_between(
    peer: str | None, headers: dict[str, str], local: bool
) -> None:
    assert is_local(peer, headers) is local


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        (None, True),
        ("http://localhost:8000", True),
        ("http://localhost:5173", True),
        ("https://pages.example", True),
        ("https://evil.example", False),
        ("null", False),
        ("http://localhost.evil.example", False),
        ("file://", False),
    ],
)
def test_only_known_pages_may_talk_to_us(origin: str | None, allowed: bool) -> None:
    ours = {"host": "localhost:8000", "allowed": ("https://pages.example",), "public_url": "http://localhost:8000"}
    assert origin_allowed(origin, **ours) is allowed  # type: ignore[arg-type]


def test_a_local_page_is_foreign_to_a_public_server() -> None:
    assert not origin_allowed(
        "http://localhost:3000", host="interviews.example", allowed=(), public_url="https://interviews.example"
    )


def test_a_bind_beyond_loopback_without_a_key_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("API_KEY", raising=False)
    with pytest.raises(ValidationError, match="set API_KEY"):
        ServerSettings(host="0.0.0.0")


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValidationError, match="shorter than 16"):
        ServerSettings(api_key="secret")  # type: ignore[arg-type]


def test_unsafe_candidate_code_is_refused_beyond_loopback() -> None:
    with pytest.raises(ValidationError, match="without isolation"):
        ServerSettings(host="0.0.0.0", api_key="k" * 32, sandbox_allow_unsafe=True)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("header", "credential"),
    [("Bearer abc", "abc"), ("bearer abc", "abc"), ("Basic abc", None), ("", None), ("Bearer", None)],
)
def test_the_credential_is_what_follows_bearer(header: str, credential: str | None) -> None:
    assert bearer({"authorization": header}) == credential
