"""Write the growth tables and the rule sets for the browser; run by hand when they change, never at install.

    python -m posyandu.reference.build_growth_js

`static/src/rules/growth_data.js` holds each column of who_growth.tsv as whole numbers of its last decimal,
and of these the differences of the differences: curves are smooth, so nearly all are small and compress well.
"""

import json
from itertools import pairwise
from pathlib import Path

from posyandu.rules.growth_tables import Table, growth_tables
from posyandu.rules.ruleset import shipped_rulesets

TARGET = Path(__file__).parents[2] / "static" / "src" / "rules" / "growth_data.js"
SCALES = (10_000, 10_000, 100_000)  # L and M have four decimals, S has five
HEAD = """\
// Made by posyandu/reference/build_growth_js.py from who_growth.tsv and the rule sets; not to be edited.
// A table is [first key, last key, columns]: L, M and S of boys, then of girls, as second differences.
"""


def content() -> str:
    """The module as text."""
    tables = growth_tables()._asdict().items()
    lines = [f"  {name}: {json.dumps(_packed(table))}," for name, table in tables]
    rulesets = [json.dumps(ruleset.to_mapping()) for ruleset in shipped_rulesets()]
    return "\n".join(
        [
            f"{HEAD}export const TABLES = {{",
            *lines,
            "};",
            "export const RULESETS = [",
            *(f"  {text}," for text in rulesets),
            "];",
            "",
        ]
    )


def _packed(table: Table) -> list[int | list[str]]:
    columns = [
        _second_differences([round(row[cell] * scale) for row in table.rows[sex]])
        for sex in "LP"
        for cell, scale in enumerate(SCALES)
    ]
    return [table.first, table.last, columns]


def _second_differences(numbers: list[int]) -> str:
    slope, found = 0, [numbers[0]]
    for before, now in pairwise(numbers):
        found.append(now - before - slope)
        slope = now - before
    return " ".join(str(number) for number in found)


if __name__ == "__main__":
    TARGET.write_text(content(), "utf-8")
