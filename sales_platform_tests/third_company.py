"""A third company that lives in the tests alone: Kaveri Tea, whose shops send a sheet of their sales every week.

Register it with ``SALES_COMPANIES=sales_platform_tests.third_company``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sales_platform.companies.company import (
    ANY,
    PRICE,
    QUANTITY,
    Company,
    Landed,
    Record,
    Shape,
    Source,
    UnknownCustomer,
    day_as,
)
from sales_platform.companies.plan_shapes import COUNT, stock_columns, target_columns
from sales_platform.entities import CUSTOMERS, PRICES, PRODUCTS, SALES, STOCK, TARGETS
from sales_platform.feeds import Column as Optional
from sales_platform.feeds import Feed, Months
from sales_platform.rules.rule import reject, repair
from sales_platform.sample_data.landing import Landing
from sales_platform.sample_data.mess import Mess, Tally
from sales_platform.sample_data.request import Request
from sales_platform.values.columns import amount, capitalised, text, tidy, whole_number, without
from sales_platform.values.dates import DAY_FIRST_DOTS
from sales_platform.values.spark import Column, F

NAME, LABEL, COLOUR = "kaveri", "Kaveri Tea", "#7A5C00"
CITIES = ("Chennai", "Kochi", "Mysuru")
GROUPS = {"Teas": "Tea", "Tee": "Tea", "Snaks": "Snacks"}
DATES = (DAY_FIRST_DOTS,)
UNITS, RATE = (",", " ", "pcs"), ("₹", "Rs.", ",", " ")
"""What stands beside the digits of a quantity, and of a price."""
ITEM = Shape("^KV-[0-9]{4}$", "an item such as KV-1001")
SHOP = Shape("^S[0-9]{2}$", "a shop such as S01")
ADDRESS = Shape(f"^(.*, )?({'|'.join(CITIES)})$", f"an address that ends with one of {', '.join(CITIES)}")
COUNTER = UnknownCustomer("COUNTER", SHOP.pattern, SHOP.words, {"market": "India", "platform": LABEL, "channel": "Counter"})


def align_customers() -> dict[str, Column]:
    """Shops; of two addresses the one that goods are delivered to decides the city: what stands after its last comma."""
    landed = tidy(F.element_at(F.split(tidy("delivery_address"), ",", -1), -1))
    city = F.when(capitalised(landed).isin(*CITIES), capitalised(landed))
    return {
        "customer_code": text("shop"),
        "customer": F.coalesce(tidy("trading_as"), F.lit("Unknown")),
        "city": city,
        "market": F.lit("India"),
        "platform": F.lit(LABEL),
        "channel": F.coalesce(tidy("company_as_landed"), F.lit("Own")),
        "completeness": city.isNotNull().cast("int"),
        "no_city": landed.isNotNull() & city.isNull(),
    }


def category() -> Column:
    """The group, in one spelling."""
    group = capitalised(tidy("group"))
    return F.coalesce(*[F.when(group == wrong, F.lit(right)) for wrong, right in GROUPS.items()], group)


def align_products() -> dict[str, Column]:
    """Items: "Chia" is repaired, and groups have one spelling each."""
    return {
        "product_code": text("item"),
        "division": F.lit("Tea Houses"),
        "category": category(),
        "product": F.regexp_replace(tidy("called"), "Chia", "Chai"),
        "variant": tidy("pack"),
        "misspelled": F.coalesce(tidy("called").contains("Chia"), F.lit(False)),
        "group_repaired": F.coalesce(capitalised(tidy("group")).isin(*GROUPS), F.lit(False)),
        "is_item": F.coalesce(text("item").rlike(ITEM.pattern), F.lit(False)),
    }


def align_prices() -> dict[str, Column]:
    """Prices, written as "₹ 1,234.50" or "Rs. 425"."""
    price = amount(without(text("rate"), RATE))
    return {"product_code": text("item"), "price_inr": F.abs(price), "negative": F.coalesce(price < 0, F.lit(False))}


def align_sales() -> dict[str, Column]:
    """Sales of a day; what is sold over the counter names no shop."""
    of_shop = F.coalesce(text("shop").rlike(SHOP.pattern), F.lit(False))
    return {
        "product_code": text("item"),
        "customer_code": F.when(of_shop, text("shop")).otherwise(F.lit(COUNTER.code)),
        "customer_unknown": ~of_shop,
        "quantity_text": text("units"),
        "quantity": whole_number(without(text("units"), UNITS)),
    }


def align_goals() -> dict[str, Column]:
    """What an item, or a group, is to sell in a month."""
    return target_columns("item", category(), "pieces", "worth")


def align_shelves() -> dict[str, Column]:
    """What was counted on a day, and what is under way."""
    return stock_columns("item", "on_shelf", "under_way")


def feed(name: str, entity: str, contract: tuple[str | Optional, ...], by: str | None = None) -> Feed:
    months = Months.BY_ROW if by else Months.SNAPSHOT
    return Feed(f"{NAME}_{name}", NAME, entity, f"{NAME}/{name}", contract, months, f"The {name} of {LABEL}.", by, DATES)


SHOPS = feed("shops", CUSTOMERS, ("Shop", "Trading As", "Billing Address", "Delivery Address", Optional("Company", False)))
ITEMS = feed("items", PRODUCTS, ("Item", "Called", "Group", "Pack"))
RATES = feed("rates", PRICES, ("From", "Item", "Rate"), by="From")
WEEKS = feed("weeks", SALES, ("Sold On", "Shop", "Item", "Units", "Value"), by="Sold On")

GOALS = feed("goals", TARGETS, ("Month", "Item", "Group", "Pieces", Optional("Worth", False)), by="Month")
SHELVES = feed("shelves", STOCK, ("Counted On", "Item", "On Shelf", Optional("Under Way", False)), by="Counted On")


@dataclass(frozen=True)
class Sample:
    """A few rows of everything."""

    request: Request

    @property
    def files(self) -> int:
        return 3 + len(self._mondays())

    def _mondays(self) -> list[str]:
        first, days = self.request.months.start, (self.request.months.end - self.request.months.start).days
        return [
            f"{first + timedelta(days=step):%d.%m.%Y}" for step in range(days) if (first + timedelta(days=step)).weekday() == 0
        ]

    def write(self, landing: Landing, tally: Tally) -> None:
        landing.table(SHOPS, "shops.csv", [("S01", "Sri-Devi", "1 Main Road, Kochi", "2 Hill Road, Mysuru", "Franchise")])
        landing.table(ITEMS, "items.csv", [("KV-1001", "Masala Chai", "Teas", "250 g")])
        landing.table(RATES, "rates.csv", [(f"{month:%d.%m.%Y}", "KV-1001", "₹ 1,234.50") for month in self.request.months])
        for monday in self._mondays():
            rows = [(monday, "S01", "KV-1001", "1,200 pcs", ""), (monday, "S01", "KV-1001", "", "")]
            landing.table(WEEKS, f"week_{monday}.csv", rows)
            tally.add(Mess.MISSING_QUANTITY, 1)


def sources() -> Iterable[Source]:
    """How its feeds become rows."""
    yield Source(
        SHOPS,
        align_customers,
        Record(("Shop",), {"Trading As": ANY, "Delivery Address": ADDRESS}),
        Landed(customer="Shop", city="Delivery Address"),
        own_rules=(repair("city_not_found", CUSTOMERS, "The address ends with no city that is known.", "no_city"),),
        known_values={"channel": ("Own", "Franchise")},
    )
    yield Source(
        ITEMS,
        align_products,
        Record(("Item",), {"Item": ITEM, "Called": ANY, "Group": ANY}),
        Landed(product="Item", product_name="Called", misspelled={"chia": "chai"}),
        own_rules=(
            repair("chai_spelling", PRODUCTS, "'Chia' was replaced by 'Chai'.", "misspelled", "product NOT LIKE '%Chia%'"),
            repair("group_spelling", PRODUCTS, "The group was repaired.", "group_repaired"),
            reject("no_item_code", PRODUCTS, "The code is none of an item.", "product_code IS NOT NULL AND NOT is_item"),
            reject("for_tasting", PRODUCTS, "The item is not for sale.", "variant = 'Tasting'", "variant <> 'Tasting'"),
        ),
        known_values={"category": ("Tea", "Snacks")},
    )
    yield Source(
        RATES,
        align_prices,
        Record(("From", "Item"), {"Rate": PRICE}, month="From"),
        Landed(product="Item", price="Rate", not_digits=RATE),
    )
    yield Source(
        WEEKS,
        align_sales,
        Record(("Sold On", "Shop", "Item"), {"Sold On": day_as(DAY_FIRST_DOTS, "15.07.2025"), "Shop": SHOP, "Units": QUANTITY}),
        Landed(product="Item", customer="Shop", quantity="Units", not_digits=UNITS),
        own_rules=(
            COUNTER.rule(),
            reject("shop_closed", SALES, "Shops are closed on Sundays.", "dayofweek(date) = 1", "date_part('dow', date) <> 0"),
        ),
    )


def plans() -> Iterable[Source]:
    """How its targets and its stock become rows."""
    yield Source(
        GOALS,
        align_goals,
        Record(("Month", "Item", "Group"), {}, month="Month"),
        Landed(product="Item", quantity="Pieces", codes={"Item": ITEM}),
    )
    yield Source(
        SHELVES,
        align_shelves,
        Record(("Counted On", "Item"), {"On Shelf": COUNT, "Under Way": COUNT}),
        Landed(product="Item", quantity="On Shelf"),
    )


COMPANY = Company(NAME, LABEL, COLOUR, (*sources(), *plans()), COUNTER, CITIES, Sample)
