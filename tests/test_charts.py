"""Pictures of charts: the text is really drawn, in our font, in both themes; and charts know no user interface."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageFont

from charts import deadlines, plan_tasks, render, templates, theme
from pages._shared.tables import Column, html

ROOT = Path(__file__).resolve().parent.parent
NAME = "Phường Đại Yên Ạ Ỹ ặ ữ"
WORDS = ("Tốt", "Yếu")


def picture(dark: bool = False, name: str = NAME, font: str | None = None) -> dict:
    units = [
        {"unit": name, "pct": 91.5, "text": "91,5%", "class": "Tốt", "left": 60, "tip": "x"}
        | {"provisional": False, "chosen": False}
    ]
    spec = templates.figure(
        "ranking", "Đứng đầu", "Mô tả", words=WORDS, notes=("Năm 2024",), dark=dark, width=300,
        units=units, bounds=[{"lower": 90, "text": "Tốt từ 90%", "short": "Tốt"}], middle=[],
    )  # fmt: skip
    if font:
        spec["config"]["font"] = font
    return spec


def ink(spec: dict) -> int:
    """Pixels that are not background."""
    image = Image.open(io.BytesIO(render.png(spec, scale=1))).convert("L")
    counts = image.histogram()
    return image.width * image.height - max(counts)


def text_of(svg: bytes) -> str:
    return " ".join(re.findall(r"<text[^>]*>([^<]+)</text>", svg.decode("utf-8")))


def test_text_is_really_drawn():
    """An unknown font would draw the same picture without text, and no error would say so."""
    ours = ink(picture(font=theme.FONT_IN_FILES))  # alone, without what the machine may have
    assert ours > ink(picture(font="A font that nobody has")) + 500
    assert ours == ink(picture())


@pytest.mark.parametrize("dark", [False, True])
def test_svg_says_everything_in_vietnamese(dark):
    text = text_of(render.svg(picture(dark)))
    for word in (NAME, "91,5%", "Tốt từ 90%", "Đứng đầu", "Năm 2024", "% điểm tối đa", "Tốt"):
        assert word in text
    assert "NaN" not in text and "undefined" not in text


def test_themes_differ_and_pictures_repeat():
    assert render.png(picture()) == render.png(picture())
    light, dark = (
        Image.open(io.BytesIO(render.png(picture(d), scale=1))).convert("L").getpixel((2, 2)) for d in (False, True)
    )
    assert light > 240 and dark < 40


@pytest.mark.parametrize("kind", sorted(templates.TEMPLATES))
def test_every_kind_of_chart_is_drawn_even_without_data(kind):
    names = set(re.findall(r"'name': '(\w+)'", str(templates.template(kind, False, WORDS))))
    spec = templates.figure(kind, "Chưa có số liệu", "Mô tả", words=WORDS, **{n: [] for n in names})
    assert "Chưa có số liệu" in text_of(render.svg(spec))


def marks(spec: dict | list) -> list[dict]:
    if isinstance(spec, list):
        return [mark for part in spec for mark in marks(part)]
    if not isinstance(spec, dict):
        return []
    return ([spec["mark"]] if "mark" in spec else []) + [mark for part in spec.values() for mark in marks(part)]


@pytest.mark.parametrize("kind", sorted(templates.TEMPLATES))
def test_no_part_of_a_chart_speaks_beside_its_sentence(kind):
    found = marks(templates.template(kind, False, WORDS))
    assert found and all(mark["aria"] is False for mark in found)


def test_charts_import_no_user_interface():
    code = "import sys; from charts import render, templates; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


def test_the_table_beside_a_chart_is_text_whatever_the_file_said():
    columns = [Column("name", "Đơn vị"), Column("pct", "%", "percent")]
    made = html([{"name": "<b>x</b>", "pct": None}, {"name": "A", "pct": 93.44}], columns, 'B"ảng')
    assert "<b>" not in made and "&lt;b&gt;x&lt;/b&gt;" in made
    assert '<td class="so">–</td>' in made and '<td class="so">93,4%</td>' in made
    assert '<th scope="col">Đơn vị</th>' in made and 'aria-label="B&quot;ảng"' in made


def test_receipts_of_one_day_stand_on_each_other_and_none_leaves_its_row():
    units = [{"block": "A", "days": -1}] * 5 + [{"block": "A", "days": 2}, {"block": "B", "days": -1}]
    places = [(unit["block"], unit["days"], unit["height"]) for unit in deadlines.piled([dict(unit) for unit in units])]
    assert len(set(places)) == len(units) and all(0 < height < 1 for *_, height in places)
    assert places[5][2] == places[6][2] == places[0][2], "a pile begins at the foot of its row"


@pytest.mark.parametrize("width", [330, 500, 840])
def test_the_name_of_a_task_stands_beside_its_bars_and_not_over_them(width):
    """At the width of a phone, of a tablet beside its menu and of a wide page."""
    name = (
        "6a. Khuyến khích các tổ chức, doanh nghiệp, cá nhân tham gia, hỗ trợ nguồn lực để tổ chức thực hiện đánh giá"
    )
    said = plan_tasks.named(name)
    lines = {330: [said["above"]], 500: said["short"].split("|"), 840: said["text"].split("|")}[width]
    room = width if width == 330 else plan_tasks.NAMES * width
    wide = ImageFont.truetype(str(render.FONTS / "BeVietnamPro-Regular.ttf"), 11 if width == 330 else 12)
    assert len(lines) <= 2 and all(wide.getlength(line) <= room for line in lines), (room, lines)
