"""What the executor says of the container it is in."""

import json
import subprocess
from pathlib import Path

from container import code_mounts, json_of, run_command

WITHOUT_LANDLOCK = """
import json
from executor.jail import landlock
landlock.abi_version = lambda: 0
from executor.probe import probe
print(json.dumps(probe().missing))
"""


def test_devices_are_closed_without_landlock_too_and_it_is_said() -> None:
    namespaces, *others = json_of(WITHOUT_LANDLOCK, options=code_mounts())
    assert namespaces.startswith("namespaces")
    assert others == ["Landlock"]


def test_a_container_serves_no_more_than_one_slot() -> None:
    command = run_command(["serve"], checkout_code=True)
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    [said] = [json.loads(line) for line in done.stdout.splitlines()]
    assert (said["event"], said["install"], done.returncode) == ("refused", "Start it with: slot", 3)


def test_a_folder_with_somebodys_files_is_not_taken_for_output(tmp_path: Path) -> None:
    (tmp_path / "results.csv").write_text("precious")
    command = run_command(["probe"], checkout_code=True, options=[f"--volume={tmp_path}:/out"])
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    assert (json.loads(done.stdout)["install"], done.returncode) == ("Start it with nothing in /out", 3)
    assert (tmp_path / "results.csv").read_text() == "precious"
