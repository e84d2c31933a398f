"""Signing off: a version of a document with its snapshot, its words, its files and every figure, in the journal.

A version never changes; a later correction makes the next one. What changed between two of them is told by their
figures: `[{"key": identifier, "text": as it stands in the document, "section": where}]`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import asdict, dataclass

from reports import annexes, documents, pdf, slides
from reports.docx import written
from reports.draft import Ask, Draft, Subject
from warehouse import workspace
from warehouse.store import Warehouse, WarehouseError


class SameAgain(WarehouseError):
    """The newest version already says exactly this."""


@dataclass(frozen=True)
class Change:
    """A figure that two versions say differently; None where one of them does not have it."""

    key: str
    section: str
    before: str | None
    after: str | None


def versions(warehouse: Warehouse, document: str) -> list[dict]:
    """The signed-off versions of a document, newest first: events of the journal."""
    return [e for e in reversed(warehouse.state().frozen) if e["document"] == document]


def version(warehouse: Warehouse, document: str, number: int) -> dict | None:
    """One of them; None where the journal knows no such version."""
    return next((e for e in versions(warehouse, document) if e["version"] == number), None)


def version_with(warehouse: Warehouse, data: bytes) -> dict | None:
    """The signed-off version, of any document, that has exactly this file."""
    digest = hashlib.sha256(data).hexdigest()
    signed = warehouse.state().frozen
    return next((event for event in signed if any(file["sha256"] == digest for file in event["files"])), None)


def figures(draft: Draft) -> list[dict]:
    """Every figure of a written draft."""
    return [
        {"key": key, "text": text, "section": draft.origins.get(key, "")} for key, text in draft.paper.figures.items()
    ]


def changes(before: list[dict], after: list[dict]) -> list[Change]:
    """What the second list of figures says otherwise than the first."""
    old, new = ({figure["key"]: figure for figure in each} for each in (before, after))
    return [
        Change(
            key,
            (new.get(key) or old[key])["section"],
            *(each[key]["text"] if key in each else None for each in (old, new)),
        )
        for key in dict.fromkeys([*new, *old])
        if old.get(key, {}).get("text") != new.get(key, {}).get("text")
    ]


def freeze(warehouse: Warehouse, ask: Ask, subject: Subject, parts: list[str], who: str, at: dt.datetime) -> dict:
    """Signs a report off and gives its event. Raises SameAgain where nothing is new, WarehouseError or
    WorkspaceError where it cannot be kept; then nothing is announced."""
    document = subject.name
    with warehouse.locked():
        before = next(iter(versions(warehouse, document)), None)
        texts = workspace.texts(warehouse.root, document)
        draft = documents.draft(ask, subject, texts)
        number = before["version"] + 1 if before else 1
        draft.write(parts, number)
        snapshot = draft.facts["snapshot_id"]
        what = {"snapshot": snapshot, "parts": parts, "texts": texts.number}
        if before and all(before[name] == value for name, value in what.items()):
            raise SameAgain(f"Bản số {before['version']} đã chốt đúng nội dung này.")
        name = f"{subject.file}-ban-{number}"
        event = {
            "type": "frozen", "seq": warehouse.state().last_seq + 1, "at": at.isoformat(timespec="seconds"),
            "who": who, "document": document, "version": number, **what,
            "words": [asdict(text) for text in texts.by_place.values()],
            "figures": figures(draft),
            "files": [
                warehouse.keep_document(file, data) for file, data in _files(name, draft)
            ],
        }  # fmt: skip
        warehouse.append([event])
    return event


def _files(name: str, draft: Draft) -> list[tuple[str, bytes]]:
    paper = draft.paper
    files = [(f"{name}.docx", written(paper)), (f"{name}.pdf", pdf.written(paper))]
    if draft.subject.kind in slides.KINDS:
        files.append((f"{name}.pptx", slides.written(draft)))
    if table := annexes.xlsx(draft.ask, draft.subject):
        files.append((f"phu-luc-{name}.xlsx", table))
    return files


def file_of(event: dict, ext: str) -> dict:
    """The file of a version that has this extension."""
    return next(file for file in event["files"] if file["ext"] == ext)


def content(warehouse: Warehouse, file: dict) -> bytes:
    """The bytes of a file of a version, as they were signed off."""
    data = warehouse.archived(file["sha256"], file["ext"]).read_bytes()
    if hashlib.sha256(data).hexdigest() != file["sha256"]:
        raise WarehouseError(f"Tệp {file['name']} trong kho lưu không còn như lúc chốt.")
    return data
