"""Train and evaluate a model on one column of a dataset, honestly: see each step below."""

import joblib
import numpy as np
import pandas as pd

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
binary = data.positive is not None
scoring = "roc_auc" if binary else "accuracy" if classify else "neg_root_mean_squared_error"
primary = "roc_auc" if binary else "accuracy" if classify else "r2"
if data.dropped:
    kaiseki.warn(words["dropped"].format(count=data.dropped, target=target), check="missing")
if len(data.parts.test) < 100:
    kaiseki.warn(words["small_test"].format(count=len(data.parts.test)), check="sample_size")

# Features that give the target away are judged on the training rows alone.
kaiseki.progress(0.1, words["checking"])
train_rows, train_target = data.train
leaks, suspects = leakage.judge(leakage.find_leaks(train_rows, train_target, data.columns, classify))
notes = report.record_leaks(leaks, suspects, target, words)
columns = data.columns.without([leak.column for leak in leaks], "leak")
if not columns.used:
    raise preparation.NotTrainable(words["all_leak"].format(target=target))
data = preparation.Data(data.rows, data.target, columns, data.parts, data.positive, data.dropped)

# The choice between models sees the training rows only, in folds of the same kind as the split.
kaiseki.progress(0.2, words["comparing"])
wished = wishes.get("algorithm")
if wishes.get("simple"):
    names = ["logistic_regression" if classify else "linear_regression"]
else:
    names = [wished] if wished else list(candidates.TRIED[task])
entities = train_rows[wishes["entity"]] if wishes.get("entity") else None
folds = list(splits.folds(data.parts, train_target, entities, classify))
choice = candidates.choose(names, task, columns, (train_rows, train_target), folds, scoring)

kaiseki.progress(0.5, words["fitting"])
model = candidates.build(choice.name, task, columns)
model.fit(train_rows[columns.used], train_target)

kaiseki.progress(0.6, words["evaluating"])
test_rows, test_target = data.test
test_rows = test_rows[columns.used]
predicted = model.predict(test_rows)
actual = test_target.to_numpy()
probability = model.predict_proba(test_rows)[:, 1] if binary else np.zeros(len(actual))
if binary:
    found = evaluation.evaluate_binary(actual, probability, float(train_target.mean()))
elif classify:
    found = evaluation.evaluate_classes(test_target, predicted, train_target.mode().iloc[0])
else:
    found = evaluation.evaluate_numbers(actual, predicted, float(train_target.mean()))
report.record_scores(found, choice, scoring)
report.record_split(data, wishes.get("timestamp"))
matters = evaluation.importance(model, test_rows, test_target, scoring)
kaiseki.table("feature_importance", matters)

# A value called like the target deserves the question what the model is worth without that column.
for column in leakage.named_alike(train_rows, columns, target) if classify else []:
    without = columns.without([column], "leak")
    if not without.used:
        continue
    other = candidates.build(choice.name, task, without).fit(train_rows[without.used], train_target)
    if binary:
        scores = evaluation.evaluate_binary(
            actual, other.predict_proba(test_rows[without.used])[:, 1], float(train_target.mean())
        ).scores
    else:
        guess = other.predict(test_rows[without.used])
        scores = evaluation.evaluate_classes(test_target, guess, train_target.mode().iloc[0]).scores
    notes.append(report.record_alike(column, target, primary, scores[0], words))

kaiseki.progress(0.75, words["drawing"])
if binary:
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
kaiseki.figure("feature_importance", figures.importances(matters, scoring, words), words["importance"])

# The file is the proof: what it says after it was loaded again is what was evaluated.
kaiseki.progress(0.95, words["saving"])
kaiseki.model("model", {"model": model, "target": target, "task": task, "features": columns.used}, columns.used)
reloaded = joblib.load("model.joblib")["model"].predict(test_rows)
if not np.array_equal(reloaded, predicted):
    raise RuntimeError("the saved model does not predict what the trained one does")
report.write_answer(wishes, words, data, choice, found, notes)
kaiseki.progress(1.0, "")
