"""The days of the responses, whatever order their day and month are written in, and the wave that they say."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from etl.read.findings import finding
from etl.read.model import Finding
from etl.reference.question_map import Wave
from etl.surveys.table import Table

_YEAR_FIRST = re.compile(r"\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
# two digits of the year: Excel writes so what Microsoft Forms exports and somebody saves as CSV
_TWO_ORDERS = re.compile(r"\s*(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?![\d:])")


class Dated(NamedTuple):
    """When the responses were given. `column`: of the table, None where none tells; `days`: day part of a cell → day;
    `wave`: None where no wave fits, which is said."""

    wave: Wave | None
    column: int | None
    days: dict[str, date]
    findings: list[Finding]


def date_them(table: Table) -> Dated:
    """The wave of the form in whose period most responses lie; without dates the only wave there is."""
    asked, export = table.asked, table.export
    assert asked.form is not None
    waves = sorted(asked.form.waves, key=lambda w: (w.collected_from, w.wave_code))
    answered = table.columns("date")
    column = answered[0] if answered else table.tool_column(asked.tool.days.given)
    if column is not None:
        utc = [table.place_of.get(n) for n in asked.named(asked.tool.days.utc)]
        export.straighten_days(column, not answered and column in utc)
    texts = export.day_texts(column) if column is not None else []
    days, findings = _days(table, column, texts, waves)
    if (
        not answered
        and not asked.tool.header.needed
        and sum(n for _, n, _ in texts) > 2 * sum(n for t, n, _ in texts if t in days)
    ):
        column, texts = None, []  # only called as a tool calls its day
    real = [(days[t], count) for t, count, _ in texts if t in days and days[t].year > 1980]
    hits = {w: sum(c for d, c in real if w.collected_from <= d <= w.collected_to) for w in waves}
    best = [w for w in waves if hits[w] and hits[w] == max(hits.values())]
    if not real and len(waves) == 1:
        best = waves
    if best:
        return Dated(best[-1], column, days, findings)
    seen = [d for d, _ in real]
    found = (
        f"các phiếu trả lời từ {min(seen):%d/%m/%Y} đến {max(seen):%d/%m/%Y}" if seen else "tệp không có ngày trả lời"
    )
    known = "; ".join(w.words for w in waves) or "chưa có đợt nào"
    findings.append(finding("survey_wave_unknown", table.source.sheet, None, found, known))
    return Dated(None, column, days, findings)


def _days(
    table: Table, column: int | None, texts: list[tuple[str, int, int]], waves: list[Wave]
) -> tuple[dict[str, date], list[Finding]]:
    """Day part of a cell → day. The order of day and month is that of the whole column: decided by a value above
    12, else by the periods of the waves, else day first, which is said."""
    parts = [tuple(map(int, hit.groups()[:2])) for t, *_ in texts if (hit := _TWO_ORDERS.match(t))]
    first, second = (max((p[n] for p in parts), default=0) for n in (0, 1))
    days = {t: d for t, *_ in texts if (d := day_of(t, second > 12 >= first))}
    if first > 12 or second > 12 or not any(a != b for a, b in parts):
        return days, []
    other = {t: d for t, *_ in texts if (d := day_of(t, True))}

    def inside(found: dict[str, date]) -> int:
        return sum(
            count for t, count, _ in texts
            if t in found and any(w.collected_from <= found[t] <= w.collected_to for w in waves)
        )  # fmt: skip

    if inside(other) != inside(days):
        return max(other, days, key=inside), []
    return days, [finding("survey_date_order", table.source.sheet, table.cell(0, column))]


def day_of(text: str, month_first: bool) -> date | None:
    """A day from `2025-11-29`, `2025/11/29`, `29/11/2025` or, month first, `11/29/2025`."""
    if iso := _YEAR_FIRST.match(text):
        year, month, day = map(int, iso.groups())
    elif found := _TWO_ORDERS.match(text):
        day, month, year = map(int, found.groups())
        year += 2000 if year < 100 else 0
        if month_first:
            day, month = month, day
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
