"""A chart on a page: its message, the chart with alt text, its picture to download. Its table is frame.table."""

from __future__ import annotations

import pyarrow as pa
import streamlit as st

from charts import render, templates
from charts.templates import SERIES, SERIES_SYMBOLS
from charts.theme import STATUS_COLOURS, STATUSES, class_colours
from pages._shared import export

__all__ = ["SERIES", "SERIES_SYMBOLS", "STATUSES", "STATUS_COLOURS", "class_colours", "is_dark", "show", "stack"]


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
    **datasets: list[dict],
) -> str | None:
    """A chart in a frame under its message. An empty data set keeps its layer silent.

    facts: what the figures are (year, block, basis, snapshot), written into the picture that is downloaded.
    picks: the field whose value is returned when a reader chooses a mark.
    """
    spec = {
        **templates.template(kind, is_dark(), words),
        "datasets": {name: pa.Table.from_pylist(rows) for name, rows in datasets.items()},
    }
    more = {"on_select": "rerun", "selection_mode": templates.PICK} if picks else {}
    with st.container(border=True, key=f"khung_{key}"):
        st.markdown(f"**{message}**")
        event = st.vega_lite_chart(spec=spec, alt=alt_text, key=key, **more)
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
    chosen = (event["selection"].get(templates.PICK) or []) if picks else []
    return chosen[0].get(picks) if chosen else None


def plain_text(message: str) -> str:
    """A message without the signs that keep file text from being read as Markdown."""
    return message.replace("\\", "").replace("**", "")


def stack(row: str, pieces: list[tuple[str, int, str]], words: list[str], colours: list[str]) -> list[dict]:
    """templates.stack in the reader's theme."""
    return templates.stack(row, pieces, words, colours, is_dark())
