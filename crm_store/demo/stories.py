"""What the sample firm's customers asked for, and how it went on. Days are counted back from the day of making."""

from __future__ import annotations

from dataclasses import dataclass

TUNG, LINH, MINHANH = "tung@saomai.example", "linh@saomai.example", "minhanh@saomai.example"
CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class Line:
    """``who``: ``CUSTOMER``, or a colleague's address; ``note`` stays inside."""

    days_ago: int
    at: str
    who: str
    text: str
    note: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """A ticket and its messages, in order; the first is the customer's."""

    key: str
    subject: str
    contact: str
    status: str
    lines: tuple[Line, ...]
    assignee: str = ""
    priority: str = "normal"
    category: str = "question"
    language: str = "vi"


STORIES: tuple[Story, ...] = (
    Story(
        "t1", "Máy in tầng 4 kẹt giấy liên tục", "c1", "closed",
        (
            Line(24, "08:42", CUSTOMER, "Chào Sao Mai, máy in HP ở tầng 4 kẹt giấy từ hôm qua, in 5 tờ là kẹt 1. Nhờ bên em cho người qua xem giúp chị."),
            Line(24, "09:05", TUNG, "Dạ em chào chị Hoa, chiều nay 14h em qua kiểm tra ạ. Chị cho em xin tên người đón ở lễ tân nhé."),
            Line(24, "09:20", CUSTOMER, "Em gặp anh Khải IT nhé, số 0918 440 126."),
            Line(24, "16:40", TUNG, "Đã thay trục kéo giấy, in thử 200 tờ không kẹt.", note=True),
            Line(23, "08:30", TUNG, "Dạ em đã thay trục kéo giấy, máy chạy ổn rồi ạ. Có gì chị nhắn em."),
            Line(23, "10:11", CUSTOMER, "Cảm ơn em, máy in tốt rồi."),
        ),
        TUNG, "high", "repair",
    ),
    Story(
        "t2", "Invoice for the September rental", "c8", "closed",
        (
            Line(19, "10:15", CUSTOMER, "Hello, could you resend the invoice for the September rental? The PDF we got will not open." ),
            Line(19, "11:02", LINH, "Hello Ms Loan, here is the invoice again. Please tell us if it still does not open."),
            Line(19, "13:48", CUSTOMER, "It opens now, thanks!"),
        ),
        LINH, "low", "billing", "en",
    ),
    Story(
        "t3", "Mực in thay rồi vẫn báo hết", "c5", "resolved",
        (
            Line(9, "14:20", CUSTOMER, "Em ơi máy lớp Lá thay mực mới rồi mà màn hình vẫn báo hết mực, không in được phiếu bé ngoan."),
            Line(9, "14:44", LINH, "Dạ chị tháo hộp mực ra, lau mặt tiếp xúc rồi lắp lại giúp em, sau đó giữ nút Cancel 5 giây ạ."),
            Line(9, "15:30", CUSTOMER, "Được rồi em ơi, chị cảm ơn nhiều."),
        ),
        LINH, "normal", "question",
    ),
    Story(
        "t4", "Bảo hành máy hủy giấy", "c10", "resolved",
        (
            Line(12, "09:33", CUSTOMER, "Máy hủy giấy mua tháng 3 kêu to rồi dừng. Còn bảo hành không em?"),
            Line(12, "10:02", TUNG, "Dạ còn đến tháng 3 năm sau ạ. Em cho người qua lấy máy sáng mai, có máy cho mượn tạm."),
            Line(5, "16:15", TUNG, "Dạ máy đã sửa xong và giao lại chiều nay, phiếu bảo hành em gửi kèm ạ."),
        ),
        TUNG, "normal", "warranty",
    ),
    Story(
        "t5", "Scan to e-mail stopped working", "c7", "open",
        (
            Line(2, "09:10", CUSTOMER, "Since this morning none of our three copiers can scan to e-mail. Error 0x0300: SMTP login failed. We have not changed anything that I know of."),
            Line(2, "09:32", TUNG, "Hello Daniel, did your mail provider switch off password logins? We can set up an app password with you. When could we connect remotely?"),
            Line(1, "08:05", CUSTOMER, "You were right, they enforced MFA over the weekend. Today after 3 pm works for me."),
            Line(1, "08:30", TUNG, "Hẹn remote 15h, Daniel gửi TeamViewer ID trước giờ hẹn.", note=True),
        ),
        TUNG, "high", "question", "en",
    ),
    Story(
        "t6", "Máy photocopy công trường in mờ", "c9", "open",
        (
            Line(1, "10:25", CUSTOMER, "Máy photo ngoài công trường in mờ hẳn một bên, bản vẽ không đọc được. Gấp giúp anh vì mai nghiệm thu."),
            Line(1, "10:40", TUNG, "Dạ em nhận rồi anh Phước, em mang theo trống mới, khoảng 14h có mặt ở Biên Hòa ạ."),
        ),
        TUNG, "urgent", "repair",
    ),
    Story(
        "t7", "Hỏi giá mực máy in nhãn", "c18", "open",
        (
            Line(0, "08:12", CUSTOMER, "Chào em, cho chị hỏi giá 10 cuộn mực máy in nhãn và thời gian giao xuống Cần Thơ nhé."),
        ),
        LINH, "normal", "question",
    ),
    Story(
        "t8", "Đổi lịch bảo trì định kỳ", "c4", "open",
        (
            Line(3, "15:02", CUSTOMER, "Tuần sau trường có đoàn kiểm tra, em dời lịch bảo trì sang tuần kế tiếp giúp cô nhé."),
            Line(3, "15:25", LINH, "Dạ con dời sang thứ Ba tuần kế tiếp, 8h30, được không cô Ngọc?"),
            Line(2, "07:50", CUSTOMER, "Được em, nhưng cho cô buổi chiều nhé, sáng lớp học đông."),
        ),
        LINH,
    ),
    Story(
        "t9", "Plotter quote: paper rolls included?", "c13", "waiting",
        (
            Line(4, "11:40", CUSTOMER, "Hi, quick one on the plotter offer: are the two paper rolls included, and is the stand extra?"),
            Line(4, "13:05", MINHANH, "Hello Lena, the two rolls are included, the stand is 3,200,000 VND extra. Shall I put it into the offer?"),
        ),
        MINHANH, "normal", "question", "en",
    ),
    Story(
        "t10", "Phòng khám cần máy in phiếu nhỏ", "c11", "waiting",
        (
            Line(6, "18:22", CUSTOMER, "Chào em, phòng khám cần máy in phiếu thu khổ nhỏ cho quầy lễ tân, em tư vấn giúp chị loại nào bền."),
            Line(5, "08:35", LINH, "Dạ chào bác sĩ Yến, bên em có 2 loại: in nhiệt 80 mm (2,1 triệu) và in kim 2 liên (3,4 triệu). Mỗi ngày mình in khoảng bao nhiêu phiếu ạ?"),
        ),
        LINH,
    ),
    Story(
        "t11", "Khiếu nại thời gian sửa máy", "c3", "waiting",
        (
            Line(8, "16:48", CUSTOMER, "Máy kế toán gửi sửa 10 ngày chưa xong, chị phải ra ngoài in chứng từ. Bên em làm việc chậm quá."),
            Line(8, "17:10", LINH, "Nhờ anh Tùng kiểm tra linh kiện về chưa, khách VIP.", note=True),
            Line(7, "08:45", TUNG, "Dạ em thành thật xin lỗi chị Duyên. Linh kiện về chậm 1 tuần, chiều nay em mang máy tạm qua cho mình dùng, chị cho em xin giờ thuận tiện ạ."),
        ),
        TUNG, "high", "complaint",
    ),
    Story(
        "t12", "Spare key for the copier cabinet", "c6", "on_hold",
        (
            Line(15, "09:55", CUSTOMER, "We lost the key of the paper cabinet of the big Ricoh. Can you order one?"),
            Line(15, "10:30", LINH, "Hello Ms Bennett, the key comes from Japan and takes about three weeks. We will call when it is here."),
        ),
        LINH, "low", "question", "en",
    ),
    Story(
        "t13", "Máy in không nhận từ Wi-Fi mới", "c12", "new",
        (
            Line(0, "07:58", CUSTOMER, "Dạ phòng khám em đổi Wi-Fi, giờ máy in không thấy trên máy tính nữa. Anh chị chỉ em cách kết nối lại với ạ."),
        ),
    ),
    Story(
        "t14", "Hỏi mua trống máy photo Toshiba", "c19", "new",
        (
            Line(0, "08:30", CUSTOMER, "Shop còn trống Toshiba 2809A hàng zin không, giá bao nhiêu, mua 3 cái có bớt không?"),
        ),
    ),
    Story(
        "t15", "Máy in hóa đơn kêu tít liên tục", "c20", "new",
        (
            Line(0, "09:04", CUSTOMER, "Máy in hóa đơn em mua tuần trước cứ kêu tít tít, đèn đỏ, không in. Em xin đổi máy được không ạ?"),
        ),
        priority="high", category="warranty",
    ),
)  # fmt: skip
