"""What of a series of years may be joined."""

from __future__ import annotations

from words import labels

MARKS = (
    "Trục đứng: % điểm tối đa. Nét liền: hai năm so sánh được. Nét đứt: chưa đủ đơn vị được thẩm định ở cả hai năm để so sánh. Không nối: "
    "thay đổi bộ tiêu chí, hoặc phần lớn kết quả của năm chưa thẩm định (chấm rỗng)."
)


def pieces(rows: list[dict], value: str = "median_pct") -> list[dict]:
    """Points of one series of finished years. A solid piece: years that may be compared one with the next; a step of one
    framework that may not is dashed; nothing joins two frameworks, or a year of which most is not verified."""
    out, number, last = [], 0, None
    for row in rows:
        if row[value] is None or row["is_running"]:
            last = None  # a year without a result is a gap, not a slope
            continue
        point = {
            "year": str(row["year"]),
            "pct": row[value],
            "shown": labels.percent(row[value], row["bounds"]),
            "dashed": False,
            "joint": False,
            "hollow": not row["is_mostly_verified"],
            "tip": row["tip"],
        }
        is_near = last is not None and last["year"] == row["year"] - 1 and is_same(last, row)
        is_known = is_near and last["is_mostly_verified"] and row["is_mostly_verified"]
        if not (is_known and row["is_comparable"]):
            number += 1
            if is_known:
                step = {"piece": f"{number}-d", "dashed": True, "joint": True}
                out += [out[-1] | step, point | step]
        out.append(point | {"piece": str(number)})
        last = row
    return out


def is_same(one: dict, other: dict) -> bool:
    """Whether two years have one framework; where the blocks of a year have several none is told."""
    return one["framework_code"] is not None and one["framework_code"] == other["framework_code"]


def breaks(rows: list[dict]) -> list[dict]:
    """Years that begin with another framework than the last one in force, and years that have none."""
    several = "several"  # the blocks of the year have different ones
    steps = labels.framework_steps(
        (row["year"], None if row["is_waiting"] else row["framework_code"] or several) for row in rows
    )
    return [{"year": str(year), "text": text} for year, text in steps.items()]


def changed(rows: list[dict]) -> list[int]:
    """The years that begin with another framework."""
    return [int(step["year"]) for step in breaks(rows) if step["text"] == labels.FRAMEWORK_CHANGED]


def break_words(steps: list[dict]) -> str:
    """`không nối qua năm 2025 do thay đổi bộ tiêu chí; năm 2024 chờ hướng dẫn`; empty where nothing happened."""
    years = ", ".join(step["year"] for step in steps if step["text"] == labels.FRAMEWORK_CHANGED)
    waiting = ", ".join(step["year"] for step in steps if step["text"] == labels.WAITING)
    said = [f"không nối qua năm {years} do {labels.FRAMEWORK_CHANGED}"] if years else []
    return "; ".join([*said, *([f"năm {waiting} {labels.WAITING} nên để trống"] if waiting else [])])


def in_words(series: list[tuple[str, list[dict], list[dict]]]) -> str:
    """The series of a chart for who does not see it: `Xã, phường 2023 74,2%, 2024 76,3%`."""
    said = []
    for name, points, _ in series:
        years = ", ".join(f"{point['year']} {point['shown']}" for point in points if not point["joint"])
        said.append(f"{name} {years or labels.NONE}")
    return "; ".join(said)
