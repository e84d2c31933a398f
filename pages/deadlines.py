"""Thời hạn gửi báo cáo: who was on time, late, missing, for which milestone."""

from pages._deadlines import contents
from pages._shared import frame

view = frame.start("deadlines.py")
contents.show(view)
frame.notes(
    "Hạn gửi là ngày cuối cùng còn đúng hạn; rơi vào ngày nghỉ thì lùi đến ngày làm việc kế tiếp, hoặc theo văn bản gia hạn. "
    "“Ngày nhận tạm tính”: chưa có trong sổ tiếp nhận, lấy theo ngày nạp tệp và không dùng để tính chậm cho người đứng đầu.",
    "Báo cáo thuộc diện đề nghị (Mục V.5 của Kế hoạch) không tính chậm.",
)
