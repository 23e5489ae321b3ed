"""Masters and price lists as people send them by mail: lists of shops that are to open, and prices typed once more."""

from collections.abc import Iterator, Sequence
from datetime import date

from sales_platform.companies.sports_bar.customers import CUSTOMER_SOURCE
from sales_platform.companies.sports_bar.prices import PRICE_SOURCE
from sales_platform.companies.sports_bar.sample.product_rows import HIDDEN_PRODUCT, product_ids
from sales_platform.months import MonthRange, add_months
from sales_platform.sample_data.mess import Mess
from sales_platform.sample_data.odd_files import OddFile, csv_text, mailed

NEW_SHOPS = 6
_CUSTOMERS, _PRICES = CUSTOMER_SOURCE.feed, PRICE_SOURCE.feed


def odd_customers(months: MonthRange) -> Iterator[OddFile]:
    """A list of one region, a list with a date and a part of the next one, and a list without ids."""
    header = _CUSTOMERS.columns
    rows = [
        _shop(1, "South", "Bengaluru"),
        header,
        _shop(2, "#N/A", "Hyderabad"),
        ("#REF!", "Kiosk West", "Hyderabad"),
        ("Grand Total", "3", ""),
    ]
    yield OddFile(
        _CUSTOMERS,
        mailed("customers south.csv"),
        csv_text([header, *rows]),
        len(rows),
        {Mess.HEADER_REPEATED: 1, Mess.ERROR_VALUE: 2, Mess.TOTAL_ROW: 1},
        {"repeated_header": 1, "missing_customer": 1, "not_a_code": 1},
    )
    shops = [_shop(11 + place, f"Station {place + 1}", "New Delhi") for place in range(NEW_SHOPS)]
    name, later = f"kiosks_{months.start:%Y_%m}.csv", f"kiosks_{add_months(months.start, 1):%Y_%m}.csv"
    yield OddFile(_CUSTOMERS, mailed(name), csv_text([header, *shops]), NEW_SHOPS, {})
    part = csv_text([header, shops[0]])
    yield OddFile(_CUSTOMERS, mailed(later), part, 0, {Mess.MASTER_PARTIAL: 1}, refused=f"{later} has 1 customer")
    text = csv_text([header[1:], ("Kiosk North", "New Delhi")])
    why = "columns missing: customer_id"
    yield OddFile(_CUSTOMERS, mailed("customers north.csv"), text, 0, {Mess.MASTER_WITHOUT_KEY: 1}, refused=why)


def odd_prices(rows: Sequence[Sequence[str]], last: date) -> Iterator[OddFile]:
    """Prices of the last year's list, given its rows: one that is typed again, and one with three digits behind a point."""
    hidden = product_ids(HIDDEN_PRODUCT + 1)[HIDDEN_PRODUCT]
    product, month, price = next(row for row in rows if row[0] != hidden and row[2].isdigit())
    text = csv_text([_PRICES.columns, (product, month, f"Rs. {price}/-"), (product, last.isoformat(), "1.230")], ";")
    mess = {Mess.PRICE_SPELLING: 1, Mess.PRICE_AMBIGUOUS: 1}
    reasons = {"superseded": 1, "ambiguous_price": 1}
    yield OddFile(_PRICES, mailed(f"prices_{last:%Y} typed again.csv"), text, 2, mess, reasons)


def _shop(number: int, name: str, city: str) -> tuple[str, str, str]:
    """A shop that has not ordered yet; its id is below those of all others."""
    return str(780100 + number), name if name.startswith("#") else f"Kiosk {name}", city
