"""Responses that contradict themselves or one another: sent twice, dated by a wrong clock, left out in large numbers."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import duckdb
import pytest

from etl.kinds import door
from etl.surveys import recognise
from tests import survey_exports as exports

NAMES = ("start", "end", "today", "xa_phuong", "dong_y", "tuoi_lai_xe", "hai_long", "kenh/loa", "kenh/mang", "ghi_chu",
         "_id", "_uuid", "_submission_time", "_validation_status", "_index")  # fmt: skip
FIRST = dict(zip(NAMES, ("2025-11-05T08:00:11.250+07:00", "2025-11-05T08:09:42.125+07:00", "2025-11-05", "BC", "1", "18",
                         "4", "1", "0", "tốt", "1", "u-1", "2025-11-05T02:00:00", "", "1"), strict=True))  # fmt: skip
LATER = FIRST | {
    "start": "2025-11-06T09:00:07.500+07:00",
    "end": "2025-11-06T09:07:00.000+07:00",
    "_id": "3",
    "_uuid": "u-3",
}
AGAIN = FIRST | {"_id": "2", "_uuid": "u-2", "_submission_time": "2025-11-09T02:00:00", "_index": "2"}


def read(folder: Path, *responses: dict, **more):
    data = exports.text([NAMES, *(r.values() for r in responses)], delimiter=";", quote=csv.QUOTE_ALL)
    return door.parse(data, "ks.csv", exports.context(folder, **more))


def said(parsed) -> dict[str, tuple[str, str | None]]:
    return {f.code: (f.severity, f.found) for f in parsed.findings}


def answers(parsed, columns: str) -> list[tuple]:
    return duckdb.sql(f"select distinct {columns} from '{parsed.answers}' order by all").fetchall()


def test_an_interview_sent_twice_counts_once(tmp_path):
    parsed = read(tmp_path, FIRST, LATER, AGAIN)
    assert parsed.row_count == 2 and parsed.rows["raw.survey_file"][0][12] == 1
    assert said(parsed)["survey_sent_twice"] == ("warning", "1")
    assert answers(parsed, "response") == [(0,), (1,)]
    # what the archive keeps is read alike
    assert door.parse(Path(parsed.stored).read_bytes(), "ks.csv", exports.context(tmp_path)).rows == parsed.rows


@pytest.mark.parametrize("change", [
    {"hai_long": "3"}, {"kenh/mang": "1"}, {"ghi_chu": "khá"}, {"xa_phuong": "HG"},
    {"start": "2025-11-05T08:00:11.251+07:00"}, {"end": "2025-11-05T08:09:43.125+07:00"}, {"start": ""},
])  # fmt: skip
def test_two_people_are_two(tmp_path, change):
    parsed = read(tmp_path, FIRST, LATER, AGAIN | change)
    assert parsed.row_count == 3 and "survey_sent_twice" not in said(parsed)


def test_an_interview_is_known_in_another_export_of_its_wave(tmp_path):
    """Whatever its id; the moments of a wrong clock say nothing."""
    adding = {"survey_waves": [exports.wave(2025, "W25-add", files="add")]}
    wrong = {"today": "2016-01-01", "start": "2016-01-01T08:00:11.250+07:00", "end": "2016-01-01T08:09:42.125+07:00"}

    def marks(*responses: dict) -> list[tuple]:
        parsed = read(tmp_path, *responses, **adding)
        return duckdb.sql(f"select respondent, interview from '{parsed.answers}' where question_code is null order by response").fetchall()  # fmt: skip

    ((id_before, before),) = marks(FIRST)
    later, (id_again, again) = marks(LATER, AGAIN)
    assert before == again != later[1] and id_before != id_again
    assert marks(AGAIN | {"hai_long": "3"})[0][1] not in (before, None)
    assert [mark for _, mark in marks(FIRST, LATER | wrong)] == [before, None]


def test_minutes_tell_no_interview_again(tmp_path):
    even = [
        r | {"start": "2025-11-05T08:00:00.000+07:00", "end": "2025-11-05T08:09:00.000+07:00"} for r in (FIRST, AGAIN)
    ]
    assert read(tmp_path, *even).row_count == 2


def test_of_an_interview_sent_twice_the_one_that_counts_is_taken(tmp_path):
    parsed = read(tmp_path, FIRST | {"_validation_status": "Not Approved"}, LATER, AGAIN)
    assert parsed.row_count == 2 and "survey_sent_twice" not in said(parsed)


def test_the_day_of_the_tool_counts_where_the_clock_of_a_phone_is_wrong(tmp_path):
    old = FIRST | {"today": "2016-01-01", "_submission_time": "2025-11-05T20:00:00", "_uuid": "a"}
    dead = FIRST | {"today": "1970-01-01", "_submission_time": "2025-11-07T02:00:00", "_uuid": "b"}
    ahead = FIRST | {"today": "2025-12-24", "_submission_time": "2025-11-08T02:00:00", "_uuid": "c"}
    parsed = read(tmp_path, old, dead, ahead)
    assert said(parsed)["survey_clock_wrong"] == ("warning", "3") and parsed.row_count == 3
    assert answers(parsed, "response, response_on") == [
        (0, date(2025, 11, 6)),  # 20:00 in UTC
        (1, date(2025, 11, 7)),
        (2, date(2025, 11, 8)),
    ]


def test_phones_without_a_net_are_late_and_right(tmp_path):
    late = FIRST | {"today": "2025-11-20", "_submission_time": "2026-02-20T02:00:00", "ghi_chu": "muộn", "_uuid": "a"}
    next_day = FIRST | {
        "today": "2025-11-06",
        "_submission_time": "2025-11-05T10:00:00",
        "ghi_chu": "hôm sau",
        "_uuid": "b",
    }
    trial = FIRST | {"today": "2025-10-30", "_submission_time": "2025-11-03T10:00:00", "ghi_chu": "thử", "_uuid": "c"}
    parsed = read(tmp_path, FIRST, late, next_day, trial)
    assert "survey_clock_wrong" not in said(parsed)
    assert parsed.row_count == 3 and said(parsed)["survey_outside_period"] == ("warning", "1")


def test_equal_moments_of_a_wrong_clock_are_no_interview_sent_twice(tmp_path):
    wrong = {"start": "2016-01-01T00:00:03.000+07:00", "end": "2016-01-01T00:00:03.000+07:00", "today": "2016-01-01"}
    parsed = read(tmp_path, FIRST | wrong, AGAIN | wrong)
    assert parsed.row_count == 2 and said(parsed)["survey_clock_wrong"] == ("warning", "2")


@pytest.mark.parametrize(("most", "severity"), [(None, "warning"), ("5", "warning"), ("10", "info"), ("100", "info")])
def test_a_rule_that_leaves_many_out_is_a_warning(tmp_path, most, severity):
    refusing = LATER | {"dong_y": "0"}
    people = [FIRST | {"_uuid": f"p{n}", "start": f"2025-11-05T08:00:{n:02d}.250+07:00"} for n in range(9)]
    settings = [("survey_left_out_pct", most, None)] if most else []
    parsed = read(tmp_path, refusing, *people, settings=settings)
    assert said(parsed)["survey_no_consent"] == (severity, "1")


def test_beside_an_option_not_asked_is_not_chosen(tmp_path):
    one = FIRST | {"kenh/mang": "n/a"}
    none = LATER | {"kenh/loa": "N/A", "kenh/mang": "n/a"}
    parsed = read(tmp_path, one, none)
    assert "option_unknown" not in said(parsed)
    assert duckdb.sql(
        f"select response, option_code from '{parsed.answers}' where question_code = 'kenh'"
    ).fetchall() == [(0, "loa")]


def google(folder: Path, places: list[str], **more):
    rows = [
        [f"05/11/2025 08:{n:02d}:07", "", unit, "Người dân", "18 tuổi", "Hài lòng", "", ""]
        for n, unit in enumerate(places)
    ]
    return door.parse(exports.google(rows), "ks.csv", exports.context(folder, **more))


def told(parsed, code: str) -> list[tuple]:
    return [(f.severity, f.found, f.expected) for f in parsed.findings if f.code == code]


def test_a_unit_name_that_many_gave_is_told_with_the_nearest(tmp_path):
    spelled = ["K. Bãi Cháy"] * 3 + ["k.  bãi cháy"] * 2
    parsed = google(tmp_path, ["Phường Bãi Cháy", *spelled, *["Phường Lạ"] * 4, *["Nguyễn Văn Bình"] * 6])
    assert parsed.row_count == 1
    (one,) = [f for f in parsed.findings if f.code == "survey_unit_unknown"]
    assert (one.severity, one.found) == ("warning", "K. Bãi Cháy")
    assert one.expected.startswith("Phường Bãi Cháy") and "(5 phiếu" in one.message
    assert "Bình" not in repr(parsed.findings) and "Phường Lạ" not in repr(parsed.findings)


def test_a_place_is_read_without_its_sort_where_one_unit_is_called_so(tmp_path):
    written = [
        "BÃI CHÁY",
        "Phường Bãi Cháy (TP Hạ Long)",
        "Phường Bãi Cháy, TP Hạ Long, Quảng Ninh",
        "Bãi Cháy - Hạ Long",
    ]
    parsed = google(tmp_path, written)
    assert answers(parsed, "unit_code") == [("BC",)] and parsed.row_count == 4
    again = google(
        tmp_path,
        written,
        units=[("TBC", "Trường THCS Bãi Cháy", "xa_phuong", date(2022, 1, 1), None, None, None, None, None)],
    )
    assert again.row_count == 2  # the names with "Phường"


def test_a_column_that_looks_like_a_question_is_told(tmp_path):
    again = [f"{exports.PLEASED.strip()}{n}" for n in ("2", " (2)", ".1", "_3")]
    header = ["Dấu thời gian", exports.WARD, exports.KNOW, exports.PLEASED, *again, "Câu 2", "Năm 2024"]
    row = ["05/11/2025 08:00:07", "Phường Bãi Cháy", "18 tuổi", "", *["Hài lòng"] * 4, "x", "y"]
    parsed = door.parse(exports.text([header, row]), "ks.csv", exports.context(tmp_path))
    assert told(parsed, "survey_column_alike") == [("warning", h, exports.PLEASED) for h in again]


def test_of_forms_that_ask_the_same_the_dates_decide(tmp_path):
    """The export of the older wave was read by the newer form, which has no wave of that time."""
    asked = exports.tables()["survey_questions"]
    other = {
        "survey_questions": [("KS2", *q[1:]) for q in asked],
        "survey_waves": [exports.wave(2026, "W26", form="KS2")],
    }
    data = {
        year: exports.google([[row[0].replace("2025", year), *row[1:]] for row in exports.GOOGLE])
        for year in ("2025", "2026")
    }
    book = exports.workbook({"Form Responses 1": list(csv.reader(data["2025"].decode().splitlines()))})
    made = exports.context(tmp_path, **other)
    waves = [door.parse(d, "ks", made).rows["raw.survey_file"][0][1:6] for d in (data["2025"], data["2026"], book)]
    assert waves == [
        ("W25", "KS", "Google Forms", 4, 2),
        ("W26", "KS2", "Google Forms", 4, 2),
        ("W25", "KS", "Google Forms", 4, 2),
    ]
    path = tmp_path / "large.csv"
    path.write_bytes(data["2025"])
    assert recognise.parse_large(path, made).rows["raw.survey_file"][0][1:3] == ("W25", "KS")
