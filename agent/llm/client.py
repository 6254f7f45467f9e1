"""The way to the model: one request, streamed, tried again when that can help, counted and bounded.

The `anthropic` package costs a second and 75 MB to import, so it is imported here inside functions:
an interview on the scripted brain never pays. A fork server calls `preload` before it forks; the
client itself, with its event loop and sockets, is made on the first request after the fork.
"""

import asyncio
import json
import logging
import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from agent.llm.budget import UNCACHED_ALARM, Budget, CacheWatch, cost_micro_usd
from agent.llm.models import accepts_quiet_thinking, price_of
from agent.llm.retry import TRANSIENT, FaultKind, ModelFailed, classify, wait_s
from agent.llm.settings import ModelSettings
from agent.llm.stream import (
    Assembly,
    BadStream,
    Block,
    BudgetLow,
    End,
    Hear,
    Leak,
    Reply,
    Restart,
    Spent,
    Uncached,
)

if TYPE_CHECKING:
    import ssl

    import httpx2
    from anthropic import AsyncAnthropic, AsyncStream

log = logging.getLogger(__name__)

# After the last event the server still has to end the body; reading that end keeps the connection.
DRAIN_S = 0.05
_QUIET_EFFORTS = (None, "low", "medium", "high")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked. `schema` demands JSON of that shape; `user_id` is an opaque id of the session.

    `idle_timeout_s` shortens the longest silence that the settings allow.
    """

    system: tuple[Block, ...]
    messages: tuple[Block, ...]
    max_tokens: int
    user_id: str
    tools: tuple[Block, ...] = ()
    schema: Block | None = None
    idle_timeout_s: float | None = None


Wall = Callable[[Request], str | None]
"""Names what a request holds that no model may see, or None."""


def strings_of(value: object) -> Iterator[str]:
    """Every text inside a request's values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings_of(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from strings_of(inner)


@cache
def tls_context() -> "ssl.SSLContext":
    """The one TLS context of this process: 15 ms and a megabyte, so it is built before the forks."""
    import httpx2

    return httpx2.create_ssl_context()


def preload() -> None:
    """Pay in a fork server, once, for what each child would pay at its first request.

    Imports the client library, builds the TLS context, and holds one conversation with nobody, so that
    what is imported and compiled lazily is there before the fork: 65 ms and 10 MB for each child.
    Nothing is left open, and no thread and no event loop left behind.
    """
    from agent.llm.rehearsal import rehearse

    _import()
    try:
        asyncio.run(rehearse(tls_context()))
    except (OSError, ModelFailed) as error:
        # Children will pay for it themselves.
        log.warning("the rehearsal before the forks failed", extra={"error": type(error).__name__})


def _import() -> None:
    import anthropic.resources.messages
    import anthropic.types  # noqa: F401 - both are lazy parts that the first request would import

    _quieten()
    tls_context()


def _quieten() -> None:
    """Keep the libraries from logging: at `debug` they write whole requests, prompts included."""
    for name in ("anthropic", "httpx2", "httpcore2"):
        logging.getLogger(name).setLevel(logging.WARNING)


class ModelClient:
    """Asks the model on behalf of one session."""

    def __init__(
        self, settings: ModelSettings, budget: Budget, *, http_client: "httpx2.AsyncClient | None" = None
    ) -> None:
        self._settings = settings
        self.budget = budget
        self.wall: Wall = lambda _: None
        """Looks at everything that is about to be sent."""
        self._price, known = price_of(settings.model, settings.prices)
        if not known:
            log.warning("no price is known for this model; counting the dearest", extra={"model": settings.model})
        self._cache_watch = CacheWatch()
        self._http_client = http_client
        self._library_client: AsyncAnthropic | None = None

    async def ask(self, request: Request, *, hear: Hear, within_s: float) -> Reply:
        """The whole reply, told to `hear` on the way.

        Failures that pass are tried again within `within_s`; whatever a failed attempt had said is
        taken back by `Restart`, also when no other attempt follows.

        Raises:
            ModelFailed: no whole reply came in time, or none ever will.
        """
        deadline = time.monotonic() + within_s
        attempt = 0
        while True:
            self._stop_leaks(request, hear)
            self.budget.admit()
            assembly = Assembly(hear)
            try:
                async with asyncio.timeout(deadline - time.monotonic()):
                    return await self._once(request, assembly)
            except Exception as error:
                # Known failures are told apart; anything else is a bug of ours and goes up as it is.
                found = _fault(error)
                if found is None:
                    raise
                kind, retry_after_s = found
                name = type(error).__name__
            if assembly.heard:
                hear(Restart())
            wait = wait_s(attempt, retry_after_s=retry_after_s, jitter=random.random())  # noqa: S311 - only spreads load
            attempt += 1
            final = kind not in TRANSIENT or attempt >= self._settings.attempts
            late = time.monotonic() + wait >= deadline
            log.warning(
                "a request to the model failed",
                extra={"kind": kind.value, "error": name, "attempt": attempt, "again": not (final or late)},
            )
            if final or late:
                raise ModelFailed(kind)
            await asyncio.sleep(wait)

    async def close(self) -> None:
        """Give back the connections."""
        if self._library_client is not None:
            await self._library_client.close()
            self._library_client = None

    async def _once(self, request: Request, assembly: Assembly) -> Reply:
        began = time.monotonic()
        library = await self._client()
        ask = library.messages.with_streaming_response.create(**self._arguments(request))
        try:
            async with ask as response:
                events = await response.parse(to=_events())
                async for event in events:
                    if assembly.take(event):
                        await _drain(events)
                        break
                else:
                    raise _Cut
        finally:
            # Also for a cut or cancelled one: what it had used until then is billed.
            if assembly.started:
                self._account(assembly, time.monotonic() - began)
        assembly.tell(End(assembly.reply.stop_reason))
        return assembly.reply

    def _account(self, assembly: Assembly, took_s: float) -> None:
        tokens = assembly.reply.tokens
        cost = cost_micro_usd(tokens, self._price)
        budget = self.budget
        budget.charge(cost)
        assembly.tell(Spent(tokens, cost, int(took_s * 1000)))
        if budget.warn_once():
            log.warning("the model's budget is nearly spent", extra={"used_per_cent": budget.used_per_cent})
            assembly.tell(BudgetLow(budget.used_per_cent, budget.spent_micro_usd, budget.calls))
        if self._cache_watch.alarm(tokens):
            log.warning("the prompt cache is never read", extra={"prompt_tokens": tokens.prompt})
            assembly.tell(Uncached(UNCACHED_ALARM, tokens.prompt))

    def _stop_leaks(self, request: Request, hear: Hear) -> None:
        """Send nothing that the wall names.

        Raises:
            ModelFailed: when it names something.
        """
        what = self.wall(request)
        if what is not None:
            log.error("a request to the model held what no model may see", extra={"what": what})
            hear(Leak(what))
            raise ModelFailed(FaultKind.LEAK)

    @property
    def settings(self) -> ModelSettings:
        """How the model is reached."""
        return self._settings

    def _arguments(self, request: Request) -> Mapping[str, Any]:
        """The call's keyword arguments. Left out are sampling parameters, which current models refuse."""
        import httpx2

        settings = self._settings
        idle_s = min(settings.idle_timeout_s, request.idle_timeout_s or settings.idle_timeout_s)
        arguments: dict[str, Any] = {
            "model": settings.model,
            "max_tokens": request.max_tokens,
            "system": request.system,
            "messages": request.messages,
            "metadata": {"user_id": request.user_id},
            "stream": True,
            "timeout": httpx2.Timeout(idle_s, connect=settings.connect_timeout_s),
        }
        output: Block = {}
        if settings.effort is not None:
            output["effort"] = settings.effort
        if request.schema is not None:
            output["format"] = {"type": "json_schema", "schema": request.schema}
        if output:
            arguments["output_config"] = output
        if request.tools:
            arguments["tools"] = request.tools
        # Without it the model thinks before it speaks, and a candidate waits for the first word.
        if accepts_quiet_thinking(settings.model) and settings.effort in _QUIET_EFFORTS:
            arguments["thinking"] = {"type": "between_tools"}
        return arguments

    async def _client(self) -> "AsyncAnthropic":
        if self._library_client is None:
            if "anthropic" not in sys.modules:
                await asyncio.to_thread(_import)
            import anthropic

            _quieten()
            # Several requests may have waited for the import; the first one made the client.
            self._library_client = self._library_client or anthropic.AsyncAnthropic(
                api_key=self._settings.api_key.get_secret_value(),
                base_url=self._settings.base_url,
                max_retries=0,
                http_client=self._http_client or anthropic.DefaultAsyncHttpxClient(verify=tls_context()),
            )
        return self._library_client


def _events() -> "type[AsyncStream[object]]":
    """The library's stream, whose events are JSON as parsed and not the library's models of it."""
    from anthropic import AsyncStream

    return AsyncStream[object]


class _Cut(Exception):
    """The body ended, properly as far as HTTP goes, before the reply did."""


async def _drain(stream: Any) -> None:
    try:
        async with asyncio.timeout(DRAIN_S):
            async for _ in stream:
                pass
    except Exception as error:  # noqa: BLE001 - said below
        # The reply is whole already; only the connection is lost.
        log.debug("the connection was not kept", extra={"error": type(error).__name__})


def _fault(error: Exception) -> tuple[FaultKind, float | None] | None:
    """What kind of failure `error` is, with the wait that the server asked for; None for a bug of ours."""
    import anthropic
    import httpx2

    if isinstance(error, TimeoutError):
        return FaultKind.OUT_OF_TIME, None
    if isinstance(error, _Cut):
        return FaultKind.CUT, None
    if isinstance(error, anthropic.APIStatusError):
        return classify(error.status_code, error.type, error.error_code), _retry_after(error.response)
    if isinstance(error, anthropic.APITimeoutError | httpx2.TimeoutException):
        connecting = isinstance(error.__cause__, httpx2.ConnectTimeout | httpx2.PoolTimeout)
        return (FaultKind.UNREACHABLE if connecting else FaultKind.STALLED), None
    if isinstance(error, anthropic.APIConnectionError):
        return FaultKind.UNREACHABLE, None
    if isinstance(error, httpx2.TransportError):
        return FaultKind.CUT, None
    if isinstance(error, BadStream | anthropic.AnthropicError | httpx2.HTTPError | json.JSONDecodeError | UnicodeError):
        # Bytes that are no events of this protocol: what stands at the address is not the model's service.
        return FaultKind.SERVER_ERROR, None
    return None


def _retry_after(response: "httpx2.Response") -> float | None:
    for header, scale in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            return float(response.headers[header]) * scale
        except (KeyError, ValueError):
            continue
    return None
