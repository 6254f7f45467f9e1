"""YAML as the bank reads it: the values of JSON, and the line on which each of them stands.

The text is read event by event (libyaml's tree composer overflows the stack on deep nesting), with
the scalars of JSON only: `12:30`, `no` and `2026-11-01` are the strings they look like, not YAML 1.1's
750, False and a date. Anchors, tags, duplicate and non-string keys are refused.
"""

import math
import re
from collections.abc import Iterator

import yaml
from pydantic import JsonValue

MAX_DEPTH = 40
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_WORDS: dict[str, JsonValue] = {"": None, "null": None, "~": None, "true": True, "false": False}

Path = tuple[str | int, ...]


class BadYaml(ValueError):
    """A text that is no YAML, or more than JSON's values; `line` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(line, reason)
        self.line, self.reason = line, reason

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


class Source:
    """A parsed text: its value, and the line of every part of it."""

    def __init__(self, value: JsonValue, lines: dict[Path, int]) -> None:
        self.value, self._lines = value, lines

    def line(self, path: Path) -> int:
        """The line of the part at `path`, or of the nearest one around it."""
        while path not in self._lines and path:
            path = path[:-1]
        return self._lines.get(path, 1)


def parse(text: str) -> Source:
    """The one document in `text`.

    Raises:
        BadYaml: with the line.
    """
    lines: dict[Path, int] = {}
    try:
        events = iter(yaml.parse(text, Loader=yaml.CSafeLoader))
        for event in events:
            if not isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
                break
        else:
            raise BadYaml(1, "the file is empty")
        if isinstance(event, yaml.StreamEndEvent):
            raise BadYaml(1, "the file is empty")
        value = _value(event, events, (), lines)
        for rest in events:
            if isinstance(rest, yaml.DocumentStartEvent):
                raise BadYaml(_line(rest), "a second document")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise BadYaml(mark.line + 1 if mark else 1, error.problem or "no YAML") from error
    except yaml.YAMLError as error:
        position = getattr(error, "position", 0)
        raise BadYaml(text.count("\n", 0, position) + 1, "a character that YAML does not allow") from error
    return Source(value, lines)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _value(event: yaml.Event, events: Iterator[yaml.Event], path: Path, lines: dict[Path, int]) -> JsonValue:
    line = _line(event)
    lines.setdefault(path, line)
    if len(path) > MAX_DEPTH:
        raise BadYaml(line, f"nested deeper than {MAX_DEPTH}")
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise BadYaml(line, "anchors and aliases are not allowed")
    if getattr(event, "tag", None):
        raise BadYaml(line, "tags are not allowed")
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event)
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[JsonValue] = []
        for inner in events:
            if isinstance(inner, yaml.SequenceEndEvent):
                break
            items.append(_value(inner, events, (*path, len(items)), lines))
        return items
    return _mapping(events, path, lines)


def _mapping(events: Iterator[yaml.Event], path: Path, lines: dict[Path, int]) -> JsonValue:
    made: dict[str, JsonValue] = {}
    for inner in events:
        if isinstance(inner, yaml.MappingEndEvent):
            break
        key = _scalar(inner) if isinstance(inner, yaml.ScalarEvent) else None
        if not isinstance(key, str):
            raise BadYaml(_line(inner), "a key that is no string; put it in quotes")
        if key in made:
            raise BadYaml(_line(inner), f"the key {key!r} stands twice")
        lines[(*path, key)] = _line(inner)
        made[key] = _value(next(events), events, (*path, key), lines)
    return made


def _scalar(event: yaml.ScalarEvent) -> JsonValue:
    text: str = event.value
    if event.style is not None and event.style != "":
        return text
    if text in _WORDS:
        return _WORDS[text]
    if len(text) < 400:
        if _INTEGER.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            number = float(text)
            if not math.isfinite(number):
                raise BadYaml(_line(event), f"{text} is too large for a number")
            return number
    return text
