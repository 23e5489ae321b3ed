"""What the dashboard answers over HTTP: hosts, bad addresses and CSV, without a browser."""

import csv
import io
import urllib.error
import urllib.request

import pytest

from sales_platform.dashboard.url_values import encoded
from sales_platform_tests.dashboard.served import ask
from sales_platform_tests.platform_runs import Workplace


def test_a_page_of_the_web_cannot_read_it_under_another_name(address: str) -> None:
    request = urllib.request.Request(address, headers={"Host": "evil.example"})  # noqa: S310 - the test's own server
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request)  # noqa: S310
    with caught.value as answer:
        assert answer.code == 400


@pytest.mark.parametrize(
    ("address_of", "sentence"),
    [
        ("/?overview-channel=" + encoded(["x' OR 1=1 --"]), "There is no channel"),
        ("/?overview-first=" + encoded("'; DROP TABLE"), "is not a month"),
        ("/?overview-top=" + encoded("x"), "The length of the rankings must be one of 5, 10, 15, 20"),
        ("/?overview-period=" + encoded("decade"), "There is no period"),
        ("/inventory?inventory-product=" + encoded("atlon/none"), "There is no forecast of the product"),
        ("/quality?quality-reason=" + encoded("<script>"), "There is no reason"),
        ("/products?products-market=India", "cannot be read"),
        ("/products?market=<script>", "There is no market"),
        ("/?from=2025-13", "is not a month"),
        ("/?top=7", "The length of the rankings must be one of"),
    ],
)
def test_a_bad_value_in_the_address_is_answered_with_a_sentence(address: str, address_of: str, sentence: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(address + address_of)  # noqa: S310 - the test's own server
    with caught.value as answer:
        text = answer.read().decode()
    assert caught.value.code == 400
    assert sentence in text
    assert "<script>" not in text


def test_every_chart_is_there_as_csv_and_its_total_is_that_of_sql(address: str, sample: Workplace) -> None:
    revenue = float(ask(sample.lake, "SELECT sum(revenue_inr) FROM t"))
    names = ["overview-trend", "overview-channels", "products-bubbles", "products-divisions", "customers-all"]
    names += [f"customers-by-{attribute}" for attribute in ("channel", "platform", "market", "city")]
    for name in names:
        with urllib.request.urlopen(f"{address}/csv/{name}?{name.split('-')[0]}-period={encoded('all')}") as answer:  # noqa: S310 - the test's own server
            assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
            rows = csv.DictReader(io.StringIO(answer.read().decode()))
        assert sum(float(row["Revenue (INR)"]) for row in rows) == pytest.approx(revenue, rel=1e-12), name
