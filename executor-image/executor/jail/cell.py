"""What one child needs to know to jail itself."""

from dataclasses import dataclass

from executor.jail.modes import Mode, Walls
from executor.jail.root import Rebind


@dataclass(frozen=True)
class Cell:
    """How one child is jailed: the mode, the uid it becomes (not in `userns`), its file systems, the filter's bytes.

    `readable` are the paths that Landlock lets it read; `rebinds` what a fresh mount of its own would hide.
    """

    mode: Mode
    uid: int
    walls: Walls
    readable: tuple[str, ...]
    rebinds: tuple[Rebind, ...]
    seccomp_filter: bytes
