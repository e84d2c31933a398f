"""What the state already has stands beside what a unit reported: in its form, at its verification, among the checks."""

from __future__ import annotations

import shutil
from decimal import Decimal

import openpyxl
import pytest

from etl.desk.reference_book import by_name
from etl.desk.template import KNOWN, known_of, write_template
from etl.kinds import door
from etl.reference.context import Context
from etl.run.reference import reference_in_force
from pages._data_checks import state_figures
from pages._verification import boxes
from tests import snapshots
from tests.office import TODAY, UNIT, YEAR, Office
from tests.test_pages import open_page, words

FRAMEWORK, CRITERION = "MINHHOA-KTC-QN-2023", "A5"
COLUMNS = "year,unit_code,framework_code,criterion_code,source,pct,document_number,note"


@pytest.fixture(scope="module")
def office(reference_only, tmp_path_factory) -> Office:
    """A unit that reports 95 % where the statistics have 71 %, and another figure of a unit that sent nothing."""
    folder = tmp_path_factory.mktemp("state")
    office = Office(shutil.copytree(reference_only, folder / "warehouse"), folder)
    lines = [
        f"{YEAR},{UNIT},{FRAMEWORK},{CRITERION},Thống kê ngành,71,12/BC-STP,",
        f"{YEAR},PYT,{FRAMEWORK},{CRITERION},Thống kê ngành,40.5,,",
    ]
    (folder / "state_figures.csv").write_text("\n".join([COLUMNS, *lines]) + "\n", encoding="utf-8")
    header = ["TT", "Tiêu chí", "Tỷ lệ đạt (%)", "Điểm tự chấm", "Tài liệu kiểm chứng"]
    top = [["Đơn vị: Phòng Kinh tế"], [f"Năm đánh giá: {YEAR}"], header]
    form = office.write("a.xlsx", [*top, [CRITERION, "x", 95, 2, "KH"], ["A1", "y", "", 3, "KH"]])
    result = office.load(folder / "state_figures.csv", form)
    assert not result.has_rejected, [f for i in result.items for f in i.findings]
    return office


def test_what_was_reported_higher_is_a_finding_and_changes_no_score(office):
    sql = "select unit_code, state_pct, reported_pct, difference, supported_points, finding from mart.state_figure order by unit_code"
    assert office.rows(sql) == [
        (UNIT, 71.0, 95.0, 24.0, 1, "self_above_state"), ("PYT", 40.5, None, None, 0, None),
    ]  # fmt: skip
    assert office.score(CRITERION)[:1] == (2.0,)


def test_it_is_told_where_the_unit_is_verified(office):
    with office.connect() as con:
        rows = snapshots.asking(con)("score_entry", year=YEAR, unit=UNIT)
    (row,) = [r for r in rows if r["state_figures"]]
    assert row["criterion_code"] == CRITERION and boxes.state_figures(row) == "▲ Thống kê ngành 71%"


@pytest.mark.usefixtures("no_sample")
def test_the_checks_of_a_year_say_it(office, monkeypatch):
    app = open_page(monkeypatch, office.warehouse.root, "data_checks.py", nam=str(YEAR), mo=["so-lieu-nganh"])
    assert not app.exception and "1/2" in words(app)
    row = {"reported_pct": 95.0, "state_pct": 71.0, "source": "Thống kê ngành", "finding": "x"}
    assert state_figures.said(row) == "▲ Tự chấm 95%; thống kê ngành 71%"
    assert (
        state_figures.said(row | {"reported_pct": None, "finding": None})
        == "Tự chấm chưa nêu tỷ lệ; thống kê ngành 71%"
    )


def test_the_form_of_a_unit_holds_it_and_is_read_as_before(office, tmp_path):
    content = reference_in_force(office.warehouse)
    context, path = Context.from_tables(content, TODAY), tmp_path / "a.xlsx"
    known = known_of(by_name(content, "state_figures"), UNIT, YEAR)
    assert known == {CRITERION: "Thống kê ngành: 71%"}
    assert known_of(
        [{"unit_code": "U", "year": 1, "criterion_code": "A", "source": "S", "pct": Decimal("40.5")}], "U", 1
    ) == {"A": "S: 40,5%"}
    write_template(context, UNIT, YEAR, path, known=known)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    cells = {cell.value: cell.column_letter for row in sheet.iter_rows() for cell in row if cell.value}
    assert cells["Thống kê ngành: 71%"] == cells[KNOWN] == "H"
    write_template(context, UNIT, YEAR, tmp_path / "b.xlsx")
    with_it, without = (door.parse(one.read_bytes(), one.name, context) for one in (path, tmp_path / "b.xlsx"))
    assert [f.code for f in with_it.findings] == [f.code for f in without.findings] and with_it.rows == without.rows
