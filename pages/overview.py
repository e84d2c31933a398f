"""Tổng quan: the year in one screen. Who sent, on time, verified; classes; first and last of each block; changes."""

from pages._overview import by_class, changes, extremes, summary
from pages._shared import frame

view = frame.start("Tổng quan")
frame.answer(summary.answer(view))
frame.metrics(summary.figures(view))
if view.total["with_result"]:
    by_class.show(view)
    extremes.show(view)
    changes.show(view)
else:
    frame.no_results(view)
frame.notes(
    f"Cơ sở điểm: {view.basis}. Tỷ lệ tính trên điểm tối đa của các tiêu chí áp dụng với đơn vị.",
    "“Sơ bộ”: chưa thẩm định đủ, còn tiêu chí chưa chấm, hoặc năm đánh giá chưa kết thúc. "
    "Dấu “–” là chưa có số liệu, không phải 0 điểm.",
)
