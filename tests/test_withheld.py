"""What must not come in: a mark of state secrecy, a list of identity numbers. It is refused, kept nowhere, not named."""

import csv
import io
import unicodedata
import zipfile
from datetime import date

import docx
import pytest
import typst
import xlsxwriter

from etl.kinds import door
from etl.read import withheld
from pages._intake.upload import Intake
from tests import forms
from tests.forms import form, form_rows, workbook
from tests.office import ROOT, Office
from tests.test_containers import eml, own, zipped
from tests.test_intake_page import Upload

CONTEXT = forms.context()
PEOPLE = ["022095001234", "022189004321", "001301007777"]


def why(data: bytes, name: str = "a.xlsx") -> str | None:
    """The code of what withholds a file, alone; None where it is judged as any other."""
    found = door.parse(data, name, CONTEXT).findings
    codes = {f.code for f in found} & withheld.CODES
    assert not codes or len(found) == 1, "nothing else of it is said"
    return codes.pop() if codes else None


def csv_of(*rows: list) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def listed(header: str, *cells) -> bytes:
    return workbook([["TT", "Họ tên", header], *([n, f"Người {n}", cell] for n, cell in enumerate(cells, 1))])


@pytest.mark.parametrize(
    "cell",
    ["MẬT", "TỐI MẬT", "TUYỆT MẬT", unicodedata.normalize("NFD", "TUYỆT MẬT"), "MA\u0302\u0323T", "M Ậ T", "T U Y Ệ T  M Ậ T",
     "(MẬT)", "- MẬT -", "TỐI\nMẬT", "Số: 12/BC-UBND\nMẬT", "Độ mật: Mật", "Mức độ mật: TỐI MẬT", "ĐỘ MẬT : tuyệt mật"],
)  # fmt: skip
def test_a_mark_alone_withholds_a_form(cell):
    assert why(workbook([[cell], *form_rows()])) == withheld.SECRET
    assert why(csv_of([cell], *form_rows()), "a.csv") == withheld.SECRET


@pytest.mark.parametrize(
    "cell",
    ["Bảo vệ bí mật nhà nước", "BÍ MẬT NHÀ NƯỚC", "BẢO VỆ BÍ\nMẬT\nNHÀ NƯỚC", "mật", "Mật", "bảo mật", "BẢO MẬT", "MẬT ĐỘ DÂN SỐ", "MẬT KHẨU",
     "Độ mật: Thường", "Độ mật: ………", "Độ mật: mật, tối mật, tuyệt mật theo Luật", "Xác định độ mật của văn bản", "MAT", "M"],
)  # fmt: skip
def test_words_about_secrets_are_no_mark(cell):
    assert why(workbook([[cell], *form_rows()])) is None


def test_a_degree_beside_or_under_its_label_is_a_mark():
    assert why(workbook([["Độ mật", "", "Tối mật"], *form_rows()])) == withheld.SECRET
    assert why(workbook([["TT", "Độ mật"], [1, "Thường"], [2, "Mật"]])) == withheld.SECRET
    assert why(workbook([["TT", "Độ mật"], [1, "Thường"], [2, ""]])) is None


def test_a_mark_stands_also_outside_of_cells():
    def made(change) -> bytes:
        target = io.BytesIO()
        with xlsxwriter.Workbook(target) as book:
            sheet = book.add_worksheet("Biểu 1")
            for r, row in enumerate(form_rows()):
                sheet.write_row(r, 0, row)
            change(book, sheet)
        return target.getvalue()

    def hidden(book, _sheet) -> None:
        more = book.add_worksheet("Ẩn")
        more.write_column(0, 0, ["Số CCCD", *PEOPLE])
        more.hide()

    assert why(made(lambda _, sheet: sheet.insert_textbox(0, 8, "MẬT"))) == withheld.SECRET
    assert why(made(lambda _, sheet: sheet.set_header('&C&"Times,Bold"&14TỐI MẬT'))) == withheld.SECRET
    assert why(made(hidden)) == withheld.IDENTITIES
    assert why(made(lambda _, sheet: sheet.insert_textbox(0, 8, "Bí mật nhà nước"))) is None


def test_a_mark_in_a_word_file_with_and_without_a_table():
    def made(place: str, text: str, has_table: bool) -> bytes:
        paper = docx.Document()
        {"head": paper.sections[0].header.paragraphs[0].add_run, "body": paper.add_paragraph}[place](text)
        if has_table:
            table = paper.add_table(rows=0, cols=7)
            for row in form_rows():
                for cell, value in zip(table.add_row().cells, row, strict=False):
                    cell.text = str(value)
        target = io.BytesIO()
        paper.save(target)
        return target.getvalue()

    for place in ("head", "body"):
        for has_table in (True, False):
            assert why(made(place, "MẬT", has_table), "a.docx") == withheld.SECRET
            assert why(made(place, "Bảo vệ bí mật nhà nước", has_table), "a.docx") is None
    assert why(made("body", "MẬT\tHạ Long, ngày 05/01/2025", False), "a.docx") == withheld.SECRET


def test_the_text_of_a_signed_scan_is_looked_at():
    def made(text: str) -> bytes:
        return typst.compile(text.encode())

    top = "#grid(columns: (1fr, 1fr), [Số: 12/BC-UBND \\ {}], [CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM \\ Hạ Long, ngày 05/01/2025])\n"
    assert why(made("MẬT\n\nBáo cáo"), "a.pdf") == withheld.SECRET
    assert why(made(top.replace("{}", "MẬT")), "a.pdf") == withheld.SECRET, "a stamp beside the place and the day"
    assert why(made(top.replace("{}", "")), "a.pdf") is None
    torn = "#block(width: 2em)[BẢO VỆ BÍ MẬT NHÀ NƯỚC]"
    assert why(made(torn), "a.pdf") is None, "broken at the ends of its lines"
    assert why(made("\n\n".join(PEOPLE)), "a.pdf") == withheld.IDENTITIES
    assert why(made(f"Ký bởi: {PEOPLE[0]}"), "a.pdf") is None


def test_older_and_other_texts_are_looked_at():
    assert why(rb"{\rtf1 S\u7889? 12\par M\u7852?T\par}", "a.rtf") == withheld.SECRET
    assert why("Báo cáo\nTỐI MẬT\nNội dung".encode(), "a.txt") == withheld.SECRET
    assert why("Báo cáo bí mật\nMật".encode(), "a.txt") is None


def test_a_list_of_identity_numbers_is_withheld():
    for header in ("Số CCCD", "CMND/CCCD", "Số căn cước công dân", "Số định danh cá nhân", "Chứng minh nhân dân"):
        assert why(listed(header, PEOPLE[0])) == withheld.IDENTITIES, "text under a header that says so"
        assert why(listed(header, 22095001234)) == withheld.IDENTITIES, "a number that lost its 0"
        assert why(listed(header, "101234567")) == withheld.IDENTITIES, "of nine digits"
    assert why(listed("Ghi chú", *PEOPLE)) == withheld.IDENTITIES, "three that can be nothing else"
    assert why(csv_of(["Ghi chú"], ["022 095 001234"], *[[p] for p in PEOPLE]), "a.csv") == withheld.IDENTITIES


def test_other_numbers_are_no_list_of_people():
    assert why(listed("Ghi chú", *PEOPLE[:2])) is None, "two may be anything"
    assert why(listed("Ghi chú", *PEOPLE, *["Kế hoạch 12/KH-UBND"] * 9)) is None, "a column of something else"
    assert why(listed("Số tài khoản", "202501051230", "711000123456", "099500123456")) is None
    assert why(listed("Điện thoại", "0912345678", "84912345678", "0203123456")) is None
    assert why(listed("Kinh phí cấp CCCD", 150_000_000, 2_000_000)) is None, "an amount of money"
    assert why(listed("Số người được cấp căn cước", 1250, 90)) is None
    assert why(form()) is None


def test_personal_columns_of_an_export_are_kept_out_as_before(tmp_path):
    from tests import survey_exports as exports

    header = ["Timestamp", exports.WARD, exports.KNOW, exports.PLEASED, "Số CCCD"]
    rows = [[f"29/11/2025 09:40:0{n}", "Phường Bãi Cháy", "18 tuổi", "Hài lòng", p] for n, p in enumerate(PEOPLE)]
    for data, name in ((exports.text([header, *rows]), "phieu.csv"), (workbook([header, *rows]), "phieu.xlsx")):
        parsed = door.parse(data, name, exports.context(tmp_path))
        assert {f.code for f in parsed.findings} >= {"survey_columns_dropped"}
        assert not {f.code for f in parsed.findings} & withheld.CODES


# through the door


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Office:
    folder = tmp_path_factory.mktemp("withheld")
    office = Office(folder / "kho", folder)
    office.load(ROOT / "sample_data" / "reference", on=None)
    return office


NAME, SAID = "ke_hoach_phong_thu.xlsx", "Noi dung khong ai duoc biet"


def secret() -> bytes:
    return workbook([["MẬT"], [SAID], *form_rows()])


def traces(office: Office) -> list[str]:
    """Files of the warehouse that hold the name or the bytes of the file."""
    found = []
    for path in office.warehouse.root.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        if b"phong_thu" in data or data == secret() or "phong_thu" in path.name:
            found.append(path.name)
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as package:
                found += [path.name for name in package.namelist() if b"phong_thu" in package.read(name)]
    return found


def test_it_leaves_no_trace_and_the_others_come_in(office):
    paths = [office.folder / NAME, office.folder / "a.zip", office.folder / "thu.eml"]
    for path, data in zip(
        paths, (secret(), zipped(**{NAME: secret(), "b.xlsx": own()}), eml((NAME, secret()))), strict=True
    ):
        path.write_bytes(data)
    for dry in (True, False):
        result = office.load(*paths, dry=dry)
        told = {i.path: (i.status, [f.code for f in i.findings if f.severity == "error"]) for i in result.items}
        assert told.pop("a.zip!/b.xlsx") == ("accepted_with_warnings", [])
        assert set(told) == {NAME, f"a.zip!/{NAME}", f"thu.eml!/{NAME}"}, "who brought it reads which file it is"
        assert set(map(str, told.values())) == {str(("rejected", ["secrecy_mark"]))}
        assert not traces(office)
        assert not list(office.warehouse.archive.glob("*.incoming"))
    events = [e for e in office.warehouse.events() if e["type"] == "received" and e["status"] == "rejected"]
    assert [(e["path"], e["file_name"], e["sha256"], e["zip"]) for e in events] == [
        (withheld.NAMELESS,) * 2 + ("", None)
    ] * 3
    assert office.recheck().items == [], "there is nothing to look at again"
    office.rebuild()


@pytest.mark.proof
def test_a_release_that_sees_more_keeps_what_was_accepted(office, monkeypatch):
    path = office.folder / "phong_kinh_te.xlsx"
    path.write_bytes(workbook([["MẬT"], ["Đơn vị: Phòng Kinh tế"], ["Năm đánh giá: 2024"], ["TT", "Tiêu chí", "Điểm tự chấm"], ["A1", "x", 1]]))  # fmt: skip
    with monkeypatch.context() as patched:
        patched.setattr(withheld, "_MARKS", set())
        patched.setattr("etl.run.files.workers.parse_all", in_this_process)
        assert office.load(path, on="2025-01-04").items[0].status.startswith("accepted")
    office.rebuild()
    assert office.score("A1")[0] == 1


def in_this_process(items, context, **_):
    for key, source, name in items:
        yield key, door.parse_path(source, name, context)


@pytest.mark.proof
def test_the_upload_box_drops_it_at_once(office, monkeypatch):
    monkeypatch.setenv("PBGDPL_WAREHOUSE", str(office.warehouse.root))
    intake = Intake()
    uploads = [
        Upload(own("Phường Hồng Gai"), "a.xlsx"),
        Upload(secret(), NAME),
        Upload(zipped(**{NAME: secret()}), "c.zip"),
    ]
    intake.keep(uploads, date(2025, 1, 3))
    intake.check()
    try:
        assert [line.split(":")[0] for line in intake.withheld] == [NAME, NAME]
        assert intake.names == ["a.xlsx"] and intake.batch
        assert [f["path"] for f in intake.checked["files"]] == ["a.xlsx"]
        left = [p for p in intake.folder.rglob("*") if p.is_file()]
        assert sorted(p.relative_to(intake.folder).as_posix() for p in left) == ["0/a.xlsx", "trang_thai.json"]
        assert not [p for p in left if b"phong_thu" in p.read_bytes()]
    finally:
        intake.forget()
    intake.keep([Upload(secret(), NAME)], None)
    folder = intake.folder
    intake.check()
    assert not folder.exists() and not intake.has_files and intake.checked is None and len(intake.withheld) == 1
