"""Worker processes: a crash or a hang costs one file."""

import io
import os
import struct

import pytest

from etl.kinds.workers import parse_all
from etl.read.model import ParsedFile
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


def test_how_much_of_a_large_file_is_done_is_told_under_its_key(context, monkeypatch):
    from etl.kinds import workers

    class Telling:
        """A child that says twice how far it is."""

        def __init__(self, _start):
            self.said = ["ready", 0.25, 0.75, ParsedFile("survey", "csv")]

        def send(self, batch): ...

        def end(self): ...

        def receive(self):
            return self.said.pop(0)

    monkeypatch.setattr(workers, "_Child", Telling)
    told = []
    items = [("lớn", b"", "a.csv")]
    answers = list(parse_all(items, context, on_part=lambda *part: told.append(part)))
    assert told == [("lớn", 0.25), ("lớn", 0.75)]
    assert [(key, parsed.kind) for key, parsed in answers] == [("lớn", "survey")]


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
    """Of address space a form needs less than 50 MB with its libraries and this sheet 160: the limit is far from both."""
    big = forms.workbook([[f"{r} {'x' * 16_000}"] for r in range(2000)])
    items = [(1, form(), "1.xlsx"), (2, big, "big.xlsx"), (3, form(), "3.xlsx")]
    answers = dict(parse_all(items, context, memory_limit=100 << 20))
    assert codes(answers[2]) == ["parser_crashed"]
    assert answers[1].row_count == answers[3].row_count == 4


def test_a_reader_that_aborts_costs_one_file(context):
    """The chain of sectors of an old workbook that never ends: the reader asks for memory until it is killed."""
    import xlwt

    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, "x")
    target = io.BytesIO()
    book.save(target)
    data = bytearray(target.getvalue())
    table = 512 * (1 + struct.unpack_from("<I", data, 76)[0])
    (directory,) = struct.unpack_from("<I", data, 48)
    struct.pack_into("<I", data, table + 4 * directory, directory)  # this sector follows itself
    items = [(1, form(), "1.xlsx"), (2, bytes(data), "old.xls"), (3, form(), "3.xlsx")]
    answers = dict(parse_all(items, context, memory_limit=300 << 20))
    assert codes(answers[2]) == ["parser_crashed"]
    assert answers[1].row_count == answers[3].row_count == 4


def test_a_child_that_does_not_start_is_a_plain_error(context, monkeypatch):
    from etl.kinds import workers
    from warehouse.store import WarehouseError

    monkeypatch.setattr(workers.sys, "executable", "/bin/false")
    with pytest.raises(WarehouseError, match="tiến trình"):
        list(parse_all([(1, form(), "1.xlsx")], context))
    monkeypatch.setattr(workers.sys, "executable", "/no/such/program")
    with pytest.raises(WarehouseError, match="tiến trình"):
        list(parse_all([(1, form(), "1.xlsx")], context))


def test_a_million_findings_do_not_come_back(context):
    rows = [[n, "Phường Vũ Trụ", 2024, "Báo cáo tự đánh giá", "03/01/2025"] for n in range(3000)]
    table = forms.workbook([["TT", "Đơn vị gửi", "Năm đánh giá", "Loại văn bản", "Ngày nhận"], *rows])
    parsed = dict(parse_all([(1, table, "1.xlsx")], context))[1]
    assert parsed.has_error
    assert len(parsed.findings) == 1001
    assert parsed.findings[-1].code == "findings_cut"
    assert parsed.rows == {}
