"""Tables: a list of columns says what a page shows and what its export writes, so the two cannot differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import pandas as pd
import pyarrow as pa
import streamlit as st

from words import labels


@dataclass(frozen=True)
class Column:
    field: str
    label: str
    kind: str = "text"  # text, percent, points, number, signed, change, coefficient, integer, year, date
    width: str | int | None = None
    help: str | None = None


FORMATS = {
    "percent": labels.percent,
    "points": labels.points,
    "number": labels.number,
    "signed": labels.signed,
    "integer": lambda value: labels.number(value, 0),
    "change": lambda value: labels.signed(value, 2),
    "coefficient": lambda value: labels.number(value, 2),
    "year": lambda value: labels.NONE if value is None else str(value),
}


DECIMAL = ("percent", "points", "number", "signed", "change", "coefficient")


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
    styled = any(
        c.kind in DECIMAL or (c.kind == "integer" and any((row[c.field] or 0) >= 1000 for row in rows)) for c in columns
    )
    formats = {c.label: FORMATS[c.kind] for c in columns if c.kind in FORMATS}
    choice = {"on_select": "rerun", "selection_mode": "single-row"} if opens else {}
    event = st.dataframe(
        table.style.format(formats, na_rep=labels.NONE) if styled else table,
        hide_index=True,
        key=key,
        placeholder=labels.NONE,
        alt=alt,
        column_config={c.label: _config(c, position == 0, styled) for position, c in enumerate(columns)},
        **choice,
    )
    if opens and event["selection"]["rows"]:
        opens(rows[event["selection"]["rows"][0]])


def html(rows: list[dict], columns: list[Column], title: str) -> str:
    """The same as plain HTML with a caption and headers: what a screen reader walks through, cheaper than a grid."""
    head = "".join(f'<th scope="col"{_least(c)}>{escape(c.label)}</th>' for c in columns)
    body = "".join(
        "<tr>" + "".join(_cell(row[c.field], c, n == 0) for n, c in enumerate(columns)) + "</tr>" for row in rows
    )
    return (
        f'<div class="bang" role="region" tabindex="0" aria-label="{escape(title)}"><table>'
        f"<caption>{escape(title)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _least(column: Column) -> str:
    """Long texts keep some width: a sentence in a column of single words is ten lines high."""
    if column.kind != "text" or not isinstance(column.width, int):
        return ""
    return f' style="min-width: {min(column.width, 260) * 0.75:.0f}px"'


def _cell(value, column: Column, first: bool) -> str:
    if column.kind == "date":
        text = labels.date(value)
    elif column.kind in FORMATS:
        text = FORMATS[column.kind](value)
    else:
        text = labels.NONE if value is None else str(value)
    if first:
        return f'<th scope="row">{escape(text)}</th>'
    number = ' class="so"' if column.kind in FORMATS else ""
    return f"<td{number}>{escape(text)}</td>"


def _config(column: Column, first: bool, styled: bool):
    common = {"help": column.help, "pinned": first, "width": column.width or (225 if first else None)}
    if column.kind == "date":
        return st.column_config.DateColumn(format="DD/MM/YYYY", **common)
    if column.kind in ("integer", "year") and not styled:
        return st.column_config.NumberColumn(format="%d", **common)
    return st.column_config.Column(**common)
