"""How much to measure, and what the rows of one run share."""

from dataclasses import dataclass, field

from bench.peers import JupyterFigures
from bench.table import Point


@dataclass(frozen=True, slots=True)
class Sizes:
    """Counts of one run."""

    starts: int = 100
    cold_starts: int = 10
    burst_of_starts: int = 200
    idle_agents: int = 50
    claude_agents: int = 50
    paced_events: int = 500
    bursts: int = 5
    burst_events: int = 10_000
    fan_clients: int = 100
    fan_events: int = 3000
    curve: tuple[int, ...] = (10, 100, 500, 1000)
    idle_window_s: float = 20.0
    jupyter_starts: int = 5
    appends_each: int = 1000
    sandbox_execs: int = 50
    sleepers: int = 500
    test_runs: int = 7
    page_loads: int = 10
    keystrokes: int = 100
    replies: int = 40
    deltas: int = 5000
    recorded_events: int = 50_000
    seeks: int = 100


QUICK = Sizes(
    starts=20,
    cold_starts=3,
    burst_of_starts=40,
    idle_agents=5,
    claude_agents=2,
    paced_events=100,
    bursts=2,
    fan_events=500,
    curve=(10, 50),
    idle_window_s=10.0,
    jupyter_starts=2,
    appends_each=200,
    sandbox_execs=10,
    sleepers=10,
    test_runs=2,
    page_loads=2,
    keystrokes=10,
    replies=5,
    deltas=1000,
    recorded_events=5_000,
    seeks=20,
)


@dataclass(slots=True)
class Run:
    """One run of the bench: its sizes, the peers' figures once they are known, the curve."""

    sizes: Sizes
    curve: list[Point] = field(default_factory=list)
    _jupyter: JupyterFigures | None = None

    def jupyter(self) -> JupyterFigures:
        """Jupyter's figures, measured when they are first asked for."""
        if self._jupyter is None:
            import asyncio

            from bench.peers import measure_jupyter

            self._jupyter = asyncio.run(
                measure_jupyter(starts=self.sizes.jupyter_starts, events=self.sizes.paced_events)
            )
        return self._jupyter
