"""Colours, fonts and number formats of every chart, on the screen and in a document."""

from __future__ import annotations

FONT = "BVP"  # the family as the pages load it (.streamlit/config.toml)
# the same family as the files themselves call it; with a fallback for readers of an SVG who do not have it
FONT_IN_FILES = "Be Vietnam Pro"
NUMBERS = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " ₫"]}
NO_RESULT = "Chưa có kết quả"
CLASS_COLOURS = {  # by number of classes, best first: ColorBrewer RdYlBu
    1: ["#2C7BB6"],
    2: ["#2C7BB6", "#D7191C"],
    3: ["#2C7BB6", "#ABD9E9", "#D7191C"],
    4: ["#2C7BB6", "#ABD9E9", "#FDAE61", "#D7191C"],
    5: ["#2C7BB6", "#ABD9E9", "#FFFFBF", "#FDAE61", "#D7191C"],
}
STATUSES = [
    "● Đúng hạn",
    "▲ Gửi chậm",
    "◌ Đã gửi, chưa rõ ngày",
    "◐ Bổ sung",
    "✕ Chưa gửi",
    "– Chưa có số liệu",
    "– Chờ hướng dẫn",
    "○ Chưa đến hạn",
    "○ Đề nghị: đã gửi",
    "○ Đề nghị: chưa gửi",
]
STATUS_COLOURS = [
    "#2C7BB6",
    "#FDAE61",
    "#D5DBE1",
    "#FEE090",
    "#D7191C",
    "#EEF1F4",
    "#F7F7F7",
    "#9AA5B1",
    "#ABD9E9",
    "#FFFFFF",
]
DARK_FILLS = ("#2C7BB6", "#D7191C")  # white ink on these, dark ink on the rest
INK = "#1C2733"


class Palette:
    """Colours that differ between the light and the dark theme."""

    def __init__(self, dark: bool):
        self.accent = "#5AA9F0" if dark else "#0B5CAD"
        self.other = "#8894A1" if dark else "#6B7785"
        self.text = "#E6EAEF" if dark else INK
        self.soft = "#A9B4C0" if dark else "#5B6670"
        self.rule = "#4A5663" if dark else "#C3CAD2"
        self.page = "#11161C" if dark else "#FFFFFF"
        self.outline = "#A9B4C0" if dark else "#5B6670"
        # percent of maximum in one hue; the paler end is the one nearer to the page
        self.sequence = (
            ["#16222F", "#1D4468", "#2A6DA6", "#5AA9F0", "#C6E2FB"]
            if dark
            else ["#F2F7FC", "#C6DDF0", "#7FB3DA", "#2F7FBF", "#0B4A8A"]
        )
        self.heat_turn = 62 if dark else 75  # from this percent on, the other ink is the readable one
        self.heat_ink = (self.text, INK) if dark else (INK, "#FFFFFF")


def class_colours(words: tuple[str, ...]) -> list[str]:
    """A colour for each class, best first; frameworks bring their own classes."""
    return CLASS_COLOURS.get(len(words)) or [*CLASS_COLOURS[5], *["#9AA5B1"] * (len(words) - 5)]
