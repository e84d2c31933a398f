"""Annexes: the tables behind the words. Every number in them is a figure with an identifier that starts with `bang_`."""

from __future__ import annotations

from collections.abc import Callable
from statistics import fmean, median

from reports.draft import ROMAN, Draft
from reports.paper import Figure, Table
from reports.parts.results import on_time, survey_rows
from reports.parts.unfinished import unfinished_year
from words import labels

IN_TABLE = "bang_"  # no such figure is offered for the words of a paragraph: there are hundreds


def results(draft: Draft) -> None:
    """Every unit of every year, by block."""
    found = False
    for year in range(draft.first, draft.last + 1):
        rows = draft.ask("results", year=year, block=draft.block, unit=draft.unit)
        if rows:
            found = True
            draft.paper.table(_results_of(draft, year, rows))
    if not found:
        draft.paper.paragraph("Chưa có kết quả trong giai đoạn này.")


def _by_block(
    rows: list[dict], width: int, cells: Callable[[dict], list[str | Figure]]
) -> tuple[list[list[str | Figure]], set[int]]:
    """Rows under a line for each block, numbered throughout; and the places of those lines. `cells`: what stands after
    the number and the name."""
    shown: list[list[str | Figure]] = []
    strong, blocks = set(), []
    for row in rows:
        if row["block_code"] not in blocks:
            blocks.append(row["block_code"])
            strong.add(len(shown))
            shown.append([ROMAN[len(blocks) - 1], row["block_name"].upper(), *[""] * (width - 2)])
        shown.append([str(len(shown) - len(strong) + 1), row["unit_name"], *cells(row)])
    return shown, strong


def _results_of(draft: Draft, year: int, rows: list[dict]) -> Table:
    word = draft.facts["verification_word"]

    def cells(row: dict) -> list[str | Figure]:
        def cell(column: str, text: str) -> Figure:
            return Figure(f"bang_ket_qua.{year}.{row['unit_code']}.{column}", text)

        return [
            cell("toi_da", labels.points(row["max_points"])), cell("tu_cham", labels.points(row["self_points"])),
            cell("tham_dinh", labels.points(row["verified_points"])), cell("duoc_tinh", labels.points(row["points"])),
            cell("ty_le", labels.percent(row["score_pct"], row["bounds"])),
            cell("xep_loai", row["class_name"] or labels.NONE), cell("thu_hang", str(row["rank_block"] or labels.NONE)),
            remark(row, word),
        ]  # fmt: skip

    shown, strong = _by_block(rows, 10, cells)
    for key, (name, value, _) in zip(
        (f"bang_ket_qua.{year}.trung_vi", f"binh_quan.{year}"), middles(rows), strict=True
    ):
        strong.add(len(shown))
        shown.append(["", name, "", "", "", "", draft.percent(key, value, common_bounds(rows)), "", "", ""])  # fmt: skip
    return Table(
        ["TT", "Đơn vị", "Điểm tối đa áp dụng", "Tự chấm", labels.sentence(word), "Điểm được tính", "Tỷ lệ", "Xếp loại",
         "Thứ hạng (tham khảo)", "Ghi chú"],
        shown, [10, 66, 22, 18, 20, 20, 20, 26, 22, 28],
        ["right", "left", "right", "right", "right", "right", "right", "left", "right", "left"], 11, frozenset(strong), True,
        caption=f"Kết quả đánh giá năm {year}{unfinished_year(draft, year)}",
    )  # fmt: skip


def middles(rows: list[dict]) -> list[tuple[str, float | None, str]]:
    """Both middles of the results, the one that the words name first: name, value, the function of Excel."""
    known = [row["score_pct"] for row in rows if row["score_pct"] is not None]
    return [
        ("Trung vị", median(known) if known else None, "MEDIAN"),
        ("Bình quân", fmean(known) if known else None, "AVERAGE"),
    ]


def common_bounds(rows: list[dict]) -> tuple[float, ...]:
    """Where the classes of these results begin; empty where they are of frameworks that differ in it."""
    found = {(*(row["bounds"] or ()),) for row in rows if row["score_pct"] is not None}
    return found.pop() if len(found) == 1 else ()


def remark(row: dict, word: str) -> str:
    """Why a result is missing or provisional."""
    if row["score_pct"] is None:
        if row["needs_supplement"]:
            return "Phải bổ sung"
        return "Chưa có kết quả" if row["obligation"] == "required" else "Thuộc diện đề nghị"
    said = [] if row["is_rated"] else [labels.inside(labels.NOT_RATED)]
    if row["score_basis"] != "verified":
        said.append(f"chưa {word} đủ")
    if row["criteria_scored"] < row["criteria_applicable"]:
        said.append("còn tiêu chí chưa chấm")
    return labels.sentence("; ".join(said))


def published_results(draft: Draft) -> None:
    """What may be published of every unit: percent and class, only where all its scores are verified."""
    for year in range(draft.first, draft.last + 1):
        rows = in_no_order_of_merit(draft, draft.ask("results", year=year, block=draft.block, unit=draft.unit))
        if rows:
            draft.paper.table(_published_of(year, rows))


def in_no_order_of_merit(draft: Draft, rows: list[dict]) -> list[dict]:
    """By block and name: where no rank is told, the order tells none."""
    place = {code: number for number, code in enumerate(draft.units)}
    blocks = list(dict.fromkeys(row["block_code"] for row in rows))
    return sorted(rows, key=lambda row: (blocks.index(row["block_code"]), place.get(row["unit_code"], 0)))


def _published_of(year: int, rows: list[dict]) -> Table:
    def cells(row: dict) -> list[str | Figure]:
        key, is_official = (f"bang_cong_khai.{year}.{row['unit_code']}", row["score_basis"] == "verified")
        return [
            Figure(f"{key}.ty_le", labels.percent(row["score_pct"], row["bounds"]) if is_official else labels.NONE),
            Figure(f"{key}.xep_loai", row["class_name"] or labels.NONE if is_official else labels.NONE),
            "" if is_official else "Chưa có kết quả chính thức",
        ]  # fmt: skip

    shown, strong = _by_block(rows, 5, cells)
    return Table(
        ["TT", "Đơn vị", "Tỷ lệ điểm", "Xếp loại", "Ghi chú"], shown, [12, 74, 22, 26, 31],
        ["right", "left", "right", "left", "left"], 11, frozenset(strong), True,
        caption=f"Kết quả chính thức năm {year}",
    )  # fmt: skip


def of_criterion(draft: Draft, row: dict) -> str:
    """How the identifiers of the figures of a row of the annex of criteria begin, wherever else they stand."""
    return f"bang_tieu_chi.{draft.last}.{draft.unit or row['framework_code']}.{row['criterion_code']}"


def criteria(draft: Draft) -> None:
    """Every criterion of the last year: of all units, or of the one unit beside its block."""
    if draft.unit:
        _unit_criteria(draft)
        return
    rows = draft.ask("criteria", year=draft.last, block=draft.block, scope=None)
    if not rows:
        draft.paper.paragraph(f"Năm {draft.last} chưa có điểm theo tiêu chí.")
        return
    shown = []
    for row in rows:
        key = of_criterion(draft, row)
        shown.append([
            row["criterion_code"], row["criterion_name"], labels.points(row["max_points"]),
            draft.percent(f"{key}.trung_vi", row["median_pct"], row["bounds"]),
            Figure(f"{key}.duoi_nua", f"{row['below_half']}/{row['scored_units']}"),
            draft.percent(f"{key}.diem_mat", row["lost_share"]),
        ])  # fmt: skip
    draft.paper.table(
        Table(
            ["Mã", "Tiêu chí", "Tối đa", "Trung vị", "Đơn vị dưới 50%", "Tỷ trọng điểm mất"],
            shown, [14, 86, 14, 17, 17, 17], ["left", "left", "right", "right", "right", "right"], 10, numbered=True,
            caption=f"Kết quả theo tiêu chí năm {draft.last}{unfinished_year(draft, draft.last)}",
        )
    )  # fmt: skip


def _unit_criteria(draft: Draft) -> None:
    rows = draft.ask("unit_criteria", year=draft.last, unit=draft.unit, scope=None)
    if not rows:
        draft.paper.paragraph(f"Năm {draft.last} chưa có điểm theo tiêu chí.")
        return
    shown = []
    for row in rows:
        key = of_criterion(draft, row)
        points = labels.points(row["points"]) if row["applicable"] else "Không áp dụng"
        shown.append([
            row["criterion_code"], row["criterion_name"], labels.points(row["max_points"]),
            Figure(f"{key}.diem", points), Figure(f"{key}.khoi", labels.points(row["block_median"])),
        ])  # fmt: skip
    draft.paper.table(
        Table(
            ["Mã", "Tiêu chí", "Tối đa", "Điểm", "Trung vị khối"], shown, [14, 97, 14, 22, 18],
            ["left", "left", "right", "right", "right"], 10, numbered=True,
            caption=f"Kết quả theo tiêu chí năm {draft.last}",
        )
    )  # fmt: skip


def deadlines(draft: Draft) -> None:
    """Who was bound and on time, by year and block; the share is of those of which it can be told."""
    rows = sorted(on_time(draft, "self_assessment"), key=lambda row: row["year"])
    if not rows:
        draft.paper.paragraph("Chưa có mốc nào đến hạn trong giai đoạn này.")
        return
    shown = []
    for row in rows:
        key = f"bang_thoi_han.{row['year']}.{row['block_code']}"
        shown.append([
            str(row["year"]), row["block_name"], Figure(f"{key}.bat_buoc", str(row["required_units"])),
            Figure(f"{key}.ro_ngay", str(row["dated_units"])),
            Figure(f"{key}.dung_han", str(row["on_time_units"])), draft.percent(f"{key}.ty_le", row["on_time_pct"]),
        ])  # fmt: skip
    bound, dated, kept = (sum(row[name] for row in rows) for name in ("required_units", "dated_units", "on_time_units"))
    shown.append([
        "", "Tổng", Figure("bang_thoi_han.tong.bat_buoc", str(bound)), Figure("bang_thoi_han.tong.ro_ngay", str(dated)),
        Figure("bang_thoi_han.tong.dung_han", str(kept)),
        draft.percent("bang_thoi_han.tong.ty_le", 100 * kept / dated if dated else None),
    ])  # fmt: skip
    draft.paper.table(
        Table(
            ["Năm", "Khối", "Đơn vị bắt buộc", "Rõ ngày gửi hoặc chưa gửi", "Đúng hạn", "Tỷ lệ"], shown, [16, 62, 22, 25, 20, 20],
            ["left", "left", "right", "right", "right", "right"], strong=frozenset({len(rows)}), numbered=True,
            caption=f"Thời hạn gửi báo cáo tự đánh giá, {draft.years}",
        )
    )  # fmt: skip


def survey(draft: Draft) -> None:
    """Every indicator of every year with its interval; nothing that is hidden."""
    shown = []
    for year in range(draft.first, draft.last + 1):
        for row in survey_rows(draft, year):
            key = f"bang_khao_sat.{year}.{row['indicator']}"
            span = labels.NONE
            if row["ci_low"] is not None:
                span = f"{labels.number(100 * row['ci_low'])} - {labels.percent(100 * row['ci_high'])}"  # fmt: skip
            share = None if row["share"] is None else 100 * row["share"]
            weighted = row.get("population_share")  # of a unit there is none
            people = labels.NONE if row["n"] is None else labels.number(row["n"], 0)
            shown.append([
                str(year), labels.INDICATORS.get(row["indicator"], row["indicator"]), Figure(f"{key}.n", people),
                draft.percent(f"{key}.ty_le", share), Figure(f"{key}.khoang", span),
                draft.percent(f"{key}.tong_the", None if weighted is None else 100 * weighted),
            ])  # fmt: skip
    if not shown:
        draft.paper.paragraph("Trong giai đoạn này chưa có kết quả khảo sát.")
        return
    draft.paper.table(
        Table(
            ["Năm", "Chỉ số", "Số câu trả lời", "Tỷ lệ (gộp mọi phiếu)", "Khoảng tin cậy 95%", "Tỷ lệ theo tổng thể từng đơn vị"],
            shown, [16, 49, 22, 24, 30, 24], ["left", "left", "right", "right", "right", "right"], numbered=True,
            caption=f"Kết quả khảo sát, {draft.years}",
        )
    )  # fmt: skip
