"""Words and numbers as administrative documents write them: leading zeros, up or down without a sign, and what is said
where there is nothing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from warehouse import clock
from warehouse.reference_names import sheet
from words import labels

UNWRITTEN = "[…]"  # only people can write it
OFFICE_SIGNS = ("Trưởng phòng",)
# what the letters of a symbol stand for (979/QĐ-TTg), by Nghị định 30/2020/NĐ-CP
KINDS_OF_DOCUMENT = {
    "QĐ": "Quyết định",
    "NQ": "Nghị quyết",
    "KH": "Kế hoạch",
    "TT": "Thông tư",
    "NĐ": "Nghị định",
    "CT": "Chỉ thị",
    "BC": "Báo cáo",
    "HD": "Hướng dẫn",
}


def cited(number: str | None) -> str:
    """`Quyết định số 979/QĐ-TTg`; `Văn bản số …` where the symbol says nothing."""
    if not number:
        return f"Văn bản số {UNWRITTEN}"
    letters = re.split(r"[/-]", number)
    kind = next((KINDS_OF_DOCUMENT[part] for part in letters if part in KINDS_OF_DOCUMENT), "Văn bản")  # fmt: skip
    return f"{kind} số {number}"


def rank(number: str | None) -> int:
    """The place of a document among those that another rests on: laws, decrees, decisions of the Prime Minister, circulars,
    resolutions and decisions of the place, directives, plans."""
    symbol = (number or "").rpartition("/")[2]
    kind = symbol.split("-")[0]
    if "QH" in symbol:
        return 0
    order = ("NĐ", "QĐ-TTg", "TT", "NQ", "QĐ", "CT", "KH")
    found = next((one for one in (symbol, kind) if one in order), None)
    return 1 + (order.index(found) if found else len(order))


def rests_on(row: dict) -> str:
    """`Quyết định số 979/QĐ-TTg ngày 12/8/2022 của Thủ tướng Chính phủ về việc phê duyệt …`; what is law says what it rules
    without "về việc", and a law is called by its name."""
    number, title = row["number"] or "", row["title"]
    when = f" ngày {day(row['issued_on'])}" if row["issued_on"] else ""
    if title.startswith(("Luật ", "Bộ luật ", "Pháp lệnh ")):
        return f"{title}{when}"
    is_law = re.search(r"/\d{4}/", number) or title.lower().startswith("về ")
    about = " " if is_law else " về việc "
    return f"{cited(number)}{when} của {row['issuer'] or UNWRITTEN}{about}{labels.inside(title)}"


def counted(number: int, what: str = "đơn vị") -> str:
    """`03 đơn vị`: below ten with a leading zero."""
    return f"{number:02d} {what}"


def unnamed(number: int) -> str:
    """Units that a document tells of and does not name."""
    return f"{counted(number)} không nêu tên"


def day(of: dt.date) -> str:
    """`01/7/2025`: by Nghị định 30 a zero stands before days below ten and before the months 1 and 2 alone."""
    return f"{of.day:02d}/{of.month:02d}/{of.year}" if of.month < 3 else f"{of.day:02d}/{of.month}/{of.year}"


def issuer_ended(ended_on: dt.date | None) -> str:
    """Why an office or body issues nothing any more; empty where it is there. ended_on: its last day."""
    if ended_on is None:
        return ""
    return (
        f"Cơ quan ban hành đã kết thúc hoạt động từ {day(ended_on + dt.timedelta(days=1))}; chọn cơ quan kế thừa ở "
        f"{sheet('issuers')}."
    )


def signers(own: str | None, usual: Iterable[str] = OFFICE_SIGNS) -> list[str]:
    """The lines of who signs: own, of the question `snapshot`, separated by ;, else the usual ones."""
    return [line.strip() for line in own.split(";")] if own else [*usual]


def change(before: float | None, now: float | None, since: str) -> str:
    """`tăng 1,2 điểm phần trăm so với năm 2023`, `giảm …`, `không thay đổi so với …`; empty where one of them is missing."""
    if before is None or now is None:
        return ""
    moved = labels.signed(now - before)
    if moved == "0":
        return f"không thay đổi so với {since}"
    return f"{'tăng' if now > before else 'giảm'} {moved[1:]} điểm phần trăm so với {since}"


def listed(items: list[str], most: int = 12, what: str = "nội dung") -> str:
    """`A, B và C`; a long list ends in how many more there are: `A, B và 02 đơn vị khác`. what: what they are."""
    if len(items) > most:
        return f"{', '.join(items[:most])} và {counted(len(items) - most, what)} khác"
    return labels.names(items, limit=most)


def compared(row: dict, word: str) -> str:
    """`trong 58/64 đơn vị được thẩm định đầy đủ ở cả hai năm (không gồm A, B, C và 07 đơn vị khác)`; row: of the question
    `comparison`."""
    without = f" (không gồm {listed(row['left_out'], 3, 'đơn vị')})" if row["left_out"] else ""
    who = (
        f"cả {counted(row['units'])}"
        if row["compared"] == row["units"] > 1
        else f"{row['compared']}/{row['units']} đơn vị"
    )
    return f"trong {who} được {word} đầy đủ ở cả hai năm{without}"


def moment(as_of: dt.date, published_at: str, zone: str | None) -> str:
    """When the figures were so: `10 giờ 30 phút, ngày 08/01/2027`; `hết ngày …` where they were published another day."""
    then = clock.local(published_at, zone)
    if then.date() != as_of:
        return labels.before(as_of)
    return f"{then:%H} giờ {then:%M} phút, ngày {labels.date(as_of)}"


def seat(city: str) -> str:
    """Where a document is dated: `Hạ Long` of `thành phố Hạ Long`."""
    return labels.sentence(city.removeprefix("thành phố "))


def in_full(body: str) -> str:
    """`UBND thành phố Hạ Long` as the head of a document writes it."""
    return f"Ủy ban nhân dân{body[4:]}" if body.startswith("UBND ") else body
