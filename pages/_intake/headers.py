"""Headers of columns in refused files that nobody knows: what each means is said here, once."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages._intake import waiting
from pages._shared import door
from pages._shared.press import pressed
from words import labels

TITLE = "Tiêu đề cột chưa nhận ra: khai báo một lần"


def show() -> None:
    waiting.said()
    tables = door.tables_of_no_kind()
    _of_no_kind([one for one in tables if one["headers"]])
    _of_no_header([one for one in tables if not one["headers"]])
    found = door.unknown_headers()
    if not found and not tables:
        st.caption("Không có tệp nào chờ vì tiêu đề cột.")
    if not found:
        return
    st.caption(
        "Chọn ý nghĩa của cột rồi xác nhận: các tệp đang chờ được kiểm tra lại ngay, các năm sau tự nhận ra tiêu đề này."
    )
    for number, one in enumerate(found):
        files = "; ".join(path.rsplit("/", 1)[-1] for path in one["files"][:3])
        more = f" và {len(one['files']) - 3} tệp khác" if len(one["files"]) > 3 else ""
        left, right = st.columns([3, 1], vertical_alignment="bottom")
        meaning = left.selectbox(
            f"“{labels.plain(one['header'])}” ({labels.FILE_KIND[one['kind']]}, ô {one['cell']}: {labels.plain(files)}{more})",
            list(one["fields"]), index=None, placeholder="Cột này là…", format_func=one["fields"].get,
            key=f"nghia_{one['kind']}_{one['header']}",
        )  # fmt: skip
        is_pressed = pressed("Xác nhận", f"xac_nhan_cot_{number}", right.button, width="stretch")
        if is_pressed and meaning is None:
            st.warning("Chọn ý nghĩa của cột trước khi xác nhận.")
        elif is_pressed and meaning:
            work = partial(door.confirm_headers, one["kind"], {one["header"]: meaning})
            waiting.take_in("Đang ghi và nhận lại tệp…", work)


def _of_no_header(found: list[dict]) -> None:
    """Files that hold no table: nothing can be said here, and that is said."""
    if found:
        names = labels.names([labels.plain(one["path"].rsplit("/", 1)[-1]) for one in found])
        st.markdown(
            f"**{len(found)}** tệp không có dòng tiêu đề cột nên không khai báo được ở đây: {names}. Nếu là báo cáo, đề nghị đơn vị "
            "ghi vào biểu mẫu rồi gửi lại; nếu không phải báo cáo thì không phải làm gì."
        )


def _of_no_kind(found: list[dict]) -> None:
    """Tables of which nobody knows the kind: that is said first, then what each column is."""
    if not found:
        return
    st.markdown(f"**{len(found)}** bảng chưa rõ là loại hồ sơ nào: chọn loại, rồi chọn ý nghĩa từng cột.")
    number = st.selectbox(
        "Tệp", range(len(found)), key="tep_khong_loai",
        format_func=lambda n: f"{found[n]['path'].rsplit('/', 1)[-1]}, trang “{found[n]['sheet']}”",
    )  # fmt: skip
    one = found[number]
    kind = st.selectbox(
        "Loại hồ sơ", list(one["kinds"]), format_func=labels.FILE_KIND.__getitem__, key=f"loai_{number}"
    )
    about = one["kinds"][kind]
    meanings = {}
    for header, known in zip(one["headers"], about["known"], strict=True):
        choices = list(about["fields"])
        said = st.selectbox(
            f"“{labels.plain(header)}”", choices, index=choices.index(known) if known in choices else None,
            placeholder="Cột này là…", format_func=about["fields"].get, key=f"nghia_{number}_{kind}_{header}",
        )  # fmt: skip
        if said and said != known:
            meanings[header] = said
    if pressed("Xác nhận các cột và nhận lại tệp", "xac_nhan_bang"):
        if meanings and kind:
            waiting.take_in("Đang ghi và nhận lại tệp…", partial(door.confirm_headers, kind, meanings))
        else:
            st.warning("Chọn ý nghĩa của ít nhất một cột chưa nhận ra.")
