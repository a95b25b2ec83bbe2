"""See one assignment through: fetch its inputs, run it in a waiting child, publish what it left, the manifest last."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from executor import artifacts as collecting
from executor.artifacts import Artifact, Collection
from executor.assignment import Assignment, Input
from executor.cgroups import Group
from executor.failure import Failure, failure_of
from executor.http_client import HttpClient
from executor.job import Ending, Inputs, Job
from executor.manifest import build_manifest
from executor.progress import ProgressUploader
from executor.records import Records, read_records
from executor.strict_json import dump
from executor.transfer import TransferFailed, WrongInput, fetch, store
from executor.watch import disk_is_full
from executor.zygote_client import Child

JSON = "application/json"


@dataclass
class Place:
    """Where a launch runs: its child with its control group, and a folder for inputs too large for memory."""

    child: Child
    group: Group | None
    inputs: Path
    image: str


class Launch:
    """One assignment under way. `stop` may be called from any thread, also before it runs."""

    def __init__(self, assignment: Assignment, client: HttpClient) -> None:
        self.assignment = assignment
        self.client = client
        self.stopped = threading.Event()
        self.job: Job | None = None

    def stop(self) -> None:
        self.stopped.set()
        if self.job is not None:
            self.job.stop()

    def run(self, place: Place) -> str:
        """Return the outcome that was published: "succeeded" or the failure's class. Raises TransferFailed."""
        started_at = datetime.now(UTC)
        ending: Ending | None = None
        records, collection = Records(), Collection()
        try:
            inputs = self.fetch_inputs(place)
        except WrongInput as error:
            failure: Failure | None = Failure("input", None, str(error), None, "")
        else:
            if self.stopped.is_set():
                inputs.close()
                failure = Failure("stopped", None, "stopped", None, "")
            else:
                ending = self.run_job(place, inputs)
                failure = failure_of(ending, self.assignment.limits, disk_is_full(place.child.output))
                records = read_records(place.child.output)
                limits = self.assignment.limits
                collection = collecting.collect(place.child.output, limits.artifact_files, limits.artifact_bytes)
        try:
            kept, cut = self.publish(collection)
            manifest = build_manifest(
                self.assignment.token, place.image, failure, ending, records, kept, cut, started_at, datetime.now(UTC)
            )
            self.store_json("result.json", manifest)
        finally:
            collection.close()
        return "succeeded" if failure is None else failure.failure

    def fetch_inputs(self, place: Place) -> Inputs:
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
        client = HttpClient()
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
