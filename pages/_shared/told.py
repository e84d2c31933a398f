"""What a unit is told of other units: of a published year what was published, whatever came later. A figure that moved with
one correction would tell whose it is; the unit's own figures go on."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

# Answers in which each figure is one of many units.
OF_MANY = {
    "block_medians", "change_parts", "change_total", "class_counts", "comparison", "criteria", "dimension_trend", "kinds",
    "rank_agreement", "summary", "trend_by",
}  # fmt: skip
# Answers over several years, and what their rows go by before the year.
OVER_YEARS = {
    "block_medians": "block_code", "dimension_trend": "dimension_name", "rank_agreement": None, "ranks_by_year": None,
    "trend_by": "block_code", "unit_trend_by": "unit_code", "unit_years": "unit_code",
}  # fmt: skip
# Answers with rows of units.
OF_UNITS = {
    "examples", "part_ranking", "ranking", "ranks_by_year", "source_units", "tiles", "unit_criteria", "unit_parts", "unit_trend_by",
    "unit_years",
}  # fmt: skip
# What stands in a unit's own row and moves with others.
MOVED_BY_OTHERS = {
    "block_full", "block_median", "block_scored", "block_spread", "overall_median", "rank_block", "rank_block_previous",
    "rank_change_common", "rank_high", "rank_low", "rank_overall", "rank_overall_change", "ranked", "ranked_overall", "tied",
    "tied_overall",
}  # fmt: skip
ROW = ("year", "unit_code", "group_code", "criterion_code", "topic")  # as many of them as an answer has name one row

Ask = Callable[[str, tuple], pa.Table]


def answer(question: str, known: dict, ask: Ask, published: Callable[[int], Ask | None]) -> pa.Table:
    """The answer of the snapshot in force; for a unit with what was published in the place of what others have a part in.
    published: asks the snapshot in which a year was published, where it is another one."""
    asked = tuple(sorted(known.items()))
    table, scope = ask(question, asked), known.get("scope")
    if scope is None or question not in OF_MANY | OF_UNITS:
        return table
    over_years = question in OVER_YEARS
    years = set(table["year"].to_pylist()) if over_years else {known["year"]}
    rows, was_published = table.to_pylist(), False
    for year in sorted(years):
        if then := published(year):
            was_published = True
            mine = [row for row in rows if not over_years or row["year"] == year]
            rest = [row for row in rows if over_years and row["year"] != year]
            told = [row for row in then(question, asked).to_pylist() if not over_years or row["year"] == year]
            rows = rest + (told if question in OF_MANY else _with_own(told, mine, scope))
    if not was_published:
        return table
    if over_years:
        rows = _in_order(rows, table.to_pylist(), OVER_YEARS[question])
    return pa.Table.from_pylist(rows, schema=table.schema)


def _with_own(told: list[dict], now: list[dict], scope: str) -> list[dict]:
    """Rows of others as they were published, the own ones as they are."""
    own = {_name(row): row for row in now if row.get("unit_code", scope) == scope}
    rows = []
    for row in told:
        if row.get("unit_code", scope) != scope:
            rows.append(row)
        elif mine := own.pop(_name(row), None):
            rows.append(mine | {name: value for name, value in row.items() if name in MOVED_BY_OTHERS})
    return rows + [row | dict.fromkeys(MOVED_BY_OTHERS & row.keys()) for row in own.values()]


def _name(row: dict) -> tuple:
    return tuple(row.get(column) for column in ROW)


def _in_order(rows: list[dict], known: list[dict], column: str | None) -> list[dict]:
    """By what they go by, in its known order, then by year."""
    places = {value: place for place, value in enumerate(dict.fromkeys(row.get(column) for row in [*known, *rows]))}
    return sorted(rows, key=lambda row: (places[row.get(column)], row["year"]))
