"""Masters and prices are as messy as the account says, Atlon is clean, and demand has seasons."""

import re
from collections import Counter

from sales_platform.companies.sports_bar.sample.customer_rows import CITY_SPELLINGS, REPAIRED_BY_SEED
from sales_platform.months import add_months
from sales_platform_tests.sample_data.samples import LAST, Sample, day_of


def test_the_mess_in_the_masters_is_as_much_as_the_account_says(sample: Sample) -> None:
    customers, items = sample.rows("sports_bar/customers"), sample.rows("sports_bar/products")
    names, cities = [row["customer_name"] for row in customers], [row["city"] for row in customers]
    known = {spelling for spellings, _ in CITY_SPELLINGS.values() for spelling in spellings}
    found = {
        "city_known_misspelling": sum(city in known for city in cities),
        "city_unknown_misspelling": sum(bool(city) and city not in known | set(CITY_SPELLINGS) for city in cities),
        "city_empty": sum(not city for city in cities),
        "name_spacing": sum(name != " ".join(name.split()) for name in names),
        "name_case": sum(name.isupper() or name.islower() for name in names),
        "name_apostrophe": sum("'" in name for name in names),
        "duplicate_customer": len(customers) - len({row["customer_id"] for row in customers}),
        "duplicate_product": len(items) - len({row["product_id"] for row in items}),
        "protein_misspelled": sum("Protien" in row["product_name"] for row in items),
        "category_lower_case": sum(row["category"].islower() for row in items),
        "product_text_id": sum(not row["product_id"].isdigit() for row in items),
    }
    assert found == {kind: sample.mess[kind] for kind in found}


def test_customers_without_a_city_are_repaired_by_the_seed_or_by_the_correction_or_stay_so(sample: Sample) -> None:
    cities: dict[str, set[str]] = {}
    for row in sample.rows("sports_bar/customers"):
        cities.setdefault(row["customer_id"], set()).add(row["city"])
    nowhere = {key for key, known in cities.items() if known == {""}}
    (correction,) = sample.rows("corrections")
    assert correction["value"] in CITY_SPELLINGS
    assert nowhere > REPAIRED_BY_SEED | {correction["key"]}
    assert any(known > {""} for known in cities.values())


def test_the_mess_in_the_prices_is_as_much_as_the_account_says(sample: Sample, products: set[str]) -> None:
    rows = sample.rows("sports_bar/gross_price")
    prices = [row["gross_price"] for row in rows]
    found = {
        "price_negative": sum(price.startswith("-") for price in prices),
        "price_text": sum(price in {"unknown", "not_available"} for price in prices),
        "price_unknown_product": sum(row["product_id"] not in products for row in rows),
        "price_month_format": sum(not re.fullmatch("....-..-..", row["month"]) for row in rows),
    }
    assert found == {kind: sample.mess[kind] for kind in found}


def test_every_product_has_a_price_line_each_month_and_a_usable_price_each_year(sample: Sample, products: set[str]) -> None:
    rows = [(row["product_id"], day_of(row["month"]), row["gross_price"]) for row in sample.rows("sports_bar/gross_price")]
    months = {add_months(LAST, -back) for back in range(24)}
    assert {(key, month) for key in products for month in months} <= {(key, month) for key, month, _ in rows}
    usable = {(key, month.year) for key, month, price in rows if month and re.fullmatch(r"-?[0-9]+(\.5)?", price)}
    assert {(key, year) for key in products for year in (2024, 2025)} <= usable


def test_atlon_is_clean(sample: Sample) -> None:
    codes = {row["product_code"] for row in sample.rows("atlon/products")}
    customers = {row["customer_code"] for row in sample.rows("atlon/customers")}
    priced = {(row["product_code"], row["year"]) for row in sample.rows("atlon/gross_price") if int(row["price_inr"]) > 0}
    assert priced == {(code, year) for code in codes for year in ("2024", "2025")}
    sold = set()
    for name, rows in sample.files("atlon/sales").items():
        assert {row["date"] for row in rows} == {f"{name[12:16]}-{name[17:19]}-01"}
        assert all(row["product_code"] in codes and row["customer_code"] in customers for row in rows)
        assert all(int(row["sold_quantity"]) > 0 for row in rows)
        sold |= {(row["date"], row["product_code"], row["customer_code"]) for row in rows}
    assert len(sold) == sample.drawn("atlon_sales")["rows"]


def test_demand_grows_and_has_seasons(sample: Sample) -> None:
    pieces: Counter[str] = Counter()
    for row in sample.rows("atlon/sales"):
        pieces[row["date"][:7]] += int(row["sold_quantity"])
    assert all(pieces[f"2025-{month:02}"] > pieces[f"2024-{month:02}"] for month in range(1, 13))
    assert all(pieces[f"{year}-10"] > 1.15 * pieces[f"{year}-05"] for year in (2024, 2025))
