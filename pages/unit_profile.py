"""Phiếu kết quả đơn vị: one unit on one page: its result and how firm it is, why, what to improve, what it owed."""

from itertools import pairwise

import streamlit as st

from pages._shared import charts, data, export, filters, frame, guard, survey_scores
from pages._shared.tables import Column
from reports import docx, pdf, unit_sheet
from warehouse import profile
from words import labels

view = frame.start("Phiếu kết quả đơn vị")
word, as_of = view.snapshot.verification_word, view.snapshot.as_of
near = data.number_setting("near_bound_points", 1.0)
PRIORITY_COLUMNS = [
    Column("title", "Tiêu chí", width=380),
    Column("gain", "Có thể thêm (điểm)", "points"),
    Column("points", "Đang có", "points"),
    Column("block_median", "Trung vị khối", "points"),
    Column("max_points", "Tối đa", "points"),
    Column("peers_text", "Đơn vị đạt điểm tối đa"),
]
CRITERIA_COLUMNS = [
    Column("title", "Tiêu chí", width=380),
    Column("points", "Điểm được tính", "points"),
    Column("max_points", "Tối đa", "points"),
    Column("pct", "% điểm tối đa", "percent"),
    Column("self_points", "Tự chấm", "points"),
    Column("verified_points", "Thẩm định", "points"),
    Column("final_points", "Sau giải trình", "points"),
    Column("block_median", "Trung vị khối", "points"),
    Column("state_text", "Tình trạng"),
    Column("group_name", "Nhóm"),
]
DEADLINE_COLUMNS = [
    Column("milestone_name", "Nội dung"),
    Column("year", "Năm", "year"),
    Column("due_on", "Hạn gửi", "date"),
    Column("done_on", "Ngày nhận", "date"),
    Column("status_text", "Tình trạng", width=330),
    Column("head_text", "Người đứng đầu khi đến hạn"),
]
VERSION_COLUMNS = [
    Column("file_name", "Tệp"),
    Column("version_text", "Phiên bản"),
    Column("received_on", "Ngày nhận", "date"),
    Column("status_text", "Trạng thái"),
    Column("errors", "Lỗi", "integer"),
    Column("warnings", "Lưu ý", "integer"),
]
FINDING_COLUMNS = [
    Column("message", "Nội dung", width=520),
    Column("severity_text", "Mức"),
    Column("place", "Vị trí"),
    Column("file_name", "Tệp"),
]
DIFFERENCE_COLUMNS = [
    Column("what", "Nội dung"),
    Column("version_text", "Phiên bản"),
    Column("before", "Trước", width=260),
    Column("after", "Sau", width=260),
    Column("place", "Vị trí"),
]
CORRECTION_COLUMNS = [
    Column("what", "Nội dung"),
    Column("before", "Trước"),
    Column("after", "Sau"),
    Column("reason", "Lý do", width=330),
    Column("decided_on", "Ngày quyết định", "date"),
    Column("decided_by", "Người quyết định"),
    Column("document_number", "Văn bản"),
]
FIELD = {
    "self_points": "điểm tự chấm",
    "reported_pct": "tỷ lệ báo cáo",
    "evidence": "tài liệu kiểm chứng",
    "note": "ghi chú",
}
SCORE_TYPE = {"self": "điểm tự chấm", "verified": "điểm thẩm định", "final": "điểm sau giải trình"}
SEVERITY = {"error": "Lỗi", "warning": "Lưu ý"}


def choose_units() -> list[str]:
    """The unit of the sheet (`dv`), then up to three beside it (`so`)."""
    names = {u["unit_code"]: u["unit_name"] for u in data.rows("units", block=None)}
    if not names:
        frame.no_results(view)
        st.stop()
    own = view.scope if view.scope in names else None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        unit = filters.choose(
            st.selectbox, "dv", list(names), own or next(iter(names)), label="Đơn vị",
            format_func=names.get, width=360,
        )  # fmt: skip
        beside = filters.choose(
            st.multiselect, "so", [code for code in names if code != unit], [], label="So sánh với (tối đa 3 đơn vị)",
            format_func=names.get, max_selections=3, placeholder="Chọn đơn vị", select_all=False,
        )  # fmt: skip
    return [unit, *beside]


chosen = choose_units()
code = chosen[0]
may_see = view.scope is None or view.scope == code
history = data.rows("unit_years", units=tuple(chosen), scope=view.scope)
own_years = [row for row in history if row["unit_code"] == code]
now = next((row for row in own_years if row["year"] == view.year), None)
name = labels.plain(own_years[0]["unit_name"])


def facts() -> list[tuple[str, str]]:
    """What an export says about its figures."""
    said = [fact for fact in view.facts() if fact[0] not in ("Khối", "Cơ sở điểm")]
    if now:
        said[1:1] = [("Đơn vị", now["unit_name"]), ("Khối", now["block_name"])]
        said.append(("Cơ sở điểm", labels.basis(now["score_basis"], word)))
    return said


def table(key: str, title: str, rows: list[dict], columns: list[Column], folded=None) -> None:
    frame.table(f"{key}-{view.year}", f"{title}: {own_years[0]['unit_name']}, năm {view.year}", facts(), rows, columns, folded)  # fmt: skip


def published() -> dict:
    """The row of the ranking: distance to the next class and the change, as the ranking page says them."""
    rows = data.rows("ranking", year=view.year, block=now["block_code"], scope=view.scope)
    return next(row for row in rows if row["unit_code"] == code)


# ------------------------------------------------------------------ the answer


def answer(place: dict) -> None:
    block = filters.lower_block(now["block_name"])
    in_points = (
        f" ({labels.points(now['points'])}/{labels.points(now['max_points'])} điểm)"
        if now["points"] is not None
        else ""
    )
    text = (
        f"**{name}** đạt **{labels.percent(now['score_pct'])}** điểm tối đa{in_points}, "
        f"xếp loại **{now['class_name'] or labels.NONE}**"
        f"{' (sơ bộ)' if now['is_provisional'] else ''}, {labels.rank(now).lower()} của khối {block} – "
        f"{labels.REFERENCE_RANK}"
    )
    if now["ranked"] > 1:
        text += f"; khi trọng số tiêu chí thay đổi ±25%: {labels.interval(now)}"
    close = labels.near_bound(place, near)
    frame.answer(text + "." + (f" **Sát ngưỡng:** {close[:1].lower() + close[1:]}." if close else ""))
    turning = [
        f"{labels.border_subject(row)} ({labels.BORDER_CAUSE[row['cause']]}: {labels.border_cause(row)})"
        for row in data.rows("borderline", year=view.year, block=now["block_code"], scope=view.scope)
        if row["unit_code"] == code
    ]
    if turning:
        st.caption(labels.plain(f"Kết quả sát ngưỡng, cần cân nhắc: {'; '.join(turning)}."))


def figures(place: dict) -> list[dict]:
    change = place["score_pct"] - place["score_pct_previous"] if place["score_pct_previous"] is not None else None
    return [
        {
            "label": "% điểm tối đa",
            "value": labels.percent(now["score_pct"]),
            "note": f"trung vị khối {labels.percent(now['block_median'])}",
        },
        {
            "label": "Xếp loại",
            "value": now["class_name"] or labels.NONE,
            "note": f"thiếu {labels.percent(place['to_next_class'])} để lên {place['next_class_name']}"
            if place["next_class_name"]
            else "loại cao nhất",
        },
        {
            "label": "Thứ hạng tham khảo",
            "value": f"{now['rank_block']}/{now['ranked']}",
            "note": f"khoảng {labels.interval(now)}" if now["ranked"] > 1 else "đơn vị duy nhất",
            "help": "Khoảng chứa 90% số lần thử khi trọng số mỗi tiêu chí tăng, giảm tối đa 25%",
        },
        {
            "label": f"So với {view.year - 1} (điểm %)",
            "value": labels.signed(change),
            "note": ("thứ hạng " if place["comparison"] == "comparable" else "") + labels.rank_change(place),
            "arrow": "off",
        },
        {
            "label": "Cơ sở điểm",
            "value": labels.basis(now["score_basis"], word),
            "note": labels.provisional(now, view.is_running) or "kết quả đầy đủ",
        },
    ]


# ------------------------------------------------------------------ charts


def marks_in_words(shown: dict[str, str]) -> str:
    """Which mark is which unit, for a picture, which has no line of symbols under it."""
    shapes = ("hình tròn", "hình vuông", "hình tam giác", "hình thoi")
    said = [f"{shapes[n]}: {shown[c]}" for n, c in enumerate(chosen) if c in shown]
    return "; ".join([*said, "vạch: trung vị khối"])


def groups() -> None:
    rows = data.rows("unit_parts", year=view.year, units=tuple(chosen), scope=view.scope)
    rows = [row for row in rows if row["framework_code"] == now["framework_code"]]
    own = [row for row in rows if row["unit_code"] == code and row["score_pct"] is not None]
    if not own:
        return

    def row_name(row: dict) -> str:
        return f"{row['group_code']}. {row['group_name']}"

    shown = {row["unit_code"]: row["unit_name"] for row in rows}
    behind = [row for row in own if row["score_pct"] < row["block_median"]]
    if now["ranked"] == 1:
        message = "Kết quả theo nhóm tiêu chí; khối chỉ có một đơn vị có kết quả"
    elif behind:
        message = f"Thấp hơn trung vị khối ở {len(behind)}/{len(own)} nhóm tiêu chí: " + ", ".join(
            row["group_code"] for row in behind
        )
    else:
        message = "Không nhóm tiêu chí nào thấp hơn trung vị khối"
    charts.show(
        "groups",
        message,
        f"Kết quả theo nhóm tiêu chí, {own_years[0]['unit_name']}, năm {view.year}: "
        + "; ".join(
            f"{row_name(row)} {labels.percent(row['score_pct'])}, trung vị khối {labels.percent(row['block_median'])}"
            for row in own
        ),
        "nhom",
        facts=[*facts(), ("Ký hiệu", marks_in_words(shown))],
        units=[
            {
                "row": row_name(row),
                "pct": row["score_pct"],
                "series": charts.SERIES[chosen.index(row["unit_code"])],
                "text": labels.percent(row["score_pct"]),
                "tip": f"{row['unit_name']}, nhóm {row_name(row)}: {labels.percent(row['score_pct'])} điểm tối đa",
            }
            for row in sorted(rows, key=lambda r: chosen.index(r["unit_code"]), reverse=True)
            if row["score_pct"] is not None
        ],
        middle=[
            {
                "row": row_name(row),
                "pct": row["block_median"],
                "tip": f"Trung vị khối, nhóm {row_name(row)}: {labels.percent(row['block_median'])}",
            }
            for row in own
        ],
    )
    marks = [f"{charts.SERIES_SYMBOLS[n]} {shown[c]}" for n, c in enumerate(chosen) if c in shown]
    st.caption(labels.plain("   ".join([*marks, "❙ trung vị khối"])))
    table(
        "nhom", "Kết quả theo nhóm tiêu chí",
        [row | {"group_text": row_name(row)} for row in rows],
        [Column("group_text", "Nhóm tiêu chí", width=330), Column("unit_name", "Đơn vị"),
         Column("score_pct", "% điểm tối đa", "percent"), Column("block_median", "Trung vị khối", "percent"),
         Column("rank_block", "Thứ trong khối", "integer"), Column("points", "Điểm", "points"),
         Column("max_points", "Điểm tối đa", "points")],
        folded=labels.TABLE,
    )  # fmt: skip


def pieces(rows: list[dict], series: str, main: bool, value: str, label: str) -> list[dict]:
    """Points of one line; a new piece at a change of framework and at a year without a result, never a line across.
    The step into the running year is a dashed piece of its own."""
    found, number, last = [], 0, None
    for row in rows:
        if row[value] is None:
            last = None
            continue
        joined = last and last["framework_code"] == row["framework_code"] and last["year"] == row["year"] - 1  # fmt: skip
        if not joined:
            number += 1
        point = {
            "year": str(row["year"]), "series": series, "piece": f"{series}-{number}", "pct": row[value],
            "low": None, "high": None, "main": main, "dashed": False, "joint": False,
            "tip": f"{label}, năm {row['year']}{' (chưa kết thúc)' if row['is_running'] else ''}: {labels.percent(row[value])} điểm tối đa",
        }  # fmt: skip
        if row["is_running"]:
            number += 1
            if joined:
                found.append(found[-1] | {"piece": f"{series}-r", "dashed": True, "joint": True})
            point |= {"piece": f"{series}-r", "dashed": True}
        found.append(point)
        last = row
    return found


def trend() -> None:
    lines = []
    for other in chosen:
        rows = [row for row in history if row["unit_code"] == other]
        if rows:
            lines.append((rows[-1]["unit_name"], pieces(rows, other, other == code, "score_pct", rows[-1]["unit_name"])))  # fmt: skip
    middle = [
        row | {"block_median": row["block_median"] if row["score_pct"] is not None else None} for row in own_years
    ]
    lines.append(("Trung vị khối", pieces(middle, "median", False, "block_median", "Trung vị khối")))  # fmt: skip
    lines = [(label, points) for label, points in lines if points]
    changed = [row["year"] for before, row in pairwise(own_years) if before["framework_code"] != row["framework_code"]]
    known = [row for row in own_years if row["score_pct"] is not None]
    if len(known) < 2:
        st.caption(f"Diễn biến: {name} mới có kết quả {len(known)} năm nên chưa vẽ được đường diễn biến.")  # fmt: skip
        return
    message = "; ".join(
        f"{row['year']}: {labels.percent(row['score_pct'])}, thứ {row['rank_block']}/{row['ranked']}"
        for row in known[-3:]
    )
    charts.show(
        "lines",
        f"Diễn biến {message}",
        f"Kết quả qua các năm của {own_years[0]['unit_name']}: "
        + "; ".join(f"{row['year']} {labels.percent(row['score_pct'])}" for row in known),
        "dien_bien",
        facts=facts(),
        points=[point for _, points in lines for point in points],
        ends=spread(
            [
                {
                    "year": points[-1]["year"], "y": points[-1]["pct"], "main": points[-1]["main"],
                    "text": f"{label} {labels.percent(points[-1]['pct'])}",
                    "short": labels.percent(points[-1]["pct"]),
                }
                for label, points in lines
            ]
        ),
        breaks=[{"year": str(year), "text": labels.FRAMEWORK_CHANGED} for year in changed],
    )  # fmt: skip
    if changed:
        st.caption(f"Không nối và không so sánh qua năm {', '.join(map(str, changed))}: {labels.FRAMEWORK_CHANGED}.")
    table(
        "dien-bien", "Kết quả qua các năm",
        [row | {"rank_text": labels.rank(row), "interval_text": labels.interval(row),
                "change_text": labels.signed(row["rank_block_change"], 0) if row["rank_block_change"] is not None else labels.NONE,
                "basis_text": labels.basis(row["score_basis"], word)} for row in history],
        [Column("unit_name", "Đơn vị"), Column("year", "Năm", "year"), Column("score_pct", "% điểm tối đa", "percent"),
         Column("class_name", "Xếp loại"), Column("rank_text", "Thứ hạng tham khảo"), Column("interval_text", "Khoảng thứ hạng"),
         Column("change_text", "Đổi thứ hạng"), Column("block_median", "Trung vị khối", "percent"),
         Column("basis_text", "Cơ sở điểm"), Column("framework_name", "Bộ tiêu chí")],
        folded=labels.TABLE,
    )  # fmt: skip


def spread(ends: list[dict]) -> list[dict]:
    """Labels at the ends of lines, moved apart so that they can be read; the lines stay where they are."""
    for year in {end["year"] for end in ends}:
        same = sorted((end for end in ends if end["year"] == year), key=lambda end: end["y"])
        reach = max(end["y"] for end in ends) - min(end["y"] for end in ends)
        gap = max(1.2, reach / 12)
        for lower, upper in pairwise(same):
            upper["y"] = max(upper["y"], lower["y"] + gap)
    return ends


def lost(criteria: list[dict]) -> None:
    steps = profile.lost_points(criteria)
    if not steps:
        return
    most = max(steps, key=lambda step: step["lost"])
    rows = [
        {
            "name": f"{step['code']}. {step['name']}" if step["code"] else "Chưa chấm",
            "start": step["start"],
            "end": step["end"],
            "kind": "lost" if step["code"] else "waiting",
            "lost": step["lost"],
            "points": step["points"],
            "text": labels.signed(-step["lost"]) if step["lost"] else "0",
            "tip": f"{'Nhóm ' + step['code'] if step['code'] else 'Chưa chấm'}: mất {labels.points(step['points'])} điểm, "
            f"bằng {labels.percent(step['lost'])} điểm tối đa",
        }
        for step in steps
    ]
    score = now["score_pct"]
    if most["lost"] == 0:
        message = "Không mất điểm ở nhóm tiêu chí nào"
    else:
        where = f"nhóm {most['code']}" if most["code"] else "các tiêu chí chưa chấm"
        message = f"Mất nhiều nhất ở {where}: {labels.percent(most['lost'])} điểm tối đa"
    st.subheader("Mất điểm ở đâu", anchor=False)
    charts.show(
        "waterfall",
        message,
        f"Từ 100% xuống {labels.percent(score)}: " + "; ".join(f"{row['name']} {row['text']}" for row in rows),
        "mat_diem",
        facts=facts(),
        steps=[
            *rows,
            {
                "name": "Kết quả", "start": 0, "end": score, "kind": "score", "text": labels.percent(score),
                "tip": f"Kết quả: {labels.percent(score)} điểm tối đa",
            },
        ],
    )  # fmt: skip
    table(
        "mat-diem", "Điểm mất theo nhóm tiêu chí", rows,
        [Column("name", "Nhóm tiêu chí", width=380), Column("points", "Điểm mất", "points"), Column("lost", "% điểm tối đa", "percent")],
        folded=labels.TABLE,
    )  # fmt: skip


# ------------------------------------------------------------------ in words


def said(row: dict) -> str:
    return (
        f"{labels.plain(row['title'])}: {labels.points(row['points'])}/{labels.points(row['max_points'])} điểm, "
        f"trung vị khối {labels.points(row['block_median'])}"
    )


def in_words(criteria: list[dict]) -> None:
    st.subheader("Điểm mạnh, điểm yếu so với khối", anchor=False)
    if not profile.distinguishing(criteria):
        st.caption("Chưa so được: khối có quá ít đơn vị có kết quả, hoặc các đơn vị gần như bằng nhau ở mọi tiêu chí.")
        return
    left, right = st.columns(2)
    for place, title, rows, none in (
        (left, "Mạnh", profile.strengths(criteria), "Không có tiêu chí nào cao hơn hẳn các đơn vị khác."),
        (right, "Yếu", profile.weaknesses(criteria), "Không có tiêu chí nào thấp hơn hẳn các đơn vị khác."),
    ):  # fmt: skip
        with place:
            st.markdown(f"**{title}**\n\n" + ("\n".join(f"- {said(row)}" for row in rows) or none))


def priorities(criteria: list[dict]) -> None:
    st.subheader("Tiêu chí nên ưu tiên cải thiện", anchor=False)
    rows = profile.priorities(criteria)
    if not rows:
        st.caption("Không có tiêu chí nào mà phần lớn đơn vị của khối đạt cao hơn.")
        return
    total = sum(row["gain"] for row in rows[:5])
    st.markdown(
        f"Ít nhất một nửa số đơn vị của khối đã đạt cao hơn ở **{len(rows)}** tiêu chí; bằng trung vị khối ở "
        f"{min(5, len(rows))} tiêu chí đầu thì thêm **{labels.points(total)}** điểm."
    )
    for row in rows:
        row["peers_text"] = f"{row['block_full']}/{row['block_scored']}"
    table("uu-tien", "Tiêu chí nên ưu tiên cải thiện", rows[:10], PRIORITY_COLUMNS)


def beside_survey() -> None:
    """What the survey supports of the scores that rest on it."""
    rows = survey_scores.rows(view, unit=code)
    if not rows:
        return
    st.subheader("Điểm tự chấm và kết quả khảo sát", anchor=False)
    above = [row for row in rows if row["finding"]]
    told = [row for row in rows if row["share"] is not None]
    st.markdown(
        f"**{len(above)}/{len(told)}** điểm tự chấm cao hơn mức khảo sát ủng hộ"
        + (f": {labels.plain('; '.join(row['title'] for row in above))}." if above else ".")
        if told
        else "Đơn vị chưa có tỷ lệ khảo sát công bố được để đối chiếu."
    )
    columns = [c for c in survey_scores.COLUMNS if c.field not in ("unit_name", "block_name")]
    table("khao-sat", "Điểm tự chấm và kết quả khảo sát", rows, columns, folded="Từng tiêu chí dựa vào khảo sát")
    st.caption(survey_scores.NOTE)


def try_out(criteria: list[dict]) -> None:
    """Changed scores, seen at once and kept nowhere."""
    st.subheader("Thử thay đổi điểm", anchor=False)
    st.caption("Chỉ là phép thử trên màn hình: không lưu, không thay đổi số liệu.")
    titles = {row["criterion_code"]: row for row in criteria if row["applicable"]}
    picked = st.multiselect(
        "Tiêu chí muốn thử", list(titles), key="thu_tieu_chi", format_func=lambda c: titles[c]["title"],
        placeholder="Chọn tiêu chí", max_selections=8, select_all=False,
    )  # fmt: skip
    changes = {}
    if picked:
        with st.grid(min(len(picked), 4), min_column_width=200):
            for one in picked:
                row = titles[one]
                changes[one] = st.number_input(
                    f"Điểm thử {one} (tối đa {labels.points(row['max_points'])})",
                    0.0, float(row["max_points"]), float(row["points"] or 0), 0.25, key=f"thu_{code}_{view.year}_{one}",
                )  # fmt: skip
    if not picked:
        return
    bounds = [
        b
        for b in data.rows("class_bounds", year=view.year, block=now["block_code"])
        if b["framework_code"] == now["framework_code"]
    ]
    peers = [
        row["score_pct"]
        for row in data.rows("ranking", year=view.year, block=now["block_code"], scope=view.scope)
        if row["unit_code"] != code and row["score_pct"] is not None
        and row["framework_code"] == now["framework_code"]
    ]  # fmt: skip
    result = profile.trial(criteria, changes, peers, bounds)
    frame.metrics(
        [
            {
                "label": "Phép thử: % điểm tối đa", "value": labels.percent(result.score_pct),
                "note": f"{labels.signed(result.score_pct - now['score_pct'], 2)} so với hiện nay",
            },
            {
                "label": "Phép thử: xếp loại", "value": result.class_name or labels.NONE,
                "note": "không đổi" if result.class_name == now["class_name"] else f"hiện nay {now['class_name']}",
            },
            {
                "label": "Phép thử: thứ hạng", "value": f"{result.rank}/{result.ranked}",
                "note": "không đổi" if result.rank == now["rank_block"] else f"hiện nay {now['rank_block']}",
            },
        ]
    )  # fmt: skip


def side_by_side() -> None:
    rows = [row for row in history if row["year"] == view.year]
    if len(chosen) < 2:
        return
    st.subheader("So sánh các đơn vị", anchor=False)
    by_unit = {row["unit_code"]: row for row in rows}
    names = {row["unit_code"]: row["unit_name"] for row in history}
    if len({row["block_code"] for row in rows}) > 1:
        st.caption("Các đơn vị thuộc nhiều khối: thứ hạng chỉ có nghĩa trong khối của từng đơn vị.")
    lines = [
        ("Khối", lambda r: r["block_name"]),
        ("% điểm tối đa", lambda r: labels.percent(r["score_pct"])),
        ("Xếp loại", lambda r: (r["class_name"] or labels.NONE) + (" (sơ bộ)" if r["is_provisional"] else "")),
        ("Thứ hạng tham khảo", labels.rank),
        ("Khoảng thứ hạng", labels.interval),
        ("Cơ sở điểm", lambda r: labels.basis(r["score_basis"], word)),
        ("Gửi báo cáo", lambda r: labels.status(r, as_of)),
    ]  # fmt: skip
    parts = data.rows("unit_parts", year=view.year, units=tuple(chosen), scope=view.scope)
    shown = [
        {"what": title} | {c: tell(by_unit[c]) if c in by_unit else labels.NONE for c in chosen}
        for title, tell in lines
    ]
    for part in dict.fromkeys((p["group_code"], p["group_name"]) for p in parts):
        own = {p["unit_code"]: p for p in parts if (p["group_code"], p["group_name"]) == part}
        shown.append(
            {"what": f"{part[0]}. {part[1]} (%)"}
            | {c: labels.percent(own[c]["score_pct"]) if c in own else labels.NONE for c in chosen}
        )
    table(
        "so-sanh", "So sánh các đơn vị", shown,
        [Column("what", "Nội dung", width=300), *(Column(c, names.get(c, c)) for c in chosen)],
    )  # fmt: skip


# ------------------------------------------------------------------ what it owed and sent


def criteria_table(criteria: list[dict]) -> None:
    for row in criteria:
        row["state_text"] = (
            "Không áp dụng" if not row["applicable"]
            else "Chưa chấm" if row["points"] is None
            else "Sau giải trình" if row["final_points"] is not None
            else labels.sentence(f"đã {word}") if row["verified_points"] is not None
            else "Tự chấm"
        )  # fmt: skip
    table("tieu-chi", "Điểm từng tiêu chí", criteria, CRITERIA_COLUMNS, folded="Điểm từng tiêu chí")


def deadlines() -> None:
    st.subheader("Thời hạn và người đứng đầu", anchor=False)
    rows = data.rows("unit_deadlines", unit=code, scope=view.scope)
    for row in rows:
        row["status_text"] = labels.status(row, as_of)
        row["head_text"] = row["head_position"] or "Khuyết"
    required = [r for r in rows if r["obligation"] == "required" and r["status"] != "not_due"]
    kept = sum(r["status"] == "on_time" for r in required)
    heads = data.rows("unit_heads", year=view.year, unit=code, scope=view.scope)
    text = (
        f"Đúng hạn **{kept}/{len(required)}** lần phải gửi bắt buộc."
        if required
        else "Chưa có lần phải gửi bắt buộc nào đến hạn."
    )
    if heads:
        text += f" Người đứng đầu trong năm {view.year}: " + "; ".join(
            f"{labels.plain(h['position'])} ({h['days_in_office']} ngày{', chịu trách nhiệm chính' if h['is_accountable'] else ''})"
            for h in heads
        )
        text += "."
    st.markdown(text)
    if rows:
        table("thoi-han", "Thời hạn gửi", rows, DEADLINE_COLUMNS)


def files() -> None:
    versions = data.rows("unit_versions", year=view.year, unit=code, scope=view.scope)
    findings = data.rows("unit_findings", year=view.year, unit=code, scope=view.scope)
    st.subheader("Các phiên bản báo cáo và lưu ý", anchor=False)
    if not versions:
        st.caption(f"Chưa nhận tệp tự đánh giá nào của năm {view.year}.")
        return
    for row in versions:
        row["status_text"] = labels.FILE_STATUS.get(row["status"], row["status"])
        row["version_text"] = (
            f"{row['submission_version']}{' (đang dùng)' if row['is_current'] else ''}"
            if row["submission_version"]
            else labels.NONE
        )
    accepted = sum(bool(row["submission_version"]) for row in versions)
    st.markdown(f"Đã nhận **{accepted}** phiên bản; **{len(findings)}** lưu ý khi kiểm tra các tệp.")
    table("phien-ban", "Các phiên bản báo cáo", versions, VERSION_COLUMNS)
    differences()
    corrections()
    if findings:
        for row in findings:
            row["severity_text"] = SEVERITY[row["severity"]]
            row["place"] = " ".join(part for part in (row["sheet"], row["cell"]) if part) or labels.NONE  # fmt: skip
        table("luu-y", "Lưu ý khi kiểm tra", findings, FINDING_COLUMNS, folded=f"Lưu ý khi kiểm tra ({len(findings)})")  # fmt: skip


def differences() -> None:
    """What each version changed against the one before it, cell by cell."""
    rows = data.rows("version_differences", year=view.year, unit=code, scope=view.scope)
    for row in rows:
        row["what"] = f"{row['criterion_code']}, {FIELD.get(row['field'], row['field'])}"
        row["version_text"] = f"{row['version'] - 1} → {row['version']}"
        row["place"] = " ".join(part for part in (row["sheet_after"], row["cell_after"]) if part) or labels.NONE  # fmt: skip
    if rows:
        table("khac-biet", "Khác biệt giữa các phiên bản", rows, DIFFERENCE_COLUMNS, folded=f"Khác biệt giữa các phiên bản ({len(rows)})")  # fmt: skip


def corrections() -> None:
    """Corrections of the unit's scores in this year: what, why, by whom."""

    def said(points: float | None, not_applicable: bool | None) -> str:
        return "không áp dụng" if not_applicable else labels.points(points)

    found = data.rows("corrections", year=view.year, block=own_years[-1]["block_code"], scope=view.scope)
    rows = [row for row in found if row["unit_code"] == code]
    for row in rows:
        row["what"] = f"{row['criterion_code']}, {SCORE_TYPE.get(row['score_type'], row['score_type'])}"
        row["before"] = said(row["old_points"], row["old_not_applicable"])
        row["after"] = said(row["new_points"], row["new_not_applicable"])
    if rows:
        table("dinh-chinh", "Đính chính điểm", rows, CORRECTION_COLUMNS, folded=f"Đính chính điểm ({len(rows)})")  # fmt: skip


def sheet() -> None:
    """The same on one A4 page, as Word and PDF, for the file; those who work with all units get all sheets at once."""
    ask = data.asker()
    year, unit, scope = view.year, code, view.scope
    with st.container(horizontal=True):
        for suffix, label, write in (
            ("docx", "Tải phiếu này (Word, một trang A4)", docx.written),
            ("pdf", "Bản PDF", pdf.written),
        ):
            export.document(
                f"phieu-{code}-{year}.{suffix}",
                label,
                lambda write=write: write(unit_sheet.sheet(ask, year, unit, scope)),
            )
        if guard.current_user().role not in ("steward", "admin"):
            return
        for suffix, kind, make in (("zip", "Word", unit_sheet.of_all_units), ("pdf", "PDF", unit_sheet.in_one_pdf)):
            export.slow_document(
                f"phieu-don-vi-{year}.{suffix}",
                f"Tạo phiếu của tất cả đơn vị ({kind})",
                f"Tải tất cả phiếu ({suffix.upper()})",
                (view.snapshot.snapshot_id,),
                lambda progress, make=make: make(ask, year, progress),
            )


def no_result() -> None:
    """Not rated in this year: why, and what there is."""
    if now is None:
        frame.answer(f"**{name}** không thuộc phạm vi đánh giá năm {view.year}.")
    else:
        frame.answer(f"**{name}** chưa có kết quả năm {view.year}: {labels.status(now, as_of)}.")
        if not view.total["with_result"]:
            frame.no_results(view)
        elif now["due_on"]:
            st.info(f"Hạn gửi: {labels.before(now['due_on'])}. Kết quả hiện ra ngay sau khi báo cáo được nạp.")  # fmt: skip
    others = [str(row["year"]) for row in own_years if row["score_pct"] is not None]
    if others:
        st.caption(f"Các năm đã có kết quả của đơn vị: {', '.join(others)}.")


criteria = data.rows("unit_criteria", year=view.year, unit=code, scope=view.scope) if now else []
for row in criteria:
    row["title"] = f"{row['criterion_code']} {row['criterion_name']}"

if now is None or now["score_pct"] is None:
    no_result()
    trend()
    side_by_side()
else:
    place = published()
    answer(place)
    frame.metrics(figures(place))
    sheet()
    groups()
    trend()
    if may_see:
        lost(criteria)
        in_words(criteria)
        priorities(criteria)
        beside_survey()
    side_by_side()
    if may_see:
        try_out(criteria)
        criteria_table(criteria)
if may_see:
    deadlines()
    files()
else:
    st.info(
        "Kết quả, xếp loại và thứ hạng của đơn vị khác được công bố; điểm chi tiết, thời hạn và hồ sơ chỉ đơn vị đó "
        "và Phòng Tư pháp xem được."
    )
frame.notes(
    *(
        [
            "Điểm mạnh, điểm yếu: cao hoặc thấp hơn trung vị khối từ 10 điểm % trở lên; bỏ qua tiêu "
            "chí mà các đơn vị gần như bằng nhau. Điểm có thể thêm: từ điểm hiện có đến trung vị khối."
        ]
        if may_see
        else []
    ),
    "Khoảng thứ hạng: 90% số lần thử khi trọng số mỗi tiêu chí tăng, giảm ngẫu nhiên tối đa 25%; thứ hạng chính thức "
    "không đổi.",
)
