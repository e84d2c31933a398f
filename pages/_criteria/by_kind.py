"""Process, output, impact."""

from __future__ import annotations

from pages._shared import frame
from pages._shared.filters import View
from pages._shared.tables import Column, column
from words import labels


def show(view: View, kinds: list[dict]) -> None:
    """Input, process, output, impact: the plan puts the weight on output."""
    lost = sum(k["points_lost"] for k in kinds)
    rows = [
        k | {"name": labels.KIND.get(k["kind"], k["kind"]), "share": 100 * k["points_lost"] / lost if lost else None}
        for k in kinds
    ]
    frame.table(
        f"loai-tieu-chi-{view.year}",
        f"Kết quả theo loại tiêu chí năm {view.year}",
        view.facts(),
        rows,
        [
            Column("name", "Loại tiêu chí"),
            column("criteria"),
            column("pct"),
            column("points_lost"),
            Column("share", "Tỷ trọng điểm mất", "share"),
        ],
    )
