"""Words that many frames share. Entries are patterns (see ``patterns``), separated by semicolons."""

from __future__ import annotations

LISTS: dict[str, str] = {
    # who speaks
    "me": "tôi; tui; mình; em; anh; chị; cho (tôi|tui|mình|em|anh|chị); tao; tớ; t; e; mik; mk; me; us; team; "
    "giúp (tôi|tui|mình|em|anh|chị)",
    "myself": "tôi; tui; mình; em; mik; mk; me; tớ; cho (tôi|tui|mình|em)",
    "self": "tôi; tui; mình; em; anh; chị; tớ; e; mik; mk; của (tôi|mình|em|anh|chị|tui); me; my; mine; i",
    "no": "không; ko; kô; k; hok; hông; hong; hổng; chẳng; chả; khong; kg; không có; ko có",
    "notyet": "chưa; ch; chưa có; chẳng",
    "ok": "ok; oke; okie; oki; okay; ô kê",
    "done": "xong; xong rồi; rồi; r; xog; xong r; xong xuôi; xong xuôi rồi; xong hết rồi; rùi; done; về",
    "just": "vừa; mới; vừa mới; vừa xong; mới vừa; hồi nãy; khi nãy; lúc nãy; nãy; ban nãy; sáng nay; chiều nay; trưa nay; "
    "hôm nay; hôm qua; tối qua; hôm kia; sáng; chiều; just; we just; i just; i've just; i; i have; we; <T>; đã",
    "please": "please; pls; plz; kindly; giúp; giùm; dùm; hộ; giúp (em|anh|mình|tôi|chị); giùm (em|anh|mình|tôi|chị|tui); "
    "hộ (em|anh|mình|tôi|chị|tui); dùm (em|anh|mình|tôi|chị|tui); đi; nhé; nha",
    # making
    "add": "thêm; tạo; lập; mở; nhập; lưu; ghi; khai; ghi nhận; thêm mới; tạo mới; bổ sung; đưa; cho; note; ghi lại; lưu lại; "
    "cập nhật; đăng ký; dựng; lên; add; create; new; make; open; start; register; enter; log; record; save; put; set up; "
    "setup; input; up; tao; bỏ; note lại; nhập mới; mở mới; lập mới; add thêm; add mới; tạo giúp; tạo giùm; thêm giúp; thêm giùm; "
    "nhập giúp; nhập giùm; lưu giúp; lưu giùm; save giúp; add giúp; add giùm; create giúp; tạo cho (tôi|em|anh|mình|chị)",
    "new": "mới; new; thêm; thêm (1|một); (1|một); a; an; the; a new; thông tin; data; tên; vào; this; another; cái; chị; anh",
    # records
    "lead": "lead; leads; đầu mối; khách tiềm năng; khách hàng tiềm năng; kh tiềm năng; khtn; data; số data; mối; prospect; "
    "khách mới; khách hàng mới; kh mới; new lead; lead mới; đầu mối mới; tiềm năng; inbound lead; hot lead; enquiry",
    "contact": "liên hệ; người liên hệ; đầu mối liên hệ; đầu mối liên lạc; liên lạc; danh bạ; contact; contacts; contact mới; liên hệ mới; "
    "new contact; địa chỉ liên hệ; người liên lạc; contact person; address book; phone book; thông tin liên hệ; người phụ trách; đầu mối làm việc",
    "account": "công ty; cty; khách hàng doanh nghiệp; doanh nghiệp; tài khoản; tài khoản khách hàng; account; company; firm; customer account; "
    "công ty mới; cty mới; account mới; new account; khách doanh nghiệp; hồ sơ công ty; hồ sơ cty; hồ sơ khách hàng; organisation; organization; "
    "hồ sơ doanh nghiệp; business; hồ sơ công ty mới; hồ sơ khách hàng mới; hồ sơ khách hàng doanh nghiệp; hồ sơ khách mới; doanh nghiệp mới; pháp nhân; đơn vị; đại lý; customer; khách hàng; kh; client; business account; "
    "khách công ty; khách cty; đối tác; đơn vị mới; đối tác mới; đại lý mới; customer record; hồ sơ; tổ chức; nhà phân phối; corporate customer",
    "deal": "cơ hội; cơ hội bán hàng; cơ hội mới; deal; deal mới; opportunity; opp; oppty; thương vụ; new deal; new opportunity; thương vụ mới; "
    "cơ hội kinh doanh; sales opportunity; vụ; dự án; oppo; cohoi; kèo; kèo mới; cơ hội bán",
    "ticket": "ticket; phiếu; phiếu hỗ trợ; phiếu yêu cầu; yêu cầu; case; tickets; tkt; tk; vé; sự cố; ca; phiếu số; support ticket; cases; ticket số; ca hỗ trợ; yêu cầu hỗ trợ",
    "task": "việc; task; công việc; đầu việc; todo; to do; to-do; nhiệm vụ; tác vụ; action item; job; việc cần làm; tsk; to-do item",
    "meeting": "lịch; lịch hẹn; cuộc hẹn; hẹn; buổi hẹn; cuộc gặp; buổi gặp; cuộc họp; buổi họp; lịch gặp; lịch họp; meeting; appointment; "
    "appt; buổi; cuộc; lịch làm việc; buổi làm việc; demo; buổi demo; lịch demo; call; cuộc gọi; visit; lunch; dinner; coffee; cafe; cà phê; "
    "site visit; workshop; kickoff; review; training; session; presentation; mtg; cuộc hẹn gặp; buổi khảo sát; lịch khảo sát; lịch cà phê; lịch ăn trưa; "
    "lịch cafe; lịch coffee; lịch call; buổi cà phê; buổi cafe; buổi trình bày; buổi training; buổi tập huấn; buổi nghiệm thu; "
    "lịch nghiệm thu; lịch bàn giao; buổi bàn giao; hẹn gặp; lịch lắp đặt; lịch bảo trì; factory tour; tour; interview; breakfast; catch-up; catchup; "
    "follow-up; followup; check-in; inspection; survey; sync; walkthrough; slot; chuyến; chuyến thăm; lịch thăm; video call; conference call; phone call; zoom call",
    "quote": "báo giá; bg; bảng giá; bảng báo giá; quote; quotation; estimate; chào giá; bản báo giá; báo giá mới; proforma; thư chào giá; bảng chào giá; price quote",
    "room": "nhóm; phòng; room; group; kênh; channel; box; group chat; grp; gr; nhóm chat; hội; team; box chat; phòng chat; the channel; the room",
    # asking for lists
    "show": "xem; cho xem; coi; cho coi; cho (tôi|em|mình|anh|chị|tui) (xem|coi); xem giúp; xem lại; mở; hiện; hiển thị; liệt kê; list; show; show me; "
    "give me; get me; let me see; kiểm tra; check; ktra; view; display; in ra; xuất; gửi (tôi|em|mình|anh|chị); cho (tôi|em|mình|anh|chị); lấy; pull up; "
    "danh sách; ds; what's; what is; what are; tell me; báo; cho biết; cho (tôi|em|mình|anh|chị) biết; tổng hợp; thống kê; lọc; mở ra; bring up; pull; "
    "see; gimme; xem giùm; coi giùm; xem dùm; cho hỏi; i want to see; i need; mở cho (tôi|em|mình|anh|chị); can i see; kéo; export; print; send me; run; generate; lọc ra; "
    "cho mình xem; liệt kê giúp; xem nhanh; list out; list ra; show ra; check giúp; check giùm; quick look at; how's; how is; hiện ra; báo cáo; liệt kê ra; coi lại; coi thử; xem thử; check thử",
    "whichn": "nào; gì; những; các; mấy; ai; bao nhiêu; which; what; any; who",
    "all": "tất cả; hết; toàn bộ; các; những; mấy; all; all the; every; mọi; the; our; cả; toàn; của; nào; list; danh sách; số; mấy cái; cái",
    "title": "anh; chị; em; cô; chú; bác; ông; bà; a; c; e; sếp; mr; ms; mrs; dr; bạn; thầy; cậu; dì; miss; khách; kh",
}

PARTICLES_BEFORE = """
    ê; này; ơi; bot ơi; em ơi; crm ơi; ok bot; oke; alo bot; hãy; làm ơn; vui lòng; phiền; nhờ bot; nhờ em; nhờ; giúp; giúp tôi; giúp mình; giúp em; giúp anh; giúp chị;
    em muốn; tôi muốn; mình muốn; anh muốn; chị muốn; em cần; tôi cần; mình cần; anh cần; cần; ừ; uh; um; à; ờ; thôi; vậy; dạ; thế; rồi; bạn ơi; ad ơi; ad; bé ơi; trợ lý ơi; trợ lý;
    thêm nữa; tiện thể; pls help; giúp tui; tui muốn; tui cần; robot ơi; e ơi; nè; ê bot; ơ; trước hết; đầu tiên; mình ơi; anh em ơi; chào bot; cho mình; cho em; cho tôi; cho anh; cho chị; cho tui; sau đó; xin; cho hỏi; tin vui đây; tin vui; tin vui nè; tin buồn; tin buồn đây; báo cáo sếp; báo sếp; thông báo; update; cập nhật; ờ thì; ừm; từ nay; à này; em báo; sáng nay; chiều nay; hôm nay; nhờ bạn; phiền bạn; phiền em
"""
ENGLISH_BEFORE = """
    bot; crm; hey; hey bot; hi bot; hi; hello bot; ok; okay; ok bot; please; pls; plz; can you; could you; can u; would you; can you please; could you please; i need you to; i want you to; i'd like to;
    i would like to; i want to; help me; help me to; so; well; and; quick one; then; yo; also; let's; lets; kindly; go ahead and; just; ok now; hi there; you can; and then; will you; i'd like you to; hello; good morning; now
"""
"""Said before the point; they change nothing. The longest that fits is taken off, again and again."""

PARTICLES_AFTER = """
    nhé; nha; nhá; nghen; nghe; nhe; nhen; hen; heng; ha; đi; giúp; giùm; dùm; hộ; với; ạ; nhé em; nha em; nhé bot; em nhé; em nha; giúp em; giúp anh; giúp tôi; giúp mình; giúp chị; giùm em; giùm anh; giùm tôi; giùm mình; giùm chị; giùm tui; giúp tui;
    dùm em; dùm anh; dùm tôi; dùm mình; dùm tui; hộ em; hộ anh; hộ tôi; hộ mình; hộ tui; hộ cái; giúp cái; với em; em với; cái nhé; luôn; liền; ngay; nào; nè; đó; đấy; này; nhỉ; hả; vậy; thế; á; ah; ak; à; ơi; bot ơi; em ơi; luôn nhé; luôn nha; luôn đi;
    nữa; lẹ; lẹ lên; gấp; nhanh; nhanh lên; nhé mọi người; nha mọi người; nhoa; hén; hỉ; zới; vs; đi em; đi bot; tí; xíu; nhaa; nheee; cơ; mà; được không; dc ko; đc k; được ko; dc k; được hông; đc ko; hen em; nhé cả nhà; trên hệ thống; vào hệ thống; lên hệ thống;
    trong hệ thống; trong crm; vào crm; lên crm; trên crm; cảm ơn; cám ơn; tks; tkss; cho em; cho anh; cho tôi; cho mình; cho chị; cho tui; hộ chị; dùm chị; nhé anh; nhé chị; nha anh; nha chị; em ơi nhé; nhanh nhé; giúp anh nhé; a nha; a nhé; ạ nha; cả nhà ơi; mọi người ơi; cả nhà; nghe em; nghe chưa; thôi
"""
ENGLISH_AFTER = """
    please; pls; plz; thanks; thx; ty; thank you; for me; for us; will you; can you; could you; would you; ok; okay; right now; right away; asap; bot; mate; bro; cheers; in the system; in the crm; thanks a lot; many thanks; if you can; thank u; now
"""
"""Said behind the point: politeness, urgency, agreement."""
