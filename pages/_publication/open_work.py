"""What is open before the next stage, each with the page that closes it."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from pages._publication import stages
from pages._publication.unwritten import count
from pages._shared import data, guard
from pages._shared.filters import View
from reports import dossier
from warehouse.store import WarehouseError
from warehouse.workspace import WorkspaceError
from words import labels
from words.documents import UNWRITTEN

# topic of the question: (words, the page that closes it, its address)
TOPICS = {
    "missing": ("đơn vị bắt buộc chưa gửi báo cáo tự đánh giá", "deadlines.py", {"mo": "theo-doi"}),
    "supplement": ("đơn vị đã gửi, phải bổ sung", "deadlines.py", {"mo": "theo-doi"}),
    "undated": ("đơn vị có ngày nhận tạm tính, chưa ghi sổ tiếp nhận", "deadlines.py", {"mo": "tung-don-vi"}),
    "refused": ("tệp có lỗi không nhận được, chưa có tệp thay", "data_checks.py", {"muc": "error"}),
    "unverified": ("đơn vị chưa được {word} ở mọi tiêu chí", "verification.py", {}),
    "doubt": ("lưu ý về điểm {word}, đính chính không còn khớp báo cáo", "data_checks.py", {"muc": "warning"}),
    "no_window": ("chưa quy định thời gian nhận ý kiến giải trình", "verification.py", {}),
    "window": ("thời gian nhận ý kiến giải trình chưa hết", "verification.py", {}),
    "reply": ("ý kiến không đồng ý chưa có điểm sau giải trình", "verification.py", {}),
    "no_survey": ("chưa có phiếu khảo sát nào của năm", "surveys.py", {}),
}
UNCOUNTED = ("no_window", "window", "no_survey")


def before(view: View, then: list[str]) -> list[dict]:
    """What should be closed before the first of these stages; nothing where the year is public."""
    if then[0] == "amended":
        return []
    ahead = stages.place_of(then[0])
    rows = [row for row in data.rows("open_work", year=view.year) if stages.place_of(row["before_stage"]) <= ahead]
    return [_together(topic, list(own)) for topic, own in groupby(rows, lambda row: row["topic"])]


def _together(topic: str, rows: list[dict]) -> dict:
    names = [row["unit_name"] for row in rows if row["unit_name"]]
    return {"topic": topic, "things": sum(row["things"] for row in rows), "unit_names": names}


def title(stage: str, waiting: list[dict]) -> str:
    return f"Việc còn mở trước giai đoạn {labels.inside(labels.STAGE[stage])}: {len(waiting)}"


def show(view: View, waiting: list[dict], stage: str) -> None:
    if not waiting:
        st.caption("Không còn việc mở nào mà số liệu cho biết.")
    for row in waiting:
        words, file, address = TOPICS[row["topic"]]
        words = words.format(word=view.snapshot.verification_word)
        said = labels.sentence(words) if row["topic"] in UNCOUNTED else f"**{row['things']}** {words}"
        if row["unit_names"]:
            said += f": {labels.plain(labels.names(row['unit_names'], 5))}"
        _line(said, file, address | {"nam": str(view.year)})
    if stage in ("submitted", "published"):
        _unwritten(view)


def _line(words: str, file: str, address: dict[str, str]) -> None:
    if guard.may_open(file):
        st.page_link(file, label=f"{words} → {labels.PAGES[file][0]}", query_params=address)
    else:
        st.markdown(words)


def _unwritten(view: View) -> None:
    """Places of the reports that people have to write."""
    for name, subject in dossier.subjects(view.year).items():
        try:
            places = count(view, subject)
        except (WarehouseError, WorkspaceError) as error:
            st.error(labels.of_error(error))
            return
        if places:
            words = f"**{places}** chỗ “{UNWRITTEN}” chưa viết trong {labels.inside(name)}"
            _line(words, "review.py", {"loai": subject.kind, "nam": str(view.year)})
