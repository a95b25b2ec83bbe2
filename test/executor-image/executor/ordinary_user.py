"""How the tests, run by root, start a supervisor as an ordinary user."""

import sys
from pathlib import Path

from kit import EXECUTOR_IMAGE


def command_of_a_user(place: Path) -> list[str]:
    """Return how an ordinary user starts the supervisor; `place` is an empty folder that everybody may enter.

    Interpreter and checkout may lie in root's home, which the user cannot enter: in a mount namespace of its own there
    is a home that holds nothing but these two, at the same paths.
    """
    lent = {Path(sys.base_prefix): place / "python", EXECUTOR_IMAGE.parent: place / "checkout"}
    closed = {folder for path in lent for folder in path.parents if not folder.stat().st_mode & 0o001}
    lines = ["mount --make-rprivate /"]
    lines += [f"mkdir -p {kept} && mount --bind {path} {kept}" for path, kept in lent.items()]
    lines += [
        f"mount -t tmpfs -o mode=755 lent {folder}" for folder in sorted(closed) if not closed & set(folder.parents)
    ]
    lines += [
        f"mkdir -p {path} && mount --bind {kept} {path}" for path, kept in lent.items() if closed & set(path.parents)
    ]
    user = "setpriv --reuid=65534 --regid=65534 --clear-groups"
    start = f"exec {user} {sys.executable} -B -m executor serve"
    return ["unshare", "--mount", "sh", "-ec", "\n".join([*lines, start])]
