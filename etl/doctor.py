"""Says what is wrong with a warehouse folder and mends what is safe to mend."""

from __future__ import annotations

import hashlib
import json

from warehouse.store import Warehouse


def examine(warehouse: Warehouse) -> list[str]:
    """Sentences, one per problem; empty where all is well."""
    if not warehouse.journal.is_file():
        return [] if not warehouse.pointer.exists() else ["Thiếu nhật ký archive/journal.jsonl."]
    found = _journal(warehouse)
    if found:
        return found
    state = warehouse.state()
    for event in {e["sha256"]: e for e in state.files if e["sha256"] and e["ext"]}.values():
        if event["kind"] is None or event["status"] == "duplicate":
            continue
        try:
            path = warehouse.archived(event["sha256"], event["ext"])
        except Exception as error:
            found.append(f"{error} ({event['path']}). Chép lại tệp gốc rồi nạp lại.")
            continue
        with path.open("rb") as file:
            found_hash = hashlib.file_digest(file, "sha256").hexdigest()
        if found_hash != event.get("stored_sha256", event["sha256"]):
            found.append(
                f"Tệp lưu {path.name} đã bị sửa ({event['path']}). Khôi phục từ bản sao lưu."
            )
    try:
        named = warehouse.pointer.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        named = ""
    if state.current and named != state.current:
        if warehouse.snapshot_path(state.current).is_file():
            with warehouse.locked():
                warehouse.point_to(state.current)
            found.append(f"CURRENT sai; đã sửa thành {state.current}.")
        else:
            found.append(f"Thiếu bản số liệu {state.current}. Chạy: python -m etl rebuild")
    return found


def _journal(warehouse: Warehouse) -> list[str]:
    lines = warehouse.journal.read_bytes().split(b"\n")
    for number, line in enumerate(lines[:-1], 1):
        try:
            json.loads(line)
        except ValueError:
            return [f"Nhật ký hỏng ở dòng {number}. Khôi phục journal.jsonl từ bản sao lưu."]
    return []
