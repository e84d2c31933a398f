"""The command line: `python -m etl …`. User errors print one plain sentence and set an exit code."""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from warehouse import clock, streams, without_pandas
from warehouse.store import Warehouse, WarehouseError

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Nạp, kiểm tra và cập nhật số liệu đánh giá PBGDPL.",
)
REJECTED, WRONG_USE, NOT_WRITTEN = 1, 2, 3
PROGRESS, FILE = "@", "="  # begin the lines of progress, and of files that were read, that a program reads
SHOWN_PROBLEMS = 10  # of one kind

Today = Annotated[str | None, typer.Option("--today", hidden=True, help="Ngày chạy (dùng khi kiểm thử)")]


def _today(text: str | None, warehouse: Warehouse) -> date:
    """The day of a command: the office's, unless one is given."""
    from etl.run.session import today

    return _day(text) or _run(lambda: today(warehouse))


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        from etl.read.values import day_of_text

        found = day_of_text(text)
        if found is None:
            _fail(f'Ngày "{text}" không đúng; viết 2025-01-03 hoặc 03/01/2025.', WRONG_USE)
        return found


def _fail(message: str, code: int) -> None:
    print(message, file=sys.stderr)
    raise typer.Exit(code)


def _run(work, *wrong_use: type[Exception]):
    """Runs work on the warehouse; a folder that cannot be written is exit code 3, never a traceback. wrong_use: what it
    raises where it was asked for what cannot be."""
    import duckdb

    from warehouse.build import CheckFailed
    from warehouse.store import DOCTOR, reason

    try:
        return work()
    except wrong_use as error:
        _fail(str(error), WRONG_USE)
    except WarehouseError as error:
        _fail(str(error), NOT_WRITTEN)
    except duckdb.Error as error:
        _fail(f"Không đọc được bản số liệu: {reason(error)} {DOCTOR}", NOT_WRITTEN)
    except CheckFailed as error:
        _fail(f"Số liệu không qua được kiểm tra, chưa cập nhật: {error}", NOT_WRITTEN)
    except OSError as error:
        _fail(f"Không đọc hoặc ghi được tệp: {error}", NOT_WRITTEN)


def _run_told(work, *wrong_use: type[Exception]):
    """The same of work that says how far it is: it is given what hears that."""

    def told():
        with _progress() as progress:
            return work(progress)

    return _run(told, *wrong_use)


@app.command()
def load(
    paths: Annotated[list[Path] | None, typer.Argument(help="Tệp hoặc thư mục")] = None,
    received_on: Annotated[str | None, typer.Option("--received-on", help="Ngày nhận")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ kiểm tra, không ghi")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="In một đối tượng JSON")] = False,
    recheck: Annotated[bool, typer.Option("--recheck", help="Kiểm tra lại các tệp đã bị từ chối")] = False,
    compare: Annotated[bool, typer.Option("--compare", help="Với --dry-run --json: thêm số liệu sẽ thay đổi")] = False,
    report: Annotated[Path | None, typer.Option("--report", help="Ghi thêm báo cáo lần nạp ra tệp XLSX")] = None,
    today: Today = None,
) -> None:
    """Nạp tệp và thư mục."""
    from etl.run import run
    from etl.run.session import Session

    if bool(paths) == recheck:
        _fail("Cần đường dẫn tệp hoặc thư mục, hoặc --recheck.", WRONG_USE)
    for path in paths or []:
        if not path.exists():
            _fail(f"Không có tệp hoặc thư mục: {path}", WRONG_USE)
    if report and report.suffix.lower() != ".xlsx":
        _fail("Tệp báo cáo phải có đuôi .xlsx.", WRONG_USE)
    day, given = _day(today), _day(received_on)

    def work(progress):
        folder = Warehouse.from_environment()
        session = Session(folder, day, dry_run, given, progress, compares=compare, heard=_heard())
        return run.recheck(session) if recheck else run.load(session, paths), session.today

    result, day = _run_told(work)
    if as_json:
        print(json.dumps(result.as_json(), ensure_ascii=False, default=_plain))
    _report(result, day, as_json, report)
    if result.has_rejected:
        raise typer.Exit(REJECTED)


@app.command()
def confirm(
    sha256: Annotated[str, typer.Argument(help="Mã băm của tệp chờ người thứ hai xác nhận")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ cho biết khác gì, không ghi")] = False,
    back: Annotated[str | None, typer.Option("--send-back", help="Trả lại, không xác nhận: lý do")] = None,
    today: Today = None,
) -> None:
    """Xác nhận, hoặc trả lại, một tệp về chính cơ quan do người khác nạp."""
    from etl.run import run, second
    from etl.run.session import Session

    warehouse = Warehouse.from_environment()
    if back is not None:
        _run(lambda: second.send_back(warehouse, sha256, back), second.NotWaiting)
        return

    def work(progress):
        session = Session(warehouse, _day(today), dry_run, None, progress, compares=dry_run)
        return *run.confirm(session, sha256), session.today

    result, own, day = _run_told(work, second.NotWaiting)
    print(json.dumps(result.as_json() | {"own": own}, ensure_ascii=False, default=_plain))
    _report(result, day, True, None)
    if result.has_rejected:
        raise typer.Exit(REJECTED)


def _heard():
    """What is told of each file as it is read: its name and what is wrong with it, to the program that asked."""
    from etl.read.findings import counted
    from etl.run.session import no_one

    def tell(item) -> None:
        told = {"name": item.file_name, "is_refused": item.status == "rejected", "words": counted(item.findings)}
        print(f"{FILE}{json.dumps(told, ensure_ascii=False)}", file=sys.stderr, flush=True)

    return tell if os.environ.get("PBGDPL_PROGRESS") else no_one


class _progress:
    """A progress bar on stderr, or a line per step for the program that asked for it (the intake page); nothing where
    nobody looks."""

    def __enter__(self):
        self.bar = None
        if os.environ.get("PBGDPL_PROGRESS"):
            self.began = time.monotonic()
            return self._tell
        if not sys.stderr.isatty():
            return lambda step, done, total: None
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        from etl.desk import terminal

        words = TextColumn("{task.description}", markup=False)
        self.bar = Progress(words, BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
                            console=terminal.console(stderr=True))  # fmt: skip
        self.bar.start()
        self.tasks = {}
        return self._show

    def _show(self, step: str, done: int, total: int) -> None:
        if step not in self.tasks:
            self.tasks[step] = self.bar.add_task(step, total=total)
        self.bar.update(self.tasks[step], completed=done, total=total)

    def _tell(self, step: str, done: int, total: int) -> None:
        if time.monotonic() - self.began > 1:  # what takes less needs no bar
            print(f"{PROGRESS}{done}/{total} {step}", file=sys.stderr, flush=True)

    def __exit__(self, *_):
        if self.bar:
            self.bar.stop()


def _report(result, day: date, as_json: bool, given: Path | None) -> None:
    """The report of a run in the terminal, as a workbook where one is asked for, and beside the archive."""
    from etl.desk import report, terminal

    console = terminal.console(stderr=as_json)
    if not console.is_terminal:  # a log or a pipe has no width
        console.width = 140
    report.show(result, console, dry=result.report_path is None)
    lines = [f"Ngày nạp: {day:%d/%m/%Y}. Số liệu đang dùng: {result.snapshot or 'không thay đổi'}."]
    kept = [result.report_path] if result.items and result.report_path else []
    for path in [*kept, *([given] if given else [])]:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            report.write(result, lines, path)
        except OSError as error:  # the load itself is done
            print(f"Không ghi được báo cáo {path}: {error.strerror or error}", file=sys.stderr)
        else:
            print(f"Báo cáo: {path}", file=sys.stderr)


@app.command()
def names(
    confirmed: Annotated[str | None, typer.Option("--confirm", help="Tên như trong tệp")] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="Mã đơn vị mang tên đó")] = None,
    first: Annotated[str | None, typer.Option("--from", help="Ngày đầu tên có nghĩa này")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Ngày cuối tên có nghĩa này")] = None,
    by: Annotated[str | None, typer.Option("--by", help="Người xác nhận")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="In JSON")] = False,
    today: Today = None,
) -> None:
    """Tên đơn vị chưa nhận ra trong các tệp bị từ chối; hoặc xác nhận một tên rồi nhận lại các tệp đang chờ."""
    from etl.desk import names as unknown
    from etl.desk import report, terminal

    warehouse = Warehouse.from_environment()
    day = _today(today, warehouse)
    if confirmed is None:
        rows = _run(lambda: unknown.waiting(warehouse, day))
        if as_json:
            print(json.dumps([row.as_json() for row in rows], ensure_ascii=False))
        else:
            _print_names(rows)
        return
    if not (unit and by):
        _fail("--confirm cần --unit MÃ và --by NGƯỜI.", WRONG_USE)
    days = (_day(first), _day(last))
    written, again = _run(lambda: unknown.confirm(warehouse, confirmed, unit, by, day, *days), unknown.WrongName)
    if as_json:
        print(json.dumps((again or written).as_json(), ensure_ascii=False))
    else:
        report.show(again or written, terminal.console())
    if written.has_rejected:
        raise typer.Exit(REJECTED)


@app.command()
def headers(
    confirmed: Annotated[list[str] | None, typer.Option("--confirm", help="TIÊU ĐỀ=trường; nhiều lần được")] = None,
    kind: Annotated[str, typer.Option("--kind", help="Loại hồ sơ có cột đó")] = "",
    by: Annotated[str, typer.Option("--by", help="Người xác nhận")] = "",
    of_no_kind: Annotated[bool, typer.Option("--unknown-kind", help="Các bảng chưa rõ là loại hồ sơ nào")] = False,
    today: Today = None,
) -> None:
    """Tiêu đề cột chưa nhận ra trong các tệp bị từ chối; hoặc xác nhận ý nghĩa rồi nhận lại các tệp đang chờ. In JSON."""
    from etl.desk import headers as unknown

    warehouse = Warehouse.from_environment()
    if not confirmed:
        find = unknown.of_no_kind if of_no_kind else unknown.waiting
        print(json.dumps(_run(lambda: find(warehouse)), ensure_ascii=False))
        return
    meanings = dict(one.rpartition("=")[::2] for one in confirmed)
    day = _today(today, warehouse)
    written, again = _run(lambda: unknown.confirm(warehouse, kind, meanings, by, day), unknown.WrongHeader)
    print(json.dumps((again or written).as_json(), ensure_ascii=False))
    if written.has_rejected:
        raise typer.Exit(REJECTED)


def _print_names(rows) -> None:
    from rich.table import Table

    from etl.desk import terminal

    if not rows:
        print("Không có tên đơn vị nào chờ xác nhận.")
        return
    table = Table("Tên trong tệp", "Năm", "Có thể là", "Số tệp", "Tệp đầu tiên")
    for row in rows:
        near = "; ".join(f"{name} ({code})" for code, name in row.candidates)
        if row.is_known_now:
            near = "Đã nhận ra: chạy python -m etl load --recheck"
        table.add_row(row.name, str(row.year or ""), near, str(len(row.files)), row.files[0])
    terminal.console().print(table)
    print('Xác nhận: python -m etl names --confirm "TÊN" --unit MÃ --by NGƯỜI')


@app.command()
def refresh(today: Today = None) -> None:
    """Công bố lại cùng số liệu, tính đến hôm nay."""
    from etl.run import run
    from etl.run.session import Session

    result = _run(lambda: run.refresh(Session(Warehouse.from_environment(), _day(today))))
    print(f"Đã cập nhật số liệu: {result.snapshot}" if result.snapshot else "Không có số liệu thay đổi.")


@app.command()
def rebuild(
    survey_results: Annotated[
        Path | None, typer.Option("--survey-results", help="Thư mục kết quả khảo sát do Spark tính (warehouse.scale)")
    ] = None,
    today: Today = None,
) -> None:
    """Dựng lại kho số liệu từ nhật ký và kho lưu."""
    from etl.run import run
    from etl.run.session import Session

    if survey_results and not survey_results.is_dir():
        _fail(f"Không có thư mục: {survey_results}", WRONG_USE)
    result = _run(lambda: run.rebuild(Session(Warehouse.from_environment(), _day(today)), survey_results))
    print(
        f"Đã cập nhật số liệu: {result.snapshot}"
        if result.snapshot
        else "Số liệu dựng lại trùng với số liệu đang dùng."
    )


@app.command()
def rollback(snapshot: str, today: Today = None) -> None:
    """Công bố lại một bản số liệu trước."""
    from etl.run import run

    warehouse = Warehouse.from_environment()
    _run(lambda: run.rollback(warehouse, snapshot, _today(today, warehouse)), run.UnknownSnapshot)
    print(f"Đang dùng: {snapshot}")


def _plain(value: object) -> object:
    """Points as numbers, days as ISO text."""
    return float(value) if isinstance(value, Decimal) else str(value)


@app.command()
def withdraw(
    number: Annotated[int, typer.Argument(metavar="RUN", help="Số lần nhập (cột Lần của history)")],
    with_receipts: Annotated[bool, typer.Option("--with-receipts", help="Rút cả ngày nhận (tệp gửi nhầm)")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ cho biết khác gì, không rút")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="In một đối tượng JSON")] = False,
    back: Annotated[
        str | None, typer.Option("--send-back", help="Trả lại đề nghị rút của người khác, không rút: lý do")
    ] = None,
    today: Today = None,
) -> None:
    """Rút một lần nhập: số liệu của lần đó không còn hiệu lực, mọi lần sau giữ nguyên."""
    from etl.run import withdraw as withdrawal

    warehouse = Warehouse.from_environment()
    if back is not None:
        _run(lambda: withdrawal.send_back(warehouse, number, back), withdrawal.UnknownRun)
        return

    def work(progress):
        return withdrawal.withdraw(
            warehouse, number, _today(today, warehouse), dry=dry_run, with_receipts=with_receipts, progress=progress
        )

    done = _run_told(work, withdrawal.UnknownRun)
    if as_json:
        print(json.dumps(done.as_json(), ensure_ascii=False, default=_plain))
    else:
        withdrawal.show(done, dry_run)
    if done.refused:
        raise typer.Exit(REJECTED)


@app.command()
def stage(
    year: Annotated[int, typer.Argument(help="Năm đánh giá")],
    to: Annotated[
        str,
        typer.Argument(
            metavar="STAGE", help="collecting, provisional, opinions, submitted, returned, published hoặc amended"
        ),
    ],
    number: Annotated[str | None, typer.Option("--document-number", help="Số, ký hiệu văn bản")] = None,
    document_date: Annotated[str | None, typer.Option("--document-date", help="Ngày văn bản")] = None,
    note: Annotated[str | None, typer.Option("--note", help="Ghi chú, như lý do trả lại")] = None,
    signed: Annotated[Path | None, typer.Option("--signed", help="Tệp văn bản đã ký (PDF, DOCX)")] = None,
    is_proposal: Annotated[bool, typer.Option("--propose", help="Chỉ đề nghị; người thứ hai đặt")] = False,
    today: Today = None,
) -> None:
    """Đặt giai đoạn của một năm: tiếp nhận, tạm tính, lấy ý kiến, trình, công bố, đính chính."""
    from etl.run.stage import New, WrongStage, propose, set_stages
    from words.labels import STAGE

    if to not in STAGE:
        _fail(f"Giai đoạn là một trong: {', '.join(STAGE)}.", WRONG_USE)
    warehouse = Warehouse.from_environment()
    day, written_on = _today(today, warehouse), _day(document_date)
    if signed and not signed.is_file():
        _fail(f"Không có tệp {signed}.", WRONG_USE)
    new = New(year, to, number, written_on, note, (signed.name, signed.read_bytes()) if signed else None)
    if is_proposal:
        _run(lambda: propose(warehouse, new, day, clock.stamp()), WrongStage)
        print(f"Năm {year}: đã ghi đề nghị {STAGE[to].lower()}; người thứ hai xác nhận.")
        return
    made = _run(lambda: set_stages(warehouse, [new], day), WrongStage)
    print(f"Năm {year}: {STAGE[to]}. Đã cập nhật số liệu: {made}")


@app.command()
def backup(out: Annotated[Path, typer.Option("-o", help="Tệp sao lưu")]) -> None:
    """Sao lưu cả kho vào một tệp, đọc lại để chắc là tệp dùng được."""
    from etl.desk import backup as copies
    from etl.run.session import zone_in_force

    warehouse = Warehouse.from_environment()

    def work(progress):
        return copies.write(warehouse, out, clock.now(zone_in_force(warehouse)), progress)

    files = _run_told(work, copies.WrongBackup)
    print(f"Đã sao lưu {files} tệp của kho, đã đối chiếu: {out}")


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="Tệp sao lưu")]) -> None:
    """Khôi phục kho từ một tệp sao lưu; những gì đang có trong kho được để riêng, không bị xóa."""
    from etl.desk import backup as copies
    from etl.run.session import zone_in_force
    from warehouse import audit

    if not file.is_file():
        _fail(f"Không có tệp: {file}", WRONG_USE)
    warehouse = Warehouse.from_environment()
    before = warehouse.named()

    def work(progress):
        return copies.restore(warehouse, file, clock.now(zone_in_force(warehouse)), progress)

    aside = _run_told(work, copies.WrongBackup)
    told = {"type": audit.RESTORED, **audit.signature(), "from": before, "to": warehouse.current_id()}
    audit.tell(warehouse.root, told)
    print(f"Đã khôi phục. Số liệu đang dùng: {warehouse.current_id()}.")
    if aside:
        print(f"Kho trước khi khôi phục: {aside}")


@app.command("hand-over")
def hand_over(
    to: Annotated[str, typer.Option("--to", metavar="UNIT|all", help="Mã đơn vị nhận, hoặc all")],
    out: Annotated[Path, typer.Option("-o", help="Thư mục ghi các gói")],
    as_json: Annotated[bool, typer.Option("--json", help="In một đối tượng JSON")] = False,
    today: Today = None,
) -> None:
    """Lập gói bàn giao cho đơn vị kế tiếp: hồ sơ, điểm, ngày nhận, biên bản; nạp ở bên nhận bằng load."""
    from etl.desk import hand_over as packages
    from reports.hand_over import of_package

    warehouse = Warehouse.from_environment()
    day = _today(today, warehouse)

    def work(progress):
        return packages.write(warehouse, None if to == "all" else to, out, of_package, day, progress)

    written = _run_told(work, packages.NoSuccessor)
    if as_json:
        print(json.dumps({"packages": written}, ensure_ascii=False))
        return
    for one in written:
        print(f"{one['path']}: {one['files']} tệp, mã gói {one['code']}")


@app.command("accept-break")
def accept_break(
    by: Annotated[str, typer.Option("--by", help="Người chấp nhận")],
    reason: Annotated[str, typer.Option("--reason", help="Lý do, căn cứ")],
) -> None:
    """Chấp nhận chỗ nhật ký, sổ truy vết không còn nguyên và làm tiếp; chỗ đó được ghi lại."""
    from warehouse import audit

    if not by.strip() or not reason.strip():
        _fail("--by và --reason không được để trống.", WRONG_USE)
    warehouse = Warehouse.from_environment()
    accepted = (by.strip(), reason.strip(), audit.signature())
    events = {
        "sổ truy vết": _run(lambda: audit.Ledger(warehouse.root).accept_break(*accepted)),
        "nhật ký": _run(lambda: warehouse.accept_break(*accepted)),
    }
    if not any(events.values()):
        _fail("Nhật ký và sổ truy vết còn nguyên, không có gì để chấp nhận.", WRONG_USE)
    for book, event in events.items():
        if event:
            print(f"Đã ghi vào {book}: {event['by']} chấp nhận, lý do: {event['reason']}.")


@app.command()
def history(
    unit: Annotated[str | None, typer.Option("--unit", help="Mã đơn vị")] = None,
    year: Annotated[int | None, typer.Option("--year", help="Năm đánh giá")] = None,
    diff: Annotated[bool, typer.Option("--diff", help="So sánh các phiên bản")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="In JSON")] = False,
) -> None:
    """Các lần nạp, cập nhật, khôi phục; hoặc các phiên bản của một báo cáo."""
    from etl.desk import history as events

    if diff and not (unit and year):
        _fail("--diff cần --unit và --year.", WRONG_USE)
    warehouse = Warehouse.from_environment()
    rows = _run(lambda: events.versions(warehouse, unit, year) if diff else events.events_of(warehouse, unit, year))
    if as_json:
        print(json.dumps(rows if diff else events.newest_first(rows), ensure_ascii=False, default=str))
    elif diff:
        events.show_versions(rows)
    else:
        events.show(rows)


@app.command("export-reference")
def export_reference(out: Annotated[Path, typer.Option("-o", help="Tệp XLSX")]) -> None:
    """Xuất danh mục ra Excel để sửa và nạp lại."""
    from etl.desk.export_reference import export
    from etl.run.reference import reference_in_force

    tables = _run(lambda: reference_in_force(Warehouse.from_environment()))
    if not tables:
        _fail("Chưa có danh mục nào được nạp.", WRONG_USE)
    _run(lambda: export(tables, out))
    print(out)


@app.command()
def template(
    out: Annotated[Path, typer.Option("-o", help="Tệp (một đơn vị) hoặc thư mục (--all)")],
    year: Annotated[int | None, typer.Option("--year", help="Năm đánh giá")] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="Mã đơn vị")] = None,
    every: Annotated[bool, typer.Option("--all", help="Mọi đơn vị")] = False,
    kind: Annotated[str | None, typer.Option("--kind", help="Sổ theo dõi: progress hoặc follow_up")] = None,
    assessment: Annotated[str | None, typer.Option("--assessment", help="Mã đợt đánh giá khác trong năm")] = None,
) -> None:
    """Biểu mẫu trống: tự chấm điểm của một hoặc mọi đơn vị, hoặc sổ theo dõi (--kind)."""
    from etl.desk.reference_book import by_name
    from etl.desk.template import TemplateError, assessed_units, known_of, write_template
    from etl.reference.context import Context
    from etl.run.reference import reference_in_force

    if kind is None and (bool(unit) == every or (year is None and assessment is None)):
        _fail("Cần --year NĂM với --unit MÃ hoặc --all; hoặc --kind LOẠI.", WRONG_USE)
    tables = _run(lambda: reference_in_force(Warehouse.from_environment()))
    if not tables:
        _fail("Chưa có danh mục nào được nạp.", WRONG_USE)
    context = Context.from_tables(tables)
    if kind:
        _write_registers(kind, context, out)
        return
    if assessment and assessment not in context.assessments:
        _fail(f"Không có đợt đánh giá mang mã {assessment}.", WRONG_USE)
    year = year or context.assessments[assessment].year
    chosen = assessed_units(context, year, assessment) if every else [context.units.get(unit)]
    if None in chosen:
        _fail(f"Không có đơn vị mang mã {unit}.", WRONG_USE)
    if not chosen:
        _fail(f"Năm {year} chưa có bộ tiêu chí (chờ hướng dẫn), nên chưa có biểu mẫu.", WRONG_USE)
    try:
        if every:
            out.mkdir(parents=True, exist_ok=True)
        figures = [] if assessment else by_name(tables, "state_figures")
        for one in chosen:
            path = out / f"{assessment or year}_{one.unit_code}.xlsx" if every else out
            known = known_of(figures, one.unit_code, year)
            write_template(context, one.unit_code, year, path, assessment, known)
    except TemplateError as error:
        _fail(str(error), WRONG_USE)
    except OSError as error:
        _fail(f"Không ghi được {out}: {error.strerror}", NOT_WRITTEN)
    print(f"Đã ghi {len(chosen)} biểu mẫu: {out}")


def _write_registers(kind: str, context, out: Path) -> None:
    """An empty workbook of the office's registers."""
    from etl.desk import register_book
    from etl.kinds.registers import KINDS

    if kind not in KINDS:
        _fail(f"--kind là một trong: {', '.join(KINDS)}.", WRONG_USE)
    words = context.setting("illustrative_words") if context.setting("illustrative") == "true" else ""  # fmt: skip
    try:
        out.write_bytes(register_book.write(kind, register_book.names(context), {}, words))
    except OSError as error:
        _fail(f"Không ghi được {out}: {error.strerror}", NOT_WRITTEN)
    print(f"Đã ghi biểu mẫu: {out}")


@app.command("framework-sheet")
def framework_sheet(
    out: Annotated[Path, typer.Option("-o", help="Tệp XLSX")],
    preview: Annotated[
        Path | None, typer.Option("--preview", help="Bảng đã nhập: ghi biểu mẫu mà bảng đó tạo ra")
    ] = None,
    block: Annotated[str | None, typer.Option("--block", help="Mã khối của biểu mẫu xem trước")] = None,
) -> None:
    """Bảng trống để nhập một bộ tiêu chí như trong văn bản; hoặc xem trước biểu mẫu của bảng đã nhập (--preview)."""
    from etl.desk import framework_sheet as desk
    from etl.desk.template import TemplateError
    from etl.run.reference import reference_in_force

    if preview and not preview.is_file():
        _fail(f"Không có tệp: {preview}", WRONG_USE)
    if preview and out.exists() and out.samefile(preview):
        _fail("Tệp kết quả (-o) phải khác tệp xem trước.", WRONG_USE)
    content = _run(lambda: reference_in_force(Warehouse.from_environment()))
    if preview is None:
        _run(lambda: desk.write(out, content))
        print(out)
        return
    parsed = _run(lambda: desk.read(preview))
    for found in parsed.findings:
        print(found.message)
    if parsed.has_error or "reference.framework_years" not in parsed.rows:
        _fail(
            "Chưa có biểu mẫu: sửa các lỗi trên rồi xem lại." if parsed.has_error else "Tệp không phải bộ tiêu chí.",
            REJECTED,
        )
    lines = _run(lambda: desk.preview(parsed, content, block, out), TemplateError)
    print(*lines, out, sep="\n")


@app.command()
def check(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Tệp cần kiểm tra; nhiều tệp, thư mục: với -o X.zip")
    ],
    out: Annotated[Path, typer.Option("-o", help="Tệp kết quả XLSX; ZIP: các tệp không nhận được, đã đánh dấu")],
    received_on: Annotated[str | None, typer.Option("--received-on", help="Ngày nhận")] = None,
    today: Today = None,
) -> None:
    """Kiểm tra một tệp, trả lại tệp đã đánh dấu chỗ sai; không nạp."""
    from etl.desk import marked, returned
    from etl.desk.report import write
    from etl.read.findings import counted
    from etl.run import run
    from etl.run.files import paths_below
    from etl.run.session import Session
    from words import labels

    if missing := next((path for path in files if not path.exists()), None):
        _fail(f"Không có tệp: {missing}", WRONG_USE)
    if out.suffix.lower() == ".zip":
        if problem := marked.refuse_place((Path(path) for given in files for _, path in paths_below(given)), out):
            _fail(problem, WRONG_USE)
        warehouse = Warehouse.from_environment()
        session = Session(warehouse, _today(today, warehouse), dry=True, received_on=_day(received_on))
        print(f"Đã đánh dấu {_run(lambda: returned.write(session, files, out))} tệp không nhận được: {out}")
        return
    file = files[0]
    if len(files) > 1 or not file.is_file():
        _fail("Nhiều tệp hoặc thư mục thì kết quả là tệp ZIP: -o KẾT_QUẢ.zip", WRONG_USE)
    if problem := marked.refuse_target(file, out):
        _fail(problem, WRONG_USE)
    warehouse = Warehouse.from_environment()
    day, given = _today(today, warehouse), _day(received_on)

    def work():
        session = Session(warehouse, day, dry=True, received_on=given)
        result = run.load(session, [file])
        if len(result.items) == 1:
            return result, *marked.write_check(result.items[0], result.unit_names, file, out)
        write(result, [f"Kiểm tra ngày {day:%d/%m/%Y}, không nạp."], out)  # a zip of files
        return result, out, []

    result, written, notes = _run(work)
    for item in result.items:
        print(f"{item.path}: {labels.file_status(dry=True)[item.status]}, {counted(marked.findings_of(item))}")
    for line in notes:
        print(line)
    print(f"Kết quả: {written}")
    if any(f.severity == "error" for i in result.items for f in marked.findings_of(i)):
        raise typer.Exit(REJECTED)


@app.command()
def doctor(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ nói, không sửa")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Bỏ qua phần dựng thử lại toàn bộ số liệu")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="In một đối tượng JSON")] = False,
    today: Today = None,
) -> None:
    """Cho biết kho số liệu có gì sai, dựng lại được hay không; sửa những gì sửa được an toàn."""
    from etl.desk import doctor as folder

    warehouse = Warehouse.from_environment()
    day = _today(today, warehouse)

    problems = _run_told(lambda progress: folder.run(warehouse, day, dry_run, quick, progress))
    left = any(p.needs_a_person for p in problems)
    if as_json:
        found = {"healthy": not left, "problems": [p.as_json() for p in problems]}
        print(json.dumps(found, ensure_ascii=False))
    else:
        _print_problems(problems)
    if left:
        raise typer.Exit(REJECTED)


def _print_problems(problems: list) -> None:
    from itertools import groupby

    if not problems:
        print("Kho số liệu không có vấn đề.")
    for code, alike in groupby(problems, key=lambda p: p.code):
        alike = list(alike)
        for p in alike[:SHOWN_PROBLEMS]:
            mark = "✓" if p.mended else "!" if p.needs_a_person else "·"
            print(f"{mark} {p.message} [{code}]\n    {p.remedy}")
        if len(alike) > SHOWN_PROBLEMS:
            print(f"  … và {len(alike) - SHOWN_PROBLEMS} chỗ khác cùng loại (xem hết: --json).")


if __name__ == "__main__":
    streams.speak_utf8()
    without_pandas.do_without()
    gc.set_threshold(50_000, 20, 20)  # else it walks all that is imported again and again: a twentieth of a small load
    app()
