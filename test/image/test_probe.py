"""What the executor says of the container it is in."""

from container import code_mounts, json_of

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
