"""The ways a job can be jailed, and what is fixed when a child is jailed (before its job exists)."""

from dataclasses import dataclass
from typing import Literal

# namespaces: started by root; a fresh uid per job. userns: started by an ordinary user; a user namespace per job.
# container: started by root in a container that may make no namespaces; a fresh uid per job, one job at a time.
Mode = Literal["namespaces", "userns", "container"]

MEBIBYTE = 1 << 20
SHARED_MEMORY_BYTES = 256 * MEBIBYTE


@dataclass(frozen=True)
class Walls:
    """Sizes of a child's file systems. A job that wishes others than its waiting child has gets a fresh child."""

    disk_bytes: int
    inodes: int

    def tmpfs_options(self, limit: int | None = None) -> str:
        """Return mount options that bound bytes and inodes."""
        size = self.disk_bytes if limit is None else min(limit, self.disk_bytes)
        # Two more inodes: the root of the file system and the module's own folder are not the job's.
        return f"size={size},nr_inodes={self.inodes + 2}"
