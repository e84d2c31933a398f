"""Slides as PPTX: 16:9, native charts and tables that can be edited in PowerPoint, a text for those who cannot see a chart,
and the table behind each chart in the notes of its slide.

What is said on a slide is decided in slides.py; here is only how it looks. Text is made smaller until it fits, and cut
only where it still does not; then the notes hold all of it. The same content gives the same bytes.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from dataclasses import dataclass, field

import xlsxwriter
from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches, Pt

from charts import theme
from reports.package import NO_CLOCK, NO_CONTROLS, steady
from words import rounding

FONT = "Arial"
WIDTH, HEIGHT, SIDE = 13.333, 7.5, 0.5  # inches, as every measure here
TOP, BOTTOM = 1.55, 6.7  # between title and source
INSIDE = WIDTH - 2 * SIDE
LIGHT = theme.Palette(dark=False)
LETTER, BOLD_LETTER = (0.49, 0.53)  # mean width of a letter, in its size: a little more than that of Arial
LINE = 1.2
SHORT = 60  # letters: a line that is not cut any more
PLAIN = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # PowerPoint's table style without lines and colours
PERCENT, COUNT = ('0.0#"%"', "0;;;")  # shown with the separators of the reader's own computer; no count of 0
ALIGN = {"left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT, "center": PP_ALIGN.CENTER}


@dataclass(frozen=True)
class Series:
    """One colour of a chart; None is a gap."""

    name: str
    values: list[float | None]
    colour: str


@dataclass(frozen=True)
class Chart:
    """Bars from left to right, one group per category from top to bottom. spans: an interval around each value of the
    first series, None where there is none."""

    description: str  # read aloud by screen readers
    categories: list[str]
    series: list[Series]
    axis: str  # what is measured, with its unit
    is_stacked: bool = False
    number: str = PERCENT
    most: float | None = 100
    spans: list[tuple[float, float] | None] = field(default_factory=list)


@dataclass(frozen=True)
class Table:
    header: list[str]
    rows: list[list[str]]
    widths: list[float]  # shares of the whole
    alignment: list[str]


@dataclass(frozen=True)
class Card:
    """A figure that is read from the last row of the room, and what it counts."""

    figure: str
    words: str


@dataclass(frozen=True)
class Box:
    left: float = SIDE
    top: float = TOP
    width: float = INSIDE
    height: float = BOTTOM - TOP


WHOLE = Box()


def halves(share: float = 0.5, gap: float = 0.3, height: float = WHOLE.height) -> tuple[Box, Box]:
    """Two boxes side by side under the title."""
    left = share * (INSIDE - gap)
    return Box(SIDE, TOP, left, height), Box(SIDE + left + gap, TOP, INSIDE - gap - left, height)


class Deck:
    """Slides that are written one after another. is_draft: every slide says so."""

    def __init__(self, name: str, is_draft: bool, draft_word: str):
        self.show = Presentation()
        self.mark = draft_word if is_draft else ""
        wider = Inches(WIDTH) / self.show.slide_width
        self.show.slide_width, self.show.slide_height = Inches(WIDTH), Inches(HEIGHT)
        for layout in (self.show.slide_master, *self.show.slide_layouts):
            for shape in layout.shapes:  # the shipped form is 4:3
                if shape._element.spPr.find(qn("a:xfrm")) is not None:
                    shape.left, shape.width = int(shape.left * wider), int(shape.width * wider)
        properties = self.show.core_properties
        properties.title, properties.author, properties.last_modified_by = name, "", ""
        properties.language, properties.revision = "vi-VN", 1
        properties.created = properties.modified = NO_CLOCK

    def cover(self, title: str, above: list[str], below: list[str]) -> None:
        slide = self.show.slides.add_slide(self.show.slide_layouts[5])
        self._bar(slide, 0.22)
        page = Page(self, slide)
        page.text(above, Box(1, 0.8, WIDTH - 2, 1), sizes=(20, 16), align="center", colour=LIGHT.soft)
        page.title(title, Box(1, 2, WIDTH - 2, 2.2), (32, 28, 24, 20), "center")
        page.text(below, Box(1, 4.4, WIDTH - 2, 2.2), sizes=(20, 18, 16, 14), align="center")

    def page(self, title: str, source: str, notes: list[str]) -> Page:
        """A slide with its message as title, where its figures come from below, and its notes."""
        slide = self.show.slides.add_slide(self.show.slide_layouts[5])
        self._bar(slide, 0.12)
        page = Page(self, slide)
        whole = page.title(title, Box(SIDE, 0.35, INSIDE, 1.05), (28, 26, 24, 22, 20), "left")
        page.text([source], Box(SIDE, 6.78, INSIDE - 1.6, 0.52), sizes=(10, 9), colour=LIGHT.soft)
        page.number(len(self.show.slides), self.mark)
        page.notes += [] if whole else [title]
        page.notes += notes
        return page

    def _bar(self, slide, height: float) -> None:
        bar = _plain_shape(slide)
        _place(bar, Box(0, 0, WIDTH, height))
        bar.fill.solid()
        bar.fill.fore_color.rgb = _rgb(LIGHT.accent)
        bar.line.fill.background()
        bar.name = "Vạch đầu trang"

    def bytes(self, pages: list[Page]) -> bytes:
        for page in pages:
            if page.notes:
                page.slide.notes_slide.notes_text_frame.text = _clean("\n".join(page.notes))
        for part in self.show.part.package.iter_parts():
            if "/theme/" in part.partname:  # what nobody gave a face has the face of the theme
                _give_face(part)
        written = io.BytesIO()
        self.show.save(written)
        return steady(written.getvalue())


class Page:
    """One slide."""

    def __init__(self, deck: Deck, slide):
        self.deck, self.slide = deck, slide
        self.notes: list[str] = []

    def title(self, text: str, box: Box, sizes: tuple[float, ...], align: str) -> bool:
        """False where it had to be cut."""
        shape = self.slide.shapes.title
        _place(shape, box)
        return _fill(shape.text_frame, [text], box, sizes, align, LIGHT.text, is_bold=True, anchor=MSO_ANCHOR.MIDDLE)  # fmt: skip

    def text(
        self, lines: list[str], box: Box, sizes=(20, 18, 16, 14, 12), align="left", colour=LIGHT.text, is_bold=False,
    ) -> None:  # fmt: skip
        """Paragraphs; what is before the first tab of a line is bold."""
        shape = self.slide.shapes.add_textbox(0, 0, 0, 0)
        _place(shape, box)
        if not _fill(shape.text_frame, lines, box, sizes, align, colour, is_bold=is_bold):
            self.notes += [line.replace("\t", " ") for line in lines]

    def number(self, number: int, mark: str) -> None:
        """Number of the slide, and that it is a draft."""
        shape = self.slide.shapes.add_textbox(0, 0, 0, 0)
        _place(shape, Box(WIDTH - SIDE - 1.6, 6.78, 1.6, 0.52))
        paragraph = shape.text_frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.RIGHT
        if mark:
            _run(paragraph, f"{mark} · ", 10, LIGHT.soft, is_bold=True)
        paragraph._p.append(
            parse_xml(
                f'<a:fld {nsdecls("a")} id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">'
                f'<a:rPr lang="vi-VN" sz="1000"/><a:t>{number}</a:t></a:fld>'
            )
        )

    def cards(self, cards: list[Card], box: Box = WHOLE) -> None:
        """Three in a row at most."""
        columns = {1: 1, 2: 2, 4: 2}.get(len(cards), 3)
        lines, gap = math.ceil(len(cards) / columns), 0.3
        width = (box.width - gap * (columns - 1)) / columns
        height = min((box.height - gap * (lines - 1)) / lines, 2.4)
        for place, card in enumerate(cards):
            row, column = divmod(place, columns)
            own = Box(box.left + column * (width + gap), box.top + row * (height + gap), width, height)
            frame = _plain_shape(self.slide)
            _place(frame, own)
            frame.fill.background()
            frame.line.color.rgb, frame.line.width = _rgb(LIGHT.rule), Pt(1)
            frame.name = "Khung"
            head = Box(own.left + 0.1, own.top + 0.1, own.width - 0.2, 0.85)
            self.text([card.figure], head, (44, 36, 28, 24, 20), colour=LIGHT.accent, is_bold=True)
            rest = Box(own.left + 0.1, own.top + 0.95, own.width - 0.2, own.height - 1)
            self.text([card.words], rest, (18, 16, 14, 12))

    def chart_with(self, chart: Chart, said: list[str]) -> None:
        """The chart, and under it what has to be known to read it."""
        room = 0.32 * len(said) + (0.1 if said else 0)
        self.chart(chart, Box(height=WHOLE.height - room))
        if said:
            self.text(said, Box(top=BOTTOM - room + 0.05, height=room), (14, 13, 12))

    def chart(self, chart: Chart, box: Box) -> None:
        data = CategoryChartData(chart.number)
        data.categories = [*map(_clean, chart.categories)]
        for series in chart.series:
            data.add_series(_clean(series.name), series.values)
        kind = XL_CHART_TYPE.BAR_STACKED if chart.is_stacked else XL_CHART_TYPE.BAR_CLUSTERED
        frame = self.slide.shapes.add_chart(
            kind, Inches(box.left), Inches(box.top), Inches(box.width), Inches(box.height), data
        )
        frame._element.nvGraphicFramePr.cNvPr.set("descr", _clean(chart.description))
        frame.name = "Biểu đồ"
        made = frame.chart
        made.part.chart_workbook.update_from_xlsx_blob(_workbook(chart))
        self._form(made, chart, box)

    def _form(self, made, chart: Chart, box: Box) -> None:
        made.font.name, made.font.size = FONT, Pt(14)
        made.font.color.rgb = _rgb(LIGHT.text)
        made.has_title = False
        made.has_legend = len(chart.series) > 1
        if made.has_legend:
            made.legend.position, made.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
        plot = made.plots[0]
        plot.gap_width, plot.overlap = (45 if len(chart.categories) > 2 else 150, 100 if chart.is_stacked else -5)
        across, down = made.value_axis, made.category_axis
        down.reverse_order = True
        across._element.find(qn("c:crosses")).set("val", "max")  # the scale stays below
        down.format.line.color.rgb = _rgb(LIGHT.soft)
        per_row = box.height / max(1, len(chart.categories))
        down.tick_labels.font.size = Pt(14 if per_row > 0.45 else 12 if per_row > 0.3 else 10)
        across.minimum_scale = 0
        if chart.most:  # a tenth more, for the number at the end of a full bar
            across.maximum_scale, across.major_unit = 1.1 * chart.most, chart.most / 5
        across.major_gridlines.format.line.color.rgb = _rgb("#E3E7EB")
        across.format.line.fill.background()
        across.tick_labels.font.size = Pt(12)
        across.tick_labels.number_format, across.tick_labels.number_format_is_linked = "0", False
        across.axis_title.text_frame.text = chart.axis
        [run] = across.axis_title.text_frame.paragraphs[0].runs
        run.font.size, run.font.bold, run.font.name = Pt(12), False, FONT
        for series, of in zip(chart.series, plot.series, strict=True):
            is_pale = series.colour not in (*theme.DARK_FILLS, LIGHT.accent)
            of.format.fill.solid()
            of.format.fill.fore_color.rgb = _rgb(series.colour)
            if is_pale:
                of.format.line.color.rgb, of.format.line.width = _rgb(LIGHT.outline), Pt(0.75)
            of.invert_if_negative = False
            labels = of.data_labels
            labels.show_value, labels.number_format, labels.number_format_is_linked = True, chart.number, False  # fmt: skip
            labels.font.size, labels.font.bold = Pt(12 if per_row < 0.6 else 14), True
            inside = chart.is_stacked or any(chart.spans)
            labels.position = (
                XL_LABEL_POSITION.CENTER if chart.is_stacked
                else XL_LABEL_POSITION.INSIDE_BASE if inside else XL_LABEL_POSITION.OUTSIDE_END
            )  # fmt: skip
            labels.font.color.rgb = _rgb("#FFFFFF" if inside and not is_pale else LIGHT.text)
        if any(chart.spans):
            self._whiskers(plot.series[0], chart)

    def _whiskers(self, series, chart: Chart) -> None:
        """Intervals as error bars, which the library cannot write; their lengths stand in the workbook of the chart."""
        count, first = len(chart.categories), len(chart.series) + 1

        def lengths(name: str, column: int, side: int) -> str:
            points = "".join(
                f'<c:pt idx="{place}"><c:v>{_length(chart, place, side)!r}</c:v></c:pt>'
                for place, span in enumerate(chart.spans) if span
            )  # fmt: skip
            letter = xlsxwriter.utility.xl_col_to_name(column)
            return (
                f"<c:{name}><c:numRef><c:f>Sheet1!${letter}$2:${letter}${count + 1}</c:f><c:numCache>"
                f'<c:formatCode>0.0</c:formatCode><c:ptCount val="{count}"/>{points}</c:numCache></c:numRef></c:{name}>'
            )

        bars = parse_xml(
            f'<c:errBars {nsdecls("c", "a")}><c:errBarType val="both"/><c:errValType val="cust"/>'
            f'<c:noEndCap val="0"/>{lengths("plus", first, 1)}{lengths("minus", first + 1, 0)}'
            f'<c:spPr><a:ln w="19050"><a:solidFill><a:srgbClr val="{LIGHT.text[1:]}"/></a:solidFill></a:ln></c:spPr>'
            "</c:errBars>"
        )
        series._element.find(qn("c:cat")).addprevious(bars)

    def table(self, table: Table, description: str, box: Box = WHOLE) -> None:
        """As many rows as there is room for; the notes hold them all where some are left out."""
        widths = [box.width * share / sum(table.widths) for share in table.widths]
        size, heights = _fitting(table, widths, box.height)
        rows = [table.header, *table.rows]
        if len(heights) < len(rows):
            shown = len(heights) - 2
            rest = f"… và {len(table.rows) - shown} dòng khác (xem ghi chú của trang)"
            rows = [*rows[: shown + 1], [rest, *[""] * (len(table.header) - 1)]]
            self.notes += [" | ".join(row) for row in table.rows]
        frame = self.slide.shapes.add_table(
            len(rows), len(widths), Inches(box.left), Inches(box.top), Inches(box.width), Inches(sum(heights))
        )  # fmt: skip
        frame._element.nvGraphicFramePr.cNvPr.set("descr", _clean(description))
        frame.name = "Bảng"
        made = frame.table
        made.horz_banding = False
        made._tbl.tblPr.find(qn("a:tableStyleId")).text = PLAIN
        for column, width in zip(made.columns, widths, strict=True):
            column.width = Inches(width)
        for place, (row, height) in enumerate(zip(rows, heights, strict=True)):
            made.rows[place].height = Inches(height)
            for cell, text, align in zip(made.rows[place].cells, row, table.alignment, strict=True):
                self._cell(cell, text, size, align, is_head=not place)
        if len(heights) < len(table.rows) + 1:
            made.cell(len(rows) - 1, 0).merge(made.cell(len(rows) - 1, len(widths) - 1))

    def _cell(self, cell, text: str, size: float, align: str, is_head: bool) -> None:
        cell.margin_left = cell.margin_right = Inches(0.07)
        cell.margin_top = cell.margin_bottom = Inches(0.03)
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        cell.fill.solid()
        cell.fill.fore_color.rgb = _rgb(LIGHT.accent if is_head else "#FFFFFF")
        rule = f'<a:lnB {nsdecls("a")} w="9525"><a:solidFill><a:srgbClr val="{LIGHT.rule[1:]}"/></a:solidFill></a:lnB>'
        cell._tc.tcPr.insert(0, parse_xml(rule))
        paragraph = cell.text_frame.paragraphs[0]
        paragraph.alignment = ALIGN["center" if is_head else align]
        _run(paragraph, text, size, "#FFFFFF" if is_head else LIGHT.text, is_bold=is_head)


def _workbook(chart: Chart) -> bytes:
    """What PowerPoint opens to edit the chart: no clock, and no text that is taken for a formula."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": NO_CLOCK})
    sheet, form = book.add_worksheet("Sheet1"), book.add_format({"num_format": chart.number.replace(";;;", "")})  # fmt: skip
    sheet.set_column(0, 0, 60)
    sheet.write_column(1, 0, [*map(_clean, chart.categories)])
    for column, series in enumerate(chart.series, 1):
        sheet.write_string(0, column, _clean(series.name))
        for row, value in enumerate(series.values, 1):
            if value is not None:
                sheet.write_number(row, column, value, form)
    for row, span in enumerate(chart.spans, 1):
        for column, (name, side) in enumerate((("Lên đến", 1), ("Xuống đến", 0)), len(chart.series) + 1):  # fmt: skip
            sheet.write_string(0, column, name)
            if span:
                sheet.write_number(row, column, _length(chart, row - 1, side), form)
    book.close()
    return file.getvalue()


def _length(chart: Chart, place: int, side: int) -> float:
    """How far an interval reaches up (1) or down (0) from its value."""
    return float(rounding.difference(abs(chart.spans[place][side] - chart.series[0].values[place])))


# ------------------------------------------------------------------ text that fits


def _lines(text: str, size: float, width: float, letter: float) -> int:
    """How many lines a text takes, counted on the safe side; width in inches."""
    room = max(1, int(width * 72 / (size * letter)))
    lines = 1
    left = room
    for word in text.split():
        if len(word) > left and left < room:
            lines, left = lines + 1, room
        lines += (len(word) - 1) // room
        left -= len(word) + 1
    return lines


def _height(lines: list[str], size: float, width: float, letter: float) -> float:
    """Of paragraphs with a third of a line between them, in inches."""
    count = sum(_lines(line, size, width, letter) for line in lines)
    return (count + 0.35 * (len(lines) - 1)) * size * LINE / 72


def _fill(
    frame, lines: list[str], box: Box, sizes: tuple[float, ...], align: str, colour: str, *, is_bold: bool,
    anchor=MSO_ANCHOR.TOP,
) -> bool:  # fmt: skip
    """Writes the lines in the first size that fits; cuts them where none does, and says so with False."""
    width, letter = box.width - 0.2, BOLD_LETTER if is_bold else LETTER
    size = next((s for s in sizes if _height(lines, s, width, letter) <= box.height), sizes[-1])
    kept = _cut(lines, box.height, lambda some: _height(some, size, width, letter))
    frame.word_wrap, frame.vertical_anchor = True, anchor
    frame.margin_left = frame.margin_right = Inches(0.1)
    frame.margin_top = frame.margin_bottom = 0
    for number, line in enumerate(kept):
        paragraph = frame.paragraphs[0] if not number else frame.add_paragraph()
        paragraph.alignment = ALIGN[align]
        if number:
            paragraph.space_before = Pt(size * LINE * 0.35)
        head, tab, rest = line.partition("\t")
        if tab:
            _run(paragraph, f"{head} ", size, colour, is_bold=True)
            _run(paragraph, rest, size, colour, is_bold=is_bold)
        else:
            _run(paragraph, head, size, colour, is_bold=is_bold)
    return kept == lines


def _cut(lines: list[str], room: float, height: Callable[[list[str]], float]) -> list[str]:
    """The longest line loses its last words first; only where all are short, the last lines go."""
    kept = list(lines)
    while height(kept) > room:
        longest = max(range(len(kept)), key=lambda place: len(kept[place]))
        words = kept[longest].removesuffix(" …")
        if len(words) > SHORT:
            kept[longest] = words.rpartition(" ")[0].rstrip(" .,;") + " …"
        elif len(kept) > 1:
            kept.pop()
            kept[-1] = kept[-1].removesuffix(" …").rstrip(" .,;") + " …"
        else:
            break
    return kept


def _fitting(table: Table, widths: list[float], height: float) -> tuple[float, list[float]]:
    """(size, heights of the header and the rows that have room), a line for the number of the others included."""

    def high(row: list[str], size: float) -> float:
        letter = BOLD_LETTER if row is table.header else LETTER
        lines = max(_lines(text, size, w - 0.14, letter) for text, w in zip(row, widths, strict=True))
        return lines * size * LINE / 72 + 0.1

    rows = [table.header, *table.rows]
    for size in (16, 14, 13, 12, 11):
        heights = [high(row, size) for row in rows]
        if sum(heights) <= height:
            return size, heights
    more = size * LINE / 72 + 0.1
    while sum(heights) + more > height and len(heights) > 1:
        heights.pop()
    return size, [*heights, more]


def _plain_shape(slide):
    """A rectangle without the shadow of the theme."""
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, 0, 0, 0, 0)
    shape._element.remove(shape._element.find(qn("p:style")))
    return shape


def _place(shape, box: Box) -> None:
    shape.left, shape.top = Inches(box.left), Inches(box.top)
    shape.width, shape.height = Inches(box.width), Inches(box.height)


def _run(paragraph, text: str, size: float, colour: str, *, is_bold: bool) -> None:
    run = paragraph.add_run()
    run.text = _clean(text)
    run.font.name, run.font.size, run.font.bold = FONT, Pt(size), is_bold
    run.font.color.rgb, run.font.language_id = _rgb(colour), MSO_LANGUAGE_ID.VIETNAMESE


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour[1:])


def _clean(text: str) -> str:
    return text.translate(NO_CONTROLS)


def _give_face(part) -> None:
    """The library keeps one theme as bytes, another as a tree."""
    is_tree = hasattr(part, "_element")
    root = part._element if is_tree else etree.fromstring(part.blob)
    for face in root.iter(qn("a:latin")):
        face.set("typeface", FONT)
    if not is_tree:
        part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
