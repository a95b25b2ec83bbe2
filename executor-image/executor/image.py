"""Name the software that programs run with, for a run's provenance."""

import platform
from importlib.metadata import PackageNotFoundError, version

PACKAGES = ("numpy", "pandas", "scipy", "scikit-learn", "matplotlib", "pyarrow", "joblib", "seaborn", "statsmodels")


def describe_image() -> str:
    """Return e.g. "python 3.11.7; numpy 2.4.1; pandas 3.0.0"."""
    parts = [f"python {platform.python_version()}"]
    for package in PACKAGES:
        try:
            parts.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return "; ".join(parts)
