"""Lấy ý kiến về kết quả dự kiến: the letter to all units, the letter with a form to each, and the table of the replies.

To all goes what is published anyway (percent, class); points go only to the unit that they are of. The form in a letter
to one unit is the one that the loader reads: filled in, it comes back through the door."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from reports.docx import written
from reports.draft import Ask
from reports.package import zipped
from reports.paper import Head, Paper, Table
from reports.reminder import plan_in_words
from words import labels
from words.documents import counted, seat, signers

WORKING_DAYS = 3  # for an opinion on the expected result


@dataclass(frozen=True)
class Request:
    """Rows of the question `verification` that are verified, and until when opinions are asked for."""

    year: int
    rows: list[dict]
    until: dt.date
    as_of: dt.date
    office: str
    body: str
    place: str
    word: str  # of the verification
    plan: dict | None
    snapshot_id: str
    is_usual: bool  # whether `until` is the third working day
    illustrative_words: str | None = None
    signer: str | None = None  # lines of who signs for the office, where the reference says them
    contact: str | None = None  # whom to ask there

    @property
    def subject(self) -> str:
        return f"lấy ý kiến về kết quả đánh giá dự kiến năm {self.year}"


def asked(ask: Ask, year: int, rows: list[dict], until: dt.date, *, as_of: dt.date, is_usual: bool) -> Request:
    """What is asked of these units, with what the snapshot and the settings say of the office."""
    facts, settings = ask("snapshot")[0], {row["key"]: row["value"] for row in ask("settings")}
    return Request(
        year=year, rows=rows, until=until, as_of=as_of, office=facts["office_name"], body=facts["synthesising_body"],
        place=seat(facts["city_name"]), word=facts["verification_word"], plan=next(iter(ask("plan")), None),
        snapshot_id=facts["snapshot_id"], is_usual=is_usual, signer=facts["office_signer"], contact=settings.get("office_contact"),
        illustrative_words=facts["illustrative_words"] if facts["illustrative"] else None,
    )  # fmt: skip


def letter(request: Request, only: dict | None = None, criteria: list[dict] = ()) -> bytes:
    """The letter as DOCX."""
    return written(paper_of(request, only, criteria))


def paper_of(request: Request, only: dict | None = None, criteria: list[dict] = ()) -> Paper:
    """The letter: to all with the list of expected results, or to one unit with its own points and the form.
    criteria: rows of the question `verified_criteria` of that unit."""
    paper = Paper(f"Công văn {request.subject}")
    paper.head(
        Head(request.body, request.office, request.place, request.as_of.year, "TP-PBGDPL", request.subject)
    )  # fmt: skip
    if request.illustrative_words:
        paper.note(labels.sentence(request.illustrative_words))
    paper.note("", size=6)
    to = only["unit_name"] if only else "Các đơn vị theo danh sách kèm theo"
    paper.paragraph(f"Kính gửi: {to}.")
    done = (
        f"Thực hiện {plan_in_words(request.plan)}, {request.office} đã {request.word} điểm tự chấm năm {request.year}"
    )
    if only:
        paper.paragraph(
            f"{done} của {only['unit_name']}. Kết quả dự kiến: tự chấm {labels.points(only['self_points'])} điểm, "
            f"{request.word} {labels.points(only['points'])}/{labels.points(only['max_points'])} điểm "
            f"({labels.percent(only['score_pct'], only['bounds'])} điểm tối đa)"
            + (
                f", xếp loại dự kiến: {only['class_name'] or labels.NONE}."
                if only["is_rated"]
                else f". {labels.NOT_RATED}."
            )
        )
        if only["self_verified"]:
            paper.paragraph(f"{labels.SELF_VERIFIED}.")
    else:
        paper.paragraph(
            f"{done} của {counted(len(request.rows))}; kết quả dự kiến theo danh sách kèm theo. Điểm từng tiêu chí gửi "
            "riêng từng đơn vị."
        )
    own = only["own_closes_on"] if only else None  # its letter goes later than those of others
    until = own if own and own >= request.as_of else request.until
    whom = request.office + (f" ({request.contact})" if request.contact else "")
    days = f" (trong {WORKING_DAYS:02d} ngày làm việc)" if request.is_usual and until == request.until else ""
    paper.paragraph(
        f"{request.office} đề nghị {'đơn vị' if only else 'các đơn vị'} cho ý kiến bằng văn bản{' (theo mẫu kèm theo)' if only else ''}"
        f", gửi về {request.office} chậm nhất {labels.before(until)}{days}. Ý kiến "
        "không đồng ý ghi rõ tiêu chí, nội dung giải trình, minh chứng và điểm đề nghị. Hết thời hạn trên, kết quả dự kiến của "
        "đơn vị không có ý kiến được dùng để tổng hợp."
    )
    paper.paragraph(f"Quá trình thực hiện có vướng mắc, liên hệ {whom} để được hướng dẫn./.")  # fmt: skip
    paper.ending(["Như trên", f"{request.body} (để báo cáo)", "Lưu: VT"], signers(request.signer))
    document = f"Công văn số      /TP-PBGDPL ngày      tháng      năm {request.as_of.year} của {request.office}"
    if only:
        paper.annex("", f"Phiếu ý kiến về kết quả {request.word} năm {request.year}", document)
        _form(paper, request, only, criteria)
    else:
        paper.annex("", f"Kết quả đánh giá dự kiến năm {request.year}", document)
        _results(paper, request)
    return paper


def _results(paper: Paper, request: Request) -> None:
    shown, last = [], None
    for number, row in enumerate(sorted(request.rows, key=lambda row: row["block_order"]), 1):
        if row["block_name"] != last:
            last = row["block_name"]
            shown.append(["", last.upper(), "", "", ""])
        note = "tự thẩm định" if row["self_verified"] else ""
        shown.append(
            [str(number), row["unit_name"], labels.percent(row["score_pct"], row["bounds"]), row["class_name"] or labels.NONE, note]
        )  # fmt: skip
    paper.table(
        Table(
            ["TT", "Đơn vị", "% điểm tối đa", "Xếp loại dự kiến", "Ghi chú"],
            shown, [12, 80, 24, 26, 23], ["right", "left", "right", "left", "left"],
            strong=frozenset(n for n, row in enumerate(shown) if not row[0]),
        )
    )  # fmt: skip
    paper.note(
        f"Tính đến {labels.date(request.as_of)}; mã lần cập nhật {request.snapshot_id}.", size=10, align="left"
    )  # fmt: skip


def _form(paper: Paper, request: Request, only: dict, criteria: list[dict]) -> None:
    paper.paragraph(f"Đơn vị: {only['unit_name']}", indent=False)
    paper.paragraph(f"Năm đánh giá: {request.year}", indent=False)
    changed = [
        row for row in criteria
        if row["verified_points"] is not None and row["verified_points"] != row["self_points"]
    ]  # fmt: skip
    rows = changed or criteria
    if not changed:
        paper.note(f"Điểm {request.word} bằng điểm tự chấm ở mọi tiêu chí.", align="left")
    paper.table(
        Table(
            ["Mã tiêu chí", "Tiêu chí", "Điểm tự chấm", "Điểm thẩm định", "Ý kiến của đơn vị", "Nội dung giải trình",
             "Minh chứng", "Điểm đề nghị"],
            [
                [row["criterion_code"], row["criterion_name"], labels.points(row["self_points"]),
                 labels.points(row["verified_points"]), "", "", "", ""]
                for row in rows
            ],
            [14, 45, 14, 15, 18, 27, 18, 14],
            ["center", "left", "right", "right", "left", "left", "left", "right"], size=9.5,
        )
    )  # fmt: skip
    paper.note("Ý kiến của đơn vị: ghi Đồng ý hoặc Không đồng ý.", size=10, align="left")


def letters_to_each(request: Request, criteria: list[dict], progress: Callable[[int, int], None]) -> bytes:
    """A zip with a letter and form for each unit. criteria: rows of the question `verified_criteria` of all units."""
    of_unit: dict[str, list[dict]] = {}
    for row in criteria:
        of_unit.setdefault(row["unit_code"], []).append(row)

    def letters() -> Iterator[tuple[str, bytes]]:
        for done, row in enumerate(request.rows, 1):
            name = f"{row['block_name']}/Lấy ý kiến - {row['unit_name']}.docx".replace(":", " ")
            yield name, letter(request, row, of_unit.get(row["unit_code"], []))
            progress(done, len(request.rows))

    return zipped(letters())


def answer_words(row: dict) -> str:
    """What a unit answered, as people say it."""
    return labels.sentence(labels.ANSWER.get(row["answer"], row["answer_text"] or labels.NONE))


def table_of_replies(rows: list[dict], year: int, office: str, basis: str, illustrative: str | None) -> bytes:  # fmt: skip
    """The replies of a year beside the scores before and after; rows: of the question `replies`."""
    paper = Paper(f"Bảng tổng hợp ý kiến giải trình năm {year}", body=13, left=20)
    paper.title("Bảng tổng hợp ý kiến của các đơn vị", f"về kết quả đánh giá dự kiến năm {year}", office)
    if illustrative:
        paper.note(labels.sentence(illustrative))
    paper.table(
        Table(
            ["TT", "Đơn vị", "Tiêu chí", "Tự chấm", "Thẩm định", "Ý kiến", "Nội dung, minh chứng", "Đề nghị", "Sau giải trình"],
            [
                [str(number), row["unit_name"], row["criterion_code"], labels.points(row["self_points"]),
                 labels.points(row["verified_points"]), answer_words(row),
                 "; ".join(filter(None, (row["reply_text"], row["evidence"]))) or labels.NONE,
                 labels.points(row["proposed_points"]), labels.points(row["final_points"])]
                for number, row in enumerate(rows, 1)
            ],
            [8, 34, 14, 14, 14, 18, 43, 14, 16],
            ["right", "left", "center", "right", "right", "left", "left", "right", "right"], size=9.5,
        )
    )  # fmt: skip
    paper.note(basis, size=10, align="left")
    return written(paper)
