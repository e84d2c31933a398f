"""Where a leader is wanted: five lines, each with its way on; and how firm the figures are."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from pages._shared import data, units
from pages._shared.filters import View
from words import labels

LISTS = {  # where the whole list of a topic stands
    "fell_two": "rankings.py",
    "lowest_class": "rankings.py",
    "missing": "deadlines.py",
    "overdue": "deadlines.py",
    "head": "heads.py",
}


def rows(view: View) -> list[dict]:
    return data.rows("attention", year=view.year, block=view.block, scope=view.scope)


def topics(view: View) -> dict[str, str]:
    """The words of each topic, in the order in which they are told."""
    return {
        "fell_two": "giảm từ hai mức xếp loại (trong các đơn vị so được hai năm)",
        "lowest_class": f"xếp loại {view.classes[-1]}",
        "missing": "không có báo cáo" if view.total["is_told"] else "chưa gửi báo cáo (quá hạn)",
        "overdue": "có khuyến nghị quá hạn",
        "head": "có nội dung cần xem xét về trách nhiệm người đứng đầu",
    }


def show(view: View) -> None:
    words = topics(view)
    st.header("Cần quan tâm", anchor=False)
    found = {topic: list(them) for topic, them in groupby(rows(view), key=lambda row: row["topic"])}
    with st.container(key="can_quan_tam", gap=None):
        for topic in filter(found.get, words):
            names = {row["unit_code"]: row["unit_name"] for row in found[topic]}
            label = f"**{len(names)}** đơn vị {words[topic]}: {_named(list(names.values()))}"
            one = next(iter(names)) if len(names) == 1 and all(names.values()) else None
            if topic == "head":
                address = {"nam": str(view.year)} | ({"dv": one} if one else {})
                st.page_link("heads.py", label=label, query_params=address)
            elif one:
                st.page_link(units.PROFILE, label=label, query_params=units.query(one, view))
            else:
                st.page_link(LISTS[topic], label=label, query_params={"nam": str(view.year)})
    untold = _untold(view)
    silent = [words[topic] for topic in words if topic not in found and topic not in untold]
    if silent:
        # a unit reads of itself alone
        whose = "Không có đơn vị nào" if view.scope is None else "Số liệu không ghi nhận đơn vị mình"
        st.caption(f"{whose} {'; '.join(silent)}.")
    for reason in dict.fromkeys(untold.values()):
        st.caption(reason)
    _firm(view)
    if view.scope is None and view.total["with_result"]:
        label = f"Việc còn mở của năm {view.year} trước khi trình, công bố (điều tỉnh, đơn vị có thể hỏi)"
        st.page_link("publication.py", label=label, query_params={"nam": str(view.year), "mo": "viec-con-mo"})


def _named(names: list[str | None]) -> str:
    """The names, and how many are not told yet."""
    return labels.not_named(labels.names([labels.plain(name) for name in names if name]), names.count(None))


def _untold(view: View) -> dict[str, str]:
    """Topics of which the figures say nothing, so that none found is no news; and why."""
    if view.is_running:
        return dict.fromkeys(("fell_two", "lowest_class"), "Năm chưa kết thúc nên chưa nêu đơn vị theo xếp loại.")
    ranking = data.rows("ranking", year=view.year, block=view.block, scope=view.scope)
    if any(row["class_steps"] is not None for row in ranking):
        return {}
    return {"fell_two": "Mức xếp loại không so được với năm trước nên chưa nêu đơn vị giảm mức."}


def _firm(view: View) -> None:
    """One sentence on how firm the figures are, one on money."""
    total, word = view.total, view.snapshot.verification_word
    near = {row["unit_code"] for row in data.rows("borderline", year=view.year, block=view.block, scope=view.scope)}
    parts = []
    if total["with_result"]:
        parts.append(
            f"Mức chắc chắn của số liệu: đã {word} đầy đủ {total['verified']}/{total['with_result']} kết quả"
            + (f", {total['incomplete']} kết quả còn tiêu chí chưa chấm" if total["incomplete"] else "")
            + (f"; xếp loại hoặc vị trí đầu, cuối khối của {len(near)} đơn vị có thể khác khi cách tính thay đổi ít." if near else ".")
        )  # fmt: skip
    for money in data.rows("spending", year=view.year, block=view.block, scope=view.scope):
        told = [
            f"{source} {labels.points(money[field] / 1_000_000)} triệu đồng"
            for field, source in (("state", "ngân sách nhà nước"), ("social", "xã hội hóa"))
            if money[field] is not None
        ]
        parts.append(
            f"Kinh phí {money['units']} đơn vị đã báo: {', '.join(told)}; kho số liệu chưa có dự toán nên chưa so sánh với kế hoạch."
        )
    if parts:
        st.caption(" ".join(parts))
