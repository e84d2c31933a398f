"""Mails and archives in archives: what is attached is a member, like that of a zip; links and pipes are not followed."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import socket
import struct
import zipfile
from datetime import date
from email.message import EmailMessage

import pytest

from etl.kinds import door
from etl.read import containers, mail
from etl.run import files
from tests.forms import form, workbook
from tests.office import NAME, ROOT, Office
from warehouse.store import Warehouse, WarehouseError

FORM, OTHER = form(), form("Phường Hồng Gai")


def eml(
    *attached: tuple[str, bytes], day="Fri, 03 Jan 2025 16:30:00 +0700", text="Kính gửi anh Ba, 0912345678"
) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@b.vn", "Báo cáo tự đánh giá"
    if day:
        message["Date"] = day
    message.set_content(text)
    for name, content in attached:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def zipped(**members: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, content in members.items():
            package.writestr(name.replace("__", "."), content)
    return target.getvalue()


def msg(*attached: tuple[str, bytes], day: date | None = date(2025, 1, 3)) -> bytes:
    """A mail of Outlook: a container of storages and streams, as its files are laid out."""
    ticks = (day - date(1601, 1, 1)).days * 86_400 * 10**7 if day else 0
    top = bytes(32) + (struct.pack("<II", 0x00390040, 0) + struct.pack("<Q", ticks) if day else b"")
    tree = [("Root Entry", 5, None, [("__properties_version1.0", 2, top, [])])]
    for n, (name, content) in enumerate(attached):
        streams = [
            ("__properties_version1.0", 2, bytes(8), []), ("__substg1.0_37010102", 2, content, []),
            ("__substg1.0_3707001F", 2, name.encode("utf-16-le"), []),
        ]  # fmt: skip
        tree[0][3].append((f"__attach_version1.0_#{n:08X}", 1, None, streams))
    entries, chains, sectors = [], [], []

    def add(node, right) -> int:
        name, kind, content, children = node
        at = len(entries)
        entries.append(None)
        start = 0xFFFFFFFE
        if content:
            start = len(sectors)
            padded = content + bytes(-len(content) % 512)
            sectors.extend(padded[i : i + 512] for i in range(0, len(padded), 512))
            chains.append((start, len(sectors)))
        following = 0xFFFFFFFF
        for child in reversed(children):
            following = add(child, following)
        said = name.encode("utf-16-le") + b"\0\0"
        entries[at] = said.ljust(64, b"\0") + struct.pack(
            "<HBBIII16sIQQIQ",
            len(said),
            kind,
            1,
            0xFFFFFFFF,
            right,
            following,
            bytes(16),
            0,
            0,
            0,
            start,
            len(content or b""),
        )
        return at

    add(tree[0], 0xFFFFFFFF)
    while len(entries) % 4:
        entries.append(bytes(66) + struct.pack("<BBIII", 0, 0, *[0xFFFFFFFF] * 3) + bytes(48))
    folder = len(sectors)
    sectors.extend(b"".join(entries[i : i + 4]) for i in range(0, len(entries), 4))
    chains.append((folder, len(sectors)))
    count = -(-(len(sectors) + 8) // 128) + 1
    table = [0xFFFFFFFF] * (count * 128)
    for first, end in chains:
        table[first:end] = [*range(first + 1, end), 0xFFFFFFFE]
    fat = len(sectors)
    table[fat : fat + count] = [0xFFFFFFFD] * count
    packed = struct.pack(f"<{len(table)}I", *table)
    sectors.extend(packed[i : i + 512] for i in range(0, len(packed), 512))
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, count, folder, 0, 0, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack(f"<{count}I", *range(fat, fat + count))
    return head.ljust(512, b"\xff") + b"".join(sectors)


def paths(name: str, data: bytes) -> list[str]:
    return [member.path for member in containers.members(name, data, containers.kind_of(data))]


@pytest.mark.parametrize("make", [eml, msg])
def test_what_is_attached_to_a_mail_is_a_member(make):
    data = make(("báo cáo.xlsx", FORM), ("../../ký.pdf", b"%PDF-1.7"))
    members = list(containers.members("thu", data, containers.kind_of(data)))
    assert [m.path for m in members] == ["thu!/báo cáo.xlsx", "thu!/ký.pdf"]
    assert members[0].opened().read() == FORM
    assert {m.dated for m in members} == {date(2025, 1, 3)}


def test_a_picture_that_draws_the_text_of_a_mail_is_not_attached():
    message = EmailMessage()
    message["From"] = "a@b.vn"
    message.set_content("<img src='cid:logo'>", subtype="html")
    message.add_related(b"\x89PNG\r\n\x1a\n", maintype="image", subtype="png", cid="<logo>", filename="logo.png")
    message.add_attachment(b"\xff\xd8\xff", maintype="image", subtype="jpeg", filename="ky.jpg")
    assert [name for name, _ in mail.read(message.as_bytes(), "eml").attachments] == ["ky.jpg"]


def test_a_mail_that_was_passed_on_and_a_day_that_nobody_can_read():
    outer = EmailMessage()
    outer["From"], outer["Date"] = "c@d.vn", "hôm qua"
    outer.set_content("xem thư dưới")
    inner = EmailMessage()
    inner["From"] = "a@b.vn"
    inner.set_content("gửi")
    inner.add_attachment(FORM, maintype="application", subtype="octet-stream", filename="a.xlsx")
    outer.add_attachment(inner)
    read = mail.read(outer.as_bytes(), "eml")
    assert (read.dated, read.attachments) == (None, [("a.xlsx", FORM)])


def test_archives_in_archives_and_in_mails():
    data = zipped(trong__zip=zipped(a__xlsx=FORM), thu__eml=eml(("b.xlsx", OTHER)), c__xlsx=FORM)
    assert paths("ngoai.zip", data) == [
        "ngoai.zip!/trong.zip!/a.xlsx",
        "ngoai.zip!/thu.eml!/b.xlsx",
        "ngoai.zip!/c.xlsx",
    ]
    assert paths("thu.eml", eml(("a.zip", zipped(a__xlsx=FORM)))) == ["thu.eml!/a.zip!/a.xlsx"]


def test_archives_nested_too_deep_and_a_broken_one_among_whole_ones_are_named():
    deep = zipped(a__xlsx=FORM)
    for _ in range(containers.DEEPEST):
        deep = zipped(trong__zip=deep)
    data = zipped(sau__zip=deep, hong__zip=zipped(a__xlsx=FORM)[:-8] + b"PK", b__xlsx=OTHER)
    found = {m.path: m.problem and m.problem.code for m in containers.members("x.zip", deep, "zip")}
    assert found == {"x.zip!/trong.zip!/trong.zip!/trong.zip": "nested_too_deep"}
    assert data and paths("y.zip", zipped(rong__zip=zipped(), b__xlsx=OTHER))[-1] == "y.zip!/b.xlsx"


def test_what_is_unpacked_is_bounded_however_deep_it_lies(monkeypatch):
    monkeypatch.setattr("etl.read.recognise.MAX_UNPACKED", 5 * len(FORM))  # of 6, in four zips
    data = zipped(a__zip=zipped(a__xlsx=FORM), b__zip=zipped(a__xlsx=FORM), c__zip=zipped(a__xlsx=FORM))
    found = []
    with pytest.raises(containers.BadFile) as told:
        found.extend(containers.members("x.zip", data, "zip"))
    assert told.value.code == "dangerous_content"


@pytest.mark.parametrize("data", [FORM, b"a;b\n1;2\n", b"%PDF-1.7", b""])
def test_other_files_hold_none(data):
    assert containers.kind_of(data) is None


# runs


@pytest.fixture
def office(tmp_path) -> Office:
    office = Office(tmp_path / "warehouse", tmp_path)
    office.load(ROOT / "sample_data" / "reference", on=None)
    return office


def own(unit: str = NAME) -> bytes:
    rows = [[f"Đơn vị: {unit}"], ["Năm đánh giá: 2024"], ["TT", "Tiêu chí", "Điểm tự chấm"], ["A1", "Tiêu chí", 2]]
    return workbook(rows)


@pytest.mark.parametrize("make", [eml, msg])
@pytest.mark.proof
def test_a_mail_is_loaded_by_what_is_attached_and_is_kept_nowhere(office, make):
    data = make(("bao_cao.xlsx", own()), ("ky.pdf", b"%PDF-1.7"))
    (office.folder / "thu.eml").write_bytes(data)
    result = office.load(office.folder / "thu.eml")
    assert [(i.path, i.status) for i in result.items] == [
        ("thu.eml!/bao_cao.xlsx", "accepted_with_warnings"),
        ("thu.eml!/ky.pdf", "rejected"),
    ]
    dated = [f for i in result.items for f in i.findings if f.code == "mail_dated"]
    assert [(f.found, f.severity) for f in dated] == [("03/01/2025", "info")] * 2
    kept = b"".join(
        p.read_bytes() for p in office.warehouse.root.rglob("*") if p.is_file() and "snapshots" not in p.parts
    )
    assert b"0912345678" not in kept
    assert hashlib.sha256(data).hexdigest().encode() in kept  # the journal names the mail by its hash
    assert office.score("A1")[0] == 2


@pytest.mark.proof
def test_the_day_of_a_mail_is_no_day_of_receipt(office):
    (office.folder / "thu.eml").write_bytes(eml(("a.xlsx", own())))
    result = office.load(office.folder / "thu.eml", on=None)
    assert "received_on_assumed" in [f.code for f in result.items[0].findings]


def test_a_mail_without_an_attachment_is_named_and_kept_nowhere(office):
    (office.folder / "thu.eml").write_bytes(eml())
    result = office.load(office.folder / "thu.eml")
    assert [(i.path, i.status, [f.code for f in i.findings]) for i in result.items] == [
        ("thu.eml", "rejected", ["mail_without_attachment"])
    ]
    assert not [p for p in office.warehouse.archive.iterdir() if b"0912345678" in p.read_bytes()]


@pytest.mark.proof
def test_a_mail_in_a_zip_that_holds_no_file_is_kept_nowhere_either(office):
    (office.folder / "a.zip").write_bytes(zipped(thu__eml=eml(), b__xlsx=own()))
    result = office.load(office.folder / "a.zip")
    assert [(i.path, i.status, [f.code for f in i.findings if f.severity == "error"]) for i in result.items] == [
        ("a.zip!/thu.eml", "rejected", ["mail_without_attachment"]),
        ("a.zip!/b.xlsx", "accepted_with_warnings", []),
    ]
    assert not [p for p in office.warehouse.archive.iterdir() if b"0912345678" in p.read_bytes()]


def test_a_mail_too_large_to_be_read_is_kept_nowhere(office, monkeypatch):
    monkeypatch.setattr(files, "MAX_HELD", 100)
    (office.folder / "thu.eml").write_bytes(eml())
    [item] = office.load(office.folder / "thu.eml").items
    assert [f.code for f in item.findings] == ["file_too_large"]
    assert not [p for p in office.warehouse.archive.iterdir() if b"0912345678" in p.read_bytes()]


def test_a_mail_with_a_large_attachment_is_no_table_of_text(office, monkeypatch):
    monkeypatch.setattr(door, "LARGE", 1000)
    (office.folder / "thu.eml").write_bytes(eml(("a.xlsx", own())))
    assert [i.path for i in office.load(office.folder / "thu.eml").items] == ["thu.eml!/a.xlsx"]


@pytest.mark.parametrize("data", [eml(("a.xlsx", own())), zipped(a__xlsx=own())], ids=["eml", "zip"])
def test_a_full_disk_is_not_the_fault_of_what_is_unpacked(office, monkeypatch, data):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Warehouse, "keep", full)
    (office.folder / "gui").write_bytes(data)
    with pytest.raises(WarehouseError, match="đầy"):
        office.load(office.folder / "gui")


def test_links_and_pipes_in_a_folder_are_named_and_not_followed(office, tmp_path, monkeypatch):
    folder, elsewhere = tmp_path / "hop", tmp_path / "noi_khac"
    folder.mkdir()
    elsewhere.mkdir()
    (elsewhere / "bi_mat.xlsx").write_bytes(own())
    (folder / "a.xlsx").write_bytes(own())
    (folder / "lien_ket.xlsx").symlink_to(elsewhere / "bi_mat.xlsx")
    (folder / "thu_muc").symlink_to(elsewhere)
    (folder / "hong.xlsx").symlink_to(elsewhere / "khong_co.xlsx")
    os.mkfifo(folder / "ong")
    monkeypatch.chdir(folder)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("cua")  # a whole path may be longer than the name of a socket
    result = office.load(folder)
    assert {i.path: [f.code for f in i.findings if f.severity == "error"] for i in result.items} == {
        "a.xlsx": [], "cua": ["not_followed"], "hong.xlsx": ["not_followed"], "lien_ket.xlsx": ["not_followed"], "ong": ["not_followed"],
        "thu_muc": ["not_followed"],
    }  # fmt: skip
    alone = office.load(folder / "lien_ket.xlsx")  # named by the user, so meant
    assert [i.status for i in alone.items] == ["duplicate"]
