"""Compares an edited or signed copy with the version that was signed off, or with the draft that its snapshot gives: every
sentence, row and picture that the program made. What people wrote is theirs; it is named, and not judged."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

import duckdb
from docx import Document
from docx.document import Document as DocxFile
from docx.opc.exceptions import PackageNotFoundError

from etl.read import recognise
from reports import aside, documents, docx, frozen, lines, looks, seen
from reports.draft import Ask, Subject
from reports.wording import filled
from warehouse import workspace
from warehouse.store import Warehouse
from words.documents import UNWRITTEN

FIGURE, SENTENCE, ROW, PICTURE = "Số liệu", "Câu của văn bản", "Dòng của bảng", "Hình"
MOST_LINES = 2000  # in a copy, beside twice those of the program
LIKE = 0.6  # from this likeness on, a line is taken for what another has become
MOST_PAIRS = 2500  # of changed lines that are laid beside each other
NAMED = re.compile(r"(?:mã lần cập nhật|bản số liệu) (\d[\w-]*)")
OTHER_KINDS = {  # first bytes: what people have instead, and what they can do
    recognise.OLE: "Word dạng cũ (.doc) hoặc có mật khẩu. Đề nghị lưu lại thành .docx, không đặt mật khẩu"
}
SHOWN = 160  # characters of a line that is only named
SOURCES = Path(__file__).with_name("figure_sources.csv")


class NotOurs(Exception):
    """A file that is no document of ours; the message is for the user."""


class NoSnapshot(Exception):
    """The snapshot of a draft is kept no more; the message is for the user."""


@dataclass(frozen=True)
class Source:
    """What a document says of itself. texts: number of the newest words in it; version 0: a draft; is_guessed: it says nothing,
    and is most like this version; why: of a guess, what it should have said."""

    subject: Subject
    parts: list[str]
    snapshot: str
    texts: int
    version: int
    is_guessed: bool = False
    why: str = ""

    @property
    def against(self) -> str:
        """With what it is compared, in a sentence."""
        if self.is_guessed:
            name, years = documents.KINDS[self.subject.kind].name, f"{self.subject.first} - {self.subject.last}"
            return f"bản đã chốt số {self.version} của {name} {years}, là bản giống nhất{self.why}"
        return f"bản đã chốt số {self.version}" if self.version else f"mã lần cập nhật {self.snapshot}"


@dataclass(frozen=True)
class Difference:
    """What is not as it was. key: of a figure, empty where it is a whole line or a picture; found None: it is gone;
    expected None: it never stood there."""

    key: str
    expected: str | None
    found: str | None
    section: str
    what: str = FIGURE

    @property
    def meaning(self) -> str:
        """What the figure counts; of a line, what it is."""
        return meaning(self.key) if self.key else self.what


@dataclass(frozen=True)
class Comparison:
    """unchecked: what stands in the copy and is not the program's: `Đoạn thêm vào: …`."""

    differences: list[Difference]
    unchecked: list[str]


@dataclass(frozen=True)
class Expected:
    """A document as it was made: its file, its figures, and the lines that people had written in it."""

    file: bytes
    figures: list[dict]
    own: frozenset[str]


@cache
def sources() -> dict[str, dict]:
    """First word of an identifier → what the figure means and the mart it comes from."""
    with SOURCES.open(encoding="utf-8", newline="") as lines:
        return {row["prefix"]: row for row in csv.DictReader(lines)}


def meaning(key: str) -> str:
    """What a figure counts; empty where nobody knows."""
    return sources().get(key.split(".")[0], {}).get("meaning", "")


def mart(key: str) -> str:
    """The table that a figure comes from; empty where nobody knows."""
    return sources().get(key.split(".")[0], {}).get("mart", "")


def source(data: bytes) -> Source:
    """Which document of which snapshot a file is."""
    if (kind := next((name for start, name in OTHER_KINDS.items() if data.startswith(start)), None)) is not None:
        raise NotOurs(f"Chỉ đối chiếu được từng câu với tệp Word (.docx); tệp này là {kind}.")
    try:
        recognise.Package(data)  # a file from outside: no bombs, no entities
        file = Document(io.BytesIO(data))
        properties = file.core_properties
        name, texts, version = properties.subject.rsplit(" ", 2)
        subject, parts = Subject.named(name), properties.keywords.replace(*reversed(docx.SHORTER)).split()
        kind = documents.KINDS[subject.kind]
        if not {*parts} <= {*kind.sections, *kind.annexes}:
            raise ValueError(parts)
        return Source(
            subject, parts, properties.identifier or properties.category or _named(file), int(texts), int(version)
        )
    except (recognise.BadFile, PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise NotOurs("Tệp không phải báo cáo do phần mềm này lập.") from error


def _named(file: DocxFile) -> str:
    """The snapshot as the text of earlier releases names it."""
    found = (NAMED.search(line.text) for line in lines.lines(file))
    return next((match[1] for match in found if match), "")


def expected(of: Source, warehouse: Warehouse, ask: Ask | None) -> Expected:
    """The document when it was made. ask: answers from the snapshot of a draft, None where that is kept no more; a
    signed-off version does not need it."""
    document = of.subject.name
    if of.version:
        event = frozen.version(warehouse, document, of.version)
        if event is None or of.snapshot not in ("", event["snapshot"]):
            raise NoSnapshot(f"Kho số liệu này không có bản đã chốt số {of.version} của báo cáo.")
        words = [text["words"] for text in event["words"]]
        file = frozen.content(warehouse, frozen.file_of(event, "docx"))
        return Expected(file, event["figures"], _own(words, event["figures"]))
    if ask is None:
        raise NoSnapshot(
            f"Mã lần cập nhật {of.snapshot} của báo cáo này không còn trong kho; khôi phục rồi đối chiếu lại."
        )
    texts = workspace.texts(warehouse.root, document, of.texts)
    try:
        draft = documents.draft(ask, of.subject, texts)
        made = docx.written(draft.write(of.parts))
    except (duckdb.CatalogException, duckdb.BinderException) as error:  # made by an earlier release
        raise NoSnapshot(
            f"Mã lần cập nhật {of.snapshot} do bản phần mềm trước lập, không lập lại được dự thảo để đối chiếu; bản đã chốt thì được."
        ) from error
    words = [text.words for text in texts.by_place.values()]
    figures = frozen.figures(draft)
    return Expected(made, figures, _own(words, figures))


def _own(words: list[str], figures: list[dict]) -> frozenset[str]:
    """The lines of the paragraphs that people have put into their words, as they read."""
    known = {figure["key"]: figure["text"] for figure in figures}
    return frozenset(line for text in words for line in map(lines.normal, filled(text, known).splitlines()) if line)


def compare(data: bytes, then: Expected) -> Comparison:
    """Every line, row and picture of the program that the copy has otherwise, and what of the copy is not the program's."""
    copy, made = seen.opened(data), seen.opened(then.file)
    sections = {figure["key"]: figure["section"] for figure in then.figures}
    old = [marked(line, then.own) for line in lines.lines(made, keep_figures=True)]
    new = lines.lines(copy, keep_figures=True)
    if len(new) > MOST_LINES + 2 * len(old):
        raise NotOurs(f"Tệp có {len(new)} dòng, nhiều hơn hẳn báo cáo đã lập ({len(old)} dòng); không đối chiếu được.")
    differences: list[Difference] = []
    unchecked: list[str] = []
    rows_known: set[int | None] = set()  # tables of the copy that hold rows of ours
    added: list[lines.Line] = []
    for before, after in _pairs(old, new):
        if before is None:
            added.append(after)
            continue
        if after is not None:
            rows_known.add(after.table)
        if before.is_own:
            if after is None or after.text != before.text:
                unchecked.append(f"Đoạn do người soạn viết: {short((after or before).text)}")
        elif after is None:
            if not may_go(before):
                differences.append(Difference("", before.text, None, before.section, kind_of(before)))
        elif before.text != after.text:
            found = _otherwise(before, after, sections)
            differences += found
            if not found:
                unchecked.append(f"Chỗ trống đã điền: {short(after.text)}")
    for line in added:
        if line.table is not None and line.table in rows_known:
            differences.append(Difference("", None, line.text, "", ROW))
        else:
            unchecked.append(f"{'Dòng của bảng' if line.table else 'Đoạn'} thêm vào: {short(line.text)}")
    differences += _in_own_words(new, old, sections)
    repainted, not_compared = looks.compared(looks.pictures(made), looks.pictures(copy))
    differences += [Difference("", *one, "", PICTURE) for one in repainted]
    return Comparison([*dict.fromkeys(differences)], [*unchecked, *not_compared, *map(short, aside.named(copy))])


def verdict(found: Comparison, against: str) -> str:
    """One sentence. against: with what the copy was compared."""
    if found.differences:
        return f"{len(found.differences)} chỗ khác hoặc không còn so với {against}."
    rest = f"; {len(found.unchecked)} chỗ do người viết, không đối chiếu" if found.unchecked else ""
    return f"Mọi số liệu, câu, dòng của bảng và hình do phần mềm lập đều khớp {against}{rest}."


def untouched(event: dict) -> str:
    """Of a file of a signed-off version in which nobody changed a byte."""
    name = documents.KINDS[Subject.named(event["document"]).kind].name
    return f"Tệp còn nguyên từng byte như bản đã chốt số {event['version']} của {name}."


def marked(line: lines.Line, own: frozenset[str]) -> lines.Line:
    """Whether people wrote it: the whole line, or what follows its heading."""
    is_own = any(line.text.endswith(words) and _is_heading(line.text.removesuffix(words)) for words in own)
    return replace(line, is_own=line.table is None and (line.text == UNWRITTEN or is_own))


def _is_heading(text: str) -> bool:
    return not text or text.rstrip().endswith((":", ".", "-"))


def may_go(line: lines.Line) -> bool:
    """What a draft says to its writer."""
    return line.text == docx.DRAFT or line.text.startswith("[Ghi chú của dự thảo:")


def kind_of(line: lines.Line) -> str:
    return SENTENCE if line.table is None else ROW


def _pairs(
    old: list[lines.Line], new: list[lines.Line]
) -> Iterator[tuple[lines.Line, lines.Line | None] | tuple[None, lines.Line]]:
    """Each line as it was beside what stands there now; None where there is none on the other side."""
    matched = SequenceMatcher(None, [_seen(line) for line in old], [_seen(line) for line in new], autojunk=False)
    for kind, a, b, c, d in matched.get_opcodes():
        if kind == "equal":
            yield from zip(old[a:b], new[c:d], strict=True)
        else:
            yield from _changed(old[a:b], new[c:d])


def _seen(line: lines.Line) -> tuple[bool, str]:
    return line.table is None, line.text


def _changed(old: list[lines.Line], new: list[lines.Line]):
    """Lines that differ, beside those that they have become: the same but for numbers, else the most like ones."""
    matched = SequenceMatcher(None, [line.shape for line in old], [line.shape for line in new], autojunk=False)
    for kind, a, b, c, d in matched.get_opcodes():
        if kind == "equal":
            yield from zip(old[a:b], new[c:d], strict=True)
        elif (b - a) * (d - c) <= MOST_PAIRS:
            yield from _most_like(old[a:b], new[c:d])
        else:
            yield from ((line, None) for line in old[a:b])
            yield from ((None, line) for line in new[c:d])


def _most_like(old: list[lines.Line], new: list[lines.Line]):
    likeness = [[_likeness(before, after) for after in new] for before in old]
    # the best way through both: best[i][j] is the likeness of what follows old[i] and new[j]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            together = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] else 0
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < len(old) or j < len(new):
        is_pair = i < len(old) and j < len(new) and likeness[i][j]
        if is_pair and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            yield old[i], new[j]
            i, j = i + 1, j + 1
        elif j == len(new) or (i < len(old) and best[i][j] == best[i + 1][j]):
            yield old[i], None
            i += 1
        else:
            yield None, new[j]
            j += 1


def _likeness(before: lines.Line, after: lines.Line) -> float:
    """0: surely not the same line."""
    if (before.table is None) != (after.table is None):
        return 0
    if len(before.text) > len(UNWRITTEN) and before.figures_in(after.text) is not None:
        return 2
    matcher = SequenceMatcher(None, before.text, after.text, autojunk=False)
    if matcher.real_quick_ratio() < LIKE or matcher.quick_ratio() < LIKE:
        return 0
    ratio = matcher.ratio()
    return ratio if ratio >= LIKE else 0


def _otherwise(before: lines.Line, after: lines.Line, sections: dict[str, str]) -> list[Difference]:
    """What of a line is not as it was: its figures, where only they differ; empty where only blanks were filled."""
    if before.is_filled(after.text):
        return []
    if (found := before.figures_in(after.text)) is not None:
        pairs = zip(before.figures, found, strict=True)
        return [
            Difference(figure.key, figure.text, text.strip(), sections.get(figure.key, before.section))
            for figure, text in pairs
            if text.strip() != lines.normal(figure.text)
        ]
    return [Difference("", before.text, after.text, before.section, kind_of(before))]


def _in_own_words(new: list[lines.Line], old: list[lines.Line], sections: dict[str, str]) -> Iterator[Difference]:
    """Figures that people have put into their own words: found by their content controls, since the words are free."""
    known = {figure.key: figure.text for line in old for figure in line.figures}
    for line in new:
        for figure in line.figures:
            text = known.get(figure.key)
            if text is None or (line.table is None and lines.normal(figure.text) != lines.normal(text)):
                yield Difference(figure.key, text, lines.normal(figure.text), sections.get(figure.key, ""))


def short(text: str) -> str:
    return text if len(text) <= SHOWN else text[:SHOWN].rpartition(" ")[0] + " …"
