"""Rows of measurements: printed as a table, written as JSON and as a chart."""

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
    """One figure: ours, what it is held against in the same run, and the target.

    `better` is `lower` or `higher`; `target` is in `unit`. `ratio_of` names the peer and `peer` its figure.
    """

    what: str
    ours: float
    unit: str
    target: float | None = None
    better: str = "lower"
    peer_name: str = ""
    peer: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times better than the peer."""
        if self.peer is None or not self.ours or not self.peer:
            return None
        return self.peer / self.ours if self.better == "lower" else self.ours / self.peer

    @property
    def met(self) -> bool | None:
        """Whether the target is reached."""
        if self.target is None:
            return None
        return self.ours <= self.target if self.better == "lower" else self.ours >= self.target


def quantile(samples: Sequence[float], share: float) -> float:
    """The value below which `share` of the samples lie."""
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median(samples: Sequence[float]) -> float:
    """The middle."""
    return statistics.median(samples)


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.3g}"


def show(rows: Sequence[Row], *, busy: str) -> None:
    """Print, and write `bench/out/results.json` and `results.svg`."""
    table = Table(title=f"InterviewLM bench — {busy}", title_justify="left")
    for name in ("what", "ours", "target", "", "peer", "ratio", "note"):
        table.add_column(name, justify="right" if name in {"ours", "target", "ratio"} else "left")
    for row in rows:
        sign = "≤" if row.better == "lower" else "≥"
        table.add_row(
            row.what,
            f"{_number(row.ours)} {row.unit}",
            f"{sign} {_number(row.target)}" if row.target is not None else "",
            {True: "met", False: "missed", None: ""}[row.met],
            f"{row.peer_name} {_number(row.peer)}" if row.peer is not None else row.peer_name,
            f"{row.ratio:,.1f}×" if row.ratio is not None else "",
            row.note,
        )
    Console(width=None if os.isatty(1) else 170).print(table)
    OUT.mkdir(exist_ok=True)
    written = [asdict(row) | {"ratio": row.ratio, "met": row.met} for row in rows]
    (OUT / "results.json").write_text(json.dumps({"machine": busy, "rows": written}, indent=1))


def machine() -> str:
    """How busy this machine is."""
    one, five, _ = os.getloadavg()
    return f"{os.cpu_count()} cores, load {one:.2f} (1 min) {five:.2f} (5 min)"
