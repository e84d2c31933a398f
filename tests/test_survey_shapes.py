"""Shapes of exports that nobody here wrote: how survey tools name groups and options, join choices, write days, and
what they put into a table that is no answer. Each file is tiny and in our own words."""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import duckdb
import pytest

from etl.desk import mapping
from etl.kinds import door
from etl.reference.question_map import Scale, SurveyMap
from tests import survey_exports as exports
from tests.test_survey_readers import answers, codes, read

KHAC = ("KENH", "khac", "Khác", "other|Other", True, 4)
WARD, KNOW = "Phường Bãi Cháy", "18 tuổi"


def table(header: list[str], *rows: list, **more) -> bytes:
    return exports.text([header, *rows], **more)


def chosen(parsed, question="kenh") -> set[tuple]:
    return {(a[0], a[3]) for a in answers(parsed) if a[2] == question}


def days(parsed) -> set[str]:
    found = duckdb.sql(f"select distinct response_on from '{parsed.answers}'").fetchall()
    return {str(day) for (day,) in found}


# headers


@pytest.mark.parametrize("mark", ["/", "-", ":", "|", "__", " > ", "%"])
def test_groups_in_headers_whatever_stands_between_them(tmp_path, mark):
    """KoboToolbox, labels with their groups: the wording itself holds a slash."""
    plain = exports.kobo(names=False, split="split").decode()
    groups = plain.replace(f'"{exports.CHANNELS}/', f'"{exports.CHANNELS}{mark}')
    for wording in (exports.WARD, exports.CONSENT, exports.KNOW, exports.PLEASED, exports.CHANNELS):
        groups = groups.replace(f'"{wording}', f'"Phần 1. Ông/bà cho biết{mark}{wording}')
    parsed = read(groups.encode(), tmp_path)
    assert (0, "BC", "hai_long", "rat_hai_long") in answers(parsed)
    assert chosen(parsed) == {(0, "loa"), (0, "mang"), (2, "")} and parsed.row_count == 2


def test_questions_by_another_number(tmp_path):
    rows = list(csv.reader(exports.google().decode().splitlines()))
    rows[0][2:6] = [f"{n}{w}" for n, w in zip(("1. ", "Câu 2: ", "3) ", "4."), rows[0][2:6], strict=True)]  # fmt: skip
    assert answers(read(table(*rows), tmp_path)) == answers(read(exports.google(), tmp_path))


def test_an_option_is_no_question_of_the_same_name(tmp_path):
    """`kenh/khac` is an option of `kenh` also where a question `khac` asks which."""
    head = ["start", "xa_phuong", "hai_long", "kenh/loa", "kenh/khac", "khac", "_uuid", "_index"]
    rows = [
        ["2025-11-05T08:00:00.000+07:00", "BC", "5", "0", "1", "Zalo", "u-1", "1"],
        ["2025-11-05T08:00:00.000+07:00", "BC", "5", "1", "0", "", "u-2", "2"],
    ]
    which = exports.question("khac", "Kênh khác là", kind="text", order=9)
    parsed = read(table(head, *rows, delimiter=";"), tmp_path, survey_options=[KHAC], survey_questions=[which])  # fmt: skip
    assert chosen(parsed) == {(0, "khac"), (1, "loa")}
    head[3:5] = ["kenh", "kenh_khac"]  # joined, and the text beside it
    for row, cells in zip(rows, (["khac loa", "Zalo"], ["loa", ""]), strict=True):
        row[3:5] = cells
    parsed = read(table(head, *rows, delimiter=";"), tmp_path, survey_options=[KHAC], survey_questions=[which])  # fmt: skip
    assert chosen(parsed) == {(0, "khac"), (0, "loa"), (1, "loa")}


def test_columns_of_points_are_no_answers(tmp_path):
    """Microsoft Forms, a quiz: `Points - …` and `Feedback - …` follow each question."""
    head = ["ID", "Start time", "Completion time", "Email", "Name", "Total points", exports.WARD]
    for wording in (exports.KNOW, exports.PLEASED):
        head += [wording, f"Points - {wording}", f"Feedback - {wording}"]
    row = ["1", "11/5/2025 8:00", "11/5/2025 8:09", "anonymous", "", "1", WARD, KNOW, "1", "", "Hài lòng", "4", ""]  # fmt: skip
    parsed = read(table(head, row), tmp_path)
    assert chosen(parsed, "hai_long") == {(0, "hai_long")} and "option_unknown" not in codes(parsed)


def test_a_wording_with_signs_of_html(tmp_path):
    """The pre-filled workbook copies a header as it stands, tags and `&amp;` too."""
    wording = "Phổ biến &amp; giáo dục: <b>mức độ</b> tham gia"
    more = exports.question("tham_gia", wording, scale="HAILONG", order=8)
    head = ["Dấu thời gian", exports.WARD, exports.KNOW, wording]
    row = ["29/11/2025 09:40:00", WARD, KNOW, "Hài lòng"]
    parsed = read(table(head, row), tmp_path, survey_questions=[more])
    assert chosen(parsed, "tham_gia") == {(0, "hai_long")}


@pytest.mark.parametrize(
    ("own", "cells"),
    [
        (["Horodateur"], ["29/11/2025 09:40:00"]),
        (["Отметка времени"], ["29.11.2025 9:40:00"]),
        (["ID de la réponse", "Date de soumission", "Dernière page"], ["1", "2025-11-29 09:40:00", "3"]),
        (["id. Antwort ID", "submitdate. Datum abgeschickt", "lastpage. Letzte Seite"], ["1", "2025-11-29 09:40:00", "3"]),
        (["ID", "Hora de inicio", "Hora de finalización"], ["1", "11/29/2025 9:38", "11/29/2025 9:40"]),
    ],
)  # fmt: skip
def test_tools_that_speak_another_language(tmp_path, own, cells):
    """The account that exports decides the words of the tool, not the form."""
    parsed = read(table([*own, exports.WARD, exports.PLEASED], [*cells, WARD, "Hài lòng"]), tmp_path)
    assert parsed.row_count == 1 and days(parsed) == {"2025-11-29"}
    assert "survey_column_unmapped" not in codes(parsed)


def test_a_row_that_ends_with_its_last_answer(tmp_path):
    """ODK Central has left out the empty cells at the end. Where an answer would be missing, the row is broken."""
    head = ["SubmissionDate", "KEY", "xa_phuong", "hai_long", "ghi_chu", "Edits"]
    rows = [["2025-11-29T02:00:00Z", f"uuid:{n}", "BC", "5", "", "0"] for n in range(4)]
    rows[1], rows[2] = rows[1][:4], rows[2][:3]
    parsed = read(table(head, *rows), tmp_path)
    assert (parsed.rows_in, parsed.row_count, parsed.rows_refused) == (4, 3, 1)


def test_headers_in_letters_of_two_parts(tmp_path):
    parsed = read(unicodedata.normalize("NFD", exports.google().decode()).encode(), tmp_path)
    assert parsed.row_count == 2


@pytest.mark.parametrize("above", [b"sep=;\r\n", b"\r\n"])
def test_a_line_above_the_header(tmp_path, monkeypatch, above):
    data = above + exports.google(delimiter=";")
    assert read(data, tmp_path).row_count == 2
    path = tmp_path / "lon.csv"
    path.write_bytes(data)
    monkeypatch.setattr(door, "LARGE", 100)
    large = door.parse_path(path, path.name, exports.context(tmp_path))
    assert [f.found for f in large.findings if f.code == "survey_unreadable"] == [
        "tệp lớn, có dòng đứng trên dòng tiêu đề; cần xóa dòng đó"
    ], "in pieces the header would be taken for a response"


# choices


@pytest.mark.parametrize(
    ("cell", "marks", "found", "unknown"),
    [
        ("Loa, đài;Mạng (Zalo).;Sách, báo", ";", ["loa", "mang", "sach"], 0),
        ("Loa, đài, Mạng (Zalo)., Sách, báo", ",;", ["loa", "mang", "sach"], 0),
        ("Mạng (Zalo).;Loa, đài;", ",;", ["mang", "loa"], 0),
        ("Loa, đài Sách, báo", " ", ["loa", "sach"], 0),
        ("Loa, đài;nhóm, tổ dân phố", ",;", ["loa"], 1),
        ("Mạng (Zalo)", ",;", ["mang"], 0),
    ],
)
def test_joined_choices_are_cut_where_the_tool_joined_them(cell, marks, found, unknown):
    scale = Scale("S")
    for option, label in (("loa", "Loa, đài"), ("mang", "Mạng (Zalo)."), ("sach", "Sách, báo")):
        scale.add(option, label, None, True)
    assert scale.several(cell, marks) == (found, unknown)


@pytest.mark.parametrize("header", ["kenh[SQ002]", "kenh_SQ002", "kenh.SQ002.", "kenh/SQ002"])
def test_an_option_by_its_code(header):
    """LimeSurvey of now and of years ago, a header as R makes it a name, KoboToolbox."""
    tables = exports.tables(survey_options=[("KENH", "SQ002", "Tờ rơi", None, True, 9)])
    surveys = SurveyMap(tables)
    assert surveys.forms["KS"].target(header, surveys.scales) == ("kenh", "SQ002")


@pytest.mark.parametrize("cell", ["5", "5.0", " 5.00 "])
def test_answers_that_a_program_took_for_numbers(cell):
    scale = Scale("S")
    scale.add("rat", "Rất tốt", "5", True)
    scale.add("ba", "3.0", None, False)
    assert (scale.option(cell), scale.option("3"), scale.option("5.5")) == ("rat", "ba", None)


def test_the_file_of_a_google_form_joins_by_semicolon(tmp_path):
    rows = [[r[0], *r[1:6], r[6].replace("hội, Loa", "hội;Loa"), r[7]] for r in exports.GOOGLE]
    assert chosen(read(exports.google(rows), tmp_path)) == chosen(read(exports.google(), tmp_path))


LIME = ["Response ID", "Date submitted", "Last page", exports.WARD, exports.KNOW]
LIME_VI = ["ID trả lời", "Ngày gửi", "Trang cuối cùng", exports.WARD, exports.KNOW]
LIME_OPTIONS = ["Loa truyền thanh, loa kéo", "Mạng xã hội", "Other"]


@pytest.mark.parametrize(
    ("head", "yes", "no", "unseen"),
    [(LIME, "Yes", "No", "N/A"), (LIME_VI, "Có", "Không", "N/A"), ([h.replace(" ", "_") for h in LIME], "1", "2", "")],
)
def test_limesurvey_in_words_or_converted(tmp_path, head, yes, no, unseen):
    """What was not shown is N/A, what a respondent wrote beside "Khác" is a choice, an incomplete response is none."""
    options = [f"{exports.CHANNELS} [{option}]" for option in LIME_OPTIONS]
    if "_" in head[0]:
        options = [option.replace(" ", "_") for option in options]
    rows = [
        ["1", "2025-11-20 10:00:00", "3", WARD, KNOW, yes, no, "Zalo của tổ"],
        ["2", "2025-11-20 10:00:00", "3", WARD, unseen, no, no, ""],
        ["3", "2025-11-20 10:00:00", "3", WARD, KNOW, unseen, unseen, ""],
        ["4", "", "1", WARD, "", "", "", ""],
    ]
    parsed = read(table([*head, *options], *rows), tmp_path, survey_options=[KHAC])
    assert chosen(parsed) == {(0, "loa"), (0, "khac"), (1, "")}
    assert chosen(parsed, "tuoi_lai_xe") == {(0, "18"), (2, "18")}
    assert parsed.row_count == 3 and "survey_incomplete" in codes(parsed)
    assert "option_unknown" not in codes(parsed)


def test_limesurvey_in_french_and_without_its_own_columns(tmp_path):
    """What was written beside "Autre" is a yes; N/A is no answer, though nothing tells that LimeSurvey wrote it."""
    options = ["Loa truyền thanh, loa kéo", "Mạng xã hội", "Autre"]
    split = [f"{exports.CHANNELS} [{option}]" for option in options]
    head = ["ID de la réponse", "Date de soumission", "Dernière page", exports.WARD, exports.PLEASED, *split]
    row = ["1", "2025-11-29 09:40:00", "3", WARD, "N/A", "Oui", "Non", "họp tổ"]
    khac = ("KENH", "khac", "Khác", "Autre", True, 4)
    whole = read(table(head, row), tmp_path, survey_options=[khac])
    assert chosen(whole) == {(0, "loa"), (0, "khac")}
    day = exports.question("ngay", "Ngày làm phiếu", "date", order=8)
    cut = table(["Ngày làm phiếu", *head[3:]], ["29/11/2025", *row[3:7], "Non"])
    cut = read(cut, tmp_path, survey_options=[khac], survey_questions=[day])
    assert chosen(cut) == {(0, "loa")} and chosen(cut, "hai_long") == set()
    assert "option_unknown" not in codes(whole) | codes(cut)


def test_a_mark_that_is_neither_yes_nor_no_is_said(tmp_path):
    data = exports.kobo(split="split").decode().replace('"1";"1";"0"', '"1";"Ô kê";"0"')
    parsed = read(data.encode(), tmp_path)
    assert chosen(parsed) >= {(0, "loa")} and (0, "mang") not in chosen(parsed)
    said = next(f for f in parsed.findings if f.code == "option_unknown")
    assert said.found == "1" and "not_chosen" in said.message


# rows


def test_a_row_of_tags_is_no_response(tmp_path):
    """KoboToolbox repeats the HXL tags of the questions below the header."""
    rows = list(csv.reader(exports.kobo().decode().splitlines(), delimiter=";"))
    tags = ["#adm3+name" if "xa_phuong" in h else "#age" if "tuoi" in h else "" for h in rows[0]]
    parsed = read(table(rows[0], tags, *rows[1:], delimiter=";"), tmp_path)
    assert parsed.rows == read(exports.kobo(), tmp_path).rows
    wrong = [*rows[1][:6], "Phường Không Có", *rows[1][7:]]
    parsed = read(table(rows[0], tags, wrong, rows[2], delimiter=";"), tmp_path)
    assert [f.cell for f in parsed.findings if f.code == "survey_row_refused"] == ["G3"]


@pytest.mark.parametrize(
    "head", [["ten", "quan_he", "PARENT_KEY", "KEY"], ["ten", "_index", "_parent_table_name", "_parent_index"]]
)
def test_a_repeat_group_in_a_file_of_its_own_is_named(tmp_path, head):
    row = ["x", "con", "uuid:1", "uuid:1/thanh_vien[1]"]
    assert codes(read(table(head, row), tmp_path)) == {"survey_is_repeat"}
    assert "survey_is_repeat" in codes(read(exports.workbook({"a": [head, row]}), tmp_path, "a.xlsx"))  # fmt: skip


def test_the_design_of_a_form_saved_as_csv_is_named(tmp_path):
    head = ["type", "name", "label::Tiếng Việt (vi)", "required"]
    data = table(head, ["select_one CK", "hai_long", exports.PLEASED, "yes"])
    path = tmp_path / "phieu.csv"
    path.write_bytes(data)
    parsed = door.parse_path(path, path.name, exports.context(tmp_path))
    assert parsed.kind == "unknown" and codes(parsed) == {"survey_is_xlsform"}


def test_the_sheet_of_responses_wherever_it_stands(tmp_path):
    rows = list(csv.reader(exports.google().decode().splitlines()))
    sums = [["Câu trả lời", "Số lượng", "%"], ["Có", 12, "60%"]]
    book = {"Tổng hợp": sums, "Form Responses 2": rows, "Form Responses 1": rows[:3], "Ghi chú": [["x"]]}  # fmt: skip
    parsed = read(exports.workbook(book), tmp_path, "g.xlsx")
    assert parsed.row_count == 2
    left = [(f.sheet, f.found) for f in parsed.findings if f.code == "survey_sheet_left"]
    ignored = [f.sheet for f in parsed.findings if f.code == "survey_sheet_ignored"]
    assert (left, ignored) == ([("Form Responses 1", "2")], ["Tổng hợp", "Ghi chú"])


# days


@pytest.mark.parametrize(
    ("stamps", "day"),
    [
        (["11/20/25 12:51:45", "12/3/25 8:05"], "2025-12-03"),  # Excel saved it as CSV
        (["29/11/25 12:51:45", "3/12/25 8:05"], "2025-12-03"),
        (["09:40:00 29/11/2025", "9:40:00 3/12/2025"], "2025-12-03"),
        ([" 29/11/2025 09:40:00", " 3/12/2025 09:40:00"], "2025-12-03"),
        (["Sat Nov 29 2025 09:40:00 GMT+0700 (GMT+07:00)", "Wed Dec 03 2025 08:05:00 GMT+0700 (GMT+07:00)"], "2025-12-03"),
        (["2025-11-29T20:00:00.000Z", "2025-12-02T23:30:00.000Z"], "2025-12-03"),
        (["2025-11-29T20:00:00+07:00", "2025-12-03T23:30:00+07:00"], "2025-12-03"),
    ],
)  # fmt: skip
def test_days_as_programs_write_them(tmp_path, stamps, day):
    parsed = read(exports.google([[s, *exports.GOOGLE[0][1:]] for s in stamps]), tmp_path)
    assert parsed.row_count == 2 and day in days(parsed)


@pytest.mark.parametrize(
    ("head", "cells", "found"),
    [
        (["start", "end", "_index"], ["2025-11-29T08:00:00.000+07:00", "2025-11-29T08:05:00.000+07:00", "1"], {"2025-11-29"}),
        (["Mục", "Dấu thời gian"], ["a", "29/11/2025 08:00:00"], {"2025-11-29"}),
        (["Mục", "_submission_time"], ["a", "2025-11-28T23:30:00"], {"2025-11-29"}),
        (["Mục", "end"], ["a", "hết"], {"None"}),
    ],
)  # fmt: skip
def test_an_export_of_few_columns_keeps_its_day(tmp_path, head, cells, found):
    """Whoever exports from KoboToolbox chooses the columns, and Google Sheets moves them."""
    made = exports.context(tmp_path)
    form = made.surveys.forms["KS"]
    form.waves[:] = [w for w in form.waves if w.year == 2025]
    path = tmp_path / "it_cot.csv"
    path.write_bytes(table([*head, exports.WARD, exports.KNOW, exports.PLEASED], [*cells, WARD, KNOW, "Hài lòng"]))
    parsed = door.parse_path(path, path.name, made)
    assert parsed.row_count == 1 and days(parsed) == found


def test_a_moment_of_the_server_is_the_day_of_the_zone_of_the_office(tmp_path):
    made = exports.context(tmp_path, settings=[("time_zone", "Pacific/Kiritimati")])  # 14 hours before UTC
    stamps = ["2025-11-29T09:59:00.000Z", "2025-11-29T10:00:00.000Z"]
    path = tmp_path / "mui_gio.csv"
    path.write_bytes(exports.google([[s, *exports.GOOGLE[0][1:]] for s in stamps]))
    assert days(door.parse_path(path, path.name, made)) == {"2025-11-29", "2025-11-30"}


def test_a_moment_of_the_server_is_the_day_in_vietnam(tmp_path):
    """Half past six in the morning of the first day of a wave: for the servers that is the day before."""
    odk = ["SubmissionDate", "xa_phuong", "tuoi_lai_xe", "hai_long", "KEY"]
    kobo = ["_submission_time", "xa_phuong", "tuoi_lai_xe", "hai_long", "_uuid"]
    for head, stamp in ((odk, "2025-10-31T23:30:00.123Z"), (kobo, "2025-10-31T23:30:00")):
        parsed = read(table(head, [stamp, "BC", "18", "5", "u-1"]), tmp_path)
        assert parsed.row_count == 1 and days(parsed) == {"2025-11-01"}


# what is personal


def test_the_period_decides_the_order_of_day_and_month(tmp_path):
    for stamps in (["5/11/2025 9:00", "6/11/2025 9:00"], ["11/5/2025 9:00", "11/6/2025 9:00"]):
        parsed = read(exports.google([[s, *exports.GOOGLE[0][1:]] for s in stamps]), tmp_path)
        assert days(parsed) == {"2025-11-05", "2025-11-06"}
        assert "survey_date_order" not in codes(parsed)


def test_personal_columns_under_other_names(tmp_path):
    head = ["start", "chung/xa_phuong", "chung/ho_ten", "chung/vi_tri", "chung/_vi_tri_latitude", "tuoi_lai_xe", "hai_long",
            "ghi_chu", "ghi_chu_2", "meta/instanceName", "_uuid", "_index"]  # fmt: skip
    secret = ["Bí Văn Mật", "20.9 107.1 0 0", "20.9", "TRẦN THỊ KÍN", unicodedata.normalize("NFD", "Trần Thị Kín"), "BI-01"]  # fmt: skip
    row = ["2025-11-05T08:00:00.000+07:00", "BC", *secret[:3], "18", "5", *secret[3:], "u-1", "1"]
    parsed = read(table(head, row, delimiter=";"), tmp_path)
    kept = Path(parsed.stored).read_text(encoding="utf-8")
    assert parsed.row_count == 1 and "BC" in kept
    for word in secret:
        assert word not in kept, word


def test_personal_columns_with_a_number(tmp_path):
    """The number of the question, and that which Microsoft Forms adds where a header stands twice."""
    asked = ["Tên2", "5. Zalo", "Câu 3: Facebook", "Ngày, tháng, năm sinh"]
    secret = ["Bí Mật", "zalo bí mật", "fb.example/bimat", "1/2/1980"]
    head = ["Dấu thời gian", exports.WARD, exports.KNOW, *asked]
    parsed = read(table(head, ["29/11/2025 09:40:00", WARD, KNOW, *secret]), tmp_path)
    kept = Path(parsed.stored).read_text(encoding="utf-8")
    assert parsed.row_count == 1 and not any(word in kept for word in secret)


def test_personal_columns_in_other_languages(tmp_path):
    """Words of a form, in short headers; a question that holds one of them stays."""
    asked = [
        "Nom",
        "Nombre y apellidos:",
        "Seu nome completo",
        "Имя",
        "姓名",
        "_attachments",
        "instance_name",
        "Mã SV",
        "nhom/phan_1/nguoi/alamat",
    ]
    stays = ["Le nom de la loi vous est-il connu, oui ou non ?", "nom/phan_2/kinh_phi"]
    secret = [f"kín {n}" for n in range(len(asked))]
    head = ["Timestamp", exports.WARD, exports.KNOW, *asked, *stays]
    parsed = read(table(head, ["29/11/2025 09:40:00", WARD, KNOW, *secret, "giữ 1", "giữ 2"]), tmp_path)
    kept = Path(parsed.stored).read_text(encoding="utf-8")
    assert "giữ 1" in kept and "giữ 2" in kept and "kín" not in kept


@pytest.mark.parametrize(
    ("cell", "is_kept"),
    [
        ("IMG_chup-trua.JPG", False),
        ("ghi_am.m4a", False),
        ("https://drive.google.com/open?id=abc", False),
        ('[{ "title":"","name":"bi mat.xyz","filename":"fu_x","ext":"xyz" }]', False),
        ("linkedin.com/in/bi-mat", False),
        ("+33 6 12 34 56 78", False),
        ("tệp dạng .pdf", True),
        ("10 + 12 = 22", True),
    ],
)
def test_pictures_and_numbers_of_other_countries_are_personal(tmp_path, cell, is_kept):
    head = ["Timestamp", exports.WARD, exports.KNOW, "Minh họa"]
    rows = [["29/11/2025 09:40:00", WARD, KNOW, c] for c in ("", cell)]
    kept = Path(read(table(head, *rows), tmp_path).stored).read_text(encoding="utf-8")
    assert any(cell in row for row in csv.reader(kept.splitlines())) == is_kept


@pytest.mark.parametrize(
    ("header", "cells", "is_kept"),
    [
        ("Từ đủ bao nhiêu tuổi phải làm thẻ căn cước?", ["14 tuổi", "16 tuổi"], True),
        ("Ông/bà nhận tin qua đâu: email, điện thoại, Zalo?", ["Email, Zalo", "Zalo", "Điện thoại"], True),
        ("Xin cho biết số điện thoại của ông/bà để liên hệ", ["gọi tổ trưởng giúp", *"abcdefgh"], False),
        ("Email hoặc điện thoại của cán bộ đã phát phiếu này", ["0912 345 678"], False),
        ("Họ và tên cán bộ đã phát phiếu này là gì?", ["Lan", "Hùng"], False),
        ("Căn cước", ["có", "chưa"], False),
    ],
)
def test_a_long_question_may_speak_of_phones(tmp_path, header, cells, is_kept):
    """Where its cells are choices of many people; a header that asks for a name goes whatever stands below."""
    rows = [["29/11/2025 09:40:00", WARD, KNOW, cells[n % len(cells)]] for n in range(24)]
    parsed = read(table(["Timestamp", exports.WARD, exports.KNOW, header], *rows), tmp_path)
    kept = Path(parsed.stored).read_text(encoding="utf-8")
    assert (cells[0] in kept) == is_kept == (header in kept)
    path = tmp_path / "cho.csv"
    path.write_bytes(table(["Timestamp", "Câu một", "Câu hai", header], *rows))
    found = mapping.read_table(str(path), exports.context())
    assert (header in [c.header for c in found.columns]) == is_kept


def test_an_option_may_be_called_like_something_personal(tmp_path):
    """Columns of a form that nobody has mapped yet: a 1 under Zalo says of nobody who he is."""
    head = ["_uuid", "_index", "kenh/loa", "kenh/zalo", "Qua đâu? [Facebook]", "nguoi/zalo", "nguoi/ho_ten", "Zalo"]
    rows = [[f"u-{n}", str(n), "1", str(n % 2), "Có" if n else "", f"kin{n}", "Kín", "1"] for n in range(3)]
    parsed = read(table(head, *rows, delimiter=";"), tmp_path)
    kept = next(csv.reader(Path(parsed.stored).read_text(encoding="utf-8").splitlines()))
    assert kept == head[:5] and codes(parsed) >= {"survey_unmapped", "survey_columns_dropped"}
