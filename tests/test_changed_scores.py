"""The difference of two snapshots says of each changed score who brought it in, and why."""

import pytest

from etl.run.withdraw import withdraw
from pages._shared import changed_scores
from tests.office import ROOT, TODAY, UNIT, YEAR, Office, correction_row
from tests.test_pages import html_of, open_page
from warehouse import difference
from warehouse.acting import Acting

pytestmark = [pytest.mark.usefixtures("no_sample"), pytest.mark.proof]


def test_who_and_why_of_each_score(tmp_path, monkeypatch):
    def as_who(who: str) -> None:
        for name, value in Acting(who, "steward", "tai_may").environment().items():
            monkeypatch.setenv(name, value)

    office = Office(tmp_path / "kho", tmp_path)
    office.load(ROOT / "sample_data" / "reference", office.form("a.xlsx", A1=3, A2=2, A3=1), on="2025-01-03")
    warehouse = office.warehouse
    first = warehouse.snapshot_path(warehouse.current_id())
    as_who("Lan")
    office.load(office.correction("c.xlsx", correction_row()), on="2025-02-11")
    as_who("Bình")
    office.load(office.issued("td.xlsx", A2=1, A3=1), on="2025-01-20")
    found = difference.scores(first, warehouse.snapshot_path(warehouse.current_id()))
    told = {
        (row["criterion_code"], row["score_type"]): (
            row["points_before"],
            row["points_after"],
            row["who"],
            changed_scores.why(row | {"taken_back": None}),
        )
        for row in found
    }
    assert told == {
        ("A1", "self"): (3, 2.5, "Lan", "Đính chính: Nhập nhầm (Nguyễn Văn A, 15/TP)"),
        ("A2", "verified"): (None, 1, "Bình", "Tệp td.xlsx"),
        ("A3", "verified"): (None, 1, "Bình", "Tệp td.xlsx"),
    }, "what did not change is not there"
    assert {(row["year"], row["unit_code"]) for row in found} == {(YEAR, UNIT)}
    second = warehouse.current_id()
    as_who("Chi")
    withdraw(warehouse, 3, TODAY)
    app = open_page(monkeypatch, warehouse.root, "overview.py", nam=str(YEAR), mo=["lan-truoc"], tu=second)
    assert not app.exception
    assert any("Xem 2 điểm thay đổi" in box.label for box in app.expander), [box.label for box in app.expander]
    app = open_page(
        monkeypatch, warehouse.root, "overview.py", nam=str(YEAR), mo=["lan-truoc", "tung-diem-khac"], tu=second
    )
    shown = html_of(app)
    assert "Rút lần nhập 3" in shown and "Chi, " in shown and "A2, điểm thẩm định" in shown
