"""Who acted stands in every event, and comes from one place."""

import getpass
import json

import pytest

from pages._shared import guard
from tests import cli, snapshots
from tests.test_load_contract import REFERENCE
from tests.test_pages import open_page
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


@pytest.fixture
def office(tmp_path, monkeypatch):
    """A page of Phòng Tư pháp, which notes down for whom it acts."""
    said = []
    shown = guard.show_person
    monkeypatch.setattr(guard, "show_person", lambda: (shown(), said.append(guard.acting())))
    folder = snapshots.build(tmp_path, files=False)
    return lambda page="intake.py": (open_page(monkeypatch, folder, page), said)


@pytest.mark.usefixtures("no_sample")
def test_a_page_at_the_machine_acts_for_the_name_given_in_its_browser(office):
    app, said = office()
    assert said[-1] == Acting(getpass.getuser(), "steward", AT_THE_MACHINE)
    assert not any("data-cookie" in html.proto.body for html in app.get("html")), "nothing to keep"
    app.text_input(key="ho_ten").set_value("  Nguyễn Thị\tLan'; x ").run()
    assert said[-1] == Acting("Nguyễn Thị Lan'; x", "steward", AT_THE_MACHINE)
    (kept,) = [html.proto.body for html in app.get("html") if "data-cookie" in html.proto.body]
    name = "Nguy%E1%BB%85n%20Th%E1%BB%8B%20Lan%27%3B%20x"
    cookie = f"pbgdpl_ho_ten={name}; path=/; max-age=31536000; SameSite=Strict"
    assert kept == f'<script src="app/static/ho-ten.js" data-cookie="{cookie}"></script>'
    app.switch_page("rankings.py").run()
    assert said[-1].who == "Nguyễn Thị Lan'; x"
    app.text_input(key="ho_ten").set_value("").run()
    assert said[-1].who == getpass.getuser()


@pytest.mark.usefixtures("no_sample")
def test_who_may_only_read_is_not_asked_for_a_name(office):
    app, said = office("rankings.py")
    assert said[-1].role == "leader" and "ho_ten" not in {field.key for field in app.text_input}


@pytest.mark.usefixtures("no_sample")
def test_a_cookie_is_one_line_of_a_name_or_none(office, monkeypatch):
    for held, who in (("B%C3%ACnh%0A%00", "Bình"), ("%", "%"), ("", getpass.getuser()), ("x" * 99, "x" * 60)):
        monkeypatch.setattr(type(guard.st.context), "cookies", {guard.NAME_COOKIE: held})
        app, said = office()
        assert said[-1].who == who
        assert app.text_input(key="ho_ten").value == ("" if who == getpass.getuser() else who)
