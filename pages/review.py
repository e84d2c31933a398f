"""Báo cáo sơ kết, tổng hợp: the draft of a report, its words, its versions, and an edited copy checked against them."""

from pathlib import Path

import streamlit as st

from pages._shared import data, export, filters, frame, review_preview, review_texts, review_versions
from reports import annexes, documents, docx, frozen, pdf, slides, year_file
from reports.draft import Draft, Subject
from warehouse import workspace
from warehouse.store import Warehouse, WarehouseError
from words import labels
from words.documents import UNWRITTEN

view = frame.start(labels.PAGES["review.py"][0], "steward", "admin")
years = [row["year"] for row in data.rows("years")]
folder = Path(st.session_state["_snapshot"]).parent.parent
WHOLE = "tat_ca"  # no single unit


def chosen() -> Subject:
    """Kind, period and place. A report of one year is of the year and the block of the filters."""
    left, right = st.columns(2)
    with left:
        kind = filters.choose(
            st.selectbox, "loai", list(documents.KINDS), "so-ket", label="Loại báo cáo",
            format_func=lambda kind: documents.KINDS[kind].name,
        )  # fmt: skip
    names = {row["unit_code"]: row["unit_name"] for row in data.rows("units", block=view.block)}
    with right:
        unit = WHOLE
        if not documents.KINDS[kind].is_yearly:
            unit = filters.choose(
                st.selectbox, "don_vi", [WHOLE, *names], WHOLE, label="Phạm vi",
                format_func=lambda code: names.get(code, _everywhere()),
            )  # fmt: skip
        else:
            st.selectbox("Phạm vi", [_everywhere()], disabled=True, key="pham_vi_nam", help="Đổi năm và khối ở bộ lọc.")  # fmt: skip
    first, last = (view.year, view.year) if documents.KINDS[kind].is_yearly else period()
    if unit != WHOLE:
        return Subject(kind, first, last, unit=unit)
    return Subject(kind, first, last, view.block)


def _everywhere() -> str:
    return "Toàn thành phố" if view.block is None else f"Khối {filters.lower_block(view.block_name)}"


def period() -> tuple[int, int]:
    """2022–2025 where there are these years; else what there is."""
    known = [year for year in years if 2022 <= year <= 2025] or years
    span = st.select_slider(
        "Giai đoạn", years, (known[0], known[-1]), key="giai_doan", width=420
    ) if len(years) > 1 else (years[0], years[0])  # fmt: skip
    return span[0], span[1]


@st.cache_data(max_entries=10, show_spinner="Đang tính các số liệu của báo cáo…")
def known_figures(snapshot: str, subject: Subject) -> dict[str, str]:
    """Every figure that words may hold. snapshot: the key of the cache."""
    return documents.known_figures(data.rows, subject)


@st.cache_resource(max_entries=10, show_spinner="Đang lập dự thảo…")
def draft(snapshot: str, folder: str, subject: Subject, parts: list[str], texts: int) -> Draft:
    """The written draft, never to be changed. snapshot, texts: the key of the cache."""
    return write(data.asker(), Path(folder), subject, parts, known_figures(snapshot, subject))


def write(ask, folder: Path, subject: Subject, parts: list[str], known: dict[str, str]) -> Draft:
    made = documents.draft(ask, subject, workspace.texts(folder, subject.name), known)
    made.write(parts)
    return made


def presentation(ask, known: dict[str, str]) -> bytes:
    """From a draft of its own: the connection behind the kept one may have been closed by now."""
    return slides.written(write(ask, folder, subject, parts, known))


def whole_year(year: int) -> None:
    """Everything of the year for the archive."""
    try:
        warehouse, ask = Warehouse(folder), data.asker()
        export.slow_document(
            f"ho-so-nam-{year}.zip", f"Tạo hồ sơ năm {year}", "Tải hồ sơ năm (ZIP)",
            (snapshot, *year_file.made_of(warehouse, year)),
            lambda progress: year_file.of_year(warehouse, ask, year, progress),
        )  # fmt: skip
    except (WarehouseError, workspace.WorkspaceError) as error:
        st.error(labels.plain(str(error)))


top = st.container()  # the answer stands above what it is an answer to
subject = chosen()
snapshot = view.snapshot.snapshot_id
every = documents.draft(data.rows, subject).parts()
with st.expander(f"Các phần của báo cáo ({len(every)})", key="gap_cac_phan"):
    parts = st.multiselect(
        "Bỏ phần không dùng; chọn lại để đổi thứ tự", list(every), list(every), format_func=every.get,
        key=f"cac_phan_{subject.kind}", placeholder="Chọn phần", select_all=False,
    )  # fmt: skip
try:
    texts = workspace.texts(folder, subject.name).number
    made = draft(snapshot, str(folder), subject, parts, texts)
    known = known_figures(snapshot, subject)
except workspace.WorkspaceError as error:
    st.error(labels.plain(str(error)))
    st.stop()
paper, figures = made.paper, frozen.figures(made)
unwritten = sum(paragraph.is_unwritten for paragraph in made.paragraphs)
title = f"{labels.inside(made.document.name)} {made.years} {made.place}"
ask = data.asker()
with top:
    left_open = f"; **{unwritten}** chỗ “{UNWRITTEN}” do người soạn thảo viết" if unwritten else ""
    frame.answer(
        f"Dự thảo {labels.plain(title)} có **{labels.number(len(figures), 0)}** số liệu lấy từ bản số liệu {snapshot}{left_open}."
    )
    with st.container(horizontal=True):
        export.document(f"{subject.file}.docx", "Tải dự thảo báo cáo (Word)", lambda: docx.written(paper))
        export.document(f"{subject.file}.pdf", "Tải bản PDF", lambda: pdf.written(paper))
        if subject.kind in slides.KINDS:
            export.document(f"{subject.file}.pptx", "Tải bản trình chiếu (PowerPoint)", lambda: presentation(ask, known))  # fmt: skip
        if made.document.annexes:
            export.document(f"phu-luc-{subject.file}.xlsx", "Tải phụ lục (Excel)", lambda: annexes.xlsx(ask, subject))  # fmt: skip
        if made.document.is_yearly:
            whole_year(subject.last)
left, right = st.columns([3, 2])
with left:
    st.subheader("Xem trước", anchor=False)
    review_preview.show(paper)
with right:
    st.subheader("Sửa câu chữ", anchor=False)
    review_texts.edit(folder, subject.name, made.paragraphs, known)
review_versions.show(folder, subject, title, parts, figures, unwritten, view.facts())
review_versions.check_a_copy(folder, view.facts)
frame.notes(
    "Số, ngày, người ký để trống. Điểm của hai bộ tiêu chí không so sánh với nhau; thay đổi giữa hai đợt khảo sát chỉ được "
    "khẳng định khi khoảng tin cậy của mức thay đổi không chứa 0.",
    "Mỗi số liệu trong tệp Word có mã riêng để đối chiếu về sau.",
)
