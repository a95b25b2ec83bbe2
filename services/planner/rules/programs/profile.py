"""Describe every column of a table: type, missing values, distinct values, range, distribution."""

import pandas as pd

import kaiseki
from kaiseki.profiling import columns, figures
from kaiseki.profiling.words import words_of

wishes = kaiseki.parameters()
words = words_of(wishes["language"])
table = wishes["table"]
kaiseki.progress(0.1, words["loading"])
frame = columns.tidy(kaiseki.load(wishes["dataset"]))

kaiseki.progress(0.3, words["counting"])
kaiseki.table("columns", pd.DataFrame([columns.describe(name, frame[name]) for name in frame.columns]))
overview = {
    "rows": len(frame),
    "columns": frame.shape[1],
    "complete_rows": int(frame.notna().all(axis=1).sum()),
    "duplicated_rows": int(frame.duplicated().sum()),
}
kaiseki.table("overview", pd.DataFrame([overview]))

kaiseki.progress(0.6, words["drawing"])
names = figures.drawable(frame)
if names:
    shown = names[: figures.MOST_PANELS]
    title = figures.titled(words, "distributions", table, len(shown), len(names))
    kaiseki.figure("distributions", figures.distributions(frame, shown, title), title)

missing = frame.isna().mean()
missing = missing[missing > 0].sort_values(ascending=False, kind="stable")
if len(missing):
    shares = missing.head(figures.MOST_MISSING)
    title = figures.titled(words, "missing", table, len(shares), len(missing))
    kaiseki.figure("missing", figures.missing(shares, title, words), title)

numbers = [name for name in names if columns.kind_of(frame[name]) == "number"]
if len(numbers) >= 2:
    matrix = frame[numbers].corr()
    drawn = figures.most_correlated(matrix, figures.MOST_CORRELATED)
    title = figures.titled(words, "correlation", table, len(drawn), len(matrix), "strongest")
    kept = figures.most_correlated(matrix, figures.MOST_MATRIX)
    kaiseki.table("correlation", kept.reset_index(names="column"))
    kaiseki.figure("correlation", figures.correlation(drawn, title, words), title, data="correlation")
kaiseki.answer(words["answer"].format(table=table))
kaiseki.progress(1.0, "")
