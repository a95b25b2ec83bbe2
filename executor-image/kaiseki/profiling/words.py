"""What is said about a table, in English and Japanese. Numbers are placeholders, filled from what was recorded."""

from collections.abc import Mapping

ENGLISH = {
    "loading": "loading the data",
    "counting": "counting",
    "drawing": "drawing figures",
    "distributions": "Distributions in {table}, in rows",
    "missing": "Missing values of {table}",
    "correlation": "Correlations in {table}",
    "some": " ({shown} of {all} columns)",
    "strongest": " (the {shown} most correlated of {all} columns)",
    "share": "Share of rows without a value",
    "coefficient": "Pearson's r",
    "answer": "**{table}** has {{{{table.overview[0].rows|,d}}}} rows and {{{{table.overview[0].columns|,d}}}} columns;"
    " {{{{table.overview[0].complete_rows|,d}}}} rows have a value in every column,"
    " {{{{table.overview[0].duplicated_rows|,d}}}} repeat another row.\n\n{{{{table.columns}}}}",
}
JAPANESE = {
    "loading": "データを読み込んでいます",
    "counting": "数えています",
    "drawing": "図を描いています",
    "distributions": "{table}の各列の分布（行数）",
    "missing": "{table}の欠損",
    "correlation": "{table}の相関",
    "some": "（{all}列のうち{shown}列）",
    "strongest": "（{all}列のうち相関の強い{shown}列）",
    "share": "値のない行の割合",
    "coefficient": "ピアソンの相関係数",
    "answer": "**{table}** は{{{{table.overview[0].rows|,d}}}}行、{{{{table.overview[0].columns|,d}}}}列です。"
    "すべての列に値がある行は{{{{table.overview[0].complete_rows|,d}}}}行、"
    "ほかの行と同じ行は{{{{table.overview[0].duplicated_rows|,d}}}}行です。\n\n{{{{table.columns}}}}",
}
WORDS: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "ja": JAPANESE}


def words_of(language: str) -> Mapping[str, str]:
    """Return the words of a language; English for one that is not known."""
    return WORDS.get(language, ENGLISH)
