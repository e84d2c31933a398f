"""Đôn đốc: who still owes what, as a text for a group chat and as letters. Two texts, never one list for all: units that
the plan binds are required ("yêu cầu"), others are asked ("đề nghị")."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from pages._shared import labels
from reports.docx import NO_CLOCK, written
from reports.paper import Head, Paper, Table
from reports.words import counted

LONGEST_MESSAGE = 1500  # characters: more is cut off or not read in a group chat
VERB = {"required": "yêu cầu", "requested": "đề nghị"}
TIMES = {1: "", 2: "lần thứ hai", 3: "lần thứ ba"}


@dataclass(frozen=True)
class State:
    """What a reminder says: rows of queries_reminders.outstanding, how many owe the milestone, and when it was so."""

    milestone: str
    year: int
    rows: list[dict]
    owed: dict[str, int]  # obligation → how many units owe it
    as_of: dt.date
    due_on: dt.date
    until: dt.date  # the date that is asked for now
    office: str
    body: str
    place: str
    plan: dict | None
    illustrative_words: str | None = None

    def of(self, obligation: str) -> list[dict]:
        return [row for row in self.rows if row["obligation"] == obligation]


def message(state: State) -> str:
    """The plain text to paste, under 1,500 characters: what, until when, and which units; long lists are cut by name and
    say how many more there are."""
    most = max((len(names) for names in _lists(state).values()), default=0)
    while True:
        text = _message(state, most)
        if len(text) < LONGEST_MESSAGE or not most:
            return text
        most -= 1


def _lists(state: State) -> dict[str, list[str]]:
    lists: dict[str, list[str]] = {}
    for obligation, verb in VERB.items():
        for row in state.of(obligation):
            what = "bổ sung" if row["needs_supplement"] else "gửi"
            lists.setdefault(f"{labels.sentence(verb)} {what}", []).append(row["unit_name"])
    return lists


def _message(state: State, most: int) -> str:
    lines = [
        f"{state.milestone} năm {state.year} – hạn: {labels.before(state.due_on)}.",
        f"Tính đến hết ngày {labels.date(state.as_of)}: {_received(state)}.",
    ]
    for title, names in _lists(state).items():
        shown = "; ".join(names[:most])
        rest = len(names) - most
        more = f"{'; và ' if shown else ''}{counted(rest)} khác (xem danh sách kèm công văn)" if rest > 0 else ""  # fmt: skip
        lines.append(f"- {title} ({counted(len(names))}): {shown}{more}.")
    lines += [
        f"Hoàn thành chậm nhất {labels.before(state.until)}. Đơn vị đã gửi sau thời điểm trên không phải gửi lại.",
        f"Liên hệ: {state.office}.",
    ]
    if state.illustrative_words:
        lines.append(f"({labels.sentence(state.illustrative_words)})")
    return "\n".join(lines)


def _received(state: State, obligation: str | None = None) -> str:
    rows = state.of(obligation) if obligation else state.rows
    owed = state.owed.get(obligation, 0) if obligation else sum(state.owed.values())
    supplement = sum(row["needs_supplement"] for row in rows)
    absent = len(rows) - supplement
    text = f"đã có {owed - len(rows)}/{counted(owed)} gửi"
    if absent:
        text += f"; còn {counted(absent)} chưa gửi"
    return text + (f"; {counted(supplement)} phải bổ sung" if supplement else "")


def letter(state: State, obligation: str, times: int = 1, only: dict | None = None) -> bytes:
    """The letter as DOCX: to all units of one obligation with an annex, or to one unit (`only`). Number, date and signer
    are blank."""
    rows = [only] if only else state.of(obligation)
    verb = VERB[obligation]
    subject = f"{'đôn đốc ' if obligation == 'required' else 'đề nghị '}gửi {labels.inside(state.milestone)} năm {state.year}"
    paper = Paper(f"Công văn {subject}")
    paper.head(Head(state.body, state.office, state.place, state.as_of.year, "TP-PBGDPL", subject))
    if state.illustrative_words:
        paper.note(labels.sentence(state.illustrative_words))
    paper.note("", size=6)
    to = only["unit_name"] if only else "Các đơn vị theo danh sách kèm theo"
    paper.paragraph(f"Kính gửi: {to}.", indent=True)
    clause = (rows[0]["clause"] or "").split(" (")[0] if rows else ""
    paper.paragraph(
        f"Thực hiện {plan_in_words(state.plan)}{f' ({clause})' if clause else ''}, {labels.inside(state.milestone)} năm "
        f"{state.year} gửi về {state.office} chậm nhất {labels.before(state.due_on)}."
    )
    if only:
        paper.paragraph(f"Tính đến hết ngày {labels.date(state.as_of)}: {_owes(only)}.")
    else:
        paper.paragraph(
            f"Tính đến hết ngày {labels.date(state.as_of)}, {_received(state, obligation)} (danh sách kèm theo). "
            "Đơn vị đã gửi sau thời điểm trên không phải gửi lại."
        )
    again = f" Đây là văn bản {TIMES[times]} về nội dung này." if TIMES[times] else ""
    paper.paragraph(
        f"{state.office} {verb} {'đơn vị' if only else 'các đơn vị có tên trong danh sách'} gửi, bổ sung "
        f"chậm nhất {labels.before(state.until)}.{again}"
    )
    paper.paragraph(
        f"Quá trình thực hiện có vướng mắc, {verb} liên hệ {state.office} để được hướng dẫn./."
    )
    paper.ending(["Như trên", f"{state.body} (để báo cáo)", "Lưu: VT"], ["Trưởng phòng"])
    if not only:
        paper.annex("", f"Danh sách đơn vị chưa gửi hoặc phải bổ sung {state.milestone} năm {state.year}",
                    f"Công văn số      /TP-PBGDPL ngày      tháng      năm {state.as_of.year} của {state.office}")  # fmt: skip
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
                [10, 66, 45, 20, 24], ["right", "left", "left", "center", "center"],
            )
        )  # fmt: skip
    return written(paper)


def letters_to_each(
    state: State, obligation: str, times: int, progress: Callable[[int, int], None]
) -> bytes:
    """A zip with a letter to each unit."""
    rows = state.of(obligation)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as folder:
        for done, row in enumerate(rows, 1):
            name = f"{done:02d} - {row['unit_name']}.docx".replace("/", " ")
            folder.writestr(
                zipfile.ZipInfo(name, NO_CLOCK.timetuple()[:6]),
                letter(state, obligation, times, row),
            )
            progress(done, len(rows))
    return packed.getvalue()


def _owes(row: dict) -> str:
    if not row["needs_supplement"]:
        return f"{row['unit_name']} chưa gửi"
    return (
        f"{row['unit_name']} đã gửi ngày {labels.date(row['first_received_on'])}, phải bổ sung: "
        f"{(row['reasons'] or 'tệp đã gửi chưa hợp lệ').rstrip('.')}"
    )


def plan_in_words(plan: dict | None) -> str:
    if plan is None:
        return "kế hoạch đánh giá hiệu quả công tác phổ biến, giáo dục pháp luật"
    return (
        f"Kế hoạch số {plan['number']} ngày {labels.date(plan['issued_on'])} của {plan['issuer']}"
    )
