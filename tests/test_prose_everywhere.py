"""`make prose`: the warehouses of tests/snapshots.py, each odd in one way, in every form in which a reader meets them: the
pages, and the files of the reports. What a file says is what its paper says; what a page counts is what the marts count."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from docx.oxml.ns import qn
from pptx import Presentation

from reports import annexes, documents, docx, pdf, slides
from reports.draft import Subject
from tests import snapshots, walk
from tests.test_documents import opened, text_of
from tests.test_pages import open_page
from tests.test_prose import LEAKED, sentences
from tests.test_reports import words_of_pdf
from warehouse import questions
from words import labels

pytestmark = pytest.mark.usefixtures("no_sample")

# what pages count, and the same of the marts; {} are conditions on the rows of the year
REQUIRED = "select count(*) from mart.unit_year where year = $year and obligation = 'required' and {}"
COUNTED = {
    r"\*\*(\d+)\*\* gửi chậm": "status = 'late' and received_on_source <> 'assumed'",
    r"\*\*(\d+)\*\* quá hạn": "status = 'missing' and not needs_supplement",
    r"\*\*(\d+)/\d+\*\* đơn vị bắt buộc gửi đúng hạn": "status = 'on_time'",
}
# what a page tells, figure by figure, and the marts asked once more, without its questions
OF_YEAR = "from mart.unit_year where year = $year"
OF_CITY = "from mart.survey_area_year where year = $year and area_code = 'city'"
WHOLE = "replace(format('{{:,}}', {}), ',', '.')"  # a count as people read it
TOLD = {
    "overview.py": [
        (r"\*\*(\d+)/(\d+)\*\* đơn vị đã gửi báo cáo tự đánh giá", f"select count(submission_version), count(*) {OF_YEAR}"),
        (r"(?m)^Đã thẩm định đầy đủ (\d+)/(\d+) ", f"select count(*) filter (score_basis = 'verified'), count(submission_version) {OF_YEAR}"),
        (r"(?m)^Xếp loại Tốt(?: \(sơ bộ\))? (\d+)/(\d+) ", f"select count(*) filter (class_code = 'tot' and is_rated), count(score_pct) filter (is_rated) {OF_YEAR}"),
        (r"(?m)^Trung vị, % điểm tối đa (\S+%) ", f"select median(score_pct) {OF_YEAR}"),
    ],
    "rankings.py": [
        (r"(?m)^Có kết quả (\d+)/(\d+) (\d+) chưa có kết quả", f"select count(score_pct) filter (is_rated), count(*) filter (is_rated), count(*) filter (is_rated and score_pct is null) {OF_YEAR}"),
        (r"(?m)^Đã thẩm định đầy đủ (\d+)/(\d+) ", f"select count(*) filter (score_basis = 'verified'), count(*) {OF_YEAR} and is_rated and score_pct is not null"),
    ],
    "criteria.py": [
        (r"% điểm tối đa của (\d+) đơn vị theo nhóm tiêu chí", f"select count(submission_version) {OF_YEAR}"),
        (r"(?m)\d+/(\d+) tiêu chí chiếm", "select count(distinct criterion_code) from mart.criterion_unit_year where year = $year and in_maximum and points is not null"),
    ],
    "trends.py": [
        (r"(?m)^Năm {year}(?: \([^)]*\))? (\S+%) (\d+)/(\d+) đơn vị$", f"select median(score_pct), count(score_pct), count(*) {OF_YEAR}"),
    ],
    "unit_profile.py": [
        (r"đạt \*\*(\S+%)\*\* điểm tối đa(?: \(([\d,]+)/([\d,]+) điểm\))", f"select score_pct, points, max_points {OF_YEAR} and unit_code = 'P_HA_TU'"),
        (r"(?m)^% điểm tối đa \S+% trung vị khối (\S+%)$", f"select median(score_pct) {OF_YEAR} and block_code = 'xa_phuong'"),
    ],
    "heads.py": [
        (r"(\d+) lượt người đứng đầu thuộc thẩm quyền của UBND thành phố Hạ Long: \*\*(\d+)\*\* có căn cứ thuận lợi, \*\*(\d+)\*\* cần lưu ý, \*\*(\d+)\*\*", "select count(*), count(*) filter (h.reference_finding = 'favourable'), count(*) filter (h.reference_finding = 'attention'), count(*) filter (h.reference_finding = 'unfavourable') from mart.head_year as h join mart.unit as u using (unit_code) where h.year = $year and u.rated_by = 'ubnd_thanh_pho'"),
    ],
    "plan_tasks.py": [
        (r"\*\*(\d+)/(\d+)\*\* lượt nhiệm vụ của các năm đã qua có báo cáo hoàn thành", "select count(*) filter (status = 'done'), count(*) from mart.task_year where year < (select running_year from mart.snapshot) and year > $year - 99"),
    ],
    "verification.py": [
        (r"đã thẩm định đủ \*\*(\d+)/(\d+)\*\* đơn vị đã gửi", f"select count(*) filter (score_basis = 'verified'), count(submission_version) {OF_YEAR}"),
        (r"(?m)^Thấp hơn tự chấm (\d+) đơn vị", "select count(*) from (select unit_code from mart.criterion_unit_year semi join mart.unit_year using (year, unit_code) where year = $year and applicable group by 1 having sum(verified_points - self_points) < 0)"),
    ],
    "surveys.py": [
        (r"Năm {year}: \*\*(\S+%)\*\* người trả lời hài lòng .*?; n = ([\d.]+)\)", f"select 100 * share, {WHOLE.format('n')} {OF_CITY} and indicator = 'hai_long'"),
        *((rf"(?m)^{name} (\S+%)(?: |$)", f"select 100 * share {OF_CITY} and indicator = '{indicator}'") for indicator, name in labels.INDICATORS.items()),
        (r"(?m)(\d+) đơn vị quá ít phiếu, không hiển thị", "select count(*) from mart.survey_unit_year where year = $year and indicator = 'hai_long' and suppressed"),
    ],
    "review.py": [
        # a line of the table, and of the newest year the sentence too
        (r"\b{year}(?: \(sơ bộ\))?(?:, 0?|\s+)(\d+)/\d+(?: đơn vị có kết quả, (?:trong đó|cả) 0?|\s+)(\d+)(?: đơn vị đã thẩm định đầy đủ; [^;]*?đạt |\s+)(\S+%)", f"select count(score_pct), count(*) filter (score_basis = 'verified'), median(score_pct) {OF_YEAR}"),
    ],
    "data_checks.py": [
        (r"đã nhận \*\*(\d+)\*\* tệp", "select count(*) from mart.file where coalesce(year, $year) = $year and kind not in ('reference', 'framework')"),
    ],
}  # fmt: skip


# what is opened to be read
CHOSEN = {"unit_profile.py": {"dv": "P_HA_TU"}, "criteria.py": {"mo": "don-vi-tieu-chi"}}


def as_told(con, value, year: int) -> str:
    """A figure of the marts as people read it: percentages are the only floating numbers, points the only decimals."""
    if isinstance(value, float):
        bounds = con.execute(
            "select lower_pct from mart.class where framework_code in (select framework_code from mart.unit_year where year = ?)",
            [year],
        ).fetchall()
        return labels.percent(value, [float(bound) for (bound,) in bounds])
    return labels.points(value) if isinstance(value, Decimal) else str(value)


def untrue(con, page: str, year: int, said: str) -> list[str]:
    """Figures of a page that the marts do not hold."""
    wrong = []
    for words, query in TOLD.get(page, ()):
        for found in re.finditer(words.replace("{year}", str(year)), said):
            held = tuple(as_told(con, v, year) for v in con.execute(query, {"year": year}).fetchone())
            if found.groups() != held:
                wrong.append(f"{year}: {found[0]}, and the marts hold {held}")
    return wrong


# Before a change lands; `make proofs` has the others too.
OFTEN = ("empty", "sparse", "running year", "two frameworks", "a gap and two breaks")


@pytest.fixture(
    scope="module",
    params=[name if name in OFTEN else pytest.param(name, marks=pytest.mark.proof) for name in snapshots.WORLDS],
)
def folder(request, tmp_path_factory) -> Path:
    return snapshots.build(tmp_path_factory.mktemp("world"), **snapshots.WORLDS[request.param])


@pytest.fixture(scope="module")
def con(folder):
    with snapshots.opened(folder) as con:
        yield con


def recent(con) -> list[int]:
    """The last two years of the warehouse."""
    return [row["year"] for row in questions.ask(con, "years").to_pylist()][-2:]


@pytest.mark.parametrize("page", labels.PAGES)
def test_no_page_says_what_the_marts_do_not_hold(monkeypatch, folder, con, page):
    wrong = []
    for year in recent(con) or [2025]:
        chosen = CHOSEN.get(page, {})
        said = walk.texts(open_page(monkeypatch, folder, page, nam=str(year), **chosen))
        wrong += untrue(con, page, year, said)
        if found := LEAKED.search(said):
            wrong.append(f"{year}: {found[0]!r}: {said[max(0, found.start() - 80) : found.end() + 80]}")
        for words, condition in COUNTED.items() if page in ("overview.py", "deadlines.py") else ():
            held = con.execute(REQUIRED.format(condition), {"year": year}).fetchone()[0]
            wrong += [
                f"{year}: {m[0]}, and the marts hold {held}" for m in re.finditer(words, said) if int(m[1]) != held
            ]
    assert not wrong, "\n".join(wrong)


def test_every_figure_that_is_looked_up_is_told(monkeypatch, tmp_path):
    """Else words that changed would let figures go unread: in a warehouse without anything odd each is found."""
    folder = snapshots.build(tmp_path)
    for page, figures in TOLD.items():
        chosen = CHOSEN.get(page, {})
        said = walk.texts(open_page(monkeypatch, folder, page, nam="2024", **chosen))
        for words, _ in figures:
            assert re.search(words.replace("{year}", "2024"), said), (page, words)


def test_two_pages_and_two_places_of_one_give_one_figure(monkeypatch, folder, con):
    for year in recent(con):
        one, other = (
            walk.texts(open_page(monkeypatch, folder, p, nam=str(year))) for p in ("overview.py", "deadlines.py")
        )
        on_time = [re.findall(r"(?m)^(?:Đúng hạn|Bắt buộc, đã gửi) (?:\d+/\d+|–)", said) for said in (one, other)]
        assert on_time[0] == on_time[1] or not (on_time[0] and on_time[1]), (year, on_time)
        said = walk.texts(open_page(monkeypatch, folder, "rankings.py", nam=str(year)))
        answer, figure = (re.search(rf"(\d+) {words}chưa có kết quả", said) for words in ("đơn vị ", ""))
        assert (answer[1] if answer else "0") == (figure[1] if figure else "0"), year


@pytest.mark.parametrize("kind", ["ket-qua", "mot-trang", "cong-khai", "so-ket"])
def test_every_format_says_what_the_paper_says(con, kind):
    @cache
    def ask(question, **known):
        return questions.ask(con, question, **known).to_pylist()

    years = recent(con) or [2025]
    first = years[0] if documents.KINDS[kind].is_yearly else min([r["year"] for r in ask("years")] or [2025])
    subject = Subject(kind, first, years[0])
    draft = documents.draft(ask, subject)
    paper = draft.write()
    data = docx.written(paper)
    read_aloud = [d.get("descr", "") for d in opened(data).element.body.iter(qn("wp:docPr"))]
    in_word, in_pdf = "\n".join([text_of(data), *read_aloud]), words_of_pdf(pdf.written(paper))
    bare = re.sub(r"\s", "", in_word)
    for said in sentences(paper):
        for piece in filter(None, said.split(" | ")):
            squeezed = re.sub(r"\s", "", piece)
            assert squeezed in bare or squeezed.upper() in bare, piece
    for figure in paper.figures.values():
        assert "".join(figure.split()) in in_pdf, figure
    said = [in_word]
    if kind in slides.KINDS:
        shown = Presentation(io.BytesIO(slides.written(draft)))
        said += [t.text or "" for page in shown.slides for t in page.element.iter(qn("a:t"))]
    if book := annexes.xlsx(ask, subject):
        cells = [
            c.value for sheet in openpyxl.load_workbook(io.BytesIO(book)) for row in sheet.iter_rows() for c in row
        ]
        said += [str(cell) for cell in cells if cell is not None and not str(cell).startswith("=")]
    found = [(LEAKED.search(text)[0], text[:200]) for text in said if LEAKED.search(text)]
    assert not found, found
