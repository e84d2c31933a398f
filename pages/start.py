"""Bắt đầu: the sample to look around, or the reference of one's own office, and from there to the first ranking."""

from pages._shared import frame, guard
from pages._start import choice, steps

guard.require("steward", "admin")
frame.title("start.py")
choice.said()
if steps.is_begun():
    steps.show()
else:
    choice.show()
