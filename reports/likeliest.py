"""Which document an edited copy is, also where its properties are gone."""

from __future__ import annotations

import zipfile

from docx.opc.exceptions import PackageNotFoundError

from etl.read import recognise
from reports import frozen, lines, seen, verify
from reports.draft import Subject
from warehouse.store import Warehouse

MOST_VERSIONS = 12  # signed-off versions with which a copy without properties is compared


def recognised(data: bytes, warehouse: Warehouse) -> verify.Source:
    """Which document a copy is: what its properties say; where somebody removed them, the signed-off version that it is most
    like. Raises NotOurs where there is none."""
    try:
        return verify.source(data)
    except verify.NotOurs:
        found = _likeliest(data, warehouse)
        if found is None:
            raise
        return found


def _likeliest(data: bytes, warehouse: Warehouse) -> verify.Source | None:
    """Of the newest versions the one of whose lines the copy holds the greatest share, at least verify.LIKE."""
    try:
        recognise.Package(data)
        copy = {line.text for line in lines.lines(seen.opened(data))}
    except (recognise.BadFile, PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError):
        return None
    best, share = None, verify.LIKE
    for event in reversed(warehouse.state().frozen[-MOST_VERSIONS:]):
        made = {line.text for line in lines.lines(seen.opened(frozen.content(warehouse, verify.word_file(event))))}
        if (found := len(made & copy) / len(made)) > share:
            best, share = event, found
    if best is None:
        return None
    return verify.Source(
        Subject.named(best["document"]), best["parts"], best["snapshot"], best["texts"], best["version"], True
    )
