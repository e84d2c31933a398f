"""Công bố: the stage of a year, what is open before the next one, the act, and what changed since."""

from pages._publication import contents
from pages._shared import frame

view = frame.start("publication.py")
contents.show(view)
frame.notes(
    "Giai đoạn là của cả năm, không theo khối. Chưa ai đặt giai đoạn thì giai đoạn suy ra từ hạn gửi báo cáo tự đánh giá.",
    "Việc còn mở không ngăn chuyển giai đoạn; người có thẩm quyền quyết định. Từ giai đoạn Đang lấy ý kiến, lần nhập của năm đó "
    "không rút được nữa; số liệu chỉ sửa bằng đính chính.",
    f"Bản số liệu lúc trình và lúc công bố được giữ lâu dài. Điểm chỉ là chính thức khi đã {view.snapshot.verification_word}.",
)
