"""How to read it."""

from __future__ import annotations

from pages._rankings.ranking import Ranking
from pages._shared import frame
from pages._shared.filters import View
from words import labels, method


def show(view: View, ranking: Ranking) -> None:
    frame.notes(
        "Thứ hạng tham khảo: 1 + số đơn vị cùng khối, cùng bộ tiêu chí có tỷ lệ cao hơn; bằng nhau thì đồng hạng. "
        "Mặc định không xếp chung các khối vì đặc thù khác nhau.",
        labels.RANK_CHANGE,
        f"Khoảng thứ hạng: {method.TIMES} lần thử, mỗi lần trọng số của từng tiêu chí tăng hoặc giảm ngẫu nhiên tối đa {method.SPREAD_PCT}; "
        f"lấy khoảng chứa {method.HELD} số lần. Trọng số của bộ tiêu chí là cố định nên đây chỉ là thông tin về độ chắc chắn.",
        f"Xếp loại theo ngưỡng của bộ tiêu chí: {bounds(view, ranking)}. {view.basis}.",
    )


def bounds(view: View, ranking: Ranking) -> str:
    """`Tốt từ 90%; Khá từ 70%`; of several frameworks each with its name."""
    said = []
    for code, name in zip(view.framework_codes, view.frameworks, strict=True):
        own = [b for b in ranking.bounds if b["framework_code"] == code and b["lower_pct"] > 0]
        words = "; ".join(f"{b['class_name']} từ {labels.points(b['lower_pct'])}%" for b in own)
        said.append(words if len(view.frameworks) == 1 else f"{name}: {words}")
    return ". ".join(said)
