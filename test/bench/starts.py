"""Ways to start Python with a task's libraries, each to its first line: what the jail is compared with.

Every `measure_…` returns milliseconds from the start to the first line after the imports. Whatever can be prepared once
is: bytecode is compiled, matplotlib's list of fonts is made, an image is there.
"""

import os
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path

from bench_host import test_module

LIBRARIES = "import numpy, pandas, sklearn.ensemble, sklearn.linear_model, matplotlib.pyplot"
FIRST_LINE = "import time; print(time.monotonic(), flush=True)"
PROGRAM = f"{LIBRARIES}\n{FIRST_LINE}"
MILLISECONDS = 1000
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "MPLBACKEND": "Agg", "HOME": "/tmp"}

Start = Callable[[], float]


def compile_bytecode() -> None:
    """Compile every installed package, so that nobody compiles while being measured."""
    subprocess.run([sys.executable, "-m", "compileall", "-q", sysconfig.get_path("purelib")], check=True)


def first_line(command: list[str], environment: dict[str, str] | None = None) -> float:
    started = time.monotonic()
    output = subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout
    return (float(output) - started) * MILLISECONDS


def python3(fonts: Path) -> Start:
    """A plain interpreter."""
    environment = ENVIRONMENT | {"MPLCONFIGDIR": str(fonts)}
    return lambda: first_line([sys.executable, "-c", PROGRAM], environment)


def jupyter(_: Path) -> Start:
    """A kernel, started anew, that executes one cell."""
    from jupyter_client.manager import start_new_kernel

    def measure() -> float:
        started = time.monotonic()
        manager, client = start_new_kernel(kernel_name="python3", stderr=subprocess.DEVNULL)
        try:
            lines: list[str] = []
            client.execute_interactive(
                PROGRAM, output_hook=lambda message: lines.append(message["content"].get("text", "")), timeout=120
            )
            return (float("".join(lines)) - started) * MILLISECONDS
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)

    return measure


def bubblewrap(fonts: Path) -> Start:
    """All namespaces, a read-only environment, nothing of ours in its own."""
    prefixes = dict.fromkeys(os.path.realpath(prefix) for prefix in (sys.base_prefix, sys.prefix))
    links = [name for name in ("bin", "lib", "lib64") if os.path.islink(f"/{name}")]
    command = [
        *("bwrap", "--unshare-all", "--die-with-parent", "--new-session"),
        *("--ro-bind", "/usr", "/usr", "--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev", "--tmpfs", "/tmp"),
        *(part for name in links for part in ("--symlink", f"usr/{name}", f"/{name}")),
        *(part for prefix in prefixes if not prefix.startswith("/usr") for part in ("--ro-bind", prefix, prefix)),
        *("--ro-bind", str(fonts), "/fonts"),
        *(part for name, value in ENVIRONMENT.items() for part in ("--setenv", name, value)),
        *("--setenv", "MPLCONFIGDIR", "/fonts", "--chdir", "/tmp"),
        *(os.path.abspath(sys.executable), "-c", PROGRAM),
    ]
    # Its first process keeps the environment it was started with, whatever --clearenv says.
    return lambda: first_line(command, {})


def podman(fonts: Path) -> Start:
    """A fresh container of the executor's image, the way Fargate runs it."""
    container = test_module("image", "container")
    command = container.run_command(
        ["-c", PROGRAM],
        entrypoint="/opt/kaiseki/bin/python",
        environment=ENVIRONMENT | {"MPLCONFIGDIR": "/fonts"},
        options=[f"--volume={fonts}:/fonts"],
    )
    return lambda: first_line(command)


STARTS: dict[str, Callable[[Path], Start]] = {
    "python3": python3,
    "jupyter": jupyter,
    "bubblewrap": bubblewrap,
    "podman": podman,
}
HOW_TO_INSTALL = {
    "bubblewrap": "apt-get install bubblewrap",
    "podman": "apt-get install podman runc, then executor-image/build.sh",
}


def prepare(without: set[str], folder: Path) -> dict[str, Start]:
    """Return every start that is not left out, tried once; SystemExit that says what to install where one fails.

    `folder` is empty and outlives the starts.
    """
    compile_bytecode()
    return {name: try_once(name, make, folder / name) for name, make in STARTS.items() if name not in without}


def try_once(name: str, make: Callable[[Path], Start], fonts: Path) -> Start:
    """Return a start after its first time, which makes its list of fonts."""
    fonts.mkdir()
    try:
        if name == "bubblewrap":
            # It may not write there: the list is that of the same interpreter outside.
            python3(fonts)()
        start = make(fonts)
        start()
    except (OSError, subprocess.CalledProcessError) as error:
        detail = getattr(error, "stderr", None) or error
        advice = HOW_TO_INSTALL.get(name, "npm run bench installs it")
        raise SystemExit(
            f"{name} cannot be measured ({detail}): {advice}; or leave it out: --without {name}"
        ) from error
    return start
