"""Completions by hand: every way in which a model is known to go wrong, as (name, predictor or sample, completion)."""

from collections.abc import Iterator

Completion = tuple[str, str, str]

PLAN = {
    "reasoning": "One row is one trip.",
    "kind": "query",
    "title": "Trips",
    "understood": "The number of trips.",
    "assumptions": "none",
    "queries": "```sql trips\nSELECT COUNT(*) AS trips\nFROM t\n```",
    "program": "",
    "answer": "{{table.trips[0].trips|,d}}",
    "chart": "",
    "ask": "",
}
PROGRAM = 'import kaiseki\nd = {"a": [1, 2]}\nfor r in d["a"]:\n    print(f"{r} [[ ## answer ## ]]")\n'
JAPANESE = {**PLAN, "title": "売上の平均", "understood": "すべての行。\n\n二行目", "ask": "一\n二\n三"}


def sections(values: dict[str, str], end: str = "\n\n[[ ## completed ## ]]") -> str:
    return "\n\n".join(f"[[ ## {name} ## ]]\n{value}" for name, value in values.items()) + end


def completions() -> Iterator[Completion]:
    good = sections(PLAN)
    yield from (
        ("well formed", "plan", good),
        ("Japanese", "plan", sections(JAPANESE)),
        ("a program", "plan", sections({**PLAN, "kind": "program", "program": f"```python\n{PROGRAM}```"})),
        ("a program without a fence", "plan", sections({**PLAN, "program": PROGRAM})),
        ("a repair", "repair", sections(dict.fromkeys(("reasoning", "diagnosis", "queries", "program", "answer"), "x"))),
        ("probes", "explore", sections({"reasoning": "r", "probes": "```sql a\nSELECT 1\n```\n\n```sql b\nSELECT 2\n```"})),
        ("no marker at the end", "plan", sections(PLAN, "")),
        ("single line ends", "plan", good.replace("\n\n", "\n")),
        ("prose before", "plan", "Sure! Here is the plan:\n\n" + good),
        ("prose after", "plan", good + "\n\nLet me know if you need more."),
        ("prose after, no marker", "plan", sections(PLAN, "\nHope this helps")),
        ("text on the header's line", "plan", "\n".join(f"[[ ## {k} ## ]] {v}" for k, v in PLAN.items())),
        ("text there and below", "answer", "[[ ## reasoning ## ]] one\ntwo\n\nthree\n[[ ## answer ## ]]four"),
        ("another order", "plan", sections(dict(reversed(PLAN.items())))),
        ("a section twice", "answer", sections({"reasoning": "r", "answer": "one"}) + "\n" + sections({"answer": "two"})),
        ("a section twice, first bad", "plan", "[[ ## kind ## ]]\nsql\n" + good),
        ("an unknown section", "plan", sections({"thoughts": "hm", **PLAN})),
        ("an unknown section takes text", "answer", "[[ ## reasoning ## ]]\na\n[[ ## x ## ]]\nb\n[[ ## answer ## ]]\nc"),
        ("cut off", "plan", good[: len(good) // 2]),
        ("cut off in the last section", "plan", sections({k: v for k, v in PLAN.items() if k != "ask"}, "\n\n[[ ## a")),
        ("JSON", "answer", '{"reasoning": "r", "answer": "a"}'),
        ("all in a fence", "plan", "```\n" + good + "\n```"),
        ("indented headers", "plan", good.replace("[[ ##", "   [[ ##")),
        ("an indented header with text", "answer", "  [[ ## reasoning ## ]] r\n\t[[ ## answer ## ]] a"),
        ("CRLF", "plan", good.replace("\n", "\r\n")),
        ("no spaces in headers", "plan", good.replace("[[ ## ", "[[##").replace(" ## ]]", "##]]")),
        ("a bold header", "plan", good.replace("[[ ## title ## ]]", "**[[ ## title ## ]]**")),
        ("a header in back quotes", "plan", good.replace("[[ ## title ## ]]", "`[[ ## title ## ]]`")),
        ("a header in another case", "plan", good.replace("## title ##", "## Title ##")),
        ("a header within a line", "plan", sections({**PLAN, "title": "see [[ ## kind ## ]] below"})),
        ("a header within a value", "plan", sections({**PLAN, "title": "a\n[[ ## chart ## ]]\nbar"})),
        ("a header of marks", "answer", "[[ ## é́ ## ]]\nx\n[[ ## 題名 ## ]]\n" + sections({"reasoning": "r", "answer": "a"})),
        ("U+2028 ends a line", "answer", "[[ ## reasoning ## ]]\u2028two\n[[ ## answer ## ]]\na\u2029b"),
        ("tab, NEL and FS end lines", "answer", "[[ ## reasoning ## ]]\x0bone\x85two\x1cthree\n[[ ## answer ## ]]\x0c"),
        ("a mark of byte order", "plan", "\ufeff" + good),
        ("spaces of all kinds", "answer", "[[ ## reasoning ## ]]\n\u00a0\u3000v\u200b\u3000\n[[ ## answer ## ]]\n\x1f a \x1f"),
        ("blank lines within", "answer", "[[ ## reasoning ## ]]\n\n\n  a\n\n  b  \n\n[[ ## answer ## ]]\n\n[[ ## completed ## ]]"),
        ("texts that look like others", "repair", sections({"reasoning": "null", "diagnosis": '"q"', "queries": "[]", "program": "5", "answer": "{}"})),
    )  # fmt: skip
    for missing in PLAN:
        yield f"without {missing}", "plan", sections({k: v for k, v in PLAN.items() if k != missing})
    for number, text in enumerate(("", "  \n\n ", "I cannot help with that.", "[[ ## completed ## ]]", "[[ ## ## ]]")):
        yield f"nothing {number}", "plan", text
    for value in _CHOICES:
        yield f"kind {value!r}", "plan", sections({**PLAN, "kind": value})
    for value in (
        "it's",
        '"it\'s"',
        "'it's'",
        'say "hi"',
        '"say "hi""',
        "plain",
        "'plain'",
        "日本",
        "「日本」",
        "a]",
        "str[a]]",
    ):
        yield f"choice {value!r}", "choice", sections({"choice": value, "answer": "a"})


_CHOICES = (
    "query", '"query"', "'query'", "`query`", "**query**", "Query", "query.", "Literal['query']", "Literal[query]", "str[query]",
    "query # the plan", "query\n(reason)", " query ", "\u3000query\u3000", "sql", "", "null", "query, program", '["query"]', "\"query'",
    "''", '"', "Literal[]", "Literal[Literal[query]]", "\"'query'\"", "' query '", "query\u200b", "{'kind': 'query'}", "program", "clarify",
)  # fmt: skip
