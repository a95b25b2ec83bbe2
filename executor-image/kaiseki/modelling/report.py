"""The answer about a trained model, and the tables it refers to."""

import json
from collections.abc import Mapping

import pandas as pd

import kaiseki
from kaiseki.modelling.candidates import Choice
from kaiseki.modelling.evaluation import CONFIDENCE, SCORE_NAMES, Evaluation, Score
from kaiseki.modelling.features import Columns
from kaiseki.modelling.leakage import Leak
from kaiseki.modelling.preparation import Data
from kaiseki.modelling.words import join, left_out_words

Words = Mapping[str, str]

FEW_ROWS, FEW_OF_CLASS = 100, 10


def record_scores(evaluation: Evaluation, choice: Choice, scoring: str) -> None:
    """Record metrics, the interval of the first one, and what the candidates reached in cross-validation."""
    for score in evaluation.scores:
        kaiseki.metric(score.name, score.value, score.baseline)
    first = evaluation.scores[0]
    row = {"metric": first.name, "value": first.value, "low": evaluation.low, "high": evaluation.high}
    kaiseki.table("evaluation", pd.DataFrame([row | {"baseline": first.baseline, "confidence": CONFIDENCE}]))
    # scikit-learn turns errors into scores by their sign; people know them as errors.
    sign = -1 if scoring.startswith("neg_") else 1
    shown = SCORE_NAMES.get(scoring, scoring)
    rows = [{"model": name, "scoring": shown, "mean": sign * mean, "std": std} for name, mean, std in choice.scores]
    kaiseki.table("cross_validation", pd.DataFrame(rows))


def record_split(data: Data) -> None:
    """Record how many rows each part has, and from when to when."""
    rows = []
    for name, positions in (("train", data.parts.train), ("test", data.parts.test)):
        part = {"part": name, "rows": len(positions), "split": data.parts.kind}
        if data.timestamp is not None:
            times = data.rows[data.timestamp].iloc[positions]
            part |= {"from": times.min(), "to": times.max()}
        rows.append(part)
    kaiseki.table("split", pd.DataFrame(rows))


def record_rows(data: Data, wishes: Mapping[str, object], words: Words) -> None:
    """Warn of rows that were not used, of copies, and of test data too few to be sure of anything."""
    target = str(wishes["target"])
    if data.dropped:
        kaiseki.warn(words["dropped"].format(count=data.dropped, target=target), check="missing")
    if data.undated:
        kaiseki.warn(words["undated"].format(count=data.undated, timestamp=data.timestamp), check="missing")
    if data.parts.kind == "random" and data.parts.groups is not None:
        count = int(pd.Series(data.parts.groups).duplicated(keep=False).sum())
        kaiseki.warn(words["copies"].format(count=count), check="duplicates")
    if len(data.parts.test) < FEW_ROWS:
        kaiseki.warn(words["small_test"].format(count=len(data.parts.test)), check="sample_size")
    elif data.classes and int(data.test[1].value_counts().min()) < FEW_OF_CLASS:
        kaiseki.warn(words["few_of_class"].format(target=target), check="sample_size")


def record_leaks(leaks: list[Leak], suspects: list[Leak], target: str, words: Words) -> list[str]:
    """Warn of features that give the target away; return what the answer says of them, its numbers as placeholders."""
    rows: list[dict[str, object]] = []
    notes: list[str] = []
    for leak in [*leaks, *suspects]:
        kind = "leak" if leak in leaks else "suspicious"
        text = words[kind].format(column=leak.column, target=target, power=f"{leak.power:.3f}")
        severity = "serious" if kind == "leak" else "notice"
        kaiseki.warn(text, check="leakage", severity=severity, figure=f"{leak.power:.3f}")
        place = f"{{{{table.leakage[{len(rows)}].power_alone|.3f}}}}"
        notes.append(words[kind].format(column=leak.column, target=target, power=place))
        rows.append({"column": leak.column, "power_alone": leak.power, "left_out": kind == "leak"})
    if rows:
        kaiseki.table("leakage", pd.DataFrame(rows))
    return notes


def record_without(columns: list[str], key: str, target: str, name: str, score: Score, words: Words) -> str:
    """Record, and warn of, what the model is worth without the columns; return the answer's note."""
    without = f"{name}_without_{'_'.join(columns)}"
    kaiseki.metric(without, score.value, score.baseline)
    named = {"column": columns[0], "columns": join(columns, words), "target": target}
    named["metric"] = words[f"metric_{name}"]
    power = f"{score.value:.3f}"
    kaiseki.warn(words[key].format(**named, power=power), check="leakage", figure=power)
    return words[key].format(**named, power=f"{{{{metric[{json.dumps(without, ensure_ascii=False)}]|.3f}}}}")


def write_answer(
    wishes: Mapping[str, object], words: Words, data: Data, choice: Choice, evaluation: Evaluation, notes: list[str]
) -> None:
    """Say what was trained, how well it does, how that was found out, and what to be careful about."""
    target = str(wishes["target"])
    kinds = {"roc_auc": "scores_binary", "accuracy": "scores_classes", "r2": "scores_numbers"}
    parts = [
        words["trained"].format(model=words[choice.name], target=target)
        + words["gap"]
        + split_words(wishes, words, data),
        words[kinds[evaluation.scores[0].name]].format(),
        words["better" if evaluation.beats_baseline else "not_better"],
        feature_words(words, data.columns),
        *notes,
    ]
    if len(choice.scores) > 1:
        parts.append(words["chosen"].format(names=join([words[name] for name, _, _ in choice.scores], words)))
    if data.columns.left_out:
        parts.append(words["left_out"].format(columns=left_out_words(data.columns.left_out, words)))
    kaiseki.answer("\n\n".join(part for part in parts if part))


def split_words(wishes: Mapping[str, object], words: Words, data: Data) -> str:
    if data.parts.kind == "random":
        return words["split_random"].format(stratified=words["stratified"] if data.parts.stratified else "")
    return words[f"split_{data.parts.kind}"].format(entity=wishes.get("entity"))


def feature_words(words: Words, columns: Columns) -> str:
    second = words["second"].format() if len(columns.used) > 1 else words["no_second"]
    return words["features"].format(second=second)
