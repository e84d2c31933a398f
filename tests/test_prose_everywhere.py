"""`make prose`: the warehouses of tests/snapshots.py, each odd in one way, in every form in which a reader meets them: the
pages, and the files of the reports. What a file says is what its paper says; what a page counts is what the marts count."""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path

import duckdb
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


@pytest.fixture(scope="module", params=snapshots.WORLDS)
def folder(request, tmp_path_factory) -> Path:
    return snapshots.build(tmp_path_factory.mktemp("world"), **snapshots.WORLDS[request.param])


@pytest.fixture(scope="module")
def con(folder):
    with duckdb.connect(str(next((folder / "snapshots").iterdir())), read_only=True) as con:
        yield con


def recent(con) -> list[int]:
    """The last two years of the warehouse."""
    return [row["year"] for row in questions.ask(con, "years").to_pylist()][-2:]


@pytest.mark.parametrize("page", labels.PAGES)
def test_no_page_says_what_the_marts_do_not_hold(monkeypatch, folder, con, page):
    wrong = []
    for year in recent(con) or [2025]:
        said = walk.texts(open_page(monkeypatch, folder, page, nam=str(year)))
        if found := LEAKED.search(said):
            wrong.append(f"{year}: {found[0]!r}: {said[max(0, found.start() - 80) : found.end() + 80]}")
        for words, condition in COUNTED.items() if page in ("overview.py", "deadlines.py") else ():
            held = con.execute(REQUIRED.format(condition), {"year": year}).fetchone()[0]
            wrong += [
                f"{year}: {m[0]}, and the marts hold {held}" for m in re.finditer(words, said) if int(m[1]) != held
            ]
    assert not wrong, "\n".join(wrong)


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
