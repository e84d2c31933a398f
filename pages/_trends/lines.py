"""The middle of every block beside that of the city, a panel each, over the years that are over."""

from __future__ import annotations

import streamlit as st

from charts import trends as panel_charts
from pages._shared import charts, data
from pages._shared.filters import View, lower_block
from pages._shared.tables import Column, Table, column
from pages._trends.organisation import facts, place_of
from pages._trends.pieces import MARKS, break_words, breaks, changed, in_words, pieces
from words import labels

COLUMNS = [
    Column("series", "Phạm vi"),
    column("year"),
    column("median_pct"),
    Column("lower_quartile", "Một phần tư dưới", "percent"),
    Column("upper_quartile", "Một phần tư trên", "percent"),
    Column("with_result", "Đơn vị có kết quả", "integer"),
    Column("units", "Đơn vị", "integer"),
    Column("verified", "Đã thẩm định đầy đủ", "integer"),
    column("note"),
]


def tell(view: View, row: dict) -> None:
    row["series"] = row["block_name"] or place_of(view)
    row["tip"] = (
        f"{row['series']}, năm {row['year']}: trung vị {labels.percent(row['median_pct'], row['bounds'])} điểm tối đa, nửa giữa "
        f"{labels.percent(row['lower_quartile'], row['bounds'])}–{labels.percent(row['upper_quartile'], row['bounds'])}, "
        f"{row['with_result']}/{row['units']} đơn vị có kết quả, {row['verified']} đã {view.snapshot.verification_word} đầy đủ"
        + (f", trong đó {row['combined']} kết quả ghép" if row["combined"] else "")
    )


def show(view: View, rearranged: bool, trend: list[dict], city: list[dict]) -> None:
    """trend: rows of the question trend_by; city: those of all blocks together, whatever block is looked at."""
    own = {code: [row for row in trend if row["block_code"] == code] for code in {r["block_code"]: 0 for r in trend}}
    if view.block or len(own) == 2:  # what stands for all is the one block itself
        own.pop(None)
    for row in [*trend, *city]:
        tell(view, row)
    grey = pieces(city)
    series = [(rows[0]["series"], pieces(rows), grey if code else []) for code, rows in own.items()]
    years = [row["year"] for row in city if not row["is_running"]]
    if not any(points for _, points, _ in series):
        return
    steps = breaks([row for row in city if not row["is_running"]])
    is_compared = bool(view.block) or len(own) > 1
    notes = {int(step["year"]): step["text"] for step in steps}
    listed = [
        row | {"note": "chưa kết thúc, sơ bộ" if row["is_running"] else notes.get(row["year"], "")}
        for row in sorted(trend, key=lambda r: r["block_order"] or 0)
        if row["block_code"] in own
    ]
    charts.show(
        "panels",
        message(view, rearranged, years[-1], [code for code in own if code], steps),
        f"Trung vị phần trăm điểm tối đa theo năm: {in_words(series)}",
        "bieu_do_dien_bien",
        facts=facts(view, rearranged),
        table=Table("dien-bien", "Diễn biến qua các năm", facts(view, rearranged), listed, COLUMNS),
        **panel_charts.panels(series, years, changed(city)),
    )
    said = break_words(steps)
    st.caption(
        (f"Màu xanh: từng khối; màu xám: toàn {view.place}. " if is_compared else "")
        + MARKS
        + (f" {labels.sentence(said)}." if said else "")
    )
    if rearranged:
        st.caption(
            "Kết quả ghép của một đơn vị hình thành từ nhiều đơn vị là bình quân kết quả các đơn vị trước sắp xếp, theo tỷ lệ "
            "trong bảng kế thừa; thiếu kết quả của một đơn vị thì để trống, không suy đoán. Kết quả ghép không có thứ hạng, xếp loại."
        )


def message(view: View, rearranged: bool, year: int, blocks: list[str], steps: list[dict]) -> str:
    """What can be said of the step into the newest year that is over, block by block."""
    if any(step["year"] == str(year) for step in steps):
        return f"Năm {year}: {next(step['text'] for step in steps if step['year'] == str(year))}, không so sánh với năm {year - 1}"
    if rearranged:
        return "Trung vị từng khối theo đơn vị sau sắp xếp"
    found = {
        code: next(iter(data.rows("comparison", year=year, before=year - 1, block=code, scope=view.scope)), None)
        for code in blocks
    }
    names = {row["block_code"]: lower_block(row["block_name"]) for row in data.rows("blocks")}
    told = {code: row for code, row in found.items() if row and row["is_comparable"]}
    if not told:
        return (
            f"Năm {year}: chưa khối nào đủ đơn vị được {view.snapshot.verification_word} để so sánh với năm {year - 1}"
        )
    said = [
        f"{labels.plain(names[code])} {labels.signed(row['median_after'] - row['median_before'])}"
        for code, row in told.items()
    ]
    rest = len(found) - len(told)
    return f"Trung vị so với năm {year - 1}, trong các đơn vị so sánh được: {'; '.join(said)} điểm phần trăm" + (
        f"; {rest} khối khác chưa đủ để so sánh" if rest else ""
    )
