"""Phiếu kết quả đơn vị: the result of one unit and year on one A4 page, for people who print it and put it in a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from reports import docx, package, pdf
from reports.dots import Dot
from reports.paper import Head, Paper, Table, together
from warehouse import profile
from words import labels, method
from words.documents import seat

Ask = Callable[..., list[dict]]
"""(name of a question of warehouse/questions, what it has to be given) → its rows."""

Progress = Callable[[int, int], None]
"""(how many are done, of how many)."""

TOGETHER = 50  # units that are asked for at once: of a nation not all are held
OF = "so_lieu.txt"  # in a folder of sheets: of which figures they are
LONGEST = 70  # characters of a name that still fit on one line of a table


def sheet(ask: Ask, year: int, unit: str, scope: str | None) -> Paper | None:
    """The sheet; None where the unit has no result in that year. scope: the only unit that the reader may
    see from inside; another unit's sheet has no points, no deadlines and no head then."""
    history = ask("unit_years", units=(unit,), scope=scope)
    now = next((row for row in history if row["year"] == year), None)
    if now is None or now["score_pct"] is None:
        return None
    facts = ask("snapshot")[0]
    own = scope is None or scope == unit
    paper = Paper(f"Phiếu kết quả {now['unit_name']} năm {year}", body=11, left=25)
    paper.head(
        Head(
            facts["synthesising_body"], facts["office_name"],
            seat(facts["city_name"]),
            facts["as_of"].year, is_draft=False,
        )
    )  # fmt: skip
    paper.title("Phiếu kết quả đơn vị", f"{now['unit_name']} – năm đánh giá {year}")
    said = [labels.provisional(now, now["is_running"])] if now["is_provisional"] else []
    said = [f"kết quả sơ bộ: {said[0]}"] if said else []
    if facts["illustrative"]:
        said.append(facts["illustrative_words"])
    if said:
        paper.note(labels.sentence("; ".join(said)))
    paper.paragraph(answer(now, facts["verification_word"]))
    criteria = ask("unit_criteria", year=year, unit=unit, scope=scope) if own else []
    groups(paper, ask("unit_parts", year=year, units=(unit,), scope=scope), now, criteria)
    years(paper, history)
    if own:
        in_words(paper, criteria)
        deadlines(paper, ask, year, unit, scope)
    paper.note(basis(now, facts), size=10, align="left")
    return paper


def of_all_units(ask: Ask, year: int, progress: Progress) -> bytes:
    """A zip with the sheet of every unit that has a result as DOCX, a folder for each block."""
    return package.zipped(
        (_file(row, year), docx.written(paper)) for row, paper in _sheets(ask, _rated(ask, year), year, progress)
    )


class OtherFigures(Exception):
    """A folder holds sheets of another year or other figures; says of which."""


def into_folder(ask: Ask, year: int, folder: Path, progress: Progress) -> int:
    """The same sheets as files, one after another, however many there are; how many the folder has then. What a run that was
    stopped has written stays: the folder says of which figures it is."""
    facts, named = ask("snapshot")[0], folder / OF
    of = f"năm {year}, mã lần cập nhật {facts['snapshot_id']}"
    folder.mkdir(parents=True, exist_ok=True)
    if named.exists() and (said := named.read_text(encoding="utf-8").strip()) != of:
        raise OtherFigures(said)
    named.write_text(f"{of}\n", encoding="utf-8")
    rated = _rated(ask, year)
    paths = {row["unit_code"]: _place(folder / _file(row, year), row["unit_code"]) for row in rated}
    missing = [row for row in rated if not paths[row["unit_code"]].exists()]
    there = len(rated) - len(missing)
    for row, paper in _sheets(ask, missing, year, lambda done, _: progress(there + done, len(rated))):
        path = paths[row["unit_code"]]
        path.parent.mkdir(exist_ok=True)
        begun = path.with_suffix(".tmp")
        begun.write_bytes(docx.written(paper))
        begun.replace(path)  # whole or not at all
    return len(rated)


def _file(row: dict, year: int) -> str:
    return f"{row['block_name']}/Phiếu {year} - {row['unit_name']}.docx".replace(":", " ")


def _place(path: Path, unit_code: str) -> Path:
    """With the code: in a nation several communes are called alike."""
    return path.with_name(f"{path.stem} ({unit_code}){path.suffix}")


def _rated(ask: Ask, year: int) -> list[dict]:
    """Rows of the ranking of all who have a result."""
    return [row for row in ask("ranking", year=year, block=None, scope=None) if row["score_pct"] is not None]


def in_one_pdf(ask: Ask, year: int, progress: Progress) -> bytes | None:
    """The same sheets as one PDF, a page each; None where no unit has a result."""
    papers = [paper for _, paper in _sheets(ask, _rated(ask, year), year, progress)]
    if not papers:
        return None
    return pdf.written(together(f"Phiếu kết quả đơn vị năm {year}", papers))


def _sheets(ask: Ask, rated: list[dict], year: int, progress: Progress) -> Iterator[tuple[dict, Paper]]:
    """(row of the ranking, sheet with its pictures drawn) of units that have a result."""
    for first in range(0, len(rated), TOGETHER):
        some = rated[first : first + TOGETHER]
        answered = _asked_together(ask, year, tuple(row["unit_code"] for row in some))
        for done, row in enumerate(some, first + 1):
            paper = sheet(answered, year, row["unit_code"], None)
            paper.draw()
            yield row, paper
            progress(done, len(rated))


def _asked_together(ask: Ask, year: int, units: tuple[str, ...]) -> Ask:
    """`ask` for the sheets of these units: what all are asked for alike is asked once."""
    facts, kept = ask("snapshot"), {}
    for question, known in (("unit_years", {}), ("unit_parts", {"year": year})):
        rows = sorted(
            ask(question, units=units, scope=None, **known), key=itemgetter("unit_code")
        )  # each unit's in order
        kept[question] = {unit: list(own) for unit, own in groupby(rows, key=itemgetter("unit_code"))}

    def answered(question: str, **known) -> list[dict]:
        if question == "snapshot":
            return facts
        if question in kept:
            return kept[question].get(*known["units"], [])
        return ask(question, **known)

    return answered


def answer(now: dict, word: str) -> str:
    """The result in one sentence."""
    points = (
        f" ({labels.points(now['points'])}/{labels.points(now['max_points'])} điểm)"
        if now["points"] is not None
        else ""
    )
    middle = (
        labels.RANK_LATER
        if now["block_median"] is None
        else f"trung vị khối {labels.percent(now['block_median'], now['bounds'])}"
    )
    basis = f"{middle}. Cơ sở điểm: {labels.basis(now['score_basis'], word).lower()}."
    if not now["is_rated"]:
        return f"{now['unit_name']} đạt {labels.percent(now['score_pct'], now['bounds'])} điểm tối đa{points}; {labels.inside(labels.NOT_RATED)}; {basis}"
    text = (
        f"{now['unit_name']} đạt {labels.percent(now['score_pct'], now['bounds'])} điểm tối đa{points}, "
        f"xếp loại {now['class_name'] or labels.NONE}{' (sơ bộ)' if now['is_provisional'] else ''}"
    )
    if now["rank_block"] is not None:
        text += f"; {labels.rank(now).lower()} của khối {now['block_name']} ({labels.REFERENCE_RANK})"
    if (now["ranked"] or 0) > 1:
        text += f", {labels.interval(now)} khi trọng số tiêu chí thay đổi ±{method.SPREAD_PCT}"
    return f"{text}; {basis}"


def groups(paper: Paper, parts: list[dict], now: dict, criteria: list[dict]) -> None:
    """Groups of the framework beside the block's median, drawn and as a table."""
    parts = [row for row in parts if row["framework_code"] == now["framework_code"] and row["score_pct"] is not None]  # fmt: skip
    if not parts:
        return
    lost = {step["code"]: step for step in profile.lost_points(criteria)}
    paper.heading("1. Kết quả theo nhóm tiêu chí (chấm: đơn vị; vạch: trung vị khối)")
    names = {row["group_code"]: f"{row['group_code']}. {row['group_name']}" for row in parts}
    told = [
        f"{names[row['group_code']]}: {labels.percent(row['score_pct'], row['bounds'])}, trung vị khối {labels.percent(row['block_median'], row['bounds'])}"
        for row in parts
    ]
    drawn = {code: shortened(name, LONGEST) for code, name in names.items()}
    rows = [
        Dot(drawn[row["group_code"]], row["score_pct"], row["block_median"], labels.percent(row["score_pct"], row["bounds"]))
        for row in parts
    ]  # fmt: skip
    paper.picture(tuple(rows), "Kết quả theo nhóm tiêu chí. " + "; ".join(told), 135)
    with_lost = bool(lost)
    header = ["Nhóm tiêu chí", "% điểm tối đa", "Trung vị khối", "Thứ hạng"]
    paper.table(
        Table(
            [*header, *(["Điểm mất"] if with_lost else [])],
            [
                [
                    drawn[row["group_code"]], labels.percent(row["score_pct"], row["bounds"]),
                    labels.percent(row["block_median"], row["bounds"]), str(row["rank_block"] or labels.NONE),
                    *([labels.points(lost[row["group_code"]]["points"]) if row["group_code"] in lost else labels.NONE] if with_lost else []),
                ]
                for row in parts
            ],
            [96, 20, 18, 18, *([18] if with_lost else [])],
            ["left", "right", "right", "right", *(["right"] if with_lost else [])],
            size=10,
        )
    )  # fmt: skip


def years(paper: Paper, history: list[dict]) -> None:
    """One line per year with its change, or why none is told; a change of framework is said, never compared across."""
    rows, steps = [], labels.framework_steps((row["year"], row["framework_code"]) for row in history)
    for row in history:
        moved = "" if row["score_change"] is None else f"{labels.signed(row['score_change'])} điểm phần trăm"
        told = [moved, "" if row["compared_on"] == "all" else labels.compared_on(row)]
        if row["year"] in steps:
            told = [steps[row["year"]]]
        rows.append(
            [
                f"{row['year']}{' (chưa kết thúc)' if row['is_running'] else ''}",
                labels.percent(row["score_pct"], row["bounds"]), row["class_name"] or labels.NONE, labels.rank(row),
                labels.percent(row["block_median"], row["bounds"]) if row["score_pct"] is not None else labels.NONE,
                labels.sentence("; ".join(filter(None, told))),
            ]
        )  # fmt: skip
    paper.heading("2. Kết quả qua các năm")
    paper.table(
        Table(
            ["Năm", "% điểm tối đa", "Xếp loại", "Thứ hạng tham khảo", "Trung vị khối", "So với năm trước"],
            rows, [30, 16, 20, 38, 16, 50], ["left", "right", "left", "left", "right", "left"], size=10,
        )
    )  # fmt: skip


def in_words(paper: Paper, criteria: list[dict]) -> None:
    """Strengths, weaknesses, and what to improve first; nearly constant criteria say nothing."""
    paper.heading("3. Điểm mạnh, điểm yếu so với khối")
    if not profile.distinguishing(criteria):
        paper.paragraph(
            "Chưa so được: khối có quá ít đơn vị có kết quả, hoặc các đơn vị gần như bằng nhau ở mọi tiêu chí."
        )
        return
    for title, rows in (("Mạnh: ", profile.strengths(criteria)), ("Yếu: ", profile.weaknesses(criteria))):
        paper.paragraph("; ".join(map(told, rows)) + "." if rows else "không có tiêu chí nào khác hẳn các đơn vị khác.", bold=title)  # fmt: skip
    first = profile.priorities(criteria)[:3]
    if first:
        paper.paragraph(
            "; ".join(
                f"{row['criterion_code']} (có thể thêm {labels.points(row['gain'])} điểm để bằng trung vị khối)"
                for row in first
            )
            + ".",
            bold="Nên ưu tiên: ",
        )


def told(row: dict) -> str:
    return (
        f"{row['criterion_code']} {shortened(row['criterion_name'], LONGEST)} "
        f"({labels.points(row['points'])}/{labels.points(row['max_points'])} điểm, trung vị khối "
        f"{labels.points(row['block_median'])})"
    )


def deadlines(paper: Paper, ask: Ask, year: int, unit: str, scope: str | None) -> None:
    """What was owed for that year, and who was in office; positions only."""
    paper.heading("4. Thời hạn và người đứng đầu")
    as_of = ask("snapshot")[0]["as_of"]
    due = [row for row in ask("unit_deadlines", unit=unit, scope=scope) if row["year"] == year]
    lines = [
        f"{row['milestone_name']}: hạn {labels.date(row['due_on'])}, nhận {labels.date(row['done_on'])}, "
        f"{labels.status(row, as_of)[2:].lower()}"
        for row in due
    ]
    paper.paragraph("; ".join(lines) + "." if lines else "Không có mốc nào phải gửi.", bold="Thời hạn: ")
    heads = [
        f"{row['position']} ({row['days_in_office']} ngày tại nhiệm trong năm)"
        for row in ask("unit_heads", year=year, unit=unit, scope=scope)
    ]
    paper.paragraph("; ".join(heads) + "." if heads else "khuyết.", bold="Người đứng đầu: ")


def basis(now: dict, facts: dict) -> str:
    """What the figures are: without it a printed page proves nothing."""
    return (
        f"{now['framework_name']}; tính đến {labels.date(facts['as_of'])}; mã lần cập nhật {facts['snapshot_id']}. "
        "Thứ hạng chỉ để tham khảo, không thay việc xếp loại của cấp có thẩm quyền."
    )


def shortened(text: str, most: int) -> str:
    """A long name, cut at a word."""
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0].rstrip(",;") + "…"
