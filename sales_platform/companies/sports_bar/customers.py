"""Sports Bar's customers: names put in order, cities repaired."""

from sales_platform.companies.company import ANY, NUMBER, Landed, Record, Source, one_of_these
from sales_platform.companies.sports_bar.names import CHANNEL, MARKET, NAME, PLATFORM
from sales_platform.entities import CUSTOMERS
from sales_platform.feeds import Feed, Months
from sales_platform.rules.rule import one_of, repair
from sales_platform.values.columns import capitalised, text, tidy
from sales_platform.values.spark import Column, F

CITIES = ("Bengaluru", "Hyderabad", "New Delhi")
"""The canonical cities. Source: docs/business-rules.md, "City"."""
CITY_SPELLINGS = {
    "Bengaluruu": "Bengaluru",
    "Bengalore": "Bengaluru",
    "Hyderabadd": "Hyderabad",
    "Hyderbad": "Hyderabad",
    "NewDelhi": "New Delhi",
    "NewDheli": "New Delhi",
    "NewDelhee": "New Delhi",
}
"""Known misspellings. Source: docs/business-rules.md, "City"."""
CITY_DISTANCE = 2
"""An unknown spelling at most this many edits from exactly one city is taken for it."""


def align_customers() -> dict[str, Column]:
    """Name and city cleaned; the customer is called Name-City.

    Its own columns, for its rules: customer_name, customer_name_as_landed, city_repair.
    """
    name, own_city = capitalised(tidy("customer_name")), city(tidy("city"))
    return {
        "customer_code": text("customer_id"),
        "customer": F.concat_ws("-", F.coalesce(name, F.lit("Unknown")), F.coalesce(own_city, F.lit("Unknown"))),
        "city": own_city,
        "market": F.lit(MARKET),
        "platform": F.lit(PLATFORM),
        "channel": F.lit(CHANNEL),
        "customer_name": name,
        "customer_name_as_landed": F.col("customer_name"),
        "city_repair": city_repair(tidy("city"), own_city),
        "unnamed": name.isNull(),
        "completeness": name.isNotNull().cast("int") + own_city.isNotNull().cast("int"),
    }


def city(spelling: Column) -> Column:
    """The canonical city of a spelling: itself, a known misspelling, or the one city close to it; else null."""
    return F.coalesce(_known_city(spelling), _close_city(spelling))


def city_repair(spelling: Column, repaired: Column) -> Column:
    """What was done to a city: nothing (null), ``city_spelling``, ``city_fuzzy`` or ``city_unknown``."""
    return (
        F.when(spelling.isNull() | (F.coalesce(spelling == repaired, F.lit(False))), F.lit(None))
        .when(_known_city(spelling).isNotNull(), F.lit("city_spelling"))
        .when(repaired.isNotNull(), F.lit("city_fuzzy"))
        .otherwise(F.lit("city_unknown"))
        .cast("string")
    )


def _known_city(spelling: Column) -> Column:
    known = {name.lower(): name for name in CITIES} | {wrong.lower(): right for wrong, right in CITY_SPELLINGS.items()}
    return F.element_at(F.create_map(*[F.lit(text) for pair in known.items() for text in pair]), F.lower(spelling))


def _close_city(spelling: Column) -> Column:
    lower = F.lower(spelling)
    close = {name: F.levenshtein(lower, F.lit(name.lower())) <= CITY_DISTANCE for name in CITIES}
    candidates = F.array_compact(F.array(*[F.when(near, F.lit(name)) for name, near in close.items()]))
    return F.when(F.size(candidates) == 1, F.element_at(candidates, 1))


CUSTOMER_SOURCE = Source(
    Feed(
        name="sports_bar_customers",
        company=NAME,
        entity=CUSTOMERS,
        folder="sports_bar/customers",
        contract=("customer_id", "customer_name", "city"),
        months=Months.SNAPSHOT,
        description="Sports Bar's customers, typed by hand.",
        free_text=("customer_name", "city"),
    ),
    align_customers,
    Record(("customer_id",), {"customer_id": NUMBER, "customer_name": ANY, "city": one_of_these(CITIES)}),
    Landed(customer="customer_id", city="city"),
    own_rules=(
        repair(
            "customer_name",
            CUSTOMERS,
            "Spaces and capitals of the name were put in order.",
            "customer_name <> customer_name_as_landed",
            "customer = trim(customer) AND customer NOT LIKE '%  %'",
        ),
        repair("city_spelling", CUSTOMERS, "A known misspelling of the city was repaired.", "city_repair = 'city_spelling'"),
        repair("city_fuzzy", CUSTOMERS, "A misspelling close to exactly one city was repaired.", "city_repair = 'city_fuzzy'"),
        repair(
            "city_unknown",
            CUSTOMERS,
            "The city is none that is known; it was left empty.",
            "city_repair = 'city_unknown'",
            f"city IS NULL OR {one_of('city', CITIES)}",
        ),
    ),
    known_values={"market": (MARKET,), "platform": (PLATFORM,), "channel": (CHANNEL,)},
)
