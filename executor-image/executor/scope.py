"""Control groups for an ordinary user: systemd delegates one to whoever asks for a scope of their own."""

import os
import shutil
import subprocess
import sys

from executor import cgroups

MARK = "KAISEKI_SCOPED"
PATIENCE_SECONDS = 10


def enter_own_scope() -> None:
    """Start this program anew in a delegated control group, where systemd grants one; return where it does not."""
    systemd_run = shutil.which("systemd-run")
    if os.geteuid() == 0 or MARK in os.environ or systemd_run is None or cgroups.owns_a_group() is not False:
        return
    runtime_folder = os.environ.get("XDG_RUNTIME_DIR", f"/run/user/{os.geteuid()}")
    environment = {**os.environ, "XDG_RUNTIME_DIR": runtime_folder, MARK: "1"}
    scope = [systemd_run, "--user", "--scope", "--quiet", "--collect", "--property=Delegate=yes", "--"]
    # Asked first with something else: what takes the place of this process cannot come back.
    if grants(scope, environment):
        os.execve(systemd_run, [*scope, *sys.orig_argv], environment)


def grants(scope: list[str], environment: dict[str, str]) -> bool:
    try:
        asked = subprocess.run(
            [*scope, "true"],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0
