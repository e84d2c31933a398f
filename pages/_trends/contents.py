"""The page of years that have results, and of those that have none."""

from __future__ import annotations

from pages._shared import data, frame
from pages._shared.filters import View
from pages._trends import changes, dimensions, lines, movers, ranks, summary, units
from pages._trends.organisation import REARRANGED, organisation
from words import labels


def show(view: View) -> None:
    rearranged = organisation() == REARRANGED
    trend = data.rows("trend_by", block=view.block, rearranged=rearranged, scope=view.scope)
    place = [row for row in trend if row["block_code"] is None]
    if not any(row["with_result"] for row in place):
        if view.scope is not None:  # of years that were not published a unit reads its own sheet
            frame.answer(labels.not_published(view.year))
            return
        frame.answer("Chưa có năm nào có kết quả.")
        frame.no_results(view)
        return
    city = (
        [
            row
            for row in data.rows("trend_by", block=None, rearranged=rearranged, scope=view.scope)
            if row["block_code"] is None
        ]
        if view.block
        else place
    )
    frame.answer(summary.answer(view, place) + summary.running(view, place))
    frame.metrics(summary.figures(view, place, rearranged))
    lines.show(view, rearranged, trend, city)
    if years := movers.years_of(view, place):
        title = f"Đơn vị tăng, giảm nhiều nhất từ năm {years[0]} đến năm {years[1]}"
        frame.section("tang-giam", title, movers.show, view, years, place)
    year = changes.later_year(view, place)["year"]
    frame.section("thay-doi", f"Điều gì làm thay đổi kết quả năm {year}?", changes.show, view, rearranged, place)
    frame.section(
        "noi-dung", "Các nội dung đối chiếu được giữa các bộ tiêu chí", dimensions.show, view, rearranged, place
    )
    frame.section("don-vi", "Kết quả và thứ hạng của từng đơn vị", units.show, view, rearranged, city)
    frame.notes(
        "Trung vị của tỷ lệ % điểm tối đa các đơn vị có kết quả. Phân tích thay đổi dùng bình quân, vì trung vị không tách được thành phần; "
        "phân tích thay đổi, nội dung và thứ hạng luôn theo đơn vị tại thời điểm báo cáo.",
        "Không so sánh điểm giữa hai bộ tiêu chí khác nhau. Mọi đơn vị đều có mặt trong số liệu nên không kiểm định ý nghĩa thống kê.",
        ranks.agreement_note(view),
    )
