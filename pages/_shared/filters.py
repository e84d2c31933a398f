"""The filters that all pages share: year and block, kept in the URL as `nam` and `khoi`; chosen units as `dv`."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import streamlit as st

from pages._shared import data, press
from words import labels


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
    classes: tuple[str, ...]  # names, best first
    total: dict  # the row of the question `summary` for the whole view
    scope: str | None

    @property
    def units_word(self) -> str:
        return "đơn vị" if self.block is None else f"đơn vị khối {lower_block(self.block_name)}"

    @property
    def place(self) -> str:
        """What the office works for: `thành phố`, `phường`, `tỉnh` …"""
        return labels.kind_of_place(self.snapshot.city_name)

    @property
    def everywhere(self) -> str:
        """`toàn thành phố`, or the block that is looked at."""
        return f"toàn {self.place}" if self.block is None else f"khối {lower_block(self.block_name)}"

    def shows_others_of(self, year: int) -> bool:
        """Whether results of other units may be shown: to a unit only those of a year whose publication names the units."""
        return self.scope is None or data.names_units(year)

    @property
    def shows_others(self) -> bool:
        return self.shows_others_of(self.year)

    @property
    def basis(self) -> str:
        """`Đã thẩm định 29/32 đơn vị; 3 đơn vị tạm tính theo điểm tự chấm`."""
        total, word = self.total, self.snapshot.verification_word
        if not self.shows_others:
            return "Điểm của đơn vị theo số liệu đang có; năm chưa công bố"
        counted = "with_result" if self.scope else "submitted"  # a unit has no count of who sent
        if not total[counted]:
            return "Chưa có báo cáo nào"
        text = f"đã {word} {total['verified']}/{total[counted]} {'kết quả' if self.scope else 'đơn vị đã gửi'}"
        if total["partly_verified"]:
            text += f"; {total['partly_verified']} đơn vị mới {word} một phần"
        alone = total["with_result"] - total["verified"] - total["partly_verified"]
        if alone:
            text += f"; {alone} đơn vị tạm tính theo điểm tự chấm"
        return labels.sentence(text)

    @property
    def is_provisional(self) -> bool:
        total = self.total
        if not self.shows_others:
            return True
        return self.is_running or total["verified"] < total["with_result"] or total["incomplete"] > 0

    def facts(self) -> list[tuple[str, str]]:
        """What every page and every export says about its figures."""
        facts = [
            ("Năm đánh giá", str(self.year) + (" (chưa kết thúc)" if self.is_running else "")),
            ("Khối", self.block_name),
            ("Bộ tiêu chí", "; ".join(self.frameworks) or labels.NO_FRAMEWORK),
            ("Cơ sở điểm", self.basis),
            ("Tính đến", labels.date(self.snapshot.as_of)),
            ("Mã lần cập nhật", self.snapshot.snapshot_id),
        ]
        if self.snapshot.illustrative:
            facts.append(("Lưu ý", self.snapshot.illustrative_words))
        return facts

    def context_line(self) -> str:
        total, word = self.total, self.snapshot.verification_word
        parts = [
            f"Năm {self.year}" + (" (chưa kết thúc)" if self.is_running else ""),
            self.block_name if self.block is None else f"Khối {lower_block(self.block_name)}",
            *(self.frameworks or (labels.NO_FRAMEWORK,)),
            *([f"đã {word} {total['verified']}/{total['units']} đơn vị"] if self.shows_others else []),
            f"tính đến {labels.date(self.snapshot.as_of)}",
        ]
        if self.snapshot.illustrative:
            parts.append(self.snapshot.illustrative_words)
        return labels.plain(" · ".join(parts))


def lower_block(name: str) -> str:
    """`Xã, phường` inside a sentence: lower case, but MTTQ stays."""
    return labels.inside(name)


def _default_year(years: list[dict]) -> int:
    """The last finished year with results; else the last one with results; else the last one."""
    finished = [y["year"] for y in years if y["with_result"] and not y["is_running"]]
    filled = [y["year"] for y in years if y["with_result"]]
    return (finished or filled or [y["year"] for y in years])[-1]


# The choices that go along from page to page; any other key is a page's own, whatever it is called elsewhere.
SHARED = ("nam", "khoi", "dv", "tc")
OPENED = "mo"  # the parts of a page that are open
UNKNOWN_ADDRESS = "khong_co"  # the launcher's word for what was asked for, where no page has that address
LONGEST = 40  # characters of an address that are repeated


@dataclass
class Choices:
    """What a reader chose, kept for the session: the one owner of what pages share. A choice is kept as the address
    says it, a list of codes; a page takes of them what it offers, shows its default where that is nothing, and takes
    nothing away from other pages by that. So neither None nor a default of one page ever reaches another."""

    codes: dict[str, list[str]] = field(default_factory=dict)
    page: str | None = None
    # of this page: what it wrote into the address, and the words of its lists
    said: dict[str, list[str]] = field(default_factory=dict)
    drawn: dict[str, list[str]] = field(default_factory=dict)
    by_hand: bool = False  # a list was changed since the last run
    asked: set[tuple[str, str]] = field(default_factory=set)  # (key, code) that came in the address of this page
    notes: Any = None  # where above the page it is said that the page has no such thing

    def name(self, key: str) -> str:
        return key if key in SHARED else f"{self.page}/{key}"


def _choices() -> Choices:
    return st.session_state.setdefault("_choices", Choices())


def enter(page: str) -> None:
    """Called by the router before anything is drawn: what the address says that this page did not write is chosen."""
    mine = _choices()
    mine.notes = st.container()
    if UNKNOWN_ADDRESS in st.query_params and not page:
        asked = labels.plain(st.query_params[UNKNOWN_ADDRESS][:LONGEST])
        mine.notes.warning(f"Không có trang “/{asked}”; đang xem trang {labels.PAGES['overview.py'][0]}.")
    by_hand, mine.by_hand = mine.by_hand, False
    if mine.page != page:  # a click in the menu leaves an empty address: then the choices stand
        mine.page, mine.said, mine.drawn, mine.asked = page, {}, {}, set()
        press.forget()
    elif by_hand:  # two choices in a row: the second comes with the address of before the first
        return
    for key in {*st.query_params, *mine.said}:
        if (codes := st.query_params.get_all(key)) != mine.said.get(key, []):
            put(key, *codes)
            mine.asked |= {(key, code) for code in codes if code}


def put(key: str, *codes: str) -> None:
    """Chooses for the reader, before the list is drawn."""
    mine = _choices()
    mine.codes[mine.name(key)] = list(codes)


def take(key: str, *codes: str) -> None:
    """A reader chose by a press beside the list of `key`; the press calls it before the page is drawn anew."""
    _choices().by_hand = True
    put(key, *codes)


def _taken(key: str, shown_as: str, options: list) -> None:
    """A reader changed a list: runs before the page is drawn anew."""
    value = st.session_state[shown_as]
    values = value if isinstance(value, list) else [] if value is None else [value]
    _choices().by_hand = True
    if all(one in options for one in values):  # else of a list that changed meanwhile
        put(key, *map(str, values))


def _draw(widget, key: str, shown_as: str, options: list, value, format_func=str, **arguments):
    """The list, at `value`; what a reader chooses in it becomes the choice of `key`."""
    mine, words = _choices(), [format_func(option) for option in options]
    # one that is as it was is not set again: the browser would take back what is being chosen there meanwhile
    if mine.drawn.get(shown_as) != words or st.session_state.get(shown_as) != value:
        st.session_state[shown_as] = value
    value = widget(
        options=options, key=shown_as, format_func=format_func, on_change=_taken,
        args=(key, shown_as, options), **arguments,
    )  # fmt: skip
    mine.drawn[shown_as] = words
    return value


def choose(widget, key: str, options: list, default, **arguments):
    """A widget whose value lives in the URL under `key`, as codes. (Streamlit's own binding would write labels there.)

    `default` is a list where several can be chosen; defaults are left out of the URL, as is what no option answers to.
    """
    mine, several = _choices(), isinstance(default, list)
    known = {str(option): option for option in options if option is not None}
    codes = mine.codes.get(mine.name(key), [])
    chosen = [known[code] for code in dict.fromkeys(codes) if code in known]
    value = chosen[: arguments.get("max_selections")] if several else next(iter(chosen), default)
    value = _draw(widget, key, key, options, value, **arguments)
    unknown = [code for code in dict.fromkeys(codes) if code not in known and (key, code) in mine.asked]
    if unknown:
        mine.notes.warning(_not_here(key, unknown, value, arguments.get("format_func", str)))
    mine.said[key] = [] if value == default else list(map(str, value if several else [value]))
    url = st.query_params.get_all(key)
    if mine.said[key] != url:
        if mine.said[key]:
            st.query_params[key] = mine.said[key] if several else mine.said[key][0]
        elif url:
            del st.query_params[key]
    return value


def _not_here(key: str, codes: list[str], value, words) -> str:
    """`Chưa có số liệu năm 1999; đang xem năm 2025.`"""
    asked = ", ".join(code if code.isdecimal() else f"“{labels.plain(code[:LONGEST])}”" for code in codes)
    if key == "nam":
        return f"Chưa có số liệu năm {asked}; đang xem năm {words(value)}."
    what = {"khoi": "Khối", "dv": "Đơn vị", "tc": "Tiêu chí"}.get(key, "Lựa chọn")
    shown = ", ".join(map(words, value)) if isinstance(value, list) else words(value) if value is not None else ""
    return f"{what} {asked} không có trong danh sách" + (f"; đang xem {labels.plain(shown)}." if shown else ".")


def is_open(part: str) -> bool:
    """Whether a reader opened this part of the page, or the address says so."""
    mine = _choices()
    return part in mine.codes.get(mine.name(OPENED), [])


def open_part(part: str, is_wanted: bool = True) -> None:
    """Opens a part of the page for the reader, or closes it, before it is drawn."""
    mine = _choices()
    others = [one for one in mine.codes.get(mine.name(OPENED), []) if one != part]
    put(OPENED, *others, *([part] if is_wanted else []))


def _opened_by_hand(part: str, shown_as: str) -> None:
    _choices().by_hand = True
    open_part(part, st.session_state[shown_as])


def opens(part: str, widget, label: str, **arguments):
    """A widget that is true while the part of the page is open (an expander, a toggle); which are open stands in the
    address as `mo`, so that a link shows the same."""
    mine, shown_as = _choices(), f"{OPENED}_{part}"
    if st.session_state.get(shown_as) != is_open(part):
        st.session_state[shown_as] = is_open(part)
    drawn = widget(label, key=shown_as, on_change=_opened_by_hand, args=(part, shown_as), **arguments)
    mine.said[OPENED] = mine.codes.get(mine.name(OPENED), [])
    if st.query_params.get_all(OPENED) != mine.said[OPENED]:
        if mine.said[OPENED]:
            st.query_params[OPENED] = mine.said[OPENED]
        else:
            del st.query_params[OPENED]
    return drawn


def show() -> tuple[int, str | None] | None:
    """Draws the shared filters: in the sidebar, and once more in a row that only narrow screens show."""
    years = data.rows("years")
    if not years:
        return None
    numbers = [y["year"] for y in reversed(years)]
    running = {y["year"] for y in years if y["is_running"]}
    blocks = {labels.ALL_BLOCKS: labels.ALL_BLOCKS_NAME} | {
        b["block_code"]: b["block_name"] for b in data.rows("blocks")
    }
    with st.sidebar:
        year = choose(
            st.selectbox,
            "nam",
            numbers,
            _default_year(years),
            label="Năm đánh giá",
            format_func=lambda y: f"{y} (đang diễn ra)" if y in running else str(y),
        )
        block = choose(st.selectbox, "khoi", list(blocks), labels.ALL_BLOCKS, label="Khối", format_func=blocks.get)

    # the sidebar is closed on a phone: the same two choices above the title, shown by the style sheet of _app.py

    with st.container(key="loc_hep", horizontal=True):
        for key, label, options, value, name in (
            ("nam", "Năm đánh giá", numbers, year, lambda y: f"Năm {y}"),
            ("khoi", "Khối", list(blocks), block, blocks.get),
        ):
            _draw(
                st.selectbox, key, f"{key}_hep", options, value, name, label=label,
                label_visibility="collapsed",
            )  # fmt: skip
    return year, None if block == labels.ALL_BLOCKS else block


def view(scope: str | None) -> View | None:
    """The chosen view; None when the warehouse holds no framework yet (the page shows why and what fills it)."""
    if not st.session_state.get("_view"):
        return None
    year, block = st.session_state["_view"]
    years = {y["year"]: y for y in data.rows("years")}
    frameworks = data.rows("frameworks", year=year, block=block)
    summary = data.rows("summary", year=year, block=block, scope=scope)
    names = {b["block_code"]: b["block_name"] for b in data.rows("blocks")}
    classes = sorted(data.rows("class_bounds", year=year, block=block), key=lambda c: c["sort_order"])
    return View(
        year=year,
        block=block,
        block_name=names.get(block, labels.ALL_BLOCKS_NAME),
        is_running=years[year]["is_running"],
        previous_year=year - 1 if year - 1 in years else None,
        snapshot=data.snapshot(),
        frameworks=tuple(f["framework_name"] for f in frameworks),
        framework_codes=tuple(f["framework_code"] for f in frameworks),
        classes=tuple(dict.fromkeys(c["class_name"] for c in classes)) or (labels.NONE,),
        total=summary[-1] if summary else {},
        scope=scope,
    )


def units(view: View, label: str, limit: int) -> list[str]:
    """Chosen units (`dv`), for pages that point some out."""
    options = {u["unit_code"]: u["unit_name"] for u in data.rows("units", block=view.block)}
    return choose(
        st.multiselect,
        "dv",
        list(options),
        [],
        label=label,
        format_func=options.get,
        max_selections=limit,
        placeholder="Chọn đơn vị để làm nổi bật",
        select_all=False,
    )
