"""Atlon's files as people send them by mail: one by one they are few, and the drawn ones stay clean."""

from collections.abc import Iterator, Sequence
from datetime import date

from sales_platform.companies.atlon import CUSTOMER_SOURCE, PRODUCT_SOURCE, SALES_SOURCE
from sales_platform.sample_data.mess import Mess
from sales_platform.sample_data.odd_files import OddFile, csv_text, mailed, workbook

_CUSTOMERS, _PRODUCTS, _SALES = CUSTOMER_SOURCE.feed, PRODUCT_SOURCE.feed, SALES_SOURCE.feed
ODD_FILES = 4


def odd_masters(customer: Sequence[str], product: Sequence[str]) -> Iterator[OddFile]:
    """The row of a customer in a workbook, and that of a product among rows that are none."""
    content = workbook([_CUSTOMERS.columns, customer])
    mess = {Mess.FILE_WORKBOOK: 1}
    yield OddFile(_CUSTOMERS, mailed("atlon_customers one more time.xlsx"), content, 1, mess, {"superseded": 1})
    nothing = [""] * (len(_PRODUCTS.columns) - 2)
    rows = [_PRODUCTS.columns, product, ("Total", "1", *nothing), ("#N/A", *product[1:])]
    yield OddFile(
        _PRODUCTS,
        mailed("atlon_products selection.csv"),
        csv_text([_PRODUCTS.columns, *rows]),
        len(rows),
        {Mess.HEADER_REPEATED: 1, Mess.TOTAL_ROW: 1, Mess.ERROR_VALUE: 1},
        {"repeated_header": 1, "not_a_code": 1, "missing_product": 1, "superseded": 1},
    )


def odd_sales(month: date, sold: Sequence[str]) -> Iterator[OddFile]:
    """Sales of a month, given a row of its drawn file: the same row in other words, and some that cannot be used."""
    day, product, customer, pieces = sold
    other_day = f"{month:%m/%d/%Y}"
    rows = [(other_day, product, customer, str(int(pieces) + 1)), (other_day, product, customer, pieces)]
    yield OddFile(
        _SALES,
        mailed(f"atlon_sales_{month:%Y_%m} other program.csv"),
        csv_text([_SALES.columns, *rows]),
        len(rows),
        {Mess.DATE_MONTH_FIRST: 2, Mess.CONTRADICTION: 1},
        {"contradiction": 1, "superseded": 1},
    )
    rows = [(day, product, customer, "1.000"), (day, product, customer, "-10")]
    yield OddFile(
        _SALES,
        mailed(f"atlon_sales_{month:%Y_%m} branch.csv"),
        b"sep=;\n" + csv_text([_SALES.columns, *rows], ";"),
        len(rows),
        {Mess.FILE_SEP_LINE: 1, Mess.QUANTITY_AMBIGUOUS: 1, Mess.RETURN: 1},
        {"ambiguous_quantity": 1, "return": 1},
    )
