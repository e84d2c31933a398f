"""Exports of five survey tools by their real headers: rows, answers, what is kept out, and what leaves no trace."""

from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path

import duckdb
import pytest

from etl.kinds import door
from etl.surveys import tools
from tests import survey_exports as exports
from warehouse import survey_answers

PERSONAL = [
    "example.vn", "0912", "0912345678", "canbo1", "ee.humanitarianresponse", "20.95 107.07", "113.160.1", "Nguyễn Văn A",
    "dev:1",
]  # fmt: skip


def read(data: bytes, folder: Path, name="phieu.csv", **more):
    return door.parse(data, name, exports.context(folder, **more))


def codes(parsed) -> set[str]:
    return {f.code for f in parsed.findings}


def answers(parsed) -> set[tuple]:
    return set(
        duckdb.sql(
            f"select response, unit_code, question_code, option_code from '{parsed.answers}' where question_code is not null"
        ).fetchall()
    )


def accounted(parsed) -> bool:
    row = parsed.rows["raw.survey_file"][0]
    return row[4] == sum(row[5:13]) and parsed.row_count == row[5]


CASES = {
    "google_vi": (exports.google(), {}, 4, 2),
    "google_en": (exports.google(stamp="Timestamp"), {}, 4, 2),
    "kobo_names_both": (exports.kobo(), {}, 5, 2),
    "kobo_names_joined": (exports.kobo(split="joined"), {}, 5, 2),
    "kobo_names_split": (exports.kobo(split="split"), {}, 5, 2),
    "kobo_labels_joined": (exports.kobo(names=False, split="joined"), {}, 5, 2),
    "kobo_labels_split": (exports.kobo(names=False, split="split"), {}, 5, 2),
    "lime_code": (exports.limesurvey("code"), {"survey_columns": exports.LIME_COLUMNS}, 3, 2),
    "lime_full": (exports.limesurvey("full"), {}, 3, 2),
    "lime_both": (exports.limesurvey("both"), {}, 3, 2),
    "ms_forms": (exports.ms_forms(), {}, 2, 2),
    "odk": (exports.odk(), {}, 2, 1),
}  # fmt: skip


def test_a_name_of_two_units_of_the_year_means_the_one_of_the_fieldwork(tmp_path):
    """Xã Quảng La ended on 30/6/2025 and a new one of that name began; the survey is of November."""
    rows = [[*row[:2], "Xã Quảng La", *row[3:]] for row in exports.GOOGLE[:2]]
    parsed = read(exports.google(rows), tmp_path)
    assert parsed.row_count == 2
    assert {unit for _, unit, *_ in answers(parsed)} == {"QL2"}


@pytest.mark.parametrize("name", CASES)
def test_an_export_of_each_tool(tmp_path, name):
    data, more, rows, loaded = CASES[name]
    parsed = read(data, tmp_path, **more)
    assert (parsed.kind, parsed.year, parsed.has_error) == ("survey", 2025, False), parsed.findings
    assert parsed.rows["raw.survey_file"][0][4] == rows
    assert parsed.row_count == loaded
    assert accounted(parsed)
    kept = Path(parsed.stored).read_text(encoding="utf-8")
    said = repr(parsed.findings)
    for word in PERSONAL:
        assert word not in kept
        assert word not in said
    assert b"example.vn" not in Path(parsed.answers).read_bytes()


@pytest.mark.parametrize("name", CASES)
def test_what_the_archive_keeps_reads_the_same_again(tmp_path, name):
    """rebuild parses what was stored: the same rows, answers and hash must come out."""
    data, more, *_ = CASES[name]
    first = read(data, tmp_path, **more)
    again = read(Path(first.stored).read_bytes(), tmp_path, **more)
    assert again.rows == first.rows
    assert answers(again) == answers(first)
    assert again.content_hash == first.content_hash


def test_select_multiple_means_the_same_in_its_three_forms(tmp_path):
    found = [answers(read(exports.kobo(split=form), tmp_path)) for form in ("joined", "split", "both")]
    chosen = [{a for a in one if a[2] == "kenh" and a[3]} for one in found]
    assert chosen[0] == chosen[1] == chosen[2] == {(0, "BC", "kenh", "loa"), (0, "BC", "kenh", "mang")}
    assert (2, "HG", "kenh", "") in found[1], "shown, nothing chosen"


def test_choices_are_found_although_their_labels_hold_the_separator(tmp_path):
    found = answers(read(exports.google(), tmp_path))
    assert {a[3] for a in found if a[:3] == (0, "BC", "kenh")} == {"mang", "loa"}


def test_an_unknown_option_is_left_empty_and_its_row_loaded(tmp_path):
    parsed = read(exports.google(), tmp_path)
    assert (2, "BC", "hai_long", None) in answers(parsed)
    said = next(f for f in parsed.findings if f.code == "option_unknown")
    assert (said.severity, said.cell, said.found) == ("warning", "F4", "1")
    assert "tạm được" not in said.message, "what one person wrote may say who it was"


def test_a_frequent_unknown_option_is_named(tmp_path):
    row = ["13/11/2025 10:00:00", "d@example.vn", "Phường Bãi cháy", "Người dân", "18 tuổi", "Tạm hài lòng", "", ""]
    parsed = read(exports.google([row] * 6), tmp_path)
    assert "Tạm hài lòng" in next(f.message for f in parsed.findings if f.code == "option_unknown")


def test_a_bad_row_is_refused_counted_and_named(tmp_path):
    parsed = read(exports.google(), tmp_path)
    refused = [f for f in parsed.findings if f.code == "survey_row_refused"]
    assert [(f.severity, f.cell) for f in refused] == [("warning", "C3"), ("warning", "C5")]
    assert not parsed.has_error


def test_rows_of_another_width_are_refused_and_the_rest_is_read(tmp_path):
    rows = [exports.GOOGLE[0], exports.GOOGLE[0][:4], [*exports.GOOGLE[0], "thừa"], [*exports.GOOGLE[2], ""]]
    parsed = read(exports.google(rows), tmp_path)
    assert parsed.row_count == 2 and accounted(parsed)
    assert parsed.rows["raw.survey_file"][0][6] == 2
    assert read(Path(parsed.stored).read_bytes(), tmp_path).rows == parsed.rows


def test_what_is_kept_out_by_a_rule_is_said(tmp_path):
    parsed = read(exports.kobo(), tmp_path)
    assert {"survey_no_consent", "survey_rejected_by_review", "survey_duplicate_id"} <= codes(parsed)
    parsed = read(exports.limesurvey("full"), tmp_path)
    assert "survey_incomplete" in codes(parsed)
    early = [["05/06/2025 10:00:00", *exports.GOOGLE[0][1:]], *exports.GOOGLE[:1]]
    parsed = read(exports.google(early), tmp_path)
    assert "survey_outside_period" in codes(parsed) and parsed.row_count == 1


def test_an_anonymised_day_is_no_day(tmp_path):
    parsed = read(exports.limesurvey("full"), tmp_path)
    days = duckdb.sql(f"select distinct response_on from '{parsed.answers}'").fetchall()
    assert (None,) in days and len(days) == 2


@pytest.mark.parametrize(
    ("stamps", "day"),
    [
        (["11/20/2025 9:34:39", "12/3/2025 9:34:39"], "2025-12-03"),  # US order: one value decides
        (["29/11/2025 09:40", "3/12/2025 09:40"], "2025-12-03"),
        (["2025/12/03 9:34:39 AM GMT+7", "2025/11/20 9:34:39 AM GMT+7"], "2025-12-03"),
        (["12/5/2025 9:00:00", "12/6/2025 9:00:00"], "2025-12-05"),  # open: the period of the wave decides
    ],
)
def test_days_are_read_in_the_order_of_their_column(tmp_path, stamps, day):
    rows = [[stamp, *exports.GOOGLE[0][1:]] for stamp in stamps]
    parsed = read(exports.google(rows), tmp_path)
    days = {str(d) for (d,) in duckdb.sql(f"select response_on from '{parsed.answers}'").fetchall()}
    assert parsed.row_count == 2 and day in days


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_encoding_and_delimiter_are_decided_here(tmp_path, encoding, mark):
    import unicodedata

    data = exports.google(delimiter=mark)
    text = data.decode()
    if encoding == "cp1258":  # letters and tone marks apart, as that code page has them
        text = re.sub(r"[^\x00-\x7f]", lambda hit: _cp1258(hit[0]), unicodedata.normalize("NFC", text))
    parsed = read(text.encode(encoding), tmp_path)
    assert parsed.kind == "survey" and parsed.row_count == 2, parsed.findings


def _cp1258(letter: str) -> str:
    import unicodedata

    parts = unicodedata.normalize("NFD", letter)
    for cut in range(len(parts), 0, -1):
        stem = unicodedata.normalize("NFC", parts[:cut])
        try:
            (stem + parts[cut:]).encode("cp1258")
        except UnicodeEncodeError:
            continue
        return stem + parts[cut:]
    # two marks: the tone goes last, whatever the canonical order
    base, *marks = parts
    for mark in marks:
        rest = [m for m in marks if m != mark]
        try:
            out = unicodedata.normalize("NFC", base + "".join(rest)) + mark
            out.encode("cp1258")
            return out
        except UnicodeEncodeError:
            continue
    raise AssertionError(letter)


def test_a_csv_saved_again_by_excel_is_parsed_once_more(tmp_path):
    lines = exports.google(quote=csv.QUOTE_MINIMAL).decode().splitlines()
    wrapped = "\r\n".join('"' + line.replace('"', '""') + '"' for line in lines).encode()
    parsed = read(wrapped, tmp_path)
    assert parsed.kind == "survey" and parsed.row_count == 2
    assert "survey_reparsed" in codes(parsed)
    cut = "\r\n".join(['"' + lines[0].replace('"', '""') + '"', '"29/11/2025,abc"', '"x"']).encode()
    assert codes(read(cut, tmp_path)) == {"survey_resaved"}


def test_what_is_no_response_export_is_named(tmp_path):
    form = exports.workbook({"survey": [["type", "name", "label"], ["text", "q1", "Hỏi"]],
                             "choices": [["list_name", "name", "label"]], "settings": [["form_title"]]})  # fmt: skip
    assert codes(read(form, tmp_path, "form.xlsx")) >= {"survey_is_xlsform"}
    summary = exports.text([["Answer", "Count", "Percentage"], ["Có", "12", "60%"]])
    assert codes(read(summary, tmp_path)) == {"survey_is_summary"}
    assert codes(read(exports.workbook({"Tổng hợp": [["Câu trả lời", "Số lượng", "%"], ["Có", 12, "60%"]]}), tmp_path, "a.xlsx")) >= {"survey_is_summary"}  # fmt: skip


def test_an_unmapped_export_is_an_error_and_is_stripped_all_the_same(tmp_path):
    rows = [["Timestamp", "Email Address", "Họ và tên", "Câu hỏi lạ", "Góp ý"],
            ["29/11/2025 09:40:00", "a@b.vn", "Trần Thị B", "Có", "gọi 0987654321 nhé"]]  # fmt: skip
    parsed = read(exports.text(rows), tmp_path)
    assert parsed.kind == "survey" and "survey_unmapped" in codes(parsed) and parsed.has_error
    kept = Path(parsed.stored).read_text(encoding="utf-8")
    assert "Câu hỏi lạ" in kept
    assert not any(word in kept for word in ("a@b.vn", "Trần Thị B", "0987654321"))


def test_names_in_a_free_column_are_found_by_content(tmp_path):
    rows = [
        [*r[:7], name]
        for r, name in zip(exports.GOOGLE, ["Nguyễn Văn An", "Lê Thị Bình", "Phạm Cường", "ok"], strict=True)
    ]
    parsed = read(exports.google(rows), tmp_path)
    assert "Nguyễn Văn An" not in Path(parsed.stored).read_text(encoding="utf-8")


def test_personal_cells_of_a_mapped_column_are_masked(tmp_path):
    rows = [[*exports.GOOGLE[0][:5], "gọi 0912 345 678", *exports.GOOGLE[0][6:]]]
    parsed = read(exports.google(rows), tmp_path)
    assert "survey_cells_masked" in codes(parsed) and parsed.row_count == 1
    assert "0912" not in Path(parsed.stored).read_text(encoding="utf-8")


def test_repeat_sheets_are_ignored_with_a_word(tmp_path):
    rows = list(csv.reader(exports.kobo().decode().splitlines(), delimiter=";"))
    book = exports.workbook({"Khảo sát PBGDPL": rows, "thanh_vien": [["ten", "_parent_index"], ["x", "1"]]})
    parsed = read(book, tmp_path, "kobo.xlsx")
    assert parsed.row_count == 2
    assert next(f for f in parsed.findings if f.code == "survey_sheet_ignored").sheet == "thanh_vien"


def test_a_row_of_a_grid_is_the_question_that_it_asks(tmp_path):
    """Google Forms writes `Question [Row]`; rows of a grid are questions, options of a multiple choice are not."""
    header = ["Timestamp", exports.WARD, f"Đánh giá [{exports.PLEASED.strip()}]", f"Xin cho biết [{exports.KNOW}]"]  # fmt: skip
    data = exports.text([header, ["29/11/2025 09:40:00", "Phường Bãi Cháy", "Hài lòng", "18 tuổi"]])
    assert {a[2:] for a in answers(read(data, tmp_path))} == {("hai_long", "hai_long"), ("tuoi_lai_xe", "18")}


def test_a_column_that_stands_twice_is_filled_from_both(tmp_path):
    """Google Forms with branches asks the same question in two sections."""
    data = exports.text([
        ["Timestamp", exports.WARD, exports.KNOW, exports.PLEASED, exports.PLEASED],
        ["29/11/2025 09:40:00", "Phường Bãi Cháy", "18 tuổi", "Hài lòng", ""],
        ["29/11/2025 09:41:00", "Phường Bãi Cháy", "18 tuổi", "", "Bình thường"],
    ])  # fmt: skip
    found = {(a[0], a[3]) for a in answers(read(data, tmp_path)) if a[2] == "hai_long"}
    assert found == {(0, "hai_long"), (1, "binh_thuong")}


def test_questions_over_several_lines_and_quotes(tmp_path):
    ward = exports.WARD.replace("xã, phường", "xã,\n phường")
    data = exports.text([["Timestamp", ward, exports.KNOW, exports.PLEASED],
                         ["29/11/2025 09:40:00", "Phường Bãi Cháy", "18 tuổi", 'Hài "lòng"\nlắm'],
                         ["29/11/2025 09:40:00", "Phường Bãi Cháy", "18 tuổi", "Hài lòng"]])  # fmt: skip
    parsed = read(data, tmp_path)
    assert parsed.row_count == 2


def test_a_large_file_is_read_as_a_small_one(tmp_path, monkeypatch):
    path = tmp_path / "lon.csv"
    rows = exports.GOOGLE * 50 + [exports.GOOGLE[0][:3]]
    path.write_bytes(exports.google(rows))
    small = door.parse_path(path, path.name, exports.context(tmp_path))
    monkeypatch.setattr(door, "LARGE", 100)
    large = door.parse_path(path, path.name, exports.context(tmp_path))
    assert large.rows == small.rows and large.row_count == 100
    assert sorted(answers(large), key=repr) == sorted(answers(small), key=repr)
    assert "example.vn" not in Path(large.stored).read_text(encoding="utf-8")


def test_a_large_file_tells_how_much_of_it_is_done(tmp_path, monkeypatch):
    path, told = tmp_path / "lon.csv", []
    path.write_bytes(exports.google(exports.GOOGLE * 500))
    monkeypatch.setattr(door, "LARGE", 100)
    monkeypatch.setattr(survey_answers, "EVERY", 0.001)
    context = exports.context(tmp_path)
    context.report = told.append
    assert door.parse_path(path, path.name, context).row_count == 1000
    assert told == sorted(told) and 0 <= told[0] < told[-1] <= 1


def test_other_tables_are_not_taken_for_surveys():
    for rows in ([["TT", "Tiêu chí", "Điểm"], ["1", "A", "5"]], [["id", "name"], ["1", "x"]]):
        assert door.parse(exports.text(rows), "x.csv", exports.context()).kind != "survey"


def test_waves_are_told_apart_by_their_days(tmp_path):
    old = [[r[0].replace("2025", "2024"), *r[1:]] for r in exports.GOOGLE]
    assert read(exports.google(old), tmp_path).year == 2024
    never = [[r[0].replace("2025", "2019"), *r[1:]] for r in exports.GOOGLE]
    assert "survey_wave_unknown" in codes(read(exports.google(never), tmp_path))


@pytest.mark.parametrize(
    ("stamps", "known"),
    [
        (("29/11/2025 09:40:12", "30/11/2025 10:00:00"), True),
        (("09:40:12 29/11/2025", "10:00:00 30/11/2025"), True),
        (("29/11/2025 09:40:00", "30/11/2025 10:00:00"), False),  # the tool writes no seconds
        (("29/11/2025 09:40", "30/11/2025 10:00:12"), False),
    ],
)
def test_without_an_id_the_second_of_sending_tells_a_response_again(tmp_path, stamps, known):
    """In a whole class that answers the same within one minute nobody is a repetition."""
    header = ["Dấu thời gian", exports.WARD, exports.WHO, exports.PLEASED]
    rows = [[s, "Phường Bãi Cháy", "Người dân", "Hài lòng"] for s in stamps]
    adding = [exports.wave(2025, "W25-add", files="add")]

    def numbers(part: list[list]) -> set:
        parsed = read(exports.text([header, *part]), tmp_path, survey_waves=adding)
        return {n for (n,) in duckdb.sql(f"select respondent from '{parsed.answers}'").fetchall() if n}

    if known:
        assert len(numbers(rows)) == 2 and numbers(rows[:1]) < numbers(rows)
    else:
        assert numbers(rows) == set()


def test_a_column_is_asked_alike_in_a_part_of_the_columns_and_in_the_file(tmp_path, monkeypatch):
    wide = exports.kobo()
    parsed = [read(wide, tmp_path)]
    for held in (1, 8):  # cells: the file alone, two columns or less at once
        monkeypatch.setattr(survey_answers, "PART", held)
        parsed.append(read(wide, tmp_path))
    first, *others = [(p.findings, p.rows, Path(p.stored).read_bytes()) for p in parsed]
    assert others == [first, first]


HEADERS = [
    "Số ĐT", "SĐT:", "Đ/T", "Số Zalo", "Zalo/SĐT", "Facebook của bạn", "CMND/CCCD", "Số định danh cá nhân", "Hộ chiếu",
    "Họ tên người trả lời", "Họ, tên", "HỌ & TÊN", "Ho va ten", "ho_ten", "hoTen", "phan1-ho_ten", "nhom/so_dien_thoai",
    "Tên của bạn", "Anh/chị tên là gì?", "E-mail", "Hòm thư", "Địa chỉ nhà", "Ngày, tháng, năm sinh", "Sinh ngày",
    "Số nhà, tổ, khu", "Chữ ký", "Ảnh", "Remote IP", "_geolocation", "Username", "Tài khoản", "Mã bệnh nhân", "Điều tra viên",
    "Biển số xe", "H\u1ecd v\u00e0 te\u0302n", "Trao đổi với ông Trần Văn Bốn", "Gọi 0912 345 678",
]  # fmt: skip
HARMLESS = [
    "Nơi ở", "Tên xã, phường", "Giới tính", "Nghề nghiệp", "Dân tộc", "Tuổi", "Ông/bà có dùng Zalo để hỏi về pháp luật không?",
]  # fmt: skip


def extended(rows: list[list], *headers: str) -> bytes:
    """A Google export whose rows have more cells under the headers given."""
    return exports.text(
        [["Dấu thời gian", exports.WARD, exports.WHO, exports.KNOW, exports.PLEASED, *headers]]
        + [["12/11/2025 09:40:00", "Phường Bãi Cháy", "Người dân", "18 tuổi", *row] for row in rows]
    )


def test_personal_columns_are_known_by_their_headers_in_any_spelling(tmp_path):
    told = [["Hài lòng", *(f"bimat{n}" for n in range(len(HEADERS))), *HARMLESS]]
    parsed = read(extended(told, *HEADERS, *HARMLESS), tmp_path)
    kept = Path(parsed.stored).read_text(encoding="utf-8")
    assert re.findall(r"bimat\d+", kept) == []
    assert all(kept.count(word) == 2 for word in HARMLESS), "header and cell"
    said = repr(parsed.findings)
    assert "Trần Văn Bốn" not in said and "0912 345 678" not in said


SECRETS = [
    "Khác: Nguyễn Văn Bốn", "NGUYỄN VĂN BỐN", "nguyễn văn bốn", "Nguyen Van Bon", "Tôi tên là Trần Thị Bốn, tổ 5", "bon@x.vn",
    "912345678", "(0912) 345.678", "0203 3825 410", "22085001234", "022 085 001 234", "100123456", "https://fb.com/bon",
    unicodedata.normalize("NFD", "Nguyễn Văn Bốn"),
]  # fmt: skip


def test_personal_cells_are_known_in_any_spelling(tmp_path):
    """As an answer that no scale knows, and in a column that answers no question."""
    for rows in ([[s, ""] for s in SECRETS * 6], [["Hài lòng", s] for s in SECRETS]):
        parsed = read(extended(rows, "Ghi thêm"), tmp_path)
        kept = Path(parsed.stored).read_text(encoding="utf-8") + repr(parsed.findings)
        assert [s for s in SECRETS if s in kept] == []
        assert parsed.row_count == len(rows)


def test_names_of_sheets_and_words_of_errors_say_nothing_of_anybody(tmp_path, monkeypatch):
    header, row = next(csv.reader([exports.google([]).decode().strip()])), exports.GOOGLE[0]
    book = exports.workbook({"Nguyễn Văn Bốn 0912345678": [header, row], "Trần Thị Bốn": [["x"]]})
    parsed = read(book, tmp_path, "a.xlsx")
    assert parsed.row_count == 1 and "survey_sheet_ignored" in codes(parsed)
    assert "Bốn" not in repr(parsed.findings) and "0912345678" not in repr(parsed.findings)

    def crash(*_args):
        raise ValueError("Nguyễn Văn Bốn")

    monkeypatch.setattr(door.recognise, "parse_document", crash)
    crashed = read(book, tmp_path, "a.xlsx")
    assert codes(crashed) == {"parser_crashed"} and "Bốn" not in repr(crashed.findings)
    assert "ValueError" in crashed.findings[0].found


def test_dates_weights_and_numbers_of_responses_are_no_phone_numbers(tmp_path):
    asked = [exports.question("ngay", "Ngày", "date"), exports.question("ts", "Trọng số", "weight"),
             exports.question("ma", "Mã phiếu", "id")]  # fmt: skip
    rows = [["Hài lòng", "05-11-2025 08:10", "0.1234567891", f"31000000{n}"] for n in range(4)]
    parsed = read(extended(rows, "Ngày", "Trọng số", "Mã phiếu"), tmp_path, survey_questions=asked)
    assert parsed.row_count == 4 and "survey_cells_masked" not in codes(parsed)


def test_a_tool_is_added_in_one_place(tmp_path, monkeypatch):
    """Its headers, its day, its number, who is not done, and a table of repeat groups."""
    new = tools.Tool(
        "phieu_xa",
        "Phiếu xã",
        tools.Header((("giờ gửi",), ("số phiếu của máy",)), repeat=("thuộc phiếu",)),
        tools.Days(("giờ gửi",)),
        id=("số phiếu của máy",),
        status=tools.Status(complete=("giờ xong",)),
        cells=tools.Cells("|"),
        own=("giờ gửi", "giờ xong", "số phiếu của máy"),
    )
    head = ["Số phiếu của máy", "Giờ gửi", "Giờ xong", exports.WARD, exports.CHANNELS]
    answers = ["Phường Bãi Cháy", "Hội nghị|Mạng xã hội"]
    rows = [[n, "29/11/2025 09:40", done, *answers] for n, done in (("1", "x"), ("1", "x"), ("2", ""))]
    data = exports.text([head, *rows])
    made = exports.context(tmp_path)
    assert not door.parse(data, "ks.csv", made).rows
    monkeypatch.setattr(tools, "TOOLS", (*tools.TOOLS, new))
    parsed = door.parse(data, "ks.csv", made)
    assert parsed.rows["raw.survey_file"] == [(2025, "W25", "KS", "Phiếu xã", 3, 1, 0, 1, 0, 1, 0, 0, 0, 0)]
    assert codes(parsed) == {"survey_rows", "survey_incomplete", "survey_duplicate_id"}
    repeat = door.parse(exports.text([["Thuộc phiếu", "Tên"], ["1", "a"]]), "nhom.csv", made)
    assert [f.code for f in repeat.findings] == ["survey_is_repeat"]


def test_an_export_of_five_hundred_columns_fits_into_the_memory(tmp_path):
    table = [[f"ý kiến {row} {n}" for n in range(500)] for row in range(100)]
    (tmp_path / "ks.csv").write_bytes(exports.text([[f"c{n}" for n in range(500)], *table]))
    export = survey_answers.Export(tmp_path)
    assert export.load(tmp_path / "ks.csv", ",", 500, list(range(500))) == (100, 0)
    assert export.values((499,))[0] == ("ý kiến 0 499", 1, 0)
    export.close()
