"""The page of years that have results, and of those that have none."""

from __future__ import annotations

from pages._shared import data, filters, frame
from pages._shared.filters import View
from pages._trends import changes, dimensions, lines, ranks, summary
from pages._trends.organisation import REARRANGED, organisation


def show(view: View) -> None:
    rearranged = organisation() == REARRANGED
    trend = data.rows("trend_by", block=view.block, rearranged=rearranged)
    city = [row for row in trend if row["block_code"] is None]
    blocks = [row for row in trend if row["block_code"] is not None]
    if not any(row["with_result"] for row in city):
        frame.answer("Chưa có năm nào có kết quả.")
        frame.no_results(view)
        return
    frame.answer(summary.answer(view, city))
    frame.metrics(summary.figures(city))
    chosen = filters.units(view, "Đơn vị (tối đa 6)", 6)
    lines.show(view, rearranged, trend, city, blocks, chosen)
    changes.show(view, rearranged, city)
    dimensions.show(view, rearranged, city)
    ranks.show(view, rearranged, city, blocks, chosen)
    frame.notes(
        "Trung vị của tỷ lệ % điểm tối đa các đơn vị có kết quả. Phân tích thay đổi dùng bình quân, vì trung vị không tách được thành phần; "
        "phân tích thay đổi, nội dung và thứ hạng luôn theo đơn vị tại thời điểm báo cáo.",
        "Không so sánh điểm giữa hai bộ tiêu chí khác nhau. Mọi đơn vị đều có mặt trong số liệu nên không kiểm định ý nghĩa thống kê.",
    )
