"""A question of its own for a session that the bank has no further one for: written and proven in the background.

While the candidate works on the last question that fits, a model drafts the next; it is asked only when it proved
itself like every other (see `agent.authoring`). Then it belongs to the bank, in the folder of drafts.
"""

import asyncio
import logging
import time
from typing import TYPE_CHECKING

from agent.llm.client import ModelClient
from agent.llm.notes import noted
from agent.llm.retry import ModelFailed
from agent.llm.stream import Note, StreamEvent
from agent.ports import Link, Watching
from agent.questions import Questions
from agent.settings import AgentSettings
from protocol.events import QuestionDrafted, QuestionDrafting
from protocol.facts import EventBody
from protocol.values import QuestionId
from sandbox.base import Provider
from sandbox.errors import SandboxError

if TYPE_CHECKING:
    from agent.authoring import Wish

log = logging.getLogger(__name__)

WITHIN_S = 300.0
"""For all drafts and their proofs: a candidate may be waiting for it."""
BUDGET_PER_CENT = 60
"""When so much of the session's budget is used no further draft is asked for: the rest is for the interview."""


class QuestionWriter:
    """Has questions written for one session."""

    def __init__(
        self,
        client: ModelClient,
        link: Link,
        *,
        now: Watching,
        questions: Questions,
        provider: Provider,
        settings: AgentSettings,
    ) -> None:
        self._client, self._link, self._now = client, link, now
        self._questions, self._provider, self._settings = questions, provider, settings

    async def write(self, index: int) -> bool:
        """Have question number `index` written where the bank has none that fits; nothing is done where it has."""
        state = self._now.state
        known, begun = self._questions.foreseen(state), state.drafting == index
        if known is not None:
            # One that was begun was published just before an agent died, or the bank has another one now.
            if begun:
                await self._link.emit(QuestionDrafted(index=index, question_id=known.id))
            return True
        wish = self._questions.wish(state)
        if not begun:
            event = QuestionDrafting(
                index=index, topic=wish.topic, difficulty=wish.difficulty, language=wish.languages[0]
            )
            await self._link.emit(event)
        said: list[EventBody] = []
        began = time.monotonic()
        question_id, reason = None, ""
        try:
            async with asyncio.timeout(WITHIN_S):
                question_id, reason = await self._written(wish, said)
        except TimeoutError:
            reason = f"no draft proved itself within {WITHIN_S:.0f} s"
        finally:
            # What was asked was paid for, whatever became of it.
            for one in said:
                await self._link.emit(one)
        took_ms = int((time.monotonic() - began) * 1000)
        log.info("a question was drafted", extra={"question_id": question_id, "why_not": reason, "took_ms": took_ms})
        await self._link.emit(QuestionDrafted(index=index, question_id=question_id, reason=reason, duration_ms=took_ms))
        return True

    async def _written(self, wish: "Wish", said: list[EventBody]) -> tuple[QuestionId | None, str]:
        """The id of a question that is proven and kept for this session, or why there is none."""
        from agent.authoring import Author, NotWritten
        from bank.proofs import ProofCache
        from bank.verify import Bench
        from sandbox.runners.registry import RUNNERS

        model = self._client.settings.model

        def hear(event: StreamEvent) -> None:
            if isinstance(event, Note):
                said.append(noted(event, voice="interviewer", model=model))

        settings = self._settings
        author = Author(
            self._client,
            bench=Bench(self._provider, RUNNERS, asyncio.Semaphore(1)),
            cache=ProofCache(settings.data_dir.resolve() / "proofs"),
            into=settings.drafts_dir.resolve(),
            taken=self._questions.taken(),
            user_id=self._now.state.session_id,
            budget_per_cent=BUDGET_PER_CENT,
            hear=hear,
        )
        try:
            question, _ = await author.write(wish)
            self._questions.keep(question)
        except NotWritten as why:
            return None, "; ".join([why.reason, *why.problems[:1]])
        except ModelFailed as failed:
            return None, str(failed)
        except SandboxError as broken:
            return None, f"the sandbox failed: {broken}"
        except OSError as error:
            return None, f"the draft could not be kept: {error.strerror}"
        return question.id, ""
