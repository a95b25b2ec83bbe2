"""Libraries that share work between processes or threads find in the jail what they need, and none warns."""

import subprocess
import sys
from pathlib import Path

import pytest
from kit import EXECUTOR_IMAGE, MODES, Host
from library_programs import PROGRAMS, expected, program

from executor.zygote_client import JOB_ENVIRONMENT

every_library = pytest.mark.parametrize("name", PROGRAMS)
# Two workers of loky have imported everything, and several threads have stacks.
LIMITS = {"memoryBytes": 4 << 30, "wallSeconds": 120, "cpuSeconds": 120}


@pytest.mark.parametrize("host", MODES, indirect=True)
@every_library
def test_a_library_works_in_the_jail(host: Host, name: str):
    manifest = host.run(program(name), **LIMITS)
    assert manifest["outcome"] == "succeeded", manifest["failure"]
    assert manifest["stdout"]["head"].splitlines()[0] == expected(name)
    assert manifest["stderr"]["head"] == ""


def test_a_program_that_warns_fails(tmp_path: Path):
    path = tmp_path / "program.py"
    # Not one that has threads of C++ running: an interpreter that ends early beside them may abort.
    path.write_text(program("statsmodels").replace("result =", "warnings.warn('serial mode'); result ="))
    environment = {**JOB_ENVIRONMENT, "PYTHONPATH": str(EXECUTOR_IMAGE)}
    done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, env=environment, cwd=tmp_path)
    assert (done.returncode, "UserWarning: serial mode" in done.stderr) == (1, True), done.stderr
