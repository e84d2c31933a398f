"""Hand-over packages: for each successor one file with what its predecessors sent, what was decided of it, and the proof that
nothing of it was changed on the way.

Forms of the units go as they came. A table of the office that names others too goes as a part of it
(etl/kinds/handed_over.py). Answers of people go nowhere; of surveys go the figures, hidden where they are hidden.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import xlsxwriter

from etl.desk import reference_book
from etl.desk.export_reference import NO_CHANGE
from etl.kinds import handed_over as extracts
from etl.kinds.handed_over import Extract
from etl.read import handed_over
from etl.read.handed_over import EXTRACT, FIGURES, FILE, MINUTES, REFERENCE
from etl.reference.tables import tables
from etl.run.reference import reference_in_force
from warehouse import build, chain, questions, records
from warehouse.store import PUBLISHED, Warehouse
from words import labels

NO_CLOCK = (2000, 1, 1, 0, 0, 0)
OWN_BYTES = ("self_assessment", "reply", "consolidated")  # kinds that may be of one unit alone
MINUTES_NAME, REFERENCE_NAME, FIGURES_NAME = "bien-ban-giao-nhan.docx", "danh-muc.xlsx", "so-lieu.xlsx"
UNIT = "units.unit_code"
SHEETS = {
    "handed_scores": ("Kết quả", {
        "year": "Năm", "unit_code": "Mã đơn vị", "unit_name": "Đơn vị", "framework_name": "Bộ tiêu chí", "self_pct": "% tự chấm",
        "points": "Điểm", "max_points": "Điểm tối đa", "score_pct": "% điểm tối đa", "score_basis": "Cơ sở điểm",
        "class_name": "Xếp loại", "rank_block": "Thứ hạng trong khối", "ranked": "Số đơn vị xếp hạng của khối",
        "received_on": "Ngày nhận", "received_on_source": "Nguồn ngày nhận", "due_on": "Hạn gửi",
    }),
    "handed_criteria": ("Điểm các giai đoạn", {
        "year": "Năm", "unit_code": "Mã đơn vị", "unit_name": "Đơn vị", "criterion_code": "Mã tiêu chí", "self_points": "Tự chấm",
        "verified_points": "Thẩm định", "final_points": "Sau giải trình", "points": "Điểm đang dùng",
        "max_points": "Điểm tối đa", "applicable": "Áp dụng", "self_file": "Tệp tự chấm", "source_sha256": "SHA-256 tệp tự chấm",
        "source_sheet": "Trang tự chấm", "self_cell": "Ô tự chấm", "verified_file": "Tệp thẩm định",
        "verified_sha256": "SHA-256 tệp thẩm định", "verified_sheet": "Trang thẩm định", "verified_cell": "Ô thẩm định",
        "final_file": "Tệp sau giải trình", "final_sha256": "SHA-256 tệp sau giải trình",
        "final_sheet": "Trang sau giải trình", "final_cell": "Ô sau giải trình",
    }),
    "handed_receipts": ("Ngày nhận", {
        "year": "Năm", "unit_code": "Mã đơn vị", "unit_name": "Đơn vị", "milestone_name": "Nội dung", "obligation": "Nghĩa vụ",
        "due_on": "Hạn gửi", "extended_until": "Gia hạn đến", "extension_document": "Văn bản gia hạn",
        "first_received_on": "Nhận lần đầu", "accepted_on": "Nhận bản hợp lệ", "done_on": "Ngày được tính",
    }),
    "handed_surveys": ("Khảo sát", {
        "year": "Năm", "unit_code": "Mã đơn vị", "indicator": "Chỉ số", "n": "Số câu trả lời", "n_eff": "Cỡ mẫu hiệu dụng",
        "favourable": "Trả lời thuận", "share": "Tỷ lệ (0–1)", "ci_low": "Cận dưới", "ci_high": "Cận trên",
        "suppressed": "Bị che vì ít phiếu", "people": "Số người", "population": "Số dân",
    }),
    "handed_refused": ("Tệp không được nhận", {
        "year": "Năm", "unit_code": "Mã đơn vị", "unit_name": "Đơn vị", "kind": "Loại", "file_name": "Tệp", "received_on": "Ngày nhận",
        "is_open": "Chưa có tệp đúng thay", "errors": "Lỗi", "sha256": "SHA-256",
    }),
}  # fmt: skip
WORDS = {
    "score_basis": {"self": "tự chấm", "mixed": "một phần", "verified": "đã thẩm định"},
    "received_on_source": {"given": "ghi khi nạp", "register": "sổ tiếp nhận", "assumed": "tạm tính theo ngày nạp"},
    "obligation": {"required": "phải gửi", "requested": "được đề nghị"},
    "kind": labels.FILE_KIND,
}

Minutes = Callable[[dict], bytes]  # the list of a package → the minutes of its hand-over, as DOCX
Progress = Callable[[str, int, int], None]


class NoSuccessor(Exception):
    """Nothing can be handed over to that unit; the message is for the user."""


class Part(NamedTuple):
    """What a successor gets of a predecessor."""

    unit_code: str
    unit_name: str
    share: str
    effective_on: str
    basis: str
    note: str


class Member(NamedTuple):
    """One file of a package, and what the list says of it."""

    path: str
    data: bytes
    role: str
    more: dict[str, Any] = {}  # noqa: RUF012 (read only)

    def listed(self) -> dict:
        empty = dict.fromkeys(
            ("kind", "unit_code", "year", "given_on", "first_seen_on", "original_name", "original_sha256")
        )
        said = {
            "path": self.path,
            "sha256": hashlib.sha256(self.data).hexdigest(),
            "size": len(self.data),
            "role": self.role,
        }
        return said | empty | self.more


# who gets what of whom


def successors(content: dict[str, list[tuple]]) -> dict[str, str]:
    """Code → name of the units at the end of a line, in the order of their names: they carry the work on."""
    rows = reference_book.by_name(content, "unit_successions")
    ended = {row["predecessor_code"] for row in rows}
    names = _names(content)
    last = {row["successor_code"] for row in rows} - ended
    return {code: names[code] for code in sorted(last, key=lambda code: (names[code], code))}


def parts(content: dict[str, list[tuple]], successor: str) -> list[Part]:
    """What a unit gets, of the units before those before it too."""
    rows = reference_book.by_name(content, "unit_successions")
    names = _names(content)

    def before(code: str, share: float, notes: tuple[str, ...], seen: frozenset[str]) -> Iterator[Part]:
        for row in rows:
            one = row["predecessor_code"]
            if row["successor_code"] == code and one not in seen:
                whole, told = share * float(row["share"]), (*notes, row["note"] or "")
                note = "; ".join(dict.fromkeys(filter(None, told)))
                yield Part(one, names[one], f"{whole:g}", row["effective_on"].isoformat(), row["basis"] or "", note)
                yield from before(one, whole, told, seen | {one})

    return list({part.unit_code: part for part in before(successor, 1.0, (), frozenset({successor}))}.values())


def _names(content: dict[str, list[tuple]]) -> dict[str, str]:
    return {row["unit_code"]: row["unit_name"] for row in reference_book.by_name(content, "units")}


# the members


def reference_of(content: dict[str, list[tuple]], kept: set[str]) -> dict[str, list[tuple]]:
    """The tables of the reference without the rows of other units."""
    found = {}
    for name, rows in content.items():
        table = tables()[name]
        places = [
            place
            for place, column in enumerate(table.columns)
            if column.name == "unit_code" or (column.refers_to and ".".join(column.refers_to) == UNIT and column.key)
        ]
        parent = table.position("parent_unit_code") if name == "units" else None
        own = [row for row in rows if all(row[place] is None or row[place] in kept for place in places)]
        found[name] = [
            tuple(None if place == parent and value not in kept else value for place, value in enumerate(row))
            for row in own
        ]
    return {name: rows for name, rows in found.items() if rows and name != "confirmed_aliases"}


def _cells(sheet, rows: Iterable[Iterable[object]]) -> None:
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, int | float) and not isinstance(value, bool):
                sheet.write_number(number, column, value)
            elif value is not None and value != "":
                sheet.write_string(number, column, value if isinstance(value, str) else str(value))


def extract(facts: Extract, rows: dict[str, list[tuple]]) -> bytes:
    """A part of a file as a workbook that only a package may bring."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, NO_CHANGE) as book:
        book.set_properties({"created": dt.datetime(*NO_CLOCK)})
        lines = [(label, extracts.plain(value)) for label, value in zip(extracts.LABELS, facts, strict=True)]
        first = book.add_worksheet(extracts.FACTS)
        first.set_column(0, 1, 40)
        _cells(first, [(extracts.TITLE,), *lines])
        for table, content in rows.items():
            header = records.of(table)._fields
            _cells(book.add_worksheet(table), [header, *([extracts.plain(v) for v in row] for row in content)])
    return out.getvalue()


def _asked(con: duckdb.DuckDBPyConnection, units: tuple[str, ...]) -> dict[str, list[dict]]:
    """The rows of each sheet."""
    asked = {
        "handed_scores": questions.ask(con, "handed_scores", units=units),
        "handed_criteria": questions.ask(con, "handed_criteria", units=units),
        "handed_receipts": questions.ask(con, "handed_receipts", units=units),
        "handed_surveys": questions.ask(con, "handed_surveys", units=units),
        "handed_refused": questions.ask(con, "handed_refused", units=units),
    }
    return {question: rows.to_pylist() for question, rows in asked.items()}


def figures(asked: dict[str, list[dict]]) -> bytes:
    """What people read: results, scores by stage with their places, days of receipt, surveys, and what does not go along."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, NO_CHANGE) as book:
        book.set_properties({"created": dt.datetime(*NO_CLOCK)})
        for question, (title, columns) in SHEETS.items():
            sheet = book.add_worksheet(title)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(columns) - 1, 18)
            rows = ([_shown(name, row[name]) for name in columns] for row in asked[question])
            _cells(sheet, [list(columns.values()), *rows])
    return out.getvalue()


def _shown(column: str, value: object) -> object:
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    if column in WORDS:
        return WORDS[column].get(str(value), value)
    return value if value is None or isinstance(value, str | int) else float(str(value))


class Source(NamedTuple):
    """The office that hands over: what all packages are made of."""

    warehouse: Warehouse
    snapshot: Path
    content: dict[str, list[tuple]]  # its reference
    facts: dict  # of the snapshot
    events: dict[int, dict]  # of its files, by number
    files: list[dict]  # in the order in which they count
    rows: dict[int, dict[str, list[tuple]]]  # file → raw table → its rows
    head: dict  # of its journal
    stages: dict[int, dict]  # year → the event that set its stage last


def files_of(source: Source, kept: set[str]) -> Iterator[Member]:
    """The forms as they came, and parts of the tables of the office, in the order in which they count."""
    for number, row in enumerate(source.files, 1):
        event, whole = source.events[row["file_seq"]], source.rows.get(row["file_seq"], {})
        own = {table: found for table, rows in whole.items() if (found := _about(table, rows, kept))}
        is_own = event["unit_code"] in kept and event["kind"] in OWN_BYTES and own == whole
        if not own and not is_own:
            continue
        day = row["received_on"].isoformat()
        is_known = row["received_on_source"] != "assumed"
        said = {
            "kind": event["kind"], "unit_code": event["unit_code"] if event["unit_code"] in kept else None, "year": event["year"],
            "given_on": day if is_known else None, "first_seen_on": day, "original_name": event["file_name"],
            "original_sha256": event["sha256"],
        }  # fmt: skip
        if is_own:
            data = source.warehouse.original(event).read_bytes()
            yield Member(f"ho-so/{number:05d}/{event['file_name']}", data, FILE, said)
            continue
        facts = Extract(
            event["kind"], said["unit_code"], event["year"] and str(event["year"]), event["framework_code"], event.get("assessment_code"),
            event["file_name"], event["sha256"], source.facts["office_name"],
        )  # fmt: skip
        stem = event["file_name"].rpartition(".")[0] or event["file_name"]
        yield Member(f"ho-so/{number:05d}/{stem} (trích).xlsx", extract(facts, own), EXTRACT, said)


def _about(table: str, rows: list[tuple], kept: set[str]) -> list[tuple]:
    columns = records.of(table)._fields
    if "unit_code" not in columns:
        return []
    place = columns.index("unit_code")
    return [row for row in rows if row[place] in kept]


def _surveys(source: Source, asked: list[dict]) -> Iterator[Member]:
    if rows := [tuple(row.values()) for row in asked]:
        name, office = "khao-sat.xlsx", source.facts["office_name"]
        facts = Extract("survey_figures", None, None, None, None, name, source.facts["snapshot_id"], office)
        day = source.facts["as_of"].isoformat()
        data = extract(facts, {"raw.survey_figure": rows})
        said = {"kind": "survey_figures", "given_on": day, "first_seen_on": day, "original_name": name}
        yield Member(f"ho-so/{name}", data, EXTRACT, said)


# the packages


def write(
    warehouse: Warehouse, to: str | None, out: Path, minutes: Minutes, day: dt.date, progress: Progress
) -> list[dict]:
    """Writes a package for one successor, or for each (to: None), into a folder; what was written. An older file of that name
    is replaced by a whole one or not at all."""
    content = reference_in_force(warehouse)
    known = successors(content)
    if to is not None and not parts(content, to):
        raise NoSuccessor(
            f"Danh mục không ghi {to} nhận bàn giao từ đơn vị nào. Đơn vị nhận: {', '.join(known) or 'chưa có'}."
        )
    if not known:
        raise NoSuccessor("Danh mục chưa ghi đơn vị kế tiếp nào (bảng Đơn vị kế tiếp).")
    source = _source(warehouse, content)
    out.mkdir(parents=True, exist_ok=True)
    chosen = [to] if to else list(known)
    written = []
    for done, code in enumerate(chosen):
        progress("Lập gói bàn giao", done, len(chosen))
        manifest, data = made(source, code, minutes, day)
        path = out / f"ban-giao-{code}.zip"
        unfinished = path.with_name(f"{path.name}.incoming")
        unfinished.write_bytes(data)
        unfinished.replace(path)
        written.append({"path": str(path), "to": code, "code": manifest["code"], "files": len(manifest["members"])})
    progress("Lập gói bàn giao", len(chosen), len(chosen))
    return written


def _source(warehouse: Warehouse, content: dict[str, list[tuple]]) -> Source:
    warehouse.refuse_if_not_whole()
    current = warehouse.current_id()
    if current is None:
        raise NoSuccessor("Kho chưa có số liệu nào để bàn giao.")
    path, state = warehouse.snapshot_path(current), warehouse.state()
    with duckdb.connect(str(path), read_only=True) as con:
        (facts,) = questions.ask(con, "snapshot").to_pylist()
        files = questions.ask(con, "handed_files").to_pylist()
    head = chain.head_of(warehouse.head.read_bytes()) if warehouse.head.is_file() else None
    return Source(
        warehouse, path, content, facts, {e["seq"]: e for e in state.files}, files,
        build.raw_rows(path, [row["file_seq"] for row in files]), head or {"seq": state.last_seq, "sha256": ""},
        {e["year"]: e for e in state.stages},
    )  # fmt: skip


def made(source: Source, to: str, minutes: Minutes, day: dt.date) -> tuple[dict, bytes]:
    """The list and the bytes of the package for one successor."""
    got = parts(source.content, to)
    kept = {part.unit_code for part in got}
    with duckdb.connect(str(source.snapshot), read_only=True) as con:
        asked = _asked(con, tuple(kept))
    book = reference_book.book(reference_of(source.content, kept | {to}))
    said = {"given_on": None, "first_seen_on": None, "original_name": REFERENCE_NAME}
    members = [
        Member(REFERENCE_NAME, book, REFERENCE, said), *files_of(source, kept), *_surveys(source, asked["handed_surveys"]),
        Member(FIGURES_NAME, figures(asked), FIGURES),
    ]  # fmt: skip
    manifest = _manifest(source, to, got, members, day) | {"refused": len(asked["handed_refused"])}
    manifest["code"] = handed_over.code_of(manifest)
    members.append(Member(MINUTES_NAME, minutes(manifest), MINUTES))
    manifest["members"].append(members[-1].listed())
    return manifest, _zipped(
        {**{one.path: one.data for one in members}, handed_over.MANIFEST: handed_over.dumped(manifest)}
    )


def _manifest(source: Source, to: str, got: list[Part], members: list[Member], day: dt.date) -> dict:
    facts, names = source.facts, _names(source.content)
    years = {one.more.get("year") for one in members}
    stages = [
        {name: e.get(name) for name in handed_over.OF_STAGE}
        for e in source.stages.values()
        if e["stage"] in PUBLISHED and e["year"] in years
    ]
    return {
        "format": handed_over.FORMAT, "office": facts["office_name"], "body": facts["synthesising_body"], "city": facts["city_name"],
        "illustrative": facts["illustrative_words"] if facts["illustrative"] else "",
        "to": {"unit_code": to, "unit_name": names[to]}, "parts": [part._asdict() for part in got],
        "made_on": day.isoformat(), "as_of": facts["as_of"].isoformat(), "snapshot": facts["snapshot_id"],
        "head": source.head, "stages": stages,
        "members": [one.listed() for one in members],
    }  # fmt: skip


def _zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(zipfile.ZipInfo(name, NO_CLOCK), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
