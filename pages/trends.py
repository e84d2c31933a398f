"""Diễn biến qua các năm: percent of maximum by year, never joined across a change of framework; what moved it; ranks."""

from pages._shared import frame
from pages._trends import contents

view = frame.start("trends.py")
contents.show(view)
