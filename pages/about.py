"""Giới thiệu và trợ giúp: which release and figures these are, how they come about, what the columns mean, whose work it rests on."""

from pages._about import contents, licences, method, terms
from pages._shared import frame, guard

guard.require(*guard.ROLES)
frame.title("about.py")
contents.show()
frame.section("cach-tinh", "Số liệu được tính thế nào", method.show)
frame.section("tu-dien", "Từ điển số liệu: cột, bảng, danh mục", terms.show)
frame.section("giay-phep", "Giấy phép", licences.show)
