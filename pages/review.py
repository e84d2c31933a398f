"""Báo cáo sơ kết, tổng hợp: the draft of a period as Word, and the figures of an edited copy checked against it."""

import streamlit as st
from docx.oxml.ns import qn

from pages._shared import data, export, frame, labels
from pages._shared.tables import Column
from reports import annexes, mid_term, verify
from warehouse import queries

view = frame.start(labels.PAGES["review.py"][0], "steward", "admin")
years = [row["year"] for row in data.rows(queries.years)]
PARTS = mid_term.SECTIONS | {name: f"Phụ lục: {title}" for name, title in mid_term.ANNEXES.items()}
TEXT = qn("w:t")


def period() -> tuple[int, int]:
    """2022–2025 where there are these years; else what there is."""
    known = [year for year in years if 2022 <= year <= 2025] or years
    chosen = st.select_slider(
        "Giai đoạn", years, (known[0], known[-1]), key="giai_doan", width=420
    ) if len(years) > 1 else (years[0], years[0])  # fmt: skip
    return chosen[0], chosen[1]


@st.cache_data(max_entries=20, show_spinner="Đang lập dự thảo…")
def draft(snapshot: str, first: int, last: int, parts: list[str]) -> tuple[bytes, list, int]:
    """(the Word file, its lines: is it a heading, the text; how many figures). snapshot: the key of the cache."""
    paper = mid_term.MidTerm(data.asker(), first, last).write(parts)
    lines = [
        (p.style.name.startswith("Heading"), "".join(t.text or "" for t in p._p.iter(TEXT)).strip())
        for p in paper.document.paragraphs
    ]
    return paper.bytes(), [line for line in lines if line[1]], len(paper.figures)


def preview(lines: list[tuple[bool, str]]) -> None:
    """The words of the draft as they stand in the document; tables are in the Word file."""
    with st.container(border=True, height=520, key="xem_truoc"):
        st.markdown(
            "\n\n".join(
                f"**{labels.plain(text)}**" if is_heading else labels.plain(text)
                for is_heading, text in lines
            )
        )


def differences() -> None:
    """Which figures of an edited or signed copy no longer equal the snapshot they came from."""
    st.subheader("Đối chiếu một bản đã sửa", anchor=False)
    st.caption(
        "Chọn tệp Word đã sửa hoặc đã ký: các số liệu trong đó được so với bản số liệu mà báo cáo được lập. Tệp không "
        "được lưu lại."
    )
    file = st.file_uploader("Báo cáo (Word)", type=["docx"], key="doi_chieu", max_upload_size=20)
    if not file:
        return
    try:
        content = file.getvalue()
        *_, snapshot = verify.source(content)
        ask = data.asker(snapshot)
        found = verify.compare(content, ask) if ask else None
    except verify.NotOurs as error:
        st.error(str(error))
        return
    if found is None:
        st.error(
            f"Bản số liệu {labels.plain(snapshot)} của báo cáo này không còn trong kho; khôi phục rồi đối chiếu lại."
        )
        return
    if not found:
        st.success(f"Mọi số liệu trong báo cáo đều khớp bản số liệu {snapshot}.")
        return
    st.warning(f"{len(found)} số liệu khác hoặc không còn so với bản số liệu {snapshot}.")
    frame.table(
        "doi-chieu",
        "Số liệu khác với bản số liệu",
        view.facts(),
        [
            {"key": one.key, "expected": one.expected, "found": one.found or "(đã xóa)"}
            for one in found
        ],
        [
            Column("found", "Trong tệp"),
            Column("expected", "Theo bản số liệu"),
            Column("key", "Mã số liệu", width=320),
        ],
    )


first, last = period()
parts = st.multiselect(
    "Các phần, theo thứ tự chọn", list(PARTS), list(PARTS), format_func=PARTS.get, key="cac_phan",
    placeholder="Chọn phần", select_all=False,
)  # fmt: skip
file, lines, figures = draft(view.snapshot.snapshot_id, first, last, parts)
unwritten = sum(mid_term.UNWRITTEN in text for _, text in lines)
frame.answer(
    f"Dự thảo sơ kết giai đoạn **{first}–{last}** có **{figures}** số liệu lấy từ bản số liệu "
    f"{view.snapshot.snapshot_id}; **{unwritten}** chỗ “{mid_term.UNWRITTEN}” do người soạn thảo viết."
)
ask = data.asker()
with st.container(horizontal=True):
    export.document(f"so-ket-{first}-{last}.docx", "Tải dự thảo (Word)", file)
    export.document(
        f"phu-luc-so-ket-{first}-{last}.xlsx",
        "Tải phụ lục (Excel)",
        lambda ask=ask, first=first, last=last: annexes.xlsx(ask, first, last),
    )
st.subheader("Xem trước", anchor=False)
preview(lines)
differences()
frame.notes(
    "Số, ngày, người ký để trống. Điểm của hai bộ tiêu chí không so sánh với nhau; thay đổi giữa hai đợt khảo sát chỉ được "
    "khẳng định khi khoảng tin cậy của mức thay đổi không chứa 0.",
    "Mỗi số liệu trong tệp Word có mã riêng để đối chiếu về sau.",
)
