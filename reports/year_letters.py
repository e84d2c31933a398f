"""What went to single units in a year, for its file: sheets on heads, sheets to confirm, letters that asked for opinions, notices. Each kind
is one PDF, a page or more a unit, written again from the figures: number, date and signature are on the paper that was sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from reports import confirmation, head_facts, head_sheet, notice, opinion, pdf
from reports.draft import Ask
from reports.paper import Paper, together
from reports.unit_sheet import Progress

AGAIN = "lập lại từ số liệu"


@dataclass(frozen=True)
class Letters:
    """what: of which the file is, as the list of files says it."""

    name: str
    what: str
    papers: list[Paper]

    def pdf(self) -> bytes:
        return pdf.written(together(self.what, self.papers))


def of_year(ask: Ask, published: Ask | None, year: int, progress: Progress) -> Iterator[Letters]:
    """published: asks the figures that were published; None where none are."""
    for done, (name, what, made) in enumerate(KINDS, 1):
        if papers := made(ask, published, year):
            yield Letters(f"{name}-{year}.pdf", what.format(count=len(papers)), papers)
        progress(done, len(KINDS))


def _heads(ask: Ask, _published: Ask | None, year: int) -> list[Paper]:
    return [head_sheet.paper_of(about.facts, head_facts.sheet(about)) for about in head_facts.of_year(ask, year)]


def _confirmations(ask: Ask, _published: Ask | None, year: int) -> list[Paper]:
    sent = {row["unit_code"]: row["due_on"] for row in ask("confirmations", year=year) if row["sent_on"]}
    rows = ask("results", year=year, block=None, unit=None) if sent else []
    return [
        confirmation.paper_of(ask, row | {"year": year}, sent[row["unit_code"]])
        for row in rows
        if row["unit_code"] in sent
    ]


def _opinions(ask: Ask, _published: Ask | None, year: int) -> list[Paper]:
    """Where days to answer were set for all; of units whose scores their opinion changed, what was asked is no longer known."""
    window = next((row for row in ask("reply_window", year=year) if row["unit_code"] is None), None)
    rows = [
        row
        for row in ask("verification", year=year, block=None)
        if row["score_basis"] == "verified" and not row["criteria_final"]
    ]
    if window is None or not rows:
        return []
    request = opinion.asked(ask, year, rows, window["closes_on"], as_of=window["opens_on"], is_usual=False)
    criteria: dict[str, list[dict]] = {}
    for row in ask("verified_criteria", year=year, block=None):
        criteria.setdefault(row["unit_code"], []).append(row)
    return [opinion.paper_of(request, row, criteria.get(row["unit_code"], [])) for row in rows]


def _notices(ask: Ask, published: Ask | None, year: int) -> list[Paper]:
    if published is None:
        return []
    rows = notice.official(published("results", year=year, block=None, unit=None))
    stage, plan = ask("stage", year=year)[0], next(iter(ask("plan")), None)
    told = notice.Notice(year, rows, published("snapshot")[0], stage, plan)
    return [notice.paper_of(told, row) for row in rows]


Made = Callable[[Ask, Ask | None, int], list[Paper]]
KINDS: list[tuple[str, str, Made]] = [
    ("phieu-tham-khao-nguoi-dung-dau", "Phiếu tham khảo về tập thể, người đứng đầu của {count:02d} đơn vị", _heads),
    ("phieu-xac-nhan", f"Phiếu xác nhận đã gửi {{count:02d}} đơn vị, {AGAIN}", _confirmations),
    ("lay-y-kien", f"Công văn lấy ý kiến kèm phiếu của {{count:02d}} đơn vị không có điểm sau giải trình, {AGAIN}", _opinions),
    ("thong-bao-tung-don-vi", f"Thông báo kết quả đến {{count:02d}} đơn vị, {AGAIN} đã công bố", _notices),
]  # fmt: skip
