"""Xếp loại và thứ hạng: who stands where in a block, by what, how firmly, which class, how far from the next one."""

from pages._rankings import contents
from pages._shared import frame

view = frame.start("rankings.py")
contents.show(view)
