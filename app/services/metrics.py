"""What operators watch, in Prometheus' words."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from app.services.model_metrics import ModelMetrics


class Metrics:
    """One registry a server."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "interviewlm_http_requests", "REST calls", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "interviewlm_http_request_seconds", "Time of a REST call", ["route"], registry=self.registry
        )
        self.connections = Gauge(
            "interviewlm_websocket_connections", "Open WebSockets", ["role"], registry=self.registry
        )
        self.agents = Gauge("interviewlm_agents", "Living agents", registry=self.registry)
        self.sandboxes = Gauge("interviewlm_sandboxes", "Living session sandboxes", registry=self.registry)
        self.sessions = Gauge("interviewlm_sessions_in_memory", "Sessions held in memory", registry=self.registry)
        self.events = Gauge("interviewlm_events_committed", "Events committed since start", registry=self.registry)
        self.model = ModelMetrics(self.registry)
        self.restarts = Gauge("interviewlm_fork_server_starts", "Starts of the fork server", registry=self.registry)

    def text(self) -> bytes:
        """The exposition format."""
        return generate_latest(self.registry)
