"""Parts I and III of the review and their annexes, from the registers of the office. What no register says is left to
people: `[…]`."""

from __future__ import annotations

from collections import Counter

from reports.draft import Draft
from reports.paper import Figure, Table
from reports.parts import programme
from reports.parts.programme import big
from reports.parts.results import on_time
from words import labels
from words.documents import UNWRITTEN, counted, listed

# how a status of some years is said; the years stand for {}
STATUS = {
    "done": "hoàn thành {}",
    "in_progress": "đang thực hiện {}",
    "not_started": "chưa thực hiện {}",
    "unfinished": "chưa hoàn thành {}",
    "never_reported": "chưa có báo cáo {}",
    "not_reported": "chưa có báo cáo {}",
}
QUANTITIES = {
    "documents": ("van_ban", "văn bản"),
    "classes": ("lop", "lớp tập huấn"),
    "participants": ("nguoi_du", "lượt người dự"),
    "news_items": ("tin_bai", "tin bài"),
}


def money(amount: float) -> str:
    """VND in whole units."""
    return f"{labels.number(amount, 0)} đồng"


def _task_years(draft: Draft) -> list[dict]:
    rows = draft.ask("task_years")
    return [row for row in rows if draft.first <= row["year"] <= draft.last]


def _sum(rows: list[dict], name: str) -> float | None:
    """None where nobody reported it."""
    known = [row[name] for row in rows if row[name] is not None]
    return sum(known) if known else None


# part I


def directing(draft: Draft) -> None:
    """Công tác lãnh đạo, chỉ đạo và tổ chức thực hiện."""
    years = _task_years(draft) if draft.is_city else []  # what one unit did of a task is not told apart
    draft.say("chi_dao.van_ban", *_documents(draft), bold="1. Ban hành văn bản chỉ đạo, hướng dẫn: ")
    said, told = _training(years)
    draft.say("chi_dao.tap_huan", *said, bold="2. Tập huấn, bồi dưỡng nghiệp vụ: ", evidence=told)
    news = _sum(years, "news_items")
    draft.say(
        "chi_dao.truyen_thong",
        *([UNWRITTEN] if news is None else ["đã đăng, phát ", Figure("tin_bai", big(int(news), "tin bài")), "."]),
        bold="3. Truyền thông: ",
    )  # fmt: skip
    said, told = _inspections(draft)
    draft.say("chi_dao.kiem_tra", *said, bold="4. Theo dõi, đôn đốc, kiểm tra: ", evidence=told)
    spent = _money(draft, years)
    draft.say("chi_dao.kinh_phi", *spent, bold="5. Kinh phí, nguồn lực xã hội: ")
    if any(isinstance(part, Figure) and part.key == "huy_dong.kinh_phi" for part in spent):
        draft.remark("hai số liệu về nguồn lực xã hội huy động chưa khớp; đề nghị đối chiếu")
    draft.say("chi_dao.cong_nghe", *programme.programs(draft), bold="6. Ứng dụng công nghệ thông tin, dữ liệu: ")
    draft.say("chi_dao.bo_may", *_organisation(draft), bold="7. Tình hình tổ chức bộ máy, bàn giao: ")
    if draft.is_city:
        said, told = programme.opinions(draft)
        draft.say("chi_dao.mat_tran", *said, bold="8. Giám sát, ý kiến của Mặt trận Tổ quốc: ", evidence=told)
        said, told = programme.models_and_awards(draft)
        draft.say("chi_dao.mo_hinh", *said, bold="9. Mô hình, cách làm hay; khen thưởng: ", evidence=told)


def _organisation(draft: Draft) -> list:
    """Units that ended in these years; how the work was handed over only people can say."""
    ended = draft.within(draft.ask("ended_units", first=draft.first, last=draft.last))
    if not ended:
        return [UNWRITTEN]
    return ["trong kỳ có ", Figure("bo_may", counted(len(ended))), " kết thúc hoạt động do sắp xếp; ", UNWRITTEN]


def _documents(draft: Draft) -> list:
    parts: list[str | Figure] = []
    found = documents_issued(draft) if draft.is_city else []
    if found:
        issuers = Counter(row["issuer"] or "chưa ghi cơ quan ban hành" for row in found)
        parts += ["đã ban hành ", Figure("van_ban", counted(len(found), "văn bản")), " ("]
        for place, (issuer, count) in enumerate(issuers.items()):
            parts += ["; " if place else "", f"{issuer}: ", Figure(f"van_ban.{place}", f"{count:02d}")]
        parts.append(").")
    plans = on_time(draft, "plan")
    if plans:
        bound, sent, kept = (
            sum(row[c] for row in plans) for c in ("required_units", "received_units", "on_time_units")
        )  # fmt: skip
        bound_words = " đơn vị thuộc diện bắt buộc"
        parts.append(" " if parts else "")
        if not sent:
            parts += ["chưa ghi nhận kế hoạch nào của ", Figure("ke_hoach", f"{bound:02d}"), f"{bound_words}."]
        else:
            parts += ["Có ", Figure("ke_hoach", f"{sent}/{bound}"), f"{bound_words} đã ban hành và gửi kế hoạch"]
            parts += [", trong đó ", Figure("ke_hoach.dung_han", counted(kept)), " đúng hạn."] if kept else ["."]
    return parts or [UNWRITTEN]


def _training(years: list[dict]) -> tuple[list, list]:
    """Classes and people, in all and by year, and how far the tasks with training are done; as evidence what proves it."""
    own = [row for row in years if row["classes"] is not None or row["participants"] is not None]
    if not own:
        return [UNWRITTEN], []
    said: list[str | Figure] = ["đã tổ chức ", *_held(own, "")]
    by_year = {year: [row for row in own if row["year"] == year] for year in sorted({row["year"] for row in own})}
    for place, (year, rows) in enumerate(by_year.items() if len(by_year) > 1 else ()):
        said += ["; " if place else " (", f"năm {year}: ", *_held(rows, f".{year}")]
    said += [")"] if len(by_year) > 1 else []
    for code in dict.fromkeys(row["task_code"] for row in own):
        of_task = [row for row in years if row["task_code"] == code]
        title = labels.inside(of_task[0]["title"])
        said += [f"; nhiệm vụ {title}: ", Figure(f"tap_huan.{code}.tinh_trang", status_words(of_task))]
    told = [
        [f"Tài liệu kiểm chứng việc tập huấn năm {row['year']}: {row['evidence'].rstrip('.')}."]
        for row in own
        if row["evidence"]
    ]
    return [*said, "."], told


def _held(rows: list[dict], of: str) -> list:
    """`06 lớp tập huấn với 278 lượt người dự`; of: what the identifiers of a part of them end in."""
    classes, people = (_sum(rows, name) for name in ("classes", "participants"))
    said: list[str | Figure] = []
    if classes is not None:
        said.append(Figure(f"tap_huan{of}", big(int(classes), "lớp tập huấn")))
    if people is not None:
        said += [" với " if said else "", Figure(f"nguoi_du{of}", big(int(people), "lượt người dự"))]
    return said


def _inspections(draft: Draft) -> tuple[list, list]:
    """What was done; as evidence each conclusion, with the units that it was said of."""
    found = draft.within(draft.ask("inspections", first=draft.first, last=draft.last, scope=None))
    sent = draft.within(draft.ask("reminders_sent", first=draft.first, last=draft.last, scope=None))
    parts: list[str | Figure] = []
    if found:
        units = len({row["unit_code"] for row in found})
        parts += ["đã kiểm tra ", Figure("kiem_tra", f"{counted(len(found), 'lượt')} tại {counted(units)}")]  # fmt: skip
        concluded = sum(row["conclusion"] is not None for row in found)
        if concluded:
            are_all = concluded == len(found) > 1
            parts += (
                [", ", "đều đã có kết luận"]
                if are_all
                else [", ", Figure("kiem_tra.ket_luan", counted(concluded, "lượt")), " đã có kết luận"]
            )
    if sent:
        parts += ["; " if parts else "", "đã đôn đốc ", Figure("don_doc", big(len(sent), "lượt đơn vị"))]  # fmt: skip
    by_conclusion: dict[str, list[str]] = {}
    for row in found:
        if row["conclusion"] and row["unit_name"] not in by_conclusion.setdefault(row["conclusion"], []):
            by_conclusion[row["conclusion"]].append(row["unit_name"])
    told = [[f"Kết luận kiểm tra: {said.rstrip('.')} ({listed(names, 5, 'đơn vị')})."] for said, names in by_conclusion.items()]  # fmt: skip
    return [*parts, "."] if parts else [UNWRITTEN], told


def _money(draft: Draft, years: list[dict]) -> list:
    found = money_spent(draft)
    parts: list[str | Figure] = []
    if found:
        units = len({row["unit_code"] for row in found})
        parts += [
            Figure("kinh_phi.don_vi", counted(units)), " có số liệu kinh phí, tổng ",
            Figure("kinh_phi", money(_sum(found, "amount") or 0)),
        ]  # fmt: skip
    given = _sum(years, "contributions")
    budgeted = _sum([row for row in found if row["is_social"]], "amount") if draft.is_city else None
    if given is not None:
        parts += ["; " if parts else "", "nguồn lực xã hội huy động ", Figure("huy_dong", money(given))]  # fmt: skip
    if given is not None and budgeted is not None and given != budgeted:
        parts += [
            " theo báo cáo nhiệm vụ (bảng kinh phí của các đơn vị ghi ", Figure("huy_dong.kinh_phi", money(budgeted)), ")",
        ]  # fmt: skip
    return [*parts, "."] if parts else [UNWRITTEN]


# part III


def tasks(draft: Draft) -> None:
    """Kết quả thực hiện các nhiệm vụ của Kế hoạch: one paragraph per task."""
    found = draft.ask("plan_tasks")
    if not found:
        draft.say("nhiem_vu.khong_co", "Danh mục chưa có nhiệm vụ nào của Kế hoạch.")
    years = _task_years(draft)
    for number, row in enumerate(found, 1):
        own = [year for year in years if year["task_code"] == row["task_code"]]
        key = f"nhiem_vu.{row['task_code']}"
        said: list[str | Figure] = [UNWRITTEN]
        if any(year["reports"] for year in own):
            said = [Figure(f"{key}.tinh_trang", status_words(own)), *_quantities(key, own), *_proof(key, own), "."]
        draft.say(
            key, f"{row['title']} (chủ trì: {row['lead']}; {labels.inside(row['period'])}): ", *said, bold=f"{number}. "
        )  # fmt: skip


def _proof(key: str, years: list[dict]) -> list:
    """The years that are done; of which there is no proof is said."""
    done = [row for row in years if row["status"] == "done"]
    without = [str(row["year"]) for row in done if not row["evidence"]]
    if not done:
        return []
    if not without:
        return ["; có tài liệu kiểm chứng"]
    return ["; ", Figure(f"{key}.chua_kiem_chung", f"chưa ghi tài liệu kiểm chứng năm {listed(without)}")]


def status_words(years: list[dict]) -> str:
    """`hoàn thành các năm 2022 và 2023; chưa hoàn thành năm 2024`."""
    groups: dict[str, list[str]] = {}
    for row in years:
        if row["status"] in STATUS:
            groups.setdefault(STATUS[row["status"]], []).append(str(row["year"]))
    return "; ".join(
        words.format(f"{'các năm' if len(of) > 1 else 'năm'} {listed(of)}") for words, of in groups.items()
    )


def _quantities(key: str, years: list[dict]) -> list:
    parts: list[str | Figure] = []
    for name, (short, what) in QUANTITIES.items():
        total = _sum(years, name)
        if total is not None:
            parts += ["; ", Figure(f"{key}.{short}", big(int(total), what))]
    given = _sum(years, "contributions")
    if given is not None:
        parts += ["; huy động ", Figure(f"{key}.huy_dong", money(given))]
    return parts


# annexes


def documents_issued(draft: Draft) -> list[dict]:
    return draft.ask("issued_documents", first=draft.first, last=draft.last)


def documents_annex(draft: Draft) -> None:
    """Văn bản đã ban hành."""
    rows = documents_issued(draft)
    _table(
        draft, "", "Văn bản đã ban hành",
        ["TT", "Số, ký hiệu", "Ngày ban hành", "Cơ quan ban hành", "Trích yếu"],
        [[r["document_number"], labels.date(r["issued_on"]), r["issuer"] or labels.NONE, r["content"]] for r in rows],
        [9, 30, 24, 36, 66],
    )  # fmt: skip


def money_spent(draft: Draft) -> list[dict]:
    return draft.within(draft.ask("budgets", first=draft.first, last=draft.last, scope=None))


def money_annex(draft: Draft) -> None:
    """Kinh phí theo đơn vị, năm, nguồn."""
    rows = money_spent(draft)
    shown: list[list[str | Figure]] = [
        [
            r["unit_name"], str(r["year"]), r["source"] + (f" (chuyên đề {r['topic_code']})" if r["topic_code"] else ""),
            Figure("bang_kinh_phi." + ".".join(filter(None, (str(r["year"]), r["unit_code"], r["source"], r["topic_code"]))).replace(" ", "_"), labels.number(r["amount"], 0)),
        ]
        for r in rows
    ]  # fmt: skip
    _table(
        draft, "", "Kinh phí theo đơn vị, nguồn",
        ["TT", "Đơn vị", "Năm", "Nguồn", "Kinh phí (đồng)"], shown, [9, 62, 15, 42, 37],
        ["right", "left", "left", "left", "right"],
        ["", "Tổng", "", "", Figure("kinh_phi.tong", labels.number(_sum(rows, "amount"), 0))] if rows else None,
    )  # fmt: skip


def tasks_annex(draft: Draft) -> None:
    """Tình trạng từng nhiệm vụ theo năm."""
    years = _task_years(draft)
    names = {row["task_code"]: row["title"] for row in years}
    span = range(draft.first, draft.last + 1)
    status = {(row["task_code"], row["year"]): labels.TASK_STATUS[row["status"]] for row in years}
    proof: dict[str, str] = {}
    for row in years:
        if row["evidence"]:
            proof[row["task_code"]] = "; ".join(filter(None, (proof.get(row["task_code"]), row["evidence"])))
    _table(
        draft, "Danh mục chưa có nhiệm vụ nào của giai đoạn này.", "Tình trạng các nhiệm vụ",
        ["TT", "Nhiệm vụ", *map(str, span), "Tài liệu kiểm chứng"],
        [
            [f"{code}. {title}", *(status.get((code, year), "") for year in span), proof.get(code, labels.NONE)]
            for code, title in names.items()
        ],
        [9, 173 - 23 * min(len(span), 4), *[23 * min(len(span), 4) / len(span)] * len(span), 70],
    )  # fmt: skip


def questions_raised(draft: Draft) -> list[dict]:
    """With the opinions of the Front, which stand below them."""
    opinions = draft.ask("front_opinions", first=draft.first, last=draft.last) if draft.is_city else []
    return [*draft.within(draft.ask("questions_raised", first=draft.first, last=draft.last, scope=None)), *opinions]


def questions_annex(draft: Draft) -> None:
    """Vướng mắc, kiến nghị của các đơn vị; ý kiến của Mặt trận."""
    rows = draft.within(draft.ask("questions_raised", first=draft.first, last=draft.last, scope=None))
    _table(
        draft, "Sổ theo dõi chưa có kiến nghị nào của giai đoạn này.", "Vướng mắc, kiến nghị",
        ["TT", "Đơn vị", "Ngày", "Vướng mắc, kiến nghị", "Trả lời"],
        [
            [r["unit_name"], labels.date(r["asked_on"]),
             r["content"] + (" (vượt thẩm quyền Thành phố)" if r["is_beyond_authority"] else ""),
             r["answer"] or "Chưa trả lời"]
            for r in rows
        ],
        [9, 38, 22, 50, 46],
    )  # fmt: skip
    opinions = draft.ask("front_opinions", first=draft.first, last=draft.last)
    if opinions and draft.is_city:
        _table(
            draft, "", "Ý kiến của Mặt trận Tổ quốc và các đoàn thể", ["TT", "Cơ quan", "Ngày", "Nội dung", "Tiếp thu"],
            [[r["giver"], labels.date(r["given_on"]), r["content"], r["response"] or labels.NONE] for r in opinions],
            [9, 38, 22, 50, 46],
        )  # fmt: skip


def _table(
    draft: Draft, empty: str, caption: str, header: list[str], rows: list, widths: list[float],
    alignment: list[str] | None = None, total: list | None = None,
) -> None:  # fmt: skip
    """Numbered rows; a sentence where there is none."""
    if not rows:
        draft.paper.paragraph(empty)
        return
    numbered = [[str(number), *row] for number, row in enumerate(rows, 1)]
    more = [total] if total else []
    align = alignment or ["right", *["left"] * (len(header) - 1)]
    strong = frozenset({len(numbered)}) if total else frozenset()
    draft.paper.table(
        Table(header, [*numbered, *more], widths, align, 10, strong, numbered=True, caption=f"{caption}, {draft.years}")
    )
