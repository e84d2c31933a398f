"""`python -m reports …`: documents from the published snapshot, and the figures of an edited copy checked against it."""

from __future__ import annotations

import datetime as dt
import getpass
import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from reports import frozen, mid_term, verify
from warehouse import workspace
from warehouse.store import Warehouse, WarehouseError

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Lập văn bản từ bản số liệu và đối chiếu số liệu của văn bản.",
)
DIFFERENT, WRONG_USE = 1, 2


def _fail(message: str) -> None:
    print(message, file=sys.stderr)
    raise typer.Exit(WRONG_USE)


@contextmanager
def _asking(warehouse: Warehouse, snapshot: str | None = None):
    """Answers from a snapshot of the folder, None where it is not there; without an id from the current one."""
    name = snapshot or warehouse.current_id()
    path = warehouse.stored(name) if name else None
    if path is None:
        yield None
        return
    with duckdb.connect(str(path), read_only=True) as con:
        yield lambda question, *arguments: question(con, *arguments).to_pylist()


@contextmanager
def _current(first: int, last: int):
    """(warehouse, answers from its current snapshot) for a period."""
    if first > last:
        _fail("Năm đầu phải không sau năm cuối.")
    warehouse = Warehouse.from_environment()
    with _asking(warehouse) as ask:
        if ask is None:
            _fail(f"Kho {warehouse.root} chưa có bản số liệu nào.")
        yield warehouse, ask


@app.command("so-ket")
def review(
    out: Annotated[Path, typer.Option("-o", help="Tệp Word sẽ ghi")],
    first: Annotated[int, typer.Option("--from", help="Năm đầu")] = 2022,
    last: Annotated[int, typer.Option("--to", help="Năm cuối")] = 2025,
) -> None:
    """Dự thảo báo cáo sơ kết."""
    with _current(first, last) as (warehouse, ask):
        texts = workspace.texts(warehouse.root, mid_term.document(first, last))
        out.write_bytes(mid_term.docx(ask, first, last, texts=texts))
    print(f"Đã ghi {out}")


@app.command("freeze")
def sign_off(
    first: Annotated[int, typer.Option("--from", help="Năm đầu")] = 2022,
    last: Annotated[int, typer.Option("--to", help="Năm cuối")] = 2025,
) -> None:
    """Chốt một bản của báo cáo sơ kết: bản số liệu, câu chữ, văn bản và từng số liệu được giữ lại."""
    parts = [*mid_term.SECTIONS, *mid_term.ANNEXES]
    now = dt.datetime.now().astimezone()
    try:
        with _current(first, last) as (warehouse, ask):
            event = frozen.freeze(warehouse, ask, first, last, parts, getpass.getuser(), now)
    except (WarehouseError, workspace.WorkspaceError) as error:
        _fail(str(error))
    print(f"Đã chốt bản số {event['version']} từ bản số liệu {event['snapshot']}.")


@app.command("verify")
def compare(
    file: Annotated[Path, typer.Argument(help="Báo cáo (Word) đã sửa hoặc đã ký")],
    as_json: Annotated[bool, typer.Option("--json", help="In một đối tượng JSON")] = False,
) -> None:
    """Các số liệu trong báo cáo không còn khớp bản số liệu mà báo cáo được lập. Mã thoát 0: khớp, 1: có số liệu khác."""
    try:
        data = file.read_bytes()
        source = verify.source(data)
    except OSError as error:
        _fail(f"Không đọc được {file}: {error.strerror}.")
    except verify.NotOurs as error:
        _fail(str(error))
    warehouse, snapshot = Warehouse.from_environment(), source.snapshot
    try:
        with _asking(warehouse, snapshot) as ask:
            found = verify.compare(data, verify.expected(source, warehouse, ask))
    except (verify.NoSnapshot, WarehouseError, workspace.WorkspaceError) as error:
        _fail(str(error))
    if as_json:
        print(
            json.dumps(
                {"snapshot": snapshot, "differences": [vars(one) for one in found]},
                ensure_ascii=False,
            )
        )
    else:
        for one in found:
            there = "không còn trong tệp" if one.found is None else f"trong tệp {one.found}"
            then = "không có số liệu này" if one.expected is None else one.expected
            print(f"{one.key}: {there}, theo bản số liệu {then}; {one.section}; {one.meaning}")
        print(
            f"{len(found)} số liệu khác hoặc không còn so với bản số liệu {snapshot}."
            if found
            else f"Mọi số liệu khớp bản số liệu {snapshot}."
        )
    if found:
        raise typer.Exit(DIFFERENT)


if __name__ == "__main__":
    app()
