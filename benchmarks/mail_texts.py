"""Sentences of which the benchmark's mails are made. Firms and people are invented."""

from __future__ import annotations

VIETNAMESE_SUBJECTS = (
    "Máy in báo lỗi {code}",
    "Không đăng nhập được phần mềm kho",
    "Xin báo giá {count} bộ bàn ghế",
    "Đặt hàng theo báo giá tháng này",
    "Hỏi về bảo hành máy quét",
    "Xác nhận thanh toán đợt {count}",
    "Tình hình xử lý yêu cầu",
    "Hẹn lịch khảo sát nhà xưởng",
    "Hủy đơn hàng tuần trước",
    "Góp ý về thái độ phục vụ",
)
ENGLISH_SUBJECTS = (
    "Printer shows error {code}",
    "Cannot log in to the stock module",
    "Quotation for {count} office chairs",
    "Purchase order for next month",
    "Warranty of the label scanner",
    "Payment of instalment {count}",
    "Any update on our request?",
    "Site visit next week",
    "Please cancel last week's order",
    "Complaint about the delivery",
)
VIETNAMESE_SENTENCES = (
    "Kính gửi bộ phận hỗ trợ, từ sáng nay máy in ở quầy {count} không in được hóa đơn và báo lỗi {code}.",
    "Bên em đã khởi động lại hai lần nhưng vẫn bị như vậy, nhờ anh chị kiểm tra giúp.",
    "Chị cần báo giá {count} bộ bàn ghế văn phòng, giao tại kho Bình Dương, đã gồm thuế.",
    "Phần mềm kho không lưu được phiếu nhập, màn hình quay tròn rồi thoát ra.",
    "Anh xác nhận giúp em lịch khảo sát chiều thứ năm lúc 14 giờ nhé.",
    "Công ty chúng tôi đã chuyển khoản {count}.500.000 đồng theo hợp đồng, vui lòng kiểm tra.",
    "Sản phẩm mua tháng trước còn bảo hành không, nếu còn thì gửi về địa chỉ nào?",
    "Em gửi kèm ảnh chụp màn hình và tệp dữ liệu để bên mình xem cho nhanh.",
    "Nếu cần thêm thông tin, anh chị gọi em theo số 0903 {phone} trong giờ hành chính.",
    "Đơn hàng lần trước giao thiếu hai thùng, đề nghị bổ sung trước cuối tuần.",
    "Khách của bên em rất khó chịu vì phải chờ quá lâu, mong được phản hồi sớm.",
    "Tuần sau bên anh mở thêm chi nhánh, cần thêm {count} tài khoản cho nhân viên mới.",
)
ENGLISH_SENTENCES = (
    "Since this morning the printer at till {count} does not print receipts and shows error {code}.",
    "We restarted it twice, and the problem came back after the next invoice.",
    "Could you send us a quotation for {count} chairs, delivered to our warehouse in Binh Duong?",
    "The stock module does not save incoming goods, the screen freezes and then closes.",
    "Please confirm the site visit on Thursday at 2 pm, our engineer will be there.",
    "We transferred USD {count},500 under the contract yesterday, kindly check and send the receipt.",
    "The scanner was bought last month, is it still under warranty, and where should we send it?",
    "I attach a screenshot and the data file so that your team can look at it faster.",
    "If you need more details, call me on +84 903 {phone} during office hours.",
    "Two cartons were missing from the last delivery, please ship them before the weekend.",
    "Our customers are unhappy about the long wait, so we would like an answer soon.",
    "Next week we open another branch and need {count} more accounts for the new staff.",
)
VIETNAMESE_GREETINGS = ("Chào anh chị,", "Kính gửi công ty,", "Em chào anh,", "Chị chào em,")
ENGLISH_GREETINGS = ("Hello,", "Dear team,", "Hi there,", "Good morning,")
FAMILY_NAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô")
MIDDLE_NAMES = ("Thị", "Văn", "Minh", "Thu", "Đức", "Ngọc", "Quang", "Hải")
GIVEN_NAMES = ("Hoa", "Nam", "Lan", "Tuấn", "Hương", "Phúc", "Thảo", "Dũng", "Yến", "Khoa", "Trang", "Việt")
ENGLISH_NAMES = (
    "Alice Carter",
    "Brian O'Neill",
    "Chloe Martin",
    "Daniel Weber",
    "Emma Larsen",
    "Frank Moore",
    "Grace Kim",
    "Henry Walsh",
    "Ivy Chen",
    "Jack Turner",
)
FIRMS = (
    "saomai",
    "phuongnam",
    "tanbinh",
    "northwind",
    "bluehill",
    "anphat",
    "greenport",
    "vietlong",
    "harbour",
    "minhduc",
)
FREE_MAIL = ("gmail.example", "yahoo.example", "outlook.example")
NATIVE_SIGN_OFFS = {
    "gb18030": "此致 敬礼 广州贸易公司",
    "big5": "台北貿易公司 敬上",
    "shift_jis": "株式会社 大阪商事 よろしくお願いします",
    "iso-2022-jp": "東京工業株式会社 営業部",
    "euc-kr": "서울무역 주식회사 감사합니다",
    "koi8-r": "С уважением, ООО Восток",
    "iso-8859-1": "Viele Grüße, Bürobedarf Müller GmbH",
    "iso-8859-15": "Cordialement, Société Générale d'Équipement, 12 €",
    "windows-1252": "Saludos, Señor Muñoz – “Almacén” 25 €",
}
"""What only the charset itself can write, so that a wrong decoding shows."""
