"""Registers of the office: a row replaces its own earlier one, nothing is read on a guess, and the page says first what
is not done."""

from __future__ import annotations

import csv
import datetime as dt
import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.desk import register_book
from etl.kinds import door, registers
from tests import forms
from tests.forms import workbook
from tests.office import NAME, REFERENCE, TODAY, UNIT, codes, statuses
from tests.test_pages import open_page, words
from warehouse import questions, records

TASKS = ["TT", "Nhiệm vụ", "Năm", "Tình trạng", "Ngày hoàn thành", "Số lượt người dự", "Nguồn lực huy động (đồng)"]  # fmt: skip
DONE = [1, "3", 2023, "Hoàn thành", dt.date(2023, 12, 5), 120, 15_000_000]
MONEY = ["TT", "Đơn vị", "Năm", "Nguồn kinh phí", "Kinh phí (triệu đồng)", "Bỏ dòng này"]


def context():
    return forms.context(plan_tasks=[("1", 1, "Áp dụng", "PTP", None, "2023", 2023, 2026), ("3", 2, "Tập huấn", "PTP", None, "2023", 2023, 2024)])  # fmt: skip


def tasks(*rows, header=TASKS) -> bytes:
    return workbook([["TIẾN ĐỘ"], header, *rows])


def said(data: bytes) -> list[str]:
    return [f.code for f in door.parse(data, "a.xlsx", context()).findings]


# the door


def test_a_row_is_read_with_its_types():
    parsed = door.parse(tasks(DONE), "a.xlsx", context())
    assert (parsed.kind, parsed.year, parsed.row_count, parsed.rows_in, parsed.findings) == ("progress", 2023, 1, 1, [])  # fmt: skip
    [row] = parsed.rows["raw.task_progress"]
    assert row == ("Biểu 1", 3, False, "3", 2023, None, "done", dt.date(2023, 12, 5), None, None, 120, None, "15000000", None)  # fmt: skip


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        (1, "99", "unknown_task"),
        (1, "", "cell_missing"),
        (2, "hai ngàn", "year_invalid"),
        (3, "Gần xong", "choice_invalid"),
        (4, "31/02/2023", "not_a_date"),
        (4, dt.date(1923, 1, 1), "date_implausible"),
        (5, "1.200", "number_ambiguous"),
        (5, 12.5, "number_invalid"),
        (5, -1, "number_invalid"),
        (6, "nhiều", "number_invalid"),
    ],
)
def test_a_bad_cell_is_named_and_refuses_the_file(column, value, code):
    row = [value if n == column else cell for n, cell in enumerate(DONE)]
    parsed = door.parse(tasks(row, [2, "1", *DONE[2:]]), "a.xlsx", context())
    assert [(f.code, f.cell) for f in parsed.findings if f.code != "date_implausible"] or code == "date_implausible"  # fmt: skip
    assert code in [f.code for f in parsed.findings]
    assert parsed.rows_in == 2


def test_tasks_are_known_by_code_title_or_both():
    for written in ("3", 3, "3. Tập huấn", "Tập huấn", "tập  huấn."):
        assert said(tasks([1, written, *DONE[2:]])) == [], written


def test_totals_headings_and_numbering_are_no_rows():
    rows = [["", "", "", "", "", "", ""], ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"], DONE, ["", "Tổng cộng", "", "", "", 120, 15_000_000]]  # fmt: skip
    parsed = door.parse(tasks(*rows), "a.xlsx", context())
    assert (parsed.row_count, parsed.rows_in, parsed.findings) == (1, 1, [])


def test_two_rows_with_one_key_are_refused():
    assert said(tasks(DONE, [2, *DONE[1:3], "Đang thực hiện", "", "", ""])) == ["row_twice"]


def test_a_year_above_the_table_serves_all_its_rows():
    header = [TASKS[1], TASKS[3], TASKS[5]]
    rows = [["Năm: 2024"], header, ["3", "Hoàn thành", 12], ["1", "Hoàn thành", 1]]
    parsed = door.parse(workbook(rows), "a.xlsx", context())
    assert [r[4] for r in parsed.rows["raw.task_progress"]] == [2024, 2024]


def test_money_needs_one_of_its_two_columns():
    base = [1, "Phường Bãi Cháy", 2024, "Ngân sách"]
    assert said(workbook([MONEY, [*base, 12.5, ""]])) == []
    assert said(workbook([MONEY, [*base, "", ""]])) == ["cell_missing"]
    assert said(workbook([MONEY, [1, "Phường Vũ Trụ", *base[2:], 1, ""]])) == ["unknown_unit"]


def test_no_other_kind_takes_a_register_for_its_own():
    book = register_book.write("progress", register_book.names(context()), {})
    assert door.parse(book, "a.xlsx", context()).kind == "progress"
    book = register_book.write("follow_up", register_book.names(context()), {})
    assert door.parse(book, "a.xlsx", context()).kind == "follow_up"
    assert door.parse(forms.form(), "a.xlsx", context()).kind == "self_assessment"


@settings(max_examples=25)  # each writes a workbook
@given(
    st.lists(
        st.fixed_dictionaries({
            "document_number": st.integers(1, 999).map(lambda n: f"{n}/KH-UBND"),
            "issued_on": st.dates(dt.date(2022, 1, 1), dt.date(2026, 12, 31)),
            "content": st.text("aăâ bơư=+-@'", min_size=1, max_size=30).map(lambda t: "x" + t + "x"),
            "task_code": st.sampled_from(["1", "3", None]),
        }),
        min_size=1, max_size=6, unique_by=lambda r: (r["document_number"], r["issued_on"]),
    )
)  # fmt: skip
def test_what_the_workbook_says_is_what_is_read(rows):
    known = context()
    data = register_book.write("progress", register_book.names(known), {"issued_document": rows})
    parsed = door.parse(data, "a.xlsx", known)
    assert parsed.findings == []
    names = [f.name for f in registers.catalogue()["progress"]["issued_document"]]
    read = [dict(zip(names, row[3:], strict=True)) for row in parsed.rows["raw.issued_document"]]
    for row, found in zip(rows, read, strict=True):
        assert {k: found[k] for k in row} == row | {"content": " ".join(row["content"].split())}


def test_every_register_has_a_raw_table_with_its_columns():
    for found in registers.catalogue().values():
        for register, fields in found.items():
            head = ["sheet", "row_number", "is_withdrawn"]
            assert list(records.of(f"raw.{register}")._fields) == head + [f.name for f in fields]
            assert register in register_book.SHEETS and register in register_book.TITLES


# the warehouse


@pytest.mark.proof
def test_a_later_row_replaces_its_own_and_nothing_else(office):
    first = office.write("a.xlsx", [MONEY, [1, NAME, 2023, "Ngân sách", 10, ""], [2, NAME, 2024, "Ngân sách", 20, ""]])
    second = office.write("b.xlsx", [MONEY, [1, NAME, 2024, "ngân sách", 25, ""]])
    third = office.write("c.xlsx", [MONEY, [1, NAME, 2023, "Ngân sách", 10, "x"]])
    question = "select year, cast(amount as bigint) from mart.budget order by 1"
    office.load(first, on="2025-01-02")
    assert office.rows(question) == [(2023, 10_000_000), (2024, 20_000_000)]
    office.load(second, on="2025-01-03")
    assert office.rows(question) == [(2023, 10_000_000), (2024, 25_000_000)]
    office.load(third, on="2025-01-04")
    assert office.rows(question) == [(2024, 25_000_000)], "taken back"
    again = office.write("d.xlsx", [["Sổ"], MONEY, [1, NAME, 2024, "ngân sách", 25, ""]])
    assert statuses(office.load(again, on="2025-01-05")) == ["duplicate"]


def test_the_status_of_a_task_follows_from_the_year_and_the_reports(office):
    office.load(
        office.write("a.xlsx", [
            [*TASKS, "Đơn vị báo cáo"],
            [1, "1", 2023, "Hoàn thành", dt.date(2023, 12, 1), "", "", ""],
            [2, "1", 2024, "Đang thực hiện", "", "", "", ""],
            [3, "1", 2026, "Đang thực hiện", "", "", "", ""],
            [4, "3", 2023, "Hoàn thành", "", 40, "", NAME],
            [5, "3", 2023, "Hoàn thành", "", 60, "", "Phòng Tư pháp"],
            [6, "3", 2024, "Hoàn thành", "", 70, "", NAME],
            [7, "3", 2024, "Hoàn thành", "", 500, "", ""],
        ]), on="2026-12-01",
    )  # fmt: skip
    found = {(t, y): (s, p) for t, y, s, p in office.rows("select task_code, year, status, participants from mart.task_year")}  # fmt: skip
    assert [found["1", y][0] for y in range(2023, 2027)] == ["done", "unfinished", "never_reported", "in_progress"]  # fmt: skip
    assert found["3", 2023] == ("done", 100), "reports of units add up"
    assert found["3", 2024] == ("done", 500), "the city's own report counts alone"
    assert found["4e", 2026] == ("not_reported", None), "the year is running"
    assert found["7", 2025][0] == "never_reported"


def test_who_leads_a_task_is_no_partner(office):
    roles = office.rows("select task_code, role from mart.task_unit where unit_code = 'PTP'")
    assert len(roles) == len({task for task, _ in roles})
    assert ("3", "lead") in roles and ("5", "partner") in roles
    assert office.rows("select role from mart.task_unit where unit_code = ? and task_code = '4a'", UNIT) == [("lead",)]  # fmt: skip


def test_a_recommendation_is_done_open_or_overdue_and_carries_over(office):
    header = [
        "Đơn vị",
        "Năm đánh giá",
        "Nội dung khuyến nghị",
        "Ngày khuyến nghị",
        "Hạn thực hiện",
        "Ngày thực hiện xong",
    ]
    office.load(
        office.write("a.xlsx", [
            header,
            [NAME, 2024, "Bổ sung tài liệu", dt.date(2025, 2, 20), dt.date(2025, 6, 30), dt.date(2025, 5, 1)],
            [NAME, 2024, "Tập huấn lại", dt.date(2025, 2, 20), dt.date(2025, 6, 30), ""],
            [NAME, 2025, "Lập danh sách", dt.date(2026, 2, 20), dt.date(2026, 12, 31), ""],
            [NAME, 2025, "Báo cáo lại", dt.date(2026, 2, 20), dt.date(2026, 12, 14), dt.date(2026, 12, 16)],
        ]), on="2026-12-01",
    )  # fmt: skip
    found = office.rows("select content, status, days_overdue, carried_over from mart.follow_up order by 1")
    assert found == [
        ("Báo cáo lại", "overdue", 1, False),
        ("Bổ sung tài liệu", "done", None, False),
        ("Lập danh sách", "open", None, False),
        ("Tập huấn lại", "overdue", 533, True),
    ]


def test_follow_ups_come_along_until_they_are_done_and_repetition_is_marked(office):
    header = [
        "Đơn vị",
        "Năm đánh giá",
        "Nội dung khuyến nghị",
        "Ngày khuyến nghị",
        "Hạn thực hiện",
        "Ngày thực hiện xong",
    ]
    made, due = dt.date(2024, 2, 20), dt.date(2024, 6, 30)
    office.load(
        office.write("a.xlsx", [
            header,
            [NAME, 2023, "Lưu tài liệu", made, due, ""],
            [NAME, 2023, "Tập huấn", made, due, dt.date(2025, 3, 1)],
            [NAME, 2023, "Gửi đúng hạn", made, due, dt.date(2024, 5, 1)],
            [NAME, 2024, "lưu tài liệu", dt.date(2025, 2, 20), dt.date(2026, 12, 31), ""],
        ]), on="2026-12-01",
    )  # fmt: skip
    with office.connect() as con:
        found = {
            year: [
                (r["content"], r["is_earlier"], r["repeats"])
                for r in questions.ask(con, "follow_ups", year=year, block=None, unit=UNIT, scope=None).to_pylist()
            ]
            for year in (2023, 2024, 2025)
        }
        assert not questions.ask(con, "follow_ups", year=2024, block=None, unit=UNIT, scope="PTP").num_rows
    assert found[2023] == [("Lưu tài liệu", False, False), ("Gửi đúng hạn", False, False), ("Tập huấn", False, False)]
    assert found[2024] == [("Lưu tài liệu", True, False), ("lưu tài liệu", False, True), ("Tập huấn", True, False)]
    assert found[2025] == [("Lưu tài liệu", True, False), ("lưu tài liệu", True, True)]


@pytest.mark.proof
def test_a_reminder_is_noted_down_from_the_page(office, monkeypatch):
    monkeypatch.setenv("PBGDPL_LOCAL_ROLE", "steward")
    here = {"nam": "2024", "khoi": "co_quan_chuyen_mon", "mo": ["don-doc", "so-don-doc"]}
    app = open_page(monkeypatch, office.warehouse.root, "deadlines.py", **here)
    assert not app.main.text_input, "nothing was ever received of the year: nobody is urged"
    office.load(office.form("a.xlsx", A1=3))
    app = open_page(monkeypatch, office.warehouse.root, "deadlines.py", **here)
    app.main.text_input[0].set_value("15/TP-PBGDPL")
    next(b for b in app.button if b.label == "Ghi vào sổ").click()
    app.run()
    assert not app.exception and not app.error
    found = office.rows("select count(*), min(document_number), min(way), min(round), max(sent_on) from mart.reminder")
    owing = office.rows(
        "select count(*) from mart.compliance join mart.unit using (unit_code) where year = 2024"
        " and milestone_code = 'self_assessment' and block_code = 'co_quan_chuyen_mon' and done_on is null"
    )
    assert found == [(owing[0][0], "15/TP-PBGDPL", "Nhóm Zalo", 1, TODAY)]
    assert f"Sổ đôn đốc ({owing[0][0]})" in [fold.label for fold in app.expander]
    assert f"Đã ghi vào sổ đôn đốc {owing[0][0]} đơn vị" in app.success[0].value, (
        "a press that says nothing is pressed again"
    )


@pytest.mark.proof
def test_a_reference_that_loses_a_task_in_use_is_refused(office):
    office.load(office.write("a.xlsx", [TASKS, DONE]), on="2026-12-01")
    rows = list(csv.reader((REFERENCE / "plan_tasks.csv").open(encoding="utf-8")))
    roles = list(csv.reader((REFERENCE / "plan_task_roles.csv").open(encoding="utf-8")))
    for name, table in (("plan_tasks", rows), ("plan_task_roles", roles)):
        target = io.StringIO()
        csv.writer(target).writerows(row for row in table if row[0] != "3")
        (office.folder / f"{name}.csv").write_text(target.getvalue(), encoding="utf-8")
    result = office.load(office.folder / "plan_task_roles.csv", on=None)
    assert statuses(result) == ["accepted"]
    result = office.load(office.folder / "plan_tasks.csv", on=None)
    assert statuses(result) == ["rejected"] and "breaks_values_in_force" in codes(result, "error")


# the review


def test_the_review_says_what_the_registers_say(office):
    from reports import documents, verify
    from reports.draft import Subject

    header = [*TASKS, "Số lớp", "Số tin bài", "Số văn bản"]
    office.load(
        office.write("a.xlsx", [
            header,
            [*DONE, 2, "", ""], [2, "3", 2024, "Đang thực hiện", "", 1200, "", 1, "", ""],
            [3, "5", 2024, "Hoàn thành", "", "", "", "", 35, 4],
        ]),
        office.write("b.xlsx", [MONEY, [1, NAME, 2023, "Ngân sách", 10.5, ""], [2, "Phòng Tư pháp", 2024, "Ngân sách", 1, ""]]),
        on="2026-12-01",
    )  # fmt: skip
    with office.connect() as con:
        draft = documents.draft(
            lambda q, **known: questions.ask(con, q, **known).to_pylist(), Subject("so-ket", 2022, 2025)
        )
        draft.write()
    figures = draft.paper.figures
    assert figures["tap_huan"] == "03 lớp tập huấn"
    assert figures["nguoi_du"] == "1.320 lượt người dự"
    assert figures["tin_bai"] == "35 tin bài"
    assert figures["kinh_phi"] == figures["kinh_phi.tong"].replace("11.500.000", "11.500.000 đồng") == "11.500.000 đồng"  # fmt: skip
    assert figures["kinh_phi.don_vi"] == "02 đơn vị"
    assert figures["nhiem_vu.3.tinh_trang"] == "hoàn thành năm 2023; chưa hoàn thành năm 2024"
    assert figures["nhiem_vu.3.huy_dong"] == "15.000.000 đồng"
    assert all(verify.meaning(key) for key in figures)
    unwritten = {p.place for p in draft.paragraphs if p.is_unwritten}
    assert {"chi_dao.cong_nghe", "chi_dao.kiem_tra", "nhiem_vu.1"} <= unwritten
    assert not {"chi_dao.tap_huan", "chi_dao.kinh_phi", "nhiem_vu.3"} & unwritten


# the page


def test_the_page_says_first_what_is_not_done(office, monkeypatch):
    office.load(office.write("a.xlsx", [
        TASKS, [1, "3", 2023, "Hoàn thành", "", 40, ""], [2, "3", 2024, "Đang thực hiện", "", "", ""],
    ]), on="2026-12-01")  # fmt: skip
    app = open_page(monkeypatch, office.warehouse.root, "plan_tasks.py", nam="2024", mo="can-lam")
    text = words(app)
    assert "Còn 36 lượt nhiệm vụ chưa xong hoặc chưa báo cáo: " in text
    assert "**1/37** lượt nhiệm vụ" in text and "**1** hết năm chưa hoàn thành" in text
    assert "**35** chưa có báo cáo" in text
    first = next(h.proto.body for h in app.get("html") if "<caption>" in h.proto.body)
    assert "chưa hoàn thành hoặc chưa có báo cáo" in first


def test_the_register_to_go_on_with_holds_what_is_known_and_loads_as_nothing_new(office, monkeypatch):
    from streamlit.delta_generator import DeltaGenerator

    office.load(office.write("a.xlsx", [TASKS, DONE]), on="2026-12-01")
    files = {}
    monkeypatch.setenv("PBGDPL_LOCAL_ROLE", "steward")
    real = DeltaGenerator.download_button

    def catch(self, label, data=None, **more):
        files[label] = data
        return real(self, label, data=b"", **more)

    monkeypatch.setattr(DeltaGenerator, "download_button", catch)
    monkeypatch.setattr("streamlit.download_button", lambda label, data=None, **more: files.update({label: data}))  # fmt: skip
    open_page(monkeypatch, office.warehouse.root, "plan_tasks.py", mo="so-theo-doi")
    data = files["Tải sổ theo dõi để ghi tiếp (Excel)"]()
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Nhiệm vụ"]
    assert [c.value for c in sheet[6]][1:5] == ["3", 2023, None, "Hoàn thành"]
    path = office.folder / "again.xlsx"
    path.write_bytes(data)
    assert statuses(office.load(path, on="2026-12-02")) == ["duplicate"]


@pytest.mark.parametrize("role", ["leader", "steward"])
def test_only_stewards_get_the_register(office, monkeypatch, role):
    monkeypatch.setenv("PBGDPL_LOCAL_ROLE", role)
    app = open_page(monkeypatch, office.warehouse.root, "plan_tasks.py", mo="so-theo-doi")
    labels = [button.proto.label for button in app.get("download_button")]
    assert ("Tải sổ theo dõi để ghi tiếp (Excel)" in labels) == (role == "steward")
