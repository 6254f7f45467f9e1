"""Rows of measurements: printed as a table and written as JSON."""

import json
import os
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

OUT = Path(__file__).parent / "out"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: ours, the target in the same `unit`, and what stands beside it in the same run.

    `better` is `lower` or `higher`. `peer` is another product's figure, `raw` what the machine itself
    can do, both in `unit`.
    """

    what: str
    ours: float
    unit: str
    target: float | None = None
    better: str = "lower"
    peer_name: str = ""
    peer: float | None = None
    raw_name: str = ""
    raw: float | None = None
    note: str = ""

    def ratio_to(self, other: float | None) -> float | None:
        """How many times better than `other`."""
        if not other or not self.ours:
            return None
        return other / self.ours if self.better == "lower" else self.ours / other

    @property
    def met(self) -> bool | None:
        """Whether the target is reached."""
        if self.target is None:
            return None
        return self.ours <= self.target if self.better == "lower" else self.ours >= self.target


@dataclass(frozen=True, slots=True)
class Point:
    """What `sessions` living sessions cost while nothing happens."""

    sessions: int
    memory_mib: float
    cpu_percent: float
    starts_per_s: float


def quantile(samples: Sequence[float], share: float) -> float:
    """The value below which `share` of the samples lie."""
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median(samples: Sequence[float]) -> float:
    """The middle."""
    return statistics.median(samples)


def number(value: float | None) -> str:
    """Three digits that matter."""
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


COLUMNS = ("what", "ours", "target", "", "peer", "ratio", "raw limit", "ratio", "note")
RIGHT = {"ours", "target", "ratio"}


def cells(row: Row) -> list[str]:
    """A row as words."""
    sign = "≤" if row.better == "lower" else "≥"
    peer, raw = row.ratio_to(row.peer), row.ratio_to(row.raw)
    return [
        row.what,
        f"{number(row.ours)} {row.unit}",
        f"{sign} {number(row.target)}" if row.target is not None else "",
        {True: "met", False: "missed", None: ""}[row.met],
        f"{row.peer_name} {number(row.peer)}".strip(),
        f"{number(peer)} x" if peer is not None else "",
        f"{row.raw_name} {number(row.raw)}".strip(),
        f"{number(raw)} x" if raw is not None else "",
        row.note,
    ]


def show(rows: Sequence[Row], *, title: str) -> None:
    """Print the table."""
    table = Table(title=title, title_justify="left")
    for name in COLUMNS:
        table.add_column(name, justify="right" if name in RIGHT else "left")
    for row in rows:
        table.add_row(*cells(row))
    Console(width=None if os.isatty(1) else 220).print(table)


def markdown(rows: Sequence[Row]) -> str:
    """The table for a document."""
    lines = ["| " + " | ".join(COLUMNS) + " |", "|" + "|".join("---:" if c in RIGHT else "---" for c in COLUMNS) + "|"]
    lines += ["| " + " | ".join(cells(row)) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def write(rows: Sequence[Row], points: Sequence[Point], *, machine: str) -> None:
    """`results.json` and `results.md` in `bench/out`."""
    OUT.mkdir(exist_ok=True)
    written = [asdict(row) | {"met": row.met, "peer_ratio": row.ratio_to(row.peer)} for row in rows]
    whole = {"machine": machine, "rows": written, "curve": [asdict(point) for point in points]}
    (OUT / "results.json").write_text(json.dumps(whole, indent=1))
    (OUT / "results.md").write_text(f"{machine}\n\n{markdown(rows)}")
