"""Every unit by every criterion."""

from __future__ import annotations

import itertools

import streamlit as st

from pages._shared import charts, frame
from pages._shared.filters import View
from pages._shared.tables import Column
from words import labels


def show(view: View, criteria: list[dict], scores: list[dict], order: str) -> tuple[str, str] | None:
    """Units and criteria; returns the unit and criterion of the cell that was just clicked."""
    st.header("Đơn vị và tiêu chí", anchor=False)
    place = {c["criterion_code"]: number for number, c in enumerate(criteria)}
    shown = sorted(
        (s for s in scores if s["criterion_code"] in place),
        key=lambda s: (s["unit_position"], place[s["criterion_code"]]),
    )
    if not shown:
        st.info("Không có điểm nào của đơn vị này.")
        return None
    bases = {"final": "sau giải trình", "verified": view.snapshot.verification_word, "self": "tự chấm"}

    def state(s: dict) -> str:
        if not s["applicable"]:
            return "không áp dụng"
        if s["pct"] is None:
            return "chưa chấm"
        return (
            f"{labels.percent(s['pct'], s['bounds'])} điểm tối đa ({labels.points(s['points'])}/{labels.points(s['max_points'])} "
            f"điểm, {bases[s['basis']]})"
        )

    cells = [cell(s, f"tiêu chí {s['criterion_code']} {s['criterion_name']}: {state(s)}") for s in shown]
    codes = list(place)
    group_of = {c["criterion_code"]: c["group_code"] for c in criteria}
    firsts = [{"code": code} for before, code in itertools.pairwise(codes) if group_of[before] != group_of[code]]
    unscored = sum(s["applicable"] and s["pct"] is None for s in shown)
    picked = charts.show(
        "heat",
        f"% điểm tối đa của {len({s['unit_code'] for s in shown})} đơn vị theo tiêu chí; "
        + (f"{unscored} ô chưa chấm" if unscored else "mọi tiêu chí áp dụng đều đã chấm"),
        f"Bảng nhiệt phần trăm điểm tối đa theo đơn vị và tiêu chí, năm {view.year}; số liệu đầy đủ trong bảng bên dưới",
        "bieu_do_nhiet",
        facts=view.facts(),
        picks="cell",
        cells=cells,
        groups=firsts if order == "nhom" else [],
    )
    st.caption(
        "Bấm vào một ô để xem điểm đó từ đâu mà có. Ô viền nét đứt, dấu “–”: tiêu chí không áp dụng. Ô trống: chưa chấm. "
        "Đơn vị xếp theo khối và thứ hạng tham khảo."
    )
    wide: dict[str, dict] = {}
    for s in shown:
        row = wide.setdefault(s["unit_code"], {name: s[name] for name in ("unit_name", "block_name", "bounds")})
        row[s["criterion_code"]] = s["pct"] if s["applicable"] else None
    columns = [Column("unit_name", "Đơn vị"), *[Column(c, c, "percent", width=70) for c in codes]]
    rows = [
        {c.field: row.get(c.field) for c in [*columns, Column("block_name", ""), Column("bounds", "")]}
        for row in wide.values()
    ]
    frame.table(
        f"don-vi-tieu-chi-{view.year}",
        f"% điểm tối đa theo đơn vị và tiêu chí năm {view.year}",
        view.facts(),
        rows,
        [*columns, Column("block_name", "Khối")],
        folded=labels.TABLE,
    )

    return clicked(picked)


def cell(row: dict, said: str) -> dict:
    """One cell of a heat map: a unit and a criterion or one of its parts. said: what the unit has there."""
    pct = row["pct"] if row["applicable"] else None
    return {
        "unit": row["unit_name"],
        "cell": f"{row['unit_code']}|{row['criterion_code']}",
        "na": not row["applicable"],
        "code": row["criterion_code"],
        "pct": pct,
        "text": labels.NONE if not row["applicable"] else "" if pct is None else labels.number(pct, 0),
        "tip": f"{row['unit_name']}, {said}",
    }


def clicked(cell: str | None) -> tuple[str, str] | None:
    """A click that this run is the first to see; an older one must not win over a later choice in the lists."""
    is_new = cell is not None and cell != st.session_state.get("_cell")
    st.session_state["_cell"] = cell
    return tuple(cell.split("|", 1)) if is_new else None
