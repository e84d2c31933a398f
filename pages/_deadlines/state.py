"""Who was on time, late, missing: one sentence and the figures."""

from __future__ import annotations

from pages._shared.filters import View
from words import labels


def word(row: dict) -> str:
    """The piece of the bar a row belongs to; a requested report is never late or missing."""
    if row["obligation"] == "requested" and row["status"] not in ("not_due", "no_data", "waiting"):
        return "○ Đề nghị: đã gửi" if row["done_on"] else "○ Đề nghị: chưa gửi"
    if row["needs_supplement"] and row["status"] in ("missing", "not_due"):
        return "◐ Bổ sung"
    return f"{labels.STATUS_SYMBOL[row['status']]} {labels.STATUS[row['status']]}"


def in_words(view: View, row: dict) -> dict:
    row["status_text"] = labels.status(row, view.snapshot.as_of)
    row["obligation_text"] = labels.OBLIGATION[row["obligation"]]
    row["head_text"] = row["head_position"] or "khuyết"
    capacity = labels.CAPACITY.get(row["head_capacity"], "").lower()
    if row["head_capacity"] in ("acting", "in_charge") and capacity not in row["head_text"].lower():
        row["head_text"] += f" ({capacity})"
    row["extension_text"] = (
        f"đến {labels.date(row['extended_until'])} ({row['extension_document']})" if row["extended_until"] else None
    )
    return row


def answer(view: View, rows: list[dict], name: str) -> str:
    if all(row["status"] == "waiting" for row in rows):
        due = labels.before(max(row["due_on"] for row in rows))
        return f"{labels.sentence(name)} năm {view.year}: **chờ hướng dẫn**, {labels.NO_FRAMEWORK.partition(' (')[0]}; hạn theo Kế hoạch: {due}."
    if any(row["status"] == "no_data" for row in rows):
        return f"{labels.sentence(name)}: năm {view.year} **chưa có số liệu**, chưa nhận được hồ sơ nào của năm này."
    required = [row for row in rows if row["obligation"] == "required"]
    due = max(row["due_on"] for row in rows)
    if all(row["status"] == "not_due" for row in rows):
        return f"{labels.sentence(name)} năm {view.year} **chưa đến hạn**: {labels.before(due)} (còn {(due - view.snapshot.as_of).days} ngày)."
    waiting = [r for r in required if r["needs_supplement"] and r["status"] in ("missing", "not_due")]
    count = {s: sum(r["status"] == s for r in required if r not in waiting) for s in labels.STATUS}
    if not required:
        sent = sum(row["done_on"] is not None for row in rows)
        return (
            f"{name} năm {view.year}: **{sent}/{len(rows)}** đơn vị đã gửi; tất cả thuộc diện đề nghị, không tính chậm."
        )
    if count["not_due"] and not count["missing"]:
        left = (due - view.snapshot.as_of).days
        return (
            f"{name} năm {view.year}: **{len(required) - count['not_due']}/{len(required)}** đơn vị bắt buộc đã gửi; "
            f"**{count['not_due']}** đơn vị còn thời gian đến {labels.before(due)} (còn {left} ngày)."
        )
    said = [f"**{count['on_time']}/{dated}** đơn vị bắt buộc gửi đúng hạn"] if (dated := _dated(required)) else []
    late = [row for row in required if row["status"] == "late"]
    if late:
        worst = max(late, key=lambda row: row["days_late"])
        said.append(
            f"**{len(late)}** gửi chậm (nhiều nhất {worst['days_late']} ngày: {labels.plain(worst['unit_name'])})"
        )
    missing = [labels.plain(r["unit_name"]) for r in required if r["status"] == "missing" and not r["needs_supplement"]]
    absent = "không có báo cáo" if is_told(rows) else "chưa gửi"
    said.append(f"**{len(missing)}** {absent} ({labels.names(missing)})" if missing else "không đơn vị nào chưa gửi")
    if waiting:
        said.append(f"**{len(waiting)}** đã gửi, chưa có bản hợp lệ")
    if count["not_due"]:
        said.append(f"{count['not_due']} đơn vị còn hạn")
    if undated := count["undated"]:  # last, and as others: they are not among those of whom the first figure tells
        other = "đơn vị khác " if dated else ""
        said.append(f"**{undated}** {other}đã gửi nhưng chưa ghi sổ tiếp nhận nên chưa rõ ngày (không tính chậm)")
    return f"{name} năm {view.year}: {'; '.join(said)}."


def _dated(required: list[dict]) -> int:
    """Of how many it can be told whether they were on time: all but those that sent on a day that nobody wrote down."""
    return sum(row["status"] != "undated" for row in required)


def is_told(rows: list[dict]) -> bool:
    """Whether the result of the year is public: then nothing is overdue any more."""
    return any(row["status"] == "missing" and row["days_late"] is None for row in rows)


def figures(view: View, rows: list[dict]) -> list[dict]:
    known = [row for row in rows if row["status"] not in ("no_data", "waiting")]
    required = [row for row in known if row["obligation"] == "required"]
    requested = [row for row in known if row["obligation"] == "requested"]
    due = min(row["due_on"] for row in rows)  # extensions end later
    dated = _dated(required)
    late = [row["days_late"] for row in required if row["status"] == "late"]
    not_due = any(row["status"] == "not_due" for row in rows)
    absent = sum(r["status"] in ("missing", "not_due") and not r["needs_supplement"] for r in required)
    overdue = sum(r["status"] == "missing" and not r["needs_supplement"] for r in required)
    extended = sum(row["extended_until"] is not None for row in rows)
    return [
        {
            "label": f"Hạn gửi (năm {due.year})",
            "value": due.strftime("%d/%m"),
            "note": f"{extended} gia hạn" if extended else "không có gia hạn",
        },
        {
            "label": labels.SENT_SO_FAR if not_due else labels.STATUS["on_time"],
            "value": f"{sum(r['status'] == 'on_time' for r in required)}/{dated}" if dated else labels.NONE,
            "note": "hạn chưa hết"
            if not_due
            else f"{len(required) - dated} chưa rõ ngày"
            if dated < len(required)
            else "trong diện bắt buộc",
        },
        {
            "label": "Gửi chậm",
            "value": str(len(late)) if required else labels.NONE,
            "note": f"nhiều nhất {max(late)} ngày" if late else "không có",
            "help": "Không gồm đơn vị đã gửi mà sổ tiếp nhận chưa ghi ngày.",
        },
        {
            "label": "Chưa gửi",
            "value": str(absent) if required else labels.NONE,
            "note": f"{overdue} quá hạn, {absent - overdue} còn hạn"
            if 0 < overdue < absent
            else "hạn chưa hết"
            if not_due
            else "không có báo cáo"
            if is_told(rows)
            else "đã quá hạn"
            if absent
            else "không có",
        },
        {
            "label": "Diện đề nghị",
            "value": f"{sum(r['done_on'] is not None for r in requested)}/{len(requested)}"
            if requested
            else labels.NONE,
            "note": "đơn vị đã gửi",
        },
    ]
