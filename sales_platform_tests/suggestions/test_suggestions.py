"""What is suggested for a company whose columns, names and keys are unlike those of the others."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sales_platform.companies.company import Company, Source
from sales_platform.entities import CUSTOMERS, PRICES, PRODUCTS
from sales_platform.suggestions.missing_cities import cities
from sales_platform.suggestions.product_codes import product_codes
from sales_platform.suggestions.steady_prices import steady_prices
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
