"""Units as lines from one year to a later one, on the pages that tell who rose and who fell."""

from __future__ import annotations

from charts import overview, templates
from pages._shared import charts
from pages._shared.tables import Table
from words import labels

LETTERS = 15  # of a line of a name where the chart is narrow


def tip(row: dict, before: int, after: int) -> str:
    return (
        f"{row['unit_name']}: năm {before} {labels.percent(row['compared_pct_before'], row['bounds'])}, "
        f"năm {after} {labels.percent(row['compared_pct'], row['bounds'])} điểm tối đa, {labels.signed(row['score_change'])} điểm phần trăm"
        + (f" ({labels.compared_on(row)})" if row["compared_on"] == "common" else "")
    )


def is_told(row: dict) -> bool:
    """Whether the change may be told of the unit by name: a fall not before it had its say."""
    return row["score_change"] >= 0 or not row["is_held"]


def slopes(rows: list[dict], years: tuple[int, int], message: str, facts: list[tuple[str, str]], table: Table) -> None:
    """rows: of the question `ranking` of the later year, those that are drawn; table: all that may be compared. A line
    joins the two results on what is compared, so that it says the same as the change at its end."""
    fields = dict(zip(("compared_pct_before", "compared_pct"), years, strict=True))
    told = {row["unit_code"]: tip(row, *years) for row in rows}
    points = [
        {"unit": row["unit_code"], "year": str(year), "pct": row[field], "is_up": row["score_change"] > 0, "tip": told[row["unit_code"]]}
        for row in rows
        for field, year in fields.items()
    ]  # fmt: skip
    ends = [
        {
            "year": str(years[1]),
            "y": row["compared_pct"],
            "text": f"{row['unit_name']} {labels.signed(row['score_change'])}",
            "short": templates.broken(f"{row['unit_name']} {labels.signed(row['score_change'])}", LETTERS),
            "is_up": row["score_change"] > 0,
        }
        for row in rows
    ]
    charts.show(
        "slopes",
        message,
        "; ".join(told.values()),
        "bieu_do_tang_giam",
        facts=facts,
        table=table,
        moves=points,
        ends=overview.apart(ends, [point["pct"] for point in points]),
    )
