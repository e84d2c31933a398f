"""The days of the responses, whatever order their day and month are written in, and the wave that they say."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from etl.read.findings import finding
from etl.read.model import Finding
from etl.reference.question_map import Wave
from etl.surveys import tools
from etl.surveys.source import Source
from etl.surveys.table import Asked, Table

_YEAR_FIRST = re.compile(r"\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
# two digits of the year: Excel writes so what Microsoft Forms exports and somebody saves as CSV
_TWO_ORDERS = re.compile(r"\s*(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?![\d:])")


ON_THE_WAY = 30  # days that a phone without a net may keep a response; one of another period is older only by its clock

LOOKED = 2000  # rows by which one of several forms is chosen


class Dated(NamedTuple):
    """When the responses were given. `column`: of the table, None where none tells; `days`: day part of a cell → day;
    `wave`: None where no wave fits, which is said. `received`: the column of the tool's own day, and `instead`: where it
    counts, as (day part of the cell, of the tool's, the day)."""

    wave: Wave | None
    column: int | None
    days: dict[str, date]
    findings: list[Finding]
    received: int | None = None
    instead: tuple[tuple[str, str, date], ...] = ()


def in_the_field(ways: list[Asked], source: Source) -> Asked:
    """Of forms that know a header alike, the one in whose waves most of the first responses lie; else the first."""
    if len(ways) == 1:
        return ways[0]
    rows = source.first_rows(LOOKED)

    def hits(asked: Asked) -> int:
        dated = [n for n in asked.targets if (q := asked.question(n)) and q.role == "date"]
        column = dated[0] if dated else tools.column(asked.headers, asked.tool.days.given)
        waves = asked.form.waves if asked.form else []
        cells = (row[column] for row in rows if column is not None and column < len(row))
        days = ({day_of(cell, order) for order in (False, True)} - {None} for cell in cells)
        return sum(any(_is_in(day, wave) for day in found for wave in waves) for found in days)

    return max(ways, key=hits)


def date_them(table: Table, zone: str) -> Dated:
    """The wave of the form in whose period most responses lie; without dates the only wave there is. A moment in UTC is
    of the day that it is in the zone."""
    asked, export = table.asked, table.export
    assert asked.form is not None
    waves = sorted(asked.form.waves, key=lambda w: (w.collected_from, w.wave_code))
    answered = table.columns("date")
    column = answered[0] if answered else table.tool_column(asked.tool.days.given)
    if column is not None:
        utc = [table.place_of.get(n) for n in asked.named(asked.tool.days.utc)]
        export.straighten_days(column, not answered and column in utc, zone)
    texts = export.day_texts(column) if column is not None else []
    days, findings = _days(table, column, texts, waves)
    if (
        not answered
        and not asked.tool.header.needed
        and sum(n for _, n, _ in texts) > 2 * sum(n for t, n, _ in texts if t in days)
    ):
        column, texts = None, []  # only called as a tool calls its day
    real = [(days[t], count) for t, count, _ in texts if t in days and days[t].year > 1980]
    received, pairs = _received(table, column, days, zone) if column is not None and not answered else (None, [])
    # how many responses more or less lie in a wave where the tool's day counts
    hits = {
        w: sum(c for d, c in real if _is_in(d, w))
        + sum(p.count * (_is_in(p.received, w) - _is_in(p.day, w)) for p in pairs if _is_wrong(p, w))
        for w in waves
    }
    best = [w for w in waves if hits[w] and hits[w] == max(hits.values())]
    if not real and len(waves) == 1:
        best = waves
    if best:
        wrong = [p for p in pairs if _is_wrong(p, best[-1])]
        if wrong:
            count = str(sum(p.count for p in wrong))
            findings.append(finding("survey_clock_wrong", table.source.sheet, None, count))
        return Dated(best[-1], column, days, findings, received, tuple((p.cell, p.other, p.received) for p in wrong))
    seen = [d for d, _ in real]
    found = (
        f"các phiếu trả lời từ {min(seen):%d/%m/%Y} đến {max(seen):%d/%m/%Y}" if seen else "tệp không có ngày trả lời"
    )
    known = "; ".join(w.words for w in waves) or "chưa có đợt nào"
    findings.append(finding("survey_wave_unknown", table.source.sheet, None, found, known))
    return Dated(None, column, days, findings)


class _Pair(NamedTuple):
    """Responses with one day by the phone and one by the tool: day parts of both cells, both days, and how many."""

    cell: str
    other: str
    day: date
    received: date
    count: int


def _received(table: Table, column: int, days: dict[str, date], zone: str) -> tuple[int | None, list[_Pair]]:
    """The column of the tool's own day, and the days by both clocks."""
    asked = table.asked
    other = table.tool_column(asked.tool.days.received)
    if other is None or other == column:
        return None, []
    table.export.straighten_days(other, table.kept[other] in asked.named(asked.tool.days.utc), zone)
    return other, [
        _Pair(cell, text, days[cell], received, count)
        for cell, text, count in table.export.day_pairs(column, other)
        if cell in days and _YEAR_FIRST.match(text) and (received := day_of(text, False))
    ]


def _is_wrong(pair: _Pair, wave: Wave) -> bool:
    """Whether the phone's clock cannot be right: nothing is received before it is given, but for the time zone, and
    what was given outside the wave does not come in so long afterwards."""
    late = pair.received - pair.day
    return late < -timedelta(days=1) or (late > timedelta(days=ON_THE_WAY) and not _is_in(pair.day, wave))


def _is_in(day: date, wave: Wave) -> bool:
    return wave.collected_from <= day <= wave.collected_to


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
