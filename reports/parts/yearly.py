"""The synthesis of one year, for the city or a block: who sent what, the result, and its short forms (notice, proposal,
one page for a phone, public version)."""

from __future__ import annotations

from statistics import median

from reports.draft import Draft
from reports.paper import Figure, Table
from reports.parts import evidence, judgement, results, tables
from warehouse import analysis
from words import labels
from words.documents import UNWRITTEN, counted, listed, unnamed


def _total(draft: Draft) -> dict:
    """Counts of the year over all units of the place."""
    rows = draft.ask("summary", year=draft.last, block=draft.block, scope=None)
    return next((row for row in rows if row["block_code"] is None), {"units": 0})


def receipts(draft: Draft) -> None:
    """Who sent, on time, late, not at all; what is verified; what units replied."""
    total, year = _total(draft), draft.last
    if not total["units"]:
        draft.say("gui.khong_co", f"Năm {year} chưa có đơn vị nào thuộc phạm vi đánh giá.")
        return
    if total["is_waiting"]:
        draft.say("gui.khong_co", f"Năm {year} {labels.NO_FRAMEWORK}, nên chưa có báo cáo tự đánh giá.")
        return
    if total["is_without_data"]:
        draft.say("gui.khong_co", f"Năm {year} chưa có số liệu: chưa nhận được hồ sơ nào của năm này.")
        return
    sent: list[str | Figure] = ["chưa đơn vị nào gửi báo cáo tự đánh giá hợp lệ"]
    if total["submitted"]:
        sent = [draft.number(f"da_gui.{year}", total["submitted"]), " đã gửi báo cáo tự đánh giá hợp lệ"]
    draft.say(
        "gui.da_gui", f"Năm {year} có ", draft.number(f"don_vi.{year}", total["units"]), " thuộc phạm vi đánh giá; ", *sent,
        *(["; ", draft.number(f"phai_bo_sung.{year}", total["needs_supplement"]), " phải bổ sung"] if total["needs_supplement"] else []), ".",
    )  # fmt: skip
    if total["required"]:
        draft.say("gui.dung_han", "Trong các đơn vị thuộc diện bắt buộc, ", *_kept(draft, total), ".")
    if total["requested_submitted"]:
        draft.say(
            "gui.de_nghi", "Các cơ quan, tổ chức được đề nghị tự đánh giá: ",
            Figure(f"de_nghi.{year}", f"{total['requested_submitted']}/{total['requested']}"),
            " đã gửi (không tính chậm).",
        )  # fmt: skip
    word = draft.facts["verification_word"]
    partly = [", một phần ", draft.number(f"tham_dinh_mot_phan.{year}", total["partly_verified"])] if total["partly_verified"] else []  # fmt: skip
    verified: list[str | Figure] = ["chưa ", word, " đầy đủ đơn vị nào"]
    if total["verified"]:
        verified = ["đã ", word, " đầy đủ ", draft.number(f"tham_dinh.{year}", total["verified"])]
    draft.say("gui.tham_dinh", f"{labels.sentence(draft.facts['office_name'])} ", *verified, *partly, ".")  # fmt: skip
    replied = draft.ask("replies", year=year, block=draft.block, scope=None)
    if replied:
        units = len({row["unit_code"] for row in replied})
        settled = sum(row["is_settled"] for row in replied)
        draft.say(
            "gui.giai_trinh", "Có ", draft.number(f"giai_trinh.{year}", units), " có ý kiến về ",
            draft.number(f"giai_trinh.{year}.tieu_chi", len(replied), "lượt tiêu chí"), "; đã kết luận ",
            draft.number(f"giai_trinh.{year}.ket_luan", settled, "lượt tiêu chí"), ".",
        )  # fmt: skip


def _kept(draft: Draft, total: dict) -> list[str | Figure]:
    """Who was on time, of those of whom it can be told. Before the due date nobody is on time or not: so many have sent."""
    year, dated = draft.last, total["required"] - total["undated"]
    said: list[str | Figure] = []
    if dated and total["not_due"]:
        said += [
            Figure(f"dung_han.{year}", f"{total['on_time']}/{dated}"),
            f" đơn vị đã gửi, hạn gửi ({labels.before(total['due_on'])}) chưa hết",
        ]
    elif dated:
        said += [Figure(f"dung_han.{year}", f"{total['on_time']}/{dated}"), " đơn vị gửi đúng hạn"]
    for key, count, what in (
        ("cham", total["late"], "gửi chậm"),
        (
            "chua_gui",
            total["missing"],
            "quá hạn chưa gửi" if total["not_due"] else "không có báo cáo" if total["is_told"] else "chưa gửi",
        ),
        ("chua_ro_ngay", total["undated"], f"đơn vị khác {results.UNDATED}" if dated else results.UNDATED),
    ):
        if count:
            said += ["; " if said else "", draft.number(f"{key}.{year}", count), f" {what}"]
    return said


def result(draft: Draft) -> None:
    """The result of the year: as a whole, by block, by kind of criterion, survey."""
    for number, (title, write) in enumerate(
        [
            ("Kết quả chung", results.years),
            *([("Kết quả theo khối", blocks)] if draft.is_city else [("Đơn vị dẫn đầu", blocks)]),
            ("Theo nhóm tiêu chí, đầu ra và tác động", results.by_kind),
            ("Chuyển biến và nơi tập trung số điểm chưa đạt", results.changes),
            ("Khảo sát đối tượng được phổ biến, giáo dục pháp luật", results.survey),
        ],
        1,
    ):
        draft.heading(f"{number}. {title}", 2)
        write(draft)


def blocks(draft: Draft) -> None:
    """A paragraph per block: middle, who leads, who is in the lowest class."""
    results.by_block(draft)
    _leaders(draft, 4)


def _leaders(draft: Draft, most: int) -> None:
    """Of each block of which enough units are ranked: the units on its first rank, `most` of them by name."""
    found: dict[str, list[dict]] = {}
    for row in draft.ask("results", year=draft.last, block=draft.block, unit=None):
        if row["rank_block"] == 1:
            found.setdefault(row["block_code"], []).append(row)
    fewest = analysis.thresholds(draft.ask)["analysis_min_units"]
    said: list[str | Figure] = []
    provisional = False
    for block, first in found.items():
        key = f"dan_dau.{draft.last}.{block}"
        own = [row for row in draft.blocks if (row["year"], row["block_code"]) == (draft.last, block)]
        if sum(row["with_result"] for row in own) < max(fewest, sum(row["units"] for row in own) / 2):
            continue
        provisional |= any(row["is_provisional"] for row in own)
        said += [
            "; " if said else "", f"khối {labels.inside(first[0]['block_name'])}: ",
            Figure(f"{key}.ten", listed([unit["unit_name"] for unit in first], most, "đơn vị")), " (",
            draft.percent(key, first[0]["score_pct"], first[0]["bounds"]), " điểm tối đa)",
        ]  # fmt: skip
    if said:
        mark = results.unfinished(draft, draft.last, provisional).replace(" (", ", ", 1) or ")"
        draft.say("dan_dau", f"Dẫn đầu ({labels.REFERENCE_RANK}{mark}: ", *said, ".")


def ahead(draft: Draft) -> None:
    """What the units are asked to do, and what is proposed: people's words."""
    known = [*evidence.ahead(draft), *evidence.proposals(draft)]
    draft.say("phuong_huong", UNWRITTEN, evidence=known)


def asked(draft: Draft) -> None:
    """What a notice asks of the units: people's words after a fixed beginning."""
    draft.say("yeu_cau", "Các đơn vị căn cứ kết quả trên, rà soát các tiêu chí đạt thấp và có biện pháp khắc phục trong năm ", str(draft.last + 1), ". ", UNWRITTEN, evidence=evidence.ahead(draft))  # fmt: skip


def proposal(draft: Draft) -> None:
    """Tờ trình: ground, how it was done, the result in short, what is asked."""
    facts, year, total = draft.facts, draft.last, _total(draft)
    word = facts["verification_word"]
    done = [
        "tiếp nhận báo cáo tự đánh giá" if total.get("submitted") else "",
        f"{word} điểm tự chấm" if total.get("verified") else f"{word} một phần điểm tự chấm" if total.get("partly_verified") else "",
        "xem xét ý kiến của các đơn vị" if draft.ask("replies", year=year, block=draft.block, scope=None) else "",
    ]  # fmt: skip
    steps = ", ".join([*filter(None, done), "tổng hợp"])
    draft.say(
        "to_trinh.qua_trinh",
        f"{facts['office_name']} đã {steps} kết quả đánh giá hiệu quả công tác phổ biến, giáo dục pháp luật {draft.years} "
        f"{draft.place}." if total.get("submitted") else
        f"Năm {year} {facts['office_name']} chưa tiếp nhận báo cáo tự đánh giá nào.",
    )  # fmt: skip
    receipts(draft)
    results.years(draft)
    if not total.get("with_result"):
        draft.say("to_trinh.de_nghi", "Chưa đủ căn cứ để trình kết quả đánh giá: chưa đơn vị nào có kết quả.")
        return
    draft.say(
        "to_trinh.de_nghi",
        f"{facts['office_name']} đề nghị {facts['synthesising_body']} ban hành Báo cáo, Thông báo kết quả đánh giá năm {year} "
        "(dự thảo và phụ lục kết quả kèm theo).",
    )  # fmt: skip


# one page


def one_page(draft: Draft) -> None:
    """Five minutes: the answer, the figures by block, what needs attention."""
    total = _total(draft)
    if not total["units"] or not total["with_result"]:
        draft.say("gui.khong_co", f"Năm {draft.last} chưa có kết quả.")
        return
    results.years(draft)
    rows = []
    for row in draft.ask("summary", year=draft.last, block=draft.block, scope=None):
        if draft.block and row["block_code"] is None:
            continue  # the total of one block is that block
        name, key = row["block_name"] or "Tất cả", f"bang_khoi.{draft.last}.{row['block_code'] or 'tat_ca'}"  # fmt: skip
        dated = row["required"] - row["undated"]
        sent = f"{row['on_time']}/{dated}" if dated and not row["not_due"] else labels.NONE
        rows.append([
            name, Figure(f"{key}.gui", f"{row['submitted']}/{row['units']}"), Figure(f"{key}.dung_han", sent),
            Figure(f"{key}.tham_dinh", str(row["verified"])), draft.percent(f"{key}.trung_vi", row["median_pct"], row["bounds"]),
        ])  # fmt: skip
    word = draft.facts["verification_word"]
    draft.paper.table(
        Table(
            ["Khối", "Đã gửi", "Đúng hạn (bắt buộc, rõ ngày)", f"Đã {word}", "Trung vị, % điểm tối đa"], rows,
            [63, 24, 28, 24, 26], ["left", "right", "right", "right", "right"], 12,
            frozenset({len(rows) - 1}) if draft.is_city else frozenset(),
        )
    )  # fmt: skip
    _leaders(draft, 3)
    lowest(draft)
    judgement.weaknesses(draft, is_short=True)


def lowest(draft: Draft) -> None:
    """Who is in the lowest class of its framework."""
    rows = draft.ask("results", year=draft.last, block=draft.block, unit=None)
    worst = {row["framework_code"]: row["class_name"] for row in draft.classes}  # the last of each
    found = [row for row in rows if row["class_name"] and row["class_name"] in worst.values()]
    rated = sum(row["class_name"] is not None for row in rows)
    if not rated:
        draft.say("thap_nhat", "Chưa có đơn vị nào được xếp loại.")
        return
    if not found:
        draft.say(
            "thap_nhat", "Trong ", Figure(f"co_loai.{draft.last}", f"{rated}/{len(rows)}"),
            f" đơn vị đã xếp loại, không có đơn vị nào xếp loại {listed([*dict.fromkeys(worst.values())])}.",
        )  # fmt: skip
        return
    named = [labels.told_name(row) for row in found if not row["is_held"]]
    held = len(found) - len(named)
    told = [*([listed(named, what="đơn vị")] if named else []), *([unnamed(held)] if held else [])]
    draft.say(
        "thap_nhat", f"Xếp loại {listed([*dict.fromkeys(row['class_name'] for row in found)])}: ",
        draft.number(f"thap_nhat.{draft.last}", len(found)), ", gồm ",
        Figure(f"thap_nhat.{draft.last}.ten", "; ".join(told)), ".",
    )  # fmt: skip


# public version


def published(draft: Draft) -> None:
    """Only what is verified in full, no self-scores, no heads; surveys as the mart lets them out."""
    year = draft.last
    rows = draft.ask("results", year=year, block=draft.block, unit=None)
    official = [row for row in rows if row["score_basis"] == "verified"]
    if not rows:
        draft.say("cong_khai.so", f"Năm {year} chưa có đơn vị nào thuộc phạm vi đánh giá.")
        return
    ready: list[str | Figure] = ["chưa đơn vị nào có kết quả chính thức"]
    if official:
        ready = [draft.number(f"cong_khai.{year}", len(official)), " đã có kết quả chính thức"]
    draft.say(
        "cong_khai.so", f"Năm {year} có ", draft.number(f"don_vi.{year}", len(rows)), " thuộc phạm vi đánh giá; ", *ready,
        *([", trung vị đạt ", draft.percent(f"cong_khai_trung_vi.{year}", median(row["score_pct"] for row in official), tables.common_bounds(official)), " điểm tối đa"] if official else []), ".",
    )  # fmt: skip
    classes = [row["class_name"] for row in draft.classes]
    counts = {name: sum(row["class_name"] == name for row in official) for name in dict.fromkeys(classes)}  # fmt: skip
    said: list[str | Figure] = []
    for place, (name, count) in enumerate(counts.items()):
        if count:
            said += [", " if said else "", f"{name} ", Figure(f"cong_khai_loai.{year}.{place}", counted(count))]  # fmt: skip
    if said:
        asked = sum(row["is_rated"] is False for row in official)
        said += (
            ["; ", draft.number(f"cong_khai_khong_loai.{year}", asked), " tự đánh giá theo đề nghị, không xếp loại"]
            if asked
            else []
        )
        draft.say("cong_khai.loai", "Xếp loại ", *said, ".")
