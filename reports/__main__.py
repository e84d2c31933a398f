"""`python -m reports …`: documents from the published snapshot, and the figures of an edited copy checked against it."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from reports import mid_term, verify
from warehouse.store import Warehouse

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
def _asking(snapshot: str | None = None):
    """Answers from a snapshot of the folder; without an id from the current one."""
    warehouse = Warehouse(Path(os.environ.get("PBGDPL_WAREHOUSE") or "warehouse/data"))
    name = snapshot or warehouse.current_id()
    path = warehouse.stored(name) if name else None
    if path is None:
        _fail(f"Không có bản số liệu {name or 'nào'} trong kho {warehouse.root}.")
    with duckdb.connect(str(path), read_only=True) as con:
        yield lambda question, *arguments: question(con, *arguments).to_pylist()


@app.command("so-ket")
def review(
    out: Annotated[Path, typer.Option("-o", help="Tệp Word sẽ ghi")],
    first: Annotated[int, typer.Option("--from", help="Năm đầu")] = 2022,
    last: Annotated[int, typer.Option("--to", help="Năm cuối")] = 2025,
) -> None:
    """Dự thảo báo cáo sơ kết."""
    if first > last:
        _fail("Năm đầu phải không sau năm cuối.")
    with _asking() as ask:
        out.write_bytes(mid_term.docx(ask, first, last))
    print(f"Đã ghi {out}")


@app.command("verify")
def compare(
    file: Annotated[Path, typer.Argument(help="Báo cáo (Word) đã sửa hoặc đã ký")],
    as_json: Annotated[bool, typer.Option("--json", help="In một đối tượng JSON")] = False,
) -> None:
    """Các số liệu trong báo cáo không còn khớp bản số liệu mà báo cáo được lập. Mã thoát 0: khớp, 1: có số liệu khác."""
    try:
        data = file.read_bytes()
        *_, snapshot = verify.source(data)
    except OSError as error:
        _fail(f"Không đọc được {file}: {error.strerror}.")
    except verify.NotOurs as error:
        _fail(str(error))
    with _asking(snapshot) as ask:
        found = verify.compare(data, ask)
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
            print(f"{one.key}: {there}, theo bản số liệu {one.expected}")
        print(
            f"{len(found)} số liệu khác hoặc không còn so với bản số liệu {snapshot}."
            if found
            else f"Mọi số liệu khớp bản số liệu {snapshot}."
        )
    if found:
        raise typer.Exit(DIFFERENT)


if __name__ == "__main__":
    app()
