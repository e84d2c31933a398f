"""What other scores would give, and every score."""

from __future__ import annotations

import streamlit as st

from pages._shared import data, frame, score_story
from pages._shared.filters import View
from pages._shared.tables import Column, column
from pages._unit_profile.about import Unit, table
from warehouse import profile
from words import labels

CRITERIA_COLUMNS = [
    column("title", width=380),
    column("points"),
    Column("max_points", "Tối đa", "points"),
    column("pct"),
    column("self_points"),
    column("verified_points"),
    column("final_points"),
    column("block_median"),
    column("state_text"),
    column("group_name"),
]


ADDED_COLUMNS = [
    Column("title", "Nội dung cộng, trừ", width=380),
    column("points"),
    column("self_points"),
    column("verified_points"),
    column("final_points"),
]


def try_out(view: View, about: Unit, criteria: list[dict]) -> None:
    """Changed scores, seen at once and kept nowhere."""
    st.caption("Chỉ là phép thử trên màn hình: không lưu, không thay đổi số liệu.")
    titles = {row["criterion_code"]: row for row in criteria if row["applicable"]}
    picked = st.multiselect(
        "Tiêu chí muốn thử", list(titles), key="thu_tieu_chi", format_func=lambda c: titles[c]["title"],
        placeholder="Chọn tiêu chí", max_selections=8, select_all=False,
    )  # fmt: skip
    changes = {}
    if picked:
        with st.grid(min(len(picked), 4), min_column_width=200):
            for one in picked:
                row = titles[one]
                changes[one] = st.number_input(
                    f"Điểm thử {one} (tối đa {labels.points(row['max_points'])})",
                    0.0, float(row["max_points"]), float(row["points"] or 0), 0.25, key=f"thu_{about.code}_{view.year}_{one}",
                )  # fmt: skip
    if not picked:
        return
    if not about.now["is_rated"]:
        st.caption(f"{labels.NOT_RATED}.")
        return
    bounds = [
        b
        for b in data.rows("class_bounds", year=view.year, block=about.now["block_code"])
        if b["framework_code"] == about.now["framework_code"]
    ]
    peers = [
        row["score_pct"]
        for row in data.rows("ranking", year=view.year, block=about.now["block_code"], scope=view.scope)
        if row["unit_code"] != about.code and row["score_pct"] is not None
        and row["framework_code"] == about.now["framework_code"]
    ]  # fmt: skip
    added = data.rows("added_points", year=view.year, unit=about.code, scope=view.scope)
    frameworks = data.rows("frameworks", year=view.year, block=about.now["block_code"])
    cap = next((f["cap_pct"] for f in frameworks if f["framework_code"] == about.now["framework_code"]), None)
    result = profile.trial(criteria, changes, peers, bounds, sum(row["points"] for row in added), cap)
    if data.rows("unmet_conditions", year=view.year, unit=about.code, scope=view.scope):
        st.caption("Xếp loại của phép thử chưa xét các điều kiện xếp loại.")
    frame.metrics(
        [
            {
                "label": "Phép thử: % điểm tối đa",
                "value": labels.percent(result.score_pct, [b["lower_pct"] for b in bounds]),
                "note": f"{labels.signed(result.score_pct - about.now['score_pct'], 2)} so với hiện nay",
            },
            {
                "label": "Phép thử: xếp loại",
                "value": result.class_name or labels.NONE,
                "note": "không đổi"
                if result.class_name == about.now["class_name"]
                else f"hiện nay {about.now['class_name']}",
            },
            *([] if not view.shows_others else [{
                "label": "Phép thử: thứ hạng",
                "value": f"{result.rank}/{result.ranked}",
                "note": "không đổi"
                if result.rank == about.now["rank_block"]
                else f"hiện nay {about.now['rank_block']}",
            }]),
        ]
    )  # fmt: skip


def criteria_table(view: View, about: Unit, criteria: list[dict]) -> None:
    for row in criteria:
        row["state_text"] = (
            "Không áp dụng" if not row["applicable"]
            else "Chưa chấm" if row["points"] is None
            else "Sau giải trình" if row["final_points"] is not None
            else labels.sentence(f"đã {view.snapshot.verification_word}") if row["verified_points"] is not None
            else "Tự chấm"
        )  # fmt: skip
    table(view, about, "tieu-chi", "Điểm từng tiêu chí", criteria, CRITERIA_COLUMNS)
    year, unit, scope = view.year, about.code, view.scope
    parts = data.rows("sub_criteria", year=year, unit=unit, criterion=None, block=None, scope=scope)
    if parts:
        parts = [score_story.in_words(part) for part in parts]
        title = "Điểm từng chỉ tiêu thành phần"
        table(view, about, "chi-tieu-thanh-phan", title, parts, score_story.PARTS, folded=title)
    if added := data.rows("added_points", year=year, unit=unit, scope=scope):
        for row in added:
            row["title"] = f"{row['criterion_code']} {row['criterion_name']}"
        title = "Điểm cộng, điểm trừ (ngoài điểm tối đa)"
        table(view, about, "diem-cong-tru", title, added, ADDED_COLUMNS, folded=title)
