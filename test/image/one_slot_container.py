"""A host whose one slot is a container of the image."""

import subprocess
import uuid

from kit import Host

from container import ENGINE, run_command


class Container(Host):
    """A host whose one slot is a container of the image."""

    def __init__(self) -> None:
        self.name = f"kaiseki-test-{uuid.uuid4().hex[:12]}"
        self.assigned = 0
        # In memory: what others write to the machine's disk would count as the job's (README.md, "Run it").
        given = ("--env=KAISEKI_SLOT", "--env=KAISEKI_MAILBOX", "--tmpfs=/out:size=500m", "--tmpfs=/tmp:size=500m")
        super().__init__(run_command(checkout_code=True, options=[f"--name={self.name}", *given]))

    def environment(self) -> dict[str, str]:
        return {**super().environment(), "KAISEKI_SLOT": "slot", "KAISEKI_MAILBOX": f"{self.url}/slots/slot/1"}

    def __exit__(self, *raised: object) -> None:
        subprocess.run([ENGINE, "rm", "--force", self.name], check=True, capture_output=True)
        super().__exit__(*raised)
