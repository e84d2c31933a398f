"""Files that hold files: a zip as mail programs make them, and a mail. What stands in them counts; names are never used
to write."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import IO, NamedTuple

from etl.read import mail, recognise
from etl.read.recognise import BadFile
from etl.read.text import composed

SKIPPED = {"thumbs.db", "desktop.ini"}
NAMELESS = mail.NAMELESS
DEEPEST = 3  # archives in archives
OFFICE_FIRST = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"xl/", b"word/", b"mimetype")
# what a zip that is not whole, or not a zip, makes the library say
BAD_ZIP = (
    BadFile,
    zipfile.BadZipFile,
    zlib.error,
    RuntimeError,  # also of ways to compress that it does not know
    ValueError,
    OSError,
    EOFError,
)


class Member(NamedTuple):
    """One file in another: its path (`thu.eml!/a.xlsx`), how it is read, the day that its mail says; or what is wrong
    with it, where it should hold files itself."""

    path: str
    size: int
    opened: Callable[[], IO[bytes]]
    dated: date | None = None
    problem: BadFile | None = None
    kind: str = ""  # of one that is a container itself and could not be opened

    @property
    def name(self) -> str:
        return self.path.rsplit("/", 1)[-1]


def kind_of(data: bytes) -> str | None:
    """zip, eml or msg; None for a file that stands for itself."""
    if data.startswith(b"PK"):
        # the first member tells an Office document without a look at the directory
        if data[30:].startswith(OFFICE_FIRST):
            return None
    elif data.startswith(recognise.OLE):
        if not recognise.is_msg(data):
            return None
    elif not recognise.is_eml(data[:4096]):
        return None
    try:
        kind = recognise.extension(data)
    except BadFile:
        return None
    return kind if kind in ("zip", *recognise.MAIL) else None


def members(path: str, data: bytes, kind: str) -> Iterator[Member]:
    """The files in a file, and in the files in it; raises one of BAD_ZIP where it is not whole."""
    yield from _members(path, data, kind, 1, [recognise.MAX_UNPACKED])


def _members(path: str, data: bytes, kind: str, depth: int, left: list[int]) -> Iterator[Member]:
    """`left`: bytes that may still be unpacked, however deep they lie."""
    for member in _of_zip(path, data) if kind == "zip" else _of_mail(path, data, kind):
        left[0] -= member.size
        if left[0] < 0:
            raise BadFile("dangerous_content", "nội dung giải nén quá lớn")
        held, inner = b"", None
        if member.size <= recognise.MAX_BYTES:
            with member.opened() as content:
                held = content.read()
            inner = kind_of(held)
            member = member._replace(opened=partial(io.BytesIO, held))
        if inner is None:
            yield member
        elif depth == DEEPEST:
            yield member._replace(problem=BadFile("nested_too_deep", None, str(DEEPEST)), kind=inner)
        else:
            try:
                for one in _members(member.path, held, inner, depth + 1, left):
                    yield one if one.dated else one._replace(dated=member.dated)
            except BAD_ZIP as error:
                yield member._replace(problem=as_bad_file(error), kind=inner)


def as_bad_file(error: BaseException) -> BadFile:
    """What is wrong with a container, as a finding says it."""
    return error if isinstance(error, BadFile) else BadFile("corrupt_file", str(error))


def _of_zip(path: str, data: bytes) -> Iterator[Member]:
    recognise.Package(data)  # refuses bombs and repeated members before anything is unpacked
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        found = False
        for name, info in zip_members(package):
            found = True
            yield Member(f"{path}!/{composed(name)}", info.file_size, partial(package.open, info))
        if not found:
            raise BadFile("empty_zip")


def zip_members(package: zipfile.ZipFile) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """(name, member) of the files in a zip as mail programs make them."""
    for info in package.infolist():
        name = info.filename if info.flag_bits & 0x800 else _legacy_name(info.filename)
        name = name.replace("\\", "/")
        last = name.rsplit("/", 1)[-1]
        is_folder = not last and info.filename
        if not (is_folder or last.startswith(".") or last.casefold() in SKIPPED or "__MACOSX" in name):
            yield name or NAMELESS, info


def _legacy_name(name: str) -> str:
    """Names without the UTF-8 flag are often UTF-8 all the same."""
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name


def _of_mail(path: str, data: bytes, kind: str) -> Iterator[Member]:
    read = mail.read(data, kind)
    if not read.attachments:
        raise BadFile("mail_without_attachment")
    taken: set[str] = set()
    for name, content in read.attachments:
        last = composed(name.replace("\\", "/").rsplit("/", 1)[-1]) or NAMELESS
        while last in taken:  # a phone calls all its pictures alike
            last = f"{len(taken) + 1}_{last}"
        taken.add(last)
        yield Member(f"{path}!/{last}", len(content), partial(io.BytesIO, content), read.dated)
