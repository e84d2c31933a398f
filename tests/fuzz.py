"""Hostile files without end: `python -m tests.fuzz [--seconds N] [--seed N] [--with FOLDER] [--keep FOLDER]`.

Ordinary files of every kind are mutated (bytes, zip directories, parts) and go through what a load does with them:
the looks that the loading process itself takes, then the door in worker processes. Reported and kept are: an
exception in the loading process, a file that a worker answers with an exception of ours, a crash or a time-out, and
an accepted file with a wrong shape. tests/test_fuzz.py runs the same mutations in small.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import random
import struct
import sys
import time
import traceback
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from etl.read import containers
from etl.read.model import ParsedFile
from etl.run import files
from tests import forms

HOSTILE_NAMES = [
    "../../etc/passwd", "/etc/passwd", "C:\\Windows\\x.xlsx", "..\\..\\x.xlsx", "a/" * 60 + "x.xlsx", "x" * 400,
    "", ".", "..", "/", "CON", "a\nb.xlsx", "a\x01b.xlsx", "báo cáo.xlsx", "\u202excod.xlsx", "__MACOSX/x", "Thumbs.db",
    "xl/workbook.xml", "[Content_Types].xml", "mimetype", "content.xml", "xl/worksheets/sheet1.xml", "word/document.xml",
]  # fmt: skip
NUMBERS = [b"0", b"-1", b"1", b"16384", b"1048576", b"2147483648", b"4294967295", b"99999999999999999999", b"1e308",
           b"NaN", b"-0.0", b"1e-400", b"0x10", b""]  # fmt: skip
XML_PIECES = [
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b'<c r="XFD1048576"><v>1</v></c>', b'<row r="99999999"><c r="A99999999"/></row>',
    b'<c r="A0"><v>1</v></c>', b'<c r=""><v>1</v></c>', b'<c r="ZZZZZZ9"><v>1</v></c>', b'<c t="s"><v>99999</v></c>',
    b'<c t="e"><v>#N/A</v></c>', b'<c><f>1/0</f></c>', b'<mergeCell ref="A1:XFD1048576"/>', b"<a>" * 5000, b"&#0;",
    b"&lol;", b"\xff\xfe", b"<![CDATA[", b"-->", b'<dimension ref="A1:XFD1048576"/>', b'<dimension ref="B2"/>',
    b' table:number-columns-repeated="1000000000"', b' table:number-rows-repeated="1048576"',
    b'<table:table-row table:number-rows-repeated="1000000000"><table:table-cell office:value-type="float" office:value="1"/></table:table-row>',
    b'<table:table-cell table:number-columns-repeated="1000000000" office:value-type="float" office:value="1"/>',
    b'<w:gridSpan w:val="1000000000"/>', b' colspan="1000000000" rowspan="1000000000"', b' ss:Index="1000000000"',
    b' ss:MergeAcross="1000000000"', b"<tr>" * 3000, b"<table>" * 3000,
]  # fmt: skip


def ordinary_files() -> dict[str, bytes]:
    """One small file of every kind that the door knows, by name."""
    files = {
        "form.xlsx": forms.form(),
        "hidden.xlsx": forms.form(hidden=[("unit_code", "BC"), ("year", "2024")]),
        "two.xlsx": forms.form(more={"Hướng dẫn": [["Cách điền"]]}, percent=[(7, 3)]),
        "register.xlsx": forms.workbook(
            [["SỔ TIẾP NHẬN BÁO CÁO"], ["TT", "Đơn vị", "Năm đánh giá", "Nội dung", "Ngày đến", "Số, ký hiệu", "Tên tệp"],
             [1, "Phường Bãi Cháy", 2024, "Báo cáo tự đánh giá", "03/01/2025", "1/BC", "a.xlsx"]]),
        "reference.xlsx": forms.workbook([["block_code", "block_name", "sort_order"], ["b", "Khối", "1"]], name="blocks"),
        "framework.xlsx": forms.workbook(
            [["Mã bộ tiêu chí", "MOI"], ["Tên bộ tiêu chí", "Bộ mới"], ["Năm áp dụng", 2030]], name="Thông tin",
            more={"Biểu": [["TT", "Tiêu chí", "Điểm tối đa", "Thang điểm, cách chấm", "Loại"], ["I", "Kết quả", 9, "", "đầu ra"],
                           ["1", "Hội nghị", 9, "Từ 80% trở lên: 9 điểm; dưới 80%: 3 điểm"]]}),
        "reference.csv": b"block_code,block_name,sort_order\nb,Khoi,1\n",
        "scores.xlsx": forms.workbook(
            [["BẢNG TỔNG HỢP ĐIỂM THẨM ĐỊNH NĂM 2024"], ["TT", "Đơn vị", "A1", "A2", "B1", "B2"],
             [1, "Phường Bãi Cháy", 4, 3, 2, 1]]),
        "answers.csv": "Dấu thời gian,Mức độ hài lòng\n01/02/2025 10:00:00,Cao\n".encode(),
        "form.csv": "\n".join(";".join(map(str, row)) for row in forms.form_rows()).encode(),
        "scan.pdf": b"%PDF-1.4 scan",
    }  # fmt: skip
    files |= _other_formats()
    mail = io.BytesIO()
    with zipfile.ZipFile(mail, "w", zipfile.ZIP_DEFLATED) as package:
        for name in ("form.xlsx", "scan.pdf", "answers.csv"):
            package.writestr(f"Thư gửi/{name}", files[name])
    files["mail.zip"] = mail.getvalue()
    return files


def _other_formats() -> dict[str, bytes]:
    """The form as old Excel, as a web page, as XML of Excel 2003, as a Word table, as ODS."""
    from xml.sax.saxutils import escape

    import docx
    import xlwt

    rows = forms.form_rows()
    book = xlwt.Workbook()
    sheet = book.add_sheet("Biểu 1")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            sheet.write(r, c, value)
    old = io.BytesIO()
    book.save(old)

    document = docx.Document()
    table = document.add_table(rows=0, cols=7)
    for row in rows[5:]:
        cells = table.add_row().cells
        for cell, value in zip(cells, row, strict=False):
            cell.text = str(value)
    word = io.BytesIO()
    document.save(word)

    def cells(tag: str, close: str) -> list[str]:
        return ["".join(f"{tag}{escape(str(v))}{close}" for v in row or [""]) for row in rows]

    page = "".join(f"<tr>{row}</tr>" for row in cells("<td>", "</td>"))
    excel = "".join(f"<Row>{row}</Row>" for row in cells('<Cell><Data ss:Type="String">', "</Data></Cell>"))
    space = (
        'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    )
    return {
        "old.xls": old.getvalue(),
        "form.docx": word.getvalue(),
        "page.xls": f"<html><body><table>{page}</table></body></html>".encode(),
        "xml2003.xls": (
            f'<?xml version="1.0"?><Workbook {space}><Worksheet ss:Name="Biểu 1"><Table>{excel}</Table>'
            "</Worksheet></Workbook>"
        ).encode(),
        "form.ods": open_document("".join(
            f"<table:table-row>{row}</table:table-row>"
            for row in cells('<table:table-cell office:value-type="string"><text:p>', "</text:p></table:table-cell>")
        )),
    }  # fmt: skip


def open_document(rows: str) -> bytes:
    """An ODS of rows in its own XML."""
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{names}office:1.0" xmlns:table="{names}table:1.0"'
        f' xmlns:text="{names}text:1.0"><office:body><office:spreadsheet><table:table table:name="Biểu 1">{rows}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{names}manifest:1.0"><manifest:file-entry'
        ' manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("content.xml", content)
        book.writestr("META-INF/manifest.xml", manifest)
    return target.getvalue()


# bytes


def flip(data: bytearray, chance: random.Random, others: list[bytes]) -> bytearray:
    for _ in range(chance.choice([1, 3, 20])):
        if data:
            data[chance.randrange(len(data))] = chance.randrange(256)
    return data


def cut(data: bytearray, chance: random.Random, others: list[bytes]) -> bytearray:
    return data[: chance.randrange(len(data) + 1)]


def splice(data: bytearray, chance: random.Random, others: list[bytes]) -> bytearray:
    other = chance.choice(others)
    begin, at = chance.randrange(len(other) + 1), chance.randrange(len(data) + 1)
    piece = other[begin : begin + chance.randrange(1, 400)]
    data[at : at + chance.choice([0, len(piece)])] = piece
    return data


def repeat(data: bytearray, chance: random.Random, others: list[bytes]) -> bytearray:
    at = chance.randrange(len(data) + 1)
    data[at:at] = data[at : at + chance.randrange(1, 300)] * chance.choice([1, 5, 200])
    return data


def insert(data: bytearray, chance: random.Random, others: list[bytes]) -> bytearray:
    at = chance.randrange(len(data) + 1)
    data[at:at] = chance.choice([*XML_PIECES, b"\0" * 50, b"\r", b'"', b";" * 3000, b"\n" * 5000])
    return data


BYTES = [flip, cut, splice, repeat, insert]


# zips


def unpacked(data: bytes) -> list[tuple[str, bytes]] | None:
    """(name, bytes) of the members of a whole zip."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return [(i.filename, package.read(i)) for i in package.infolist()]
    except Exception:
        return None


def packed(members: list[tuple[str, bytes]], chance: random.Random) -> bytes:
    """A zip of members, repeated names too."""
    target = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w") as package:
        warnings.simplefilter("ignore")
        for name, content in members:
            how = zipfile.ZIP_STORED if chance.random() < 0.1 else zipfile.ZIP_DEFLATED
            package.writestr(zipfile.ZipInfo(name), content, how)
    return target.getvalue()


def mutate_part(name: str, content: bytes, chance: random.Random) -> bytes:
    """Numbers, attributes and elements of an XML part, or its bytes."""
    kind = chance.randrange(5)
    if kind == 0:
        return bytes(chance.choice(BYTES)(bytearray(content), chance, [content or b"x"]))
    if kind == 1 and b">" in content:  # a piece where XML may stand
        places = [i for i in range(len(content)) if content[i : i + 1] in (b">", b"<")][:4000]
        at = chance.choice(places)
        return content[:at] + chance.choice(XML_PIECES) + content[at:]
    digits = [i for i in range(len(content)) if content[i : i + 1].isdigit()][:6000]
    if kind == 2 and digits:
        for at in sorted((chance.choice(digits) for _ in range(chance.choice([1, 4]))), reverse=True):
            content = content[:at] + chance.choice(NUMBERS) + content[at + 1 :]
        return content
    if kind == 3:
        return content.replace(b"<", chance.choice([b"<x:", b"<", b"< "]), chance.randrange(1, 50))
    blocks = content.split(b"><")
    chance.shuffle(blocks)
    return b"><".join(blocks)


def mutate_members(members: list[tuple[str, bytes]], chance: random.Random) -> list[tuple[str, bytes]]:
    members = list(members)
    for _ in range(chance.choice([1, 1, 2, 4])):
        if not members:
            break
        at = chance.randrange(len(members))
        name, content = members[at]
        kind = chance.randrange(8)
        if kind < 4:
            members[at] = name, mutate_part(name, content, chance)
        elif kind == 4:
            members[at] = chance.choice(HOSTILE_NAMES), content
        elif kind == 5:
            other = chance.randrange(len(members))
            members[at], members[other] = (name, members[other][1]), (members[other][0], content)
        elif kind == 6:
            members.append((name, content))
        else:
            del members[at]
    return members


def lie_in_directory(data: bytes, chance: random.Random) -> bytes:
    """Sizes, methods, flags and offsets of the central directory or of a local header that are not true."""
    data = bytearray(data)
    magic, fields = chance.choice([
        (b"PK\x01\x02", [(8, "<H"), (10, "<H"), (16, "<I"), (20, "<I"), (24, "<I"), (28, "<H"), (30, "<H"), (42, "<I")]),
        (b"PK\x03\x04", [(6, "<H"), (8, "<H"), (18, "<I"), (22, "<I"), (26, "<H"), (28, "<H")]),
        (b"PK\x05\x06", [(8, "<H"), (10, "<H"), (12, "<I"), (16, "<I")]),
    ])  # fmt: skip
    places, at = [], data.find(magic)
    while at >= 0:
        places.append(at)
        at = data.find(magic, at + 1)
    if not places:
        return bytes(data)
    at = chance.choice(places)
    offset, form = chance.choice(fields)
    if at + offset + struct.calcsize(form) <= len(data):
        most = 0xFFFF if form == "<H" else 0xFFFFFFFF
        value = chance.choice([0, 1, 8, 12, 99, most, most - 1, most // 2, chance.randrange(most)])
        struct.pack_into(form, data, at + offset, value)
    return bytes(data)


def mutated(files: dict[str, bytes], chance: random.Random) -> tuple[str, bytes]:
    """(name, bytes) of one more hostile file."""
    name = chance.choice(list(files))
    data, others = files[name], list(files.values())
    kind = chance.randrange(8)
    if kind == 0:  # any zip of any files under any names
        members = [
            (chance.choice(HOSTILE_NAMES), chance.choice([*others, b"", b"x" * 50])) for _ in range(chance.randrange(6))
        ]
        data = packed(members, chance)
        name = chance.choice([name, "mail.zip"])
    elif kind == 1:
        data = bytes(chance.randrange(256) for _ in range(chance.randrange(300)))
        heads = [
            b"",
            b"PK\x03\x04",
            b"PK\x05\x06",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"<",
            b"\t\x08",
            b"%PDF",
            b"{\\rtf",
        ]
        data = chance.choice(heads) + data
    elif kind < 6 and (members := unpacked(data)):
        data = packed(mutate_members(members, chance), chance)
        if chance.random() < 0.2:
            data = lie_in_directory(data, chance)
    else:
        for _ in range(chance.choice([1, 1, 3])):
            data = bytes(chance.choice(BYTES)(bytearray(data), chance, others))
    if chance.random() < 0.1:
        name = chance.choice(["a", "a.bin", "~$a.xlsx", "ă.xls", "a.csv", "x" * 200 + ".xlsx", "a.xlsx.exe"])
    return name, data


# what must hold


def looked_at(data: bytes) -> None:
    """What the loading process itself does with bytes of which it knows nothing; must not raise."""
    if kind := containers.kind_of(data):
        try:
            for member in containers.members("a", data, kind):
                assert member.name
        except containers.BAD_ZIP:
            return
    else:
        files.holds_reference(data)


def complaint(parsed: ParsedFile) -> str | None:
    """What is wrong with an answer of the door. That a reader panics, or dies of its memory limit (then nothing is
    found to say), is its own affair; an exception of ours is not."""
    crashed = [f.found for f in parsed.findings if f.code == "parser_crashed" and f.found]
    if crashed and not any(word in crashed[0] for word in ("Panic", "MemoryError", "OutOfMemory")):
        return f"parser_crashed: {crashed[0]}"
    if not parsed.has_error and parsed.kind == "unknown":
        return "unknown without an error"
    if any(not f.message or not f.code for f in parsed.findings):
        return "a finding without words"
    return None


def fuzz(seconds: float, seed: int, folder: Path | None, keep: Path) -> int:
    """Number of complaints; each file that raised one is kept."""
    from etl.kinds.workers import parse_all

    chance = random.Random(seed)
    files = ordinary_files()
    if folder:
        files |= {p.name: p.read_bytes() for p in folder.iterdir() if p.stat().st_size < 300_000}
    keep.mkdir(parents=True, exist_ok=True)
    ends, seen, codes = time.monotonic() + seconds, Counter(), Counter()
    sent: dict[int, tuple[str, bytes]] = {}

    def say(what: str, name: str, data: bytes) -> None:
        what = what[:200]
        seen[what] += 1
        if seen[what] <= 3:
            path = keep / f"{hashlib.sha256(data).hexdigest()[:12]}-{Path(name).name[-40:]}"
            path.write_bytes(data)
            print(f"{path}: {what}", file=sys.stderr, flush=True)

    def hostile() -> Iterator[tuple]:
        number = 0
        while time.monotonic() < ends:
            name, data = mutated(files, chance)
            try:
                looked_at(data)
            except Exception:
                say("in the loading process: " + traceback.format_exc().strip().splitlines()[-1], name, data)
            number += 1
            sent[number] = name, data
            yield number, data, name

    count = 0
    for number, parsed in parse_all(hostile(), forms.context(), time_limit=20):
        name, data = sent.pop(number)
        count += 1
        codes.update({f.code for f in parsed.findings if f.severity == "error"} or {"accepted"})
        slow = [f for f in parsed.findings if f.code == "time_limit"]
        if slow:
            say("time_limit", name, data)
        if what := complaint(parsed):
            say(what, name, data)
    print(f"{count} files: {dict(codes.most_common())}\n{sum(seen.values())} complaints: {dict(seen)}")
    return sum(seen.values())


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=300)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--with", dest="folder", type=Path, help="more files to mutate")
    options.add_argument("--keep", type=Path, default=Path(".fuzz"), help="where files are kept")
    chosen = options.parse_args()
    raise SystemExit(bool(fuzz(chosen.seconds, chosen.seed, chosen.folder, chosen.keep)))


if __name__ == "__main__":
    main()
