"""Where the points are lost: the eight criteria that cost most, and all of them."""

from __future__ import annotations

import streamlit as st

from charts import criteria as criteria_charts
from pages._criteria.chosen import clicked, ordered, short
from pages._shared import charts
from pages._shared.filters import View
from pages._shared.tables import Column, Table, column
from words import labels

COLUMNS = [
    column("title", width=330),
    column("max_points"),
    column("median_pct"),
    Column("below_half", "Đơn vị dưới 50%", "integer"),
    column("points_lost"),
    Column("lost_share", "Tỷ trọng điểm mất", "share"),
    Column("lost_so_far", "Cộng dồn từ tiêu chí mất nhiều nhất", "share"),
    Column("half", "Nửa giữa các đơn vị"),
    Column("median_change", "So với năm trước (điểm phần trăm)", "signed"),
    Column("self_minus_verified", "Tự chấm trừ thẩm định (điểm)", "signed"),
    Column("scored_text", "Đã chấm / áp dụng"),
    column("group_name"),
    Column("kind_text", "Loại tiêu chí"),
]


MOST = 8


def costliest(view: View, criteria: list[dict], worst: list[dict]) -> str | None:
    """The main chart of the page; returns the criterion that was chosen in it."""
    lost = [c for c in criteria if c["points_lost"]]
    shown = lost[:MOST]
    if not shown:
        st.caption("Mọi tiêu chí đã chấm đều đạt điểm tối đa.")
        return None
    so_far, rows = 0.0, []
    for place, c in enumerate(shown):
        so_far += c["lost_share"] or 0
        rows.append(
            criteria_charts.in_lines(c["title"])
            | {
                "criterion_code": c["criterion_code"],
                "place": place,
                "share": c["lost_share"],
                "so_far": so_far,
                "text": labels.percent(c["lost_share"]),
                # one at the end of the line, where the eye comes to rest
                "said_so_far": labels.percent(so_far) if c is shown[-1] and place else "",
                "most": c in worst,
                "tip": f"Tiêu chí {c['title']}: mất {labels.points(c['points_lost'])} điểm (cộng các đơn vị), "
                f"{labels.percent(c['lost_share'])} tổng điểm mất; cộng dồn {labels.percent(so_far)}; "
                f"{c['below_half']} đơn vị dưới 50%",
            }
        )
    picked = charts.show(
        "pareto",
        f"{len(shown)}/{len(criteria)} tiêu chí chiếm {labels.percent(so_far)} tổng điểm mất",
        f"Tiêu chí mất nhiều điểm nhất năm {view.year}, phần trăm tổng điểm mất: "
        + "; ".join(f"{c['title']} {labels.percent(c['lost_share'])}" for c in shown),
        "bieu_do_mat_diem",
        facts=view.facts(),
        picks="criterion_code",
        table=Table(f"tieu-chi-{view.year}", f"Kết quả theo tiêu chí năm {view.year}", view.facts(), criteria, COLUMNS),
        criteria=rows,
    )
    return clicked("tieu_chi", picked)


def every(view: View, criteria: list[dict], worst: list[dict]) -> None:
    """All criteria with their middle and middle half."""
    rows = ordered(criteria)
    data_rows = [
        {
            "name": short(c["title"]),
            "median": c["median_pct"],
            "low": c["lower_quartile"],
            "high": c["upper_quartile"],
            "weak": c in worst,
            "text": labels.percent(c["median_pct"], c["bounds"]),
            "tip": f"Tiêu chí {c['title']}: trung vị {labels.percent(c['median_pct'], c['bounds'])} điểm tối đa, nửa giữa "
            f"{labels.percent(c['lower_quartile'], c['bounds'])}–{labels.percent(c['upper_quartile'], c['bounds'])}; "
            f"{c['below_half']} đơn vị dưới 50%; mất {labels.points(c['points_lost'])} điểm",
        }
        for c in rows
    ]
    charts.show(
        "weakness",
        f"Mất điểm nhiều nhất: {labels.plain(short(worst[0]['title'], 90))}"
        if worst[0]["points_lost"]
        else "Mọi tiêu chí đã chấm đều đạt điểm tối đa",
        f"Trung vị phần trăm điểm tối đa của {len(rows)} tiêu chí năm {view.year}: "
        + "; ".join(f"{c['criterion_code']} {labels.percent(c['median_pct'], c['bounds'])}" for c in rows),
        "bieu_do_tieu_chi",
        facts=view.facts(),
        criteria=data_rows,
    )
