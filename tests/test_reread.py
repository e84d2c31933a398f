"""A changed reference is judged by the files in force: refused with everything as it was, or accepted and a rebuild gives
the same marts. There is no third way."""

from __future__ import annotations

import csv
import io
import shutil
import stat
import tempfile
from datetime import date
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.desk import doctor
from etl.kinds import recheck, workers
from etl.run.withdraw import withdraw
from tests.office import REFERENCE, TODAY, Office, codes, correction_row, statuses
from tests.test_doctor import tree
from tests.test_survey_load import export
from warehouse import build, kinds

FRAMEWORK = "MINHHOA-KTC-QN-2023"
NEW_FORM = "Biểu tự chấm năm 2024.xlsx"


def new_form(office: Office, name: str = NEW_FORM, most=3, score=2.5) -> Path:
    """A form with "Điểm" over "Tối đa" and "Tự chấm", of a unit that only an alias names."""
    header = ["Mã tiêu chí", "Tên tiêu chí", "Điểm", "", "Minh chứng"]
    below = ["", "", "Tối đa", "Tự chấm", ""]
    scores = [["A1", "", most, score, "KH 1"], ["A2", "", 3, 2, "KH 2"], ["A5", "", 2, 1.5, "KH 3"]]
    top = [["Đơn vị: P. Kinh tế"], ["Năm đánh giá: 2024"]]
    return office.write(name, [*top, header, below, *scores])


def put_in(office: Office) -> None:
    """Files of every kind that is read with something, each by a word that a table of the reference gives."""
    office.folder.mkdir(exist_ok=True)
    paths = [
        new_form(office),
        office.form("b.xlsx", unit="Văn phòng HĐND&UBND", A1=3, A2=2, B2=1),
        office.issued("c.xlsx", A1=2, A2=2),
        office.reply("d.xlsx", ["A1", "", 2.5, 2, "Không đồng ý", "Đã có kế hoạch", "", 2.5, ""]),
        office.correction("e.xlsx", correction_row(criterion="A2", old=2, new=1.5)),
        office.write("f.xlsx", [
            ["SỔ TIẾP NHẬN BÁO CÁO"],
            ["TT", "Đơn vị", "Năm đánh giá", "Nội dung", "Ngày đến", "Số, ký hiệu", "Tên tệp"],
            [1, "Phòng Kinh tế", 2024, "Báo cáo tự đánh giá", date(2025, 1, 3), "1/BC", ""],
        ]),
        office.write("g.xlsx", [
            ["TIẾN ĐỘ"], ["TT", "Nhiệm vụ", "Năm", "Tình trạng"], [1, "3", 2023, "Hoàn thành"],
        ]),
        office.write("h.xlsx", [
            ["KHUYẾN NGHỊ"],
            ["Đơn vị", "Năm đánh giá", "Khuyến nghị", "Tiêu chí", "Ngày khuyến nghị", "Hạn thực hiện"],
            ["Phòng Kinh tế", 2024, "Bổ sung kế hoạch", "A1", date(2025, 2, 3), date(2025, 3, 3)],
        ]),
    ]  # fmt: skip
    (office.folder / "i.csv").write_bytes(export(ward="P. Bãi Cháy"))
    result = office.load(*paths, office.folder / "i.csv")
    assert {i.parsed.kind for i in result.items if i.status.startswith("accepted")} == set(kinds.read_with()), [
        (i.path, i.status, i.findings) for i in result.items
    ]


@pytest.fixture(scope="module")
def base(reference_only, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("reread")
    shutil.copytree(reference_only, folder / "warehouse")
    put_in(Office(folder / "warehouse", folder / "in"))
    return folder / "warehouse"


def rows_of(name: str) -> list[list[str]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


def table(office: Office, name: str, rows: list[list[str]], file: str = "") -> Path:
    """A table of the reference as a CSV file; rows: with the header."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    path = office.folder / f"{file or name}.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def changed(name: str, where: dict[str, str], **values: str | None) -> list[list[str]]:
    """The sample's table with columns of the rows in question changed; without values those rows are left out."""
    header, *rows = rows_of(name)
    out, hits = [header], 0
    for row in rows:
        if all(row[header.index(c)] == v for c, v in where.items()):
            hits += 1
            if not values:
                continue
            row = [values.get(c, v) for c, v in zip(header, row, strict=True)]
        out.append(row)
    assert hits
    return out


def added(name: str, *row: str) -> list[list[str]]:
    return [*rows_of(name), list(row)]


def files(folder: Path) -> dict[str, bytes]:
    """What readers and a rebuild read, but for the journal, which only grows."""
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in folder.rglob("*")
        if p.is_file() and p.parent.name != "archive" and p.name != ".lock"
    }


def assert_settled(office: Office, result, before: dict[str, bytes], folder: Path) -> bool:
    """The one rule of this file; whether the change was accepted."""
    if result.has_rejected:
        assert result.snapshot is None
        assert files(office.warehouse.root) == before
        return False
    shown = folder / "shown.duckdb"
    shutil.copy(office.warehouse.snapshot_path(office.warehouse.current_id()), shown)
    assert doctor.run(office.warehouse, TODAY) == []
    office.rebuild()
    current = office.warehouse.snapshot_path(office.warehouse.current_id())
    assert build.marts_that_differ(shown, current) == []
    return True


A1 = {"framework_code": FRAMEWORK, "criterion_code": "A1"}
A5 = {"framework_code": FRAMEWORK, "criterion_code": "A5", "lower_pct": "95"}
# table, its rows, whether it may be accepted; words of the refusal
CHANGES = {
    "aliases cut short": ("unit_aliases", rows_of("unit_aliases")[:2], False, "P. Kinh tế"),
    "unit renamed": ("units", changed("units", {"unit_code": "PKT"}, unit_name="Phòng Kinh tế, Hạ tầng"), False, "c.xlsx"),
    "unit ended earlier": ("units", changed("units", {"unit_code": "PKT"}, valid_to="2023-12-31"), False, "không tồn tại"),
    "unit in another block": ("units", changed("units", {"unit_code": "PKT"}, block_code="don_vi_su_nghiep"), True, ""),
    "unit's note": ("units", changed("units", {"unit_code": "PKT"}, note="Ghi chú"), True, ""),
    "maximum raised": ("criteria", changed("criteria", A1, max_points="4"), False, "điểm tối đa ghi 3"),
    "maximum lowered": ("criteria", changed("criteria", A1, max_points="2"), False, "A1"),
    "criterion removed": ("criteria", changed("criteria", A1), False, "A1"),
    "criterion renamed": ("criteria", changed("criteria", A1, criterion_name="Kế hoạch khác"), True, ""),
    "band": ("criterion_bands", changed("criterion_bands", A5, points="1.9"), True, ""),
    "decimals": ("frameworks", changed("frameworks", {"framework_code": FRAMEWORK}, decimals="0"), False, "2,5"),
    "year moved": ("framework_years", changed("framework_years", {"framework_code": FRAMEWORK, "year": "2024"}, year="2031"), False, "2024"),
    "exclusion": ("criterion_exclusions", added("criterion_exclusions", FRAMEWORK, "A1", "co_quan_chuyen_mon"), False, "A1"),
    "condition": ("criterion_conditions", added("criterion_conditions", FRAMEWORK, "A1", "2024", "false", "", "", ""), False, "A1"),
    "header taken": ("layouts", added("layouts", "self_assessment", "self_points", "Điểm tối đa", ""), False, NEW_FORM),
    "header over two": ("layouts", added("layouts", "self_assessment", "self_points", "Điểm", ""), True, ""),  # what stands below it counts
    "header ignored": ("layouts", added("layouts", "self_assessment", "ignored", "Minh chứng", ""), False, "KH 1 → (trống)"),
    "word of a kind": ("layouts", added("layouts", "self_assessment", "year_label", "Năm học", ""), True, ""),
    "office renamed": ("settings", changed("settings", {"key": "office_name"}, value="Sở Tư pháp"), False, "c.xlsx"),
    "verification word": ("settings", changed("settings", {"key": "verification_word"}, value="rà soát"), True, ""),
    "milestone renamed": ("milestones", changed("milestones", {"milestone_code": "self_assessment"}, milestone_name="Tự chấm"), True, ""),
    "task renumbered": ("plan_tasks", changed("plan_tasks", {"task_code": "3"}, task_code="3x"), False, ""),
    "question map": ("survey_options", changed("survey_options", {"scale_code": "HAI_LONG", "option_code": "hai_long"}, favourable="false"), True, ""),
    "question reworded": ("survey_questions", changed("survey_questions", {"wording": "Ông/bà sinh sống tại xã, phường nào?"}, wording="Câu khác"), False, "i.csv"),
    "wave shorter": ("survey_waves", changed("survey_waves", {"wave_code": "KS2022"}, collected_from="2022-11-20"), False, "40 phiếu"),
    "wave renamed": ("survey_waves", changed("survey_waves", {"wave_code": "KS2022"}, wave_code="KS2022b"), False, ""),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_table_is_refused_or_a_rebuild_gives_the_same_marts(office, name, tmp_path):
    table_name, rows, accepted, words = CHANGES[name]
    before = files(office.warehouse.root)
    result = office.load(table(office, table_name, rows), on=None)
    assert assert_settled(office, result, before, tmp_path) == accepted, result.items[0].findings
    if not accepted:
        assert set(codes(result)) & {"breaks_values_in_force", "unknown_reference"}
        assert any(words in f.message for f in result.items[0].findings), result.items[0].findings


NAMES = sorted(path.stem for path in REFERENCE.glob("*.csv"))
WORDS = ["", "khác", "0", "1", "true", "2023-12-31", "2024", "all", "PKT", "VP", "Điểm", "A1", FRAMEWORK]


@st.composite
def perturbed(draw) -> tuple[str, list[list[str]]]:
    """A table of the reference with a row left out, added, or with another value in one column."""
    name = draw(st.sampled_from(NAMES))
    header, *rows = rows_of(name)
    place = st.integers(0, max(len(rows) - 1, 0))
    how = draw(st.sampled_from(["left out", "added", "value", "value", "value"]))
    if not rows or how == "added":
        rows.append(list(rows[draw(place)]) if rows else [""] * len(header))
        number = len(rows) - 1
    else:
        number = draw(place)
    if how == "left out" and len(rows) > 1:
        del rows[number]
    else:
        column = draw(st.integers(0, len(header) - 1))
        others = sorted({row[column] for row in rows} | set(WORDS) | {rows[number][column] + " 2"})
        rows[number][column] = draw(st.sampled_from(others))
    return name, [header, *rows]


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(perturbed())
def test_whatever_row_changes_it_is_refused_or_a_rebuild_gives_the_same_marts(base, change):
    name, rows = change
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(base, Path(folder) / "warehouse")
        office = Office(Path(folder) / "warehouse", Path(folder))
        before = files(office.warehouse.root)
        result = office.load(table(office, name, rows), on=None)
        assert_settled(office, result, before, Path(folder))


def test_the_tables_of_one_run_are_judged_apart(office):
    """The one that breaks nothing is loaded; the one that does is refused, wherever it stands."""
    tables = [
        table(office, "layouts", CHANGES["header taken"][1]),
        table(office, "holidays", added("holidays", "2027-01-04", "Nghỉ bù")),
        table(office, "settings", changed("settings", {"key": "near_bound_points"}, value="2")),
    ]
    result = office.load(*tables, on=None)
    assert {i.file_name: i.status for i in result.items} == {
        "holidays.csv": "accepted", "layouts.csv": "rejected", "settings.csv": "accepted",
    }  # fmt: skip


def test_only_files_that_are_read_with_a_changed_table_are_read_again(office, monkeypatch):
    read: list[str] = []
    parse_all = workers.parse_all

    def noting(items, context, **more):
        items = list(items)
        read.extend(name for *_, name in items)
        return parse_all(iter(items), context, **more)

    monkeypatch.setattr(workers, "parse_all", noting)

    def reads_of(name: str, rows: list[list[str]]) -> list[str]:
        read.clear()
        assert statuses(office.load(table(office, name, rows), on=None)) == ["accepted"]
        return sorted(set(read) - {f"{name}.csv"})

    assert reads_of("holidays", added("holidays", "2027-01-04", "Nghỉ bù")) == []
    assert reads_of("heads", changed("heads", {"unit_code": "PKT"}, position="Trưởng")) == []
    assert reads_of("settings", changed("settings", {"key": "near_bound_points"}, value="2")) == []
    assert reads_of("plan_tasks", changed("plan_tasks", {"task_code": "3"}, title="Khác")) == ["g.xlsx"]
    milestone = {"milestone_code": "self_assessment"}
    rows = changed("milestones", milestone, milestone_name="Tự chấm")
    assert reads_of("milestones", rows) == ["f.xlsx", "h.xlsx"]


@pytest.fixture
def unchecked(monkeypatch):
    """A release that did not read the files in force again."""
    with monkeypatch.context() as patched:
        patched.setattr(recheck, "judge", lambda *_, **__: recheck.Verdict())
        yield patched


HARMLESS = ("layouts", "self_assessment", "year_label", "Năm học", "")


@pytest.fixture
def untold(monkeypatch):
    """The doctor does not notice that a snapshot is not as it was published."""
    monkeypatch.setattr(doctor, "_difference", lambda *_: None)


def falsify(office: Office, *statements: str) -> None:
    """Writes into the snapshot that is shown."""
    with duckdb.connect(str(office.warehouse.snapshot_path(office.warehouse.current_id()))) as con:
        for sql in statements:
            con.execute(sql)


def test_an_upgrade_of_the_program_is_not_the_reference_s_doing(office):
    """What differs with the old tables too is no reason to refuse new ones."""
    falsify(office, "update raw.self_assessment set note = 'as an older release read it'")
    rows = changed("units", {"unit_code": "PKT"}, rated_by="khác")
    assert statuses(office.load(table(office, "units", rows), on=None)) == ["accepted"]


def test_the_doctor_says_which_file_cannot_be_read_any_more_and_the_way_back_is_open(office, unchecked, tmp_path):
    taken, name = CHANGES["header taken"][1], NEW_FORM
    assert statuses(office.load(table(office, "layouts", taken), on=None)) == ["accepted"]
    unchecked.undo()
    before = files(office.warehouse.root)
    (problem,) = doctor.run(office.warehouse, TODAY)
    assert (problem.code, problem.needs_a_person) == ("kept_as_accepted", False)
    assert name in problem.message
    assert doctor.run(office.warehouse, TODAY, quick=True) == []
    assert files(office.warehouse.root) == before
    # another change is not refused for what was broken before it
    other = table(office, "units", changed("units", {"unit_code": "PKT"}, note="Ghi chú"))
    assert statuses(office.load(other, on=None)) == ["accepted"]
    result = office.load(table(office, "layouts", added(*HARMLESS), "layouts_2"), on=None)
    assert assert_settled(office, result, before, tmp_path)


def test_a_file_that_could_not_be_read_and_now_can_replaces_its_rows(office, unchecked, untold, tmp_path):
    office.load(table(office, "layouts", CHANGES["header taken"][1]), on=None)
    unchecked.undo()
    falsify(office, "delete from raw.self_assessment where criterion_code = 'A5'")
    result = office.load(table(office, "layouts", added(*HARMLESS), "layouts_2"), on=None)
    assert assert_settled(office, result, {}, tmp_path)
    assert office.score("A5")[0] == 1.5


def test_the_doctor_says_which_marts_a_rebuild_would_change(office, untold):
    falsify(office, "update mart.unit_year set points = 0 where points is not null")
    (problem,) = doctor.run(office.warehouse, TODAY)
    assert problem.code == "rebuild_differs"
    assert "mart.unit_year" in problem.message
    assert "mart.compliance" not in problem.message


def test_a_snapshot_of_an_older_release_need_not_be_equal(office, untold):
    falsify(office, "update reference.shape set shape = 'older'", "update mart.unit_year set points = 0")
    assert doctor.run(office.warehouse, TODAY) == []


def test_the_proof_changes_nothing_and_leaves_nothing(office, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "elsewhere"))
    (tmp_path / "elsewhere").mkdir()
    modes = []
    build_anew = build.build

    def watched(target, **more):
        modes.append(stat.S_IMODE(target.parent.stat().st_mode))
        build_anew(target, **more)

    monkeypatch.setattr(build, "build", watched)
    before = tree(office.warehouse.root)
    assert doctor.run(office.warehouse, TODAY) == []
    assert tree(office.warehouse.root) == before
    assert modes == [0o700]
    assert not list((tmp_path / "elsewhere").iterdir())


# surveys

ALIAS = ("Khu phố Cái Dăm", "P_BAI_CHAY", "", "", "Thử", "2026-12-15")


def rows_of_survey(office: Office) -> tuple:
    """Responses that count of the last survey: as the snapshot, and as the journal says."""
    sql = "select f.rows_loaded, s.loaded from raw.file_rows as f join raw.survey_file as s using (file_seq)"
    event = next(e for e in office.warehouse.state().files if e["file_name"] == "z.csv")
    return (*office.rows(sql + " order by file_seq")[-1], event["row_count"])


def test_an_alias_that_lets_more_answers_in_counts_them_at_once(office, tmp_path):
    more = list(csv.reader(export(3, ward=ALIAS[0]).decode("utf-8-sig").splitlines()))[1:4]
    (office.folder / "z.csv").write_bytes(export(50, ward="P. Bãi Cháy", more=more))
    office.load(office.folder / "z.csv", on="2025-01-10")
    assert rows_of_survey(office) == (50, 50, 50)
    first = office.warehouse.current_id()
    result = office.load(table(office, "unit_aliases", added("unit_aliases", *ALIAS)), on=None)
    of_the_alias = office.warehouse.state().last_run
    assert rows_of_survey(office) == (53, 53, 53)
    assert assert_settled(office, result, {}, tmp_path)
    withdraw(office.warehouse, of_the_alias, TODAY)
    assert rows_of_survey(office) == (50, 50, 50), "the alias is taken back, and what it let in"
    assert office.rebuild().snapshot is None
    office.rollback(first)
    assert rows_of_survey(office) == (50, 50, 50)
    assert doctor.run(office.warehouse, TODAY) == []


# a reference and the forms that replace what it breaks


def higher_maximum(office: Office) -> Path:
    return table(office, "criteria", changed("criteria", A1, max_points="4"))


def test_a_reference_and_the_forms_that_replace_the_broken_ones_are_judged_together(office, tmp_path):
    new = new_form(office, "sau.xlsx", most=4, score=3.5)
    dry = office.load(higher_maximum(office), new, on="2025-02-03", dry=True)
    result = office.load(higher_maximum(office), new, on="2025-02-03")
    assert [s.split("_")[0] for s in statuses(result)] == ["accepted", "accepted"]
    assert statuses(dry) == statuses(result)
    assert office.score("A1")[0] == 3.5
    sql = "select first_received_on, version_received_on from mart.unit_year where year = 2024 and unit_code = 'PKT'"
    assert office.rows(sql) == [(date(2025, 1, 3), date(2025, 2, 3))]
    assert assert_settled(office, result, {}, tmp_path)
    # what was in force before comes back with a withdrawal of that run
    run = next(e["run"] for e in office.warehouse.events() if e["type"] == "withdrawn")
    assert withdraw(office.warehouse, run, TODAY).refused == []
    assert office.score("A1")[0] == 2.5
    assert doctor.run(office.warehouse, TODAY) == []


def test_what_repeated_a_broken_file_does_not_take_its_place(office, tmp_path):
    again = office.folder / "gui_lai.xlsx"
    shutil.copy(new_form(office), again)
    assert statuses(office.load(again, on=None)) == ["duplicate"]
    new = new_form(office, "sau.xlsx", most=4, score=3.5)
    result = office.load(higher_maximum(office), new, on="2025-02-03")
    assert assert_settled(office, result, {}, tmp_path)


@pytest.mark.parametrize("other", ["of another unit", "older than the one in force"])
def test_without_a_newer_version_the_reference_is_refused(office, other):
    if other == "of another unit":
        form = office.form("x.xlsx", unit="Phòng Y tế", A1=3.5)
    else:
        form = new_form(office, "cu.xlsx", most=4, score=3.5)
    result = office.load(higher_maximum(office), form, on="2025-01-01")
    # the form is read under the reference that stays: 3.5 of 3 points
    assert {i.file_name: i.status for i in result.items} == {
        "criteria.csv": "rejected", form.name: "rejected",
    }  # fmt: skip
    assert office.score("A1")[0] == 2.5
    assert [e for e in office.warehouse.events() if e["type"] == "withdrawn"] == []


def test_a_refusal_names_a_few_cells_of_a_file_and_counts_the_others(office):
    form = office.form("x.xlsx", unit="Phòng Y tế", **{f"A{n}": 0.5 for n in range(1, 5)},
                       **{f"B{n}": 0.25 for n in range(1, 4)})  # fmt: skip
    office.load(form)
    rows = changed("frameworks", {"framework_code": FRAMEWORK}, decimals="0")
    (item,) = office.load(table(office, "frameworks", rows), on=None).items
    told = [f.message for f in item.findings if "x.xlsx" in f.message]
    assert len(told) == recheck.LISTED
    assert "0.5 · " in told[0] or "A1" in told[0]
    assert all("và 2 ô khác" in words for words in told)
