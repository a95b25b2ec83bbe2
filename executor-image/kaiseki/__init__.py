"""What a program may do with its run: read datasets, leave an answer, metrics, tables, figures, models and files.

Programs run in a jail without network; this module only reads what it was given and writes below the output folder.
`API.md` is its description for whoever writes programs, derived from the functions' own by `python -m
kaiseki.describe`.
"""

from kaiseki.figures import figure
from kaiseki.inputs import artifact, load, parameters, scan
from kaiseki.models import load_model, model
from kaiseki.outputs import answer, file, metric, progress, warn
from kaiseki.tables import table
from kaiseki.warm import warm_up

__all__ = [
    "answer",
    "artifact",
    "figure",
    "file",
    "load",
    "load_model",
    "metric",
    "model",
    "parameters",
    "progress",
    "scan",
    "table",
    "warm_up",
    "warn",
]
