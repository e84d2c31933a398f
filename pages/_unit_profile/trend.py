"""The years, beside the block and other units."""

from __future__ import annotations

from itertools import pairwise

import streamlit as st

from pages._shared import charts, data, frame
from pages._shared.filters import View
from pages._shared.tables import Column, column
from pages._unit_profile.about import Unit, facts, table, twin
from words import labels


def pieces(rows: list[dict], series: str, main: bool, value: str, label: str) -> list[dict]:
    """Points of one line; a new piece at a change of framework and at a year without a result, never a line across.
    The step into the running year is a dashed piece of its own."""
    found, number, last = [], 0, None
    for row in rows:
        if row[value] is None:
            last = None
            continue
        shown = labels.percent(row[value], row["bounds"])
        joined = last and last["framework_code"] == row["framework_code"] and last["year"] == row["year"] - 1  # fmt: skip
        if not joined:
            number += 1
        point = {
            "year": str(row["year"]), "series": series, "piece": f"{series}-{number}", "pct": row[value], "shown": shown,
            "low": None, "high": None, "main": main, "dashed": False, "joint": False,
            "tip": f"{label}, năm {row['year']}{' (chưa kết thúc)' if row['is_running'] else ''}: {shown} điểm tối đa",
        }  # fmt: skip
        if row["is_running"]:
            number += 1
            if joined:
                found.append(found[-1] | {"piece": f"{series}-r", "dashed": True, "joint": True})
            point |= {"piece": f"{series}-r", "dashed": True}
        found.append(point)
        last = row
    return found


def show(view: View, about: Unit) -> None:
    known = [row for row in about.own_years if row["score_pct"] is not None]
    if len(known) < 2:
        st.caption(f"Diễn biến: {about.name} mới có kết quả {len(known)} năm nên chưa vẽ được đường diễn biến.")
        return
    frame.section("dien-bien", "Diễn biến qua các năm", _lines, view, about, known)


def _lines(view: View, about: Unit, known: list[dict]) -> None:
    lines = []
    for other in about.compared:
        rows = [row for row in about.history if row["unit_code"] == other]
        if rows:
            lines.append((rows[-1]["unit_name"], pieces(rows, other, other == about.code, "score_pct", rows[-1]["unit_name"])))  # fmt: skip
    middle = [
        row | {"block_median": row["block_median"] if row["score_pct"] is not None else None} for row in about.own_years
    ]
    lines.append(("Trung vị khối", pieces(middle, "median", False, "block_median", "Trung vị khối")))  # fmt: skip
    lines = [(label, points) for label, points in lines if points]
    steps = labels.framework_steps((row["year"], row["framework_code"]) for row in about.own_years)
    message = "; ".join(
        f"{row['year']}: {labels.percent(row['score_pct'], row['bounds'])}, {labels.inside(labels.rank(row))}"
        for row in known[-3:]
    )
    charts.show(
        "lines",
        f"Diễn biến {message}",
        f"Kết quả qua các năm của {about.own_years[0]['unit_name']}: "
        + "; ".join(f"{row['year']} {labels.percent(row['score_pct'], row['bounds'])}" for row in known),
        "dien_bien",
        facts=facts(view, about),
        table=twin(
        view,
        about,
        "dien-bien",
        "Kết quả qua các năm",
        [
            row
            | {
                "rank_text": labels.rank(row),
                "interval_text": labels.interval(row),
                "change_text": labels.rank_change(row),
                "compared_text": labels.compared_on(row) or labels.NONE,
                "basis_text": labels.basis(row["score_basis"], view.snapshot.verification_word),
            }
            for row in about.history
        ],
        [
            column("unit_name"),
            column("year"),
            column("score_pct"),
            column("class_name"),
            column("rank_text"),
            column("interval_text"),
            Column("change_text", "Đổi thứ hạng", help=labels.RANK_CHANGE),
            column("score_change"),
            column("compared_text"),
            Column("block_median", "Trung vị khối", "percent"),
            column("basis_text"),
            column("framework_name"),
        ],
    ),
        points=[point for _, points in lines for point in points],
        ends=spread(
            [
                {
                    "year": points[-1]["year"], "y": points[-1]["pct"], "main": points[-1]["main"],
                    "text": f"{label} {points[-1]['shown']}",
                    "short": points[-1]["shown"],
                }
                for label, points in lines
            ]
        ),
        breaks=[{"year": str(year), "text": text} for year, text in steps.items()],
    )  # fmt: skip
    if steps:
        said = "; ".join(f"năm {year} {text}" for year, text in steps.items())
        st.caption(f"Không nối và không so sánh qua các năm đổi hoặc chưa có bộ tiêu chí: {said}.")


def spread(ends: list[dict]) -> list[dict]:
    """Labels at the ends of lines, moved apart so that they can be read; the lines stay where they are."""
    for year in {end["year"] for end in ends}:
        same = sorted((end for end in ends if end["year"] == year), key=lambda end: end["y"])
        reach = max(end["y"] for end in ends) - min(end["y"] for end in ends)
        gap = max(1.2, reach / 12)
        for lower, upper in pairwise(same):
            upper["y"] = max(upper["y"], lower["y"] + gap)
    return ends


def side_by_side(view: View, about: Unit) -> None:
    rows = [row for row in about.history if row["year"] == view.year]
    if len(about.compared) < 2:
        return
    st.header("So sánh các đơn vị", anchor=False)
    by_unit = {row["unit_code"]: row for row in rows}
    names = {row["unit_code"]: row["unit_name"] for row in about.history}
    if len({row["block_code"] for row in rows}) > 1:
        st.caption("Các đơn vị thuộc nhiều khối: thứ hạng chỉ có nghĩa trong khối của từng đơn vị.")
    lines = [
        ("Khối", lambda r: r["block_name"]),
        ("% điểm tối đa", lambda r: labels.percent(r["score_pct"], r["bounds"])),
        ("Xếp loại", lambda r: (r["class_name"] or labels.NONE) + (" (sơ bộ)" if r["is_provisional"] else "")),
        ("Thứ hạng tham khảo", labels.rank),
        ("Khoảng thứ hạng", labels.interval),
        ("Cơ sở điểm", lambda r: labels.basis(r["score_basis"], view.snapshot.verification_word)),
        ("Gửi báo cáo", lambda r: labels.status(r, view.snapshot.as_of)),
    ]  # fmt: skip
    parts = data.rows("unit_parts", year=view.year, units=tuple(about.compared), scope=view.scope)
    shown = [
        {"what": title} | {c: tell(by_unit[c]) if c in by_unit else labels.NONE for c in about.compared}
        for title, tell in lines
    ]
    for part in dict.fromkeys((p["group_code"], p["group_name"]) for p in parts):
        own = {p["unit_code"]: p for p in parts if (p["group_code"], p["group_name"]) == part}
        shown.append(
            {"what": f"{part[0]}. {part[1]} (%)"}
            | {
                c: labels.percent(own[c]["score_pct"], own[c]["bounds"]) if c in own else labels.NONE
                for c in about.compared
            }
        )
    table(
        view,
        about,
        "so-sanh",
        "So sánh các đơn vị",
        shown,
        [Column("what", "Nội dung", width=300), *(Column(c, names.get(c, c)) for c in about.compared)],
    )
