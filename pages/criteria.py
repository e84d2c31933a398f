"""Kết quả theo tiêu chí: which criteria are weak, where the points are lost, and which units lost them."""

import streamlit as st

from pages._shared import charts, data, filters, frame, labels
from pages._shared.tables import Column
from warehouse import queries

view = frame.start("Kết quả theo tiêu chí")
low_bound = data.number_setting("low_criterion_pct", 50.0)
criteria = [c for c in data.rows(queries.criteria, view.year, view.block) if c["scored_units"]]
kinds = data.rows(queries.kinds, view.year, view.block)

ORDERS = {"mat_diem": "Mất nhiều điểm nhất", "thap": "Đạt thấp nhất", "nhom": "Theo nhóm tiêu chí"}
COLUMNS = [
    Column("title", "Tiêu chí", width=330),
    Column("max_points", "Điểm tối đa", "points"),
    Column("median_pct", "Trung vị, % điểm tối đa", "percent"),
    Column("below_half", "Đơn vị dưới 50%", "integer"),
    Column("points_lost", "Điểm mất (cộng các đơn vị)", "points"),
    Column("lost_share", "Tỷ trọng điểm mất", "percent"),
    Column("median_change", "So với năm trước (điểm %)", "signed"),
    Column("self_minus_verified", "Tự chấm trừ thẩm định (điểm)", "signed"),
    Column("scored_text", "Đã chấm / áp dụng"),
    Column("group_name", "Nhóm"),
    Column("kind_text", "Loại tiêu chí"),
]


def in_words(row: dict) -> dict:
    row["title"] = f"{row['criterion_code']} {row['criterion_name']}"
    row["kind_text"] = labels.KIND.get(row["kind"], row["kind"])
    row["scored_text"] = f"{row['scored_units']}/{row['applicable_units']}"
    return row


def answer(worst: list[dict]) -> str:
    weak = [c for c in criteria if c["median_pct"] < low_bound]
    share = sum(c["lost_share"] or 0 for c in worst)
    text = (
        f"**{len(weak)}** tiêu chí đạt thấp (trung vị dưới {labels.points(low_bound)}% điểm tối đa)"
        if weak
        else f"Không có tiêu chí nào có trung vị dưới {labels.points(low_bound)}% điểm tối đa"
    )
    if share:
        text += (
            f"; {len(worst)} tiêu chí mất nhiều điểm nhất là **{', '.join(c['criterion_code'] for c in worst)}**, "
            f"chiếm **{labels.percent(share)}** tổng điểm mất"
        )
    else:
        text += "; các đơn vị đều đạt điểm tối đa ở mọi tiêu chí đã chấm"
    return text + (" (sơ bộ)." if view.is_provisional else ".")


def figures(worst: list[dict]) -> list[dict]:
    weakest = min(criteria, key=lambda c: (c["median_pct"], c["position"]))
    by_kind = {k["kind"]: k["pct"] for k in kinds}
    return [
        {
            "label": "Tiêu chí thấp nhất",
            "value": weakest["criterion_code"],
            "note": f"trung vị {labels.percent(weakest['median_pct'])}",
            "help": labels.plain(weakest["criterion_name"]),
        },
        {
            "label": "Mất nhiều điểm nhất",
            "value": worst[0]["criterion_code"],
            "note": f"{labels.percent(worst[0]['lost_share'])} tổng điểm mất"
            if worst[0]["lost_share"]
            else labels.NONE,
            "help": labels.plain(worst[0]["criterion_name"]),
        },
        *[
            {
                "label": f"{labels.KIND[kind]} (% tối đa)",
                "value": labels.percent(by_kind.get(kind)),
                "note": f"{next((k['criteria'] for k in kinds if k['kind'] == kind), 0)} tiêu chí",
            }
            for kind in ("qua_trinh", "dau_ra", "tac_dong")
        ],
    ]


def short(text: str, limit: int = 62) -> str:
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0].rstrip(",;") + "…"


def weakness_chart(worst: list[dict]) -> None:
    order = filters.choose(
        st.segmented_control,
        "thu_tu",
        list(ORDERS),
        "mat_diem",
        label="Thứ tự",
        format_func=ORDERS.get,
        required=True,
        label_visibility="collapsed",
    )
    keys = {
        "mat_diem": lambda c: (-c["points_lost"], c["position"]),
        "thap": lambda c: (c["median_pct"], c["position"]),
        "nhom": lambda c: c["position"],
    }
    rows = sorted(criteria, key=keys[order])
    data_rows = [
        {
            "name": short(c["title"]),
            "median": c["median_pct"],
            "low": c["lower_quartile"],
            "high": c["upper_quartile"],
            "weak": c in worst,
            "text": labels.percent(c["median_pct"]),
            "tip": f"Tiêu chí {c['title']}: trung vị {labels.percent(c['median_pct'])} điểm tối đa, nửa giữa "
            f"{labels.percent(c['lower_quartile'])}–{labels.percent(c['upper_quartile'])}; "
            f"{c['below_half']} đơn vị dưới 50%; mất {labels.points(c['points_lost'])} điểm",
        }
        for c in rows
    ]
    charts.show(
        "weakness",
        f"Mất điểm nhiều nhất: {labels.plain(short(worst[0]['title'], 90))}"
        if worst[0]["points_lost"]
        else "Mọi tiêu chí đã chấm đều đạt điểm tối đa",
        f"Trung vị phần trăm điểm tối đa của {len(rows)} tiêu chí năm {view.year}: "
        + "; ".join(f"{c['criterion_code']} {labels.percent(c['median_pct'])}" for c in rows),
        "bieu_do_tieu_chi",
        facts=view.facts(),
        criteria=data_rows,
    )
    frame.table(
        f"tieu-chi-{view.year}",
        f"Kết quả theo tiêu chí năm {view.year}",
        view.facts(),
        rows,
        COLUMNS,
        folded=labels.TABLE,
    )


def heat_map() -> None:
    st.subheader("Đơn vị và tiêu chí", anchor=False)
    scores = data.rows(queries.heat_map, view.year, view.block, view.scope)
    groups = {c["group_code"]: f"{c['group_code']}. {c['group_name']}" for c in scores}
    group = filters.choose(
        st.pills, "nhom", list(groups), None, label="Nhóm tiêu chí", format_func=groups.get
    )
    shown = [s for s in scores if group is None or s["group_code"] == group]
    if not shown:
        st.info("Không có điểm nào của đơn vị này.")
        return
    bases = {
        "final": "sau giải trình",
        "verified": view.snapshot.verification_word,
        "self": "tự chấm",
    }

    def state(s: dict) -> str:
        if not s["applicable"]:
            return "không áp dụng"
        if s["pct"] is None:
            return "chưa chấm"
        return (
            f"{labels.percent(s['pct'])} điểm tối đa ({labels.points(s['points'])}/{labels.points(s['max_points'])} "
            f"điểm, {bases[s['basis']]})"
        )

    cells = [
        {
            "unit": s["unit_name"],
            "code": s["criterion_code"],
            "pct": s["pct"] if s["applicable"] else None,
            "text": "–" if not s["applicable"] else "" if s["pct"] is None else f"{s['pct']:.0f}",
            "tip": f"{s['unit_name']}, tiêu chí {s['criterion_code']} {s['criterion_name']}: {state(s)}",
        }
        for s in shown
    ]

    firsts, seen = [], set()
    for s in shown[: len({s["criterion_code"] for s in shown})]:
        if s["group_code"] not in seen:
            seen.add(s["group_code"])
            firsts.append({"code": s["criterion_code"]})
    unscored = sum(s["applicable"] and s["pct"] is None for s in shown)
    charts.show(
        "heat",
        f"% điểm tối đa của {len({s['unit_code'] for s in shown})} đơn vị theo tiêu chí; "
        + (f"{unscored} ô chưa chấm" if unscored else "mọi tiêu chí áp dụng đều đã chấm"),
        f"Bảng nhiệt phần trăm điểm tối đa theo đơn vị và tiêu chí, năm {view.year}; số liệu đầy đủ trong bảng bên dưới",
        "bieu_do_nhiet",
        facts=view.facts(),
        cells=cells,
        groups=firsts[1:],
    )
    st.caption(
        "“–”: tiêu chí không áp dụng với đơn vị. Ô trống: chưa chấm. Đơn vị xếp theo khối và thứ hạng tham khảo."
    )
    wide: dict[str, dict] = {}
    for s in shown:
        row = wide.setdefault(
            s["unit_code"], {"unit_name": s["unit_name"], "block_name": s["block_name"]}
        )
        row[s["criterion_code"]] = s["pct"] if s["applicable"] else None
    codes = list(
        dict.fromkeys(
            s["criterion_code"] for s in sorted(shown, key=lambda s: s["criterion_position"])
        )
    )
    columns = [Column("unit_name", "Đơn vị"), *[Column(c, c, "percent", width=70) for c in codes]]
    rows = [
        {c.field: row.get(c.field) for c in [*columns, Column("block_name", "")]}
        for row in wide.values()
    ]
    frame.table(
        f"don-vi-tieu-chi-{view.year}",
        f"% điểm tối đa theo đơn vị và tiêu chí năm {view.year}",
        view.facts(),
        rows,
        [*columns, Column("block_name", "Khối")],
        folded=labels.TABLE,
    )


if not criteria:
    frame.answer(f"Chưa có tiêu chí nào được chấm trong năm {view.year}.")
    frame.no_results(view)
else:
    for criterion in criteria:
        in_words(criterion)
    worst = sorted(criteria, key=lambda c: (-c["points_lost"], c["position"]))[:3]
    frame.answer(answer(worst))
    frame.metrics(figures(worst))
    weakness_chart(worst)
    heat_map()
    frame.notes(
        f"Trung vị và nửa giữa tính trên các đơn vị đã chấm tiêu chí; ô chưa chấm không tính là mất điểm. {view.basis}.",
        "Chấm tô màu nhấn: ba tiêu chí mất nhiều điểm nhất. So với năm trước chỉ khi cùng bộ tiêu chí.",
    )
