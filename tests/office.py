"""Tiny files of units and of Phòng Tư pháp, and runs of the loader in this process, for tests of what follows a score."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from etl.run import run
from etl.run.run import Result
from etl.run.session import Session
from tests.forms import workbook
from warehouse.store import Warehouse

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "sample_data" / "reference"
TODAY = date(2026, 12, 15)
YEAR, UNIT, NAME = 2024, "PKT", "Phòng Kinh tế"

CORRECTION = [
    "TT",
    "Đơn vị",
    "Năm đánh giá",
    "Tiêu chí",
    "Loại điểm",
    "Giá trị cũ",
    "Giá trị mới",
    "Lý do",
    "Người quyết định",
    "Ngày quyết định",
    "Số, ký hiệu",
]
REPLY = ["TT", "Tiêu chí", "Điểm tự chấm", "Điểm thẩm định", "Ý kiến của đơn vị", "Nội dung giải trình",
         "Minh chứng bổ sung", "Điểm đề nghị", "Điểm sau giải trình"]  # fmt: skip


def correction_row(
    criterion="A1", score="Điểm tự chấm", old=3, new=2.5, day="10/02/2025", unit=NAME, document="15/TP"
) -> list:
    """One row of a correction table."""
    return [1, unit, YEAR, criterion, score, old, new, "Nhập nhầm", "Nguyễn Văn A", day, document]


class Office:
    """One warehouse and a folder for what is loaded into it."""

    def __init__(self, warehouse: Path, folder: Path):
        self.warehouse, self.folder = Warehouse(warehouse), folder

    # files

    def write(self, name: str, rows: list[list]) -> Path:
        path = self.folder / name
        path.write_bytes(workbook(rows))
        return path

    def form(self, name: str, unit: str = NAME, year: int = YEAR, **scores) -> Path:
        """A self-assessment: criterion=score."""
        header = ["TT", "Tiêu chí", "Điểm tự chấm", "Tài liệu kiểm chứng"]
        body = [[code, "Tiêu chí", score, "KH 1"] for code, score in scores.items()]
        return self.write(name, [[f"Đơn vị: {unit}"], [f"Năm đánh giá: {year}"], header, *body])

    def issued(self, name: str, word="THẨM ĐỊNH", unit: str = NAME, **scores) -> Path:
        """A consolidated table of one unit."""
        title = f"BẢNG TỔNG HỢP ĐIỂM {word} NĂM {YEAR}"
        header = ["TT", "Đơn vị", *scores, *([] if len(scores) > 1 else ["A2"])]
        return self.write(name, [["PHÒNG TƯ PHÁP"], [title], header, [1, unit, *scores.values()]])

    def correction(self, name: str, *rows, issuer="PHÒNG TƯ PHÁP") -> Path:
        """A table of corrections."""
        return self.write(name, [[issuer], ["BẢNG ĐÍNH CHÍNH"], CORRECTION, *rows])

    def reply(self, name: str, *rows, unit: str = NAME) -> Path:
        """A unit's own reply; rows: as REPLY."""
        top = [["Kính gửi: Phòng Tư pháp"], ["PHIẾU GIẢI TRÌNH"], [f"Đơn vị: {unit}"], [f"Năm đánh giá: {YEAR}"]]
        return self.write(name, [*top, REPLY, *rows])

    # runs

    def load(self, *paths: Path, on: str | None = "2025-01-03", dry=False) -> Result:
        given = date.fromisoformat(on) if on else None
        return run.load(Session(self.warehouse, TODAY, received_on=given, workers=1, dry=dry), list(paths))

    def recheck(self) -> Result:
        return run.recheck(Session(self.warehouse, TODAY, workers=1))

    def rebuild(self, survey_results: Path | None = None) -> Result:
        return run.rebuild(Session(self.warehouse, TODAY, workers=1), survey_results)

    def rollback(self, snapshot: str) -> None:
        run.rollback(self.warehouse, snapshot, TODAY)

    # answers

    def rows(self, sql: str, *parameters) -> list[tuple]:
        with self.connect() as con:
            return con.execute(sql, list(parameters)).fetchall()

    def connect(self) -> duckdb.DuckDBPyConnection:
        path = self.warehouse.snapshot_path(self.warehouse.current_id())
        return duckdb.connect(str(path), read_only=True)

    def score(self, criterion: str, unit: str = UNIT) -> tuple:
        """(self, verified, final, points, applicable) of one criterion, as floats."""
        columns = "self_points, verified_points, final_points, points, applicable"
        sql = f"select {columns} from mart.criterion_unit_year where year = ? and unit_code = ? and criterion_code = ?"
        (row,) = self.rows(sql, YEAR, unit, criterion)
        return tuple(float(v) if v is not None and not isinstance(v, bool) else v for v in row)


def codes(result: Result, severity: str | None = None) -> list[str]:
    """Finding codes of a run, without those that every tiny form has."""
    usual = {"not_scored", "total_mismatch", "same_content", "evidence_missing"}
    found = [f for item in result.items for f in item.findings]
    return [f.code for f in found if f.code not in usual and severity in (None, f.severity)]


def statuses(result: Result) -> list[str]:
    return [item.status for item in result.items]
