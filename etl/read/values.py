"""Cells → numbers, percentages, dates: the canonical value, or None where the cell is not one. Never rounds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from etl.read.text import nfc
from warehouse import clock

_PLAIN = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:([., ])\d{3})(?:\1\d{3})*(?:[.,]\d+)?")
# a time of day is read over: `16:30`, `16h30`, `16 giờ 30 phút`, `4:30 CH`
_TIME = r"(?:lúc |vào )?(?:[01]?\d|2[0-4]) ?(?:[:hg]|giờ) ?(?:[0-5]\d(?: ?phút|:[0-5]\d)?)?(?: ?[ap]m| sa| ch)?"
_WEEKDAY = r"(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật)"
_BEFORE = rf"(?:{_TIME},? )?(?:{_WEEKDAY},? )?(?:ngày )?"
_AFTER = rf"(?:,? {_TIME})?"
_DAY_FIRST = re.compile(rf"{_BEFORE}(\d{{1,2}}) ?[/.-] ?(\d{{1,2}}) ?[/.-] ?(\d{{4}}){_AFTER}")
_WORDS = re.compile(rf"{_BEFORE}(\d{{1,2}}) tháng (\d{{1,2}}),? năm (\d{{4}}){_AFTER}")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[t ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)?")
_WITH_OFFSET = re.compile(r"\d{4}-\d{2}-\d{2}[t ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)? ?(?:z|[+-]\d{2}(?::?\d{2})?)")
_YEAR = re.compile(r"(?:năm\s*)?((?:19|20)\d\d)(?:\.0)?")


@lru_cache(maxsize=16384)
def float_text(value: float) -> str | None:
    """Canonical decimal of a numeric cell: its 15 significant digits; None for what is no number."""
    text = format(value, ".15g")
    if "e" in text or "n" in text:  # 1e-05, nan, inf
        number = Decimal(text)
        if not number.is_finite():
            return None
        text = format(number, "f")
    return "0" if text == "-0" else text


@lru_cache(maxsize=16384)
def number_text(text: str) -> str | None:
    """Canonical decimal of a number typed as text: `8,5`, `8.5`, `1.234.567`, `1.234,5`; None if it is none.

    One separator is the decimal one: scores and percentages have no thousands.
    """
    text = text.strip().replace("\u00a0", " ").replace("\u202f", " ").replace("\u2212", "-")
    if _PLAIN.fullmatch(text):
        return canonical(Decimal(text.replace(",", ".")))
    grouped = _GROUPED.fullmatch(text)
    if grouped is None:
        return None
    separator = grouped[1]
    whole, fraction = text, ""
    for point in {".", ","} - {separator}:
        if point in text:
            whole, _, fraction = text.partition(point)
    return canonical(Decimal(whole.replace(separator, "") + (f".{fraction}" if fraction else "")))


def canonical(number: Decimal) -> str:
    """Plain notation without superfluous zeros."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def number(value: object) -> str | None:
    """Canonical decimal of a cell, or None where it is not a number."""
    kind = type(value)
    if kind is float:
        return float_text(value)
    if kind is str:
        return number_text(value)
    if kind is int:
        return str(value)
    return None  # bool, dates, times


@lru_cache(maxsize=16384)
def decimal_of(text: str) -> tuple[Decimal, int]:
    """(value, number of decimals) of a canonical decimal."""
    return Decimal(text), len(text.partition(".")[2])


@lru_cache(maxsize=8192)
def times_100(text: str) -> str:
    """A canonical decimal times 100."""
    return canonical(Decimal(text).scaleb(2))


@lru_cache(maxsize=8192)
def percent_text(text: str) -> tuple[str | None, bool]:
    """(canonical percent, whether a % sign was written) of text."""
    text = text.strip()
    signed = text.endswith("%")
    return number_text(text[:-1] if signed else text), signed


def day(value: object, epoch_1904: bool = False, zone: str | None = None) -> date | None:
    """Date of a cell: a real date, a serial number, or day-first text. zone: of the office, in whose day a moment with
    an offset lies."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _from_serial(float(value), epoch_1904)
    return day_of_text(value, zone) if isinstance(value, str) else None


def _from_serial(value: float, epoch_1904: bool) -> date | None:
    # 1900 counts a 29 February that never was; no date before March 1900 is meant here
    if not 61 <= value < 200_000:
        return None
    return (date(1904, 1, 1) if epoch_1904 else date(1899, 12, 30)) + timedelta(days=int(value))


@lru_cache(maxsize=4096)
def day_of_text(text: str, zone: str | None = None) -> date | None:
    """Day-first text (`05/01/2024`, `16h30 ngày 05/01/2024`, `05 tháng 01 năm 2024`) or ISO (`2024-01-05`,
    `2024-01-04T23:30:00Z`)."""
    text = _plain_text(text)
    if _WITH_OFFSET.fullmatch(text):
        try:
            return clock.local(text.upper().replace(",", ".").replace(" ", "T", 1).replace(" ", ""), zone).date()
        except (ValueError, OverflowError):  # no such day, or before the first one
            return None
    if iso := _ISO.fullmatch(text):
        return _date(*iso.group(1, 2, 3))
    if found := (_DAY_FIRST.fullmatch(text) or _WORDS.fullmatch(text)):
        return _date(*found.group(3, 2, 1))
    return None


def is_month_first(text: str) -> bool:
    """Whether text is a date only when read month first (`01/25/2024`)."""
    found = _DAY_FIRST.fullmatch(_plain_text(text))
    return bool(found and _date(*found.group(3, 2, 1)) is None and _date(*found.group(3, 1, 2)))


def is_order_open(text: str) -> bool:
    """Whether text is a date in either order, and not the same one; the word `ngày` is said of a day."""
    said = _plain_text(text)
    found = _DAY_FIRST.fullmatch(said)
    if found is None or "ngày" in said:
        return False
    first, second = int(found[1]), int(found[2])
    return first != second and max(first, second) <= 12


def month_first_day(text: str) -> date | None:
    """The date of text whose order is open, read the other way."""
    found = _DAY_FIRST.fullmatch(_plain_text(text))
    return _date(*found.group(3, 1, 2)) if found else None


def order_of(cells: Iterable[object]) -> str:
    """How the dates of a column are typed: `month_first` where one can be read so only, `open` where any can be read in
    both orders and none says which, else `day_first`. Real dates say nothing of those that are typed."""
    texts = [cell for cell in cells if type(cell) is str and cell]
    if any(map(is_month_first, texts)):
        return "month_first"
    is_open = {is_order_open(text) for text in texts if _DAY_FIRST.fullmatch(_plain_text(text)) and not _is_same(text)}
    return "open" if is_open == {True} else "day_first"


def _is_same(text: str) -> bool:
    """`05/05/2025`, which says nothing of the order."""
    return day_of_text(text) == month_first_day(text)


def _plain_text(text: str) -> str:
    return " ".join(nfc(text).split()).casefold()


def _date(year: str, month: str, day_: str) -> date | None:
    try:
        return date(int(year), int(month), int(day_))
    except ValueError:
        return None


def year(value: object) -> int | None:
    """Year of a cell: 2024, `2024`, `năm 2024`."""
    text = float_text(float(value)) if type(value) is int or type(value) is float else value
    found = _YEAR.fullmatch(" ".join(text.split()).casefold()) if isinstance(text, str) else None
    return int(found[1]) if found else None


def as_received(value: object) -> str | None:
    """A cell as text, for `raw`; None for a blank."""
    if value is None or value == "":
        return None
    if isinstance(value, float):
        return float_text(value) or str(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return str(value)
