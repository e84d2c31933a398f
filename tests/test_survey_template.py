"""The question map of an unknown form, filled in from its export: it loads once a person has answered what is open."""

from __future__ import annotations

import io
from datetime import date, datetime

import openpyxl
import pytest

from etl.desk import mapping, question_map_template
from etl.kinds import door
from etl.reference import rules
from etl.reference.context import Context
from etl.reference.question_map import SurveyMap
from tests import survey_exports as exports

TODAY = date(2025, 12, 1)
HEADER = ["Id", "Start time", "Completion time", "Email", "Phường của bạn", "Bạn thấy sao", "Qua kênh nào", "Ông/bà là", "Góp ý"]  # fmt: skip


def response(n: int) -> list:
    day = datetime(2025, 11, 3 + n % 20, 9)
    ward = "Phường Bãi Cháy" if n % 2 else "Hòn Gai"
    who = "Người dân" if n % 3 else "Cán bộ, công chức, viên chức"
    channels = "Tivi;Báo;" if n % 4 else "Báo;"
    rare = "Chỉ tôi nói vậy" if n == 1 else "Tạm được"
    return [n + 1, day, day, f"{n}@example.vn", ward, "Quá tốt" if n % 5 > 1 else rare, channels, who, f"ý kiến {n}"]  # fmt: skip


@pytest.fixture
def made(tmp_path):
    """The export, and the template that the page offers for it."""
    export = exports.workbook({"Sheet1": [HEADER, *map(response, range(40))]})
    path = tmp_path / "la.xlsx"
    path.write_bytes(export)
    read = mapping.read_table(str(path), exports.context())
    tool = next(t for t in mapping.tools.TOOLS if t.code == read.tool)
    file = mapping.Waiting("0" * 64, "la.xlsx", tool, read.columns, read.rows, read.days)
    tables = exports.tables()
    return export, file, question_map_template.template(file, tables, SurveyMap(tables), TODAY)


def filled(template: bytes, **fields) -> bytes:
    """What a person writes into the empty cells of the new rows."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    for sheet in book:
        names = [cell.value for cell in sheet[1]]
        for row in sheet.iter_rows(min_row=2):
            if str(row[0].value).startswith("PHIEU") or "PHIEU-2025" in [c.value for c in row]:
                for name, value in fields.items():
                    if name in names and row[names.index(name)].value is None:
                        row[names.index(name)].value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_it_holds_what_the_export_tells_and_asks_only_for_the_rest(made):
    _, file, template = made
    assert question_map_template.left_out(file) == ["Góp ý"]
    book = openpyxl.load_workbook(io.BytesIO(template))
    assert tuple(book.sheetnames) == question_map_template.SHEETS
    new = [r for r in book["survey_questions"].iter_rows(min_row=2, values_only=True) if r[0] == "PHIEU-2025"]  # fmt: skip
    assert [(r[2], r[3], r[4], r[7]) for r in new] == [
        ("Phường của bạn", "unit", None, None),
        ("Bạn thấy sao", "question", "single", "PHIEU-2025-cau_02"),
        ("Qua kênh nào", "question", "multiple", "PHIEU-2025-cau_03"),
        ("Ông/bà là", "group", "single", "DOITUONG"),
    ]
    assert "Chỉ tôi nói vậy" not in str([list(sheet.values) for sheet in book]), (
        "an answer of one person is in no template"
    )
    parsed = door.parse(template, "mau.xlsx", exports.context())
    asked = {(f.code, f.sheet, f.expected.split(":")[0]) for f in parsed.findings}
    assert asked == {("value_missing", "survey_options", "favourable"), ("value_missing", "survey_waves", "method")}


def test_filled_in_it_loads_and_lets_the_export_in(made, tmp_path):
    export, _, template = made
    book = filled(template, favourable="true", method="thuận tiện", indicator="hai_long")
    parsed = door.parse(book, "mau.xlsx", exports.context())
    assert not parsed.has_error, parsed.findings
    before = exports.tables()
    tables, refused = rules.assemble(before, [(0, parsed)])
    assert not refused
    for name in question_map_template.SHEETS:
        kept = {row[:2] for row in tables[name]}
        assert {row[:2] for row in before[name]} < kept, "rows in force stay"
    context = Context.from_tables(tables)
    context.scratch = str(tmp_path)
    survey = door.parse(export, "la.xlsx", context)
    assert (survey.kind, survey.year, survey.row_count) == ("survey", 2025, 40)
    wave = survey.rows["raw.survey_file"][0]
    assert wave[1:4] == ("KS2025", "PHIEU-2025", "Microsoft Forms")


def looked_at(tmp_path, header: list[str], rows: list[list]) -> mapping.Waiting:
    """What the page knows of a CSV file."""
    path = tmp_path / "la.csv"
    path.write_bytes(exports.text([header, *rows]))
    read = mapping.read_table(str(path), exports.context())
    tools = mapping.tools
    tool = next((t for t in tools.TOOLS if t.code == read.tool), tools.OTHER)
    return mapping.Waiting("0" * 64, "la.csv", tool, read.columns, read.rows, read.days)


def mapped(file: mapping.Waiting) -> dict[str, tuple[str, list[str]]]:
    """Wording → (kind, options) of the questions in the template."""
    found = question_map_template._rows(file, SurveyMap(exports.tables()), TODAY)
    options: dict[str, list[str]] = {}
    for scale, _, label, *_ in found["survey_options"]:
        options.setdefault(scale, []).append(label)
    return {q[2]: (q[4], options.get(q[7], q[7])) for q in found["survey_questions"]}


JOINED = ["Báo", "Loa xã, loa thôn", "Báo, Tivi", "Báo, Loa xã, loa thôn", "Tivi, Loa xã, loa thôn"]
SENTENCES = ["Có, rất thường xuyên", "Có, đôi khi thôi", "Không, vì bận", "Không", "Chưa, sẽ tìm hiểu"]
PLACES = [f"Tổ {n}, Phường {w}, Quảng Ninh" for n, w in enumerate("AABCD")]


def test_several_choices_are_told_from_sentences(tmp_path):
    """What is chosen with one answer is chosen with others too; a comma within an option is no end of it."""
    head = ["Timestamp", "Kênh nào?", "Có nghe không?", "Trước đây ở đâu?", "Chọn hết", "Chi mấy đồng?"]
    ends = ["Báo;", "Tivi;", "Báo;Tivi;", "Báo;", "Tivi;"]
    money = ["100,000 đ", "200,000 đ", "300,000 đ", "100,000 đ", "200,000 đ"]
    rows = [["12/1/2025 8:00:00", *r] for r in zip(JOINED, SENTENCES, PLACES, ends, money, strict=True)]
    found = mapped(looked_at(tmp_path, head, rows * 6))
    assert found["Kênh nào?"] == ("multiple", ["Báo", "Loa xã, loa thôn", "Tivi"])
    assert found["Chọn hết"] == ("multiple", ["Báo", "Tivi"])
    assert {found[h][0] for h in (head[2], head[3], head[5])} == {"single"}


SPLIT = {
    "joined beside": (
        ["_uuid", "_index", "kenh", "kenh/bao", "kenh/tivi", "nhom_1/a", "nhom_1/b"],
        [["u", "1", "bao", "1", "0", "1", "1"], ["v", "2", "bao tivi", "1", "1", "0", "1"]],
        ("kenh", ["bao", "tivi"]),
    ),
    "details only": (
        ["_uuid", "_index", "kenh/bao", "kenh/tivi", "kenh/loa", "nhom_1/a", "nhom_1/b"],
        [["u", "1", "1", "0", "0", "1", "1"], ["v", "2", "1", "1", "0", "0", "1"]],
        ("kenh", ["bao", "tivi", "loa"]),
    ),
    "limesurvey": (
        ["submitdate", "lastpage", "x", "Kênh nào? [bao]", "Kênh nào? [tivi]", "Kênh nào? [Khác]", "Điểm [a]", "Điểm [b]"],
        [["2025-11-05", "3", "a", "Yes", "N/A", "họp", "4", "5"], ["2025-11-05", "3", "b", "No", "N/A", "", "5", "4"]],
        ("Kênh nào?", ["bao", "tivi", "Khác"]),
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", SPLIT)
def test_columns_of_options_are_one_question(tmp_path, shape):
    """`kenh/bao` says whether `bao` was chosen; `nhom_1/a` is a question in a group."""
    head, rows, (stem, options) = SPLIT[shape]
    file = looked_at(tmp_path, head, rows * 6)
    found = mapped(file)
    assert found[stem] == ("multiple", options)
    assert not [h for h in found if h.startswith(stem) and h != stem]
    assert not [h for h in question_map_template.left_out(file) if h.startswith(stem)]
    assert "nhom_1" not in found and "Điểm" not in found


@pytest.mark.parametrize(
    ("days", "first"),
    [
        (["12/1/2025", "12/7/2025", "12/9/2025"], date(2025, 12, 1)),
        (["12/1/2025", "12/17/2025", "12/9/2025"], date(2025, 12, 1)),
        (["1/12/2025", "7/12/2025", "9/12/2025"], date(2025, 12, 1)),
        (["1/2/2025", "2/2/2025", "3/3/2025"], date(2025, 2, 1)),
    ],
)
def test_the_column_tells_the_order_of_day_and_month(tmp_path, days, first):
    rows = [[f"{d} 8:00:00", "a", "b"] for d in days]
    assert looked_at(tmp_path, ["Timestamp", "Câu một", "Câu hai"], rows).days[0] == first


def test_numbers_are_no_known_scale_and_spellings_no_options(tmp_path):
    rows = [["12/1/2025 8:00:00", str(n % 2 + 1), ["Có", "có.", "CÓ", "Không rõ"][n % 4]] for n in range(40)]
    found = mapped(looked_at(tmp_path, ["Timestamp", "Giới tính (mã)", "Biết không?"], rows))
    assert found["Giới tính (mã)"] == ("single", ["1", "2"]), "not HAILONG, which knows 1 and 2 too"
    assert [o.casefold().strip(".") for o in found["Biết không?"][1]] == ["có", "không rõ"]


def test_a_mapping_by_hand_keeps_the_option_of_a_column():
    tables = exports.tables()
    form = SurveyMap(tables).forms["KS"]
    chosen = {"Nghe ở đâu [Mạng xã hội]": "kenh", "Nghe ở đâu": "kenh", "Hài lòng/Hội nghị": "hai_long"}
    made = mapping.mapping_files(tables, form, chosen, "Thử", TODAY)["survey_columns.csv"]
    rows = [line.split(",") for line in made.decode().splitlines()[1:]]
    assert [(r[1], r[2], r[3]) for r in rows] == [
        ("Nghe ở đâu [Mạng xã hội]", "kenh", "mang"),
        ("Nghe ở đâu", "kenh", ""),
        ("Hài lòng/Hội nghị", "hai_long", ""),
    ]


def test_quantities_are_numbers_and_what_the_tool_adds_is_not_asked(tmp_path):
    head = [
        "ID",
        "Start time",
        "Completion time",
        "Tuổi",
        "Cho điểm",
        "Số phiếu",
        "Points - Cho điểm",
        "Cho điểm [Score]",
        "Tổng điểm",
        "Tổng điểm của xã?",
    ]
    day = "12/1/2025 8:00:00"
    rows = [[n, day, day, 18 + n % 30, n % 5 + 6, 100 + n, n % 2, 1, n % 3, n % 4] for n in range(40)]
    file = looked_at(tmp_path, head, rows)
    assert file.headers == ["Tuổi", "Cho điểm", "Số phiếu", "Tổng điểm của xã?"]
    found = {wording: kind for wording, (kind, _) in mapped(file).items()}
    assert found == {"Tuổi": "number", "Cho điểm": "single", "Tổng điểm của xã?": "single"}
    assert question_map_template.left_out(file) == ["Số phiếu"]


def test_a_form_of_one_question_can_be_mapped(tmp_path):
    rows = [["29/11/2025 08:00:00", "Có"]] * 6
    assert looked_at(tmp_path, ["Dấu thời gian", "Biết không?"], rows).headers == ["Biết không?"]
