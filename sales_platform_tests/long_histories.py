"""Landings of many months with a few rows each, all of which end with the very same months."""

from datetime import date
from pathlib import Path

from sales_platform.months import MonthRange, add_months, calendar
from sales_platform_tests.small_lake import ORDERS_HEADER, write

LAST = add_months(calendar(date(2000, 1, 1)).last, -1)
"""The month before the running one."""
_MASTERS = {
    "atlon/customers/customers.csv": "customer_code,customer,market,platform,channel\n7001,AtlonMart,India,E-Commerce,Direct\n",
    "atlon/products/products.csv": "product_code,division,category,product,variant\nA1,Cricket,Bats,Willow Bat,Short\n",
    "sports_bar/customers/customers.csv": "customer_id,customer_name,city\n789001,Fit Foods,Bengaluru\n",
    "sports_bar/products/products.csv": "product_name,product_id,category\nEnergy Bar (60g),25891101,energy bars\n",
}


def months_of(count: int) -> MonthRange:
    """So many months up to the last one."""
    return MonthRange.of(add_months(LAST, 1 - count), LAST)


def land_months(landing: Path, months: MonthRange) -> None:
    """Both companies: masters, price lists of each year, and of each month a file of sales and two of orders."""
    for path, text in _MASTERS.items():
        write(landing / path, text)
    years = sorted({month.year for month in months})
    for year in years:
        write(landing / f"atlon/gross_price/prices_{year}.csv", f"product_code,price_inr,year\nA1,100.50,{year}\n")
    for number, month in enumerate(months):
        first, name = month.isoformat(), f"{month:%Y_%m}"
        sales = f"date,product_code,customer_code,sold_quantity\n{first},A1,7001,{number % 7 + 5}\n"
        write(landing / f"atlon/sales/sales_{name}.csv", sales)
        write(landing / f"sports_bar/gross_price/prices_{name}.csv", f"product_id,month,gross_price\n25891101,{first},80\n")
        for day in ("01", "02"):
            land_orders(landing, month, day, 2)


def land_orders(landing: Path, month: date, day: str, rows: int) -> None:
    """One file of orders."""
    lines = [f"O{month:%y%m}{day}{place},{month:%Y-%m}-{day},789001,25891101,{5 + place}\n" for place in range(rows)]
    write(landing / f"sports_bar/orders/orders_{month:%Y_%m}_{day}.csv", ORDERS_HEADER + "".join(lines))
