"""Write what the planner knows of the executor image:

    PYTHONPATH=executor-image python shared/python/describe_image.py > shared/python/image.json

Derived from the module `kaiseki`, its description and the locked libraries; a test fails when the file says less.
"""

import json
import re
import sys
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from pathlib import Path
from typing import Any

import kaiseki
from kaiseki.describe import describe, lines_of

# What Python 3.12 to 3.14 have besides: the image may be newer than whoever writes the file.
LATER = {"annotationlib", "compression"}


def image() -> dict[str, Any]:
    """Return the description, the names that programs may use of `kaiseki`, and every module that can be imported."""
    package = Path(kaiseki.__file__).parent
    submodules = {path.stem for path in package.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    return {
        "api": describe().splitlines(),
        "kaiseki": sorted({*kaiseki.__all__, *(name for name in submodules if not name.startswith("_"))}),
        "libraries": sorted(libraries()),
        "standard": sorted(set(sys.stdlib_module_names) | LATER),
    }


def libraries() -> set[str]:
    """Return the top-level modules of what the lock holds and this interpreter has."""
    wanted = {canonical(line.split("==")[0]) for line in lines_of("requirements.lock") if "==" in line}
    modules = {
        module
        for module, names in packages_distributions().items()
        if wanted & {canonical(name) for name in names} and module.isidentifier()
    }
    missing = [name for name in ("numpy", "pandas", "scikit-learn") if not is_installed(name)]
    if missing:
        raise RuntimeError(f"not installed here: {', '.join(missing)}")
    return modules | {"kaiseki"}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def is_installed(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


if __name__ == "__main__":
    print(json.dumps(image(), ensure_ascii=False, indent=2))
