"""The review of the province's resolution by its own targets and of the programme under it by its topics (chuyên đề);
programs and databases, models, awards and proposals, as the registers of the office have them. What no register says is
left to people: `[…]`."""

from __future__ import annotations

from collections.abc import Iterable

from reports.draft import Draft
from reports.paper import Figure, Table
from reports.parts.evidence import Sentence
from words import labels
from words.documents import UNWRITTEN, counted, listed

MOST_PROPOSALS = 8  # in the words: all of them stand in the annex
MOST_NAMES = 3


def register(draft: Draft, name: str) -> list[dict]:
    """The rows of a register of units in the years and the place of the report."""
    return draft.within(draft.ask(name, first=draft.first, last=draft.last, scope=None))


def of_office(draft: Draft, name: str) -> list[dict]:
    """The rows of a register that tells of no single unit."""
    return draft.ask(name, first=draft.first, last=draft.last) if draft.is_city else []


# the programme, topic by topic


def topic_results(draft: Draft) -> list[dict]:
    return draft.ask("topic_results", first=draft.first, last=draft.last, scope=None)


def topics(draft: Draft) -> None:
    """A paragraph per topic; then what people judge of all of them."""
    silent = []
    for number, row in enumerate(draft.ask("topics"), 1):
        key = f"chuyen_de.{row['topic_code'].replace(' ', '_')}"
        said = _of_topic(draft, key, row["topic_code"])
        if not said:
            silent.append(row["topic_code"])
        draft.say(
            key, *(said or [UNWRITTEN]), bold=f"{number}. Chuyên đề {row['topic_code']}. {row['topic_name'].rstrip('.')}: "
        )  # fmt: skip
    told: list[Sentence] = [[f"Chưa có kết quả trong sổ theo dõi: chuyên đề {listed(silent, 12, 'chuyên đề')}."]] if silent else []  # fmt: skip
    draft.say("nhiem_vu.chuyen_de", UNWRITTEN, bold="Đánh giá chung việc thực hiện các chuyên đề: ", evidence=told)


def _of_topic(draft: Draft, key: str, code: str) -> Sentence:
    """What registers have of a topic; empty where they have nothing."""

    def tagged(rows: list[dict]) -> list[dict]:
        return [row for row in rows if row["topic_code"] == code]

    results = tagged(topic_results(draft))
    classes, people = (_total(results, name) for name in ("classes", "participants"))
    tasks = tagged(draft.ask("plan_tasks"))
    issued = tagged(draft.ask("issued_documents", first=draft.first, last=draft.last))
    inspected = tagged(draft.ask("inspections", first=draft.first, last=draft.last, scope=None))
    money = [row["amount"] for row in tagged(draft.ask("budgets", first=draft.first, last=draft.last, scope=None))]
    contents = [*dict.fromkeys(labels.inside(row["content"].rstrip(".")) for row in results)]
    pieces: list[Sentence] = [
        [listed(contents, MOST_NAMES)] if contents else [],
        ["đã tổ chức ", Figure(f"{key}.cuoc", big(classes, "cuộc, lớp"))] if classes is not None else [],
        [Figure(f"{key}.nguoi_du", big(people, "lượt người dự"))] if people is not None else [],
        [Figure(f"{key}.van_ban", counted(len(issued), "văn bản")), " đã ban hành"] if issued else [],
        [Figure(f"{key}.kiem_tra", counted(len(inspected), "lượt kiểm tra"))] if inspected else [],
        ["kinh phí có số liệu ", Figure(f"{key}.kinh_phi", f"{labels.number(sum(money), 0)} đồng")] if money else [],
    ]  # fmt: skip
    if any(pieces) and tasks:
        pieces.append(
            ["gồm ", Figure(f"{key}.nhiem_vu", counted(len(tasks), "nhiệm vụ")), " của Kế hoạch đã nêu ở phần trên"]
        )
    return _joined(pieces)


def _joined(pieces: list[Sentence]) -> Sentence:
    """The pieces that say something as one sentence."""
    said: Sentence = []
    for piece in filter(None, pieces):
        said += ["; " if said else "", *piece]
    return [*said, "."] if said else []


def _total(rows: list[dict], name: str) -> int | None:
    """Year by year the own report of the city, else those of units added up; None where nobody reported it."""
    found = []
    for year in {row["year"] for row in rows}:
        known = [row for row in rows if row["year"] == year and row[name] is not None]
        own = [row for row in known if row["unit_code"] is None]
        found += [row[name] for row in own or known]
    return sum(found) if found else None


def big(number: int, what: str) -> str:
    """`03 lớp`, `1.250 lượt`."""
    return counted(number, what) if number < 1000 else f"{labels.number(number, 0)} {what}"


# the resolution, by its own targets


def resolution(draft: Draft) -> None:
    """How many targets are met, each that is not, money, the table of all; the judgement is people's."""
    if draft.is_draft:
        for law in draft.ask("legal_basis"):
            if law["review_part"] == "resolution" and law["note"]:
                draft.paper.note(f"[Ghi chú của dự thảo: {law['note']}]", align="left")
    rows = draft.ask("resolution_targets", first=draft.first, last=draft.last)
    known = [row for row in rows if row["done_pct"] is not None]
    behind = [row for row in known if row["done_pct"] < 100]
    unknown = [row for row in rows if row["done_pct"] is None]
    if not rows:
        draft.say("nghi_quyet.chi_tieu", UNWRITTEN, bold="Kết quả thực hiện các chỉ tiêu: ")
    else:
        _counted(draft, rows, known, behind, unknown)
        for row in behind:
            key = f"nghi_quyet.{_of_target(row)}"
            draft.say(key, f"- {_called(row)}: ", *_done(key, row), ".")
        _money(draft, rows)
        draft.paper.table(_targets(draft, rows))
    told: list[Sentence] = [[f"{_called(row)} chưa đạt kế hoạch: ", *_done(f"nghi_quyet.{_of_target(row)}", row), "."] for row in behind]  # fmt: skip
    if unknown:
        told.append([f"Chưa có số liệu thực hiện: {_names(unknown)}."])
    draft.say("nghi_quyet.danh_gia", UNWRITTEN, bold="Đánh giá chung việc thực hiện: ", evidence=told)


def _counted(draft: Draft, rows: list[dict], known: list[dict], behind: list[dict], unknown: list[dict]) -> None:
    met, total = len(known) - len(behind), Figure("nghi_quyet.chi_tieu", counted(len(rows), "chỉ tiêu"))
    said: Sentence = ["có ", total]
    if known:
        said += ["; ", Figure("nghi_quyet.dat", f"{met}/{len(known)}"), " chỉ tiêu có số liệu đạt hoặc vượt kế hoạch"]
    if unknown:
        said += ["; ", Figure("nghi_quyet.chua_ro", counted(len(unknown), "chỉ tiêu")), f" chưa có số liệu ({_names(unknown)})"]  # fmt: skip
    draft.say("nghi_quyet.chi_tieu", *said, ".", bold="Kết quả thực hiện các chỉ tiêu: ")


def _money(draft: Draft, rows: list[dict]) -> None:
    spent, planned = (_sum(rows, name) for name in ("money_spent", "money_planned"))
    if spent is None and planned is None:
        return
    pieces: list[Sentence] = [
        ["đã dùng ", Figure("nghi_quyet.kinh_phi", f"{labels.number(spent, 0)} đồng")] if spent is not None else [],
        ["kế hoạch ", Figure("nghi_quyet.kinh_phi.ke_hoach", f"{labels.number(planned, 0)} đồng")] if planned is not None else [],
    ]  # fmt: skip
    draft.say("nghi_quyet.kinh_phi", *_joined(pieces), bold="Kinh phí thực hiện các chỉ tiêu: ")


def _targets(draft: Draft, rows: list[dict]) -> Table:
    shown: list[list[str | Figure]] = []
    for number, row in enumerate(rows, 1):
        key = f"bang_chi_tieu.{_of_target(row)}"
        shown.append([
            str(number), _called(row), row["measure"] or labels.NONE,
            Figure(f"{key}.ke_hoach", labels.points(row["planned"])), Figure(f"{key}.thuc_hien", labels.points(row["done"])),
            draft.percent(f"{key}.ty_le", row["done_pct"]),
            Figure(f"{key}.kinh_phi", labels.number(row["money_spent"], 0)),
        ])  # fmt: skip
    return Table(
        ["TT", "Chỉ tiêu", "Đơn vị tính", "Kế hoạch", "Thực hiện", "Tỷ lệ", "Kinh phí đã dùng (đồng)"], shown,
        [9, 60, 20, 18, 18, 16, 24], ["right", "left", "left", "right", "right", "right", "right"], 11, numbered=True,
        caption=f"Kết quả thực hiện các chỉ tiêu, {draft.years}",
    )  # fmt: skip


def _of_target(row: dict) -> str:
    return f"{row['target_code']}.{row['year_from']}".replace(" ", "_")


def _called(row: dict) -> str:
    """The target with its year or years."""
    years = f"năm {row['year_from']}" if row["year_to"] == row["year_from"] else f"{row['year_from']} - {row['year_to']}"  # fmt: skip
    return f"{row['target_name'].rstrip('.')}, {years}"


def _done(key: str, row: dict) -> Sentence:
    unit = f" {row['measure']}" if row["measure"] not in (None, "%") else ""
    share = "%" if row["measure"] == "%" else ""
    return [
        "thực hiện ", Figure(f"{key}.thuc_hien", f"{labels.points(row['done'])}{share}"), " trên kế hoạch ",
        Figure(f"{key}.ke_hoach", f"{labels.points(row['planned'])}{share}{unit}"), ", bằng ",
        Figure(f"{key}.ty_le", labels.percent(row["done_pct"])),
    ]  # fmt: skip


def _names(rows: list[dict]) -> str:
    return listed([_called(row) for row in rows], MOST_NAMES, "chỉ tiêu")


def _sum(rows: Iterable[dict], name: str) -> float | None:
    known = [row[name] for row in rows if row[name] is not None]
    return sum(known) if known else None


# part I: programs and databases, opinions, models and awards


def programs(draft: Draft) -> Sentence:
    """Each program or database as it was in its newest year."""
    newest = {row["system_name"].casefold(): row for row in of_office(draft, "it_systems")}
    if not newest:
        return [UNWRITTEN]
    said: Sentence = ["đã sử dụng ", Figure("cong_nghe", counted(len(newest), "phần mềm, cơ sở dữ liệu")), ": "]
    for place, row in enumerate(newest.values()):
        key = f"cong_nghe.{place}"
        used: list[Sentence] = [
            [Figure(f"{key}.don_vi", counted(row["unit_count"])), " sử dụng"] if row["unit_count"] is not None else [],
            [Figure(f"{key}.luot", big(row["use_count"], "lượt"))] if row["use_count"] is not None else [],
        ]  # fmt: skip
        told = _joined(used)[:-1]
        said += [
            "; " if place else "",
            row["system_name"],
            f" (năm {row['year']}",
            *([": ", *told] if told else []),
            ")",
        ]
    return [*said, "."]


def opinions(draft: Draft) -> tuple[Sentence, list[Sentence]]:
    """How many opinions there were and how many were answered; each as evidence."""
    rows = of_office(draft, "front_opinions")
    if not rows:
        return [UNWRITTEN], []
    answered = sum(row["response"] is not None for row in rows)
    said: Sentence = ["đã có ", Figure("y_kien", counted(len(rows), "lượt ý kiến"))]
    if answered:
        share = ["đều"] if answered == len(rows) > 1 else [Figure("y_kien.tiep_thu", counted(answered, "lượt"))]
        said += [", ", *share, " đã được tiếp thu, giải trình"]
    told: list[Sentence] = [[f"{row['giver']} ({labels.date(row['given_on'])}): {row['content'].rstrip('.')}."] for row in rows]  # fmt: skip
    return [*said, "."], told


def recognitions(draft: Draft) -> list[dict]:
    return register(draft, "recognitions")


def models_and_awards(draft: Draft) -> tuple[Sentence, list[Sentence]]:
    """How many models and awards; each as evidence."""
    rows = recognitions(draft)
    found = {form: [row for row in rows if row["form"] == form] for form in labels.RECOGNITION}
    pieces: list[Sentence] = [
        ["có ", Figure("mo_hinh", counted(len(found["model"]), "mô hình, cách làm hay"))] if found["model"] else [],
        [Figure("khen_thuong", counted(len(found["award"]), "lượt khen thưởng"))] if found["award"] else [],
    ]
    told: list[Sentence] = [
        [f"{labels.RECOGNITION[row['form']]}: {'; '.join(filter(None, (row['subject'], row['unit_name'], row['content'])))}."]
        for row in rows
    ]  # fmt: skip
    return _joined(pieces) or [UNWRITTEN], told


# part VI: proposals on institutions


def proposals_made(draft: Draft) -> list[dict]:
    return of_office(draft, "proposals")


def proposals(draft: Draft) -> None:
    """What is proposed, on which ground, to whom."""
    rows = proposals_made(draft)
    if not rows:
        draft.say("kien_nghi.the_che", UNWRITTEN, bold="1. Đề xuất hoàn thiện thể chế: ")
        return
    said: Sentence = ["có ", Figure("de_xuat", counted(len(rows), "đề xuất")), ", gửi "]
    for place, to in enumerate(dict.fromkeys(row["addressee"] for row in rows)):
        own = sum(row["addressee"] == to for row in rows)
        said += ["; " if place else "", f"{to}: ", Figure(f"de_xuat.{place}", f"{own:02d}")]
    draft.say("kien_nghi.the_che", *said, ".", bold="1. Đề xuất hoàn thiện thể chế: ")
    for row in rows[:MOST_PROPOSALS]:
        draft.paper.paragraph(f"- {row['addressee']}: {row['content'].rstrip('.')} (căn cứ: {labels.inside(row['basis'].rstrip('.'))}).")  # fmt: skip


# annexes


def topics_annex(draft: Draft) -> None:
    """Results by topic, year and unit."""
    _table(
        draft, topic_results(draft), "Kết quả theo chuyên đề",
        ["Chuyên đề", "Năm", "Đơn vị", "Kết quả", "Số cuộc, lớp", "Lượt người dự", "Tài liệu kiểm chứng"],
        lambda row: [
            row["topic_code"], str(row["year"]), row["unit_name"] or "Thành phố", row["content"],
            Figure(f"{_of_result(row)}.cuoc", labels.number(row["classes"], 0)),
            Figure(f"{_of_result(row)}.nguoi_du", labels.number(row["participants"], 0)), row["evidence"] or labels.NONE,
        ],
        [9, 22, 15, 40, 74, 20, 22, 50],
    )  # fmt: skip


def _of_result(row: dict) -> str:
    return f"bang_chuyen_de.{row['topic_code']}.{row['year']}.{row['unit_code'] or 'thanh_pho'}".replace(" ", "_")


def inspections_annex(draft: Draft) -> None:
    """Inspections and their conclusions."""
    _table(
        draft, inspections_made(draft), "Các cuộc kiểm tra và kết luận",
        ["Đơn vị được kiểm tra", "Ngày", "Nội dung", "Kết luận", "Số văn bản"],
        lambda row: [
            row["unit_name"], labels.date(row["inspected_on"]), row["content"] or labels.NONE, row["conclusion"] or UNWRITTEN,
            row["document_number"] or labels.NONE,
        ],
        [9, 38, 22, 36, 40, 20],
    )  # fmt: skip


def inspections_made(draft: Draft) -> list[dict]:
    return register(draft, "inspections")


def recognitions_annex(draft: Draft) -> None:
    """Models of the work, and awards."""
    _table(
        draft, recognitions(draft), "Mô hình, cách làm hay; khen thưởng",
        ["Loại", "Mô hình, đối tượng", "Năm", "Đơn vị", "Kết quả, thành tích", "Số quyết định"],
        lambda row: [
            labels.RECOGNITION[row["form"]], row["subject"], str(row["year"]), row["unit_name"] or labels.NONE,
            row["content"] or labels.NONE, row["document_number"] or labels.NONE,
        ],
        [9, 26, 36, 15, 28, 31, 20],
    )  # fmt: skip


def proposals_annex(draft: Draft) -> None:
    """Proposals on institutions."""
    _table(
        draft, proposals_made(draft), "Đề xuất hoàn thiện thể chế",
        ["Nội dung đề xuất", "Căn cứ", "Gửi", "Năm", "Số văn bản", "Trả lời"],
        lambda row: [
            row["content"], row["basis"], row["addressee"], str(row["year"]), row["document_number"] or labels.NONE,
            row["answer"] or "Chưa trả lời",
        ],
        [9, 50, 34, 22, 14, 18, 18],
    )  # fmt: skip


def _table(draft: Draft, rows: list[dict], caption: str, header: list[str], cells, widths: list[float]) -> None:
    """Numbered rows; an annex without any is left out."""
    shown = [[str(number), *cells(row)] for number, row in enumerate(rows, 1)]
    align = ["right", *("right" if isinstance(cell, Figure) else "left" for cell in shown[0][1:])]
    draft.paper.table(Table(["TT", *header], shown, widths, align, 10, numbered=True, caption=f"{caption}, {draft.years}"))  # fmt: skip
