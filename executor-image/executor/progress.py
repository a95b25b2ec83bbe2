"""Relay a job's progress: parse its lines (hostile), upload the newest, at most twice a second."""

import json
import threading
from collections.abc import Callable
from typing import Any

LONGEST_LINE, LONGEST_TEXT = 4_096, 500
PAUSE_SECONDS = 0.5


class ProgressLines:
    """Cuts a byte stream into lines and passes on the last of each read: a job can write faster than we can parse."""

    def __init__(self, on_progress: Callable[[dict[str, Any]], None]) -> None:
        self.on_progress = on_progress
        self.rest = b""
        self.total = 0

    def add(self, data: bytes) -> None:
        self.total += len(data)
        text = self.rest + data
        end = text.rfind(b"\n")
        # A line that has grown too long is none, and nothing of it need be kept.
        self.rest = text[end + 1 :][: LONGEST_LINE + 1]
        newest = parse_line(text[text.rfind(b"\n", 0, end) + 1 : end]) if end >= 0 else None
        if newest is not None:
            self.on_progress(newest)


def parse_line(line: bytes) -> dict[str, Any] | None:
    """Return {"fraction": 0..1 or None, "text": str}, None for anything that is not progress."""
    if len(line) > LONGEST_LINE:
        return None
    try:
        document = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    fraction, text = document.get("fraction"), document.get("text")
    return {
        "fraction": clamp(fraction),
        "text": clean_text(text) if isinstance(text, str) else "",
    }


def clamp(fraction: object) -> float | None:
    """Return a number between 0 and 1, None for what is no number."""
    if isinstance(fraction, bool) or not isinstance(fraction, int | float) or fraction != fraction:
        return None
    return float(min(1, max(0, fraction)))


def clean_text(text: str) -> str:
    """Return text without control characters and lone surrogates, bounded."""
    shown = "".join(character for character in text[:LONGEST_TEXT] if character.isprintable())
    return shown.encode("utf-8", "replace").decode()


class ProgressUploader:
    """Uploads the newest progress from a thread of its own: the first at once, then at most two a second.

    A failed upload is forgotten: the next progress says more.
    """

    def __init__(self, upload: Callable[[dict[str, Any]], None]) -> None:
        self.upload = upload
        self.changed = threading.Event()
        self.over = threading.Event()
        self.newest: dict[str, Any] | None = None
        self.thread: threading.Thread | None = None

    def note(self, progress: dict[str, Any]) -> None:
        if progress == self.newest:
            return
        self.newest = progress
        self.changed.set()
        if self.thread is None:
            self.thread = threading.Thread(target=self.run, name="progress", daemon=True)
            self.thread.start()

    def run(self) -> None:
        while not self.over.is_set():
            self.changed.wait()
            self.changed.clear()
            if self.over.is_set() or self.newest is None:
                return
            self.upload(self.newest)
            self.over.wait(PAUSE_SECONDS)

    def close(self) -> None:
        """End the thread; what was not uploaded by now is outdated."""
        self.over.set()
        self.changed.set()
        if self.thread is not None:
            self.thread.join()
