"""A new framework and a new form are data: this test adds both without touching Python."""

import csv
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests import cli

REFERENCE = cli.ROOT / "sample_data" / "reference"
NEW = "KTC-MOI-2027"


def write_sheets(path: Path, sheets: dict[str, list[list]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, content in sheets.items():
        sheet = book.create_sheet(name)
        for line in content:
            sheet.append(line)
    book.save(path)
    return path


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    folder = tmp_path_factory.mktemp("add") / "warehouse"
    code, _ = cli.load(folder, REFERENCE)
    assert code == 0
    return folder


def framework_workbook(path: Path) -> Path:
    """A third framework of two groups and three criteria, in force from 2027."""
    return write_sheets(
        path,
        {
            "frameworks": [
                ["framework_code", "framework_name", "legal_basis", "guidance", "period", "decimals", "illustrative"],
                [NEW, "Khung tiêu chí mới", "", "", "", 2, "true"],
            ],
            "framework_years": [["framework_code", "year", "block_code"], [NEW, 2027, "all"]],
            "criterion_groups": [
                ["framework_code", "group_code", "group_name", "dimension_code", "sort_order"],
                [NEW, "I", "Chỉ đạo", "chi_dao_dieu_hanh", 1],
                [NEW, "II", "Kết quả", "hieu_qua_tac_dong", 2],
            ],
            "criteria": [
                ["framework_code", "criterion_code", "group_code", "criterion_name", "max_points", "kind",
                 "unit_may_mark_na", "survey_indicator", "evidence", "sort_order"],
                [NEW, "1.1", "I", "Ban hành kế hoạch", 30, "dau_vao", "false", "", "", 1],
                [NEW, "1.10", "I", "Bố trí kinh phí", 30, "dau_vao", "false", "", "", 2],
                [NEW, "2.1", "II", "Người dân hiểu biết pháp luật", 40, "tac_dong", "false", "", "", 3],
            ],
            "criterion_bands": [["framework_code", "criterion_code", "lower_pct", "upper_pct", "points"]],
            "criterion_exclusions": [["framework_code", "criterion_code", "block_code"]],
            "criterion_conditions": [
                ["framework_code", "criterion_code", "year", "applicable", "reason", "set_by", "set_on"]],
            "classes": [
                ["framework_code", "class_code", "class_name", "lower_pct", "sort_order"],
                [NEW, "dat", "Đạt", 50, 1],
                [NEW, "chua_dat", "Chưa đạt", 0, 2],
            ],
        },
    )  # fmt: skip


def unit_workbook(path: Path) -> Path:
    """A form whose header words nobody has seen before."""
    return write_sheets(
        path,
        {
            "Phiếu": [
                ["PHIẾU TỰ ĐÁNH GIÁ"],
                ["Đơn vị: UBND phường Bãi Cháy"],
                ["Năm đánh giá: 2027"],
                [],
                ["Ký hiệu mục", "Nội dung cần chấm", "Mức trần", "Số điểm đơn vị đề xuất"],
                ["1.1", "Ban hành kế hoạch", 30, 28.5],
                ["1.10", "Bố trí kinh phí", 30, "25,25"],
                ["2.1", "Người dân hiểu biết pháp luật", 40, 36],
            ]
        },
    )


@pytest.mark.proof
def test_a_new_framework_year_and_a_new_form_need_data_only(warehouse, tmp_path):
    unit = unit_workbook(tmp_path / "bai_chay_2027.xlsx")
    framework = framework_workbook(tmp_path / "khung_2027.xlsx")
    settings = list(csv.reader((REFERENCE / "settings.csv").open(encoding="utf-8")))
    later = [
        ["as_of" if r[0] == "as_of" else r[0], "2028-01-20" if r[0] == "as_of" else r[1], *r[2:]] for r in settings
    ]
    year = write_sheets(tmp_path / "thiet_lap.xlsx", {"settings": later})

    code, result = cli.load(warehouse, framework, year)
    assert code == 0, result
    assert {f["kind"] for f in result["files"]} == {"framework", "reference"}

    # the header is unknown: rejected, and the finding names what was found
    code, result = cli.load(warehouse, unit, "--received-on", "2028-01-03")
    assert code == 1
    assert any("Số điểm đơn vị đề xuất" in (f["found"] or "") + f["message"] for f in result["files"][0]["findings"])

    layouts = write_sheets(
        tmp_path / "bo_cuc.xlsx",
        {
            "layouts": [
                ["kind", "field", "header", "note"],
                ["self_assessment", "criterion_code", "Ký hiệu mục", ""],
                ["self_assessment", "criterion_name", "Nội dung cần chấm", ""],
                ["self_assessment", "max_points", "Mức trần", ""],
                ["self_assessment", "self_points", "Số điểm đơn vị đề xuất", ""],
            ]
        },
    )
    code, result = cli.load(warehouse, layouts)
    assert code == 0, result
    code, result = cli.load(warehouse, "--recheck")
    assert code == 0, result
    code, result = cli.load(warehouse, unit, "--received-on", "2028-01-03")
    assert code == 0

    found = cli.rows(
        warehouse,
        "select points, max_points, score_pct, class_code, rank_block, status from mart.unit_year"
        " where year = 2027 and framework_code = ? and points is not null",
        [NEW],
    )
    assert [(float(p), float(m), s, c, r, st) for p, m, s, c, r, st in found] == [
        (89.75, 100.0, 89.75, "dat", 1, "on_time")
    ]
    codes = cli.rows(
        warehouse, "select criterion_code from mart.criterion_unit_year where year = 2027 order by criterion_code"
    )
    assert codes == [("1.1",), ("1.10",), ("2.1",)]
