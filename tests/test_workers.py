"""Worker processes: a crash or a hang costs one file."""

import os

import pytest

from etl.workers import parse_all
from tests import forms
from tests.forms import codes, form


@pytest.fixture(scope="module")
def context():
    return forms.context()


def test_paths_and_bytes_come_back_under_their_keys(context, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(form())
    items = [
        ("path", path, "a.xlsx"),
        ("bytes", form("Phòng Tư pháp"), "b.xlsx"),
        ("gone", tmp_path / "c.xlsx", "c.xlsx"),
    ]
    answers = dict(parse_all(items, context))
    assert answers["path"].unit_code == "BC"
    assert answers["bytes"].unit_code == "PTP"
    assert codes(answers["gone"]) == ["file_unreadable"]


def test_two_workers_answer_every_file_once(context):
    items = [(i, form(), f"{i}.xlsx") for i in range(50)]
    answers = list(parse_all(items, context))
    assert sorted(key for key, _ in answers) == list(range(50))
    assert all(parsed.findings == [] for _, parsed in answers)


def test_nothing_to_do_starts_nothing(context):
    assert list(parse_all([], context)) == []


def test_a_hang_costs_one_file(context, tmp_path):
    pipe = tmp_path / "hang.xlsx"
    os.mkfifo(pipe)  # opening it for reading waits for ever
    items = [(1, form(), "1.xlsx"), (2, pipe, "hang.xlsx"), (3, form(), "3.xlsx")]
    answers = dict(parse_all(items, context, time_limit=1.5))
    assert codes(answers[2]) == ["time_limit"]
    assert answers[1].row_count == answers[3].row_count == 4


def test_a_file_that_eats_memory_costs_one_file(context):
    big = forms.workbook([[float(r * 97 + c) for c in range(60)] for r in range(3000)])
    items = [(1, form(), "1.xlsx"), (2, big, "big.xlsx"), (3, form(), "3.xlsx")]
    answers = dict(parse_all(items, context, memory_limit=44 << 20))
    assert codes(answers[2]) == ["parser_crashed"]
    assert answers[1].row_count == answers[3].row_count == 4
