"""Khảo sát đối tượng được PBGDPL: what people answered, how sure the figures are, and what they can say of a unit."""

from pages._shared import frame, mapping
from pages._surveys import contents

view = frame.start("surveys.py")
mapping.section()
contents.show(view)
