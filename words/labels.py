"""Words and number formats that people see: decimal comma, Vietnamese dates, "–" for what is missing."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable
from decimal import Decimal

from charts.theme import NO_RESULT  # noqa: F401 (the word of a chart's legend is the word of the pages)
from warehouse import clock, kinds
from words import rounding

NONE = "–"
COMMAND = re.compile(r"\b\w+(?: \w+)*: python\s-m\s.*")  # what an error advises whoever looks after the machine
IN_ADDRESSES = re.compile(r"(?<=/)(?=/)|(?<=www)(?=\.)|(?=@)", re.IGNORECASE)  # places by which one is known
APP = "Theo dõi, đánh giá hiệu quả công tác PBGDPL"
PLACES = ("thành phố", "tỉnh", "phường", "xã", "đặc khu", "thị xã", "huyện", "quận")  # what an office may work for
ALL_BLOCKS = "tat_ca"
ALL_BLOCKS_NAME = "Tất cả các khối"

PAGES = {  # file: (title, address); the addresses are part of the contract
    "overview.py": ("Tổng quan", ""),
    "rankings.py": ("Xếp loại và thứ hạng", "xep-hang"),
    "criteria.py": ("Kết quả theo tiêu chí", "tieu-chi"),
    "trends.py": ("Diễn biến qua các năm", "xu-huong"),
    "unit_profile.py": ("Phiếu kết quả đơn vị", "don-vi"),
    "deadlines.py": ("Thời hạn gửi báo cáo", "thoi-han"),
    "heads.py": ("Trách nhiệm người đứng đầu", "nguoi-dung-dau"),
    "plan_tasks.py": ("Nhiệm vụ theo Kế hoạch 411", "nhiem-vu"),
    "surveys.py": ("Khảo sát đối tượng được PBGDPL", "khao-sat"),
    "assessments.py": ("Đánh giá khác trong năm", "danh-gia-khac"),
    "review.py": ("Báo cáo sơ kết, tổng hợp", "so-ket"),
    "intake.py": ("Tiếp nhận hồ sơ", "tiep-nhan"),
    "verification.py": ("Thẩm định điểm", "tham-dinh"),
    "data_checks.py": ("Kiểm tra số liệu", "kiem-tra-so-lieu"),
    "publication.py": ("Công bố", "cong-bo"),
    "start.py": ("Bắt đầu", "bat-dau"),
    "catalogue.py": ("Danh mục", "danh-muc"),
    "audit.py": ("Nhật ký", "nhat-ky"),
    "about.py": ("Giới thiệu và trợ giúp", "gioi-thieu"),
}
STEWARD_PAGES = (
    "review.py",
    "intake.py",
    "verification.py",
    "data_checks.py",
    "start.py",
    "catalogue.py",
    "audit.py",
)  # in the menu of Phòng Tư pháp alone

STATUS = {
    "on_time": "Đúng hạn",
    "late": "Gửi chậm",
    "undated": "Đã gửi, chưa rõ ngày",
    "missing": "Chưa gửi",
    "no_data": "Chưa có số liệu",
    "waiting": "Chờ hướng dẫn",
    "not_due": "Chưa đến hạn",
}
SENT_SO_FAR = "Bắt buộc, đã gửi"  # before the due date nobody is on time or late
STATUS_SYMBOL = {
    "on_time": "●",
    "late": "▲",
    "undated": "◌",
    "missing": "✕",
    "no_data": "–",
    "waiting": "–",
    "not_due": "○",
}
STAGE = {
    "collecting": "Đang tiếp nhận",
    "provisional": "Tạm tính",
    "opinions": "Đang lấy ý kiến",
    "submitted": "Đã trình",
    "returned": "Trả lại để chỉnh sửa",
    "published": "Đã công bố",
    "amended": "Đính chính",
}
OBLIGATION = {"required": "Bắt buộc", "requested": "Đề nghị"}
KIND = {"dau_vao": "Đầu vào", "qua_trinh": "Quá trình", "dau_ra": "Đầu ra", "tac_dong": "Tác động"}
RECOGNITION = {"model": "Mô hình, cách làm hay", "award": "Khen thưởng"}
TASK_STATUS = {
    "done": "● Hoàn thành",
    "in_progress": "◐ Đang thực hiện",
    "not_started": "○ Chưa thực hiện",
    "unfinished": "▲ Hết năm chưa hoàn thành",
    "never_reported": "✕ Chưa có báo cáo",
    "not_reported": "○ Chưa báo cáo (năm đang diễn ra)",
    "not_due": "– Chưa đến năm thực hiện",
}
TASK_ROLE = {"lead": "Chủ trì", "partner": "Phối hợp"}
FORM_COLUMN = {  # what a column of the department's form may hold
    "title": "tên biểu (dòng trên bảng)", "ordinal": "số thứ tự", "unit_code": "mã đơn vị", "unit_name": "tên đơn vị", "block_name": "khối",
    "document_number": "số văn bản của đơn vị", "received_on": "ngày nhận báo cáo", "signed_on": "ngày nhận bản ký", "status": "đúng hạn hay chậm",
    "self_points": "tổng điểm tự chấm", "verified_points": "tổng điểm thẩm định", "points": "tổng điểm được tính", "max_points": "điểm tối đa áp dụng",
    "score_pct": "tỷ lệ % điểm tối đa", "class_name": "xếp loại", "rank_block": "thứ hạng trong khối (tham khảo)",
    "verified_count": "số tiêu chí đã thẩm định", "verified_on": "ngày thẩm định xong", "published_document": "văn bản công bố",
    "criterion": "điểm tiêu chí (không ghi mã: mỗi tiêu chí một cột)", "remark": "ghi chú kết quả", "blank": "để trống, ghi tay",
}  # fmt: skip
CAPACITY = {"head": "Cấp trưởng", "acting": "Quyền", "in_charge": "Phụ trách", "vacant": "Khuyết"}
FINDING = {
    "favourable": "● Thuận lợi",
    "attention": "▲ Cần lưu ý",
    "unfavourable": "▼ Nội dung cần xem xét",
    "insufficient": "○ Chưa đủ căn cứ",
    "unconfirmed": "○ Chờ phiếu xác nhận",
    "not_rated_here": "– Không đánh giá tại đây",
}
FOLLOW_UP = {
    "overdue": "✕ Quá hạn",
    "asked": "○ Chưa thực hiện (đề nghị)",
    "open": "○ Chưa đến hạn",
    "done": "● Đã thực hiện",
}
ANSWER = {"agree": "đồng ý", "disagree": "không đồng ý"}
EVIDENCE_STATE = {"present": "Có", "missing": "Thiếu", "invalid": "Không hợp lệ", "awaited": "Chờ bổ sung"}
REASONS = (  # why a score is lowered, offered where it is typed; other words may be written
    "Thiếu minh chứng",
    "Minh chứng không hợp lệ",
    "Minh chứng ngoài năm đánh giá",
    "Không đúng thang điểm",
    "Cao hơn khảo sát",
    "Tính trùng nội dung",
)
LATE_OPINION = {"accepted": "Chấp nhận", "refused": "Không chấp nhận"}
OPINION_STATE = {
    "disagree": "Không thống nhất",
    "agree": "Thống nhất",
    "silent": "Không có ý kiến trong thời hạn",
    "waiting": "Chưa có ý kiến",
}
DECIDED_HOW = {"entered": "Từng tiêu chí", "bulk": "Thống nhất chung"}
SELF_VERIFIED = "Điểm thẩm định của cơ quan thẩm định do chính cơ quan đó cho"
NOT_NAMED = "nêu tên sau khi trả lại, hoặc hết hạn, phiếu xác nhận"
NOT_INDEPENDENT = "Chưa được thẩm định độc lập"
LEVEL = {"error": "Lỗi", "warning": "Lưu ý", "info": "Thông tin"}
FILE_STATUS = {
    "accepted": "Đã nhận",
    "accepted_with_warnings": "Đã nhận, có lưu ý",
    "superseded": "Bản cũ hơn",
    "duplicate": "Trùng",
    "rejected": "Không nhận",
    "withdrawn": "Đã rút số liệu, giữ ngày nhận",
}
FILE_KIND = {code: kind.name for code, kind in kinds.catalogue().items()}
INDICATORS = {
    "nhan_thuc": "Nhận thức pháp luật",
    "y_thuc": "Ý thức chấp hành",
    "su_dung": "Sử dụng pháp luật",
    "hai_long": "Hài lòng với PBGDPL",
    "tiep_can": "Được PBGDPL",
}
TABLE = "Bảng số liệu"
REFERENCE_RANK = "thứ hạng tham khảo"
RANK_LATER = "thứ hạng, trung vị khối chỉ nêu theo văn bản công bố"
NOT_RATED = "Tự đánh giá theo đề nghị (Mục V.5); không xếp thứ hạng"  # of who is only asked, and of the council
RANK_CHANGE = (
    "Tăng, giảm thứ hạng tính lại trong các đơn vị cùng khối có kết quả của cả hai năm: không ai tụt hạng chỉ vì đơn vị khác "
    "mới có hoặc không còn kết quả."
)
FRAMEWORK_CHANGED = "thay đổi bộ tiêu chí"
NOT_COMPARED = "Chưa đủ căn cứ để so sánh"
WAITING = "chờ hướng dẫn"
NO_FRAMEWORK = f"chưa có bộ tiêu chí ({WAITING})"  # of a year, or of a block in it
TELL_ADMIN = "Báo người quản trị xem lại kho số liệu."
FOLDER_DAMAGED = f"Kho số liệu có chỗ hỏng; đang hiện bản số liệu đọc được gần nhất (mã ở cuối trang). {TELL_ADMIN}"
NOTHING_READABLE = f"Kho số liệu bị hỏng, không có bản số liệu nào đọc được. {TELL_ADMIN}"
JOURNAL_CHANGED = f"Nhật ký của kho số liệu không còn nguyên; trang hiện số liệu cập nhật gần nhất, chưa ghi thêm được gì. {TELL_ADMIN}"
SNAPSHOT_CHANGED = (
    f"Bản số liệu đang hiện không còn như lúc cập nhật: đừng dùng số liệu trên các trang này. {TELL_ADMIN}"
)
SNAPSHOT_DAMAGED = f"Bản số liệu đang hiện bị hỏng, không đọc được. {TELL_ADMIN}"
OLDER_RELEASE = f"Số liệu do bản phần mềm trước lập và chưa chuyển được sang bản này. {TELL_ADMIN}"
PROGRAM_ERROR = "Chương trình gặp lỗi nên chưa làm xong việc vừa chọn; số liệu trong kho không thay đổi."
NO_FILE = "Chưa tạo được tệp. Tải lại trang rồi thử lại; nếu còn lỗi, báo người quản trị mã lỗi {number}."
ERROR_NUMBER = "Chọn “Thử lại” hoặc mở trang khác. Nếu còn lỗi, báo người quản trị **mã lỗi {number}**."


def framework_steps(years: Iterable[tuple[int, str | None]]) -> dict[int, str]:
    """What happened to the framework, by year: another one than the last in force, or none. years: (year, framework)
    in order."""
    found, last = {}, None
    for year, framework in years:
        if framework is None:
            found[year] = WAITING
        elif last not in (None, framework):
            found[year] = FRAMEWORK_CHANGED
        last = framework or last
    return found


def number(value: float | Decimal | None, decimals: int = 1) -> str:
    """`93,4`; thousands with a dot."""
    return NONE if value is None or math.isnan(value) else rounding.written(rounding.rounded(value, decimals))


def points(value: float | Decimal | None) -> str:
    """Points as given: `90,6`, `97`, `3,25`."""
    text = number(value, 2)
    return text.rstrip("0").rstrip(",") if "," in text else text


def percent(value: float | Decimal | None, bounds: Iterable[float] | None = ()) -> str:
    """`93,4%`. bounds: where the classes of its framework begin; none of them is shown before it is reached (`89,99%`)."""
    if value is None or math.isnan(value):
        return NONE
    return rounding.written(rounding.rounded(value, 1, bounds or ())) + "%"


def signed(value: float | Decimal | None, decimals: int = 1) -> str:
    """A change, rounded as a whole: `+1,2`, `−0,8`, `0`."""
    if value is None or math.isnan(value):
        return NONE
    change = rounding.rounded(rounding.difference(value), decimals)
    return "0" if not change else ("+" if change > 0 else "") + rounding.written(change)


def date(value: dt.date | None) -> str:
    return value.strftime("%d/%m/%Y") if value else NONE


def moment(iso: str, zone: str | None) -> str:
    """`05/01/2025 08:30` of a clock time as the journal writes it, by the clock of the office."""
    return clock.local(iso, zone).strftime("%d/%m/%Y %H:%M")


def sentence(text: str) -> str:
    """First letter upper case, the rest as it is."""
    return text[:1].upper() + text[1:]


def inside(text: str) -> str:
    """A name inside a sentence: first letter lower case; `MTTQ` stays."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def not_published(year: int) -> str:
    """What a unit reads in the place of results of others."""
    return (
        f"Kết quả năm {year} của các đơn vị khác chưa công bố: hiện ra khi có văn bản công bố nêu kết quả từng đơn vị."
    )


def runs(said: dict) -> str:
    """`3, 4`: the loads that an event of the journal, or what a command told, is about."""
    return ", ".join(map(str, said["runs"]))


def kind_of_place(name: str) -> str:
    """`phường` of `phường Hà Tu`; where a name does not say what it is, `địa bàn`."""
    return next((kind for kind in PLACES if name.casefold().startswith(f"{kind} ")), "địa bàn")


def plain(text: str) -> str:
    """Text of files and reference tables where Streamlit would read it as Markdown; an address in it is no link."""
    for mark in "\\`*_[]#<>$~|:":
        text = text.replace(mark, f"\\{mark}")
    return IN_ADDRESSES.sub("\u2060", text)  # of no width; nothing else keeps Streamlit from making a link of it


def without_commands(text: str) -> str:
    """What went wrong, for who reads a page: a command line that it advises is for whoever looks after the machine."""
    return COMMAND.sub(TELL_ADMIN, text)


def of_error(error: Exception) -> str:
    """The same of an error of ours, as a page says it."""
    return plain(without_commands(str(error)))


def before(due_on: dt.date) -> str:
    """The last day on time, in the words of a deadline: `hết ngày 04/01/2027`."""
    return f"hết ngày {date(due_on)}"


def status(row: dict, as_of: dt.date) -> str:
    """Status of a due date in words, with symbol: `▲ Gửi chậm 3 ngày`; of another unit none is told to a unit."""
    code = row["status"]
    if code is None:
        return NONE
    if row.get("needs_supplement"):
        more = "đang kiểm tra" if row.get("is_under_check") else "phải bổ sung"
        counts = row["obligation"] == "required" and code in ("on_time", "late")
        days = f" {row['days_late']} ngày" if code == "late" else ""
        if counts and row.get("received_on_source") != "assumed":
            return f"{STATUS_SYMBOL[code]} {STATUS[code]}{days}, {more}"
        return f"◐ Đã nhận, {more}" if row.get("is_under_check") else f"▲ Đã gửi, {more}"
    if row["obligation"] == "requested" and code in ("late", "undated", "missing"):
        what = "Chưa gửi" if code == "missing" else "Đã gửi"
        return f"○ {what} (thuộc diện đề nghị, không tính chậm)"
    words = STATUS[code]
    if code == "not_due" and row.get("extended_until"):
        document = f" ({row['extension_document']})" if row.get("extension_document") else ""
        return f"{STATUS_SYMBOL[code]} Được gia hạn đến {date(row['extended_until'])}{document}"
    if code == "late":
        words += f" {row['days_late']} ngày"
    elif code == "missing":
        # once the result of the year is public, words about its lateness stand still
        known = row["days_late"] is not None
        words = f"{words} (quá hạn {row['days_late']} ngày)" if known else f"Không có báo cáo năm {row['year']}"
    elif code == "not_due" and row.get("due_on"):
        words += f" (còn {(row['due_on'] - as_of).days} ngày)"
    elif code == "undated":
        words += " (chưa ghi sổ tiếp nhận, không tính chậm)"
    if code == "on_time" and row.get("received_on_source") == "assumed":
        words += " – ngày nhận tạm tính"
    return f"{STATUS_SYMBOL[code]} {words}"


def rank(row: dict) -> str:
    """`Thứ 4/32 (đồng hạng 2 đơn vị)`."""
    if row["rank_block"] is None:
        return "Không xếp thứ hạng" if row.get("is_rated") is False else NONE
    ties = f" (đồng hạng {row['tied']} đơn vị)" if row["tied"] > 1 else ""
    return f"Thứ {row['rank_block']}/{row['ranked']}{ties}"


def file_status(dry: bool) -> dict[str, str]:
    """What became of a file; of one that was only checked nothing came in yet."""
    return FILE_STATUS | ({"accepted": "Sẽ nhận", "accepted_with_warnings": "Sẽ nhận, có lưu ý"} if dry else {})


def rank_change(row: dict) -> str:
    """`▲ 3`, `▼ 2`, `0`, or why there is no comparison."""
    reasons = {
        "framework_changed": "thay đổi bộ tiêu chí",
        "block_changed": "chuyển khối",
        "new_unit": "đơn vị mới",
        "no_previous_result": "năm trước chưa có",
        "not_rated": "không xếp thứ hạng",
        "comparable": "không có đơn vị khác để so",
    }
    change = row["rank_change_common"]
    if change is None:
        # a unit has its rank once the year is published
        is_told = row["comparison"] != "comparable" or row["rank_block"] is not None
        return reasons.get(row["comparison"], NONE) if is_told else NONE
    return "0" if change == 0 else f"{'▲' if change > 0 else '▼'} {abs(change)}"


def compared_on(row: dict) -> str:
    """On what the change of one unit since the year before rests (mart.unit_change): why it is told, on which criteria, or
    that it is not; empty without a result of the year before on the same framework."""
    if row["compared_on"] == "common":
        return f"tính trên tiêu chí chung của hai năm, không gồm {names(row['left_out'].split(', '), 8)}"
    return {"all": "cùng tiêu chí, cùng cơ sở điểm", "none": inside(NOT_COMPARED), None: ""}[row["compared_on"]]


def head(position: str, term_from: dt.date | None) -> str:
    """`Trưởng phòng (nhiệm kỳ từ 01/07/2024)`: positions repeat, terms do not."""
    return f"{position} (nhiệm kỳ từ {date(term_from)})" if term_from else position


def compared(row: dict, word: str) -> str:
    """`trong 58/64 đơn vị được thẩm định đầy đủ ở cả hai năm (không gồm A và B)`; row: of the question `comparison`."""
    without = f" (không gồm {names(row['left_out'])})" if row["left_out"] else ""
    return f"trong {row['compared']}/{row['units']} đơn vị được {word} đầy đủ ở cả hai năm{without}"


def not_compared(row: dict, word: str, with_figures: bool = True) -> str:
    """`chưa đủ để so sánh với năm 2024 (mới 3/64 đơn vị …)`, with both figures where they do not stand beside it."""
    figures = [
        f"năm {year} {percent(row[f'median_{name}_all'], row['bounds'])}"
        for name, year in (("before", row["before"]), ("after", row["year"]))
    ]
    few = f"mới {row['compared']}/{row['units']} đơn vị" if row["compared"] else "chưa đơn vị nào"
    both = f"; trung vị {figures[0]}, {figures[1]}" if with_figures else ""
    return f"chưa đủ để so sánh với năm {row['before']} ({few} được {word} đầy đủ ở cả hai năm, cùng bộ tiêu chí{both})"


def bound_alike(row: dict) -> str:
    """`trong 58/64 đơn vị phải gửi như nhau ở cả hai năm`; row: of the question `count_changes`."""
    return f"trong {row['compared']}/{row['units']} đơn vị có cùng nghĩa vụ gửi ở cả hai năm"


def not_bound_alike(row: dict) -> str:
    """Why a count is not compared with an earlier one."""
    if row["open_units"]:
        return f"chưa so sánh với năm {row['before']}: còn {row['open_units']} đơn vị mà hạn gửi chưa hết hoặc năm chưa có số liệu"
    few = f"mới {row['compared']}/{row['units']} đơn vị" if row["compared"] else "chưa đơn vị nào"
    return f"chưa đủ để so sánh với năm {row['before']} ({few} có cùng nghĩa vụ, rõ ngày gửi ở cả hai năm)"


def basis(code: str | None, word: str) -> str:
    """On which scores a result rests."""
    return {"verified": f"Đã {word}", "mixed": f"{sentence(word)} một phần", "self": "Tự chấm", None: NONE}[code]


def names(items: list[str], limit: int = 3) -> str:
    """`A, B và C`; `A, B, C và 4 đơn vị khác`."""
    if len(items) > limit + 1:
        return f"{', '.join(items[:limit])} và {len(items) - limit} đơn vị khác"
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} và {items[-1]}"


def told_name(row: dict) -> str:
    """The name of a unit beside something negative, marked with what came of its sheet of facts; unnamed (unit_name None)
    before that, or before it was asked for its opinion."""
    if row["unit_name"] is None:
        return f"một đơn vị khối {inside(row['block_name'])}"
    if row["returned_on"]:
        return f"{row['unit_name']} (trả lại phiếu xác nhận ngày {date(row['returned_on'])})"
    if row["expired_on"]:
        return f"{row['unit_name']} (không trả lại phiếu xác nhận, hết hạn ngày {date(row['expired_on'])})"
    return row["unit_name"]


def not_named(named: str, held: int) -> str:
    """The words for units that are named, and after them how many are not yet."""
    return "; ".join(filter(None, [named, f"{held} đơn vị {NOT_NAMED}" if held else ""]))


def interval(row: dict) -> str:
    """Places that a unit may take when the weights vary: `thứ 3–6`, `thứ 4`."""
    low, high = row.get("rank_low"), row.get("rank_high")
    if low is None or high is None:
        return NONE
    first, last = math.floor(low), math.ceil(high)
    return f"thứ {first}" if first == last else f"thứ {first}–{last}"


def provisional(row: dict, is_running: bool) -> str:
    """Why a result is provisional; empty where it is not."""
    reasons = []
    if row["score_basis"] != "verified":
        reasons.append("chưa thẩm định đủ")
    if row["criteria_scored"] < row["criteria_applicable"]:
        reasons.append("còn tiêu chí chưa chấm")
    if is_running:
        reasons.append("năm chưa kết thúc")
    return ", ".join(reasons)


def to_next_class(row: dict) -> str:
    """`còn thiếu 1,4% (1,36 điểm) để xếp loại Tốt`; the points only where the reader may see them."""
    if not row["next_class_name"]:
        return "loại cao nhất"
    missing = row.get("points_to_next_class")
    # a hundredth of a point too many is a promise kept, one too few is none
    in_points = f" ({points(Decimal(math.ceil(100 * rounding.difference(missing))) / 100)} điểm)" if missing else ""
    return f"còn thiếu {distance(row['to_next_class'])}{in_points} để xếp loại {row['next_class_name']}"


def unmet(conditions: list[dict], score_pct: float | None, bounds: Iterable[float] | None) -> list[str]:
    """Per class whose bound a unit has reached: which of its conditions are not met."""
    by_class: dict[str, list[str]] = {}
    for one in conditions:
        clause = f" ({one['clause']})" if one["clause"] else ""
        said = f"{one['part_name']} đạt {percent(one['reached_pct'])}, cần từ {points(one['min_pct'])}%{clause}"
        by_class.setdefault(one["class_name"], []).append(said)
    return [
        f"Đạt {percent(score_pct, bounds)} nhưng chưa đủ điều kiện xếp loại {name}: {'; '.join(said)}."
        for name, said in by_class.items()
    ]


def distance(value: float) -> str:
    """Percentage points to a bound, never 0 where there are any: `1,4%`, `0,004%`."""
    known = rounding.difference(value)
    decimals = 1
    while known and not rounding.rounded(known, decimals):
        decimals += 1
    return number(known, decimals) + "%"


def near_bound(row: dict, near: float) -> str:
    """`Còn thiếu 0,4% để xếp loại Tốt`, `Vừa đạt Khá (hơn ngưỡng 0,3%)`, or empty: not near a class bound."""
    up, down = row["to_next_class"], row["above_bound"]
    if up is not None and up <= near:
        return f"Còn thiếu {distance(up)} để xếp loại {row['next_class_name']}"
    if down is not None and down <= near:
        return f"Vừa đạt {row['class_name']} ({f'hơn ngưỡng {distance(down)}' if down else 'đúng ngưỡng'})"
    return ""


def border_subject(row: dict) -> str:
    """What might turn: `Xếp loại Tốt → Khá`, `Có thể rời 3 vị trí đầu khối`."""
    if row["subject"] == "class":
        return f"Xếp loại {row['class_name']} → {row['other_class_name'] or NONE}"
    end = "đầu" if row["subject"] == "top" else "cuối"
    places = f"{row['places']} vị trí {end} khối" if row["places"] > 1 else f"vị trí {end} khối"
    return f"Có thể {'rời' if row['is_held'] else 'vào'} {places}"


def border_cause(row: dict) -> str:
    """How a cause turns it: `31% số lần thử`; `C1, D5, E3`; `khác`."""
    if row["cause"] == "weights":
        return f"{number(100 * row['change_share'], 0)}% số lần thử"
    if row["cause"] == "self_scores":
        return "khác"
    codes = row["criteria"].split(", ")
    return ", ".join(codes[:6]) + (f" … ({len(codes)} tiêu chí)" if len(codes) > 6 else "")
