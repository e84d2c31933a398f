"""What people answered, in a sentence and the figures."""

from __future__ import annotations

import streamlit as st

from etl.surveys import tools
from pages._shared import data, frame, source
from pages._shared.filters import View
from pages._surveys.figure import change_text, interval, is_sure, pct, size
from words import labels

INDICATORS = labels.INDICATORS
SAYS = {
    "nhan_thuc": "câu trả lời về kiến thức pháp luật là đúng",
    "y_thuc": "người trả lời tự đánh giá có ý thức chấp hành pháp luật tốt",
    "su_dung": "người trả lời có tìm hiểu, sử dụng pháp luật",
    "hai_long": "người trả lời hài lòng với hoạt động PBGDPL",
    "tiep_can": "người trả lời cho biết đã được PBGDPL trong năm",
}


def no_survey(view: View) -> None:
    frame.answer(f"Chưa có số liệu khảo sát nào hiển thị được của năm {view.year} cho {view.everywhere}.")
    waves = data.rows("survey_waves", year=view.year)
    planned = "; ".join(
        f"{w['wave_name']}: {labels.date(w['collected_from'])}–{labels.date(w['collected_to'])}" for w in waves
    )
    *known, last = sorted(tool.name for tool in tools.TOOLS)
    st.info(
        (f"Đợt đã lên kế hoạch: {labels.plain(planned)}. " if planned else "")
        + f"Nạp tệp kết quả xuất từ {', '.join(known)} hoặc {last}; "
        "cột cá nhân được bỏ ngay khi nhận. Số liệu hiện ra ngay sau khi nạp."
    )
    frame.way_in()
    years = [y["year"] for y in data.rows("survey_years")]
    if view.year in years:
        st.caption(f"Năm {view.year} có khảo sát ở khối khác: chọn “{labels.ALL_BLOCKS_NAME}” ở bộ lọc.")
    elif years:
        st.caption(f"Các năm đã có khảo sát: {', '.join(map(str, years))}. Chọn năm ở bộ lọc.")


def answer(view: View, area: dict, units: list[dict]) -> str:
    text = (
        f"Năm {view.year}: **{pct(area['share'])}** {SAYS[area['indicator']]} ({view.everywhere}; khoảng tin cậy 95%: "
        f"{interval(area['ci_low'], area['ci_high'])}; {size(area)})"
    )
    text += f"; {change_text(area)}"
    if area["difference"] is not None:
        text += " – **thay đổi có ý nghĩa**" if is_sure(area) else " – chưa đủ chắc chắn là có thay đổi"
    if view.scope is not None:  # a reader of one unit sees no count of others
        return text + ". " + labels.sentence("; ".join(own_answer(view, unit) for unit in units) or "đơn vị chưa có phiếu nào") + "."  # fmt: skip
    counts = {r: sum(u["city_result"] == r for u in units) for r in ("better", "worse")}
    hidden = sum(u["suppressed"] for u in units)
    text += f". **{counts['better']}** đơn vị tốt hơn, **{counts['worse']}** kém hơn phần còn lại của {view.place}"
    return text + (f"; {hidden} đơn vị quá ít phiếu, không hiển thị tỷ lệ." if hidden else ".")


def own_answer(view: View, unit: dict) -> str:
    """The unit of a reader who sees only that one."""
    name = labels.plain(unit["unit_name"])
    if unit["suppressed"]:
        return f"{name}: không hiển thị tỷ lệ vì quá ít phiếu"
    against = unit["city_text"][2:].lower()
    return (
        f"{name}: **{pct(unit['share'])}** ({interval(unit['ci_low'], unit['ci_high'])}; {size(unit)}), "
        f"{against}{f' phần còn lại của {view.place}' if unit['city_result'] in ('better', 'similar', 'worse') else ''}"
    )


def figures(view: View, areas: dict[str, dict]) -> list[dict]:
    found = []
    for code, name in INDICATORS.items():
        area = areas.get(code)
        if area is None:
            found.append({"label": name, "value": labels.NONE, "note": "không hỏi"})
            continue
        change = area["difference"]
        note = f"{labels.signed(100 * change)} điểm phần trăm" if change is not None else "không so sánh"
        found.append(
            {
                "label": name,
                "value": pct(area["share"]),
                "note": note,
                "source": source.survey(view, code.replace("_", "-"), code),
                "arrow": frame.arrow(100 * change if change is not None and is_sure(area) else None),
            }
        )
    return found
