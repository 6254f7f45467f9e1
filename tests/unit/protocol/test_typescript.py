"""The page's types come from the models, and say what the models say."""

from enum import StrEnum
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, Field, TypeAdapter

from app.models.page_types import PLACE, page_types
from protocol.typescript import Root, typescript


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


class Circle(BaseModel):
    """Round. Second sentence.

    Another paragraph.
    """

    kind: Literal["circle"] = "circle"
    radius: int
    colour: Colour | None = None


class Square(BaseModel):
    kind: Literal["square"] = "square"
    corners: list[list[int | str]]
    by_name: dict[str, bool]


SHAPE: TypeAdapter[Circle | Square] = TypeAdapter(Annotated[Circle | Square, Field(discriminator="kind")])


def test_the_pages_types_are_those_of_a_fresh_run() -> None:
    assert PLACE.read_text(encoding="utf-8") == page_types(), "run `make generate`"


def test_a_union_becomes_interfaces_with_their_discriminators() -> None:
    text = typescript({"Shape": Root(SHAPE)})
    assert "/** Round. Second sentence. */\nexport interface Circle {" in text
    assert '  kind: "circle"\n  radius: number\n  colour: Colour | null\n' in text
    assert 'export type Colour = "red" | "green"' in text
    assert "  corners: Array<Array<number | string>>\n  by_name: Record<string, boolean>\n" in text
    assert "export type Shape = Circle | Square" in text


def test_what_has_a_default_may_be_left_out_of_what_is_taken_but_not_of_what_is_sent() -> None:
    assert "  colour?: Colour | null" in typescript({"Circle": Root(TypeAdapter(Circle), "validation")})
    assert "  colour: Colour | null" in typescript({"Circle": Root(TypeAdapter(Circle))})


def test_a_schema_without_a_form_is_refused() -> None:
    class Odd(BaseModel):
        odd: Annotated[object, Field(json_schema_extra={"not": {"type": "string"}})]

    with pytest.raises(TypeError, match="no TypeScript form"):
        typescript({"Odd": Root(TypeAdapter(Odd))})
