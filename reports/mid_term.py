"""Báo cáo sơ kết: the draft of the review of several years, in six parts with annexes. What the figures say is written;
what only people can say is left as "[…]" with the evidence beside it.

Rules of comparison are held here, not left to the writer: points of two frameworks are never set against each other, a
change between two surveys is called a change only where its interval excludes zero, a year without results says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from pages._shared import labels
from reports import mid_term_tasks
from reports.docx import Figure, Head, Paper, Table
from reports.words import UNWRITTEN, change, counted, listed
from warehouse import queries, queries_reminders, queries_report, queries_survey
from warehouse.workspace import Text, Texts

Ask = Callable[..., list[dict]]
KINDS = {"dau_vao": "đầu vào", "qua_trinh": "quá trình", "dau_ra": "đầu ra", "tac_dong": "tác động"}
SECTIONS = {
    "chi_dao": "I. Công tác lãnh đạo, chỉ đạo và tổ chức thực hiện",
    "ket_qua": "II. Kết quả đánh giá",
    "nhiem_vu": "III. Kết quả thực hiện các nhiệm vụ của Kế hoạch",
    "danh_gia": "IV. Đánh giá chung",
    "phuong_huong": "V. Phương hướng, nhiệm vụ, giải pháp đến hết năm 2026",
    "kien_nghi": "VI. Đề xuất, kiến nghị; khen thưởng",
}
ANNEXES = {
    "phu_luc_van_ban": "Văn bản đã ban hành",
    "phu_luc_ket_qua": "Kết quả đánh giá từng năm theo khối",
    "phu_luc_tieu_chi": "Kết quả theo tiêu chí",
    "phu_luc_thoi_han": "Thời hạn gửi báo cáo tự đánh giá",
    "phu_luc_khao_sat": "Kết quả khảo sát đối tượng được phổ biến, giáo dục pháp luật",
    "phu_luc_kinh_phi": "Kinh phí cho công tác phổ biến, giáo dục pháp luật",
    "phu_luc_nhiem_vu": "Kết quả thực hiện các nhiệm vụ của Kế hoạch",
    "phu_luc_kien_nghi": "Vướng mắc, kiến nghị của các đơn vị",
}
IN_WORDS = re.compile(r"\{([^{}\s]+)\}")  # a figure in the words of a paragraph
NO_TEXTS = Texts()
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")


def document(first: int, last: int) -> str:
    """The name under which texts and versions of a period are kept."""
    return f"so-ket {first} {last}"


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

    @property
    def is_unwritten(self) -> bool:
        return UNWRITTEN in self.words

    @property
    def is_outdated(self) -> bool:
        """Whether the program would say something else today than when the words were written; figures aside."""
        return self.text is not None and self.text.instead_of != self.template


class MidTerm:
    """One draft: the period, the answers it rests on, the words that people put in, and the paper it is written on."""

    def __init__(
        self,
        ask: Ask,
        first: int,
        last: int,
        texts: Texts = NO_TEXTS,
        known: dict[str, str] | None = None,
    ):
        """known: every figure of the period, where the caller has `known_figures` already."""
        self.ask, self.first, self.last = cache(ask), first, last
        self.texts = texts
        self.paragraphs: list[Paragraph] = []
        self.origins: dict[
            str, str
        ] = {}  # identifier of a figure → section in which it stands first
        self.section = ""
        self.known = known or (known_figures(self.ask, first, last) if texts.by_place else {})
        self.facts = self.ask(queries.snapshot)[0]
        self.plan = next(iter(self.ask(queries_reminders.plan)), None)
        every = self.ask(queries_report.years, first, last)
        self.city = [row for row in every if row["block_code"] is None]
        self.blocks = [row for row in every if row["block_code"] is not None]
        self.classes = self.ask(queries_report.classes, first, last)
        self.paper = Paper(f"Báo cáo sơ kết giai đoạn {first} - {last}")

    def write(self, sections: list[str] | None = None, version: int = 0) -> Paper:
        """The chosen sections and annexes, in the order given; a draft unless it is a signed-off version."""
        chosen = [*SECTIONS, *ANNEXES] if sections is None else sections
        self.paper.source(
            f"{document(self.first, self.last)} {self.texts.number} {version}", self.facts["snapshot_id"], chosen
        )  # fmt: skip
        self._head(is_draft=not version)
        for name in chosen:
            if name in SECTIONS:
                self._heading(SECTIONS[name])
                getattr(self, f"_{name}")()
                self._locate()
        self.paper.paragraph(
            f"Trên đây là báo cáo sơ kết giai đoạn {self.first} - {self.last} trên địa bàn {self.facts['city_name']}./."
        )
        self.paper.ending(
            ["UBND tỉnh (để báo cáo)", "Sở Tư pháp (để báo cáo)", "Thường trực Thành ủy, HĐND Thành phố",
             "Các phòng, ban, đơn vị", "UBND các xã, phường", "Lưu: VT, TP"],
            ["TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch"],
        )  # fmt: skip
        annexes = [name for name in chosen if name in ANNEXES]
        for number, name in enumerate(annexes):
            self.paper.annex(
                ROMAN[number] if len(annexes) > 1 else "", ANNEXES[name],
                f"Báo cáo số      /BC-UBND ngày      tháng      năm {self.facts['as_of'].year}",
            )  # fmt: skip
            self.section = f"Phụ lục: {ANNEXES[name]}"
            getattr(self, f"_{name}")()
            self._locate()
        return self.paper

    # ------------------------------------------------------------------ words and figures

    def _heading(self, text: str, level: int = 1) -> None:
        self._locate()
        self.section = text if level == 1 else f"{self.section.split(' › ')[0]} › {text}"
        self.paper.heading(text, level)

    def _locate(self) -> None:
        """Notes the section of every figure that was written since the last time."""
        for key in list(self.paper.figures)[len(self.origins) :]:
            self.origins[key] = self.section

    def say(self, place: str, *parts: str | Figure, bold: str = "") -> None:
        """A paragraph whose words people may replace; `place` stays the same from snapshot to snapshot."""
        template = "".join(f"{{{p.key}}}" if isinstance(p, Figure) else p for p in parts)
        text = self.texts.by_place.get(place)
        words = text.words if text else template
        self.paragraphs.append(Paragraph(place, self.section, bold, template, words, text))
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

    def percent(self, key: str, value: float | None) -> Figure:
        return Figure(key, labels.percent(value))

    def number(self, key: str, value: int, what: str = "đơn vị") -> Figure:
        return Figure(key, counted(value, what))

    def of(self, year: int) -> list[dict]:
        return [row for row in self.city if row["year"] == year]

    # ------------------------------------------------------------------ the parts

    def _head(self, is_draft: bool) -> None:
        facts = self.facts
        place = labels.sentence(facts["city_name"].removeprefix("thành phố "))
        self.paper.head(
            Head(
                "",
                facts["synthesising_body"],
                place,
                facts["as_of"].year,
                "BC-UBND",
                is_draft=is_draft,
            )
        )
        self.paper.title(
            "Báo cáo",
            "Sơ kết việc thực hiện đổi mới hoạt động đánh giá hiệu quả",
            f"công tác phổ biến, giáo dục pháp luật giai đoạn {self.first} - {self.last}",
            f"trên địa bàn {facts['city_name']}",
        )
        if facts["illustrative"]:
            self.paper.note(labels.sentence(facts["illustrative_words"]))
        basis = (
            f"Kế hoạch số {self.plan['number']} ngày {labels.date(self.plan['issued_on'])} của {self.plan['issuer']}"
            if self.plan
            else "kế hoạch đã ban hành"
        )
        self.paper.paragraph(
            f"Thực hiện {basis}, {facts['synthesising_body']} báo cáo sơ kết giai đoạn {self.first} - {self.last} như "
            f"sau (số liệu tính đến ngày {labels.date(facts['as_of'])}, bản số liệu {facts['snapshot_id']}):"
        )

    def _chi_dao(self) -> None:
        mid_term_tasks.directing(self)

    def _ket_qua(self) -> None:
        self._heading("1. Phạm vi, phương pháp, tính so sánh", 2)
        self._scope()
        self._heading("2. Kết quả chung", 2)
        self._years()
        self._heading(f"3. Kết quả theo khối năm {self.last}", 2)
        self._by_block()
        self._heading("4. Theo nhóm tiêu chí, đầu ra và tác động", 2)
        self._by_kind()
        self._heading("5. Khảo sát đối tượng được phổ biến, giáo dục pháp luật", 2)
        self._survey()
        self._heading("6. Thời hạn gửi báo cáo", 2)
        self._deadlines()
        self._heading("7. Đơn vị sau sắp xếp", 2)
        self._ended()

    def _scope(self) -> None:
        last = self.of(self.last)
        if last:
            self.say(
                "pham_vi.don_vi", f"Năm {self.last} có ", self.number(f"don_vi.{self.last}", sum(r["units"] for r in last)),
                " thuộc phạm vi đánh giá.",
            )  # fmt: skip
        spans: dict[str, list[int]] = {}
        for row in self.city:
            spans.setdefault(row["framework_name"] or "chưa có bộ tiêu chí", []).append(row["year"])
        if not spans:
            self.say(
                "pham_vi.khong_co",
                f"Giai đoạn {self.first} - {self.last} chưa có bộ tiêu chí nào được nạp.",
            )
            return
        for number, (name, years) in enumerate(spans.items(), 1):
            when = (
                f"năm {years[0]}" if len(set(years)) == 1 else f"các năm {years[0]} - {years[-1]}"
            )
            self.say(f"pham_vi.bo_tieu_chi.{number}", f"- {labels.sentence(when)}: {name}.")
        if len(spans) > 1:
            self.say("pham_vi.so_sanh", "Các bộ tiêu chí khác nhau nên điểm giữa các giai đoạn trên không so sánh trực tiếp với nhau.")  # fmt: skip

    def _years(self) -> None:
        last: dict[str, dict] = {}
        if not self.city:
            self.say("ket_qua.khong_co", "Chưa có số liệu đánh giá trong giai đoạn này.")
        for row in self.city:
            key = f"{row['year']}.{row['framework_code']}"
            if not row["with_result"]:
                self.say(f"ket_qua.{key}", f"- Năm {row['year']}: chưa có kết quả.")
                continue
            before = last.get(row["framework_code"])
            moved = change(before and before["median_pct"], row["median_pct"], f"năm {before['year']}") if before else ""  # fmt: skip
            parts: list[str | Figure] = [
                f"- Năm {row['year']}{self._unfinished(row['year'])}: ", Figure(f"ket_qua.{key}", f"{row['with_result']}/{row['units']}"),
                " đơn vị có kết quả, trong đó ", self.number(f"tham_dinh.{key}", row["verified"]),
                f" đã {self.facts['verification_word']} đầy đủ; trung vị đạt ",
                self.percent(f"trung_vi.{key}", row["median_pct"]), " điểm tối đa",
            ]  # fmt: skip
            if moved:
                parts += [", ", Figure(f"thay_doi.{key}", moved)]
            named = [c for c in self.classes if (c["year"], c["framework_code"]) == (row["year"], row["framework_code"]) and c["units"]]  # fmt: skip
            for place, one in enumerate(named):
                parts += [
                    "; xếp loại " if not place else ", ", f"{one['class_name']} ",
                    self.number(f"xep_loai.{key}.{one['class_code']}", one["units"]),
                ]  # fmt: skip
            self.say(f"ket_qua.{key}", *parts, ".")
            last[row["framework_code"]] = row

    def _unfinished(self, year: int) -> str:
        return (
            " (năm chưa kết thúc, số liệu tạm tính)" if year >= self.facts["running_year"] else ""
        )

    def _by_block(self) -> None:
        rows = [row for row in self.blocks if row["year"] == self.last and row["with_result"]]
        if not rows:
            self.say("khoi.khong_co", f"Năm {self.last} chưa có kết quả.")
        for row in rows:
            key = f"{self.last}.{row['framework_code']}.{row['block_code']}"
            self.say(
                f"khoi.{key}", f"- {row['block_name']}: ", Figure(f"ket_qua.{key}", f"{row['with_result']}/{row['units']}"),
                " đơn vị có kết quả, trung vị đạt ", self.percent(f"trung_vi.{key}", row["median_pct"]),
                " điểm tối đa.",
            )  # fmt: skip

    def _by_kind(self) -> None:
        kinds = self.ask(queries.kinds, self.last, None)
        if not kinds:
            self.say("loai.khong_co", f"Năm {self.last} chưa có kết quả.")
            return
        parts: list[str | Figure] = [f"Năm {self.last}, "]
        for place, row in enumerate(kinds):
            parts += [
                "; " if place else "", f"nhóm tiêu chí {KINDS.get(row['kind'], row['kind'])} đạt ",
                self.percent(f"loai.{self.last}.{row['kind']}", row["pct"]),
            ]  # fmt: skip
        self.say(f"loai.{self.last}", *parts, " điểm tối đa (tính trên các tiêu chí đã chấm).")

    def _survey(self) -> None:
        said = False
        for year in range(self.first, self.last + 1):
            for row in self.ask(queries_survey.survey_areas, year, None):
                if year == self.last or not self._has_later(row["indicator"], year):
                    said = True
                    self._survey_line(year, row)
        if not said:
            self.say("khao_sat.khong_co", "Trong giai đoạn này chưa có kết quả khảo sát được nạp.")

    def _has_later(self, indicator: str, year: int) -> bool:
        return any(
            row["indicator"] == indicator
            for later in range(year + 1, self.last + 1)
            for row in self.ask(queries_survey.survey_areas, later, None)
        )

    def _survey_line(self, year: int, row: dict) -> None:
        key = f"khao_sat.{year}.{row['indicator']}"
        parts: list[str | Figure] = [
            f"- {labels.INDICATORS.get(row['indicator'], row['indicator'])} (năm {year}): ",
            self.percent(key, 100 * row["share"]),
        ]
        if row["ci_low"] is not None:
            parts += [" (khoảng tin cậy 95%: ", Figure(f"{key}.khoang", f"{labels.number(100 * row['ci_low'])} - {labels.percent(100 * row['ci_high'])}"), ")"]  # fmt: skip
        if row["difference"] is None or not row["is_comparable"]:
            parts.append("; không so sánh được với đợt trước" if row["previous_year"] else "")
        else:
            low, high = row["difference_low"], row["difference_high"]
            sure = low is not None and (low > 0 or high < 0)
            moved = change(100 * row["previous_share"], 100 * row["share"], f"năm {row['previous_year']}")  # fmt: skip
            said = "có ý nghĩa thống kê" if sure else "chưa đủ căn cứ để khẳng định là thay đổi"
            parts += ["; ", Figure(f"{key}.thay_doi", moved), ", ", Figure(f"{key}.y_nghia", said)]
        self.say(key, *parts, ".")

    def _deadlines(self) -> None:
        rows = self.ask(queries_reminders.on_time_by_year, "self_assessment", None)
        years = sorted({r["year"] for r in rows if self.first <= r["year"] <= self.last})
        if not years:
            self.say("dung_han.khong_co", "Chưa có mốc nào đến hạn trong giai đoạn này.")
        for year in years:
            own = [row for row in rows if row["year"] == year]
            bound, kept = (sum(row[c] for row in own) for c in ("required_units", "on_time_units"))
            self.say(
                f"dung_han.{year}", f"- Báo cáo tự đánh giá năm {year}: ", Figure(f"dung_han.{year}", f"{kept}/{bound}"),
                " đơn vị thuộc diện bắt buộc gửi đúng hạn, chiếm ",
                self.percent(f"dung_han_pt.{year}", 100 * kept / bound), ".",
            )  # fmt: skip

    def _ended(self) -> None:
        ended = self.ask(queries_report.ended_units, self.first, self.last)
        if not ended:
            self.say(
                "sap_xep",
                "Trong giai đoạn này danh mục không có đơn vị nào kết thúc hoạt động do sắp xếp.",
            )
            return
        self.say(
            "sap_xep", "Kết thúc hoạt động do sắp xếp: ",
            Figure("sap_xep.ten", listed([f"{row['unit_name']} (đến hết ngày {labels.date(row['valid_to'])})" for row in ended])),
            ". Kết quả của các đơn vị này ghi theo đơn vị tại thời điểm báo cáo.",
        )  # fmt: skip

    def _nhiem_vu(self) -> None:
        mid_term_tasks.tasks(self)

    def _danh_gia(self) -> None:
        self.say("danh_gia.uu_diem", UNWRITTEN, bold="1. Ưu điểm: ")
        self._heading("2. Tồn tại, hạn chế", 2)
        low = [
            row for row in self.ask(queries.criteria, self.last, None)
            if row["median_pct"] is not None and row["median_pct"] < 50
        ]  # fmt: skip
        if low:
            self.say(
                "danh_gia.tieu_chi_thap", f"Năm {self.last} có ", self.number(f"tieu_chi_thap.{self.last}", len(low), "tiêu chí"),
                " mà một nửa số đơn vị trở lên đạt dưới 50% điểm tối đa: ",
                Figure(f"tieu_chi_thap.{self.last}.ten", listed([f"{row['criterion_code']} {row['criterion_name']}" for row in low])), ".",
            )  # fmt: skip
        else:
            self.say(
                "danh_gia.tieu_chi_thap",
                f"Năm {self.last} không có tiêu chí nào có trung vị dưới 50% điểm tối đa.",
            )
        repeated = self.ask(queries_report.repeated_weaknesses, self.last)
        if repeated:
            first = repeated[0]
            self.say(
                "danh_gia.lap_lai",
                f"Dưới một nửa điểm tối đa hai năm liền ({self.last - 1} và {self.last}): nhiều nhất là tiêu chí ",
                Figure(f"lap_lai.{self.last}.ten", f"{first['criterion_code']} {first['criterion_name']}"), ", ",
                self.number(f"lap_lai.{self.last}", first["units"]), ".",
            )  # fmt: skip
        for place, title in (
            ("khach_quan", "3. Nguyên nhân khách quan: "),
            ("chu_quan", "4. Nguyên nhân chủ quan: "),
            ("bai_hoc", "5. Bài học kinh nghiệm: "),
        ):
            self.say(f"danh_gia.{place}", UNWRITTEN, bold=title)

    def _phuong_huong(self) -> None:
        self.say("phuong_huong", UNWRITTEN)

    def _kien_nghi(self) -> None:
        self.say("kien_nghi", UNWRITTEN)

    # ------------------------------------------------------------------ annexes

    def _phu_luc_van_ban(self) -> None:
        mid_term_tasks.documents_annex(self)

    def _phu_luc_kinh_phi(self) -> None:
        mid_term_tasks.money_annex(self)

    def _phu_luc_nhiem_vu(self) -> None:
        mid_term_tasks.tasks_annex(self)

    def _phu_luc_kien_nghi(self) -> None:
        mid_term_tasks.questions_annex(self)

    def _phu_luc_ket_qua(self) -> None:
        for year in range(self.first, self.last + 1):
            rows = self.ask(queries_report.results, year)
            if rows:
                self.paper.heading(f"Năm {year}", 2)
                self.paper.table(self._result_table(year, rows))

    def _result_table(self, year: int, rows: list[dict]) -> Table:
        shown: list[list[str | Figure]] = [[f"({n})" for n in range(1, 9)]]
        block = None
        for number, row in enumerate(rows, 1):
            if row["block_code"] != block:
                block = row["block_code"]
                shown.append(["", row["block_name"].upper(), "", "", "", "", "", ""])
            scored = row["score_pct"] is not None
            shown.append([
                str(number), row["unit_name"], labels.points(row["max_points"]), labels.percent(row["self_pct"]),
                labels.points(row["points"]), labels.percent(row["score_pct"]), row["class_name"] or labels.NONE,
                str(row["rank_block"] or labels.NONE) if scored else "Chưa có kết quả",
            ])  # fmt: skip
        known = [row["score_pct"] for row in rows if row["score_pct"] is not None]
        mean = sum(known) / len(known) if known else None
        shown.append(["", "Bình quân", "", "", "", self.percent(f"binh_quan.{year}", mean), "", ""])
        return Table(
            ["TT", "Đơn vị", "Điểm tối đa áp dụng", "Tự chấm", "Điểm", "Tỷ lệ", "Xếp loại", "Thứ hạng (tham khảo)"],
            shown, [9, 58, 15, 15, 14, 15, 23, 16],
            ["right", "left", "right", "right", "right", "right", "left", "right"], size=10,
        )  # fmt: skip

    def _phu_luc_tieu_chi(self) -> None:
        rows = self.ask(queries.criteria, self.last, None)
        if not rows:
            self.paper.paragraph(f"Năm {self.last} chưa có điểm theo tiêu chí.")
            return
        self.paper.table(
            Table(
                ["Mã", f"Tiêu chí (năm {self.last})", "Tối đa", "Trung vị", "Đơn vị dưới 50%", "Tỷ trọng điểm mất"],
                [
                    [
                        row["criterion_code"], row["criterion_name"], labels.points(row["max_points"]),
                        self.percent(f"tieu_chi.{self.last}.{row['framework_code']}.{row['criterion_code']}", row["median_pct"]),
                        f"{row['below_half']}/{row['scored_units']}", labels.percent(row["lost_share"]),
                    ]
                    for row in rows
                ],
                [12, 88, 14, 17, 17, 17], ["left", "left", "right", "right", "right", "right"], size=10,
            )
        )  # fmt: skip

    def _phu_luc_thoi_han(self) -> None:
        rows = [
            row for row in self.ask(queries_reminders.on_time_by_year, "self_assessment", None)
            if self.first <= row["year"] <= self.last
        ]  # fmt: skip
        if not rows:
            self.paper.paragraph("Chưa có mốc nào đến hạn trong giai đoạn này.")
            return
        self.paper.table(
            Table(
                ["Năm", "Khối", "Đơn vị bắt buộc", "Đúng hạn", "Tỷ lệ"],
                [
                    [str(r["year"]), r["block_name"], str(r["required_units"]), str(r["on_time_units"]), labels.percent(r["on_time_pct"])]
                    for r in sorted(rows, key=lambda r: r["year"])
                ],
                [18, 72, 27, 24, 24], ["left", "left", "right", "right", "right"],
            )
        )  # fmt: skip

    def _phu_luc_khao_sat(self) -> None:
        rows = [
            [
                str(year), labels.INDICATORS.get(row["indicator"], row["indicator"]), str(row["n"]),
                labels.percent(100 * row["share"]),
                f"{labels.number(100 * row['ci_low'])} - {labels.percent(100 * row['ci_high'])}" if row["ci_low"] is not None else labels.NONE,
            ]
            for year in range(self.first, self.last + 1)
            for row in self.ask(queries_survey.survey_areas, year, None)
        ]  # fmt: skip
        if not rows:
            self.paper.paragraph("Trong giai đoạn này chưa có kết quả khảo sát được nạp.")
            return
        self.paper.table(
            Table(
                ["Năm", "Chỉ số", "Số câu trả lời", "Tỷ lệ", "Khoảng tin cậy 95%"], rows,
                [18, 62, 27, 24, 34], ["left", "left", "right", "right", "right"],
            )
        )  # fmt: skip


def known_figures(ask: Ask, first: int, last: int) -> dict[str, str]:
    """Identifier → text of every figure of a period, in the order of the document."""
    return MidTerm(ask, first, last).write().figures


def docx(
    ask: Ask,
    first: int,
    last: int,
    sections: list[str] | None = None,
    texts: Texts = NO_TEXTS,
) -> bytes:
    """The draft as DOCX."""
    return MidTerm(ask, first, last, texts).write(sections).bytes()
