"""Phiếu kết quả đơn vị: one unit on one page: its result and how firm it is, why, what to improve, what it owed."""

from pages._shared import frame
from pages._unit_profile import contents

view = frame.start("unit_profile.py")
contents.show(view)
