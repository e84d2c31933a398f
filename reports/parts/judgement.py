"""Đánh giá chung, phương hướng, kiến nghị: the judgement that follows from the figures. What only people can say is left as
"[…]" with the evidence beside it."""

from __future__ import annotations

from reports.draft import Draft
from reports.paper import Figure
from reports.parts import analysis, evidence, programme
from warehouse import profile
from words import labels
from words.documents import UNWRITTEN


def judgement(draft: Draft) -> None:
    """Strengths and causes are people's words; weaknesses follow from the figures."""
    draft.say("danh_gia.uu_diem", UNWRITTEN, bold="1. Ưu điểm: ", evidence=evidence.strengths(draft))  # fmt: skip
    draft.heading("2. Tồn tại, hạn chế", 2)
    weaknesses(draft)
    for place, title, known in (
        ("khach_quan", "3. Nguyên nhân khách quan: ", evidence.objective(draft)),
        ("chu_quan", "4. Nguyên nhân chủ quan: ", evidence.subjective(draft)),
        ("bai_hoc", "5. Bài học kinh nghiệm: ", []),
    ):
        draft.say(f"danh_gia.{place}", UNWRITTEN, bold=title, evidence=known)


def weaknesses(draft: Draft, is_short: bool = False) -> None:
    """What the rules found, the weightiest first; of a unit its criteria below the block."""
    if draft.unit:
        _unit_weaknesses(draft)
    elif not analysis.say(draft, "ton_tai", is_short):
        rows = draft.ask("criteria", year=draft.last, block=draft.block, scope=None)
        draft.say(
            "ton_tai.khong_co",
            f"Số liệu năm {draft.last} chưa cho thấy hạn chế nào đến mức phải nêu." if rows
            else f"Năm {draft.last} chưa có điểm theo tiêu chí.",
        )  # fmt: skip


def _unit_weaknesses(draft: Draft) -> None:
    rows = profile.weaknesses(draft.ask("unit_criteria", year=draft.last, unit=draft.unit, scope=None))
    if not rows:
        draft.say("danh_gia.tieu_chi_thap", f"Năm {draft.last} không có tiêu chí nào thấp hẳn so với khối.")  # fmt: skip
    for row in rows:
        key = f"yeu.{draft.last}.{row['criterion_code']}"
        draft.say(
            key, f"- {row['criterion_code']} {row['criterion_name']}: ",
            Figure(key, f"{labels.points(row['points'])}/{labels.points(row['max_points'])}"), " điểm, trung vị khối ",
            Figure(f"{key}.khoi", labels.points(row["block_median"])), f" điểm (năm {draft.last}).",
        )  # fmt: skip


def ahead(draft: Draft) -> None:
    """Phương hướng, nhiệm vụ, giải pháp: people's words."""
    draft.say("phuong_huong", UNWRITTEN, evidence=evidence.ahead(draft))


def proposals(draft: Draft) -> None:
    """Đề xuất, kiến nghị; khen thưởng: what the register has of institutions; the rest is people's words."""
    if draft.is_city:
        programme.proposals(draft)
    lead = "2. Kiến nghị khác; khen thưởng: " if draft.is_city else ""
    draft.say("kien_nghi", UNWRITTEN, bold=lead, evidence=evidence.proposals(draft))
