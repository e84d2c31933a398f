"""Every unit by the groups of criteria; a group opens to its criteria."""

from __future__ import annotations

import itertools
import statistics
import textwrap
from collections.abc import Callable

import streamlit as st

from pages._criteria import chosen
from pages._shared import charts, data, filters
from pages._shared.filters import View
from pages._shared.tables import Column, Table, column
from words import labels


def show(view: View, criteria: list[dict], is_whole: bool, tell: Callable) -> None:
    """Groups while all criteria are looked at, else the criteria that are. A cell that is clicked opens: a group its
    criteria, a criterion the story of that score, which tell(view, unit, criterion) shows."""
    if is_whole and len({c["group_code"] for c in criteria}) > 1:
        if cell := groups(view):
            filters.put(chosen.GROUP, cell[1])
            st.rerun()
    elif cell := by_criterion(view, criteria):
        tell(view, *cell)


def groups(view: View) -> tuple[str, str] | None:
    """Units and groups; returns the unit and group of the cell that was just clicked."""
    rows = data.rows("group_heat_map", year=view.year, block=view.block, scope=view.scope)
    if not rows:
        st.info("Không có điểm nào của đơn vị này.")
        return None
    names = {r["group_code"]: r["group_name"] for r in rows}
    heads = {
        code: "|".join([code, *textwrap.wrap(name, 13, max_lines=3, placeholder="…")]) for code, name in names.items()
    }
    cells = [
        {
            "unit": r["unit_name"],
            "cell": f"{r['unit_code']}|{r['group_code']}",
            "na": not r["criteria_applicable"],
            "code": heads[r["group_code"]],
            "pct": r["pct"] if r["criteria_scored"] else None,
            "text": labels.number(r["pct"], 0) if r["pct"] is not None and r["criteria_scored"] else "",
            "tip": f"{r['unit_name']}, nhóm {r['group_code']}. {r['group_name']}: {labels.percent(r['pct'], r['bounds'])} điểm tối đa, "
            f"đã chấm {r['criteria_scored']}/{r['criteria_applicable']} tiêu chí",
        }
        for r in rows
    ]
    wide: dict[str, dict] = {}
    for r in rows:
        row = wide.setdefault(
            r["unit_code"], dict.fromkeys(names) | {n: r[n] for n in ("unit_name", "block_name", "bounds")}
        )
        row[r["group_code"]] = r["pct"] if r["criteria_scored"] else None
    columns = [
        column("unit_name"),
        *[Column(code, f"{code}. {name}", "percent") for code, name in names.items()],
        column("block_name"),
    ]
    lowest = min(
        names,
        key=lambda code: (
            statistics.median([r["pct"] for r in rows if r["group_code"] == code and r["pct"] is not None] or [101]),
            code,
        ),
    )
    picked = charts.show(
        "heat",
        f"% điểm tối đa của {len(wide)} đơn vị theo nhóm tiêu chí; thấp nhất: {labels.plain(names[lowest])}",
        f"Bảng nhiệt phần trăm điểm tối đa theo đơn vị và nhóm tiêu chí, năm {view.year}; số liệu đầy đủ trong bảng",
        "bieu_do_nhiet_nhom",
        facts=view.facts(),
        words=("names",),
        picks="cell",
        table=Table(
            f"don-vi-nhom-{view.year}", f"% điểm tối đa theo đơn vị và nhóm tiêu chí năm {view.year}", view.facts(),
            list(wide.values()), columns,
        ),
        cells=cells,
        groups=[],
    )  # fmt: skip
    st.caption(
        f"{'; '.join(f'{code}: {labels.plain(name)}' for code, name in names.items())}. Bấm vào một nhóm để xem các tiêu chí của nhóm đó. Tiêu chí chưa chấm tính 0 điểm, như khi xếp hạng theo nhóm. Đơn vị xếp "
        "theo khối và thứ hạng tham khảo."
    )
    pair = chosen.clicked("nhom", picked)
    return tuple(pair.split("|", 1)) if pair else None


def by_criterion(view: View, criteria: list[dict]) -> tuple[str, str] | None:
    """Units and criteria; returns the unit and criterion of the cell that was just clicked."""
    criteria = sorted(criteria, key=lambda c: c["position"])
    place = {c["criterion_code"]: number for number, c in enumerate(criteria)}
    asked = tuple(sorted(place))  # in whichever order they are shown, it is one answer
    scores = data.rows("heat_map", year=view.year, criteria=asked, block=view.block, scope=view.scope)
    shown = sorted(scores, key=lambda s: (s["unit_position"], place[s["criterion_code"]]))
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
    wide: dict[str, dict] = {}
    for s in shown:
        row = wide.setdefault(s["unit_code"], {name: s[name] for name in ("unit_name", "block_name", "bounds")})
        row[s["criterion_code"]] = s["pct"] if s["applicable"] else None
    columns = [column("unit_name"), *[Column(c, c, "percent", width=70) for c in codes]]
    rows = [
        {c.field: row.get(c.field) for c in [*columns, Column("block_name", ""), Column("bounds", "")]}
        for row in wide.values()
    ]
    picked = charts.show(
        "heat",
        f"% điểm tối đa của {len({s['unit_code'] for s in shown})} đơn vị theo tiêu chí; "
        + (f"{unscored} ô chưa chấm" if unscored else "mọi tiêu chí áp dụng đều đã chấm"),
        f"Bảng nhiệt phần trăm điểm tối đa theo đơn vị và tiêu chí, năm {view.year}; số liệu đầy đủ trong bảng",
        "bieu_do_nhiet",
        facts=view.facts(),
        picks="cell",
        table=Table(
            f"don-vi-tieu-chi-{view.year}",
            f"% điểm tối đa theo đơn vị và tiêu chí năm {view.year}",
            view.facts(),
            rows,
            [*columns, column("block_name")],
        ),
        cells=cells,
        groups=firsts,
    )
    st.caption(
        "Bấm vào một ô để xem điểm đó từ đâu mà có. Ô viền nét đứt, dấu “–”: tiêu chí không áp dụng. Ô trống: chưa chấm. "
        "Đơn vị xếp theo khối và thứ hạng tham khảo."
    )
    pair = chosen.clicked("o", picked)
    return tuple(pair.split("|", 1)) if pair else None


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
