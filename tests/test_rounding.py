"""One rounding: against fractions and decimals, under every number format of Excel, and the same text of every result on
the page, in its files, in the report, its annex and its slides."""

from __future__ import annotations

import ast
import csv
import io
import re
import shutil
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from pathlib import Path

import duckdb
import openpyxl
import pyarrow as pa
import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import example, given
from hypothesis import strategies as st
from pptx import Presentation

from pages._shared import export, tables
from pages._shared.tables import Column
from reports import annexes, documents, docx, pdf, slides, unit_sheet
from reports.draft import Subject
from tests import excel, snapshots
from tests.test_pages import open_page, words
from words import labels, rounding
from words.documents import change

ROOT = Path(__file__).resolve().parent.parent
YEAR, BLOCK = 2025, "xa_phuong"
BOUNDS = (85.0, 70.0, 50.0)
FINITE = st.floats(-1e7, 1e7, allow_nan=False)


def half_away(value: Decimal | Fraction, decimals: int) -> Decimal:
    """By integers, not by the way of words/rounding.py."""
    scaled = Fraction(value) * 10**decimals
    number = int(abs(scaled) + Fraction(1, 2)) * (1 if scaled >= 0 else -1)
    return Decimal(number).scaleb(-decimals)


def text(value: Decimal) -> str:
    return f"{value:,f}".translate(str.maketrans(",.-", ".,−"))


# ------------------------------------------------------------------ the rule


@given(st.integers(0, 10**6), st.integers(1, 10**6))
@example(8425, 10000)
@example(6435, 10000)  # its double lies below the half
@example(2849, 4000)
def test_a_percentage_of_points_is_rounded_as_its_fraction(points, most):
    points, most = min(points, most), max(points, most)
    expected = half_away(Fraction(100 * points, most), 1)
    assert labels.percent(100 * points / most) == text(expected) + "%"


@given(FINITE, st.integers(0, 4))
@example(84.25, 1)
@example(-0.04, 1)
def test_a_double_is_rounded_by_its_15_digits(value, decimals):
    expected = half_away(Decimal(f"{value:.15g}"), decimals)
    assert labels.number(value, decimals) == text(expected + 0)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
@example(889098, 888598)  # 0,05: the double of the difference lies below the half
def test_a_change_is_the_rounded_change(now, before):
    moved = half_away(Fraction(now - before, 10**4), 1)
    said = labels.signed(now / 10**4 - before / 10**4)
    assert said == ("0" if not moved else ("+" if moved > 0 else "") + text(moved))
    spoken = change(before / 10**4, now / 10**4, "năm 2024")
    if moved:
        assert spoken == f"{'tăng' if moved > 0 else 'giảm'} {text(abs(moved))} điểm phần trăm so với năm 2024"
    else:
        assert spoken == "không thay đổi so với năm 2024"


@given(st.integers(0, 10**6), st.lists(st.sampled_from([85, 70, 50, 66.67, 90]), max_size=4, unique=True))
@example(899960, [90])
@example(899999, [90])
@example(899960, [85])
def test_a_bound_is_shown_only_where_it_is_reached(parts, bounds):
    known = Decimal(parts).scaleb(-4)
    value, plain = float(known), half_away(known, 1)
    shown = labels.percent(value, bounds)
    if any(known < Decimal(str(bound)) <= plain for bound in bounds):
        assert shown == text(known.quantize(Decimal("0.01"), ROUND_DOWN)) + "%"
        assert not any(known < Decimal(str(b)) <= Decimal(shown[:-1].replace(",", ".")) for b in bounds)
    else:
        assert shown == text(plain) + "%"


@pytest.mark.parametrize(
    ("value", "bounds", "shown"),
    [
        (84.25, BOUNDS, "84,3%"), (64.35, BOUNDS, "64,4%"), (89.996, (90.0,), "89,99%"), (89.996, BOUNDS, "90,0%"),
        (84.96, BOUNDS, "84,96%"), (85.0, BOUNDS, "85,0%"), (84.94, BOUNDS, "84,9%"), (100 * 0.285, (), "28,5%"),
        (66.66, (66.67,), "66,66%"), (None, BOUNDS, "–"), (float("nan"), BOUNDS, "–"), (84.96, None, "85,0%"),
    ],
)  # fmt: skip
def test_percentages(value, bounds, shown):
    assert labels.percent(value, bounds) == shown


def test_numbers():
    assert labels.number(1234.5, 2) == "1.234,50"
    assert labels.number(-0.04) == "0,0"
    assert labels.number(0.5, 0) == "1"
    assert labels.points(90.6) == "90,6"
    assert labels.points(100) == "100"
    assert labels.points(Decimal("3.1250")) == "3,13"
    assert labels.signed(1.25) == "+1,3"
    assert labels.signed(-3, 0) == "−3"
    assert labels.signed(-0.01) == "0"


@pytest.mark.parametrize(
    ("value", "shown"), [(1.36, "1,4%"), (85 - 84.95, "0,1%"), (0.04, "0,04%"), (0.0037, "0,004%"), (0.0, "0,0%")]
)
def test_a_distance_is_never_said_to_be_none(value, shown):
    assert labels.distance(value) == shown


def test_points_to_the_next_class_are_enough_and_not_one_more():
    row = {"next_class_name": "Tốt", "to_next_class": 1.36}
    assert "(1,36 điểm)" in labels.to_next_class(row | {"points_to_next_class": 0.01 * 85 * 100 - 83.64})
    assert "(1,37 điểm)" in labels.to_next_class(row | {"points_to_next_class": 1.3601})


# ------------------------------------------------------------------ Excel

SHOWN = {
    "percent": lambda v: labels.percent(v, BOUNDS), "points": labels.points, "number": labels.number,
    "signed": labels.signed, "change": lambda v: labels.signed(v, 2), "whole": lambda v: labels.number(v, 0),
}  # fmt: skip


@pytest.mark.parametrize("kind", SHOWN)
@given(value=st.one_of(FINITE, st.integers(-(10**6), 10**6).map(lambda n: n / 1000)))
@example(value=84.96)
@example(value=84.999996)
@example(value=85.0)
@example(value=-0.04)
@example(value=0.0)
@example(value=-1234.56)
def test_excel_shows_what_the_page_says(kind, value):
    said = SHOWN[kind](value)
    code = rounding.excel_format(value, said)
    assert excel.shown(value, code) == said
    assert not re.search(r"[.,](?!0|#)", re.sub(r'"[^"]*"', "", code)), "a bare comma behind a whole number"


# ------------------------------------------------------------------ the same everywhere

COLUMNS = [Column("unit_name", "Đơn vị"), Column("score_pct", "% điểm tối đa", "percent")]
BEST = 85  # where the best class begins in the framework of the year; in the other one it is 90
EDGES = [84.25, 64.35, 84.996, 84.96, 69.996, 85.0, 70.05, 49.96, 89.996, 100 / 3, 84.999999, 69.96, 49.951]


@pytest.fixture(scope="module")
def planted(tmp_path_factory) -> Path:
    """The sample's snapshot with results where rounding is not plain: beside bounds, on halves."""
    folder = tmp_path_factory.mktemp("edges")
    shutil.copytree(snapshots.build(tmp_path_factory.mktemp("whole")), folder, dirs_exist_ok=True)
    [path] = (folder / "snapshots").iterdir()
    new = path.with_name(path.stem[:-6] + "edges0.duckdb")  # an id of its own: pages keep what they read under it
    path.rename(new)
    (folder / "CURRENT").write_text(new.stem + "\n", encoding="utf-8")
    with duckdb.connect(str(new)) as con:
        units = [
            code
            for (code,) in con.execute(
                "select unit_code from mart.unit_year where year = ? and block_code = ? and score_pct is not null"
                " order by unit_code", [YEAR, BLOCK],
            ).fetchall()
        ]  # fmt: skip
        con.execute(
            "update mart.class set lower_pct = ? where class_code = 'tot' and framework_code in"
            " (select framework_code from mart.unit_year where year = ?)", [BEST, YEAR],
        )  # fmt: skip
        con.execute("delete from mart.framework_bounds")
        model = ROOT / "warehouse" / "models" / "mart" / "framework_bounds.sql"
        con.execute(f"insert into mart.framework_bounds {model.read_text(encoding='utf-8')}")
        assert len(units) > len(EDGES)
        for unit, value in zip(units, EDGES, strict=False):
            for table in ("unit_year", "ranking"):
                con.execute(
                    f"update mart.{table} set score_pct = ? where year = ? and unit_code = ?", [value, YEAR, unit]
                )
    return folder


@pytest.fixture(scope="module")
def ask(planted):
    with snapshots.opened(planted) as con:
        yield snapshots.asking(con)


@pytest.fixture(scope="module")
def results(ask) -> dict[str, tuple[float, str]]:
    """Name of a unit → its percentage, and how it has to be said."""
    classes: dict[str, list[Decimal]] = {}
    for row in ask("class_bounds", year=YEAR, block=BLOCK):
        classes.setdefault(row["framework_code"], []).append(Decimal(repr(row["lower_pct"])))
    found = {}
    for row in ask("ranking", year=YEAR, block=BLOCK, scope=None):
        if row["score_pct"] is None:
            continue
        known = Decimal(f"{row['score_pct']:.15g}")
        said = half_away(known, 1)
        if any(known < bound <= said for bound in classes[row["framework_code"]]):
            said = known.quantize(Decimal("0.01"), ROUND_DOWN)
        found[row["unit_name"]] = row["score_pct"], text(said) + "%"
    return found


def test_the_planted_results_are_worth_looking_at(results):
    said = [words for _, words in results.values()]
    assert {"84,3%", "64,4%", "84,99%", "90,0%"} <= {*said}, (
        "on a half, its double below one, below a bound, below none"
    )
    assert len([words for words in said if re.search(r",\d\d%", words)]) > 3


def test_pages_say_it(planted, results, monkeypatch):
    app = open_page(monkeypatch, planted, "rankings.py", nam=str(YEAR), khoi=BLOCK, mo=f"khoi-{BLOCK}")
    *_, units = [one for chart in app.get("vega_lite_chart") for one in chart.proto.datasets if one.name == "units"]
    dots = pa.ipc.open_stream(units.data.data).read_all().to_pylist()
    drawn = {dot["unit"].split(". ", 1)[1]: dot for dot in dots}
    for name, (value, said) in results.items():
        assert drawn[name]["short"] == said
        assert drawn[name]["text"].startswith(said) and said in drawn[name]["tip"]
        assert drawn[name]["pct"] == value
    assert max(results.values())[1] in words(app)


def test_grids_say_it(ask, results):
    rows = [row for row in ask("ranking", year=YEAR, block=BLOCK, scope=None) if row["score_pct"] is not None]
    table = tables.frame(rows, COLUMNS)
    shown = re.findall(r">([^<>]*)</td>", tables.styled(table, rows, COLUMNS).to_html())
    assert dict(zip(shown[::2], shown[1::2], strict=True)) == {name: said for name, (_, said) in results.items()}
    assert [*table["% điểm tối đa"]] == [row["score_pct"] for row in rows], "what is sorted by stays a number"


def test_exports_of_a_page_say_it(ask, results):
    rows = [row for row in ask("ranking", year=YEAR, block=BLOCK, scope=None) if row["score_pct"] is not None]
    html = tables.html(rows, COLUMNS, "x")
    lines = [*csv.reader(io.StringIO(export.csv_bytes("x", [], rows, COLUMNS).decode("utf-8-sig")), delimiter=";")]
    sheet = openpyxl.load_workbook(io.BytesIO(export.xlsx("x", [], rows, COLUMNS))).active
    cells = {row[0].value: row[1] for row in sheet.iter_rows() if row[0].value in results}
    for name, (value, said) in results.items():
        assert f'>{name}</th><td class="so">{said}</td>' in html
        assert [name, said] in lines
        assert cells[name].value == pytest.approx(value, abs=1e-12), "it stays a number"
        assert excel.shown(cells[name].value, cells[name].number_format) == said


@pytest.fixture(scope="module")
def draft(ask):
    draft = documents.draft(ask, Subject("ket-qua", YEAR, YEAR, block=BLOCK))
    draft.write()
    return draft


def test_the_report_and_its_annex_say_it(draft, results):
    made = Document(io.BytesIO(docx.written(draft.paper)))
    rows = {}
    for table in made.tables:
        for row in table.rows:
            cells = ["".join(t.text or "" for t in cell._tc.iter(qn("w:t"))) for cell in row.cells]
            if len(cells) == 10:
                rows[cells[1]] = cells[6]
    sheet = openpyxl.load_workbook(io.BytesIO(annexes.xlsx(draft.ask, draft.subject)))[f"Kết quả {YEAR}"]
    cells = {row[1].value: row[6] for row in sheet.iter_rows(min_row=5)}
    for name, (_, said) in results.items():
        assert rows[name] == said
        assert excel.shown(cells[name].value, cells[name].number_format) == said
    for name in ("Trung vị", "Bình quân"):
        kept = openpyxl.load_workbook(io.BytesIO(annexes.xlsx(draft.ask, draft.subject)), data_only=True)
        value = next(r[6] for r in kept[f"Kết quả {YEAR}"].iter_rows(min_row=5) if r[1].value == name)
        assert excel.shown(value.value, value.number_format) == rows[name]
    [middle] = {text for key, text in draft.paper.figures.items() if re.fullmatch(rf"trung_vi\.{YEAR}\.[\w-]+", key)}
    assert rows["Trung vị"] == middle, "body and annex name the same middle"


def test_the_pdf_says_it(draft, results):
    from pypdf import PdfReader

    said = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.written(draft.paper))).pages)
    for _, shown in results.values():
        assert shown in said


def test_slides_say_it(draft, ask, results):
    deck = Presentation(io.BytesIO(slides.written(draft)))
    charts = [shape.chart for page in deck.slides for shape in page.shapes if shape.has_chart]
    [chart] = [c for c in charts if c.value_axis.axis_title.text_frame.text == "% điểm tối đa"]
    seen = 0
    notes = "\n".join(page.notes_slide.notes_text_frame.text for page in deck.slides)
    form = chart.plots[0].series[0].data_labels.number_format
    for category, value in zip(chart.plots[0].categories, chart.plots[0].series[0].values, strict=True):
        name = category.split(". ", 1)[1] if ". " in category else None
        if name in results:
            seen += 1
            assert form == '0.0#"%"'
            number = f"{value:.2f}".rstrip("0").ljust(len(f"{int(value)}.0"), "0").replace(".", ",")
            assert f"{number}%" == results[name][1]
    assert seen > 5
    for name, (_, said) in results.items():
        assert f"{name}: {said}" in notes


def test_the_sheet_of_a_unit_says_it(ask, results):
    codes = {row["unit_name"]: row["unit_code"] for row in ask("ranking", year=YEAR, block=BLOCK, scope=None)}
    for name in list(results)[:6]:
        made = docx.written(unit_sheet.sheet(ask, YEAR, codes[name], None))
        said = "\n".join(p.text for p in Document(io.BytesIO(made)).paragraphs)
        assert f"đạt {results[name][1]} điểm tối đa" in said


# ------------------------------------------------------------------ and nowhere else


def formats_of_its_own(source: str) -> list[str]:
    """Where a module rounds or formats a figure itself: format specifications, round(), the formats of d3 and Excel."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            spec = "".join(part.value for part in node.format_spec.values if isinstance(part, ast.Constant))
            if re.search(r"\.(\d+|\{)?[fgeF%]|,", spec) or not spec:
                found.append(f"{node.lineno}: format {spec!r}")
        elif isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in ("round", "quantize"):
                found.append(f"{node.lineno}: {name}()")
        elif isinstance(node, ast.Constant) and re.fullmatch(
            r"[+~,]*\.\d[fr%]|[#,0]*0\.[0#]+%?", node.value if isinstance(node.value, str) else ""
        ):
            found.append(f"{node.lineno}: {node.value!r}")
    return found


def test_nothing_else_rounds_or_formats_a_figure():
    found = {}
    for folder in ("pages", "reports", "words", "charts"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if name != "words/rounding.py":
                found[name] = formats_of_its_own(path.read_text(encoding="utf-8"))
    assert len(found) > 100
    assert not {name: own for name, own in found.items() if own}


def test_no_format_leaves_a_bare_comma_behind_a_whole_number():
    for path in ROOT.glob("*/**/*.py"):
        if path.relative_to(ROOT).parts[0] in ("etl", "pages", "reports"):
            assert not re.search(r"0\.#", path.read_text(encoding="utf-8")), path


@pytest.mark.parametrize(
    "source", ['f"{x:.1f}"', 'f"{x:,.{n}f}"', "round(x, 1)", 'alt.Axis(format="+,.1f")', '{"num_format": "0.0"}', 'f"{x:.0%}"', 'f"{x:.10g}"', "x.quantize(y)"]
)  # fmt: skip
def test_a_rounding_of_its_own_is_seen(source):
    assert formats_of_its_own(source)
