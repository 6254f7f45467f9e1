"""For all tests."""

import signal


def pytest_configure() -> None:
    """Let Ctrl-C work in what the tests start: a shell ignores SIGINT in what it runs in the background."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
