"""Compares the figures in an edited or signed copy with those that its snapshot gives today."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from etl import recognise
from reports import mid_term
from reports.docx import BOOKMARK


class NotOurs(Exception):
    """A file that is no document of ours; the message is for the user."""


@dataclass(frozen=True)
class Difference:
    """A figure that no longer equals the snapshot; found None: its place was deleted."""

    key: str
    expected: str
    found: str | None


def source(data: bytes) -> tuple[int, int, list[str], str]:
    """(first year, last year, parts, snapshot id) of a document."""
    try:
        recognise.Package(data)  # a file from outside: no bombs, no entities
        properties = Document(io.BytesIO(data)).core_properties
        kind, first, last = properties.subject.split()
        parts = properties.keywords.split()
        if kind != "so-ket" or not {*parts} <= {*mid_term.SECTIONS, *mid_term.ANNEXES}:
            raise ValueError(kind)
        return int(first), int(last), parts, properties.identifier
    except (
        recognise.BadFile,
        PackageNotFoundError,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
    ) as error:
        raise NotOurs("Tệp không phải báo cáo sơ kết do phần mềm này lập.") from error


def figures(data: bytes, keys: list[str]) -> dict[str, list[str]]:
    """Identifier → the texts that stand in its content controls; where an office program has forgotten their tags, the
    text between the bookmarks. keys: all identifiers in the order of the document."""
    found: dict[str, list[str]] = {}
    marked: dict[str, str] = {}
    open_marks: dict[str, str] = {}
    for element in Document(io.BytesIO(data)).element.body.iter():
        if element.tag == qn("w:sdt"):
            tag = element.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
            if tag is not None:
                text = "".join(t.text or "" for t in element.iter(qn("w:t")))
                found.setdefault(tag.get(qn("w:val")), []).append(text)
        elif element.tag == qn("w:bookmarkStart"):
            name = element.get(qn("w:name"), "")
            if name.startswith(BOOKMARK) and name[len(BOOKMARK) :].isdigit():
                number = int(name[len(BOOKMARK) :])
                if number < len(keys):
                    open_marks[element.get(qn("w:id"))] = keys[number]
                    marked[keys[number]] = ""
        elif element.tag == qn("w:bookmarkEnd"):
            open_marks.pop(element.get(qn("w:id")), None)
        elif element.tag == qn("w:t"):
            for key in open_marks.values():
                marked[key] += element.text or ""
    return {key: [text] for key, text in marked.items() if text} | found


def compare(data: bytes, ask: mid_term.Ask) -> list[Difference]:
    """Every figure of the copy that differs from the same document made from the snapshot of `ask`, and every one whose
    place was deleted: its number may stand there as plain text, where nobody can find it."""
    first, last, parts, _ = source(data)
    expected = mid_term.MidTerm(ask, first, last).write(parts).figures
    found = figures(data, list(expected))
    changed = [
        Difference(key, expected.get(key, "–"), text)
        for key, texts in found.items()
        for text in texts
        if text != expected.get(key)
    ]
    return changed + [
        Difference(key, text, None) for key, text in expected.items() if key not in found
    ]
