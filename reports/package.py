"""Office files without a clock: the same content gives the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

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
