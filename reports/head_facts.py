"""What is said of a unit and its heads in a year, the same on the page, on the sheet and in the year's file."""

from __future__ import annotations

from dataclasses import dataclass

from reports import heads_annex
from reports.draft import Ask
from reports.head_sheet import Sheet
from words import labels


@dataclass(frozen=True)
class About:
    """facts: of the question `snapshot`; heads: rows of the question `heads` of this unit, in words; scope: what the reader may see."""

    ask: Ask
    facts: dict
    year: int
    unit: str
    heads: list[dict]
    scope: str | None = None

    @property
    def is_running(self) -> bool:
        return self.year >= self.facts["running_year"]

    @property
    def rated(self) -> list[dict]:
        """The heads whom the office's body rates."""
        return [head for head in self.heads if head["is_rated_here"]]


def of_year(ask: Ask, year: int) -> list[About]:
    """Every unit that has heads in a year."""
    facts = ask("snapshot")[0]
    units: dict[str, list[dict]] = {}
    for row in ask("heads", year=year, block=None, scope=None):
        units.setdefault(row["unit_code"], []).append(heads_annex.in_words(row, facts["synthesising_body"]))
    return [About(ask, facts, year, unit, heads) for unit, heads in units.items()]


def sheet(about: About) -> Sheet:
    attributed = about.ask("heads_by_year", unit=about.unit, scope=about.scope)
    return Sheet(
        unit=about.heads[0]["unit_name"], year=about.year, is_provisional=about.is_running,
        serves=serves(about.facts, about.year), apart=two_people(about, attributed), years=collective(about, attributed),
        heads=[(f"{labels.head(row['position'], row['term_from'])} – {row['capacity_text']}", lines(about.year, row)) for row in about.heads],
        due=milestones(about), follow_ups=follow_ups(about), weaknesses=weaknesses(about), sources=sources(about),
    )  # fmt: skip


def serves(facts: dict, year: int) -> str:
    """For which yearly grading the result can be used."""
    if year >= facts["running_year"]:
        return (
            f"Phiếu tạm tính đến {labels.date(facts['as_of'])}: chỉ để tham khảo cho kỳ đánh giá cuối năm {year}; "
            f"kết quả đủ của năm {year} có vào đầu năm {year + 1}."
        )
    return (
        f"Kết quả năm {year} có vào đầu năm {year + 1}: dùng cho kỳ đánh giá năm {year} nếu kỳ đó chưa "
        f"kết thúc, nếu không thì cho kỳ đánh giá năm {year + 1}."
    )


def lines(year: int, row: dict) -> list[str]:
    """Of one head: term, days in office, what was late in it, the finding with its reason."""
    said = [
        f"Nhiệm kỳ: từ {labels.date(row['term_from'])}"
        + (f" đến {labels.date(row['term_to'])}" if row["term_to"] else ", đang tại nhiệm"),
        f"Tại nhiệm {row['days_in_office']} ngày trong năm {year}"
        + (" (lâu nhất trong năm)" if row["is_accountable"] else ""),
    ]
    if row["late_count"] is not None:
        said.append(
            f"Mốc bắt buộc có hạn trong năm {year} và trong nhiệm kỳ: {row['late_count']} gửi chậm, {row['missing_count']} chưa gửi"
        )
    if row["open_follow_ups"] is not None:
        said.append(f"Khuyến nghị đến hạn trong năm và trong nhiệm kỳ chưa thực hiện xong: {row['open_follow_ups']}")
    said += [f"Căn cứ tham khảo: {row['finding_text']}", f"Lý do: {row['reasons'] or labels.NONE}"]
    if row["rule_version"]:
        said.append(f"Quy tắc: phiên bản {row['rule_version']}")
    return said


def collective(about: About, attributed: list[dict]) -> list[str]:
    """Results by year; of units whose head the city rates, with who was in office longest, and whether the year is one of
    another's term than those of the heads shown. attributed: rows of the question `heads_by_year`."""
    by_year, shown = {row["year"]: row for row in attributed}, {row["head_code"] for row in about.heads}
    said = []
    for row in about.ask("unit_years", units=(about.unit,), scope=about.scope):
        if row["year"] > about.year:
            continue
        result = "chưa có kết quả" if row["score_pct"] is None else labels.percent(row["score_pct"], row["bounds"])
        line = f"Năm {row['year']}: {result}"
        line += f", xếp loại {row['class_name']}" if row["class_name"] else ""
        line += f", thứ {row['rank_block']} trong khối" if row["rank_block"] else ""
        line += " (sơ bộ)" if row["score_pct"] is not None and row["is_provisional"] else ""
        if row["year"] in by_year and about.heads[0]["is_rated_here"]:
            longest = by_year[row["year"]]
            line += f"; tại nhiệm lâu nhất: {labels.head(longest['position'], longest['term_from'])}"
            line += ", nhiệm kỳ của người khác" if longest["head_code"] not in shown else ""
        said.append(line)
    return said


def two_people(about: About, attributed: list[dict]) -> str | None:
    """Where the result of the year and its receipt belong to different people, both are named."""
    row = next((row for row in attributed if row["year"] == about.year), None)
    if not about.heads[0]["is_rated_here"] or row is None or row["due_on"] is None:
        return None
    if row["due_head_code"] == row["head_code"] or row["due_on"] > about.facts["as_of"]:
        return None
    then = (
        f"{labels.head(row['due_position'], row['due_term_from'])} tại nhiệm"
        if row["due_head_code"]
        else "chức danh khuyết"
    )
    return (
        f"Kết quả năm {row['year']} ghi cho {labels.head(row['position'], row['term_from'])}, tại nhiệm lâu nhất trong năm; "
        f"báo cáo của năm đó đến hạn ngày {labels.date(row['due_on'])}, khi đó {then}: việc gửi báo cáo không ghi cho người trước."
    )


def milestones(about: About) -> list[dict]:
    """What fell due in the calendar year, with both dates: first receipt and first accepted."""
    positions = {head["head_code"]: labels.head(head["position"], head["term_from"]) for head in about.rated}
    due = about.ask("due_in_year", year=about.year, unit=about.unit, scope=about.scope)
    for row in due:
        row["status_text"] = labels.status(row, about.facts["as_of"])
        # beside a head stands only what counts: a date that nobody confirmed does not
        is_checked = row["received_on_source"] != "assumed"
        row["head_text"] = positions.get(row["head_code"]) if is_checked else None
        row["obligation_text"] = labels.OBLIGATION[row["obligation"]]
    return due


def follow_ups(about: About) -> list[dict]:
    """Recommendations to the unit; those made before a term began are marked as inherited."""
    found = about.ask("follow_ups", year=about.year, block=None, unit=about.unit, scope=about.scope)
    for row in found:
        row["status_text"] = labels.FOLLOW_UP[row["status"]] + (
            f" {row['days_overdue']} ngày" if row["days_overdue"] else ""
        )
        heirs = [
            labels.head(one["position"], one["term_from"]) for one in about.rated if one["term_from"] > row["made_on"]
        ]
        notes = [
            f"có từ trước nhiệm kỳ của {labels.names(heirs)}" if heirs else "",
            f"chuyển từ năm {row['year']}" if row["is_earlier"] else "",
            "lặp lại hai năm liền" if row["repeats"] else "",
        ]
        row["note"] = labels.sentence("; ".join(filter(None, notes))) or None
    return found


def weaknesses(about: About) -> list[dict]:
    """Criteria low two years running; whose term began after the first of the two years inherited them."""
    repeated = about.ask("unit_repeated_weaknesses", year=about.year, unit=about.unit, scope=about.scope)
    heirs = [head for head in about.rated if head["term_from"].year >= about.year]
    note = (
        f"Tồn tại từ trước nhiệm kỳ của {labels.names([head['position'] for head in heirs])} "
        f"(nhận nhiệm vụ từ {labels.date(min(head['term_from'] for head in heirs))})"
        if heirs
        else None
    )
    for row in repeated:
        row["title"] = f"{row['criterion_code']} {row['criterion_name']}"
        row["note"] = note
    return repeated


def sources(about: About) -> str:
    """Names of the files on which it rests."""
    files = about.ask("heads_sources", year=about.year, unit=about.unit, scope=about.scope)
    return "; ".join(f"{labels.FILE_KIND[file['kind']].lower()} {file['file_name']}" for file in files)
