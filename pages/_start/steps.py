"""From the reference to the first ranking: each step with its state and the way to it."""

from __future__ import annotations

import streamlit as st

from pages._shared import data, door, export


def is_begun() -> bool:
    """Whether there are units of one's own."""
    return data.is_own() and data.rows("first_steps")[0]["units"] > 0


def show() -> None:
    facts = data.rows("first_steps")[0]
    st.caption(f"Danh mục của {data.snapshot().office_name}, {data.snapshot().city_name}")
    ways = (_reference, _deadlines, _framework, _forms, _reports, _ranking)
    for number, (way, (title, is_done, state)) in enumerate(zip(ways, steps(facts), strict=True), 1):
        with st.container(border=True):
            left, right = st.columns([2, 1], vertical_alignment="center")
            left.markdown(f"**{number}. {title}**  \n{'● Đã có' if is_done else '○ Chưa có'}: {state}")
            with right:
                way(facts)


def steps(facts: dict) -> list[tuple[str, bool, str]]:
    """(title, whether it is done, what is there)."""
    years = facts["framework_years"] or []
    to_check = f"; còn {facts['to_check']} dòng ghi “cần kiểm tra”" if facts["to_check"] else ""
    return [
        ("Danh mục", True, f"{facts['units']} đơn vị, {facts['blocks']} khối{to_check}."),
        (
            "Mốc thời hạn và nghĩa vụ gửi", facts["obligations"] > 0,
            f"{facts['obligations']} nghĩa vụ." if facts["obligations"] else "nhập theo văn bản của cơ quan; chưa có thì không đơn vị nào bị tính là chậm.",
        ),
        (
            "Bộ tiêu chí", bool(years),
            f"cho năm {', '.join(map(str, years))}." if years else "tải bảng trống, dán bảng tiêu chí trong văn bản, rồi nạp lại.",
        ),
        (
            "Biểu mẫu cho mọi đơn vị", bool(years),
            "tải một lần cho mọi đơn vị (ZIP), gửi các đơn vị." if years else "có sau khi nạp bộ tiêu chí.",
        ),
        (
            "Báo cáo của các đơn vị", facts["reports"] > 0,
            f"{facts['reports']} báo cáo tự đánh giá đã nhận." if facts["reports"] else "nạp các tệp đơn vị gửi về; tệp sai được đánh dấu chỗ sai để trả lại.",
        ),
        (
            "Xếp hạng đầu tiên", facts["ranked"] > 0,
            f"{facts['ranked']} kết quả." if facts["ranked"] else "có ngay sau báo cáo đầu tiên được nhận.",
        ),
    ]  # fmt: skip


def _reference(facts: dict) -> None:
    _link("catalogue.py", "Sửa danh mục", bang="units")


def _deadlines(facts: dict) -> None:
    _link("catalogue.py", "Mốc thời hạn", bang="milestones")
    _link("catalogue.py", "Nghĩa vụ gửi", bang="obligations")


def _framework(facts: dict) -> None:
    st.download_button("Tải bảng trống", door.blank_framework, "bo_tieu_chi.xlsx", export.DOCUMENTS["xlsx"], on_click="ignore", width="stretch")  # fmt: skip
    _link("intake.py", "Nạp bảng đã điền")


def _forms(facts: dict) -> None:
    years = facts["framework_years"] or []
    year = st.selectbox("Năm của biểu mẫu", years[::-1], key="nam_bieu_mau", disabled=not years, placeholder="–")
    st.download_button(
        "Tải biểu mẫu (ZIP)", lambda: door.templates(year), f"bieu_mau_{year}.zip", export.DOCUMENTS["zip"],
        on_click="ignore", disabled=not years, width="stretch",
    )  # fmt: skip


def _reports(facts: dict) -> None:
    _link("intake.py", "Tiếp nhận hồ sơ")


def _ranking(facts: dict) -> None:
    _link("rankings.py", "Xem xếp hạng")


def _link(page: str, label: str, **address: str) -> None:
    st.page_link(page, label=label, query_params=address, icon=":material/arrow_forward:")
