"""Thẩm định điểm: how far the verification is, opinions asked for and received, and the final scores that follow."""

from pages._shared import frame, guard
from pages._verification import (
    above_survey,
    answers,
    consistency,
    entry,
    evidence,
    given,
    minutes,
    opinions,
    prepared,
    progress,
    queue,
    summary,
)

guard.require("steward", "admin", "verifier")
view = frame.start("verification.py", "steward", "admin", "verifier")
if guard.only_verifies():
    given.show(view)
elif not summary.units(view):
    frame.answer(f"Năm {view.year} chưa có báo cáo nào để {view.snapshot.verification_word}.")
    frame.no_results(view)
else:
    frame.answer(summary.answer(view))
    if not entry.show(view):
        frame.metrics(summary.figures(view))
        queue.show(view)
        frame.section("bang-chuan-bi", "Chấm trên Excel: bảng chuẩn bị sẵn", prepared.show, view)
        frame.section("tien-do", "Tiến độ và kết quả theo đơn vị", progress.show, view)
        frame.section("cao-hon-khao-sat", "Tự chấm cao hơn khảo sát", above_survey.show, view)
        frame.section("minh-chung", "Minh chứng phải bổ sung", evidence.show, view)
        frame.section("lay-y-kien", "Lấy ý kiến về kết quả dự kiến", opinions.show, view)
        frame.section("tong-hop-y-kien", "Tổng hợp ý kiến giải trình", answers.show, view)
        frame.section("muc-giam", "Mức giảm điểm theo tiêu chí, theo người ghi nhận", consistency.show, view)
        frame.section("bien-ban", "Biên bản thẩm định", minutes.show, view)
frame.notes(
    f"Điểm {view.snapshot.verification_word} và điểm sau giải trình chỉ lấy từ bảng do {view.snapshot.office_name} lập; điểm đề nghị của đơn vị không làm thay đổi kết quả.",
    "Thứ tự: tự chấm → thẩm định → ý kiến của đơn vị → sau giải trình; mỗi bước được giữ riêng, xem ở trang Kết quả theo tiêu chí.",
)
