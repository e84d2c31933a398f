"""The mapping of an unknown survey export, column by column, for the office; saved through the same door as files."""

from __future__ import annotations

import json
import tempfile
import uuid
from functools import partial
from pathlib import Path

import streamlit as st

from etl.desk import mapping as survey_mapping
from etl.desk import question_map_template
from etl.reference.context import Context
from etl.reference.question_map import Form, Question
from etl.run.reference import reference_in_force
from etl.surveys.strip import SAFE_COUNT
from pages._shared import data, export, frame, guard, withdrawal
from pages._shared.door import Told, etl
from pages._shared.press import pressed
from warehouse.store import Warehouse
from words import labels

NOTHING = "–"
FILE = "tep"  # key of the address: beginning of the hash of the file that is mapped
ROLE = {  # what a column is that answers no question
    "unit": "đơn vị",
    "group": "nhóm người trả lời",
    "consent": "đồng ý tham gia",
    "status": "kết quả rà soát",
    "date": "ngày",
    "id": "mã phiếu, để dò trùng",
    "weight": "trọng số",
}
ICON = ":material/table_chart:"
HEADER = 600  # letters of a column that are shown
SHORT = 12  # letters of a hash in an address


class Waiting:
    """What waits in the warehouse of this run, for those who may map it."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        self.tables = reference_in_force(warehouse)
        context = Context.from_tables(self.tables, data.now().date())
        self.surveys = context.surveys
        self.files = {f.sha256[:SHORT]: f for f in survey_mapping.waiting(warehouse, context)}


def waiting() -> Waiting | None:
    """None where nothing waits, or for a reader who may not map."""
    if not guard.may_load() or not st.session_state["_snapshot"]:
        return None
    warehouse = Warehouse(data.folder())
    if not survey_mapping.unmapped(warehouse):
        return None
    with st.spinner("Đang xem các tệp chờ khai báo cột…"):
        found = Waiting(warehouse)
    return found if found.files else None


def _label(file: survey_mapping.Waiting) -> str:
    return f"Khai báo cột của tệp **{labels.plain(file.path)}** với câu hỏi khảo sát"


def links(found: Waiting) -> None:
    """On another page: one link to the dialogue per file that waits."""
    for short, file in found.files.items():
        st.page_link("surveys.py", label=_label(file), query_params={FILE: short}, icon=ICON)


def _choices(found: Waiting) -> None:
    """The same on the page of the dialogue: a link from a page to itself leaves the address as it was."""
    for short, file in found.files.items():
        st.button(_label(file), key=f"ghep_{short}", type="tertiary", icon=ICON, on_click=_open, args=(short,))


def _open(short: str) -> None:
    st.query_params[FILE] = short


def section() -> None:
    """On top of the page of surveys: what waits; where the address names a file, the dialogue for it."""
    _outcome()
    found, asked = waiting(), st.query_params.get(FILE)
    if found is None:
        return
    if asked in found.files:
        with st.container(border=True):
            _dialogue(found, found.files[asked])
    else:
        _choices(found)


def _outcome() -> None:
    """What became of the last mapping: of a mistake once, of a load with its way back as long as it is in force."""
    if message := st.session_state.pop("_mapping_said", None):
        st.error(labels.plain(message))
    done = st.session_state.get("_mapped")
    if not done or not guard.may_load() or done["snapshot"] != Path(st.session_state["_snapshot"]).stem:
        return
    st.success(labels.plain(done["said"]))
    for warning in done["warnings"]:
        st.warning(labels.plain(warning))
    undone = withdrawal.offer(
        withdrawal.run_of(done["snapshot"]),
        "Hủy lần khai báo này",
        "Nếu ghép nhầm cột: hủy, tệp trở lại danh sách chờ để ghép lại.",
        data.folder(),
    )
    if undone:
        st.session_state.pop("_mapped")
        st.rerun()


def _dialogue(found: Waiting, file: survey_mapping.Waiting) -> None:
    surveys = found.surveys
    st.header(f"Khai báo cột của tệp {labels.plain(file.path)}", anchor=False)
    st.markdown(
        f"{labels.number(file.rows, 0)} dòng, {len(file.columns)} cột chưa rõ ({file.tool.name}). Chọn câu hỏi cho từng "
        "cột; cột không chọn thì không đưa vào số liệu. Khai báo một lần, các năm sau dùng lại."
    )
    if not surveys.forms:
        _new_form(found, file, is_open=True)
        return
    forms = list(surveys.forms)
    form_code = st.selectbox(
        "Mẫu phiếu",
        forms,
        key=f"ghep_mau_{file.sha256[:8]}",
        index=forms.index(_nearest(found, file)),
        format_func=lambda c: _form_name(surveys.forms[c]),
    )
    _form(found, file, surveys.forms[form_code])
    _new_form(found, file, is_open=False)


def _new_form(found: Waiting, file: survey_mapping.Waiting, is_open: bool) -> None:
    """The way for a form that the reference does not hold: a workbook to fill in, and the file once more."""
    with st.expander("Phiếu này chưa có trong danh mục?", expanded=is_open):
        st.markdown(
            "1. Tải mẫu danh mục: ba trang survey\\_questions (câu hỏi), survey\\_options (câu trả lời), survey\\_waves (đợt), "
            "đã điền sẵn từ tệp này; dòng mới được tô màu, dòng đang dùng giữ nguyên.\n"
            "2. Trong Excel, điền các ô còn trống của dòng tô màu: câu hỏi thuộc chỉ số nào (indicator), câu trả lời nào là tích "
            "cực (favourable), cách chọn mẫu (method); xóa dòng không dùng. Ghi chú ở đầu mỗi cột nói rõ cách ghi.\n"
            "3. Nạp tệp đã điền ở trang Tiếp nhận hồ sơ, rồi trở lại đây bấm “Nạp lại tệp này”."
        )
        if dropped := question_map_template.left_out(file):
            st.caption(
                f"Không có trong mẫu vì trả lời tự do hoặc quá nhiều cách trả lời: {labels.plain('; '.join(dropped))}"
            )
        with st.container(horizontal=True):
            export.document(
                f"danh-muc-khao-sat-{file.sha256[:SHORT]}.xlsx",
                "Tải mẫu danh mục (Excel)",
                lambda: question_map_template.template(file, found.tables, found.surveys, data.now().date()),
            )
            again = pressed("Nạp lại tệp này", f"nap_lai_{file.sha256[:SHORT]}", icon=":material/refresh:")
    if again:
        frame.with_progress("Đang nạp lại…", partial(_load_again, found, file, None))


def _nearest(found: Waiting, file: survey_mapping.Waiting) -> str:
    """The form that was in the field then and explains most columns; of equal ones the newest."""
    forms = found.surveys.forms

    def rank(code: str) -> tuple:
        known = survey_mapping.suggestions(file.columns, forms[code], found.surveys)
        newest = max((w.year for w in forms[code].waves), default=0)
        return survey_mapping.has_wave(file, forms[code]), len(known), newest

    return max(forms, key=rank)


def _form_name(form: Form) -> str:
    years = ", ".join(str(w.year) for w in sorted(form.waves))
    return f"{form.code} ({years})" if years else form.code


def _said(column: survey_mapping.Column, file: survey_mapping.Waiting) -> str:
    """What stands in a column, as far as it may be shown."""
    if column.role == "date" and file.days:
        return f"Ngày từ {labels.date(file.days[0])} đến {labels.date(file.days[1])}"
    if column.answers:
        shown = "; ".join(f"{text[:40]} ({count})" for text, count in column.answers[:4])
        return f"Trả lời: {shown}{'; …' if column.distinct > 4 else ''}"
    return f"{column.filled} ô có nội dung; không hiện câu trả lời mà dưới {SAFE_COUNT} người ghi giống nhau"


def _name(question: Question) -> str:
    about = labels.INDICATORS.get(question.indicator) if question.role == "question" else ROLE[question.role]  # fmt: skip
    return f"{question.wording} ({about})" if about else question.wording


def _form(found: Waiting, file: survey_mapping.Waiting, form: Form) -> None:
    questions = survey_mapping.questions(form)
    codes = [NOTHING, *questions]
    names = {code: _name(q) for code, q in questions.items()}
    if not survey_mapping.has_wave(file, form):
        first, last = map(labels.date, file.days)
        st.warning(
            f"Phiếu được trả lời từ {first} đến {last}, nhưng mẫu này không có đợt nào trong thời gian đó. Chọn mẫu phiếu "
            "khác, hoặc thêm đợt vào bảng survey\\_waves của danh mục và nạp ở trang Tiếp nhận hồ sơ trước khi ghép."
        )
        return  # what is saved for the wrong form would be tried again and again
    guesses = survey_mapping.suggestions(file.columns, form, found.surveys)
    keys = {}
    for n, column in enumerate(file.columns):
        keys[column.header] = key = f"ghep_{file.sha256[:8]}_{form.code}_{n}"
        _column(file, column, key, codes, names, guesses.get(column.header))
    if not pressed("Lưu khai báo cột và nạp lại", f"luu_{file.sha256[:SHORT]}_{form.code}", type="primary"):
        return
    answers = {header: st.session_state[key] for header, key in keys.items()}
    picked = {h: q for h, q in answers.items() if q != NOTHING}
    if problem := _problem(picked, questions):
        st.error(problem)
        return
    frame.with_progress("Đang lưu và nạp lại…", partial(_save, found, file, form, picked))


@st.fragment  # a choice draws its own row anew, not the page, which would read the file again
def _column(
    file: survey_mapping.Waiting,
    column: survey_mapping.Column,
    key: str,
    codes: list[str],
    names: dict[str, str],
    guess: str | None,
) -> None:
    left, right = st.columns(2, vertical_alignment="center")
    left.markdown(f"**{labels.plain(' '.join(column.header.split())[:HEADER])}**")
    left.caption(labels.plain(_said(column, file)))
    chosen = right.selectbox(
        f"Câu hỏi của cột {labels.plain(column.header)}",
        codes,
        index=codes.index(guess) if guess in codes else 0,
        format_func=lambda code: names.get(code, "– không đưa vào số liệu –"),
        key=key,
        label_visibility="collapsed",
    )
    if chosen != NOTHING:  # a list shows one line of it
        right.caption(f"Chọn: {labels.plain(names[chosen])}")


def _say(problem: str) -> None:
    """Draws the page anew with what went wrong."""
    st.session_state["_mapping_said"] = problem
    st.rerun()


def _problem(picked: dict[str, str], questions: dict) -> str | None:
    """Why a choice cannot be saved; a refused load would say it in words of tables."""
    roles = [questions[code].role for code in picked.values()]
    if "question" not in roles:
        return "Chưa khai báo cột nào là câu hỏi. Cần ít nhất một câu hỏi."
    if any(q.role == "unit" for q in questions.values()) and "unit" not in roles:
        return "Chưa chọn cột đơn vị (xã, phường). Phiếu không có đơn vị thì không tính được."
    return None


def _save(found: Waiting, file: survey_mapping.Waiting, form: Form, picked: dict[str, str], told: Told) -> None:
    files = survey_mapping.mapping_files(
        found.tables, form, picked, "Phòng Tư pháp (trang Khảo sát)", data.now().date()
    )
    with tempfile.TemporaryDirectory(prefix="pbgdpl-") as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        action = uuid.uuid4().hex  # both loads are one act, and are taken back as one
        saved = _run(found.warehouse, folder, told, action)
    if saved is None:
        _say(UNWRITABLE)
    if refused := [m for f in saved["files"] for m in _messages(f, "error") if f["status"] == "rejected"]:
        _say("; ".join(refused))
    _load_again(found, file, action, told)


def _load_again(found: Waiting, file: survey_mapping.Waiting, action: str | None, told: Told) -> None:
    """Closes the dialogue on the year of the file where it is in."""
    again = _run(found.warehouse, "--recheck", told, action)
    if again is None:
        _say(UNWRITABLE)
    own = next((f for f in again["files"] if f["sha256"] == file.sha256), None)
    if own is None:
        _say("Tệp vẫn chưa nạp được: không tìm thấy tệp trong kho lưu")
    if own["status"] == "rejected":
        _say("Tệp vẫn chưa nạp được: " + "; ".join(_messages(own, "error")[:3]))
    st.session_state["_mapped"] = {
        "said": f"Đã nạp {labels.number(own['rows'], 0)} phiếu của tệp {file.path}, năm {own['year']}.",
        "warnings": _messages(own, "warning")[:5],
        "snapshot": again["snapshot"],
    }
    st.query_params.pop(FILE, None)
    st.query_params["nam"] = str(own["year"])
    st.rerun()


UNWRITABLE = f"Không ghi được vào kho số liệu. {labels.TELL_ADMIN}"


def _messages(file: dict, severity: str) -> list[str]:
    return [f["message"] for f in file["findings"] if f["severity"] == severity]


def _run(warehouse: Warehouse, argument: str, told: Told, action: str | None) -> dict | None:
    """The object of one load, in a process of its own; None where nothing could be written."""
    done = etl("load", argument, "--json", told=told, warehouse=warehouse.root, action=action)
    return json.loads(done.stdout) if done.returncode in (0, 1) else None
