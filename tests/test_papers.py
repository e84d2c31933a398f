"""What the papers say exists: paths, commands, targets, exit codes' files, environment variables, marts."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAPERS = sorted(path for folder in (".", "docs", "reference", "sample_data") for path in (ROOT / folder).glob("*.md"))
CODE = re.compile(r"`([^`\n]+)`")
FOLDERS = (
    "etl",
    "pages",
    "reference",
    "warehouse",
    "reports",
    "words",
    "charts",
    "tests",
    "sample_data",
    "docs",
    "deploy",
    ".streamlit",
)
# named, and made only when the product runs
MADE = (
    "warehouse/data",
    "warehouse/sample",
    "warehouse/demo",
    "sample_data/out",
    ".streamlit/secrets.toml",
    ".streamlit/roles.csv",
)


def said(paper: Path) -> list[str]:
    """What stands in backticks, and the lines of code blocks."""
    text = paper.read_text(encoding="utf-8")
    blocks = re.findall(r"(?s)```\w*\n(.*?)```", text)
    return CODE.findall(re.sub(r"(?s)```.*?```", "", text)) + [line for block in blocks for line in block.splitlines()]


def paths(words: list[str]) -> set[str]:
    named = re.compile(rf"(?:{'|'.join(map(re.escape, FOLDERS))})/[\w./*\[\]{{}},-]*")
    return {path for word in words for path in [word] if named.fullmatch(path) and not path.startswith(MADE)}


def options(name: str) -> list[str]:
    """`a/{b,c}.sql` → `a/b.sql`, `a/c.sql`."""
    if not (several := re.search(r"\{([^{}]+)\}", name)):
        return [name]
    return [name.replace(several[0], one) for one in several[1].split(",")]


def is_there(path: str) -> bool:
    return all(any(ROOT.glob(one.rstrip("/"))) for one in options(path))


@pytest.mark.parametrize("paper", PAPERS, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_path_exists(paper):
    assert not [path for path in sorted(paths(said(paper))) if not is_there(path)]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_leads_to_a_file(paper):
    links = re.findall(r"\]\(([^)#]+)\)", paper.read_text(encoding="utf-8"))
    assert not [link for link in links if "://" not in link and not (paper.parent / link).exists()]


def test_every_test_that_a_paper_names_exists():
    there = {name for p in (ROOT / "tests").glob("test_*.py") for name in re.findall(r"def (test_\w+)", p.read_text("utf-8"))}  # fmt: skip
    named = {word for paper in PAPERS for word in said(paper) if re.fullmatch(r"test_\w+", word)}
    assert named and not named - there


@pytest.mark.parametrize("paper", PAPERS, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_make_target_exists(paper):
    targets = set(re.findall(r"(?m)^([a-z0-9-]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    used = {name for word in said(paper) for name in re.findall(r"(?<![\w-])make ([a-z][a-z0-9-]*)", word)}
    assert used <= targets


@pytest.fixture(scope="module")
def commands() -> dict[str, str]:
    """Module → what its help lists."""
    return {
        module: subprocess.run(
            [sys.executable, "-m", module, "--help"], capture_output=True, text=True, cwd=ROOT
        ).stdout
        for module in ("etl", "reports")
    }


@pytest.mark.parametrize("paper", PAPERS, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_command_exists(paper, commands):
    used = {found for word in said(paper) for found in re.findall(r"-m (etl|reports) ([a-z][a-z-]+)", word)}
    assert not [f"{module} {name}" for module, name in sorted(used) if not re.search(rf"\b{name}\b", commands[module])]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_environment_variable_is_read_somewhere(paper):
    used = set(re.findall(r"PBGDPL_[A-Z_]+", paper.read_text(encoding="utf-8")))
    sources = [
        p.read_text(encoding="utf-8")
        for f in ("etl", "pages", "warehouse", "reports", "tests")
        for p in (ROOT / f).rglob("*.py")
    ]
    assert not [name for name in sorted(used) if not any(name in text for text in sources)]


@pytest.mark.parametrize(
    "paper", [p for p in PAPERS if p.name == "HUONG_DAN.md"], ids=lambda p: str(p.relative_to(ROOT))
)
def test_every_page_named_in_bold_exists(paper):
    from words import labels

    named = re.findall(r"[Tt]rang \*\*([^*]+)\*\*", paper.read_text(encoding="utf-8"))
    titles = {title for page in labels.PAGES.values() for title in page[:2]}
    assert named and not [name for name in named if name not in titles]


def test_every_rule_that_sql_cites_is_written_down():
    rules = {int(n) for n in re.findall(r"(?m)^\| (\d+) \|", (ROOT / "SCORING.md").read_text(encoding="utf-8"))}
    cited = set()
    for path in (ROOT / "warehouse").rglob("*.sql"):
        for words in re.findall(r"\brules? ([\d, and-]+)", path.read_text(encoding="utf-8")):
            for first, last in re.findall(r"(\d+)(?:-(\d+))?", words):
                cited |= set(range(int(first), int(last or first) + 1))
    assert cited and cited <= rules


def test_what_is_not_there_is_seen():
    words = ["etl/none.py", "warehouse/models/{mart,none}/*.sql", "etl/run/run.py", "not a path", "pages/_app.py"]
    assert [p for p in sorted(paths(words)) if not is_there(p)] == ["etl/none.py", "warehouse/models/{mart,none}/*.sql"]
