"""The charts: how each figure stands to its target, and the curve of living sessions."""

from collections.abc import Sequence
from pathlib import Path

from bench.table import OUT, Point, Row, number

MET, MISSED, PEER = "#2c7a4b", "#b4452c", "#8a8f98"


def draw(rows: Sequence[Row], points: Sequence[Point], *, machine: str) -> list[Path]:
    """`results.svg` and, when there is more than one point, `curve.svg`."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "interviewlm"
    OUT.mkdir(exist_ok=True)
    drawn = [_targets([row for row in rows if row.target], machine)] if any(row.target for row in rows) else []
    if len(points) > 1:
        drawn.append(_curve(points, machine))
    return drawn


def _targets(rows: Sequence[Row], machine: str) -> Path:
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(10, 0.42 * len(rows) + 1.6), layout="constrained")
    places = range(len(rows))
    shares = [row.ratio_to(row.target) or 0.0 for row in rows]
    axes.barh(places, shares, color=[MET if row.met else MISSED for row in rows], height=0.6, label="ours")
    for place, row in zip(places, rows, strict=True):
        if row.peer and row.target:
            stands = row.target / row.peer if row.better == "lower" else row.peer / row.target
            axes.plot(stands, place, "D", color=PEER, markersize=6)
            axes.annotate(row.peer_name, (stands, place), xytext=(6, -3), textcoords="offset points", fontsize=7)
    axes.axvline(1, color="black", linewidth=1)
    axes.set_xscale("log")
    axes.set_yticks(places, [f"{row.what}: {number(row.ours)} {row.unit}" for row in rows], fontsize=8)
    axes.invert_yaxis()
    axes.set_xlabel("times better than the target (right of the line: met); diamonds: the peer in the same run")
    axes.set_title(machine, fontsize=8, loc="left")
    path = OUT / "results.svg"
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
    return path


def _curve(points: Sequence[Point], machine: str) -> Path:
    from matplotlib import pyplot as plt

    figure, (memory, cpu) = plt.subplots(1, 2, figsize=(10, 3.6), layout="constrained")
    sizes = [point.sessions for point in points]
    memory.plot(sizes, [point.memory_mib for point in points], "o-", color=MET)
    memory.set_ylabel("MiB, everything")
    cpu.plot(sizes, [point.cpu_percent for point in points], "o-", color=MET)
    cpu.set_ylabel("% of a core while idle")
    for axes in (memory, cpu):
        axes.set_xlabel("living sessions, each with a connected candidate")
        axes.set_ylim(bottom=0)
        axes.grid(alpha=0.3)
    figure.suptitle(machine, fontsize=8)
    path = OUT / "curve.svg"
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
    return path
