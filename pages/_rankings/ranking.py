"""What is ranked, by what, and in which field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

from pages._shared import data, filters
from pages._shared.filters import View
from words import labels

CITY = "Tất cả các khối"


class Ranking(NamedTuple):
    """Units of the year, and how they are ranked now. waiting: those without a result; asked: those with one that are not
    ranked; ranked: the others in order, by the measure; whole: by all points, not by a part of them; overall: all blocks together."""

    everyone: list[dict]
    waiting: list[dict]
    asked: list[dict]
    bounds: list[dict]
    measure_name: str = ""
    whole: bool = True
    overall: bool = False
    ranked: Sequence[dict] = ()


def measures(view: View) -> dict[str, tuple[str, str | None, str | None]]:
    """Code in the URL → (name, part_kind, part_code): what the ranking can be by."""
    found = {"diem": ("Toàn bộ điểm", None, None)}
    for part in data.rows("parts", year=view.year, block=view.block):
        kind, code, name = part["part_kind"], part["part_code"], part["part_name"]
        if kind == "kind":
            found["dau_ra_tac_dong"] = ("Chỉ tiêu chí đầu ra và tác động", kind, code)
        elif kind == "group":
            found[f"nhom-{code}"] = (f"Nhóm {code}. {name}", kind, code)
        else:
            found[f"chieu-{code}"] = (f"Nội dung: {name}", kind, code)
    return found


def choices(view: View, ranking: Ranking) -> tuple[tuple, bool]:
    """Measure, and whether all blocks are ranked together: both stay in the URL (`do`, `xep`)."""
    offered = measures(view)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        measure = filters.choose(
            st.selectbox, "do", list(offered), "diem", label="Xếp theo", label_visibility="collapsed",
            format_func=lambda code: offered[code][0], width=430,
        )  # fmt: skip
        together = "khoi"
        if view.block is None and len({row["block_code"] for row in ranking.everyone}) > 1:
            scopes = {"khoi": "Trong từng khối", "chung": "Chung mọi khối"}
            together = filters.choose(
                st.segmented_control, "xep", list(scopes), "khoi", label="Phạm vi xếp", label_visibility="collapsed",
                format_func=scopes.get, required=True,
            )  # fmt: skip
    return offered[measure], together == "chung"


def ranked_rows(
    view: View, ranking: Ranking, part_kind: str | None, part_code: str | None, overall: bool
) -> list[dict]:
    """Units with a result; where all blocks are ranked together, the overall place stands for the one in the block."""
    if part_kind is None:
        rows = [row for row in ranking.everyone if row["score_pct"] is not None]
    else:
        rows = data.rows(
            "part_ranking", year=view.year, block=view.block, part_kind=part_kind, part_code=part_code, scope=view.scope
        )
    if overall:
        names = ("ranked", "tied")
        rows = [
            row
            | {name: row[f"{name}_overall"] for name in names}
            | {
                "rank_block": row["rank_overall"],
                "rank_change_common": row["rank_overall_change"],
                "block_median": row["overall_median"],
                "rank_low": None,
                "rank_high": None,
            }
            for row in rows
        ]
    rows = [row for row in rows if row["rank_block"] is not None]
    if overall:
        rows.sort(key=lambda row: row["rank_block"])
    return rows


def in_words(view: View, ranking: Ranking, row: dict) -> dict:
    """The texts of a unit in table, chart and export."""
    row["rank_text"] = labels.rank(row)
    row["interval_text"] = labels.interval(row)
    row["change_text"] = labels.rank_change(row)
    row["compared_text"] = labels.compared_on(row) or labels.NONE
    row["basis_text"] = labels.basis(row["score_basis"], view.snapshot.verification_word)
    row["scored_text"] = f"{row['criteria_scored']}/{row['criteria_applicable']}"
    row["provisional_text"] = labels.provisional(row, view.is_running)
    if ranking.whole:
        row["class_text"] = (row["class_name"] or labels.NONE) + (" (sơ bộ)" if row["is_provisional"] else "")
        row["next_text"] = labels.to_next_class(row)
        row["near_text"] = labels.near_bound(row, near())
    return row


def fields(ranking: Ranking) -> list[str]:
    """What is ranked by itself: each block, or all of them together."""
    return [CITY] if ranking.overall else list(dict.fromkeys(row["block_name"] for row in ranking.ranked))


def members(ranking: Ranking, field: str) -> list[dict]:
    return ranking.ranked if ranking.overall else [row for row in ranking.ranked if row["block_name"] == field]


def where(ranking: Ranking, field: str) -> str:
    return labels.kind_of_place(data.snapshot().city_name) if ranking.overall else f"khối {filters.lower_block(field)}"


def leaders(ranking: Ranking, field: str) -> list[dict]:
    return [row for row in members(ranking, field) if row["rank_block"] == 1]


def of_year(view: View) -> Ranking:
    everyone = data.rows("ranking", year=view.year, block=view.block, scope=view.scope)
    waiting = [row for row in everyone if row["score_pct"] is None]
    asked = [row for row in everyone if row["score_pct"] is not None and not row["is_rated"]]
    return Ranking(everyone, waiting, asked, data.rows("class_bounds", year=view.year, block=view.block))


def chosen(view: View, ranking: Ranking) -> Ranking:
    """Ranked as the reader asks."""
    (name, part_kind, part_code), overall = choices(view, ranking)
    ranked = ranked_rows(view, ranking, part_kind, part_code, overall)
    ranking = ranking._replace(measure_name=name, whole=part_kind is None, overall=overall, ranked=ranked)
    for row in ranked:
        in_words(view, ranking, row)
    return ranking


def near() -> float:
    """Percentage points from a bound within which a result is near it."""
    return data.number_setting("near_bound_points", 1.0)
