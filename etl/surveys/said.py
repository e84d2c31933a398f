"""What is said of an export after its answers are coded."""

from __future__ import annotations

from decimal import Decimal

from etl.read.findings import finding
from etl.read.model import Finding
from etl.reference.context import Context
from etl.reference.question_map import Wave
from etl.surveys import personal
from etl.surveys.coding import Planned
from etl.surveys.strip import SAFE_COUNT, said_of
from etl.surveys.table import Table
from warehouse import reference_names
from warehouse.survey_answers import KEPT_OUT, MASK, REFUSED, Coded

LISTED = 20  # refused rows that are named one by one
# what is said of a 1/0 column with other marks
ODD_MARK = f" (ô đánh dấu không phải có/không; thêm từ đó vào {reference_names.sheet('layouts')}, kind survey, field chosen hoặc not_chosen)"
REASONS = {
    "row_broken": "số ô của dòng không khớp với tiêu đề, hoặc dòng trống",
    "unit_missing": "không ghi đơn vị",
    "unit_unknown": "chưa nhận ra đơn vị",
    "date_unreadable": "ngày trả lời không đọc được",
    "weight_unreadable": "trọng số không phải là số dương",
}


def findings_of(table: Table, wave: Wave, planned: Planned, coded: Coded, context: Context) -> list[Finding]:
    """What became of the rows, which are refused and why, what is unknown, and columns that answer nothing. A rule that
    leaves out more responses than a setting allows is a warning."""
    sheet = table.source.sheet
    kept_out, refused = coded.count(KEPT_OUT), coded.count(REFUSED)
    words = {"total": table.total, "kept_out": kept_out, "refused": refused}
    findings = [finding("survey_rows", sheet, None, str(coded.loaded), None, **words)]
    most = Decimal(context.setting("survey_left_out_pct", "2"))
    period = f"{wave.collected_from:%d/%m/%Y}–{wave.collected_to:%d/%m/%Y}"
    for reason in KEPT_OUT:
        if count := coded.reasons.get(reason):
            said = finding(f"survey_{reason}", sheet, None, str(count), period)
            is_much = 100 * count > most * table.total
            findings.append(said._replace(severity="warning") if is_much else said)
    findings += _refused(table, planned, coded)
    findings += _unknown_units(table, planned, context)
    findings += _unknown(table, planned, coded)
    return findings + _unmapped(table, planned)


def _unmapped(table: Table, planned: Planned) -> list[Finding]:
    asked, plan = table.asked, planned.plan
    used = {table.kept[n] for n in (plan.date_column, plan.id_column) if n is not None}
    known = set(asked.targets) | asked.own | used
    free = [h for n, h in enumerate(asked.headers) if n not in known and h not in table.dropped and h.strip()]
    alike = {h: asked.form.questions[t.question_code] for h in free if (t := asked.form.alike(h, asked.scales))}
    findings = [
        finding("survey_column_alike", table.source.sheet, None, " ".join(header.split()), question.wording)
        for header, question in list(alike.items())[:LISTED]
    ]
    if others := [h for h in free if h not in alike]:
        listed = "; ".join(f'"{" ".join(h.split())[:60]}"' for h in others[:12])
        more = f" và {len(others) - 12} cột khác" if len(others) > 12 else ""
        findings.append(finding("survey_column_unmapped", table.source.sheet, None, listed + more))
    return findings


def _refused(table: Table, planned: Planned, coded: Coded) -> list[Finding]:
    """Refused rows, the first of them one by one."""
    sheet, plan = table.source.sheet, planned.plan
    units = plan.unit_columns
    at = {"unit_missing": units, "unit_unknown": units, "date_unreadable": (plan.date_column,),
          "weight_unreadable": (plan.weight_column,)}  # fmt: skip
    findings = []
    for reason, rows in coded.examples.items():
        column = next(iter(at.get(reason, ())), None)
        for row in rows[: LISTED - len(findings)]:
            cell = table.cell(row, column)
            findings.append(
                finding("survey_row_refused", sheet, cell, None, None, reason=_reason(reason, planned.unknown_units))
            )
    refused, named = coded.count(REFUSED), len(findings)
    if refused > named:
        words = "; ".join(REASONS[r] for r in coded.examples)
        findings.append(finding("survey_rows_refused", sheet, None, str(refused), str(named), reason=words))
    return findings


def _reason(reason: str, unknown_units: dict[str, tuple[int, str]]) -> str:
    if reason == "unit_unknown" and len(unknown_units) <= LISTED:
        near = {expected for count, expected in unknown_units.values() if expected}
        if len(unknown_units) == 1 and near:
            return f"{REASONS[reason]}; có phải: {near.pop()}? Bổ sung {reference_names.sheet('unit_aliases')} rồi kiểm tra lại các tệp ở trang Tiếp nhận hồ sơ"
    return REASONS[reason]


def _unknown_units(table: Table, planned: Planned, context: Context) -> list[Finding]:
    """Names that no unit has and so many people gave that they say of nobody who he is, whatever their spelling."""
    named: dict[str, tuple[int, str, str]] = {}
    for cell, (count, nearest) in planned.unknown_units.items():  # the most frequent first
        if said_of(cell, context) == cell:
            before, first, expected = named.get(context.unit_key(cell), (0, cell, nearest))
            named[context.unit_key(cell)] = before + count, first, expected
    often = sorted((n for n in named.values() if n[0] >= SAFE_COUNT), key=lambda n: (-n[0], n[1]))
    return [
        finding("survey_unit_unknown", table.source.sheet, None, name, nearest, count=count)
        for count, name, nearest in often[:LISTED]
    ]


def _unknown(table: Table, planned: Planned, coded: Coded) -> list[Finding]:
    """Answers that no scale knows, and numbers that are none, once for each question."""
    asked = table.asked
    findings = []

    def say(code: str, question: str, count: int, row: int, **words) -> None:
        column = next(n for n, t in sorted(asked.targets.items()) if t.question_code == question)
        wording = asked.form.questions[question].wording[:80]
        cell = table.source.cell(row, column)
        findings.append(finding(code, table.source.sheet, cell, str(count), column=wording, **words))

    for question, (count, row) in (coded.unknown | planned.odd_marks).items():
        value = ODD_MARK if question in planned.odd_marks else _frequent(question, table, planned)
        say("option_unknown", question, count, row, value=value)
    for question, (count, row) in coded.bad.items():
        say("survey_value_bad", question, count, row)
    return findings


def _frequent(code: str, table: Table, planned: Planned) -> str:
    """Unknown answers that many people gave, in words; a rare one may say who gave it."""
    scale = table.asked.scales.get(table.asked.form.questions[code].scale_code)
    often = [
        c
        for c, count, _ in planned.cells.get(code, [])
        if count >= SAFE_COUNT and c != MASK and scale.option(c) is None and not personal.is_name(c)
    ]
    return f" ({'; '.join(c[:40] for c in often[:5])})" if often else ""
