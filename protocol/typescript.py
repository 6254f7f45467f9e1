"""The pydantic models as TypeScript, so that the page's types cannot drift from the server's. Needs no Node.

Every model that the roots reach becomes an interface, every enumeration a union of its values, and each root
a type of its name. What a JSON schema can say and this module cannot is refused, never guessed.
"""

import json
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

HEAD = "// Made from the pydantic models by `make generate`. Do not edit."
SCALARS = {"integer": "number", "number": "number", "string": "string", "boolean": "boolean", "null": "null"}
SILENT = {"title", "description", "default"}
"""Keywords that say nothing about the shape."""

Schema = dict[str, Any]


class Root(NamedTuple):
    """A type to be written: `serialization` for what the server sends, `validation` for what it takes."""

    adapter: TypeAdapter[Any]
    mode: Literal["serialization", "validation"] = "serialization"


class _AllThatIsSent(GenerateJsonSchema):
    """What the server sends holds every field, also those with a default."""

    def field_is_required(
        self,
        field: core_schema.ModelField | core_schema.DataclassField | core_schema.TypedDictField,
        total: bool,
    ) -> bool:
        return self.mode == "serialization" or super().field_is_required(field, total)


def typescript(roots: Mapping[str, Root]) -> str:
    """The text of a module that exports every root and all that it is made of.

    Raises:
        TypeError: for a schema without a TypeScript form.
    """
    inputs = [(name, root.mode, root.adapter) for name, root in roots.items()]
    schemas, whole = TypeAdapter.json_schemas(inputs, schema_generator=_AllThatIsSent)
    parts = [HEAD]
    for name, schema in sorted(whole.get("$defs", {}).items()):
        interface = schema.get("type") == "object" and "properties" in schema
        shape = f"interface {_name(name)} {_members(schema)}" if interface else f"type {_name(name)} = {_type(schema)}"
        parts.append(f"{_comment(schema)}export {shape}")
    for name, root in roots.items():
        written = _type(schemas[name, root.mode])
        if written != name:
            parts.append(f"export type {name} = {written}")
    return "\n\n".join(parts) + "\n"


def _name(name: str) -> str:
    """A definition's name; where the two modes differ pydantic writes `Context-Output` and `Context-Input`."""
    return name.removesuffix("-Output").replace("-Input", "Wanted")


def _comment(schema: Schema) -> str:
    """The first paragraph of what the model says of itself, where it says something."""
    words = " ".join(schema.get("description", "").split("\n\n")[0].split()).replace("*/", "* /")
    return f"/** {words} */\n" if words else ""


def _members(schema: Schema) -> str:
    required = set(schema.get("required", ()))
    lines = []
    for name, member in schema["properties"].items():
        # A discriminator has a default, but is always there.
        mark = "" if name in required or "const" in member else "?"
        lines.append(f"  {name}{mark}: {_type(member)}")
    return "{\n" + "\n".join(lines) + "\n}"


def _type(schema: Schema | bool) -> str:
    """One schema as a TypeScript expression."""
    if isinstance(schema, bool) or schema.keys() <= SILENT:
        return "unknown"
    match schema:
        case {"$ref": str(ref)}:
            return _name(ref.rsplit("/", 1)[-1])
        case {"const": value}:
            return json.dumps(value)
        case {"enum": values}:
            return " | ".join(json.dumps(value) for value in values)
        case {"anyOf": options} | {"oneOf": options}:
            return " | ".join(dict.fromkeys(_type(option) for option in options))
        case {"type": "array", "prefixItems": items}:
            return f"[{', '.join(_type(item) for item in items)}]"
        case {"type": "array"}:
            return f"Array<{_type(schema.get('items', {}))}>"
        case {"type": "object", "properties": _}:
            return _members(schema)
        case {"type": "object"}:
            return f"Record<string, {_type(schema.get('additionalProperties', {}))}>"
        case {"type": str(kind)} if kind in SCALARS:
            return SCALARS[kind]
        case _:
            raise TypeError(f"there is no TypeScript form of {schema}")
