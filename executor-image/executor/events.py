"""What the supervisor tells its host: one JSON line each on standard output. Logs go to standard error."""

import json
import sys
import threading
from typing import Any

LOCK = threading.Lock()


def emit(event: str, **fields: Any) -> None:
    """Tell the host one thing; called from any thread."""
    line = json.dumps({"event": event, **fields}, ensure_ascii=False)
    with LOCK:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def log(level: str, text: str, **fields: Any) -> None:
    """Write a log line about infrastructure; never what a program wrote."""
    line = json.dumps({"level": level, "text": text, **fields}, ensure_ascii=False)
    with LOCK:
        sys.stderr.write(line + "\n")
        sys.stderr.flush()
