"""Trách nhiệm người đứng đầu: what may be taken into account, beside the result of the collective. Never a grade."""

from pages._heads import contents
from pages._shared import frame, guard
from warehouse.reference_names import sheet

view = frame.start("heads.py", *guard.READERS, "noi_vu")
contents.show(view)
frame.notes(
    "Căn cứ tham khảo từ kết quả đã thẩm định của đơn vị và ngày nhận báo cáo đã được xác nhận; việc đánh giá, xếp loại "
    "cán bộ do cấp có thẩm quyền quyết định. Chỉ tính mốc bắt buộc có hạn trong năm và trong thời gian tại nhiệm; ngày nhận tạm tính không tính là chậm.",
    f"Nguồn: danh mục người đứng đầu, sổ tiếp nhận, bảng điểm thẩm định; quy tắc ở {sheet('head_rules')}.",
)
