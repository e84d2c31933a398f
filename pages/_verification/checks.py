"""What was typed as verified scores: what is wrong with it, what can be recorded, and what must not be agreed to unseen."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from etl.desk.consolidated_book import NOT_APPLICABLE, Decision
from etl.kinds import office
from etl.read import values
from warehouse.workspace import ScoreDraft
from words import labels, rounding


def in_force(row: dict) -> str:
    """The verified score of a row in words; empty for none."""
    if row["verified_na"]:
        return NOT_APPLICABLE
    return "" if row["verified_points"] is None else exact(row["verified_points"])


def typed(draft: ScoreDraft) -> str:
    """The score that was typed, in words; empty where only the evidence was judged."""
    return NOT_APPLICABLE if draft.is_na else draft.points.replace(".", ",")


def number(text: str) -> Decimal | None:
    """Points as people type them: what is a number in a workbook is one here."""
    canonical = values.number_text(text)
    return None if canonical is None else Decimal(canonical)


def problem(row: dict, draft: ScoreDraft) -> str:
    """Why what was typed cannot be recorded; empty where it can."""
    if draft.is_na:
        if draft.points:
            return f"vừa có điểm {draft.points} vừa đánh dấu “không áp dụng”"
        return "" if row["in_maximum"] else "điểm thưởng, điểm trừ không ghi “không áp dụng”; để trống"
    if not draft.points:
        return "" if draft.evidence_state else "có lý do, ghi chú nhưng chưa có điểm"
    points, low, high = number(draft.points), row["bound_low"], row["bound_high"]
    if points is None:
        return f"“{draft.points}” không phải là số điểm"
    if points > high:
        return f"{draft.points} lớn hơn điểm tối đa {labels.points(float(high))}"
    if points < low:
        return f"{draft.points} nhỏ hơn mức thấp nhất {labels.points(float(low))}"
    if -points.normalize().as_tuple().exponent > row["decimals"]:
        return f"{draft.points} có quá {row['decimals']} chữ số thập phân"
    lacks_document = points < 0 and not office.names_document(draft.note)
    return "điểm trừ phải có lý do, số hoặc ngày văn bản" if lacks_document else ""


def problems(rows: list[dict], drafts: dict[str, ScoreDraft]) -> dict[str, str]:
    """Criterion → what is wrong with what was typed for it."""
    known = {row["criterion_code"]: row for row in rows}
    in_parts = {row["parent_code"] for row in rows if in_force(row)}
    found = {}
    for code, draft in drafts.items():
        row = known.get(code)
        if row is None:
            found[code] = "tiêu chí không có, hoặc không áp dụng, trong bộ tiêu chí của đơn vị"
        elif said := problem(row, draft):
            found[code] = said
        elif row["parent_code"] in drafts:
            found[code] = f"đã ghi điểm của cả tiêu chí {row['parent_code']}: chỉ ghi một trong hai"
        elif code in in_parts and draft.has_score:
            found[code] = "các chỉ tiêu thành phần đã có điểm, điểm tiêu chí là tổng của chúng: ghi ở từng chỉ tiêu"
    return found


def replaced(rows: list[dict], drafts: dict[str, ScoreDraft]) -> list[dict]:
    """Criteria with a score of the whole in force, in whose place the sum of the parts comes by what was typed."""
    scored = {row["parent_code"] for row in rows if in_force(row)}
    typed_in = {row["parent_code"] for row in rows if (d := drafts.get(row["criterion_code"])) and d.has_score}
    return [row for row in rows if row["criterion_code"] in typed_in - scored and in_force(row)]


def later(row: dict, draft: ScoreDraft, day: dt.date) -> str:
    """What stands under a later day than that, so that what was typed would not take its place; empty for nothing."""
    said = {
        "điểm": row["verified_on"] if draft.has_score else None,
        "tình trạng minh chứng": row["evidence_on"] if draft.evidence_state else None,
    }
    return "; ".join(f"có {what} ghi ngày sau: {labels.date(on)}" for what, on in said.items() if on and on > day)


def exact(points: float) -> str:
    """Points with all their decimals, as they are typed."""
    return rounding.written(rounding.exact(points)).replace(".", "").replace(rounding.MINUS, "-")


def decision(row: dict, draft: ScoreDraft) -> Decision:
    points = number(draft.points) if draft.points else None
    how = draft.decided_how if draft.has_score else ""
    return Decision(row["criterion_code"], points, draft.is_na, draft.note.strip(), draft.evidence_state, how)


def bars(row: dict) -> list[str]:
    """Why a self-score must be looked at before anybody agrees to it."""
    said = [
        "đơn vị ghi không áp dụng" if row["self_na"] else "",
        # of a part the criterion may have it
        "chưa có điểm tự chấm"
        if row["self_points"] is None and not row["self_na"] and row["parent_code"] is None
        else "",
        f"thang điểm cho {labels.points(row['band_points'])}, tự chấm {labels.points(row['self_points'])}"
        if row["band_points"] is not None and row["self_points"] not in (None, row["band_points"])
        else "",
        "tự chấm cao hơn khảo sát" if row["survey_finding"] else "",
        f"hồ sơ có lưu ý: {row['findings']}" if row["findings"] else "",
        "điểm thưởng, điểm trừ" if not row["in_maximum"] else "",
    ]
    return [one for one in said if one]


def rest(rows: list[dict], drafts: dict[str, ScoreDraft]) -> list[dict]:
    """Whole criteria without a verified score and without anything typed, for them or for a part of them."""
    begun = {row["parent_code"] for row in rows if row["parent_code"] and (row["is_issued"] or row["criterion_code"] in drafts)}  # fmt: skip
    return [
        row for row in rows
        if row["parent_code"] is None and not row["is_issued"] and not row["verified_na"]
        and row["criterion_code"] not in drafts and row["criterion_code"] not in begun
    ]  # fmt: skip
