"""An empty warehouse: look around in the sample, or begin with the reference of one's own office."""

from __future__ import annotations

import streamlit as st

from etl.desk import reference_book
from pages._shared import data, door
from pages._shared.press import pressed
from warehouse import clock
from words import labels

CITY, PROVINCE, WARD = reference_book.SHIPPED
OFFICES = {
    CITY: (
        "Phòng Tư pháp (số liệu đến 30/06/2025)",
        "Danh mục theo Kế hoạch 411/KH-UBND của thành phố Hạ Long: cơ quan, đơn vị, xã, phường; nhiệm vụ, nghĩa vụ gửi, mốc thời "
        "hạn đến năm 2024; đơn vị kế tiếp của từng xã, phường theo Nghị quyết 1679/NQ-UBTVQH15.",
    ),
    PROVINCE: (
        "Sở Tư pháp",
        "Danh mục của tỉnh Quảng Ninh từ 01/07/2025: các sở, ban, ngành, tổ chức và 54 xã, phường, đặc khu. Nghĩa vụ và mốc thời hạn "
        "nhập sau, theo văn bản của tỉnh.",
    ),
    WARD: (
        "UBND xã, phường",
        "Danh mục của một xã, phường: phòng chuyên môn, đơn vị sự nghiệp, trường học, MTTQ và các tổ chức, công an, quân sự, khu phố. "
        "Tên trường, khu phố và mốc thời hạn nhập sau.",
    ),
}
SAID = "_da_bat_dau"


def said() -> None:
    if words := st.session_state.pop(SAID, None):
        st.success(words)


def show() -> None:
    st.info("Kho số liệu còn trống. Chọn một trong hai cách bắt đầu; xem thử rồi vẫn bắt đầu với số liệu thật được.")
    with st.container(border=True):
        st.header("Xem thử số liệu minh họa", anchor=False)
        _look_around()
    with st.container(border=True):
        st.header("Bắt đầu với số liệu thật", anchor=False)
        _begin()


def _look_around() -> None:
    """The sample has a folder of its own; a server that was given one folder shows no other."""
    if st.session_state["_snapshot"] and not data.is_own():
        st.markdown(
            "Các trang đang hiện số liệu minh họa; không số nào là số liệu chính thức, và không lẫn vào số liệu thật."
        )
        st.page_link("overview.py", label="Xem trang Tổng quan", icon=":material/visibility:")
    elif data.may_show_sample():
        st.markdown("Phần mềm tự tạo số liệu minh họa (khoảng một phút), để ở một kho riêng.")
        if pressed("Tạo số liệu minh họa", "tao_minh_hoa"):
            with st.spinner("Đang tạo số liệu minh họa…"):
                problem = door.make_sample()
            if not problem:
                st.rerun()
            st.error(labels.plain(problem))
    else:
        st.markdown(
            "Máy chủ này chỉ dùng kho số liệu của cơ quan; muốn xem thử thì nhờ người quản trị mở bản minh họa riêng."
        )


def _begin() -> None:
    office = st.radio(
        "Cơ quan của anh/chị là:", list(OFFICES), format_func=lambda name: OFFICES[name][0],
        captions=[about for _, about in OFFICES.values()], key="co_quan",
    )  # fmt: skip
    place = _ask_place() if office == WARD else None
    st.caption(
        "Danh mục không có người đứng đầu và bộ tiêu chí; điều chưa chắc ghi “cần kiểm tra”. Việc nạp được ghi vào nhật ký và rút "
        "lại được."
    )
    is_pressed = pressed("Bắt đầu với số liệu thật", "bat_dau_that", type="primary")
    if is_pressed and office == WARD and not place:
        st.warning("Chọn tên xã, phường trước khi bắt đầu.")
    elif is_pressed:
        with st.spinner("Đang nạp danh mục…"):
            problem = begin(office, place)
        if problem:
            st.error(f"Chưa nạp được danh mục. {labels.plain(problem)}")
        else:
            st.session_state[SAID] = f"Đã nạp danh mục của {OFFICES[office][0]}. Làm tiếp các bước dưới đây."
            st.rerun()


def _ask_place() -> str | None:
    units = reference_book.by_name(reference_book.shipped(PROVINCE), "units")
    names = [unit["unit_name"] for unit in units if unit["block_code"] == "xa_phuong"]
    return st.selectbox(
        "Tên xã, phường, đặc khu", names, index=None, placeholder="Chọn, gõ để tìm", key="ten_xa_phuong",
    )  # fmt: skip


def begin(office: str, place: str | None) -> str:
    """Loads the reference of an office, that of a ward under its name; what went wrong, empty where it is in."""
    content = reference_book.shipped(office)
    if place:
        own = {"city_name": labels.inside(place), "synthesising_body": f"UBND {labels.inside(place)}"}
        content["settings"] = [(key, own.get(key, value), note) for key, value, note in content["settings"]]
    result, problem = door.record(f"danh_muc_{office}.xlsx", reference_book.book(content), clock.now().date())
    if result and not problem and not result["snapshot"]:
        return "Danh mục này đã có trong kho."
    return problem
