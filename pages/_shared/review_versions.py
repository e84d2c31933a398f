"""Signed-off versions of a report: sign off, see what changed, get the files; and an edited copy checked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from pages._shared import data, export, frame, guard
from pages._shared.press import forget, pressed
from pages._shared.tables import Column
from reports import copies, frozen, verify
from reports.draft import Subject
from warehouse import workspace
from warehouse.store import Warehouse, WarehouseError
from warehouse.workspace import WorkspaceError
from words import labels
from words.documents import UNWRITTEN

CHANGES = [
    Column("before", "Bản đã chốt"),
    Column("after", "Nay"),
    Column("meaning", "Số liệu", width=320),
    Column("section", "Ở phần", width=320),
]


def show(
    folder: Path, subject: Subject, title: str, parts: list[str], now: list[dict], unwritten: list[str], facts
) -> None:
    """Versions of a report, what is different now, and the button that makes the next one. now: today's figures; unwritten:
    the places that are still open."""
    st.header("Bản đã chốt", anchor=False)
    warehouse = Warehouse(folder)
    versions = frozen.versions(warehouse, subject.name)
    if said := st.session_state.pop("_da_chot", None):
        st.success(said)
    if not versions:
        st.caption(
            "Chưa chốt bản nào. Chốt là giữ lại bản số liệu, câu chữ, văn bản và từng số liệu; văn bản không còn chữ "
            "“DỰ THẢO”. Sửa về sau thành bản số 2, bản số 1 vẫn còn."
        )
    if pressed("Chốt một bản…", "chot_mot_ban", disabled=not parts):
        forget("chot")
        _confirm(warehouse, subject, title, parts, unwritten)
    if versions:
        _versions(warehouse, versions, now, facts)


@st.dialog("Chốt bản báo cáo")
def _confirm(warehouse: Warehouse, subject: Subject, title: str, parts: list[str], unwritten: list[str]) -> None:
    st.write(
        f"Chốt {title} với {len(parts)} phần đang chọn, từ bản số liệu "
        f"{Path(st.session_state['_snapshot']).stem}. Bản đã chốt không sửa được và không xóa được; sửa thì chốt bản mới."
    )
    is_sure = True
    if unwritten:
        st.warning(
            f"Còn {len(unwritten)} chỗ “{UNWRITTEN}” chưa viết:\n"
            + "\n".join(f"- {labels.plain(name)}" for name in unwritten)
        )
        is_sure = st.checkbox("Vẫn chốt khi còn chỗ chưa viết", key="chot_con_trong")
    if waiting := len(workspace.drafts(warehouse.root, subject.name, *guard.writers())):
        st.warning(f"Còn {waiting} bản nháp câu chữ chưa lưu; bản chốt không có các câu chữ đó.")
    if pressed("Chốt", "chot", type="primary", disabled=not is_sure):
        try:
            with st.spinner("Đang lập văn bản và lưu…"):
                event = frozen.freeze(
                    warehouse, data.asker(), subject, parts, guard.person(), data.now(),
                )  # fmt: skip
        except (WarehouseError, WorkspaceError) as error:
            st.error(labels.of_error(error))
            return
        st.session_state["_da_chot"] = f"Đã chốt bản số {event['version']}."
        st.rerun()


def _versions(warehouse: Warehouse, versions: list[dict], now: list[dict], facts) -> None:
    rows = []
    for place, event in enumerate(versions):
        before = versions[place + 1] if place + 1 < len(versions) else None
        rows.append({
            "version": f"Bản số {event['version']}", "at": data.moment(event["at"]), "who": event["who"],
            "snapshot": event["snapshot"],
            "changed": len(frozen.changes(before["figures"], event["figures"])) if before else None,
        })  # fmt: skip
    columns = [
        Column("version", "Bản"), Column("at", "Chốt lúc"), Column("who", "Người chốt"),
        Column("snapshot", "Mã lần cập nhật"), Column("changed", "Số liệu khác bản trước", "integer"),
    ]  # fmt: skip
    frame.table("ban-da-chot", "Các bản đã chốt", facts, rows, columns)
    chosen = st.selectbox("Xem bản", versions, format_func=lambda event: f"Bản số {event['version']}", key="xem_ban")
    _files(warehouse, chosen)
    changed = frozen.changes(chosen["figures"], now)
    if not changed:
        st.caption(f"Cả {labels.number(len(now), 0)} số liệu đang dùng vẫn như bản số {chosen['version']}.")
        return
    st.warning(f"{labels.number(len(changed), 0)} số liệu nay khác bản số {chosen['version']}.")
    table = [
        vars(one)
        | {"meaning": verify.meaning(one.key), "before": one.before or "(không có)", "after": one.after or "(không có)"}
        for one in changed
    ]  # fmt: skip
    frame.table("so-lieu-thay-doi", "Số liệu thay đổi", facts, table, CHANGES)


def _files(warehouse: Warehouse, event: dict) -> None:
    with st.container(horizontal=True):
        for file in event["files"]:
            try:
                content = frozen.content(warehouse, file)
            except WarehouseError as error:
                st.error(labels.of_error(error))
                continue
            export.document(file["name"], f"Tải bản {event['version']} ({file['ext']})", content)
    st.caption("Mã băm SHA-256: " + "; ".join(f"{file['name']} {file['sha256'][:16]}…" for file in event["files"]))


def check_a_copy(folder: Path, facts: Callable) -> None:
    """Which figures of an edited or signed copy no longer equal the version or the snapshot they came from."""
    st.header("Đối chiếu một bản đã sửa", anchor=False)
    st.caption(
        "Chọn tệp đã sửa hoặc đã ký: từng câu, từng dòng của bảng và từng hình do phần mềm lập được so với bản đã chốt, "
        "hoặc với bản số liệu mà dự thảo được lập; đoạn do người viết được liệt kê, không đối chiếu. Tệp PDF có lớp chữ (ký số), "
        "phụ lục Excel và trang trình chiếu được so với bản đã chốt giống nhất; ảnh quét thì không. Tệp không được lưu lại."
    )
    file = st.file_uploader(
        "Báo cáo đã sửa hoặc đã ký", type=["docx", "pdf", "xlsx", "pptx"], key="doi_chieu", max_upload_size=20
    )
    if not file:
        return
    try:
        content = file.getvalue()
        with st.spinner("Đang đối chiếu…"):
            copy = copies.compared(content, Warehouse(folder), data.asker)
    except (verify.NotOurs, verify.NoSnapshot, WarehouseError, WorkspaceError) as error:
        st.error(labels.of_error(error))
        return
    found = copy.found
    (st.warning if found.differences else st.success)(labels.plain(copy.verdict))
    if found.unchecked:
        with st.expander(f"Không đối chiếu ({len(found.unchecked)})"):
            st.markdown("\n".join(f"- {labels.plain(text)}" for text in found.unchecked))
    if not found.differences:
        return
    frame.table(
        "doi-chieu",
        "Những chỗ khác",
        facts(),
        [
            {
                "found": "(đã xóa)" if one.found is None else one.found or "(không hiện ra)",
                "expected": one.expected or "(không có)",
                "meaning": one.meaning or one.key,
                "section": one.section,
            }
            for one in found.differences
        ],
        [
            Column("found", "Trong tệp", width=260),
            Column("expected", "Đúng ra là", width=260),
            Column("meaning", "Là gì", width=320),
            Column("section", "Ở phần", width=320),
        ],
    )
