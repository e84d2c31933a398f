"""Kiểm tra số liệu: every file that was received, what was noticed in it, and whether any row was lost."""

from pages._data_checks import contents
from pages._intake import waiting
from pages._shared import frame
from words import labels

view = frame.start("data_checks.py", "steward", "admin")
contents.show(view)
frame.notes(
    "Mọi tệp nhận được, kể cả tệp không nhận được số liệu, đều được lưu nguyên vẹn. Tệp không cho biết năm được liệt kê ở mọi năm.",
    f"Tệp không nhận được kiểm tra lại sau khi bổ sung danh mục: trang {labels.PAGES['intake.py'][0]}, mục “{waiting.TITLE}”.",
)
