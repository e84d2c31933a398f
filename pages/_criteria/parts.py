"""The sub-criteria of the criterion that is looked at: every unit by every part."""

from __future__ import annotations

from pages._criteria import heat_map
from pages._shared import charts, data, score_story
from pages._shared.filters import View
from pages._shared.tables import Table, column
from words import labels

COLUMNS = [column("unit_name"), *score_story.PARTS, column("pct"), column("block_name")]


def of(view: View, criterion: dict) -> list[dict]:
    code = criterion["criterion_code"]
    return data.rows("sub_criteria", year=view.year, unit=None, criterion=code, block=view.block, scope=view.scope)


def show(view: View, criterion: dict, found: list[dict]) -> None:
    code = criterion["criterion_code"]
    rows = [score_story.in_words(row) for row in found]
    cells = [heat_map.cell(row, f"{row['title']}: {_state(row)}") for row in rows]
    names = list(dict.fromkeys(row["title"] for row in rows))
    charts.show(
        "heat",
        f"% điểm tối đa theo {len({row['criterion_code'] for row in rows})} chỉ tiêu thành phần của tiêu chí {code}",
        f"Bảng nhiệt phần trăm điểm tối đa theo đơn vị và chỉ tiêu thành phần của tiêu chí {code}, năm {view.year}",
        "bieu_do_thanh_phan",
        facts=[("Tiêu chí", criterion["title"]), *view.facts()],
        table=Table(
            f"thanh-phan-{code}-{view.year}",
            f"Chỉ tiêu thành phần của tiêu chí {criterion['title']} năm {view.year}",
            [("Tiêu chí", criterion["title"]), ("Chỉ tiêu thành phần", "; ".join(names)), *view.facts()],
            rows,
            COLUMNS,
        ),
        cells=cells,
        groups=[],
    )


def _state(row: dict) -> str:
    if not row["applicable"]:
        return "không áp dụng"
    if row["points"] is None:
        return "không có điểm riêng"
    return f"{labels.points(row['points'])}/{labels.points(row['max_points'])} điểm"
