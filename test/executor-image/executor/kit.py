"""A host for one supervisor: mailboxes that hold, objects, POST forms, over HTTP on loopback. Used by tests and the bench."""

import contextlib
import hashlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from email.message import Message
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, Any, Self

EXECUTOR_IMAGE = Path(__file__).parents[3] / "executor-image"
LIMITS = {
    "wallSeconds": 30,
    "cpuSeconds": 60,
    "memoryBytes": 1 << 30,
    "processes": 64,
    "diskBytes": 500_000_000,
    "inodes": 20_000,
    "outputBytes": 1 << 20,
    "artifactFiles": 50,
    "artifactBytes": 500_000_000,
}
HOLD_SECONDS = 5
# Only root can become somebody else: an ordinary user tests the mode it gets.
MODES = ("namespaces", "userns") if os.geteuid() == 0 else ("userns",)


class Store:
    """Objects by path. A reader may wait for one."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.read_at: dict[str, float] = {}
        self.hosts_asked: list[str] = []
        self.changed = threading.Condition()

    def put(self, path: str, body: bytes) -> None:
        with self.changed:
            self.objects[path] = body
            self.changed.notify_all()

    def wait(self, path: str, seconds: float) -> bytes | None:
        with self.changed:
            self.changed.wait_for(lambda: path in self.objects, seconds)
            return self.objects.get(path)


class Handler(BaseHTTPRequestHandler):
    """GET an object (a mailbox waits for it), POST a form."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    store: Store

    def do_GET(self) -> None:
        wait = HOLD_SECONDS if "prefer" in self.headers else 0
        body = self.store.wait(self.path, wait)
        self.store.hosts_asked.append(self.headers["host"])
        self.store.read_at[self.path] = time.monotonic()
        self.answer(404 if body is None else 200, body or b"")

    def do_POST(self) -> None:
        data = self.rfile.read(int(self.headers["content-length"]))
        form = BytesParser().parsebytes(b"Content-Type: " + self.headers["content-type"].encode() + b"\r\n\r\n" + data)
        fields: dict[str, Any] = {
            name_of(part): part.get_payload(decode=True) for part in form.walk() if not part.is_multipart()
        }
        self.store.put("/" + fields["key"].decode(), fields["file"])
        self.answer(204, b"")

    def answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        # Whoever asked may be gone: a slot that was closed, a supervisor that was killed.
        with contextlib.suppress(ConnectionError):
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Be quiet."""


def name_of(part: Message) -> str:
    return str(part.get_param("name", header="content-disposition"))


class Host:
    """A supervisor with its host. Use as a context manager; everything has ended afterwards."""

    def __init__(
        self,
        command: list[str] | None = None,
        environment: Mapping[str, str] | None = None,
        stderr: IO[str] | None = None,
    ) -> None:
        self.extra = dict(environment or {})
        self.open_store()
        self.events: queue.Queue[dict[str, Any]] = queue.Queue()
        self.count = 0
        self.process = subprocess.Popen(
            command or [sys.executable, "-B", "-m", "executor", "serve"],
            env=self.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
        threading.Thread(target=self.read_events, daemon=True).start()

    def environment(self) -> dict[str, str]:
        """Return what the supervisor is started with; its host listens already."""
        return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONPATH": str(EXECUTOR_IMAGE), **self.extra}

    def open_store(self) -> None:
        self.store = Store()
        handler = type("HostHandler", (Handler,), {"store": self.store})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close_store(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def __enter__(self) -> Self:
        self.ready = self.await_event("ready", 60)
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            self.process.wait(10)
        finally:
            self.process.kill()
            self.close_store()

    def read_events(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.events.put(json.loads(line))

    def await_event(self, name: str, seconds: float = 30) -> dict[str, Any]:
        """Return the next event of that name, or "refused"; others are passed over."""
        until = time.monotonic() + seconds
        while True:
            event = self.events.get(timeout=max(0.01, until - time.monotonic()))
            if event["event"] in (name, "refused"):
                return event

    def tell(self, **order: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()

    def open_slot(self) -> str:
        self.count += 1
        slot = f"slot{self.count}"
        self.tell(slot=slot, mailbox=f"{self.url}/slots/{slot}/1")
        return slot

    def close_slot(self, slot: str) -> None:
        self.tell(close=slot)

    def supervisor_of(self, _: str) -> int:
        """Return the first process of whatever serves a slot."""
        return self.process.pid

    def process_count(self) -> int:
        """Return how many processes there are below the supervisor."""
        return len(descendants(self.process.pid))

    def assign(self, slot: str, program: str, number: int = 1, **changes: Any) -> str:
        """Put an assignment into the slot's mailbox; return the prefix of what it leaves."""
        prefix = f"runs/{slot}/{number}/"
        files = {"program": program.encode(), **changes.pop("datasets", {})}
        named = {name: self.offer(f"/{prefix}inputs/{name}", body) for name, body in files.items()}
        artifacts = {
            name: self.offer(f"/{prefix}artifacts-in/{name}", b) for name, b in changes.pop("artifacts", {}).items()
        }
        document = {
            "version": 1,
            "slot": slot,
            "assignment": number,
            "end": False,
            "token": f"{slot}/{number}",
            "attempt": number,
            "launch": 1,
            "program": named.pop("program"),
            "parameters": changes.pop("parameters", {}),
            "datasets": [{"name": name, "rowCount": 0, **one} for name, one in named.items()],
            "artifacts": [{"name": name, **one} for name, one in artifacts.items()],
            "output": {"url": f"{self.url}/post", "fields": {"policy": "p"}, "prefix": prefix, "maxBytes": 1 << 30},
            "limits": LIMITS | changes,
            "deadline": "2099-01-01T00:00:00.000Z",
            "next": {"url": f"{self.url}/slots/{slot}/{number + 1}"},
        }
        self.store.put(f"/slots/{slot}/{number}", json.dumps(document).encode())
        return prefix

    def offer(self, path: str, body: bytes) -> dict[str, Any]:
        self.store.put(path, body)
        return {"url": self.url + path, "sha256": hashlib.sha256(body).hexdigest(), "bytes": len(body)}

    def manifest(self, prefix: str, seconds: float = 40) -> dict[str, Any]:
        body = self.store.wait(f"/{prefix}result.json", seconds)
        assert body is not None, f"there is no manifest below {prefix}"
        document: dict[str, Any] = json.loads(body)
        return document

    def run(self, program: str, **changes: Any) -> dict[str, Any]:
        """Run one program in a slot of its own and return its manifest."""
        slot = self.open_slot()
        manifest = self.manifest(self.assign(slot, program, **changes))
        self.tell(close=slot)
        return manifest


def descendants(pid: int) -> list[int]:
    """Return the processes below one, as /proc has them."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and ancestors(int(entry.name)) & {pid}:
            found.append(int(entry.name))
    return found


def ancestors(pid: int) -> set[int]:
    above: set[int] = set()
    while pid > 1:
        try:
            pid = int(Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[1])
        except OSError:
            return above
        above.add(pid)
    return above


def is_root() -> bool:
    return os.geteuid() == 0
