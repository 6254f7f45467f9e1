"""The server with uvicorn's own WebSocket class: frames go out by `send_text`, one by one."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.core import wire_protocol
from run import serve


def main() -> int:
    """Serve as on a uvicorn that lacks what our own class needs."""
    wire_protocol.supported = lambda: False
    return serve()


if __name__ == "__main__":
    sys.exit(main())
