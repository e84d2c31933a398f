"""Self-scores that a survey does not support."""

from __future__ import annotations

import streamlit as st

from pages._shared import frame, survey_scores
from pages._shared.filters import View


def show(view: View) -> None:
    """Self-scores that the survey does not support: what to look at first; nothing is changed by it."""
    word = view.snapshot.verification_word
    resting = survey_scores.rows(view, view.block)
    if not resting:
        st.caption("Không có điểm nào của năm này dựa vào khảo sát.")
        return
    above = [row for row in resting if row["finding"]]
    told = sum(row["share"] is not None for row in resting)
    if not above:
        st.caption(
            f"Không có trường hợp nào trong {told} điểm có tỷ lệ khảo sát để đối chiếu (trên {len(resting)} điểm dựa vào khảo sát)."
        )
        return
    waiting, still = (sum(row["verified_text"].startswith(mark) for row in above) for mark in ("○", "▲"))
    st.markdown(
        f"**{len(above)}** điểm tự chấm cao hơn mức khảo sát ủng hộ, trong {told} điểm có tỷ lệ khảo sát để đối chiếu; "
        f"**{waiting}** điểm chưa được {word}, **{still}** điểm {word} vẫn cao hơn khảo sát."
    )
    frame.table(
        f"tu-cham-cao-hon-khao-sat-{view.year}",
        f"Tự chấm cao hơn khảo sát năm {view.year}",
        view.facts(),
        above,
        [c for c in survey_scores.COLUMNS if c.field != "finding_text"],
        opens=survey_scores.open_story,
        opens_what=survey_scores.OPENS,
    )
    st.caption(survey_scores.NOTE)
