"""One fault per file, with the code that the loader must find."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import xlsxwriter

from sample_data.workbooks import (
    Entry,
    SelfAssessment,
    columns_of,
    write_consolidated,
    write_corrections,
    write_reply,
    write_self_assessment,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def write(folder: Path, sample, year: int | None = None) -> None:
    """Files and expected.csv (file, code); of 2024 where no year is asked for."""
    folder.mkdir(parents=True)
    year = year or (2024 if 2024 in sample.years else max(y for y in sample.years if y in sample.framework_of))
    # an office where there is one
    unit = min(sample.units, key=lambda u: (u["unit_code"] == "P_YET_KIEU", u["block_code"] != "co_quan_chuyen_mon"))
    good = sample.entries(unit, year)[0]
    expected = []

    def form(name: str, code: str, change: Callable[[list[Entry]], None] | None = None, **facts) -> None:
        entries = [Entry(**vars(e)) for e in good]
        if change:
            change(entries)
        facts = {"unit_name": unit["unit_name"], "year": year, **facts}
        layout = facts.pop("layout", columns_of(year))
        write_self_assessment(
            folder / name, SelfAssessment(framework_name="Minh họa", entries=entries, **facts), layout
        )
        expected.append((name, code))

    def put(place: int, **values) -> Callable[[list[Entry]], None]:
        def change(entries: list[Entry]) -> None:
            for field, value in values.items():
                setattr(entries[place], field, value)

        return change

    def raw(name: str, code: str, data: bytes) -> None:
        (folder / name).write_bytes(data)
        expected.append((name, code))

    form("diem_vuot_toi_da.xlsx", "points_above_max", put(0, points=good[0].max_points + 1, percent=None))
    form("diem_am.xlsx", "points_below_zero", put(0, points=Decimal("-1"), percent=None))
    form("diem_la_chu.xlsx", "not_a_number", put(0, points="đạt"))
    form("qua_nhieu_so_le.xlsx", "too_many_decimals", put(0, points=Decimal("1.234"), percent=None))
    form("tieu_chi_la.xlsx", "unknown_criterion", put(0, code="Z9", name="Tiêu chí không có trong khung"))
    form("tieu_chi_lap.xlsx", "criterion_twice", lambda e: e.insert(1, Entry(**vars(e[0]))))
    form(
        "khong_cham.xlsx", "no_score", lambda e: [setattr(x, "points", None) or setattr(x, "percent", None) for x in e]
    )
    form("don_vi_la.xlsx", "unknown_unit", unit_name="Phòng Vũ trụ học")
    form("don_vi_da_nhap.xlsx", "unit_not_valid", unit_name="Phường Yết Kiêu", year=2025, layout="c")
    form("na_khong_cho_phep.xlsx", "not_applicable_not_allowed", put(0, points="na", percent=None))

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.add_worksheet("Thực đơn").write_column(0, 0, ["Cơm", "Canh", "Rau"])
    raw("khong_phai_bao_cao.xlsx", "unknown_kind", buffer.getvalue())
    raw("tep_rong.xlsx", "empty_file", b"")
    form("loi_cong_thuc.xlsx", "error_cell", put(0, points="#N/A", percent=None))
    raw("trang_web.xls", "unknown_content", b"<html><body><p>Minh hoa</p></body></html>")
    raw("cong_van.docx", "not_a_table", _letter())
    raw("~$dang_mo.xlsx", "lock_file", b"\x05Minh hoa" + b" " * 150)
    raw("ban_scan.pdf", "not_a_table", b"%PDF-1.4\n% minh hoa\n%%EOF\n")
    raw("anh_chup.png", "not_a_table", b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
    raw(
        "co_mat_khau.xlsx",
        "password_protected",
        OLE + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 480,
    )
    whole = (folder / "diem_am.xlsx").read_bytes()
    raw("bi_cat_cut.xlsx", "corrupt_file", whole[: len(whole) // 2])
    raw("noi_dung_nguy_hiem.xlsx", "dangerous_content", _with_doctype(whole))
    _surveys(raw)
    scores = {good[0].code: good[0].max_points + 5, good[1].code: Decimal(0)}
    write_consolidated(
        folder / "tham_dinh_vuot_toi_da.xlsx", year, [e.code for e in good], [(unit["unit_name"], scores)]
    )
    expected.append(("tham_dinh_vuot_toi_da.xlsx", "points_above_max"))
    decided = datetime(year + 1, 3, 3)
    wrong = (unit["unit_name"], good[0].code, "Điểm thẩm định", Decimal("0.01"), Decimal(0))
    for name, code, reason in (
        ("dinh_chinh_gia_tri_cu_khong_khop.xlsx", "correction_outdated", "Nhập nhầm"),
        ("dinh_chinh_thieu_ly_do.xlsx", "correction_incomplete", ""),
    ):
        write_corrections(folder / name, year, [(*wrong, reason, decided)])
        expected.append((name, code))
    over = [(good[0].code, Decimal(0), False, "Minh họa", good[0].max_points + 1)]
    write_reply(folder / "giai_trinh_de_nghi_vuot_toi_da.xlsx", unit["unit_name"], year, over)
    expected.append(("giai_trinh_de_nghi_vuot_toi_da.xlsx", "points_above_max"))
    with (folder / "expected.csv").open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(["file", "code"])
        writer.writerows(sorted(expected))


def _letter() -> bytes:
    """A Word letter without a table: proof that something was sent, nothing more."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f'<w:document xmlns:w="{space}"><w:body><w:p><w:r><w:t>Minh họa</w:t></w:r></w:p></w:body></w:document>'
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        # fixed times: the same content for the same seed
        for name, content in (("[Content_Types].xml", types), ("word/document.xml", body)):
            target.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


def _surveys(raw: Callable[[str, str, bytes], None]) -> None:
    """What comes instead of responses, and responses that nobody mapped."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for name, header in (
            ("survey", ["type", "name", "label"]),
            ("choices", ["list_name", "name", "label"]),
            ("settings", ["form_title", "form_id"]),
        ):
            book.add_worksheet(name).write_row(0, 0, header)
    raw("khao_sat_thiet_ke_phieu.xlsx", "survey_is_xlsform", buffer.getvalue())
    raw(
        "khao_sat_bang_tong_hop.csv", "survey_is_summary", "Câu trả lời,Số lượng,%\nCó,120,60%\nKhông,80,40%\n".encode()
    )
    raw(
        "khao_sat_luu_lai_bang_excel.csv",
        "survey_resaved",
        '"Dấu thời gian,""Câu 1"",""Câu 2"""\n"29/11/2025,Có"\n"x"\n'.encode(),
    )
    raw(
        "khao_sat_chua_ghep_cot.csv",
        "survey_unmapped",
        "Timestamp,Email Address,Câu hỏi lạ\n29/11/2025 09:40:00,a@example.vn,Có\n".encode(),
    )


def _with_doctype(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            content = source.read(info)
            if info.filename == "xl/workbook.xml":
                content = content.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "b">]>', 1)
            target.writestr(info.filename, content)
    return out.getvalue()
