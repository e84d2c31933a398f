"""Báo cáo sơ kết, tổng hợp: the draft of a report, its words, its versions, and an edited copy checked against them."""

from pages._review import draft
from pages._shared import frame

view = frame.start("review.py", "steward", "admin")
draft.show(view)
frame.notes(
    "Số, ngày, người ký để trống. Điểm của hai bộ tiêu chí không so sánh với nhau; thay đổi giữa hai đợt khảo sát chỉ được "
    "khẳng định khi khoảng tin cậy của mức thay đổi không chứa 0.",
    "Mỗi số liệu trong tệp Word có mã riêng để đối chiếu về sau.",
)
