"""Questions that help to write what only people can say, by the place in a report."""

QUESTIONS = {
    "mo_dau": ("Tỉnh yêu cầu sơ kết bằng văn bản nào: số, ngày, cơ quan? Ghi ở bảng Văn bản yêu cầu báo cáo thì lần sau có sẵn.",),
    "danh_gia.uu_diem": ("Việc gì của cơ quan, đơn vị tạo ra kết quả này?", "Cách làm nào đáng nhân rộng, ở đơn vị nào?"),
    "danh_gia.khach_quan": ("Quy định, tổ chức bộ máy, kinh phí thay đổi thế nào trong kỳ?", "Đó là nhận định của ai, căn cứ văn bản nào?"),
    "danh_gia.chu_quan": ("Khâu nào chưa làm tốt: chỉ đạo, hướng dẫn, kiểm tra hay thực hiện?", "Đơn vị được nêu đã có ý kiến chưa?"),
    "danh_gia.bai_hoc": ("Việc gì nếu làm lại sẽ làm khác?", "Điều gì cần giữ cho kỳ sau?"),
    "phuong_huong": ("Ai làm, xong khi nào, đo bằng gì?", "Nhiệm vụ nào của Kế hoạch còn phải hoàn thành?"),
    "kien_nghi": ("Kiến nghị với ai: UBND tỉnh, Sở Tư pháp, HĐND, Bộ Tư pháp?", "Căn cứ là quy định nào, sửa thế nào?"),
    "chi_dao.cong_nghe": (
        "Phần mềm, cơ sở dữ liệu nào đã dùng, bao nhiêu đơn vị dùng?",
        "Có ở trang CNTT của sổ theo dõi nhiệm vụ chưa?",
    ),
    "chi_dao.bo_may": ("Hồ sơ, số liệu đã bàn giao cho ai, còn gì chưa bàn giao?",),
    "nhiem_vu.chuyen_de": (
        "Chuyên đề nào làm tốt, chuyên đề nào chưa làm, vì sao?",
        "Chỉ tiêu, kinh phí của từng chuyên đề đạt bao nhiêu so với kế hoạch?",
    ),
    "chuyen_de": (
        "Chuyên đề này đã làm gì, bao nhiêu cuộc, bao nhiêu lượt người, kinh phí bao nhiêu?",
        "Ghi ở trang Chuyên đề của sổ theo dõi nhiệm vụ, hoặc cột Chuyên đề của văn bản, kinh phí, kiểm tra.",
    ),
    "chi_dao.mat_tran": ("Mặt trận, đoàn thể đã giám sát, góp ý điều gì; đã tiếp thu thế nào?",),
    "chi_dao.mo_hinh": ("Mô hình nào hiệu quả, ở đâu, kết quả thế nào?", "Ai được khen thưởng, theo quyết định nào?"),
    "nghi_quyet.chi_tieu": (
        "Nghị quyết giao chỉ tiêu nào, kế hoạch bao nhiêu, đã thực hiện bao nhiêu, kinh phí bao nhiêu?",
        "Ghi ở bảng Chỉ tiêu của Nghị quyết (trang Danh mục), tính đến ngày nào, theo tài liệu nào.",
    ),
    "nghi_quyet.danh_gia": (
        "Chính sách nào của Nghị quyết phát huy tác dụng, chính sách nào chưa?",
        "Đề nghị ban hành nghị quyết thay thế, sửa đổi hay thôi áp dụng?",
    ),
    "kien_nghi.the_che": ("Đề xuất nội dung gì, căn cứ nào, gửi UBND tỉnh, Sở Tư pháp, HĐND hay Bộ Tư pháp?",),
}  # fmt: skip


def questions(place: str) -> tuple[str, ...]:
    """The questions of a place; those of a family (`chuyen_de.9`) are of its first word."""
    return QUESTIONS.get(place) or QUESTIONS.get(place.split(".")[0], ())
