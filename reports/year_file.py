"""Hồ sơ năm: everything of one year in one zip for the archive, under a list of its documents.

The same snapshot, words and signed-off versions give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import xlsxwriter

from reports import (
    annexes,
    department_form,
    documents,
    docx,
    frozen,
    heads_annex,
    package,
    pdf,
    unit_sheet,
    year_letters,
    year_registers,
)
from reports.draft import Ask, Subject
from reports.paper import Head, Paper, Table
from reports.unit_sheet import Progress
from warehouse import build, clock, questions, reference_names, workspace
from warehouse.store import Warehouse
from words import labels
from words.documents import seat

LIST = "00-danh-muc-ho-so-{year}"
FORMS = {"docx": docx.written, "pdf": pdf.written}


@dataclass(frozen=True)
class Entry:
    """A file of the year: its name in the zip, what it is, and of when."""

    name: str
    what: str
    when: str
    data: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def pages(self) -> int | None:
        """Known of a PDF alone: a Word file has pages only where it is opened."""
        return pdf.pages(self.data) if self.name.endswith(".pdf") else None


def subjects(year: int) -> list[Subject]:
    """The yearly reports of the whole city."""
    return [Subject(kind, year, year) for kind, one in documents.KINDS.items() if one.is_yearly]


def of_year(warehouse: Warehouse, ask: Ask, year: int, progress: Progress) -> bytes:
    """The zip. Raises WarehouseError where a signed-off file is not what it was, WorkspaceError where the words cannot be
    read."""
    facts = ask("snapshot")[0]
    return listed(LIST, "hồ sơ", year, facts, _entries(warehouse, ask, year, facts, progress))


def listed(file: str, what: str, year: int, facts: dict, entries: list[Entry]) -> bytes:
    """A zip of files under their list, which is named `file` and is a list of what."""
    numbered = [(f"{n:02d}-{one.name}", one) for n, one in enumerate(entries, 1)]
    name = file.format(year=year)
    files = [
        (f"{name}.docx", docx.written(_list(what, year, facts, numbered))),
        (f"{name}.xlsx", _list_xlsx(what, year, facts, numbered)),
        *((name, one.data) for name, one in numbered),
    ]
    return package.zipped(files, zipfile.ZIP_DEFLATED)


def made_of(warehouse: Warehouse, year: int) -> tuple:
    """What the zip depends on beside the snapshot: the words in force and the signed-off versions."""
    words = [workspace.texts(warehouse.root, one.name).number for one in subjects(year)]
    return (*words, len(_versions(warehouse, year)))


def _versions(warehouse: Warehouse, year: int) -> list[dict]:
    """Signed-off versions of reports on this year, of the city and of its parts, and of reviews that end with it, oldest first."""
    found = [(Subject.named(event["document"]), event) for event in warehouse.state().frozen]
    return [event for subject, event in found if subject.last == year]


def _entries(warehouse: Warehouse, ask: Ask, year: int, facts: dict, progress: Progress) -> list[Entry]:
    reports = subjects(year)
    units = sum(row["score_pct"] is not None for row in ask("ranking", year=year, block=None, scope=None))
    count = len(reports) + units + len(year_letters.KINDS)
    when = as_of(facts)
    entries = []
    for done, subject in enumerate(reports, 1):
        entries += of_draft(warehouse, ask, subject, when)
        progress(done, count)
    sheets = unit_sheet.in_one_pdf(ask, year, lambda done, _: progress(len(reports) + done, count))
    if sheets:
        entries.append(Entry(f"phieu-don-vi-{year}.pdf", f"Phiếu kết quả của {units} đơn vị", when, sheets))  # fmt: skip
    for event in _versions(warehouse, year):
        entries += of_version(warehouse, event, facts["time_zone"])
    entries += _heads(ask, year, when)
    stage = ask("stage", year=year)[0]
    with _published(warehouse, stage["snapshot_id"]) as published:
        letters = year_letters.of_year(
            ask, published, year, lambda done, _: progress(len(reports) + units + done, count)
        )
        entries += [Entry(one.name, one.what, when, one.pdf()) for one in letters]
    if department_form.has(ask, year):
        form = department_form.xlsx(ask, ask, year, stage)
        entries.append(
            Entry(f"bieu-so-tu-phap-{year}.xlsx", reference_names.names()[department_form.TABLE], when, form)
        )
    for name, (what, sheets) in year_registers.REGISTERS.items():
        shown = [(one.title, year_registers.headed(one), year_registers.rows(ask, year, one)) for one in sheets]
        if any(rows for _, _, rows in shown):
            title = f"{what}, năm đánh giá {year}"
            entries.append(Entry(f"{name}-{year}.xlsx", what, when, _book(title, labels.sentence(when), shown)))
    files = ask("files", year=year, block=None)
    entries.append(Entry(f"so-tep-da-nhan-{year}.xlsx", "Sổ các tệp đã nhận", when, _register(year, when, files)))  # fmt: skip
    return entries


@contextmanager
def _published(warehouse: Warehouse, snapshot: str | None) -> Iterator[Ask | None]:
    """Asks the figures that were published; None where none were, or an earlier release wrote them."""
    path = warehouse.stored(snapshot) if snapshot else None
    if path is None:
        yield None
        return
    with duckdb.connect(str(path), read_only=True) as con:
        if build.can_be_asked(con):
            yield lambda question, **known: questions.ask(con, question, **known).to_pylist()
        else:
            yield None


def _heads(ask: Ask, year: int, when: str) -> list[Entry]:
    """What may be taken into account on heads, as the page tells it."""
    body = ask("snapshot")[0]["synthesising_body"]
    rows = [heads_annex.in_words(row, body) for row in ask("heads", year=year, block=None, scope=None)]
    if not rows:
        return []
    annex = heads_annex.docx(ask, rows, year, "Tất cả các khối")
    return [Entry(f"phu-luc-nguoi-dung-dau-{year}.docx", "Căn cứ tham khảo về người đứng đầu", when, annex)]


def as_of(facts: dict) -> str:
    return f"tính đến {labels.date(facts['as_of'])}, mã lần cập nhật {facts['snapshot_id']}"


def of_draft(warehouse: Warehouse, ask: Ask, subject: Subject, when: str) -> list[Entry]:
    """A report as it stands now, with its annex."""
    draft = documents.draft(ask, subject, workspace.texts(warehouse.root, subject.name))
    paper, name = draft.write(), draft.document.name
    entries = [Entry(f"{subject.file}.{form}", f"{name}, dự thảo", when, write(paper)) for form, write in FORMS.items()]
    if table := annexes.xlsx(ask, subject):
        entries.append(Entry(f"phu-luc-{subject.file}.xlsx", f"Phụ lục của {labels.inside(name)}", when, table))
    return entries


def of_version(warehouse: Warehouse, event: dict, zone: str | None) -> list[Entry]:
    """The files of a signed-off version."""
    name = documents.KINDS[Subject.named(event["document"]).kind].name
    said = f"{name}, bản đã chốt số {event['version']}"
    then = f"chốt ngày {labels.date(clock.local(event['at'], zone))}, mã lần cập nhật {event['snapshot']}"
    return [Entry(file["name"], said, then, frozen.content(warehouse, file)) for file in event["files"]]


# ------------------------------------------------------------------ the list and the register


def _list(what: str, year: int, facts: dict, entries: list[tuple[str, Entry]]) -> Paper:
    paper = Paper(f"Danh mục {what} năm {year}", body=13, left=25)
    city = facts["city_name"]
    paper.head(
        Head(
            facts["synthesising_body"], facts["office_name"],
            seat(city), facts["as_of"].year, is_draft=False,
        )
    )  # fmt: skip
    paper.title(
        f"Danh mục {what}",
        f"Đánh giá hiệu quả công tác phổ biến, giáo dục pháp luật năm {year} trên địa bàn {city}",
        ruled=True,
    )
    if facts["illustrative"]:
        paper.note(labels.sentence(facts["illustrative_words"]))
    paper.table(
        Table(
            ["TT", "Tệp", "Nội dung", "Ngày, mã lần cập nhật", "Số trang", "SHA-256"],
            [
                [str(n), name, one.what, one.when, str(one.pages or labels.NONE), one.sha256]
                for n, (name, one) in enumerate(entries, 1)
            ],
            [9, 36, 33, 34, 14, 44], ["right", "left", "left", "left", "right", "left"], size=10,
        )
    )  # fmt: skip
    paper.paragraph(f"Danh mục gồm {len(entries)} tệp.")
    paper.signatures("Người lập danh mục", "Người nhận hồ sơ")
    return paper


def _list_xlsx(what: str, year: int, facts: dict, entries: list[tuple[str, Entry]]) -> bytes:
    said = f"Tính đến {labels.date(facts['as_of'])}; mã lần cập nhật {facts['snapshot_id']}"
    if facts["illustrative"]:
        said += f"; {facts['illustrative_words']}"
    return _table(
        f"Danh mục {what} năm {year}", said,
        [("TT", 6), ("Tệp", 40), ("Nội dung", 44), ("Ngày, mã lần cập nhật", 48), ("Số trang", 10), ("Dung lượng (byte)", 16), ("SHA-256", 68)],
        [
            [n, name, one.what, one.when, one.pages, len(one.data), one.sha256]
            for n, (name, one) in enumerate(entries, 1)
        ],
    )  # fmt: skip


def _register(year: int, when: str, files: list[dict]) -> bytes:
    """Every file received for the year, in the order of their days."""
    rows = sorted(files, key=lambda row: (row["received_on"] or dt.date.max, row["file_seq"]))
    return _table(
        f"Sổ các tệp đã nhận, năm đánh giá {year}", labels.sentence(when),
        [("TT", 6), ("Tệp", 50), ("Loại hồ sơ", 24), ("Đơn vị", 40), ("Ngày nhận", 12), ("Tình trạng", 20), ("Bản thứ", 8), ("SHA-256", 68)],
        [
            [
                n, row["file_name"], labels.FILE_KIND[row["kind"]], row["unit_name"], row["received_on"],
                labels.FILE_STATUS[row["status"]], row["version"], row["sha256"],
            ]
            for n, row in enumerate(rows, 1)
        ],
    )  # fmt: skip


def _table(title: str, said: str, columns: list[tuple[str, float]], rows: list[list]) -> bytes:
    """A workbook of one table."""
    return _book(title, said, [("Danh mục", columns, rows)])


def _book(title: str, said: str, sheets: list[tuple[str, list[tuple[str, float]], list[list]]]) -> bytes:
    """A workbook of tables by their names; text stays text, missing is "–"."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})  # fmt: skip
    book.set_properties({"title": title, "created": docx.NO_CLOCK})  # no clock: equal bytes
    form = {"font_name": "Times New Roman", "font_size": 11, "valign": "top"}
    forms = [
        book.add_format(form | more)
        for more in (
            {"bold": True, "font_size": 14}, {"italic": True}, {"bold": True, "border": 1, "text_wrap": True},
            {"border": 1, "text_wrap": True}, {"border": 1, "num_format": "0"}, {"border": 1, "num_format": "dd/mm/yyyy", "align": "left"},
        )
    ]  # fmt: skip
    for name, columns, rows in sheets:
        _fill(book.add_worksheet(name), title, said, columns, rows, forms)
    book.close()
    return file.getvalue()


def _fill(sheet, title: str, said: str, columns: list[tuple[str, float]], rows: list[list], forms: list) -> None:
    bold, italic, head, text, number, day = forms
    sheet.write_string(0, 0, title, bold)
    sheet.write_string(1, 0, said, italic)
    for column, (label, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(3, column, label, head)
    for place, row in enumerate(rows, 4):
        for column, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(place, column, value, number)
            elif isinstance(value, float):
                sheet.write_string(place, column, labels.points(value), text)
            elif isinstance(value, dt.date):
                sheet.write_datetime(place, column, dt.datetime.combine(value, dt.time()), day)
            else:
                sheet.write_string(place, column, value or labels.NONE, text)
    sheet.freeze_panes(4, 0)
    sheet.repeat_rows(3)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
