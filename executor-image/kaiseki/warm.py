"""Import, once and before any job exists, what jobs use: a forked child then has it at no cost."""

import importlib

MODULES = (
    "numpy",
    "pandas",
    "pandas.core.arrays.arrow.extension_types",
    "scipy.stats",
    "joblib",
    "pyarrow.csv",
    "pyarrow.pandas_compat",
    "pyarrow.parquet",
    "matplotlib.pyplot",
    "seaborn",
    "sklearn.calibration",
    "sklearn.compose",
    "sklearn.ensemble",
    "sklearn.impute",
    "sklearn.inspection",
    "sklearn.linear_model",
    "sklearn.metrics",
    "sklearn.model_selection",
    "sklearn.neighbors",
    "sklearn.pipeline",
    "sklearn.preprocessing",
    "sklearn.svm",
    "sklearn.tree",
    "kaiseki.modelling.words",
    "kaiseki.profiling.figures",
)


def warm_up() -> None:
    """Import and touch what is slow at first use. Starts no thread: forking one that has threads is not safe."""
    import matplotlib as mpl

    mpl.use("Agg")
    for module in MODULES:
        importlib.import_module(module)
    from kaiseki import fonts

    fonts.install()
    _draw_once()


def _draw_once() -> None:
    """Load fonts and both renderers."""
    import io

    import matplotlib.pyplot as plt

    drawn, axes = plt.subplots()
    axes.set_title("a あ")
    for kind in ("png", "svg"):
        drawn.savefig(io.BytesIO(), format=kind)
    plt.close(drawn)
