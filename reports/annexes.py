"""Annexes of a report as a workbook: the same rows as in the Word file, as numbers, with totals that Excel computes.

Every total also carries the value that the snapshot gives, so that a program that computes nothing shows it too.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from decimal import Decimal
from functools import cache

import xlsxwriter
from xlsxwriter.utility import xl_range

from reports import documents
from reports.draft import Ask, Subject
from reports.parts import analysis, programme, results, tables, tasks
from words import labels, rounding


class Annexes:
    """A workbook under the words that every sheet begins with."""

    def __init__(self, ask: Ask, subject: Subject):
        self.draft = documents.draft(ask, subject)
        self.ask, self.first, self.last = self.draft.ask, subject.first, subject.last
        self.facts = self.draft.facts
        self.file = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self.file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        self.book.set_properties(
            {"title": f"Phụ lục {self.draft.paper.name}", "created": dt.datetime(2000, 1, 1)}
        )  # no clock: equal bytes
        font = {"font_name": "Times New Roman", "font_size": 11, "valign": "top"}
        self.formats = {
            name: self.book.add_format(font | more)
            for name, more in {
                "title": {"bold": True, "font_size": 14},
                "said": {"italic": True},
                "head": {"bold": True, "border": 1, "text_wrap": True, "align": "center"},
                "block": {"bold": True, "border": 1},
                "text": {"border": 1, "text_wrap": True},
                "date": {"border": 1, "num_format": "dd/mm/yyyy", "align": "left"},
            }.items()
        }

        def number(code: str, bold: bool):
            return self.book.add_format(font | {"border": 1, "bold": bold, "num_format": code})

        self.number = cache(number)  # a format for each way in which a number is shown

    def bytes(self) -> bytes:
        for name, annex in self.draft.document.annexes.items():
            if name in self.draft.parts() and self.draft.has(annex):
                SHEETS[annex.write](self)
        self.book.close()
        return self.file.getvalue()

    def _sheet(self, name: str, title: str, columns: list[tuple[str, float]]):
        """A sheet with its heading; the row below the header is 4."""
        sheet = self.book.add_worksheet(name)
        sheet.write_string(0, 0, title, self.formats["title"])
        said = f"Tính đến {labels.date(self.facts['as_of'])}"
        if self.facts["illustrative"]:
            said += f"; {self.facts['illustrative_words']}"
        sheet.write_string(1, 0, said, self.formats["said"])
        for place, (label, width) in enumerate(columns):
            sheet.set_column(place, place, width)
            sheet.write_string(3, place, label, self.formats["head"])
        sheet.freeze_panes(4, 0)
        sheet.repeat_rows(3)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    def _cell(self, sheet, row: int, column: int, value, kind: str, bounds: Iterable[float] = ()) -> None:
        """Missing is "–", never 0. bounds: of the classes, beside a percentage of points."""
        if value is None:
            sheet.write_string(row, column, labels.NONE, self.formats["text"])
        elif kind == "text":
            sheet.write_string(row, column, str(value), self.formats["text"])
        else:
            sheet.write_number(row, column, value, self.number(_form(value, kind, bounds), False))

    def _line(self, sheet, row: int, values) -> None:
        """A row of (value, kind of cell), of percentages of points with the bounds of their classes."""
        for column, (value, kind, *bounds) in enumerate(values):
            self._cell(sheet, row, column, value, kind, *bounds)

    def _total(
        self,
        sheet,
        row: int,
        cells: tuple[int, int, int],
        function: str,
        value,
        kind: str,
        bounds: Iterable[float] = (),
    ) -> None:
        """What a function of Excel makes of the cells (column, first and last row), in a row of that column."""
        column, first, last = cells
        form = self.formats["block"] if value is None else self.number(_form(value, kind, bounds), True)
        formula = f'=IFERROR({function}({xl_range(first, column, last, column)}),"{labels.NONE}")'
        sheet.write_formula(row, column, formula, form, labels.NONE if value is None else value)

    def _results(self) -> None:
        for year in range(self.first, self.last + 1):
            rows = self.ask("results", year=year, block=self.draft.block, unit=self.draft.unit)
            if rows:
                self._year(year, rows)

    def _year(self, year: int, rows: list[dict]) -> None:
        word = labels.sentence(self.facts["verification_word"])
        sheet = self._sheet(
            f"Kết quả {year}", f"Kết quả đánh giá năm {year}",
            [("TT", 6), ("Đơn vị", 44), ("Điểm tối đa áp dụng", 12), ("Tự chấm", 11), (word, 11),
             ("Điểm được tính", 11), ("Tỷ lệ (%)", 10), ("Xếp loại", 14), ("Thứ hạng (tham khảo)", 12), ("Khối", 30), ("Ghi chú", 30)],
        )  # fmt: skip
        for number, row in enumerate(rows, 1):
            values = (
                (number, "count"), (row["unit_name"], "text"), (row["max_points"], "points"),
                (row["self_points"], "points"), (row["verified_points"], "points"), (row["points"], "points"),
                (row["score_pct"], "percent", row["bounds"]), (row["class_name"], "text"), (row["rank_block"], "count"), (row["block_name"], "text"),
                (tables.remark(row, self.facts["verification_word"]), "text"),
            )  # fmt: skip
            self._line(sheet, 3 + number, values)
        self._middle(sheet, rows, 6)

    def _published(self) -> None:
        """Nothing of a unit whose scores are not all verified."""
        for year in range(self.first, self.last + 1):
            found = self.ask("results", year=year, block=self.draft.block, unit=None)
            rows = [row for row in tables.in_no_order_of_merit(self.draft, found) if row["score_basis"] == "verified"]
            sheet = self._sheet(
                f"Kết quả {year}", f"Kết quả chính thức năm {year}",
                [("TT", 6), ("Đơn vị", 44), ("Tỷ lệ (%)", 10), ("Xếp loại", 14), ("Khối", 30)],
            )  # fmt: skip
            for number, row in enumerate(rows, 1):
                values = (
                    (number, "count"), (row["unit_name"], "text"), (row["score_pct"], "percent", row["bounds"]),
                    (row["class_name"], "text"), (row["block_name"], "text"),
                )  # fmt: skip
                self._line(sheet, 3 + number, values)
            self._middle(sheet, rows, 2)

    def _middle(self, sheet, rows: list[dict], column: int) -> None:
        """The last rows: the middles of a column of percents."""
        if not rows:
            return
        last = 3 + len(rows)
        for place, (name, value, function) in enumerate(tables.middles(rows), 1):
            sheet.write_string(last + place, 1, name, self.formats["block"])
            self._total(sheet, last + place, (column, 4, last), function, value, "percent", tables.common_bounds(rows))

    def _criteria(self) -> None:
        if self.draft.unit:
            self._unit_criteria()
            return
        rows = self.ask("criteria", year=self.last, block=self.draft.block, scope=None)
        sheet = self._sheet(
            "Tiêu chí", f"Kết quả theo tiêu chí năm {self.last}",
            [("Mã", 8), ("Tiêu chí", 70), ("Tối đa", 10), ("Trung vị (%)", 12), ("Đơn vị đã chấm", 10),
             ("Đơn vị dưới 50%", 10), ("Điểm mất", 11), ("Tỷ trọng điểm mất (%)", 12)],
        )  # fmt: skip
        for number, row in enumerate(rows):
            values = (
                (row["criterion_code"], "text"), (row["criterion_name"], "text"), (row["max_points"], "points"),
                (row["median_pct"], "percent", row["bounds"]), (row["scored_units"], "count"), (row["below_half"], "count"),
                (row["points_lost"], "points"), (row["lost_share"], "percent"),
            )  # fmt: skip
            self._line(sheet, 4 + number, values)
        if rows:
            last = 4 + len(rows)
            sheet.write_string(last, 1, "Tổng", self.formats["block"])
            lost = sum(row["points_lost"] or 0 for row in rows)
            self._total(sheet, last, (6, 4, last - 1), "SUM", lost, "points")

    def _unit_criteria(self) -> None:
        sheet = self._sheet(
            "Tiêu chí", f"Kết quả theo tiêu chí năm {self.last}",
            [("Mã", 8), ("Tiêu chí", 70), ("Tối đa", 10), ("Điểm", 10), ("Trung vị khối", 12)],
        )  # fmt: skip
        rows = [
            row for row in self.ask("unit_criteria", year=self.last, unit=self.draft.unit, scope=None)
            if row["applicable"]
        ]  # fmt: skip
        for number, row in enumerate(rows):
            values = (
                (row["criterion_code"], "text"), (row["criterion_name"], "text"), (row["max_points"], "points"),
                (row["points"], "points"), (row["block_median"], "points"),
            )  # fmt: skip
            self._line(sheet, 4 + number, values)
        if rows:
            last = 4 + len(rows)
            sheet.write_string(last, 1, "Tổng", self.formats["block"])
            for column, name in ((2, "max_points"), (3, "points")):
                total = sum(row[name] or 0 for row in rows)
                self._total(sheet, last, (column, 4, last - 1), "SUM", total, "points")

    def _deadlines(self) -> None:
        rows = results.on_time(self.draft, "self_assessment")
        sheet = self._sheet(
            "Thời hạn", "Thời hạn gửi báo cáo tự đánh giá",
            [("Năm", 8), ("Khối", 44), ("Đơn vị bắt buộc", 14), ("Rõ ngày gửi hoặc chưa gửi", 16), ("Đúng hạn", 12), ("Tỷ lệ (%)", 12)],
        )  # fmt: skip
        for number, row in enumerate(sorted(rows, key=lambda r: r["year"])):
            values = (
                (row["year"], "year"), (row["block_name"], "text"), (row["required_units"], "count"),
                (row["dated_units"], "count"), (row["on_time_units"], "count"), (row["on_time_pct"], "percent"),
            )  # fmt: skip
            self._line(sheet, 4 + number, values)
        if rows:
            last = 4 + len(rows)
            sheet.write_string(last, 1, "Tổng", self.formats["block"])
            for column, name in ((2, "required_units"), (3, "dated_units"), (4, "on_time_units")):
                self._total(sheet, last, (column, 4, last - 1), "SUM", sum(row[name] for row in rows), "count")

    def _survey(self) -> None:
        sheet = self._sheet(
            "Khảo sát", "Kết quả khảo sát đối tượng được phổ biến, giáo dục pháp luật",
            [("Năm", 8), ("Chỉ số", 40), ("Số câu trả lời", 14), ("Tỷ lệ gộp (%)", 12), ("Từ (%)", 12), ("Đến (%)", 12),
             ("Tỷ lệ theo tổng thể (%)", 14)],
        )  # fmt: skip
        rows = [
            row | {"year": year}
            for year in range(self.first, self.last + 1)
            for row in results.survey_rows(self.draft, year)
        ]
        for number, row in enumerate(rows):
            values = (
                (row["year"], "year"), (labels.INDICATORS.get(row["indicator"], row["indicator"]), "text"),
                (row["n"], "count"), *((_percent(row[name]), "percent") for name in ("share", "ci_low", "ci_high")),
                (_percent(row.get("population_share")), "percent"),
            )  # fmt: skip
            self._line(sheet, 4 + number, values)

    def _remarks(self) -> None:
        sheet = self._sheet("Nhận xét", "Số liệu của các nhận xét", [("TT", 6), ("Nhận xét", 50), ("Nội dung", 110)])
        rows = [{"title": title, "line": line} for title, _, lines in analysis.every(self.draft) for line in lines]
        self._rows(sheet, rows, ("title", "line"))

    def _documents(self) -> None:
        sheet = self._sheet(
            "Văn bản", "Văn bản đã ban hành",
            [("TT", 6), ("Số, ký hiệu", 20), ("Ngày ban hành", 14), ("Cơ quan ban hành", 30), ("Loại", 14), ("Trích yếu", 70)],
        )  # fmt: skip
        rows = self.ask("issued_documents", first=self.first, last=self.last)
        self._rows(sheet, rows, ("document_number", "issued_on", "issuer", "document_type", "content"))

    def _money(self) -> None:
        sheet = self._sheet(
            "Kinh phí", "Kinh phí cho công tác phổ biến, giáo dục pháp luật",
            [("TT", 6), ("Đơn vị", 44), ("Năm", 8), ("Nguồn", 26), ("Kinh phí (đồng)", 18)],
        )  # fmt: skip
        rows = self.draft.within(self.ask("budgets", first=self.first, last=self.last, scope=None))
        self._rows(sheet, rows, ("unit_name", "year", "source", "amount"))
        if rows:
            last = 4 + len(rows)
            sheet.write_string(last, 1, "Tổng", self.formats["block"])
            self._total(sheet, last, (4, 4, last - 1), "SUM", sum(row["amount"] or 0 for row in rows), "count")

    def _tasks(self) -> None:
        sheet = self._sheet(
            "Nhiệm vụ", "Kết quả thực hiện các nhiệm vụ của Kế hoạch",
            [("TT", 6), ("Nhiệm vụ", 60), ("Năm", 8), ("Tình trạng", 28), ("Văn bản", 10), ("Lớp tập huấn", 10),
             ("Lượt người dự", 12), ("Tin bài", 10), ("Nguồn lực huy động (đồng)", 18), ("Tài liệu kiểm chứng", 40)],
        )  # fmt: skip
        rows = [
            row | {"name": f"{row['task_code']}. {row['title']}", "said": labels.TASK_STATUS[row["status"]]}
            for row in self.ask("task_years")
            if self.first <= row["year"] <= self.last
        ]  # fmt: skip
        self._rows(
            sheet, rows,
            ("name", "year", "said", "documents", "classes", "participants", "news_items", "contributions", "evidence"),
        )  # fmt: skip

    def _questions(self) -> None:
        sheet = self._sheet(
            "Kiến nghị", "Vướng mắc, kiến nghị của các đơn vị",
            [("TT", 6), ("Đơn vị", 40), ("Ngày", 14), ("Nội dung", 60), ("Vượt thẩm quyền", 12), ("Trả lời", 50)],
        )  # fmt: skip
        rows = [
            row | {"beyond": "có" if row["is_beyond_authority"] else "không"}
            for row in self.draft.within(self.ask("questions_raised", first=self.first, last=self.last, scope=None))
        ]
        self._rows(sheet, rows, ("unit_name", "asked_on", "content", "beyond", "answer"))

    def _topics(self) -> None:
        sheet = self._sheet(
            "Chuyên đề", "Kết quả theo chuyên đề",
            [("TT", 6), ("Chuyên đề", 10), ("Năm", 8), ("Đơn vị", 40), ("Kết quả", 60), ("Số cuộc, lớp", 10),
             ("Lượt người dự", 12), ("Tài liệu kiểm chứng", 40)],
        )  # fmt: skip
        names = ("topic_code", "year", "unit_name", "content", "classes", "participants", "evidence")
        self._rows(sheet, programme.topic_results(self.draft), names)

    def _inspections(self) -> None:
        sheet = self._sheet(
            "Kiểm tra", "Các cuộc kiểm tra và kết luận",
            [("TT", 6), ("Đơn vị", 40), ("Ngày", 14), ("Nội dung", 50), ("Kết luận", 60), ("Số văn bản", 20)],
        )  # fmt: skip
        names = ("unit_name", "inspected_on", "content", "conclusion", "document_number")
        self._rows(sheet, programme.inspections_made(self.draft), names)

    def _recognitions(self) -> None:
        sheet = self._sheet(
            "Mô hình, khen thưởng", "Mô hình, cách làm hay; khen thưởng",
            [("TT", 6), ("Loại", 24), ("Mô hình, đối tượng", 40), ("Năm", 8), ("Đơn vị", 40), ("Kết quả, thành tích", 60),
             ("Số quyết định", 20)],
        )  # fmt: skip
        rows = [row | {"said": labels.RECOGNITION[row["form"]]} for row in programme.recognitions(self.draft)]
        self._rows(sheet, rows, ("said", "subject", "year", "unit_name", "content", "document_number"))

    def _proposals(self) -> None:
        sheet = self._sheet(
            "Đề xuất thể chế", "Đề xuất hoàn thiện thể chế",
            [("TT", 6), ("Nội dung đề xuất", 60), ("Căn cứ", 40), ("Gửi", 24), ("Năm", 8), ("Số văn bản", 20), ("Trả lời", 40)],
        )  # fmt: skip
        names = ("content", "basis", "addressee", "year", "document_number", "answer")
        self._rows(sheet, programme.proposals_made(self.draft), names)

    def _rows(self, sheet, rows: list[dict], names: tuple[str, ...]) -> None:
        """Numbered rows from row 4 on; the kind of a cell follows from its value."""
        for number, row in enumerate(rows):
            self._cell(sheet, 4 + number, 0, number + 1, "count")
            for column, name in enumerate(names, 1):
                value = row[name]
                if isinstance(value, dt.date):
                    value = dt.datetime.combine(value, dt.time())
                    sheet.write_datetime(4 + number, column, value, self.formats["date"])
                else:
                    is_number = isinstance(value, int | float | Decimal)
                    kind = "text" if not is_number else "year" if name == "year" else "count"
                    self._cell(sheet, 4 + number, column, value, kind)


SHOWN = {"points": labels.points, "count": lambda value: labels.number(value, 0), "year": lambda value: str(value)}


def _form(value, kind: str, bounds: Iterable[float]) -> str:
    """The number format under which a cell shows what the Word file says."""
    text = labels.percent(value, bounds) if kind == "percent" else SHOWN[kind](value)
    return rounding.excel_format(value, text)


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


SHEETS = {
    tables.results: Annexes._results,
    tables.published_results: Annexes._published,
    tables.criteria: Annexes._criteria,
    analysis.annex: Annexes._remarks,
    tables.deadlines: Annexes._deadlines,
    tables.survey: Annexes._survey,
    tasks.documents_annex: Annexes._documents,
    tasks.money_annex: Annexes._money,
    tasks.tasks_annex: Annexes._tasks,
    tasks.questions_annex: Annexes._questions,
    programme.topics_annex: Annexes._topics,
    programme.inspections_annex: Annexes._inspections,
    programme.recognitions_annex: Annexes._recognitions,
    programme.proposals_annex: Annexes._proposals,
}


def xlsx(ask: Ask, subject: Subject) -> bytes | None:
    """The workbook of a report; None where its kind has no annex."""
    made = Annexes(ask, subject)
    return made.bytes() if made.draft.document.annexes else None
