"""`executor slot`: what a container does with its one slot, and when it ends. No container is needed to see it."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from kit import EXECUTOR_IMAGE, Host

from executor.http_client import Answer, HttpClient, HttpTrouble
from executor.mailbox import SILENCE_SECONDS, await_assignment
from executor.single_slot import drain_when_told, take_settings
from executor.slot import Slot

SLOT = "the-slot"


class OneSlot(Host):
    """A host whose executor serves one slot."""

    def __init__(self, **environment: str) -> None:
        super().__init__([sys.executable, "-B", "-m", "executor", "slot"], {"KAISEKI_SLOT": SLOT, **environment})

    def environment(self) -> dict[str, str]:
        return {"KAISEKI_MAILBOX": f"{self.url}/slots/{SLOT}/1", **super().environment()}

    def end(self) -> int:
        """Return the exit code."""
        return self.process.wait(30)


@pytest.fixture
def one_slot(request: pytest.FixtureRequest) -> Iterator[OneSlot]:
    with OneSlot(**getattr(request, "param", {})) as host:
        assert host.ready["event"] == "ready"
        yield host


def test_it_serves_all_attempts_of_a_run_and_ends_when_told(one_slot: OneSlot):
    first = one_slot.manifest(one_slot.assign(SLOT, "open('/tmp/x', 'w')\nraise ValueError('no')"))
    second = one_slot.manifest(one_slot.assign(SLOT, "import os\nprint(os.path.exists('/tmp/x'))", number=2))
    assert (first["outcome"], second["outcome"], second["stdout"]["head"]) == ("failed", "succeeded", "False\n")
    one_slot.store.put(f"/slots/{SLOT}/3", json.dumps({"version": 1, "end": True}).encode())
    assert one_slot.end() == 0


@pytest.mark.parametrize("one_slot", [{"KAISEKI_IDLE_SECONDS": "1"}], indirect=True)
def test_it_ends_when_no_further_attempt_comes(one_slot: OneSlot):
    assert one_slot.manifest(one_slot.assign(SLOT, "print(1)"))["outcome"] == "succeeded"
    assert one_slot.end() == 0


@pytest.mark.parametrize("one_slot", [{"KAISEKI_LIFETIME_SECONDS": "1"}], indirect=True)
def test_it_ends_when_nothing_ever_comes(one_slot: OneSlot):
    assert one_slot.end() == 0


def test_a_job_may_end_when_its_machine_is_taken_away(one_slot: OneSlot):
    prefix = one_slot.assign(SLOT, "import kaiseki, time\nkaiseki.progress(0.1, 'on')\ntime.sleep(2)\nprint('done')")
    assert one_slot.store.wait(f"/{prefix}progress.json", 20) is not None
    one_slot.process.send_signal(signal.SIGTERM)
    assert one_slot.manifest(prefix)["stdout"]["head"] == "done\n"
    assert one_slot.end() == 0


@pytest.mark.parametrize("one_slot", [{"KAISEKI_DRAIN_SECONDS": "1"}], indirect=True)
def test_a_job_that_does_not_end_in_time_publishes_nothing(one_slot: OneSlot):
    prefix = one_slot.assign(SLOT, "import kaiseki, time\nkaiseki.progress(0.1, 'on')\ntime.sleep(60)")
    assert one_slot.store.wait(f"/{prefix}progress.json", 20) is not None
    one_slot.process.send_signal(signal.SIGTERM)
    assert one_slot.end() == 1
    assert f"/{prefix}result.json" not in one_slot.store.objects


def test_it_takes_nothing_new_when_its_machine_is_taken_away(one_slot: OneSlot):
    one_slot.process.send_signal(signal.SIGTERM)
    assert one_slot.end() == 0
    assert one_slot.await_event("closed")["slot"] == SLOT


def test_being_told_twice_is_being_told_once():
    class Told(Slot):
        times = 0

        def finish(self) -> None:
            self.times += 1
            if self.times == 1:
                # As it may come in the middle: the first holds the slot's lock here.
                signal.raise_signal(signal.SIGTERM)
            super().finish()

    slot = Told("s", "http://x/1", None, lambda _: None)  # type: ignore[arg-type]
    late = threading.Timer(60, lambda: None)
    before = signal.getsignal(signal.SIGTERM)
    drain_when_told(slot, late)
    try:
        signal.raise_signal(signal.SIGTERM)
        assert (slot.times, slot.over.is_set(), late.is_alive()) == (1, True, True)
    finally:
        late.cancel()
        signal.signal(signal.SIGTERM, before)


def test_it_ends_with_a_launch_that_it_lost(one_slot: OneSlot, monkeypatch: pytest.MonkeyPatch):
    nowhere = {"url": f"{one_slot.url}/nowhere", "sha256": "0" * 64, "bytes": 8}
    monkeypatch.setattr(one_slot, "offer", lambda *_: nowhere)
    one_slot.assign(SLOT, "print(1)")
    assert one_slot.end() == 1
    assert one_slot.await_event("ended")["outcome"] == "lost"
    assert one_slot.await_event("closed")["slot"] == SLOT


def test_its_mailbox_stays_in_its_memory():
    environment = {"KAISEKI_SLOT": "s", "KAISEKI_MAILBOX": "http://x/1", "KAISEKI_IDLE_SECONDS": "7"}
    settings = take_settings(environment)
    assert (settings.mailbox, settings.patience.idle, settings.patience.lifetime) == ("http://x/1", 7, 3_000)
    assert "KAISEKI_MAILBOX" not in environment


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({}, "KAISEKI_SLOT and KAISEKI_MAILBOX say which"),
        ({"KAISEKI_SLOT": "s", "KAISEKI_MAILBOX": "u", "KAISEKI_DRAIN_SECONDS": "-1"}, "KAISEKI_DRAIN_SECONDS is a"),
    ],
)
def test_it_says_what_is_wrong_with_its_settings(environment: dict[str, str], words: str):
    done = subprocess.run(
        [sys.executable, "-B", "-m", "executor", "slot"],
        env={"PYTHONPATH": str(EXECUTOR_IMAGE), **environment},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert words in done.stderr


def test_a_host_that_is_silent_for_long_is_gone(monkeypatch: pytest.MonkeyPatch):
    now = [0.0]

    class NoPause(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            now[0] += timeout or 0
            return False

    def silent(*_: object) -> Answer:
        raise HttpTrouble("refused")

    client = HttpClient()
    monkeypatch.setattr(client, "request", silent)
    assert await_assignment(client, "http://x/", NoPause(), lambda: now[0]) is None
    assert SILENCE_SECONDS <= now[0] < SILENCE_SECONDS + 10


def test_it_asks_its_host_to_hold_the_answer_no_longer_than_it_waits(monkeypatch: pytest.MonkeyPatch):
    asked: list[str] = []
    now = [0.0]

    def not_yet(_method: str, _url: str, headers: dict[str, str]) -> Answer:
        asked.append(headers["Prefer"])
        now[0] += int(headers["Prefer"].removeprefix("wait="))
        return Answer(404, b"")

    client = HttpClient()
    monkeypatch.setattr(client, "request", not_yet)
    assert await_assignment(client, "http://x/", threading.Event(), lambda: now[0], until=25.5) is None
    assert asked == ["wait=20", "wait=6"]


def test_the_hosts_loopback_has_another_name_in_a_container():
    client = HttpClient(loopback="localhost")
    with Host() as host:
        assert client.connect("http", "127.0.0.1:80").host == "localhost"
        assert client.another().loopback == "localhost"
        host.store.put("/hello", b"there")
        client.request("GET", f"{host.url}/hello")
        assert host.store.hosts_asked[-1] == host.url.removeprefix("http://")
    client.close()
