"""Biên bản giao nhận of a hand-over package: what it holds and how it is proved. Who met, when and where is left blank."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from reports.docx import written
from reports.minutes import BLANK, ENDED
from reports.paper import Head, Paper, Table
from words import labels
from words.documents import seat

WHOLE = {"file": "nguyên tệp", "extract": "phần trích", "reference": "danh mục", "figures": "bảng số liệu để đọc"}


def of_package(manifest: dict) -> bytes:
    """The minutes as DOCX."""
    return written(paper_of(manifest))


def paper_of(manifest: dict) -> Paper:
    """manifest: the list of the package, with its code."""
    office, to = manifest["office"], manifest["to"]["unit_name"]
    about = "hồ sơ, số liệu đánh giá công tác phổ biến, giáo dục pháp luật"
    paper = Paper(f"Biên bản giao nhận {about}", body=13)
    day = dt.date.fromisoformat(manifest["made_on"])
    paper.head(Head(manifest["body"], office, seat(manifest["city"]), day.year, "BB-TP"))
    paper.title("Biên bản", f"Giao nhận {about} cho {to}", ruled=True)
    if manifest["illustrative"]:
        paper.note(labels.sentence(manifest["illustrative"]))
    paper.heading("I. Thời gian, địa điểm, thành phần")
    paper.bullets(
        [f"{asked}: {BLANK}" for asked in (
            "Thời gian", "Địa điểm", "Đại diện bên giao", "Đại diện bên nhận", "Người chứng kiến (nếu có)",
        )]
    )  # fmt: skip
    _given(paper, manifest, to)
    _proof(paper, manifest)
    paper.heading("IV. Ý kiến, kết luận")
    paper.bullets([f"Ý kiến của bên nhận: {BLANK}", f"Hồ sơ còn thiếu, bàn giao sau: {BLANK}"])
    paper.paragraph(ENDED)
    paper.signatures("Bên giao", "Bên nhận")
    paper.annex("", "Danh sách tệp bàn giao", f"Biên bản số      /BB-TP của {office}", is_wide=True)
    paper.table(_members(manifest))
    return paper


def _given(paper: Paper, manifest: dict, to: str) -> None:
    paper.heading("II. Nội dung bàn giao")
    paper.paragraph(f"{manifest['office']} bàn giao cho {to} hồ sơ, số liệu của các đơn vị trước sắp xếp sau đây:")
    rows = [
        [str(n), part["unit_name"], _share(part), _day(part["effective_on"]), part["basis"] or labels.NONE,
         part["note"] or labels.NONE]
        for n, part in enumerate(manifest["parts"], 1)
    ]  # fmt: skip
    paper.table(
        Table(["TT", "Đơn vị", "Phần về bên nhận", "Từ ngày", "Căn cứ", "Ghi chú"], rows, [10, 36, 26, 22, 38, 33],
              ["right", "left", "left", "center", "left", "left"], size=10)
    )  # fmt: skip
    kinds = Counter((one["kind"], one["role"]) for one in manifest["members"] if one["kind"])
    paper.paragraph("Gói gồm:")
    paper.bullets([
        *(f"{labels.FILE_KIND[kind]}: {number} tệp ({WHOLE[role]})." for (kind, role), number in sorted(kinds.items())),
        "Danh mục và bộ tiêu chí liên quan; bảng điểm các giai đoạn, ngày nhận, số liệu khảo sát (số bị che giữ nguyên là bị che).",
    ])  # fmt: skip
    for stage in manifest["stages"]:
        number = f", văn bản số {stage['document_number']}" if stage["document_number"] else ""
        paper.paragraph(f"Kết quả năm {stage['year']}: {labels.inside(labels.STAGE[stage['stage']])}{number}.")
    paper.paragraph(
        "Bảng của bên giao có số liệu của nhiều đơn vị thì giao phần trích về các đơn vị nêu trên, kèm tên tệp, trang, ô và mã SHA-256 của "
        "tệp gốc; tệp gốc lưu tại bên giao. Phiếu trả lời khảo sát của từng người không bàn giao."
    )
    if refused := manifest["refused"]:
        paper.paragraph(
            f"Không bàn giao {labels.number(refused, 0)} tệp đã đến nhưng không được nhận vì có lỗi: tên, ngày nhận, lỗi của từng tệp ở trang “Tệp "
            "không được nhận” của bảng số liệu; tệp lưu tại bên giao."
        )


def _share(part: dict) -> str:
    share = float(part["share"])
    if share == 1:
        return "Toàn bộ"
    assumed = " (giả định)" if "giả định" in part["note"] or "minh họa" in part["note"] else ""
    return f"Một phần, {labels.percent(100 * share)}{assumed}"


def _proof(paper: Paper, manifest: dict) -> None:
    head = manifest["head"]
    paper.heading("III. Kiểm tra tính nguyên vẹn")
    paper.bullets([
        f"Mã gói (SHA-256 của danh sách tệp): {manifest['code']}.",
        f"Đầu nhật ký của bên giao khi lập gói: dòng số {head['seq']}, SHA-256 {head['sha256'] or labels.NONE}.",
        f"Số liệu tính đến {_day(manifest['as_of'])}, mã lần cập nhật {manifest['snapshot']}.",
        "Bên nhận nạp gói vào kho trống; phần mềm đối chiếu từng tệp với danh sách và từ chối cả gói nếu có tệp khác dù một byte. Hai bên "
        "so mã gói trên với mã phần mềm hiện sau khi nạp.",
    ])  # fmt: skip


def _members(manifest: dict) -> Table:
    rows = [
        [
            str(n),
            one["path"],
            labels.FILE_KIND.get(one["kind"], labels.NONE),
            WHOLE[one["role"]],
            _day(one["given_on"]),
            one["sha256"],
        ]
        for n, one in enumerate(manifest["members"], 1)
    ]
    return Table(["TT", "Tệp", "Loại", "Hình thức", "Ngày nhận", "SHA-256"], rows, [9, 62, 28, 20, 21, 107],
                 ["right", "left", "left", "left", "center", "left"], size=9)  # fmt: skip


def _day(text: str | None) -> str:
    return labels.date(dt.date.fromisoformat(text)) if text else labels.NONE
