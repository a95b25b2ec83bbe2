"""What a supervisor's slots share: the zygote with its jail, control groups, a folder for large inputs."""

import contextlib
import os
import shutil
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from executor import cgroups
from executor.cgroups import Group, Parents
from executor.events import emit, log
from executor.image import describe_image
from executor.jail import container
from executor.jail.modes import Mode, Walls
from executor.probe import Finding
from executor.zygote_client import Child, Zygote, ZygoteDied

REFUSED, FAILED = 3, 1
FOLDER_PREFIX = "kaiseki-executor-"
ENDING_SECONDS = 10


@dataclass(frozen=True)
class Workshop:
    """Forks children and does away with them."""

    zygote: Zygote
    groups: Parents | None
    inputs: Path
    image: str

    def fork(self, walls: Walls) -> tuple[Child, Group | None]:
        """Return a jailed child that waits, in its control group where there are groups. Raises ChildFailed."""
        child = self.zygote.fork(walls)
        group = None
        if self.groups is not None:
            with contextlib.suppress(OSError):
                group = cgroups.open_group(self.groups, child.name)
                group.add(child.pid)
        return child, group

    def end(self, child: Child, group: Group | None) -> None:
        """Make sure that nothing of the child is left. Raises ZygoteDied, CalledProcessError."""
        child.kill()
        ended = child.ended.wait(ENDING_SECONDS)
        child.close()
        if group is not None:
            group.remove()
        if child.mode == "container":
            if not ended:
                raise ZygoteDied("a job's processes could not be ended")
            container.empty_scratch()


class Premises:
    """Where a supervisor works: a folder that is gone when it leaves, and the workshop in it."""

    def __init__(self, finding: Finding) -> None:
        """Start the zygote and tell the host that it is ready, or leave with the reason."""
        if finding.mode is None:
            emit("refused", reason=finding.reason, install=finding.install)
            sys.exit(REFUSED)
        self.ending = threading.Event()
        if finding.mode == "container":
            self.folder, inputs = Path(container.INPUTS), Path(container.INPUTS)
        else:
            remove_leftovers()
            self.folder = Path(tempfile.mkdtemp(prefix=f"{FOLDER_PREFIX}{os.getpid()}-"))
            inputs = self.folder / "inputs"
            inputs.mkdir(mode=0o700)
        self.workshop = self.open(finding.mode, inputs)
        walls = finding.with_groups(self.workshop.groups is not None)
        image = self.workshop.image
        emit("ready", mode=walls.mode, holds=walls.holds, missing=walls.missing, pid=os.getpid(), image=image)

    def open(self, mode: Mode, inputs: Path) -> Workshop:
        mountpoint = self.folder / "root"
        if mode != "container":
            mountpoint.mkdir()
        try:
            zygote = Zygote(mode, mountpoint, self.on_death)
        except ZygoteDied as error:
            self.leave(FAILED, str(error))
        groups = None if mode == "container" else cgroups.open_parents()
        return Workshop(zygote, groups, inputs, describe_image())

    def on_death(self) -> None:
        if not self.ending.is_set():
            self.leave(FAILED, "the zygote is gone")

    def close(self, code: int = 0) -> NoReturn:
        """End the zygote, with it every job, and this process."""
        self.ending.set()
        self.workshop.zygote.close()
        groups = self.workshop.groups
        if groups is not None:
            # What the jobs' groups leave: their processes died with the zygote.
            for folder in groups.folders():
                for child in folder.glob("child-*"):
                    cgroups.remove(child)
            cgroups.close_parents(groups)
        self.leave(code)

    def leave(self, code: int, why: str = "") -> NoReturn:
        """End this process at once, threads and all; the kernel ends the zygote and its jobs with it."""
        if why:
            log("error", why)
        if self.folder.name.startswith(FOLDER_PREFIX):
            shutil.rmtree(self.folder, ignore_errors=True)
        os._exit(code)


def remove_leftovers() -> None:
    """Remove folders of supervisors that were killed before they could."""
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER_PREFIX}*"):
        pid = folder.name.removeprefix(FOLDER_PREFIX).partition("-")[0]
        if pid.isdigit() and not Path("/proc", pid).exists():
            shutil.rmtree(folder, ignore_errors=True)
