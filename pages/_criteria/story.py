"""Where one score comes from, and all scores of a criterion."""

from __future__ import annotations

import streamlit as st

from pages._criteria import parts
from pages._shared import charts, data, filters, frame, score_story, tables
from pages._shared.filters import View
from pages._shared.tables import Column, Table, column
from words import labels

COLUMNS = [
    column("unit_name"),
    Column("points", "Điểm", "points"),
    column("pct"),
    column("basis_text"),
    Column("reported_pct", "Tỷ lệ đơn vị báo cáo", "share"),
    Column("evidence", "Minh chứng đơn vị nêu", width=380),
    column("block_name"),
]


@st.dialog("Điểm này từ đâu mà có", width="large", on_dismiss="rerun")
def in_dialog(view: View, unit: str, criterion: str) -> None:
    score_story.show(view, unit, criterion)


def tell(view: View, unit: str, criterion: str) -> None:
    """The story of a score that was clicked; its unit and criterion stay chosen."""
    filters.put("dv", unit)
    filters.put("tc", criterion)
    in_dialog(view, unit, criterion)


def show(view: View, everything: list[dict], cell: tuple[str, str] | None) -> None:
    """The choice of a criterion and a unit, and the story of that score."""
    if cell:
        filters.put("dv", cell[0])
        filters.put("tc", cell[1])
    scored = data.rows("scored_units", year=view.year, block=view.block, scope=view.scope)
    units = {row["unit_code"]: row["unit_name"] for row in scored}
    names = {c["criterion_code"]: c["title"] for c in everything}
    with st.container(horizontal=True, key="chon_diem"):
        criterion = filters.choose(
            st.selectbox,
            "tc",
            list(names),
            None,
            label="Xem một tiêu chí",
            format_func=names.get,
            index=None,
            placeholder="Chọn tiêu chí",
        )
        unit = filters.choose(
            st.selectbox,
            "dv",
            list(units),
            None,
            label="của một đơn vị: điểm từ đâu mà có",
            format_func=units.get,
            index=None,
            placeholder="Chọn đơn vị",
        )
    if cell:
        in_dialog(view, *cell)
    elif unit and criterion:
        score_story.show(view, unit, criterion)
    if criterion:
        one_criterion(view, next(c for c in everything if c["criterion_code"] == criterion))


def one_criterion(view: View, criterion: dict) -> None:
    """How the units stand in one criterion, and what those with full marks gave as evidence."""
    code = criterion["criterion_code"]
    st.header(f"Tiêu chí {labels.plain(criterion['title'])}", anchor=False)
    rows = [
        row
        for row in data.rows("criterion_units", year=view.year, criterion=code, block=view.block, scope=view.scope)
        if row["applicable"]
    ]
    scored = [row for row in rows if row["pct"] is not None]
    full = [row for row in scored if row["pct"] == 100]
    bins = []
    for low in range(0, 100, 10):
        # the last tenth is closed: full marks belong to it
        inside = [r for r in scored if low <= r["pct"] < low + 10 or (low == 90 and r["pct"] == 100)]
        bins.append(
            {
                "name": f"{low}–{low + 10}",
                "units": len(inside),
                "text": str(len(inside)) if inside else "",
                "tip": f"{len(inside)} đơn vị đạt từ {low}% đến {'' if low == 90 else 'dưới '}{low + 10}% điểm tối đa",
            }
        )
    rated, asked = ([row for row in rows if row["is_rated"] == is_rated] for is_rated in (True, False))
    bases = {"final": "sau giải trình", "verified": view.snapshot.verification_word, "self": "tự chấm"}
    for row in rows:
        row["basis_text"] = bases.get(row["basis"], "chưa chấm")
    charts.show(
        "spread",
        f"{len(full)}/{len(scored)} đơn vị đã chấm đạt điểm tối đa; {criterion['below_half']} đơn vị dưới 50%",
        f"Phân bố {len(scored)} đơn vị theo phần trăm điểm tối đa của tiêu chí {code}, năm {view.year}: "
        + "; ".join(f"{b['name']}% {b['units']} đơn vị" for b in bins if b["units"]),
        "bieu_do_phan_bo",
        facts=[("Tiêu chí", criterion["title"]), *view.facts()],
        table=Table(
            f"cac-don-vi-tieu-chi-{code}-{view.year}",
            f"Tiêu chí {criterion['title']} năm {view.year}",
            [("Tiêu chí", criterion["title"]), *view.facts()],
            rated,
            COLUMNS,
        ),
        bins=bins,
    )
    if found := parts.of(view, criterion):
        frame.section("thanh-phan", "Chỉ tiêu thành phần", parts.show, view, criterion, found)
    if asked:
        frame.table(
            f"theo-de-nghi-{code}-{view.year}",
            f"Tiêu chí {criterion['title']} năm {view.year}, đơn vị tự đánh giá theo đề nghị",
            [("Tiêu chí", criterion["title"]), *view.facts()],
            asked,
            COLUMNS,
            folded=f"{labels.TABLE}: {len(asked)} đơn vị không xếp thứ hạng, theo khối và tên",
        )
        st.caption(f"{labels.NOT_RATED}.")
    given = list(dict.fromkeys(row["evidence"] for row in full if row["evidence"]))
    if given:
        frame.section("minh-chung", "Minh chứng mà các đơn vị đạt điểm tối đa đã nêu", evidence, code, full, given)


def evidence(code: str, full: list[dict], given: list[str]) -> None:
    shown = [
        {"evidence": text, "units": labels.names([r["unit_name"] for r in full if r["evidence"] == text])}
        for text in given[:12]
    ]
    columns = [column("evidence"), Column("units", "Đơn vị")]
    st.html(tables.html(shown, columns, f"Minh chứng của đơn vị đạt điểm tối đa, tiêu chí {code}"))
    if len(given) > 12:
        st.caption(f"Còn {len(given) - 12} minh chứng khác trong bảng số liệu của biểu đồ.")
