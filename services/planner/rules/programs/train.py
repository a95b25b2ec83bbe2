"""Train and evaluate a model on one column of a dataset, honestly: see each step below."""

from dataclasses import replace

import joblib
import numpy as np
import pandas as pd
from sklearn.pipeline import Pipeline

import kaiseki
from kaiseki.modelling import candidates, evaluation, figures, leakage, preparation, report, splits
from kaiseki.modelling.words import words_of

wishes = kaiseki.parameters()
words = words_of(wishes["language"])
target, task = wishes["target"], wishes["task"]
classify = task == "classification"

# Rows in order of time; the last of them are the test data, so that nothing of the future helps to predict the past.
kaiseki.progress(0.02, words["loading"])
data = preparation.prepare(kaiseki.load(wishes["dataset"]), wishes)
binary = data.classes != ()
scoring = "roc_auc" if binary else "accuracy" if classify else "neg_root_mean_squared_error"
primary = "roc_auc" if binary else "accuracy" if classify else "r2"
report.record_rows(data, wishes, words)

# Features that give the target away are judged on the training rows alone.
kaiseki.progress(0.1, words["checking"])
train_rows, train_target = data.train
in_time = data.timestamp is not None
leaks, suspects = leakage.judge(leakage.find_leaks(train_rows, train_target, data.columns, classify, in_time))
notes = report.record_leaks(leaks, suspects, target, words)
columns = data.columns.without([leak.column for leak in leaks], "leak")
if not columns.used:
    raise splits.NotTrainable(words["all_leak"].format(target=target))
data = replace(data, columns=columns)

# The choice between models sees the training rows only, in folds of the same kind as the split.
kaiseki.progress(0.2, words["comparing"])
wished = wishes.get("algorithm")
if wishes.get("simple"):
    names = ["logistic_regression" if classify else "linear_regression"]
else:
    names = [wished] if wished else list(candidates.TRIED[task])
folds = splits.folds(data.parts, train_target, classify, data.classes)
choice = candidates.choose(names, task, columns, (train_rows, train_target), folds, scoring)

kaiseki.progress(0.5, words["fitting"])
model = candidates.build(choice.name, task, columns)
model.fit(train_rows[columns.used], train_target)

kaiseki.progress(0.6, words["evaluating"])
test_rows, test_target = data.test
actual, groups = test_target.to_numpy(), data.parts.test_groups


def evaluate(fitted: Pipeline, used: list[str]) -> evaluation.Evaluation:
    """Return what a model is worth on the test rows, always the same ones."""
    if binary:
        shares = fitted.predict_proba(test_rows[used])[:, 1]
        return evaluation.evaluate_binary(actual, shares, float(train_target.mean()), groups)
    guesses = fitted.predict(test_rows[used])
    if classify:
        return evaluation.evaluate_classes(test_target, guesses, train_target.mode().iloc[0], groups)
    return evaluation.evaluate_numbers(actual, guesses, float(train_target.mean()), groups)


found = evaluate(model, columns.used)
predicted = model.predict(test_rows[columns.used])
report.record_scores(found, choice, scoring)
report.record_split(data)
matters = evaluation.importance(model, test_rows[columns.used], test_target, scoring)
kaiseki.table("feature_importance", matters)

# What deserves a question, a value called like the target or a feature that is very good alone, deserves the answer
# what the model is worth without it. Features that are too good are left out together: each may restate the others.
alike = leakage.named_alike(train_rows, columns, target) if classify else []
flagged = [suspect.column for suspect in suspects]
for key, names in [*(("alike", [column]) for column in alike), ("without", flagged)]:
    without = columns.without(names, "leak")
    if names == [] or without.used == [] or (key == "without" and names in [[column] for column in alike]):
        continue
    other = candidates.build(choice.name, task, without).fit(train_rows[without.used], train_target)
    score = evaluate(other, without.used).scores[0]
    notes.append(report.record_without(names, key, target, primary, score, words))

kaiseki.progress(0.75, words["drawing"])
if binary:
    probability = model.predict_proba(test_rows[columns.used])[:, 1]
    kaiseki.figure("roc", figures.roc(actual, probability, words), words["roc"])
    kaiseki.figure("precision_recall", figures.precision_recall(actual, probability, words), words["precision_recall"])
    kaiseki.figure("calibration", figures.calibration(actual, probability, words), words["calibration"])
if classify:
    matrix = pd.crosstab(test_target, pd.Series(predicted, index=test_target.index), dropna=False)
    labels = sorted({*matrix.index, *matrix.columns}, key=str)
    matrix = matrix.reindex(index=labels, columns=labels, fill_value=0)
    kaiseki.figure("confusion_matrix", figures.confusion(matrix, words), words["confusion"])
    kaiseki.figure("target", figures.class_distribution(data.target, target, words), words["target"].format(target))
else:
    kaiseki.figure("predicted_actual", figures.predicted_actual(actual, predicted, words), words["predicted_actual"])
    kaiseki.figure("residuals", figures.residuals(actual, predicted, words), words["residuals"])
    kaiseki.figure("target", figures.number_distribution(data.target, target, words), words["target"].format(target))
kaiseki.figure(
    "feature_importance", figures.importances(matters, scoring, words), words["importance"], data="feature_importance"
)

# The file is the proof: what it says after it was loaded again is what was evaluated.
kaiseki.progress(0.95, words["saving"])
saved = {"model": model, "target": target, "task": task, "features": columns.used}
kaiseki.model("model", saved | {"numbers": columns.numbers, "classes": data.classes}, columns.used)
reloaded = joblib.load("model.joblib")["model"].predict(test_rows[columns.used])
if not np.array_equal(reloaded, predicted):
    raise RuntimeError("the saved model does not predict what the trained one does")
report.write_answer(wishes, words, data, choice, found, notes)
kaiseki.progress(1.0, "")
