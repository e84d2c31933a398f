"""A tiny question map and tiny exports with the real headers of five survey tools, for the tests of surveys."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

from etl.reference.context import Context
from tests import forms

KNOW = "Người điều khiển xe mô tô phải đủ bao nhiêu tuổi?"
WARD = "Ông/bà sinh sống tại xã, phường nào? "
PLEASED = "Mức độ hài lòng của ông/bà đối với hoạt động PBGDPL "
CHANNELS = "Ông/bà biết pháp luật qua kênh nào?"
CONSENT = "Ông/bà có đồng ý tham gia khảo sát không?"
WHO = "Ông/bà là"
AGE = "Tuổi của ông/bà"


def wave(year: int, code: str, form: str = "KS", first=(11, 1), last=(12, 31), **more) -> tuple:
    fields = {
        "name": f"Đợt {code}",
        "tool": "Google Forms",
        "method": "thuận tiện",
        "source": None,
        "deff": None,
        "files": None,
        "unit": None,
    }
    fields |= more
    return (year, code, fields["name"], form, fields["tool"], fields["method"], date(year, *first), date(year, *last),
            fields["source"], fields["deff"], fields["files"], fields["unit"], None)  # fmt: skip


def question(
    code,
    wording,
    role="question",
    kind="single",
    indicator=None,
    scale=None,
    right=None,
    series=None,
    order=1,
    group=None,
    form="KS",
):
    return (form, code, wording, role, kind, indicator, group, scale, right, series, order)


def tables(**more) -> dict[str, list[tuple]]:
    """The reference of tests/forms.py with a survey form KS."""
    rows = forms.tables()
    rows |= {
        "survey_waves": [wave(2024, "W24"), wave(2025, "W25")],
        "survey_questions": [
            question("xa_phuong", WARD, "unit", order=1),
            question("doi_tuong", WHO, "group", scale="DOITUONG", order=2),
            question("dong_y", CONSENT, "consent", scale="COKHONG", order=3),
            question("tuoi_lai_xe", KNOW, indicator="nhan_thuc", scale="TUOI", right="18", series="nt", order=4),
            question("hai_long", PLEASED, indicator="hai_long", scale="HAILONG", series="hl", order=5),
            question("kenh", CHANNELS, kind="multiple", indicator="tiep_can", scale="KENH", series="k", order=6),
            question("tuoi", AGE, kind="number", order=7),
        ],
        "survey_options": [
            ("DOITUONG", "nguoi_dan", "Người dân", "dân", False, 1),
            ("DOITUONG", "can_bo", "Cán bộ, công chức, viên chức", None, False, 2),
            ("COKHONG", "co", "Có", "Đồng ý|Yes|1", True, 1),
            ("COKHONG", "khong", "Không", "Không đồng ý|No|0", False, 2),
            ("TUOI", "16", "16 tuổi", None, False, 1),
            ("TUOI", "18", "18 tuổi", None, False, 2),
            ("HAILONG", "rat_hai_long", "Rất hài lòng", "Hoàn toàn hài lòng|5", True, 1),
            ("HAILONG", "hai_long", "Hài lòng", "4", True, 2),
            ("HAILONG", "binh_thuong", "Bình thường", "3", False, 3),
            ("HAILONG", "khong_hai_long", "Không hài lòng", "2|1", False, 4),
            ("KENH", "loa", "Loa truyền thanh, loa kéo", None, True, 1),
            ("KENH", "mang", "Mạng xã hội", None, True, 2),
            ("KENH", "hoi_nghi", "Hội nghị", None, True, 3),
        ],
        "survey_plan": [],
        "survey_columns": [],
    }  # fmt: skip
    for name, extra in more.items():
        rows[name] = [*rows.get(name, []), *extra]
    return rows


def context(scratch: Path | None = None, **more) -> Context:
    made = Context.from_tables(tables(**more))
    made.scratch = str(scratch) if scratch else None
    return made


def text(rows: list[list], delimiter=",", bom=False, quote=csv.QUOTE_MINIMAL, line="\r\n", encoding="utf-8") -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, quoting=quote, lineterminator=line).writerows(rows)
    return (b"\xef\xbb\xbf" if bom else b"") + file.getvalue().encode(encoding)


def workbook(sheets: dict[str, list[list]]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_numbers": False}) as book:
        moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    if isinstance(value, datetime):
                        sheet.write_datetime(r, c, value, moment)
                    elif value != "":
                        sheet.write(r, c, value)
    return target.getvalue()


def google(rows: list[list] | None = None, stamp="Dấu thời gian", **more) -> bytes:
    """Google Forms, CSV: comma, UTF-8 without BOM, question texts verbatim."""
    header = [stamp, "Địa chỉ email", WARD, WHO, KNOW, PLEASED, CHANNELS, "Ý kiến khác"]
    rows = rows if rows is not None else GOOGLE
    return text([header, *rows], **more)


GOOGLE = [
    ["29/11/2025 09:40:00", "a.b@example.vn", "Phường Bãi Cháy", "Người dân", "18 tuổi", "Rất hài lòng", "Mạng xã hội, Loa truyền thanh, loa kéo", "tốt"],
    ["12/11/2025 10:00:00", "c@example.vn", "UBND P. Hòn Gai", "Cán bộ, công chức, viên chức", "16 tuổi", "Hoàn toàn hài lòng", "Hội nghị", ""],
    ["13/11/2025 10:00:00", "d@example.vn", "Phường Bãi cháy", "Người dân", "18 tuổi", "tạm được", "", "liên hệ 0912 345 678"],
    ["14/11/2025 10:00:00", "e@example.vn", "Phường Không Có", "Người dân", "18 tuổi", "Hài lòng", "Hội nghị", ""],
]  # fmt: skip


def kobo(names=True, split="both", rows: list[list] | None = None) -> bytes:
    """KoboToolbox, CSV: semicolon, every field quoted, CRLF. split: joined, split, both."""
    q = (
        ["phan_1/xa_phuong", "phan_1/dong_y", "phan_2/tuoi_lai_xe", "phan_2/hai_long"]
        if names
        else [WARD, CONSENT, KNOW, PLEASED]
    )
    stem = "phan_2/kenh" if names else CHANNELS
    options = [
        f"{stem}/{o}"
        for o in (("loa", "mang", "hoi_nghi") if names else ("Loa truyền thanh, loa kéo", "Mạng xã hội", "Hội nghị"))
    ]
    channels = ([stem] if split != "split" else []) + (options if split != "joined" else [])
    header = ["start", "end", "today", "username", "deviceid", "phonenumber", *q, *channels, "_geolocation", "_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by", "__version__", "_tags", "meta/rootUuid", "_index"]  # fmt: skip

    def row(n, ward, consent, know, pleased, chosen, status="", uuid=None):
        labels = {"loa": "Loa truyền thanh, loa kéo", "mang": "Mạng xã hội", "hoi_nghi": "Hội nghị"}
        joined = " ".join(c if names else labels[c] for c in chosen)
        marks = (
            ["1" if o in chosen else "0" for o in ("loa", "mang", "hoi_nghi")] if chosen is not None else ["", "", ""]
        )
        own = ([joined] if split != "split" else []) + (marks if split != "joined" else [])
        return [f"2025-11-{n:02d}T08:00:00.000+07:00", f"2025-11-{n:02d}T08:10:00.000+07:00", f"2025-11-{n:02d}", "canbo1", "ee.humanitarianresponse.info:abc", "0912345678", ward, consent, know, pleased, *own, "20.95 107.07 0 0", str(310000 + n), uuid or f"u-{n}", f"2025-11-{n:02d}T01:10:00", status, "", "submitted_via_web", "canbo1", "v1", "", uuid or f"u-{n}", str(n)]  # fmt: skip

    rows = rows or [
        row(1, "Phường Bãi Cháy", "co", "18", "5", ["loa", "mang"]),
        row(2, "BC", "khong", "", "", []),
        row(3, "Phường Hồng Gai", "co", "16", "hai_long", []),
        row(4, "Phường Hồng Gai", "co", "18", "3", ["hoi_nghi"], status="Not Approved"),
        row(5, "Phường Hồng Gai", "co", "18", "3", ["hoi_nghi"], uuid="u-3"),
    ]
    return text([header, *rows], delimiter=";", quote=csv.QUOTE_ALL)


def limesurvey(style="code") -> bytes:
    """LimeSurvey, CSV: BOM, semicolon, all quoted; headers as code, full or both; one incomplete response."""
    meta = [("id", "Response ID"), ("submitdate", "Date submitted"), ("lastpage", "Last page"), ("startlanguage", "Start language"), ("seed", "Seed"), ("ipaddr", "IP address")]  # fmt: skip
    asked = [("xaphuong", WARD), ("tuoilaixe", KNOW), ("hailong", f"<p>{PLEASED}</p>")]
    options = [("kenh[loa]", f"{CHANNELS} [Loa truyền thanh, loa kéo]"), ("kenh[mang]", f"{CHANNELS} [Mạng xã hội]")]
    name = {"code": lambda c, t: c, "full": lambda c, t: t, "both": lambda c, t: f"{c}. {t}"}[style]
    header = [name(c, t) for c, t in [*meta, *asked, *options]]
    rows = [
        ["1", "2025-11-20 10:00:00", "3", "vi", "123", "113.160.1.1", "Phường Bãi Cháy", "18 tuổi", "Rất hài lòng", "Y", ""],
        ["2", "", "1", "vi", "124", "113.160.1.2", "Phường Bãi Cháy", "", "", "", ""],
        ["3", "1980-01-01 00:00:00", "3", "vi", "125", "", "Phường Hồng Gai", "16 tuổi", "Bình thường", "", "Y"],
    ]  # fmt: skip
    return text([header, *rows], delimiter=";", bom=True, quote=csv.QUOTE_ALL, line="\n")


LIME_COLUMNS = [("KS", "xaphuong", "xa_phuong", None, None, None), ("KS", "tuoilaixe", "tuoi_lai_xe", None, None, None),
                ("KS", "hailong", "hai_long", None, None, None)]  # fmt: skip


def ms_forms() -> bytes:
    """Microsoft Forms, XLSX: anonymous, choices joined by a semicolon."""
    header = ["ID", "Start time", "Completion time", "Email", "Name", WARD, KNOW, PLEASED, CHANNELS, AGE]
    rows = [
        [1, datetime(2025, 11, 5, 8), datetime(2025, 11, 5, 8, 9), "anonymous", "", "Phường Bãi Cháy", "18 tuổi", "Hài lòng", "Mạng xã hội;Hội nghị;", 41],
        [2, datetime(2025, 11, 6, 8), datetime(2025, 11, 6, 8, 9), "anonymous", "", "Phường Hồng Gai", "16 tuổi", "Bình thường", "", "ba mươi"],
    ]  # fmt: skip
    return workbook({"Form1": [header, *rows]})


def odk() -> bytes:
    """ODK Central, CSV: groups joined by a dash, select-multiple joined by a space, one response rejected."""
    header = ["SubmissionDate", "meta-instanceID", "phan1-xa_phuong", "phan2-tuoi_lai_xe", "phan2-hai_long", "phan2-kenh", "KEY", "SubmitterID", "SubmitterName", "AttachmentsPresent", "Status", "ReviewState", "DeviceID", "Edits", "FormVersion"]  # fmt: skip
    rows = [
        ["2025-11-08T03:00:00.123Z", "uuid:1", "BC", "18", "rat_hai_long", "loa hoi_nghi", "uuid:1", "25", "Nguyễn Văn A", "0", "", "", "dev:1", "0", "2"],
        ["2025-11-09T03:00:00.123Z", "uuid:2", "HG", "16", "hai_long", "", "uuid:2", "25", "Nguyễn Văn A", "0", "", "rejected", "dev:1", "0", "2"],
    ]  # fmt: skip
    return text([header, *rows], line="\n")
