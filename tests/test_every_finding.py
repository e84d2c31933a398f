"""Every code of etl/read/finding_codes.csv has one case that raises it and one, as near as can be, that does not.

A new code needs one line in CASES: `"my_code": door(bad, good)`, `run(bad, good)`, … (see the builders below). The
good one may be left out where the clean form or table of that kind is the nearest thing that is right.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple
from unittest import mock

import openpyxl
import pytest

from etl.desk import hand_over, register_book
from etl.kinds import door as the_door
from etl.kinds.workers import parse_all
from etl.read import cell_facts, handed_over
from etl.read.findings import CODES
from etl.read.model import ParsedFile
from etl.reference import rules
from etl.reference import tables as reference
from etl.reference.context import Context
from etl.run import files as run_files
from etl.run import rows, second
from etl.run.run import load
from etl.run.session import Earlier, Session
from etl.run.stage import New, set_stages
from etl.run.withdraw import withdraw
from tests import forms, test_sub_criteria
from tests import test_framework_sheet as typed_framework
from tests.forms import changed, form, form_rows, workbook
from tests.test_door import SHEET, cell, rewritten
from tests.test_formats import TCVN3, legacy, ods, w1258
from tests.test_marked import mark
from tests.test_tables_of_the_office import BAI_CHAY, register, table
from warehouse import build
from warehouse.acting import Acting
from warehouse.store import State, Warehouse


class _Later:
    """A module of builders, imported when a case asks for it."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __getattr__(self, attribute: str):
        return getattr(importlib.import_module(self.name), attribute)


exports, office = _Later("tests.survey_exports"), _Later("tests.office")
mails = _Later("tests.test_containers")
seen, layouts = _Later("tests.test_seen"), _Later("tests.test_layouts")


class Case(NamedTuple):
    """Two questions, each answered by the codes found."""

    bad: Callable[[], set[str]]
    good: Callable[[], set[str]]


def said(parsed: ParsedFile) -> set[str]:
    return {f.code for f in parsed.findings}


# one file at the door

CONTEXT = forms.context()
PILOTED = forms.context(  # Bãi Cháy is assessed once more in 2024
    assessments=[("TD-01", 2024, "F", "Hôn nhân và gia đình", *[None] * 16)], assessment_units=[("TD-01", None, "BC")]
)
CLEAN = form()


def read(data, name: str, context) -> set[str]:
    data = data() if callable(data) else data
    return said(the_door.parse(data, name, context))


def door(bad, good=CLEAN, name="a.xlsx", context=CONTEXT) -> Case:
    """Bytes, or a function that makes them."""
    return Case(partial(read, bad, name, context), partial(read, good, "a.xlsx", context))


def a1(**cells) -> Case:
    """The clean form with cells of criterion A1 changed: points, percent, code, name, maximum."""
    return door(form(criteria=changed("A1", **cells)))


def a2(bad: dict, good: dict) -> Case:
    """The same for A2, the criterion with bands."""
    return door(form(criteria=changed("A2", **bad)), form(criteria=changed("A2", **good)))


def beside(state: str) -> bytes:
    """Verified scores of one unit with the state of the evidence beside them."""
    top = [["PHÒNG TƯ PHÁP"], ["BẢNG TỔNG HỢP ĐIỂM THẨM ĐỊNH NĂM 2024"]]
    header = ["Mã tiêu chí", HG, "Tình trạng minh chứng"]
    return workbook([*top, header, ["A1", 4, state], ["A2", 3, ""]])


def shown(points: float) -> bytes:
    """Verified scores of one unit with the self-score of A1 beside them."""
    top = [["PHÒNG TƯ PHÁP"], ["BẢNG TỔNG HỢP ĐIỂM THẨM ĐỊNH NĂM 2024"]]
    return workbook([*top, ["Mã tiêu chí", BC, "Điểm đơn vị đã tự chấm"], ["A1", 4, points], ["A2", 3, ""]])


def units(*lines, **options) -> Case:
    """A table of verified scores with more lines, or with another title."""
    return door(table(BAI_CHAY, *lines, **options), table(BAI_CHAY))


RECEIPT = [1, "Phường Bãi Cháy", 2024, "Báo cáo tự đánh giá", "03/01/2025", "", "", ""]
UNKNOWN = [1, "Phường Vũ Trụ", *RECEIPT[2:]]


def receipt(column: int, value, *more) -> Case:
    """The intake register with one cell of its row changed."""
    row = [value if n == column else cell for n, cell in enumerate(RECEIPT)]
    return door(register(row, *more), register(RECEIPT))


def saved(change: Callable) -> Callable[[], bytes]:
    """The clean form as openpyxl writes it, changed."""

    def make() -> bytes:
        book = openpyxl.load_workbook(io.BytesIO(CLEAN))
        change(book)
        target = io.BytesIO()
        book.save(target)
        return target.getvalue()

    return make


def hide_column(book) -> None:
    book.active.column_dimensions["E"].hidden = True


def merged(part: bytes, block: bytes) -> bytes:
    """A sheet with merged cells, whatever stands below them."""
    return part.replace(
        b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="%b"/></mergeCells>' % block
    )


def hide_sheet(book) -> None:
    book.create_sheet("Cũ").append(["x"])
    book["Cũ"].sheet_state = "hidden"


def broken_sheet(part: bytes) -> bytes:
    return part[: len(part) // 2]


def far_cell(part: bytes) -> bytes:
    row = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return part.replace(b"</sheetData>", row)


def tcvn3() -> bytes:
    """The clean form as CSV in a font of the nineties."""
    rows = [[legacy(v, TCVN3) if isinstance(v, str) else v for v in row] for row in form_rows()]
    return csv(rows).decode().encode("cp1252")


def csv(rows: list[list]) -> bytes:
    return "\n".join(";".join(map(str, row)) for row in rows).encode()


def untold(points) -> set[str]:
    """A form as .ods whose second reader fails: nothing tells an empty cell from an error."""
    with mock.patch.dict(cell_facts._READERS, {"ods": lambda data: 1 / 0}):
        return read(ods(form_rows(criteria=changed("A1", points=points))), "a.ods", CONTEXT)


# a file that hangs, and one that is not there


def hanging() -> set[str]:
    with tempfile.TemporaryDirectory() as folder:
        pipe = Path(folder) / "a.xlsx"
        os.mkfifo(pipe)  # opening it for reading waits for ever
        answers = dict(parse_all([(1, pipe, "a.xlsx")], CONTEXT, time_limit=0.5))
        return said(answers[1])


# reference tables


def in_parts(*rows: list) -> set[str]:
    """A form of a framework with sub-criteria."""
    return said(the_door.parse(test_sub_criteria.form(*rows), "a.xlsx", test_sub_criteria.context()))


def verified_parts(penalty: int, reason: str = "") -> set[str]:
    """A table of verified scores of that framework, with a penalty."""
    rows = [["PHÒNG TƯ PHÁP"], ["BẢNG TỔNG HỢP ĐIỂM THẨM ĐỊNH NĂM 2024"], ["TT", "Đơn vị", "T", "Lý do"]]
    book = workbook([*rows, [1, "Phường Bãi Cháy", penalty, reason]])
    return said(the_door.parse(book, "a.xlsx", test_sub_criteria.context()))


def tables_of(name: str, rows: list[list], more: dict | None = None) -> bytes:
    """A workbook of one reference table, or several."""
    sheets = {name: rows} | (more or {})
    content = {n: [list(reference.tables()[n].names), *r] for n, r in sheets.items()}
    first = content.pop(name)
    return workbook(first, name=name, more=content)


BLOCK = ["b", "Khối", 1]
UNIT = ["U", "Phòng", "b", "2022-01-01", "", "ubnd", "", "false", ""]
HEAD = ["h1", "U", "Trưởng phòng", "head", "2022-01-01", "2023-12-31", ""]
WITH_UNIT = {"blocks": [BLOCK], "units": [UNIT]}
FRAMEWORK = {
    "frameworks": [["F", "Khung", "", "", "", 2, "true"]],
    "criterion_groups": [["F", "A", "Nhóm", "", 1]],
    "criteria": [["F", "A1", "A", "Tiêu chí", 5, "dau_vao", "false", "", "", 1]],
}
GROUPS = {
    "frameworks": FRAMEWORK["frameworks"],
    "criterion_groups": [["F", "A", "Nhóm", "", 1], ["F", "B", "Nhóm", "", 2]],
}


def criterion(code: str, most: int, parent="", group="A", least: int | str = "", counts="", rule="") -> list:
    """A row of criteria."""
    return ["F", code, group, f"Tiêu chí {code}", most, "dau_vao", "false", "", "", 1, parent, least, counts, rule]


A1_OF_TWO = [criterion("A1", 5), criterion("A1a", 2, "A1"), criterion("A1b", 3, "A1")]


def assembled(data: bytes) -> set[str]:
    parsed = the_door.parse(data, "danh_muc.xlsx", CONTEXT)
    refused = rules.assemble({}, [(0, parsed)])[1].get(0, [])
    return said(parsed) | {f.code for f in refused}


def tables(name: str, bad: list[list], good: list[list], more: dict | None = None) -> Case:
    """Rows of one reference table, with the tables that it needs."""
    return Case(partial(assembled, tables_of(name, bad, more)), partial(assembled, tables_of(name, good, more)))


# corrections and replies


def correction(title="BẢNG ĐÍNH CHÍNH", **cells) -> bytes:
    """A table of one correction to A1 of Phường Hồng Gai in 2024: 4 becomes 3."""
    row = office.correction_row(**{"unit": HG, "old": 4, "new": 3} | cells)
    return workbook([["PHÒNG TƯ PHÁP"], [title], office.CORRECTION, row])


def signed(total: float) -> bytes:
    """A register that notes a total typed from the signed document of Phường Bãi Cháy."""
    header = ["Đơn vị", "Năm đánh giá", "Nội dung", "Ngày đến", "Tổng điểm bản ký"]
    return register([BC, 2024, "Báo cáo tự đánh giá", "03/01/2025", total], header=header)


THE_TASK = ("1", 1, "Áp dụng", "PTP", None, "2023", 2023, 2026)


def contributions(reported: int, budgeted: int) -> bytes:
    """A register of progress that tells of the social money of 2024 in two sheets, in millions of VND."""
    return register_book.write("progress", register_book.names(WITH_TASKS), {
        "task_progress": [{"task_code": "1", "year": 2024, "status": "done", "contributions": reported * 1_000_000}],
        "budget": [{"unit_code": "HG", "year": 2024, "source": "Nguồn xã hội hóa", "amount": budgeted * 1_000_000}],
    })  # fmt: skip


def reply(answer: str, text="Đã có kế hoạch", final="") -> bytes:
    """A unit's answer to its verified score of A1."""
    top = [["PHIẾU GIẢI TRÌNH"], [f"Đơn vị: {HG}"], ["Năm đánh giá: 2024"]]
    return workbook([*top, office.REPLY, ["A1", "", 4, 3, answer, text, "", "", final]])


# surveys


def read_survey(data, name: str, more: dict) -> set[str]:
    with tempfile.TemporaryDirectory() as folder:
        context = exports.context(Path(folder), **more)
        return said(the_door.parse(data() if callable(data) else data, name, context))


def survey(bad, good=None, name="phieu.csv", **more) -> Case:
    """Two exports; the clean one is one response of Google Forms without an address."""
    right = good or tidy
    return Case(partial(read_survey, bad, name, more), partial(read_survey, right, name, more))


STAMP = "29/11/2025 09:40:00"
ANSWERS = ["Phường Bãi Cháy", "18 tuổi", "Hài lòng"]


def answered(*rows, more=(), **form) -> bytes:
    """An export of the three questions that every response has, and of `more` headers."""
    header = ["Timestamp", exports.WARD, exports.KNOW, exports.PLEASED, *more]
    return exports.text([header, *rows], **form)


def tidy() -> bytes:
    return answered([STAMP, *ANSWERS])


def several(count: int) -> list[list]:
    return [[STAMP.replace("40:00", f"40:{n:02}"), *ANSWERS] for n in range(count)]


def lime() -> bytes:
    return exports.limesurvey("full")


def wrapped(data: bytes) -> bytes:
    """Every row in one quoted field, as Excel saves a CSV again."""
    lines = data.decode().splitlines()
    return "\r\n".join('"' + line.replace('"', '""') + '"' for line in lines).encode()


def cut() -> bytes:
    first = wrapped(exports.google()).decode().splitlines()[0]
    return "\r\n".join([first, '"29/11/2025,abc"', '"x"']).encode()


KOBO = {"start": "2025-11-05T08:00:11.250+07:00", "end": "2025-11-05T08:09:42.125+07:00", "today": "2025-11-05",
        "xa_phuong": "BC", "tuoi_lai_xe": "18", "hai_long": "4", "_uuid": "a", "_submission_time": "2025-11-05T02:00:00",
        "_index": "1"}  # fmt: skip


def sent(*responses: dict) -> bytes:
    """An export of KoboToolbox by names."""
    return exports.text([list(responses[0]), *(list(r.values()) for r in responses)], delimiter=";")


def part_of_odk() -> bytes:
    """The first response of the other export, and no more."""
    return b"\n".join(exports.odk().split(b"\n")[:2]) + b"\n"


def adding() -> bytes:
    """The waves of the tiny reference, each of exports that add up."""
    waves = [exports.wave(year, code, files="add") for year, code in ((2024, "W24"), (2025, "W25"))]
    names = reference.tables()["survey_waves"].names
    return exports.text([list(names), *([_plain(v) for v in wave] for wave in waves)])


def form_of_questions() -> bytes:
    sheets = {"survey": [["type", "name", "label"], ["text", "q1", "Hỏi"]], "settings": [["form_title"]]}
    return exports.workbook(sheets | {"choices": [["list_name", "name", "label"]]})


def kobo_book(*more) -> bytes:
    rows = [line.split(";") for line in exports.kobo().decode().replace('"', "").splitlines()]
    return exports.workbook({"Khảo sát": rows} | dict(more))


# several files in a run; what is in force already: the form and verified scores of Phường Hồng Gai in 2024

MAXIMA = {"A1": 5, "A2": 4, "B1": 3, "B2": 2, "B3": 1}
NAMES = {row[0]: row[1] for row in forms.CRITERIA} | {"B3": "Trang thông tin"}
TODAY = date(2026, 12, 15)


def own(unit: str, year: int, *scores) -> bytes:
    """A form with the scores of A1, A2, B1, B2, B3."""
    rows = [
        [code, NAMES[code], most, "", score, "KH", ""]
        for (code, most), score in zip(MAXIMA.items(), scores, strict=True)
    ]
    return form(unit, year, rows)


def other_bytes(data: bytes) -> bytes:
    return rewritten(data, "docProps/core.xml", lambda part: part + b" ")


def receipts(*rows) -> bytes:
    """(file name, date) lines of the register for the form of Phường Bãi Cháy in 2024."""
    return register(*([*RECEIPT[:4], day, "1/BC", name] for name, day in rows))


@lru_cache
def base() -> Warehouse:
    """A warehouse with the tiny reference; kept until the process ends."""
    rows = forms.tables()
    rows["reply_windows"] = [(2024, "2025-02-05", "2025-02-20", None, None)]
    if "survey_waves" in reference.tables():
        rows |= {name: table for name, table in exports.tables().items() if "survey" in name}
    rows = {name: table for name, table in rows.items() if name in reference.tables()}
    rows["plan_tasks"] = [THE_TASK]
    obligation = ("self_assessment", "xa_phuong", None, "required", "III.4.b")
    rows["obligations"] = [obligation]
    rows["criteria"].append(("F", "B3", "B", "Trang thông tin", 1, "dau_ra", False, None, None, 5))
    warehouse = loaded(rows)
    ran({"hg.xlsx": own("Phường Hồng Gai", 2024, 4, 2, 2, 1, 1)}, warehouse, "2025-01-03", dry=False)
    scores = {"td.xlsx": table([1, "Phường Hồng Gai", 3, 1, "", "", 4])}
    ran(scores, warehouse, "2025-01-20", dry=False)
    return warehouse


@lru_cache
def parted() -> Warehouse:
    """One whose framework has sub-criteria, a form of it, and one part verified."""
    rows, own_rows = forms.tables(), test_sub_criteria.tables()
    rows["framework_years"] = [row for row in rows["framework_years"] if row[1] != 2024]
    own_rows["criterion_groups"] = [(*row[:3], None, row[4]) for row in own_rows["criterion_groups"]]
    warehouse = loaded(rows | {name: rows.get(name, []) + own_rows[name] for name in own_rows})
    form = test_sub_criteria.form(*test_sub_criteria.WAYS["letters"], *test_sub_criteria.REST)
    ran({"bc.xlsx": form}, warehouse, "2025-01-03", dry=False)
    ran({"td.xlsx": of_whole("1.1.1", 3)}, warehouse, "2025-01-20", dry=False)
    return warehouse


def of_whole(criterion: str, points: float) -> bytes:
    """A table of verified scores of one criterion, or of one part."""
    top = [["PHÒNG TƯ PHÁP"], ["BẢNG TỔNG HỢP ĐIỂM THẨM ĐỊNH NĂM 2024"], ["TT", "Đơn vị", criterion, "2.1"]]
    return workbook([*top, [1, "Phường Bãi Cháy", points, ""]])


def of_own_unit(via: str) -> set[str]:
    """A table of verified scores of the office itself, brought in by one person."""
    rows = forms.tables()
    rows["settings"] = [*rows["settings"], ("office_unit_code", "BC", None)]
    parsed = the_door.parse(table(BAI_CHAY), "a.xlsx", Context.from_tables(rows))
    item = run_files.Item("a.xlsx", "a.xlsx", "x", run_files.Came(b""), parsed)
    with mock.patch.dict(os.environ, Acting("lan@x.vn", "steward", via).environment()):
        [told] = second.told(SimpleNamespace(files=[], state=State()), [item], Context.from_tables(rows))
    return {f.code for f in told.findings}


def refused_of_own_unit(via: str) -> set[str]:
    """A form of the office itself that cannot be taken, brought in by one person."""
    parsed = ParsedFile("self_assessment", "xlsx", unit_code="BC", year=2024)
    item = run_files.Item("a.xlsx", "a.xlsx", "x", run_files.Came(b""), parsed, "rejected")
    rows = forms.tables()
    rows["settings"] = [*rows["settings"], ("office_unit_code", "BC", None)]
    with mock.patch.dict(os.environ, Acting("lan@x.vn", "steward", via).environment()):
        [told] = second.told(SimpleNamespace(files=[], state=State()), [item], Context.from_tables(rows))
    return {f.code for f in told.findings}


def taken_back_of_own_unit(via: str) -> set[str]:
    """What taking back the form of the office itself asks for."""
    base()  # made by who sits at the machine
    with (
        mock.patch.dict(os.environ, Acting("lan@x.vn", "steward", via).environment()),
        mock.patch.object(second, "office", lambda _: ("HG", HG)),  # whose form it is
    ):
        return taken_back(2)


def loaded(rows: dict) -> Warehouse:
    """A warehouse with these tables of the reference."""
    folder = tempfile.TemporaryDirectory()
    warehouse = Warehouse(Path(folder.name) / "warehouse")
    warehouse.folder = folder
    rows = rows | {"blocks": [("xa_phuong", "Xã, phường", 1), ("co_quan_chuyen_mon", "Cơ quan", 2)]}
    content = {name: [[_plain(v) for v in row] for row in table] for name, table in rows.items()}
    files = {"danh_muc.xlsx": tables_of("settings", content.pop("settings"), content)}
    assert ran(files, warehouse, dry=False) <= {"same_content"}
    return warehouse


def _plain(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return ""
    return value if isinstance(value, (str, int, date)) else float(value)


def refused(wanted: str, path, size=os.path.getsize) -> int:
    """The size of a file; of one file what the system says where a disk is broken."""
    if str(path) == wanted:
        raise OSError(5, "Input/output error")
    return size(path)


def ran(files: dict, warehouse=None, received_on=None, dry=True) -> set[str]:
    """Codes of all files of one run; None instead of bytes: a file that cannot be read. Findings
    come before the marts, so that a dry run leaves these out here."""
    warehouse = warehouse or base()
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        if dry:
            stack.enter_context(mock.patch.object(build, "finish"))
        for name, data in files.items():
            path = Path(folder) / name
            data = data() if callable(data) else data
            path.write_bytes(data or b"x")
            if data is None:
                stack.enter_context(mock.patch("os.path.getsize", partial(refused, str(path))))
        day = date.fromisoformat(received_on) if received_on else None
        result = load(Session(warehouse, TODAY, dry=dry, received_on=day), [Path(folder)])
    return {f.code for item in result.items for f in item.findings}


def run(bad: dict, good: dict, received_on: str | None = None, good_on: str | None = None) -> Case:
    """Two runs over files: name → bytes."""
    return Case(partial(ran, bad, None, received_on), partial(ran, good, None, good_on or received_on))


def upgraded(points: int | None) -> set[str]:
    """Codes of what is said of the form of `base` where today's reader finds these points in it."""
    parsed = the_door.parse(form(criteria=changed("A1", points=points)) if points else CLEAN, "a.xlsx", CONTEXT)
    event = next(e for e in base().state().files if e["kind"] == "self_assessment")
    earlier = Earlier(Session(base(), TODAY), Path(), 0, base().state(), [event])
    with mock.patch.object(rows, "needed", lambda *_: rows.Raw(from_archive={event["seq"]: parsed})):
        earlier, _, _ = rows.as_accepted(earlier, None, [])
    return {f[1] for f in earlier.files[0]["findings"]}


def taken_back(number: int) -> set[str]:
    """Codes of what taking back a run of `base` would leave without a base: 2 the form, 3 its verified scores."""
    return {f.code for f in withdraw(base(), number, TODAY, dry=True).warnings}


def urged(unit: str) -> bytes:
    """A register in which a unit is urged for 2024; of `base` only Phường Hồng Gai has sent."""
    names = {"unit": {"U": unit}, "task": {}, "milestone": {"self_assessment": "Báo cáo tự đánh giá"}}
    row = {"unit_code": "U", "year": 2024, "milestone_code": "self_assessment", "sent_on": date(2025, 1, 9), "round": 1}
    return register_book.write("follow_up", names, {"reminder": [row | {"way": "Nhóm Zalo"}]})


def closed(stage: str) -> set[str]:
    """Codes of what forbids to take back a run of a year in this stage."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Warehouse(Path(shutil.copytree(base().root, Path(folder) / "warehouse")))
        set_stages(copy, [New(2024, stage)], TODAY)
        return {f.code for f in withdraw(copy, 2, TODAY, dry=True).refused}


BC, HG = "Phường Bãi Cháy", "Phường Hồng Gai"
FORM = own(BC, 2024, 4, 2, 2, 1, 1)
HIDDEN = [("unit_code", "BC"), ("year", "2024"), ("framework_code", "F")]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(*files: bytes) -> bytes:
    """A zip as mail programs make them."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for number, data in enumerate(files):
            package.writestr(f"{number}.xlsx", data)
    return packed.getvalue()


FIGURE = (2024, "BC", "hai_long", 40, 38.5, 30, 0.75, 0.6, 0.86, False, 40, 900)
PART = hand_over.extract(
    hand_over.Extract("survey_figures", None, None, None, None, "a.xlsx", "x", "Phòng"), {"raw.survey_figure": [FIGURE]}
)


def handed(data: bytes, role: str, found: bytes | None = None) -> bytes:
    """A hand-over of one file; found: what lies there instead."""
    said = {"given_on": "2025-01-03", "first_seen_on": "2025-01-03", "original_name": "a.xlsx", "original_sha256": "x"}
    listed = hand_over.Member("a.xlsx", data, role, said).listed()
    manifest = {
        "format": 1,
        "office": "Phòng",
        "to": {},
        "head": {"seq": 1, "sha256": "x"},
        "stages": [],
        "members": [listed],
    }
    manifest["code"] = handed_over.code_of(manifest)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("a.xlsx", found or data)
        package.writestr(handed_over.MANIFEST, handed_over.dumped(manifest))
    return packed.getvalue()


def in_an_empty_one(files: dict) -> set[str]:
    with tempfile.TemporaryDirectory() as folder:
        return ran(files, Warehouse(Path(folder)))


def in_zips(depth: int) -> bytes:
    data = FORM
    for _ in range(depth):
        data = zipped(data)
    return data


def folder_with(link: bool) -> set[str]:
    """Codes of a folder with a form, and with a link to it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        path.write_bytes(FORM)
        if link:
            (Path(folder) / "b.xlsx").symlink_to(path)
        result = load(Session(base(), TODAY, workers=1, dry=True), [Path(folder)])
    return {f.code for item in result.items for f in item.findings}


def heading(*lines: str) -> bytes:
    return workbook([[f"Đơn vị: {BC}"], *([line] for line in lines), forms.HEADER, *forms.CRITERIA])


def lower_maximum(most: int) -> bytes:
    rows = [list(map(_plain, row)) for row in forms.tables()["criteria"] if row[0] == "F"]
    rows.append(["F", "B3", "B", "Trang thông tin", 1, "dau_ra", "false", "", "", 5])
    rows[0][4] = most
    return tables_of("criteria", rows)


def with_evidence(bad: bytes) -> Case:
    """Under a framework that asks for evidence of A1."""
    rows = forms.tables()
    rows["criteria"] = [(*r[:8], "Kế hoạch", *r[9:]) if r[1] == "A1" else r for r in rows["criteria"]]
    return door(bad, context=forms.Context.from_tables(rows))


TASKS = ["Nhiệm vụ", "Năm", "Tình trạng", "Số lớp"]
TOPICS = ["Chuyên đề", "Năm", "Kết quả theo chuyên đề"]
WITH_TASKS = forms.context(plan_tasks=[THE_TASK])


def progress(*row, more=()) -> Case:
    """A register of the plan's tasks with one row, against one that is right."""
    good = ["1", 2024, "Hoàn thành", 3]
    row = [good[n] if cell is None else cell for n, cell in enumerate(row)] + good[len(row) :]
    return door(workbook([TASKS, row, *more]), workbook([TASKS, good]), context=WITH_TASKS)


def sheet(points: int, row: list | None = None, scale: str = "", column: str = "Ghi chú") -> Case:
    """A framework as people type it, of one group and one criterion of 5 points, against one that is right."""

    def book(points: int, first: list | None, scale: str, column: str) -> bytes:
        head = ["TT", "Tiêu chí", "Điểm tối đa", "Thang điểm", "Loại", column]
        lines = [head, *([first] if first else []), ["I", "Nhóm", points, "", "đầu ra"], [1, "Một", 5, scale]]
        return workbook(typed_framework.GENERAL[:7], name=typed_framework.FACTS, more={"Biểu": lines})

    return door(book(points, row, scale, column), book(5, None, "Có: 5 điểm; Không: 0 điểm", "Ghi chú"))


CASES: dict[str, Case] = {
    # what is no workbook
    "empty_file": door(b""),
    "lock_file": door(CLEAN, name="~$a.xlsx"),
    "unknown_content": door(b"\0\1\2\3" * 100),
    "unknown_kind": door(workbook([["Thực đơn"], ["Cơm"]])),
    "findings_cut": door(lambda: register(*[UNKNOWN] * 3000), lambda: register(*[UNKNOWN] * 3)),
    "empty_zip": run({"a.zip": zipped()}, {"a.zip": zipped(FORM)}),
    "not_a_table": door(b"%PDF-1.7 scan", name="a.pdf"),
    "mail_without_attachment": run({"a.eml": lambda: mails.eml()}, {"a.eml": lambda: mails.eml(("a.xlsx", FORM))}),
    "handover_altered": run({"a.zip": handed(FORM, "file", CLEAN)}, {"a.zip": handed(FORM, "file")}),
    "handover_not_empty": Case(
        partial(ran, {"a.zip": handed(FORM, "file")}), partial(in_an_empty_one, {"a.zip": handed(FORM, "file")})
    ),
    "handover_alone": Case(partial(in_an_empty_one, {"a.xlsx": PART}), partial(in_an_empty_one, {"a.zip": handed(PART, "extract")})),
    "handover_taken": Case(
        partial(in_an_empty_one, {"a.zip": handed(tables_of("blocks", [BLOCK]), "reference")}),
        partial(in_an_empty_one, {"a.zip": handed(FORM, "file")}),
    ),
    "handover_extract": door(PART),
    "mail_dated": run(
        {"a.eml": lambda: mails.eml(("a.xlsx", FORM))}, {"a.eml": lambda: mails.eml(("a.xlsx", FORM), day=None)}
    ),
    "secrecy_mark": door(workbook([["MẬT"], *form_rows()]), workbook([["Bí mật nhà nước"], *form_rows()])),
    "identity_list": door(workbook([["Số CCCD"], ["022095001234"]]), workbook([["Số CCCD"], ["có"]])),
    "nested_too_deep": run({"a.zip": lambda: in_zips(4)}, {"a.zip": lambda: in_zips(3)}),
    "not_followed": Case(partial(folder_with, True), partial(folder_with, False)),
    "archive_not_opened": door(b"Rar!\x1a\x07\x01\0", b"%PDF-1.7 scan", name="a.rar"),
    "receipt_from_name": door(b"%PDF-1.7 scan", b"%PDF-1.7 scan", name="Phuong Bai Chay 2024.pdf"),
    "file_too_large": door(lambda: b"PK\3\4" + bytes(64 << 20)),
    "password_protected": door(OLE + bytes(500) + "EncryptedPackage".encode("utf-16-le")),
    "corrupt_file": door(CLEAN[:-300]),
    "dangerous_content": door(rewritten(CLEAN, SHEET, lambda x: x.replace(b"?>", b"?><!DOCTYPE x>", 1))),
    "absurd_dimensions": door(rewritten(CLEAN, SHEET, far_cell)),
    "rows_do_not_reconcile": Case(
        lambda: said(the_door.reconciled(ParsedFile("survey", "csv", row_count=3, rows_in=5, rows_refused=1))),
        lambda: said(the_door.reconciled(ParsedFile("survey", "csv", row_count=4, rows_in=5, rows_refused=1))),
    ),
    "parser_crashed": Case(lambda: read(CLEAN, "a.xlsx", None), partial(read, CLEAN, "a.xlsx", CONTEXT)),
    "time_limit": Case(hanging, partial(read, CLEAN, "a.xlsx", CONTEXT)),
    "sheet_unreadable": door(rewritten(CLEAN, SHEET, broken_sheet)),
    "file_unreadable": run({"a.xlsx": FORM, "b.xlsx": None}, {"a.xlsx": FORM}, "2025-01-03"),
    # sheets and text
    "wrong_extension": door(CLEAN, name="a.xls"),
    "hidden_sheet_ignored": door(saved(hide_sheet), saved(lambda book: None)),
    "result_sheet_ignored": door(lambda: mark(CLEAN)),
    "macro_sheet_ignored": door(saved(lambda book: book.create_chartsheet("Biểu đồ"))),
    "sheet_ignored": door(form(more={"Hướng dẫn": [["Cách điền"]]})),
    "cell_encoding_bad": door(b"ma;ten\n\xff\xfe\xfa;\x81\n", csv(form_rows())),
    "legacy_encoding": door(tcvn3),
    # registers of the office
    "cell_missing": progress("1", 2024, ""),
    "row_twice": progress("1", more=[["1", 2024, "Đang thực hiện", 1]]),
    "unknown_task": progress("9"),
    "unknown_topic": door(
        workbook([TOPICS, ["11", 2024, "Đã làm"]]), workbook([TOPICS, ["Chuyên đề 9", 2024, "Đã làm"]]),
        context=forms.context(topics=[("9", "Đánh giá", None, 1)]),
    ),
    "number_ambiguous": progress(None, None, None, "1.250"),
    "number_invalid": progress(None, None, None, -3),
    "choice_invalid": progress(None, None, "Gần xong"),
    # headers and cells
    "unknown_header": door(form(header=[*forms.HEADER[:6], "Chữ lạ"])),
    "missing_header": door(form(header=[*forms.HEADER[:4], "", *forms.HEADER[5:]])),
    "duplicate_header": door(form(header=[*forms.HEADER[:5], "Tự chấm", "Ghi chú"])),
    "error_cell": door(cell(CLEAN, "E7", '<c r="E7" t="e"><v>#N/A</v></c>')),
    "formula_without_value": door(
        cell(CLEAN, "E7", '<c r="E7"><f>1+1</f></c>'), cell(CLEAN, "E7", '<c r="E7"><f>1+1</f><v>2</v></c>')
    ),
    "cannot_tell_empty": Case(partial(untold, ""), partial(untold, 4)),
    # what a person sees otherwise (builders of tests/test_seen.py)
    "nothing_left": door(lambda: seen.written("html", [("2", "struck")]), lambda: seen.written("html", [("2", None)])),
    "text_left_out": door(
        lambda: seen.written("html", [("2", None), (",5", "struck")]), lambda: seen.written("html", [("2,5", None)])
    ),
    "hidden_rows_read": door(lambda: seen.hidden_row("html")),
    "hidden_columns_read": door(saved(hide_column), saved(lambda book: None)),
    "value_below_merge": door(
        rewritten(CLEAN, SHEET, lambda x: merged(x, b"E7:E8")), rewritten(CLEAN, SHEET, lambda x: merged(x, b"A1:G1"))
    ),
    "score_merged": door(
        rewritten(CLEAN, SHEET, lambda x: merged(x, b"E7:E8")), rewritten(CLEAN, SHEET, lambda x: merged(x, b"F7:F8"))
    ),
    "scores_ticked": door(lambda: layouts.ticks("0", "1", "2"), lambda: layouts.AT_ONCE["years by their number"]),
    "criteria_not_named": door(lambda: layouts.own_names(), lambda: layouts.AT_ONCE["code and name in one cell"]),
    "header_over_columns": door(lambda: seen.merged_header("xlsx"), lambda: workbook(seen.with_column(""))),
    "numbers_without_header": door(lambda: workbook(seen.with_column("")), lambda: workbook(seen.with_column("Nhóm"))),
    "line_longer_than_header": door(
        lambda: csv(form_rows()).replace(b"A1;", b"A1;;", 1), lambda: csv(form_rows()).replace(b"A1;", b"A1.;", 1)
    ),
    "score_as_percent": door(form(criteria=changed("A1", points=0.9), percent=[(6, 4)]), form(percent=[(7, 3)])),
    "percent_far_above_100": a2({"percent": 130}, {"percent": 101}),
    "percent_impossible": a2({"percent": 7085}, {"percent": 130}),
    "score_became_date": a1(points=date(2024, 3, 2)),
    "sub_rows_not_read": door(lambda: layouts.parts(4.5, 2, 2.5)),
    "sub_rows_differ": door(lambda: layouts.parts(4.5, 2, 2), lambda: layouts.parts(4.5, 2, 2.5)),
    "sub_total_differs": Case(partial(in_parts, ["1.1", "", 10, 9], ["a)", "", 4, 4]), partial(in_parts, ["1.1", "", 10, 4], ["a)", "", 4, 4])),
    "penalty_by_unit_ignored": Case(partial(in_parts, ["1.1", "", 10, 9], ["T", "", 0, -1]), partial(in_parts, ["1.1", "", 10, 9], ["T", "", 0, 0])),
    "penalty_without_document": Case(partial(verified_parts, -1, "Để xảy ra sai phạm"), partial(verified_parts, -1, "Biên bản số 05/BB-TP")),
    "only_sub_rows_scored": door(lambda: layouts.parts("", 2, 2), lambda: layouts.parts(4, 2, 2)),
    "several_forms": door(form(more={"2023": form_rows(year=2023)}), form(more={"Hướng dẫn": [["Cách điền"]]})),
    "not_a_number": a1(points="đạt"),
    "points_above_max": a1(points=5.5),
    "points_below_zero": a1(points=-1),
    "too_many_decimals": a1(points=4.125),
    "not_a_percent": a2({"percent": "nhiều"}, {"percent": "90%"}),
    "percent_below_zero": a2({"percent": -1}, {"percent": 0, "points": 0}),
    "percent_ambiguous": a2({"percent": 0.9}, {"percent": "0,9%", "points": 0}),
    "percent_ignored": a1(percent="Có"),
    "percent_above_100": a2({"percent": 100.5}, {"percent": 100}),
    "band_mismatch": a2({"percent": 60}, {"percent": 60, "points": 2}),
    "unknown_criterion": a1(code="Z9", name="Tiêu chí lạ"),
    "criterion_twice": door(form(criteria=[*forms.CRITERIA, forms.CRITERIA[0]])),
    "criterion_conflict": a1(name="Khảo sát người dân"),
    "criterion_name_differs": a1(name="Tên khác hẳn"),
    "max_points_mismatch": a1(maximum=6),
    "no_score": door(form(criteria=[[*row[:4], "", "", ""] for row in forms.CRITERIA])),
    "not_scored": a1(points=""),
    "not_applicable_with_score": door(form("Phòng Tư pháp"), form("Phòng Tư pháp", criteria=changed("B2", points=""))),
    "not_applicable_not_allowed": door(
        form(criteria=changed("A1", points="KAD")), form(criteria=changed("B1", points="KAD"))
    ),
    "total_mismatch": units([2, HG, 4, 3, "", "", 8]),
    "verified_by_unit_ignored": door(
        form(header=[*forms.HEADER[:5], "Điểm thẩm định", "Ghi chú"]),
        form(header=[*forms.HEADER[:5], "Điểm thẩm định", "Ghi chú"], criteria=[[*r[:5], "", ""] for r in forms.CRITERIA]),
    ),
    "evidence_missing": with_evidence(form(criteria=changed("A1", evidence=""))),
    # whose file it is
    "unknown_unit": door(form("Phường Vũ Trụ")),
    "unit_missing": door(form("")),
    "unit_from_heading": door(workbook([["UBND PHƯỜNG BÃI CHÁY"], *form_rows()[1:2], *form_rows()[3:]])),
    "unit_ambiguous": door(form("Xã Quảng La", 2025), form("Xã Quảng La", 2024)),
    "unit_not_valid": door(form("Phường Yết Kiêu", 2025), form("Phường Yết Kiêu", 2024)),
    "unit_not_in_scope": door(form("Phường Yết Kiêu", 2024), form("Phường Yết Kiêu", 2023)),
    "several_units": door(workbook([*form_rows()[:3], [f"Đơn vị: {HG}"], *form_rows()[3:]])),
    "file_name_contradicts": door(CLEAN, name="Phuong Hong Gai.xlsx"),
    "year_missing": door(workbook([["BÁO CÁO TỰ ĐÁNH GIÁ"], [f"Đơn vị: {BC}"], *form_rows()[5:]])),
    "year_from_text": door(heading("Căn cứ Kế hoạch năm 2024"), heading("Năm đánh giá 2024")),
    "year_ambiguous": door(
        workbook([["Theo Kế hoạch năm 2023 và năm 2024"], [f"Đơn vị: {BC}"], *form_rows()[5:]]),
        workbook([["Theo Kế hoạch năm 2024"], [f"Đơn vị: {BC}"], *form_rows()[5:]]),
    ),
    "year_invalid": door(form(year="hai nghìn")),
    "wrong_year_form": door(form(year=2025, title="BÁO CÁO TỰ ĐÁNH GIÁ NĂM 2024"), form(year=2025)),
    "identity_conflict": door(form(HG, hidden=HIDDEN), form(hidden=HIDDEN)),
    "framework_mismatch": door(form(hidden=[*HIDDEN[:2], ("framework_code", "G")]), form(hidden=HIDDEN)),
    "no_framework": door(form(year=2030)),
    "reference_missing": Case(
        lambda: read(CLEAN, "a.xlsx", forms.Context.from_tables({})), partial(read, CLEAN, "a.xlsx", CONTEXT)
    ),
    # tables of the office
    "unit_twice": units([2, BC, 4]),
    "issuer_missing": units(issuer="PHÒNG NỘI VỤ"),
    "word_beside_unclear": door(lambda: beside("Mất"), lambda: beside("Thiếu")),
    "score_type_unknown": units(title="BẢNG TỔNG HỢP NĂM 2024"),
    "no_rows": door(register(), register(RECEIPT)),
    "unit_without_name": units([2, "", 4]),
    "milestone_missing": receipt(3, ""),
    "unknown_milestone": receipt(3, "Thư mời"),
    "date_missing": receipt(4, ""),
    "not_a_date": receipt(4, "sớm"),
    "date_ambiguous": receipt(4, "05/01/2025", [*RECEIPT[:4], "01/25/2025"]),
    "date_order_open": receipt(4, "02/07/2025"),
    "date_order_late": receipt(4, "01/03/2025", [*RECEIPT[:4], "01/02/2025"]),
    "date_implausible": receipt(4, "03/01/2022"),
    "received_after_as_of": receipt(4, "01/01/2027"),
    # several files: versions, dates, years
    "same_content": run(
        {"a.xlsx": FORM, "b.xlsx": other_bytes(FORM)}, {"a.xlsx": FORM, "b.xlsx": own(BC, 2024, 3, 2, 2, 1, 1)}
    ),
    "received_on_assumed": run({"a.xlsx": FORM}, {"a.xlsx": FORM}, good_on="2025-01-03"),
    "receipt_unattributed": run({"a.xlsx": form("Phường Lạ")}, {"a.xlsx": own(BC, 2024, 9, 2, 2, 1, 1)}),
    "register_contradicts_name": run(
        {"Phường Bãi Cháy 2023.pdf": b"%PDF-1.7 scan", "so.xlsx": receipts(("Phường Bãi Cháy 2023.pdf", "03/01/2025"))},
        {"Phường Bãi Cháy 2024.pdf": b"%PDF-1.7 scan", "so.xlsx": receipts(("Phường Bãi Cháy 2024.pdf", "03/01/2025"))},
    ),
    "received_dates_differ": run(
        {"a.xlsx": own(BC, 2024, 9, 2, 2, 1, 1), "b.xlsx": FORM, "so.xlsx": receipts(("a.xlsx", "03/01/2025"), ("b.xlsx", "20/01/2025"))},
        {"a.xlsx": own(BC, 2024, 9, 2, 2, 1, 1), "b.xlsx": FORM, "so.xlsx": receipts(("a.xlsx", "02/01/2025"), ("b.xlsx", "03/01/2025"))},
    ),
    "verified_conflict": run(
        {"a.xlsx": table(BAI_CHAY), "b.xlsx": table([*BAI_CHAY[:2], 3])},
        {"a.xlsx": table(BAI_CHAY), "b.xlsx": table([*BAI_CHAY[:2], 4.5])},
    ),
    "verified_before_resubmission": run(
        {"a.xlsx": own(HG, 2024, 3.5, 2, 2, 1, 1)}, {"a.xlsx": own(HG, 2024, 4, 2, 2, 1, 0)}, "2025-01-22"
    ),
    "self_beside_differs": run(
        {"a.xlsx": own(BC, 2024, 4.5, 2, 2, 1, 1), "b.xlsx": shown(4)},
        {"a.xlsx": own(BC, 2024, 4.5, 2, 2, 1, 1), "b.xlsx": shown(4.5)},
    ),
    "whole_without_effect": Case(
        lambda: ran({"b.xlsx": of_whole("1.1", 5)}, parted(), "2025-01-25"),
        lambda: ran({"b.xlsx": of_whole("1.1", 7)}, parted(), "2025-01-25"),
    ),
    "second_person_needed": Case(lambda: of_own_unit("oidc"), lambda: of_own_unit("tai_may")),
    "own_receipt_alone": Case(lambda: refused_of_own_unit("oidc"), lambda: refused_of_own_unit("tai_may")),
    "withdrawal_of_own": Case(lambda: taken_back_of_own_unit("oidc"), lambda: taken_back_of_own_unit("tai_may")),
    "copied_form": run(
        {"a.xlsx": FORM, "b.xlsx": own(HG, 2024, 4, 2, 2, 1, 1)},
        {"a.xlsx": FORM, "b.xlsx": own(HG, 2024, 4, 2, 2, 1, 0.5)}, "2025-01-30",
    ),
    "score_jump": run(
        {"a.xlsx": own(BC, 2024, 0, 0, 0, 0, 1), "b.xlsx": own(BC, 2025, 5, 4, 3, 2, 1)},
        {"a.xlsx": own(BC, 2024, 5, 4, 3, 2, 0.5), "b.xlsx": own(BC, 2025, 5, 4, 3, 2, 1)},
    ),
    "criterion_jump": run(
        {"a.xlsx": own(BC, 2024, 0, 4, 3, 2, 1), "b.xlsx": own(BC, 2025, 5, 4, 3, 2, 1)},
        {"a.xlsx": own(BC, 2024, 4.5, 4, 3, 2, 1), "b.xlsx": own(BC, 2025, 5, 4, 3, 2, 1)},
    ),
    # the reference itself
    "accepted_by_earlier_rules": Case(lambda: upgraded(99), lambda: upgraded(None)),
    "breaks_values_in_force": run({"criteria.xlsx": lower_maximum(1)}, {"criteria.xlsx": lower_maximum(5)}),
    "key_twice": tables("blocks", [BLOCK, BLOCK], [BLOCK]),
    "value_missing": tables("blocks", [["b", "", 1]], [BLOCK]),
    "code_not_text": tables("blocks", [[1.5, "Khối", 1]], [["1.5", "Khối", 1]]),
    "bad_value": tables("blocks", [["b", "Khối", "một"]], [BLOCK]),
    "unknown_reference": tables("units", [["U", "Phòng", "x", *UNIT[3:]]], [UNIT], {"blocks": [BLOCK]}),
    "dates_reversed": tables("heads", [[*HEAD[:5], "2021-12-31", ""]], [HEAD], WITH_UNIT),
    "terms_overlap": tables(
        "heads", [HEAD, ["h2", *HEAD[1:4], "2023-06-01", "", ""]], [HEAD, ["h2", *HEAD[1:4], "2024-01-01", "", ""]], WITH_UNIT
    ),
    "code_unusable": tables("units", [["p/ha", *UNIT[1:]]], [["p.ha-1_đ", *UNIT[1:]]], {"blocks": [BLOCK]}),
    "assessment_ambiguous": door(form(), form(title="BÁO CÁO TỰ ĐÁNH GIÁ THÍ ĐIỂM TD-01 NĂM 2024"), context=PILOTED),
    "assessment_unknown": door(
        form(hidden=[*HIDDEN, ("assessment_code", "TD-9")]), form(hidden=[*HIDDEN, ("assessment_code", "TD-01")]), context=PILOTED,
    ),
    "framework_overlap": tables(
        "framework_years", [["F", 2024, "all"], ["G", 2024, "all"]], [["F", 2024, "all"], ["G", 2025, "all"]],
        {"blocks": [BLOCK], "frameworks": [*FRAMEWORK["frameworks"], ["G", "Bộ", "", "", "", 2, "true"]]},
    ),
    "bands_not_contiguous": tables(
        "criterion_bands", [["F", "A1", 0, 50, 1], ["F", "A1", 60, 100, 5]], [["F", "A1", 0, 60, 1], ["F", "A1", 60, 100, 5]], FRAMEWORK
    ),
    "band_above_max": tables("criterion_bands", [["F", "A1", 0, 100, 6]], [["F", "A1", 0, 100, 5]], FRAMEWORK),
    "reference_format": run(
        {"blocks.html": "<table><tr><td>block_code</td><td>block_name</td><td>sort_order</td></tr>"
                        "<tr><td>b</td><td>Khối</td><td>1</td></tr></table>".encode()},
        {"blocks.csv": "block_code,block_name,sort_order\nb,Khối,1\n".encode()},
    ),
    "framework_sum_differs": sheet(9),
    "framework_columns": sheet(5, column="Cột lạ"),
    "framework_row_unclear": sheet(5, row=["a)", "Phần", 5]),
    "framework_lines_passed": sheet(5, row=["", "Ghi chú: số liệu đến 31/12"]),
    "scale_kept_as_text": sheet(5, scale="Theo hướng dẫn"),
    "scale_below_max": sheet(5, scale="Có: 4 điểm; Không: 0 điểm"),
    "sub_criterion_misplaced": tables("criteria", [*A1_OF_TWO, criterion("A1c", 0, "A1", "B")], A1_OF_TWO, GROUPS),
    "sub_criteria_sum_differs": tables("criteria", A1_OF_TWO[:2], A1_OF_TWO, GROUPS),
    "value_not_allowed": tables("settings", [["receipt_counts", "last", ""]], [["receipt_counts", "first", ""]]),
    # corrections and replies
    "score_type_invalid": door(lambda: correction(score="điểm gì đó"), lambda: correction()),
    "correction_incomplete": door(lambda: correction(document=""), lambda: correction()),
    "correction_without_change": door(lambda: correction(new=4), lambda: correction()),
    "correction_of_assessment": door(lambda: correction(title="BẢNG ĐÍNH CHÍNH ĐỢT TD-01"), lambda: correction(), context=PILOTED),
    "correction_outdated": run({"a.xlsx": lambda: correction(old=2)}, {"a.xlsx": lambda: correction()}),
    "verified_waits": Case(partial(taken_back, 2), partial(taken_back, 3)),
    "reminder_after_receipt": run({"a.xlsx": lambda: urged(HG)}, {"a.xlsx": lambda: urged(BC)}),
    "year_closed": Case(partial(closed, "opinions"), partial(closed, "provisional")),
    "answer_unclear": door(lambda: reply("Xin xem lại"), lambda: reply("Đồng ý")),
    "reply_without_reason": door(lambda: reply("Không đồng ý", ""), lambda: reply("Không đồng ý")),
    "final_by_unit_ignored": door(lambda: reply("Không đồng ý", final=4), lambda: reply("Không đồng ý")),
    "reply_outside_window": run(
        {"a.xlsx": lambda: reply("Đồng ý")}, {"a.xlsx": lambda: reply("Đồng ý")}, "2025-02-21", "2025-02-20"
    ),
    "contributions_differ": run(
        {"a.xlsx": lambda: contributions(5, 7)}, {"a.xlsx": lambda: contributions(7, 7)}
    ),
    "signed_total_differs": run(
        {"a.xlsx": FORM, "so.xlsx": lambda: signed(9)}, {"a.xlsx": FORM, "so.xlsx": lambda: signed(10)}
    ),
    # surveys
    "survey_is_xlsform": survey(form_of_questions, name="form.xlsx"),
    "survey_is_summary": survey(lambda: exports.text([["Answer", "Count", "Percentage"], ["Có", "12", "60%"]])),
    "survey_is_repeat": survey(lambda: exports.text([["ten", "PARENT_KEY", "KEY"], ["x", "uuid:1", "uuid:1/a[1]"]])),
    "survey_resaved": survey(cut),
    "survey_reparsed": survey(lambda: wrapped(exports.google())),
    "survey_unmapped": survey(lambda: exports.text([["Timestamp", "Email Address", "Câu hỏi lạ"], [STAMP, "a@b.vn", "Có"]])),
    "survey_wave_unknown": survey(lambda: answered([STAMP.replace("2025", "2019"), *ANSWERS])),
    "survey_no_responses": survey(lambda: answered()),
    "survey_columns_dropped": survey(lambda: exports.google()),
    "survey_cells_masked": survey(lambda: answered([STAMP, *ANSWERS[:2], "gọi 0912 345 678"])),
    "survey_sheet_ignored": survey(lambda: kobo_book(("thanh_vien", [["ten"], ["x"]])), lambda: kobo_book(), "kobo.xlsx"),
    "survey_sheet_left": survey(lambda: kobo_book(("phieu_cu", [["Timestamp", exports.WARD], [STAMP, "x"]])), lambda: kobo_book(), "kobo.xlsx"),
    "survey_rows": survey(tidy, lambda: answered()),
    "survey_no_consent": survey(lambda: exports.kobo()),
    "survey_incomplete": survey(lime),
    "survey_duplicate_id": survey(lambda: exports.kobo()),
    "survey_rejected_by_review": survey(lambda: exports.kobo()),
    "survey_outside_period": survey(lambda: answered(["05/06/2025 10:00:00", *ANSWERS], [STAMP, *ANSWERS])),
    "survey_sent_twice": survey(lambda: sent(KOBO, KOBO | {"_uuid": "b"}), lambda: sent(KOBO, KOBO | {"_uuid": "b", "hai_long": "3"})),
    "survey_clock_wrong": survey(lambda: sent(KOBO | {"today": "2016-01-01"}), lambda: sent(KOBO)),
    "survey_unit_unknown": survey(lambda: answered(*[[STAMP, "K. Bãi Cháy", *ANSWERS[1:]]] * 5), lambda: answered(*[[STAMP, "K. Bãi Cháy", *ANSWERS[1:]]] * 4)),
    "survey_row_refused": survey(lambda: answered([STAMP, "Phường Không Có", *ANSWERS[1:]], [STAMP, *ANSWERS])),
    "survey_rows_refused": survey(lambda: answered(*[[STAMP, f"Phường Không Có {n}", *ANSWERS[1:]] for n in range(30)], [STAMP, *ANSWERS])),
    "survey_value_bad": survey(lambda: answered([STAMP, *ANSWERS, "nhiều"], more=[exports.AGE]), lambda: answered([STAMP, *ANSWERS, "40"], more=[exports.AGE])),
    "option_unknown": survey(lambda: answered([STAMP, *ANSWERS[:2], "tạm được"])),
    "survey_column_unmapped": survey(lambda: answered([STAMP, *ANSWERS, "tốt"], more=["Câu ngoài mẫu"])),
    "survey_column_alike": survey(lambda: answered([STAMP, *ANSWERS, "Hài lòng"], more=[f"{exports.PLEASED.strip()}2"]), lambda: answered([STAMP, *ANSWERS, "Hài lòng"], more=["Câu 2"])),
    "survey_date_order": survey(lambda: answered(["11/12/2025 09:40:00", *ANSWERS])),
    "survey_encoding": survey(lambda: w1258(tidy().decode()).encode("cp1258")),
    "survey_unreadable": survey(lambda: answered(*[[STAMP, *ANSWERS]] * 9000) + b"\xff"),
    "survey_repeated": run(
        {"a.csv": lambda: exports.odk(), "b.csv": part_of_odk, "survey_waves.csv": adding},
        {"a.csv": lambda: exports.odk(), "b.csv": part_of_odk},
    ),
    "survey_shrinks": run(
        {"a.csv": lambda: answered(*several(9)), "b.csv": lambda: answered(*several(3))},
        {"a.csv": lambda: answered(*several(9)), "b.csv": lambda: answered(*several(8))},
    ),
}  # fmt: skip


ROOT = Path(the_door.__file__).resolve().parents[2]


@lru_cache
def sources() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "etl").rglob("*.py"))


def emitted(code: str) -> bool:
    standing = ROOT / "warehouse" / "models" / "mart" / "finding.sql"
    return (
        (ROOT / "warehouse" / "findings" / f"{code}.sql").exists()
        or f"'{code}'" in standing.read_text(encoding="utf-8")
        or f'"{code}"' in sources()
        or any(f"'{code}' as code" in text for text, _ in build.reference_rules().values())
    )


@pytest.mark.parametrize("code", CODES)
def test_a_code_has_a_case_that_raises_it_and_one_that_does_not(code):
    if not emitted(code):
        return  # of the contract, and not built yet
    assert code in CASES, "a new code: give it one line in CASES of this file"
    bad = CASES[code].bad()
    assert code in bad
    good = CASES[code].good()
    assert code not in good


def test_a_basis_names_its_clause():
    told = {entry.basis for entry in CODES.values()} - {""}
    assert len(told) >= 6
    assert all("mục" in basis or "Điều" in basis for basis in told)


@pytest.mark.parametrize(("key", "value", "holds"), [
    *(("comparable_share", value, holds) for value, holds in
      (("0.8", True), ("1", True), ("", True), ("80", False), ("0", False), ("x", False))),
    ("audit_kept_years", "5", True), ("audit_kept_years", "0", False), ("audit_kept_years", "năm", False),
    ("time_zone", "Asia/Bangkok", True), ("time_zone", "", True), ("time_zone", "Hanoi", False),
    ("requested_units_rated", "12/QĐ-UBND", True), ("requested_units_rated", "false", True),
    ("requested_units_rated", "true", False), ("requested_units_rated", "có", False),
    ("requested_units_rated", "1", False),
    ("confirmation_needed", "true", True), ("confirmation_needed", "có", False),
])  # fmt: skip
def test_a_setting_is_what_it_can_be(key, value, holds):
    found = tables("settings", [[key, value, ""]], [])
    assert ("value_not_allowed" in found.bad()) == (not holds)


@pytest.mark.parametrize(
    ("table", "rows", "code"),
    [
        ("criteria", [criterion("A1", 5, least=-2), criterion("A2", 0, least=-3, counts="false")], None),
        ("criteria", [criterion("A1", 5, least=1)], "value_not_allowed"),
        ("criteria", [criterion("A1", 5, rule="full"), criterion("A2", 5, rule="moved_to:A1")], "value_not_allowed"),
        ("criteria", [criterion("A1", 5), criterion("A2", 5, rule="moved_to:A1")], None),
        ("criteria", [criterion("A1", 5), criterion("A2", 5, rule="moved_to:A3")], "value_not_allowed"),
        ("criteria", [criterion("A1", 5, rule="moved_to:A1")], "value_not_allowed"),
        ("criteria", [*A1_OF_TWO, criterion("A2", 5, rule="moved_to:A1a")], "value_not_allowed"),
        ("criteria", [criterion("A1", 5), criterion("A2", 5, rule="moved")], "value_not_allowed"),
        ("criteria", [criterion("A1", 5, "A0")], "unknown_reference"),
        ("criteria", [*A1_OF_TWO, criterion("A1a1", 2, "A1a")], "sub_criterion_misplaced"),
        ("criteria", [criterion("A1", 5), criterion("A1a", 5, "A1", counts="false")], "sub_criterion_misplaced"),
        ("frameworks", [["F", "Khung", "", "", "", 2, "true", 110, ""]], None),
        ("frameworks", [["F", "Khung", "", "", "", 2, "true", 0, ""]], "value_not_allowed"),
        ("class_conditions", [["F", "tot", "A", "", 80, "Điều 5"]], None),
        ("class_conditions", [["F", "tot", "", "", 80, ""]], "value_not_allowed"),
        ("class_conditions", [["F", "kha", "A", "", 80, ""]], "unknown_reference"),
    ],
)  # fmt: skip
def test_rules_of_a_framework_with_parts(table, rows, code):
    more = {"classes": [["F", "tot", "Tốt", 90, 1]], "criteria": FRAMEWORK["criteria"], **GROUPS}
    more.pop(table, None)
    assert assembled(tables_of(table, rows, more)) == ({code} if code else set())


def test_an_interview_sent_twice_is_found_over_two_exports_that_add_up():
    first, again = sent(KOBO), KOBO | {"_uuid": "b", "_index": "2"}
    later = again | {"start": "2025-11-05T08:00:11.251+07:00"}
    case = run(
        {"a.csv": first, "b.csv": sent(again), "survey_waves.csv": adding},
        {"a.csv": first, "b.csv": sent(later), "survey_waves.csv": adding},
    )
    assert case.bad() & {"survey_sent_twice", "survey_repeated"} == {"survey_sent_twice"}
    assert not case.good() & {"survey_sent_twice", "survey_repeated"}


@pytest.mark.parametrize(("table", "row", "holds"), [
    ("blocks", ["b", "Khối", str(2**63 - 1)], True), ("blocks", ["b", "Khối", str(2**63)], False),
    ("frameworks", ["F", "Khung", "", "", "", 2, "true", "99999.9999", ""], True),
    ("frameworks", ["F", "Khung", "", "", "", 2, "true", 100_000, ""], False),
])  # fmt: skip
def test_a_number_that_no_warehouse_holds_is_no_value(table, row, holds):
    assert ("bad_value" in assembled(tables_of(table, [row]))) == (not holds)


def test_a_framework_saved_before_there_was_a_basis_keeps_its_classes_and_an_empty_one_gives_none():
    header = ["framework_code", "framework_name", "legal_basis", "guidance", "period", "decimals", "illustrative"]
    old = the_door.parse(workbook([header, FRAMEWORK["frameworks"][0]], name="frameworks"), "khung.xlsx", CONTEXT)
    new = the_door.parse(tables_of("frameworks", FRAMEWORK["frameworks"]), "khung.xlsx", CONTEXT)
    place = reference.tables()["frameworks"].position("class_basis")
    assert old.rows["reference.frameworks"][0][place] == "Danh mục lập trước khi có cột căn cứ xếp loại"
    assert new.rows["reference.frameworks"][0][place] is None


def test_the_years_of_a_framework_saved_before_there_were_assessments_are_read():
    data = workbook([["framework_code", "year", "block_code"], ["F", 2024, "all"]], name="framework_years")
    parsed = the_door.parse(data, "nam.xlsx", CONTEXT)
    assert parsed.rows["reference.framework_years"] == [("F", 2024, "all", None)] and not parsed.findings
