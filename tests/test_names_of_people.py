"""Names of people who answered a survey: none is kept anywhere, whichever way it came; what an older version kept goes."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import sqlite3
import unicodedata
import zipfile
from datetime import date
from pathlib import Path

import duckdb
import pytest

from etl.desk import doctor
from etl.kinds import workers
from etl.reference.context import Context
from etl.run import run
from etl.run.session import Session
from etl.surveys import answers, source, strip, table
from sample_data import surveys as sample
from tests import survey_exports as exports
from tests.drill import Steps, copy
from tests.names_and_speech import SAID, UNSEEN_NAMES, UNSEEN_SPEECH, WRITTEN
from tests.test_faults import etl
from warehouse import build, names_of_people, store
from warehouse.names_of_people import FULL, NAME, fold, how_named, known_words, suspect
from warehouse.store import Warehouse, sha256_of
from warehouse.survey_answers import IN_WORDS, Look

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 12, 15)
# Where it stands → names that stand nowhere else; of two words and of more, with accents and without.
NAMES = {
    "họ và tên": ["Nguyễn Thị Bí", "Nguyen Thi Bi", "Hoa"],
    "open": ["Lê Hoa", "Dang Hung", "Phạm Thị Cúc", "HOÀNG YẾN"],
    "unmapped": ["Hồ Kín", "Bui Kin", "Phan Văn Kín"],
    "sentence": ["Võ Sen", "Đỗ Lan", "Vũ Thị Na"],
    "among sentences": ["Ngô Tâm", "Ngo Tam"],
    "among unmapped sentences": ["Cao Biền"],
    "unit": ["Lý Mơ", "Ly Mo"],
    "group": ["Dương Ngà"],
    "coded": ["Trịnh Bảo", "Đoàn Thị Bảy"],
    "file": ["Đinh Quý"],
    "folder": ["Lương Thị Mây"],
    "sheet": ["Tạ Hiền"],
    "header": ["Chu Minh"],
}
ALL = [name for names in NAMES.values() for name in names if name != "Hoa"]
OPEN, REMARK, FREE, HEARD = "Điều mong muốn nhất", "Góp ý cho đợt sau", "Ghi thêm", "Ý kiến thêm"
QUESTIONS = f"""\
PBGDPL-2022,mong_muon,{OPEN},question,text,,,,,,90
PBGDPL-2022,gop_y,{REMARK},question,text,,,,,,91
"""
HEADER = ["Dấu thời gian", "Họ và tên", sample.WARD, sample.WHO, sample.REACHED, sample.KNOWS_OLD, sample.PLEASED,
          sample.RESPECTS, sample.USES, OPEN, REMARK, FREE, HEARD, NAMES["header"][0]]  # fmt: skip
PEOPLE = 40
FIGURES = [(PEOPLE - 4, 30)]  # two name no ward, two answer nothing that is asked


def rows(unit_header=sample.WARD) -> list[list[str]]:
    """A survey in which names stand wherever people write them."""
    remarks = {
        1: f"Tôi tên là {NAMES['sentence'][0]}, ở tổ 5",
        2: f"Nhờ chị {NAMES['sentence'][1]} giúp",
        3: f"Gửi kèm: {NAMES['sentence'][2]}.",
        4: NAMES["among sentences"][0],
        6: NAMES["among sentences"][1],
    }

    def row(n: int) -> list[str]:
        unit = NAMES["unit"][n] if n < 2 else "Phường Bãi Cháy"
        who = NAMES["group"][0] if n == 9 else sample.CITIZEN
        pleased = NAMES["coded"][n - 10] if n in (10, 11) else "Hài lòng" if n % 5 else "Bình thường"
        told = [names[n % len(names)] for names in (NAMES["open"], NAMES["unmapped"])]
        heard = NAMES["among unmapped sentences"][0] if n == 12 else f"đã nghe {n}"
        return [f"{10 + n % 15}/11/2022 08:{n % 60:02d}:00", NAMES["họ và tên"][n % 3], unit, who, "Có", "18 tuổi",
                pleased, "Tốt", "Thường xuyên", told[0], remarks.get(n, f"ý kiến {n}"), told[1], heard, "x"]  # fmt: skip

    header = [unit_header if h == sample.WARD else h for h in HEADER]
    return [header, *map(row, range(PEOPLE))]


def as_csv(folder: Path, content: list[list[str]]) -> Path:
    path = folder / f"Khảo sát - {NAMES['file'][0]}.csv"
    path.write_bytes(exports.text(content))
    return path


def as_xlsx(folder: Path, content: list[list[str]]) -> Path:
    path = folder / f"{NAMES['file'][0]}.xlsx"
    path.write_bytes(exports.workbook({NAMES["sheet"][0]: content, "Trang 2": [["x"]]}))
    return path


def as_zip(folder: Path, content: list[list[str]]) -> Path:
    path = folder / f"{NAMES['file'][0]}.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr(f"{NAMES['folder'][0]}/{NAMES['file'][0]}.csv", exports.text(content))
    return path


@pytest.fixture(scope="module")
def mapped(reference_only, tmp_path_factory) -> Path:
    """A warehouse whose form of 2022 has two open questions."""
    folder = tmp_path_factory.mktemp("mapped")
    shutil.copytree(reference_only, folder / "warehouse")
    questions = (ROOT / "sample_data/reference/survey_questions.csv").read_text(encoding="utf-8")
    (folder / "survey_questions.csv").write_text(questions + QUESTIONS, encoding="utf-8")
    assert etl(folder / "warehouse", "load", folder / "survey_questions.csv").exit_code == 0
    return folder / "warehouse"


@pytest.fixture
def warehouse(mapped, tmp_path, monkeypatch) -> Warehouse:
    monkeypatch.setattr(workers, "call", lambda function, *arguments, **_: function(*arguments))
    return Warehouse(shutil.copytree(mapped, tmp_path / "warehouse"))


# where a name may be


def texts(root: Path) -> dict[str, str]:
    """File → everything that can be read in it: members of zips, tables of databases, columns of Parquet files."""
    return {
        str(path.relative_to(root)): unicodedata.normalize("NFC", f"{path.name}\n{_text_of(path)}")
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def _text_of(path: Path) -> str:
    if path.suffix == ".duckdb":
        with duckdb.connect(str(path), read_only=True) as con:
            columns = con.execute(
                "select schema_name, table_name, column_name from duckdb_columns() where not internal"
            ).fetchall()
            return "\n".join(
                str(cell)
                for schema, table, column in columns
                for (cell,) in con.execute(f'select distinct "{column}" from "{schema}"."{table}"').fetchall()
            )
    if path.suffix == ".parquet":
        return repr(duckdb.sql(f"select * from read_parquet('{path}')").fetchall())
    if path.suffix == ".sqlite":
        return "\n".join(sqlite3.connect(path).iterdump())
    return _readable(path.read_bytes())


def _readable(data: bytes) -> str:
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return data.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return "\n".join(f"{i.filename}\n{_readable(package.read(i))}" for i in package.infolist())


def left(root: Path, names=ALL) -> set[tuple[str, str]]:
    """(file, name) wherever one is left."""
    return {(file, name) for file, text in texts(root).items() for name in names if name in text}


def figures(warehouse: Warehouse) -> list[tuple]:
    sql = "select n, favourable from mart.survey_unit_year where indicator = 'hai_long'"
    with duckdb.connect(str(warehouse.snapshot_path(warehouse.current_id())), read_only=True) as con:
        return con.execute(sql).fetchall()


def rebuilt_equal(warehouse: Warehouse, folder: Path) -> bool:
    """Whether archive and journal alone make the marts that are published."""
    before = shutil.copy(warehouse.snapshot_path(warehouse.current_id()), folder / "before.duckdb")
    shutil.rmtree(warehouse.answers)
    run.rebuild(Session(warehouse, TODAY))
    return build.marts_equal(before, warehouse.snapshot_path(warehouse.current_id()))


def test_the_search_finds_a_name_wherever_it_is(tmp_path):
    """Of a search that finds nothing nobody knows whether it can."""
    name = "Lê Hoa"
    (tmp_path / "a.csv").write_text(unicodedata.normalize("NFD", name), encoding="utf-8")
    (tmp_path / "b.xlsx").write_bytes(exports.workbook({"S": [[name]]}))
    duckdb.sql(f"copy (select '{name}' as x) to '{tmp_path / 'c.parquet'}'")
    with duckdb.connect(str(tmp_path / "d.duckdb")) as con:
        con.execute(f"create table t as select '{name}' as x")
    with sqlite3.connect(tmp_path / "e.sqlite") as con:
        con.execute("create table t (x text)")
        con.execute("insert into t values (?)", [name])
    (tmp_path / f"{name}.txt").write_bytes(b"")
    assert {file for file, _ in left(tmp_path)} == {p.name for p in tmp_path.iterdir()}


# what comes in


def test_no_name_is_kept(warehouse, tmp_path):
    """A CSV, and a workbook and a member of a zip with the same answers: duplicates are kept too."""
    inbox = tmp_path / "inbox"
    given = inbox / NAMES["folder"][0]
    given.mkdir(parents=True)
    for written in (as_csv, as_xlsx, as_zip):
        written(given, rows())
    before = texts(warehouse.root)
    assert etl(warehouse.root, "load", inbox, "--dry-run").exit_code == 0
    assert texts(warehouse.root) == before
    with sqlite3.connect(warehouse.root / "workspace.sqlite"):
        assert etl(warehouse.root, "load", inbox).exit_code == 0
    assert len([e for e in warehouse.state().files if e["kind"] == "survey"]) == 3
    assert left(warehouse.root) == set()
    assert figures(warehouse) == FIGURES
    assert list(warehouse.root.glob("reports/*.xlsx")), "the report of the run was looked through"
    assert etl(warehouse.root, "load", inbox).exit_code == 0
    assert etl(warehouse.root, "load", "--recheck").exit_code == 0
    said = [etl(warehouse.root, *words).output for words in (["names"], ["history"], ["doctor"])]
    assert [name for name in ALL if name in "".join(said)] == []
    assert left(warehouse.root) == set()
    assert rebuilt_equal(warehouse, tmp_path) and figures(warehouse) == FIGURES
    assert doctor.examine(warehouse, TODAY) == []


def test_no_name_is_kept_of_a_survey_that_is_mapped_later(warehouse, tmp_path):
    """While nobody knows its columns, and after the mapping, by which other cells are personal than before."""
    path = as_csv(tmp_path, rows("Noi o"))
    assert etl(warehouse.root, "load", path).exit_code == 1
    assert left(warehouse.root, [n for n in ALL if n not in NAMES["sentence"]]) == set()
    columns = (ROOT / "sample_data/reference/survey_columns.csv").read_text(encoding="utf-8")
    columns += "PBGDPL-2022,Noi o,xa_phuong,,Thử,2026-12-15\n"
    (tmp_path / "survey_columns.csv").write_text(columns, encoding="utf-8")
    assert etl(warehouse.root, "load", tmp_path / "survey_columns.csv").exit_code == 0
    assert etl(warehouse.root, "load", "--recheck").exit_code == 0
    assert left(warehouse.root) == set()
    assert figures(warehouse) == FIGURES
    assert doctor.examine(warehouse, TODAY) == []
    assert rebuilt_equal(warehouse, tmp_path)


def test_units_and_options_that_are_called_like_people_stay(tmp_path):
    """Wards are called Lê Lợi and Cao Xanh, a question may have Trần Phú as an option."""
    made = exports.context(
        tmp_path,
        unit_aliases=[("Lê Lợi", "LL", None, None, None, None)],
        units=[("LL", "Xã Lê Lợi", "xa_phuong", date(2022, 1, 1), None, None, None, None, None)],
        survey_questions=[exports.question("ai", "Ai ký ban hành luật?", scale="AI"),
                          exports.question("nhieu", "Những ai?", kind="multiple", scale="AI"),
                          exports.question("mo", "Mong muốn")],
        survey_options=[("AI", "tp", "Trần Phú", None, True, 1), ("AI", "ntm", "Nguyễn Thị Minh Khai", None, False, 2)],
    )  # fmt: skip
    head = ["Dấu thời gian", exports.WARD, exports.KNOW, "Ai ký ban hành luật?", "Những ai?", "Nơi khác", "Mong muốn"]
    both = "Trần Phú, Nguyễn Thị Minh Khai"
    cells = ["29/11/2025 09:40:00", "Lê Lợi", "18 tuổi", "Nguyễn Thị Minh Khai", both, "Lê Lợi", "Trần Phú"]
    odd = [*cells[:4], f"Trần Phú, {NAMES['sentence'][2]}", *cells[5:]]
    parsed = answers.parse(source.Source("csv", None, head, [cells] * 3 + [odd]), made)
    stored = Path(parsed.stored).read_text(encoding="utf-8").splitlines()
    assert stored[1].split(",")[1] == "Lê Lợi" and stored[1].count("Lê Lợi") == 2
    assert both in stored[1] and not stored[1].endswith("Trần Phú")
    assert NAMES["sentence"][2] not in stored[4] and "tp" in stored[4]
    told = duckdb.sql(
        f"select response, question_code, option_code from read_parquet('{parsed.answers}')"
        " where question_code in ('ai', 'nhieu') order by all"
    ).fetchall()
    one = [("ai", "ntm"), ("nhieu", "ntm"), ("nhieu", "tp")]
    assert told == [(n, *a) for n in range(3) for a in one] + [(3, "ai", "ntm"), (3, "nhieu", "tp"), (3, "nhieu", None)]


# what an older version kept


@pytest.fixture
def as_before(monkeypatch):
    """Strips as the program did before it knew that open questions hold names; gives what undoes that."""
    patch = pytest.MonkeyPatch()
    patch.setattr(strip, "WITH_NAMES", IN_WORDS)
    patch.setattr(strip, "WITH_LIKELY_NAMES", Look("no cell says this"))
    patch.setattr(table.Asked, "is_open", lambda *_: False)
    patch.setattr(strip, "_kept", lambda *_: {})
    yield patch.undo
    patch.undo()


@pytest.fixture
def old(warehouse, as_before, tmp_path) -> Warehouse:
    """A warehouse with a survey that an older version stored, names and all; today's rules hold again."""
    (tmp_path / "ks.csv").write_bytes(exports.text(rows()))
    assert etl(warehouse.root, "load", tmp_path / "ks.csv").exit_code == 0
    as_before()
    assert figures(warehouse) == FIGURES
    return warehouse


def stored(warehouse: Warehouse) -> Path:
    (event,) = {e["sha256"]: e for e in warehouse.state().files if e["kind"] == "survey"}.values()
    return warehouse.original(event)


def codes(warehouse: Warehouse) -> list[str]:
    return [p.code for p in doctor.examine(warehouse, TODAY)]


def test_what_an_older_version_kept_is_stored_anew_by_the_doctor(old, tmp_path):
    archive = old.archive
    assert {name for _, name in left(archive)} >= {*NAMES["open"][:2], NAMES["among sentences"][0], NAMES["unit"][0]}
    before, published = texts(old.root), sha256_of(stored(old))
    assert [p.code for p in doctor.run(old, TODAY, dry=True)] == ["survey_stores_personal"]
    assert texts(old.root) == before
    said = etl(old.root, "doctor")
    assert said.exit_code == 0 and "survey_stores_personal" in said.output and "✓" in said.output
    assert left(archive) == set()
    event = old.events()[-1]
    path = stored(old)
    assert event | {"at": "", "who": "", "via": ""} == {
        "type": "stored_again", "seq": old.events()[-2]["seq"] + 1, "sha256": path.stem, "from": published,
        "to": sha256_of(path), "content_hash": old.state().files[-1]["content_hash"], "at": "", "who": "", "via": "",
        "prev": event["prev"],
    }  # fmt: skip
    journal = old.journal.read_bytes()
    assert doctor.run(old, TODAY) == [] and old.journal.read_bytes() == journal
    assert rebuilt_equal(old, tmp_path) and figures(old) == FIGURES
    # the same answers in other bytes are still known
    other = [[*r[:1], "Người khác", *r[2:]] for r in rows()]
    (tmp_path / "lai.csv").write_bytes(exports.text([rows()[0], *other[1:]]))
    again = run.load(Session(old, TODAY), [tmp_path / "lai.csv"])
    assert [i.status for i in again.items] == ["duplicate"]


def test_a_copy_whose_answers_would_change_is_left_and_said(old, monkeypatch):
    """Were a rule to take what a figure needs, the stored copy would be the last one that has it."""
    monkeypatch.setattr(strip, "WITH_NAMES", IN_WORDS._replace(marks=f"{IN_WORDS.marks}|^18 tuổi$"))
    monkeypatch.setattr(strip, "_kept", lambda *_: {})
    before = texts(old.root)
    problems = doctor.run(old, TODAY)
    # a rebuild would read it by the same rule
    assert [(p.code, p.mended) for p in problems] == [("survey_not_stripped", False), ("rebuild_differs", False)]
    assert "sẽ đổi" in problems[0].message and texts(old.root) == before


def test_a_copy_that_cannot_be_read_again_is_said(old, monkeypatch):
    def fail(*_args, **_more):
        raise workers.ChildFailed

    monkeypatch.setattr(workers, "call", fail)
    problems = doctor.run(old, TODAY)
    assert [(p.code, p.mended) for p in problems] == [("survey_not_stripped", False)]
    assert "không đọc được" in problems[0].message


class Killed(BaseException):
    """Ends a writer as a signal does: nothing catches it, nothing tidies up."""


class Raising(Steps):
    """The steps of tests/drill.py, struck by an exception: no process of its own is needed."""

    def step(self, name: str, path: str = "") -> None:
        if self.is_on:
            self.names.append(f"{name} {path}".strip())
            if len(self.names) == self.strike_at:
                self.is_on = False
                raise Killed


def struck(folder: Path, strike_at: int, work) -> list[str]:
    """The steps that were begun; `work` is killed at the last of them, unless it had fewer."""
    steps = Raising(folder, strike_at, "kill", folder)
    with pytest.MonkeyPatch.context() as patch:
        for place, name in ((os, "fsync"), (os, "sync"), (build, "run_model"), (store, "_write_all")):
            patch.setattr(place, name, getattr(place, name))  # put back at the end
        sweep = Warehouse._sweep
        patch.setattr(Warehouse, "_sweep", lambda self: sweep(self) if steps.is_on else None)
        steps.watch()
        try:
            work()
        except Killed:
            pass
        finally:
            steps.is_on = False
    return steps.names


def mend(warehouse: Warehouse, problems: list) -> None:
    """As doctor.run does it, of problems found before."""
    with warehouse.lock_only():
        for one in problems:
            one.mend()


def test_a_doctor_that_is_killed_leaves_what_the_next_one_heals(old, tmp_path, monkeypatch):
    looks = {}

    def look(strip_again, path: str, context: Context, **_):
        """What comes of the same bytes is the same: they are read once for all steps."""
        key = sha256_of(Path(path))
        if key not in looks:
            found = strip_again(path, context)
            looks[key] = found and found._replace(stored=shutil.copy(found.stored, tmp_path / key))
        return looks[key]

    monkeypatch.setattr(workers, "call", look)
    monkeypatch.setattr(doctor, "_snapshots", lambda *_: [])  # nothing here writes one
    step, names, seen, newest = 0, [], set(), set()
    while len(names) == step:
        step += 1
        folder = Warehouse(copy(old.root, tmp_path / f"killed-{step}"))
        found = doctor.examine(folder, TODAY)
        names = struck(folder.root, step, lambda folder=folder, found=found: mend(folder, found))
        stored(folder)  # never taken for changed by somebody
        problems = doctor.run(folder, TODAY)
        seen.update(p.code for p in problems)
        assert all(p.mended for p in problems), names
        assert left(folder.archive) == set() and not folder.stored_again(), names
        told = [e for e in folder.events() if e["type"] == "stored_again"]
        newest.add(sha256_of(stored(folder)))
        assert [e["to"] for e in told] == list(newest), names
    assert doctor.examine(folder, TODAY) == []
    assert seen == {"survey_stores_personal", "leftover", "journal_torn"}
    assert any(".again" in name for name in names) and "half of the journal" in names


def test_a_load_that_is_killed_while_it_strips_a_kept_survey_more(old, tmp_path, monkeypatch):
    """A recheck strips what is stored; the copy in the archive is never one that the journal does not know."""
    monkeypatch.setattr(doctor, "_snapshots", lambda *_: [])
    options = (ROOT / "sample_data/reference/survey_options.csv").read_text(encoding="utf-8")
    options = options.replace("hai_long,Hài lòng,3", "hai_long,Hài lòng,3|Trịnh Bảo")
    (tmp_path / "survey_options.csv").write_text(options, encoding="utf-8")
    assert etl(old.root, "load", tmp_path / "survey_options.csv").exit_code == 0
    clean = copy(old.root, tmp_path / "clean")
    names = struck(old.root, 0, lambda: run.recheck(Session(old, TODAY)))
    after = figures(old)
    assert not left(old.archive, NAMES["open"])
    half = names.index("half of the journal") + 1
    swap = next(n for n, name in enumerate(names, 1) if name.startswith("os.rename") and ".again" in name)
    for step in (half, swap, swap + 1):
        folder = Warehouse(copy(clean, tmp_path / f"killed-{step}"))
        struck(folder.root, step, lambda folder=folder: run.recheck(Session(folder, TODAY)))
        stored(folder)
        run.recheck(Session(folder, TODAY))
        assert all(p.mended for p in doctor.run(folder, TODAY)), step
        assert figures(folder) == after and not left(folder.archive, NAMES["open"]), step


def test_answers_that_were_coded_while_other_words_were_names_are_coded_anew(warehouse, tmp_path, monkeypatch):
    """A response is told from those of another export by what is no name in it: both are to be coded by one rule."""
    (tmp_path / "ks.csv").write_bytes(exports.text(rows()))
    with monkeypatch.context() as older:
        older.setattr(names_of_people, "fingerprint", lambda: "other words")
        assert etl(warehouse.root, "load", tmp_path / "ks.csv").exit_code == 0
    (before,) = (path.stem for path in warehouse.answers.rglob("*.parquet"))
    (tmp_path / "again.csv").write_bytes(exports.text([rows()[0], *rows()[5:]]))
    assert etl(warehouse.root, "load", tmp_path / "again.csv").exit_code == 0
    marks = {path.stem.split("-")[1] for path in warehouse.answers.rglob("*.parquet")}
    assert len(marks) == 1 and before.split("-")[1] not in marks


def test_a_response_is_known_again_whether_a_name_in_it_is_masked_or_not(tmp_path):
    """Of exports that add up one may hold a name that another one, or its older copy, has masked."""
    made = exports.context(
        tmp_path,
        survey_waves=[exports.wave(2023, "C23", files="add")],
        survey_questions=[exports.question("mo", "Mong muốn", kind="text")],
    )
    head = ["Dấu thời gian", exports.WARD, exports.KNOW, exports.WHO, "Mong muốn"]

    def told(who: str, wish: str, keeps_all: bool) -> list[tuple]:
        made.keeps_all = keeps_all
        row = ["29/11/2023 09:40:07", "Phường Bãi Cháy", "18 tuổi", who, wish]
        parsed = answers.parse(source.Source("csv", None, head, [row]), made)
        sql = f"select respondent from read_parquet('{parsed.answers}') where respondent is not null"
        return duckdb.sql(sql).fetchall()

    person, wish = NAMES["group"][0], NAMES["open"][0]
    assert len(told(person, wish, True)) == 1
    assert told(person, wish, True) == told(person, wish, False) == told("(đã che)", "(đã che)", False)
    assert told("Người dân", wish, True) != told(person, wish, True)


@pytest.mark.parametrize(("cells", "expected"), [(WRITTEN, True), (SAID, False)])
def test_a_name_in_an_open_answer_is_known_and_plain_speech_is_not(cells, expected):
    assert [cell for cell in cells if bool(how_named(cell)) is not expected] == []


@pytest.mark.parametrize(("cells", "expected"), [(UNSEEN_NAMES, True), (UNSEEN_SPEECH, False)])
def test_what_nobody_thought_of_is_nearly_always_told_right(cells, expected):
    """They were not looked at when the rules were made, and are not to be: new ones go to the lists above."""
    assert sum(bool(how_named(cell)) is expected for cell in cells) >= 0.95 * len(cells)


@pytest.mark.parametrize(
    "spelled",
    [str, str.lower, str.upper, fold, lambda n: fold(n).title(), lambda n: fold(n).upper(), "1) {} - tổ 5".format,
     "Nhờ đồng chí {} giải quyết giúp việc này cho bà con".format,
     lambda n: f"nhờ chị {n.lower()} giải quyết giúp việc này cho bà con",
     lambda n: f"{'. '.join(word[0] for word in n.split()[:-1])}. {n.split()[-1]}"],
)  # fmt: skip
def test_a_frequent_name_is_known_however_it_is_written(spelled):
    names = [f"{family} {rest}" for family in ("Nguyễn", "Lê", "Đặng", "Hồ", "Cao")
             for rest in ("Văn Sơn", "Thị Hoa", "Thế Hạnh", "Quang Trung Anh", "Ngọc Minh Châu")]  # fmt: skip
    assert [name for name in names if not how_named(spelled(name))] == []


@pytest.mark.parametrize("spelled", [str, str.lower, str.upper])
def test_no_words_of_the_reference_are_a_name(spelled):
    """Units, questions, options, criteria: what people who answer speak of."""
    words = {
        part.strip()
        for file in sorted((ROOT / "sample_data/reference").glob("*.csv"))
        for row in csv.reader(io.StringIO(file.read_text(encoding="utf-8")))
        for cell in row
        for part in re.split("[|;]", cell)
        if "_" not in part  # of codes
    }
    assert len(words) > 900
    assert [word for word in sorted(words) if how_named(spelled(word))] == []


def test_no_name_escapes_the_cheap_look_before_it():
    """DuckDB asks only about cells that fit a pattern."""
    names = [name for name in [*WRITTEN, *UNSEEN_NAMES] if how_named(name)]
    among = [f"Xin nói rõ để cán bộ phường biết cho rằng {name} và tất cả mọi người trong tổ" for name in names]
    cells = [cell for cell in [*names, *among] if how_named(cell)]
    assert len(cells) > 1.5 * len(names)
    query = "select cell from (select unnest($cells) as cell) where not regexp_matches(nfc_normalize(cell), $pattern)"
    assert duckdb.execute(query, {"cells": cells, "pattern": suspect()}).fetchall() == []


def test_the_tables_of_words_agree():
    """A word that no name holds is no syllable of names, and nothing stands twice."""
    known = known_words(False)
    assert known.never & known.given == set()
    for file in ("family_names.csv", "given_names.csv", "plain_words.csv"):
        lines = (ROOT / "warehouse" / file).read_text(encoding="utf-8").splitlines()
        assert len(lines) == len(set(lines)) and all(unicodedata.is_normalized("NFC", line) for line in lines)


def test_speech_that_is_counted_is_no_name():
    """Among coded answers a word too many would take an option."""
    assert [cell for cell in [*SAID, "Hà Nội", "Nông Dân", "Cao Xanh"] if how_named(cell) in (FULL, NAME)] == []


def test_every_way_of_writing_a_name_is_masked_in_a_mapped_open_question(warehouse, tmp_path):
    content = rows()
    place = content[0].index(REMARK)
    sentences = [f"ý kiến {n} của tổ dân phố về tuyên truyền" for n in range(4 * len(WRITTEN))]
    head, body = content[0], content[1:]
    many = [[*body[n % len(body)]] for n in range(5 * len(WRITTEN))]
    for n, row in enumerate(many):
        row[place] = WRITTEN[n // 5] if n % 5 == 0 else sentences[n - n // 5 - 1]
    (tmp_path / "khao_sat.csv").write_bytes(exports.text([head, *many]))
    assert etl(warehouse.root, "load", tmp_path / "khao_sat.csv").exit_code == 0
    kept = "".join(p.read_text(encoding="utf-8") for p in warehouse.archive.glob("*.csv"))
    assert [name for name in WRITTEN if name in kept] == []
    assert sum(sentence in kept for sentence in sentences) > 0.9 * len(sentences)


@pytest.mark.parametrize("others", [[], ["Tốt", "Không có ý kiến", "Tuyên truyền nhiều hơn", "Hà Nội"] * 5])
def test_a_name_is_masked_and_plain_speech_stays_whatever_stands_beside_it(tmp_path, others):
    """Each in a question of its own: beside a name that is known anyway, whatever finds the column suspect finds it
    for all."""
    questions = [exports.question(f"mo_{n}", f"Mong muốn thứ {n}", kind="text") for n in range(30)]
    made = exports.context(tmp_path, survey_waves=[exports.wave(2023, "C23")], survey_questions=questions)
    head = ["Dấu thời gian", exports.WARD, exports.KNOW, exports.WHO, *(f"Mong muốn thứ {n}" for n in range(30))]
    names = [cell for cell in [*WRITTEN, *UNSEEN_NAMES] if how_named(cell)]
    cells = [*names, *SAID, *(cell for cell in UNSEEN_SPEECH if not how_named(cell))]
    for first in range(0, len(cells), 30):
        asked = cells[first : first + 30] + [""] * max(0, first + 30 - len(cells))
        answered = [asked, *([other] * 30 for other in others)]
        rows = [["29/11/2023 09:40:07", "Phường Bãi Cháy", "18 tuổi", "Người dân", *row] for row in answered]
        parsed = answers.parse(source.Source("csv", None, head, rows), made)
        with Path(parsed.stored).open(encoding="utf-8", newline="") as lines:
            _, *kept = csv.reader(lines)
        assert kept[0][4:] == ["(đã che)" if cell in names else cell for cell in asked]
        assert [row[4:] for row in kept[1:]] == answered[1:]
