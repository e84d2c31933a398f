"""Nhật ký: who did what and when, of the journal and of the audit ledger together."""

from pages._audit import contents
from pages._shared import frame, guard

guard.require("steward", "admin")
frame.title("audit.py")
contents.show()
