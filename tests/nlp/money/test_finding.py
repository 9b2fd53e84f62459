"""Amounts as people write them. ``a..b`` is a range, ``≥``/``≤`` a limit, ``/x`` a price per x; VND where nothing is said."""

from __future__ import annotations

import itertools
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.analysis import Bound, Money
from nlp.money.finding import MOST, find_money
from nlp.text import clean, fold

VIETNAMESE = """
1tr5 | 1500000
anh chốt giúp em 1tr250 nhé | 1250000
3tr2/cái | 3200000 /cái
giá 12 triệu rưỡi một bộ | 12500000 /bộ
2 tỷ rưỡi | 2500000000
hợp đồng 1,2 tỷ ký tháng 6 | 1200000000
1 tỷ 2 | 1200000000
2 tỷ 350 là giá cuối | 2350000000
2 tỷ 350 triệu | 2350000000
1ty250 | 1250000000
nửa tỷ | 500000000
gần nửa triệu | 500000
mười lăm triệu | 15000000
hai mươi ba triệu năm trăm nghìn | 23500000
ba trăm năm mươi nghìn đồng | 350000
một tỷ hai trăm triệu | 1200000000
hai chục triệu | 20000000
2 chục triệu | 20000000
5 trăm nghìn | 500000
hai trăm k | 200000
1 triệu 250 nghìn | 1250000
1 triệu 2 trăm | 1200000
12 ngàn | 12000
500k | 500000
40k5 | 40500
249k/combo | 249000 /combo
2 củ | 2000000
chuyển em 3 củ rưỡi | 3500000
lương 15m | 15000000
ck trước 50n | 50000
giá tầm 2 chai | 2000000
trả 5 lít | 500000
mất 2 xị | 200000
1.200.000đ | 1200000
1.200.000 đồng | 1200000
1200000 vnd | 1200000
giá 1.200.000 | 1200000
số tiền 52.800.000 | 52800000
tổng 18.700.000đ cho 2 hóa đơn | 18700000
ck 5000000 rồi nhé | 5000000
giá 1.250 triệu | 1250000000
nhà giá 2.350 tỷ | 2350000000
đất 45,5 triệu/m2 | 45500000 /m2
5-7tr | 5000000..7000000
tầm 5 đến 7 triệu | 5000000..7000000
khoảng 500k - 1tr | 500000..1000000
từ 800 đến 1 tỷ | 800000000..1000000000
từ 3,5 tới 4 tỷ | 3500000000..4000000000
20 - 25 triệu/tháng | 20000000..25000000 /tháng
10 hoặc 12 triệu | 10000000..12000000
không quá 3 tỷ | ≤3000000000
dưới 500k | ≤500000
tối đa 20 triệu | ≤20000000
từ 5 triệu trở lên | ≥5000000
ít nhất 10 triệu | ≥10000000
trên 1 tỷ | ≥1000000000
không dưới 2 triệu | ≥2000000
50 usd | 50 USD
1.250 USD | 1250 USD
3 nghìn đô | 3000 USD
hai nghìn rưỡi đô | 2500 USD
5k đô | 5000 USD
2 đô 50 xu | 2.50 USD
hai phẩy năm tỷ | 2500000000
100 euro | 100 EUR
200 tệ | 200 CNY
1 triệu yên | 1000000 JPY
500 đô Úc | 500 AUD
300 đô Sing | 300 SGD
50 bảng Anh | 50 GBP
2 triệu won | 2000000 KRW
máy in 2 cái 3tr4, mực 10 hộp 850k | 3400000; 850000
giảm còn 4tr2 từ 5tr | 4200000; 5000000
20 cái x 150k | 150000
cọc 30% là 6tr | 6000000
đặt 100 áo giá 85k một cái | 85000 /cái
hỏi giá bình 21 lít | -
mua 2 chai nước mắm | -
3 củ khoai | -
5 lít dầu | -
dài 3m rộng 2m | -
bảng 2m x 3m | -
ống phi 21, 4m | -
5 m2 | -
1 trứng | -
màn hình 4k | -
vàng 24k | -
sinh năm 2k5 | -
20k người theo dõi | -
2 triệu lượt xem | -
chạy 10k | -
tour 3n2đ | -
vài trăm k | -
mấy triệu | -
vài chục triệu | -
hàng tỷ | -
năm 2026 | -
phòng 1205 | -
gọi 0903 123 456 | -
0903.123.456 | -
ngày 30/4/2026 | -
10h30 | -
20 cái ghế | -
T-123 | -
MST 0312345678 | -
anh 35 tuổi | -
tăng 20% | -
hai anh em | -
mười giờ | -
phiên bản 12.34.56 | -
12 Nguyễn Trãi, P.5, Q.10 | -
15 triệu người | -
nặng 3 ký rưỡi | -
trang 20 | -
k được đâu | -
không tới nơi | -
em tên Tý | -
3 triệu tư | 3400000
hai triệu mốt | 2100000
2 triệu mốt | 2100000
triệu rưỡi | 1500000
tỷ hai | 1200000000
bảy lăm nghìn | 75000
hai lăm triệu | 25000000
trăm rưỡi nghìn | 150000
hai trăm rưỡi nghìn | 250000
1 tỉ 2 | 1200000000
tỉ rưỡi | 1500000000
0,5 tỷ | 500000000
500 nghìn đồng chẵn | 500000
1 triệu rưỡi mỗi tháng | 1500000 /tháng
mười nghìn đô | 10000 USD
2 nghìn tệ | 2000 CNY
80 đô/người | 80 USD /người
5 vạn tệ | 50000 CNY
nửa củ | 500000
trăm triệu | 100000000
gần trăm triệu | 100000000
12tr/tháng/người | 12000000 /tháng
từ 5tr-7tr | 5000000..7000000
khoảng mười đến mười lăm triệu | 10000000..15000000
hơn hai tỷ | ≥2000000000
chưa tới 5 triệu | ≤5000000
giá 2.5tr | 2500000
2,5tr | 2500000
1.250k | 1250000
1250k | 1250000
3,000,000 VND | 3000000
VND 3.000.000 | 3000000
3.000.000₫ | 3000000
₫3.000.000 | 3000000
3.5 tỉ VND | 3500000000
10,000 đ | 10000
10000 d | 10000
2 nghìn tỷ | 2000000000000
2 nghìn tỷ đồng | 2000000000000
hai nghìn tỷ | 2000000000000
1 ngàn 5 trăm đô | 1500 USD
một ngàn rưỡi đô la | 1500 USD
USD 12.500 | 12500 USD
1.250,50 USD | 1250.5 USD
12,5 nghìn USD | 12500 USD
mười hai triệu tám | 12800000
ba tỷ tư | 3400000000
hai tỷ mốt | 2100000000
giá gốc 2tr, giảm 10% còn 1tr8 | 2000000; 1800000
8tr990k | 8990000
8.990k | 8990000
8,99tr | 8990000
9tr999 | 9999000
12tr490 | 12490000
1tỷ150tr | 1150000000
1tỷ1 | 1100000000
350 Tr | 350000000
5 TỶ | 5000000000
15K | 15000
1.5 triệu | 1500000
một triệu hai trăm năm mươi nghìn đồng | 1250000
trả góp 1tr2 x 12 tháng | 1200000
3 triệu 3 | 3300000
3 triệu ba | 3300000
2 triệu 8 nhé | 2800000
4 triệu chín | 4900000
chín triệu chín | 9900000
phí ship 30 nghìn | 30000
ship 35k nội thành | 35000
cọc 50% = 4tr | 4000000
tổng thiệt hại 25 triệu | 25000000
bớt cho anh 200 | -
bớt 200 nghìn nữa | 200000
7 trăm rưỡi nghìn | 750000
năm trăm | -
sáu chục nghìn | 60000
ba chục | -
60 ngìn | -
mua 3 tặng 1 | -
100.000 đ/suất | 100000 /suất
999.000đ | 999000
1.499.000 | 1499000
giá: 12.900.000 | 12900000
12.900.000 / bộ | 12900000 /bộ
khoảng 30.000 USD | 30000 USD
1 nghìn rưởi | 1500
15 củ khoai | -
10 củ sạc | -
2 củ loa | -
mất toi 5 củ | 5000000
5 củ nhé em | 5000000
2 nghìn cái ghế | -
3 nghìn tờ rơi | -
5 triệu cái | 5000000 /cái
50 triệu tiền cọc | 50000000
đơn hàng 2 nghìn chiếc | -
hơn 100 nghìn khách | -
10k cái túi | -
in 5k tờ rơi | -
8 nghìn hộp sữa | -
1 triệu lít | -
quãng đường 3 nghìn km | -
đặt 2k bao thư | -
giá 2k bao thư | 2000
5k một cái | 5000 /cái
túi 10k cái | 10000 /cái
không đồng nào | -
0 đồng | 0
giá 0đ | 0
miễn phí 100% | -
20/11 giảm 20 | -
mã giảm 50K | 50000
5tr/1 người | 5000000 /1 người
ngày 5/6 chuyển 7tr | 7000000
5-6/7 chuyển 7tr | 7000000
lúc 9h30 chuyển 500k | 500000
t5 tuần này 5tr | 5000000
2tr-2tr5 | 2000000..2500000
2-2,5tr | 2000000..2500000
2tr – 3tr | 2000000..3000000
dưới 2tr5 | ≤2500000
max 3tr | ≤3000000
tối thiểu là 5 triệu | ≥5000000
3 triệu trở xuống | ≤3000000
từ 300k | 300000
$5/tháng | 5 USD /tháng
hai mươi đô một tháng | 20 USD /tháng
1 cây | -
10 triệu/3 tháng | 10000000
trả làm 3 đợt, mỗi đợt 15tr | 15000000
30 triệu chưa thuế, 33 triệu gồm VAT | 30000000; 33000000
một củ hai | 1200000
1 củ 2 | 1200000
2 lít rưỡi xăng | -
gửi e 2 lít nhé | 200000
giá hơn 3 m 6 không | ≥3600000
tầm 2 triệu 5 không em | 2500000
máy Canon LBP330 | -
15p nữa gọi lại | -
từ sáu triệu đến ba triệu | 6000000; 3000000
0871872627 | -
m2 giá 45tr | 45000000
giá 3m5 | 3500000
3m5 | -
giá thuê 15tr 1 tháng | 15000000 /tháng
15tr một tháng | 15000000 /tháng
"""

ENGLISH = """
$12k | 12000 USD
USD 1.5m | 1500000 USD
€300 | 300 EUR
£1,250.50 | 1250.5 GBP
US$ 3,400 | 3400 USD
$3.5 million | 3500000 USD
$1,250 million | 1250000000 USD
2.4m USD | 2400000 USD
1.5 bn euros | 1500000000 EUR
S$900 | 900 SGD
A$ 45 | 45 AUD
HK$2,000 | 2000 HKD
VND 120 million | 120000000
25 million VND | 25000000
¥5000 | 5000 JPY
500 dollars | 500 USD
fifteen hundred dollars | 1500 USD
twelve thousand five hundred euros | 12500 EUR
two and a half million dollars | 2500000 USD
half a million euros | 500000 EUR
a quarter million dollars | 250000 USD
a dollar | 1 USD
ten bucks | 10 USD
20 quid | 20 GBP
50 cents | 0.5 USD
5 dollars and 20 cents | 5.2 USD
thirteen dollars forty five | 13.45 USD
3,000 Singapore dollars | 3000 SGD
40 Swiss francs | 40 CHF
12,50 € | 12.5 EUR
1.250,00 EUR | 1250 EUR
120 MEUR | 120000000 EUR
CHF 1'250.00 | 1250 CHF
$40-60 | 40..60 USD
$40-$60 | 40..60 USD
between $40 and $60 | 40..60 USD
from 10 to 20 dollars | 10..20 USD
USD 5k - 7k | 5000..7000 USD
up to $5,000 | ≤5000 USD
at least 200 euros | ≥200 EUR
under £50 | ≤50 GBP
more than $1m | ≥1000000 USD
no more than 300 dollars | ≤300 USD
$20 each | 20 USD /each
€75 per hour | 75 EUR /hour
$98 a share | 98 USD /share
USD 0.92/pc | 0.92 USD /pc
$30/month | 30 USD /month
16 sensors @ €2,450 | 2450 EUR
price is 250k | 250000
budget 20 million | 20000000
2 x $15, 1 x $8.50 | 15 USD; 8.5 USD
we have 200k users | -
two million people | -
5 | -
7.2 | -
room 1205 at 3pm | -
version 2.4.1 | -
call (541) 754-3010 | -
+84 903 123 456 | -
order 66 | -
the top 10 | -
try 5 times | -
all 20 of them | -
March 5, 2026 | -
10k run | -
3 m long | -
a 5m cable | -
second half | -
one more thing | -
in 2026 we grew 20% | -
a few million | -
the dollar is weak | -
only 35p a minute | 0.35 GBP
at 7 p.m. | -
seven p m | -
transfer 999.43 euros to them | 999.43 EUR
"""


def said(money: Money) -> str:
    limit = {Bound.LEAST: "≥", Bound.MOST: "≤", None: ""}[money.bound]
    up_to = f"..{money.up_to:f}" if money.up_to is not None else ""
    currency = "" if money.currency == "VND" else f" {money.currency}"
    return f"{limit}{money.amount:f}{up_to}{currency}" + (f" /{money.per}" if money.per else "")


def rows(table: str) -> list[tuple[str, str]]:
    return [
        (text.strip(), wanted.strip())
        for text, _, wanted in (line.partition(" | ") for line in table.strip().splitlines())
    ]


def numbers_only(wanted: str) -> str:
    return "; ".join(one.split(" /")[0].replace("2.50", "2.5") for one in wanted.split("; "))


@pytest.mark.parametrize(("text", "wanted"), rows(VIETNAMESE))
def test_vietnamese_amounts(text: str, wanted: str) -> None:
    found = find_money(text, language="vi")
    assert "; ".join(map(said, found)) == ("" if wanted == "-" else wanted.replace("2.50", "2.5"))
    assert all(text[one.span.start : one.span.end] == one.span.text for one in found)


NEEDS_ACCENTS = {"hai anh em", "em tên Tý", "k được đâu", "không tới nơi"}


@pytest.mark.parametrize(("text", "wanted"), rows(VIETNAMESE))
def test_vietnamese_amounts_without_accents(text: str, wanted: str) -> None:
    found = find_money(fold(text), language="vi")
    assert numbers_only("; ".join(map(said, found))) == ("" if wanted == "-" else numbers_only(wanted))


@pytest.mark.parametrize(("text", "wanted"), rows(ENGLISH))
def test_english_amounts(text: str, wanted: str) -> None:
    assert "; ".join(said(one) for one in find_money(text, language="en")) == ("" if wanted == "-" else wanted)


def test_the_firms_own_currency_is_meant_where_none_is_said() -> None:
    assert [one.currency for one in find_money("giá 20k, ship 2 euro", currency="LAK")] == ["LAK", "EUR"]


def test_a_price_list_is_cut() -> None:
    assert len(find_money("500k, " * 200)) == MOST


@given(st.text(alphabet=st.sampled_from("0123456789.,kmtrđ$€ tỷriệuhaibay-/%x\n"), max_size=120))
def test_any_text_is_read(text: str) -> None:
    cleaned = clean(text)
    found = find_money(cleaned)
    assert all(cleaned[one.span.start : one.span.end] == one.span.text for one in found)
    assert all(first.span.end <= second.span.start for first, second in itertools.pairwise(found))


@pytest.mark.parametrize(
    "text",
    ["1." * 10_000, "1 " * 10_000, "9" * 20_000, "1,000" * 4_000, "$" * 20_000, "triệu " * 4_000, "một " * 5_000, "1tr5 " * 4_000, "5 - " * 5_000, "cho mot " * 2_500, "a " * 10_000 + "1",
     "1 trieu 1 nghin " * 1_250, "giá " * 5_000, "3 đô và " * 2_500, unicodedata.normalize("NFD", "tỷ") * 5_000],
)  # fmt: skip
def test_hostile_texts_cost_little(text: str) -> None:
    began = time.process_time()
    find_money(clean(text))
    assert time.process_time() - began < 0.5
