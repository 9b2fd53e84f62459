import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.analysis import EntityLabel
from nlp.entities.find import find_entities
from nlp.text import clean


def named(text: str, label: EntityLabel) -> list[str]:
    return [entity.span.text for entity in find_entities(clean(text)) if entity.label is label]


@pytest.mark.parametrize(
    ("text", "people", "firms"),
    [
        ("c lan ben sao mai hoi gia may in", ["lan"], ["sao mai"]),
        ("a nam oi cho e hoi", ["nam"], []),
        (
            "Chào shop, mình là Ngọc Trâm bên công ty TNHH Thương mại Đại Phát",
            ["Ngọc Trâm"],
            ["công ty TNHH Thương mại Đại Phát"],
        ),
        ("my name is Kenji Tanaka from Hoshino Trading Co., Ltd", ["Kenji Tanaka"], ["Hoshino Trading Co., Ltd"]),
        (
            "Dear Mr. Tanaka, see below.\nRegards,\nLinda Owens\nPurchasing Manager\nBlue Harbor Shipping",
            ["Tanaka", "Linda Owens"],
            ["Blue Harbor Shipping"],
        ),
        ("em chào anh, em là Thu bên kế toán của Cty CP Minh Long", ["Thu"], ["Cty CP Minh Long"]),
        ("Nhờ gửi hàng tới 12 Nguyễn Huệ, quận 1 cho chị Hồng kế toán", ["Hồng"], []),
        ("anh em mình có chương trình gì không", [], []),
        ("chị thanh toán rồi nha em", [], []),
        ("em mai qua lay hang nhe", [], []),
        ("em van chua nhan duoc hang", [], []),
        ("chi hong oi bao gio giao", ["hong"], []),
        ("Khách sạn Biển Xanh cần đặt 50 bộ chăn ga. Liên hệ anh Tùng 0905123456", ["Tùng"], ["Khách sạn Biển Xanh"]),
        (
            "Hi Sarah, this is Mark Jensen at Northwind Foods. We need 3 pallets.",
            ["Sarah", "Mark Jensen"],
            ["Northwind Foods"],
        ),
        ("Thanks Sarah, all good now!", ["Sarah"], []),
        ("can you ask Duy to call me back", ["Duy"], []),
        ("Giao hàng về đường Trần Hưng Đạo, Quận 5 giúp em", [], []),
        (
            "Bên em cần báo giá 100 ghế.\nTrân trọng,\nLê Thị Hồng Nhung\nTrưởng phòng mua hàng\nCông ty CP Nội thất An Gia",
            ["Lê Thị Hồng Nhung"],
            ["Công ty CP Nội thất An Gia"],
        ),
        ("Xin xác nhận.\nTrần Bá Lực - Nhựa Hưng Long", ["Trần Bá Lực"], ["Nhựa Hưng Long"]),
        ("ben nha hang phu quoc xanh dat 3 thung bia", [], ["nha hang phu quoc xanh"]),
        ("Anh Phát ơi, bên Sao Mai đã chuyển tiền", ["Phát"], ["Sao Mai"]),
        ("We met Peter Novak of Stellar Optics last week in Berlin.", ["Peter Novak"], ["Stellar Optics"]),
        ("Please cancel order 45. John", ["John"], []),
        (
            "Kính gửi Công ty In Hoa Sen, chúng tôi là Trường mầm non Ánh Dương",
            [],
            ["Công ty In Hoa Sen", "Trường mầm non Ánh Dương"],
        ),
        (
            "We need a quote.\nRegards,\nMei-Ling Zhou | Procurement | Pacific Rim Textiles Pte Ltd",
            ["Mei-Ling Zhou"],
            ["Pacific Rim Textiles Pte Ltd"],
        ),
        ("tên mình là phạm thị mai, đặt 2 vé", ["phạm thị mai"], []),
        ("nguyen van tuan 0912345678 dat ban 4 nguoi", ["nguyen van tuan"], []),
        ("Cảm ơn Thảo nhiều nha", ["Thảo"], []),
        ("Hello, I'm Fatima Noor, owner of Desert Rose Boutique.", ["Fatima Noor"], ["Desert Rose Boutique"]),
        ("Kính gửi Quý khách hàng, ngân hàng từ ngày mai đóng cửa", [], []),
        ("Tôi Là Khách Hàng Cũ Của Shop", [], []),
        ("XIN BÁO GIÁ GẤP 10 MÁY LẠNH", [], []),
        ("máy in HP 107w bị kẹt giấy", [], []),
    ],
)
def test_finds_people_and_firms(text: str, people: list[str], firms: list[str]) -> None:
    assert (named(text, EntityLabel.PERSON), named(text, EntityLabel.ORG)) == (people, firms)


def test_says_the_title_and_where_the_words_stand() -> None:
    text = clean("Nhờ chị Tường Vi gọi lại")
    (entity,) = find_entities(text)
    assert (entity.title, text[entity.span.start : entity.span.end]) == ("chị", "Tường Vi")


@pytest.mark.parametrize(
    ("text", "label", "wanted"),
    [
        ("Giá iPhone 15 Pro Max bao nhiêu", EntityLabel.PRODUCT, ["iPhone 15 Pro Max"]),
        ("máy in HP 107w bị kẹt giấy", EntityLabel.PRODUCT, ["HP 107w"]),
        ("giao tới 12 Nguyễn Huệ", EntityLabel.PLACE, ["Nguyễn Huệ"]),
        ("ship về Đà Nẵng được không", EntityLabel.PLACE, ["Đà Nẵng"]),
        ("our office at 5 Baker Street", EntityLabel.PLACE, ["Baker Street"]),
    ],
)
def test_finds_products_and_places(text: str, label: EntityLabel, wanted: list[str]) -> None:
    assert named(text, label) == wanted


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    cleaned = clean(text)
    ends = 0
    for entity in find_entities(cleaned):
        assert entity.span.start >= ends
        assert cleaned[entity.span.start : entity.span.end] == entity.span.text
        ends = entity.span.end


@pytest.mark.parametrize("part", ["Anh Nam ", "Nguyễn ", "a\n", "cty ", "A", "anh ", ", - ", "Thị-", "bên "])
def test_hostile_text_takes_little_time(part: str) -> None:
    began = time.process_time()
    find_entities(part * (20_000 // len(part)))
    assert time.process_time() - began < 0.15
