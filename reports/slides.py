"""A report as about ten slides: each says one thing in its title, with the figures of the report, and shows what it rests on.

Every figure is one of the draft, found by its identifier, so it cannot differ from the DOCX; charts hold the same
numbers, rounded the same way. The words are those of the paragraphs, with what people put in; what is unwritten stays
"[…]". A slide whose data are missing is left out, and the last one says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from charts import theme
from reports import documents
from reports.docx import DRAFT
from reports.draft import Draft
from reports.paper import Head
from reports.parts import results
from reports.parts.tables import of_criterion
from reports.pptx import COUNT, WHOLE, Card, Chart, Deck, Page, Series, Table, halves
from reports.wording import filled
from words import labels, rounding
from words.documents import UNWRITTEN, counted, listed

KINDS = ("so-ket", "ket-qua")  # of these reports there are slides
MOST_CRITERIA = 8
MOST_UNITS = 8  # at either end of a block
OTHER = theme.Palette(dark=False).other
ACCENT = theme.Palette(dark=False).accent
PEOPLE = ("danh_gia.", "phuong_huong", "kien_nghi")  # places of what the meeting talks about
WEAK = ("ton_tai.", "yeu.")
MOST_WEAK = 3  # paragraphs of what the figures show
SHORT = {"phuong_huong": "Phương hướng, nhiệm vụ, giải pháp", "kien_nghi": "Đề xuất, kiến nghị"}
WORST_FIRST = ("never_reported", "unfinished", "not_started", "not_reported", "in_progress", "done", "not_due")  # fmt: skip
DONE = WORST_FIRST.index("done")
NUMBER = re.compile(r"\d[\d.]*(?:,\d+)?")


@dataclass(frozen=True)
class Slide:
    """What a slide says. `write` puts it on the page; notes: the table behind it."""

    title: str
    source: str
    write: Callable[[Page], None]
    notes: list[str]


def written(draft: Draft) -> bytes:
    """The slides of a written draft. Raises ValueError where there are none for its kind."""
    if draft.subject.kind not in KINDS:
        raise ValueError(draft.subject.kind)
    return _Slides(draft).bytes()


class _Slides:
    def __init__(self, draft: Draft):
        self.draft, self.facts, self.last = draft, draft.facts, draft.last
        whole = documents.draft(draft.ask, draft.subject)
        # every figure of the subject, also where people's words or a switched-off part leave one out
        self.figures = whole.write().figures
        self.parts = {*draft.paper.of[2].split()}
        self.head = next(part for part in draft.paper.parts if isinstance(part, Head))
        self.rows = [row for row in draft.city if row["year"] == self.last]

    def bytes(self) -> bytes:
        document, facts = self.draft.document, self.facts
        deck = Deck(self.draft.paper.name, self.head.is_draft, DRAFT)
        subject = " ".join(map(self.draft.fill, document.subject))
        deck.cover(
            subject, [labels.sentence(self.head.issuer), f"{document.title.upper()}\t"],
            [
                *([f"{DRAFT}\t"] if self.head.is_draft else []),
                f"Số liệu tính đến ngày {labels.date(facts['as_of'])}",
                *([labels.sentence(facts["illustrative_words"])] if facts["illustrative"] else []),
            ],
        )  # fmt: skip
        pages, without = [], []
        for name, parts, make in self._all():
            if parts and not self.parts & {*parts}:
                continue
            slide = make()
            if slide is None:
                without.append(name)
                continue
            pages.append(self._page(deck, slide))
        pages.append(self._page(deck, self._method(without)))
        return deck.bytes(pages)

    def _page(self, deck: Deck, slide: Slide) -> Page:
        page = deck.page(slide.title, slide.source, slide.notes)
        slide.write(page)
        return page

    def _all(self) -> list[tuple[str, tuple[str, ...], Callable[[], Slide | None]]]:
        """(what it is about, the sections of which one is needed, what makes it; None without data)"""
        low = ("danh_gia", "han_che")
        if self.draft.unit:
            return [
                ("kết quả", (), self._unit_answer),
                ("kết quả từng năm", ("ket_qua",), self._unit_years),
                ("nhóm tiêu chí", ("ket_qua",), self._unit_groups),
                ("khảo sát", ("ket_qua",), self._survey),
                ("thời hạn gửi báo cáo", ("ket_qua",), self._unit_deadlines),
                ("tồn tại, hạn chế", low, self._weaknesses),
            ]
        city, yearly = self.draft.is_city, self.draft.document.is_yearly
        return [
            ("kết quả", (), self._answer),
            ("xếp loại", ("ket_qua",), self._classes),
            ("kết quả theo khối", ("ket_qua",), self._blocks) if city
            else ("kết quả của các đơn vị", ("ket_qua",), self._units),
            ("tiêu chí đạt thấp", low, self._criteria),
            ("đầu vào, quá trình, đầu ra, tác động", ("ket_qua",), self._kinds),
            ("khảo sát", ("ket_qua",), self._survey),
            ("thời hạn gửi báo cáo", ("gui",) if yearly else ("ket_qua",), self._deadlines),
            *([("nhiệm vụ của Kế hoạch", ("nhiem_vu",), self._tasks)] if city and not yearly else []),
            *([("đơn vị dẫn đầu, đơn vị xếp loại thấp nhất", ("ket_qua",), self._leaders)] if city and yearly else []),
            ("tồn tại, hạn chế", low, self._weaknesses),
        ]  # fmt: skip

    # ------------------------------------------------------------------ figures and words

    def _known(self, key: str) -> str | None:
        return self.figures.get(key)

    def _value(self, key: str) -> float | None:
        """A figure of the draft as the number that it shows; None where it says that there is none."""
        return _number(self.figures[key])

    def _key(self, row: dict) -> str:
        return f"{row['year']}.{row['framework_code']}"

    def _place(self) -> str:
        """Empty for the city."""
        return "" if self.draft.is_city else self.draft.place.removeprefix("của ")

    def _unfinished(self, year: int) -> str:
        return " (tạm tính)" if year >= self.facts["running_year"] else ""

    def _source(self, what: str, years: list[int], basis: str = "") -> str:
        """Source, years, framework, basis, day of the figures: under every slide."""
        spans: dict[str, list[int]] = {}
        for row in self.draft.city:
            if row["year"] in years and row["framework_name"]:
                spans.setdefault(row["framework_name"], []).append(row["year"])
        frames = [f"{name} ({_span(own)})" for name, own in spans.items()]
        facts = self.facts
        return " · ".join(filter(None, (
            labels.sentence(self._place()), f"Nguồn: {what} năm {_span(years)}", "; ".join(frames), basis,
            f"số liệu tính đến ngày {labels.date(facts['as_of'])}",
            facts["illustrative_words"] if facts["illustrative"] else "",
        )))  # fmt: skip

    def _basis(self, year: int) -> str:
        """On which scores the figures of a year rest."""
        word = self.facts["verification_word"]
        if self.draft.unit:
            [row] = [row for row in self._history() if row["year"] == year] or [None]
            return f"cơ sở điểm năm {year}: {labels.inside(labels.basis(row['score_basis'], word))}" if row and row["score_basis"] else ""  # fmt: skip
        said = [
            f"năm {year} có kết quả {self.figures[f'ket_qua.{self._key(row)}']} đơn vị, {self._verified(row)}"
            for row in self.draft.of(year) if row["with_result"]
        ]  # fmt: skip
        return "; ".join(said)

    def _verified(self, row: dict) -> str:
        word = self.facts["verification_word"]
        if not row["verified"]:
            return f"chưa {word} đầy đủ đơn vị nào"
        return f"đã {word} đầy đủ {self.figures[f'tham_dinh.{self._key(row)}']}"

    def _years_of_results(self) -> list[int]:
        return sorted({row["year"] for row in self.draft.city if row["with_result"]})

    def _breaks(self, years: list[tuple[int, str | None]]) -> list[tuple[int, int]]:
        """Between which years the framework changes. years: (year, framework) in order; None: the year has none."""
        return [
            (before[0], now[0]) for before, now in pairwise(year for year in years if year[1] is not None)
            if before[1] != now[1] and before[0] != now[0]
        ]  # fmt: skip

    def _break_words(self, breaks: list[tuple[int, int]]) -> list[str]:
        return [
            f"Giữa năm {a} và năm {b} thay đổi bộ tiêu chí: điểm và xếp loại trước và sau không so sánh với nhau."
            for a, b in breaks
        ]

    # ------------------------------------------------------------------ the city or a block

    def _answer(self) -> Slide:
        known = self._years_of_results()
        year = known[-1] if known else self.last
        rows = [row for row in self.draft.of(year) if row["with_result"]]
        cards = [card for row in rows[:2] for card in self._result_cards(row)]
        if len(rows) == 1:
            cards += self._class_cards(rows[0])
        if kept := self._known(f"dung_han.{year}"):
            share = self._known(f"dung_han_pt.{year}")
            cards.append(Card(kept, f"đơn vị thuộc diện bắt buộc gửi báo cáo năm {year} đúng hạn{f' ({share})' if share else ''}"))  # fmt: skip
        if again := self._known(f"thap_hai_nam.{year}.so"):
            cards.append(Card(again, f"đạt thấp hai năm liền ({year - 1} và {year}) ở cùng những đơn vị"))  # fmt: skip
        if not rows:
            title = f"Năm {self.last} chưa có kết quả đánh giá"
            if units := self._known(f"don_vi.{self.last}"):
                cards.insert(0, Card(units, f"thuộc phạm vi đánh giá năm {self.last}; chưa đơn vị nào có kết quả"))  # fmt: skip
        else:
            key = self._key(rows[0])
            title = f"Năm {year}{self._unfinished(year)}: {self.figures[f'ket_qua.{key}']} đơn vị có kết quả, trung vị đạt {self.figures[f'trung_vi.{key}']} điểm tối đa"  # fmt: skip
            if year != self.last:
                title = f"Năm {self.last} chưa có kết quả; {labels.inside(title)}"
        years = [year] if rows else [self.last]
        source = self._source(self._of_scores(), years, self._basis(year))
        return Slide(title, source, lambda page: self._cards(page, cards), _of_cards(cards))

    def _cards(self, page: Page, cards: list[Card]) -> None:
        if cards:
            page.cards(cards[:5])
        else:
            page.text(["Kho số liệu chưa có đơn vị, bộ tiêu chí hoặc báo cáo nào của giai đoạn này; nạp số liệu rồi lập lại."], WHOLE)  # fmt: skip

    def _of_scores(self) -> str:
        return f"báo cáo tự đánh giá và kết quả {self.facts['verification_word']}"

    def _result_cards(self, row: dict) -> list[Card]:
        key, year = self._key(row), row["year"]
        moved = self._known(f"thay_doi.{key}") or self._known(f"chua_so_sanh.{key}")
        if not moved:
            before = self.draft.ask("results_by_year", first=year - 1, last=year - 1, block=self.draft.block, unit=None)
            others = {r["framework_code"] for r in before if r["block_code"] is None and r["with_result"]}  # fmt: skip
            moved = f"không so sánh với năm {year - 1} do thay đổi bộ tiêu chí" if others - {row["framework_code"]} else ""  # fmt: skip
        return [
            Card(self.figures[f"ket_qua.{key}"], f"đơn vị có kết quả năm {year}; {self._verified(row)}"),
            Card(self.figures[f"trung_vi.{key}"], f"trung vị, % điểm tối đa năm {year}{self._unfinished(year)}{f'; {moved}' if moved else ''}"),
        ]  # fmt: skip

    def _class_cards(self, row: dict) -> list[Card]:
        """Every class that anybody is in, the best as the figure of the card."""
        own = [one for one in self._classes_of(row) if one["units"]]
        if not own:
            return []
        said = [self._in_class(row, one) for one in own]
        first, rest = said[0].split(" xếp loại ", 1), said[1:]
        return [Card(first[0], f"xếp loại {first[1]}" + (f"; {listed(rest)}" if rest else ""))]

    def _classes_of(self, row: dict) -> list[dict]:
        return [
            one for one in self.draft.classes
            if (one["year"], one["framework_code"]) == (row["year"], row["framework_code"])
        ]  # fmt: skip

    def _in_class(self, row: dict, one: dict) -> str:
        units = self.figures[f"xep_loai.{self._key(row)}.{one['class_code']}"]
        return f"{units} xếp loại {one['class_name']}"

    def _percent_of(self, row: dict) -> str:
        return self.figures[f"bang_ket_qua.{self.last}.{row['unit_code']}.ty_le"]

    def _classes(self) -> Slide | None:
        """A bar per year, a gap where the framework changes; points of two frameworks never meet."""
        rows = self.draft.city
        with_class = [row for row in rows if any(one["units"] for one in self._classes_of(row))]
        if not with_class:
            return None
        names = list(dict.fromkeys(one["class_name"] for one in self.draft.classes))
        breaks = self._breaks([(row["year"], row["framework_code"]) for row in rows])
        changed = [after for _, after in breaks]
        categories, columns = [], []
        for row in rows:
            if row["year"] in changed:
                changed.remove(row["year"])
                categories.append(labels.FRAMEWORK_CHANGED)
                columns.append({})
            key = self._key(row)
            counts = {
                one["class_name"]: self._value(f"xep_loai.{key}.{one['class_code']}") if one["units"] else 0
                for one in self._classes_of(row)
            } if row["with_result"] else {}  # fmt: skip
            counts[theme.NO_RESULT] = row["units"] - row["with_result"]
            is_one = sum(other["year"] == row["year"] for other in rows) == 1
            categories.append(f"Năm {row['year']}{self._unfinished(row['year'])}" + ("" if is_one else f", {row['framework_name']}"))  # fmt: skip
            columns.append(counts)
        colours = [*theme.class_colours(tuple(names)), "#FFFFFF"]
        series = [
            Series(name, [column.get(name) for column in columns], colour)
            for name, colour in zip([*names, theme.NO_RESULT], colours, strict=True)
        ]
        last = with_class[-1]
        said = [self._in_class(last, one) for one in self._classes_of(last) if one["units"]]
        title = f"Năm {last['year']}{self._unfinished(last['year'])}: {listed(said)}"
        notes = _of_chart(categories, series, lambda v: labels.number(v, 0))
        chart = Chart(f"Số đơn vị theo xếp loại, {self.draft.years}. {'; '.join(notes)}", categories, series, "Số đơn vị", True, COUNT, None)  # fmt: skip
        return Slide(
            title, self._source(self._of_scores(), sorted({row["year"] for row in rows}), self._basis(last["year"])),
            lambda page: page.chart_with(chart, self._break_words(breaks)), notes,
        )  # fmt: skip

    def _blocks(self) -> Slide | None:
        rows = [row for row in self.draft.blocks if row["year"] == self.last]
        known = [row for row in rows if row["with_result"]]
        if not known:
            return None
        categories, values = [], []
        for row in rows:
            key = f"{self._key(row)}.{row['block_code']}"
            has = row["with_result"]
            categories.append(f"{row['block_name']} ({self.figures[f'ket_qua.{key}'] + ' đơn vị' if has else 'chưa có kết quả'})")  # fmt: skip
            values.append(self._value(f"trung_vi.{key}") if has else None)
        texts = [
            (self.figures[f"trung_vi.{self._key(row)}.{row['block_code']}"], labels.inside(row["block_name"]))
            for row in known
        ]  # fmt: skip
        title = _between(f"Năm {self.last}{self._unfinished(self.last)}, trung vị theo khối", texts, "điểm tối đa")  # fmt: skip
        series = [Series("Trung vị", values, ACCENT)]
        notes = _of_chart(categories, series)
        chart = Chart(f"Trung vị tỷ lệ điểm theo khối năm {self.last}. {'; '.join(notes)}", categories, series, "Trung vị, % điểm tối đa")  # fmt: skip
        said = ["Mỗi khối áp dụng các tiêu chí khác nhau nên không xếp hạng giữa các khối."]
        if provisional := self._provisional():
            said.insert(0, provisional)
        return Slide(
            title, self._source(self._of_scores(), [self.last], self._basis(self.last)),
            lambda page: page.chart_with(chart, said), notes,
        )  # fmt: skip

    def _provisional(self) -> str:
        """Why the last year is not final; empty where it is."""
        open_rows = [row for row in self.rows if row["verified"] < row["with_result"]]
        reasons = [f"năm {self.last} chưa kết thúc"] if self._unfinished(self.last) else []
        if open_rows:
            reasons.append(f"chưa {self.facts['verification_word']} đầy đủ mọi đơn vị")
        return f"Số liệu tạm tính: {' và '.join(reasons)}." if reasons else ""

    def _units(self) -> Slide | None:
        """Both ends of a block; in between a gap that says how many."""
        every = self.draft.ask("results", year=self.last, block=self.draft.block, unit=None)
        rows = sorted((row for row in every if row["rank_block"] is not None), key=lambda row: row["rank_block"])  # fmt: skip
        if not rows:
            return None
        shown: list[dict | None] = [*rows]
        if len(rows) > 2 * MOST_UNITS + 1:
            shown = [*rows[:MOST_UNITS], None, *rows[-MOST_UNITS:]]
        categories = [f"{row['rank_block']}. {row['unit_name']}" if row else f"… {counted(len(rows) - 2 * MOST_UNITS)} khác" for row in shown]  # fmt: skip
        texts = [row and self._percent_of(row) for row in shown]
        series = [Series("Tỷ lệ điểm", [_number(text) if text else None for text in texts], ACCENT)]
        first = [row["unit_name"] for row in rows if row["rank_block"] == 1]
        title = f"Năm {self.last}{self._unfinished(self.last)}, {labels.names(first)} đứng đầu khối với {texts[0]} điểm tối đa ({labels.REFERENCE_RANK})"  # fmt: skip
        if len(rows) == 1:
            title = f"Năm {self.last}{self._unfinished(self.last)}, một đơn vị của khối có kết quả: {first[0]} đạt {texts[0]} điểm tối đa"  # fmt: skip
        notes = [f"{row['rank_block']}. {row['unit_name']}: {self._percent_of(row)}; {row['class_name'] or labels.NONE}" for row in rows]  # fmt: skip
        chart = Chart(f"Tỷ lệ điểm của các đơn vị năm {self.last}. {'; '.join(notes)}", categories, series, "% điểm tối đa")  # fmt: skip
        missing = [row["unit_name"] for row in every if row["score_pct"] is None]
        said = [self._provisional()] if self._provisional() else []
        if missing:
            said.append(f"Chưa có kết quả: {labels.names(missing, 4)}.")
        return Slide(
            title, self._source(self._of_scores(), [self.last], self._basis(self.last)),
            lambda page: page.chart_with(chart, said), notes,
        )  # fmt: skip

    def _criteria(self) -> Slide | None:
        every = self.draft.ask("criteria", year=self.last, block=self.draft.block, scope=None)
        rows = sorted((row for row in every if row["median_pct"] is not None), key=lambda row: (row["median_pct"], row["position"]))  # fmt: skip
        if not rows:
            return None
        shown = rows[:MOST_CRITERIA]

        key = partial(of_criterion, self.draft)
        texts = [self.figures[f"{key(row)}.trung_vi"] for row in shown]
        categories = [_short(f"{row['criterion_code']} {row['criterion_name']}", 70) for row in shown]  # fmt: skip
        series = [Series("Trung vị", [_number(text) for text in texts], ACCENT)]
        lowest = [row["criterion_code"] for row in rows if self.figures[f"{key(row)}.trung_vi"] == texts[0]]  # fmt: skip
        name = f"{', '.join(lowest[:4])} và {counted(len(lowest) - 4, 'tiêu chí')} khác" if len(lowest) > 5 else labels.names(lowest, 4)  # fmt: skip
        medians = sum(row["median_pct"] < results.LOW for row in rows)
        low = counted(medians, "tiêu chí") if medians else ""
        when = f"Năm {self.last}{self._unfinished(self.last)}"
        title = (
            f"{when}, {low} có trung vị dưới {results.LOW}% điểm tối đa; thấp nhất là {name} ({texts[0]})" if low
            else f"{when}, không tiêu chí nào có trung vị dưới {results.LOW}% điểm tối đa; thấp nhất là {name} ({texts[0]})"
        )  # fmt: skip
        notes = [
            f"{row['criterion_code']} {row['criterion_name']}: trung vị {self.figures[f'{key(row)}.trung_vi']}; "
            f"{self.figures[f'{key(row)}.duoi_nua']} đơn vị dưới một nửa điểm tối đa"
            for row in shown
        ]
        chart = Chart(f"Các tiêu chí có trung vị thấp nhất năm {self.last}. {'; '.join(notes)}", categories, series, "Trung vị, % điểm tối đa")  # fmt: skip
        return Slide(
            title, self._source(self._of_scores(), [self.last], self._basis(self.last)),
            lambda page: page.chart_with(chart, []), notes,
        )  # fmt: skip

    def _kinds(self) -> Slide | None:
        rows = self.draft.ask("kinds", year=self.last, block=self.draft.block, scope=None)
        rows = [row for row in rows if row["pct"] is not None]
        if not rows:
            return None
        texts = {row["kind"]: self.figures[f"loai.{self.last}.{row['kind']}"] for row in rows}
        categories = [labels.KIND.get(row["kind"], row["kind"]) for row in rows]
        series = [Series("Tỷ lệ điểm", [_number(texts[row["kind"]]) for row in rows], ACCENT)]
        said = [(texts[row["kind"]], results.KINDS.get(row["kind"], row["kind"])) for row in rows]
        title = _between(f"Năm {self.last}{self._unfinished(self.last)}, tỷ lệ điểm theo nhóm tiêu chí", said, "điểm tối đa")  # fmt: skip
        notes = _of_chart(categories, series)
        chart = Chart(f"Tỷ lệ điểm theo loại tiêu chí năm {self.last}. {'; '.join(notes)}", categories, series, "% điểm tối đa (trên các tiêu chí đã chấm)")  # fmt: skip
        return Slide(
            title, self._source(self._of_scores(), [self.last], self._basis(self.last)),
            lambda page: page.chart_with(chart, []), notes,
        )  # fmt: skip

    def _survey(self) -> Slide | None:
        """The newest figure of every indicator with its interval, and which change may be affirmed."""
        newest: dict[str, tuple[int, dict]] = {}
        for year in range(self.draft.first, self.last + 1):
            for row in results.survey_rows(self.draft, year):
                newest[row["indicator"]] = (year, row)
        found = [
            (year, newest[name][1]) for name in newest for year in (newest[name][0],)
            if f"khao_sat.{year}.{name}" in self.figures
        ]  # fmt: skip
        if not found:
            return None
        years = sorted({year for year, _ in found})
        sure, table = [], []
        for year, row in found:
            key, name = f"khao_sat.{year}.{row['indicator']}", labels.INDICATORS.get(row["indicator"], row["indicator"])  # fmt: skip
            moved = self._known(f"{key}.thay_doi")
            moved = moved and f"{moved} so với năm {row['previous_year']}"
            said = "có ý nghĩa thống kê" if _is_sure(row) else results.CHANGES[1]
            if moved and _is_sure(row):
                sure.append(f"“{name}” {moved}")
            table.append([
                name if len(years) == 1 else f"{name} (năm {year})", self.figures[key],
                self._known(f"{key}.khoang") or labels.NONE,
                f"{labels.sentence(moved)}: {said}" if moved else "Không so sánh được với đợt trước" if row["previous_year"] else labels.NONE,
            ])  # fmt: skip
        values = [_number(line[1]) for line in table]
        spans = [(100 * row["ci_low"], 100 * row["ci_high"]) if row["ci_low"] is not None else None for _, row in found]
        compared = any(self._known(f"khao_sat.{year}.{row['indicator']}.thay_doi") for year, row in found)  # fmt: skip
        when = f"Khảo sát năm {_span(years)}"
        if sure:
            more = [f"{counted(len(sure) - 2, 'chỉ số')} khác"] if len(sure) > 2 else []
            title = f"{when}, khẳng định được thay đổi: {'; '.join([*sure[:2], *more])}"
        elif compared:
            title = f"{when}: chưa đủ căn cứ để khẳng định chỉ số nào thay đổi so với đợt trước"
        else:
            title = _between(f"{when}, tỷ lệ", [(line[1], f"“{line[0]}”") for line in table], "")
        categories = [line[0] for line in table]
        series = [Series("Tỷ lệ", values, ACCENT)]
        notes = [f"{name}: {share}; khoảng tin cậy 95%: {span}; {labels.inside(said)}" for name, share, span, said in table]  # fmt: skip
        chart = Chart(f"Chỉ số khảo sát và khoảng tin cậy 95%. {'; '.join(notes)}", categories, series, "% người trả lời; vạch đen: khoảng tin cậy 95%", spans=spans)  # fmt: skip

        def write(page: Page) -> None:
            left, right = halves(0.46)
            page.chart(chart, left)
            page.table(
                Table(["Chỉ số", "Tỷ lệ", "Khoảng tin cậy 95%", "So với đợt trước"], table, [30, 13, 19, 38], ["left", "center", "center", "left"]),
                "Chỉ số khảo sát, khoảng tin cậy và thay đổi so với đợt trước", right,
            )  # fmt: skip

        return Slide(title, self._source("khảo sát đối tượng được PBGDPL", years), write, notes)

    def _deadlines(self) -> Slide | None:
        """Year by year; of one year block by block."""
        rows = results.on_time(self.draft, "self_assessment")
        if not rows:
            return None
        years = sorted({row["year"] for row in rows if row["dated_units"]})
        if not years:
            return None
        if self.draft.first != self.last:
            keys = [(f"Năm {year} ({self.figures[f'dung_han.{year}']} đơn vị)", f"dung_han_pt.{year}") for year in years]  # fmt: skip
        else:
            blocks = [(row, f"bang_thoi_han.{row['year']}.{row['block_code']}") for row in rows if row["dated_units"]]
            keys = [
                (f"{row['block_name']} ({self.figures[f'{key}.dung_han']}/{self.figures[f'{key}.ro_ngay']} đơn vị)", f"{key}.ty_le")
                for row, key in blocks
            ]  # fmt: skip
        series = [Series("Đúng hạn", [self._value(key) for _, key in keys], ACCENT)]
        categories = [name for name, _ in keys]
        last = years[-1]
        bound, kept = (sum(r[c] for r in rows if r["year"] == last) for c in ("dated_units", "on_time_units"))  # fmt: skip
        share = self._known(f"dung_han_pt.{last}")
        title = f"Báo cáo tự đánh giá năm {last}: {self._known(f'dung_han.{last}') or f'{kept}/{bound}'} đơn vị thuộc diện bắt buộc gửi đúng hạn{f' ({share})' if share else ''}"  # fmt: skip
        notes = _of_chart(categories, series)
        chart = Chart(f"Tỷ lệ đơn vị thuộc diện bắt buộc gửi đúng hạn. {'; '.join(notes)}", categories, series, "% đơn vị thuộc diện bắt buộc")  # fmt: skip
        said = [
            "Chỉ tính các mốc đã đến hạn, đơn vị đã rõ ngày gửi; cơ quan, tổ chức thuộc diện đề nghị không tính chậm."
        ]
        return Slide(
            title, self._source("sổ tiếp nhận báo cáo tự đánh giá", years),
            lambda page: page.chart_with(chart, said), notes,
        )  # fmt: skip

    def _tasks(self) -> Slide | None:
        """Every task, those that are not done first."""
        every = [row for row in self.draft.ask("task_years") if self.draft.first <= row["year"] <= self.last]  # fmt: skip
        if not any(row["reports"] for row in every):
            return None
        lines = []
        for number, task in enumerate(self.draft.ask("plan_tasks")):
            own = [row for row in every if row["task_code"] == task["task_code"]]
            said = self._known(f"nhiem_vu.{task['task_code']}.tinh_trang")
            worst = min((WORST_FIRST.index(row["status"]) for row in own), default=len(WORST_FIRST))
            text = labels.sentence(said) if said else UNWRITTEN
            name = f"{task['task_code']}. {task['title']}"
            if worst < DONE:  # who has to act
                name = f"{_short(name, 105)} – {_short(task['lead'], 50)}"
            lines.append((worst, number, [name, text]))
        lines.sort(key=lambda line: line[:2])
        still = [line for line in lines if line[0] < DONE]
        title = (
            f"Còn {len(still)}/{len(lines)} nhiệm vụ của Kế hoạch có năm chưa hoàn thành hoặc chưa có báo cáo" if still
            else f"Cả {counted(len(lines), 'nhiệm vụ')} của Kế hoạch đều có báo cáo hoàn thành các năm phải thực hiện"
        )  # fmt: skip
        table = Table(["Nhiệm vụ", "Tình trạng"], [line for _, _, line in lines], [66, 34], ["left", "left"])  # fmt: skip
        notes = [" | ".join(line) for _, _, line in lines]
        return Slide(
            title, self._source("sổ theo dõi nhiệm vụ", [*range(self.draft.first, self.last + 1)]),
            lambda page: page.table(table, "Tình trạng các nhiệm vụ của Kế hoạch"), notes,
        )  # fmt: skip

    def _leaders(self) -> Slide | None:
        """Who leads each block, and who is in the lowest class."""
        rows = self.draft.ask("results", year=self.last, block=None, unit=None)
        blocks = list(dict.fromkeys((row["block_code"], row["block_name"]) for row in rows))
        table = [
            [name, self.figures[f"dan_dau.{self.last}.{code}.ten"], self.figures[f"dan_dau.{self.last}.{code}"]]
            for code, name in blocks if f"dan_dau.{self.last}.{code}.ten" in self.figures
        ]  # fmt: skip
        if not table:
            return None
        worst = {one["framework_code"]: one["class_name"] for one in self.draft.classes if one["year"] == self.last}  # fmt: skip
        lowest = [row for row in rows if row["class_name"] and row["class_name"] in worst.values()]
        names = listed([*dict.fromkeys(worst.values())])
        units = [f"{labels.told_name(row)} ({self._percent_of(row)})" for row in lowest if not row["is_held"]]
        units += filter(None, [labels.not_named("", len(lowest) - len(units))])
        title = (
            f"Năm {self.last}{self._unfinished(self.last)}: {counted(len(lowest))} xếp loại {names}" if lowest
            else f"Năm {self.last}{self._unfinished(self.last)}: không có đơn vị nào xếp loại {names}"
        )  # fmt: skip

        def write(page: Page) -> None:
            left, right = halves(0.62)
            page.table(
                Table(["Khối", f"Dẫn đầu ({labels.REFERENCE_RANK})", "% điểm tối đa"], table, [32, 48, 20], ["left", "left", "right"]),
                "Đơn vị dẫn đầu từng khối", left if lowest else WHOLE,
            )  # fmt: skip
            if lowest:
                page.text([f"Xếp loại {names}:\t", *units], right)

        notes = [*(" | ".join(line) for line in table), *units]
        return Slide(title, self._source(self._of_scores(), [self.last], self._basis(self.last)), write, notes)  # fmt: skip

    # ------------------------------------------------------------------ one unit

    def _history(self) -> list[dict]:
        rows = self.draft.ask("unit_years", units=(self.draft.unit,), scope=None)
        return [row for row in rows if self.draft.first <= row["year"] <= self.last]

    def _unit_answer(self) -> Slide:
        rows = [row for row in self._history() if row["score_pct"] is not None]
        if not rows:
            title = f"{self._place()} chưa có kết quả {self.draft.years}"
            return Slide(title, self._source(self._of_scores(), [self.last]), lambda page: page.text(["Chưa có báo cáo tự đánh giá hợp lệ nào của đơn vị trong giai đoạn này."], WHOLE), [])  # fmt: skip
        year = rows[-1]["year"]
        figures = {name: self.figures[f"{name}.{year}"] for name in ("ty_le", "diem", "loai_don_vi", "thu_hang", "trung_vi_khoi")}  # fmt: skip
        title = f"{self._place()} năm {year}{self._unfinished(year)} đạt {figures['ty_le']} điểm tối đa" + (f", xếp loại {figures['loai_don_vi']}" if rows[-1]["is_rated"] else "")  # fmt: skip
        if year != self.last:
            title = f"{title}; năm {self.last} chưa có kết quả"
        cards = [
            Card(figures["ty_le"], f"điểm tối đa năm {year} ({figures['diem']} điểm)"),
            *(
                [
                    Card(figures["loai_don_vi"], f"xếp loại năm {year}"),
                    Card(labels.sentence(figures["thu_hang"]), f"của khối ({labels.REFERENCE_RANK})"),
                ]
                if rows[-1]["is_rated"]
                else [Card(labels.NONE, labels.inside(labels.NOT_RATED))]
            ),
            Card(figures["trung_vi_khoi"], f"trung vị của khối năm {year}, % điểm tối đa"),
        ]
        return Slide(
            title, self._source(self._of_scores(), [year], self._basis(year)),
            lambda page: page.cards(cards), _of_cards(cards),
        )  # fmt: skip

    def _unit_years(self) -> Slide | None:
        rows = self._history()
        known = [row for row in rows if row["score_pct"] is not None]
        if not known:
            return None
        breaks = self._breaks([(row["year"], row["framework_code"]) for row in rows])
        categories, own, block = [], [], []
        for row in rows:
            year, has = row["year"], row["score_pct"] is not None
            if any(year == after for _, after in breaks):
                categories.append(labels.FRAMEWORK_CHANGED)
                own.append(None)
                block.append(None)
            categories.append(f"Năm {year}{self._unfinished(year) if has else ' (chưa có kết quả)'}")  # fmt: skip
            own.append(self._value(f"ty_le.{year}") if has else None)
            block.append(self._value(f"trung_vi_khoi.{year}") if has else None)
        series = [Series("Đơn vị", own, ACCENT), Series("Trung vị khối", block, OTHER)]
        first, last = known[0]["year"], known[-1]["year"]
        title = f"Năm {last} đạt {self.figures[f'ty_le.{last}']} điểm tối đa, trung vị khối {self.figures[f'trung_vi_khoi.{last}']}"  # fmt: skip
        if first != last and not breaks:
            title += f"; năm {first} đạt {self.figures[f'ty_le.{first}']}"
        notes = _of_chart(categories, series)
        chart = Chart(f"Tỷ lệ điểm của đơn vị và trung vị khối, {self.draft.years}. {'; '.join(notes)}", categories, series, "% điểm tối đa")  # fmt: skip
        return Slide(
            title, self._source(self._of_scores(), [row["year"] for row in rows], self._basis(last)),
            lambda page: page.chart_with(chart, self._break_words(breaks)), notes,
        )  # fmt: skip

    def _unit_groups(self) -> Slide | None:
        rows = [row for row in self.draft.ask("unit_parts", year=self.last, units=(self.draft.unit,), scope=None) if row["score_pct"] is not None]  # fmt: skip
        if not rows:
            return None
        keys = [f"{self.last}.{row['group_code']}" for row in rows]
        categories = [_short(f"{row['group_code']}. {row['group_name']}", 60) for row in rows]
        series = [
            Series("Đơn vị", [self._value(f"nhom.{key}") for key in keys], ACCENT),
            Series("Trung vị khối", [self._value(f"nhom_khoi.{key}") for key in keys], OTHER),
        ]
        said = [(self.figures[f"nhom.{key}"], f"nhóm {key.split('.', 1)[1]}") for key in keys]
        title = _between(f"Năm {self.last}{self._unfinished(self.last)}, tỷ lệ điểm theo nhóm tiêu chí", said, "điểm tối đa")  # fmt: skip
        notes = _of_chart(categories, series)
        chart = Chart(f"Tỷ lệ điểm theo nhóm tiêu chí năm {self.last}. {'; '.join(notes)}", categories, series, "% điểm tối đa")  # fmt: skip
        return Slide(
            title, self._source(self._of_scores(), [self.last], self._basis(self.last)),
            lambda page: page.chart_with(chart, []), notes,
        )  # fmt: skip

    def _unit_deadlines(self) -> Slide | None:
        rows = [
            row for row in self.draft.ask("unit_deadlines", unit=self.draft.unit, scope=None)
            if f"thoi_han.{row['year']}.{row['milestone_code']}.nhan" in self.figures
        ]  # fmt: skip
        if not rows:
            return None
        rows.sort(key=lambda row: row["due_on"])
        table = [
            [f"{row['milestone_name']} năm {row['year']}", labels.date(row["due_on"]),
             *(labels.sentence(self.figures[f"thoi_han.{row['year']}.{row['milestone_code']}.{what}"]) for what in ("nhan", "tinh_trang"))]
            for row in rows
        ]  # fmt: skip
        over = [row for row in rows if row["status"] != "not_due"]
        bound = [row for row in over if row["obligation"] == "required"]
        kept = sum(row["status"] == "on_time" for row in bound)
        title = "Chưa có mốc nào đến hạn"
        if bound:
            title = f"Đúng hạn {kept}/{len(bound)} mốc bắt buộc đã đến hạn"
        elif over:
            title = "Các mốc đã đến hạn thuộc diện đề nghị, không tính chậm"
        return Slide(
            title, self._source("sổ tiếp nhận", sorted({row["year"] for row in rows})),
            lambda page: page.table(Table(["Mốc", "Hạn", "Ngày nhận", "Tình trạng"], table, [40, 16, 16, 28], ["left", "center", "center", "left"]), "Thời hạn và ngày nhận"),
            [" | ".join(line) for line in table],
        )  # fmt: skip

    # ------------------------------------------------------------------ what people decide, and how it was done

    def _words(self, words: str) -> str:
        return filled(words, self.figures)

    def _weaknesses(self) -> Slide | None:
        """What the figures show on the left; what only people can say on the right, as far as they have written it."""
        said = [p for p in self.draft.paragraphs if p.place.startswith(WEAK)]
        people = [p for p in self.draft.paragraphs if p.place.startswith(PEOPLE) and not p.place.startswith(WEAK)]  # fmt: skip
        if not said and not people:
            return None
        behind = sum(p.place.startswith("yeu.") for p in said)
        again, low = (self._known(f"{name}.{self.last}.so") for name in ("thap_hai_nam", "thap_nhieu_don_vi"))
        open_ = sum(p.is_unwritten for p in people)
        rest = f"còn {counted(open_, 'nội dung')} chờ ý kiến" if open_ else "các nội dung đã có ý kiến"  # fmt: skip
        if again:
            title = f"{again} đạt thấp hai năm liền ở cùng những đơn vị; {rest}"
        elif low:
            title = f"{low} đạt thấp ở nhiều đơn vị; {rest}"
        elif behind:
            title = f"Năm {self.last}, {counted(behind, 'tiêu chí')} thấp hẳn so với khối; {rest}"
        else:
            title = f"{labels.sentence(rest)} về tồn tại, nguyên nhân và phương hướng"
        weak = ["Tồn tại, hạn chế theo số liệu:\t", *(self._words(p.words) for p in said[:MOST_WEAK])]
        told = ["Người soạn thảo, hội nghị quyết định:\t"]
        for p in people:
            lead = re.sub(r"^\d+\. |: ?$", "", p.lead) or SHORT.get(p.place, p.place)
            told.append(f"{lead}:\t{self._words(p.words)}")

        def write(page: Page) -> None:
            left, right = halves(0.5)
            page.text(weak, left)
            page.text(told, right)

        return Slide(title, self._source(self._of_scores(), [self.last], self._basis(self.last)), write, [])  # fmt: skip

    def _method(self, without: list[str]) -> Slide:
        facts, draft = self.facts, self.draft
        years = [*range(draft.first, self.last + 1)]
        breaks = self._breaks([(row["year"], row["framework_code"]) for row in draft.city])
        word = facts["verification_word"]
        said = [
            f"Căn cứ:\t{draft.fill('{basis}')}.",
            f"Nguồn:\tbáo cáo tự đánh giá của các đơn vị, kết quả {word} của {facts['office_name']}, khảo sát đối tượng được PBGDPL, sổ tiếp nhận và sổ theo dõi nhiệm vụ.",
            f"Cách tính:\ttỷ lệ điểm là điểm đạt trên điểm tối đa của các tiêu chí áp dụng; dùng điểm sau giải trình, chưa có thì dùng điểm {word}, chưa có nữa thì dùng điểm tự chấm. Trung vị là mức ở giữa của các đơn vị có kết quả.",
            f"Không so sánh:\t{' '.join(self._break_words(breaks)) or 'điểm của hai bộ tiêu chí khác nhau.'} Mỗi khối áp dụng các tiêu chí khác nhau; thứ hạng chỉ để tham khảo.",
            "Khảo sát:\tthay đổi giữa hai đợt chỉ được khẳng định khi khoảng tin cậy của mức thay đổi không chứa 0; không hiển thị tỷ lệ khi số phiếu quá ít.",
        ]  # fmt: skip
        ended = draft.within(draft.ask("ended_units", first=draft.first, last=self.last))
        if ended:
            said.append(f"Sau sắp xếp:\tkết quả ghi theo đơn vị tại thời điểm báo cáo; kết thúc hoạt động: {labels.names([row['unit_name'] for row in ended], 6)}.")  # fmt: skip
        if without:
            said.append(f"Không có trang vì không có số liệu:\t{'; '.join(without)}.")
        title = (
            f"Phương pháp: số liệu {draft.years}, {counted(len({code for row in draft.city if (code := row['framework_code'])}), 'bộ tiêu chí')} không so sánh với nhau" if breaks
            else f"Phương pháp và nguồn số liệu {draft.years}"
        )  # fmt: skip
        return Slide(title, self._source(self._of_scores(), years), lambda page: page.text(said, WHOLE), [])  # fmt: skip


# ------------------------------------------------------------------ how it is said


def _is_sure(row: dict) -> bool:
    """Whether the interval of a change excludes zero."""
    low, high = row["difference_low"], row["difference_high"]
    return low is not None and (low > 0 or high < 0)


def _number(text: str) -> float | None:
    """`65,8%` → 65.8, `06 đơn vị` → 6; None where there is none."""
    found = NUMBER.search(text)
    return float(found[0].replace(".", "").replace(",", ".")) if found else None


def _percentage(value: float | None) -> str:
    """The way back: 65.8 → `65,8%`, 89.99 → `89,99%`. The figure is rounded already."""
    if value is None:
        return labels.NONE
    return labels.number(value, max(1, -int(rounding.exact(value).as_tuple().exponent))) + "%"


def _span(years: list[int]) -> str:
    years = sorted({*years})
    if len(years) > 1 and years[-1] - years[0] == len(years) - 1:
        return f"{years[0]} - {years[-1]}"
    return ", ".join(map(str, years))


def _between(start: str, found: list[tuple[str, str]], unit: str) -> str:
    """`… từ 63,1% (A) đến 83,1% (B và C)`; where all have the same: `… là 70%`. found: (figure, whose)."""
    known = [(value, text, name) for text, name in found if (value := _number(text)) is not None]
    if not known:
        return f"{start}: chưa hiển thị được"
    ends = []
    for value in (min(known)[0], max(known)[0]):
        texts = [text for number, text, _ in known if number == value]
        ends.append((texts[0], labels.names([name for number, _, name in known if number == value])))
    (low, lowest), (high, highest) = ends
    if low == high:
        return f"{start} là {low}{'' if len(known) > 1 else f' ({lowest})'} {unit}".strip()
    return f"{start} từ {low} ({lowest}) đến {high} ({highest}) {unit}".strip()


def _short(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    return text[: most + 1].rpartition(" ")[0].rstrip(" ,;") + " …"


def _of_cards(cards: list[Card]) -> list[str]:
    return [f"{card.figure}: {card.words}" for card in cards[:5]]


def _of_chart(categories: list[str], series: list[Series], said: Callable | None = None) -> list[str]:  # fmt: skip
    """The table behind a chart, a line per bar; what is missing is "–". said: how, where it is no percentage."""
    lines, said = [], said or _percentage
    for place, category in enumerate(categories):
        values = [f"{one.name} {said(one.values[place])}" for one in series]
        lines.append(category if all(one.values[place] is None for one in series) else f"{category}: {', '.join(values)}")  # fmt: skip
    return lines
