"""What happened: events of the journal, and the versions of one submission cell by cell."""

from __future__ import annotations

import duckdb

from warehouse.store import Warehouse

SHOWN = (
    "seq",
    "run",
    "type",
    "at",
    "who",
    "snapshot",
    "to",
    "runs",
    "document",
    "version",
    "path",
    "kind",
    "status",
    "unit_code",
    "year",
    "stage",
    "document_number",
    "document_date",
    "note",
    "proposed_by",
    "by",
    "reason",
    "line",
    "lost",
)
FIELDS = {
    "self_points": "Điểm tự chấm",
    "reported_pct": "Tỷ lệ đạt (%)",
    "evidence": "Tài liệu kiểm chứng",
    "note": "Ghi chú",
}


def events_of(warehouse: Warehouse, unit: str | None, year: int | None) -> list[dict]:
    """Lines of the journal, oldest first, of one unit or year where asked."""
    return [
        e
        for e in warehouse.events()
        if (unit is None or e.get("unit_code") == unit) and (year is None or e.get("year") == year)
    ]


def newest_first(events: list[dict]) -> list[dict]:
    """What other programs read of them."""
    return [{name: e[name] for name in SHOWN if e.get(name) is not None} for e in reversed(events)]


def versions(warehouse: Warehouse, unit: str, year: int) -> list[dict]:
    """The versions of a submission, oldest first, each with `differences` to the one before it: one per criterion
    and field whose value differs, with both cells."""
    from warehouse import questions

    current = warehouse.current_id()
    if not current:
        return []
    with duckdb.connect(str(warehouse.snapshot_path(current)), read_only=True) as con:
        found = questions.ask(con, "submission_versions", year=year, unit=unit, scope=None).to_pylist()
        rows = questions.ask(con, "version_differences", year=year, unit=unit, scope=None).to_pylist()
    for version in found:
        version["differences"] = [
            {name: value for name, value in row.items() if name != "version"}
            for row in rows
            if row["version"] == version["version"]
        ]
    return found


def show(events: list[dict]) -> None:
    """A table in the terminal, newest first, in the words of the page Nhật ký."""
    from rich.table import Table

    from etl.desk import terminal
    from words import happened

    if not events:
        print("Chưa có sự kiện nào.")
        return
    table = Table("Lần", "Lúc", "Ai", "Việc", "Nội dung", "Bản số liệu")
    for row in happened.rows(events, [], zone=None):
        table.add_row(row["run"], row["at"], row["who"], row["what"], row["about"], row["snapshots"])
    terminal.console().print(table)


def show_versions(found: list[dict]) -> None:
    """Each version in one line, and under it what it changed."""
    from rich.table import Table

    from etl.desk import terminal

    console = terminal.console()
    if not found:
        print("Đơn vị chưa có báo cáo nào được nhận cho năm này.")
        return
    for version in found:
        now = ", đang dùng" if version["is_current"] else ""
        day = f"{version['received_on']:%d/%m/%Y}"
        console.print(
            f"Phiên bản {version['version']}{now}: nhận ngày {day}, {version['path']}, {version['loaded_by']} nạp"
        )
        if not version["differences"]:
            continue
        table = Table("Tiêu chí", "Nội dung", "Ô cũ", "Trước", "Ô mới", "Sau")
        for row in version["differences"]:
            cells = (row["cell_before"], row["before"], row["cell_after"], row["after"])
            texts = ("–" if value is None else str(value) for value in cells)
            table.add_row(row["criterion_code"], FIELDS[row["field"]], *texts)
        console.print(table)
