"""Công văn hướng dẫn tự đánh giá: sent with the blank form of each unit before the season of reports. It says what to fill in,
what not to send, how, and until when; the days counted back from Tết stand in its annex."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from reports.docx import written
from reports.paper import Head, Paper, Table
from reports.reminder import plan_in_words
from words import labels
from words.documents import counted, signers

SYMBOL = "TP-PBGDPL"


@dataclass(frozen=True)
class Guidance:
    """due: rows of the question `before_tet`."""

    year: int
    as_of: dt.date
    office: str
    body: str
    place: str
    plan: dict | None
    due: list[dict]
    contact: str | None = None
    illustrative_words: str | None = None
    signer: str | None = None  # lines of who signs for the office, where the reference says them

    @property
    def subject(self) -> str:
        return f"hướng dẫn tự đánh giá hiệu quả công tác phổ biến, giáo dục pháp luật năm {self.year}"


def letter(guidance: Guidance) -> bytes:
    return written(paper_of(guidance))


def paper_of(guidance: Guidance) -> Paper:
    """Number, date and signer are blank."""
    office, year = guidance.office, guidance.year
    paper = Paper(f"Công văn {guidance.subject}")
    paper.head(Head(guidance.body, office, guidance.place, guidance.as_of.year, SYMBOL, guidance.subject))
    if guidance.illustrative_words:
        paper.note(labels.sentence(guidance.illustrative_words))
    paper.note("", size=6)
    paper.paragraph("Kính gửi: Các cơ quan, đơn vị, địa phương thuộc diện tự đánh giá.", indent=True)
    paper.paragraph(
        f"Thực hiện {plan_in_words(guidance.plan)}, {office} hướng dẫn việc tự đánh giá năm {year} như sau:"
    )
    for line in (
        "1. Biểu mẫu: mỗi đơn vị dùng tệp Excel của chính đơn vị gửi kèm Công văn này, ghi điểm tự chấm, tỷ lệ đạt và tài liệu kiểm "
        "chứng của từng tiêu chí; không thêm, bớt dòng, cột, không đổi tên trang.",
        "2. Tài liệu kiểm chứng: ghi số, ký hiệu, ngày ban hành hoặc đường dẫn. Không gửi tài liệu có dấu chỉ độ mật, danh sách có số "
        "định danh cá nhân.",
        f"3. Hồ sơ gửi về {office} gồm bản mềm (tệp Excel) và bản ký (bản giấy hoặc bản ký số); tổng điểm của hai bản phải như nhau.",
        f"4. Thời hạn: {_due(guidance)}.",
    ):
        paper.paragraph(line)
    whom = office + (f" ({guidance.contact})" if guidance.contact else "")
    paper.paragraph(f"Quá trình thực hiện có vướng mắc, liên hệ {whom} để được hướng dẫn./.")
    paper.ending(["Như trên", f"{guidance.body} (để báo cáo)", "Lưu: VT"], signers(guidance.signer))
    if guidance.due:
        paper.annex("", f"Các mốc của năm đánh giá {year}, tính lùi từ Tết Nguyên đán",
                    f"Công văn số      /{SYMBOL} ngày      tháng      năm {guidance.as_of.year} của {office}")  # fmt: skip
        paper.table(
            Table(
                ["TT", "Nội dung", "Chậm nhất hết ngày", "Đơn vị", "Trước ngày nghỉ Tết"],
                [
                    [str(number), row["milestone_name"], labels.date(row["due_on"]), str(row["units"]), before_tet(row)]
                    for number, row in enumerate(guidance.due, 1)
                ],
                [10, 66, 32, 17, 40], ["right", "left", "center", "right", "left"],
            )
        )  # fmt: skip
    return paper


def before_tet(row: dict) -> str:
    """`còn 38 ngày, 27 ngày làm việc`; a dash where the day of Tết is not known or over by then."""
    if row["days_before"] is None:
        return labels.NONE
    return f"còn {counted(row['days_before'], 'ngày')}, {counted(row['working_days_before'], 'ngày làm việc')}"


def _due(guidance: Guidance) -> str:
    if not guidance.due:
        return "theo thông báo sau"
    first = next((row for row in guidance.due if row["milestone_code"] == "self_assessment"), guidance.due[0])
    return f"{labels.inside(first['milestone_name'])} gửi chậm nhất {labels.before(first['due_on'])}; các mốc khác tại danh sách kèm theo"
