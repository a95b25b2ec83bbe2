"""A supervisor's host for benchmarks: the tests' host, with its objects in a process of their own (`object_server.py`)."""

import contextlib
import http.client
import importlib
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TESTS = HERE.parent


def test_module(*parts: str) -> Any:
    """Return a helper of the tests, by its place below `test/`."""
    *folders, name = parts
    folder = str(TESTS.joinpath(*folders))
    if folder not in sys.path:
        sys.path.append(folder)
    return importlib.import_module(name)


kit = test_module("executor-image", "executor", "kit")
sys.path.append(str(kit.EXECUTOR_IMAGE))


class RemoteStore:
    """The tests' `Store`, kept by another process."""

    def __init__(self) -> None:
        listener = socket.create_server(("127.0.0.1", 0))
        self.port = listener.getsockname()[1]
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port)
        self.connection.connect()
        command = [sys.executable, "-I", "-S", "-B", str(HERE / "object_server.py")]
        self.process = subprocess.Popen(command, stdin=listener)
        listener.close()

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> bytes:
        self.connection.request(method, path, body, headers)
        return self.connection.getresponse().read()

    def put(self, path: str, body: bytes) -> None:
        self.ask("PUT", path, body)

    def wait(self, path: str, seconds: float) -> bytes | None:
        """Return the object once it is there; TimeoutError when it does not come."""
        assert self.connection.sock is not None
        self.connection.sock.settimeout(seconds)
        return self.ask("GET", path, Prefer="wait")

    def answered(self, path: str) -> float:
        """Return when the object was last given away, seconds of the monotonic clock: just before it was sent."""
        return float(self.ask("GET", "/.answered" + path))

    def close(self) -> None:
        self.connection.close()
        self.process.wait(10)


class BenchHost(kit.Host):
    """The tests' host, over a `RemoteStore`."""

    store: Any
    # Its name where there is but one, as in a container.
    only_slot: str | None = None
    # Whether what is offered has another hash than is announced.
    lies = False

    def offer(self, path: str, body: bytes) -> dict[str, Any]:
        offered: dict[str, Any] = super().offer(path, body)
        return offered | ({"sha256": "0" * 64} if self.lies else {})

    def open_store(self) -> None:
        self.store = RemoteStore()
        self.url = f"http://127.0.0.1:{self.store.port}"

    def close_store(self) -> None:
        self.store.close()

    def first_line_ms(self, manifest: dict[str, Any], mailbox: str) -> float:
        """Return the milliseconds from an assignment, sent to the supervisor, to the moment the program printed first."""
        assert manifest["outcome"] == "succeeded", manifest["failure"]
        printed = float(manifest["stdout"]["head"].split()[0])
        return (printed - self.store.answered(mailbox)) * 1000


@contextlib.contextmanager
def open_hosts(without: set[str], folder: Path) -> Iterator[dict[str, BenchHost]]:
    """Yield a supervisor of each mode of this machine and user."""
    ordinary_user = test_module("executor-image", "executor", "ordinary_user")
    with contextlib.ExitStack() as ends:
        hosts = {}
        for mode in kit.MODES:
            if mode in without or mode == "container":
                continue
            as_user = mode == "userns" and kit.is_root()
            hosts[mode] = ends.enter_context(BenchHost(ordinary_user.command_of_a_user(folder) if as_user else None))
            assert hosts[mode].ready.get("mode") == mode, hosts[mode].ready
        yield hosts
