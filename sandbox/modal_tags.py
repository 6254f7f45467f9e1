"""What a Modal sandbox carries with it: whose it is, who made it, its limits. A tag holds 63 plain characters."""

from collections.abc import Mapping
from dataclasses import fields

from sandbox.base import Limits
from sandbox.processes import Identity

_TIMES = ("wall_s",)


def tags(name: str, node: str, limits: Limits, *, maker: Identity) -> dict[str, str]:
    """The tags of a new sandbox."""
    numbers = [
        format(round(getattr(limits, one.name) * (1000 if one.name in _TIMES else 1)), "x") for one in fields(limits)
    ]
    return {
        "interview-name": name,
        "interview-node": node,
        "interview-maker": f"{maker.pid}.{maker.started}.{maker.boot}",
        "interview-limits-1": ".".join(numbers[:5]),
        "interview-limits-2": ".".join(numbers[5:]),
    }


def limits_of(marks: Mapping[str, str]) -> Limits:
    """The limits that a sandbox was made with; the usual ones where it does not say."""
    text = f"{marks.get('interview-limits-1', '')}.{marks.get('interview-limits-2', '')}"
    names = [one.name for one in fields(Limits)]
    try:
        numbers = [int(part, 16) for part in text.split(".")]
    except ValueError:
        return Limits()
    if len(numbers) != len(names):
        return Limits()
    said = dict(zip(names, numbers, strict=True))
    return Limits(wall_s=said.pop("wall_s") / 1000, **said)


def is_orphan(marks: Mapping[str, str]) -> bool:
    """Whether the process that made it has ended; one of which nothing is known counts as ended."""
    try:
        pid, started, boot = marks["interview-maker"].split(".")
        return not Identity(pid=int(pid), started=int(started), boot=boot).alive()
    except (KeyError, ValueError):
        return True
