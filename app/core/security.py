"""Tokens and the rule of local mode: pure functions over what a request shows of itself."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

from app.core.config import is_loopback

TOKEN_BYTES = 32
FORWARDING = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")


def new_token() -> str:
    """256 random bits, for a URL."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """What is stored of a token: its SHA-256 in hex. A random token of 256 bits needs no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def same(presented: str, expected: str) -> bool:
    """Whether two secrets are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(hashlib.sha256(presented.encode()).digest(), hashlib.sha256(expected.encode()).digest())


def bearer(headers: Mapping[str, str]) -> str | None:
    """The credential of an `Authorization: Bearer` header."""
    scheme, _, credential = headers.get("authorization", "").partition(" ")
    return credential.strip() or None if scheme.lower() == "bearer" else None


def host_name(host: str) -> str:
    """The name in a `Host` header, without its port."""
    return (urlsplit(f"//{host}").hostname or "").lower()


def is_local(peer: str | None, headers: Mapping[str, str]) -> bool:
    """Whether a request comes from this machine and was meant for it.

    The peer must be loopback, `Host` must be localhost or a loopback address (a page of another name that
    resolves to 127.0.0.1 is not), and nothing may have forwarded it.
    """
    if peer is None or not is_loopback(peer):
        return False
    if any(name in headers for name in FORWARDING):
        return False
    return is_loopback(host_name(headers.get("host", "")))


def origin_allowed(origin: str | None, *, host: str, allowed: tuple[str, ...], public_url: str) -> bool:
    """Whether a browser page of `origin` may talk to us; programs send no origin."""
    if origin is None:
        return True
    if origin in allowed or origin == origin_of(public_url):
        return True
    parts = urlsplit(origin)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return False
    own = urlsplit(f"//{host}")
    if (parts.hostname, parts.port) == (own.hostname, own.port):
        return True
    return is_loopback(parts.hostname) and is_loopback(own.hostname or "")


def origin_of(url: str) -> str:
    """`scheme://host[:port]` of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
