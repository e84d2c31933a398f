"""How good the data were in each year: refused files, files with remarks, whole forms, late forms."""

from __future__ import annotations

from pages._shared import charts, data
from pages._shared.filters import View
from pages._shared.tables import Column, Table, column
from words import labels

TITLE = "Chất lượng số liệu qua các năm"
SERIES = {
    "refused": ("Tệp không nhận", "refused", "files", "tệp"),
    "remarked": ("Tệp có lỗi, lưu ý", "remarked", "files", "tệp"),
    "complete": ("Biểu đủ tiêu chí", "complete", "with_result", "biểu"),
    "late": ("Gửi chậm", "late", "dated", "báo cáo rõ ngày gửi"),
}
COLUMNS = [
    column("year"),
    Column("files", "Tệp đã nhận", "integer"),
    Column("refused", "Không nhận", "integer"),
    Column("refused_pct", "Tỷ lệ không nhận", "share"),
    column("errors"),
    column("warnings"),
    Column("findings_per_file", "Lỗi, lưu ý mỗi tệp", "number"),
    Column("remarked_pct", "Tệp có lỗi, lưu ý", "share"),
    Column("complete_pct", "Biểu đủ tiêu chí", "share"),
    Column("late", "Gửi chậm", "integer"),
    Column("late_pct", "Tỷ lệ gửi chậm", "share"),
]


def show(view: View) -> None:
    rows = data.rows("quality_by_year", block=view.block)
    drawn = points(rows)
    charts.show(
        "quality",
        message(rows),
        "; ".join(point["tip"] for point in drawn),
        "bieu_do_chat_luong",
        words=tuple(name for name, *_ in SERIES.values()),
        facts=view.facts(),
        table=Table("chat-luong", TITLE, view.facts(), rows, COLUMNS),
        points=drawn,
    )


def points(rows: list[dict]) -> list[dict]:
    """A point a year and measure, where there is anything to measure."""
    return [
        {
            "year": str(row["year"]), "series": name, "pct": row[f"{code}_pct"],
            "tip": f"Năm {row['year']}, {labels.inside(name)}: {row[part]}/{row[whole]} {of} ({labels.percent(row[f'{code}_pct'])})",
        }
        for code, (name, part, whole, of) in SERIES.items()
        for row in rows
        if row[f"{code}_pct"] is not None
    ]  # fmt: skip


def message(rows: list[dict]) -> str:
    """The newest year beside the one before it."""
    if not rows:
        return "Chưa có tệp nào"
    last = rows[-1]
    said = f"Năm {last['year']}: {labels.number(last['findings_per_file'])} lỗi, lưu ý mỗi tệp; {last['refused']} tệp không nhận"
    if len(rows) < 2:
        return said
    before = rows[-2]
    return f"{said} (năm {before['year']}: {labels.number(before['findings_per_file'])}; {before['refused']} tệp)"
