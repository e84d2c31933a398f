"""Bytes → what they are. The name of a file is only a hint; its content decides."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable
from functools import partial
from html import unescape
from typing import NamedTuple

MAX_BYTES = 64 * 1024 * 1024
MAX_UNPACKED = 512 * 1024 * 1024
MAX_BOOK = 4 * 1024 * 1024  # bytes of the part that lists the sheets
MAX_RATIO = 200  # above this, and above RATIO_FROM, a part is a bomb
RATIO_FROM = 32 * 1024 * 1024

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = b"PK\x05\x06"
_ENTRY = struct.Struct("<4s6H3I5H2I")
_LOCAL = struct.Struct("<4s5H3I2H")
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_ROOT = re.compile(rb"<[A-Za-z_]")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)>")
_NAME = re.compile(rb"""\bname\s*=\s*(?:"([^"]*)"|'([^']*)')""")


class BadFile(Exception):
    """The file cannot be read; `code` is a finding code, `words` fill its message."""

    def __init__(self, code: str, found: str | None = None, expected: str | None = None, **words) -> None:
        super().__init__(code)
        self.code = code
        self.found = found
        self.expected = expected
        self.words = words


class Member(NamedTuple):
    """One line of a zip's directory."""

    method: int
    packed: int
    unpacked: int
    offset: int


class Package:
    """A zip read from its directory, without a copy of the parts that nobody asks for.

    zipfile builds an object per member, which costs as much as half a parse of a small workbook.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.members: dict[str, Member] = {}
        at = data.rfind(_END, max(0, len(data) - 65_557))
        if at < 0 or at + 22 > len(data):
            raise BadFile("corrupt_file", "thiếu phần cuối của tệp nén")
        _, _, _, count, size, start = struct.unpack_from("<4H2I", data, at + 4)
        position = at - size if start + size != at else start
        lowered, total = set(), 0
        for _ in range(count):
            if position < 0 or position + 46 > len(data):
                raise BadFile("corrupt_file", "danh mục tệp nén không đầy đủ")
            entry = _ENTRY.unpack_from(data, position)
            if entry[0] != b"PK\x01\x02":
                raise BadFile("corrupt_file", "danh mục tệp nén không đúng")
            flags, method, packed, unpacked = entry[3], entry[4], entry[8], entry[9]
            name_length, extra, comment, offset = entry[10], entry[11], entry[12], entry[16]
            name = data[position + 46 : position + 46 + name_length].decode("utf-8", "replace")
            position += 46 + name_length + extra + comment
            if flags & 1:
                raise BadFile("password_protected")
            if name.lower() in lowered:
                raise BadFile("dangerous_content", f"hai phần cùng tên {name}")
            lowered.add(name.lower())
            total += unpacked
            if unpacked > RATIO_FROM and unpacked > MAX_RATIO * max(packed, 1):
                raise BadFile("dangerous_content", f"phần {name} nén quá mức bình thường")
            self.members[name] = Member(method, packed, unpacked, offset)
        if total > MAX_UNPACKED:
            raise BadFile("dangerous_content", "nội dung giải nén quá lớn")

    def __contains__(self, name: str) -> bool:
        return name in self.members

    def packed(self, name: str) -> bytes:
        """Compressed bytes of a part: a cheap key for what is the same in many files."""
        member = self.members[name]
        header = self.data[member.offset : member.offset + 30]
        if len(header) < 30 or header[:4] != b"PK\x03\x04":
            raise BadFile("corrupt_file", name)
        fields = _LOCAL.unpack(header)
        begin = member.offset + 30 + fields[9] + fields[10]
        return self.data[begin : begin + member.packed]

    def read(self, name: str, limit: int = 0) -> bytes:
        """A part; with `limit` its first bytes."""
        if name not in self.members:
            raise BadFile("corrupt_file", f"thiếu phần {name}")
        member = self.members[name]
        packed = self.packed(name)
        if member.method == 0:
            return packed[:limit] if limit else packed
        if member.method != 8:
            raise BadFile("corrupt_file", f"{name}: cách nén lạ")
        try:
            content = zlib.decompressobj(-15).decompress(packed, limit or min(member.unpacked + 1, MAX_UNPACKED))
        except zlib.error as error:
            raise BadFile("corrupt_file", name) from error
        if not limit and len(content) != member.unpacked:
            raise BadFile("corrupt_file", name)
        return content

    def xml(self, name: str) -> bytes:
        """A whole XML part, refused where it declares a document type."""
        content = self.read(name)
        _refuse_doctype(name, content[:1024], lambda: content)
        return content

    def refuse_doctype(self, besides=()) -> None:
        """No part may declare a document type or entities: Office writes none, attacks do. `besides`: parts that
        `xml` reads anyway."""
        for name in self.members:
            if not name.endswith((".xml", ".rels")) or name in besides:
                continue
            packed = self.packed(name)
            if packed not in _clean:
                _refuse_doctype(name, self.read(name, 1024), partial(self.read, name))
                if len(packed) < 4096 and len(_clean) < 4096:
                    _clean.add(packed)


def refuse_doctype_in(name: str, data: bytes) -> None:
    """The same for an XML file that is no part of a package."""
    _refuse_doctype(name, data[:1024], lambda: data)


def _refuse_doctype(name: str, head: bytes, whole: Callable[[], bytes]) -> None:
    """A declaration stands before the root element; where that is not in the head, the whole part is searched."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or head[1:2] == b"\0":
        head = whole().replace(b"\0", b"")
    elif not _ROOT.search(head):
        head = whole()
    if _DOCTYPE.search(head):
        raise BadFile("dangerous_content", f"{name} khai báo DOCTYPE hoặc ENTITY")


# Compressed parts that were looked at: themes, styles and relations are the same in all files of one form.
_clean: set[bytes] = set()

MAGIC = [
    (b"%PDF", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF8", "gif"),
    (b"II*\0", "tif"),
    (b"MM\0*", "tif"),
    (b"BM", "bmp"),
    (b"{\\rtf", "rtf"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"\x1f\x8b", "gz"),
]
READABLE = {"xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "html", "xml", "docx"}
PROOF = {"pdf": "bản PDF", "png": "ảnh", "jpg": "ảnh", "gif": "ảnh", "tif": "ảnh", "bmp": "ảnh", "heic": "ảnh HEIC",
         "webp": "ảnh WEBP", "doc": "văn bản Word đời cũ (.doc)", "rtf": "văn bản RTF", "odt": "văn bản OpenDocument",
         "pptx": "bản trình chiếu", "txt": "văn bản thuần"}  # fmt: skip
MAIL = {"eml", "msg"}  # like a zip: what is attached counts
ARCHIVES = {"rar", "7z", "gz"}  # nothing here opens them
# A mail begins with lines of names and values; these are always among them.
_MAIL_LINES = re.compile(rb"\A(?:[A-Za-z][\w-]*:[^\n]*\n(?:[ \t][^\n]*\n)*){2}")
_MAIL_NAMES = re.compile(
    rb"^(?:MIME-Version|Received|Message-ID|Return-Path|X-Mailer|Content-Type):", re.IGNORECASE | re.MULTILINE
)
_PICTURES = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"}


def extension(data: bytes, package: Package | None = None) -> str:
    """Extension that the content deserves; `bin` where nothing is known. Raises BadFile for broken containers."""
    if data.startswith(ZIP):
        return _zip_extension(package or Package(data))
    if data.startswith(b"PK\x05\x06"):
        return "zip"
    if data.startswith(OLE):
        return _ole_extension(data)
    if data[:2] == b"\x09\x08" or data[:4] in (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00"):
        return "xls"  # a bare BIFF stream
    for magic, ext in MAGIC:
        if data.startswith(magic):
            return ext
    if data[4:8] == b"ftyp" and data[8:12] in _PICTURES:
        return "heic"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return _text_extension(data)


def _zip_extension(package: Package) -> str:
    if "xl/workbook.bin" in package:
        return "xlsb"
    if "[Content_Types].xml" in package:
        if any(name.startswith("xl/") for name in package.members):
            return "xlsm" if "xl/vbaProject.bin" in package else "xlsx"
        if any(name.startswith("word/") for name in package.members):
            return "docx"
        return "pptx" if any(name.startswith("ppt/") for name in package.members) else "bin"
    if "mimetype" in package:
        kind = package.read("mimetype", 100)
        if "META-INF/manifest.xml" in package and b"encryption-data" in package.read("META-INF/manifest.xml"):
            raise BadFile("password_protected")
        if kind.startswith(b"application/vnd.oasis.opendocument."):
            return {b"spreadsheet": "ods", b"text": "odt"}.get(kind.rpartition(b".")[2].strip(), "bin")
    return "zip"


def _ole_extension(data: bytes) -> str:
    # names of streams are UTF-16 in the directory of the container
    if is_msg(data):  # before the others: what is attached may be a workbook
        return "msg"
    if _utf16("EncryptedPackage") in data:
        raise BadFile("password_protected")
    if _utf16("Workbook") in data or _utf16("Book") in data:
        return "xls"
    return "doc" if _utf16("WordDocument") in data else "bin"


def is_eml(head: bytes) -> bool:
    """Whether the first bytes are those of a mail."""
    lines = head.removeprefix(b"\xef\xbb\xbf").replace(b"\r", b"")
    return bool(_MAIL_LINES.match(lines) and _MAIL_NAMES.search(lines))


def is_msg(data: bytes) -> bool:
    """Whether an OLE container is a mail of Outlook."""
    return _utf16("__properties_version1.0") in data


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def _text_extension(data: bytes) -> str:
    head = data[:4096]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "csv"
    if b"\0" in head:
        return "bin"
    if is_eml(head):
        return "eml"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta")):
        return "html"
    if start.startswith((b"<?xml", b"<")):
        return "xml"
    printable = sum(byte >= 32 or byte in (9, 10, 13) for byte in head)
    if not head or printable < 0.97 * len(head):
        return "bin"
    return "csv" if any(mark in head for mark in (b",", b";", b"\t")) else "txt"


def sheet_names(data: bytes) -> list[str]:
    """Names of the sheets of an xlsx without parsing it; empty where it is none."""
    if not data.startswith(ZIP):
        return []
    try:
        package = Package(data)
        book = package.members.get("xl/workbook.xml")
        if book is None or book.unpacked > MAX_BOOK:
            return []
        book = package.read("xl/workbook.xml")
    except BadFile:
        return []
    names = []
    for attributes in _SHEET.findall(book):
        if hit := _NAME.search(attributes):
            names.append(unescape((hit[1] or hit[2] or b"").decode("utf-8", "replace")))
    return names
