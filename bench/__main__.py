"""`python -m bench [--quick] [--only NAME …]`: measure what we claim about speed, beside the peers."""

import argparse
import sys
import time
from collections.abc import Callable

from bench import (
    chart,
    costing,
    events,
    isolating,
    machine,
    page,
    replay,
    replying,
    resting,
    starting,
    storing,
    tooling,
    trying,
)
from bench.plan import QUICK, Run, Sizes
from bench.table import OUT, Row, show, write

MEASURES: dict[str, Callable[[Run], list[Row]]] = {
    "warm-start": starting.warm_start,
    "cold-start": starting.cold_start,
    "many-starts": starting.many_starts,
    "memory": resting.memory,
    "one-event": events.one_event,
    "burst": events.burst,
    "fan-out": events.fan_out,
    "thousand": resting.a_thousand,
    "log": storing.log_alone,
    "sandbox": isolating.sandboxes,
    "asleep": isolating.asleep,
    "tests": trying.first_results,
    "page": page.web_page,
    "replay": replay.replay,
    "cost": costing.interview_cost,
    "replies": replying.replies,
    "tools": tooling.tool_success,
}


def main(arguments: list[str]) -> int:
    """Measure, print, write; 1 when a measurement failed (a missed target is no failure)."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer of everything: does it run at all?")
    parser.add_argument("--only", nargs="+", choices=list(MEASURES), metavar="NAME", help=", ".join(MEASURES))
    options = parser.parse_args(arguments)
    run = Run(QUICK if options.quick else Sizes())
    before = machine.describe()
    rows: list[Row] = []
    failed: list[str] = []
    for name in options.only or MEASURES:
        began = time.monotonic()
        print(f"{name} … ", end="", flush=True)
        try:
            rows += MEASURES[name](run)
        except Exception as error:  # noqa: BLE001 - one measurement that fails must not hide the others
            failed.append(f"{name}: {type(error).__name__}: {error}")
        print(f"{time.monotonic() - began:.0f} s, load {machine.load():.1f}", flush=True)
    title = f"{before} before, {machine.load():.2f} after"
    show(rows, title=title)
    write(rows, run.curve, machine=title)
    drawn = chart.draw(rows, run.curve, machine=title)
    print(f"written: {', '.join(str(path.relative_to(OUT.parent.parent)) for path in [OUT / 'results.json', *drawn])}")
    for line in failed:
        print(f"failed: {line}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
