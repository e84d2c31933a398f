"""The way to a unit or a criterion by a part of its name, typed with or without tone marks: "hoa binh", "Hoà Bình"."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from pages._shared import data
from warehouse.names_of_people import fold

MOST = 6  # links that are offered at once


class Found(NamedTuple):
    """Where a link leads: words, page file, address."""

    words: str
    page: str
    address: dict[str, str]


# pages on which a unit is opened as on its result sheet, and what else their address needs for that
CHOOSE_A_UNIT = {"heads.py": {}, "plan_tasks.py": {"mo": "cua-don-vi"}, "verification.py": {}}


def found(typed: str, year: int, scope: str | None, page: str = "") -> list[Found]:
    """What bears every word that was typed, units first; a word may be the beginning of one in the name. A unit is opened on
    `page`, where it can be chosen there: other units than the reader's own have their result sheet only."""
    asked = fold(typed).split()

    def unit(name: str, code: str) -> Found:
        address = {"dv": code, "nam": str(year)}
        if page in CHOOSE_A_UNIT and scope in (None, code):
            return Found(name, page, address | CHOOSE_A_UNIT[page])
        return Found(name, "unit_profile.py", address)

    units = [unit(u["unit_name"], u["unit_code"]) for u in data.rows("units", block=None)]
    criteria = [
        Found(
            f"{c['criterion_code']} {c['criterion_name']}", "criteria.py", {"tc": c["criterion_code"], "nam": str(year)}
        )
        for c in data.rows("criteria", year=year, block=None, scope=scope)
    ]
    return [one for one in units + criteria if asked and _bears(fold(one.words).split(), asked)]


def _bears(words: list[str], asked: list[str]) -> bool:
    return all(any(word.startswith(part) for word in words) for part in asked)


def show(year: int, scope: str | None, page: str = "") -> None:
    """The field, and under it the links."""
    typed = st.text_input("Tìm đơn vị, tiêu chí", key="tim", placeholder="Gõ tên, không cần dấu")
    if not typed:
        return
    links = found(typed, year, scope, page)
    for link in links[:MOST]:
        st.page_link(link.page, label=link.words, query_params=link.address)
    if not links:
        st.caption("Không có đơn vị hay tiêu chí nào mang tên này.")
    elif len(links) > MOST:
        st.caption(f"Còn {len(links) - MOST} kết quả nữa; gõ thêm chữ để thu hẹp.")
