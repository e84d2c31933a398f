"""Đề nghị bổ sung minh chứng: one letter a unit with the criteria whose evidence is missing, not valid or waited for. It says
what was found and nothing of points."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from reports.docx import written
from reports.package import zipped
from reports.paper import Head, Paper, Table
from reports.reminder import plan_in_words
from words import labels
from words.documents import counted, signers


@dataclass(frozen=True)
class Request:
    """What the letters of a year have in common."""

    year: int
    until: dt.date
    as_of: dt.date
    office: str
    body: str
    place: str
    word: str  # of the verification
    plan: dict | None
    illustrative_words: str | None = None
    signer: str | None = None  # lines of who signs for the office, where the reference says them
    contact: str | None = None  # whom to ask there

    @property
    def subject(self) -> str:
        return f"đề nghị bổ sung minh chứng tự đánh giá năm {self.year}"


def letter(request: Request, rows: list[dict]) -> bytes:
    """The letter to one unit as DOCX. rows: of the question `evidence_missing`."""
    return written(paper_of(request, rows))


def paper_of(request: Request, rows: list[dict]) -> Paper:
    unit = rows[0]["unit_name"]
    whom = request.office + (f" ({request.contact})" if request.contact else "")
    paper = Paper(f"Công văn {request.subject}")
    paper.head(Head(request.body, request.office, request.place, request.as_of.year, "TP-PBGDPL", request.subject))
    if request.illustrative_words:
        paper.note(labels.sentence(request.illustrative_words))
    paper.note("", size=6)
    paper.paragraph(f"Kính gửi: {unit}.")
    paper.paragraph(
        f"Thực hiện {plan_in_words(request.plan)}, qua {request.word} hồ sơ tự đánh giá năm {request.year} của {unit}, "
        f"{request.office} đề nghị đơn vị bổ sung minh chứng của {counted(len(rows), 'tiêu chí')} sau:"
    )
    paper.table(
        Table(
            ["TT", "Mã", "Tiêu chí", "Minh chứng cần có", "Tình trạng"],
            [
                [str(number), row["criterion_code"], row["criterion_name"], row["asked"] or labels.NONE, found(row)]
                for number, row in enumerate(rows, 1)
            ],
            [10, 14, 50, 50, 41], ["right", "center", "left", "left", "left"], size=11,
        )
    )  # fmt: skip
    paper.paragraph(
        f"Hồ sơ bổ sung gửi về {request.office} chậm nhất {labels.before(request.until)}. Hết thời hạn trên, điểm được "
        f"{request.word} theo hồ sơ hiện có."
    )
    paper.paragraph(f"Quá trình thực hiện có vướng mắc, liên hệ {whom} để được hướng dẫn./.")
    paper.ending(["Như trên", "Lưu: VT"], signers(request.signer))
    return paper


def found(row: dict) -> str:
    state = labels.EVIDENCE_STATE[row["evidence_state"]]
    return f"{state}: {row['reason']}" if row["reason"] else state


def letters(request: Request, rows: list[dict], progress: Callable[[int, int], None]) -> bytes:
    """A zip with a letter for each unit."""
    of_unit: dict[str, list[dict]] = {}
    for row in rows:
        of_unit.setdefault(row["unit_code"], []).append(row)

    def made() -> Iterator[tuple[str, bytes]]:
        for done, own in enumerate(of_unit.values(), 1):
            name = f"{own[0]['block_name']}/Bổ sung minh chứng - {own[0]['unit_name']}.docx".replace(":", " ")
            yield name, letter(request, own)
            progress(done, len(of_unit))

    return zipped(made())
