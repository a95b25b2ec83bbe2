"""What is in the image, and what is not."""

from typing import Any

import pytest

from container import json_of, output_of
from wheels import wanted

UNCHECKED_HASH = 1


def test_starts_the_slot_with_the_environment_of_the_contract(image: dict[str, Any]) -> None:
    config = image["Config"]
    assert [*config["Entrypoint"], *config["Cmd"]] == ["/opt/kaiseki/bin/python", "-B", "-m", "executor", "slot"]
    assert set(config["Volumes"]) == {"/inputs", "/out", "/tmp"}
    assert config["User"] == "0"
    assert {"PYTHONPATH=/app", "KAISEKI_CONTAINER=1", "LANG=C.UTF-8"} < set(config["Env"])


def test_is_at_most_850_megabytes(image: dict[str, Any]) -> None:
    print(f"size of the image: {image['Size'] / 1e6:.0f} MB")
    assert image["Size"] <= 850e6


FILES = """
import json, os, stat
found = {"setid": [], "capabilities": [], "open to all": [], "seen": 0}
for folder, folders, names in os.walk("/"):
    folders[:] = [name for name in folders if os.path.join(folder, name) not in ("/proc", "/sys", "/dev")]
    for path in [folder, *(os.path.join(folder, name) for name in names)]:
        status = os.lstat(path)
        found["seen"] += 1
        if stat.S_ISLNK(status.st_mode):
            continue
        if status.st_mode & (stat.S_ISUID | stat.S_ISGID):
            found["setid"].append(path)
        if status.st_mode & stat.S_IWOTH:
            found["open to all"].append(path)
        if "security.capability" in os.listxattr(path):
            found["capabilities"].append(path)
print(json.dumps(found))
"""


def test_holds_no_file_that_gives_rights_or_that_everyone_may_write() -> None:
    found = json_of(FILES)
    assert found.pop("seen") > 10_000
    assert found == {"setid": [], "capabilities": [], "open to all": ["/tmp"]}


def test_the_search_for_such_files_finds_them() -> None:
    plant = "import os; open('/tmp/planted', 'w').close(); os.chmod('/tmp/planted', 0o4757)\n"
    found = json_of(plant + FILES)
    assert found["setid"] == ["/tmp/planted"]
    assert sorted(found["open to all"]) == ["/tmp", "/tmp/planted"]


def commands_found(*names: str) -> Any:
    return json_of(
        f"import json, shutil\npath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/kaiseki/bin'\n"
        f"print(json.dumps([name for name in {names!r} if shutil.which(name, path=path)]))"
    )


def test_holds_nothing_that_compiles_installs_or_downloads() -> None:
    compilers = ("gcc", "cc", "c++", "g++", "cpp", "clang", "tcc", "ld", "as", "make", "rustc", "cargo", "go")
    installers = ("pip", "pip3", "uv", "uvx", "apt", "apt-get", "aptitude", "conda", "npm", "git", "curl", "wget")
    assert commands_found("sh", *compilers, *installers) == ["sh"]


@pytest.mark.parametrize("module", ["pip", "uv", "ensurepip", "setuptools"])
def test_python_installs_nothing_either(module: str) -> None:
    with pytest.raises(AssertionError, match=r"No module named|ensurepip is disabled"):
        output_of(["-m", module, "--version"], entrypoint="/opt/kaiseki/bin/python")


def test_keeps_no_leftovers_of_the_build() -> None:
    places = [
        "/etc/apt",
        "/var/lib/apt",
        "/build",
        "/wheels",
        "/root",
        "/var/cache",
        "/var/log",
        "/tmp",
        "/out",
        "/inputs",
    ]
    left = json_of(
        "import json, os\n"
        f"print(json.dumps([p for p in {places} if os.path.isdir(p) and os.listdir(p) or os.path.isfile(p)]))"
    )
    assert left == []


def test_packages_are_those_of_the_lock() -> None:
    installed = json_of(
        "import importlib.metadata as m, json\nprint(json.dumps({d.name: d.version for d in m.distributions()}))"
    )
    machine = json_of("import json, platform\nprint(json.dumps(platform.machine()))")
    heads = [entry.split()[0].split("==") for entry in wanted("requirements.lock", machine)]
    assert {normal(name): version for name, version in installed.items()} == {normal(n): v for n, v in heads}


def normal(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def test_every_module_of_every_package_has_a_place_to_import_from() -> None:
    imported = json_of(
        "import importlib, importlib.metadata as m, json\n"
        "names = sorted(n for n in m.packages_distributions() if n.isidentifier())\n"
        "for name in names: importlib.import_module(name)\n"
        "print(json.dumps(names))",
        options=["--env=MPLCONFIGDIR=/tmp"],
    )
    assert {"numpy", "pandas", "scipy", "sklearn", "matplotlib", "pyarrow", "seaborn", "statsmodels"} < set(imported)


def test_everything_python_is_compiled_and_read_without_asking_for_its_age() -> None:
    program = """
import json, os, sys
from importlib.util import cache_from_source
roots = ["/app", "/opt/kaiseki/lib", "/usr/lib/python3.11"]
files = [os.path.join(f, n) for r in roots for f, _, ns in os.walk(r) for n in ns if n.endswith(".py")]
heads = {}
for path in files:
    try:
        with open(cache_from_source(path), "rb") as file:
            heads[path] = file.read(8).hex()
    except OSError:
        heads[path] = "missing"
print(json.dumps({"heads": sorted(set(heads.values())), "missing": [p for p, h in heads.items() if h == "missing"],
                  "app": sum(p.startswith("/app/") for p in files), "count": len(files)}))
"""
    found = json_of(program)
    assert found["missing"] == []
    assert [int.from_bytes(bytes.fromhex(head)[4:], "little") for head in found["heads"]] == [UNCHECKED_HASH]
    assert found["app"] > 20
    assert found["count"] > 3_000
