"""A slot tells its host how it ended, and survives what its programs and its host do to it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CalledProcessError
from typing import Any

import pytest
from kit import LIMITS, Host

from executor import progress
from executor.assignment import Assignment, Input, Output, parse_limits
from executor.http_client import HttpClient
from executor.launch import Launch, Place
from executor.progress import LONGEST_LINE, ProgressLines
from executor.slot import Slot
from executor.supervisor import Supervisor


def an_assignment() -> Assignment:
    program = Input("", "http://nowhere/", "0" * 64, 0)
    output = Output("http://nowhere/", {}, "runs/", 1 << 20)
    limits, deadline = parse_limits(LIMITS), datetime(2099, 1, 1, tzinfo=UTC)
    return Assignment("s", 1, "t", program, {}, (), (), output, limits, deadline, "http://nowhere/2")


def events_until_closed(host: Host, slot: str) -> list[str]:
    """Return what was said of a slot, to its last word."""
    said: list[str] = []
    while "closed" not in said:
        event = host.events.get(timeout=20)
        if event.get("slot") == slot:
            said.append(event["event"])
    return said


def test_a_slot_that_ends_by_itself_says_so(host: Host):
    slot = host.open_slot()
    host.store.put(f"/slots/{slot}/1", json.dumps({"version": 1, "end": True}).encode())
    assert events_until_closed(host, slot) == ["closed"]


def test_a_slot_whose_mailbox_makes_no_sense_says_so(host: Host):
    slot = host.open_slot()
    host.store.put(f"/slots/{slot}/1", b"no json")
    assert events_until_closed(host, slot) == ["trouble", "closed"]


def test_closed_comes_after_every_ended(host: Host):
    slot = host.open_slot()
    prefix = host.assign(slot, "import kaiseki, time\nkaiseki.progress(0.1, 'on')\ntime.sleep(60)")
    assert host.store.wait(f"/{prefix}progress.json", 20) is not None
    host.tell(stop=slot, token="never came")
    host.tell(close=slot)
    assert events_until_closed(host, slot) == ["ended", "ended", "closed"]


def test_a_forged_record_costs_neither_its_result_nor_its_slot(host: Host):
    forged = '{"record": "metric", "name": "n", "value": %s}' % ("9" * 400)
    slot = host.open_slot()
    first = host.manifest(host.assign(slot, f"open('.kaiseki/records.jsonl', 'a').write({forged!r})\nprint('on')"))
    assert (first["outcome"], first["stdout"]["head"], len(first["cut"])) == ("succeeded", "on\n", 1)
    second = host.manifest(host.assign(slot, "print('fine')", number=2))
    assert second["outcome"] == "succeeded"
    host.tell(close=slot)


def test_a_result_that_cannot_be_read_is_published_as_a_failure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    stored: dict[str, Any] = {}
    monkeypatch.setattr(Launch, "attempt", lambda *_: int("secret of the program"))
    monkeypatch.setattr(Launch, "store_json", lambda _, name, document: stored.update({name: document}))
    launch = Launch(an_assignment(), HttpClient())
    assert launch.run(Place(None, None, tmp_path, "image")) == "program"  # type: ignore[arg-type]
    failure = stored["result.json"]["failure"]
    assert failure["message"].startswith("what the program left could not be read (ValueError at test_slots.py:")
    assert "secret" not in failure["message"]


def test_a_job_may_end_while_it_is_stopped():
    class Ending(Launch):
        """Its job is gone when it is looked at for the second time."""

        seen = 0

        @property
        def job(self) -> Any:
            self.seen += 1
            return self if self.seen == 1 else None

        @job.setter
        def job(self, _: Any) -> None: ...

        def stop(self) -> None:
            if self.seen == 0:
                super().stop()

    launch = Ending(an_assignment(), HttpClient())
    launch.stop()
    assert launch.stopped.is_set()


def events_of(capsys: pytest.CaptureFixture) -> list[str]:
    return [json.loads(line)["event"] for line in capsys.readouterr().out.splitlines()]


def test_an_assignment_that_comes_too_late_is_left_to_another_slot(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
):
    slot = Slot("s", "http://nowhere/", None, lambda _: None)  # type: ignore[arg-type]

    def come_late(*_: Any) -> Assignment:
        slot.finish()
        return an_assignment()

    monkeypatch.setattr(slot, "prepare", lambda _: (None, None))
    monkeypatch.setattr("executor.slot.await_assignment", come_late)
    slot.run()
    assert (events_of(capsys), slot.failed) == (["closed"], True)


def test_a_slot_that_could_not_clear_up_takes_nothing_more(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
):
    class Littered:
        inputs = image = None

        def end(self, *_: Any) -> None:
            raise CalledProcessError(1, "find")

    slot = Slot("s", "http://nowhere/", Littered(), lambda _: None)  # type: ignore[arg-type]
    monkeypatch.setattr(slot, "prepare", lambda _: (None, None))
    monkeypatch.setattr(Launch, "run", lambda *_: "succeeded")
    assignments = iter([an_assignment(), an_assignment(), None])
    monkeypatch.setattr("executor.slot.await_assignment", lambda *_: next(assignments))
    slot.run()
    assert (events_of(capsys), slot.failed) == (["trouble", "ended", "closed"], True)


def test_one_order_that_fails_does_not_end_the_others(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture):
    starts = iter([RuntimeError("can't start new thread"), None])

    def start(_: Slot) -> None:
        if (error := next(starts)) is not None:
            raise error

    monkeypatch.setattr(Slot, "start", start)
    supervisor = Supervisor(None)  # type: ignore[arg-type]
    supervisor.obey([b'{"slot": "a", "mailbox": "x"}', b"\xff", b"[]", b'{"slot": "b", "mailbox": "x"}'])
    assert list(supervisor.slots) == ["b"]
    output = capsys.readouterr()
    assert json.loads(output.out) == {"event": "closed", "slot": "a"}
    assert len(output.err.splitlines()) == 2


def test_progress_without_end_is_a_flood(host: Host):
    program = """
import os
from kaiseki.context import current
while True: os.write(current().progress, b'{"fraction": 0.5}\\n' * 3_000)
"""
    manifest = host.run(program, outputBytes=1_000)
    assert manifest["failure"]["class"] == "output", manifest["failure"]


def test_progress_is_parsed_once_a_read_and_found_again_after_a_line_without_end(monkeypatch: pytest.MonkeyPatch):
    parsed: list[bytes] = []
    monkeypatch.setattr(progress, "parse_line", parsed.append)
    lines = ProgressLines(lambda _: None)
    lines.add(b"1\n2\n3")
    lines.add(b"4\n")
    lines.add(b"\n" * 1_000)
    for _ in range(10):
        lines.add(b"x" * LONGEST_LINE)
    assert len(lines.rest) <= LONGEST_LINE + 1
    lines.add(b"x\n5\n")
    assert parsed == [b"2", b"34", b"", b"5"]


def test_progress_that_is_none_is_passed_over():
    heard: list[Any] = []
    lines = ProgressLines(heard.append)
    for line in (b"no json\n", b"[]\n", b"x" * 5_000 + b"\n", b'{"fraction": 7, "text": "on\\u0000"}\n'):
        lines.add(line)
    assert heard == [{"fraction": 1.0, "text": "on"}]
