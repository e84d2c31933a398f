"""How the figures come about, in plain words; numbers of the method are taken from where it is computed."""

from __future__ import annotations

import streamlit as st

from pages._shared import data
from words import labels, method


def show() -> None:
    st.markdown(
        "\n".join(f"- {line}" for line in [*scores(), *(_by_settings() if st.session_state["_snapshot"] else [])])
    )
    st.caption("Mọi quy tắc, từng trường hợp: tệp SCORING.md kèm phần mềm; mỗi quy tắc dẫn tới câu lệnh tính ra nó.")


def scores() -> list[str]:
    return [
        "**Điểm của một tiêu chí**: điểm sau giải trình nếu có; không thì điểm thẩm định; không thì điểm tự chấm.",
        "**Phần trăm**: tổng điểm chia tổng điểm tối đa của các tiêu chí áp dụng cho đơn vị. Tiêu chí không áp dụng không tính vào điểm "
        "tối đa; tiêu chí chưa chấm thì có tính.",
        "**Thứ hạng**: trong các đơn vị cùng khối, cùng bộ tiêu chí; bằng phần trăm thì đồng hạng. Làm tròn chỉ để hiện, không dùng để xếp.",
        "**Sơ bộ**: kết quả chưa thẩm định đủ, còn tiêu chí chưa chấm, hoặc năm chưa kết thúc.",
        "**Thời hạn**: ngày cuối cùng còn đúng hạn; rơi vào ngày nghỉ thì lùi theo thiết lập; được gia hạn thì tính theo ngày gia hạn.",
        f"**Thứ hạng vững đến đâu**: tính lại {method.TIMES} lần với {method.VARIED}; khoảng thứ hạng chứa {method.HELD} số lần. "
        f"Thay đổi từ {method.TURNED} số lần trở lên thì coi là chưa vững.",
    ]  # fmt: skip


def _by_settings() -> list[str]:
    """What the reference of this office decides."""
    share = labels.percent(100 * data.number_setting("comparable_share", 0.8))
    fewest, fewest_shown = data.number_setting("survey_min_n", 30), data.number_setting("survey_min_count", 5)
    lines = [
        f"**So sánh hai năm**: chỉ khi ít nhất {share} số đơn vị có kết quả thẩm định của cả hai năm theo cùng bộ tiêu chí, và so trong "
        "các đơn vị đó.",
        f"**Khảo sát**: dưới {labels.number(fewest, 0)} phiếu thì không nêu tỷ lệ, dưới {labels.number(fewest_shown, 0)} phiếu thì không nêu cả số phiếu; "
        "ô che không suy ra được từ tổng. Tên người bị bỏ trước khi lưu.",
        "**Số chung khi đơn vị xem**: chỉ gồm đơn vị của người xem và, khi năm đã công bố, các khối có từ 6 đơn vị đã chấm.",
    ]  # fmt: skip
    if st.session_state.get("_view"):
        year, block = st.session_state["_view"]
        bounds = data.rows("class_bounds", year=year, block=block)
        said = dict.fromkeys(f"{labels.plain(c['class_name'])} từ {labels.percent(c['lower_pct'])}" for c in bounds)
        if said:
            lines.insert(0, f"**Xếp loại** năm {year}: {'; '.join(said)}.")
    return lines
