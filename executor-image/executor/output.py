"""Keep the beginning and the end of what a job writes, whatever it writes in between."""

from collections import deque
from typing import Any


class HeadAndTail:
    """Collects bytes; holds at most `limit` of them, half from each end."""

    def __init__(self, limit: int) -> None:
        self.head_room = limit - limit // 2
        self.tail_room = limit // 2
        self.head = bytearray()
        self.tail: deque[bytes] = deque()
        self.tail_size = 0
        self.total = 0

    def add(self, data: bytes) -> None:
        self.total += len(data)
        missing = self.head_room - len(self.head)
        if missing > 0:
            self.head += data[:missing]
            data = data[missing:]
        if data:
            self.tail.append(data)
            self.tail_size += len(data)
        while self.tail and self.tail_size - len(self.tail[0]) >= self.tail_room:
            self.tail_size -= len(self.tail.popleft())

    @property
    def cut(self) -> bool:
        return self.total > self.head_room + self.tail_room

    def document(self) -> dict[str, Any]:
        """Return {head, tail, bytes}: all of it is in `head` when it fits, as text in UTF-8."""
        tail = b"".join(self.tail)
        if not self.cut:
            return {"head": text(bytes(self.head) + tail), "tail": "", "bytes": self.total}
        kept = tail[len(tail) - self.tail_room :]
        return {"head": text(bytes(self.head)), "tail": text(kept), "bytes": self.total}


def text(data: bytes) -> str:
    """Decode what is hostile: broken UTF-8 becomes U+FFFD."""
    return data.decode("utf-8", "replace")
