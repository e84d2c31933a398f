"""Compares the figures in an edited or signed copy with those of the version that was signed off, or of a draft with
those that its snapshot gives."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from etl.read import recognise
from reports import documents, frozen
from reports.docx import BOOKMARK
from reports.draft import Ask, Subject
from warehouse import workspace
from warehouse.store import Warehouse

SOURCES = Path(__file__).with_name("figure_sources.csv")


class NotOurs(Exception):
    """A file that is no document of ours; the message is for the user."""


class NoSnapshot(Exception):
    """The snapshot of a draft is kept no more; the message is for the user."""


@dataclass(frozen=True)
class Source:
    """What a document says of itself. texts: number of the newest words in it; version 0: a draft."""

    subject: Subject
    parts: list[str]
    snapshot: str
    texts: int
    version: int


@dataclass(frozen=True)
class Difference:
    """A figure that is not what it was; found None: its place was deleted; expected None: it never stood there."""

    key: str
    expected: str | None
    found: str | None
    section: str

    @property
    def meaning(self) -> str:
        """What the figure counts, and the mart it comes from."""
        return meaning(self.key)


@cache
def sources() -> dict[str, dict]:
    """First word of an identifier → what the figure means and the mart it comes from."""
    with SOURCES.open(encoding="utf-8", newline="") as lines:
        return {row["prefix"]: row for row in csv.DictReader(lines)}


def meaning(key: str) -> str:
    """What a figure counts, and the mart it comes from; empty where nobody knows."""
    known = sources().get(key.split(".")[0])
    return f"{known['meaning']} ({known['mart']})" if known else ""


def source(data: bytes) -> Source:
    """Which document of which snapshot a file is."""
    try:
        recognise.Package(data)  # a file from outside: no bombs, no entities
        properties = Document(io.BytesIO(data)).core_properties
        name, texts, version = properties.subject.rsplit(" ", 2)
        subject, parts = Subject.named(name), properties.keywords.split()
        kind = documents.KINDS[subject.kind]
        if not {*parts} <= {*kind.sections, *kind.annexes}:
            raise ValueError(parts)
        return Source(subject, parts, properties.identifier, int(texts), int(version))
    except (recognise.BadFile, PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise NotOurs("Tệp không phải báo cáo do phần mềm này lập.") from error


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


def expected(of: Source, warehouse: Warehouse, ask: Ask | None) -> list[dict]:
    """The figures that the document had when it was made. ask: answers from the snapshot of a draft, None where that
    is kept no more; a signed-off version does not need it."""
    document = of.subject.name
    if of.version:
        event = frozen.version(warehouse, document, of.version)
        if event is None or event["snapshot"] != of.snapshot:
            raise NoSnapshot(f"Kho số liệu này không có bản đã chốt số {of.version} của báo cáo.")
        return event["figures"]
    if ask is None:
        raise NoSnapshot(
            f"Mã lần cập nhật {of.snapshot} của báo cáo này không còn trong kho; khôi phục rồi đối chiếu lại."
        )
    texts = workspace.texts(warehouse.root, document, of.texts)
    draft = documents.draft(ask, of.subject, texts)
    draft.write(of.parts)
    return frozen.figures(draft)


def compare(data: bytes, figures_then: list[dict]) -> list[Difference]:
    """Every figure of the copy that differs from the one it had, and every one whose place was deleted: its number may
    stand there as plain text, where nobody can find it."""
    then = {figure["key"]: figure for figure in figures_then}
    found = figures(data, list(then))
    changed = [
        Difference(key, then[key]["text"], text, then[key]["section"])
        if key in then
        else Difference(key, None, text, "")
        for key, texts in found.items()
        for text in texts
        if key not in then or text != then[key]["text"]
    ]
    return changed + [
        Difference(key, figure["text"], None, figure["section"]) for key, figure in then.items() if key not in found
    ]
