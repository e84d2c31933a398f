"""Kết quả theo tiêu chí: which criteria are weak, where the points are lost, which units lost them, and why."""

from pages._criteria import contents
from pages._shared import frame

view = frame.start("criteria.py")
contents.show(view)
