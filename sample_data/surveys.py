"""Survey exports as Google Forms gives them: one CSV per year with answers of citizens."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path

QUESTIONS = [
    "Dấu thời gian", "Ông/bà sinh sống tại xã, phường nào? ", "Ông/bà là",
    "Trong 12 tháng qua, ông/bà có được phổ biến, giáo dục pháp luật không?",
    "Người điều khiển xe mô tô phải có giấy phép lái xe từ đủ bao nhiêu tuổi?",
    "Mức độ hài lòng của ông/bà đối với hoạt động PBGDPL ",
    "Ông/bà tự đánh giá ý thức chấp hành pháp luật của bản thân",
    "Ông/bà có tìm hiểu, sử dụng pháp luật khi giải quyết công việc không?",
]  # fmt: skip
SATISFACTION = ["Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng"]
AWARENESS = ["Rất tốt", "Tốt", "Trung bình", "Chưa tốt"]


def write(folder: Path, sample) -> None:
    """One file per year before the running one, 25 to 45 answers per ward or commune."""
    folder.mkdir(parents=True)
    wards = [u for u in sample.units if u["block_code"] == "xa_phuong"][:40]
    for year in sample.years:
        if year == sample.as_of.year:
            continue
        path = folder / f"Khao sat PBGDPL {year} (minh hoa).csv"
        with path.open("w", encoding="utf-8", newline="") as lines:
            writer = csv.writer(lines)
            writer.writerow(QUESTIONS)
            moment = datetime(year, 11, 10, 8, 0)
            for ward in wards:
                if ward["valid_to"] and ward["valid_to"] < f"{year}-11-01":
                    continue
                base = sample.ability[ward["unit_code"]] + 0.02 * (year - 2022) - 0.1
                for draw in sample.random.random((int(25 + 20 * sample.random.random()), 6)):
                    moment += timedelta(minutes=int(3 + 9 * draw[0]))
                    writer.writerow([
                        f"{moment:%d/%m/%Y %H:%M:%S}", ward["unit_name"],
                        "Người dân" if draw[1] < 0.8 else "Cán bộ, công chức, viên chức",
                        "Có" if draw[2] < base else "Không",
                        "18 tuổi" if draw[3] < base else "16 tuổi",
                        SATISFACTION[0 if draw[4] < base - 0.3 else 1 if draw[4] < base else 2 if draw[4] < 0.95 else 3],
                        AWARENESS[0 if draw[5] < base - 0.3 else 1 if draw[5] < base + 0.05 else 2 if draw[5] < 0.97 else 3],
                        "Thường xuyên" if draw[0] < base - 0.2 else "Thỉnh thoảng" if draw[0] < 0.9 else "Không",
                    ])  # fmt: skip
