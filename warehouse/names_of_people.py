"""What names of people look like in an answer, as patterns that RE2 and Python both read.

CERTAIN: what is a name wherever it stands. PROBABLE: what is one in an open answer, where to mask a word too many costs
nothing, because no figure rests on it; among answers that are counted it would take places, occupations and units.
Not known: a given name alone that is not in GIVEN_NAMES, and rare families without `Văn` or `Thị` in small letters.
"""

from __future__ import annotations

UPPER = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
LOWER = UPPER.lower()
LETTER = UPPER + LOWER
# Families that are rarely another word at the start of a sentence.
FREQUENT = (
    "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Trịnh|Đào|Đoàn|Mai|Lương|Tạ|Chu|Cao"
    "|Nguyen|Tran|Le|Pham|Hoang|Huynh|Vu|Vo|Dang|Bui|Do|Ho|Ngo|Duong|Ly|Dinh|Trinh|Dao|Doan|Luong|Ta"
)
# Those that are other words too, of all peoples of the country.
OTHERS = (
    "An|Âu|Bạch|Bàn|Bành|Bế|Bồ|Ca|Cà|Cầm|Cấn|Châu|Chìu|Chảo|Chẻo|Chíu|Chống|Cổ|Cù|Cung|Cư|Danh|Dềnh|Diệp|Diêm"
    "|Doãn|Đàm|Đàng|Đan|Đái|Đậu|Điêu|Điểu|Đổng|Đồng|Đường|Giang|Giàng|Giáp|Hà|Hạ|Hàn|Hạng|Hầu|Hoa|Hoàn|Hòa|Hờ|Hứa"
    "|Hùng|Kha|Khà|Khâu|Khiếu|Khổng|Khuất|Khúc|Kiều|Kim|Kỷ|La|Lã|Lại|Lâm|Lãnh|Lành|Lạc|Lầu|Lê|Liễu|Linh|Lò|Lô|Lỗ"
    "|Lộ|Lộc|Lù|Lục|Lường|Lưu|Lữ|Lự|Ma|Mã|Mạc|Mạch|Mạnh|Mào|Mẫn|Mùa|Ngân|Nghiêm|Ngọc|Nguỵ|Ngụy|Nhữ|Ninh|Nông|Ông"
    "|Phí|Phó|Phù|Phùng|Phương|Quàng|Quách|Quan|Quản|Quế|Sầm|Sùng|Sằn|Tằng|Tăng|Tẩn|Tần|Tô|Tôn|Tống|Tòng|Thạch"
    "|Thái|Thân|Thang|Thào|Thẩm|Thiều|Thùng|Thèn|Tiêu|Tiết|Trang|Trà|Tráng|Triệu|Trình|Trưng|Trương|Từ|Tường|Uông"
    "|Ưng|Ung|Văn|Vàng|Vi|Viên|Vì|Viêm|Vòng|Vương|Xa|Y|Yên|Quach|Phung|Truong|Luu|Lam|Trieu|Vuong|Nong"
)
FAMILIES = f"{FREQUENT}|{OTHERS}"
# Frequent given names: one alone after a title is a name (`cô Hoa`), other words there are not (`anh em`, `bà con`).
GIVEN_NAMES = (
    "An|Anh|Ánh|Bắc|Bách|Bảo|Bích|Bình|Châu|Chi|Chiến|Chính|Chung|Công|Cúc|Cường|Dũng|Dung|Duy|Duyên|Đại|Đạt|Đăng"
    "|Điệp|Đông|Đức|Giang|Hà|Hải|Hân|Hằng|Hạnh|Hào|Hảo|Hậu|Hiền|Hiếu|Hiệp|Hoa|Hòa|Hoà|Hoài|Hoan|Hoàn|Hoàng|Hồng"
    "|Huân|Huệ|Hùng|Hưng|Hương|Hường|Huy|Huyền|Khánh|Khoa|Khôi|Khuê|Kiên|Lan|Lâm|Lân|Liên|Linh|Loan|Long|Lụa|Luân"
    "|Lực|Ly|Mai|Mạnh|Minh|My|Nam|Nga|Ngân|Nghĩa|Ngọc|Nguyệt|Nhàn|Nhâm|Nhân|Nhung|Ninh|Oanh|Phong|Phúc|Phượng"
    "|Phương|Quân|Quang|Quế|Quốc|Quý|Quyên|Quỳnh|Sen|Sinh|Sơn|Tâm|Tân|Thái|Thắm|Thắng|Thanh|Thành|Thảo|Thi|Thịnh"
    "|Thoa|Thơ|Thơm|Thu|Thuận|Thủy|Thuỷ|Thúy|Thuý|Thương|Tiến|Tiệp|Toàn|Trang|Trí|Trinh|Trung|Trường|Tú|Tuấn|Tùng"
    "|Tuyền|Tuyết|Tươi|Uyên|Vân|Việt|Vinh|Vượng|Vy|Xuân|Yến"
)
_TITLE = "(?i:tên|tôi|em|ông|bà|anh|chị|cô|chú|bác|thầy|cháu|mẹ|bố|cụ)"
_WORD = f"[{UPPER}][{LETTER}]*"
_TYPED = f"[{UPPER}][{LOWER}]+"  # one capital, then small letters
_BEFORE = f"(^|[^{LETTER}])"
_AFTER = f"($|[^{LETTER}])"

# Lê Văn Tám, lê thị bưởi, LÊ VĂN TÁM; Nguyễn V. Khởi, Ng. Văn Khoái; NguyễnVănKhoái; H' Hen Niê
CERTAIN = "|".join(
    (
        rf"{_BEFORE}(?i:{FAMILIES})\s+(Văn|Thị|VĂN|THỊ)\s+[{LETTER}]+",
        rf"{_BEFORE}(nguyễn|trần|lê|phạm|hoàng|huỳnh|phan|vũ|võ|đặng|bùi|đỗ|hồ|ngô|dương|đinh|trịnh|đoàn)\s+(văn|thị)\s+[{LETTER}]+",
        rf"{_BEFORE}({FAMILIES})\s+(Van|Thi|VAN|THI)\s+{_WORD}",
        rf"{_BEFORE}({FAMILIES})((\s+{_WORD}){{0,2}}\s+[{UPPER}][{LOWER}]?\.)+\s*{_WORD}",
        rf"{_BEFORE}(Ng|NG|Ngn|Tr|Ph|Hg|Đ|L|N|T|P)\.?\s*(Văn|Thị|VĂN|THỊ|V\.|T\.|Th\.)\s*{_WORD}",
        rf"({FAMILIES})_?(Văn|Thị|Van|Thi)_?{_TYPED}",
        rf"{_BEFORE}H['’`]\s?{_TYPED}",
    )
)
# Giàng A Páo, Nông Thị Xoan/1990, "Quách Tuấn Kiệt", ANH TUẤN KIÊN, em là Khánh Vy, cô Hoa ở tổ 5
PROBABLE = "|".join(
    (
        rf"^[^{LETTER}]*({FAMILIES})(\s+{_TYPED}|\s+A|\s+Y){{1,4}}{_AFTER}[^{LETTER}]*(?i:tổ|khu|thôn|sn|sinh)?[^{LETTER}]*$",
        rf"{_BEFORE}({FAMILIES})(\s+({_TYPED}|A|Y)){{2,4}}{_AFTER}",
        rf"^[^{LETTER}]*(?i:{FREQUENT})(\s+[{UPPER}]+){{1,4}}[^{LETTER}]*$",
        rf"^[^{LETTER}]*{_TITLE}\s+({_WORD}\s+){{0,3}}{_WORD}[^{LETTER}]*$",
        rf"{_BEFORE}{_TITLE}(\s+(?i:là|tên|tên là))*\s*:?\s+{_TYPED}(\s+{_TYPED}){{1,3}}{_AFTER}",
        rf"{_BEFORE}{_TITLE}(\s+(?i:là|tên))*\s*:?\s+({GIVEN_NAMES}){_AFTER}",
        rf"(?i:tên\s+(tôi|em|mình|cháu)?\s*(là|:))\s*{_TYPED}",
    )
)
