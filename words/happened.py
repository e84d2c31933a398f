"""What happened, in words: one row for each thing that somebody did, of the lines of the journal and of the audit ledger."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from warehouse import audit, chain, clock
from warehouse.acting import AT_THE_MACHINE, CLI, UNKNOWN
from words import labels

FIRST = 3  # files that are named
WHAT = {  # a thing: how it is called, in the order of the list to choose from
    "load": "Nạp hồ sơ",
    "verify": "Thẩm định, giải trình",
    "correct": "Đính chính",
    "reference": "Danh mục, bộ tiêu chí",
    "publish": "Cập nhật số liệu",
    "withdraw": "Hủy lần nhập",
    "rollback": "Khôi phục bản trước",
    "stage": "Giai đoạn, công bố",
    "sign_off": "Chốt văn bản",
    audit.SIGNED_IN: "Đăng nhập",
    audit.SIGNED_OUT: "Đăng xuất",
    audit.DENIED: "Bị từ chối",
    audit.TAKEN: "Tải tệp",
    audit.ROLES: "Phân quyền",
    "keep": "Bảo quản kho",
}
OF_KIND = {"consolidated": "verify", "reply": "verify", "correction": "correct", "reference": "reference", "framework": "reference"}  # fmt: skip
OF_TYPE = {
    "published": "publish", "unchanged": "publish", "withdrawn": "withdraw", "rollback": "rollback", "staged": "stage",
    "stage_proposed": "stage", "frozen": "sign_off",
    "sent_back": "load", "withdrawal_asked": "withdraw", "withdrawal_sent_back": "withdraw",
}  # fmt: skip
ROLE = {
    "leader": "lãnh đạo", "steward": "Phòng Tư pháp", "admin": "quản trị", "unit": "đơn vị", "verifier": "người thẩm định",
    "noi_vu": "Phòng Nội vụ",
}  # fmt: skip
VIA = {CLI: "lệnh trên máy chủ", AT_THE_MACHINE: "tại máy"}


def rows(journal: list[dict], ledger: list[dict], zone: str | None) -> list[dict]:
    """Newest first, each with its `day`, by the clock of the office."""
    found = [*_of_journal(journal), *(row for event in ledger if (row := _of_ledger(event)))]
    when = [clock.local(row["when"], zone) for row in found]
    told = [
        row | {"at": labels.moment(row["when"], zone), "day": at.date(), "what": WHAT[row["code"]]}
        for row, at in zip(found, when, strict=True)
    ]
    return [told[n] for n in sorted(range(len(told)), key=lambda n: (when[n], n), reverse=True)]


def _of_journal(events: list[dict]) -> Iterator[dict]:
    """The files of one kind that came in one run are one row; a publication says from which snapshot it leads to which."""
    current = None
    for _, lines in groupby(events, _came_together):
        group = list(lines)
        first, kind, snapshots = group[0], group[0]["type"], ""
        if kind in ("published", "rollback"):
            to = first["snapshot" if kind == "published" else "to"]
            snapshots, current = f"{current} → {to}" if current else to, to
        if "at" in first:
            code = OF_KIND.get(first["kind"], "load") if kind == "received" else OF_TYPE.get(kind, "keep")
            yield _row(first, code, _said(group), snapshots, _numbers("Nhật ký", first["seq"], group[-1]["seq"]))


def _came_together(event: dict) -> tuple:
    is_file = event["type"] == "received"
    return (event["run"], OF_KIND.get(event["kind"])) if is_file else (event["seq"],)


def _said(group: list[dict]) -> str:
    event = group[0]
    match event["type"]:
        case "received":
            names = [e["path"].rsplit("/", 1)[-1] for e in group]
            status = Counter(labels.FILE_STATUS[e["status"]].lower() for e in group)
            more = f" và {len(names) - FIRST} tệp khác" if len(names) > FIRST else ""
            handed = (
                f"; bàn giao từ {event['handed']['office']}, mã gói {event['handed']['code']}"
                if event.get("handed")
                else ""
            )
            return f"{', '.join(names[:FIRST])}{more}: {', '.join(f'{n} {word}' for word, n in status.items())}{handed}"
        case "withdrawn":
            return f"Lần {labels.runs(event)}" if event["runs"] else "Tệp được thay bằng bản khác"
        case "staged" | "stage_proposed" as kind:
            document = f" ({event['document_number']})" if event["document_number"] else ""
            asked = "Đề nghị, chờ người thứ hai xác nhận: năm" if kind == "stage_proposed" else "Năm"
            return f"{asked} {event['year']}: {labels.STAGE[event['stage']]}{document}"
        case "sent_back":
            return f"Trả lại {event['path'].rsplit('/', 1)[-1]} cho {event['brought_by']}, không xác nhận: {event['reason']}"
        case "withdrawal_asked":
            return f"Đề nghị, chờ người thứ hai xác nhận: lần {labels.runs(event)}"
        case "withdrawal_sent_back":
            return f"Trả lại đề nghị rút lần {labels.runs(event)} của {event['asked_by']}: {event['reason']}"
        case "frozen":
            return f"Bản {event['version']} của {event['document']}"
        case "published":
            return f"Tính đến ngày {labels.date(dt.date.fromisoformat(event['as_of']))}"
        case "unchanged":
            return "Số liệu không đổi"
        case chain.ACCEPTED:
            return f"Chấp nhận chỗ nhật ký không còn nguyên: {event['by']}, {event['reason']}"
        case "stored_again":
            return "Lưu lại phiếu khảo sát theo quy tắc bỏ nội dung cá nhân hiện nay"
        case "reread":
            return f"Đọc lại {len(event['files'])} tệp theo danh mục mới"
    return ""


def _of_ledger(event: dict) -> dict | None:
    """None of what the journal tells itself."""
    match event["type"]:
        case audit.SIGNED_IN | audit.SIGNED_OUT:
            about = ""
        case audit.DENIED:
            about = event["where"]
        case audit.TAKEN:
            about = event["file"]
        case audit.ROLES:
            about = "; ".join(f"{who}: {_role(old)} → {_role(new)}" for who, old, new in event["changes"])
        case audit.RESTORED:
            about = "Khôi phục kho từ bản sao lưu"
        case audit.FORGOTTEN:
            about = f"Bỏ {event['lines']} dòng cũ của sổ truy vết, trước năm {event['before'][:4]}"
        case chain.ACCEPTED:
            about = f"Mở sổ truy vết mới thay sổ bị sửa: {event['by']}, {event['reason']}"
        case _:
            return None
    snapshots = event.get("snapshot") or (f"{event.get('from')} → {event['to']}" if event.get("to") else "")
    code = event["type"] if event["type"] in WHAT else "keep"
    return _row(event, code, about, snapshots, _numbers("Sổ truy vết", event["seq"], event["seq"]))


def _row(event: dict, code: str, about: str, snapshots: str, source: str) -> dict:
    how = [_role(event.get("role")) if event.get("role") else "", VIA.get(event.get("via", ""), "")]
    return {
        "run": str(event.get("run", "")), "when": event["at"], "code": code, "who": event.get("who", UNKNOWN),
        "how": ", ".join(filter(None, how)), "about": about, "snapshots": snapshots, "source": source,
    }  # fmt: skip


def _role(said: str | None) -> str:
    """`đơn vị P_HA_TU` of a line of the table of roles."""
    role, _, unit = (said or "").partition(" ")
    return " ".join(filter(None, (ROLE.get(role, role), unit))) or "không có quyền"


def _numbers(book: str, first: int, last: int) -> str:
    return f"{book} số {first}" + (f"–{last}" if last != first else "")
