"""What somebody typed into a paragraph and has not saved: kept at every entry, in the workspace, so that it survives another
page, a publication, another writer and a restart; shown until it is saved or thrown away on purpose."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from pages._shared import data, guard
from pages._shared.press import pressed
from reports import wording
from reports.draft import Paragraph
from warehouse import workspace
from warehouse.workspace import Unsaved
from words import labels

SAVED = "_da_luu_o"  # key of the box whose words were saved last; the next one has another


@dataclass(frozen=True)
class Box:
    """The box of a paragraph in this window. last: number of the newest text of the place, 0 for none."""

    folder: Path
    document: str
    paragraph: Paragraph
    known: dict[str, str]
    last: int
    draft: Unsaved | None

    @property
    def based_on(self) -> int:
        return self.draft.based_on if self.draft else self.last

    @property
    def words(self) -> str:
        return wording.for_editing(self.draft.words if self.draft else self.paragraph.words, self.known)

    def fill(self) -> str:
        """The key of the box: another one when its words are not those that were typed into it, but of another snapshot,
        text or draft."""
        shown, now = self._shown(), self.draft.number if self.draft else 0
        number, times = shown.get(self._place, (now, 0))
        times += number != now
        shown[self._place] = (now, times)
        return f"cau_chu_{self.paragraph.place}_{self.based_on}_{times}_{self.document}_{st.session_state['_snapshot']}"

    @property
    def number(self) -> int:
        """Of the draft in the box, that of this very press too."""
        return self._shown().get(self._place, (0, 0))[0]

    @property
    def _place(self) -> tuple[str, str]:
        return self.document, self.paragraph.place

    def _shown(self) -> dict[tuple[str, str], tuple[int, int]]:
        """Of this window, by place: the number of the draft in the box, and how often the box was filled from outside."""
        return st.session_state.setdefault("_o_cau_chu", {})

    def typed(self, key: str) -> None:
        """Words were entered: runs before the page is drawn anew."""
        if st.session_state.get(SAVED) == key:  # the press that left the box has saved them
            return
        words = wording.for_a_draft(st.session_state[key], self.known)
        number, times = self._shown()[self._place]
        try:
            if words.strip() == self.paragraph.words.strip() and self.based_on == self.last:  # typed back
                workspace.drop_drafts(self.folder, number)
                number = 0
            else:
                number = workspace.keep_draft(
                    self.folder, self.document, self.paragraph.place, words, based_on=self.based_on,
                    by=guard.person(), at=data.now(), draft=number,
                )  # fmt: skip
            self._shown()[self._place] = (number, times)
        except workspace.WorkspaceError as error:
            st.session_state["_chua_giu"] = f"Chưa giữ được câu chữ vừa gõ, đừng rời trang này: {error}"


def _say(text: str, known: dict[str, str]) -> None:
    with st.container(border=True):
        st.markdown(labels.plain(wording.filled(text, known)).replace("\n", "  \n") or labels.NONE)


def choose(box: Box, drafts: list[Unsaved], saved: workspace.Text | None) -> bool:
    """Whether there is more than one version to go on from; then they stand side by side and one is to be chosen.
    saved: the newest text of the place, by whoever saved it."""
    is_new = any(draft.based_on != box.last for draft in drafts)
    if len(drafts) < 2 and not is_new:
        return False
    if is_new and saved:
        st.warning(f"{labels.plain(saved.by)} đã lưu câu chữ của đoạn này lúc {data.moment(saved.at)}, khác bản nháp chưa lưu của bạn. Chọn một bản.")  # fmt: skip
    else:
        st.warning("Đoạn này có hơn một bản nháp chưa lưu, gõ ở các cửa sổ khác nhau. Chọn một bản.")
    numbers = [draft.number for draft in drafts]
    columns = st.columns(len(drafts) + is_new)
    if is_new:
        with columns.pop(0):
            st.caption("Đã lưu")
            _say(box.paragraph.words, box.known)
            st.button("Dùng bản đã lưu", key="dung_da_luu", on_click=_drop, args=(box.folder, *numbers))
    for column, draft in zip(columns, drafts, strict=True):
        with column:
            st.caption(f"Bản nháp chưa lưu, gõ lúc {data.moment(draft.at)}")
            _say(draft.words, box.known)
            others = [number for number in numbers if number != draft.number]
            st.button("Dùng bản nháp này", key=f"dung_{draft.number}", on_click=_go_on, args=(box, draft, others))
    return True


def _go_on(box: Box, draft: Unsaved, others: list[int]) -> None:
    """With a draft, as if its writer had seen the newest text: that was beside it."""
    try:
        workspace.keep_draft(
            box.folder, box.document, draft.place, draft.words, based_on=box.last, by=draft.by, at=data.now(),
            draft=draft.number,
        )  # fmt: skip
        workspace.drop_drafts(box.folder, *others)
    except workspace.WorkspaceError as error:
        st.session_state["_chua_giu"] = str(error)


def _drop(folder: Path, *numbers: int) -> None:
    try:
        workspace.drop_drafts(folder, *numbers)
    except workspace.WorkspaceError as error:
        st.session_state["_chua_giu"] = str(error)


def state(draft: Unsaved | None) -> None:
    """Over the buttons: whether what is in the box is saved."""
    if problem := st.session_state.pop("_chua_giu", None):
        st.error(labels.plain(problem))
    if draft:
        st.caption(f":orange-badge[Chưa lưu] Bản nháp giữ lúc {data.moment(draft.at)}; còn đây khi mở trang khác. Báo cáo chưa có câu chữ này.")  # fmt: skip


@st.dialog("Bỏ bản nháp")
def ask_to_drop(folder: Path, draft: Unsaved, known: dict[str, str]) -> None:
    st.write("Câu chữ chưa lưu này sẽ mất:")
    _say(draft.words, known)
    with st.container(horizontal=True):
        if st.button("Bỏ bản nháp", type="primary", key="bo_that", on_click=_drop, args=(folder, draft.number)):
            st.rerun()
        if st.button("Giữ lại", key="giu_lai"):
            st.rerun()


def elsewhere(folder: Path, drafts: list[Unsaved], names: dict[str, str], known: dict[str, str]) -> None:
    """Drafts of other paragraphs; those of a paragraph that the report has no more can be read and thrown away here.
    names: of the paragraphs of the report."""
    if waiting := list(dict.fromkeys(names[d.place] for d in drafts if d.place in names)):
        st.caption(f":orange-badge[Chưa lưu] ở đoạn khác: {labels.plain('; '.join(waiting))}.")
    for draft in drafts:
        if draft.place not in names:
            with st.expander(f"Bản nháp chưa lưu của một đoạn không có trong các phần đang chọn ({data.moment(draft.at)})"):  # fmt: skip
                _say(draft.words, known)
                if pressed("Bỏ bản nháp", f"bo_{draft.number}"):
                    ask_to_drop(folder, draft, known)
