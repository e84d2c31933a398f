"""How each block splits into classes."""

from __future__ import annotations

import streamlit as st

from charts import templates
from pages._overview.summary import classes, count
from pages._shared import charts
from pages._shared.filters import View
from pages._shared.tables import Column, Table, column
from words import labels


def _open_block(view: View, code: str) -> None:
    st.switch_page("rankings.py", query_params={"nam": str(view.year), "khoi": code})


def show(view: View) -> None:
    counted = classes(view)
    if not counted:  # nobody here is rated
        return
    words = [*view.classes, labels.NO_RESULT]
    colours = [*charts.class_colours(view.classes), "#FFFFFF"]
    upper = view.classes[:2] if len(view.classes) > 2 else view.classes[:1]
    blocks: dict[str, list[dict]] = {}
    for row in counted:
        blocks.setdefault(row["block_name"], []).append(row)
    best_first = sorted(blocks, key=lambda b: -sum(r["share"] for r in blocks[b] if r["class_name"] in upper))
    pieces = []
    for block in best_first:
        rows = blocks[block]
        name = f"{templates.broken(block, 18)}{templates.BREAK}({sum(r['units'] for r in rows)} đơn vị)"
        counts = [
            (
                row["class_name"] or labels.NO_RESULT,
                row["units"],
                f"{block}, năm {view.year}: {row['units']} đơn vị, {labels.percent(row['share'])} số đơn vị được xếp loại, "
                + (f"xếp loại {row['class_name']}" if row["class_name"] else "chưa có kết quả"),
            )
            for row in rows
        ]
        for piece, row in zip(charts.stack(name, counts, words, colours), rows, strict=True):
            share = labels.percent(row["share"])
            pieces.append(
                piece | {"block_code": row["block_code"], "short": piece["text"], "text": f"{share} ({piece['text']})"}
            )
    columns = [column("block_name", width=235), *[Column(name, name, "integer") for name in words], column("units")]
    by_block = [
        {"block_name": block, "block_code": blocks[block][0]["block_code"], "units": sum(r["units"] for r in blocks[block])}
        | {name: sum(r["units"] for r in blocks[block] if (r["class_name"] or labels.NO_RESULT) == name) for name in words}
        for block in best_first
    ]  # fmt: skip
    picked = charts.show(
        "class_shares",
        f"{sum(count(counted, name) for name in upper)}/{view.total['rated']} đơn vị có kết quả được xếp loại {' hoặc '.join(upper)}",
        f"Tỷ lệ đơn vị theo xếp loại của từng khối, năm {view.year}: "
        + "; ".join(
            f"{piece['row'].replace(templates.BREAK, ' ')} {piece['word']} {piece['text']}" for piece in pieces
        ),
        "bieu_do_xep_loai",
        facts=view.facts(),
        words=view.classes,
        picks="block_code",
        table=Table(
            f"xep-loai-{view.year}",
            "Số đơn vị theo xếp loại và khối",
            view.facts(),
            by_block,
            columns,
            opens=lambda row: _open_block(view, row["block_code"]),
            opens_what="mở xếp loại và thứ hạng của khối",
        ),
        pieces=pieces,
    )
    if picked:
        _open_block(view, picked)


def left_out(view: View) -> list[str]:
    """The note on who is not in the chart; none where everybody is."""
    count = view.total["not_rated"]
    return [f"Biểu đồ xếp loại không gồm {count} đơn vị: {labels.inside(labels.NOT_RATED)}."] if count else []
