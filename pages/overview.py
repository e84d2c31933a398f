"""Tổng quan: the year in one screen. Who sent, on time, verified; classes; where a leader is wanted; then what opens."""

from pages._overview import by_class, contents, summary
from pages._shared import frame

view = frame.start("overview.py")
frame.answer(summary.answer(view))
frame.metrics(summary.figures(view))
contents.show(view)
frame.notes(
    *(by_class.left_out(view) if view.shows_others else []),
    f"Cơ sở điểm: {view.basis}. Tỷ lệ tính trên điểm tối đa của các tiêu chí áp dụng với đơn vị.",
    "“Sơ bộ”: chưa thẩm định đủ, còn tiêu chí chưa chấm, hoặc năm đánh giá chưa kết thúc. "
    "Dấu “–” là chưa có số liệu, không phải 0 điểm.",
)
