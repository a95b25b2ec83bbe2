"""Predict with the model that a parent run trained, for every row of its table."""

import matplotlib.pyplot as plt
import pandas as pd

import kaiseki
from kaiseki.drawing import histogram

WORDS = {
    "en": {
        "loading": "loading model and data",
        "predicting": "predicting",
        "title": "Predicted {target}",
        "probability": "Predicted probability",
        "rows": "Rows",
        "answer": "**{target}** was predicted for {{{{table.predictions.rowCount|,d}}}} rows with the parent run's model:\n\n"
        "{{{{table.summary}}}}\n\nEvery row is in `predictions.csv`.",
        "seen": "The model was trained on part of these rows: how well it does is what the parent run says, not these rows.",
    },
    "ja": {
        "loading": "モデルとデータを読み込んでいます",
        "predicting": "予測しています",
        "title": "{target}の予測",
        "probability": "予測確率",
        "rows": "行数",
        "answer": "親の実行のモデルで{{{{table.predictions.rowCount|,d}}}}行の **{target}** を予測しました。\n\n"
        "{{{{table.summary}}}}\n\nすべての行は`predictions.csv`にあります。",
        "seen": "これらの行の一部はモデルの学習に使われています。精度は親の実行の評価を見てください。",
    },
}

wishes = kaiseki.parameters()
words = WORDS.get(wishes["language"], WORDS["en"])
kaiseki.progress(0.1, words["loading"])
saved = kaiseki.load_model(wishes["model"])
rows = kaiseki.load(wishes["dataset"])
model, target, features = saved["model"], saved["target"], saved["features"]
missing = [name for name in features if name not in rows.columns]
if missing:
    raise ValueError(f"the model needs columns that are not there: {', '.join(missing)}")

if rows.empty:
    raise ValueError("there are no rows to predict")


def as_trained(frame: pd.DataFrame, numbers: list[str]) -> pd.DataFrame:
    """Return the model's inputs; a column without a single value has no type, and a text may hold numbers."""
    read = frame.copy()
    for name in numbers:
        read[name] = pd.to_numeric(frame[name], errors="coerce").astype(float)
        wrong = frame[name][read[name].isna() & frame[name].notna()]
        if len(wrong):
            raise ValueError(f"the model takes {name} as a number, which {wrong.iloc[0]!r} is not")
    return read


# Times, infinite numbers, gaps and categories never seen in training are the saved pipeline's business.
# Models of earlier versions do not say which of their features are numbers, nor what 0 and 1 stand for.
kaiseki.progress(0.4, words["predicting"])
inputs = as_trained(rows[features], saved.get("numbers", []))
classes = saved.get("classes", ())
predictions = rows.drop(columns=[target], errors="ignore").copy()
guesses = model.predict(inputs)
named = len(classes) == 2 and tuple(classes) != ("0", "1")
predictions[f"predicted_{target}"] = [classes[int(one)] for one in guesses] if named else guesses
figure, axes = plt.subplots(figsize=(6, 4.2), layout="constrained")
axes.set_title(words["title"].format(target=target), loc="left", fontsize=12)
axes.spines[["top", "right"]].set_visible(False)
axes.set_ylabel(words["rows"])
if saved["task"] == "classification":
    probabilities = model.predict_proba(inputs)
    predictions["probability"] = probabilities.max(axis=1) if probabilities.shape[1] > 2 else probabilities[:, 1]
    counts = predictions[f"predicted_{target}"].map(str).value_counts()
    summary = pd.DataFrame({f"predicted_{target}": counts.index, "rows": counts.to_numpy()})
    summary["share"] = (summary["rows"] / len(predictions)).round(4)
    histogram(axes, predictions["probability"], "#2a6f97")
    axes.set_xlabel(words["probability"])
else:
    described = predictions[f"predicted_{target}"].describe()
    summary = pd.DataFrame({"statistic": described.index, f"predicted_{target}": described.to_numpy()})
    histogram(axes, predictions[f"predicted_{target}"], "#2a6f97")
    axes.set_xlabel(words["title"].format(target=target))
kaiseki.table("summary", summary)
kaiseki.table("predictions", predictions)
kaiseki.figure("predictions", figure, words["title"].format(target=target), data="predictions")
kaiseki.warn(words["seen"], check="evaluation")
kaiseki.answer(words["answer"].format(target=target))
kaiseki.progress(1.0, "")
