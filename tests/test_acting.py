"""Who acted stands in every event, and comes from one place."""

import getpass
import json

from tests import cli
from tests.test_load_contract import REFERENCE
from warehouse.acting import AT_THE_MACHINE, CLI, Acting, acting


def events(folder):
    return [
        json.loads(line) for line in (folder / "archive" / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    ]


def test_a_page_passes_on_who_acts_by_environment(tmp_path, monkeypatch):
    lan = Acting("lan@halong.test", "steward", AT_THE_MACHINE)
    for name, value in lan.environment().items():
        monkeypatch.setenv(name, value)
    assert acting() == lan
    cli.load(tmp_path / "w", REFERENCE)
    said = {(e["who"], e["role"], e["via"]) for e in events(tmp_path / "w")}
    assert said == {("lan@halong.test", "steward", "tai_may")}


def test_on_the_command_line_it_is_the_user_of_the_machine(tmp_path):
    assert acting() == Acting(getpass.getuser(), None, CLI)
    cli.load(tmp_path / "w", REFERENCE)
    assert {(e["who"], e.get("role"), e["via"]) for e in events(tmp_path / "w")} == {(getpass.getuser(), None, "cli")}
