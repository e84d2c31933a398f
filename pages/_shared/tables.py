"""Tables: a list of columns says what a page shows and what its export writes, so the two cannot differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
import pyarrow as pa
import streamlit as st

from pages._shared import data
from words import labels
from words.columns import COLUMNS


@dataclass(frozen=True)
class Column:
    field: str
    label: str
    kind: str = "text"  # text, percent (of points), share (any other), points, number, signed, change, coefficient, integer, year, date
    width: str | int | None = None
    help: str | None = None
    bounds: str = "bounds"  # field of the row that says where the classes begin, beside a percentage of points


def column(field: str, **own: Any) -> Column:
    """The column of a field that several tables show: its name and kind are said once, in words/columns.csv;
    own: width, help or bounds of this table."""
    return Column(field, *COLUMNS[field], **own)


@dataclass(frozen=True)
class Table:
    """A table as it is shown and as it is written into files. name: of the file and, without its year, of the widget;
    facts: what the figures are (year, block, basis, snapshot); opens: what a chosen row leads to."""

    name: str
    title: str
    facts: list[tuple[str, str]]
    rows: list[dict]
    columns: list[Column]
    opens: Callable | None = None
    opens_what: str = "mở phiếu kết quả của đơn vị"

    @property
    def key(self) -> str:
        """The same in every year."""
        return self.name.rstrip("-0123456789")


STAGES = ("verified_points", "final_points")
BLOCKS = ("block_name", "block_text")


def there(rows: list[dict], columns: list[Column]) -> list[Column]:
    """Without what an office does not have: a block beside others where there is one only, stages of scores that nobody gave."""
    if not rows or not st.session_state.get("_snapshot"):
        return columns
    lacked = {field for field in STAGES if all(row.get(field) is None for row in rows)}
    lacked |= set(BLOCKS) if len(data.rows("blocks")) < 2 else set()
    return [column for place, column in enumerate(columns) if not place or column.field not in lacked]


FORMATS = {
    "share": labels.percent,
    "points": labels.points,
    "number": labels.number,
    "signed": labels.signed,
    "integer": lambda value: labels.number(value, 0),
    "change": lambda value: labels.signed(value, 2),
    "coefficient": lambda value: labels.number(value, 2),
    "year": lambda value: labels.NONE if value is None else str(value),
}


def text(row: dict, column: Column) -> str:
    """What people read in a cell, on the page and in every file made of it."""
    value = row[column.field]
    if column.kind == "percent":
        return labels.percent(value, row.get(column.bounds))
    if column.kind == "date":
        return labels.date(value)
    if column.kind in FORMATS:
        return FORMATS[column.kind](value)
    return labels.NONE if value is None else str(value)


DECIMAL = ("percent", "share", "points", "number", "signed", "change", "coefficient")


def frame(rows: list[dict], columns: list[Column]) -> pd.DataFrame:
    """The rows under the labels that people read; numbers stay numbers, dates dates."""
    types = dict.fromkeys(DECIMAL, "float64") | {
        "integer": "Int64",
        "year": "Int64",
        "date": pd.ArrowDtype(pa.date32()),
    }
    return pd.DataFrame(
        {c.label: pd.Series([row[c.field] for row in rows], dtype=types.get(c.kind, "object")) for c in columns}
    )


def show(rows: list[dict], columns: list[Column], key: str, alt: str, opens: Callable | None = None) -> None:
    """A grid with the first column pinned; `opens`: what a chosen row leads to. Decimals by a Styler, because a column format would follow the browser's
    language, and has no thousands as people write them here; where neither occurs none is made, since it costs more
    than all the rest."""
    table = frame(rows, columns)
    is_styled = any(
        c.kind in DECIMAL or (c.kind == "integer" and any((row[c.field] or 0) >= 1000 for row in rows)) for c in columns
    )
    choice = {"on_select": "rerun", "selection_mode": "single-row"} if opens else {}
    event = st.dataframe(
        styled(table, rows, columns) if is_styled else table,
        hide_index=True,
        key=key,
        placeholder=labels.NONE,
        alt=alt,
        column_config={c.label: _config(c, position == 0, is_styled) for position, c in enumerate(columns)},
        **choice,
    )
    if opens and event["selection"]["rows"]:
        opens(rows[event["selection"]["rows"][0]])


def styled(table: pd.DataFrame, rows: list[dict], columns: list[Column]):
    """The texts over the numbers, which stay what is sorted by. Rows of one framework share their format."""
    style = table.style.format({c.label: FORMATS[c.kind] for c in columns if c.kind in FORMATS}, na_rep=labels.NONE)
    for column in columns:
        if column.kind != "percent":
            continue
        places: dict[tuple, list[int]] = {}
        for place, row in enumerate(rows):
            places.setdefault((*(row.get(column.bounds) or ()),), []).append(place)
        for bounds, own in places.items():
            style.format(
                lambda value, bounds=bounds: labels.percent(value, bounds),
                subset=(own, [column.label]),
                na_rep=labels.NONE,
            )
    return style


def html(rows: list[dict], columns: list[Column], title: str) -> str:
    """The same as plain HTML with a caption and headers: what a screen reader walks through, cheaper than a grid."""
    head = "".join(f'<th scope="col"{_least(c)}>{escape(c.label)}</th>' for c in columns)
    body = "".join("<tr>" + "".join(_cell(row, c, n == 0) for n, c in enumerate(columns)) + "</tr>" for row in rows)
    return (
        f'<div class="bang" role="region" tabindex="0" aria-label="{escape(title)}"><table>'
        f"<caption><span>{escape(title)}</span></caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _least(column: Column) -> str:
    """Long texts keep some width: a sentence in a column of single words is ten lines high."""
    if column.kind != "text" or not isinstance(column.width, int):
        return ""
    return f' style="min-width: {min(column.width, 260) * 3 // 4}px"'


def _cell(row: dict, column: Column, first: bool) -> str:
    said = escape(text(row, column))
    if first:
        return f'<th scope="row">{said}</th>'
    number = ' class="so"' if column.kind == "percent" or column.kind in FORMATS else ""
    return f"<td{number}>{said}</td>"


def _config(column: Column, first: bool, styled: bool):
    common = {"help": column.help, "pinned": first, "width": column.width or (225 if first else None)}
    if column.kind == "date":
        return st.column_config.DateColumn(format="DD/MM/YYYY", **common)
    if column.kind in ("integer", "year") and not styled:
        return st.column_config.NumberColumn(format="%d", **common)
    return st.column_config.Column(**common)
