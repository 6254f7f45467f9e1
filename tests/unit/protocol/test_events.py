"""The closed union of facts."""

import json
from typing import get_args

import pytest
from pydantic import BaseModel, ValidationError

from protocol.events import AGENT_EVENT, CLIENT_EVENT, AgentEvent, ClientEvent, Event, InactivityNudge
from protocol.facts import EventBody
from protocol.frames import Envelope, splice_event
from protocol.values import utc_ms


def members(union: object) -> set[type[BaseModel]]:
    return set(get_args(get_args(union)[0]))


def test_what_agents_and_pages_say_is_part_of_the_union() -> None:
    assert members(AgentEvent) < members(Event)
    assert members(ClientEvent) < members(Event)


def test_every_type_has_a_name_of_its_own_a_version_an_actor_and_an_audience() -> None:
    names = [model.model_fields["event_type"].default for model in members(Event)]
    assert len(names) == len(set(names))
    assert all({"v", "actor", "audience"} <= model.model_fields.keys() for model in members(Event))


def numbers_of(schema: object) -> set[str]:
    if isinstance(schema, dict):
        own = {schema["type"]} if schema.get("type") == "number" else set()
        return own.union(*(numbers_of(inner) for inner in schema.values())) if schema else own
    if isinstance(schema, list):
        return set().union(*(numbers_of(inner) for inner in schema)) if schema else set()
    return set()


@pytest.mark.parametrize("model", sorted(members(Event), key=str))
def test_no_event_holds_a_fraction(model: type[EventBody]) -> None:
    assert numbers_of(model.model_json_schema()) == set()


def test_the_stored_frame_gives_the_event_back() -> None:
    event = InactivityNudge(text="hé “you”", idle_ms=3, level=1, question_id="q")
    frame = splice_event("s", 7, utc_ms(0), 12, event.to_json())
    envelope = Envelope.read(frame)
    assert (envelope.seq, envelope.elapsed_ms, envelope.event) == (7, 12, event)
    assert json.loads(frame)["timestamp"] == "1970-01-01T00:00:00.000Z"


def test_an_agent_cannot_say_what_only_people_do() -> None:
    with pytest.raises(ValidationError):
        AGENT_EVENT.validate_python({"event_type": "submit_requested"})


def test_a_page_cannot_post_a_verdict() -> None:
    with pytest.raises(ValidationError):
        CLIENT_EVENT.validate_python({"event_type": "submission_judged", "accepted": True})
