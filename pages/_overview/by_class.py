"""Units by class and block."""

from __future__ import annotations

import streamlit as st

from pages._overview.summary import classes, count
from pages._shared import charts
from pages._shared.filters import View
from pages._shared.tables import Column, Table
from words import labels


def show(view: View) -> None:
    counted = classes(view)
    if not counted:  # nobody here is rated
        return
    words = [*view.classes, labels.NO_RESULT]
    colours = [*charts.class_colours(view.classes), "#FFFFFF"]
    pieces, blocks = [], {}
    for row in counted:
        blocks.setdefault(row["block_name"], []).append(row)
    for block, rows in blocks.items():
        counts = [
            (
                row["class_name"] or labels.NO_RESULT,
                row["units"],
                f"{block}, năm {view.year}: {row['units']} đơn vị "
                + (f"xếp loại {row['class_name']}" if row["class_name"] else "chưa có kết quả"),
            )
            for row in rows
        ]
        pieces += charts.stack(block, counts, words, colours)
    upper = view.classes[:2] if len(view.classes) > 2 else view.classes[:1]
    columns = [
        Column("block_name", "Khối", width=235),
        *[Column(name, name, "integer") for name in words],
        Column("units", "Số đơn vị", "integer"),
    ]
    by_block = [
        {"block_name": block, "units": sum(r["units"] for r in rows)}
        | {name: sum(r["units"] for r in rows if (r["class_name"] or labels.NO_RESULT) == name) for name in words}
        for block, rows in blocks.items()
    ]
    charts.show(
        "classes",
        f"{sum(count(counted, name) for name in upper)}/{view.total['rated']} đơn vị có kết quả được xếp loại {' hoặc '.join(upper)}",
        f"Số đơn vị theo xếp loại và khối, năm {view.year}: "
        + "; ".join(f"{piece['row']} {piece['word']} {piece['text']}" for piece in pieces),
        "bieu_do_xep_loai",
        facts=view.facts(),
        words=view.classes,
        table=Table(f"xep-loai-{view.year}", "Số đơn vị theo xếp loại và khối", view.facts(), by_block, columns),
        pieces=pieces,
    )
    if view.total["not_rated"]:
        st.caption(f"Không gồm {view.total['not_rated']} đơn vị: {labels.inside(labels.NOT_RATED)}.")
