"""The city or the block, every indicator."""

from __future__ import annotations

from pages._shared import frame
from pages._shared.filters import View
from pages._shared.tables import Column, column
from pages._surveys.figure import change_text, facts, interval, is_sure
from pages._surveys.summary import INDICATORS
from words import labels

AREA_COLUMNS = [
    Column("name", "Chỉ số"),
    Column("share_pct", "Tỷ lệ gộp", "share"),
    column("low_pct"),
    column("high_pct"),
    column("n"),
    Column("people", "Số người trả lời", "integer"),
    Column("change", "So với đợt trước", width=370),
]
BY_POPULATION = [
    Column("population_pct", "Tỷ lệ theo tổng thể", "share"),
    Column("population_text", "Khoảng 95% theo tổng thể"),
]


def show(view: View, areas: dict[str, dict]) -> None:
    """The figures on top once more, with n and interval: a tablet shows no help of a figure."""
    rows = [
        area
        | {
            "name": INDICATORS[code],
            "share_pct": 100 * area["share"],
            "low_pct": None if area["ci_low"] is None else 100 * area["ci_low"],
            "high_pct": None if area["ci_high"] is None else 100 * area["ci_high"],
            "population_pct": None if area["population_share"] is None else 100 * area["population_share"],
            "population_text": interval(area["population_low"], area["population_high"]),
            "change": labels.sentence(change_text(area))
            + ("" if area["difference"] is None else ": có ý nghĩa" if is_sure(area) else ": chưa đủ chắc chắn"),
        }
        for code, area in ((code, areas.get(code)) for code in INDICATORS)
        if area and area["share"] is not None
    ]  # fmt: skip
    frame.table(
        f"khao-sat-chi-so-{view.year}",
        f"Các chỉ số khảo sát, {view.everywhere}, năm {view.year}",
        facts(view),
        rows,
        [*AREA_COLUMNS[:-1], *(BY_POPULATION if is_weighted(areas) else []), AREA_COLUMNS[-1]],
        whole=True,
    )


def is_weighted(areas: dict[str, dict]) -> bool:
    """Whether any figure by the populations of the units is known."""
    return any(area["population_share"] is not None for area in areas.values())


def which(areas: dict[str, dict]) -> list[str]:
    """What the two shares of an area are, where there are two."""
    if not is_weighted(areas):
        return []
    units = max(area["population_units"] or 0 for area in areas.values())
    return [
        "Tỷ lệ gộp: mọi câu trả lời tính như nhau (hoặc theo trọng số của phiếu), nên đơn vị nhiều phiếu nặng hơn. Tỷ lệ theo tổng "
        f"thể: tỷ lệ của từng đơn vị hiển thị được (đến {units} đơn vị), tính theo số người của đơn vị ghi trong kế hoạch khảo sát; "
        "không gồm đơn vị bị che. So sánh giữa các năm dùng tỷ lệ gộp."
    ]
