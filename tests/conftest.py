"""What holds for every test."""

import gc
import shutil
from functools import cache
from pathlib import Path

import hypothesis
import pytest

# The product is imported by those who need it: the process that shares out the tests only waits for this file.

# How long an example takes says how busy the machine is, not whether the product is right. The examples are the same in
# every run, so that a test says something of the change before it; new ones are looked for by `make explore`.
hypothesis.settings.register_profile("same", deadline=None, derandomize=True)
hypothesis.settings.register_profile("explore", deadline=None, print_blob=True)
hypothesis.settings.load_profile("same")


@pytest.fixture(autouse=True, scope="session")
def quick_loads():
    """Loads in this process: see tests/quick.py. And pages: each AppTest looks through the metadata of every installed
    package for components, which takes longer than most pages do."""
    from streamlit.components.v2 import manifest_scanner

    from tests import quick

    gc.freeze()  # what is imported stays; looking through it again and again took a sixth of the processor
    gc.set_threshold(100_000, 50, 100)
    with pytest.MonkeyPatch.context() as patch:
        quick.quicken(patch.setattr)
        found = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", found)
        yield


@pytest.fixture(autouse=True, scope="session")
def nobodys_warehouse(tmp_path_factory):
    """Who names no folder gets one that does not exist: the tests run where an office may have its figures."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PBGDPL_WAREHOUSE", str(tmp_path_factory.mktemp("nobody") / "warehouse"))
        yield


@pytest.fixture(scope="session")
def reference_only(tmp_path_factory) -> Path:
    """A warehouse with the sample's reference and nothing else, for all files of tests: who writes, copies it."""
    from tests.office import REFERENCE, Office

    folder = tmp_path_factory.mktemp("reference")
    office = Office(folder / "warehouse", folder)
    assert office.load(REFERENCE, on=None).snapshot
    return folder / "warehouse"


@pytest.fixture(scope="module")
def base(reference_only) -> Path:
    """What `office` begins with; a file of tests may put more into a copy."""
    return reference_only


@pytest.fixture
def office(base, tmp_path):
    """An office of its own for a test."""
    from tests.office import Office

    shutil.copytree(base, tmp_path / "warehouse")
    return Office(tmp_path / "warehouse", tmp_path)


@pytest.fixture
def no_sample(monkeypatch, tmp_path) -> None:
    """The sample of this clone must not stand in for an empty warehouse, nor a role of this shell for the default."""
    from pages._shared import data

    monkeypatch.setattr(data, "SAMPLE", tmp_path / "no-sample")
    monkeypatch.delenv("PBGDPL_LOCAL_ROLE", raising=False)


# Slow proofs over whole worlds: loads in any order, taken back, killed anywhere, read again. `make proofs` runs them, and
# those of other files that carry the mark: each needs several loads, or a browser, where a quicker test tells of the rule.
PROOFS = {
    "test_dates", "test_drills", "test_faults", "test_fuzz", "test_hand_over", "test_kinds", "test_marts_by_rows", "test_names",
    "test_names_of_people", "test_one_ward", "test_reread", "test_unseen_layouts", "test_versions", "test_withdraw",
}  # fmt: skip
# Every page, file and letter of the odd warehouses. `make prose` runs it.
PROSE = {"test_prose", "test_prose_everywhere"}
# Whole stories: load after load, a report from its draft to its signature and on, a folder brought back or brought over. Each
# takes seconds, where a test of the rule takes less than one. `make stories` runs them, and the prose.
STORIES = {
    "test_acting", "test_assessments", "test_backup", "test_catalogue_page", "test_chain", "test_clock",
    "test_containers", "test_corrections", "test_data_checks_page", "test_doctor", "test_drafts", "test_every_finding",
    "test_framework_sheet", "test_head_findings", "test_intake_page", "test_issuers", "test_load_contract",
    "test_making", "test_marked", "test_oracle", "test_publication", "test_registers", "test_replies", "test_reports",
    "test_review", "test_review_versions", "test_scale", "test_score_entry", "test_season", "test_slides",
    "test_stages", "test_start_page", "test_stricter_release", "test_survey_figures", "test_survey_load",
    "test_survey_shapes", "test_told", "test_typed_intake", "test_verify", "test_walk", "test_workers",
}  # fmt: skip
MARKS = {"proof": PROOFS, "prose": PROSE, "story": STORIES}
# A file stays in one process, so the longest go first: a long one at the end would leave the other process idle.
LONGEST_FIRST = [
    "test_withdraw", "test_prose_everywhere", "test_names_of_people", "test_reread", "test_every_finding", "test_load_contract",
    "test_score_entry", "test_verify", "test_browser", "test_walk", "test_pages", "test_faults", "test_sign_in", "test_dates",
    "test_prose", "test_survey_load", "test_review", "test_reports", "test_review_versions", "test_typed_intake", "test_survey_figures",
    "test_questions", "test_making", "test_oracle", "test_backup", "test_scale", "test_publication", "test_drafts", "test_unit_profile",
    "test_workers",
]  # fmt: skip


def pytest_collection_modifyitems(items):
    for item in items:
        for mark, files in MARKS.items():
            if item.path.stem in files:
                item.add_marker(mark)
    place = {stem: number for number, stem in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: place.get(item.path.stem, len(place)))
