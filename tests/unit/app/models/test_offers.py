"""What was offered unasked, and what the candidate took of it."""

from app.models.offers import TAKEN_WITHIN_MS, Offers
from protocol.events import ChatMessage, Event, InactivityNudge
from protocol.values import Actor, Partner

NUDGE = InactivityNudge(text="a thought", idle_ms=1, level=1, question_id="q")
OFFER = ChatMessage(message_id="m", text="shall we look at it?", moment="offer_help")


def says(actor: Actor, *, to: Partner = "interviewer") -> ChatMessage:
    return ChatMessage(actor=actor, message_id="m", text="yes", to=to)


def counts(*events: tuple[int, Event]) -> tuple[int, int]:
    offers = Offers()
    for at_ms, event in events:
        offers.apply(event, at_ms)
    return offers.made, offers.taken


def test_an_offer_is_taken_by_the_candidates_next_words_to_either() -> None:
    for to in ("interviewer", "assistant"):
        assert counts((0, OFFER), (10, says(Actor.AGENT)), (20, says(Actor.CANDIDATE, to=to))) == (1, 1)


def test_one_offer_is_taken_once_and_words_before_any_take_none() -> None:
    asked = says(Actor.CANDIDATE)
    assert counts((0, asked), (1, NUDGE), (2, asked), (3, asked)) == (1, 1)


def test_what_is_answered_too_late_or_only_after_the_next_offer_is_not_taken() -> None:
    asked = says(Actor.CANDIDATE)
    assert counts((0, OFFER), (TAKEN_WITHIN_MS + 1, asked)) == (1, 0)
    assert counts((0, NUDGE), (10, OFFER), (20, asked)) == (2, 1)
