"""Versions cell by cell, and the two dates of one report: soft copy and signed document."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from etl.kinds.door import parse
from tests import cli, forms
from tests.forms import workbook
from tests.office import NAME, UNIT, YEAR, Office, codes, statuses
from warehouse import build, questions

HEADER = ["Đơn vị", "Năm đánh giá", "Nội dung", "Ngày đến", "Tên tệp", "Ngày nhận bản ký", "Tổng điểm bản ký"]  # fmt: skip


def form(office: Office, name: str, *rows) -> Path:
    """Rows of (code, percent, score, evidence)."""
    header = ["TT", "Tiêu chí", "Tỷ lệ đạt (%)", "Điểm tự chấm", "Tài liệu kiểm chứng"]
    body = [[code, "Tiêu chí", percent, score, evidence] for code, percent, score, evidence in rows]
    return office.write(name, [[f"Đơn vị: {NAME}"], [f"Năm đánh giá: {YEAR}"], header, *body])


def differences(office: Office) -> list[tuple]:
    with office.connect() as con:
        found = questions.ask(con, "version_differences", year=YEAR, unit=UNIT, scope=None).to_pylist()
        assert questions.ask(con, "version_differences", year=YEAR, unit=UNIT, scope="PNV").num_rows == 0
    columns = ("version", "criterion_code", "field", "cell_before", "before", "cell_after", "after")
    return [tuple(row[c] for c in columns) for row in found]


def test_every_cell_that_changed_and_no_other(office):
    office.load(form(office, "a.xlsx", ("A1", "", 3, "KH 1"), ("A2", "", "2,50", ""), ("A3", "", 1, "BC")))
    second = form(office, "b.xlsx", ("A2", "", 2.5, ""), ("A1", "90%", 3, "KH 2"), ("A4", "", "Chưa", ""))
    assert "not_a_number" in codes(office.load(second))
    second = form(office, "b.xlsx", ("A2", "", 2.5, ""), ("A1", "90%", 3, "KH 2"), ("A4", "", 1, ""))
    office.load(second, on="2025-01-06")
    assert differences(office) == [
        (2, "A1", "reported_pct", "C4", None, "C5", "90%"),
        (2, "A1", "evidence", None, "KH 1", None, "KH 2"),
        (2, "A3", "self_points", "D6", "1", None, None),
        (2, "A3", "evidence", None, "BC", None, None),
        (2, "A4", "self_points", None, None, "D6", "1"),
    ]


def test_a_version_that_arrives_late_takes_its_place_between(office):
    office.load(form(office, "c.xlsx", ("A1", "", 3, "KH")), on="2025-01-09")
    office.load(form(office, "a.xlsx", ("A1", "", 1, "KH")), on="2025-01-03")
    assert differences(office) == [(2, "A1", "self_points", "D4", "1", "D4", "3")]
    office.load(form(office, "b.xlsx", ("A1", "", 2, "KH")), on="2025-01-06")
    assert [(d[0], d[4], d[6]) for d in differences(office)] == [(2, "1", "2"), (3, "2", "3")]


def test_history_shows_versions_with_their_differences(office):
    office.load(form(office, "a.xlsx", ("A1", "", 3, "KH")))
    office.load(form(office, "b.xlsx", ("A1", "", 2, "KH")), on="2025-01-06")
    folder = office.folder / "warehouse"
    done = cli.etl(folder, "history", "--unit", UNIT, "--year", YEAR, "--diff", "--json")
    first, second = json.loads(done.stdout)
    assert (first["version"], first["is_current"], first["path"], first["differences"]) == (1, False, "a.xlsx", [])
    assert (second["received_on"], second["self_points"], second["is_current"]) == ("2025-01-06", 2.0, True)
    (difference,) = second["differences"]
    assert (difference["before"], difference["after"], difference["cell_after"]) == ("3", "2", "D4")
    shown = cli.etl(folder, "history", "--unit", UNIT, "--year", YEAR, "--diff")
    assert "Phiên bản 2, đang dùng: nhận ngày 06/01/2025" in shown.stdout
    none = cli.etl(folder, "history", "--unit", "PNV", "--year", YEAR, "--diff")
    assert (none.returncode, "chưa có báo cáo" in none.stdout) == (0, True)


# two dates


def register(office: Office, *rows, name: str = "so.xlsx") -> Path:
    """Rows of (date of the soft copy, file name, date of the signed document, its total)."""
    body = [[NAME, YEAR, "Báo cáo tự đánh giá", *row] for row in rows]
    return office.write(name, [["SỔ TIẾP NHẬN"], HEADER, *body])


def receipt(office: Office) -> tuple:
    columns = "first_received_on, received_on, version_received_on, status"
    sql = f"select {columns} from mart.unit_year where year = ? and unit_code = ?"
    return tuple(v.isoformat() if isinstance(v, date) else v for v in office.rows(sql, YEAR, UNIT)[0])


SOFT = ("A1", "", 3, "KH")


@pytest.mark.parametrize(
    ("soft", "signed", "first", "status", "said"),
    [
        ("03/01/2025", "06/01/2025", "2025-01-03", "on_time", False),  # 04/01/2025 is a Saturday
        ("03/01/2025", "07/01/2025", "2025-01-03", "on_time", True),
        ("08/01/2025", "02/01/2025", "2025-01-02", "on_time", True),
        ("08/01/2025", "09/01/2025", "2025-01-08", "late", False),
    ],
)
def test_a_finding_only_where_the_status_would_differ(office, soft, signed, first, status, said):
    result = office.load(register(office, (soft, "a.xlsx", signed, "")), form(office, "a.xlsx", SOFT), on=None)
    assert ("received_dates_differ" in codes(result)) == said
    day = date(2025, 1, int(soft[:2])).isoformat()
    assert receipt(office) == (first, first, day, status)
    assert office.rows("select cast(soft_on as varchar), soft_total from mart.signed_document") == [(day, 3)]


def test_the_finding_names_the_line_of_the_register(office):
    result = office.load(register(office, ("03/01/2025", "", "07/01/2025", "")), on=None)
    (found,) = [f for f in result.items[0].findings if f.code == "received_dates_differ"]
    assert (found.sheet, found.cell) == ("Biểu 1", "A3")
    assert found.found == "bản mềm 2025-01-03, bản ký 2025-01-07"


def test_a_signed_document_alone_is_a_receipt(office):
    office.load(register(office, ("", "", "03/01/2025", "")), on=None)
    assert receipt(office)[:2] == ("2025-01-03", "2025-01-03")


def test_the_same_line_with_the_signed_document_noted_later_is_one_line(office):
    office.load(register(office, ("03/01/2025", "", "", "")), on=None)
    office.load(register(office, ("03/01/2025", "", "06/01/2025", 3), name="so2.xlsx"), on=None)
    office.load(form(office, "a.xlsx", SOFT), on=None)
    assert office.rows("select count(*) from staging.register_row") == [(1,)]
    assert receipt(office)[2] == "2025-01-03", "the only row still dates the file"


def test_a_typed_total_is_compared_whichever_comes_first(office):
    book, wrong = (form(office, "a.xlsx", SOFT), register(office, ("03/01/2025", "a.xlsx", "", "3,5")))
    office.load(wrong, on=None)
    result = office.load(book, on=None)
    (found,) = [f for f in result.items[0].findings if f.code == "signed_total_differs"]
    assert (found.severity, found.found, found.expected, statuses(result)) == (
        "warning", "3,5", "3", ["accepted_with_warnings"],
    )  # fmt: skip
    later = office.load(register(office, ("03/01/2025", "a.xlsx", "", "2"), name="so2.xlsx"), on=None)
    assert [(f.cell, f.found) for f in later.items[0].findings if f.code == "signed_total_differs"] == [("A3", "2")]
    right = office.load(register(office, ("03/01/2025", "a.xlsx", "", 3), name="so3.xlsx"), on=None)
    assert "signed_total_differs" not in codes(right)
    current = office.warehouse.snapshot_path(office.warehouse.current_id())
    kept = current.with_suffix(".kept")
    shutil.copy(current, kept)
    office.rebuild()
    assert build.marts_equal(kept, office.warehouse.snapshot_path(office.warehouse.current_id()))


@pytest.mark.parametrize(("signed", "total", "code"), [("sớm", "", "not_a_date"), ("", "nhiều", "not_a_number"), ("", 1e9, "not_a_number")])  # fmt: skip
def test_what_is_noted_wrongly_is_an_error(signed, total, code):
    rows = [HEADER, ["Phường Bãi Cháy", YEAR, "Báo cáo tự đánh giá", "03/01/2025", "", signed, total]]
    found = parse(workbook([["SỔ TIẾP NHẬN"], *rows]), "so.xlsx", forms.context()).findings
    assert [f.code for f in found if f.severity == "error"] == [code]
