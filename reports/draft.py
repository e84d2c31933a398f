"""What every report has in common: a subject, the answers it rests on, the words that people put in, and the paper.

Rules of comparison are held by the parts, not left to the writer: points of two frameworks are never set against each
other, a change between two surveys is called a change only where its interval excludes zero, a year without results says so.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from urllib.parse import quote, unquote

from reports.paper import Figure, Head, Paper
from warehouse.store import WarehouseError
from warehouse.workspace import Text, Texts
from words import labels
from words.documents import UNWRITTEN, cited, counted, day, issuer_ended, rank, rests_on, seat, signers

Ask = Callable[..., list[dict]]
"""(name of a question of warehouse/questions, what it has to be given) → its rows."""

IN_WORDS = re.compile(r"\{([^{}\s]+)\}")  # a figure in the words of a paragraph
NO_TEXTS = Texts()
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")


@dataclass(frozen=True)
class Subject:
    """What a report is about: its kind (a key of documents.KINDS), years, and the block or unit, None for the city."""

    kind: str
    first: int
    last: int
    block: str | None = None
    unit: str | None = None

    @property
    def name(self) -> str:
        """Under which texts and versions are kept: `so-ket 2022 2025`, `so-ket@khoi=xa_phuong 2022 2025`."""
        part = f"@khoi={quote(self.block)}" if self.block else ""
        part = f"@dv={quote(self.unit)}" if self.unit else part
        return f"{self.kind}{part} {self.first} {self.last}"

    @property
    def file(self) -> str:
        """The name of its files, without the ending."""
        years = f"{self.first}" if self.first == self.last else f"{self.first}-{self.last}"
        return "-".join(filter(None, (self.kind, self.unit or self.block, years)))

    @classmethod
    def named(cls, name: str) -> Subject:
        """The way back. Raises ValueError where it is no name of a report."""
        head, first, last = name.split(" ")
        kind, _, part = head.partition("@")
        which, _, code = part.partition("=")
        if part and (which not in ("khoi", "dv") or not code):
            raise ValueError(name)
        found = {"khoi": "block", "dv": "unit"}
        return cls(kind, int(first), int(last), **({found[which]: unquote(code)} if part else {}))


@dataclass(frozen=True)
class Section:
    """A part of a report: its heading, numbered by the report, and what writes it."""

    title: str
    write: Callable[[Draft], None]
    is_wide: bool = False  # an annex across the page
    is_city: bool = False  # says nothing of a single block or unit
    annexes: tuple[str, ...] = ()  # that it is read with
    rows: Callable[[Draft], list] | None = None  # an annex that is left out where there are none


@dataclass(frozen=True)
class Document:
    """A kind of report. `subject`: the lines under its name, with {years}, {place}; `opening`, `closing`: with {basis},
    {body}, {office}, {years}, {place}; `symbol`: the known part of its number, None on a sheet without number and date."""

    name: str  # in menus
    title: str
    subject: tuple[str, ...]
    opening: str
    closing: str
    sections: dict[str, Section]
    annexes: dict[str, Section]
    signer: tuple[str, ...]
    symbol: str | None
    is_yearly: bool = False
    is_of_office: bool = False  # issued by the office, under the body
    body: float = 14
    is_short: bool = False  # sections are not numbered, and there is no ending
    cites: bool = False  # begins with the legal basis


@dataclass(frozen=True)
class Paragraph:
    """A paragraph that people may put into other words. Figures stand in the words as `{identifier}`, so that they
    follow the snapshot and the words stay. `template`: what the program writes; `text`: who wrote other words, and when."""

    place: str
    section: str
    lead: str  # in bold before the words, not to be edited
    template: str
    words: str
    text: Text | None
    evidence: tuple[str, ...] = ()  # sentences that the writer may put in, with figures as in `template`
    why: str = ""  # by which rule the program says it

    @property
    def name(self) -> str:
        """`IV. Đánh giá chung › 1. Ưu điểm`."""
        return " › ".join(filter(None, (self.section, self.lead.rstrip(": "))))

    @property
    def is_unwritten(self) -> bool:
        return UNWRITTEN in self.words

    @property
    def is_outdated(self) -> bool:
        """Whether the program would say something else today than when the words were written; figures aside."""
        return self.text is not None and self.text.instead_of != self.template


def _tables(first: int, last: int) -> str:
    """`(Bảng 2)`, `(Bảng 3 - 6)`; empty where there is none."""
    if first > last:
        return ""
    return f"(Bảng {first})" if first == last else f"(Bảng {first} - {last})"


class IssuerEnded(WarehouseError):
    """A document dated after the last day of who would issue it; the message is for the user."""


class Draft:
    """One report that is being written."""

    def __init__(
        self,
        document: Document,
        ask: Ask,
        subject: Subject,
        texts: Texts = NO_TEXTS,
        known: dict[str, str] | None = None,
    ):
        """known: identifier → text of every figure of the subject; needed where people put in words."""
        self.document, self.subject, self.texts = document, subject, texts
        self.ask = cache(ask)
        self.first, self.last = subject.first, subject.last
        self.block, self.unit = subject.block, subject.unit
        self.paragraphs: list[Paragraph] = []
        self.origins: dict[str, str] = {}  # identifier → section in which it stands first
        self.section = ""
        self.is_draft = True
        self.known = known or {}
        self.offered: dict[
            str, str
        ] = {}  # figures of the evidence, which stand in no paragraph unless somebody takes them
        self.facts = self.ask("snapshot")[0]
        self.plan = next(iter(self.ask("plan")), None)
        every = self.ask("results_by_year", first=self.first, last=self.last, block=self.block, unit=self.unit)
        self.city = [row for row in every if row["block_code"] is None]
        self.blocks = [row for row in every if row["block_code"] is not None]
        self.classes = self.ask("classes_by_year", first=self.first, last=self.last, block=self.block, unit=self.unit)
        self.units = {row["unit_code"]: row for row in self.ask("units", block=self.block)}
        if self.unit:
            self.units = {code: row for code, row in self.units.items() if code == self.unit}
        self.paper = Paper(f"{document.title} {self.years}", body=document.body)
        self.paper.letterhead = texts.letterhead

    # ------------------------------------------------------------------ what it is about

    @property
    def years(self) -> str:
        if self.first == self.last:
            return f"năm {self.first}"
        return f"giai đoạn {self.first} - {self.last}"

    @property
    def place(self) -> str:
        """`trên địa bàn thành phố Hạ Long`, `khối xã, phường thành phố Hạ Long`, `của Phường Hà Tu`."""
        city = self.facts["city_name"]
        if self.unit:
            name = self.units[self.unit]["unit_name"] if self.unit in self.units else self.unit
            return f"của {name}"
        if self.block:
            names = {row["block_code"]: row["block_name"] for row in self.ask("blocks")}
            return f"khối {labels.inside(names.get(self.block, self.block))}, {city}"
        return f"trên địa bàn {city}"

    @property
    def is_city(self) -> bool:
        return not (self.block or self.unit)

    def within(self, rows: list[dict]) -> list[dict]:
        """The rows whose unit the report is about."""
        return rows if self.is_city else [row for row in rows if row["unit_code"] in self.units]

    def of(self, year: int) -> list[dict]:
        return [row for row in self.city if row["year"] == year]

    def fill(self, words: str) -> str:
        """{basis}, {body}, {office}, {years}, {place}, {snapshot}, {instruction}, {resolution}, {topics} of the words of the
        document."""
        basis = (
            f"Kế hoạch số {self.plan['number']} ngày {day(self.plan['issued_on'])} của {self.plan['issuer']}"
            if self.plan
            else "kế hoạch đã ban hành"
        )
        facts = self.facts
        return words.format(
            basis=basis, body=facts["synthesising_body"], office=facts["office_name"], years=self.years, place=self.place,
            snapshot=f"số liệu tính đến ngày {labels.date(facts['as_of'])}", instruction=self._instruction(),
            resolution=self._reviewed("resolution", "nghị quyết của Hội đồng nhân dân tỉnh"),
            topics=self._reviewed("topics", "kế hoạch thực hiện nghị quyết"),
        )  # fmt: skip

    def _instruction(self) -> str:
        """The document of the province that asks for the report."""
        found = self.ask("report_instruction", document=self.subject.kind, last=self.last)
        return rests_on(found[0]) if found else f"văn bản yêu cầu báo cáo của tỉnh số {UNWRITTEN}"

    def _reviewed(self, part: str, otherwise: str) -> str:
        """The document that a part of the review tells of: `Nghị quyết số 110/2022/NQ-HĐND`."""
        found = next((row["number"] for row in self.ask("legal_basis") if row["review_part"] == part), None)
        return cited(found) if found else otherwise

    # ------------------------------------------------------------------ from top to bottom

    def parts(self) -> dict[str, str]:
        """Name → title of every section and annex that this subject may have, in their order."""
        return {
            name: self.fill(part.title) if name in self.document.sections else f"Phụ lục: {self.fill(part.title)}"
            for name, part in (self.document.sections | self.document.annexes).items()
            if self.is_city or not part.is_city
        }

    def write(self, parts: list[str] | None = None, version: int = 0) -> Paper:
        """The chosen sections and annexes, in the order given; a draft unless it is a signed-off version. Raises IssuerEnded."""
        document, chosen = self.document, list(self.parts()) if parts is None else parts
        self.is_draft = not version
        self._refuse_what_ended()
        self.paper.source(f"{self.subject.name} {self.texts.number} {version}", self.facts["snapshot_id"], chosen)
        self._head()
        sections = [name for name in chosen if name in document.sections]
        annexes = [name for name in chosen if name in document.annexes and self.has(document.annexes[name])]
        numbers = {name: ROMAN[number] if len(annexes) > 1 else "" for number, name in enumerate(annexes)}
        cited_in: list[tuple[int, list[str]]] = []  # place of a sentence that cites annexes, and which
        for number, name in enumerate(sections):
            mark = "" if document.is_short else f"{ROMAN[number]}. "
            self.heading(f"{mark}{self.fill(document.sections[name].title)}")
            document.sections[name].write(self)
            self._locate()
            if told := [one for one in document.sections[name].annexes if one in numbers]:
                cited_in.append((len(self.paper.parts), told))
                self.paper.paragraph("")
        if document.closing:
            self.paper.paragraph(self.fill(document.closing), keep=True)  # with the signature
        if document.signer:
            self.paper.ending(self._recipients(), signers(self.facts[f"{self._role()}_signer"], document.signer))
        names = {}
        for name in annexes:
            annex, before = document.annexes[name], self.paper.tables
            self.paper.annex(numbers[name], self.fill(annex.title), self._named(), annex.is_wide)
            self.section = f"Phụ lục: {self.fill(annex.title)}"
            annex.write(self)
            self._locate()
            names[name] = " ".join(filter(None, ("Phụ lục", numbers[name], _tables(before + 1, self.paper.tables))))
        for place, told in cited_in:
            said = labels.names([names[one] for one in told], len(told))
            self.paper.parts[place] = replace(
                self.paper.parts[place], parts=(f"Số liệu chi tiết tại {said} kèm theo.",)
            )
        return self.paper

    def has(self, part: Section) -> bool:
        """Whether an annex has anything to say."""
        return part.rows is None or bool(part.rows(self))

    def _head(self) -> None:
        document, facts = self.document, self.facts
        city = seat(facts["city_name"])
        above, issuer = "", facts["synthesising_body"]
        if document.is_of_office:
            above, issuer = issuer, facts["office_name"]
        self.paper.head(Head(above, issuer, city, facts["as_of"].year, document.symbol, is_draft=self.is_draft))
        self.paper.title(document.title, *map(self.fill, document.subject), ruled=True)
        if facts["illustrative"]:
            self.paper.note(labels.sentence(facts["illustrative_words"]))
        if document.cites:
            self._cite()
        if "{instruction}" in document.opening:  # part of it may have to be written
            self.section = "Mở đầu"
            self.say("mo_dau", self.fill(document.opening))
            return
        for line in document.opening.splitlines():
            self.paper.paragraph(self.fill(line))

    def _refuse_what_ended(self) -> None:
        """A document is dated by its figures. Raises IssuerEnded where its issuer was there no more on that day."""
        if said := issuer_ended(self.facts[f"{self._role()}_ended_on"]):
            raise IssuerEnded(said)

    def _role(self) -> str:
        return "office" if self.document.is_of_office else "body"

    def _cite(self) -> None:
        """The legal basis, in the order of Nghị định 30, none of it twice; what has to be checked in it is said to the writer of a draft."""
        said = {self.plan["number"]} if self.plan and "{basis}" in self.document.opening else set()
        for row in sorted(
            self.ask("legal_basis"), key=lambda row: (rank(row["number"]), row["issued_on"] or dt.date.max)
        ):
            if row["number"] in said:
                continue
            said |= {row["number"]} if row["number"] else set()
            self.paper.paragraph(f"Căn cứ {rests_on(row)};")
            if row["note"]:
                self.remark(row["note"])

    def remark(self, what: str) -> None:
        """What the writer of a draft has to see to; gone once it is signed off."""
        if self.is_draft:
            self.paper.note(f"[Ghi chú của dự thảo: {what}]", align="left")

    def _named(self) -> str:
        """The document as its annexes name it; number and date stay blank."""
        document = self.document
        if document.symbol is None:
            return f"{document.title} {self.years}"
        issuer = self.facts["office_name" if document.is_of_office else "synthesising_body"]
        return f"{document.title} số      /{document.symbol} ngày      tháng      năm {self.facts['as_of'].year} của {issuer}"

    def _recipients(self) -> list[str]:
        found = self.ask("recipients", document=self.subject.kind)
        return [row["recipient"] for row in found] or [UNWRITTEN]

    # ------------------------------------------------------------------ words and figures

    def heading(self, text: str, level: int = 1) -> None:
        self._locate()
        self.section = text if level == 1 else f"{self.section.split(' › ')[0]} › {text}"
        self.paper.heading(text, level)

    def _locate(self) -> None:
        """Notes the section of every figure that was written since the last time."""
        for key in list(self.paper.figures)[len(self.origins) :]:
            self.origins[key] = self.section

    def say(
        self, place: str, *parts: str | Figure, bold: str = "", evidence: Sequence[Sequence[str | Figure]] = (), why: str = ""
    ) -> None:  # fmt: skip
        """A paragraph whose words people may replace; `place` stays the same from snapshot to snapshot."""
        template, *offers = (
            "".join(f"{{{p.key}}}" if isinstance(p, Figure) else p for p in sentence) for sentence in (parts, *evidence)
        )
        self.offered |= {p.key: p.text for sentence in evidence for p in sentence if isinstance(p, Figure)}
        text = self.texts.by_place.get(place)
        words = text.words if text else template
        self.paragraphs.append(Paragraph(place, self.section, bold, template, words, text, (*offers,), why))
        if not text:
            self.paper.paragraph(*parts, bold=bold)
            return
        for number, line in enumerate(words.splitlines()):
            self.paper.paragraph(*self.filled(line), bold="" if number else bold)

    def filled(self, words: str) -> list[str | Figure]:
        """The words with their figures; one that this snapshot does not have is left to be written."""
        pieces = IN_WORDS.split(words)
        return [
            piece if not place % 2
            else Figure(piece, self.known[piece]) if piece in self.known
            else UNWRITTEN
            for place, piece in enumerate(pieces)
        ]  # fmt: skip

    def percent(self, key: str, value: float | None, bounds: Sequence[float] | None = ()) -> Figure:
        """bounds: of the classes of its framework, where it is a percentage of its points."""
        return Figure(key, labels.percent(value, bounds))

    def number(self, key: str, value: int, what: str = "đơn vị") -> Figure:
        return Figure(key, counted(value, what))
