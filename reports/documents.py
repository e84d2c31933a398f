"""The kinds of report: what each is called, what stands in it and in which order, who signs. A report of another kind is a
row here. `draft` starts one, `written` writes it whole."""

from __future__ import annotations

from reports import docx
from reports.draft import NO_TEXTS, Ask, Document, Draft, Section, Subject
from reports.parts import analysis, judgement, programme, results, tables, tasks, yearly
from warehouse.workspace import Texts
from words.documents import OFFICE_SIGNS

WORK = "công tác phổ biến, giáo dục pháp luật"
BODY_SIGNS = ("TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch")
OPENING = "Thực hiện {basis}, {body} báo cáo kết quả đánh giá {years} {place} như sau ({snapshot}):"

RESULTS = Section("Kết quả đánh giá theo khối", tables.results, is_wide=True)
CRITERIA = Section("Kết quả theo tiêu chí", tables.criteria)
DEADLINES = Section("Thời hạn gửi báo cáo tự đánh giá", tables.deadlines)
ANALYSIS = Section("Số liệu của các nhận xét", analysis.annex, is_city=True, rows=analysis.every)
SURVEY = Section("Kết quả khảo sát đối tượng được phổ biến, giáo dục pháp luật", tables.survey)

KINDS = {
    "so-ket": Document(
        name="Báo cáo sơ kết",
        title="Báo cáo",
        subject=(
            f"Sơ kết việc thực hiện đổi mới hoạt động đánh giá hiệu quả {WORK} {{years}} {{place}}",
        ),
        opening="Thực hiện {basis}; {instruction}, {body} báo cáo sơ kết {years} {place} như sau ({snapshot}):",
        closing="Trên đây là báo cáo sơ kết {years} {place}./.",
        sections={
            "chi_dao": Section("Công tác lãnh đạo, chỉ đạo và tổ chức thực hiện", tasks.directing, annexes=("phu_luc_van_ban", "phu_luc_kinh_phi", "phu_luc_kiem_tra", "phu_luc_mo_hinh")),
            "ket_qua": Section(
                "Kết quả đánh giá", results.results,
                annexes=("phu_luc_ket_qua", "phu_luc_tieu_chi", "phu_luc_thoi_han", "phu_luc_khao_sat"),
            ),
            "nhiem_vu": Section("Kết quả thực hiện các nhiệm vụ của Kế hoạch", tasks.tasks, is_city=True, annexes=("phu_luc_nhiem_vu",)),
            "chuyen_de": Section("Kết quả thực hiện {topics} theo chuyên đề", programme.topics, is_city=True, annexes=("phu_luc_chuyen_de",)),
            "nghi_quyet": Section("Tổng kết thực hiện {resolution}", programme.resolution, is_city=True),
            "danh_gia": Section("Đánh giá chung", judgement.judgement, annexes=("phu_luc_nhan_xet",)),
            "phuong_huong": Section("Phương hướng, nhiệm vụ, giải pháp đến hết năm 2026", judgement.ahead),
            "kien_nghi": Section("Đề xuất, kiến nghị; khen thưởng", judgement.proposals, annexes=("phu_luc_the_che", "phu_luc_kien_nghi")),
        },
        annexes={
            "phu_luc_van_ban": Section("Văn bản đã ban hành", tasks.documents_annex, is_city=True, rows=tasks.documents_issued),
            "phu_luc_ket_qua": Section("Kết quả đánh giá từng năm theo khối", tables.results, is_wide=True),
            "phu_luc_tieu_chi": CRITERIA,
            "phu_luc_nhan_xet": ANALYSIS,
            "phu_luc_thoi_han": DEADLINES,
            "phu_luc_khao_sat": SURVEY,
            "phu_luc_kinh_phi": Section(f"Kinh phí cho {WORK}", tasks.money_annex, rows=tasks.money_spent),
            "phu_luc_nhiem_vu": Section("Kết quả thực hiện các nhiệm vụ của Kế hoạch", tasks.tasks_annex, is_wide=True, is_city=True),
            "phu_luc_chuyen_de": Section("Kết quả theo chuyên đề", programme.topics_annex, is_wide=True, is_city=True, rows=programme.topic_results),
            "phu_luc_kiem_tra": Section("Các cuộc kiểm tra và kết luận", programme.inspections_annex, rows=programme.inspections_made),
            "phu_luc_mo_hinh": Section("Mô hình, cách làm hay; khen thưởng", programme.recognitions_annex, is_city=True, rows=programme.recognitions),
            "phu_luc_the_che": Section("Đề xuất hoàn thiện thể chế", programme.proposals_annex, is_city=True, rows=programme.proposals_made),
            "phu_luc_kien_nghi": Section("Vướng mắc, kiến nghị của các đơn vị", tasks.questions_annex, rows=tasks.questions_raised),
        },
        signer=BODY_SIGNS,
        symbol="BC-UBND",
        cites=True,
    ),
    "ket-qua": Document(
        name="Báo cáo tổng hợp",
        title="Báo cáo",
        subject=(f"Kết quả đánh giá hiệu quả {WORK} {{years}} {{place}}",),
        opening=OPENING,
        closing="Trên đây là báo cáo kết quả đánh giá {years} {place}./.",
        sections={
            "gui": Section("Tình hình tự đánh giá và gửi báo cáo", yearly.receipts, annexes=("phu_luc_thoi_han",)),
            "ket_qua": Section(
                "Kết quả đánh giá", yearly.result, annexes=("phu_luc_ket_qua", "phu_luc_tieu_chi", "phu_luc_khao_sat")
            ),
            "han_che": Section("Tồn tại, hạn chế", judgement.weaknesses, annexes=("phu_luc_nhan_xet",)),
            "phuong_huong": Section("Nhiệm vụ, giải pháp và kiến nghị", yearly.ahead),
        },
        annexes={
            "phu_luc_ket_qua": RESULTS,
            "phu_luc_tieu_chi": CRITERIA,
            "phu_luc_nhan_xet": ANALYSIS,
            "phu_luc_thoi_han": DEADLINES,
            "phu_luc_khao_sat": SURVEY,
        },
        signer=BODY_SIGNS,
        symbol="BC-UBND",
        is_yearly=True,
    ),
    "thong-bao": Document(
        name="Thông báo kết quả",
        title="Thông báo",
        subject=(f"Kết quả đánh giá hiệu quả {WORK} {{years}} {{place}}",),
        opening="Thực hiện {basis}, {body} thông báo kết quả đánh giá {years} {place} ({snapshot}):",
        closing="{body} thông báo để các đơn vị biết, thực hiện./.",
        sections={
            "ket_qua": Section("Kết quả chung", results.years),
            "khoi": Section("Kết quả theo khối", yearly.blocks, annexes=("phu_luc_ket_qua",)),
            "yeu_cau": Section("Yêu cầu đối với các đơn vị", yearly.asked),
        },
        annexes={"phu_luc_ket_qua": RESULTS},
        signer=BODY_SIGNS,
        symbol="TB-UBND",
        is_yearly=True,
    ),
    "to-trinh": Document(
        name="Tờ trình kết quả",
        title="Tờ trình",
        subject=(f"Về việc ban hành kết quả đánh giá hiệu quả {WORK} {{years}} {{place}}",),
        opening="Kính gửi: {body}.\nThực hiện {basis}, {office} trình {body} kết quả đánh giá {years} {place} như sau ({snapshot}):",
        closing="Kính trình {body} xem xét, quyết định./.",
        sections={"to_trinh": Section("Nội dung trình", yearly.proposal, annexes=("phu_luc_ket_qua",))},
        annexes={"phu_luc_ket_qua": RESULTS},
        signer=OFFICE_SIGNS,
        symbol="TTr-TP",
        is_yearly=True,
        is_of_office=True,
        is_short=True,
    ),
    "mot-trang": Document(
        name="Tóm tắt một trang",
        title="Tóm tắt kết quả",
        subject=(f"đánh giá hiệu quả {WORK} {{years}} {{place}}",),
        opening="",
        closing="",
        sections={"tom_tat": Section("Kết quả chủ yếu ({snapshot})", yearly.one_page)},
        annexes={},
        signer=(),
        symbol=None,
        is_yearly=True,
        is_of_office=True,
        body=12,
        is_short=True,
    ),
    "cong-khai": Document(
        name="Bản công khai",
        title="Thông tin công khai",
        subject=(f"Kết quả đánh giá hiệu quả {WORK} {{years}} {{place}}",),
        opening="{body} công khai kết quả đánh giá {years} {place} ({snapshot}); chỉ gồm kết quả đã có điểm chính thức ở mọi "
        "tiêu chí, không gồm điểm tự chấm và thông tin về người đứng đầu.",
        closing="",
        sections={
            "ket_qua": Section("Kết quả", yearly.published, annexes=("phu_luc_ket_qua",)),
            "khao_sat": Section("Khảo sát đối tượng được phổ biến, giáo dục pháp luật", results.survey),
        },
        annexes={"phu_luc_ket_qua": Section("Kết quả của các đơn vị", tables.published_results)},
        signer=(),
        symbol=None,
        is_yearly=True,
    ),
}  # fmt: skip


def draft(ask: Ask, subject: Subject, texts: Texts = NO_TEXTS, known: dict[str, str] | None = None) -> Draft:
    """A report that is not written yet. known: its figures, where the caller has `known_figures` already. Raises
    KeyError where there is no such kind."""
    if texts.by_place and known is None:
        known = known_figures(ask, subject)
    return Draft(KINDS[subject.kind], ask, subject, texts, known)


def known_figures(ask: Ask, subject: Subject) -> dict[str, str]:
    """Identifier → text of every figure that words may hold, in the order of the document; those of the evidence last."""
    made = draft(ask, subject)
    made.write()
    return {k: v for k, v in made.paper.figures.items() if not k.startswith(tables.IN_TABLE)} | made.offered


def written(ask: Ask, subject: Subject, parts: list[str] | None = None, texts: Texts = NO_TEXTS) -> bytes:
    """The draft as DOCX."""
    return docx.written(draft(ask, subject, texts).write(parts))
