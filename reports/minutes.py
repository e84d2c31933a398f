"""Biên bản thẩm định of a year: what was decided of the scores, as the marts hold it. Who met, when, where, and what was said
is left blank: only those who were there know it."""

from __future__ import annotations

from dataclasses import dataclass

from reports.docx import written
from reports.draft import ROMAN
from reports.evidence_request import found
from reports.paper import Head, Paper, Table
from reports.reminder import plan_in_words
from reports.unit_sheet import Ask
from words import labels
from words.documents import counted, seat

BLANK = "…" * 16
ENDED = "Kết thúc vào …… giờ ……, ngày …… tháng …… năm ……./."
NOT_APPLICABLE = "Không áp dụng"


@dataclass(frozen=True)
class Minutes:
    """Rows of the questions `snapshot` (facts), `plan`, `verification` (units), `verified_decisions`, `evidence_states`,
    `evidence_missing` and `replies`, all of one year and every block."""

    year: int
    facts: dict
    plan: dict | None
    units: list[dict]
    decisions: list[dict]
    states: list[dict]
    missing: list[dict]
    replies: list[dict]

    @property
    def changed(self) -> list[dict]:
        return [row for row in self.decisions if row["is_changed"]]

    @property
    def late(self) -> list[dict]:
        return [row for row in self.replies if row["in_window"] is False]


def rows_of(ask: Ask, year: int) -> Minutes:
    return Minutes(
        year, ask("snapshot")[0], next(iter(ask("plan")), None), ask("verification", year=year, block=None),
        ask("verified_decisions", year=year, block=None), ask("evidence_states", year=year),
        ask("evidence_missing", year=year, block=None, unit=None), ask("replies", year=year, block=None, scope=None),
    )  # fmt: skip


def of_year(ask: Ask, year: int) -> bytes:
    """The minutes as DOCX."""
    return written(paper_of(rows_of(ask, year)))


def paper_of(minutes: Minutes) -> Paper:
    facts, word, year = minutes.facts, minutes.facts["verification_word"], minutes.year
    office = facts["office_name"]
    name = f"{word} điểm tự chấm năm {year}"
    paper = Paper(f"Biên bản {name}", body=13)
    place = seat(facts["city_name"])
    paper.head(Head(facts["synthesising_body"], office, place, facts["as_of"].year, "BB-TP"))
    paper.title("Biên bản", labels.sentence(name), ruled=True)
    if facts["illustrative"]:
        paper.note(labels.sentence(facts["illustrative_words"]))
    _meeting(paper, minutes)
    annexes = _annexes(minutes)
    number = {title: ROMAN[at] if len(annexes) > 1 else "" for at, title in enumerate(annexes)}
    _result(paper, minutes)
    paper.paragraph(
        f"Số liệu tính đến {labels.date(facts['as_of'])}, mã lần cập nhật {facts['snapshot_id']}; cụ thể: {_cited(number)}."
    )
    paper.heading("III. Ý kiến, kết luận")
    paper.bullets([f"Ý kiến tại cuộc họp: {BLANK}", f"Ý kiến khác, bảo lưu: {BLANK}", f"Kết luận: {BLANK}"])
    paper.paragraph(ENDED)
    paper.signatures("Thư ký", "Chủ trì")
    for title, table in annexes.items():
        paper.annex(number[title], title, f"Biên bản số      /BB-TP của {office}")
        paper.table(table)
    return paper


def _meeting(paper: Paper, minutes: Minutes) -> None:
    word = minutes.facts["verification_word"]
    paper.heading("I. Thời gian, địa điểm, thành phần")
    paper.bullets(
        [f"{asked}: {BLANK}" for asked in (
            f"Văn bản thành lập tổ chức {word} (số, ngày, cơ quan ban hành)", "Thời gian bắt đầu", "Địa điểm", "Chủ trì", "Thư ký",
            "Có mặt", "Vắng mặt (lý do)", f"Không tham gia {word} đơn vị của mình (họ tên, đơn vị)",
        )]
    )  # fmt: skip


def _result(paper: Paper, minutes: Minutes) -> None:
    word, units = minutes.facts["verification_word"], minutes.units
    full, some = (sum(row["score_basis"] == basis for row in units) for basis in ("verified", "mixed"))
    none = len(units) - full - some
    paper.heading(f"II. Kết quả {word}")
    paper.paragraph(
        f"Thực hiện {plan_in_words(minutes.plan)}, {counted(len(units))} có báo cáo tự đánh giá năm {minutes.year}. Trong đó:"
    )
    said = [
        f"{labels.sentence(word)} đủ các tiêu chí áp dụng: {counted(full)}." if full else "",
        f"{labels.sentence(word)} một phần: {counted(some)}." if some else "",
        f"Chưa {word}: {counted(none)}." if none else "",
        f"{differences(minutes.decisions)}.",
        f"{how_decided(minutes.decisions)}.",
        *(
            f"Minh chứng ghi “{labels.EVIDENCE_STATE[row['evidence_state']]}”: {counted(row['criteria'], 'tiêu chí')} của "
            f"{counted(row['units'])}."
            for row in minutes.states
        ),
        f"{_opinions(minutes)}.",
    ]
    paper.bullets([*filter(None, said)])
    if any(row["self_verified"] for row in units if row["score_basis"] != "self"):
        paper.paragraph(f"{labels.SELF_VERIFIED}.")


def differences(decisions: list[dict]) -> str:
    """`Tiêu chí đã ghi điểm: 640, khác tự chấm: 41 (30 thấp hơn, 9 cao hơn, 2 đổi từ hoặc thành không áp dụng, chưa chấm)`."""
    changed = [row for row in decisions if row["is_changed"]]
    both = [row for row in changed if None not in (row["self_points"], row["verified_points"])]
    kinds = {
        "thấp hơn": sum(row["verified_points"] < row["self_points"] for row in both),
        "cao hơn": sum(row["verified_points"] > row["self_points"] for row in both),
        "đổi từ hoặc thành không áp dụng, chưa chấm": len(changed) - len(both),
    }
    told = ", ".join(f"{number} {kind}" for kind, number in kinds.items() if number)
    return f"Tiêu chí đã ghi điểm: {len(decisions)}, khác tự chấm: {len(changed)}" + (f" ({told})" if told else "")


def how_decided(decisions: list[dict]) -> str:
    """How many scores were agreed to in one go, which nobody looked at one by one."""
    how = [row["decided_how"] for row in decisions]
    bulk, entered, total = how.count("bulk"), how.count("entered"), len(how)
    told = f"Thống nhất chung, không xem riêng: {bulk}/{total} tiêu chí"
    told += f" ({labels.percent(100 * bulk / total)})" if total else ""
    told += f"; ghi từng tiêu chí: {entered}"
    return told + (f"; không nêu cách ghi: {total - bulk - entered}" if total > bulk + entered else "")


def _opinions(minutes: Minutes) -> str:
    if not minutes.replies:
        return "Không có ý kiến nào của đơn vị được ghi nhận"
    against = sum(row["answer"] == "disagree" for row in minutes.replies)
    late = [row["late_opinion"] for row in minutes.late]
    told = f"Ý kiến của đơn vị: {len(minutes.replies)}, không đồng ý {against}"
    if late:
        told += (
            f"; ngoài thời gian nhận ý kiến {len(late)}: chấp nhận {late.count('accepted')}, không chấp nhận "
            f"{late.count('refused')}, chưa quyết định {late.count(None)}"
        )
    return told


def _cited(number: dict[str, str]) -> str:
    """`thẩm định theo đơn vị (Phụ lục I), điểm thẩm định khác tự chấm (Phụ lục II)`."""
    return ", ".join(f"{labels.inside(title)} ({f'Phụ lục {of}'.strip()})" for title, of in number.items())


def _annexes(minutes: Minutes) -> dict[str, Table]:
    """Title → table, whole; only those that have rows, the units first."""
    word = minutes.facts["verification_word"]
    made = {
        f"{labels.sentence(word)} theo đơn vị": _by_unit(minutes, word),
        f"Điểm {word} khác tự chấm": Table(
            ["TT", "Đơn vị", "Mã", "Tiêu chí", "Tự chấm", labels.sentence(word), "Lý do"],
            [
                [str(n), row["unit_name"], row["criterion_code"], row["criterion_name"],
                 _score(row["self_points"], row["self_na"]), _score(row["verified_points"], row["verified_na"]), _reason(row)]
                for n, row in enumerate(minutes.changed, 1)
            ],
            [10, 33, 13, 44, 16, 16, 33], ["right", "left", "center", "left", "right", "right", "left"], size=10,
        ),
        "Minh chứng thiếu, không hợp lệ, chờ bổ sung": Table(
            ["TT", "Đơn vị", "Mã", "Tiêu chí", "Tình trạng"],
            [
                [str(n), row["unit_name"], row["criterion_code"], row["criterion_name"], found(row)]
                for n, row in enumerate(minutes.missing, 1)
            ],
            [10, 40, 14, 55, 46], ["right", "left", "center", "left", "left"], size=10,
        ),
        "Ý kiến nhận ngoài thời gian": Table(
            ["TT", "Đơn vị", "Mã", "Nhận ngày", "Quyết định", "Lý do"],
            [
                [str(n), row["unit_name"], row["criterion_code"], labels.date(row["received_on"]),
                 labels.LATE_OPINION.get(row["late_opinion"], "Chưa quyết định"), row["late_reason"] or labels.NONE]
                for n, row in enumerate(minutes.late, 1)
            ],
            [10, 45, 14, 24, 28, 44], ["right", "left", "center", "center", "left", "left"], size=10,
        ),
    }  # fmt: skip
    return {title: table for title, table in made.items() if table.rows}


def _by_unit(minutes: Minutes, word: str) -> Table:
    """Units of which something was decided, under their blocks. The sum of a unit is told when all of it is verified."""
    of_unit: dict[str, list[dict]] = {}
    for row in minutes.decisions:
        of_unit.setdefault(row["unit_code"], []).append(row)
    shown, last, number = [], None, 0
    for row in sorted(minutes.units, key=lambda row: row["block_order"]):
        if not (own := of_unit.get(row["unit_code"])):
            continue
        if row["block_name"] != last:
            last = row["block_name"]
            shown.append(["", last.upper(), *[""] * 7])
        number += 1
        is_whole = row["criteria_verified"] == row["criteria_applicable"]
        shown.append(
            [
                str(number), row["unit_name"], f"{row['criteria_verified']}/{row['criteria_applicable']}", labels.points(row["self_points"]),
                labels.points(row["verified_points"] if is_whole else None), str(len(own)), str(sum(one["is_changed"] for one in own)),
                str(sum(one["decided_how"] == "bulk" for one in own)), "Tự thẩm định" if row["self_verified"] else "",
            ]
        )  # fmt: skip
    return Table(
        ["TT", "Đơn vị", f"Tiêu chí áp dụng đã {word}", "Tự chấm", labels.sentence(word), "Đã ghi điểm", "Khác tự chấm", "Thống nhất chung",
         "Ghi chú"],
        shown, [9, 42, 18, 16, 16, 15, 16, 17, 16],
        ["right", "left", "center", "right", "right", "right", "right", "right", "left"], size=10,
        strong=frozenset(n for n, row in enumerate(shown) if not row[0]),
    )  # fmt: skip


def _score(points: float | None, is_na: bool) -> str:
    return NOT_APPLICABLE if is_na else labels.points(points)


def _reason(row: dict) -> str:
    return "; ".join(filter(None, (row["reason"], "có đính chính" if row["is_corrected"] else ""))) or labels.NONE
