"""The filters that all pages share: year and block, kept in the URL as `nam` and `khoi`; chosen units as `dv`."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import streamlit as st

from pages._shared import data, labels
from warehouse import queries


@dataclass(frozen=True)
class View:
    """What the reader looks at; every page gets its figures with exactly these arguments."""

    year: int
    block: str | None
    block_name: str
    is_running: bool
    previous_year: int | None
    snapshot: SimpleNamespace
    frameworks: tuple[str, ...]
    framework_codes: tuple[str, ...]
    total: dict  # the row of `queries.summary` for the whole view
    scope: str | None

    @property
    def units_word(self) -> str:
        return "đơn vị" if self.block is None else f"đơn vị khối {lower_block(self.block_name)}"

    @property
    def basis(self) -> str:
        """`Đã thẩm định 29/32 đơn vị; 3 đơn vị tạm tính theo điểm tự chấm`."""
        total, word = self.total, self.snapshot.verification_word
        if not total["submitted"]:
            return "Chưa có báo cáo nào"
        text = f"đã {word} {total['verified']}/{total['submitted']} đơn vị đã gửi"
        if total["partly_verified"]:
            text += f"; {total['partly_verified']} đơn vị mới {word} một phần"
        alone = total["submitted"] - total["verified"] - total["partly_verified"]
        if alone:
            text += f"; {alone} đơn vị tạm tính theo điểm tự chấm"
        return labels.sentence(text)

    @property
    def is_provisional(self) -> bool:
        total = self.total
        return (
            self.is_running or total["verified"] < total["with_result"] or total["incomplete"] > 0
        )

    def facts(self) -> list[tuple[str, str]]:
        """What every page and every export says about its figures."""
        facts = [
            ("Năm đánh giá", str(self.year) + (" (chưa kết thúc)" if self.is_running else "")),
            ("Khối", self.block_name),
            ("Bộ tiêu chí", "; ".join(self.frameworks)),
            ("Cơ sở điểm", self.basis),
            ("Tính đến", labels.date(self.snapshot.as_of)),
            ("Bản số liệu", self.snapshot.snapshot_id),
        ]
        if self.snapshot.illustrative:
            facts.append(("Lưu ý", self.snapshot.illustrative_words))
        return facts

    def context_line(self) -> str:
        total, word = self.total, self.snapshot.verification_word
        parts = [
            f"Năm {self.year}" + (" (chưa kết thúc)" if self.is_running else ""),
            self.block_name if self.block is None else f"Khối {lower_block(self.block_name)}",
            *self.frameworks,
            f"đã {word} {total['verified']}/{total['units']} đơn vị",
            f"tính đến {labels.date(self.snapshot.as_of)}",
        ]
        if self.snapshot.illustrative:
            parts.append(self.snapshot.illustrative_words)
        return labels.plain(" · ".join(parts))


def lower_block(name: str) -> str:
    """`Xã, phường` inside a sentence: lower case, but MTTQ stays."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def _default_year(years: list[dict]) -> int:
    """The last finished year with results; else the last one with results; else the last one."""
    finished = [y["year"] for y in years if y["with_result"] and not y["is_running"]]
    filled = [y["year"] for y in years if y["with_result"]]
    return (finished or filled or [y["year"] for y in years])[-1]


def show() -> tuple[int, str | None] | None:
    """Draws the shared filters: in the sidebar, and once more as pills that only narrow screens show."""
    years = data.rows(queries.years)
    if not years:
        return None
    numbers = [y["year"] for y in reversed(years)]
    blocks = {labels.ALL_BLOCKS: labels.ALL_BLOCKS_NAME} | {
        b["block_code"]: b["block_name"] for b in data.rows(queries.blocks)
    }
    running = {y["year"] for y in years if y["is_running"]}
    default = _default_year(years)
    # a year that the new snapshot no longer has must not break the widget
    if st.session_state.get("nam", default) not in numbers:
        del st.session_state["nam"]
    if st.session_state.get("khoi", labels.ALL_BLOCKS) not in blocks:
        del st.session_state["khoi"]

    def year_name(year: int) -> str:
        return f"{year} (đang diễn ra)" if year in running else str(year)

    with st.sidebar:
        year = st.selectbox(
            "Năm đánh giá",
            numbers,
            index=numbers.index(default),
            format_func=year_name,
            key="nam",
            bind="query-params",
        )
        block = st.selectbox(
            "Khối", list(blocks), format_func=blocks.get, key="khoi", bind="query-params"
        )

    # the sidebar is closed on a phone: the same two choices above the title, shown by the style sheet of _app.py
    st.session_state["nam_hep"], st.session_state["khoi_hep"] = year, block

    def take(key: str) -> None:
        if st.session_state[f"{key}_hep"] is not None:
            st.session_state[key] = st.session_state[f"{key}_hep"]

    with st.container(key="loc_hep", horizontal=True):
        st.selectbox(
            "Năm đánh giá",
            numbers,
            key="nam_hep",
            on_change=take,
            args=("nam",),
            label_visibility="collapsed",
            format_func=lambda y: f"Năm {y}",
        )
        st.selectbox(
            "Khối",
            list(blocks),
            format_func=blocks.get,
            key="khoi_hep",
            on_change=take,
            args=("khoi",),
            label_visibility="collapsed",
        )
    return year, None if block == labels.ALL_BLOCKS else block


def view(scope: str | None) -> View | None:
    """The chosen view; None when the warehouse holds no framework yet (the page shows why and what fills it)."""
    if not st.session_state.get("_view"):
        return None
    year, block = st.session_state["_view"]
    years = {y["year"]: y for y in data.rows(queries.years)}
    frameworks = data.rows(queries.frameworks, year, block)
    summary = data.rows(queries.summary, year, block)
    names = {b["block_code"]: b["block_name"] for b in data.rows(queries.blocks)}
    return View(
        year=year,
        block=block,
        block_name=names.get(block, labels.ALL_BLOCKS_NAME),
        is_running=years[year]["is_running"],
        previous_year=year - 1 if year - 1 in years else None,
        snapshot=data.snapshot(),
        frameworks=tuple(f["framework_name"] for f in frameworks),
        framework_codes=tuple(f["framework_code"] for f in frameworks),
        total=summary[-1] if summary else {},
        scope=scope,
    )


def units(view: View, label: str, limit: int) -> list[str]:
    """Chosen units (`dv`), for pages that point some out."""
    options = {u["unit_code"]: u["unit_name"] for u in data.rows(queries.units, view.block)}
    chosen = [code for code in st.session_state.get("dv", []) if code in options]
    if "dv" in st.session_state and chosen != st.session_state["dv"]:
        st.session_state["dv"] = chosen  # the block changed: units of another block leave
    return st.multiselect(
        label,
        list(options),
        format_func=options.get,
        max_selections=limit,
        key="dv",
        bind="query-params",
        placeholder="Chọn đơn vị để làm nổi bật",
        select_all=False,
    )
