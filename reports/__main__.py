"""`python -m reports …`: documents from the published snapshot, and the figures of an edited copy checked against it."""

from __future__ import annotations

import datetime as dt
import json
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import duckdb
import typer

from reports.draft import Ask, Subject
from warehouse import clock, questions, streams, without_pandas, workspace
from warehouse.acting import acting
from warehouse.store import Warehouse, WarehouseError

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Lập văn bản từ bản số liệu và đối chiếu số liệu của văn bản.",
)
DIFFERENT, WRONG_USE = 1, 2


def _fail(message: str) -> NoReturn:
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
        yield lambda question, **known: questions.ask(con, question, **known).to_pylist()


def _of_year(ask: Ask | None, warehouse: Warehouse, year: int) -> Ask:
    """The same answers, where there are some and the year is among them."""
    if ask is None:
        _fail(f"Kho {warehouse.root} chưa có bản số liệu nào.")
    if year not in [row["year"] for row in ask("years")]:
        _fail(f"Bản số liệu không có năm đánh giá {year}.")
    return ask


FORMS = ("docx", "pdf", "pptx", "xlsx")
Kind = Annotated[str, typer.Argument(help="Mã loại báo cáo, ví dụ so-ket, ket-qua; mã không có thì lệnh nêu mọi mã")]
First = Annotated[int, typer.Option("--from", help="Năm đầu")]
Last = Annotated[int, typer.Option("--to", help="Năm cuối; báo cáo của một năm: năm đó")]
Block = Annotated[str | None, typer.Option(help="Mã khối; không ghi: toàn thành phố")]
Unit = Annotated[str | None, typer.Option(help="Mã đơn vị")]


@contextmanager
def _current(kind: str, first: int, last: int, block: str | None, unit: str | None):
    """(warehouse, answers from its current snapshot, subject)."""
    from reports import documents

    if kind not in documents.KINDS:
        _fail(f"Không có loại báo cáo {kind}; có: {', '.join(documents.KINDS)}.")
    if documents.KINDS[kind].is_yearly:
        first = last
        if unit:
            _fail("Báo cáo của một năm là của toàn thành phố hoặc một khối; đơn vị có phiếu kết quả riêng.")
    if first > last:
        _fail("Năm đầu phải không sau năm cuối.")
    warehouse = Warehouse.from_environment()
    with _asking(warehouse) as ask:
        if ask is None:
            _fail(f"Kho {warehouse.root} chưa có bản số liệu nào.")
        subject = Subject(kind, first, last, block, unit)
        if not documents.draft(ask, subject).units:
            _fail("Không có khối hoặc đơn vị này trong danh mục.")
        yield warehouse, ask, subject


def _form(form: str, ask: Ask, subject: Subject, texts: workspace.Texts) -> bytes | None:
    """A report as a file; None where there is none of that form."""
    from reports import annexes, documents, docx, pdf, slides

    if form == "xlsx":
        return annexes.xlsx(ask, subject)
    draft = documents.draft(ask, subject, texts)
    draft.write()
    return slides.written(draft) if form == "pptx" else (docx if form == "docx" else pdf).written(draft.paper)


@app.command("write")
def write(
    kind: Kind,
    out: Annotated[
        Path, typer.Option("-o", help="Tệp sẽ ghi: .docx, .pdf, .pptx (trang trình chiếu), hoặc .xlsx (phụ lục)")
    ],
    first: First = 2022,
    last: Last = 2025,
    block: Block = None,
    unit: Unit = None,
) -> None:
    """Dự thảo một báo cáo; đuôi của tệp chọn dạng."""
    from reports import documents, slides

    form = out.suffix.lstrip(".").lower()
    if form not in FORMS:
        _fail(f"Không ghi được dạng {out.suffix or '(không có đuôi)'}; có: .docx, .pdf, .pptx, .xlsx.")
    if form == "pptx" and kind in documents.KINDS and kind not in slides.KINDS:
        _fail(f"Loại báo cáo này không có bản trình chiếu; có: {', '.join(slides.KINDS)}.")
    with _current(kind, first, last, block, unit) as (warehouse, ask, subject):
        try:
            content = _form(form, ask, subject, workspace.texts(warehouse.root, subject.name))
        except WarehouseError as error:
            _fail(str(error))
        if content is None:
            _fail("Loại báo cáo này không có phụ lục.")
    try:
        out.write_bytes(content)
    except OSError as error:
        _fail(f"Không ghi được {out}: {error.strerror}.")
    print(f"Đã ghi {out}")


@app.command("freeze")
def sign_off(
    kind: Kind = "so-ket", first: First = 2022, last: Last = 2025, block: Block = None, unit: Unit = None,
    unfinished: Annotated[bool, typer.Option("--unfinished", help="Vẫn chốt khi còn chỗ chưa viết")] = False,
) -> None:  # fmt: skip
    """Chốt một bản của báo cáo: bản số liệu, câu chữ, văn bản và từng số liệu được giữ lại."""
    from reports import documents, frozen

    try:
        with _current(kind, first, last, block, unit) as (warehouse, ask, subject):
            now = clock.now(ask("snapshot")[0]["time_zone"])
            draft = documents.draft(ask, subject, workspace.texts(warehouse.root, subject.name))
            parts = list(draft.parts())
            draft.write(parts)
            open_places = [paragraph.name for paragraph in draft.paragraphs if paragraph.is_unwritten]
            if open_places and not unfinished:
                _fail(
                    f"Còn {len(open_places)} chỗ chưa viết (thêm --unfinished để vẫn chốt): {'; '.join(open_places)}."
                )
            event = frozen.freeze(warehouse, ask, subject, parts, acting().who, now)
    except (WarehouseError, workspace.WorkspaceError) as error:
        _fail(str(error))
    print(f"Đã chốt bản số {event['version']} từ mã lần cập nhật {event['snapshot']}.")


@app.command("year-file")
def year_file_of(
    year: Annotated[int, typer.Option(help="Năm đánh giá")],
    out: Annotated[Path, typer.Option("-o", help="Tệp .zip sẽ ghi")],
) -> None:
    """Hồ sơ năm: mọi văn bản của một năm kèm danh mục, để lưu trữ."""
    from rich.progress import Progress

    from etl.desk import terminal
    from reports import year_file

    warehouse = Warehouse.from_environment()
    try:
        with _asking(warehouse) as ask:
            ask = _of_year(ask, warehouse, year)
            with Progress(console=terminal.console(stderr=True)) as bar:
                task = bar.add_task("Đang tạo hồ sơ")
                content = year_file.of_year(
                    warehouse, ask, year, lambda done, count: bar.update(task, completed=done, total=count)
                )  # fmt: skip
        out.write_bytes(content)
    except (WarehouseError, workspace.WorkspaceError) as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"Không ghi được {out}: {error.strerror}.")
    print(f"Đã ghi {out}")


@app.command("sheets")
def sheets_of_units(
    year: Annotated[int, typer.Option(help="Năm đánh giá")],
    out: Annotated[Path, typer.Option("-o", help="Thư mục sẽ ghi, mỗi khối một thư mục con")],
) -> None:
    """Phiếu kết quả của mọi đơn vị, mỗi đơn vị một tệp Word. Bị dừng thì chạy lại: phiếu đã ghi của cùng bản số liệu được giữ."""
    from rich.progress import Progress

    from etl.desk import terminal
    from reports import unit_sheet

    warehouse = Warehouse.from_environment()
    with _asking(warehouse) as ask:
        ask = _of_year(ask, warehouse, year)
        try:
            with Progress(console=terminal.console(stderr=True)) as bar:
                task = bar.add_task("Đang tạo phiếu")
                count = unit_sheet.into_folder(
                    ask, year, out, lambda done, of: bar.update(task, completed=done, total=of)
                )
        except unit_sheet.OtherFigures as error:
            _fail(f"{out} đang giữ phiếu của {error}. Ghi vào thư mục khác, hoặc xóa thư mục đó trước.")
        except OSError as error:
            _fail(f"Không ghi được {out}: {error.strerror}.")
    print(f"{out} có phiếu của {count} đơn vị.")


@app.command("since")
def what_is_new(
    day: Annotated[dt.datetime, typer.Argument(formats=["%Y-%m-%d"], help="Từ ngày, ví dụ 2026-01-05")],
    out: Annotated[Path | None, typer.Option("-o", help="Tệp .docx sẽ ghi")] = None,
) -> None:
    """Từ ngày đó có gì mới: in một tin ngắn để gửi qua điện thoại; có -o thì ghi thêm một trang Word. Cho lịch chạy của máy chủ."""
    from reports import docx, since

    warehouse = Warehouse.from_environment()
    with _asking(warehouse) as ask:
        if ask is None:
            _fail(f"Kho {warehouse.root} chưa có bản số liệu nào.")
        print(since.message(ask, day.date()))
        if out:
            try:
                out.write_bytes(docx.written(since.paper_of(ask, day.date())))
            except OSError as error:
                _fail(f"Không ghi được {out}: {error.strerror}.")


@app.command("verify")
def compare(
    file: Annotated[
        Path, typer.Argument(help="Báo cáo đã sửa hoặc đã ký: Word, PDF có lớp chữ, Excel, trang trình chiếu")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="In một đối tượng JSON")] = False,
) -> None:
    """Những gì trong báo cáo không còn như khi được lập: câu, dòng của bảng, hình, số liệu do phần mềm viết; và những gì
    không đối chiếu được vì do người viết. Mã thoát 0: khớp, 1: có chỗ khác."""
    from reports import copies, verify

    warehouse = Warehouse.from_environment()
    try:
        with ExitStack() as open_:
            one = copies.compared(
                file.read_bytes(), warehouse, lambda name: open_.enter_context(_asking(warehouse, name))
            )
    except OSError as error:
        _fail(f"Không đọc được {file}: {error.strerror}.")
    except (verify.NotOurs, verify.NoSnapshot, WarehouseError, workspace.WorkspaceError) as error:
        _fail(str(error))
    found = one.found
    if as_json:
        said = {"differences": [vars(each) for each in found.differences], "unchecked": found.unchecked}
        print(json.dumps({"snapshot": one.snapshot} | said, ensure_ascii=False))
    else:
        for each in found.differences:
            there = "không còn trong tệp" if each.found is None else f"trong tệp: {each.found or '(không hiện ra)'}"
            then = "không có" if each.expected is None else each.expected
            said = "; ".join(filter(None, (each.section, each.meaning, verify.mart(each.key))))
            print(f"{each.key or each.what}: {there}; đúng ra: {then}; {said}")
        for text in found.unchecked:
            print(f"Không đối chiếu: {text}")
        print(one.verdict)
    if found.differences:
        raise typer.Exit(DIFFERENT)


if __name__ == "__main__":
    streams.speak_utf8()
    without_pandas.do_without()
    app()
