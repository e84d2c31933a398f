"""Phụ lục về người đứng đầu: what may be taken into account, by block. Positions only, and never a grade."""

from __future__ import annotations

from reports.docx import written
from reports.paper import Paper, Table
from reports.unit_sheet import Ask
from words import labels

DECIDES = "Căn cứ tham khảo; việc đánh giá, xếp loại do cấp có thẩm quyền quyết định."


def in_words(row: dict, body: str) -> dict:
    """A head whom another body rates gets no figures and no finding, only the reason why. body: which rates here."""
    row["finding_text"] = labels.FINDING.get(row["reference_finding"], "Chưa có quy tắc")
    confirmed = ""
    if row["returned_on"]:
        confirmed = f"đơn vị trả lại phiếu xác nhận ngày {labels.date(row['returned_on'])}"
    elif row["expired_on"]:
        confirmed = f"phiếu xác nhận hết hạn ngày {labels.date(row['expired_on'])}, đơn vị không trả lại"
    row["reasons"] = "; ".join(filter(None, (row["reasons"], confirmed))) or None
    row["capacity_text"] = labels.CAPACITY[row["capacity"]]
    row["accountable_text"] = "tại nhiệm lâu nhất trong năm" if row["is_accountable"] else None
    if not row["is_rated_here"]:
        row["late_count"] = row["missing_count"] = row["score_pct"] = row["class_name"] = None
        row["open_follow_ups"] = None
        row["reasons"] = f"Không thuộc thẩm quyền đánh giá của {body}"
        row["finding_text"] = labels.FINDING["not_rated_here"]
    return row


def docx(ask: Ask, rows: list[dict], year: int, block: str) -> bytes:
    """rows: those of the page, in its words (finding_text, reasons), so that nothing stands here that is hidden there.
    block: name of what is shown."""
    facts = ask("snapshot")[0]
    paper = Paper(f"Phụ lục về người đứng đầu năm {year}", body=13, left=25)
    paper.title("Phụ lục", f"Căn cứ tham khảo về người đứng đầu đơn vị năm {year}", block)
    if year == facts["running_year"]:
        paper.note(f"Tạm tính đến {labels.date(facts['as_of'])}, năm chưa kết thúc")
    paper.note(DECIDES)
    if facts["illustrative"]:
        paper.note(labels.sentence(facts["illustrative_words"]))
    shown: list[list[str]] = []
    last = None
    for number, row in enumerate(rows, 1):
        if row["block_name"] != last:
            last = row["block_name"]
            shown.append(["", last.upper(), "", "", "", ""])
        shown.append(
            [
                str(number), row["unit_name"], row["position"], labels.percent(row["score_pct"], row["bounds"]),
                row["finding_text"], row["reasons"] or labels.NONE,
            ]
        )  # fmt: skip
    paper.table(
        Table(
            ["TT", "Đơn vị", "Chức danh", "Kết quả của đơn vị", "Căn cứ tham khảo", "Lý do"],
            shown, [9, 40, 30, 17, 27, 47], ["right", "left", "left", "right", "left", "left"], size=10,
        )
    )  # fmt: skip
    paper.note(
        f"Tính đến {labels.date(facts['as_of'])}; mã lần cập nhật {facts['snapshot_id']}.", size=10, align="left"
    )
    return written(paper)
