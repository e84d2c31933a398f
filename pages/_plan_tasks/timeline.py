"""Task by task the years of its period."""

from __future__ import annotations

from html import escape

import streamlit as st

from pages._shared import frame
from pages._shared.filters import View
from pages._shared.tables import Column, Table

AS_EXPECTED = ("done", "not_reported", "not_due")  # done, or its year is not over


def show(view: View, rows: list[dict]) -> None:
    """Task by task the years of its period; the colour repeats what symbol and word say."""
    st.header(f"Sơ đồ tiến độ (Gantt) {min(r['year'] for r in rows)}–{max(r['year'] for r in rows)}", anchor=False)
    years = sorted({row["year"] for row in rows})
    found = {(row["task_code"], row["year"]): row for row in rows}
    head = "".join(f'<th scope="col">{year}</th>' for year in years)
    body = []
    for code, name in {row["task_code"]: row["name"] for row in rows}.items():
        cells = "".join(_cell(found.get((code, year))) for year in years)
        body.append(f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>')
    title = f"Tình trạng từng nhiệm vụ theo năm, {years[0]}–{years[-1]}"
    st.html(
        f'<div class="bang" role="region" tabindex="0" aria-label="{escape(title)}"><table class="tien-do">'
        f'<caption>{escape(title)}</caption><thead><tr><th scope="col">Nhiệm vụ</th>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )
    signs = dict.fromkeys(row["status_text"] for row in rows if row["status"] in AS_EXPECTED)
    st.caption(" · ".join(signs) + ". Ô trống: năm không có việc theo Kế hoạch.")
    done = [
        {"name": name} | {str(y): (found.get((code, y)) or {}).get("status_text") for y in years}
        for code, name in {row["task_code"]: row["name"] for row in rows}.items()
    ]
    columns = [Column("name", "Nhiệm vụ"), *(Column(str(year), f"Năm {year}") for year in years)]
    frame.downloads(Table("tien-do-theo-nam", title, view.facts(), done, columns))


def _cell(row: dict | None) -> str:
    if row is None:
        return "<td></td>"
    symbol, _, words = row["status_text"].partition(" ")
    if row["status"] in AS_EXPECTED:  # words only for what is not: else the same word stands forty times
        return f'<td class="{row["status"]}" title="{escape(words)}"><span role="img" aria-label="{escape(words)}">{symbol}</span></td>'
    return f'<td class="{row["status"]}"><span aria-hidden="true">{symbol}</span> {escape(words)}</td>'
