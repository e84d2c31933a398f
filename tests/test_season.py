"""Before the season of reports: the letter of guidance, the days before Tết, whom to write to."""

from __future__ import annotations

import io
import shutil
from datetime import date, datetime

import docx
import pytest

from pages._shared import contacts, data, door
from reports import guidance
from tests import cli, snapshots
from tests.test_intake_page import in_process, press
from tests.test_pages import html_of, open_page, words

YEAR = 2025
OF = {
    "year": YEAR, "as_of": date(2025, 12, 10), "office": "Phòng Tư pháp", "body": "UBND thành phố Hạ Long", "place": "Hạ Long",
    "plan": None, "contact": "0203 000 000",
}  # fmt: skip
PLANTED = (
    "insert into reference.contacts values ('P_HA_TU', 'leader', 'Chủ tịch UBND phường', null, 'lanhdao@vi-du.vn'),"
    " ('P_HA_TU', 'contact', 'Công chức tư pháp – hộ tịch', '0203 111 222', null)",
)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    return snapshots.build(tmp_path_factory.mktemp("season") / "warehouse", change=PLANTED)


def test_days_are_counted_back_from_tet(warehouse):
    with snapshots.opened(warehouse) as con:
        ask = snapshots.asking(con)
        due = ask("before_tet", year=YEAR)
        (own,) = (row for row in due if row["milestone_code"] == "self_assessment")
        assert (own["due_on"], own["tet_on"]) == (date(2026, 1, 5), date(2026, 2, 14))
        assert own["days_before"] == 40
        (working,) = con.execute(
            "select count(*) from reference.calendar where is_working and day between date '2026-01-06' and date '2026-02-13'"
        ).fetchone()
        assert own["working_days_before"] == working > 25
        assert all(row["days_before"] is None or row["due_on"] < own["tet_on"] for row in due)
    text = "\n".join(
        cell.text for table in docx.Document(io.BytesIO(guidance.letter(guidance.Guidance(due=due, **OF)))).tables
        for row in table.rows for cell in row.cells
    )  # fmt: skip
    assert "05/01/2026" in text and f"còn 40 ngày, {working} ngày làm việc" in text


def test_the_letter_says_what_to_send_and_what_not():
    document = docx.Document(io.BytesIO(guidance.letter(guidance.Guidance(due=[], **OF))))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Không gửi tài liệu có dấu chỉ độ mật" in text and "liên hệ Phòng Tư pháp (0203 000 000)" in text
    assert "tổng điểm của hai bản phải như nhau" in text and "theo thông báo sau" in text


def test_a_message_has_an_address(warehouse, monkeypatch):
    monkeypatch.setenv("PBGDPL_LOCAL_ROLE", "steward")
    app = open_page(monkeypatch, warehouse, "intake.py", nam=str(YEAR), mo="truoc-mua")
    assert all(text in html_of(app) for text in ("0203 111 222", "Đầu mối", "lanhdao@vi-du.vn", "còn 40 ngày"))
    assert "Chưa có địa chỉ" in words(app)
    with snapshots.opened(warehouse) as con:
        row = next(row for row in snapshots.asking(con)("contacts") if row["unit_code"] == "P_HA_TU")
    assert contacts.in_words(row) == "Công chức tư pháp – hộ tịch, 0203 111 222", "the contact stands before the leader"


def test_one_answer_is_given_to_all_who_ask_the_same(reference_only, tmp_path, monkeypatch):
    folder = shutil.copytree(reference_only, tmp_path / "warehouse")
    monkeypatch.setenv("PBGDPL_WAREHOUSE", str(folder))
    monkeypatch.setenv("PBGDPL_LOCAL_ROLE", "steward")
    monkeypatch.setattr(door, "etl", in_process)

    def opened():
        return open_page(monkeypatch, folder, "plan_tasks.py", nam="2024", mo="hoi-dap")

    day = data_day(monkeypatch)
    app = opened()
    next(box for box in app.multiselect if box.label == "Đơn vị hỏi").set_value(["PKT", "PYT"]).run()
    next(box for box in app.text_area if box.label == "Vướng mắc, kiến nghị").set_value(
        "Chấm thế nào khi không có trường học?"
    ).run()
    app = opened()
    assert next(box for box in app.multiselect if box.label == "Đơn vị hỏi").value == ["PKT", "PYT"], "kept as typed"
    press(app, "Ghi câu hỏi")
    assert "Đã ghi 2 vướng mắc" in app.success[0].value
    still = next(box for box in app.multiselect if box.label.startswith("Chưa trả lời: 2"))
    still.set_value(still.options).run()
    next(box for box in app.text_area if box.label == "Trả lời").set_value("Ghi không áp dụng.").run()
    press(app, "Ghi trả lời cho 2 vướng mắc")
    assert "một câu trả lời cho 2" in app.success[0].value
    noted = cli.rows(folder, "select unit_code, answer, answered_on from mart.question order by 1")
    assert noted == [(code, "Ghi không áp dụng.", day) for code in ("PKT", "PYT")]
    assert app.code[0].value == "Hỏi: Chấm thế nào khi không có trường học?\nĐáp: Ghi không áp dụng."


def data_day(monkeypatch) -> date:
    """The page writes on a day of the season."""
    monkeypatch.setattr(data, "now", lambda: datetime(2024, 12, 20, 9, 0))
    return date(2024, 12, 20)
