"""Whether anything was lost on the way: how whole each year is, rows in = loaded + refused, soft copies beside signed ones."""

from __future__ import annotations

from pages._shared import data, frame
from pages._shared.filters import View
from pages._shared.tables import Column, column
from words import labels

WHOLE = "Đầy đủ đến đâu, theo năm và khối"
ROWS = "Đối chiếu số dòng: trong tệp = đã nạp + từ chối"
PAIRS = "Bản mềm và bản ký: đủ đôi, tổng điểm"
COMPLETENESS = [
    column("block_name", width=180),
    column("year"),
    Column("units", "Đơn vị", "integer"),
    Column("with_result", "Đã có điểm", "integer"),
    Column("missing", "Chưa gửi, đã quá hạn", "integer"),
    Column("with_signed", "Có bản ký", "integer"),
    Column("scored_pct", "Tiêu chí đã chấm", "share"),
    Column("verified_pct", "Tiêu chí đã thẩm định", "share"),
]
RECONCILED = [
    Column("kind_text", "Loại hồ sơ", width=200),
    Column("files", "Số tệp", "integer"),
    Column("rows_in", "Dòng trong tệp", "integer"),
    Column("rows_loaded", "Đã nạp", "integer"),
    Column("rows_refused", "Từ chối", "integer"),
    Column("verdict", "Kết quả"),
]
PAIRED = [
    column("unit_name", width=220),
    Column("verdict", "Kết quả", width=200),
    Column("soft_on", "Nhận bản mềm", "date"),
    Column("signed_on", "Nhận bản ký", "date"),
    column("document_number"),
    Column("soft_total", "Tổng bản mềm", "points"),
    Column("signed_total", "Tổng bản ký", "points"),
]
STATES = (
    "Tổng điểm LỆCH",
    "Có bản ký, chưa có bản mềm",
    "Có bản mềm, chưa có bản ký",
    "Đủ đôi, chưa ghi tổng bản ký",
    "Khớp",
)


def show(view: View) -> None:
    frame.section("day-du", WHOLE, _completeness, view)
    frame.section("doi-chieu-dong", ROWS, _rows, view)
    frame.section("ban-ky", PAIRS, _pairs, view)


def _completeness(view: View) -> None:
    rows = data.rows("completeness")
    for row in rows:
        for name in ("scored", "verified"):
            share = 100 * row[f"criteria_{name}"] / row["criteria_applicable"] if row["criteria_applicable"] else None
            row[f"{name}_pct"] = share
    frame.table("day-du-so-lieu", WHOLE, view.facts(), rows, COMPLETENESS, whole=True)


def _rows(view: View) -> None:
    rows = data.rows("reconciled_rows", year=view.year)
    for row in rows:
        row["kind_text"] = labels.FILE_KIND[row["kind"]]
        row["verdict"] = "Khớp" if row["rows_in"] == row["rows_loaded"] + row["rows_refused"] else "KHÔNG KHỚP"
    frame.table("doi-chieu-so-dong", f"{ROWS}, năm {view.year}", view.facts(), rows, RECONCILED, whole=True)


def _pairs(view: View) -> None:
    rows = data.rows("signed_pairs", year=view.year, block=view.block)
    for row in rows:
        row["verdict"] = state(row)
    rows.sort(key=lambda row: STATES.index(row["verdict"]))
    frame.table("ban-mem-ban-ky", f"{PAIRS}, năm {view.year}", view.facts(), rows, PAIRED, whole=True)


def state(row: dict) -> str:
    """Where a unit stands, in the words of STATES."""
    differs, no_soft, no_signed, no_total, fits = STATES
    if row["soft_on"] is None:
        return no_soft
    if row["signed_on"] is None:
        return no_signed
    if row["signed_total"] is None or row["soft_total"] is None:
        return no_total
    return fits if row["signed_total"] == row["soft_total"] else differs
