"""Figures that a program publishes: always as PNG, and as SVG besides where few marks make that small and sharp."""

import os
from typing import TYPE_CHECKING, Any

import numpy as np

from kaiseki.context import current, record
from kaiseki.names import base_of, checked, path_of_output
from kaiseki.tables import table

if TYPE_CHECKING:
    import pandas as pd

DOTS_PER_INCH, PADDING_INCHES = 144, 0.1
# A picture of more pixels takes four bytes for each in memory, and no page shows it.
MOST_PIXELS, MOST_PIXELS_OF_A_SIDE = 24_000_000, 30_000
# Above, a vector picture is larger and slower to draw than pixels.
MOST_MARKS, LARGEST_SVG = 1_000, 1_000_000
# A run keeps 200 files; pictures come before their variants.
MOST_SVGS = 40
# The same figure makes the same file.
REPRODUCIBLE: Any = {"svg.hashsalt": "kaiseki"}


def figure(name: str, figure: Any = None, title: str | None = None, data: "pd.DataFrame | str | None" = None) -> None:
    """Publish a matplotlib figure as `name.png`, as `name.svg` too if it has at most 1,000 marks, and close it.

    Axes, a list of them, a seaborn grid or what a plotting function returned will do; the current figure by default.
    One with an image (`imshow`) has no SVG.
    `title` is written into a picture that has none. `data` is what was drawn, and is linked to the picture: a table,
    which is published as by table(name, data), or the name of one that was published before. A second figure of one
    name replaces the first.
    Raises TypeError for what is no figure, ValueError when nothing was drawn or there is no table of that name.
    """
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    checked(name, "figure(name, figure)")
    drawn = _figure_of(figure) if figure is not None else _current_figure()
    if not (drawn.axes or drawn.texts or drawn.images or drawn.lines or drawn.patches):
        raise ValueError(f"figure {name!r} is empty: nothing was drawn into it")
    source = _publish_data(name, data)
    if title and not _has_title(drawn):
        # Above the picture: inside of it there may be no room.
        drawn.suptitle(title, y=1.0, va="bottom")
    base = base_of("figure", name)
    png, svg = f"{base}.png", f"{base}.svg"
    with mpl.rc_context(REPRODUCIBLE):
        options = _fitting(drawn)
        drawn.savefig(path_of_output(png), **options)
        has_svg = _save_svg(drawn, path_of_output(svg), options)
    plt.close(drawn)
    record("figure", name=name, file=png, vector=svg if has_svg else None, data=source, title=title)


def _publish_data(name: str, data: "pd.DataFrame | str | None") -> str | None:
    """Return the name of the table that a figure was drawn from; publish it if it is not yet."""
    if data is None:
        return None
    if not isinstance(data, str):
        table(name, data)
        return name
    tables = [known for (kind, _), known in current().published.items() if kind == "table"]
    if data not in tables:
        raise ValueError(f"figure {name!r}: there is no table {data!r}; there are: {', '.join(tables) or 'none'}")
    return data


def marks_of(drawn: Any) -> int | None:
    """Return how many marks a drawn figure has, None for one with an image: pixels stay pixels."""
    holders = [drawn, *drawn.subfigs, *drawn.axes, *(child for axes in drawn.axes for child in axes.child_axes)]
    if any(holder.images for holder in holders):
        return None
    return sum(map(_marks_in, holders))


def _marks_in(holder: Any) -> int:
    lines = sum(len(line.get_xydata()) for line in holder.lines)
    patches = sum(max(1, len(patch.get_path().vertices) // 4) for patch in holder.patches)
    collections = sum(map(_marks_of_collection, getattr(holder, "collections", ())))
    return lines + patches + collections + len(holder.texts)


def _marks_of_collection(collection: Any) -> int:
    """Return the marks of a scatter (its offsets), of lines and areas (their points), of a mesh (its cells)."""
    cells = collection.get_array()
    paths = sum(len(path.vertices) for path in collection.get_paths())
    offsets = len(np.atleast_2d(collection.get_offsets()))
    if offsets > 1:
        return offsets
    return int(np.size(cells)) if hasattr(collection, "get_coordinates") and cells is not None else paths


def _save_svg(drawn: Any, path: str, options: dict[str, Any]) -> bool:
    """Write the figure as SVG if it has few marks; return whether the file is there."""
    marks = marks_of(drawn)
    variants = sum(1 for kind, _ in current().published if kind == "svg")
    if marks is not None and marks <= MOST_MARKS and variants < MOST_SVGS:
        drawn.savefig(path, metadata={"Date": None}, **options)
        if os.path.getsize(path) <= LARGEST_SVG:
            current().published["svg", path] = path
            return True
    if os.path.lexists(path):
        os.unlink(path)
    return False


def _fitting(drawn: Any) -> dict[str, Any]:
    """Return how to save a figure: cut to what is drawn, in a resolution that memory can hold."""
    drawn.draw_without_rendering()
    size = drawn.get_size_inches()
    box = drawn.get_tightbbox()
    # A text far outside of its axes would make the picture as large as the way to it.
    is_sane = box.width <= 3 * size[0] + 10 and box.height <= 3 * size[1] + 10
    width, height = (box.width, box.height) if is_sane else size
    most = min(
        DOTS_PER_INCH,
        (MOST_PIXELS / max(width * height, 1e-6)) ** 0.5,
        MOST_PIXELS_OF_A_SIDE / max(width, height, 1e-6),
    )
    # The box, and not "tight": that would be found out again for each file.
    return {"dpi": most, "bbox_inches": box.padded(PADDING_INCHES) if is_sane else None}


def _has_title(drawn: Any) -> bool:
    """Several panels have names of their own, which do not say what the whole is."""
    if drawn.get_suptitle():
        return True
    titles = [axes.get_title(place) for axes in drawn.axes for place in ("left", "center", "right")]
    named = [text for text in titles if text]
    return len(named) == 1


def _current_figure() -> Any:
    import matplotlib.pyplot as plt

    if not plt.get_fignums():
        raise ValueError(
            "there is no current figure: draw one first, or pass the one to publish (closed figures are gone)"
        )
    return plt.gcf()


def _figure_of(thing: Any) -> Any:
    """Return the figure of what drawing functions return: a figure, axes, artists, a grid, or a list of such."""
    found = _find_figure(thing)
    if found is None:
        raise TypeError(f"figure(name, figure) takes a matplotlib figure or axes, not {type(thing).__name__}")
    return found


def _find_figure(thing: Any) -> Any:
    from matplotlib.figure import Figure

    if isinstance(thing, list | tuple) or (isinstance(thing, np.ndarray) and thing.dtype == object):
        parts = thing.flat if isinstance(thing, np.ndarray) else thing
        return next((found for part in parts if (found := _find_figure(part)) is not None), None)
    for found in (thing, *(getattr(thing, name, None) for name in ("figure", "figure_", "fig"))):
        # A part of a figure knows the whole.
        whole = found.get_figure(root=True) if found is not None and hasattr(found, "get_figure") else found
        if isinstance(whole, Figure):
            return whole
    return None
