"""An edited or signed copy of a report, of whatever kind, compared with what was signed off or, of a Word file, with the draft
that its snapshot gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from etl.read import recognise
from reports import documents, frozen, likeliest, verify, verify_office, verify_pdf
from reports.draft import Ask, Subject
from warehouse.store import Warehouse

PDF = b"%PDF"


@dataclass(frozen=True)
class Compared:
    """against: with what, in a sentence; is_untouched: the very file that was signed off."""

    found: verify.Comparison
    snapshot: str
    against: str
    is_untouched: bool = False

    @property
    def verdict(self) -> str:
        """One sentence."""
        return self.against if self.is_untouched else verify.verdict(self.found, self.against)


def compared(data: bytes, warehouse: Warehouse, asked: Callable[[str], Ask | None]) -> Compared:
    """asked: answers from a snapshot by its id, None where it is kept no more. Raises NotOurs, NoSnapshot, WarehouseError,
    WorkspaceError."""
    if (event := frozen.version_with(warehouse, data)) is not None:
        return Compared(verify.Comparison([], []), event["snapshot"], verify.untouched(event), is_untouched=True)
    if data[:1024].lstrip().startswith(PDF):
        _, read = verify_pdf.read(data)
        source = verify_pdf.recognised(read, warehouse)
        ours = frozen.content(warehouse, _file(_version(warehouse, source), "pdf"))
        found = verify_pdf.compare(data, verify.expected(source, warehouse, None), ours)
        return Compared(found, source.snapshot, source.against)
    if (kind := _office(data)) in verify_office.READ:
        event, ours = verify_office.recognised(kind, data, warehouse)
        name = documents.KINDS[Subject.named(event["document"]).kind].name
        against = f"bản đã chốt số {event['version']} của {name}, là bản giống nhất"
        return Compared(verify_office.compare(kind, data, ours), event["snapshot"], against)
    source = likeliest.recognised(data, warehouse)
    found = verify.compare(data, verify.expected(source, warehouse, asked(source.snapshot)))
    return Compared(found, source.snapshot, source.against)


def _office(data: bytes) -> str | None:
    """`docx`, `xlsx`, `pptx` …; None where it is broken."""
    try:
        return recognise.extension(data)
    except recognise.BadFile:
        return None


def _version(warehouse: Warehouse, source: verify.Source) -> dict:
    event = frozen.version(warehouse, source.subject.name, source.version)
    if event is None:
        raise verify.NoSnapshot(f"Kho số liệu này không có bản đã chốt số {source.version} của báo cáo.")
    return event


def _file(event: dict, ext: str) -> dict:
    return next(file for file in event["files"] if file["ext"] == ext)
