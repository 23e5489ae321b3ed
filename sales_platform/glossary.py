"""The glossary: what every column means, once. A table may declare columns of its own beside these."""

from sales_platform.companies.registry import COMPANIES, COMPANY_BY_NAME
from sales_platform.table import Meaning, Table

_UNKNOWN = "".join(
    f"; {company.unknown_customer.code} is an unknown customer of {company.label}"
    for company in COMPANIES
    if company.unknown_customer
)

COLUMNS: dict[str, tuple[str, str]] = {
    "month": ("date", "First day of the month the row belongs to; the partition column."),
    "company": ("string", f"{' or '.join(COMPANY_BY_NAME)}."),
    "feed": ("string", "The landing feed the row came from."),
    "customer_code": ("string", f"Customer, unique within the company{_UNKNOWN}."),
    "customer": ("string", "Customer's name."),
    "city": ("string", "Canonical city; null where unknown."),
    "market": ("string", "Market the customer is in."),
    "platform": ("string", "How the customer sells, for example Brick & Mortar or E-Commerce."),
    "channel": ("string", "How the customer is reached, for example Retailer, Direct or Distributor."),
    "product_code": ("string", "Product, unique within the company."),
    "division": ("string", "Division of the product."),
    "category": ("string", "Category of the product."),
    "product": ("string", "Product's name."),
    "variant": ("string", "Size, weight or colour of the product."),
    "price_inr": ("decimal(18,2)", "Gross price of one piece in INR."),
    "price_month": ("date", "The month whose price list gave the price."),
    "order_id": ("string", "The company's order; null where a company reports quantities by month."),
    "date": ("date", "Day of the sale, or of the stock, as the company dates it."),
    "quantity": ("bigint", "Pieces sold."),
    "sold_quantity": ("bigint", "Pieces sold in the month."),
    "revenue_inr": ("decimal(38,2)", "sold_quantity x price_inr; null where the product has no price in the year."),
    "target_quantity": ("bigint", "Pieces that are planned to be sold in the month; null where the target says INR only."),
    "target_inr": ("decimal(18,2)", "Revenue that is planned for the month, in INR; null where the target says pieces only."),
    "at_hand": ("bigint", "Pieces in stock."),
    "on_order": ("bigint", "Pieces that are ordered and have not come."),
    "forecast_quantity": ("bigint", "Pieces expected to be sold in the month."),
    "low_quantity": ("bigint", "Lower end of the 80 % prediction interval, in pieces; never below zero."),
    "high_quantity": ("bigint", "Upper end of the 80 % prediction interval, in pieces."),
    "monthly_error": ("decimal(18,2)", "Standard deviation of the error of a forecast one month ahead, in pieces."),
    "model": ("string", "The forecasting model that was chosen for the product."),
    "baseline_used": ("boolean", "Whether no model beat the baseline, which was used instead."),
    "history_until": ("date", "Last month of the history that the forecast was made from."),
    "year": ("int", "Calendar year."),
    "quarter": ("int", "Calendar quarter, 1 to 4."),
    "month_number": ("int", "Month of the year, 1 to 12."),
    "month_name": ("string", "English name of the month."),
    "year_month": ("string", "The month as text, 2025-07."),
    "year_quarter": ("string", "The quarter as text, 2025-Q3."),
    "financial_year": ("string", "India's financial year, April to March: FY2025-26."),
    "days_in_month": ("int", "Days of the month."),
    "repairs": ("array<string>", "Names of the rules that repaired the row."),
    "reasons": ("array<string>", "Names of the rules that the row breaks."),
    "raw": ("string", "The landed row as JSON."),
    "record": ("string", "Of a row in whose place another one counts, with other values or of a later file: its key."),
    "reason": ("string", "Why the file could not be used."),
    "size": ("bigint", "Size of the file in bytes."),
    "_file": ("string", "Path of the file below the landing root; seeds/... comes with the platform."),
    "_row": ("bigint", "Data row in the file, counted from 1."),
    "_file_version": ("string", "Version of the file; changes with its content."),
    "_file_modified": ("timestamp", "When the file was last written, in UTC."),
    "_file_date": ("string", "The day (2025-07-15) or month (2025-07) that the file's name gives; null where it gives none."),
    "_separator": ("string", "What stands between the fields of the file, of a workbook a tab; null where it is not known."),
    "_ingested_at": ("timestamp", "When the row was read into bronze, in UTC."),
    "_extra": ("string", "Unexpected columns of the row, as JSON."),
    "fingerprint": ("string", "What the month was made of when it was last refreshed."),
}


def meanings(table: Table) -> list[Meaning]:
    """The columns of a table with what they mean.

    Raises:
        KeyError: the glossary does not have a column that is given by its name only.
    """
    return [Meaning(column, *COLUMNS[column]) if isinstance(column, str) else column for column in table.columns]
