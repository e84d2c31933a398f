"""The day of each receipt against the due date; on time, late and missing by block."""

from __future__ import annotations

import streamlit as st

from charts import deadlines as deadline_charts
from charts import templates
from pages._deadlines.state import word
from pages._shared import charts
from pages._shared.filters import View
from pages._shared.tables import Column, Table, column
from pages._shared.units import open_profile
from words import labels

FEW = 8  # names beside each other
ARRIVAL_COLUMNS = [
    column("unit_name"),
    column("status_text", width=320),
    Column("days_after_due", "Số ngày so với hạn", "integer"),
    column("done_on"),
    Column("due_on", "Hạn", "date"),
    column("block_name"),
]


def arrivals(view: View, rows: list[dict], name: str) -> None:
    """One dot a unit on the day of its receipt: how many come in the last days. A day that nobody wrote down is none."""
    drawn = [row for row in rows if row["days_after_due"] is not None and row["status"] != "undated"]
    drawn.sort(key=lambda row: (row["block_order"], row["days_after_due"]))
    units = deadline_charts.piled(
        [
            {
                "block": templates.broken(row["block_name"], 15),
                "days": row["days_after_due"],
                "word": word(row),
                "unit_code": row["unit_code"],
                "tip": f"{row['unit_name']}: {row['status_text'][2:]}; ngày nhận {labels.date(row['done_on'])}, "
                f"hạn {labels.date(row['due_on'])}",
            }
            for row in drawn
        ]
    )
    last = sum(-6 <= unit["days"] <= 0 for unit in units)
    due = min(row["due_on"] for row in rows)  # extensions end later
    undated = sum(row["status"] == "undated" for row in rows)
    chosen = charts.show(
        "arrivals",
        f"{last}/{len(units)} đơn vị gửi trong tuần cuối trước hạn",
        f"Ngày nhận so với hạn, {name} năm {view.year}: "
        + "; ".join(f"{row['unit_name']} {row['status_text'][2:]}" for row in drawn),
        "bieu_do_ngay_nhan",
        facts=view.facts(),
        words=tuple(w for w in charts.STATUSES if any(unit["word"] == w for unit in units)),
        picks="unit_code",
        table=Table(
            f"ngay-nhan-{view.year}",
            f"Ngày nhận {labels.inside(name)} năm {view.year}",
            view.facts(),
            drawn,
            ARRIVAL_COLUMNS,
        ),
        units=units,
        due=[{"days": 0, "text": f"hạn {labels.date(due)}", "short": f"{due:%d/%m}"}],
    )
    if chosen:
        open_profile(chosen, view)
    if undated:
        st.caption(f"Không vẽ {undated} đơn vị đã gửi mà sổ tiếp nhận chưa ghi ngày.")


def still_out(view: View, rows: list[dict]) -> None:
    """Who has not sent anything, each a way to its sheet."""
    for title, obligation in (("Chưa gửi", "required"), ("Thuộc diện đề nghị, chưa gửi", "requested")):
        out = [
            row
            for row in rows
            if row["obligation"] == obligation and row["first_received_on"] is None and row["status"] == "missing"
        ]
        if not out:
            continue
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"chua_gui_{obligation}"):
            st.markdown(f"**{title} ({len(out)}):**", width="content")
            for row in out[:FEW]:
                st.page_link(
                    "unit_profile.py",
                    label=row["unit_name"],
                    query_params={"nam": str(view.year), "dv": row["unit_code"]},
                )
            if len(out) > FEW:
                st.markdown(f"và {len(out) - FEW} đơn vị khác (xem mục Từng đơn vị)", width="content")


def block_chart(view: View, rows: list[dict], name: str) -> None:
    pieces = []
    for block in dict.fromkeys(row["block_name"] for row in sorted(rows, key=lambda r: r["block_order"])):
        own = [word(row) for row in rows if row["block_name"] == block]
        pieces += charts.stack(
            block,
            [(w, own.count(w), f"{block}: {own.count(w)} đơn vị – {w[2:]}") for w in charts.STATUSES],
            charts.STATUSES,
            charts.STATUS_COLOURS,
        )
    late = sum(
        row["obligation"] == "required"
        and (row["status"] == "late" or (row["status"] == "missing" and not row["needs_supplement"]))
        for row in rows
    )
    charts.show(
        "statuses",
        f"{late} đơn vị bắt buộc gửi chậm hoặc chưa gửi {labels.plain(labels.inside(name))}"
        if late
        else f"Năm {view.year} chưa có số liệu"
        if any(row["status"] == "no_data" for row in rows)
        else f"Năm {view.year} {labels.WAITING}"
        if all(row["status"] == "waiting" for row in rows)
        else "Không có đơn vị bắt buộc nào gửi chậm hoặc quá hạn",
        f"Tình trạng gửi theo khối, {name} năm {view.year}: "
        + "; ".join(f"{p['row']} {p['word']} {p['text']}" for p in pieces),
        "bieu_do_tinh_trang",
        facts=view.facts(),
        pieces=pieces,
    )


def unit_chart(view: View, rows: list[dict], name: str) -> None:
    drawn = [row for row in rows if row["days_after_due"] is not None or row["status"] == "missing"]
    if not drawn:
        return
    # a missing report has no day on this scale: its cross stands at the right edge, its days in words
    edge = max([row["days_after_due"] for row in drawn if row["done_on"]] + [10]) * 1.2
    units = [
        {
            "unit": row["unit_name"],
            "days": row["days_after_due"] if row["done_on"] else edge,
            "zero": 0,
            "word": word(row),
            "text": "" if row["status"] == "on_time" else row["status_text"][2:],
            "short": "bổ sung"
            if row["needs_supplement"]
            else {"late": f"+{row['days_late']}", "missing": "chưa gửi"}.get(row["status"], ""),
            "tip": f"{row['unit_name']}: {row['status_text'][2:]}; ngày nhận {labels.date(row['done_on'])}, "
            f"hạn {labels.date(row['due_on'])}",
        }
        for row in drawn
    ]
    units.sort(key=lambda unit: -unit["days"])
    sent = [row for row in drawn if row["done_on"]]
    early = sorted(-row["days_after_due"] for row in sent)
    required = [row for row in drawn if row["obligation"] == "required"]
    late = sum(row["status"] == "late" for row in required)
    absent = sum(row["status"] == "missing" and not row["needs_supplement"] for row in required)
    asked = sum(row["done_on"] is None for row in drawn if row["obligation"] == "requested")
    rest = [f"{late} gửi sau hạn, {absent} chưa gửi" if required else "", f"{asked} thuộc diện đề nghị chưa gửi" if asked else ""]  # fmt: skip
    rest = "; ".join(filter(None, rest)) or "tất cả thuộc diện đề nghị"
    message = (
        f"Một nửa số đơn vị gửi trước hạn từ {max(0, early[len(early) // 2])} ngày trở lên; {rest}"
        if sent
        else labels.sentence(rest)
    )
    charts.show(
        "days",
        message,
        f"Số ngày gửi trước và sau hạn, {name} năm {view.year}: "
        + "; ".join(f"{row['unit_name']} {row['status_text'][2:]}" for row in drawn),
        "bieu_do_ngay",
        facts=view.facts(),
        units=units,
        zero=[{"days": 0}],
    )
    if len(sent) < len(drawn):
        st.caption("Dấu ✕ của đơn vị chưa gửi đặt ở mép phải, không theo thang số ngày.")
