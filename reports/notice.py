"""Thông báo kết quả đến từng đơn vị: its own result, the class where it is rated, what it rests on, and how to object. Only
of a result in which every criterion was verified."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from reports.docx import written
from reports.package import zipped
from reports.paper import Head, Paper
from reports.reminder import plan_in_words
from words import labels
from words.documents import UNWRITTEN, seat, signers


@dataclass(frozen=True)
class Notice:
    """rows: of the question `results`, only those that are official; facts: of `snapshot`; stage: of `stage`."""

    year: int
    rows: list[dict]
    facts: dict
    stage: dict
    plan: dict | None

    @property
    def subject(self) -> str:
        return f"thông báo kết quả đánh giá năm {self.year}"


def official(rows: list[dict]) -> list[dict]:
    """Results of which a unit may be told."""
    return [row for row in rows if row["score_basis"] == "verified" and row["score_pct"] is not None]


def paper_of(notice: Notice, row: dict) -> Paper:
    facts, office = notice.facts, notice.facts["office_name"]
    paper = Paper(f"Công văn {notice.subject}: {row['unit_name']}")
    place = seat(facts["city_name"])
    paper.head(Head(facts["synthesising_body"], office, place, facts["as_of"].year, "TP-PBGDPL", notice.subject))
    if facts["illustrative"]:
        paper.note(labels.sentence(facts["illustrative_words"]))
    paper.paragraph(f"Kính gửi: {row['unit_name']}.")
    paper.paragraph(
        f"Thực hiện {plan_in_words(notice.plan)}, {office} thông báo kết quả đánh giá hiệu quả công tác phổ biến, giáo dục "
        f"pháp luật năm {notice.year} của {row['unit_name']}{_decided(notice.stage)}:"
    )  # fmt: skip
    paper.bullets(
        [
            f"Tự chấm: {labels.points(row['self_points'])} điểm.",
            f"Kết quả: {labels.points(row['points'])}/{labels.points(row['max_points'])} điểm "
            f"({labels.percent(row['score_pct'], row['bounds'])} điểm tối đa); đã {facts['verification_word']} đủ "
            f"{row['criteria_applicable']}/{row['criteria_applicable']} tiêu chí áp dụng.",
            _class(row),
        ]
    )
    paper.paragraph(
        f"Trường hợp có ý kiến về kết quả trên, đề nghị đơn vị gửi kiến nghị bằng văn bản về {office} trước ngày {UNWRITTEN}, nêu "
        "rõ tiêu chí, lý do và tài liệu kiểm chứng. Điểm đã công bố chỉ thay đổi bằng văn bản đính chính."
    )  # fmt: skip
    paper.paragraph(
        f"Số liệu tính đến {labels.date(facts['as_of'])}; mã lần cập nhật {facts['snapshot_id']}./.", indent=True
    )  # fmt: skip
    paper.ending(["Như trên", f"{facts['synthesising_body']} (để báo cáo)", "Lưu: VT"], signers(facts["office_signer"]))
    return paper


def _decided(stage: dict) -> str:
    """By which document the result was published, where it was."""
    if not stage["snapshot_id"]:
        return " (kết quả chưa công bố)"
    return f", công bố theo văn bản số {stage['document_number']} ngày {labels.date(stage['document_date'])}"


def _class(row: dict) -> str:
    if not row["is_rated"]:
        return f"{labels.NOT_RATED}."
    return f"Xếp loại: {row['class_name']}." if row["class_name"] else "Không xếp loại."


def to_each(notice: Notice, progress: Callable[[int, int], None]) -> bytes:
    """A zip with the notice to each unit, a folder for each block."""

    def letters() -> Iterator[tuple[str, bytes]]:
        for done, row in enumerate(notice.rows, 1):
            name = f"{row['block_name']}/Thông báo {notice.year} - {row['unit_name']}.docx".replace(":", " ")
            yield name, written(paper_of(notice, row))
            progress(done, len(notice.rows))

    return zipped(letters())
