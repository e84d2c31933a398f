"""What must not come in at all: a file with a mark of state secrecy, or with a list of identity numbers. Such a file is
refused and kept nowhere, and its name is not written down either.

A mark stands alone, in a cell, a line or a stamp, in capitals: "bí mật nhà nước" in a sentence is none. Where it is not
certain, a file comes in: a form that is refused for nothing is worse than a mark that nobody saw.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from io import BytesIO
from itertools import chain, islice
from typing import Any
from xml.etree import ElementTree

from etl.read.findings import finding
from etl.read.model import Finding
from etl.read.recognise import BadFile, Package, extension
from etl.read.text import label_key, plain
from etl.read.text_tables import decode, encoding
from etl.read.workbook import Document, letters

SECRET, IDENTITIES = "secrecy_mark", "identity_list"
CODES = {SECRET, IDENTITIES}
NAMELESS = "(tên không ghi)"
HEAD = 15  # rows of an export in which a mark may stand; below them people answer
PAGES, LETTERS = 100, 500_000  # of a PDF
FEW = 3  # numbers that are a list

# cheap: most files have no such word at all, and most of the others only in sentences
_SOME = re.compile("m\\s*[aâạậ][\u0302\u0323]{0,2}\\s*t", re.IGNORECASE)
_SECRET = re.compile("M\\s*[AÂẠẬ][\u0302\u0323]{0,2}\\s*T")
_MARKS = {"MẬT", "TỐIMẬT", "TUYỆTMẬT"}
_DEGREES = {"mật", "tối mật", "tuyệt mật"}
_LABELS = {"độ mật", "mức độ mật", "dấu chỉ độ mật", "dấu độ mật"}
_SAID = re.compile(rf"(?:{'|'.join(_LABELS)}) ?: ?(?:{'|'.join(_DEGREES)})")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_TORN = re.compile(r"(?:BÍ|BẢO|TUYỆT|TỐI)$")  # the line before, where a word was broken off
_IN_WORDS = re.compile("(?:BÍ|BẢO)\\s+M\\s*Ậ")
_GOES_ON = re.compile(r"(?:NHÀ NƯỚC|MÃ|ĐỘ|KHẨU)\b")  # the line after

# of a citizen: province, century and sex, year of birth, number
_CITIZEN = re.compile(r"0(?:0[1-9]|[1-8]\d|9[0-6])[0-3]\d{8}")
_CITIZENS = re.compile(rf"(?<!\d){_CITIZEN.pattern}(?!\d)")
_IDENTITY = re.compile(r" (?:cccd|cmnd|can cuoc|chung minh (?:nhan dan|thu)|dinh danh ca nhan) ")
_LONG = re.compile(r"\d[\d .'’-]{7,18}\d")
_SPACES = re.compile(r"[\s.'’-]+")
SHORT = 8  # words of a header

_FIELDS = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)>([^<]*)<")
_CODES_OF_FIELDS = re.compile(r'&(?:"[^"]*"|K[0-9A-F]{6}|\d+|[A-Z])')
_RTF_LETTER = re.compile(r"\\u(-?\d+) ?(?:\\'[0-9a-fA-F]{2}|\?)?")
_RTF_LINE = re.compile(r"\\(?:par|line|cell|row|tab|page)\b")
_RTF_REST = re.compile(r"\\[a-z]+-?\d* ?|[{}]")


def of_document(document: Document, data: bytes, is_export: bool = False) -> Finding | None:
    """Why a file that was read to its cells must not come in. Exports of surveys lose their personal columns elsewhere
    (etl/surveys/strip.py)."""
    for rows in [*(sheet.rows for sheet in document.sheets), *document.unread]:
        rows = rows[:HEAD] if is_export else rows
        text = "\n".join(map(str, chain.from_iterable(rows)))
        if _SOME.search(text) and (place := _marked_cell(rows)):
            return finding(SECRET, None, place)
        if not is_export and _LONG.search(text) and (place := _identities(rows)):
            return finding(IDENTITIES, None, place)
    with suppress(BadFile, ElementTree.ParseError, ValueError, LookupError):  # what is broken there nobody reads
        if _is_marked(sheet.name for sheet in document.sheets) or _is_marked(_beside(document, data)):
            return finding(SECRET)
    return None


def of_text(head: bytes) -> Finding | None:
    """The same of the beginning of an export that is a text."""
    lines = head.decode(encoding(head, is_whole=False) or "utf-8", "replace").split("\n")[:HEAD]
    return finding(SECRET) if _is_marked(cell for line in lines for cell in re.split('[,;\t"]', line)) else None


def of_other(data: bytes) -> Finding | None:
    """The same of a file that holds no table: the text that it has. A picture has none."""
    try:
        read = _READERS.get(extension(data))
        lines = list(read(data)) if read else []
    except (BadFile, ElementTree.ParseError, ValueError, LookupError):
        return None
    if _is_marked(lines):
        return finding(SECRET)
    return finding(IDENTITIES) if len({n for line in lines for n in _CITIZENS.findall(line)}) >= FEW else None


# marks


def _is_mark(text: str) -> bool:
    if len(text) > 60 or not _SOME.search(text):
        return False
    text = _EDGES.sub("", unicodedata.normalize("NFC", text))
    return "".join(text.split()) in _MARKS or _SAID.fullmatch(label_key(text)) is not None


def _is_marked(lines: Iterable[str]) -> bool:
    """Whether one of them is a mark, and not a word that the end of the line broke off."""
    lines = [line.strip() for line in lines]
    around = zip(["", *lines], lines, [*lines[1:], ""], strict=False)
    return any(
        _is_mark(line) and not _TORN.search(_upper(a)) and not _GOES_ON.match(_upper(b)) for a, line, b in around
    )


def _upper(text: str) -> str:
    return unicodedata.normalize("NFC", text).upper()


def _marked_cell(rows: list[list]) -> str | None:
    """The address of a mark; a degree that stands beside or under its label is one too."""
    under: set[int] = set()
    for r, row in enumerate(rows):
        label = False
        for c, cell in enumerate(row):
            if type(cell) is not str or not cell:
                continue
            key = label_key(cell)
            is_mark = _is_mark(cell) or ("\n" in cell and _is_marked(cell.split("\n")))
            if is_mark or (key in _DEGREES and (label or c in under)):
                return f"{letters(c)}{r + 1}"
            label = key in _LABELS
            if label:
                under.add(c)
    return None


# numbers of people


def _identities(rows: list[list]) -> str | None:
    """Where such numbers begin: a column with one under a header that says so, or with several that can be nothing
    else."""
    named: dict[int, str] = {}  # column → its header
    found: dict[int, list[str]] = {}
    filled: Counter[int] = Counter()
    for r, row in enumerate(rows, 1):
        for c, cell in enumerate(row):
            if cell == "":
                continue
            filled[c] += 1
            digits = _digits(cell)
            if digits is None:
                if type(cell) is str and len(cell) < 80 and _is_identity(cell):
                    named[c] = f"{letters(c)}{r}"
            elif c in named and _is_one(digits):
                return named[c]
            elif type(cell) is str and _CITIZEN.fullmatch(digits):
                found.setdefault(c, []).append(f"{letters(c)}{r}")
    return next((cells[0] for c, cells in found.items() if len(cells) >= FEW and 2 * len(cells) >= filled[c]), None)


def _is_identity(header: str) -> bool:
    said = plain(header)
    return bool(_IDENTITY.search(said)) and len(said.split()) <= SHORT


def _is_one(digits: str) -> bool:
    """A number of a citizen, also where a program took its first 0 for nothing; an older one of nine digits, which no
    amount of money is."""
    if len(digits) == 9:
        return not digits.endswith("000")
    return len(digits) == 12 or (len(digits) == 11 and bool(_CITIZEN.fullmatch(f"0{digits}")))


def _digits(cell: Any) -> str | None:
    """The digits of a cell that holds nothing else and is as long as such a number."""
    if type(cell) in (float, int):
        return str(int(cell)) if 1e8 <= cell < 1e12 and cell == int(cell) else None
    if type(cell) is not str or not 9 <= len(cell) <= 20:
        return None
    text = _SPACES.sub("", cell)
    return text if 9 <= len(text) <= 12 and text.isascii() and text.isdigit() else None


# text outside of cells


def _beside(document: Document, data: bytes) -> Iterator[str]:
    """Lines of a document outside of its cells: text boxes, heads and feet of its pages, paragraphs of Word."""
    if document.ext == "docx":
        yield from _lines_of_word(data)
        return
    for part in (sheet.part for sheet in document.sheets if sheet.part):
        if b"eader>" in part or b"ooter>" in part:
            for field in _FIELDS.findall(part):
                text = _unescaped(field.decode("utf-8", "replace"))
                yield from _CODES_OF_FIELDS.sub("\n", text).split("\n")
    if b"xl/drawings/drawing" in data:
        yield from _lines_of_parts(data, "xl/drawings/")


def _unescaped(text: str) -> str:
    return text.replace("&quot;", '"').replace("&amp;", "&")


def _lines_of_parts(data: bytes, *prefixes: str) -> Iterator[str]:
    package = Package(data)
    for name in package.members:
        if name.startswith(prefixes) and name.endswith(".xml"):
            yield from _lines_of(package.xml(name))


def _lines_of_word(data: bytes) -> Iterator[str]:
    return _lines_of_parts(data, "word/document", "word/header", "word/footer")


def _lines_of(xml: bytes) -> Iterator[str]:
    """The paragraphs of a part, in Office as in OpenDocument, each by itself, also one in another's text box."""
    text = xml.decode("utf-8", "replace")
    if not _SOME.search(re.sub("<[^>]*>", "", text)) and not _CITIZENS.search(text):
        return
    paragraphs: list[list[str]] = []
    for event, element in ElementTree.iterparse(BytesIO(xml), ("start", "end")):
        name = element.tag.rpartition("}")[2]
        if name in ("p", "h") and event == "start":
            paragraphs.append([])
        elif event == "start" or not paragraphs:
            continue
        elif name in ("p", "h"):
            own = paragraphs.pop()
            yield from "".join(own or element.itertext()).split("\n")
        elif name == "t":
            paragraphs[-1].append(element.text or "")
        elif name in ("tab", "br", "cr"):
            paragraphs[-1].append("\n")


def _lines_of_pdf(data: bytes) -> Iterator[str]:
    """Lines, and the pieces of a line that stand apart: a stamp beside the place and the day is one."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return
    with pdf:
        left = LETTERS
        for page in islice(pdf, PAGES):
            text = page.get_textpage()
            whole = text.get_text_range()
            yield from whole.splitlines()
            if _SECRET.search(whole) and not _IN_WORDS.search(unicodedata.normalize("NFC", whole)):
                yield from (text.get_text_bounded(*text.get_rect(n)) for n in range(min(text.count_rects(), 5000)))
            left -= len(whole)
            if left < 0:
                return


def _lines_of_doc(data: bytes) -> Iterator[str]:
    """Of Word before 2007: text with accents lies in it as it is, in pairs of bytes."""
    yield from re.split("[\r\n\x07\x0b\x0c]", data[: len(data) // 2 * 2].decode("utf-16-le", "replace"))


def _lines_of_rtf(data: bytes) -> Iterator[str]:
    text = _RTF_LETTER.sub(lambda hit: chr(int(hit[1]) % 0x10000), data.decode("latin-1"))
    yield from _RTF_REST.sub("", _RTF_LINE.sub("\n", text)).split("\n")


_READERS = {
    "pdf": _lines_of_pdf,
    "docx": _lines_of_word,
    "pptx": lambda data: _lines_of_parts(data, "ppt/slides/"),
    "odt": lambda data: _lines_of_parts(data, "content", "styles"),
    "txt": lambda data: decode(data).splitlines(),
    "doc": _lines_of_doc,
    "rtf": _lines_of_rtf,
}
