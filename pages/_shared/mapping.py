"""The mapping of an unknown survey export, column by column, for the office; saved through the same door as files."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import streamlit as st

from etl import survey_mapping
from etl.load import reference_in_force
from etl.survey_map import Form, SurveyMap
from pages._shared import data, labels
from warehouse.store import Warehouse

NOTHING = "–"


def section() -> None:
    """Files that wait, the questions of a form, and the button that saves; silent where nothing waits."""
    snapshot = Path(st.session_state["_snapshot"])
    warehouse = Warehouse(snapshot.parent.parent)
    files = survey_mapping.waiting(warehouse)
    if message := st.session_state.pop("_mapping_said", None):
        st.success(message) if message[:2] == "Đã" else st.error(labels.plain(message))
    if not files:
        return
    tables = reference_in_force(warehouse)
    surveys = SurveyMap(tables)
    st.subheader("Ghép cột với câu hỏi", anchor=False)
    st.markdown(
        f"**{len(files)}** tệp khảo sát chưa ghép được cột. Chọn câu hỏi cho từng cột; cột để “{NOTHING}” không đưa vào "
        "số liệu. Ghép một lần, các năm sau dùng lại. Câu hỏi, thang trả lời và đợt khảo sát mới: thêm vào các bảng "
        "survey_questions, survey_options, survey_waves của danh mục."
    )
    if not surveys.forms:
        st.info("Danh mục chưa có mẫu phiếu nào (bảng survey_questions).")
        return
    by_hash = {f.sha256: f for f in files}
    left, right = st.columns(2)
    chosen = left.selectbox(
        "Tệp",
        list(by_hash),
        key="ghep_tep",
        format_func=lambda h: f"{by_hash[h].path} ({by_hash[h].tool})",
    )
    form_code = right.selectbox(
        "Mẫu phiếu",
        list(surveys.forms),
        key="ghep_mau",
        format_func=lambda c: _form_name(surveys.forms[c]),
    )
    _form(warehouse, by_hash[chosen], surveys, surveys.forms[form_code], tables["survey_columns"])


def _form_name(form: Form) -> str:
    years = ", ".join(str(w.year) for w in sorted(form.waves))
    return f"{form.code} ({years})" if years else form.code


def _form(
    warehouse: Warehouse,
    file: survey_mapping.Waiting,
    surveys: SurveyMap,
    form: Form,
    current: list,
) -> None:
    codes = [NOTHING, *form.questions]
    names = {code: f"{q.wording} ({code})" for code, q in form.questions.items()} | {
        NOTHING: NOTHING
    }
    with st.form(f"ghep_{file.sha256[:8]}_{form.code}"):
        answers = {}
        for n, header in enumerate(file.headers):
            guess = survey_mapping.suggested(header, form, surveys)
            answers[header] = st.selectbox(
                labels.plain(" ".join(header.split())[:150]),
                codes,
                index=codes.index(guess) if guess in codes else 0,
                format_func=names.get,
                key=f"ghep_{file.sha256[:8]}_{form.code}_{n}",
            )
        pressed = st.form_submit_button("Lưu ghép cột và nạp lại", type="primary")
    if not pressed:
        return
    picked = {h: q for h, q in answers.items() if q != NOTHING}
    if not picked:
        st.error("Chưa ghép cột nào.")
        return
    with st.spinner("Đang lưu và nạp lại…"):
        st.session_state["_mapping_said"] = _save(warehouse, form.code, picked, current)
    st.rerun()


def _save(warehouse: Warehouse, form_code: str, picked: dict[str, str], current: list) -> str:
    """What became of it, in words."""
    content = survey_mapping.columns_file(
        current, form_code, picked, "Phòng Tư pháp (trang Khảo sát)", dt.date.today()
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "survey_columns.csv"
        path.write_bytes(content)
        refused = _run(warehouse, str(path))
    if refused:
        return "; ".join(refused)
    refused = _run(warehouse, "--recheck")
    if refused:
        return "Đã lưu ghép cột; còn tệp chưa nạp được: " + labels.plain("; ".join(refused[:3]))
    return "Đã lưu ghép cột và nạp lại tệp khảo sát."


def _run(warehouse: Warehouse, argument: str) -> list[str]:
    """One load in a process of its own; messages of the surveys and reference tables it refused."""
    done = subprocess.run(
        [sys.executable, "-m", "etl", "load", argument, "--json"],
        cwd=data.ROOT,
        env={**os.environ, "PBGDPL_WAREHOUSE": str(warehouse.root)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode > 1:
        return ["Không ghi được vào kho số liệu. Chạy: python -m etl doctor"]
    files = json.loads(done.stdout)["files"]
    return [
        f["message"]
        for file in files
        if file["status"] == "rejected" and file["kind"] in ("survey", "reference")
        for f in file["findings"]
        if f["severity"] == "error"
    ]
