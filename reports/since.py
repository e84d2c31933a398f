"""What has happened since a day, as one page and as a text for the phone: for a scheduler of the system, which asks it each
morning or each week."""

from __future__ import annotations

import datetime as dt
from itertools import groupby

from reports.draft import Ask
from reports.paper import Head, Paper
from reports.reminder import LONGEST_MESSAGE
from words import labels
from words.documents import counted, listed, seat

MOST_NAMES = 8
NOTHING = "Không có gì mới."


def sentences(ask: Ask, since: dt.date) -> list[str]:
    """One for each thing of each year that has happened."""
    word = ask("snapshot")[0]["verification_word"]
    rows = ask("since", since=since)
    return [
        _said(topic, year, what, [*own], word)
        for (topic, year, what), own in groupby(rows, key=lambda row: (row["topic"], row["year"], _what(row)))
    ]


def _what(row: dict) -> str:
    """Files that were refused are told together."""
    return "" if row["topic"] == "refused" else row["what"] or ""


def _said(topic: str, year: int | None, what: str, rows: list[dict], word: str) -> str:
    senders = list(dict.fromkeys(row["unit_name"] or row["what"] for row in rows))
    names = listed(senders, MOST_NAMES, "nơi gửi" if topic == "refused" else "đơn vị")
    of_year = f" năm {year}" if year else ""
    if topic == "received":
        late = sum(row["is_late"] for row in rows)
        return f"Đã nhận {labels.inside(what)}{of_year} của {counted(len(rows))}{f', {late:02d} gửi chậm' if late else ''}: {names}."
    if topic == "verified":
        return f"Có điểm {word} mới{of_year} của {counted(len(rows))}: {names}."
    if topic == "overdue":
        return f"Vừa quá hạn {labels.inside(what)}{of_year} mà chưa gửi: {counted(len(rows))}, gồm {names}."
    return f"Không đọc được {counted(len(rows), 'tệp')}{of_year}, cần gửi lại: {names}."


def message(ask: Ask, since: dt.date) -> str:
    """To paste into a group chat."""
    said = sentences(ask, since) or [NOTHING]
    text = "\n".join([f"{_title(ask, since)}:", *(f"- {one}" for one in said)])
    return text if len(text) <= LONGEST_MESSAGE else text[: LONGEST_MESSAGE - 1].rstrip() + "…"


def paper_of(ask: Ask, since: dt.date) -> Paper:
    """The page."""
    facts = ask("snapshot")[0]
    paper = Paper(_title(ask, since), body=13)
    city = seat(facts["city_name"])
    paper.head(Head(facts["synthesising_body"], facts["office_name"], city, facts["as_of"].year, is_draft=False))
    paper.title("Tình hình mới", _title(ask, since), ruled=True)
    if facts["illustrative"]:
        paper.note(labels.sentence(facts["illustrative_words"]))
    paper.bullets(sentences(ask, since) or [NOTHING])
    return paper


def _title(ask: Ask, since: dt.date) -> str:
    return f"Từ ngày {labels.date(since)} đến ngày {labels.date(ask('snapshot')[0]['as_of'])}"
