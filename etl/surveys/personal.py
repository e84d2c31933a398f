"""Headers and words that say who somebody is, in whatever spelling: `Số ĐT`, `so_dien_thoai`, `Họ & tên`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from etl.read.text import plain
from warehouse.names_of_people import FULL, NAME, how_named
from warehouse.survey_answers import MASK, PERSONAL

SHORT = 5  # words; a longer header is a question, which may speak of phones or of Zalo

# the pattern of the door, which DuckDB reads
_MARKED = re.compile(PERSONAL.replace(r"\x{a0}", r"\xa0"))
# between the parts of a path
_PART = re.compile(r"([\d/!.,;:()\[\]–-]+)")


def is_personal(header: str, parts: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Whether a header holds one of the parts as whole words, or is short and holds one of the words; or whether it is
    itself a name, a phone number or an address of somebody."""
    said = plain(header)
    if any(plain(part) in said for part in parts):
        return True
    if not re.search(r"\s", header):  # of `nhom/phan_1/ten_nguoi_tra_loi` the end says what is asked
        said = plain(re.split(r"[/-]", header)[-1])
    if len(said.split()) <= SHORT and any(plain(word) in said for word in words):
        return True
    return said_of(header) == MASK


def is_long(header: str) -> bool:
    """Whether a header is too long for one that only names what stands in its cells."""
    return len(plain(header).split()) > SHORT


def said_of(header: str) -> str:
    """A header, the name of a sheet, or an answer, as it may be printed."""
    return MASK if is_marked(header) or how_named(header) == FULL else header


def is_name(cell: str) -> bool:
    """Whether a cell is the name of somebody, or holds one for certain."""
    return how_named(cell) in (FULL, NAME)


def is_marked(cell: str) -> bool:
    """Whether a cell holds a number or an address of somebody, whatever words stand round it."""
    return bool(_MARKED.search(unicodedata.normalize("NFC", cell)))


def said_of_path(path: str, is_unit: Callable[[str], bool]) -> str:
    """The path of an export as the journal keeps it: without the names of people among the parts of its names. Some
    units are called after people."""
    return "".join(_said_of_part(part, is_unit) for part in _PART.split(path))


def _said_of_part(part: str, is_unit: Callable[[str], bool]) -> str:
    words = " ".join(part.replace("_", " ").split())
    if is_unit(words):
        return part
    if is_name(words):
        return part.replace(part.strip(" _"), MASK)
    return "_".join(_said_of_part(p, is_unit) for p in part.split("_")) if "_" in part else part
