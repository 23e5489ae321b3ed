"""What is suggested for a company whose columns, names and keys are unlike those of the others."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sales_platform.companies.company import Company, Source
from sales_platform.entities import CUSTOMERS, PRICES, PRODUCTS, SALES
from sales_platform.suggestions.days_of_files import days_of_files
from sales_platform.suggestions.missing_cities import cities
from sales_platform.suggestions.product_codes import product_codes
from sales_platform.suggestions.steady_prices import steady_prices
from sales_platform.suggestions.two_readings import two_readings, with_readings
from sales_platform_tests.frames import declared
from sales_platform_tests.third_company import CITIES, COMPANY


def of(entity: str, company: Company = COMPANY) -> Source:
    found = company.source(entity)
    assert found is not None
    return found


def store(code: str, customer: str, city: str | None) -> dict[str, str | None]:
    return {"customer_code": code, "customer": customer, "city": city}


@pytest.mark.parametrize("ending", ["", "-{}"])
def test_stores_are_sisters_by_their_whole_name_with_its_hyphens(ending: str) -> None:
    places = {"S1": "Mysuru", "S2": "Kochi", "S3": None}
    stores = [store(code, "Anna-Purna" + ending.format(city or "Unknown"), city) for code, city in places.items()]
    stores.append(store("S4", "Anna-Kali" + ending.format("Unknown"), None))
    found = cities(of(CUSTOMERS), CITIES, stores)
    assert [(one.key, one.field, one.value) for one in found] == [("S3", "Delivery Address", "Chennai")]


def test_a_city_is_suggested_only_where_it_can_be_corrected() -> None:
    stores = [store("S1", "A", "Mysuru"), store("S2", "A", "Pune"), store("S3", "A", None)]
    assert cities(of(CUSTOMERS), ("Mysuru", "Pune", "Agra"), stores) == []  # no such address


def test_the_key_of_a_steady_price_has_its_parts_in_the_order_of_the_company() -> None:
    prices = [{"month": date(2025, month, 1), "product_code": "KV-1002", "price_inr": Decimal("425.00")} for month in (6, 8)]
    row = {"from": " 15.07.2025", "item": "KV-1002 ", "rate": "on request"}
    found = steady_prices(of(PRICES), [row], prices)
    assert [(one.key, one.field, one.value) for one in found] == [("2025-07|KV-1002", "Rate", "425.00")]


def test_a_code_is_suggested_for_a_product_whose_code_is_none_and_not_for_one_that_is_refused_for_another_reason() -> None:
    invalid: list[dict[str, Any]] = [
        {"item": " KV-l004", "called": "Masala Chia", "pack": "1 kg"},
        {"item": "KV-1009", "called": "Cup of Chai", "pack": "Tasting"},
        {"item": "", "called": "Nothing"},
        {"item": None, "called": None},
    ]
    masters = [{"product": "Masala Chai", "product_code": code} for code in ("KV-1001", "KV-1002")]
    found = product_codes(of(PRODUCTS), invalid, masters, {"KV-1004": 5, "KV-1009": 9, "x": 9}, {}, {"KV-1001": 6})
    assert [(one.key, one.field, one.value) for one in found] == [("KV-l004", "Item", "KV-1004")]


def ambiguous(text: str, name: str = "orders_2025_07_03.csv") -> dict[str, str]:
    return {"_file": name, "raw": json.dumps({"order_id": " F1", "product_id": "25", "order_placement_date": text})}


def test_the_day_of_the_file_is_suggested_for_an_ambiguous_date_where_all_other_rows_bear_it() -> None:
    orders = declared("sports_bar", SALES)
    found = days_of_files(orders, [ambiguous("07/03/2024")], {"orders_2025_07_03.csv": {date(2025, 7, 3): 12}})
    assert [(one.key, one.field, one.value) for one in found] == [("F1|25", "order_placement_date", "2025-07-03")]
    assert "can mean 2024-03-07 or 2024-07-03" in found[0].evidence
    assert "12 accepted rows" in found[0].evidence


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("orders_2025_07_03.csv", {}),
        ("orders_2025_07_03.csv", {date(2025, 7, 3): 12, date(2025, 7, 4): 1}),
        ("orders_2025_07_03.csv", {date(2025, 7, 4): 12}),
        ("orders_2025_07.csv", {date(2025, 7, 3): 12}),
    ],
)
def test_no_day_is_suggested_without_proof(name: str, days: dict[date, int]) -> None:
    assert days_of_files(declared("sports_bar", SALES), [ambiguous("07/03/2024", name)], {name: days}) == []


def test_both_readings_of_an_ambiguous_date_are_told() -> None:
    rows = with_readings(declared("sports_bar", SALES), [ambiguous("07/03/2024")], "ambiguous_date")
    assert [row["readings"] for row in rows] == ["2024-03-07 or 2024-07-03"]


@pytest.mark.parametrize(
    ("entity", "column", "landed", "told"),
    [
        (SALES, "order_qty", "1.000", "1.000 or 1000"),
        (SALES, "order_qty", "-12,500", "-12.500 or -12500"),
        (PRICES, "gross_price", "Rs. 1.230", "1.230 or 1230"),
    ],
)
def test_both_readings_of_an_ambiguous_number_are_told(entity: str, column: str, landed: str, told: str) -> None:
    reason = "ambiguous_price" if entity == PRICES else "ambiguous_quantity"
    raw = json.dumps({column: landed})
    assert two_readings(declared("sports_bar", entity), [reason, "unknown_product"], raw) == told
    assert two_readings(declared("sports_bar", entity), ["unknown_product"], raw) is None
