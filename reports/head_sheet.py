"""Phiếu tham khảo: the collective and its head on one sheet, dated; in December provisional. Positions only, never a grade."""

from __future__ import annotations

from dataclasses import dataclass

from reports.docx import written
from reports.heads_annex import DECIDES
from reports.paper import Head, Paper, Table
from reports.unit_sheet import Ask
from words import labels
from words.documents import seat


@dataclass(frozen=True)
class Sheet:
    """What the page shows of a unit, in its words, so that nothing stands here that is hidden there."""

    unit: str
    year: int
    is_provisional: bool
    serves: str
    apart: str | None  # where result and receipt belong to two people
    years: list[str]
    heads: list[tuple[str, list[str]]]  # position, lines
    due: list[dict]
    follow_ups: list[dict]
    weaknesses: list[dict]
    sources: str  # names of files


def docx(ask: Ask, sheet: Sheet) -> bytes:
    return written(paper_of(ask("snapshot")[0], sheet))


def paper_of(office: dict, sheet: Sheet) -> Paper:
    """office: of the question `snapshot`."""
    paper = Paper(f"Phiếu tham khảo {sheet.unit} năm {sheet.year}", body=12, left=25)
    place = seat(office["city_name"])
    paper.head(
        Head(office["synthesising_body"], office["office_name"], place, office["as_of"].year, is_draft=False)
    )  # fmt: skip
    name = "Phiếu tham khảo" + (" tạm tính" if sheet.is_provisional else "")
    paper.title(name, f"Tập thể và người đứng đầu {sheet.unit}, năm {sheet.year}")
    paper.note(f"Tính đến {labels.date(office['as_of'])}. {DECIDES}")
    if office["illustrative"]:
        paper.note(labels.sentence(office["illustrative_words"]))
    paper.heading("1. Tập thể")
    paper.bullets([f"{line}." for line in sheet.years] or ["Chưa có kết quả."])
    paper.heading("2. Người đứng đầu")
    for position, lines in sheet.heads:
        paper.paragraph(bold=f"{position}", keep=True)
        paper.bullets([f"{line}." for line in lines])
    if sheet.apart:
        paper.paragraph(sheet.apart)
    paper.heading(f"3. Mốc có hạn trong năm {sheet.year}")
    if sheet.due:
        paper.table(
            Table(
                ["Nội dung", "Hạn gửi", "Nhận lần đầu", "Nhận hợp lệ", "Tình trạng", "Người đứng đầu khi đến hạn"],
                [
                    [f"{row['milestone_name']} {row['year']}", labels.date(row["due_on"]), labels.date(row["first_received_on"]),
                     labels.date(row["accepted_on"]), row["status_text"], row["head_text"] or labels.NONE]
                    for row in sheet.due
                ],
                [44, 23, 23, 23, 30, 27], ["left", "center", "center", "center", "left", "left"], size=10,
            )
        )  # fmt: skip
    else:
        paper.paragraph("Không có mốc nào.")
    paper.heading("4. Khuyến nghị và kết quả thực hiện")
    if sheet.follow_ups:
        paper.table(
            Table(
                ["Khuyến nghị", "Hạn", "Tình trạng", "Minh chứng", "Ghi chú"],
                [
                    [row["content"], labels.date(row["due_on"]), row["status_text"], row["proof"] or labels.NONE,
                     row["note"] or ""]
                    for row in sheet.follow_ups
                ],
                [58, 23, 28, 28, 33], ["left", "center", "left", "left", "left"], size=10,
            )
        )  # fmt: skip
    else:
        paper.paragraph("Không có khuyến nghị nào còn theo dõi.")
    paper.heading(f"5. Tồn tại hai năm liền, {sheet.year - 1} và {sheet.year}")
    paper.paragraph(
        "; ".join(f"{row['title']} ({labels.points(row['points'])}/{labels.points(row['max_points'])} điểm)" for row in sheet.weaknesses)
        + "." if sheet.weaknesses else "Năm chưa có kết quả đầy đủ nên chưa so được." if sheet.is_provisional
        else "Không có tiêu chí nào dưới một nửa điểm tối đa ở cả hai năm."
    )  # fmt: skip
    if sheet.weaknesses and sheet.weaknesses[0]["note"]:
        paper.paragraph(f"{sheet.weaknesses[0]['note']}.")
    if sheet.sources:
        paper.note(f"Nguồn: {sheet.sources}.", size=10, align="left")
    paper.note(f"{sheet.serves} Mã lần cập nhật {office['snapshot_id']}.", size=10, align="left")
    return paper
