"""What the pages have in common from top to bottom: title, context line, answer, figures; and the empty states."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages._shared import data, export, filters, guard, presenting, source, tables
from pages._shared.press import pressed
from warehouse import reference_names
from words import labels
from words.page_help import HELP

MOST_TOLD = 20  # files that are named while a load is checked
LOOKED = "60s"  # how often a page that is only read looks for newer figures


def title(page: str) -> None:
    """The title of a page (its file), and beside it what it answers and how it is read."""
    answers, reading = HELP[page]
    with st.container(horizontal=True, vertical_alignment="center", key="tieu_de"):
        st.title(labels.PAGES[page][0], anchor=False)
        with st.popover("Trợ giúp", icon=":material/help:", type="tertiary", key="tro_giup"):
            st.markdown(f"**Trang này trả lời:** {answers}")
            st.markdown(f"**Cách đọc:** {reading}")


def start(page: str, *roles: str) -> filters.View:
    """Guard, title, context line of a page (its file). Stops with an explanation where there is nothing to show yet."""
    user = guard.require(*roles)
    title(page)
    view = filters.view(user.scope) if st.session_state.get("_snapshot") else None
    if view is None:
        _nothing_loaded()
    st.caption(view.context_line())
    if not view.total.get("units"):
        st.info("Không có đơn vị nào khớp điều kiện lọc. Bỏ bớt điều kiện hoặc chọn lại khối.")
        st.stop()
    return view


@st.fragment(run_every=LOOKED)  # a page that nobody touches is not drawn anew
def tell_newer() -> None:
    """On every page: figures that were published since it was drawn, and the press that shows them."""
    if not data.has_newer():
        return
    left, right = st.columns([3, 1], vertical_alignment="center")
    left.info("Đã có số liệu mới hơn số liệu đang hiển thị trên trang này.", icon=":material/update:")
    if pressed("Xem số liệu mới", "xem_so_lieu_moi", right.button, width="stretch"):
        st.rerun()


def _nothing_loaded() -> None:
    if st.session_state.get("_snapshot"):
        st.info(
            "Kho số liệu chưa có bộ tiêu chí nào nên chưa thể đánh giá năm nào. "
            "Nạp danh mục đơn vị và bộ tiêu chí trước, sau đó nạp báo cáo của các đơn vị."
        )
    else:
        st.info(
            "Kho số liệu còn trống: chưa có danh mục và chưa có báo cáo nào. "
            "Nạp danh mục đơn vị và bộ tiêu chí, sau đó nạp báo cáo; trang này sẽ có số liệu ngay."
        )
    way_in("start.py", "**Bắt đầu**")
    st.stop()


def way_in(page: str = "intake.py", label: str = "**Nạp dữ liệu**") -> None:
    """Under an empty state: the way to the page that fills it for those who may load, for others who does it."""
    if guard.may_load():
        st.page_link(page, label=label, icon=":material/upload_file:")
    else:
        st.caption("Số liệu do Phòng Tư pháp nạp; báo cáo của đơn vị gửi về Phòng Tư pháp.")


def way_to_table(*tables: str) -> None:
    """Under an empty state of a table of the reference: the way to where it is edited, for those who may."""
    if guard.may_load():
        for table in tables:
            label = f"Danh mục: {reference_names.names()[table]}"
            st.page_link("catalogue.py", label=label, query_params={"bang": table}, icon=":material/edit:")


def no_results(view: filters.View) -> None:
    """Nobody has sent anything for this view: why, and until when it may come."""
    if view.total.get("is_waiting"):
        whose = f"Khối {filters.lower_block(view.block_name)} năm" if view.block else "Năm"
        st.info(
            f"{whose} {view.year} {labels.NO_FRAMEWORK}, nên chưa có kết quả. Kết quả có sau khi bộ tiêu chí được nạp."
        )
        _other_years(view)
        return
    due = view.total.get("due_on")
    text = f"Chưa có báo cáo nào của năm {view.year}"
    if view.block:
        text += f" trong khối {filters.lower_block(view.block_name)}"
    text += "."
    if due:
        text += f" Hạn gửi: {labels.before(due)}."
    elif view.is_running:
        text += " Hạn gửi chưa được quy định trong danh mục mốc thời hạn."
    st.info(text + " Kết quả hiện ra ngay sau khi báo cáo đầu tiên được nạp.")
    way_in()
    _other_years(view)


def _other_years(view: filters.View) -> None:
    others = [y["year"] for y in data.rows("years") if y["with_result"] and y["year"] != view.year]
    if others:
        st.caption(f"Các năm đã có kết quả: {', '.join(map(str, others))}. Chọn năm ở bộ lọc.")


def answer(text: str) -> None:
    """The one sentence that a hurried reader takes away."""
    st.markdown(text)


def metrics(figures: list[dict]) -> None:
    """Three to five bordered figures in one row, five on a tablet in one of three and one of two. `note` stands under the
    value, in grey: a change or why there is none; `leads`: (words, page file, its address) of the list behind the figure; `source`: the rows that it is made of."""
    if not figures:
        return
    with st.grid(len(figures), min_column_width=150 if len(figures) > 4 else 125, gap="small"):
        for figure in figures:
            with st.container(gap=None, height="stretch"):
                st.metric(
                    figure["label"],
                    figure["value"],
                    delta=figure.get("note"),
                    delta_color="off",
                    delta_arrow=figure.get("arrow", "off"),
                    help=figure.get("help"),
                    border=True,
                    height="stretch",
                )
                with st.container(horizontal=True, gap="small", vertical_alignment="center"):
                    if "leads" in figure:
                        words, file, address = figure["leads"]
                        st.page_link(file, label=words, query_params=address)
                    if "source" in figure:
                        source.press(figure)


def arrow(change: float | None) -> str:
    """Direction sign of a change that is shown as text."""
    return "off" if not change or labels.signed(change) == "0" else "up" if change > 0 else "down"


def section(part: str, title: str, show: Callable, *about) -> None:
    """A part of the page below the fold: drawn by show(*about) while it is open. `part`: its word in the address."""
    if presenting.is_on():
        return
    box = filters.opens(part, st.expander, title)
    if box.open:
        with box:
            show(*about)


def notes(*lines: str) -> None:
    """Method, sources, what is not comparable."""
    if presenting.is_on():
        return
    with st.expander("Cách tính, nguồn và điều cần lưu ý"):
        st.caption("  \n".join(lines))


def table(
    name: str,
    title: str,
    facts: list[tuple[str, str]],
    rows: list[dict],
    columns: list[tables.Column],
    folded: str | None = None,
    opens: Callable | None = None,
    opens_what: str = "mở phiếu kết quả của đơn vị",
    whole: bool = False,
) -> None:
    """A table with its menu. `opens`: a function of the row that a reader chooses; then it is a grid. `folded`: under that
    label, made only while it is open; plain HTML where no row opens anything. `whole`: plain HTML too, since a grid cuts
    sentences."""
    shown = tables.Table(name, title, facts, rows, tables.there(rows, columns), opens, opens_what)
    if folded:
        section(shown.key, folded, _table, shown, whole or not opens)
    else:
        _table(shown, whole)


def _table(shown: tables.Table, plain: bool) -> None:
    if plain:
        st.html(tables.html(shown.rows, shown.columns, shown.title))
    else:
        tables.show(shown.rows, shown.columns, f"bang_{shown.key}", alt=shown.title, opens=shown.opens)
    downloads(shown)


def downloads(shown: tables.Table) -> None:
    """The line under a table: what a row leads to, and the menu with its files."""
    with st.container(horizontal=True, horizontal_alignment="distribute", key=f"duoi_{shown.key}"):
        st.caption(f"Chọn một dòng để {shown.opens_what}." if shown.opens else f"{len(shown.rows)} dòng.")
        with st.popover("Tải về", type="tertiary", icon=":material/download:", key=f"menu_{shown.name}"):
            export.buttons(shown)


def with_progress(words: str, work: Callable) -> None:
    """Runs a load and shows how far it is, and each file as it is read. A click elsewhere meanwhile does not stop it: its result would be lost."""
    with st.spinner(words):
        bar, below, stopped = st.empty(), st.empty(), None
        files: list[str] = []

        def told(step: str, share: float | None) -> None:
            nonlocal stopped
            if stopped is None:
                try:
                    if share is not None:
                        bar.progress(share, labels.plain(step))
                        return
                    # what is wrong first: its sign is the later one
                    files[:] = sorted([*files, labels.plain(step)], reverse=True)[:MOST_TOLD]
                    below.caption("  \n".join(files))
                except BaseException as stop:  # Streamlit ends a run so; no subclass of Exception
                    stopped = stop

        work(told=told)
        if stopped:
            raise stopped
        bar.empty()
        below.empty()
