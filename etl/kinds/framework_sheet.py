"""A framework typed as people see it → the same tables as a workbook of frameworks gives.

The first sheet says what is true of the whole (code, name, years, classes), each other one is a table: one, or one for
each kind of unit; then each is a framework of its own, in force for its blocks. What is missing or wrong is said in one
list, each with its cell.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from decimal import Decimal
from html import unescape

from etl.kinds import framework_rows, locate
from etl.kinds.framework_rows import Annex, Entry
from etl.read import values
from etl.read.findings import finding
from etl.read.model import Finding, ParsedFile
from etl.read.recognise import BadFile, Package
from etl.read.text import folded, label_key, nfc
from etl.read.workbook import Document, Sheet
from etl.reference import scales, tables
from etl.reference.context import Context

KIND = "framework"
FACTS = "Thông tin"  # the first sheet
GUIDE = "Hướng dẫn"  # ours: words for people only
HEADER = {"max_points|sub_points": "Điểm tối đa", "criterion_name|sub_criterion_name": "Tiêu chí"}
MARKS = ("Mã bộ tiêu chí", "Tên bộ tiêu chí")  # labels by which the first sheet is known
EVERYONE = "all"
_NEEDED = {"framework_code": "mã bộ tiêu chí", "framework_name": "tên bộ tiêu chí", "years": "năm áp dụng"}
_YEARS = re.compile(r"(20\d\d)(?:\s*(?:-|đến)\s*(20\d\d))?")
_WRITTEN = ("frameworks", "framework_years", "criterion_groups", "criteria", "criterion_bands", "criterion_rules",
            "criterion_exclusions", "classes", "class_conditions")  # fmt: skip
_FULL, _OUT = ("đủ điểm", "tính đủ", "tối đa"), ("loại", "không tính", "bỏ", "trừ khỏi")
_MOVED = re.compile(r"(?:chuyển|cộng|dồn|tính)\s+(?:điểm\s+)?(?:sang|vào|cho)\s+(?:tiêu chí\s+|chỉ tiêu\s+)?(\S+)")
_MOST_SHARED = 16 * 1024 * 1024  # bytes of text in a workbook that a person typed


def is_sheet_of_names(names: list[str]) -> bool:
    """Whether a workbook with these sheets may be one."""
    return any(nfc(name) == FACTS for name in names)


def is_in(data: bytes, names: list[str]) -> bool:
    """The same as `is_one`, of the bytes of a workbook with these sheets."""
    if not is_sheet_of_names(names):
        return False
    try:
        package = Package(data)
        parts = [n for n in package.members if n == "xl/sharedStrings.xml" or n.startswith("xl/worksheets/sheet")]
        parts = [package.read(n) for n in parts if package.members[n].unpacked <= _MOST_SHARED]
    except BadFile:
        return False
    text = unescape(re.sub(rb"<[^>]*>", b" ", b"\n".join(parts)).decode("utf-8", "replace"))
    text = unicodedata.normalize("NFC", text)
    return all(mark.casefold() in text.casefold() for mark in MARKS)


def is_one(document: Document) -> bool:
    """Whether the document is a framework typed as people see it."""
    sheet = _facts_sheet(document)
    if sheet is None:
        return False
    said = {label_key(v.partition(":")[0]) for row in sheet.rows for v in row if type(v) is str and v}
    return all(label_key(mark) in said for mark in MARKS)


def _facts_sheet(document: Document) -> Sheet | None:
    return next((sheet for sheet in document.visible if nfc(sheet.name) == FACTS), None)


def parse(document: Document, context: Context) -> ParsedFile:
    """Typed rows of the framework tables ("reference.<table>"), with all findings at once."""
    parsed = ParsedFile(KIND, document.ext, findings=list(document.findings))
    facts = _Facts(_facts_sheet(document), context, parsed)
    annexes = _annexes(document, context, parsed)
    written = _Tables(facts, context, parsed)
    for found in annexes:
        written.take(*found, alone=len(annexes) == 1)
    parsed.findings.sort(key=lambda f: (f.severity != "error", f.sheet != FACTS))
    parsed.rows = {f"reference.{name}": written.typed(name) for name in _WRITTEN}
    parsed.row_count = sum(map(len, parsed.rows.values()))
    codes = {row[0] for row in parsed.rows["reference.frameworks"]}
    parsed.framework_code = codes.pop() if len(codes) == 1 else None
    parsed.content_hash = hashlib.sha256(repr(sorted(parsed.rows.items())).encode()).hexdigest()
    return parsed


def _annexes(document: Document, context: Context, parsed: ParsedFile) -> list[tuple[Sheet, locate.Table, Annex]]:
    headers = context.headers.get(KIND, {})
    words = {name: context.words(KIND, name) for name in ("total_row", "group_total_row", "note_row")}
    found = []
    for sheet in document.visible:
        if nfc(sheet.name) in (FACTS, GUIDE) or not any(v != "" for row in sheet.rows for v in row):
            continue
        table = locate.find_table(sheet, headers, context, _is_enough)
        if table is None:
            parsed.findings.append(finding("framework_columns", sheet.name, "A1", what="không thấy bảng tiêu chí"))
            continue
        table = _with_points(_with_own_header(table, headers, context))
        parsed.findings += map(_column, locate.header_findings(table, HEADER, headers))
        annex = framework_rows.read(table, words)
        parsed.findings += annex.findings
        found.append((sheet, table, annex))
    if not found and not any(f.code == "framework_columns" for f in parsed.findings):
        parsed.findings.append(finding("framework_columns", what="không thấy bảng tiêu chí"))
    return found


def _column(said: Finding) -> Finding:
    """What is said of the headers of other kinds leads to the layouts table, which these files are not read with."""
    what = {
        "unknown_header": f"không nhận ra tiêu đề cột “{said.found}”",
        "missing_header": f"không thấy cột {said.expected}",
    }
    if said.code not in what:
        return said
    return finding("framework_columns", said.sheet, said.cell, said.found, said.expected, what=what[said.code])


def _is_enough(table: locate.Table) -> bool:
    named = {"criterion_name", "sub_criterion_name", "group_name"} & table.columns.keys()
    return bool(named) and len(table.columns) > 1


def _with_own_header(table: locate.Table, headers: dict[str, str], context: Context) -> locate.Table:
    """A document has a header of its own, which people paste with the table, over that of the blank workbook or below it:
    it says what its columns are. A second column of one meaning in which nothing stands is left of the blank one."""
    header, first, rows = table.header, table.first, table.sheet.rows
    if first < len(rows) and _is_enough(own := locate.read_header(table.sheet, first, headers, context)):
        taken = {c.column for c in own.header}
        header, first = [*(c for c in header if c.column not in taken), *own.header], own.first
    filled = {c.column for c in header if any(row[c.column] != "" for row in rows[first:])}
    meant = {c.field for c in header if c.column in filled}
    header = [c for c in header if c.column in filled or c.field not in meant]
    columns = {c.field: c.column for c in reversed(header) if c.field}
    return table._replace(first=first, header=header, columns=columns)


def _with_points(table: locate.Table) -> locate.Table:
    """Many a document calls the column of the points "Thang điểm": numbers tell."""
    column = table.columns.get("scale")
    if column is None or "max_points" in table.columns:
        return table
    filled = [v for row in table.sheet.rows[table.first :] if (v := row[column]) != ""]
    if not filled or sum(values.number(v) is not None for v in filled) < len(filled) / 2:
        return table
    columns = {k: v for k, v in table.columns.items() if k != "scale"} | {"max_points": column}
    header = [c._replace(field="max_points") if c.field == "scale" else c for c in table.header]
    return table._replace(columns=columns, header=header)


# the first sheet


class _Facts:
    """What the first sheet says: labels with their values, classes, and the lists of blocks and of what is compared."""

    def __init__(self, sheet: Sheet, context: Context, parsed: ParsedFile) -> None:
        self.sheet, self.parsed = sheet, parsed
        self.said: dict[str, tuple[object, str]] = {}  # field → value, cell
        self.blocks: dict[str, str] = {}  # key of a name or code → code
        self.dimensions: dict[str, str] = {}
        self.classes: list[dict] = []
        self.conditions: list[
            tuple[str, str, Decimal | None, str | None, str]
        ] = []  # class, of what, least, clause, cell
        labels = context.headers.get("framework_facts", {})
        for r, row in enumerate(sheet.rows):
            for c, value in enumerate(row[:-1]):
                if type(value) is not str or value == "":
                    continue
                label, colon, rest = value.partition(":")
                name = labels.get(label_key(label))
                if name and name not in self.said:
                    inner = colon and rest.strip()
                    self.said[name] = (
                        (rest.strip(), sheet.address(r, c)) if inner else (row[c + 1], sheet.address(r, c + 1))
                    )
        self._take_lists()
        self._take_classes()

    def wrong(
        self, code: str, cell: str | None, found: str | None = None, expected: str | None = None, **words
    ) -> None:
        self.parsed.findings.append(finding(code, self.sheet.name, cell, found, expected, **words))

    def text(self, name: str) -> str | None:
        value, _ = self.said.get(name, ("", ""))
        return nfc(values.as_received(value) or "") or None

    def cell(self, name: str) -> str | None:
        return self.said.get(name, ("", None))[1]

    def number(self, name: str, otherwise: Decimal | None = None) -> Decimal | None:
        text = self.text(name)
        if text is None:
            return otherwise
        found = values.number_text(text.removesuffix("%"))
        if found is None:
            self.wrong("bad_value", self.cell(name), text, "số")
            return otherwise
        return Decimal(found)

    def truth(self, name: str) -> bool:
        text = (self.text(name) or "").casefold()
        if text in tables.TRUE:
            return True
        if text not in tables.FALSE:
            self.wrong("bad_value", self.cell(name), text, "có hoặc không")
        return False

    def years(self) -> list[int]:
        text = scales.plain(self.text("years") or "")
        found = [int(y) for a, b in _YEARS.findall(text) for y in range(int(a), int(b or a) + 1)]
        if text and (not found or re.sub(r"[\s,;và.]|năm", "", _YEARS.sub("", text))):
            self.wrong("bad_value", self.cell("years"), text, "năm, ví dụ 2026 hoặc 2026–2028")
        return sorted(set(found))

    def blocks_of(self, text: str, sheet: str, cell: str) -> list[str]:
        """Codes of the blocks that are named; the names may hold commas, as `Xã, phường` does."""
        left = label_key(text)
        only = left.startswith("chỉ ")
        left = re.sub(r"^(?:chỉ\s+)?(?:áp dụng\s+)?(?:cho|với|đối với)?\s*(?:các\s+)?", "", left)
        found = []
        for name in sorted(self.blocks, key=len, reverse=True):
            if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", left):
                found.append(self.blocks[name])
                left = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", left)
        rest = " ".join(re.sub(r"[,;/&+\n.]|(?<!\w)(?:và|khối|các)(?!\w)", " ", left).split())
        if not self.blocks:  # no list in the workbook: codes are taken as they are
            return [code for code in re.split(r"[,;\s]+", nfc(text)) if code]
        if rest:
            expected = "; ".join(dict.fromkeys(self.blocks.values()))
            self.parsed.findings.append(finding("unknown_reference", sheet, cell, rest, f"khối: {expected}"))
        codes = list(dict.fromkeys(found))
        return [c for c in dict.fromkeys(self.blocks.values()) if c not in codes] if only and codes else codes

    def _take_lists(self) -> None:
        for r, row in enumerate(self.sheet.rows):
            for c, value in enumerate(row[:-1]):
                into = {"khối": self.blocks, "nội dung so sánh": self.dimensions}.get(
                    label_key(values.as_received(value) or "")
                )
                if into is None or not label_key(values.as_received(row[c + 1]) or "").startswith("mã"):
                    continue
                for below in self.sheet.rows[r + 1 :]:
                    name, code = (values.as_received(v) or "" for v in below[c : c + 2])
                    if not name or not code:
                        break
                    into |= {label_key(name): code.strip(), label_key(code): code.strip()}

    def _take_classes(self) -> None:
        top = next(
            ((r, c) for r, row in enumerate(self.sheet.rows) for c, v in enumerate(row)
             if type(v) is str and label_key(v) == label_key("Xếp loại") and len(row) > c + 1
             and label_key(values.as_received(row[c + 1]) or "").startswith("từ")), None,
        )  # fmt: skip
        if top is None:
            return
        first, column = top
        for r in range(first + 1, len(self.sheet.rows)):
            cells = [*self.sheet.rows[r][column : column + 5], "", "", "", ""]
            name, lower, of, clause = *cells[:3], cells[4]
            if name == "":
                break
            name = nfc(values.as_received(name) or "")
            code = folded(name).replace(" ", "_")
            if lower != "":
                bound = self._percent(r, column + 1)
                if any(c["class_code"] == code for c in self.classes):
                    self.wrong("key_twice", self.sheet.address(r, column), name, "mỗi loại một dòng có cận dưới")
                self.classes.append({"class_code": code, "class_name": name, "lower_pct": bound})
            elif of == "":
                self.wrong("cell_missing", self.sheet.address(r, column + 1), what=f"cận dưới (%) của loại {name}")
            if of != "":
                named = nfc(values.as_received(of) or "")
                found = self._percent(r, column + 3), nfc(values.as_received(clause) or "") or None
                self.conditions.append((code, named, *found, self.sheet.address(r, column + 2)))
        self.classes.sort(key=lambda c: -(c["lower_pct"] or 0))
        if self.classes and self.classes[-1]["lower_pct"]:
            name = self.classes[-1]["class_name"]
            self.wrong(
                "cell_missing", self.sheet.address(first, column), what=f"loại dưới {name} (loại thấp nhất từ 0%)"
            )

    def _percent(self, r: int, column: int) -> Decimal | None:
        value, cell = self.sheet.rows[r][column], self.sheet.address(r, column)
        found = values.number_text((values.as_received(value) or "").strip().removesuffix("%"))
        if value == "":
            self.wrong("cell_missing", cell, what="tỷ lệ (%)")
            return None
        if found is not None and self.sheet.percent_formats(column).get(r) and not isinstance(value, str):
            found = values.times_100(found)
        if found is None or not 0 <= Decimal(found) <= 100:
            self.wrong("bad_value", cell, values.as_received(value), "số từ 0 đến 100")
            return None
        return Decimal(found)


# tables


class _Tables:
    """Rows of the framework tables, by the names of their columns."""

    def __init__(self, facts: _Facts, context: Context, parsed: ParsedFile) -> None:
        self.facts, self.context, self.parsed = facts, context, parsed
        self.rows: dict[str, list[dict]] = {name: [] for name in _WRITTEN}
        self.kinds = context.headers.get("framework_kind", {})
        for name, what in _NEEDED.items():
            if facts.text(name) is None:
                facts.wrong("cell_missing", facts.cell(name), what=what)
        self.years = facts.years()
        self.whole = {
            "framework_name": facts.text("framework_name"),
            "legal_basis": facts.text("legal_basis"),
            "guidance": facts.text("guidance"),
            "period": facts.text("period"),
            "decimals": self._decimals(),
            "illustrative": facts.truth("illustrative"),
            "cap_pct": facts.number("cap_pct"),
            "class_basis": facts.text("class_basis"),
        }
        self.total = facts.number("total")
        if self.whole["class_basis"] and not facts.classes:
            facts.wrong("cell_missing", facts.cell("class_basis"), what="bảng xếp loại (đã ghi căn cứ xếp loại)")

    def _decimals(self) -> int:
        found = self.facts.number("decimals", Decimal(2))
        if found not in map(Decimal, range(5)):
            self.facts.wrong("bad_value", self.facts.cell("decimals"), str(found), "số từ 0 đến 4")
            return 2
        return int(found)

    def typed(self, name: str) -> list[tuple]:
        """Rows of a table as tuples in the order of its columns."""
        return [tuple(row.get(c) for c in tables.tables()[name].names) for row in self.rows[name]]

    def take(self, sheet: Sheet, table: locate.Table, annex: Annex, alone: bool) -> None:
        """One table of criteria: a framework."""
        base = self.facts.text("framework_code") or "?"
        code = base if alone else f"{base}-{folded(sheet.name).replace(' ', '-').upper()}"
        name = self.whole["framework_name"]
        self.rows["frameworks"].append(
            self.whole | {"framework_code": code, "framework_name": name if alone else f"{name} – {sheet.name}"}
        )
        for block in self._blocks(sheet, table, alone):
            for year in self.years:
                self.rows["framework_years"].append(
                    {"framework_code": code, "year": year, "block_code": block,
                     "assessment_code": self.facts.text("assessment_code")}
                )  # fmt: skip
        for order, row in enumerate(self.facts.classes, 1):
            self.rows["classes"].append(row | {"framework_code": code, "sort_order": order})
        _Criteria(self, code, annex).take()

    def _blocks(self, sheet: Sheet, table: locate.Table, alone: bool) -> list[str]:
        """Blocks for which a table holds: said above it, else on the first sheet; all where it is the only one."""
        labels = self.context.headers.get("framework_facts", {})
        for r, row in enumerate(sheet.rows[: table.top]):
            for c, value in enumerate(row):
                label, _, rest = str(value).partition(":")
                if labels.get(label_key(label)) == "blocks":
                    text = rest.strip() or (values.as_received(row[c + 1]) or "" if c + 1 < len(row) else "")
                    if text.strip():
                        return self._named(text, sheet.name, sheet.address(r, c))
        if not alone:
            what = "khối áp dụng của biểu này (một dòng “Áp dụng cho:” phía trên bảng)"
            self.parsed.findings.append(finding("cell_missing", sheet.name, sheet.address(table.top, 0), what=what))
            return []
        text = self.facts.text("blocks")
        return self._named(text, FACTS, self.facts.cell("blocks") or "A1") if text else [EVERYONE]

    def _named(self, text: str, sheet: str, cell: str) -> list[str]:
        if label_key(text) in ("tất cả", "tất cả các khối", "mọi khối", "mọi đơn vị", "all", "tất cả các đơn vị"):
            return [EVERYONE]
        return self.facts.blocks_of(text, sheet, cell)


class _Criteria:
    """The rows of one framework."""

    def __init__(self, into: _Tables, framework_code: str, annex: Annex) -> None:
        self.into, self.code, self.annex = into, framework_code, annex
        self.codes: dict[str, str] = {}  # code of a group or criterion → table
        self.moved: list[tuple[dict, str, str]] = []  # rows whose maximum goes elsewhere: row, code as typed, cell
        self.excluded: dict[str, list[str]] = {}  # criterion → blocks

    def add(self, table: str, **row) -> dict:
        row = {"framework_code": self.code, **row}
        self.into.rows[table].append(row)
        return row

    def wrong(
        self, code: str, cell: str | None, found: str | None = None, expected: str | None = None, **words
    ) -> None:
        self.into.parsed.findings.append(finding(code, self.annex.sheet, cell, found, expected, **words))

    def take(self) -> None:
        marks = [c.mark for g in self.annex.groups for c in g.children]
        whole = all(marks) and len(set(marks)) == len(marks) and not set(marks) & {g.mark for g in self.annex.groups}
        order = 0
        for n, group in enumerate(self.annex.groups, 1):
            group_code = self._own(group, group.mark or _roman(n), "nhóm")
            dimension = self._listed(group, "dimension", self.into.facts.dimensions, "nội dung so sánh")
            self.add("criterion_groups", group_code=group_code, group_name=" ".join(group.text.split()), dimension_code=dimension, sort_order=n)  # fmt: skip
            missing = False
            for m, criterion in enumerate(group.children, 1):
                mark = criterion.mark or str(m)
                is_whole = whole or mark.startswith(f"{group_code}.")
                code = self._own(criterion, mark if is_whole else f"{group_code}.{mark}", "tiêu chí")
                kind = self._kind(criterion) or self._kind(group)
                missing = missing or kind is None
                order += 1
                row = self._criterion(criterion, code, group_code, kind, order, None)
                for k, part in enumerate(criterion.children, 1):
                    mark = part.mark or str(k)
                    part_code = mark if mark.startswith(f"{code}.") else f"{code}.{mark}"
                    order += 1
                    inner = self._criterion(part, self._own(part, part_code, "chỉ tiêu"), group_code, kind, order, code)
                    inner["in_maximum"] = row["in_maximum"]
                    own = self.excluded.get(inner["criterion_code"], [])
                    self.excluded[inner["criterion_code"]] = list(dict.fromkeys([*self.excluded.get(code, []), *own]))
            if missing and group.children:
                words = ", ".join(dict.fromkeys(self.into.kinds))
                self.wrong("cell_missing", group.cells.get("kind") or group.cell, what=f"loại của nhóm “{group.text}” (cột Loại: {words})")  # fmt: skip
        for code, blocks in self.excluded.items():
            for block in blocks:
                self.add("criterion_exclusions", criterion_code=code, block_code=block)
        self._settle_moves()
        self._take_conditions()
        self._check_total()

    def _own(self, entry: Entry, code: str, what: str) -> str:
        if code in self.codes:
            self.wrong("key_twice", entry.cell, code, f"mỗi {what} một số thứ tự")
        self.codes[code] = "criterion_groups" if what == "nhóm" else "criteria"
        return code

    def _criterion(self, entry: Entry, code: str, group: str, kind: str | None, order: int, parent: str | None) -> dict:
        points = entry.points or Decimal(0)
        row = self.add(
            "criteria", criterion_code=code, group_code=group, criterion_name=entry.text, kind=kind, sort_order=order,
            max_points=max(points, Decimal(0)), min_points=points if points < 0 else None,
            in_maximum=False if entry.is_beside else None, parent_code=parent,
            unit_may_mark_na=self._truth(entry, "may_mark_na"), evidence=_line(entry.beside.get("evidence")),
            survey_indicator=self._indicator(entry), na_clause=_line(entry.beside.get("na_clause")),
        )  # fmt: skip
        self._check_decimals(entry, points)
        self._take_na(entry, row)
        if excluded := entry.beside.get("excluded"):
            for block in self.into.facts.blocks_of(excluded, self.annex.sheet, entry.cells["excluded"]):
                self.excluded.setdefault(code, []).append(block)
        self._take_scale(entry, code)
        return row

    def _take_scale(self, entry: Entry, code: str) -> None:
        try:
            bands = [] if entry.unclear else scales.bands(entry.steps)
        except scales.NotBands:
            bands = []
        for lower, upper, points in bands:
            self.add("criterion_bands", criterion_code=code, lower_pct=lower, upper_pct=upper, points=points)
        kept = [s for s in entry.steps if not bands or s.rule == scales.AT_MOST]
        kept = [
            *((s.rule, s.wording, s.points, s.bound) for s in kept),
            *(("other", u, None, None) for u in entry.unclear),
        ]
        for order, (rule, wording, points, bound) in enumerate(kept, 1):
            self.add("criterion_rules", criterion_code=code, sort_order=order, rule=rule, wording=wording, points=points, bound=bound)  # fmt: skip

    def _check_decimals(self, entry: Entry, points: Decimal) -> None:
        most = self.into.whole["decimals"]
        if -points.normalize().as_tuple().exponent > most:
            self.wrong("bad_value", entry.points_cell or entry.cell, framework_rows.number(points), f"số có tối đa {most} chữ số lẻ")  # fmt: skip

    def _truth(self, entry: Entry, name: str) -> bool:
        text = entry.beside.get(name, "").casefold()
        if text not in tables.TRUE | tables.FALSE:
            self.wrong("bad_value", entry.cells[name], text, "có hoặc không")
        return text in tables.TRUE

    def _kind(self, entry: Entry) -> str | None:
        codes = set(self.into.kinds.values())
        text = entry.beside.get("kind")
        found = self.into.kinds.get(label_key(text or "")) or (text if text in codes else None)
        if text and found is None:
            self.wrong("bad_value", entry.cells["kind"], text, ", ".join(dict.fromkeys(self.into.kinds)))
            return next(iter(codes), None)
        return found

    def _listed(self, entry: Entry, name: str, known: dict[str, str], what: str) -> str | None:
        text = entry.beside.get(name)
        if text and known and label_key(text) not in known:
            self.wrong(
                "unknown_reference", entry.cells[name], text, f"{what}: {'; '.join(dict.fromkeys(known.values()))}"
            )
        return known.get(label_key(text), nfc(text)) if text else None

    def _indicator(self, entry: Entry) -> str | None:
        text = entry.beside.get("survey_indicator")
        return folded(text).replace(" ", "_") if text else None

    def _take_na(self, entry: Entry, row: dict) -> None:
        text = scales.plain(entry.beside.get("na_rule", ""))
        if not text:
            return
        if hit := _MOVED.search(text):
            self.moved.append((row, hit[1].strip(".,;"), entry.cells["na_rule"]))
        elif any(word in text for word in _FULL):
            row["na_rule"] = "full"
        elif not any(word in text for word in _OUT):
            expected = "loại khỏi điểm tối đa; tính đủ điểm; chuyển sang (số của tiêu chí)"
            self.wrong("bad_value", entry.cells["na_rule"], text, expected)

    def _settle_moves(self) -> None:
        known = {code.casefold(): code for code, table in self.codes.items() if table == "criteria"}
        for row, code, cell in self.moved:
            if code in known:
                row["na_rule"] = f"{tables.MOVED_TO}{known[code]}"
            else:
                self.wrong("unknown_reference", cell, code, "tiêu chí của biểu này")

    def _take_conditions(self) -> None:
        names = {label_key(r["group_name"]): r["group_code"] for r in self.into.rows["criterion_groups"] if r["framework_code"] == self.code}  # fmt: skip
        for class_code, named, least, clause, cell in self.into.facts.conditions:
            text = re.sub(r"^(?:nhóm|tiêu chí)\s+", "", named, flags=re.IGNORECASE)
            code = text if text in self.codes else names.get(label_key(text)) or names.get(label_key(named))
            if code is None:
                self.into.facts.wrong("unknown_reference", cell, named, "nhóm hoặc tiêu chí của biểu")
                continue
            is_group = self.codes[code] == "criterion_groups"
            self.add("class_conditions", class_code=class_code, group_code=code if is_group else None,
                     criterion_code=None if is_group else code, min_pct=least, clause=clause)  # fmt: skip

    def _check_total(self) -> None:
        said = self.into.total
        counted = [c.points for g in self.annex.groups for c in g.children if not c.is_beside and c.points is not None]
        total = sum(counted, Decimal(0))
        if said is not None and self.annex.groups and total != said:
            what = f"tổng điểm ở trang {FACTS}"
            self.wrong(
                "framework_sum_differs",
                None,
                framework_rows.number(said),
                framework_rows.number(total),
                what=what,
                how="các tiêu chí cộng lại được",
            )


def _roman(n: int) -> str:
    """Number of a group that has none."""
    tens, ones = divmod(n, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]


def _line(text: str | None) -> str | None:
    return "; ".join(" ".join(line.split()) for line in text.split("\n")) if text else None
