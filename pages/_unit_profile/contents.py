"""The page of a unit with a result, and of one without; details are for the unit itself and the office."""

from __future__ import annotations

import streamlit as st

from pages._shared import data, frame
from pages._shared.filters import View
from pages._unit_profile import about, groups, improve, owed, result, trend, trial
from pages._unit_profile.about import Unit
from words import method


def show(view: View) -> None:
    unit = about.chosen(view)
    if unit is None:
        return
    may_see = view.scope is None or view.scope == unit.code
    has_result = unit.now is not None and unit.now["score_pct"] is not None
    if not has_result:
        result.no_result(view, unit)
        trend.show(view, unit)
        trend.side_by_side(view, unit)
    else:
        _result(view, unit, may_see)
    if may_see:
        title = "Thời hạn và người đứng đầu"
        if has_result:
            frame.section("thoi-han", title, owed.deadlines, view, unit)
        else:  # then it is what there is to see
            st.header(title, anchor=False)
            owed.deadlines(view, unit)
        frame.section("phien-ban", "Các phiên bản báo cáo và lưu ý", owed.files, view, unit)
    else:
        st.info(
            "Kết quả, xếp loại và thứ hạng của đơn vị khác được công bố; điểm chi tiết, thời hạn và hồ sơ chỉ đơn vị đó "
            "và Phòng Tư pháp xem được."
        )
    frame.notes(
        *(
            [
                "Điểm mạnh, điểm yếu: cao hoặc thấp hơn trung vị khối từ 10 điểm phần trăm trở lên; bỏ qua tiêu "
                "chí mà các đơn vị gần như bằng nhau. Điểm có thể thêm: từ điểm hiện có đến trung vị khối."
            ]
            if may_see
            else []
        ),
        f"Khoảng thứ hạng: {method.HELD} số lần thử khi trọng số mỗi tiêu chí tăng, giảm ngẫu nhiên tối đa {method.SPREAD_PCT}; thứ hạng "
        "chính thức "
        "không đổi.",
    )


def _result(view: View, unit: Unit, may_see: bool) -> None:
    criteria = data.rows("unit_criteria", year=view.year, unit=unit.code, scope=view.scope)
    for row in criteria:
        row["title"] = f"{row['criterion_code']} {row['criterion_name']}"
    place = result.published(view, unit)
    result.answer(view, unit, place)
    frame.metrics(result.figures(view, unit, place))
    groups.show(view, unit)
    result.sheet(view, unit)
    trend.side_by_side(view, unit)
    if may_see:
        frame.section("thu-diem", "Thử thay đổi điểm", trial.try_out, view, unit, criteria)
        frame.section("cai-thien", "Tiêu chí nên ưu tiên cải thiện", improve.priorities, view, unit, criteria)
        frame.section("manh-yeu", "Điểm mạnh, điểm yếu so với khối", improve.in_words, criteria)
        frame.section("mat-diem", "Mất điểm ở đâu", improve.lost, view, unit, criteria)
    trend.show(view, unit)
    if may_see:
        frame.section("tung-tieu-chi", "Điểm từng tiêu chí", trial.criteria_table, view, unit, criteria)
        frame.section("diem-khao-sat", "Điểm tự chấm và kết quả khảo sát", improve.beside_survey, view, unit)
