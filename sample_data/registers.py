"""The office's registers of one sample: progress of the plan, and recommendations with reminders. All illustrative."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np

from etl.desk import register_book

WORDS = "Số liệu minh họa"
SOURCES = ("Ngân sách nhà nước", "Nguồn xã hội hóa")
UNFINISHED = {("3", 2024): "in_progress"}
NEVER_REPORTED = {("6b", 2024), ("6a", 2023)}
TOPICS = (
    "Kế hoạch phổ biến, giáo dục pháp luật năm {year}",
    "Hướng dẫn tự đánh giá hiệu quả công tác phổ biến, giáo dục pháp luật năm {year}",
    "Đôn đốc gửi báo cáo tự đánh giá năm {year}",
)
MATTERS = (
    "Kinh phí cho tuyên truyền ở thôn, khu còn ít",
    "Chưa có hướng dẫn thống nhất về cách lấy phiếu khảo sát trực tuyến",
    "Cán bộ làm công tác pháp luật còn kiêm nhiệm",
    "Đề nghị sửa tiêu chí về số lượt người được phổ biến",
)
PROPOSALS = (
    ("Ban hành hướng dẫn thống nhất về phiếu khảo sát và cỡ mẫu (minh họa)", "Sở Tư pháp", "Vướng mắc khi tổ chức khảo sát hằng năm"),
    ("Quy định mức chi riêng cho khảo sát đánh giá hiệu quả (minh họa)", "HĐND tỉnh", "Kinh phí khảo sát chưa có mức chi"),
    ("Sửa tiêu chí về số lượt người được phổ biến theo hướng đo kết quả (minh họa)", "Bộ Tư pháp", "Kết quả tự đánh giá các năm"),
)  # fmt: skip


def write(folder: Path, sample, as_of: date, table, came: dict[tuple[int, str], date]) -> None:
    """`Tien do nhiem vu.xlsx` and `Theo doi khuyen nghi.xlsx`, as they stand on a day. table: rows of a reference table by
    name; came: (year, unit) → the day of its report."""
    random = np.random.Generator(np.random.PCG64(sample.seed + 411))
    tasks, milestones = table("plan_tasks"), table("milestones")
    names = {
        "unit": {u["unit_code"]: u["unit_name"] for u in sample.units},
        "task": {t["task_code"]: t["task_code"] for t in tasks},
        "topic": {t["topic_code"]: t["topic_code"] for t in table("topics")},
        "milestone": {m["milestone_code"]: m["milestone_name"] for m in milestones},
    }
    units = [u["unit_code"] for u in sample.units if not u["valid_to"]]
    years = [y for y in sample.years if y < as_of.year]
    progress = {
        "task_progress": _tasks(random, tasks, years, as_of.year),
        "issued_document": _documents(years),
        "budget": _budget(random, units, years),
        "inspection": _inspections(random, units, years),
        "question": _questions(random, units, years),
        "front_opinion": [
            {"given_on": date(y, 11, 20), "giver": "Ủy ban MTTQ Việt Nam Thành phố", "document_number": f"{y % 100}/MTTQ-BTT",
             "content": f"Thống nhất với kết quả thực hiện năm {y}; đề nghị quan tâm địa bàn xa trung tâm",
             "response": "Tiếp thu trong kế hoạch năm sau"} for y in years
        ],
        "topic_result": _topic_results(years),
        "it_system": [
            {"system_name": "Trang thông tin phổ biến, giáo dục pháp luật", "year": y, "content": "Đăng văn bản, hỏi đáp pháp luật",
             "unit_count": 20 + 5 * n, "use_count": 12_000 + 3_000 * n, "evidence": "Nhật ký hệ thống (minh họa)"}
            for n, y in enumerate(years)
        ],
        "recognition": [
            row for y in years for row in (
                {"form": "model", "subject": f"Ngày pháp luật tại khu dân cư, năm {y}", "year": y, "unit_code": units[-1],
                 "content": "Hỏi đáp tại nhà văn hóa khu, có ghi nhận ý kiến (minh họa)"},
                {"form": "award", "subject": f"Tập thể phường, năm {y}", "year": y, "unit_code": units[0],
                 "content": "Thành tích trong phổ biến, giáo dục pháp luật (minh họa)", "document_number": f"{y % 100}0/QĐ-UBND"},
            )
        ],
        "proposal": [
            {"content": content, "addressee": addressee, "year": years[-1], "basis": basis}
            for content, addressee, basis in PROPOSALS if years
        ],
    }  # fmt: skip
    given: dict[int, int] = {}  # two sheets tell of this money: they say the same
    for row in progress["budget"]:
        if row["source"] == SOURCES[1]:
            given[row["year"]] = given.get(row["year"], 0) + row["amount"]
    for row in progress["task_progress"]:
        if "contributions" in row:
            row["contributions"] = given.get(row["year"], row["contributions"])
    follow_up = {
        "recommendation": _recommendations(random, units, years, as_of),
        "reminder": [
            {"unit_code": unit, "year": y, "milestone_code": "self_assessment", "sent_on": date(y + 1, 1, 7), "round": 1,
             "way": "Nhóm Zalo"} for y in years for unit in _urged(random, sample, y, came)
        ],
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    for kind, name, rows in (
        ("progress", "Tien do nhiem vu.xlsx", progress),
        ("follow_up", "Theo doi khuyen nghi.xlsx", follow_up),
    ):
        rows = {sheet: [row for row in some if _is_told(row, as_of)] for sheet, some in rows.items()}
        if not any(rows.values()):  # of a year that has only begun: nobody sends an empty register
            continue
        (folder / name).write_bytes(register_book.write(kind, names, rows, WORDS))


def _is_told(row: dict, as_of: date) -> bool:
    """Whether all of it has happened by that day; what is due may lie ahead."""
    return all(day <= as_of for field, day in row.items() if isinstance(day, date) and field != "due_on")


def _urged(random, sample, year: int, came: dict[tuple[int, str], date]) -> list[str]:
    """Three of those who are bound and have not sent; nobody else is urged."""
    waiting = [
        u["unit_code"] for u in sample.units
        if not u["valid_to"] and u["block_code"] in ("co_quan_chuyen_mon", "don_vi_su_nghiep", "xa_phuong")
        and came.get((year, u["unit_code"]), date.max) >= date(year + 1, 1, 7)
    ]  # fmt: skip
    return sorted(str(code) for code in random.choice(waiting, min(3, len(waiting)), replace=False)) if waiting else []


def _tasks(random, tasks: list[dict], years: list[int], running: int) -> list[dict]:
    rows = []
    for task in tasks:
        last = int(task["year_to"] or running)
        for year in [y for y in (*years, running) if int(task["year_from"]) <= y <= last]:
            key = (task["task_code"], year)
            if key in NEVER_REPORTED or (year == running and task["task_code"] != "4e"):
                continue
            status = UNFINISHED.get(key, "in_progress" if year == running else "done")
            row = {"task_code": key[0], "year": year, "status": status}
            if status == "done":
                row |= {
                    "done_on": date(year, 12, 5 + int(random.integers(0, 20))),
                    "evidence": f"Báo cáo năm {year} (minh họa)",
                }
            if key[0] == "3":
                row |= {"classes": 3, "participants": int(random.integers(80, 260))}
            if key[0] == "2":
                row |= {"documents": 4}
            if key[0] == "5":
                row |= {"news_items": int(random.integers(30, 90))}
            if key[0] == "6a":
                row |= {"contributions": 1_000_000 * int(random.integers(10, 60))}
            rows.append(row)
    return rows


def _documents(years: list[int]) -> list[dict]:
    return [
        {"document_number": f"{10 * n + y % 100}/{'KH-UBND' if not n else 'CV-TP'}", "issued_on": date(y, 1 + 4 * n, 15),
         "issuer": "UBND thành phố Hạ Long" if not n else "Phòng Tư pháp", "document_type": "Kế hoạch" if not n else "Công văn",
         "content": topic.format(year=y), "task_code": "2" if n else "1", "topic_code": "9" if n else None}
        for y in years for n, topic in enumerate(TOPICS)
    ]  # fmt: skip


def _topic_results(years: list[int]) -> list[dict]:
    """Each year of topics 1, 2 and 9; nothing is told of the others."""
    said = {
        "1": "Phổ biến văn bản mới cho cán bộ, công chức", "2": "Phổ biến lưu động tại địa bàn xa trung tâm",
        "9": "Tự đánh giá, thẩm định, khảo sát hằng năm theo bộ tiêu chí",
    }  # fmt: skip
    return [
        {"topic_code": code, "year": y, "content": f"{content} (minh họa)", "status": "done", "classes": 4 + n,
         "participants": 300 + 20 * n, "evidence": f"Báo cáo năm {y} (minh họa)"}
        for n, y in enumerate(years) for code, content in said.items()
    ]  # fmt: skip


def _budget(random, units: list[str], years: list[int]) -> list[dict]:
    return [
        {"unit_code": unit, "year": y, "source": SOURCES[int(random.random() > 0.8)],
         "amount": 500_000 * int(random.integers(10, 80)), "topic_code": None if n % 4 else "9"}
        for y in years for n, unit in enumerate(sorted(random.choice(units, min(20, len(units)), replace=False)))
    ]  # fmt: skip


def _inspections(random, units: list[str], years: list[int]) -> list[dict]:
    return [
        {"unit_code": unit, "inspected_on": date(y, 9, 10 + n), "content": "Việc tự đánh giá và lưu tài liệu kiểm chứng",
         "conclusion": "Đã thực hiện; còn thiếu một số tài liệu kiểm chứng", "document_number": f"{y % 100}{n}/KL-TP"}
        for y in years for n, unit in enumerate(sorted(random.choice(units, min(3, len(units)), replace=False)))
    ]  # fmt: skip


def _questions(random, units: list[str], years: list[int]) -> list[dict]:
    rows = []
    for n, y in enumerate(years):
        matter = MATTERS[n % len(MATTERS)]
        row = {"unit_code": str(random.choice(units)), "asked_on": date(y, 10, 8), "content": matter}
        row["beyond_authority"] = "yes" if "sửa tiêu chí" in matter else "no"
        if n % 2 == 0:
            row |= {"answer": "Đã trao đổi, hướng dẫn tại hội nghị cuối năm", "answered_on": date(y, 12, 2)}
        rows.append(row)
    return rows  # fmt: skip


def _recommendations(random, units: list[str], years: list[int], as_of: date) -> list[dict]:
    rows = []
    for y in years:
        for n, unit in enumerate(sorted(random.choice(units, min(4, len(units)), replace=False))):
            made = date(y + 1, 2, 20)
            row = {"unit_code": unit, "year": y, "content": "Bổ sung tài liệu kiểm chứng và lưu theo từng tiêu chí",
                   "basis": f"Kết quả thẩm định năm {y}", "made_on": made, "due_on": date(y + 1, 6, 30)}  # fmt: skip
            done = made + timedelta(days=60 + 10 * n)
            if n and done <= as_of:
                row |= {"done_on": done, "proof": f"Báo cáo khắc phục {n}/BC"}  # fmt: skip
            rows.append(row)
    return rows
