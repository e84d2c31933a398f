"""Survey exports as five tools give them, one wave a year: personal columns, refusals, copies and all.

Illustrative answers: a unit's ability moves the shares, and the running year's fieldwork is not finished.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import xlsxwriter

WARD = "Ông/bà sinh sống tại xã, phường nào? "
WHO = "Ông/bà là"
REACHED = "Trong 12 tháng qua, ông/bà có được phổ biến, giáo dục pháp luật không?"
CHANNELS = "Ông/bà biết thông tin pháp luật qua kênh nào? (chọn nhiều)"
KNOWS_OLD = "Người điều khiển xe mô tô phải có giấy phép lái xe từ đủ bao nhiêu tuổi?"
KNOWS_1 = "Từ đủ bao nhiêu tuổi thì được điều khiển xe mô tô hai bánh dung tích từ 50 cm3 trở lên?"
KNOWS_2 = "Việc hòa giải ở cơ sở được thực hiện theo nguyên tắc nào?"
RESPECTS = "Ông/bà tự đánh giá ý thức chấp hành pháp luật của bản thân"
USES = "Ông/bà có tìm hiểu, sử dụng pháp luật khi giải quyết công việc không?"
PLEASED = "Mức độ hài lòng của ông/bà đối với hoạt động PBGDPL "
CONSENT = "Ông/bà có đồng ý tham gia khảo sát không?"

CITIZEN, OFFICIAL = "Người dân", "Cán bộ, công chức, viên chức"
LABELS = {
    "nguoi_dan": CITIZEN, "can_bo": OFFICIAL, "co": "Có", "khong": "Không", "t16": "16 tuổi", "t18": "18 tuổi",
    "tu_nguyen": "Tự nguyện của các bên", "bat_buoc": "Bắt buộc theo quyết định của xã, phường",
    "rat_tot": "Rất tốt", "tot": "Tốt", "trung_binh": "Trung bình", "chua_tot": "Chưa tốt",
    "thuong_xuyen": "Thường xuyên", "thinh_thoang": "Thỉnh thoảng", "khong_su_dung": "Không",
    "rat_hai_long": "Rất hài lòng", "hai_long": "Hài lòng", "binh_thuong": "Bình thường", "khong_hai_long": "Không hài lòng",
    "loa": "Loa truyền thanh", "mang": "Mạng xã hội, Zalo", "hoi_nghi": "Hội nghị, tuyên truyền miệng", "to_gap": "Tờ gấp, tài liệu",
}  # fmt: skip
CHANNEL_CODES = ("loa", "mang", "hoi_nghi", "to_gap")


@dataclass
class Answer:
    """One response, by option codes."""

    moment: datetime
    unit: dict
    who: str
    reached: str
    channels: list[str]
    knows: str
    knows_2: str
    respects: str
    uses: str
    pleased: str


def write(folder: Path, sample) -> None:
    """One file per year of the sample, in the format of another tool each."""
    folder.mkdir(parents=True)
    writers = {2022: _google_csv, 2023: _google_xlsx, 2024: _kobo_csv, 2025: _limesurvey_csv, 2026: _ms_forms_xlsx}
    wards = [u for u in sample.units if u["block_code"] == "xa_phuong"][:40]
    for year in sample.years:
        answers = list(_answers(sample, wards, year))
        if year in writers and answers:
            writers[year](folder, year, answers)


def _answers(sample, wards: list[dict], year: int) -> Iterator[Answer]:
    """Answers ward by ward: most large enough to be shown, a few too small, one with three people."""
    running = year == sample.as_of.year
    moment = datetime(year, 11, 20 if running else 12, 8, 0)
    for place, ward in enumerate(wards):
        if ward["valid_to"] and ward["valid_to"] < f"{year}-11-01":
            continue
        draw = sample.random.random()
        count = 3 if place == 7 else int(14 + 14 * draw) if place % 9 == 4 else int(34 + 40 * draw)
        if running:
            count = int(count * (0.45 + 0.5 * sample.random.random()))
        ability = sample.ability[ward["unit_code"]] + 0.02 * (year - 2022) - 0.1
        for a in sample.random.random((count, 8)):
            # at least five seconds a step keeps all days inside the period
            moment += timedelta(minutes=2 + 6 * float(a[0]))
            yield Answer(
                moment, ward, "nguoi_dan" if a[1] < 0.8 else "can_bo", "co" if a[2] < ability else "khong",
                [c for c, chance in zip(CHANNEL_CODES, a[3:7], strict=True) if chance < 0.45],
                "t18" if a[3] < ability - 0.02 else "t16", "tu_nguyen" if a[7] < ability else "bat_buoc",
                "rat_tot" if a[5] < ability - 0.3 else "tot" if a[5] < ability + 0.05 else "trung_binh" if a[5] < 0.97 else "chua_tot",
                "thuong_xuyen" if a[6] < ability - 0.2 else "thinh_thoang" if a[6] < 0.9 else "khong_su_dung",
                "rat_hai_long" if a[4] < ability - 0.3 else "hai_long" if a[4] < ability else "binh_thuong" if a[4] < 0.95 else "khong_hai_long",
            )  # fmt: skip


def _name(folder: Path, year: int, tool: str, ext: str) -> Path:
    return folder / f"Khao sat PBGDPL {year} - {tool} (minh hoa).{ext}"


def _google_csv(folder: Path, year: int, answers: list[Answer]) -> None:
    """Google Forms, Vietnamese, with collected e-mail addresses and a free comment."""
    with _name(folder, year, "Google Forms", "csv").open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(
            ["Dấu thời gian", "Địa chỉ email", WARD, WHO, REACHED, KNOWS_OLD, PLEASED, RESPECTS, USES, "Góp ý khác"]
        )
        for n, a in enumerate(answers):
            comment = "Liên hệ 0912 345 678" if n == 5 else "Cần tuyên truyền nhiều hơn" if n % 20 == 0 else ""
            writer.writerow([f"{a.moment:%d/%m/%Y %H:%M:%S}", f"nguoi{n}@example.vn", a.unit["unit_name"], LABELS[a.who],
                             LABELS[a.reached], LABELS[a.knows], LABELS[a.pleased], LABELS[a.respects], LABELS[a.uses], comment])  # fmt: skip


def _google_xlsx(folder: Path, year: int, answers: list[Answer]) -> None:
    """Google Forms as a workbook: real dates, choices joined by a comma."""
    rows = [["Dấu thời gian", WARD, CONSENT, WHO, REACHED, CHANNELS, KNOWS_1, KNOWS_2, PLEASED, RESPECTS, USES]]
    for n, a in enumerate(answers):
        consent = "Không" if n % 97 == 0 else "Có"
        rows.append([a.moment, a.unit["unit_name"], consent, LABELS[a.who], LABELS[a.reached],
                     ", ".join(LABELS[c] for c in a.channels), LABELS[a.knows], LABELS[a.knows_2],
                     "Hoàn toàn hài lòng" if a.pleased == "rat_hai_long" and n % 11 == 0 else LABELS[a.pleased],
                     LABELS[a.respects], LABELS[a.uses]])  # fmt: skip
    _workbook(_name(folder, year, "Google Forms", "xlsx"), "Câu trả lời biểu mẫu 1", rows)


def _kobo_csv(folder: Path, year: int, answers: list[Answer]) -> None:
    """KoboToolbox with XML names, groups, a select-multiple both joined and split, review and copies."""
    head = ["start", "end", "today", "username", "deviceid", "phonenumber", "chung/xa_phuong", "chung/dong_y", "chung/doi_tuong", "noi_dung/tiep_can"]  # fmt: skip
    channels = ["noi_dung/kenh", *[f"noi_dung/kenh/{c}" for c in CHANNEL_CODES]]
    asked = ["noi_dung/tuoi_xe_may", "noi_dung/hoa_giai", "noi_dung/hai_long", "noi_dung/y_thuc", "noi_dung/su_dung"]
    tail = ["_geolocation", "_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by", "__version__", "_tags", "meta/rootUuid", "_index"]  # fmt: skip
    rows = []
    for n, a in enumerate(answers, 1):
        stamp = a.moment.isoformat(timespec="milliseconds") + "+07:00"
        marks = ["1" if c in a.channels else "0" for c in CHANNEL_CODES]
        rows.append([stamp, stamp, f"{a.moment:%Y-%m-%d}", f"dieutra{n % 5}", f"ee:{n % 5}", "0912345678", a.unit["unit_code"],
                     "khong" if n % 90 == 0 else "co", a.who, a.reached, " ".join(a.channels), *marks, a.knows, a.knows_2,
                     a.pleased, a.respects, a.uses, "20.95 107.07 0 0", str(400000 + n), f"uuid-{n:05d}",
                     f"{a.moment:%Y-%m-%dT%H:%M:%S}", "Not Approved" if n % 120 == 0 else "", "", "submitted_via_web",
                     f"dieutra{n % 5}", "v7", "", f"uuid-{n:05d}", str(n)])  # fmt: skip
    rows += [list(rows[10]), list(rows[20])]  # sent twice by the device
    with _name(folder, year, "KoboToolbox", "csv").open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, delimiter=";", quoting=csv.QUOTE_ALL)
        writer.writerows([[*head, *channels, *asked, *tail], *rows])


def _limesurvey_csv(folder: Path, year: int, answers: list[Answer]) -> None:
    """LimeSurvey with question codes, a byte order mark, and responses that were not finished."""
    head = ["id", "submitdate", "lastpage", "startlanguage", "seed", "ipaddr", "xaphuong", "dongy", "doituong", "tiepcan",
            *[f"kenh[{c}]" for c in CHANNEL_CODES], "tuoixemay", "hoagiai", "hailong", "ythuc", "sudung"]  # fmt: skip
    rows = []
    for n, a in enumerate(answers, 1):
        done = n % 40 != 0
        marks = ["Y" if c in a.channels else "" for c in CHANNEL_CODES]
        tail = [LABELS[a.knows], LABELS[a.knows_2], f"<p>{LABELS[a.pleased]}</p>", LABELS[a.respects], LABELS[a.uses]]
        rows.append([str(n), f"{a.moment:%Y-%m-%d %H:%M:%S}" if done else "", "3" if done else "1", "vi", str(n * 7), f"113.160.1.{n % 250}",
                     a.unit["unit_name"], "Có", LABELS[a.who], LABELS[a.reached], *marks, *(tail if done else [""] * 5)])  # fmt: skip
    with _name(folder, year, "LimeSurvey", "csv").open("w", encoding="utf-8-sig", newline="") as lines:
        writer = csv.writer(lines, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerows([head, *rows])


def _ms_forms_xlsx(folder: Path, year: int, answers: list[Answer]) -> None:
    """Microsoft Forms, fieldwork still going on."""
    rows: list[list] = [["ID", "Start time", "Completion time", "Email", "Name", WARD, CONSENT, WHO, REACHED, CHANNELS, KNOWS_1, KNOWS_2, PLEASED, RESPECTS, USES]]  # fmt: skip
    last = datetime.combine(date(year, 12, 14), datetime.min.time())
    for n, a in enumerate((a for a in answers if a.moment < last), 1):
        rows.append([n, a.moment, a.moment + timedelta(minutes=6), "anonymous", "", a.unit["unit_name"], "Có", LABELS[a.who],
                     LABELS[a.reached], "".join(f"{LABELS[c]};" for c in a.channels), LABELS[a.knows], LABELS[a.knows_2],
                     LABELS[a.pleased], LABELS[a.respects], LABELS[a.uses]])  # fmt: skip
    _workbook(_name(folder, year, "Microsoft Forms", "xlsx"), "Sheet1", rows)


def _workbook(path: Path, sheet: str, rows: list[list]) -> None:
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        book.set_properties({"created": datetime(2000, 1, 1)})  # no clock: the same content for the same seed
        moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
        page = book.add_worksheet(sheet)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if isinstance(value, datetime):
                    page.write_datetime(r, c, value, moment)
                elif value != "":
                    page.write(r, c, value)
