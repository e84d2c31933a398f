"""Danh mục: the calendar of a year, and every table of the reference to be edited, checked, shown and recorded."""

from pages._catalogue import contents
from pages._shared import frame, guard

guard.require("steward", "admin")
frame.title("catalogue.py")
contents.show()
