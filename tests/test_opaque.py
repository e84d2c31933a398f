"""Files that nobody here can read: each is named with the way on, and whose it is its name or folder may tell."""

from __future__ import annotations

import pytest

from etl.kinds.door import parse
from etl.read import recognise
from pages._intake.chosen import TYPES
from tests import forms
from tests.forms import codes
from tests.test_formats import encrypted_xls, packed

CONTEXT = forms.context()
TEXT_DOCUMENT = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
CONTENT = {
    "pdf": b"%PDF-1.7", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff\xe0", "tif": b"II*\0", "gif": b"GIF89a",
    "heic": b"\0\0\0\x18ftypheic\0\0\0\0", "webp": b"RIFF\x24\0\0\0WEBPVP8 ", "rtf": b"{\\rtf1 a}",
    "doc": OLE + "WordDocument".encode("utf-16-le"), "odt": packed(TEXT_DOCUMENT),
    "pptx": packed({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<x/>"}),
    "rar": b"Rar!\x1a\x07\x01\0", "7z": b"7z\xbc\xaf\x27\x1c\0\4", "gz": b"\x1f\x8b\x08\0",
    "eml": b"From: a@b.vn\r\nMIME-Version: 1.0\r\nSubject: x\r\n\r\nThan gui", "txt": "Kính gửi Phòng Tư pháp".encode(),
    "msg": OLE + "__properties_version1.0".encode("utf-16-le"),
}  # fmt: skip


@pytest.mark.parametrize("ext", CONTENT)
def test_what_cannot_be_read_is_named_with_the_way_on(ext):
    parsed = parse(CONTENT[ext], "scan", CONTEXT)
    assert parsed.ext == ext
    assert codes(parsed) == ["archive_not_opened" if ext in recognise.ARCHIVES else "not_a_table"]
    assert "Đề nghị" in parsed.findings[0].message


@pytest.mark.parametrize("data", [CONTENT["pdf"], CONTENT["heic"], CONTENT["rar"], encrypted_xls()])
def test_a_name_that_tells_unit_and_year_makes_it_a_receipt(data):
    parsed = parse(data, "Phuong Bai Chay - bao cao 2024 (ban ky).pdf", CONTEXT)
    assert (parsed.unit_code, parsed.year, codes(parsed, "warning")) == ("BC", 2024, ["receipt_from_name"])
    assert parsed.has_error


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("2024/Phuong Bai Chay/scan.pdf", ("BC", 2024)),
        ("2024/PhuongBaiChay.pdf", ("BC", 2024)),
        ("thu.zip!/2024/Phường Bãi Cháy.pdf", ("BC", 2024)),
        ("Phuong Bai Chay.pdf", (None, None)),  # no year
        ("bao cao 2024.pdf", (None, None)),  # no unit
        ("Phuong Bai Chay va Phuong Hong Gai 2024.pdf", (None, None)),
        ("Phuong Bai Chay 2023-2024.pdf", (None, None)),
        ("Phuong Bai Chay 03-01-2025.pdf", (None, None)),  # a day of sending is no year
        ("Phuong Yet Kieu 2025.pdf", (None, None)),  # not a unit of that year
        ("Xa Quang La 2024.pdf", ("QL1", 2024)),
    ],
)
def test_a_name_counts_where_it_tells_one_unit_and_one_year(path, told):
    parsed = parse(CONTENT["pdf"], path, CONTEXT)
    assert (parsed.unit_code, parsed.year) == told


def test_the_upload_box_offers_what_the_door_takes():
    taken = recognise.READABLE | set(recognise.PROOF) | recognise.MAIL | recognise.ARCHIVES | {"zip"}
    assert taken <= set(TYPES)
