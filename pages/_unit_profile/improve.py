"""Where points were lost, and what to improve first."""

from __future__ import annotations

import streamlit as st

from pages._shared import charts, survey_scores
from pages._shared.filters import View
from pages._shared.tables import Column, column
from pages._unit_profile.about import Unit, facts, table, twin
from warehouse import profile
from words import labels

PRIORITY_COLUMNS = [
    column("title", width=380),
    Column("gain", "Có thể thêm (điểm)", "points"),
    Column("points", "Đang có", "points"),
    column("block_median"),
    Column("max_points", "Tối đa", "points"),
    Column("peers_text", "Đơn vị đạt điểm tối đa"),
]


def lost(view: View, about: Unit, criteria: list[dict]) -> None:
    steps = profile.lost_points(criteria)
    if not steps:
        return
    most = max(steps, key=lambda step: step["lost"])
    rows = [
        {
            "name": f"{step['code']}. {step['name']}" if step["code"] else "Chưa chấm",
            "start": step["start"],
            "end": step["end"],
            "kind": "lost" if step["code"] else "waiting",
            "lost": step["lost"],
            "points": step["points"],
            "text": labels.signed(-step["lost"]) if step["lost"] else "0",
            "tip": f"{'Nhóm ' + step['code'] if step['code'] else 'Chưa chấm'}: mất {labels.points(step['points'])} điểm, "
            f"bằng {labels.percent(step['lost'])} điểm tối đa",
        }
        for step in steps
    ]
    score = about.now["score_pct"]
    level = steps[-1]["end"]
    if abs(score - level) > 1e-9:  # bonus, penalty, a cap
        rows.append(
            {
                "name": "Điểm cộng, trừ, trần",
                "start": level,
                "end": score,
                "kind": "waiting",
                "lost": level - score,
                "points": None,
                "text": labels.signed(score - level),
                "tip": f"Điểm cộng, điểm trừ và mức trần: {labels.signed(score - level)}% điểm tối đa",
            }
        )
    shown = labels.percent(score, about.now["bounds"])
    if most["lost"] == 0:
        message = "Không mất điểm ở nhóm tiêu chí nào"
    else:
        where = f"nhóm {most['code']}" if most["code"] else "các tiêu chí chưa chấm"
        message = f"Mất nhiều nhất ở {where}: {labels.percent(most['lost'])} điểm tối đa"
    charts.show(
        "waterfall",
        message,
        f"Từ 100% xuống {shown}: " + "; ".join(f"{row['name']} {row['text']}" for row in rows),
        "mat_diem",
        facts=facts(view, about),
        table=twin(
        view,
        about,
        "mat-diem",
        "Điểm mất theo nhóm tiêu chí",
        rows,
        [
            Column("name", "Nhóm tiêu chí", width=380),
            Column("points", "Điểm mất", "points"),
            Column("lost", "% điểm tối đa", "share"),
        ],
    ),
        steps=[
            *rows,
            {
                "name": "Kết quả", "start": 0, "end": score, "kind": "score", "text": shown,
                "tip": f"Kết quả: {shown} điểm tối đa",
            },
        ],
    )  # fmt: skip


def said(row: dict) -> str:
    return (
        f"{labels.plain(row['title'])}: {labels.points(row['points'])}/{labels.points(row['max_points'])} điểm, "
        f"trung vị khối {labels.points(row['block_median'])}"
    )


def in_words(criteria: list[dict]) -> None:
    if not profile.distinguishing(criteria):
        st.caption("Chưa so được: khối có quá ít đơn vị có kết quả, hoặc các đơn vị gần như bằng nhau ở mọi tiêu chí.")
        return
    left, right = st.columns(2)
    for place, title, rows, none in (
        (left, "Mạnh", profile.strengths(criteria), "Không có tiêu chí nào cao hơn hẳn các đơn vị khác."),
        (right, "Yếu", profile.weaknesses(criteria), "Không có tiêu chí nào thấp hơn hẳn các đơn vị khác."),
    ):  # fmt: skip
        with place:
            st.markdown(f"**{title}**\n\n" + ("\n".join(f"- {said(row)}" for row in rows) or none))


def priorities(view: View, about: Unit, criteria: list[dict]) -> None:
    rows = profile.priorities(criteria)
    if not rows:
        st.caption("Không có tiêu chí nào mà phần lớn đơn vị của khối đạt cao hơn.")
        return
    total = sum(row["gain"] for row in rows[:5])
    st.markdown(
        f"Ít nhất một nửa số đơn vị của khối đã đạt cao hơn ở **{len(rows)}** tiêu chí; bằng trung vị khối ở "
        f"{min(5, len(rows))} tiêu chí đầu thì thêm **{labels.points(total)}** điểm."
    )
    for row in rows:
        row["peers_text"] = f"{row['block_full']}/{row['block_scored']}"
    table(view, about, "uu-tien", "Tiêu chí nên ưu tiên cải thiện", rows[:10], PRIORITY_COLUMNS)


def beside_survey(view: View, about: Unit) -> None:
    """What the survey supports of the scores that rest on it."""
    rows = survey_scores.rows(view, unit=about.code)
    if not rows:
        st.caption("Không có tiêu chí nào của đơn vị dựa vào khảo sát.")
        return
    above = [row for row in rows if row["finding"]]
    told = [row for row in rows if row["share"] is not None]
    st.markdown(
        f"**{len(above)}/{len(told)}** điểm tự chấm cao hơn mức khảo sát ủng hộ"
        + (f": {labels.plain('; '.join(row['title'] for row in above))}." if above else ".")
        if told
        else "Đơn vị chưa có tỷ lệ khảo sát hiển thị được để đối chiếu."
    )
    columns = [c for c in survey_scores.COLUMNS if c.field not in ("unit_name", "block_name")]
    table(
        view,
        about,
        "khao-sat",
        "Điểm tự chấm và kết quả khảo sát",
        rows,
        columns,
        folded="Từng tiêu chí dựa vào khảo sát",
    )
    st.caption(survey_scores.NOTE)
