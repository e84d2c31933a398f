"""Which room may know which: imports point one way, so that a change in a room reaches only the rooms above it."""

import ast
import re
from pathlib import Path

import pytest

from pages._shared import data
from words.columns import COLUMNS

ROOT = Path(__file__).resolve().parent.parent
# the lowest first: a room knows those below it, and those beside it only where BESIDE says so
FLOORS = (
    ("warehouse", "charts"),
    ("words", "etl.read"),
    ("etl.reference",),
    ("etl.surveys",),
    ("etl.kinds",),
    ("etl.run",),
    ("etl.desk",),
    ("reports",),
    ("etl",),  # the command line
    ("pages", "sample_data"),
)
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}


def room_of(module: str) -> str | None:
    parts = module.split(".")
    return next((name for name in (".".join(parts[:2]), parts[0]) if name in FLOOR), None)


def imports(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def sources(room: str) -> list[Path]:
    folder = ROOT / room.replace(".", "/")
    inner = [ROOT / r.replace(".", "/") for r in FLOOR if r.startswith(f"{room}.")]
    return [p for p in folder.rglob("*.py") if not any(p.is_relative_to(i) for i in inner)]


def upward(room: str, path: Path) -> list[str]:
    """Imports of a file that point to a room on its own floor or above it."""
    found = ((name, room_of(name)) for name in imports(path))
    return [name for name, other in found if other and other != room and FLOOR[other] >= FLOOR[room]]


@pytest.mark.parametrize("room", FLOOR)
def test_a_room_knows_only_what_lies_below_it(room):
    assert sources(room), "no such room"
    assert not {path.name: up for path in sources(room) if (up := upward(room, path))}


def test_an_import_that_points_up_is_seen(tmp_path):
    (tmp_path / "x.py").write_text("def f():\n    from etl.run import run\n    import pages._shared.data\n")
    assert upward("etl.read", tmp_path / "x.py") == ["etl.run.run", "pages._shared.data"]


@pytest.mark.parametrize("folder", ["etl", "words", "warehouse", "charts"])
def test_no_module_knows_itself_over_another(folder):
    """Circles of modules, imports inside functions counted too."""
    modules = {}
    for path in (ROOT / folder).rglob("*.py"):
        name = path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
        modules[name] = path
    known = {
        name: {m for i in imports(path) for m in (i, i.rpartition(".")[0]) if m in modules and m != name}
        for name, path in modules.items()
    }
    while free := {name for name, uses in known.items() if not uses & set(known)}:
        known = {name: uses for name, uses in known.items() if name not in free}
    assert not known


PAGES = sorted(path.name for path in (ROOT / "pages").glob("[!_]*.py"))
MOST_LINES = 60


def remembered(source: str) -> set[str]:
    """Lower-case names that a module assigns outside its functions: whatever reads them depends on all of it."""
    names = (
        target.id
        for node in ast.parse(source).body
        for child in ([node] if not isinstance(node, (ast.FunctionDef, ast.ClassDef)) else [])
        for inner in ast.walk(child)
        for target in ([inner] if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store) else [])
    )
    return {name for name in names if name != name.upper()}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_a_table_of_contents(page):
    source = (ROOT / "pages" / page).read_text(encoding="utf-8")
    assert len(source.splitlines()) <= MOST_LINES
    assert remembered(source) <= {"view"}


SECTIONS = sorted(
    p for p in (ROOT / "pages").glob("_*/*.py") if p.parent.name != "_shared"
)  # that keeps a lock and a type


def test_a_section_remembers_nothing():
    assert len(SECTIONS) > 50
    assert not {f"{p.parent.name}/{p.name}": names for p in SECTIONS if (names := remembered(p.read_text("utf-8")))}


def test_what_a_page_remembers_is_seen():
    assert remembered("A = 1\nview = 2\nif A:\n    x = 3\ndef f():\n    y = 4\n") == {"view", "x"}


def test_the_numbers_of_a_method_stand_where_it_is_computed():
    for folder in ("pages", "reports", "words"):
        for path in (ROOT / folder).rglob("*.py"):
            assert not re.search(r"±\d", path.read_text(encoding="utf-8")), path


# rooms whose objects are records that are passed: small, and whole when they are made
RECORDS = ("etl.run", "etl.surveys")
MOST_ATTRIBUTES = 10
CONSTRUCTORS = ("__init__", "__new__", "__post_init__")


def attributes(of: ast.ClassDef) -> tuple[set[str], set[str]]:
    """Names that objects of a class carry, and those of them that its constructor does not make."""
    declared = {n.target.id for n in of.body if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name)}
    made, late = set(declared), set()
    for method in of.body:
        if not isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef)) or not method.args.args:
            continue
        myself = method.args.args[0].arg
        written = {
            n.attr
            for n in ast.walk(method)
            if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store)
            and isinstance(n.value, ast.Name) and n.value.id == myself
        }  # fmt: skip
        (made if method.name in CONSTRUCTORS else late).update(written)
    return made | late, late - made


def classes(source: str) -> dict[str, tuple[set[str], set[str]]]:
    return {n.name: attributes(n) for n in ast.walk(ast.parse(source)) if isinstance(n, ast.ClassDef)}


@pytest.mark.parametrize("room", RECORDS)
def test_objects_are_small_and_whole_when_they_are_made(room):
    found = {f"{p.name}: {c}": a for p in sources(room) for c, a in classes(p.read_text("utf-8")).items()}
    assert found, "no such room"
    assert not {name: names for name, (names, _) in found.items() if len(names) > MOST_ATTRIBUTES}
    assert not {name: late for name, (_, late) in found.items() if late}


def test_attributes_are_counted_wherever_they_are_written():
    source = (
        "class A:\n    a: int\n    def __init__(self):\n        self.b, other.c = 1, 2\n"
        "    def run(this):\n        if 1:\n            this.a = this.d = 1\n        with x() as this.e:\n            this.b += 1\n"
    )
    assert classes(source) == {"A": ({"a", "b", "d", "e"}, {"d", "e"})}


CLOCKS = {f"{of}.{name}" for of in ("date", "datetime") for name in ("today", "now", "utcnow", "fromtimestamp")}
CLOCKS |= {f"time.{name}" for name in ("time", "localtime", "gmtime", "strftime", "ctime")}
SQL_CLOCK = re.compile(r"\b(now|today)\s*\(|\bcurrent_(date|time|timestamp)\b|\bget_current_", re.IGNORECASE)


def clocks(source: str) -> set[str]:
    """Clocks of the server that a module asks: `dt.date.today` as `date.today`."""
    names = {ast.unparse(n) for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Attribute)}
    return {".".join(name.split(".")[-2:]) for name in names} & CLOCKS


def test_one_module_asks_what_time_it_is():
    """The day is the office's; whoever asks elsewhere gets the day of the server."""
    rooms = {room.split(".")[0] for room in FLOOR}
    files = [ROOT / "dashboard.py", *(path for room in rooms for path in (ROOT / room).rglob("*.py"))]
    found = {path.relative_to(ROOT).as_posix() for path in files if clocks(path.read_text(encoding="utf-8"))}
    assert found == {"warehouse/clock.py"}
    models = [path for path in (ROOT / "warehouse").rglob("*.sql") if "sample" not in path.parts]
    assert models and not [path.name for path in models if SQL_CLOCK.search(path.read_text(encoding="utf-8"))]


def test_a_clock_is_seen_however_it_is_named():
    assert clocks("import datetime as dt\nx = dt.datetime.now(dt.UTC)\ny = date.today\ntime.time()\nclock.now()") == {
        "datetime.now", "date.today", "time.time",
    }  # fmt: skip
    assert SQL_CLOCK.search("select CURRENT_DATE") and not SQL_CLOCK.search("as_of as today, now_points")


def test_a_difference_of_percentages_is_told_in_percentage_points():
    told = [p for folder in ("pages", "reports", "words", "charts", "warehouse", "etl", "sample_data")
            for ext in ("py", "csv", "sql") for p in (ROOT / folder).rglob(f"*.{ext}")]  # fmt: skip
    assert not [
        path.name for path in [*told, ROOT / "HUONG_DAN.md"] if "điểm \u0025" in path.read_text(encoding="utf-8")
    ]


NAMELESS = re.compile(r"tempfile\.(?:TemporaryDirectory|NamedTemporaryFile|mkdtemp|mkstemp)\((?!prefix=\"|.*dir=)")  # fmt: skip


def test_what_lies_in_the_temporary_folder_is_known_by_its_name():
    """Else the start of the server cannot clear away what a killed one left (pages/_shared/door.py)."""
    from pages._shared import door

    text = "\n".join(p.read_text("utf-8") for room in {r.split(".")[0] for r in FLOOR} for p in (ROOT / room).rglob("*.py"))  # fmt: skip
    assert NAMELESS.search("tempfile.TemporaryDirectory()") and not NAMELESS.search(text)
    named = re.findall(r"tempfile\.\w+\(.*?prefix=\"([^\"]+)\"(?!.*dir=)", text)
    assert len(named) > 8 and all(name.startswith(door.TEMPORARY) for name in named), named


# rooms that write and read raw rows
RAW_ROOMS = ("etl.kinds", "etl.run", "etl.surveys", "warehouse")


def passed_over(source: str) -> list[str]:
    """Where more than three values are taken apart by their position and some are not wanted: a column more in a table,
    and each name means its neighbour."""
    tuples = (n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Tuple) and isinstance(n.ctx, ast.Store))
    names = ([ast.unparse(e) for e in n.elts] for n in tuples)
    return sorted(", ".join(own) for own in names if len(own) > 3 and any(re.match(r"\*?_[a-z]*$", n) for n in own))


@pytest.mark.parametrize("room", RAW_ROOMS)
def test_columns_of_raw_rows_are_read_by_their_names(room):
    assert not {p.name: found for p in sources(room) if (found := passed_over(p.read_text("utf-8")))}


def test_what_is_read_by_position_is_seen():
    source = (
        "for unit, _, _, cell in rows: pass\n[b for a, b, _c, *d in rows]\na, b, c, *_ = row\nfor key, _, n in x: pass"
    )
    assert passed_over(source) == ["a, b, _c, *d", "a, b, c, *_", "unit, _, _, cell"]


def test_a_reader_says_what_is_wrong_as_all_readers_do():
    """One base says it (etl/kinds/rows.py); a reader of its own words would name cells in its own way."""
    assert [p.name for p in sources("etl.kinds") if re.search(r"def _?say\b", p.read_text("utf-8"))] == ["rows.py"]


def columns_of(source: str) -> list[tuple[str, tuple]]:
    """Columns that a module declares: ("column" or "Column", their first arguments that are written out)."""
    calls = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    return [
        (call.func.id, tuple(a.value for a in call.args if isinstance(a, ast.Constant)))
        for call in calls
        if call.func.id in ("column", "Column") and call.args
    ]


def test_a_column_that_several_tables_show_is_named_once():
    declared = [c for path in (ROOT / "pages").rglob("*.py") for c in columns_of(path.read_text(encoding="utf-8"))]
    of_catalogue = [field[0] for how, field in declared if how == "column"]
    assert set(of_catalogue) == set(COLUMNS)
    assert not [field for field in COLUMNS if of_catalogue.count(field) < 2]
    twice = {(field, *COLUMNS[field]) for field in COLUMNS} | {
        (field, label) for field, (label, kind) in COLUMNS.items() if kind == "text"
    }
    assert not [said for how, said in declared if how == "Column" and said in twice]


def test_a_column_named_again_is_seen():
    assert columns_of('a = [Column("unit_name", "Đơn vị"), column("n", width=9), Column(x, "y"), f.Column("z")]') == [
        ("Column", ("unit_name", "Đơn vị")), ("column", ("n",)), ("Column", ("y",)),
    ]  # fmt: skip


def test_no_test_reaches_the_figures_of_an_office_by_default():
    assert ROOT not in data.served().parents
