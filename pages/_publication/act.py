"""Setting the next stage of a year: the document, a note, the signed file; asked once more, then through the door. Where
people sign in, one proposes what the public will know and another confirms it."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from etl.run.stage import NEXT, SIGNED
from pages._publication import register, stages
from pages._shared import data, door, guard
from pages._shared.filters import View
from pages._shared.press import forget, pressed
from warehouse.store import PUBLISHED, Warehouse, WarehouseError
from words import labels

CHOSEN = "Chuyển sang giai đoạn"


def next_stages(now: dict, past: list[dict]) -> list[str]:
    """The stages that may follow, the nearest first, those that lead back last."""
    may = NEXT[past[-1]["stage"] if past else None]
    place = stages.place_of(now["stage"])
    if not past:
        return [stage for stage in may if stages.place_of(stage) > place]
    return sorted(may, key=lambda stage: stage == "returned" or stages.place_of(stage) < place)


def show(view: View, past: list[dict], then: list[str]) -> None:
    if not data.is_own():
        st.info("Đây là số liệu mẫu, không ghi được.")
        return
    if guard.sign_in_configured():
        _proposed(view)
    stage = st.selectbox(CHOSEN, then, format_func=labels.STAGE.get, key=f"giai_doan_{view.year}")
    is_public = stage in PUBLISHED
    # other boxes once another stage is set: its document, reason and signed file are not those of the next one
    place = f"{view.year}_{len(past)}"
    left, right = st.columns(2)
    number = left.text_input(
        "Số, ký hiệu văn bản" + ("" if is_public else " (nếu có)"), key=f"so_vb_{place}", max_chars=80
    )
    day = right.date_input(
        "Ngày văn bản" + ("" if is_public else " (nếu có)"), None, format="DD/MM/YYYY", key=f"ngay_vb_{place}"
    )
    note = st.text_area(
        "Lý do trả lại, nội dung phải sửa" if stage == "returned" else "Ghi chú (nếu có)",
        key=f"ghi_chu_{place}",
        max_chars=2000,
    )
    signed = st.file_uploader("Văn bản đã ký (nếu có; PDF hoặc Word)", list(SIGNED), key=f"tep_ky_{place}")
    wanted = {"number": number.strip(), "day": day, "note": note.strip(), "signed": (signed.name, signed.getvalue()) if signed else None}  # fmt: skip
    problem = _problem(stage, wanted)
    if problem:
        st.caption(problem)
    # never grey: a day that was typed is told to the server only as its box is left, which is this press
    is_pressed = pressed(f"Chuyển sang “{labels.STAGE[stage]}”…", "chuyen_giai_doan")
    if is_pressed and problem:
        st.warning(problem)
    elif is_pressed:
        forget("chuyen_that")
        _confirm(view, stage, wanted)


def _problem(stage: str, wanted: dict) -> str:
    """What is still missing; empty where nothing is."""
    if stage in PUBLISHED and not (wanted["number"] and wanted["day"]):
        return "Cần số và ngày văn bản."
    return "Cần ghi nội dung phải sửa." if stage == "returned" and not wanted["note"] else ""


@st.dialog("Chuyển giai đoạn")
def _confirm(view: View, stage: str, wanted: dict) -> None:
    name = labels.STAGE[stage]
    st.markdown(f"Năm {view.year} chuyển sang **{name}**, từ bản số liệu {view.snapshot.snapshot_id}.")
    if wanted["number"]:
        st.markdown(labels.plain(f"Văn bản số {wanted['number']} ngày {labels.date(wanted['day'])}."))
    if wanted["signed"]:
        st.markdown(labels.plain(f"Tệp đã ký: {wanted['signed'][0]}."))
    if stage in PUBLISHED:
        st.warning("Đã công bố thì không trở lại giai đoạn trước được; sửa về sau là đính chính, có văn bản riêng.")
    is_proposal = stage in PUBLISHED and guard.sign_in_configured()
    if pressed("Đề nghị, chờ người thứ hai xác nhận" if is_proposal else "Chuyển", "chuyen_that", type="primary"):
        _record(view, stage, is_proposal, **wanted)


def _proposed(view: View) -> None:
    """What somebody proposed, for another to confirm."""
    try:
        asked = Warehouse(data.folder()).state().proposal_of(view.year)
    except WarehouseError as error:
        st.error(labels.of_error(error))
        return
    if asked is None:
        return
    day = dt.date.fromisoformat(asked["document_date"])
    said = f"đề nghị lúc {data.moment(asked['at'])} chuyển năm {view.year} sang **{labels.STAGE[asked['stage']]}**"
    document = stages.document({"document_number": asked["document_number"], "document_date": day})
    st.markdown(f"{labels.plain(asked['who'])} {said}, theo {labels.plain(document)}.")
    for file in asked.get("files", []):
        st.caption(labels.plain(f"Tệp đã ký: {file['name']}, SHA-256 {file['sha256']}"))
    if asked["who"] == guard.person():
        st.info("Chờ người thứ hai xác nhận. Ghi sai thì đề nghị lại; đề nghị sau thay đề nghị trước.")
    elif pressed("Xác nhận", "xac_nhan_giai_doan", type="primary"):
        _record(view, asked["stage"], False, asked["document_number"], day, "", None)


def _record(
    view: View,
    stage: str,
    is_proposal: bool,
    number: str,
    day: dt.date | None,
    note: str,
    signed: tuple[str, bytes] | None,
) -> None:
    with st.spinner("Đang ghi và tính lại số liệu…"):
        problem = door.set_stage(view.year, stage, number, day, note, signed, is_proposal)
    if problem:
        st.error(labels.plain(problem))
        return
    what = "Đã ghi đề nghị chuyển sang" if is_proposal else "Đã chuyển sang"
    st.session_state[register.SAID] = f"{what} {labels.STAGE[stage]}."
    st.rerun()
