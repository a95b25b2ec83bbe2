"""What the supervisor tells its host: one JSON line each on standard output. Logs go to standard error."""

import json
import os
import sys
import threading
import traceback
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


def place_of(error: Exception) -> str:
    """Return an error's type and where it was raised; its own text may hold what a program wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"
