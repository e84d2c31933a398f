"""The unit, and those beside it."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from pages._shared import data, filters, frame
from pages._shared.filters import View
from pages._shared.tables import Column, Table
from words import labels


class Unit(NamedTuple):
    """The unit of the page. compared: its code first, then those beside it; history: results of all of them by year;
    own_years: its own; now: that of the year, None where it was not in scope."""

    code: str
    name: str
    compared: list[str]
    history: list[dict]
    own_years: list[dict]
    now: dict | None


def choose_units(view: View) -> list[str]:
    """The unit of the sheet (`dv`), then up to three beside it (`so`)."""
    names = {u["unit_code"]: u["unit_name"] for u in data.rows("units", block=None)}
    if not names:
        frame.no_results(view)
        st.stop()
    own = view.scope if view.scope in names else None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        unit = filters.choose(
            st.selectbox, "dv", list(names), own or next(iter(names)), label="Đơn vị",
            format_func=names.get, width=360,
        )  # fmt: skip
        beside = filters.choose(
            st.multiselect, "so", [code for code in names if code != unit], [], label="So sánh với (tối đa 3 đơn vị)",
            format_func=names.get, max_selections=3, placeholder="Chọn đơn vị", select_all=False,
        )  # fmt: skip
    return [unit, *beside]


def facts(view: View, about: Unit) -> list[tuple[str, str]]:
    """What an export says about its figures."""
    said = [fact for fact in view.facts() if fact[0] not in ("Khối", "Cơ sở điểm")]
    if about.now:
        said[1:1] = [("Đơn vị", about.now["unit_name"]), ("Khối", about.now["block_name"])]
        said.append(("Cơ sở điểm", labels.basis(about.now["score_basis"], view.snapshot.verification_word)))
    return said


def table(view: View, about: Unit, key: str, title: str, rows: list[dict], columns: list[Column], folded=None) -> None:
    frame.table(
        f"{key}-{view.year}",
        f"{title}: {about.own_years[0]['unit_name']}, năm {view.year}",
        facts(view, about),
        rows,
        columns,
        folded,
    )


def twin(view: View, about: Unit, key: str, title: str, rows: list[dict], columns: list[Column]) -> Table:
    """The table in the menu of a chart."""
    name = f"{title}: {about.own_years[0]['unit_name']}, năm {view.year}"
    return Table(f"{key}-{view.year}", name, facts(view, about), rows, columns)


def chosen(view: View) -> Unit | None:
    """None where nothing of the unit may be told to the reader, which is said then."""
    compared = choose_units(view)
    history = data.rows("unit_years", units=tuple(compared), scope=view.scope)
    own_years = [row for row in history if row["unit_code"] == compared[0]]
    if not own_years:
        st.info(labels.not_published(view.year))
        return None
    now = next((row for row in own_years if row["year"] == view.year), None)
    return Unit(compared[0], labels.plain(own_years[0]["unit_name"]), compared, history, own_years, now)


def near() -> float:
    """Percentage points from a bound within which a result is near it."""
    return data.number_setting("near_bound_points", 1.0)
