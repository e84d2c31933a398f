"""What is attached to a mail, .eml or .msg. Its text is looked at by nobody here and kept nowhere."""

from __future__ import annotations

import contextlib
import email
import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from email import policy
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from etl.read.recognise import BadFile

NAMELESS = "khong_ten"
_DEEPEST = 5  # mails attached to mails


class Mail(NamedTuple):
    """The day that a mail says of itself, and the files attached to it, (name, bytes)."""

    dated: date | None
    attachments: list[tuple[str, bytes]]


def read(data: bytes, ext: str) -> Mail:
    """The mail; raises BadFile where it is broken."""
    try:
        return _READERS[ext](data)
    except BadFile:
        raise
    except Exception as error:  # of libraries that were made for whole mails
        raise BadFile("corrupt_file", type(error).__name__) from None


def _eml(data: bytes) -> Mail:
    message = email.message_from_bytes(data.removeprefix(b"\xef\xbb\xbf"), policy=policy.default)
    dated = None
    with contextlib.suppress(TypeError, ValueError, LookupError):  # a day that nobody can read is shown to nobody
        dated = parsedate_to_datetime(str(message["Date"])).date() if message["Date"] else None
    return Mail(dated, list(_parts(message, False)))


def _parts(part, is_drawn: bool) -> Iterator[tuple[str, bytes]]:
    """Attached files; pictures that the text of a mail is drawn with (signatures, logos) are none."""
    if part.is_multipart():
        for inner in part.iter_parts() if part.get_content_type() != "message/rfc822" else part.get_payload():
            yield from _parts(inner, part.get_content_type() == "multipart/related")
        return
    name = part.get_filename()
    is_attached = part.get_content_disposition() == "attachment"
    if not (name or is_attached) or (is_drawn and part.get_content_maintype() == "image"):
        return
    content = part.get_payload(decode=True)
    if content:
        yield (name or NAMELESS), content


def _msg(data: bytes) -> Mail:
    from xlrd.compdoc import CompDoc

    book = CompDoc(data, logfile=io.StringIO())
    return Mail(_day_of(book), list(_attached(book, "", 0)))


def _attached(book, above: str, depth: int) -> Iterator[tuple[str, bytes]]:
    for number in range(2048):
        folder = f"{above}__attach_version1.0_#{number:08X}/"
        if book.get_named_stream(f"{folder}__properties_version1.0") is None:
            return
        if content := book.get_named_stream(f"{folder}__substg1.0_37010102"):
            long, short = (_text(book, f"{folder}__substg1.0_{tag}") for tag in ("3707", "3704"))
            if not (_text(book, f"{folder}__substg1.0_3712") and _is_picture(long or short)):
                yield (long or short or NAMELESS), bytes(content)
        elif depth < _DEEPEST:  # a mail attached to the mail
            yield from _attached(book, f"{folder}__substg1.0_3701000D/", depth + 1)


def _is_picture(name: str) -> bool:
    return name.lower().endswith((".png", ".jpg", ".jpeg", ".gif", ".bmp"))


def _text(book, path: str) -> str:
    """A property that is text: UTF-16, or the page of the machine that wrote it."""
    if wide := book.get_named_stream(f"{path}001F"):
        return bytes(wide).decode("utf-16-le", "replace").rstrip("\0")
    narrow = book.get_named_stream(f"{path}001E")
    return bytes(narrow).decode("cp1258", "replace").rstrip("\0") if narrow else ""


def _day_of(book) -> date | None:
    """The day on which it was sent: hundreds of nanoseconds since 1601."""
    properties = bytes(book.get_named_stream("__properties_version1.0") or b"")
    for at in range(32, len(properties) - 15, 16):
        if properties[at : at + 4] in (b"\x40\x00\x39\x00", b"\x40\x00\x06\x0e"):
            ticks = int.from_bytes(properties[at + 8 : at + 16], "little")
            return (datetime(1601, 1, 1) + timedelta(microseconds=ticks // 10)).date()
    return None


_READERS = {"eml": _eml, "msg": _msg}
