"""Copies of the executor with a wall taken away, for negative controls: production code has no switch for that."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from kit import EXECUTOR_IMAGE


@dataclass(frozen=True)
class Change:
    """One place of one file of `executor-image`, and what stands there instead."""

    file: str
    old: str
    new: str


# Walls that are taken away for more than one test.
NO_GROUPS = Change(
    "executor/workshop.py", 'groups = None if mode == "container" else cgroups.open_parents()', "groups = None"
)
NO_FILTER = Change("executor/jail/enter.py", "    seccomp.load_filter(cell.seccomp_filter)\n", "")
NO_LANDLOCK = Change("executor/jail/landlock.py", "    if abi < 1:\n", "    if True:\n")

# A job stays root, or in mode userns the owner of the zygote's user namespace.
STAYS_ROOT = Change(
    "executor/jail/enter.py",
    "        linux.drop_bounding_capabilities()\n        os.setgroups([])\n",
    "        return\n",
)
STAYS_OWNER = Change("executor/jail/enter.py", "        enter_user_namespace(linux.NEW_USER)\n", "        return\n")


def weakened_copy(place: Path, changes: tuple[Change, ...]) -> Path:
    """Return a folder, readable by everybody, that holds both packages with the changes made."""
    for package in ("executor", "kaiseki"):
        shutil.copytree(
            EXECUTOR_IMAGE / package, place / package, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True
        )
    for change in changes:
        file = place / change.file
        text = file.read_text()
        assert text.count(change.old) == 1, f"{change.file} has {text.count(change.old)} times {change.old!r}"
        file.write_text(text.replace(change.old, change.new))
    place.chmod(0o755)
    return place
