"""Đôn đốc: who still owes what, as a text for a group chat and as letters. Two texts, never one list for all: units that
the plan binds have a date in it, others are only asked. The office asks ("đề nghị"); "yêu cầu" is the word of the body."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from reports.docx import written
from reports.package import zipped
from reports.paper import Head, Paper, Table
from words import labels
from words.documents import counted, in_full, signers

LONGEST_MESSAGE = 1500  # characters: more is cut off or not read in a group chat
GROUPS = {"required": "Đơn vị phải gửi", "requested": "Cơ quan, tổ chức được đề nghị gửi"}
WHO = {"required": "đơn vị", "requested": "cơ quan, tổ chức"}
SUPPLEMENT = {"required": "phải bổ sung", "requested": "cần bổ sung"}
TIMES = {1: "thứ nhất", 2: "thứ hai", 3: "thứ ba"}
SYMBOL = {"office": "TP-PBGDPL", "body": "UBND-TP"}  # by who issues the letter


def verb(obligation: str, issuer: str) -> str:
    """Only the body requires, and only of those whom the plan binds; the office asks."""
    return "yêu cầu" if issuer == "body" and obligation == "required" else "đề nghị"


@dataclass(frozen=True)
class State:
    """What a reminder says: rows of the question `outstanding`, how many owe the milestone, and when it was so."""

    milestone: str
    year: int
    rows: list[dict]  # those to be urged
    owed: dict[str, int]  # obligation → how many units owe it
    as_of: dt.date
    moment: str  # `10 giờ 30 phút, ngày 08/01/2027`
    due_on: dt.date
    until: dt.date  # the date that is asked for now
    office: str
    body: str
    place: str
    plan: dict | None
    extended: dict[str, int] = field(default_factory=dict)  # obligation → units whose extension runs
    sent: list[dict] = field(default_factory=list)  # rows of the question `reminders`
    contact: str | None = None
    illustrative_words: str | None = None
    signer: str | None = None  # lines of who signs for the office, where the reference says them

    def of(self, obligation: str) -> list[dict]:
        return [row for row in self.rows if row["obligation"] == obligation]

    @property
    def is_over(self) -> bool:
        """Whether the due date is past; before it everybody is reminded and nobody named."""
        return self.due_on < self.as_of

    @property
    def contact_words(self) -> str:
        return self.office + (f" ({self.contact})" if self.contact else "")


def message(state: State, obligation: str) -> str:
    """The plain text to paste, under 1,500 characters: what, until when, and which units. What is too long goes in this
    order: why something is refused, then names, and it says how many more there are. Before the due date it reminds
    without names."""
    rows = state.of(obligation)
    if not state.is_over:
        return _message(state, obligation, None, False)
    for reasons in (True, False):
        text = _message(state, obligation, len(rows), reasons)
        if len(text) < LONGEST_MESSAGE:
            return text
    for most in range(len(rows), -1, -1):
        text = _message(state, obligation, most, False)
        if len(text) < LONGEST_MESSAGE:
            break
    return text


def _message(state: State, obligation: str, most: int | None, reasons: bool) -> str:
    """most: how many names of a kind; None: none are listed at all."""
    who = WHO[obligation]
    subject = f"{state.milestone} năm {state.year}"
    lines = [
        f"{subject} – hạn: {labels.before(state.due_on)}." if obligation == "required" else f"{subject}.",
        f"Đến {state.moment}: {_received(state, obligation)}.",
    ]  # fmt: skip
    for title, is_supplement in (("Chưa gửi", False), (labels.sentence(SUPPLEMENT[obligation]), True)):  # fmt: skip
        rows = [row for row in state.of(obligation) if row["needs_supplement"] == is_supplement]
        if not rows or most is None:
            continue
        names = [
            row["unit_name"] + (f" ({row['reasons'].rstrip('.')})" if reasons and is_supplement and row["reasons"] else "")
            for row in rows
        ]  # fmt: skip
        shown, rest = "; ".join(names[:most]), len(names) - most
        more = f"{'; và ' if shown else ''}{counted(rest, who)} khác (xem danh sách kèm công văn)" if rest > 0 else ""  # fmt: skip
        lines.append(f"- {title} ({counted(len(names), who)}): {shown}{more}.")
    lines += [
        f"{state.office} {verb(obligation, 'office')} hoàn thành chậm nhất {labels.before(state.until)}. "
        f"{_sent_since(obligation)}",
        f"Liên hệ: {state.contact_words}.",
    ]
    if state.illustrative_words:
        lines.append(f"({labels.sentence(state.illustrative_words)})")
    return "\n".join(lines)


def _sent_since(obligation: str) -> str:
    return f"{labels.sentence(WHO[obligation])} đã gửi sau thời điểm trên không phải gửi lại."


def _received(state: State, obligation: str) -> str:
    """`đã có 47/50 đơn vị gửi; còn 02 đơn vị chưa gửi, 01 đơn vị phải bổ sung`."""
    rows, who, owed = state.of(obligation), WHO[obligation], state.owed.get(obligation, 0)
    extended = state.extended.get(obligation, 0)
    supplement = sum(row["needs_supplement"] for row in rows)
    absent = len(rows) - supplement
    rest = [
        f"{counted(absent, who)} chưa gửi" if absent else "",
        f"{counted(supplement, who)} {SUPPLEMENT[obligation]}" if supplement else "",
        f"{counted(extended, who)} được gia hạn" if extended else "",
    ]
    rest = ", ".join(filter(None, rest))
    return f"đã có {owed - len(rows) - extended}/{counted(owed, who)} gửi" + (f"; còn {rest}" if rest else "")  # fmt: skip


def letter(state: State, obligation: str, times: int = 1, only: dict | None = None, issuer: str = "office") -> bytes:
    """The letter as DOCX."""
    return written(paper_of(state, obligation, times, only, issuer))


def paper_of(state: State, obligation: str, times: int = 1, only: dict | None = None, issuer: str = "office") -> Paper:
    """The letter: to all units of one obligation with an annex, or to one unit (`only`). issuer: the office, or
    the body in whose name its head signs. Number, date and signer are blank."""
    rows = [only] if only else state.of(obligation)
    who = WHO[obligation]
    by_body = issuer == "body"
    year = state.as_of.year
    again = f" (lần {TIMES[times]})" if times > 1 else ""
    subject = f"{'đôn đốc' if obligation == 'required' else 'đề nghị'}{again} gửi {labels.inside(state.milestone)} năm {state.year}"
    paper = Paper(f"Công văn {subject}")
    head = ("", in_full(state.body)) if by_body else (state.body, state.office)
    paper.head(Head(*head, state.place, year, SYMBOL[issuer], subject))
    if state.illustrative_words:
        paper.note(labels.sentence(state.illustrative_words))
    paper.note("", size=6)
    to = only["unit_name"] if only else f"Các {who} theo danh sách kèm theo"
    paper.paragraph(f"Kính gửi: {to}.", indent=True)
    paper.paragraph(_ground(state, obligation, rows))
    if only:
        paper.paragraph(f"Đến {state.moment}, {_owes(only, obligation)}. {_sent_before(state, rows, times)}".strip())
    else:
        paper.paragraph(
            f"Đến {state.moment}, {_received(state, obligation)} (danh sách kèm theo). {_sent_since(obligation)} "
            f"{_sent_before(state, rows, times)}".strip()
        )  # fmt: skip
    asks = in_full(state.body) if by_body else state.office
    addressed = ("đơn vị" if obligation == "required" else f"quý {who}") if only else f"các {who} có tên trong danh sách"  # fmt: skip
    paper.paragraph(
        f"{asks} {verb(obligation, issuer)} {addressed} gửi, bổ sung {labels.inside(state.milestone)} năm {state.year} về {state.office} "
        f"chậm nhất {labels.before(state.until)}."
    )
    paper.paragraph(f"Quá trình thực hiện có vướng mắc, liên hệ {state.contact_words} để được hướng dẫn./.")  # fmt: skip
    if by_body:
        to_inform = ["Như trên", "Chủ tịch, các Phó Chủ tịch UBND (để báo cáo)", "Lưu: VT, TP"]
        paper.ending(to_inform, ["TL. Chủ tịch", f"Trưởng {labels.inside(state.office)}"])
    else:
        paper.ending(["Như trên", f"{state.body} (để báo cáo)", "Lưu: VT"], signers(state.signer))
    if not only:
        owing = f"chưa gửi hoặc {SUPPLEMENT[obligation]}"
        paper.annex("", f"Danh sách {who} {owing} {labels.inside(state.milestone)} năm {state.year}",
                    f"Công văn số      /{SYMBOL[issuer]} ngày      tháng      năm {year} của {asks}")  # fmt: skip
        paper.table(
            Table(
                ["TT", "Đơn vị", "Nội dung còn thiếu hoặc phải bổ sung", "Ngày đến (nếu có)", "Hạn hoàn thành"],
                [
                    [
                        str(number), row["unit_name"],
                        (row["reasons"] or "Tệp đã gửi chưa hợp lệ") if row["needs_supplement"] else "Chưa gửi",
                        labels.date(row["first_received_on"]), labels.date(state.until),
                    ]
                    for number, row in enumerate(rows, 1)
                ],
                [10, 58, 49, 24, 24], ["right", "left", "left", "center", "center"],
            )
        )  # fmt: skip
    return paper


def letters_to_each(
    state: State, obligation: str, times: int, progress: Callable[[int, int], None], issuer: str = "office"
) -> bytes:  # fmt: skip
    """A zip with a letter to each unit."""
    rows = state.of(obligation)

    def letters() -> Iterator[tuple[str, bytes]]:
        for done, row in enumerate(rows, 1):
            name = f"{done:02d} - {row['unit_name']}.docx".replace("/", " ")
            yield name, letter(state, obligation, times, row, issuer)
            progress(done, len(rows))

    return zipped(letters())


def _ground(state: State, obligation: str, rows: list[dict]) -> str:
    """What the plan says; it gives a date only to those whom it binds."""
    clause = (rows[0]["clause"] or "").split(" (")[0] if rows else ""
    plan = plan_in_words(state.plan) + (f" ({clause})" if clause else "")
    what = f"{labels.inside(state.milestone)} năm {state.year}"
    if obligation == "required":
        return f"Thực hiện {plan}, {what} gửi về {state.office} chậm nhất {labels.before(state.due_on)}."
    return f"{labels.sentence(plan)} đề nghị thực hiện việc tự đánh giá hằng năm; {what} là căn cứ để {state.office} tổng hợp."


def _sent_before(state: State, rows: list[dict], times: int) -> str:
    """From the second time on: when the same was said before, as the register knows it."""
    if times < 2:
        return ""
    to = {row.get("unit_code") for row in rows}
    before = [row for row in state.sent if row["unit_code"] in to]
    if not before:
        return f"Đây là văn bản lần {TIMES[times]} về nội dung này."
    last = max(row["sent_on"] for row in before)
    documents = {row["document_number"] for row in before if row["sent_on"] == last} - {None}
    number = f" (Công văn số {', '.join(sorted(documents))})" if documents else ""
    reminded = len({row["unit_code"] for row in before})
    whom = f" đối với {counted(reminded)} trong danh sách" if reminded < len(rows) else ""
    return f"{state.office} đã nhắc nội dung này{whom} ngày {labels.date(last)}{number}."


def _owes(row: dict, obligation: str) -> str:
    if not row["needs_supplement"]:
        return f"{row['unit_name']} chưa gửi"
    return (
        f"{row['unit_name']} đã gửi ngày {labels.date(row['first_received_on'])}, {SUPPLEMENT[obligation]}: "
        f"{(row['reasons'] or 'tệp đã gửi chưa hợp lệ').rstrip('.')}"
    )


def plan_in_words(plan: dict | None) -> str:
    if plan is None:
        return "kế hoạch đánh giá hiệu quả công tác phổ biến, giáo dục pháp luật"
    return f"Kế hoạch số {plan['number']} ngày {labels.date(plan['issued_on'])} của {plan['issuer']}"
