"""Which document an edited copy is, also where its properties are gone or its kind has none."""

from __future__ import annotations

import zipfile
from collections.abc import Callable

from docx.opc.exceptions import PackageNotFoundError

from etl.read import recognise
from reports import frozen, lines, seen, verify
from reports.draft import Subject
from warehouse.store import Warehouse

MOST_VERSIONS = 12  # signed-off versions with which such a copy is compared


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
    """The version of whose lines the copy holds the greatest share."""
    try:
        recognise.Package(data)
        copy = {line.text for line in lines.lines(seen.opened(data))}
    except (recognise.BadFile, PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError):
        return None

    def share(ours: bytes) -> float:
        return held({line.text for line in lines.lines(seen.opened(ours))}, copy)

    found = closest(warehouse, "docx", share)
    return found and source(found[0], " (tệp không còn thuộc tính)")


def closest(warehouse: Warehouse, ext: str, share: Callable[[bytes], float]) -> tuple[dict, bytes] | None:
    """Of the newest versions the one with the greatest share, more than verify.LIKE, and its file of this kind. share: how much
    of such a file the copy holds."""
    best, most = None, verify.LIKE
    for event in reversed(warehouse.state().frozen[-MOST_VERSIONS:]):
        for file in event["files"]:
            if file["ext"] != ext:
                continue
            ours = frozen.content(warehouse, file)
            if (found := share(ours)) > most:
                best, most = (event, ours), found
    return best


def held(made: set, copy: set | str) -> float:
    """The share of the pieces of ours that a copy has; none of a file without any."""
    return sum(piece in copy for piece in made) / len(made) if made else 0


def source(event: dict, why: str = "") -> verify.Source:
    """A version as what a copy is taken for. why: see verify.Source."""
    subject = Subject.named(event["document"])
    return verify.Source(subject, event["parts"], event["snapshot"], event["texts"], event["version"], True, why)
