"""What differs from the figures that went out of the office last: published, or submitted."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import streamlit as st

from etl.run import changed
from pages._shared import changed_scores, data, frame
from pages._shared.filters import View
from pages._shared.tables import Column, column
from warehouse.store import KEPT, PUBLISHED

UNITS = [column("unit_name", width=225), Column("changes", "Thay đổi", width=640)]


class Since(NamedTuple):
    """The figures to compare with; on: the day on which they went out."""

    snapshot: str
    is_public: bool
    on: dt.date

    @property
    def word(self) -> str:
        return "đã công bố" if self.is_public else "đã trình"

    def units(self, view: View) -> list[dict] | None:
        """Units of the year that differ; None where those figures are kept no more."""
        found = data.changes_since(self.snapshot)
        return None if found is None else [row for row in found if row["year"] == view.year]


def since(past: list[dict]) -> Since | None:
    out = [row for row in past if row["stage"] in KEPT]
    if not out:
        return None
    last = out[-1]
    return Since(last["snapshot_id"], last["stage"] in PUBLISHED, last["since"])


def title(view: View, from_then: Since) -> str:
    found = from_then.units(view)
    return f"Khác bản {from_then.word}: {'–' if found is None else len(found)} đơn vị"


def show(view: View, from_then: Since) -> None:
    found = from_then.units(view)
    if found is None:
        st.caption("Bản số liệu lúc đó do bản phần mềm trước lập hoặc không còn được giữ, nên không so được.")
        return
    if not found:
        st.caption(f"Kết quả của mọi đơn vị năm {view.year} vẫn như bản {from_then.word}.")
        return
    if from_then.is_public:
        st.caption("Số liệu phát sinh sau công bố: chưa được công bố cho tới khi có văn bản đính chính.")
    rows = [row | {"changes": changed.words(row)} for row in found]
    frame.table(
        f"khac-ban-da-{view.year}", f"Đơn vị năm {view.year} khác bản {from_then.word}", view.facts(), rows, UNITS, whole=True
    )  # fmt: skip
    changed_scores.show(view, from_then.snapshot, f"khác bản {from_then.word}", whole=True)
