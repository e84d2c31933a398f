"""The workbook in which a framework is typed as people see it: sums are checked while one types. And the form that
comes of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from etl.desk.export_reference import NO_CHANGE
from etl.desk.template import TemplateError, write_template
from etl.kinds.framework_sheet import EVERYONE, FACTS, GUIDE
from etl.kinds.workers import parse_all
from etl.read.model import ParsedFile
from etl.read.values import canonical
from etl.reference.context import Context
from etl.reference.tables import Table, tables

SHEET = "Bộ tiêu chí"
ROWS = 400  # prepared; what is typed further down is read too, but not summed
TOP = 5  # row of the header, 0-based
# header, width, what to type; the first seven stand as official documents have them, so that a table of Word fits
COLUMNS = (
    ("TT", 8, "Nhóm: I, II…; tiêu chí: 1, 2…; chỉ tiêu thành phần: a), b)… hoặc 1.1, 1.2…"),
    ("Tiêu chí, chỉ tiêu thành phần", 60, "Tên nhóm, tiêu chí hoặc chỉ tiêu thành phần."),
    ("Điểm tối đa", 10, "Số điểm. Điểm thưởng ghi +5, điểm trừ ghi -5."),
    ("Điểm tự chấm", 10, "Để trống: cột này của biểu mẫu gửi đơn vị."),
    ("Điểm thẩm định", 10, "Để trống: cột này của bảng thẩm định."),
    ("Tài liệu kiểm chứng", 36, "Tài liệu đơn vị phải nộp kèm."),
    ("Ghi chú", 20, "Không đưa vào bộ tiêu chí."),
    ("Thang điểm, cách chấm", 44, "Mỗi mức một dòng, ví dụ: Từ 85% trở lên: 4 điểm. Xem trang Hướng dẫn."),
    ("Loại", 12, "Ghi ở dòng nhóm là đủ: đầu vào, quá trình, đầu ra hoặc tác động."),
    ("Nội dung so sánh", 24, "Ghi ở dòng nhóm: nội dung để so với bộ tiêu chí khác; không so thì để trống."),
    ("Không áp dụng cho", 26, "Tên hoặc mã khối không chấm tiêu chí này; nhiều khối cách nhau bằng dấu chấm phẩy."),
    ("Đơn vị được ghi không áp dụng", 14, "Ghi có nếu chính đơn vị được ghi “không áp dụng”."),
    ("Khi không áp dụng", 22, "Để trống: loại khỏi điểm tối đa. Hoặc: tính đủ điểm; chuyển sang 2.1."),
    ("Căn cứ không áp dụng", 20, "Điều, khoản quy định việc đó."),
    ("Chỉ số khảo sát", 14, "Chỉ số khảo sát làm căn cứ: nhận thức, ý thức, sử dụng, hài lòng, tiếp cận."),
)  # fmt: skip
GENERAL = (
    ("Mã bộ tiêu chí", "", "Chữ, số, gạch ngang; không trùng bộ tiêu chí khác, ví dụ TT03-2022."),
    ("Tên bộ tiêu chí", "", "Như trong văn bản."),
    ("Căn cứ pháp lý", "", "Số, ký hiệu, ngày của văn bản ban hành."),
    ("Văn bản hướng dẫn", "", "Nếu có."),
    ("Kỳ đánh giá", "01/01 – 31/12", ""),
    ("Năm áp dụng", "", "Ví dụ 2026, hoặc 2026–2028, hoặc 2022, 2024."),
    ("Khối áp dụng", "tất cả", "Tất cả, hoặc tên các khối. Mỗi khối một phụ lục: xem trang Hướng dẫn."),
    ("Mã đợt đánh giá", "", "Chỉ ghi khi là đợt đánh giá riêng, đã có trong danh mục."),
    ("Tổng điểm", 100, "Tổng điểm tối đa của bộ tiêu chí, không kể điểm thưởng, điểm trừ."),
    ("Số chữ số thập phân", 2, "Số chữ số lẻ được phép trong một điểm."),
    ("Số liệu minh họa", "không", "Ghi có nếu chưa phải văn bản chính thức."),
    ("Trần phần trăm", "", "Kết quả cao nhất được tính, ví dụ 100; không có thì để trống."),
    ("Căn cứ xếp loại", "", "Văn bản quy định xếp loại; để trống thì không xếp loại."),
)
CLASSES = ("Xếp loại", "Từ (%)", "Nhóm hoặc tiêu chí", "Ít nhất (%)", "Căn cứ điều kiện")
KINDS = ("đầu vào", "quá trình", "đầu ra", "tác động")
NOT_APPLICABLE = ("loại khỏi điểm tối đa", "tính đủ điểm")
WORDS = (
    ("Cách nhập", ""),
    ("1", f"Điền trang {FACTS}: mã, tên, căn cứ, năm áp dụng; xếp loại nếu có văn bản quy định."),
    ("2", f"Chép bảng trong Word, dán vào trang {SHEET} từ ô dưới chữ TT. Bảng có tiêu đề riêng thì dán đè cả tiêu đề cũng được."),
    ("3", "Nhìn cột Kiểm tra: dòng đỏ là tổng chưa khớp hoặc thiếu điểm. Tô vàng ở cột Loại: nhóm chưa ghi loại."),
    ("4", "Lưu tệp (.xlsx) rồi nạp ở trang Tiếp nhận hồ sơ hoặc bằng lệnh load. Chỗ thiếu, chỗ sai được liệt kê một lần, theo ô; sửa trong tệp rồi nạp lại."),
    ("Số thứ tự", ""),
    ("", "Nhóm I, II hoặc A, B; tiêu chí 1, 2; chỉ tiêu thành phần a), b). Hoặc 1 → 1.1 → 1.1.1. Hoặc gạch đầu dòng (-) có điểm ở cột Điểm tối đa. Dùng một cách cho cả bảng."),
    ("", "Số thứ tự đứng trước tên (“1. Ban hành kế hoạch”) cũng được; khi đó để trống cột TT (cột Kiểm tra chỉ xem số thứ tự ở cột TT)."),
    ("", "Dòng không có số thứ tự và không có điểm được nối vào dòng phía trên (Word dán sang tách mỗi đoạn thành một dòng)."),
    ("Thang điểm, cách chấm", ""),
    ("Tỷ lệ", "Từ 85% trở lên: 4 điểm; từ 70% đến dưới 85%: 3 điểm; dưới 70%: 0 điểm. Các mức phải nối liền nhau từ 0% đến 100%; “còn lại: 0 điểm” cũng được."),
    ("Có, không", "Có ban hành: 2 điểm; không ban hành: 0 điểm. Hoặc mỗi dòng một gạch đầu dòng."),
    ("Số lượng", "Từ 03 văn bản trở lên: 2 điểm; 01 đến 02 văn bản: 1 điểm."),
    ("Thời hạn", "Trước ngày 31/01: 2 điểm; sau ngày 31/01: 1 điểm."),
    ("Theo vụ, việc", "Trừ 0,5 điểm/vụ, tối đa không quá 2 điểm. Mỗi mô hình được 1 điểm, nhưng không quá 3 điểm."),
    ("", "Mỗi mức cũng có thể là một dòng riêng dưới tiêu chí, điểm ở cột Điểm tối đa: các dòng cộng lại bằng điểm của tiêu chí là chỉ tiêu thành phần; dòng cao nhất bằng điểm của tiêu chí là các mức để chọn."),
    ("", "Mức nào phần mềm không hiểu thì được giữ nguyên văn trong biểu mẫu và có lưu ý; không có gì được đoán thêm."),
    ("Mỗi khối một phụ lục", ""),
    ("", f"Chép trang {SHEET} thành nhiều trang, mỗi trang một phụ lục, ghi khối ở dòng “Áp dụng cho:”. Mỗi phụ lục thành một bộ tiêu chí của khối đó."),
)  # fmt: skip


def write(path: Path, content: dict[str, list[tuple]]) -> None:
    """The blank workbook. content: tables of the reference in force, for the names of blocks and of what is compared."""
    import xlsxwriter

    blocks = _named(content, tables()["blocks"], "block_name", "block_code")
    dimensions = _named(content, tables()["dimensions"], "dimension_name", "dimension_code")
    with xlsxwriter.Workbook(str(path), NO_CHANGE) as book:
        style = _styles(book)
        _facts(book.add_worksheet(FACTS), style, blocks, dimensions)
        _table(book.add_worksheet(SHEET), style, len(dimensions))
        _guide(book.add_worksheet(GUIDE), style)
        book.worksheets()[0].activate()


def read(path: Path) -> ParsedFile:
    """What a load would read of it: in a process of its own, as every file that came."""
    return dict(parse_all([(0, path, path.name)], Context.from_tables({}), workers=1))[0]


def preview(parsed: ParsedFile, content: dict[str, list[tuple]], block: str | None, path: Path) -> list[str]:
    """Writes the form that a unit of a block would get, of the block with the most criteria where none is given; says
    what the form of each block holds."""
    own = {name.removeprefix("reference."): rows for name, rows in parsed.rows.items()}
    names = {code: name for name, code in _named(content, tables()["blocks"], "block_name", "block_code")}
    held = {of for _, _, of, *_ in own["framework_years"]}
    blocks = [code for code in names if EVERYONE in held or code in held] or sorted(held)
    year = max(year for _, year, *_ in own["framework_years"])
    settings = [row for row in content.get("settings", []) if row[0] != "as_of"]
    units = [(code, "(tên đơn vị)", code, date(year, 1, 1), None, "", None, False, None) for code in blocks]
    context = Context.from_tables(own | {"settings": settings, "units": units})
    lines, sizes = [], {}
    for code in blocks:
        framework = context.framework_of(year, code)
        if framework is None:
            continue
        criteria = context.frameworks[framework].criteria
        rules = [r for r in context.rules(framework, code, year).values() if not r.excluded]
        counted = [
            r.max_points
            for r in rules
            if criteria[r.criterion_code].parent_code is None and criteria[r.criterion_code].in_maximum is not False
        ]
        sizes[code] = len(counted)
        total = canonical(sum(counted, Decimal(0))).replace(".", ",")
        lines.append(f"{names.get(code, 'Mọi khối')}: {len(counted)} tiêu chí, {total} điểm.")
    if block is not None and block not in sizes:
        raise TemplateError(f"Bộ tiêu chí không có biểu của khối {block}; các khối: {', '.join(sizes)}.")
    write_template(context, block or max(sizes, key=sizes.__getitem__), year, path)
    return lines


def _named(content: dict[str, list[tuple]], table: Table, name: str, code: str) -> list[tuple[str, str]]:
    rows = sorted(content.get(table.name, []), key=lambda row: row[table.position("sort_order")])
    return [(row[table.position(name)], row[table.position(code)]) for row in rows]


def _styles(book) -> dict:
    grid = {"border": 1, "valign": "top", "text_wrap": True}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "plain": book.add_format({"text_wrap": True, "valign": "top"}),
        "note": book.add_format({"text_wrap": True, "valign": "top", "italic": True, "font_color": "#595959"}),
        "head": book.add_format({**grid, "bold": True, "align": "center", "bg_color": "#DCE6F1"}),
        "label": book.add_format({**grid, "bold": True}),
        "text": book.add_format({**grid, "num_format": "@"}),
        "cell": book.add_format(grid),
        "group": book.add_format({"bold": True, "bg_color": "#F2F2F2"}),
        "wrong": book.add_format({"bg_color": "#FFC7CE", "font_color": "#9C0006"}),
        "right": book.add_format({"font_color": "#006100"}),
        "wanted": book.add_format({"bg_color": "#FFEB9C"}),
    }


def _facts(sheet, style, blocks: list[tuple[str, str]], dimensions: list[tuple[str, str]]) -> None:
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 46)
    sheet.set_column(2, 4, 26)
    sheet.write_string(0, 0, "THÔNG TIN CHUNG CỦA BỘ TIÊU CHÍ", style["title"])
    for row, (label, value, note) in enumerate(GENERAL, 1):
        sheet.write_string(row, 0, label, style["label"])
        sheet.write(row, 1, value, style["text"] if isinstance(value, str) else style["cell"])
        sheet.write_string(row, 2, note, style["note"])
    truth = 1 + next(n for n, (label, *_) in enumerate(GENERAL) if label == "Số liệu minh họa")
    sheet.data_validation(truth, 1, truth, 1, {"validate": "list", "source": ["có", "không"]})
    top = len(GENERAL) + 2
    for column, words in enumerate(CLASSES):
        sheet.write_string(top, column, words, style["head"])
    for row in range(top + 1, top + 9):
        for column in range(len(CLASSES)):
            sheet.write_blank(row, column, None, style["text" if column in (0, 2, 4) else "cell"])
    sheet.write_string(top + 9, 0, "Ví dụ: Tốt | 90; thêm điều kiện cho loại Tốt: Tốt | 90 | IV | 80 | Điều 5. Loại thấp nhất ghi từ 0.", style["note"])  # fmt: skip
    for column, (words, code, rows) in ((6, ("Khối", "Mã khối", blocks)), (9, ("Nội dung so sánh", "Mã", dimensions))):
        sheet.set_column(column, column + 1, 26)
        sheet.write_string(1, column, words, style["head"])
        sheet.write_string(1, column + 1, code, style["head"])
        for row, (name, of) in enumerate(rows, 2):
            sheet.write_string(row, column, name, style["text"])
            sheet.write_string(row, column + 1, of, style["text"])
    sheet.write_string(0, 6, "Danh sách của danh mục, để chọn; không sửa.", style["note"])


def _table(sheet, style, dimensions: int) -> None:
    """The table, and beside it a check of each row: hidden columns tell the level of a row by its number."""
    first, last = TOP + 2, TOP + 1 + ROWS  # as Excel counts
    check = len(COLUMNS)
    number, level, group, criterion = (_letter(check + n) for n in (1, 2, 3, 4))

    def whole(letter: str) -> str:
        return f"${letter}${first}:${letter}${last}"

    sheet.write_string(0, 0, "BỘ TIÊU CHÍ", style["title"])
    sheet.write_string(1, 0, "Áp dụng cho:", style["label"])
    sheet.write_blank(1, 1, None, style["text"])
    sheet.write_string(1, 2, "Để trống nếu chỉ có một biểu (lấy theo trang Thông tin).", style["note"])
    for row, words, of in ((2, "Cộng điểm các nhóm", 1), (3, "Cộng điểm các tiêu chí", 2)):
        sheet.write_string(row, 1, words, style["label"])
        sheet.write_formula(row, 2, f'=SUMIFS({whole("C")},{whole(level)},{of},{whole("C")},">0")', style["label"], 0)
    total = 2 + next(n for n, (label, *_) in enumerate(GENERAL) if label == "Tổng điểm")
    sheet.conditional_format(3, 2, 3, 2, {
        "type": "formula", "criteria": f"=ROUND($C$4-'{FACTS}'!$B${total},4)<>0", "format": style["wrong"],
    })  # fmt: skip
    for column, (words, width, note) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(TOP, column, words, style["head"])
        sheet.write_comment(TOP, column, note, {"x_scale": 2})
    sheet.write_string(TOP, check, "Kiểm tra", style["head"])
    sheet.set_column(check, check, 36)
    sheet.set_column(check + 1, check + 4, 4, None, {"hidden": True})
    romans = '{"I","II","III","IV","V","VI","VII","VIII","IX","X","XI","XII","A","B"}'
    for row in range(first, last + 1):
        for column in range(len(COLUMNS)):
            sheet.write_blank(row - 1, column, None, style["cell" if column == 2 else "text"])
        bare = f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(TRIM(A{row}),")",""),"(",""),":","")'
        no_dot = f'IF(RIGHT({bare})=".",LEFT({bare},LEN({bare})-1),{bare})'
        is_group = f"ISNUMBER(MATCH({number}{row},{romans},0))*EXACT({number}{row},UPPER({number}{row}))"
        dots = f'LEN({number}{row})-LEN(SUBSTITUTE({number}{row},".",""))'
        below = f"IF(SUMPRODUCT(ISNUMBER(MATCH({whole(number)},{romans},0))*1)>0,2,1)"
        of_criterion = f"SUMIFS({whole('C')},{whole(criterion)},{criterion}{row},{whole(level)},3)"
        of_group = f"SUMIFS({whole('C')},{whole(group)},{group}{row},{whole(level)},2)"
        parts = f"COUNTIFS({whole(criterion)},{criterion}{row},{whole(level)},3)"
        formulas = (
            f"={no_dot}",
            f'=IF({number}{row}="",IF(C{row}="","",4),IF({is_group},1,IF(ISNUMBER(VALUE(LEFT({number}{row},1)&"")),MIN(3,{below}+{dots}),3)))',
            f"=COUNTIF(${level}${first}:{level}{row},1)",
            f"=COUNTIF(${level}${first}:{level}{row},2)",
        )
        formulas = tuple(f"=IFERROR({text.removeprefix('=')},3)" if n == 1 else text for n, text in enumerate(formulas))
        sheet.write_formula(row - 1, check, (
            f'=IF({level}{row}=1,IF(C{row}="","Các tiêu chí cộng được "&{of_group},'
            f'IF(ROUND(ABS(N(C{row}))-ABS({of_group}),4)=0,"✓","Lệch: các tiêu chí cộng được "&{of_group})),'
            f'IF({level}{row}=2,IF(AND(C{row}="",{parts}=0),"Thiếu điểm",'
            f'IF(OR({parts}=0,C{row}="",ROUND(N(C{row})-{of_criterion},4)=0),"✓","Lệch: các chỉ tiêu cộng được "&{of_criterion})),""))'
        ), style["cell"], "")  # fmt: skip
        for n, text in enumerate(formulas, 1):
            sheet.write_formula(row - 1, check + n, text, None, "")
    area = (first - 1, 0, last - 1, check)
    letter = _letter(check)
    sheet.conditional_format(*area, {"type": "formula", "criteria": f'=OR(LEFT(${letter}{first},4)="Lệch",LEFT(${letter}{first},5)="Thiếu")', "format": style["wrong"]})  # fmt: skip
    sheet.conditional_format(*area, {"type": "formula", "criteria": f"=${level}{first}=1", "format": style["group"]})
    sheet.conditional_format(first - 1, check, last - 1, check, {"type": "cell", "criteria": "==", "value": '"✓"', "format": style["right"]})  # fmt: skip
    kind = _place("Loại")
    sheet.conditional_format(first - 1, kind, last - 1, kind, {"type": "formula", "criteria": f'=AND(${level}{first}=1,{_letter(kind)}{first}="")', "format": style["wanted"]})  # fmt: skip
    _choices(sheet, first, last, dimensions)
    sheet.freeze_panes(TOP + 1, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _choices(sheet, first: int, last: int, dimensions: int) -> None:
    lists = {"Loại": list(KINDS), "Đơn vị được ghi không áp dụng": ["có"]}
    if dimensions:
        lists["Nội dung so sánh"] = f"='{FACTS}'!$J$3:$J${dimensions + 2}"
    for words, source in lists.items():
        column = _place(words)
        sheet.data_validation(first - 1, column, last - 1, column, {"validate": "list", "source": source, "error_type": "warning"})  # fmt: skip
    column = _place("Khi không áp dụng")
    sheet.data_validation(first - 1, column, last - 1, column, {
        "validate": "list", "source": list(NOT_APPLICABLE), "show_error": False,
    })  # fmt: skip


def _place(words: str) -> int:
    return next(n for n, (header, *_) in enumerate(COLUMNS) if header == words)


def _letter(column: int) -> str:
    from etl.read.workbook import letters

    return letters(column)


def _guide(sheet, style) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 110)
    sheet.write_string(0, 0, "CÁCH NHẬP BỘ TIÊU CHÍ", style["title"])
    for row, (label, words) in enumerate(WORDS, 2):
        sheet.write_string(row, 0, label, style["plain"] if words else style["label"])
        sheet.write_string(row, 1, words, style["plain"])
