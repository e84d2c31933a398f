"""Phiếu xác nhận: the facts about a unit and year on one page, which it confirms or corrects before anything is concluded
from them: days of receipt, heads and their terms, scores, what it marked as not applicable, what has no evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from reports.docx import written
from reports.package import zipped
from reports.paper import Head, Paper, Table
from reports.unit_sheet import Ask
from words import labels
from words.documents import listed, seat

LISTED = 12  # criteria that are named


def paper_of(ask: Ask, row: dict, until: dt.date) -> Paper:
    """row: of the question `results`, with its year; until: the last day to return it."""
    facts, year, unit = ask("snapshot")[0], row["year"], row["unit_code"]
    paper = Paper(f"Phiếu xác nhận {row['unit_name']} năm {year}", body=12, left=25)
    place = seat(facts["city_name"])
    paper.head(Head(facts["synthesising_body"], facts["office_name"], place, facts["as_of"].year, is_draft=False))
    paper.title("Phiếu xác nhận thông tin", f"{row['unit_name']} – năm đánh giá {year}")
    if facts["illustrative"]:
        paper.note(labels.sentence(facts["illustrative_words"]))
    paper.paragraph(
        f"{facts['office_name']} đề nghị {row['unit_name']} kiểm tra, xác nhận các thông tin dưới đây và trả lại phiếu chậm nhất "
        f"{labels.before(until)}. Thông tin chưa đúng, đề nghị ghi ở mục 5, kèm tài liệu."
    )  # fmt: skip
    _receipts(paper, ask, year, unit)
    _heads(paper, ask, year, unit)
    _scores(paper, row, facts["verification_word"])
    _criteria(paper, ask("score_entry", year=year, unit=unit))
    paper.heading("5. Ý kiến của đơn vị")
    paper.bullets(["Thông tin đúng (đánh dấu x): …", "Đề nghị sửa: …………………………………………………………………………"])
    paper.note(
        f"Số liệu tính đến {labels.date(facts['as_of'])}; mã lần cập nhật {facts['snapshot_id']}.",
        size=10,
        align="left",
    )
    paper.signatures("Thủ trưởng đơn vị", "Người lập phiếu")
    return paper


def _receipts(paper: Paper, ask: Ask, year: int, unit: str) -> None:
    paper.heading("1. Ngày nhận báo cáo")
    due = [row for row in ask("unit_deadlines", unit=unit, scope=None) if row["year"] == year]
    if not due:
        paper.paragraph("Không có mốc nào phải gửi.")
        return
    rows = []
    for row in due:
        extended = f"gia hạn đến {labels.date(row['extended_until'])}" if row["extended_until"] else ""
        rows.append([row["milestone_name"], labels.date(row["due_on"]), labels.date(row["done_on"]), extended])
    paper.table(Table(["Nội dung", "Hạn gửi", "Ngày nhận", "Ghi chú"], rows, [70, 28, 28, 44], ["left", "center", "center", "left"], size=10))  # fmt: skip


def _heads(paper: Paper, ask: Ask, year: int, unit: str) -> None:
    paper.heading(f"2. Người đứng đầu trong năm {year}")
    lines = [
        f"{row['position']}{_capacity(row)}, từ {labels.date(row['term_from'])}"
        + (f" đến {labels.date(row['term_to'])}" if row["term_to"] else "")
        + f" ({row['days_in_office']} ngày tại nhiệm trong năm)."
        for row in ask("unit_heads", year=year, unit=unit, scope=None)
    ]
    paper.bullets(lines or ["Danh mục chưa ghi người đứng đầu nào."])


def _capacity(row: dict) -> str:
    return "" if row["capacity"] == "head" else f" ({labels.inside(labels.CAPACITY[row['capacity']])})"


def _scores(paper: Paper, row: dict, word: str) -> None:
    paper.heading("3. Điểm")
    if row["score_pct"] is None:
        paper.paragraph("Chưa có báo cáo tự đánh giá được nhận.")
        return
    paper.paragraph(
        f"Tự chấm {labels.points(row['self_points'])} điểm; điểm đang dùng {labels.points(row['points'])}/"
        f"{labels.points(row['max_points'])} ({labels.percent(row['score_pct'], row['bounds'])} điểm tối đa). Cơ sở điểm: "
        f"{labels.inside(labels.basis(row['score_basis'], word))}; {row['criteria_scored']}/{row['criteria_applicable']} tiêu chí áp "
        "dụng có điểm."
    )  # fmt: skip


def _criteria(paper: Paper, rows: list[dict]) -> None:
    paper.heading("4. Tiêu chí không áp dụng, tiêu chí chưa nêu tài liệu kiểm chứng")
    own = [row for row in rows if row["parent_code"] is None]
    na = [row["criterion_code"] for row in own if row["verified_na"] or (row["self_na"] and not row["is_issued"])]
    bare = [row["criterion_code"] for row in own if row["self_points"] and not row["evidence"]]
    paper.bullets([f"Không áp dụng: {_codes(na)}.", f"Có điểm tự chấm, chưa nêu tài liệu kiểm chứng: {_codes(bare)}."])


def _codes(codes: list[str]) -> str:
    return listed(codes, LISTED, "tiêu chí") or "không có"


def to_each(ask: Ask, rows: list[dict], until: dt.date, progress: Callable[[int, int], None]) -> bytes:
    """A zip with the sheet of each unit, a folder for each block."""

    def sheets() -> Iterator[tuple[str, bytes]]:
        for done, row in enumerate(rows, 1):
            name = f"{row['block_name']}/Phiếu xác nhận {row['year']} - {row['unit_name']}.docx".replace(":", " ")
            yield name, written(paper_of(ask, row, until))
            progress(done, len(rows))

    return zipped(sheets())
