"""Khảo sát đối tượng được PBGDPL: what people answered, how sure the figures are, and what they can say of a unit."""

from pages._shared import frame, mapping
from pages._surveys import contents

view = frame.start("Khảo sát đối tượng được PBGDPL")
mapping.section()
contents.show(view)
