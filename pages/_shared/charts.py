"""A chart on a page: its message, the chart with alt text, and at its corner one menu: its table, the files of both."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import streamlit as st

from charts import (  # noqa: F401 (each adds its templates to charts.templates)
    criteria,
    deadlines,
    overview,
    plan_tasks,
    quality,
    rankings,
    render,
    surveys,
    templates,
    trends,
    units,
)
from charts.templates import SERIES, SERIES_SYMBOLS
from charts.theme import STATUS_COLOURS, STATUSES, class_colours
from pages._shared import export, filters, tables
from words import labels

__all__ = ["SERIES", "SERIES_SYMBOLS", "STATUSES", "STATUS_COLOURS", "class_colours", "is_dark", "show", "stack"]


MENU = "Bảng, tải về"


def is_dark() -> bool:
    return st.context.theme.type == "dark"


def show(
    kind: str,
    message: str,
    alt_text: str,
    key: str,
    words: tuple[str, ...] = (),
    facts: list[tuple[str, str]] | tuple = (),
    picks: str | None = None,
    table: tables.Table | None = None,
    **datasets: list[dict],
) -> str | None:
    """A chart in a frame under its message. An empty data set keeps its layer silent.

    table: the same in numbers, shown under the chart while its reader asks for it; None: it stands on the page anyway.
    facts: what the figures are (year, block, basis, snapshot), written into the picture that is downloaded.
    picks: the field whose value is returned when a reader chooses a mark.
    """
    spec = {
        **templates.template(kind, is_dark(), words),
        "datasets": {name: pa.Table.from_pylist(rows) for name, rows in datasets.items()},
    }
    if table:
        table = replace(table, columns=tables.there(table.rows, table.columns))
    more = {"on_select": "rerun", "selection_mode": templates.PICK} if picks else {}
    with st.container(border=True, key=f"khung_{key}"):
        with st.container(horizontal=True, vertical_alignment="top", wrap=False, key=f"dau_{key}"):
            st.markdown(f"**{message}**", width="stretch")
            with st.popover(MENU, type="tertiary", icon=":material/more_horiz:", key=f"menu_{key}"):
                listed = table and filters.opens(f"bang-{table.key}", st.toggle, labels.TABLE)
                if table:
                    export.buttons(table)
                export.pictures(
                    key,
                    # a picture goes into documents, so it is always light; made only when a button is pressed
                    lambda: templates.figure(
                        kind,
                        plain_text(message),
                        alt_text,
                        words=words,
                        notes=(" · ".join(f"{name}: {value}" for name, value in facts),) if facts else (),
                        **datasets,
                    ),
                    {"png": render.png, "svg": render.svg},
                )
        event = st.vega_lite_chart(spec=spec, alt=alt_text, key=key, **more)
        if listed:
            _twin(table)
    chosen = (event["selection"].get(templates.PICK) or []) if picks else []
    return chosen[0].get(picks) if chosen else None


def _twin(table: tables.Table) -> None:
    if table.opens:
        tables.show(table.rows, table.columns, f"bang_{table.key}", alt=table.title, opens=table.opens)
        st.caption(f"Chọn một dòng để {table.opens_what}.")
    else:
        st.html(tables.html(table.rows, table.columns, table.title))


def plain_text(message: str) -> str:
    """A message without the signs that keep file text from being read as Markdown."""
    return message.replace("\\", "").replace("**", "")


def stack(row: str, pieces: list[tuple[str, int, str]], words: list[str], colours: list[str]) -> list[dict]:
    """templates.stack in the reader's theme."""
    return templates.stack(row, pieces, words, colours, is_dark())
