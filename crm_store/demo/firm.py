"""The sample firm: it sells and repairs office machines in Ho Chi Minh City. All people and firms are invented, and every address ends in .example (RFC 2606): an answer reaches nobody.

Rows are in the columns of the import (imports/columns.py), so the sample stands on the same way in as real data.
"""

from __future__ import annotations

SUPPORT = "support@saomai.example"

USERS: tuple[tuple[str, str, str, str, str], ...] = (
    ("Nguyễn Thu Hà", "ha@saomai.example", "admin", "Ban giám đốc", "vi"),
    ("Trần Quốc Bảo", "bao@saomai.example", "manager", "Kinh doanh", "vi"),
    ("Lê Minh Anh", "minhanh@saomai.example", "sales", "Kinh doanh", "vi"),
    ("James Carter", "james@saomai.example", "sales", "Kinh doanh", "en"),
    ("Phạm Thanh Tùng", "tung@saomai.example", "support", "Kỹ thuật", "vi"),
    ("Đỗ Ngọc Linh", "linh@saomai.example", "support", "Kỹ thuật", "vi"),
)
"""Name, address, role, team, language."""

ACCOUNT_COLUMNS = "external_id name short_name domain email phone address tax_code tier owner"
ACCOUNTS = (
    "a1|Công ty TNHH Dệt may Hòa Phú|Dệt Hòa Phú|dethoaphu.example|lienhe@dethoaphu.example|028 3816 2040|Tân Bình, TP.HCM|0301284417|vip|minhanh@saomai.example",
    "a2|Trường Mầm non Hoa Sen Nhỏ|Hoa Sen Nhỏ|hoasennho.example|vanphong@hoasennho.example|028 3620 7711|Quận 7, TP.HCM||regular|minhanh@saomai.example",
    "a3|Bluewater Logistics Ltd|Bluewater|bluewaterlog.example|ops@bluewaterlog.example|+84 28 3910 5560|District 1, HCMC|0312900456|vip|james@saomai.example",
    "a4|Công ty CP Xây dựng Đại Tín|Đại Tín|daitin-xd.example|hanhchinh@daitin-xd.example|0251 3842 119|Biên Hòa, Đồng Nai|3600417722|regular|minhanh@saomai.example",
    "a5|Phòng khám Nhi Ánh Dương|PK Ánh Dương|||028 3930 4415|Quận 3, TP.HCM||new|minhanh@saomai.example",
    "a6|Nordlicht Design Studio|Nordlicht|nordlicht-studio.example|hello@nordlicht-studio.example|+84 28 6290 1185|Thao Dien, HCMC||regular|james@saomai.example",
    "a7|Văn phòng Luật sư Trường Giang|Luật Trường Giang|luattruonggiang.example||028 3822 6093|Quận 1, TP.HCM|0309966120|potential|minhanh@saomai.example",
    "a8|Mekong Dental Group|Mekong Dental|mekongdental.example|frontdesk@mekongdental.example|+84 292 3811 702|Cần Thơ|1800744310|new|james@saomai.example",
)

CONTACT_COLUMNS = "external_id salutation name title account email email2 phone owner"
CONTACTS = (
    "c1|chị|Trần Thị Hoa|Trưởng phòng hành chính|a1|hoa.tran@dethoaphu.example|hoatran.hp@gmail.example|0903 118 274|minhanh@saomai.example",
    "c2|anh|Vũ Đình Khải|IT|a1|khai.vu@dethoaphu.example||0918 440 126|minhanh@saomai.example",
    "c3|chị|Lý Mỹ Duyên|Kế toán trưởng|a1|duyen.ly@dethoaphu.example||0909 775 312|minhanh@saomai.example",
    "c4|cô|Phan Thị Bích Ngọc|Hiệu trưởng|a2|ngoc.phan@hoasennho.example||0987 223 406|minhanh@saomai.example",
    "c5|chị|Hồ Thảo Vy|Văn thư|a2|vy.ho@hoasennho.example||0938 610 557|minhanh@saomai.example",
    "c6|Ms|Olivia Bennett|Operations Manager|a3|olivia.bennett@bluewaterlog.example||+84 90 812 4490|james@saomai.example",
    "c7|Mr|Daniel Okafor|IT Lead|a3|daniel.okafor@bluewaterlog.example||+84 93 551 7028|james@saomai.example",
    "c8|chị|Ngô Kim Loan|Trợ lý|a3|loan.ngo@bluewaterlog.example||0906 334 981|james@saomai.example",
    "c9|anh|Đặng Hữu Phước|Phó giám đốc|a4|phuoc.dang@daitin-xd.example||0913 802 645|minhanh@saomai.example",
    "c10|chị|Bùi Thu Trang|Hành chính|a4|trang.bui@daitin-xd.example||0977 145 038|minhanh@saomai.example",
    "c11|bác sĩ|Mai Hoàng Yến|Chủ phòng khám|a5|bsyen.anhduong@gmail.example||0902 667 190|minhanh@saomai.example",
    "c12|em|Cao Nhật Minh|Lễ tân|a5|letan.anhduong@gmail.example||0933 908 214|minhanh@saomai.example",
    "c13|Ms|Lena Vogt|Founder|a6|lena@nordlicht-studio.example||+84 76 220 1954|james@saomai.example",
    "c14|anh|Trịnh Gia Huy|Designer|a6|huy@nordlicht-studio.example||0909 512 667|james@saomai.example",
    "c15|luật sư|Đoàn Trường Giang|Trưởng văn phòng|a7|giang.doan@luattruonggiang.example||0903 990 451|minhanh@saomai.example",
    "c16|chị|Võ Hải Yến|Thư ký|a7|haiyen@luattruonggiang.example||0948 126 703|minhanh@saomai.example",
    "c17|Dr|Patrick Nguyen|Clinical Director|a8|patrick@mekongdental.example||+84 91 740 3316|james@saomai.example",
    "c18|chị|Huỳnh Diễm My|Quản lý cơ sở|a8|my.huynh@mekongdental.example||0919 385 042|james@saomai.example",
    "c19|anh|Tô Văn Lực|Chủ tiệm photo||tovanluc.photo@gmail.example||0982 371 449|minhanh@saomai.example",
    "c20|chị|Kiều Ngân|Khách lẻ||kieungan.hcm@yahoo.example||0905 288 136|minhanh@saomai.example",
)

LEAD_COLUMNS = "external_id name company email phone source status rating owner"
LEADS = (
    "l1|Lâm Tấn Đạt|Homestay Bến Xuân|dat.lam@benxuan.example|0907 441 285|referral|new|hot|minhanh@saomai.example",
    "l2|Grace Whitfield|Whitfield Language Centre|grace@whitfieldlc.example|+84 28 7303 1190|web_form|in_process|warm|james@saomai.example",
    "l3|Châu Thị Mỹ Tiên|Tiệm bánh Mỹ Tiên|mytien.bakery@gmail.example|0938 702 516|call|new|warm|minhanh@saomai.example",
    "l4|Nguyễn Hoài Nam|Co-working Gác Mái|nam@gacmai.example|0916 550 893|event|assigned|warm|minhanh@saomai.example",
    "l5|Arjun Mehta|Saffron Kitchens|arjun.mehta@saffronkitchens.example|+84 70 318 6627|email|recycled|cold|james@saomai.example",
)

OPPORTUNITY_COLUMNS = "external_id name account contact stage amount currency owner close_in"
OPPORTUNITIES = (
    "o1|Thay 12 máy in tầng 3 và 4|a1|c1|negotiation|186000000|VND|minhanh@saomai.example|18",
    "o2|Gói bảo trì 24 tháng|a1|c2|proposal|54000000|VND|minhanh@saomai.example|35",
    "o3|Managed print for the Cat Lai warehouse|a3|c6|negotiation|9800|USD|james@saomai.example|12",
    "o4|Máy photocopy A3 cho công trường|a4|c9|qualification|72500000|VND|minhanh@saomai.example|44",
    "o5|Large-format plotter|a6|c13|proposal|6400|USD|james@saomai.example|25",
    "o6|Máy scan hồ sơ tốc độ cao|a7|c15|qualification|38000000|VND|minhanh@saomai.example|50",
    "o7|Thuê máy in 4 lớp học|a2|c4|won|22800000|VND|minhanh@saomai.example|-9",
    "o8|Label printers, three clinics|a8|c17|lost|3150|USD|james@saomai.example|-20",
)
"""``close_in`` is in days from the day on which the sample is made."""
