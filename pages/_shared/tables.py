"""Tables: a list of columns says what a page shows and what its export writes, so the two cannot differ."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
import streamlit as st

from pages._shared import labels


@dataclass(frozen=True)
class Column:
    field: str
    label: str
    kind: str = "text"  # text, percent, points, number, signed, integer, date
    width: str | int | None = None
    help: str | None = None


FORMATS = {
    "percent": labels.percent,
    "points": labels.points,
    "number": labels.number,
    "signed": labels.signed,
    "integer": lambda value: labels.number(value, 0),
    "date": labels.date,
}


def frame(rows: list[dict], columns: list[Column]) -> pd.DataFrame:
    """The rows under the labels that people read; numbers stay numbers, dates dates."""
    return pd.DataFrame(
        {c.label: pd.Series([row[c.field] for row in rows], dtype=_dtype(c)) for c in columns}
    )


def _dtype(column: Column):
    if column.kind in ("percent", "points", "number", "signed", "integer"):
        return "float64"
    return pd.ArrowDtype(pa.date32()) if column.kind == "date" else "object"


def show(
    rows: list[dict],
    columns: list[Column],
    key: str,
    height: int | str = "auto",
    alt: str | None = None,
) -> None:
    """A grid with the first column pinned. A Styler, because a column format would follow the browser's language."""
    table = frame(rows, columns)
    formats = {c.label: FORMATS[c.kind] for c in columns if c.kind in FORMATS and c.kind != "date"}
    st.dataframe(
        table.style.format(formats, na_rep=labels.NONE),
        hide_index=True,
        key=key,
        height=height,
        placeholder=labels.NONE,
        alt=alt,
        column_config={
            c.label: st.column_config.DateColumn(width=c.width, help=c.help, format="DD/MM/YYYY")
            if c.kind == "date"
            else st.column_config.Column(
                width=c.width or (225 if position == 0 else None), pinned=position == 0, help=c.help
            )
            for position, c in enumerate(columns)
        },
    )
