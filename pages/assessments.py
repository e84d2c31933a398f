"""Đánh giá khác: who was assessed on what beside the yearly assessment, with what result, and the survey beside it."""

from pages._assessments import contents
from pages._shared import frame
from warehouse.reference_names import sheet

view = frame.start("assessments.py")
contents.show(view)
frame.notes(
    "Kết quả ở trang này không vào thứ hạng, xếp loại, trách nhiệm người đứng đầu của năm, trừ khi danh mục ghi khác.",
    f"Nguồn: {sheet('assessments')}, {sheet('assessment_units')}; biểu của từng đợt do các đơn vị gửi.",
)
