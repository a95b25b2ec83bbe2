"""What a program may do with its run: read datasets, leave an answer, metrics, tables, figures, models and files.

Programs run in a jail without network; this module only reads what it was given and writes below the output folder.
"""

from kaiseki.inputs import artifact, load, parameters
from kaiseki.outputs import answer, figure, file, metric, model, progress, table, warn
from kaiseki.warm import warm_up

__all__ = [
    "answer",
    "artifact",
    "figure",
    "file",
    "load",
    "metric",
    "model",
    "parameters",
    "progress",
    "table",
    "warm_up",
    "warn",
]
