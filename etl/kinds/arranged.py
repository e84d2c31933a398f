"""How clerks arrange a form on one sheet: two halves side by side, a table below the other with columns of its own, a group
where the word for criteria should stand, the unit's name over its scores. What header words do not settle stays as it is."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from etl.kinds import locate
from etl.kinds.locate import Column, Table
from etl.read import values
from etl.read.text import label_key, normalise_key
from etl.read.values import year as year_of
from etl.reference.context import Context

_IDENTITY = ("ordinal", "criterion_code", "criterion_name")
_BEFORE_GROUP = re.compile(r"(?:(?:nhóm|phần|mục)\s+)?\w{1,4}\s*[.):–-]\s*", re.IGNORECASE)
_FEWEST_MARKS = 3  # parts of a header that are numbers: steps to be ticked


def tables_of(table: Table, headers: dict[str, str], context: Context, enough) -> list[Table]:
    """The tables of a sheet whose first one is given."""
    table = _below_years(_with_names(table, context))
    tables = [*_above(table, headers, context, enough)]
    return [part for one in tables for part in _side_by_side(one)]


def _above(table: Table, headers: dict[str, str], context: Context, enough) -> Iterator[Table]:
    """The table down to where another begins that has other columns, and those below it."""
    score_at = table.columns.get("self_points")
    rows = table.sheet.rows
    for r in range(table.first, len(rows) if score_at is not None else 0):
        value = rows[r][score_at]
        if type(value) is not str or value == "" or label_key(value) not in headers:
            continue
        other = _with_names(locate.read_header(table.sheet, r, headers, context), context)
        if enough(other) and "self_points" in other.columns and other.columns != table.columns:
            yield table._replace(last=r)
            yield from _above(other, headers, context, enough)
            return
    yield table


def _with_names(table: Table, context: Context) -> Table:
    """Where the names of criteria stand below the name of their group, that is their header."""
    if "criterion_name" in table.columns:
        return table
    groups = {key for framework in context.frameworks.values() for key in framework.group_keys if len(key) > 2}
    for n, column in enumerate(table.header):
        key = label_key(_BEFORE_GROUP.sub("", column.text, count=1))
        if column.field is None and groups & {key, label_key(column.text)}:
            return _with(table, n, "criterion_name")
    return table


def _below_years(table: Table) -> Table:
    """Where the row above the header says nothing but years, each stands over the columns to its right, as far as it is
    merged or to the next."""
    above = table.sheet.rows[table.top - 1] if table.top else []
    said = [(c, year_of(value)) for c, value in enumerate(above) if value != ""]
    if len(said) < 2 or None in (years := [year for _, year in said]) or len(set(years)) < len(years):
        return table
    wide = {m.left: m.right for m in table.sheet.merges() if m.top == table.top - 1}
    ends = [wide.get(c, following - 1) for (c, _), (following, _) in itertools.pairwise([*said, (len(above), None)])]
    over = {c: year for (first, year), end in zip(said, ends, strict=True) for c in range(first, end + 1)}
    header = [c._replace(text=f"Năm {over[c.column]} {c.text}") if c.column in over else c for c in table.header]
    return table._replace(top=table.top - 1, header=header)


def _with(table: Table, n: int, field: str) -> Table:
    header = list(table.header)
    header[n] = header[n]._replace(field=field)
    return table._replace(header=header, columns=table.columns | {field: header[n].column})


def _side_by_side(table: Table) -> list[Table]:
    """The halves of a table whose header begins again in the same row, each with its criteria and their scores."""
    first = next((column.field for column in table.header if column.field in _IDENTITY), None)
    starts = [n for n, column in enumerate(table.header) if column.field == first]
    if first is None or len(starts) < 2:
        return [table]
    bounds = [0, *starts[1:], len(table.header)]
    parts = [table.header[a:b] for a, b in itertools.pairwise(bounds)]
    halves = []
    for part in parts:
        columns: dict[str, int] = {}
        for column in part:
            if column.field:
                columns.setdefault(column.field, column.column)
        halves.append(table._replace(header=part, columns=columns, left=part[0].column))
    return halves if all("self_points" in half.columns for half in halves) else [table]


def below_unit(table: Table, context: Context) -> Table:
    """Where the scores stand below the name of the unit in a form that it says it filled in itself, that is their header."""
    if "self_points" in table.columns:
        return table
    named = [n for n, c in enumerate(table.header) if c.field is None and context.is_unit_name(c.text)]
    return _with(table, named[0], "self_points") if len(named) == 1 and is_own(table, context) else table


def is_own(table: Table, context: Context) -> bool:
    """Whether the lines above a table say that a unit filled it in itself, and none that it was verified."""
    lines = [normalise_key(v) for row in table.sheet.rows[: table.top] for v in row if type(v) is str and v]
    verified = [w for field in ("title_verified", "title_final") for w in context.words("consolidated", field)]
    own, others = context.words("self_assessment", "title"), [*verified, context.verified_title()]
    return any(word in line for word in own for line in lines) and not any(w in line for w in others for line in lines)


def without_lists(tables: list[Table], context: Context) -> list[Table]:
    """The tables without those beside a form that only list its criteria or only sum up its groups."""
    sums = [table for table in tables if _only_sums(table, context)] if len(tables) > 1 else []
    lists = [table for table in tables if "self_points" not in table.columns and all(c.field for c in table.header)]
    rest = [table for table in tables if table not in sums and table not in lists]
    return rest if any("self_points" in table.columns for table in rest) else tables


def _only_sums(table: Table, context: Context) -> bool:
    """Whether every row with a score is that of a group or a total."""
    score_at = table.columns.get("self_points")
    if score_at is None:
        return False
    groups = {key for framework in context.frameworks.values() for key in framework.group_keys}
    totals = (*context.words("self_assessment", "total_row"), *context.words("self_assessment", "group_total_row"))
    scored = [row for row in table.rows if type(row[score_at]) is float]
    said = [[v for v in row if type(v) is str and v != ""] for row in scored]
    sums = (any(label_key(v) in groups or locate.starts_with(v, totals) for v in row) for row in said)
    return len(scored) > 1 and all(sums)


def ticked(table: Table) -> list[Column]:
    """Columns of a header that divide the scores into steps (`0 | 0,5 | 1`), so that marks stand where points should."""
    if "self_points" in table.columns:
        return []
    steps = [c for c in table.header if c.field is None and _is_number(table, c)]
    return steps if len(steps) >= _FEWEST_MARKS else []


def _is_number(table: Table, column: Column) -> bool:
    return values.number(table.sheet.rows[column.row][column.column]) is not None
