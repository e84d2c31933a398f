"""An edited or signed copy of a report, of whatever kind, compared with what was signed off or, of a Word file, with the draft
that its snapshot gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from etl.read import recognise
from reports import frozen, likeliest, verify, verify_office, verify_pdf
from reports.draft import Ask
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
        pages, read = verify_pdf.read(data)
        event = verify_pdf.recognised(read, warehouse)
        source, ours = likeliest.source(event), frozen.content(warehouse, frozen.file_of(event, "pdf"))
        found = verify_pdf.compare(data, pages, verify.expected(source, warehouse, None), ours)
        return Compared(found, source.snapshot, source.against)
    if (kind := _office(data)) in verify_office.READ:
        event, ours = verify_office.recognised(kind, data, warehouse)
        source = likeliest.source(event)
        return Compared(verify_office.compare(kind, data, ours), source.snapshot, source.against)
    source = likeliest.recognised(data, warehouse)
    found = verify.compare(data, verify.expected(source, warehouse, asked(source.snapshot)))
    return Compared(found, source.snapshot, source.against)


def _office(data: bytes) -> str | None:
    """`docx`, `xlsx`, `pptx` …; None where it is broken."""
    try:
        return recognise.extension(data)
    except recognise.BadFile:
        return None
