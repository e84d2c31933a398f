"""What a unit is told of other units: of a published year what was published, whatever came later. A figure that moved with
one correction would tell whose it is; the unit's own figures go on."""

from __future__ import annotations

from collections.abc import Callable

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


def concerns(question: str, known: dict) -> bool:
    """Whether a unit asks, and others have a part in the answer."""
    return known.get("scope") is not None and question in OF_MANY | OF_UNITS


def answer(question: str, known: dict, now: list[dict], published: Callable[[int], list[dict] | None]) -> list[dict]:
    """What the snapshot in force answers (now), with what was published in the place of what others have a part in.
    published: the answer of the snapshot in which a year was published, where that is another one."""
    over_years = question in OVER_YEARS

    def of(year: int, some: list[dict]) -> list[dict]:
        return [row for row in some if row["year"] == year] if over_years else some

    years = sorted({row["year"] for row in now}) if over_years else [known["year"]]
    then = {year: rows for year in years if (rows := published(year)) is not None}
    if not then:
        return now
    said = []
    for year in years:
        own = of(year, now)
        if year in then:
            told = of(year, then[year])
            own = told if question in OF_MANY else _with_own(told, own, known["scope"])
        said += own
    if over_years:
        said = _in_order(said, now, OVER_YEARS[question])
    # an earlier release may have had other columns
    return [{name: row.get(name) for name in now[0]} for row in said] if now else said


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
