"""Office files without a clock: the same content gives the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable

NO_CLOCK = dt.datetime(2000, 1, 1)
NO_CONTROLS = {n: None for n in range(32) if n not in (9, 10, 13)}  # XML has no way to write them


def steady(data: bytes) -> bytes:
    """The same package with the same time at every member."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as made, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as same:
        for name in made.namelist():
            member = zipfile.ZipInfo(name, NO_CLOCK.timetuple()[:6])
            same.writestr(member, made.read(name), zipfile.ZIP_DEFLATED)
    return written.getvalue()


def zipped(files: Iterable[tuple[str, bytes]], packing: int = zipfile.ZIP_STORED) -> bytes:
    """A zip of files by their names; a Word file is packed already."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", packing) as folder:
        for name, data in files:
            folder.writestr(zipfile.ZipInfo(name, NO_CLOCK.timetuple()[:6]), data, packing)
    return written.getvalue()
