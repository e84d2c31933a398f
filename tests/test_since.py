"""What is new since a day: a page and a text for the phone."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from reports import pdf, since
from reports.__main__ import app
from tests import snapshots
from tests.test_documents import text_of

UNITS = ("P_HA_TU", "P_CAO_XANH", "X_LE_LOI", "PTP")
DAYS = [  # the register says when each came; of one nothing came, the scores of 2024 are verified anew, and a file is refused
    "update raw.intake_register set received_on = date '2026-01-02'",
    "update raw.intake_register set received_on = date '2026-01-12' where unit_code = 'P_CAO_XANH'",
    *(
        f"delete from raw.{table} where unit_code = 'X_LE_LOI' and year = 2025"
        for table in ("received_file", "self_assessment", "intake_register", "consolidated_score")
    ),
    "insert into raw.received_file select * replace (400000 as file_seq, 'hong.xlsx' as file_name, 'hong.xlsx' as path,"
    " 'rejected' as status, repeat('f', 64) as sha256) from raw.received_file where unit_code = 'PTP' and year = 2025",
    # another one before what was accepted: nothing of it has to be sent again
    "insert into raw.received_file select * replace (-1 as file_seq, 'cu.xlsx' as file_name, 'cu.xlsx' as path,"
    " 'rejected' as status, repeat('e', 64) as sha256) from raw.received_file where unit_code = 'P_HA_TU' and year = 2025"
    " and kind = 'self_assessment' and status = 'accepted'",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return snapshots.build(tmp_path_factory.mktemp("since"), years=[2025], units=UNITS, change=tuple(DAYS))


@pytest.fixture(scope="module")
def ask(folder):
    with snapshots.opened(folder) as con:
        yield snapshots.asking(con)


def test_everything_that_happened_is_said_by_name(ask):
    received, verified, overdue, city, refused = since.sentences(ask, dt.date(2026, 1, 1))
    assert received == (
        "Đã nhận báo cáo tự đánh giá năm 2025 của 03 đơn vị, 01 gửi chậm: Phòng Tư pháp, Phường Cao Xanh và Phường Hà Tu."
    )
    assert verified.startswith("Có điểm thẩm định mới năm 2025 của ")
    assert overdue == "Vừa quá hạn báo cáo tự đánh giá năm 2025 mà chưa gửi: 01 đơn vị, gồm Xã Lê Lợi."
    assert city == "Vừa quá hạn tổng hợp kết quả toàn thành phố năm 2025 mà chưa gửi: 01 đơn vị, gồm Phòng Tư pháp."
    assert refused == "Không đọc được 01 tệp năm 2025, cần gửi lại: Phòng Tư pháp."


def test_only_what_came_since(ask):
    said = since.sentences(ask, dt.date(2026, 1, 10))
    assert "của 01 đơn vị, 01 gửi chậm: Phường Cao Xanh." in said[0]
    assert not [one for one in said if "quá hạn báo cáo tự đánh giá" in one], "its last day was before"
    assert since.message(ask, dt.date(2026, 12, 16)).endswith(f"- {since.NOTHING}")


def test_who_is_not_named_is_counted_by_what_it_is(ask, monkeypatch):
    monkeypatch.setattr(since, "MOST_NAMES", 1)
    received = since.sentences(ask, dt.date(2026, 1, 1))[0]
    assert received.endswith("của 03 đơn vị, 01 gửi chậm: Phòng Tư pháp và 02 đơn vị khác.")


def test_the_text_is_short_and_the_page_is_one(ask, monkeypatch):
    assert len(since.message(ask, dt.date(2020, 1, 1))) <= since.LONGEST_MESSAGE
    assert len(PdfReader(io.BytesIO(pdf.written(since.paper_of(ask, dt.date(2020, 1, 1))))).pages) == 1
    monkeypatch.setattr(since, "LONGEST_MESSAGE", 80)
    assert len(since.message(ask, dt.date(2020, 1, 1))) <= 80


def test_the_command_prints_the_text_and_writes_the_page(folder, tmp_path):
    out = tmp_path / "moi.docx"
    done = CliRunner().invoke(app, ["since", "2026-01-01", "-o", str(out)], env={"PBGDPL_WAREHOUSE": str(folder)})
    assert done.exit_code == 0 and done.stdout.startswith("Từ ngày 01/01/2026 đến ngày 15/12/2026:\n- Đã nhận")
    assert "TÌNH HÌNH MỚI" in text_of(out.read_bytes())
    empty = CliRunner().invoke(app, ["since", "2026-01-01"], env={"PBGDPL_WAREHOUSE": str(tmp_path)})
    assert empty.exit_code == 2
