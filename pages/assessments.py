"""Đánh giá khác: who was assessed on what beside the yearly assessment, with what result, and the survey beside it."""

from pages._assessments import contents
from pages._shared import frame
from warehouse.reference_names import sheet
from words import labels

view = frame.start(labels.PAGES["assessments.py"][0])
contents.show(view)
frame.notes(
    "Kết quả ở trang này không vào thứ hạng, xếp loại, trách nhiệm người đứng đầu của năm, trừ khi danh mục ghi khác.",
    f"Nguồn: {sheet('assessments')}, {sheet('assessment_units')}; biểu của từng đợt do các đơn vị gửi.",
)
