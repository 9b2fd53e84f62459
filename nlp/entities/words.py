"""The words by which names are known: forms of address, family and given names, heads and endings of firms, places.

Lists are folded (``nlp.text.fold``) unless said otherwise. Written from general knowledge of both languages.
"""

from __future__ import annotations

from nlp.text import fold


def listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(fold(one).split()) for one in text.replace("\n", ";").split(";") if one.strip())


_TITLES_PLAIN = listed(
    """anh chi em co chu bac ong ba thay sep be chau mr mrs ms miss mister dr doctor prof madam mdm bs ts ths ks ls gs"""
)
_TITLES_WRITTEN = listed("chị cô chú bác ông bà thầy sếp bé cháu cậu mợ dì dượng út")
SHORT_TITLES = listed("a c e b")
"""Abbreviated titles, as chats have them; only with a name that stands in a list."""


def is_title(written: str) -> bool:
    """A form of address; "đường" is no "dượng"."""
    lower = written.lower()
    return lower in _TITLES_PLAIN if lower.isascii() else lower in _TITLES_WRITTEN


def is_short_title(written: str) -> bool:
    return written.lower() in SHORT_TITLES


FAMILY_NAMES = listed("""nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dinh luong trinh doan
    truong cao mai to ton luu chau ha lam thai ta tang vuong quach lac la kieu la phung khuc trieu thach danh son kim dam
    dao nong giang nghiem tong van thanh bach uong mac khong quan au duong lieu nhan hua cu luc ninh ung giap mau tieu
    vi ro hlen y rcham ksor nay sieu h'""")

GIVEN_NAMES_ACCENTED = listed("""An Anh Ái Ánh Ân Bách Bằng Bảo Bích Bình Cẩm Cảnh Cao Châu Chi Chí Chiến Chinh Chung Chương Công Cúc Cường
    Dân Danh Di Diễm Diệp Diệu Doanh Dung Dũng Duy Duyên Dương Đại Đạt Đan Đào Đăng Điền Điệp Định Đoàn Đông Đồng Đức Giang Giao
    Hà Hạ Hải Hân Hằng Hạnh Hào Hảo Hậu Hiên Hiền Hiển Hiếu Hiệp Hoa Hòa Hoà Hoàn Hoàng Hoài Hoan Hoán Học Hồng Hợp Huân Huấn Huệ
    Hùng Huy Huyền Huỳnh Hưng Hương Hường Hữu Hy Kha Khải Khang Khánh Khanh Khiêm Khoa Khôi Khởi Khuê Kiên Kiệt Kiều Kim Kỳ
    Lam Lâm Lan Lân Lệ Liên Linh Loan Long Lộc Lợi Luân Luật Lương Lượng Lực Ly Lý Mai Mạnh Mẫn Mận Mi Minh Mơ Muội Mỹ My Nam Nga
    Ngà Ngân Nghi Nghĩa Ngọc Nguyên Nguyệt Nhân Nhã Nhàn Nhật Nhi Nhiên Nhung Như Nhàn Nhựt Ninh Nương Oanh Phát Phong Phú Phúc Phụng
    Phước Phương Phượng Quân Quang Quế Quốc Quý Quyên Quyền Quyết Quỳnh Sang Sáng San Sen Sĩ Sinh Sơn Sương Tài Tâm Tân Tấn Thái
    Thạch Thảo Thắm Thanh Thành Thạnh Thắng Thăng Thi Thiên Thiện Thịnh Thoa Thơ Thơm Thông Thu Thủy Thuỷ Thùy Thúy Thuý Thuận Thuần
    Thư Thương Thục Thy Tiên Tiến Tín Tịnh Toàn Toản Trà Trâm Trân Trang Tranh Trí Triết Trinh Trọng Trúc Trung Trường Trực Tú Tuấn
    Tuệ Tùng Tuyên Tuyền Tuyết Tường Tư Uyên Vân Vi Việt Vinh Vĩnh Vỹ Vượng Vương Vy Xuân Xuyến Yên Yến Ý Thìn Tỵ Thêm Bông Lành Út Tèo Ba Tư Năm Sáu Bảy Tám Chín Mười Thị Bá""")
GIVEN_NAMES = frozenset(fold(name) for name in GIVEN_NAMES_ACCENTED)
GIVEN_NAMES_WRITTEN = frozenset(name.lower() for name in GIVEN_NAMES_ACCENTED)
"""Lower case with accents."""

ALSO_COMMON_WORDS = listed("""mai van hong tien thanh hoang my hai ba tu nam lam tham the dang dung con bao minh thu vu ha chi cao
    danh an anh bang bang binh cam canh cong dai dao dat dan di dien dinh dong doan giao giang hang hao hau hien hoa hoan hoc hop
    hoi huan huong hy kha khanh ky kim la le lien loi long luan luat luong luc man mang moi ngan nghi nguyen nhan nhat nhi nhu phat
    phong phu phuong quan quoc quy quyen sang sen sinh son tai tam tan thai thang thi thien thong thu thuan thuc thuong tin toan
    trang tranh tri trong trung truc truong tuong tuyen vi viet vinh xuan yen y ly tra to ta duong lanh them sau chuong dan quyet
    mo dieu nga ngoc hanh ut trinh ti mi an sau bay muoi ben dan sam tim sue bill mark rose grace jean ken lee khoi hoai bich hiep chien luan tinh bong that""")
"""Given names that are, without accents, everyday words too: "mai" is tomorrow, "hong" is no."""

ENGLISH_GIVEN = listed("""aaron adam adrian agnes aiko alan albert alejandro alex alexander alexandra alice alison amanda amelia amy ana
    andre andrea andrew angela anita ann anna anne anthony antonio aoife arthur ashley audrey barbara beatrice ben benjamin bernard beth
    betty bill bob brandon brenda brian bruce carl carla carlos carol caroline catherine cathy charles charlotte chen chloe chris christian
    christine christopher cindy claire clara colin connor craig cynthia daisy dan daniel daniela danny dave david dean deborah debra
    denise dennis derek diana diego donald donna dorothy doug douglas duncan dylan eddie edgar edward elaine eleanor elena elizabeth ella
    ellen emily emma eric erik erin ethan eva evan evelyn fatima felix fernando fiona frances francis frank fred gabriel gareth gary
    gavin geoff george gerald gina giulia gloria gordon graham greg gregory hannah hans harold harry hassan heather helen henry hiroshi holly
    howard hugh hugo ian imran ingrid irene isaac isabel ivan jack jacob jake james jamie jan jane janet jason jasmine javier jay jean jeff
    jeffrey jennifer jenny jeremy jerry jesse jessica jill jim joan joanna joe joel john johnny jonathan jordan jorge jose joseph josh
    joshua joyce juan judith judy julia julian julie june justin karen karl kate katherine kathy keith kelly ken kenji kenneth kevin
    kim kumar kyle larry laura lauren lee leo leon leonard lewis liam linda lisa liz lorenzo louis louise lucas lucy luis luke lynn
    manuel marc marco marcus margaret maria marie mario marion martha martin mary matt matthew maurice megan melissa michael michelle
    miguel mike mohamed mohammed molly monica muhammad nadia nancy naomi natalie nathan neil nicholas nick nicola nicole nigel nina noah
    nora oliver olivia omar oscar pamela patricia patrick paul paula pauline pedro peggy penny peter phil philip pierre priscilla priya rachel
    raj rajesh ralph ramesh ravi ray raymond rebecca rene richard rick rita rob robert roberto robin rodney roger ron ronald rosa rose ross roy russell
    ruth ryan sally sam samantha samuel sandra sara sarah scott sean seth sergio shane shannon sharon sheila shirley simon sofia sonia
    sophia sophie stanley stella stephanie stephen steve steven stuart sue susan suzanne sylvia takashi tanaka tara ted teresa terry
    theresa thomas tim timothy tina todd tom tony tracy trevor tyler ursula valerie vanessa vera veronica victor victoria vincent
    virginia vivian walter wayne wei wendy william yuki yusuf yvonne zach zoe""")

_ORG_HEADS = """công ty; cty; ct tnhh; tập đoàn; doanh nghiệp; dntn; hợp tác xã; htx; siêu thị; siêu thị mini; khách sạn; nhà hàng; xưởng; xưởng in;
    xưởng may; xưởng mộc; xưởng gỗ; cửa hàng; cửa hàng tiện lợi; shop; tiệm; tiệm bánh; tiệm tóc; tiệm nail; tiệm vàng; quán; quán ăn; quán cà phê; quán cafe; quán cơm; quán phở;
    spa; salon; thẩm mỹ viện; nhà thuốc; phòng khám; phòng gym; nha khoa; bệnh viện; trường; trường mầm non; trường tiểu học; trường thpt; trường thcs;
    trường đại học; đại học; trung tâm; trung tâm anh ngữ; trung tâm ngoại ngữ; trung tâm tiếng anh; ngân hàng; nhà máy; đại lý; resort; homestay; gara; garage; studio; cafe;
    cà phê; văn phòng luật; văn phòng công chứng; nhà xe; nhà sách; nhà in; in ấn; nội thất; vật liệu xây dựng; vlxd; thời trang; mỹ phẩm; điện máy; phụ kiện; nhà máy bia;
    nhựa; thép; gỗ; may; bao bì; dược; dược phẩm; xây dựng; cơ khí; điện lạnh; vận tải; logistics; giày; dệt; gốm; gốm sứ; thủy sản; nông sản; thực phẩm; trà; bánh; kho; hotel; club; clb; gym; yoga; cửa hàng hoa; shop hoa; tiệm hoa"""
ORG_HEADS: dict[tuple[str, ...], tuple[str, ...]] = {
    tuple(fold(one).split()): tuple(one.split()) for one in _ORG_HEADS.replace("\n", ";").split(";") if one.strip()
}
"""What stands before a firm's name, folded to written. Heads of one everyday word count only before capitals (``WEAK_HEADS``)."""


WEAK_HEADS = listed("""shop quan truong may go tra banh kho in nhua thep hang cafe duoc spa salon studio trung tam gara garage resort
    homestay giay det gom yoga gym club hotel logistics tiem""")

TRADES = listed(
    "may go in an nhua thep kho tra banh duoc giay det gom noi that thuc pham xay dung van tai vat lieu co khi my pham su thoi trang nong thuy san trung tam dien lanh"
)

INDUSTRY = listed("""tnhh cp co phan mtv mot thanh vien tm dv sx xnk thuong mai dich vu san xuat xuat nhap khau dau tu phat trien xay dung
    noi that may mac in an thuc pham van tai du lich cong nghe giai phap phan mem bao bi det luat quang cao truyen thong duoc pham
    nong san thuy san co khi dien lanh dien tu vien thong giao duc bat dong san trach nhiem huu han va & go nhua thep logistics mini
    my pham thoi trang y te vat lieu thiet bi moi truong tu van kien truc thiet ke su kien to chuc""")
"""What may stand between a head and the name proper: "Công ty TNHH thương mại dịch vụ Sao Mai"."""

ORG_ENDINGS = listed("""ltd limited llc inc incorporated corp corporation gmbh jsc pte plc group holdings company co trading foods food dairy
    hotel hotels resort resorts bank clinic hospital school studio studios interior interiors retail residences logistics industries
    industrial technologies technology tech solutions systems software partners partnership consulting consultants associates agency
    media design designs print printing prints packaging textiles garments furniture electronics electric engineering construction
    builders properties realty travel tours airlines brewery brewing bakery cafe coffee kitchen restaurant bistro farm farms fisheries
    seafood pharma pharmacy motors auto garage cleaning services service supplies supply imports exports international global ventures
    capital insurance university college institute foundation club gym fitness spa salon boutique fashion apparel cosmetics beauty mart
    market markets store stores shop warehouse shipping freight express couriers works labs lab energy power solar steel plastics
    chemicals paper gear optics offshore hardware foundation books toys sports nursery dental care wellness events catering wines winery spirits tea gardens landscaping marine
    offshore mining petroleum gas metals machinery tools hardware press publishing entertainment games digital networks telecom security""")

ENGLISH_ORG_ONLY_SUFFIX = listed("ltd limited llc inc incorporated corp corporation gmbh jsc pte plc holdings")

ROLES = listed("""ke toan accounting accountant director manager sales marketing purchasing procurement hr admin assistant secretary ceo cfo
    cto coo owner founder head officer engineer technician support kinh doanh truong giam doc pho phong thu ky nhan vien mua hang
    chu tich quan ly ky thuat hanh chinh nhan su finance operations department team lead senior junior executive coordinator
    president vice chief buyer specialist supervisor customer service thu mua le tan""")

_NO_NAMES_WRITTEN = listed(
    """team all sir sirs madam there everyone everybody support shop ad admin anh chị em bạn quý công ty bộ phận phòng
    manager customer service friend friends guys hỗ trợ kế toán mọi người các cả nhà khách hàng đối tác xin chào cảm
    cám ơn on ok oke okay thanks thank regards best kind warm cheers sincerely yours hi hello dear hey good morning
    afternoon evening please i i'm i've i'd i'll im we we're our your you they it it's this that the a an and or to
    from of in at for with by is are was re fw fwd kính gửi thân mến trân trọng vui lòng dạ vâng alo nhé nha e c ơi
    à ạ ah monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december mon tue wed thu fri sat sun thứ ngày tháng sáng chiều tối mai hôm nay
    tuần có không được rồi chưa bên mình tôi tui nó họ là và về hay nếu thì mà nhưng khi do đây kia này sao gì nào
    ai đâu bao giờ đơn hợp đồng hóa hoá số điện thoại email địa chỉ sđt sdt đt tel phone mobile hotline fax website
    zalo facebook yes no yep nope sorry great perfect awesome sent phần mềm sản phẩm dịch vụ thanh giao nhận lịch
    hẹn hotel quote order invoice payment subject note ps asap fyi urgent gấp mong rất cần nhờ đang iphone android
    gmail outlook bye goodbye thx tks new happy merry congratulations chúc mừng vat cod lol oh wow hmm ban giám đốc
    quản lý của kỹ thuật viên tổng đài cskh sale sales marketing accounting accounts finance both partner partners
    colleague colleagues reader customers client clients member members agent operator concern whom what when where
    why how who can could would will should does did has have had if but so just also still any some one two three
    four five ten kinh mua bán thuê xem làm giúp cho với vì đi đến nói muốn quên trả lại xong hết còn mới cũng vẫn
    tạm đã sẽ phải cái chiếc máy tiền đặt lấy hủy huỷ đổi gọi hỏi báo giá tư vấn check kiểm tra chuyển khoản gặp tới
    lên xuống ra vào trước sau trong ngoài trên dưới đúng sai nữa thêm my refused store card app"""
)
NO_NAMES = frozenset(fold(word) for word in _NO_NAMES_WRITTEN)


def is_everyday(written: str) -> bool:
    """A word that is no name. Accents decide where they were typed: "thì" is none, "Thị" may be one."""
    lower = written.lower()
    return lower in NO_NAMES if lower.isascii() else lower in _NO_NAMES_WRITTEN


PLACES = _phrases("""hà nội; hồ chí minh; tp hcm; tphcm; hcm; sài gòn; đà nẵng; hải phòng; cần thơ; huế; nha trang; đà lạt; vũng tàu; biên hòa; bình dương;
    đồng nai; long an; tiền giang; bến tre; vĩnh long; an giang; kiên giang; cà mau; bạc liêu; sóc trăng; hậu giang; trà vinh; đồng tháp; tây ninh; bình phước;
    bình thuận; ninh thuận; khánh hòa; phú yên; bình định; quy nhơn; quảng ngãi; quảng nam; hội an; quảng trị; quảng bình; hà tĩnh; nghệ an; vinh; thanh hóa; ninh bình;
    nam định; hà nam; thái bình; hưng yên; hải dương; bắc ninh; bắc giang; vĩnh phúc; phú thọ; thái nguyên; lạng sơn; cao bằng; lào cai; sa pa; yên bái; sơn la; điện biên;
    lai châu; hòa bình; tuyên quang; hà giang; bắc kạn; quảng ninh; hạ long; pleiku; gia lai; kon tum; đắk lắk; buôn ma thuột; lâm đồng; tây nguyên; miền tây; phú quốc; thủ đức; gò vấp; bình thạnh;
    tân bình; phú nhuận; cầu giấy; ba đình; hoàn kiếm; đống đa; hai bà trưng; thanh xuân; việt nam; vietnam; saigon; hanoi; danang;
    singapore; malaysia; thailand; bangkok; jakarta; indonesia; manila; philippines; cambodia; phnom penh; laos; china; beijing; shanghai; shenzhen; guangzhou; hong kong;
    taiwan; taipei; japan; tokyo; osaka; korea; seoul; india; mumbai; delhi; australia; sydney; melbourne; perth; brisbane; auckland; new zealand; uk; london; manchester;
    england; scotland; ireland; dublin; cork; usa; us; new york; california; los angeles; chicago; texas; boston; seattle; canada; toronto; vancouver; germany; berlin; munich; hamburg;
    france; paris; lyon; italy; milan; rome; spain; madrid; barcelona; netherlands; amsterdam; rotterdam; belgium; sweden; stockholm; norway; oslo; denmark; copenhagen; poland; warsaw;
    dubai; penang; kuala lumpur; europe; asia; africa; america; ho chi minh city""")

ADDRESS_HEADS = listed("""duong pho phuong quan huyen xa ap thon tinh tp ngo hem ngach chung toa khu kcn kdc cho cau dao bien song ho
    truong san ga nga""")
ADDRESS_PHRASES = _phrases("""đường; phố; phường; quận; huyện; xã; ấp; thôn; tỉnh; thành phố; tp; số nhà; ngõ; hẻm; ngách; chung cư; tòa nhà; khu đô thị; khu công nghiệp;
    kcn; kdc; công trình; chi nhánh; địa chỉ; đc; đ/c; cầu; sân bay; vincom; kho; giao; ngã tư; bến xe; dự án; số""")
STREET_ENDINGS = listed(
    "street st road rd avenue ave boulevard blvd lane district ward city square park drive tower building airport port"
)

PRODUCTS = listed("iphone ipad macbook imac airpods galaxy redmi thinkpad playstation kindle pixel surface")
BRANDS = listed("""samsung ss oppo xiaomi realme vivo nokia huawei vsmart masstel sony canon hp epson brother dell asus acer lenovo
    panasonic daikin lg toshiba honda yamaha apple nikon bosch makita philips sharp hitachi electrolux tefal casper midea aqua
    logitech msi gigabyte kingston seagate sandisk tplink zebra xprinter hikvision dahua fujifilm ricoh konica xerox""")
MODEL_WORDS = listed(
    "pro max plus lite mini note ultra prime neo se air fold flip edge play star joy youth new edition premium find galaxy watch buds"
)
MAKERS = listed("""google facebook zalo viber telegram whatsapp paypal visa mastercard momo vnpay windows microsoft office excel word outlook gmail ios
    android bluetooth wifi shopee lazada tiki grab instagram youtube tiktok linkedin zoom skype teams chrome firefox safari adobe photoshop
    vietcombank techcombank vietinbank bidv agribank mbbank acb vpbank sacombank tpbank fedex dhl ups ghn ghtk viettel vnpost xero misa sap oracle
    app play card amex app play card amex american linux usb american hdmi vat cod unc pdf""")
"""Makers and services mentioned in passing: neither a person nor the writer's firm."""
