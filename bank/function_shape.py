"""What is measured of a function."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """One function: its place, its lines with code, McCabe's number, and how deep its blocks lie in each other."""

    name: str
    line: int
    function_lines: int
    branches: int
    depth: int
