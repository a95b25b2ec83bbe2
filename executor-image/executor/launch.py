"""See one assignment through: fetch its inputs, run it in a waiting child, publish what it left, the manifest last."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from executor import artifacts as collecting
from executor.artifacts import Artifact, Collection
from executor.assignment import Assignment, Input
from executor.cgroups import Group
from executor.events import log, place_of
from executor.failure import Failure, failure_of
from executor.gauge import is_full
from executor.http_client import HttpClient
from executor.job import Ending, Inputs, Job
from executor.manifest import build_manifest
from executor.progress import ProgressUploader
from executor.record_kinds import Records
from executor.records import read_records
from executor.strict_json import dump
from executor.transfer import TransferFailed, WrongInput, fetch, store
from executor.zygote_client import Child, ChildFailed, ZygoteDied

JSON = "application/json"


@dataclass
class Place:
    """Where a launch runs: its child with its control group, and a folder for inputs too large for memory."""

    child: Child
    group: Group | None
    inputs: Path
    image: str


# Not the program's fault, and perhaps better elsewhere: the launch is lost.
INFRASTRUCTURE = (TransferFailed, ChildFailed, ZygoteDied, OSError)
STOPPED = Failure("stopped", None, "stopped", None, "")


@dataclass
class Left:
    """What a launch came to; `ending` is None when the program never ran."""

    failure: Failure | None
    ending: Ending | None = None
    records: Records = field(default_factory=Records)
    collection: Collection = field(default_factory=Collection)


class Launch:
    """One assignment under way. `stop` may be called from any thread, also before it runs."""

    def __init__(self, assignment: Assignment, client: HttpClient) -> None:
        self.assignment = assignment
        self.client = client
        self.stopped = threading.Event()
        self.job: Job | None = None

    def stop(self) -> None:
        self.stopped.set()
        # Read once: the slot's thread may end the job meanwhile.
        job = self.job
        if job is not None:
            job.stop()

    def run(self, place: Place) -> str:
        """Return the outcome that was published: "succeeded" or the failure's class. Raises `INFRASTRUCTURE`."""
        started_at = datetime.now(UTC)
        try:
            return self.conclude(self.attempt(place), place, started_at)
        except INFRASTRUCTURE:
            raise
        except Exception as error:
            # What hostile code left has found a mistake of ours. Another launch would find it again: say so at once.
            where = place_of(error)
            log("error", f"a program's result could not be read: {where}", token=self.assignment.token)
            failure = Failure("program", None, f"what the program left could not be read ({where})", None, "")
            return self.conclude(Left(failure), place, started_at)

    def conclude(self, left: "Left", place: Place, started_at: datetime) -> str:
        """Publish what is left, the manifest last; return its outcome."""
        try:
            kept, cut = self.publish(left.collection)
            manifest = build_manifest(
                self.assignment.token,
                place.image,
                left.failure,
                left.ending,
                left.records,
                kept,
                cut,
                started_at,
                datetime.now(UTC),
            )
            self.store_json("result.json", manifest)
        finally:
            left.collection.close()
        return "succeeded" if left.failure is None else left.failure.failure

    def attempt(self, place: Place) -> "Left":
        """Run the job if it has what it needs and nobody has stopped it; return what there is to publish."""
        try:
            inputs = self.fetch_inputs(place)
        except WrongInput as error:
            return Left(Failure("input", None, str(error), None, ""))
        except TransferFailed:
            if self.stopped.is_set():
                return Left(STOPPED)
            raise
        if self.stopped.is_set():
            inputs.close()
            return Left(STOPPED)
        ending = self.run_job(place, inputs)
        limits, output = self.assignment.limits, place.child.output
        failure = failure_of(ending, limits, is_full(output))
        collection = collecting.collect(output, limits.artifact_files, limits.artifact_bytes)
        return Left(failure, ending, read_records(output), collection)

    def fetch_inputs(self, place: Place) -> Inputs:
        if self.stopped.is_set():
            raise TransferFailed("stopped before anything was fetched")
        inputs = Inputs(self.fetch(self.assignment.program, place))
        try:
            for kind, wanted in (("dataset", self.assignment.datasets), ("artifact", self.assignment.artifacts)):
                for one in wanted:
                    inputs.named[f"{kind}:{one.name}"] = self.fetch(one, place)
        except BaseException:
            inputs.close()
            raise
        return inputs

    def fetch(self, wanted: Input, place: Place) -> int:
        return fetch(self.client, wanted, place.inputs, self.stopped)

    def run_job(self, place: Place, inputs: Inputs) -> Ending:
        # A client belongs to one thread, and progress is uploaded by a thread of its own.
        client = self.client.another()
        uploader = ProgressUploader(lambda progress: self.store_progress(client, progress))
        job = Job(place.child, place.group, self.assignment.limits, uploader.note)
        self.job = job
        if self.stopped.is_set():
            job.stop()
        try:
            job.hand_over(self.assignment, inputs)
            return job.see_through(self.seconds_left())
        finally:
            self.job = None
            client.interrupt()
            uploader.close()
            client.close()

    def seconds_left(self) -> float:
        until_deadline = self.assignment.deadline.timestamp() - time.time()
        return max(0.1, min(self.assignment.limits.wall_seconds, until_deadline))

    def publish(self, collection: Collection) -> tuple[list[Artifact], list[str]]:
        kept, cut = [], list(collection.cut)
        for artifact in collection.artifacts:
            stored = store(
                self.client,
                self.assignment.output,
                f"artifacts/{artifact.name}",
                artifact.media_type,
                artifact.size,
                artifact.chunks,
                threading.Event(),
            )
            if stored == "stored":
                kept.append(artifact)
            else:
                cut.append(f"{artifact.name} was not kept: the store refused it")
        return kept, cut

    def store_progress(self, client: HttpClient, progress: dict[str, Any]) -> None:
        try:
            self.store_json("progress.json", progress, client)
        except TransferFailed:
            return

    def store_json(self, name: str, document: dict[str, Any], client: HttpClient | None = None) -> None:
        body = dump(document)

        def chunks() -> Iterator[bytes]:
            yield body

        output = self.assignment.output
        # A manifest is stored even for a job that was stopped: it says so.
        stored = store(client or self.client, output, name, JSON, len(body), chunks, threading.Event())
        if stored == "refused":
            raise TransferFailed(f"the store refused {name}")
