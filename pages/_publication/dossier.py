"""Hồ sơ trình: what is made and what is missing, and the file; notices to each unit; the copy for the portal."""

from __future__ import annotations

import streamlit as st

from pages._publication.changes import Since
from pages._publication.unwritten import count
from pages._shared import data, export, tables
from pages._shared.filters import View
from pages._shared.tables import Column, column
from reports import department_form, documents, docx, dossier, notice, pdf
from reports.draft import Ask, Subject
from warehouse import reference_names, workspace
from warehouse.store import PUBLISHED, Warehouse, WarehouseError
from words import labels
from words.documents import UNWRITTEN

TITLE = "Hồ sơ trình, thông báo, biểu gửi Sở Tư pháp, bản công khai"
SENT = ("submitted", *PUBLISHED)  # the stages of which the department is told
PARTS = [Column("part", "Thành phần", width=260), column("state_text", width=420)]


def show(view: View, now: dict, since: Since | None) -> None:
    warehouse = Warehouse(data.folder())
    try:
        rows = [*_reports(view, warehouse), _replies(view)]
    except (WarehouseError, workspace.WorkspaceError) as error:
        st.error(labels.of_error(error))
        return
    st.html(tables.html(rows, PARTS, f"Thành phần hồ sơ trình năm {view.year}"))
    st.caption(f"{labels.sentence(dossier.OUTSIDE)}. Danh mục kèm mã SHA-256 của từng tệp được lập cùng hồ sơ.")
    _dossier(view, warehouse)
    _notices(view, now, since)
    _form_of_department(view, now, since)
    _portal(view)


def _reports(view: View, warehouse: Warehouse) -> list[dict]:
    """Each report that belongs to it: signed off, or what is still to be written."""
    rows = []
    for name, subject in dossier.subjects(view.year).items():
        version, places = dossier.signed(warehouse, subject), count(view, subject)
        left = f", còn {places} chỗ “{UNWRITTEN}” chưa viết" if places else ""
        state = f"▲ Mới là dự thảo{left}"
        if version:
            state = f"● Bản đã chốt số {version['version']}, {data.moment(version['at'])}, {version['who']}"
        rows.append({"part": name, "state_text": state})
    return rows


def _replies(view: View) -> dict:
    given = data.rows("replies", year=view.year, block=None, scope=None)
    open_ = sum(row["is_open"] for row in given)
    state = f"● {len(given)} ý kiến" + (f", {open_} ý kiến không đồng ý chưa có điểm sau giải trình" if open_ else "")
    return {
        "part": "Bảng tổng hợp ý kiến của các đơn vị",
        "state_text": state if given else "– Không nhận được ý kiến nào",
    }


def _dossier(view: View, warehouse: Warehouse) -> None:
    ask, year, state = data.asker(), view.year, warehouse.state()
    versions = [event["seq"] for event in state.frozen]
    words = [workspace.texts(warehouse.root, one.name).number for one in dossier.subjects(year).values()]
    export.slow_document(
        f"ho-so-trinh-{year}.zip", f"Tạo hồ sơ trình năm {year}", "Tải hồ sơ trình (ZIP)",
        (view.snapshot.snapshot_id, len(versions), *words), lambda _: dossier.of_year(warehouse, ask, year),
    )  # fmt: skip


def _as_published(view: View, since: Since | None) -> Ask | None:
    """Asks the figures that were published, where they were; None where those are kept no more."""
    changed = since.units(view) if since and since.is_public else None
    return data.asker(since.snapshot) if since and changed else data.asker()


def _notices(view: View, now: dict, since: Since | None) -> None:
    """From the figures that were published, where they were."""
    ask = _as_published(view, since)
    rows = data.rows("results", year=view.year, block=None, unit=None)
    official = notice.official(rows)
    if not official or ask is None:
        st.caption(f"Chưa có đơn vị nào được {view.snapshot.verification_word} ở mọi tiêu chí để thông báo.")
        return
    others = sum(row["score_pct"] is not None for row in rows) - len(official)
    if others:
        st.caption(f"Không lập thông báo cho {others} đơn vị có kết quả chưa {view.snapshot.verification_word} đầy đủ.")
    year, plan = view.year, next(iter(data.rows("plan")), None)

    def made(progress) -> bytes:
        then = notice.official(ask("results", year=year, block=None, unit=None))
        return notice.to_each(notice.Notice(year, then, ask("snapshot")[0], now, plan), progress)

    export.slow_document(
        f"thong-bao-tung-don-vi-{year}.zip", f"Tạo thông báo đến {len(official)} đơn vị", "Tải thông báo từng đơn vị (ZIP)",
        (view.snapshot.snapshot_id, year), made,
    )  # fmt: skip


def _form_of_department(view: View, now: dict, since: Since | None) -> None:
    """Once the result was submitted, from the figures that went out; how it looks are rows of the reference."""
    ask, year, name = data.asker(), view.year, reference_names.names()[department_form.TABLE]
    if not department_form.has(ask, year):
        st.caption(f"Chưa có mẫu biểu gửi Sở Tư pháp của năm {year}: khai các cột ở trang Danh mục, bảng “{name}”.")
        return
    if now["stage"] not in SENT:
        st.caption(f"{name} lập được từ khi kết quả năm {year} đã trình.")
        return
    if (then := _as_published(view, since)) is None:
        st.caption("Bản số liệu đã công bố không còn được giữ nên không lập được biểu gửi Sở Tư pháp.")
        return
    export.document(
        f"bieu-so-tu-phap-{year}.xlsx", f"{name} (Excel)", lambda: department_form.xlsx(ask, then, year, now)
    )


def _portal(view: View) -> None:
    """Only what may be published: percent and class of what is official; no self-scores, no heads."""
    ask, folder, about = data.asker(), data.folder(), Subject("cong-khai", view.year, view.year)

    def paper():
        return documents.draft(ask, about, workspace.texts(folder, about.name)).write()

    with st.container(horizontal=True):
        export.document(f"{about.file}.docx", "Bản công khai (Word)", lambda: docx.written(paper()))
        export.document(f"{about.file}.pdf", "Bản công khai (PDF)", lambda: pdf.written(paper()))
