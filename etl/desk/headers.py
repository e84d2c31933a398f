"""Headers of columns that no layout knows, in refused files, and how somebody says what one means: a row of the layouts, through
the door like any other reference, then the waiting files are tried again."""

from __future__ import annotations

import contextlib
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from etl.desk import confirmed
from etl.kinds import locate, workers
from etl.read import recognise, workbook
from etl.read.model import Finding
from etl.read.text import label_key
from etl.reference.context import CODE, NOT_COLUMNS, Context, shipped_layouts
from etl.run.reference import reference_in_force
from etl.run.run import Result
from warehouse import kinds
from warehouse.store import IN_FORCE, Warehouse, WarehouseError

CODES = ("unknown_header", "missing_header")  # the second is said beside the first; alone no row can mend it
OF_NO_KIND = "unknown_kind"  # a table whose headers are so strange that nobody knows of which kind it is
LAYOUTS, IGNORED = "layouts", "ignored"
LISTED = 20  # tables of no kind, newest first: each is read in a child
SEARCHED, LEAST = 40, 3  # rows in which a header is looked for; words that make one


@dataclass
class UnknownHeader:
    """One header as it is written, in files of one kind. fields: what it may mean, with the word that forms have for it."""

    kind: str
    header: str
    cell: str
    fields: dict[str, str]
    files: list[str] = field(default_factory=list)


class WrongHeader(Exception):
    """A header cannot be said to mean that; the message is for the user."""


def fields(kind: str) -> dict[str, str]:
    """What a column of a kind may mean → the first word for it; what is not read last."""
    found: dict[str, str] = {}
    for of, target, header in shipped_layouts():
        if of == kind and target not in NOT_COLUMNS and not target.startswith(CODE):
            found.setdefault(target, header)
    found.pop(IGNORED, None)
    return found | {IGNORED: "Không dùng cột này"}


def known(warehouse: Warehouse, kind: str) -> dict[str, str]:
    """Key of a header → what it means, of the layouts in force."""
    return Context.from_tables(reference_in_force(warehouse)).headers.get(kind, {})


def waiting(warehouse: Warehouse) -> list[dict]:
    """Unknown headers of refused files that did not come in since, those of most files first."""
    known = Context.from_tables(reference_in_force(warehouse)).headers
    files = warehouse.state().files
    done = {e["sha256"] for e in files if e["status"] in IN_FORCE}
    found: dict[tuple[str, str], UnknownHeader] = {}
    for event in files:
        if event["status"] != "rejected" or event["sha256"] in done:
            continue
        for said in map(Finding._make, event["findings"]):
            key = (event["kind"], label_key(said.found or ""))
            if said.code != CODES[0] or key[1] in known.get(event["kind"], {}):
                continue
            one = found.setdefault(
                key, UnknownHeader(event["kind"], said.found or "", said.cell or "", fields(event["kind"]))
            )
            if event["path"] not in one.files:
                one.files.append(event["path"])
    return [asdict(one) for one in sorted(found.values(), key=lambda one: (-len(one.files), one.header))]


def of_no_kind(warehouse: Warehouse) -> list[dict]:
    """Refused tables of no kind that did not come in since, newest first, with the words that head their columns; and what those may mean
    in each kind, with what is known already. Without such words there is nothing to say of a file: it is listed all the same."""
    context = Context.from_tables(reference_in_force(warehouse))
    files = warehouse.state().files
    done = {e["sha256"] for e in files if e["status"] in IN_FORCE}
    found: dict[str, dict] = {}
    for event in reversed(files):
        is_one = event["status"] == "rejected" and OF_NO_KIND in {f[1] for f in event["findings"]}
        if not is_one or event["sha256"] in done or event["sha256"] in found or len(found) == LISTED:
            continue
        with contextlib.suppress(WarehouseError, workers.ChildFailed):
            path = warehouse.archived(event["sha256"], event["ext"])
            sheet, words = workers.call(header_of, str(path), context)
            found[event["sha256"]] = {"path": event["path"], "sheet": sheet, "headers": words}
    may = {
        kind.code: {"fields": fields(kind.code), "known": context.headers.get(kind.code, {})}
        for kind in kinds.readers()
    }
    return [
        one
        | {
            "kinds": {
                kind: {
                    "fields": about["fields"],
                    "known": [about["known"].get(label_key(word)) for word in one["headers"]],
                }
                for kind, about in may.items()
            }
        }
        for one in found.values()
    ]


def header_of(path: str, context: Context) -> tuple[str, list[str]]:
    """(sheet, words that head its columns) of the first table of a file; no words where it has none. Nothing below is told: it
    may hold anything."""
    try:
        document = workbook.read(Path(path).read_bytes(), path)
    except recognise.BadFile:
        return "", []
    for sheet in document.visible:
        for top, row in enumerate(sheet.rows[:SEARCHED]):
            if sum(type(cell) is str and cell != "" for cell in row) >= LEAST:
                words = [one.text for one in locate.read_header(sheet, top, {}, context).header]
                return sheet.name, list(dict.fromkeys(words))
    return "", []


def confirm(
    warehouse: Warehouse, kind: str, meanings: dict[str, str], by: str, today: date
) -> tuple[Result, Result | None]:
    """Writes what headers of a kind mean (header → field), then tries the waiting files again: (result of both; the second
    None where the rows were refused)."""
    if not by.strip() or not meanings:
        raise WrongHeader("Cần tiêu đề, ý nghĩa của tiêu đề và người xác nhận.")
    if wrong := next((target for target in meanings.values() if target not in fields(kind)), None):
        raise WrongHeader(f"Loại hồ sơ này không có trường {wrong}.")
    note = f"{by.strip()} xác nhận ngày {today:%d/%m/%Y}"
    new = [(kind, target, " ".join(header.split()), note) for header, target in meanings.items()]
    keys = {label_key(row[2]) for row in new}
    held = reference_in_force(warehouse).get(LAYOUTS, [])
    rows = [row for row in held if row[0] != kind or label_key(row[2]) not in keys] + new
    return confirmed.record(warehouse, "bo_cuc", LAYOUTS, rows, today)
