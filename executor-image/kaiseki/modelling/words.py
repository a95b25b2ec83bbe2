"""What is said about a model, in English and Japanese. Numbers are placeholders, filled from what was recorded."""

from collections.abc import Mapping

ENGLISH = {
    "model": "Model",
    "chance": "Chance",
    "baseline": "Baseline",
    "perfect": "Perfect",
    "roc": "ROC curve on test data",
    "false_positives": "False positive rate",
    "true_positives": "True positive rate",
    "precision_recall": "Precision and recall on test data",
    "recall": "Recall",
    "precision": "Precision",
    "calibration": "Calibration on test data",
    "predicted_probability": "Predicted probability",
    "observed_share": "Observed share",
    "confusion": "Confusion matrix on test data",
    "predicted": "Predicted",
    "actual": "Actual",
    "importance": "Feature importance on test data",
    "importance_axis": "Loss of {score} when shuffled",
    "importance_axis_error": "Rise of {score} when shuffled",
    "target": "Distribution of {}",
    "rows": "Rows",
    "predicted_actual": "Predicted against actual, test data",
    "residuals": "Residuals on test data",
    "residual_axis": "Actual minus predicted",
    "loading": "loading the data",
    "checking": "looking for features that give the target away",
    "comparing": "comparing models",
    "fitting": "fitting the chosen model",
    "evaluating": "evaluating on test data",
    "drawing": "drawing figures",
    "saving": "saving the model",
    "logistic_regression": "logistic regression",
    "linear_regression": "ridge regression",
    "gradient_boosting": "gradient boosting",
    "random_forest": "random forest",
    "decision_tree": "decision tree",
    "knn": "nearest neighbours",
    "svm": "support vector machine",
    "trained": "A **{model}** model that predicts **{target}** was trained on {{{{table.split[0].rows|,d}}}} rows and evaluated"
    " on {{{{table.split[1].rows|,d}}}} rows that it had not seen.",
    "split_time": "The test rows lie after the training rows in time, so no row's future was used to predict its past.",
    "split_entity": "All rows of one {entity} are on the same side of the split.",
    "split_random": "The test rows were drawn at random{stratified}.",
    "stratified": ", with the same shares of the target",
    "scores_binary": "- ROC AUC **{{{{metric.roc_auc|.3f}}}}** (baseline {{{{metric.roc_auc.baseline|.3f}}}}, {{{{table.evaluation[0].confidence|.0%}}}} interval"
    " {{{{table.evaluation[0].low|.3f}}}} to {{{{table.evaluation[0].high|.3f}}}})\n"
    "- Average precision **{{{{metric.average_precision|.3f}}}}** (baseline {{{{metric.average_precision.baseline|.3f}}}})\n"
    "- Accuracy **{{{{metric.accuracy|.1%}}}}** (baseline {{{{metric.accuracy.baseline|.1%}}}}),"
    " F-score **{{{{metric.f1|.3f}}}}**",
    "scores_classes": "- Accuracy **{{{{metric.accuracy|.1%}}}}** (baseline {{{{metric.accuracy.baseline|.1%}}}}, {{{{table.evaluation[0].confidence|.0%}}}} interval"
    " {{{{table.evaluation[0].low|.1%}}}} to {{{{table.evaluation[0].high|.1%}}}})\n"
    "- Balanced accuracy **{{{{metric.balanced_accuracy|.1%}}}}** (baseline"
    " {{{{metric.balanced_accuracy.baseline|.1%}}}})",
    "scores_numbers": "- R² **{{{{metric.r2|.3f}}}}** (baseline {{{{metric.r2.baseline|.3f}}}}, {{{{table.evaluation[0].confidence|.0%}}}} interval"
    " {{{{table.evaluation[0].low|.3f}}}} to {{{{table.evaluation[0].high|.3f}}}})\n"
    "- Root mean squared error **{{{{metric.rmse}}}}** (baseline {{{{metric.rmse.baseline}}}})\n"
    "- Mean absolute error **{{{{metric.mae}}}}** (baseline {{{{metric.mae.baseline}}}})",
    "better": "It does better than the baseline, beyond chance.",
    "not_better": "**It does not do better than the baseline**: on these columns the model should not be used.",
    "features": "What matters most: **{{{{table.feature_importance[0].feature}}}}**{second}.",
    "no_second": "",
    "second": ", then {{{{table.feature_importance[1].feature}}}}",
    "chosen": "It was chosen among {names} by cross-validation on the training rows.",
    "left_out": "Left out: {columns}.",
    "reason": "{column} ({reason})",
    "reason_identifier": "identifier",
    "reason_name": "names of single rows",
    "reason_constant": "always the same",
    "reason_excluded": "as asked",
    "reason_leak": "gives the target away",
    "leak": "The column {column} gives {target} away by itself (alone it reaches {power}), so the model was trained without it.",
    "suspicious": "The column {column} alone predicts {target} very well ({power}). Check that it is known before the outcome is.",
    "alike": "The column {column} has a value called like the target {target}. If it is recorded together with the outcome, it"
    " gives it away: without it the model reaches {metric} {power}.",
    "dropped": "{count} rows without a value of {target} were not used.",
    "small_test": "Only {count} rows were left to test on, so the figures are uncertain.",
    "too_few": "Only {count} rows have a value of {target}; a model needs at least {fewest}.",
    "one_value": "{target} has the same value in every row, so there is nothing to predict.",
    "no_column": "No column is left to predict {target} from: {columns}.",
    "all_leak": "Every column gives {target} away, so nothing is left to predict it from.",
    "undated": "{count} rows without a value of {timestamp} were not used: they have no place in the order of time.",
    "copies": "{count} rows are the same as another one in everything the model uses. Copies were kept on the same side of the"
    " split: a model that has seen the copy of a test row knows the answer.",
    "few_of_class": "The test data hold few rows of the rarer value of {target}: the figures are uncertain.",
    "without": "Without {columns} the model reaches {metric} {power}.",
    "reason_nested": "lists and structs",
    "simple": "A simpler model was trained, since the time was short.",
    "none": "the table has no other one",
    "gap": " ",
    "and": " and ",
    "comma": ", ",
    "metric_roc_auc": "ROC AUC",
    "metric_accuracy": "accuracy",
    "metric_r2": "R²",
    "metric_rmse": "RMSE",
}

JAPANESE = {
    "model": "モデル",
    "chance": "偶然",
    "baseline": "ベースライン",
    "perfect": "完全な予測",
    "roc": "ROC曲線（テストデータ）",
    "false_positives": "偽陽性率",
    "true_positives": "真陽性率",
    "precision_recall": "適合率と再現率（テストデータ）",
    "recall": "再現率",
    "precision": "適合率",
    "calibration": "較正曲線（テストデータ）",
    "predicted_probability": "予測確率",
    "observed_share": "実際の割合",
    "confusion": "混同行列（テストデータ）",
    "predicted": "予測",
    "actual": "実際",
    "importance": "特徴量の重要度（テストデータ）",
    "importance_axis": "値を入れ替えたときの{score}の低下",
    "importance_axis_error": "値を入れ替えたときの{score}の増加",
    "target": "{}の分布",
    "rows": "行数",
    "predicted_actual": "予測値と実測値（テストデータ）",
    "residuals": "残差（テストデータ）",
    "residual_axis": "実測値 − 予測値",
    "loading": "データを読み込んでいます",
    "checking": "答えを漏らす特徴量を調べています",
    "comparing": "モデルを比較しています",
    "fitting": "選んだモデルを学習しています",
    "evaluating": "テストデータで評価しています",
    "drawing": "図を描いています",
    "saving": "モデルを保存しています",
    "logistic_regression": "ロジスティック回帰",
    "linear_regression": "線形回帰（リッジ）",
    "gradient_boosting": "勾配ブースティング木",
    "random_forest": "ランダムフォレスト",
    "decision_tree": "決定木",
    "knn": "最近傍法",
    "svm": "サポートベクターマシン",
    "trained": "**{target}** を予測する **{model}** モデルを{{{{table.split[0].rows|,d}}}}行で学習し、学習に使っていない"
    "{{{{table.split[1].rows|,d}}}}行で評価しました。",
    "split_time": "テストデータは時間的に学習データより後の行です。未来の情報で過去を予測してはいません。",
    "split_entity": "同じ{entity}の行は、学習とテストのどちらか一方だけにあります。",
    "split_random": "テストデータは無作為に選びました{stratified}。",
    "stratified": "（目的変数の割合は同じ）",
    "scores_binary": "- ROC AUC **{{{{metric.roc_auc|.3f}}}}**（ベースライン {{{{metric.roc_auc.baseline|.3f}}}}、{{{{table.evaluation[0].confidence|.0%}}}}区間"
    " {{{{table.evaluation[0].low|.3f}}}}〜{{{{table.evaluation[0].high|.3f}}}}）\n"
    "- 平均適合率 **{{{{metric.average_precision|.3f}}}}**（ベースライン {{{{metric.average_precision.baseline|.3f}}}}）\n"
    "- 正解率 **{{{{metric.accuracy|.1%}}}}**（ベースライン {{{{metric.accuracy.baseline|.1%}}}}）、"
    "F値 **{{{{metric.f1|.3f}}}}**",
    "scores_classes": "- 正解率 **{{{{metric.accuracy|.1%}}}}**（ベースライン {{{{metric.accuracy.baseline|.1%}}}}、{{{{table.evaluation[0].confidence|.0%}}}}区間"
    " {{{{table.evaluation[0].low|.1%}}}}〜{{{{table.evaluation[0].high|.1%}}}}）\n"
    "- クラス平均の正解率 **{{{{metric.balanced_accuracy|.1%}}}}**（ベースライン"
    " {{{{metric.balanced_accuracy.baseline|.1%}}}}）",
    "scores_numbers": "- 決定係数 R² **{{{{metric.r2|.3f}}}}**（ベースライン {{{{metric.r2.baseline|.3f}}}}、{{{{table.evaluation[0].confidence|.0%}}}}区間"
    " {{{{table.evaluation[0].low|.3f}}}}〜{{{{table.evaluation[0].high|.3f}}}}）\n"
    "- 二乗平均平方根誤差 **{{{{metric.rmse}}}}**（ベースライン {{{{metric.rmse.baseline}}}}）\n"
    "- 平均絶対誤差 **{{{{metric.mae}}}}**（ベースライン {{{{metric.mae.baseline}}}}）",
    "better": "偶然では説明できない差で、ベースラインを上回りました。",
    "not_better": "**ベースラインを上回りませんでした**。これらの列だけでは、このモデルは使うべきではありません。",
    "features": "最も効いている特徴量は **{{{{table.feature_importance[0].feature}}}}**{second}です。",
    "no_second": " ",
    "second": "、次いで{{{{table.feature_importance[1].feature}}}}",
    "chosen": "{names}から、学習データの交差検証で選びました。",
    "left_out": "使わなかった列: {columns}。",
    "reason": "{column}（{reason}）",
    "reason_identifier": "識別子",
    "reason_name": "行ごとの名前",
    "reason_constant": "値が一つだけ",
    "reason_excluded": "指定による",
    "reason_leak": "答えを漏らす",
    "leak": "列{column}はそれだけで{target}が分かってしまうため（単独で{power}）、使わずに学習しました。",
    "suspicious": "列{column}は単独で{target}をよく予測します（{power}）。結果より前に分かる値か確かめてください。",
    "alike": "列{column}には目的変数{target}と同じ名前の値があります。結果と同時に記録される値なら答えを漏らしています。"
    "この列を使わない場合の{metric}は{power}です。",
    "dropped": "{target}の値がない{count}行は使いませんでした。",
    "small_test": "テストデータが{count}行しかないため、評価値には大きな不確かさがあります。",
    "too_few": "{target}に値がある行は{count}行だけです。モデルには少なくとも{fewest}行が必要です。",
    "one_value": "{target}はすべての行で同じ値なので、予測するものがありません。",
    "no_column": "{target}の予測に使える列がありません: {columns}。",
    "all_leak": "どの列もそれだけで{target}が分かってしまうため、予測に使える列がありません。",
    "undated": "{timestamp}の値がない{count}行は、時間の順に並べられないため使いませんでした。",
    "copies": "{count}行は、モデルが使うすべての列で他の行と同じです。同じ行は学習とテストのどちらか一方だけに入れました。"
    "両方にあると、テストの答えを知っていることになるためです。",
    "few_of_class": "テストデータには{target}の少ない方の値の行がわずかしかないため、評価値には大きな不確かさがあります。",
    "without": "{columns}を使わない場合の{metric}は{power}です。",
    "reason_nested": "リストや構造体",
    "simple": "時間が足りなかったため、より単純なモデルで学習しました。",
    "none": "ほかの列がありません",
    "gap": "",
    "and": "と",
    "comma": "、",
    "metric_roc_auc": "ROC AUC",
    "metric_accuracy": "正解率",
    "metric_r2": "R²",
    "metric_rmse": "RMSE",
}

WORDS: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "ja": JAPANESE}


def words_of(language: str) -> Mapping[str, str]:
    """Return the words of a language; English for one that is not known."""
    return WORDS.get(language, ENGLISH)


def join(names: list[str], words: Mapping[str, str]) -> str:
    """Return "a, b and c"."""
    *first, last = names
    return words["comma"].join(first) + words["and"] + last if first else last


def left_out_words(left_out: Mapping[str, str], words: Mapping[str, str]) -> str:
    """Return the columns that are not used, each with the reason."""
    return words["comma"].join(
        words["reason"].format(column=name, reason=words[f"reason_{reason}"]) for name, reason in left_out.items()
    )
