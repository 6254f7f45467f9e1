"""For all tests."""

import signal

from hypothesis import HealthCheck, settings

# A busy machine is no mistake of the code.
settings.register_profile("busy machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy machine")


def pytest_configure() -> None:
    """Let Ctrl-C work in what the tests start: a shell ignores SIGINT in what it runs in the background."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
