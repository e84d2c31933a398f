"""The month of January to try: `python -m sample_data.january --day 2026-01-06 -o DIR`.

DIR/warehouse has what the office had loaded by that day, and its figures stand still on it. DIR/waiting has what is on the
desk: the files of the last week, some that are faulty, and day by day what is still to come. The sample cut in two,
illustrative like it.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

from sample_data import bad_files, registers
from sample_data.ensure import close_years, load
from sample_data.generate import SEED, YEARS, Sample, Writer, table
from sample_data.workbooks import write_register
from warehouse.store import Warehouse
from words import labels

WEEK = timedelta(days=7)  # what came within it lies on the desk, as after a holiday
ON_THE_DESK, FAULTY, LATER = "da_nhan", "tep_loi", "den_sau"
FAULTS = ("diem_vuot_toi_da.xlsx", "loi_cong_thuc.xlsx", "tieu_chi_lap.xlsx", "don_vi_la.xlsx", "co_mat_khau.xlsx",
          "khong_phai_bao_cao.xlsx", "ban_scan.pdf")  # fmt: skip


def year_on(day: date) -> int:
    """The year of which reports come in: from July on the running one."""
    return day.year if day.month > 6 else day.year - 1


def make(out: Path, day: date, units: int | None = None, first: int = YEARS[0]) -> None:
    """Both folders, from scratch; first: the first year that the warehouse has."""
    year, warehouse, waiting = year_on(day), Warehouse(out / "warehouse"), out / "waiting"
    # as the sample is when that year is over: all of it has come
    sample = Sample(SEED, units, (first, year), date(year + 1, 12, 15))

    def write(folder: Path) -> None:
        writer = Writer(sample, folder)
        writer.write()
        shutil.rmtree(writer.inbox / "theo_doi")
        registers.write(writer.inbox / "theo_doi", sample, day, table, writer.came)
        _stand_still(folder / "reference", day)
        shutil.rmtree(waiting, ignore_errors=True)
        _lay_out(writer, waiting, day)
        bad_files.write(folder / FAULTY, sample, year)
        (waiting / FAULTY).mkdir(parents=True)
        for name in FAULTS:
            shutil.move(folder / FAULTY / name, waiting / FAULTY)

    load(warehouse, write, day)
    if closed := range(first, year):
        close_years(warehouse, closed, day)


def _stand_still(folder: Path, day: date) -> None:
    """The settings of the sample with that day."""
    rows = [row | ({"value": day.isoformat()} if row["key"] == "as_of" else {}) for row in table("settings")]
    with (folder / "settings.csv").open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _lay_out(writer: Writer, waiting: Path, day: date) -> None:
    """Takes out of the inbox what is not loaded yet, with its lines of the intake register."""

    def place(came: date) -> Path | None:
        if came <= day - WEEK:
            return None  # loaded
        return waiting / ON_THE_DESK if came <= day else waiting / LATER / came.isoformat()

    for path, came in (writer.arrived | _surveys(writer.out / "inbox_surveys")).items():
        if to := place(came):
            to.mkdir(parents=True, exist_ok=True)
            shutil.move(path, to)
    for path, (year, lines) in writer.registers.items():
        path.unlink()
        parts = defaultdict(list)
        for line in lines:
            parts[place(line[3]) or path.parent].append(line)
        for folder, some in parts.items():
            folder.mkdir(parents=True, exist_ok=True)
            write_register(folder / path.name, year, some)
    for folder in (waiting / LATER).glob("*"):
        _stand_still(folder, date.fromisoformat(folder.name))  # whoever loads it comes to that day


def _surveys(folder: Path) -> dict[Path, date]:
    """Exports of surveys come when the fieldwork is over."""
    waves = table("survey_waves")
    return {path: date.fromisoformat(w["collected_to"]) for w in waves for path in folder.glob(f"* {w['year']} *")}


def told(out: Path, day: date) -> str:
    """What lies where, and what to try."""
    waiting = out.resolve() / "waiting"
    later = sorted(folder.name for folder in (waiting / LATER).glob("*"))
    intake, deadlines = (f"trang {labels.PAGES[page][0]}" for page in ("intake.py", "deadlines.py"))
    steps = [
        f"mở {deadlines}: đơn vị nào đã gửi, đơn vị nào chưa;",
        f"mở {intake}, chọn mọi tệp trong {ON_THE_DESK} và {FAULTY}: tệp tốt được nhận, tệp lỗi được nêu lỗi theo ô; bấm ghi nhận;",
        f"mở lại {deadlines}: ngày nhận lấy theo sổ tiếp nhận, không theo ngày nạp;",
    ]
    if later:
        steps.append(f"sang ngày sau: nạp mọi tệp trong {LATER}/{later[0]}, số liệu sẽ tính đến {labels.date(date.fromisoformat(later[0]))}.")  # fmt: skip
    rows = [
        f"Số liệu minh họa năm {year_on(day)}, tính đến {labels.date(day)}. Tệp để thử nằm trong {waiting}:",
        f"  {ON_THE_DESK}  {_count(waiting / ON_THE_DESK)} tệp nhận trong bảy ngày qua, chưa nạp, kể cả sổ tiếp nhận",
        f"  {FAULTY}  {_count(waiting / FAULTY)} tệp có lỗi",
        f"  {LATER}  {len(later)} thư mục, mỗi thư mục là một ngày sau đó; nạp theo thứ tự ngày",
        "Nên thử:",
        *(f"  {number}. {step}" for number, step in enumerate(steps, 1)),
        f"Làm lại từ đầu: xóa thư mục {out.resolve()}.",
    ]
    return "\n".join(rows)


def _count(folder: Path) -> int:
    return sum(1 for _ in folder.glob("*"))


def main() -> None:
    """Command line; what was made for that folder before is kept, with what somebody loaded into it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--day", required=True, help="2026-01-06")
    options.add_argument("-o", "--out", type=Path, required=True)
    chosen = options.parse_args()
    try:
        day = date.fromisoformat(chosen.day)
    except ValueError:
        raise SystemExit(f"Ngày ghi dạng 2026-01-06, không phải {chosen.day}.") from None
    if not YEARS[0] <= year_on(day) <= YEARS[1]:
        raise SystemExit(
            f"Dữ liệu minh họa có các năm {YEARS[0]}–{YEARS[1]}; ngày {labels.date(day)} ngoài các năm đó."
        )
    if Warehouse(chosen.out / "warehouse").current_id() is None:
        make(chosen.out, day)
    print(told(chosen.out, day))


if __name__ == "__main__":
    os.umask(0o022)
    main()
