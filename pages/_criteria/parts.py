"""The sub-criteria of the criterion that is looked at: every unit by every part."""

from __future__ import annotations

from pages._criteria import heat_map
from pages._shared import charts, data, frame, score_story
from pages._shared.filters import View
from pages._shared.tables import Column
from words import labels

COLUMNS = [
    Column("unit_name", "Đơn vị"),
    *score_story.PARTS,
    Column("pct", "% điểm tối đa", "percent"),
    Column("block_name", "Khối"),
]


def show(view: View, criterion: dict) -> None:
    code = criterion["criterion_code"]
    found = data.rows("sub_criteria", year=view.year, unit=None, criterion=code, block=view.block, scope=view.scope)
    rows = [score_story.in_words(row) for row in found]
    if not rows:
        return
    cells = [heat_map.cell(row, f"{row['title']}: {_state(row)}") for row in rows]
    names = list(dict.fromkeys(row["title"] for row in rows))
    charts.show(
        "heat",
        f"% điểm tối đa theo {len({row['criterion_code'] for row in rows})} chỉ tiêu thành phần của tiêu chí {code}",
        f"Bảng nhiệt phần trăm điểm tối đa theo đơn vị và chỉ tiêu thành phần của tiêu chí {code}, năm {view.year}",
        "bieu_do_thanh_phan",
        facts=[("Tiêu chí", criterion["title"]), *view.facts()],
        cells=cells,
        groups=[],
    )
    frame.table(
        f"thanh-phan-{code}-{view.year}",
        f"Chỉ tiêu thành phần của tiêu chí {criterion['title']} năm {view.year}",
        [("Tiêu chí", criterion["title"]), ("Chỉ tiêu thành phần", "; ".join(names)), *view.facts()],
        rows,
        COLUMNS,
        folded=f"{labels.TABLE}: các đơn vị theo chỉ tiêu thành phần",
    )


def _state(row: dict) -> str:
    if not row["applicable"]:
        return "không áp dụng"
    if row["points"] is None:
        return "không có điểm riêng"
    return f"{labels.points(row['points'])}/{labels.points(row['max_points'])} điểm"
