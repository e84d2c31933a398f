"""Kết quả theo tiêu chí: which criteria are weak, where the points are lost, which units lost them, and why."""

import itertools

import streamlit as st

from pages._shared import charts, data, filters, frame, score_story, survey_scores, tables
from pages._shared.tables import Column
from words import labels

view = frame.start("Kết quả theo tiêu chí")
asked = st.session_state.pop(survey_scores.STORY, None)
low_bound = data.number_setting("low_criterion_pct", 50.0)
everything = [c for c in data.rows("criteria", year=view.year, block=view.block) if c["scored_units"]]
kinds = data.rows("kinds", year=view.year, block=view.block)

ORDERS = {"mat_diem": "Mất nhiều điểm nhất", "thap": "Đạt thấp nhất", "nhom": "Theo nhóm tiêu chí"}
ALL = "tat_ca"
COLUMNS = [
    Column("title", "Tiêu chí", width=330),
    Column("max_points", "Điểm tối đa", "points"),
    Column("median_pct", "Trung vị, % điểm tối đa", "percent"),
    Column("below_half", "Đơn vị dưới 50%", "integer"),
    Column("points_lost", "Điểm mất (cộng các đơn vị)", "points"),
    Column("lost_share", "Tỷ trọng điểm mất", "percent"),
    Column("lost_so_far", "Cộng dồn từ tiêu chí mất nhiều nhất", "percent"),
    Column("half", "Nửa giữa các đơn vị"),
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
    row["half"] = f"{labels.percent(row['lower_quartile'])}–{labels.percent(row['upper_quartile'])}"
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


def chosen_criteria() -> tuple[list[dict], str]:
    """Criteria after the filters of this page, in the order chosen; and which order that is."""
    groups = {c["group_code"]: f"{c['group_code']}. {c['group_name']}" for c in everything}
    present = {c["kind"] for c in everything}
    with st.container(horizontal=True, key="loc_tieu_chi"):
        group = filters.choose(
            st.selectbox,
            "nhom",
            [ALL, *groups],
            ALL,
            label="Nhóm tiêu chí",
            format_func={ALL: "Tất cả các nhóm", **groups}.get,
        )
        kind = filters.choose(
            st.selectbox,
            "loai",
            [ALL, *(k for k in labels.KIND if k in present)],
            ALL,
            label="Loại tiêu chí",
            format_func={ALL: "Tất cả các loại", **labels.KIND}.get,
        )
        order = filters.choose(st.selectbox, "thu_tu", list(ORDERS), "mat_diem", label="Thứ tự", format_func=ORDERS.get)
    keys = {
        "mat_diem": lambda c: (-c["points_lost"], c["position"]),
        "thap": lambda c: (c["median_pct"], c["position"]),
        "nhom": lambda c: c["position"],
    }
    kept = [c for c in everything if group in (ALL, c["group_code"]) and kind in (ALL, c["kind"])]
    return sorted(kept, key=keys[order]), order


def weakness_chart(worst: list[dict]) -> None:
    st.header("Tiêu chí đạt thấp", anchor=False)
    rows = criteria
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


def heat_map() -> tuple[str, str] | None:
    """Units and criteria; returns the unit and criterion of the cell that was just clicked."""
    st.header("Đơn vị và tiêu chí", anchor=False)
    place = {c["criterion_code"]: number for number, c in enumerate(criteria)}
    shown = sorted(
        (s for s in scores if s["criterion_code"] in place),
        key=lambda s: (s["unit_position"], place[s["criterion_code"]]),
    )
    if not shown:
        st.info("Không có điểm nào của đơn vị này.")
        return None
    bases = {"final": "sau giải trình", "verified": view.snapshot.verification_word, "self": "tự chấm"}

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
            "cell": f"{s['unit_code']}|{s['criterion_code']}",
            "na": not s["applicable"],
            "code": s["criterion_code"],
            "pct": s["pct"] if s["applicable"] else None,
            "text": "–" if not s["applicable"] else "" if s["pct"] is None else f"{s['pct']:.0f}",
            "tip": f"{s['unit_name']}, tiêu chí {s['criterion_code']} {s['criterion_name']}: {state(s)}",
        }
        for s in shown
    ]

    codes = list(place)
    group_of = {c["criterion_code"]: c["group_code"] for c in criteria}
    firsts = [{"code": code} for before, code in itertools.pairwise(codes) if group_of[before] != group_of[code]]
    unscored = sum(s["applicable"] and s["pct"] is None for s in shown)
    picked = charts.show(
        "heat",
        f"% điểm tối đa của {len({s['unit_code'] for s in shown})} đơn vị theo tiêu chí; "
        + (f"{unscored} ô chưa chấm" if unscored else "mọi tiêu chí áp dụng đều đã chấm"),
        f"Bảng nhiệt phần trăm điểm tối đa theo đơn vị và tiêu chí, năm {view.year}; số liệu đầy đủ trong bảng bên dưới",
        "bieu_do_nhiet",
        facts=view.facts(),
        picks="cell",
        cells=cells,
        groups=firsts if order == "nhom" else [],
    )
    st.caption(
        "Bấm vào một ô để xem điểm đó từ đâu mà có. Ô viền nét đứt, dấu “–”: tiêu chí không áp dụng. Ô trống: chưa chấm. "
        "Đơn vị xếp theo khối và thứ hạng tham khảo."
    )
    wide: dict[str, dict] = {}
    for s in shown:
        row = wide.setdefault(s["unit_code"], {"unit_name": s["unit_name"], "block_name": s["block_name"]})
        row[s["criterion_code"]] = s["pct"] if s["applicable"] else None
    columns = [Column("unit_name", "Đơn vị"), *[Column(c, c, "percent", width=70) for c in codes]]
    rows = [{c.field: row.get(c.field) for c in [*columns, Column("block_name", "")]} for row in wide.values()]
    frame.table(
        f"don-vi-tieu-chi-{view.year}",
        f"% điểm tối đa theo đơn vị và tiêu chí năm {view.year}",
        view.facts(),
        rows,
        [*columns, Column("block_name", "Khối")],
        folded=labels.TABLE,
    )

    return clicked(picked)


def clicked(cell: str | None) -> tuple[str, str] | None:
    """A click that this run is the first to see; an older one must not win over a later choice in the lists."""
    is_new = cell is not None and cell != st.session_state.get("_cell")
    st.session_state["_cell"] = cell
    return tuple(cell.split("|", 1)) if is_new else None


@st.dialog("Điểm này từ đâu mà có", width="large", on_dismiss="rerun")
def in_dialog(unit: str, criterion: str) -> None:
    score_story.show(view, unit, criterion)


def one_score(cell: tuple[str, str] | None) -> None:
    """The choice of a unit and a criterion, and the story of that score."""
    st.header("Điểm này từ đâu mà có", anchor=False)
    if cell:
        filters.put("dv", cell[0])
        filters.put("tc", cell[1])
    units = {s["unit_code"]: s["unit_name"] for s in scores}
    names = {c["criterion_code"]: c["title"] for c in everything}
    with st.container(horizontal=True, key="chon_diem"):
        unit = filters.choose(
            st.selectbox,
            "dv",
            list(units),
            None,
            label="Đơn vị",
            format_func=units.get,
            index=None,
            placeholder="Chọn đơn vị",
        )
        criterion = filters.choose(
            st.selectbox,
            "tc",
            list(names),
            None,
            label="Tiêu chí",
            format_func=names.get,
            index=None,
            placeholder="Chọn tiêu chí",
        )
    if cell:
        in_dialog(*cell)
    elif unit and criterion:
        score_story.show(view, unit, criterion)
    elif not criterion:
        st.caption("Chọn một tiêu chí để xem các đơn vị; chọn thêm một đơn vị để xem nguồn của điểm.")
    if criterion:
        one_criterion(next(c for c in everything if c["criterion_code"] == criterion))


def one_criterion(criterion: dict) -> None:
    """How the units stand in one criterion, and what those with full marks gave as evidence."""
    code = criterion["criterion_code"]
    st.header(f"Tiêu chí {labels.plain(criterion['title'])}", anchor=False)
    rows = [
        row
        for row in data.rows("criterion_units", year=view.year, criterion=code, block=view.block, scope=view.scope)
        if row["applicable"]
    ]
    scored = [row for row in rows if row["pct"] is not None]
    full = [row for row in scored if row["pct"] == 100]
    bins = []
    for low in range(0, 100, 10):
        # the last tenth is closed: full marks belong to it
        inside = [r for r in scored if low <= r["pct"] < low + 10 or (low == 90 and r["pct"] == 100)]
        bins.append(
            {
                "name": f"{low}–{low + 10}",
                "units": len(inside),
                "text": str(len(inside)) if inside else "",
                "tip": f"{len(inside)} đơn vị đạt từ {low}% đến {'' if low == 90 else 'dưới '}{low + 10}% điểm tối đa",
            }
        )
    charts.show(
        "spread",
        f"{len(full)}/{len(scored)} đơn vị đã chấm đạt điểm tối đa; {criterion['below_half']} đơn vị dưới 50%",
        f"Phân bố {len(scored)} đơn vị theo phần trăm điểm tối đa của tiêu chí {code}, năm {view.year}: "
        + "; ".join(f"{b['name']}% {b['units']} đơn vị" for b in bins if b["units"]),
        "bieu_do_phan_bo",
        facts=[("Tiêu chí", criterion["title"]), *view.facts()],
        bins=bins,
    )
    bases = {"final": "sau giải trình", "verified": view.snapshot.verification_word, "self": "tự chấm"}
    for row in rows:
        row["basis_text"] = bases.get(row["basis"], "chưa chấm")
    frame.table(
        f"tieu-chi-{code}-{view.year}",
        f"Tiêu chí {criterion['title']} năm {view.year}",
        [("Tiêu chí", criterion["title"]), *view.facts()],
        rows,
        [
            Column("unit_name", "Đơn vị"),
            Column("points", "Điểm", "points"),
            Column("pct", "% điểm tối đa", "percent"),
            Column("basis_text", "Cơ sở điểm"),
            Column("reported_pct", "Tỷ lệ đơn vị báo cáo", "percent"),
            Column("evidence", "Minh chứng đơn vị nêu", width=380),
            Column("block_name", "Khối"),
        ],
        folded=f"{labels.TABLE}: các đơn vị, từ cao xuống thấp",
    )
    given = list(dict.fromkeys(row["evidence"] for row in full if row["evidence"]))
    if given:
        st.markdown("**Minh chứng mà các đơn vị đạt điểm tối đa đã nêu**")
        shown = [
            {"evidence": text, "units": labels.names([r["unit_name"] for r in full if r["evidence"] == text])}
            for text in given[:12]
        ]
        columns = [Column("evidence", "Minh chứng"), Column("units", "Đơn vị")]
        st.html(tables.html(shown, columns, f"Minh chứng của đơn vị đạt điểm tối đa, tiêu chí {code}"))
        if len(given) > 12:
            st.caption(f"Còn {len(given) - 12} minh chứng khác trong bảng số liệu ở trên.")


def by_kind() -> None:
    """Input, process, output, impact: the plan puts the weight on output."""
    st.header("Đầu vào, quá trình, đầu ra, tác động", anchor=False)
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
            Column("criteria", "Số tiêu chí", "integer"),
            Column("pct", "% điểm tối đa", "percent"),
            Column("points_lost", "Điểm mất (cộng các đơn vị)", "points"),
            Column("share", "Tỷ trọng điểm mất", "percent"),
        ],
    )


if not everything:
    frame.answer(f"Chưa có tiêu chí nào được chấm trong năm {view.year}.")
    frame.no_results(view)
else:
    so_far = 0.0
    for criterion in sorted(everything, key=lambda c: (-c["points_lost"], c["position"])):
        in_words(criterion)
        so_far += criterion["lost_share"] or 0
        criterion["lost_so_far"] = so_far if criterion["lost_share"] is not None else None
    criteria, order = chosen_criteria()
    if not criteria:
        st.info("Không có tiêu chí nào khớp điều kiện lọc. Bỏ bớt điều kiện hoặc chọn lại nhóm.")
        st.stop()
    scores = data.rows("heat_map", year=view.year, block=view.block, scope=view.scope)
    worst = sorted(criteria, key=lambda c: (-c["points_lost"], c["position"]))[:3]
    frame.answer(answer(worst))
    frame.metrics(figures(worst))
    weakness_chart(worst)
    one_score(heat_map() or asked)
    by_kind()
    frame.notes(
        f"Trung vị và nửa giữa tính trên các đơn vị đã chấm tiêu chí; ô chưa chấm không tính là mất điểm. {view.basis}.",
        "Chấm tô màu nhấn: ba tiêu chí mất nhiều điểm nhất. So với năm trước chỉ khi cùng bộ tiêu chí.",
    )
