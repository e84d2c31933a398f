"""A survey export as text → rows of text; every cell stays text. Encoding and delimiter are those of any text table
(etl/read/text_tables.py); here is what only exports are: saved again by Excel, or too large to be held."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from etl.read.text_tables import DELIMITERS, delimited
from etl.read.text_tables import encoding as encoding_of

SAMPLE = 1 << 18
_ABOVE = re.compile(r'\A(?:"?sep=|[,;\t| ]*\r?\n)')
csv.field_size_limit(1 << 24)


class Dialect(NamedTuple):
    """How a text table is written."""

    encoding: str  # Python's name
    delimiter: str
    header: list[str]
    resaved: bool = False  # each row stands in one quoted field: Excel opened it and saved it again
    whole: bool = True  # False: re-saved, and still one field after a second parse


def sniff(head: bytes, complete: bool) -> Dialect | None:
    """The dialect by the first bytes of a file; None where they are no table of text."""
    encoding = _encoding(head, complete)
    if encoding is None:
        return None
    text, best = delimited(_text(head, encoding, complete))
    rows = {mark: _first_rows(text, mark, complete) for mark in DELIMITERS}
    table = rows[best]
    if not table:
        return None
    if _is_single(table):
        return _resaved(table, encoding, best)
    for mark in DELIMITERS:  # a;;; in one field: the marks behind it are Excel's
        if rows[mark] and len(rows[mark][0]) > 1 and _is_single(rows[mark]) and '""' in text[:4096]:
            return _resaved(rows[mark], encoding, mark)
    return Dialect(encoding, best, table[0])


def rows(data: bytes, dialect: Dialect) -> Iterator[list[str]]:
    """All rows below the header, as they are: ragged ones too, blank ones not."""
    text, _ = delimited(_text(data, dialect.encoding, True))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter)
    first = True
    for row in reader:
        if not any(row):
            continue
        if dialect.resaved:
            row = next(csv.reader([row[0]], delimiter=_inner(row[0], dialect.header)), [])
        if first:
            first = False
            continue
        yield row


def _encoding(head: bytes, complete: bool) -> str | None:
    utf_16 = head[:2] in (b"\xff\xfe", b"\xfe\xff")
    return None if b"\0" in head and not utf_16 else encoding_of(head, complete)


def begins_at_header(head: bytes) -> bool:
    """Whether no line stands above the header: an empty one, or the `sep=;` that Excel reads and writes."""
    encoding = _encoding(head, False)
    return encoding is None or not _ABOVE.match(_text(head, encoding, False))


def _text(data: bytes, encoding: str, complete: bool) -> str:
    if encoding == "cp1258":
        return unicodedata.normalize("NFC", data.decode("cp1258", "replace"))
    if encoding == "utf-16" and not complete:
        data = data[: len(data) // 2 * 2]
    errors = "replace" if encoding == "utf-16" else "strict" if complete else "ignore"
    return data.decode(encoding, errors)


def _first_rows(text: str, delimiter: str, complete: bool, count: int = 60) -> list[list[str]]:
    found = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if any(row):
                found.append(row)
            if len(found) > count:
                return found
    except csv.Error:
        return found
    return found if complete else found[:-1]


def _is_single(table: list[list[str]]) -> bool:
    """Whether only the first field of every row holds anything."""
    return all(not any(cell.strip() for cell in row[1:]) for row in table)


def _resaved(table: list[list[str]], encoding: str, delimiter: str) -> Dialect | None:
    head = table[0][0]
    inner = max((m for m in DELIMITERS), key=head.count)
    if not head.count(inner):
        return None if len(table[0]) == 1 and "," not in head else Dialect(encoding, delimiter, [head], True, False)
    header = next(csv.reader([head], delimiter=inner))
    widths = [len(next(csv.reader([row[0]], delimiter=inner), [])) for row in table[1:]]
    whole = len(header) > 1 and all(width == len(header) for width in widths)
    return Dialect(encoding, delimiter, header, True, whole)


def _inner(line: str, header: list[str]) -> str:
    return max(DELIMITERS, key=lambda m: (len(next(csv.reader([line], delimiter=m), [])) == len(header), line.count(m)))
