"""Where a figure comes from: the rows behind it give it again, and the cells behind a row its points."""

from __future__ import annotations

import re
from pathlib import Path
from statistics import median

import pytest

from tests import snapshots
from tests.test_pages import open_page, words

YEAR, UNIT = 2024, "P_HA_TU"


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory) -> Path:
    return snapshots.build(tmp_path_factory.mktemp("source") / "warehouse")


def figure(app, label: str):
    return next(one for one in app.metric if one.label.startswith(label))


def rows(app) -> int:
    """As the dialogue says it."""
    return int(re.search(r"(\d+) dòng\. Chọn một dòng để xem dòng đó lấy từ đâu", words(app))[1])


@pytest.mark.parametrize(
    ("page", "code", "label"),
    [
        ("overview.py", "da-gui", "Đã gửi báo cáo"),
        ("overview.py", "dung-han", "Đúng hạn"),
        ("overview.py", "tham-dinh", "Đã thẩm định"),
        ("overview.py", "xep-loai", "Xếp loại"),
        ("rankings.py", "co-ket-qua", "Có kết quả"),
        ("rankings.py", "doi-hang", "Đổi thứ hạng"),
    ],
)
def test_the_rows_behind_a_count_are_as_many(monkeypatch, warehouse, page, code, label):
    app = open_page(monkeypatch, warehouse, page, nam=str(YEAR), nguon=code)
    assert rows(app) == int(figure(app, label).value.split("/")[0]) > 0


@pytest.mark.parametrize(
    ("page", "code", "label"), [("overview.py", "trung-vi", "Trung vị"), ("trends.py", "nam-2023", "Năm 2023")]
)
def test_the_rows_behind_a_median_give_it_again(monkeypatch, warehouse, page, code, label):
    app = open_page(monkeypatch, warehouse, page, nam=str(YEAR), nguon=code)
    (listed,) = (frame.value for frame in app.dataframe if "Mã SHA-256" in frame.value)
    again = median(listed["% điểm tối đa"])
    assert f"{again:.1f}%".replace(".", ",") == figure(app, label).value


@pytest.mark.parametrize(
    ("page", "code"), [("criteria.py", "mat-nhieu"), ("criteria.py", "dau-ra"), ("surveys.py", "hai-long")]
)
def test_every_page_opens_its_source_by_address(monkeypatch, warehouse, page, code):
    app = open_page(monkeypatch, warehouse, page, nam=str(YEAR), nguon=code)
    assert rows(app) > 0


def test_the_cells_behind_a_unit_add_up_to_its_points(warehouse, tmp_path):
    of_published_year = snapshots.published(warehouse, tmp_path / "w", YEAR)
    with snapshots.opened(of_published_year) as con:
        ask = snapshots.asking(con)
        every = {"criterion": None, "kind": None, "block": None}
        cells = ask("source_cells", year=YEAR, unit=UNIT, scope=None, **every)
        ((points,),) = con.execute(
            "select points from mart.unit_year where year = ? and unit_code = ?", [YEAR, UNIT]
        ).fetchall()
        assert sum(cell["points"] for cell in cells if cell["counts"]) == pytest.approx(float(points))
        assert all(cell["sheet"] and cell["cell"] and len(cell["sha256"]) == 64 and cell["who"] for cell in cells)
        assert {cell["unit_code"] for cell in ask("source_cells", year=YEAR, unit=None, scope=UNIT, **every)} == {UNIT}
        others = [row for row in ask("source_units", year=YEAR, block=None, scope=UNIT) if row["unit_code"] != UNIT]
        assert others and not any(row["sha256"] or row["received_on"] for row in others), (
            "a file is its unit's and the office's"
        )
