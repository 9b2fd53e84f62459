"""What customers say, by intent and weight: 3 settles it, 2 is strong, 1 is a hint. ``nlp.phrases`` tells how to write it.

Vietnamese first, then chat abbreviations, then English. A new phrase is a general way of saying something, never a
sentence that somebody once wrote.
"""

from __future__ import annotations

from nlp.analysis import IntentLabel as Label
from nlp.phrases import PhraseLists

INTENT_PHRASES: PhraseLists = {
    Label.SUPPORT_REQUEST: {
        3: """
            gặp nhân viên; gặp kỹ thuật; gọi kỹ thuật; gọi nhân viên; nói chuyện với nhân viên; nói chuyện … quản lý; gặp người thật; giúp tôi với; cần giúp đỡ; trợ giúp
            talk to a person; speak to someone; speak to a human; talk to an agent; contact an agent; customer support; customer service; live agent; change … address; update my account; modify my account; edit my account; create an account; recover my password; an issue; report a problem
            báo lỗi; bị lỗi; gặp lỗi; lỗi kết nối; lỗi đăng nhập; mã lỗi; lỗi font; lỗi phần mềm; phần mềm lỗi; lỗi rồi; lại lỗi
            bị hỏng; bị treo; bị đơ; bị đứng; bị lag; bị giật; bị mất kết nối; mất kết nối; mất mạng; mất dữ liệu; quay tròn; quay vòng
            bị thoát; tự thoát; thoát ra liên tục; văng ra; không … được; ko … được; không … dc; ko … dc; k … dc; không … nổi
            không hoạt động; không chạy; không lên; không nhận; không mở; không in; không vào; không cho; không lưu; không tải; không kết nối
            không gửi về; không hiện; ngừng hoạt động; quên mật khẩu; cấp lại mật khẩu; đổi mật khẩu; đặt lại mật khẩu; reset mật khẩu
            khắc phục; sửa giúp; sửa hộ; hỗ trợ kỹ thuật; kỹ thuật viên; hướng dẫn sử dụng; hướng dẫn cài đặt; hướng dẫn … cài
            cần hỗ trợ; nhờ hỗ trợ; hỗ trợ em; hỗ trợ mình; hỗ trợ anh; hỗ trợ chị; hỗ trợ giúp; chẳng … được; bị rò; bị cháy; bị kẹt; kẹt giấy
            not working; doesn't work; does not work; don't work; isn't working; stopped working; won't work; won't start; won't open; won't load
            won't turn on; won't connect; cannot log in; can't log in; unable to; error message; error code; an error; shows error; throws an error
            keeps crashing; crashes; crashed; crash when; freezes; froze; frozen; is stuck; stuck on; stuck at; is down; are down; went down
            reset my password; forgot my password; password reset; how do i; how can i fix; troubleshoot; technical support; tech support
            greyed out; grayed out; keeps freezing; keeps disconnecting; keeps showing; doesn't load; doesn't open; doesn't respond; no longer works
            blank page; blank screen; black screen; locked out; not responding; not syncing; fails to; failed to; is broken; what am i missing
        """,
        2: """
            có vấn đề; giúp tôi; giúp em; giúp mình; liên hệ; i do not know how; i don't know how; how can i; how could i; how do you; assistance; account; errors
            lỗi; hỏng; treo máy; sự cố; trục trặc; bị trùng; bị sai; bị mất; bị chậm; chậm quá; bị nóng; bị nhòe; bị ngắt; bị liệt; cập nhật … xong
            xem giúp; xem hộ; kiểm tra giúp; kiểm tra hộ; check giúp; xử lý giúp; xử lý sao; xử lý thế nào; giúp em với; giúp mình với
            làm sao để; làm thế nào để; làm thế nào; chỉ mình; chỉ em; chỉ giúp; hướng dẫn; cách cài; cách dùng; cách sử dụng; báo sai; báo hết
            máy in; mất tiếng; mất hình; xảy ra; bó tay; cứu em; cứu mình; cài lại; cài đặt lại; khởi động lại
            can't; cannot; couldn't; doesn't; error; bug; issue with; problem with; trouble with; having trouble; having issues; having problems
            broken; broke; how to; help me; need help; please help; please fix; can you fix; restart; restarting; reboot; did a reset; glitch
            not able to; not receiving; not showing; not loading; missing from; wrong results; timing out; times out; timeout; slow since; leaking
        """,
        1: """
            hỗ trợ; kỹ thuật; phần mềm; đăng nhập; mật khẩu; cài đặt; kết nối; từ hôm qua; hôm qua vẫn; trước vẫn; từ sáng nay; đêm qua; tự nhiên; vẫn bị
            support; login; log in; password; install; settings; since yesterday; this morning; screen; again; export; sync
        """,
    },
    Label.COMPLAINT: {
        4: """
            claim against; file a claim; lodge a claim; fraudulent; fraud; did not authorize; stolen; never received; đòi bồi thường; gian lận; khởi kiện; đi kiện; kiện ra tòa; sẽ kiện; kiện công ty
            khiếu nại; không hài lòng; không … hài lòng; thất vọng; bức xúc; thái độ; quá kém; kém quá; quá tệ; tệ quá; rất tệ; tồi tệ; quá đáng
            phản ánh; lừa đảo; lừa khách; treo đầu dê; coi thường; thiếu trách nhiệm; vô trách nhiệm; không chuyên nghiệp; thiếu chuyên nghiệp
            làm ăn kiểu; làm ăn gì; đòi hoàn tiền; trả lại tiền; yêu cầu hoàn tiền; một đằng … một nẻo; hàng giả; hàng nhái; hàng kém chất lượng
            bồi thường; không chấp nhận được; không thể chấp nhận; xuống quá; tiền mất tật mang; mất uy tín; bực mình; quá thất vọng; tố cáo
            complaint; complain; complaining; disappointed; disappointing; unacceptable; ridiculous; terrible service; terrible; worst; awful; appalling
            not happy; unhappy; not satisfied; dissatisfied; poor service; bad service; rude; fed up; disgusted; my money back; want a refund; demand a refund; full refund; compensation
            not what i ordered; outrageous; disgrace; waste of time; waste of money; false advertising; misleading; furious; frustrated; frustrating
            never again; unprofessional
        """,
        2: """
            refund; hoàn tiền; trả hàng hoàn tiền
            chờ # phút; đợi # phút; chờ cả tiếng; đợi cả tiếng; không ai phục vụ; không ai nghe máy; không ai trả lời; gọi hoài; gọi mãi
            giao sai; giao nhầm; giao thiếu; giao hàng trễ; trễ hẹn; giao trễ; giao chậm; bị móp; bị vỡ; vỡ hết; bị bể; bị thiếu; bị rách; bị trầy; quăng hàng
            damaged; in a mess; on hold for; waited for; waiting for over; arrived late; arrived broken; wrong item; wrong size; wrong color; missing item
            three times already; several times; nobody answers; no one answers; nobody replied; no one replied; overcharged; formal complaint
        """,
        1: "tệ; kém; quá lâu; lâu quá; trễ; chán; gửi quản lý; bad; poor; late; manager; mess",
    },
    Label.SALES_ENQUIRY: {
        3: """
            chương trình khuyến mãi; giới thiệu sản phẩm; giới thiệu công ty; công ty bạn kinh doanh; kinh doanh gì; giá bán; giá mua; giá hiện nay; giá online; khoảng # triệu; chính sách trả góp; có giá; giá … bao nhiêu; giá … thế nào
            delivery options; shipping options; delivery period; do you ship; do you deliver; options for delivery
            bán sỉ; bán buôn; lấy sỉ; giá sỉ; đại lý; nhà cung cấp; nhà phân phối; tìm mua; muốn mua; định mua; đang tìm; cần mua; quan tâm đến; quan tâm tới
            còn hàng không; có hàng không; còn màu; còn size; còn mẫu; có mẫu; có bán; bên mình có nhận; bên mình có làm; bên mình có bán; có nhận … không
            hỏi phần mềm; hỏi về sản phẩm; hỏi mua; tư vấn; học phí; cần phần mềm; khuyến mãi không; giá bao nhiêu; bao nhiêu tiền; giá thế nào
            bao nhiêu một; bao nhiêu # tháng; giá cả; xin giá; nhiêu tiền; bn tiền; bao nhiu; phí bao nhiêu; giá nhiêu; có giảm giá; có ưu đãi
            do you sell; do you carry; do you offer; do you stock; do you have … in stock; in stock; wholesale; distributor; reseller; interested in
            looking for a; looking to buy; looking for … supplier; how much is; how much are; how much does; how much for; what does … cost
            product catalogue; product catalog; catalogue; brochure; demo of; free trial; which sizes; minimum order; moq; your products; your services
            what are your rates; pricing plans; tell me more about; more information about; like to know more; we look for; bulk discount; volume discount
        """,
        2: """
            giá của; sản phẩm; dịch vụ nào; loại nào; mẫu nào; dùng cho; phù hợp; so sánh; xem trước; catalog; mấy ngày có hàng; có … không shop
            dùng thử; tính năng; gói nào; mua; thuê; báo em giá; có ship; ship … không; có làm … không; bảo hành bao lâu
            price; pricing; cost; buy; purchase; sell; supplier; features; available; availability; ship to; import; lead time; sizes; models; plan; plans
        """,
        1: "giá; còn … không; loại; màu; size; kích thước; số lượng; do you; do you have; pieces; monthly; office; per month; sample; samples",
    },
    Label.QUOTE_REQUEST: {
        4: """
            báo giá; bảng giá; lên giá; làm giá; tính giá; cho giá; gửi giá; hạn gửi giá; chào giá; bảng chào giá; dự toán; báo giúp … giá; ra giá
            giá tốt nhất; xin báo giá; chi phí trọn gói; tính giúp … chi phí; tính chi phí
            quote; quotation; price list; pricelist; best price; price offer; estimate; send … offer; submit … offer; rfq; proforma; pricing for
            price for #; prices for #; cost for #; cost proposal; proposal for
        """,
        1: "lấy vat; bao gồm công; kèm chi phí; gồm vat; # bộ; # cái; # máy; # chiếc; target budget; fob; cif; budget",
    },
    Label.ORDER: {
        4: """
            đặt hàng; đặt mua; chốt đơn; lên đơn; xác nhận đặt; đặt # thùng; đặt # cái; đặt # hộp; đặt # chai; đặt # bộ; đặt #; cho … đặt; đặt lại; lấy #; cho … lấy
            lấy combo; lấy gói; lấy cái; chốt cho; lấy cho; đơn đặt hàng; mua thêm; ship cho; ship về; giao qua; gửi về; chở qua; chở tới; giao đủ; giao tới
            thêm # hộp; thêm # cái; thêm # thùng; thêm # bộ; mình lấy; em lấy; anh lấy; chị lấy; chốt #; mua #; đặt thêm
            purchase order; place an order; like to order; want to order; we'll take; i'll take; we will take; i will take; we order; reorder; re order
            order attached; confirm our order; confirm the order; please order; please ship; ship to; invoice us; acknowledge the order; acknowledge this order; please send us #
            order for #; order #; please deliver # ; put me down for; go ahead with
        """,
        2: "giao hàng đến; giao trước; đơn lần trước; như lần trước; # thùng; # hộp; # chai; # kg; # ký; combo; order; units; cartons; boxes",
        1: "địa chỉ; nhận hàng; cod; giao; ship; đặt; chốt; deliver; delivery",
    },
    Label.MEETING_REQUEST: {
        4: """
            đặt lịch; hẹn gặp; xin hẹn; đặt hẹn; muốn gặp; gặp anh; gặp chị; gặp em; gặp để; mời … dự; mời … họp; mời họp; muốn mời; sắp xếp được; sắp xếp … buổi
            cà phê bàn; cafe bàn; qua văn phòng; ghé văn phòng; xin lịch; xin một buổi; hẹn lịch; lên lịch; buổi demo; họp online; gọi video; qua khảo sát
            sang … bàn; gặp trực tiếp; cho … xin hẹn; rảnh không; có rảnh; trao đổi trực tiếp; hẹn … lúc; đặt bàn; book lịch; demo trực tiếp; cuộc hẹn
            schedule a; schedule an; set up a call; set up a meeting; arrange a meeting; arrange a call; book a; video call; have a call; have a meeting
            jump on a call; hop on a call; quick call; meet with; meet you; meet up; visit your; visit our; come to our; site visit; appointment
            are you free; are you available; would you be available; invite you; catch up; can we meet; could we meet; let's meet; a meeting
        """,
        2: "họp; cuộc họp; gặp mặt; khảo sát; cafe; ghé qua; qua xem; meeting; to discuss; discuss the; zoom; google meet; demo",
        1: "# giờ; #h; sáng mai; chiều mai; ngày mai; cuối tuần; thứ hai; thứ ba; thứ tư; thứ năm; thứ sáu; thứ bảy; chủ nhật; # am; # pm; tomorrow",
    },
    Label.MEETING_REPLY: {
        4: """
            sẽ có mặt; có mặt lúc; lùi sang; lùi lại; dời sang; dời lịch; dời lại; đổi lịch; đổi giờ; đổi sang; chuyển sang thứ; hẹn lại; bận đột xuất; bận rồi
            kẹt rồi; không qua … được; không đến được; không tới được; hẹn … nhé; gặp lúc; đúng giờ; em sẽ đến; anh sẽ đến; chị sẽ đến; xác nhận lịch
            xác nhận lịch hẹn; xác nhận tham dự; đồng ý lịch; giờ đó được; giờ đó ok; lịch đó; không tham dự được; không dự được; xin phép vắng; mai gặp
            suits us; suits me; works for us; works for me; works for you; that time works; is fine with me; is fine with us; no good for us; no good for me; how about monday
            how about tuesday; how about wednesday; how about thursday; how about friday; reschedule; can't make it; cannot make it; won't make it; i'll be there
            we'll be there; see you on; see you at; see you then; see you tomorrow; confirm the meeting; confirming our meeting; accept the invitation
            running late; move it to; push it to; push back to; have to postpone; postpone; send the link
        """,
        2: "bận; bữa khác; hôm khác; được không em; how about; suits; confirmed; another day; another time; ok em #; ok anh #; ok chị #; ok #; #h … nha; #h … nhé",
    },
    Label.PAYMENT: {
        4: """
            thanh toán; chuyển khoản; đã chuyển tiền; chuyển tiền; số tài khoản; stk; gửi unc; ủy nhiệm chi; unc; công nợ; xuất hóa đơn; hóa đơn vat; hóa đơn đỏ
            đã ck; ck rồi; đặt cọc; tiền cọc; hóa đơn điện tử; biên lai; quét mã qr; trả góp; thẻ tín dụng; nợ; đối soát; mã qr; trả tiền
            payment; paid; pay by; pay with; how to pay; wire transfer; bank transfer; bank account; bank details; swift; iban; remittance; deposit
            receipt; overdue; paypal; due date; credit card; vat invoice; transferred
        """,
        2: "hóa đơn; kế toán; đợt #; qua thẻ; tài khoản ngân hàng; invoice; invoices; inv #; accounting; bank; transfer; instalment; installment",
    },
    Label.WARRANTY: {
        6: "bảo hành; phiếu bảo hành; hạn bảo hành; bảo hành bao lâu; đổi mới; đổi trả; lỗi nhà sản xuất; warranty; guarantee; guaranteed; rma",
        2: "lỗi … đổi; mới mua; mua hôm; mua được; under warranty; manufacturer; replacement; replace it; after # days; only # weeks; only # months",
    },
    Label.CANCELLATION: {
        6: """
            delete an account; delete the account; close the account; account deletion; early termination; cancelation; cancelations; cancellations; get rid of my; doesn't want … anymore; don't want … anymore; do not want … anymore; no longer want; never mind the; close the reservation; xóa tài khoản; đóng tài khoản; không muốn mua nữa; không cần nữa; đổi ý
            hủy đơn; hủy đặt; hủy lịch; hủy gói; hủy hợp đồng; hủy dịch vụ; hủy vé; hủy giúp; hủy đăng ký; hủy phòng; hủy bàn; hủy … đơn; muốn hủy; xin hủy; cần hủy
            hủy bỏ; bỏ đơn; chấm dứt hợp đồng; chấm dứt; thanh lý hợp đồng; ngừng sử dụng; ngưng sử dụng; ngừng dịch vụ; ngưng dịch vụ; không lấy nữa; thôi không lấy
            không mua nữa; không đặt nữa; không gia hạn; dừng hợp đồng; cắt hợp đồng; ngưng hợp đồng; không dùng nữa; hủy hẹn; đòi hủy; trả hàng
            cancel; cancelling; canceling; cancellation; terminate; terminating; termination; scrap the; close my account; delete my account; stop my subscription
            discontinue; end our contract; end the contract; not renew; won't be renewing; call off; withdraw our order; no longer need the; no longer need your
        """,
        2: "hủy; cancelled; canceled; dừng lại; không cần nữa",
    },
    Label.UNSUBSCRIBE: {
        8: """
            hủy nhận tin; hủy nhận; hủy đăng ký nhận; ngừng nhận; ngưng nhận; ngừng gửi; ngưng gửi; dừng gửi; đừng gửi; đừng … gửi; không nhận … nữa; không muốn nhận
            khỏi danh sách; khỏi ds; ra khỏi danh sách; ra khỏi ds; ngừng quảng cáo; đừng làm phiền; thôi gửi; xóa email của; xóa mail của; gỡ mail; gỡ email; không gửi … nữa
            unsubscribe; opt out; opt-out; remove me; take me off; stop sending; stop emailing; stop mailing; remove my email; remove my address; mailing list
            no more emails; don't email me; do not email me; don't contact me; do not contact; not interested; no longer wish to receive; delete me from
        """,
        2: "newsletter; newsletters; thư quảng cáo; email quảng cáo; tin quảng cáo; email marketing; thư chào hàng; nhận tin; marketing emails",
    },
    Label.THANKS: {
        1.5: """
            good bye; goodbye; you are the best; nice job; well done; very helpful; that's helpful; chúc một ngày; hẹn gặp lại; nhờ ơn
            chúc ngày
            cảm ơn; cám ơn; cảm ơn nhiều; cám ơn nhiều; cảm ơn em; cảm ơn anh; cảm ơn chị; nhiệt tình; tks; thks; cmon; xin cảm ơn; tuyệt vời; rất đầy đủ; đã nhận được
            thank you; thanks; thanks a lot; thanks so much; many thanks; thx; cheers; works now; working now; appreciate; appreciated; awesome; perfect; great job
        """,
    },
    Label.FOLLOW_UP: {
        5: """
            status of; status my order; track my; tracking number; where is the; what's up with my; going on with my; on its way; when will my; item arrive; package arrive; track order; eta of; hàng khi nào; khi nào hàng; chừng nào; bao giờ hàng; giao hàng chưa; hàng về chưa; sao chưa
            tới đâu; đến đâu; tới đâu rồi; đến đâu rồi; bao giờ giao; khi nào giao; bao giờ có; khi nào có; bao giờ xong; khi nào xong; có chưa; xong chưa; gửi chưa; giao chưa
            chưa thấy; chưa nhận được; chưa có phản hồi; chưa phản hồi; chưa thấy phản hồi; chưa trả lời; vẫn chưa; mãi chưa; hỏi lại; nhắc lại; thế nào rồi; sao rồi
            báo giá … chưa; gửi … chưa; gửi báo giá chưa; gửi hợp đồng chưa; tình hình xử lý; tình trạng đơn; tình trạng; tiến độ; có tin gì; kiểm tra đơn; đơn … tới chưa
            any word; any news; any update; any updates; update on; follow up; following up; follow-up; status of; checking in; still waiting; still haven't; haven't heard
            have not heard; haven't received; have not received; just checking; gentle reminder; friendly reminder; when will; when can i expect; where is my; where's my
            what's the status; has it been shipped; circling back; did you get my; did you receive my; any progress; any luck
        """,
        2: "hôm rồi; # hôm rồi; tuần trước; đã hỏi; đã gửi hôm; hỏi hôm; last week; yet; reminder; tracking; eta; as promised",
    },
    Label.OTHER: {
        4: """
            nhầm số; gửi nhầm; nhầm người; mấy giờ mở cửa; mở cửa; đóng cửa; nghỉ lễ; nghỉ tết; lịch nghỉ; mấy giờ; ứng tuyển; xin việc; tuyển dụng; cv của; hồ sơ xin việc; thực tập
            trân trọng thông báo; thông báo thay đổi; xin thông báo; chúc mừng; chúc mừng năm mới; chúc mừng sinh nhật; thư mời viết bài; khảo sát ý kiến
            wrong number; wrong person; opening hours; open on; business hours; applying for; internship; job application; my cv; my resume; vacancy; careers page
            press release; happy birthday; congratulations; happy new year; we hereby inform; change of address; holiday notice; where is your office
        """,
    },
}
