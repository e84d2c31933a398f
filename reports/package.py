"""Office files without a clock: the same content gives the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from collections.abc import Iterable

NO_CLOCK = dt.datetime(2000, 1, 1)
NO_TIME = (0, (NO_CLOCK.year - 1980) << 9 | NO_CLOCK.month << 5 | NO_CLOCK.day)  # as a zip writes it: time, date
NO_CONTROLS = {n: None for n in range(32) if n not in (9, 10, 13)}  # XML has no way to write them


LOCAL, CENTRAL = 10, 12  # where in its two headers the time of a member stands


def steady(data: bytes) -> bytes:
    """The same package with the same time at every member; what was compressed stays as it is."""
    same = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        members, at = made.infolist(), made.start_dir
    for member in members:
        for header in (member.header_offset + LOCAL, at + CENTRAL):
            struct.pack_into("<HH", same, header, *NO_TIME)
        at += 46 + sum(struct.unpack_from("<3H", same, at + 28))  # its name, what is more, its comment
    return bytes(same)


def zipped(files: Iterable[tuple[str, bytes]], packing: int = zipfile.ZIP_STORED) -> bytes:
    """A zip of files by their names; a Word file is packed already."""
    written = io.BytesIO()
    append(written, files, packing)
    return written.getvalue()


def append(package: io.BytesIO, files: Iterable[tuple[str, bytes]], packing: int = zipfile.ZIP_DEFLATED) -> None:
    """The same files behind what a zip has."""
    with zipfile.ZipFile(package, "a", packing) as folder:
        for name, data in files:
            folder.writestr(zipfile.ZipInfo(name, NO_CLOCK.timetuple()[:6]), data, packing)
