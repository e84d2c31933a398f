"""Wards and communes as tiles: where they lie roughly, never a map."""

from __future__ import annotations

import streamlit as st

from charts import overview, templates
from pages._shared import charts, data, filters, units
from pages._shared.filters import View
from pages._shared.tables import Column, Table, column
from words import labels

TITLE = "Sơ đồ các xã, phường (không thể hiện địa giới hành chính)"
INDICATOR = "hai_long"
SHOWN = {"loai": "Xếp loại", "diem": "% điểm tối đa", "khao_sat": labels.INDICATORS[INDICATOR]}
KINDS = ("Phường ", "Xã ")  # what every name begins with


def rows(view: View) -> list[dict]:
    return data.rows("tiles", year=view.year, block=view.block, scope=view.scope, indicator=INDICATOR)


def show(view: View, placed: list[dict]) -> None:
    if view.is_running:
        st.info("Sơ đồ chỉ có của năm đã kết thúc. Chọn năm khác ở bộ lọc.")
        return
    shown = filters.choose(
        st.segmented_control, "o", list(SHOWN), "loai", label="Nội dung của ô", format_func=SHOWN.get, required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    field = {"loai": "class_name", "diem": "score_pct", "khao_sat": "share"}[shown]
    known = [row for row in placed if row[field] is not None]
    tiles = [_tile(view, row, shown, field) for row in placed]
    picked = charts.show(
        "tiles",
        f"{SHOWN[shown]} của {len(known)}/{len(placed)} xã, phường, năm {view.year}",
        f"{TITLE}, năm {view.year}. " + "; ".join(tile["tip"] for tile in tiles),
        "so_do_xa_phuong",
        facts=[*view.facts(), ("Sơ đồ", "vị trí ô là quy ước, không thể hiện địa giới hành chính")],
        words=view.classes if shown == "loai" else ("% điểm tối đa" if shown == "diem" else "% ủng hộ",),
        picks="unit_code",
        table=Table(
            f"so-do-{view.year}",
            f"Các xã, phường trong sơ đồ, năm {view.year}",
            view.facts(),
            placed,
            [
                column("unit_name"),
                Column("class_name", "Xếp loại (đã thẩm định)"),
                Column("score_pct", "% điểm tối đa (đã thẩm định)", "percent"),
                Column("share", f"{SHOWN['khao_sat']} (khảo sát)", "share"),
            ],
            opens=lambda row: units.open_profile(row["unit_code"], view),
        ),
        tiles=tiles,
    )
    if picked:
        units.open_profile(picked, view)
    st.caption(
        "Vị trí ô là quy ước, không thể hiện địa giới hành chính. Xếp loại, điểm: chỉ kết quả đã thẩm định đầy đủ. Tỷ lệ khảo sát: "
        "chỉ nơi đủ phiếu. Ô để trống là chưa có số liệu như vậy. Bấm một ô để mở phiếu của đơn vị."
    )


def _tile(view: View, row: dict, shown: str, field: str) -> dict:
    name = next(
        (row["unit_name"].removeprefix(kind) for kind in KINDS if row["unit_name"].startswith(kind)), row["unit_name"]
    )
    value = row[field]
    if shown == "loai":
        text = value or labels.NONE
        short = "".join(word[0].upper() for word in text.split()) if len(text) > 5 else text
        more = {"word": value or overview.UNKNOWN}
        tip = f"xếp loại {value}" if value else overview.UNKNOWN.lower()
    else:
        text = short = labels.percent(value, row["bounds"] if shown == "diem" else None)
        more = {"pct": value}
        tip = f"{text} {'điểm tối đa' if shown == 'diem' else 'ủng hộ'}" if value is not None else "chưa có số liệu"
    return {
        "column": row["tile_column"],
        "row": row["tile_row"],
        "unit": templates.broken(name, 1),
        "unit_code": row["unit_code"],
        "text": text,
        "short": short,
        "tip": f"{row['unit_name']}, năm {view.year}: {tip}",
    } | more
