"""Questions that help to write what only people can say, by the place in a report."""

QUESTIONS = {
    "danh_gia.uu_diem": ("Việc gì của cơ quan, đơn vị tạo ra kết quả này?", "Cách làm nào đáng nhân rộng, ở đơn vị nào?"),
    "danh_gia.khach_quan": ("Quy định, tổ chức bộ máy, kinh phí thay đổi thế nào trong kỳ?", "Đó là nhận định của ai, căn cứ văn bản nào?"),
    "danh_gia.chu_quan": ("Khâu nào chưa làm tốt: chỉ đạo, hướng dẫn, kiểm tra hay thực hiện?", "Đơn vị được nêu đã có ý kiến chưa?"),
    "danh_gia.bai_hoc": ("Việc gì nếu làm lại sẽ làm khác?", "Điều gì cần giữ cho kỳ sau?"),
    "phuong_huong": ("Ai làm, xong khi nào, đo bằng gì?", "Nhiệm vụ nào của Kế hoạch còn phải hoàn thành?"),
    "kien_nghi": ("Kiến nghị với ai: UBND tỉnh, Sở Tư pháp, HĐND, Bộ Tư pháp?", "Căn cứ là quy định nào, sửa thế nào?"),
    "chi_dao.cong_nghe": ("Phần mềm, cơ sở dữ liệu nào đã dùng, bao nhiêu đơn vị dùng?",),
    "chi_dao.bo_may": ("Hồ sơ, số liệu đã bàn giao cho ai, còn gì chưa bàn giao?",),
    "nhiem_vu.chuyen_de": ("Chuyên đề 9, 10 có chỉ tiêu nào, đạt bao nhiêu, kinh phí bao nhiêu?",),
}  # fmt: skip
