"""Hồ sơ trình: what goes with the result of a year to the body that decides, and the list of its files with hashes."""

from __future__ import annotations

from reports import documents, frozen, opinion, year_file
from reports.draft import Ask, Subject
from reports.year_file import Entry
from warehouse.store import Warehouse
from words import labels

REPORTS = ("to-trinh", "ket-qua", "thong-bao")
OUTSIDE = "biên bản thẩm định đã ký (dự thảo ở trang Thẩm định điểm) và dự thảo quyết định (nếu có) do người lập hồ sơ bổ sung"
LIST = "00-danh-muc-ho-so-trinh-{year}"


def subjects(year: int) -> dict[str, Subject]:
    """The reports that belong to it, by their names."""
    return {documents.KINDS[kind].name: Subject(kind, year, year) for kind in REPORTS}


def signed(warehouse: Warehouse, subject: Subject) -> dict | None:
    """The newest signed-off version of a report."""
    return next(iter(frozen.versions(warehouse, subject.name)), None)


def of_year(warehouse: Warehouse, ask: Ask, year: int) -> bytes:
    """The zip: each report as it was signed off last, else as it stands now, and the replies of the units. Raises what
    `year_file.of_year` raises."""
    facts = ask("snapshot")[0]
    when, entries = year_file.as_of(facts), []
    for subject in subjects(year).values():
        version = signed(warehouse, subject)
        entries += (
            year_file.of_version(warehouse, version, facts["time_zone"])
            if version
            else year_file.of_draft(warehouse, ask, subject, when)
        )
    if rows := ask("replies", year=year, block=None, scope=None):
        said = facts["illustrative_words"] if facts["illustrative"] else None
        table = opinion.table_of_replies(rows, year, facts["office_name"], labels.sentence(f"{when}."), said)
        entries.append(Entry(f"tong-hop-y-kien-{year}.docx", "Bảng tổng hợp ý kiến của các đơn vị", when, table))
    return year_file.listed(LIST, "hồ sơ trình", year, facts, entries)
